"""What a password must be like. ``mlps``: what 等保 assessors ask for; ``nist``: length and rarity (NIST SP 800-63B).

Both refuse common passwords and words anybody would guess of this office.
"""

import re
from functools import cache

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from dashboard.errors import BadRequest
from dashboard.vocabulary import UNITS

MIN_LENGTH, MAX_LENGTH = 12, 128
MLPS, NIST = "mlps", "nist"
CLASSES = (r"[A-Z]", r"[a-z]", r"[0-9]", r"[^A-Za-z0-9]")
CLASSES_WANTED = 3
COMMON = 3_000
SHORTEST_WORD = 4
OFFICE = ("quanzhou", "泉州", "duban", "督办", "xingzheng", "行政服务", "qzxz", "admin", "password")


@cache
def _common() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"][:COMMON])


@cache
def _places() -> tuple[str, ...]:
    words = [word for unit in UNITS for word in (unit.zh, unit.short, *re.split(r"[^a-z]+", unit.en.lower()))]
    ordinary = {"city", "county", "district", "zone", "development", "economic", "area", "taiwanese", "investment"}
    return tuple({word for word in words if len(word.encode()) >= SHORTEST_WORD and word not in ordinary})


def check_password(password: str, *, name: str, style: str) -> None:
    """Raises ``BadRequest`` with the first rule that a new password breaks; ``name`` is the account's."""
    if len(password) < MIN_LENGTH:
        raise BadRequest("errors.password_short", least=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        raise BadRequest("errors.password_long", most=MAX_LENGTH)
    if style == MLPS and sum(bool(re.search(one, password)) for one in CLASSES) < CLASSES_WANTED:
        raise BadRequest("errors.password_classes")
    plain = password.lower()
    letters = re.sub(r"[\W\d_]+", "", plain)
    guessable = plain in _common() or letters in _common() or len(set(plain)) < MIN_LENGTH // 2
    if guessable or any(word in plain for word in (*OFFICE, *_places(), name.lower())):
        raise BadRequest("errors.password_common")

"""The second factor: one-time codes (TOTP, RFC 6238), each good once."""

import pyotp

from dashboard.timekeeping import Clock, instant_of

STEP_SECONDS = 30
ISSUER = "督办看板"


def new_factor() -> str:
    """A new secret, base 32."""
    return pyotp.random_base32()


def address_of(factor: str, name: str) -> str:
    """The ``otpauth://`` address that an authenticator app reads."""
    return pyotp.TOTP(factor).provisioning_uri(name=name, issuer_name=ISSUER)


def used_step(factor: str, code: str, *, clock: Clock, after: int) -> int:
    """The step of a right code that lies after the last one used (one step early or late is fine), 0 for any other."""
    digits = "".join(code.split())
    now = instant_of(clock.now()) // STEP_SECONDS
    totp = pyotp.TOTP(factor)
    for step in (now - 1, now, now + 1):
        if step > after and totp.verify(digits, for_time=step * STEP_SECONDS):
            return step
    return 0

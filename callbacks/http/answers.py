"""JSON answers: written once per question and revision, kept as bytes, sent with an ETag and compressed."""

import gzip
import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import orjson
from flask import Response, request

from dashboard.board import Answers, Board
from dashboard.permissions import Scope
from dashboard.services import Services

WORTH_COMPRESSING = 1024
JSON = "application/json"


def to_json(value: object, *, pretty: bool = False) -> bytes:
    """JSON as both the HTTP API and the command line write it; NaN does not occur, missing is null."""
    options = orjson.OPT_SERIALIZE_NUMPY | (orjson.OPT_INDENT_2 if pretty else 0)
    return orjson.dumps(value, option=options)


@dataclass(frozen=True, slots=True)
class Written:
    """An answer ready to be sent."""

    plain: bytes
    packed: bytes
    etag: str


def write(value: object) -> Written:
    """Serialise an answer once."""
    return write_bytes(to_json(value))


def write_bytes(plain: bytes) -> Written:
    """Compress and mark bytes once."""
    packed = gzip.compress(plain, compresslevel=6, mtime=0) if len(plain) >= WORTH_COMPRESSING else b""
    return Written(plain, packed, hashlib.blake2b(plain, digest_size=12).hexdigest())


def accepts_gzip() -> bool:
    """Whether the asker can read gzip."""
    return request.accept_encodings.quality("gzip") > 0


def send(written: Written) -> Response:
    """Send a written answer: 304 when the asker has it, compressed when the asker can read that."""
    if written.etag in request.if_none_match:
        answer = Response(status=304)
    elif written.packed and accepts_gzip():
        answer = Response(written.packed, content_type=JSON)
        answer.headers["Content-Encoding"] = "gzip"
    else:
        answer = Response(written.plain, content_type=JSON)
    answer.set_etag(written.etag)
    answer.vary.add("Accept-Encoding")
    return answer


class AnswerCache:
    """Written answers by (scope, revision, day, question): a bounded number, each computed by one thread."""

    def __init__(self, services: Services, *, keep: int = 512) -> None:
        self._services = services
        self._kept = Answers(keep)

    def answer(self, question: Hashable, build: Callable[[Board], Any], *, scope: Scope) -> Response:
        """Send the answer to a question about the present board."""

        def ask(board: Board) -> Written:
            key = (scope, board.revision.number, board.today, question)
            return self._kept.get(key, lambda: write(build(board)))

        return send(self._services.boards.answer(ask, scope=scope))

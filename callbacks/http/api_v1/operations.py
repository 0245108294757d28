"""The REST API as a table: from each line a route is made, and the same line is described in OpenAPI."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import Response, request
from pydantic import BaseModel, ValidationError

from callbacks.http.api_v1 import models
from dashboard.errors import BadRequest
from dashboard.permissions import Permission

PREFIX = "/api/v1"
P = TypeVar("P", bound=models.Params)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation. ``path`` has ``{name}`` for what varies; ``view`` gets the checked parameters and those parts."""

    name: str
    method: str
    path: str
    summary: str
    permission: Permission
    params: type[models.Params]
    answer: type[BaseModel] | None
    view: Callable[..., Response]
    statuses: tuple[int, ...] = (200, 304)
    upload: bool = False

    @property
    def rule(self) -> str:
        """The path as Flask writes it; a part may hold slashes, which case numbers do."""
        return PREFIX + self.path.replace("{case_key}", "<path:case_key>").replace("{", "<").replace("}", ">")

    @property
    def public_path(self) -> str:
        """The path as OpenAPI writes it."""
        return PREFIX + self.path


def checked_text(value: str) -> str:
    """Refuse control characters, which no code or name contains and some databases choke on."""
    if any(ord(character) < 32 or 0xD800 <= ord(character) < 0xE000 for character in value):
        raise BadRequest("errors.body")
    return value


def parse_params(model: type[P], values: dict[str, str]) -> P:
    """Check parameters. Raises ``BadRequest`` with a sentence that names the first one that is wrong."""
    for name, value in values.items():
        checked_text(name + value)
    try:
        return model.model_validate({name: value for name, value in values.items() if value != ""})
    except ValidationError as error:
        raise _sentence(error) from error


def _sentence(error: ValidationError) -> BadRequest:
    first = error.errors()[0]
    name, value = str(first["loc"][0])[:40], str(first.get("input"))[:40]
    if first["type"] == "extra_forbidden":
        return BadRequest("http.parameter", value=name)
    if name == "limit":
        return BadRequest("errors.number", name=name, value=value, low=1, high=500)
    if name == "by":
        return BadRequest("http.by", value=value)
    return BadRequest("http.value", name=name, value=value)


def view_of(operation: Operation) -> Callable[..., Response]:
    """The Flask view of an operation: check, then answer."""

    def view(**parts: str) -> Response:
        params = parse_params(operation.params, request.args.to_dict())
        return operation.view(params, **{name: checked_text(value) for name, value in parts.items()})

    return view

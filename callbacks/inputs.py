"""What a browser sends is anybody's invention: it is judged by a typed model before anything looks at it."""

from collections.abc import Callable, Mapping, Sequence
from secrets import token_hex
from typing import Any, TypeVar

import orjson
from dash import Output, ctx, set_props
from dash.exceptions import PreventUpdate
from pydantic import BaseModel, ConfigDict, ValidationError

from callbacks._guard import ADDRESS, Guard, current_identity
from callbacks.visits import read_visit
from dashboard.errors import BadRequest
from dashboard.permissions import Permission
from dashboard.services import Services
from layouts.ids import Shell, entry_error_id
from layouts.visit import Visit

MOST_PARTS = 60
"""More entries than any form of the product has."""


class Given(BaseModel):
    """Base of the models: nothing is converted, nothing unknown is taken, nothing changes afterwards."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


M = TypeVar("M", bound=BaseModel)


def parse(model: type[M], values: object) -> M:
    """The values as the model wants them, judged as the JSON they came as. Raises ``BadRequest``."""
    try:
        return model.model_validate_json(orjson.dumps(values))
    except (ValidationError, TypeError) as error:
        raise BadRequest("errors.body") from error


class _EntryId(Given):
    type: str
    form: str
    name: str


def read_form(form: str, ids: object, values: object) -> dict[str, object]:
    """Value by name of one form's entries, from the ids and values of all of them. Raises ``BadRequest``."""
    if not isinstance(ids, list) or not isinstance(values, list) or not len(ids) == len(values) <= MOST_PARTS:
        raise BadRequest("errors.body")
    known = [parse(_EntryId, one) for one in ids]
    if any(one.form != form for one in known):
        raise BadRequest("errors.body")
    return {one.name: value for one, value in zip(known, values, strict=True)}


def pressed() -> object:
    """The id of the button that was pressed. Raises ``PreventUpdate`` when none was: buttons were drawn anew."""
    clicks = ctx.triggered[0]["value"] if len(ctx.triggered) == 1 else None
    if not isinstance(clicks, int) or clicks < 1:
        raise PreventUpdate
    try:
        return orjson.loads(ctx.triggered[0]["prop_id"].rpartition(".")[0])
    except orjson.JSONDecodeError as error:
        raise BadRequest("errors.body") from error


def new_mark() -> str:
    """A value that no store has yet: whoever listens to the store draws anew."""
    return token_hex(8)


def show_errors(form: str, names: Sequence[str], errors: Mapping[str, str]) -> None:
    """Put a sentence under each entry that has one, and take it away under the others."""
    for name in names:
        set_props(entry_error_id(form, name), {"children": errors.get(name, "")})


def still_page(
    guard: Guard, services: Services, keys: Sequence[str], outputs: Any, *more: Any, permission: Permission
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Like ``guard.page``, for pages with forms: new data elsewhere do not draw them anew under somebody's hands."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        def show(pathname: object, search: object, *values: object) -> Any:
            visit: Visit = read_visit(services, pathname, search, identity=current_identity())
            if visit.page not in keys:
                raise PreventUpdate
            answer = function(visit, *values)
            set_props(Shell.ERROR, {"children": None})
            return answer

        guard.callback(output=outputs, inputs=[*ADDRESS, *more], permission=permission)(show)
        return function

    return decorate


def twice(identifier: str, name: str = "children") -> Output:
    """An output that more than one callback writes."""
    return Output(identifier, name, allow_duplicate=True)

"""OpenAPI 3.1 of the REST API, written from the table of operations and the types of parameters and answers."""

import re
from collections.abc import Iterable
from typing import Any

from pydantic.json_schema import models_json_schema

from callbacks.http.api_v1.models import Error, ImportForm
from callbacks.http.api_v1.operations import Operation

REFERENCE = "#/components/schemas/{model}"
MEANINGS = {
    200: "The answer",
    304: "Nothing has changed since the answer with the ETag you sent",
    400: "A parameter makes no sense",
    401: "Nobody is signed in, or the token or session is over",
    403: "Not allowed, or sent from another site",
    404: "There is no such thing",
    405: "This address does not accept the method",
    409: "Another import is running",
    413: "The files are too large",
    414: "The address is too long",
    415: "The body is not of the type that this address reads",
    422: "The files were refused; the report says why",
    429: "Asked too often; Retry-After says when to ask again",
    503: "The database cannot answer now",
}


EVERYWHERE = (401, 403, 414, 429, 503)
"""Answers that any operation may give."""
SECONDS = {"description": "Seconds to wait", "required": True, "schema": {"type": "integer", "minimum": 1}}
TAG = {"description": "What the answer says, as a tag for If-None-Match", "schema": {"type": "string"}}


def describe(operations: Iterable[Operation], *, version: str, cookie: str) -> dict[str, Any]:
    """The OpenAPI document; ``cookie`` is the name of the session cookie."""
    listed = list(operations)
    models = {model for operation in listed for model in (operation.answer, Error, ImportForm) if model is not None}
    ordered = sorted(models, key=lambda model: model.__name__)
    _, schemas = models_json_schema([(model, "serialization") for model in ordered], ref_template=REFERENCE)
    paths: dict[str, Any] = {}
    for operation in listed:
        paths.setdefault(operation.public_path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "督办看板 Duban Board", "version": version},
        "paths": paths,
        "components": {
            "schemas": schemas.get("$defs", {}),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "An API token"},
                "session": {"type": "apiKey", "in": "cookie", "name": cookie, "description": "A signed-in browser"},
            },
        },
        "security": [{"token": []}, {"session": []}],
    }


def _operation(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*_path_parameters(operation), *_query_parameters(operation)],
        "responses": {
            str(status): _response(operation, status) for status in sorted({*operation.statuses, *EVERYWHERE})
        },
    }
    if operation.upload:
        form = {"multipart/form-data": {"schema": {"$ref": REFERENCE.format(model=ImportForm.__name__)}}}
        described["requestBody"] = {"required": True, "content": form}
    return described


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", operation.path)
    text = {"type": "string", "minLength": 1}
    return [{"name": name, "in": "path", "required": True, "schema": text} for name in names]


def _query_parameters(operation: Operation) -> list[dict[str, Any]]:
    properties = operation.params.model_json_schema()["properties"]
    found = []
    for name, schema in sorted(properties.items()):
        shown = {key: value for key, value in schema.items() if key not in ("title", "description")}
        found.append({"name": name, "in": "query", "schema": shown, "description": schema.get("description", "")})
    return found


def _response(operation: Operation, status: int) -> dict[str, Any]:
    described: dict[str, Any] = {"description": MEANINGS[status]}
    if status in (429, 503):
        described["headers"] = {"Retry-After": SECONDS}
    if status in (200, 304) and operation.method == "GET":
        described["headers"] = {"ETag": TAG}
    if status == 304:
        return described
    schema: dict[str, Any] = {"$ref": REFERENCE.format(model=Error.__name__)}
    if status == 200 or (status == 422 and operation.upload):
        answer = operation.answer
        schema = {"$ref": REFERENCE.format(model=answer.__name__)} if answer else {"type": "object"}
    return described | {"content": {"application/json": {"schema": schema}}}

"""The REST API asked everything that its own description allows and much that it does not.

``FUZZ_EXAMPLES`` says how many questions each operation is asked (``make fuzz`` asks many more than ``make test``).
"""

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from dashboard.permissions import OPERATOR, Role
from tests.fuzz.world import World, make_world

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "25"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
OPERATIONS = ("indicators", "records", "case", "import", "imports")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]
DOCUMENT = "/api/v1/openapi.json"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def tokens(world: World) -> dict[str, str]:
    """A token of a coordinator and one of a director."""
    made = {}
    for role, units in ((Role.COORDINATOR, frozenset({"350582"})), (Role.DIRECTOR, None)):
        _, made[role.value] = world.services.account_admin.create_key(
            OPERATOR, kind="token", name=f"fuzz-{role}", role=role, units=units, days=30
        )
    return made


@pytest.fixture(scope="module")
def api(world: World, tokens: dict[str, str]) -> Any:
    """The API as it describes itself."""
    return schemathesis.openapi.from_wsgi(
        DOCUMENT, world.server, headers={"Authorization": f"Bearer {tokens['director']}"}
    )


def found(api: Any) -> list[Any]:
    """The operations that the description has."""
    return [result.ok() for result in api.get_all_operations()]


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_as_described(
    api: Any, tokens: dict[str, str], name: str, mode: schemathesis.GenerationMode
) -> None:
    headers = {"Authorization": f"Bearer {tokens['coordinator']}", "Accept-Encoding": "identity"}
    operation = next(one for one in found(api) if one.definition.raw["operationId"] == name)

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @seed(SEED)
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    ask()


def test_the_description_names_all_operations(api: Any) -> None:
    described = [one["operationId"] for operations in api.raw_schema["paths"].values() for one in operations.values()]
    assert sorted(described) == sorted(OPERATIONS)


def test_without_a_token_every_operation_answers_401(world: World, api: Any) -> None:
    client = world.server.test_client()
    assert client.get(DOCUMENT).status_code == 401
    for path, operations in api.raw_schema["paths"].items():
        for method, operation in operations.items():
            answer = client.open(path.replace("{key}", "approvals.red").replace("{case_key}", "x"), method=method)
            assert answer.status_code == 401, f"{method} {path}"
            assert {"401", "403", "429", "503"} <= set(operation["responses"])


def test_a_token_that_is_wrong_over_or_revoked_is_nobody(world: World, tokens: dict[str, str]) -> None:
    client = world.server.test_client()
    key, secret = world.services.account_admin.create_key(
        OPERATOR, kind="token", name="short", role=Role.DIRECTOR, units=None, days=30
    )

    def status(token: str) -> int:
        return client.get("/api/v1/indicators", headers={"Authorization": f"Bearer {token}"}).status_code

    assert status(secret) == 200
    world.services.account_admin.revoke_key(OPERATOR, key.id)
    right = tokens["director"]
    wrong = (secret, "", "x", right[:-1], right + "x", right.upper(), f" {right} x", "'; --", "\t", "a" * 5000)
    assert {status(token) for token in wrong} == {401}
    assert status(right) == 200

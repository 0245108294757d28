"""The REST API, version 1: figures, their records, one case, imports, and the description of all that."""

from typing import Any

from flask import Response

from callbacks._guard import current_identity
from callbacks.http.answers import JSON, AnswerCache, send, to_json, write
from callbacks.http.api_v1 import cases, indicators, records
from callbacks.http.api_v1.models import (
    Case,
    CaseParams,
    ImportParams,
    Imports,
    ImportsParams,
    IndicatorParams,
    Indicators,
    Params,
    RecordParams,
    Records,
)
from callbacks.http.api_v1.openapi import describe
from callbacks.http.api_v1.operations import Operation, parse_params, view_of
from callbacks.http.api_v1.uploads import received_files
from callbacks.http.door import Cookie
from callbacks.http.gate import Gate
from callbacks.visits import words_of
from dashboard.permissions import OPERATOR, Permission
from dashboard.services import Services
from dashboard.text import Words


def read_indicators(services: Services, values: dict[str, str]) -> dict[str, Any]:
    """The figures of a selection as the command line asks for them: the body of the HTTP answer."""
    params = parse_params(IndicatorParams, values)
    query, words = services.query(**params.filters()), words_of(params.lang, default=services.settings.language)
    return services.boards.answer(
        lambda board: indicators.answer_indicators(board, services, query, by=params.by, words=words),
        scope=OPERATOR.scope,
    )


def read_records(services: Services, key: str, values: dict[str, str]) -> dict[str, Any]:
    """A page of records as the command line asks for it: the body of the HTTP answer."""
    params = parse_params(RecordParams, values)
    query = services.query(**params.filters())
    return services.boards.answer(lambda board: records.answer_records(board, key, query, params), scope=OPERATOR.scope)


class Api:
    """The views of the API over one set of services."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._answers = AnswerCache(services)

    def _words(self, params: Params) -> Words:
        return words_of(params.lang, default=self._services.settings.language)

    def indicators(self, params: IndicatorParams) -> Response:
        """Figures of one selection, or of each member of a dimension."""
        services, words = self._services, self._words(params)
        query = services.query(**params.filters())
        return self._answers.answer(
            indicators.question(params, words),
            lambda board: indicators.answer_indicators(board, services, query, by=params.by, words=words),
            scope=current_identity().scope,
        )

    def records(self, params: RecordParams, key: str) -> Response:
        """The records that a figure counts."""
        query = self._services.query(**params.filters())
        return self._answers.answer(
            records.question(key, params),
            lambda board: records.answer_records(board, key, query, params),
            scope=current_identity().scope,
        )

    def case(self, params: CaseParams, case_key: str) -> Response:
        """One case with its clock."""
        services, scope, words = self._services, current_identity().scope, self._words(params)
        as_of = services.query(as_of=params.as_of).as_of if params.as_of else None
        return self._answers.answer(
            ("case", case_key, params.as_of, words.language),
            lambda board: cases.answer_case(
                board,
                services.case(case_key, scope),
                case_key=case_key,
                as_of=board.today if as_of is None else as_of,
                words=words,
            ),
            scope=scope,
        )

    def import_files(self, params: ImportParams) -> Response:
        """Import the files of the request, all or nothing."""
        with received_files() as (paths, profile):
            report = self._services.importer.import_files(
                paths, by=current_identity(), dry_run=params.dry_run, profile=profile, upload=True
            )
        return Response(to_json(report.to_json()), status=422 if report.refused else 200, content_type=JSON)

    def imports(self, params: ImportsParams) -> Response:
        """The latest imports."""
        reports = self._services.importer.read_imports(limit=params.limit, scope=current_identity().scope)
        return send(write({"items": [report.to_json() for report in reports]}))

    def operations(self) -> tuple[Operation, ...]:
        """All operations."""
        view, view_records = Permission.VIEW, Permission.VIEW_RECORDS
        return (
            Operation(
                name="indicators", method="GET", path="/indicators", summary="Figures of a selection",
                permission=view, params=IndicatorParams, answer=Indicators, view=self.indicators,
                statuses=(200, 304, 400),
            ),
            Operation(
                name="records", method="GET", path="/indicators/{key}/records", summary="The records behind a figure",
                permission=view_records, params=RecordParams, answer=Records, view=self.records,
                statuses=(200, 304, 400, 404),
            ),
            Operation(
                name="case", method="GET", path="/cases/{case_key}", summary="One case with its clock, day by day",
                permission=view_records, params=CaseParams, answer=Case, view=self.case,
                statuses=(200, 304, 400, 404),
            ),
            Operation(
                name="import", method="POST", path="/imports", summary="Import files, all or nothing",
                permission=Permission.IMPORT, params=ImportParams, answer=None, view=self.import_files,
                statuses=(200, 400, 409, 413, 415, 422), upload=True,
            ),
            Operation(
                name="imports", method="GET", path="/imports", summary="The latest imports, newest first",
                permission=Permission.IMPORT, params=ImportsParams, answer=Imports, view=self.imports,
                statuses=(200, 304, 400),
            ),
        )  # fmt: skip


def mount(gate: Gate, services: Services) -> None:
    """Mount every operation and their description."""
    operations = Api(services).operations()
    for operation in operations:
        gate.add(
            operation.rule,
            view_of(operation),
            name=f"api.{operation.name}",
            permission=operation.permission,
            methods=(operation.method,),
        )
    document = write(describe(operations, version=services.build, cookie=Cookie.of(services.settings).name))
    gate.add("/api/v1/openapi.json", lambda: send(document), name="api.openapi", permission=Permission.VIEW)

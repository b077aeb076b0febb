"""The blueprint of the interface, and its description in OpenAPI."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from flask import Flask
from flask_smorest import Api, Blueprint
from marshmallow import Schema, fields

from survey_app.api import access
from survey_app.api.bodies import StrictParser
from survey_app.api.completing import completed

View = TypeVar("View", bound=Callable[..., object])
PREFIX = "/api/v1"
PROBLEM = "application/problem+json"
STAGE = "/studies/<study_code>/stages/<stage_code>"


class WrongSchema(Schema):
    """What is wrong in which place."""

    place = fields.String(required=True, metadata={"description": "Where, as names and numbers with dots"})
    detail = fields.String(required=True, metadata={"description": "What is wrong there"})


class ProblemSchema(Schema):
    """Why a call was refused, as RFC 9457 has it."""

    type = fields.String(required=True, metadata={"description": "Which refusal it is; stays the same"})
    title = fields.String(required=True, metadata={"description": "The refusal in words"})
    status = fields.Integer(required=True, metadata={"description": "The status of the answer"})
    detail = fields.String(required=True, metadata={"description": "What to do now"})
    errors = fields.List(fields.Nested(WrongSchema), metadata={"description": "What is wrong in which place"})


class ApiBlueprint(Blueprint):  # type: ignore[misc]  # flask-smorest ships no types
    """A part of the interface: nobody comes in without a token."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, description: str) -> None:
        super().__init__(f"api_{name}", __name__, url_prefix=PREFIX, description=description)
        self.before_request(access.enter)

    def route(self, rule: str, **options: Any) -> Callable[[View], View]:  # noqa: ANN401 - the library's own options
        """Answer calls of this address."""
        return cast("Callable[[View], View]", super().route(rule, **options))

    def arguments(self, schema: type[Schema], **options: Any) -> Callable[[View], View]:  # noqa: ANN401 - as above
        """Read parameters or a body into the call's next argument."""
        return cast("Callable[[View], View]", super().arguments(schema, **options))

    def response(
        self,
        status_code: int,
        schema: type[Schema] | dict[str, Any],
        **options: Any,  # noqa: ANN401 - as above
    ) -> Callable[[View], View]:
        """Write what comes back."""
        return cast("Callable[[View], View]", super().response(status_code, schema, **options))

    @staticmethod
    def doc(**words: Any) -> Callable[[View], View]:  # noqa: ANN401 - parts of the description
        """More for the description."""
        return cast("Callable[[View], View]", Blueprint.doc(**words))


class _Interface(Api):  # type: ignore[misc]  # flask-smorest ships no types
    """Describes the calls. Problems are made in one place for the whole application, not here."""

    ERROR_SCHEMA = ProblemSchema

    def __init__(self, app: Flask) -> None:
        app.config.update(API_TITLE="Rondo", API_VERSION="v1", OPENAPI_VERSION="3.1.0")
        super().__init__(app)
        scheme = {"type": "http", "scheme": "bearer", "description": "A personal token"}
        self.spec.components.security_scheme("token", scheme)
        # the command line is ours
        app.cli.commands.pop("openapi", None)

    def _register_error_handlers(self) -> None:
        """None of the library's: what is refused is said as everywhere else."""


def described(app: Flask, blueprints: Sequence[ApiBlueprint]) -> dict[str, Any]:
    """The description in OpenAPI, made once: every installation of this version has the same calls."""
    if not _KEPT:
        api = _Interface(app)
        for blueprint in blueprints:
            blueprint.register_views_in_doc(api, app, api.spec, name=blueprint.name, parameters=None)
            api.spec.tag({"name": blueprint.name, "description": blueprint.description})
        _KEPT.append(completed(api.spec.to_dict(), PROBLEM))
    return _KEPT[0]


_KEPT: list[dict[str, Any]] = []

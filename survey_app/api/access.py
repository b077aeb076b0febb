"""Who is asking by program, and what the token covers: every call begins here."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from flask import current_app, g, request
from flask_smorest import Blueprint

from survey_app.db import transaction
from survey_app.exceptions import N_, NotAllowed, NotFound
from survey_app.models import Account, ApiToken
from survey_app.services import rights, studies, tokens
from survey_app.services.rights import Act
from survey_app.services.throttles import Throttles
from survey_app.vocabulary import LANGUAGES, Scope, StageKind

P = ParamSpec("P")
T = TypeVar("T")
CALLS_A_MINUTE = 300
WRITES_A_MINUTE = 60
_MINUTE = 60
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class OtherKind(NotFound):
    """The stage is there, and has not what is asked for."""

    message = N_(
        "A stage of the kind “%(kind)s” has nothing here: questionnaires, responses and results belong to surveys, "
        "round-results to Delphi panels."
    )


def scoped(scope: Scope, summary: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Say which scope a call needs and what it is for; one that says nothing answers nobody."""

    def mark(view: Callable[P, T]) -> Callable[P, T]:
        words = {"security": [{"token": [scope.value]}], "summary": summary, "operationId": view.__name__}
        marked = cast("Callable[P, T]", Blueprint.doc(**words)(view))
        marked.scope = scope  # type: ignore[attr-defined]  # a mark on the function, read by `enter`
        return marked

    return mark


def enter() -> None:
    """Before every call: the token, how often it is used, and whether it covers the call. No cookie is looked at."""
    g.language = LANGUAGES[0]
    scope = getattr(current_app.view_functions.get(request.endpoint or ""), "scope", None)
    if scope is None:
        raise NotFound
    secret = _secret()
    with transaction():
        token = tokens.identify(secret)
        _count(token)
    g.token = token
    g.language = token.account.language
    tokens.require(token, scope)


def _secret() -> str:
    """What stands behind `Authorization: Bearer`."""
    kind, _blank, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret:
        raise tokens.NoToken
    return secret.strip()


def _count(token: ApiToken) -> None:
    throttles: Throttles = current_app.extensions["rondo_throttles"]
    throttles.require(f"api:{token.code}", CALLS_A_MINUTE, _MINUTE)
    if request.method not in _READING:
        throttles.require(f"api-write:{token.code}", WRITES_A_MINUTE, _MINUTE)


def account() -> Account:
    """Whose token it is."""
    return cast(ApiToken, g.token).account


def study(code: str, act: Act = Act.SEE_STUDY) -> studies.Access:
    """The study with this code for the token's holder, or 404; 403 where the role does not cover the act."""
    found = studies.find(account(), code)
    rights.require(found.role, act)
    return found


def stage(study_code: str, stage_code: str, *acts: Act, kind: StageKind | None = None) -> studies.StageAccess:
    """The stage with these codes for the token's holder, or 404; 403 where the role covers none of the acts."""
    found = studies.find_stage(account(), study_code, stage_code)
    if not any(rights.may(found.role, act) for act in acts or (Act.SEE_STUDY,)):
        raise NotAllowed
    if kind is not None and found.stage.kind is not kind:
        raise OtherKind(kind=found.stage.kind.value)
    return found


def takes_files(view: Callable[P, T]) -> Callable[P, T]:
    """Mark a call that takes as much as an upload may weigh."""
    view.takes_files = True  # type: ignore[attr-defined]  # read where the bounds of requests are set
    return view

"""The job that makes a page of figures over very many answers."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from secrets import token_hex
from typing import Any

from flask import current_app, g, request
from flask_login import login_user

from survey_app.db import session
from survey_app.exceptions import NotFound, Refusal
from survey_app.models import Account, Stage, Study
from survey_app.services import kept_figures, responses, studies
from survey_app.services.kept_figures import Page, Wanted

_KEPT_HEADERS = ("Content-Type", "Content-Disposition")


def make(payload: dict[str, Any], progress: Callable[[int, int], None]) -> None:
    """Let the view make its page for the reader who asked, and keep it."""
    wanted = Wanted(**payload)
    stage = session.get(Stage, wanted.stage_id)
    if stage is None:
        raise NotFound
    work = partial(_for_all, wanted) if wanted.account_id == kept_figures.NOBODY else _for_one(wanted, stage)
    if work is None:
        return
    counted = (wanted.stage_id, wanted.beside) if wanted.beside else (wanted.stage_id,)
    answers = sum(responses.count(each, usable_only=False) for each in counted)
    progress(0, answers)
    with kept_figures.telling(kept_figures.job_of(wanted).id, answers):
        kept_figures.make(wanted, answers, work)
    progress(answers, answers)


def _for_one(wanted: Wanted, stage: Stage) -> Callable[[], Page] | None:
    """How the page of one reader is made; nothing where the role has changed: another's page would lie under it."""
    account = session.get(Account, wanted.account_id)
    if account is None:
        raise NotFound
    study = session.get_one(Study, stage.study_id)
    is_same = studies.find_stage(account, study.code, stage.code).role == wanted.role
    return partial(_page, wanted, account) if is_same else None


def _page(wanted: Wanted, account: Account) -> Page:
    """What the view answers to its reader."""
    with current_app.test_request_context(wanted.path, base_url=wanted.root, query_string=wanted.query):
        if not login_user(account):
            raise NotFound
        return _answered(wanted, token_hex(kept_figures.MARK))


def _for_all(wanted: Wanted) -> Page:
    """What lies behind a link, with marks where the secret and the token of each of its readers belong."""
    mark, token = token_hex(kept_figures.MARK), token_hex(kept_figures.MARK)
    with current_app.test_request_context(f"/shared/{mark}", base_url=wanted.root):
        g.shared_code = wanted.path
        page = _answered(wanted, token)
    return replace(page, place=mark + token)


def _answered(wanted: Wanted, token: str) -> Page:
    """What the view answers; a refusal is a page too, a fault is not."""
    app = current_app
    g.language, g.csrf_token = wanted.language, token
    try:
        shown: Any = app.view_functions[request.endpoint or ""](**(request.view_args or {}))
        answer = app.make_response(shown)
    except Refusal as refusal:
        if refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        answer = app.make_response(app.handle_user_exception(refusal))
    answer.direct_passthrough = False
    headers = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
    return Page(answer.status_code, headers, answer.get_data(), token)

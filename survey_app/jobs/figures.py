"""The job that makes a page of figures over very many answers."""

from collections.abc import Callable
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
    account, stage = session.get(Account, wanted.account_id), session.get(Stage, wanted.stage_id)
    if account is None or stage is None:
        raise NotFound
    study = session.get_one(Study, stage.study_id)
    if studies.find_stage(account, study.code, stage.code).role != wanted.role:
        return  # the page of another role would lie under this one
    answers = responses.count(stage.id, usable_only=False)
    progress(0, answers)
    with kept_figures.telling(kept_figures.job_of(wanted).id, answers):
        kept_figures.make(wanted, answers, lambda: _page(wanted, account))
    progress(answers, answers)


def _page(wanted: Wanted, account: Account) -> Page:
    """What the view answers; a refusal is a page too, a fault is not."""
    app = current_app
    with app.test_request_context(wanted.path, base_url=wanted.root, query_string=wanted.query):
        if not login_user(account):
            raise NotFound
        g.language, g.csrf_token = wanted.language, token_hex(16)
        try:
            shown: Any = app.view_functions[request.endpoint or ""](**(request.view_args or {}))
            answer = app.make_response(shown)
        except Refusal as refusal:
            if refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            answer = app.make_response(app.handle_user_exception(refusal))
        answer.direct_passthrough = False
        headers = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
        return Page(answer.status_code, headers, answer.get_data(), g.csrf_token)

"""Statements that panellists propose: written on a page of the first round, decided about by the moderator."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import BadInput, NotFound
from survey_app.forms.rounds import ProposalForm
from survey_app.routes import delphi_stage, round_line, seating
from survey_app.routes.limits import page_in, page_number
from survey_app.services import clarifications, proposals, protocols, ratings
from survey_app.services.items import LONGEST_TEXT
from survey_app.services.sittings import Sitting
from survey_app.vocabulary import RoundState

blueprint = Blueprint("proposals", __name__)
_PAGE = 50
_DESK = "/studies/<study_code>/stages/<stage_code>/rounds/<key:number>/proposals"


@blueprint.get("/p/<code>/proposals")
def mine(code: str) -> tuple[str, int]:
    """What the person proposes so far."""
    sitting = _sit(code)
    return _page(sitting, list(sitting.proposals))


@blueprint.post("/p/<code>/proposals")
def propose(code: str) -> tuple[str, int] | Response:
    """Put the proposals into the sealed sheet; an emptied line takes one out."""
    sitting = _sit(code)
    typed = [proposals.plain_lines(text) for text in request.form.getlist("text")[: proposals.MOST]]
    if any(len(text) > LONGEST_TEXT for text in typed):
        return _page(sitting, [text[: LONGEST_TEXT * 4] for text in typed], 422)
    kept = [text for text in typed if text]
    with transaction():
        seating.count(sitting.seat)
        ratings.save_beside(sitting.seat, sitting.asked, proposals.NAME, kept or None)
    return redirect(url_for("ratings.home", code=code), 303)


def _sit(code: str) -> Sitting:
    sitting = seating.delphi(code)
    if not sitting.asks_proposals:
        raise NotFound
    return sitting


def _page(sitting: Sitting, texts: list[str], status: int = 200) -> tuple[str, int]:
    lines = [*texts, *[""] * proposals.MOST][: proposals.MOST]
    page = render_template(
        "ratings/proposals.html", door=sitting.seat.door, sitting=sitting, lines=lines, longest=LONGEST_TEXT
    )
    return page, status


@blueprint.get(_DESK)
def show(study_code: str, stage_code: str, number: int) -> str:
    """The proposals of an analysed round, in alphabetical order and without authors."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    every = proposals.queue(round_)
    page = min(page_number(), max(1, -(-len(every) // _PAGE)))
    lines = every[(page - 1) * _PAGE : page * _PAGE]
    return render_template(
        "rounds/proposals.html",
        access=found,
        tab="rounds",
        round=round_,
        lines=lines,
        count=len(every),
        page=page,
        size=_PAGE,
        asked=clarifications.of_keys(each.key for each in lines),
        kept=clarifications.kept(found.stage, round_),
        waiting=proposals.waiting(round_),
        may_decide=round_.state is RoundState.ANALYSED,
        level=found.stage.level,
        steps=round_line.of(found, round_, round_line.REASONS),
    )


@blueprint.post(f"{_DESK}/<code>")
def decide(study_code: str, stage_code: str, number: int, code: str) -> Response:
    """Take it as a statement, decline it with a reason, or ask its author something."""
    found, round_ = delphi_stage.round_of(study_code, stage_code, number)
    form, decision = ProposalForm(), request.form.get("do", "")
    if not form.validate():
        raise BadInput
    try:
        with transaction():
            if decision == "take" and form.text.text:
                item = proposals.take(round_, code, {found.study.language: form.text.text})
                flash(_("%(code)s was added.", code=item.code))
            elif decision == "decline":
                proposals.decline(round_, code, form.reason.text, form.shown_text.text)
            elif decision == "ask" and form.question.text:
                clarifications.ask(round_, proposals.find(round_, code).key, form.question.text)
            else:
                raise BadInput
    except protocols.ReasonTooShort as refusal:
        flash(_(refusal.message), "look")
    page = page_in(request.form.get("page", ""))
    here: dict[str, Any] = {"study_code": found.study.code, "stage_code": found.stage.code, "number": number}
    return redirect(url_for(".show", page=page if page > 1 else None, _anchor=code, **here), 303)

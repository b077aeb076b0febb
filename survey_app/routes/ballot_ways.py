"""The vote by marks, stances or pairs, page by page: each page is a form, and whatever was chosen is kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.vote_ways import MarksForm, PairForm, StanceForm
from survey_app.models import PanelRound
from survey_app.routes import seating
from survey_app.routes.brainstorming import UNSAVED, Shown, told
from survey_app.routes.limits import page_in, page_number
from survey_app.services import approvals, ballots, idea_board, pair_votes, stances, votes
from survey_app.services.brainstorms import Visit
from survey_app.services.idea_board import BoardCard
from survey_app.services.seats import Seat
from survey_app.vocabulary import VoteKind

_PAGE_BYTES, _CARD_BYTES, _PARENT_SHOWN = 26_000, 640, 80
_MOST_CARDS = {VoteKind.APPROVE: 60, VoteKind.STANCE: 20}
_PAIRS_A_PAGE = 5
_TEMPLATES = {
    VoteKind.APPROVE: "ballots/approve.html",
    VoteKind.STANCE: "ballots/stance.html",
    VoteKind.PAIRS: "ballots/pairs.html",
}
_FINISH, _PAGE = "finish", "page:"
Posted = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The person's vote as a page shows it: its pages, what is chosen, how much of all that is."""

    pages: Sequence[Sequence[Any]]
    form: MarksForm | StanceForm | PairForm
    done: int
    total: int
    open_page: int
    """The first page with something that is not answered yet."""


def show(found: Visit, *, status: int = 200, notice: str = "") -> Shown:
    """One page of the vote; what was sent stands in it when it could not be stored."""
    round_ = _round(found)
    ballots.require_open(found.seat, round_)
    sheet = _sheet(found, round_, request.form if request.method == "POST" else None)
    number = min(page_number() if "page" in request.args else sheet.open_page, len(sheet.pages))
    page = render_template(
        _TEMPLATES[VoteKind(found.panel.vote_kind)],
        visit=found,
        door=found.seat.door,
        shown=sheet.pages[number - 1],
        number=number,
        pages=len(sheet.pages),
        form=sheet.form,
        done=sheet.done,
        total=sheet.total,
        notice=notice,
        receipt=found.seat.receipt(round_.number) if found.has_voted else "",
        saved="saved" in request.args,
        finished="finished" in request.args,
    )
    return page, status


def save(found: Visit) -> Shown | Response:
    """Seal what was chosen so far, and go where the button says."""
    round_, go = _round(found), request.form.get("go", "")
    sheet = _sheet(found, round_, request.form)
    code, is_marks = found.seat.door.code, found.panel.vote_kind == VoteKind.APPROVE
    if not is_marks and not sheet.done:
        if go.startswith(_PAGE):
            return redirect(url_for("ballots.show", code=code, page=page_in(go.removeprefix(_PAGE))), 303)
        return show(found, status=422, notice=_("Nothing is chosen yet. Choose something, or come back later."))
    try:
        with transaction():
            seating.count(found.seat)
            _store(found.seat, round_, sheet.form, finished=go == _FINISH)
    except UNSAVED as error:
        problem, status = told(error)
        return show(found, status=status, notice=problem)
    if go.startswith(_PAGE):
        return redirect(url_for("ballots.show", code=code, page=page_in(go.removeprefix(_PAGE))), 303)
    is_end = go == _FINISH
    return redirect(
        url_for("ballots.show", code=code, finished=1 if is_end else None, saved=None if is_end else 1), 303
    )


def _round(found: Visit) -> PanelRound:
    if found.vote is None:
        raise votes.NoVoteYet
    return found.vote


def _sheet(found: Visit, round_: PanelRound, posted: Posted | None) -> Sheet:
    return _SHEETS[VoteKind(found.panel.vote_kind)](found.seat, round_, posted)


def _store(seat: Seat, round_: PanelRound, form: MarksForm | StanceForm | PairForm, *, finished: bool) -> None:
    if isinstance(form, MarksForm):
        approvals.save(seat, round_, form.marked, finished=finished)
    elif isinstance(form, StanceForm):
        stances.save(seat, round_, form.said)
    else:
        pair_votes.save(seat, round_, form.chosen)


def _marks(seat: Seat, round_: PanelRound, posted: Posted | None) -> Sheet:
    cards = votes.cards(seat)
    codes = {card.code for card in cards}
    form = MarksForm(approvals.own(seat, round_) & codes)
    if posted is not None:
        form.read(codes, posted)
    return Sheet(_paged(cards, _MOST_CARDS[VoteKind.APPROVE]), form, len(form.marked), len(cards), 1)


def _stances(seat: Seat, round_: PanelRound, posted: Posted | None) -> Sheet:
    cards = votes.cards(seat)
    codes = {card.code for card in cards}
    form = StanceForm({code: stance for code, stance in stances.own(seat, round_).items() if code in codes})
    if posted is not None:
        form.read(codes, posted)
    pages = _paged(cards, _MOST_CARDS[VoteKind.STANCE])
    open_page = _first_open(pages, lambda card: card.code in form.said)
    return Sheet(pages, form, len(form.said), len(cards), open_page)


def _pairs(seat: Seat, round_: PanelRound, posted: Posted | None) -> Sheet:
    pairs = pair_votes.pairs(seat, round_)
    form = PairForm.of(pairs)
    if posted is not None:
        form.read(pairs, posted)
    pages = [pairs[start : start + _PAIRS_A_PAGE] for start in range(0, len(pairs), _PAIRS_A_PAGE)] or [[]]
    open_page = _first_open(pages, lambda pair: pair.slot in form.chosen)
    return Sheet(pages, form, len(form.chosen), len(pairs), open_page)


_SHEETS: dict[VoteKind, Callable[[Seat, PanelRound, Posted | None], Sheet]] = {
    VoteKind.APPROVE: _marks,
    VoteKind.STANCE: _stances,
    VoteKind.PAIRS: _pairs,
}


def _first_open(pages: Sequence[Sequence[Any]], is_done: Callable[[Any], bool]) -> int:
    """The first page with something left to do; the first of all when there is nothing."""
    return next((number for number, page in enumerate(pages, 1) if not all(map(is_done, page))), 1)


def _paged(cards: Sequence[BoardCard], most: int) -> list[list[BoardCard]]:
    """Pages of at most so many cards, fewer where their words are long."""

    def weigh(card: BoardCard) -> int:
        words = len(card.text.encode()) + len(card.builds_on[:_PARENT_SHOWN].encode())
        return max(_CARD_BYTES + words, _PAGE_BYTES // most)

    return idea_board.paged(cards, weigh, _PAGE_BYTES)

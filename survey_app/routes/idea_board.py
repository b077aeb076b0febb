"""The board of a brainstorm as panellists read it, and their answers to what stands there."""

import re

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import BadInput, NotFound
from survey_app.forms.ideas import IdeaForm
from survey_app.routes import seating
from survey_app.routes.brainstorming import AGAIN, UNSAVED, Shown, blueprint, seat, told, visit
from survey_app.routes.presentation import ngettext
from survey_app.services import brainwriting, idea_board, ideas
from survey_app.services.idea_board import Board
from survey_app.services.seats import Seat
from survey_app.vocabulary import Stance

_LONGEST_SEARCH = 100
_WHOLE = re.compile(r"[0-9]{1,9}")


@blueprint.get("/<code>/ideas/handed")
def handed(code: str) -> Shown:
    """The ideas of others that one is to build on, where ideas are handed out."""
    found = visit(code)
    if not found.is_board_hidden:
        raise NotFound
    cards = brainwriting.handed(found.seat, ideas.round_of(found.seat.door.stage_id))
    added = "added" in request.args
    return render_template("ideas/handed.html", visit=found, door=found.seat.door, cards=cards, added=added), 200


@blueprint.get("/<code>/ideas/board")
def board(code: str) -> Shown | Response:
    """What people wrote, in an order of one's own."""
    found = visit(code)
    if found.is_board_hidden:
        return redirect(url_for(".handed", code=code, added=request.args.get("added")), 303)
    shown = _board(found.seat, seen=_number("seen"))
    return (
        render_template(
            "ideas/board.html",
            visit=found,
            door=found.seat.door,
            board=shown,
            fresh=_fresh(shown.fresh),
            filters=_filters(shown),
            q=_search(),
            theme=_number("theme"),
            added="added" in request.args,
        ),
        200,
    )


@blueprint.get("/<code>/ideas/news")
def news(code: str) -> dict[str, object]:
    """How many cards have come since a page was loaded, for the page itself to ask."""
    found = visit(code)
    if found.is_board_hidden:
        raise NotFound
    shown = _board(found.seat, seen=_number("seen"))
    return {"fresh": shown.fresh, "words": _fresh(shown.fresh)}


@blueprint.get("/<code>/ideas/board/<card_code>/build-on")
def build_on(code: str, card_code: str) -> Shown:
    """The form for something that adds to a card."""
    return show_addition(code, card_code)


@blueprint.post("/<code>/ideas/board/<card_code>/build-on")
def add_to(code: str, card_code: str) -> Shown | Response:
    """Seal an addition."""
    return _answer(code, card_code, Stance.ADDS)


@blueprint.get("/<code>/ideas/board/<card_code>/object")
def object_to(code: str, card_code: str) -> Shown:
    """The form for an objection."""
    return show_objection(code, card_code)


@blueprint.post("/<code>/ideas/board/<card_code>/object")
def add_objection(code: str, card_code: str) -> Shown | Response:
    """Seal an objection."""
    return _answer(code, card_code, Stance.OBJECTS)


def _answer(code: str, card_code: str, stance: Stance) -> Shown | Response:
    form, found = IdeaForm.read(request.form), seat(code)
    try:
        with transaction():
            seating.count(found)
            round_ = ideas.round_of(found.door.stage_id)
            brainwriting.require_handed(found, round_, card_code)
            parent = idea_board.card(found, card_code).idea_code
            ideas.write(found, round_, form.text, parent_code=parent, stance=stance, for_moderator=form.only)
    except UNSAVED as error:
        problem, status = told(error)
        return _show_answer(code, card_code, stance, IdeaForm.read(request.form, problem), status=status)
    return redirect(url_for(".board", code=code, added=1, seen=_number("seen")), 303)


def show_addition(code: str, card_code: str, *, status: int = 200, notice: str = "") -> Shown:
    """The page of an addition."""
    return _show_answer(code, card_code, Stance.ADDS, IdeaForm.read(request.form), status=status, notice=notice)


def show_objection(code: str, card_code: str, *, status: int = 200, notice: str = "") -> Shown:
    """The page of an objection."""
    return _show_answer(code, card_code, Stance.OBJECTS, IdeaForm.read(request.form), status=status, notice=notice)


def _show_answer(
    code: str, card_code: str, stance: Stance, form: IdeaForm, *, status: int = 200, notice: str = ""
) -> Shown:
    found = visit(code)
    ideas.require_writing(found.seat, is_answer=True)
    round_ = ideas.round_of(found.seat.door.stage_id)
    idea_board.require_own(found.seat, round_)
    brainwriting.require_handed(found.seat, round_, card_code)
    return (
        render_template(
            "ideas/answer.html",
            visit=found,
            door=found.seat.door,
            card=idea_board.card(found.seat, card_code),
            objects=stance is Stance.OBJECTS,
            form=form,
            most=ideas.MOST_LETTERS,
            notice=notice,
            seen=_number("seen"),
        ),
        status,
    )


def _board(found: Seat, seen: int | None) -> Board:
    idea_board.require_own(found, ideas.round_of(found.door.stage_id))
    return idea_board.board(found, _search(), _number("theme"), seen=seen, number=_number("page") or 1)


def _search() -> str:
    text = request.args.get("q", "")
    if len(text) > _LONGEST_SEARCH:
        raise BadInput(_("Search for fewer words."))
    return text


def _number(name: str) -> int | None:
    """A whole number of the address; None when it says nothing sensible."""
    text = request.args.get(name, "")
    return int(text) if _WHOLE.fullmatch(text) else None


def _fresh(count: int) -> str:
    return ngettext("Show %(num)s new", "Show %(num)s new", count) if count else ""


def _filters(shown: Board) -> dict[str, object]:
    """What the links between the pages of the board carry."""
    wanted = {"q": _search() or None, "theme": _number("theme"), "seen": shown.seen}
    return {name: value for name, value in wanted.items() if value is not None}


AGAIN |= {"ideas.add_to": show_addition, "ideas.add_objection": show_objection}

"""What the panel answered to open questions, as a panellist reads it: without names, in an order of its own."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.routes import seating
from survey_app.routes.light_pages import LightPage, by_weight
from survey_app.routes.limits import page_number
from survey_app.routes.presentation import say_here
from survey_app.services import marks, open_feedback, ratings
from survey_app.services.open_feedback import OpenRound, ReadText
from survey_app.services.sittings import Sitting
from survey_app.services.stands import Stand

_TEXT_BYTES = 240
blueprint = Blueprint("open_answers", __name__, url_prefix="/p")


@blueprint.get("/<code>/answers")
def show(code: str) -> str:
    """The released answers to the open questions of all released rounds; the own ones marked."""
    sitting = seating.delphi(code)
    found = open_feedback.of_seat(sitting.seat)
    if not found:
        raise NotFound
    some = _some(found)
    return render_template(
        "ratings/open_answers.html",
        door=sitting.seat.door,
        sitting=sitting,
        found=_shown(found, some),
        page=some.page,
        last=some.last,
        address_of=lambda page: url_for(".show", code=code, page=page),
        markable=_markable(sitting),
        mark_of=marks.mark_of,
    )


@blueprint.post("/<code>/answers")
def mark(code: str) -> Response:
    """Mark answers of the round before as helpful, or no longer; the marks lie sealed with the own answers."""
    sitting = seating.delphi(code)
    number = _markable(sitting)
    if not number:
        raise NotFound
    every = open_feedback.of_seat(sitting.seat)
    found = [each for each in _shown(every, _some(every)) if each.round_number == number]
    shown = [marks.mark_of(one.item.lineage, read.text) for one in found for read in one.texts]
    kept = marks.changed(sitting.marks, shown, request.form.getlist("mark"))
    with transaction():
        seating.count(sitting.seat)
        ratings.save_beside(sitting.seat, sitting.asked, marks.NAME, kept[-marks.MOST :] or None)
    return redirect(url_for("ratings.home", code=code), 303)


def _some(found: Sequence[OpenRound]) -> LightPage[tuple[int, ReadText | None]]:
    """The answers on the page of them that is asked for, with the places of their questions; None for no answer."""
    every = [(place, text) for place, one in enumerate(found) for text in (one.texts or (None,))]
    return by_weight(every, lambda entry: _weight(found[entry[0]], entry[1]), page_number())


def _weight(one: OpenRound, text: ReadText | None) -> int:
    """What an answer weighs; with the first of a question stand its words and the own texts that nobody else reads."""
    mine = 0 if text is None else len(f"{text.text}{text.own}".encode())
    if text is not None and text is not one.texts[0]:
        return _TEXT_BYTES + mine
    held = sum(_TEXT_BYTES + len(each.own.encode()) for each in one.held_back)
    return 2 * _TEXT_BYTES + len(say_here(dict(one.item.text)).encode()) + held + mine


def _shown(found: Sequence[OpenRound], some: LightPage[tuple[int, ReadText | None]]) -> list[OpenRound]:
    """The questions of a page with the answers that stand on it."""
    shown = []
    for place, one in enumerate(found):
        mine = [text for at, text in some.entries if at == place]
        if mine:
            texts = tuple(text for text in mine if text is not None)
            begins = not texts or texts[0] is one.texts[0]
            shown.append(replace(one, texts=texts, held_back=one.held_back if begins else ()))
    return shown


def _markable(sitting: Sitting) -> int:
    """The round whose answers may be marked now: the last released one, while this one is open; else none."""
    is_asked = sitting.rules.helpful and sitting.stand is Stand.OPEN
    return sitting.earlier.number if is_asked and sitting.earlier else 0

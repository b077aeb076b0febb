"""A panellist's pages in a Delphi: the round, its statements one by one, and its end. A GET changes nothing."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.forms.open_answers import OpenAnswerForm
from survey_app.forms.ratings import AnswerForm
from survey_app.forms.several import SeveralForm
from survey_app.routes import rating_forms, seating, several_words, unsaved
from survey_app.routes.brainstorming import UNSAVED, refuse
from survey_app.routes.light_pages import by_weight
from survey_app.routes.limits import page_number
from survey_app.routes.presentation import say_here
from survey_app.routes.protocol_words import amendments
from survey_app.routes.rating_ends import blueprint
from survey_app.routes.rating_pages import Shown, again, show_page
from survey_app.routes.rating_reasons import with_reasons
from survey_app.routes.rating_words import chart
from survey_app.services import (
    clarifications,
    feedback,
    item_changes,
    live_figures,
    open_feedback,
    proposals,
    ratings,
    sections,
    sitting_feedback,
    sitting_results,
)
from survey_app.services.ballots import RoundClosed
from survey_app.services.open_items import LONGEST_ANSWER
from survey_app.services.sittings import Sitting
from survey_app.services.stands import Stand
from survey_app.stats.stopping import minutes_for
from survey_app.vocabulary import Fate

__all__ = ["blueprint"]
_PAGE = 100
"""Statements of the list on one page, which stays light on a telephone."""
_ROW_BYTES = 320


@blueprint.get("/<code>/round")
def home(code: str) -> Shown | Response:
    """How the round stands for the person; between rounds, why there is nothing to do."""
    sitting = seating.delphi(code)
    if sitting.stand in (Stand.CONCLUDED, Stand.BETWEEN):
        proposed = _proposed(sitting)
        amended = amendments(sitting.seat.door.stage_id)
        found = sitting_results.results(sitting)
        return show_page(
            "ratings/results.html",
            sitting,
            found=found,
            shown=by_weight(found, _result_bytes, page_number()),
            address_of=lambda page: url_for(".home", code=code, page=page),
            proposed=proposed,
            amended=amended,
            has_texts=open_feedback.is_there(sitting.seat.door.stage_id),
        )
    if sitting.stand is not Stand.OPEN:
        return show_page("ratings/waiting.html", sitting, asked=clarifications.for_seat(sitting.seat))
    if sitting.asks_expertise and sitting.expertise is None and not sitting.answers:
        return redirect(url_for("expertise.show", code=code), 303)
    count = len(sitting.entries)
    left, first = count - sitting.reviewed, sitting.first_open
    at = sitting.number(sitting.item(first)) if first else 1
    page = page_number() if "page" in request.args else (at - 1) // _PAGE + 1
    page = min(page, max(1, -(-count // _PAGE)))
    gone = feedback.ended(sitting.seat.door.stage_id, sitting.asked.number, sitting.rules)
    return show_page(
        "ratings/round.html",
        sitting,
        minutes=max(1, minutes_for(left)),
        listed=sections.on_page(sitting.sections, page, _PAGE),
        page=page,
        size=_PAGE,
        ended=[each for each in gone if each.fate in (Fate.CLOSED, Fate.DROPPED)],
        changes=item_changes.changes(sitting),
        amended=amendments(sitting.seat.door.stage_id),
        proposed=_proposed(sitting),
        has_texts=any(each.item.is_open for each in gone) or _was_asked(sitting),
    )


def _result_bytes(one: sitting_results.Result) -> int:
    """What a statement weighs in the table of what the panel found."""
    rows = 2 if one.found.second else 1
    return _ROW_BYTES * rows + len(say_here(dict(one.item.text)).encode())


def _was_asked(sitting: Sitting) -> bool:
    """Whether an open question that is asked again has answers the panel may read."""
    is_asked = sitting.earlier is not None and any(item.is_open for item in sitting.items)
    return is_asked and open_feedback.is_there(sitting.seat.door.stage_id)


def _proposed(sitting: Sitting) -> list[proposals.Outcome]:
    """What became of proposals, where the protocol asks for some."""
    return proposals.outcomes(sitting.seat.door.stage_id, sitting.seat) if sitting.rules.proposals else []


@blueprint.get("/<code>/round/<key:position>")
def statement(code: str, position: int) -> Shown | Response:
    """One statement: what the panel said before, and the person's answer now."""
    sitting = seating.delphi(code)
    if sitting.stand is not Stand.OPEN:
        return redirect(url_for(".home", code=code), 303)
    if not sitting.has_own_page(position):
        return redirect(again(sitting, position), 303)
    return _show(sitting, position, rating_forms.of_item(sitting, position))


@blueprint.post("/<code>/round/<key:position>")
def answer(code: str, position: int) -> Shown | Response:
    """Save one answer and go on; what cannot be taken is shown again as it was typed."""
    sitting = seating.delphi(code)
    if sitting.round_ is not None and seating.is_of_earlier_round(sitting):
        return refuse(RoundClosed())
    if sitting.round_ is None or not sitting.has_own_page(position):
        raise NotFound
    form, go = rating_forms.of_item(sitting, position), request.form.get("go", "next")
    options, given = sitting.options(sitting.item(position)), form.read(request.form)
    if go == "clear":
        given, form = None, rating_forms.of_item(sitting, position)
        if sitting.answer(sitting.item(position)) is None:
            return redirect(again(sitting, position), 303)
    elif go == "back" and form.is_untouched:
        return redirect(_before(sitting, position), 303)
    elif given is None:
        return _show(sitting, position, form, status=422)
    address = _after(sitting, position, go)
    try:
        with transaction():
            seating.count(sitting.seat)
            answers = given if isinstance(given, list) else [given] * len(options)
            ratings.save_all(sitting.seat, sitting.round_, dict(zip(options, answers, strict=True)))
    except UNSAVED as error:
        typed = {"lines": several_words.typed(form, options)} if isinstance(form, SeveralForm) else {"typed": form}
        return unsaved.show_again(
            sitting,
            error,
            lambda now, status, notice: _show(now, position, form, status=status, notice=notice),
            **typed,
        )
    return redirect(address, 303)


def _show(
    sitting: Sitting,
    position: int,
    form: AnswerForm | OpenAnswerForm | SeveralForm,
    *,
    status: int = 200,
    notice: str = "",
) -> Shown:
    item = sitting.item(position)
    if isinstance(form, OpenAnswerForm):
        said = {"one": open_feedback.last_of(sitting.seat, item), "longest": LONGEST_ANSWER}
        words = {"changed": item_changes.change_of(sitting, item), "notice": notice, **said}
        return show_page("ratings/question.html", sitting, status, item=item, position=position, form=form, **words)
    if isinstance(form, SeveralForm):
        return _show_several(sitting, position, form, status, notice)
    [found] = sitting_feedback.said_before(sitting, item)
    drawn = chart(found) if found is not None else ""
    changed = item_changes.change_of(sitting, item)
    return show_page(
        "ratings/statement.html",
        sitting.on(item),
        status,
        item=item,
        position=position,
        form=form,
        found=found,
        drawn=drawn,
        changed=changed,
        mine=open_feedback.own_in(sitting.seat, item) if changed and changed.is_made else [],
        notice=notice,
    )


def _show_several(sitting: Sitting, position: int, form: SeveralForm, status: int, notice: str) -> Shown:
    """The options of a question, to be ticked on one page."""
    item = sitting.item(position)
    options = sitting.options(item)
    return show_page(
        "ratings/several.html",
        sitting.on(item),
        status,
        item=item,
        options=options,
        position=position,
        form=form,
        told=several_words.told(options, sitting_feedback.said_before(sitting, *options)),
        found=with_reasons(sitting, item)[1],
        kept=several_words.kept(form, options),
        changed=[item_changes.change_of(sitting, each) for each in options],
        notice=notice,
    )


def _before(sitting: Sitting, position: int) -> str:
    return again(sitting, position - 1) if position > 1 else url_for(".home", code=sitting.seat.door.code)


def _after(sitting: Sitting, position: int, go: str) -> str:
    """Where a button leads: to the next statement without an answer, to the one before, or to the same again."""
    if go == "back":
        return _before(sitting, position)
    if go == "clear":
        return again(sitting, position)
    if sitting.is_live and sitting.answer(sitting.item(position)) is None and live_figures.last_release(sitting.asked):
        return again(sitting, position)
    following = sitting.next_open(position)
    return url_for(".home", code=sitting.seat.door.code) if following is None else again(sitting, following)

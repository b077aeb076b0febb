"""A panellist's pages in a Delphi: the round, its statements one by one, and its end. A GET changes nothing."""

from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import session, transaction
from survey_app.exceptions import NotFound, Refusal
from survey_app.forms.open_answers import OpenAnswerForm
from survey_app.forms.ratings import AnswerForm, PointsForm
from survey_app.forms.several import SeveralForm
from survey_app.models import Item
from survey_app.routes import chosen_words, rating_forms, seating, several_words, unsaved, unsaved_lines
from survey_app.routes.brainstorming import UNSAVED, keep_words, refuse
from survey_app.routes.correction_words import corrected
from survey_app.routes.light_pages import LightPage, by_weight
from survey_app.routes.limits import page_number
from survey_app.routes.presentation import filled, say_here
from survey_app.routes.protocol_words import amendments
from survey_app.routes.rating_words import chart, side_titles, writers, writes
from survey_app.services import (
    clarifications,
    feedback,
    item_changes,
    live_figures,
    marks,
    open_feedback,
    proposals,
    ratings,
    sections,
    sitting_feedback,
    sitting_results,
)
from survey_app.services.ballots import RoundClosed
from survey_app.services.open_items import LONGEST_ANSWER
from survey_app.services.proposals import plain_lines
from survey_app.services.ratings import Answer, NotFinished
from survey_app.services.sittings import Sitting, Stand
from survey_app.stats.stopping import minutes_for
from survey_app.vocabulary import Fate

blueprint = Blueprint("ratings", __name__, url_prefix="/p")
keep_words(blueprint)
blueprint.add_app_template_filter(side_titles, "side_titles")
blueprint.add_app_template_filter(chart, "panel_chart")
blueprint.add_app_template_filter(chosen_words.option_words, "choice_words")
blueprint.add_app_template_filter(chosen_words.said_most, "said_most")
blueprint.add_app_template_filter(chosen_words.moved_words, "moved_choice")
blueprint.add_app_template_filter(chosen_words.lines, "option_lines")
blueprint.add_app_template_filter(chosen_words.most_of, "most_chosen")
blueprint.add_app_template_filter(corrected, "corrected")
blueprint.add_app_template_filter(chosen_words.share_of, "chosen_share")
blueprint.add_app_template_filter(chosen_words.most_head, "chosen_head")
blueprint.add_app_template_filter(several_words.question, "ticked_question")
blueprint.add_app_template_filter(several_words.state, "ticked_state")
Shown = tuple[str, int]
_PAGE = 100
"""Statements of the list on one page, which stays light on a telephone."""
_SIDES, _REASON_BYTES, _ROW_BYTES = ("lower", "higher", "middle"), 240, 320


def _page(template: str, sitting: Sitting, status: int = 200, **words: object) -> Shown:
    shared = {"door": sitting.seat.door, "sitting": sitting, "writes": partial(writes, sitting.rules)}
    shared |= writers(sitting.rules)
    return render_template(template, **shared, **words), status


@blueprint.get("/<code>/round")
def home(code: str) -> Shown | Response:
    """How the round stands for the person; between rounds, why there is nothing to do."""
    sitting = seating.delphi(code)
    if sitting.stand in (Stand.CONCLUDED, Stand.BETWEEN):
        proposed = _proposed(sitting)
        amended = amendments(sitting.seat.door.stage_id)
        found = sitting_results.results(sitting)
        return _page(
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
        return _page("ratings/waiting.html", sitting, asked=clarifications.for_seat(sitting.seat))
    if sitting.asks_expertise and sitting.expertise is None and not sitting.answers:
        return redirect(url_for("expertise.show", code=code), 303)
    count = len(sitting.entries)
    left, first = count - sitting.reviewed, sitting.first_open
    at = sitting.number(sitting.item(first)) if first else 1
    page = page_number() if "page" in request.args else (at - 1) // _PAGE + 1
    page = min(page, max(1, -(-count // _PAGE)))
    gone = feedback.ended(sitting.seat.door.stage_id, sitting.asked.number, sitting.rules)
    return _page(
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
        return redirect(_again(sitting, position), 303)
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
            return redirect(_again(sitting, position), 303)
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
        return _page("ratings/question.html", sitting, status, item=item, position=position, form=form, **words)
    if isinstance(form, SeveralForm):
        return _show_several(sitting, position, form, status, notice)
    [found] = sitting_feedback.said_before(sitting, item)
    drawn = chart(found) if found is not None else ""
    changed = item_changes.change_of(sitting, item)
    return _page(
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
    return _page(
        "ratings/several.html",
        sitting.on(item),
        status,
        item=item,
        options=options,
        position=position,
        form=form,
        told=several_words.told(options, sitting_feedback.said_before(sitting, *options)),
        found=_with_reasons(sitting, item)[1],
        kept=several_words.kept(form, options),
        changed=[item_changes.change_of(sitting, each) for each in options],
        notice=notice,
    )


def _with_reasons(sitting: Sitting, item: Item) -> tuple[Item, feedback.Feedback | None]:
    """A statement with what the panel said of it; of options ticked together the one that their reasons stand with."""
    asked = sitting_feedback.asked_with(sitting, item)
    found = list(zip(asked, sitting_feedback.said_before(sitting, *asked), strict=True))
    return next(((each, one) for each, one in found if one is not None and one.reasons.total), (item, None))


def _before(sitting: Sitting, position: int) -> str:
    return _again(sitting, position - 1) if position > 1 else url_for(".home", code=sitting.seat.door.code)


def _again(sitting: Sitting, position: int) -> str:
    """The page on which the item at a place is answered."""
    code = sitting.seat.door.code
    if sitting.one_page and not sitting.has_own_page(position):
        return url_for(sitting.one_page, code=code)
    return url_for(".statement", code=code, position=sitting.place(sitting.options(sitting.item(position))[0]))


def _after(sitting: Sitting, position: int, go: str) -> str:
    """Where a button leads: to the next statement without an answer, to the one before, or to the same again."""
    if go == "back":
        return _before(sitting, position)
    if go == "clear":
        return _again(sitting, position)
    if sitting.is_live and sitting.answer(sitting.item(position)) is None and live_figures.last_release(sitting.asked):
        return _again(sitting, position)
    following = sitting.next_open(position)
    return url_for(".home", code=sitting.seat.door.code) if following is None else _again(sitting, following)


@blueprint.get("/<code>/round/<key:position>/reasons")
def reasons(code: str, position: int) -> Shown | Response:
    """All released reasons for one statement."""
    sitting = seating.delphi(code)
    if sitting.stand is not Stand.OPEN:
        return redirect(url_for(".home", code=code), 303)
    item, found = _with_reasons(sitting, sitting.item(position))
    if found is None:
        raise NotFound
    shown = _some_reasons(found.reasons)
    return _page(
        "ratings/reasons.html",
        sitting.on(item),
        item=item,
        position=position,
        found=found,
        shown={side: [text for of, text in shown.entries if of == side] for side in _SIDES},
        page=shown.page,
        last=shown.last,
        address_of=lambda page: url_for(".reasons", code=code, position=position, page=page),
        mark_of=marks.mark_of,
    )


def _some_reasons(reasons: feedback.Reasons) -> LightPage[tuple[str, str]]:
    """The reasons on the page of them that is asked for, each with its side."""
    every = [(side, text) for side in _SIDES for text in getattr(reasons, side)]
    return by_weight(every, lambda entry: _REASON_BYTES + len(entry[1].encode()), page_number())


@blueprint.post("/<code>/round/<key:position>/reasons")
def mark(code: str, position: int) -> Response:
    """Mark reasons as helpful, or no longer; the marks lie sealed with the answers."""
    sitting = seating.delphi(code)
    if not sitting.rules.helpful or sitting.round_ is None:
        raise NotFound
    item, found = _with_reasons(sitting, sitting.item(position))
    shown = [marks.mark_of(item.lineage, text) for _side, text in _some_reasons(found.reasons).entries] if found else []
    kept = marks.changed(sitting.marks, shown, request.form.getlist("mark"))
    with transaction():
        seating.count(sitting.seat)
        ratings.save_beside(sitting.seat, sitting.round_, marks.NAME, kept[-marks.MOST :] or None)
    return redirect(_again(sitting, position), 303)


@blueprint.post("/<code>/questions/<question_code>")
def explain(code: str, question_code: str) -> Response:
    """Answer a question of the moderator about one's own words; nobody learns whose they are."""
    sitting = seating.delphi(code)
    with transaction():
        seating.count(sitting.seat)
        clarifications.answer(sitting.seat, question_code, plain_lines(request.form.get("answer", "")))
    return redirect(url_for(".home", code=code), 303)


@blueprint.get("/<code>/round/points")
def points(code: str) -> Shown | Response:
    """All statements on one page, points to be shared out among them."""
    sitting = seating.delphi(code)
    if sitting.stand is not Stand.OPEN or sitting.one_page != "ratings.points":
        return redirect(url_for(".home", code=code), 303)
    return _show_points(sitting, rating_forms.of_points(sitting))


@blueprint.post("/<code>/round/points")
def share(code: str) -> Shown | Response:
    """Save the points as far as they are given; the page says how many are left."""
    sitting = seating.delphi(code)
    if sitting.one_page != "ratings.points" or sitting.round_ is None:
        raise NotFound
    if seating.is_of_earlier_round(sitting):
        return refuse(RoundClosed())
    form = rating_forms.of_points(sitting)
    given = form.read(request.form)
    if given is None:
        return _show_points(sitting, form, status=422)
    answers: dict[object, Answer | None] = dict(zip(sitting.weighed, given, strict=True))
    try:
        with transaction():
            seating.count(sitting.seat)
            ratings.save_all(sitting.seat, sitting.round_, answers)  # type: ignore[arg-type]  # items are the keys
    except UNSAVED as error:
        return unsaved.show_again(
            sitting,
            error,
            lambda now, status, notice: _show_points(now, form, status=status, notice=notice),
            lines=unsaved_lines.of_boxes(form, sitting.weighed),
        )
    return redirect(url_for(".points", code=code), 303)


def _show_points(sitting: Sitting, form: PointsForm, *, status: int = 200, notice: str = "") -> Shown:
    found = sitting_feedback.said_before(sitting, *sitting.weighed)
    return _page("ratings/points.html", sitting, status, form=form, found=found, notice=notice)


@blueprint.get("/<code>/round/finish")
def ending(code: str) -> Shown | Response:
    """The receipt of a finished round, or what is still missing."""
    sitting = seating.delphi(code)
    if sitting.stand is not Stand.OPEN:
        return redirect(url_for(".home", code=code), 303)
    return _page("ratings/finish.html", sitting, receipt=_receipt(sitting))


@blueprint.post("/<code>/round/finish")
def finish(code: str) -> Shown | Response:
    """Say that the round is finished; refused, with the places, while something has no answer."""
    sitting = seating.delphi(code)
    if sitting.round_ is None:
        raise NotFound
    try:
        with transaction():
            seating.count(sitting.seat)
            ratings.finish(sitting.seat, sitting.round_)
    except NotFinished as refusal:
        session.rollback()
        return _page(
            "ratings/finish.html",
            seating.delphi(code),
            refusal.status,
            receipt="",
            refusal=filled(refusal.message, refusal.params),
        )
    except Refusal as refusal:
        session.rollback()
        now = seating.delphi(code)
        if now.stand is Stand.OPEN:
            raise
        return _page(
            "ratings/waiting.html", now, refusal.status, notice=f"{_(refusal.title)}. {filled(refusal.message, {})}"
        )
    return redirect(url_for(".ending", code=code), 303)


def _receipt(sitting: Sitting) -> str:
    return sitting.seat.receipt(sitting.asked.number) if sitting.finished else ""

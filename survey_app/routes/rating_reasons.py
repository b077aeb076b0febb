"""Reasons that others gave in a round: read and marked as helpful; and a question about one's own words, answered."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.models import Item
from survey_app.routes import seating
from survey_app.routes.light_pages import LightPage, by_weight
from survey_app.routes.limits import page_number
from survey_app.routes.rating_pages import Shown, again, show_page
from survey_app.routes.rating_points import blueprint
from survey_app.services import clarifications, feedback, marks, ratings, sitting_feedback
from survey_app.services.proposals import plain_lines
from survey_app.services.sittings import Sitting
from survey_app.services.stands import Stand

__all__ = ["blueprint", "with_reasons"]
_SIDES, _REASON_BYTES = ("lower", "higher", "middle"), 240


def with_reasons(sitting: Sitting, item: Item) -> tuple[Item, feedback.Feedback | None]:
    """A statement with what the panel said of it; of options ticked together the one that their reasons stand with."""
    asked = sitting_feedback.asked_with(sitting, item)
    found = list(zip(asked, sitting_feedback.said_before(sitting, *asked), strict=True))
    return next(((each, one) for each, one in found if one is not None and one.reasons.total), (item, None))


@blueprint.get("/<code>/round/<key:position>/reasons")
def reasons(code: str, position: int) -> Shown | Response:
    """All released reasons for one statement."""
    sitting = seating.delphi(code)
    if sitting.stand is not Stand.OPEN:
        return redirect(url_for(".home", code=code), 303)
    item, found = with_reasons(sitting, sitting.item(position))
    if found is None:
        raise NotFound
    shown = _some_reasons(found.reasons)
    return show_page(
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
    item, found = with_reasons(sitting, sitting.item(position))
    shown = [marks.mark_of(item.lineage, text) for _side, text in _some_reasons(found.reasons).entries] if found else []
    kept = marks.changed(sitting.marks, shown, request.form.getlist("mark"))
    with transaction():
        seating.count(sitting.seat)
        ratings.save_beside(sitting.seat, sitting.round_, marks.NAME, kept[-marks.MOST :] or None)
    return redirect(again(sitting, position), 303)


@blueprint.post("/<code>/questions/<question_code>")
def explain(code: str, question_code: str) -> Response:
    """Answer a question of the moderator about one's own words; nobody learns whose they are."""
    sitting = seating.delphi(code)
    with transaction():
        seating.count(sitting.seat)
        clarifications.answer(sitting.seat, question_code, plain_lines(request.form.get("answer", "")))
    return redirect(url_for(".home", code=code), 303)

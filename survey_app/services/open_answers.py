"""What was released of the answers to open questions, for the results of a panel: words and counts, no author."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from survey_app.db import session
from survey_app.exports.round_report import PanelReport, ReleasedAnswer, RoundFigures
from survey_app.models import Item, PanelRound, Reason, ReasonMark, RoundItem
from survey_app.services import standing_aside
from survey_app.vocabulary import Asking, ReasonState


def released(rounds: Sequence[PanelRound], least: int) -> tuple[ReleasedAnswer, ...]:
    """By round, by the place of the question there, then by the words: no order points to anybody."""
    rows = session.execute(
        select(
            PanelRound.number,
            RoundItem.position,
            Item.code,
            Item.text,
            Reason.shown_text,
            Reason.text,
            func.coalesce(ReasonMark.count, 0),
        )
        .join(PanelRound, PanelRound.id == Reason.round_id)
        .join(Item, Item.id == Reason.item_id)
        .join(RoundItem, (RoundItem.item_id == Item.id) & (RoundItem.round_id == PanelRound.id))
        .outerjoin(ReasonMark, ReasonMark.reason_key == Reason.key)
        .where(Reason.round_id.in_([each.id for each in rounds]), Reason.state == ReasonState.RELEASED)
        .where(Item.asked == Asking.OPEN, Reason.key.not_in(standing_aside.of_rounds([each.id for each in rounds])))
    ).all()
    found = [
        (number, place, shown or text, marks if marks >= least else 0, code, question)
        for number, place, code, question, shown, text, marks in rows
    ]
    return tuple(
        ReleasedAnswer(number, code, dict(question), text, marks or None)
        for number, _place, text, marks, code, question in sorted(found, key=lambda each: each[:4])
    )


def of_question(report: PanelReport, number: int, code: str) -> list[ReleasedAnswer]:
    """The released answers to one question of one round."""
    return [each for each in report.answers if (each.number, each.code) == (number, code)]


def counted(figures: RoundFigures) -> dict[str, Any]:
    """The open questions of a round for machines: counts alone; nothing where there are none."""
    found = [
        {"code": each.code, "text": dict(each.text), "answers": each.answers, "people": each.people}
        for each in figures.open_items
    ]
    return {"open_items": found} if found else {}


def plain(report: PanelReport) -> list[dict[str, Any]]:
    """What was released, for machines."""
    return [
        {"round": each.number, "code": each.code, "text": each.text, "helpful": each.helpful} for each in report.answers
    ]

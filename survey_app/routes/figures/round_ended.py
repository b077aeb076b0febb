"""Statements that ended before a round: what each came to and what became of it, so that none is dropped silently."""

from dataclasses import dataclass

from flask_babel import gettext as _

from survey_app.exports import own_scales, round_words
from survey_app.exports.round_report import ItemFigures, PanelReport, RoundPart
from survey_app.routes.figures import round_wording
from survey_app.routes.presentation import filled, number
from survey_app.vocabulary import Fate


@dataclass(frozen=True, slots=True)
class EndedLine:
    """One statement with the figures of the last round that asked it."""

    code: str
    label: str
    after: str
    fate: str
    found: str
    n: str
    median: str
    middle: str
    second: tuple[str, str] | None = None
    """Median and middle half on the second scale."""


def lines_of(report: PanelReport, number_: int) -> tuple[EndedLine, ...]:
    """Every statement that an earlier round ended or replaced, in the order of the rounds."""
    return tuple(
        _line(report, part, item, Fate(fate))
        for part in own_scales.parts(report)
        if part.figures.number < number_
        for item in part.figures.items
        if (fate := part.fates.get(item.item_id)) is not None and fate != Fate.KEPT
    )


def _line(report: PanelReport, part: RoundPart, item: ItemFigures, fate: Fate) -> EndedLine:
    later = [each.code for each in report.items if item.code in each.from_items]
    words = filled(round_words.FATES[fate], {})
    return EndedLine(
        code=item.code,
        label=round_wording.label(item, report.language),
        after=number(part.figures.number),
        fate=f"{words} → {_(', ').join(later)}" if later else words,
        found=round_wording.found_words(part, item),
        n=number(item.n),
        median=round_wording.figure(item.median),
        middle=round_wording.middle(item),
        second=(round_wording.figure(item.second.median), round_wording.middle(item.second)) if item.second else None,
    )

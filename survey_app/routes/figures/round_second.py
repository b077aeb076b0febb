"""The second scale of a round on its page: every statement with both medians, two minds and necessity."""

from collections import Counter
from dataclasses import replace

from flask_babel import gettext as _

from survey_app.exports.round_report import ItemFigures, PanelReport, RoundPart
from survey_app.exports.two_scales import (
    METHOD,
    NECESSITY_METHOD,
    TWO_MINDS,
    WORDS,
    Necessity,
    has_any,
    looks_for_sides,
    necessity_of,
    split,
)
from survey_app.routes.figures import round_wording
from survey_app.routes.figures.model import Method
from survey_app.routes.figures.round_readings import ReadingLine, ReadingTable
from survey_app.routes.figures.scale_map import axis_words
from survey_app.routes.figures.wording import NONE
from survey_app.routes.presentation import filled, ngettext, number, percent


def tables_of(report: PanelReport, number_: int) -> tuple[ReadingTable, ...]:
    """The table of both scales, where the round asked on two; and that of necessity, where it is read."""
    part = next(each for each in report.rounds if each.figures.number == number_)
    if not has_any(part):
        return ()
    necessity = (_necessity(part, report.language),) if part.rules.necessity else ()
    return (_both(part, report.language), *necessity)


def _both(part: RoundPart, language: str) -> ReadingTable:
    first, second = axis_words(part.rules, language)
    moved = any(item.second and item.second.movement for item in part.figures.items)
    heads: tuple[str, ...] = (_("Ratings"), first, _("Middle half"), second, _("Middle half"), _("Mean"))
    heads = (*heads, *([_("Net change")] if moved else []))
    found = [_found(part, item) for item in part.figures.items]
    lines = [_line(item, language, moved=moved) for item in part.figures.items]
    if any(found):
        heads = (*heads, _("What is found"))
        lines = [replace(line, cells=(*line.cells, words)) for line, words in zip(lines, found, strict=True)]
    ends = {"low": round_wording.plain(part.rules.second_min), "high": round_wording.plain(part.rules.second_max)}
    note = _("Medians. The second scale reaches from %(low)s to %(high)s; mean and change are those on it.", **ends)
    method = Method(filled(METHOD[0], {}).rstrip(".。"), METHOD[1])
    return ReadingTable("second", _("Both scales"), finding(part), heads, tuple(lines), str(note), method)


def finding(part: RoundPart) -> str:
    """On how many statements the panel is of two minds, or how many stand high on both scales."""
    if looks_for_sides(part):
        count = len(split(part))
        if not count:
            return str(_("The panel is of two minds on no statement."))
        return ngettext(
            "The panel is of two minds on %(num)s statement.", "The panel is of two minds on %(num)s statements.", count
        )
    middles = [(part.rules.scale_min + part.rules.scale_max) / 2, (part.rules.second_min + part.rules.second_max) / 2]
    high = sum(
        item.median is not None
        and item.second is not None
        and item.second.median is not None
        and item.median > middles[0]
        and item.second.median > middles[1]
        for item in part.figures.items
    )
    return ngettext(
        "%(num)s statement has both medians above the middle of its scale.",
        "%(num)s statements have both medians above the middle of their scale.",
        high,
    )


def _line(item: ItemFigures, language: str, *, moved: bool) -> ReadingLine:
    second = item.second
    middles = (round_wording.middle(item), round_wording.middle(second) if second else NONE)
    cells = [
        number(item.n),
        round_wording.figure(item.median),
        middles[0],
        round_wording.figure(second.median if second else None),
        middles[1],
        number(second.mean if second else None, 2),
    ]
    if moved:
        movement = second.movement if second else None
        cells.append(percent(movement.net_change) if movement else NONE)
    return ReadingLine(item.code, round_wording.label(item, language), tuple(cells))


def _found(part: RoundPart, item: ItemFigures) -> str:
    if item.median is None and item.n:
        return str(_("too few answers to be shown"))
    return filled(TWO_MINDS, {}) if item in split(part) else ""


def _necessity(part: RoundPart, language: str) -> ReadingTable:
    found = [(item, necessity_of(part, item)) for item in part.figures.items]
    counts = Counter(each for _item, each in found)
    told = _(
        "%(necessary)s necessary; necessity is not read for %(others)s that are not rated appropriate.",
        necessary=number(counts[Necessity.NECESSARY]),
        others=number(counts[Necessity.NOT_READ]),
    )
    lines = []
    for item, each in found:
        second = item.second if each not in (None, Necessity.NOT_READ) else None
        words = filled(WORDS[each], {}) if each else str(_("too few answers to be shown")) if item.n else NONE
        lines.append(
            ReadingLine(
                item.code,
                round_wording.label(item, language),
                (round_wording.figure(second.median if second else None), words),
            )
        )
    note = _("Appropriate: a median of 7 to 9 without disagreement. Only of these statements is necessity read.")
    method = Method(filled(NECESSITY_METHOD[0], {}).rstrip(".。"), NECESSITY_METHOD[1])
    heads = (_("Median of necessity"), _("What is found"))
    return ReadingTable("necessity", _("Necessity by RAND/UCLA"), str(told), heads, tuple(lines), str(note), method)

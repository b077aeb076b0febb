"""Statements with a scale of their own in a report: each scale is a report of its own, so that no figure mixes scales.

Tables, charts and sentences of a round rest on one scale. A report holds the statements on the protocol's scale, and
beside it one report for each other scale, made of the same rounds with the statements on that scale alone.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from survey_app.exceptions import N_
from survey_app.exports.round_report import ConcordanceFigures, PanelReport, RoundPart
from survey_app.exports.words import Words

Own = Mapping[str, Any]
_NO_CONCORDANCE = ConcordanceFigures(None, 0, 0, 0, None, "", None)


def parted(report: PanelReport) -> PanelReport:
    """The report of the statements on the protocol's scale, with those of the own scales beside it."""
    scales: list[Own] = []
    for item in (item for part in report.rounds for item in part.figures.items if item.own_scale):
        scales += [] if item.own_scale in scales else [item.own_scale]
    if not scales:
        return report
    others = tuple(_on(report, own) for own in scales)
    return replace(report, rounds=tuple(_main(part) for part in report.rounds), own_scales=others)


def all_of(report: PanelReport) -> tuple[PanelReport, ...]:
    """The report and those of the own scales beside it."""
    return (report, *report.own_scales)


def of_round(report: PanelReport, number: int) -> tuple[PanelReport, ...]:
    """The reports of own scales on which this round asked something."""
    return tuple(each for each in report.own_scales if any(number == part.figures.number for part in each.rounds))


def codes_in(report: PanelReport, number: int) -> tuple[str, ...]:
    """The statements that a round asked on the scale of a report."""
    return tuple(item.code for part in report.rounds if part.figures.number == number for item in part.figures.items)


def _main(part: RoundPart) -> RoundPart:
    items = tuple(item for item in part.figures.items if not item.own_scale)
    return replace(part, figures=replace(part.figures, items=items))


def _on(report: PanelReport, own: Own) -> PanelReport:
    """The rounds that asked something on this scale. What is of whole people or sheets stands in the first report."""
    rounds = tuple(
        _cut(part, own) for part in report.rounds if any(item.own_scale == own for item in part.figures.items)
    )
    codes = {item.item_id for part in rounds for item in part.figures.items}
    named = {item.code for item in report.items if item.item_id in codes}
    return replace(
        report,
        rules=report.rules.of(own),
        rounds=rounds,
        items=tuple(item for item in report.items if item.item_id in codes),
        reasons=tuple(each for each in report.reasons if each.code in named),
        outcomes={item: outcome for item, outcome in report.outcomes.items() if item in codes},
        trial=None,
        answers=(),
    )


def _cut(part: RoundPart, own: Own) -> RoundPart:
    rules = part.rules.of(own)
    figures = replace(
        part.figures,
        items=tuple(item for item in part.figures.items if item.own_scale == own),
        scale=rules.scale,
        concordance=_NO_CONCORDANCE,
        authority=None,
        consistency=None,
        moved=None,
        open_items=(),
    )
    return replace(part, figures=figures, rules=rules)


def parts(report: PanelReport) -> tuple[RoundPart, ...]:
    """The rounds on every scale: by number, the protocol's scale first."""
    found = [part for each in all_of(report) for part in each.rounds if tells(report, part)]
    return tuple(sorted(found, key=lambda part: part.figures.number))


def tells(report: PanelReport, part: RoundPart) -> bool:
    """Whether a part holds anything: not where its round asked on own scales alone."""
    return bool(part.figures.items or part.figures.open_items or not of_round(report, part.figures.number))


def last(report: PanelReport) -> RoundPart:
    """What the last round is summed up by: the protocol's scale, or an own one where nothing was asked on that."""
    number = report.rounds[-1].figures.number
    here = [part for part in parts(report) if part.figures.number == number]
    return next((part for part in here if part.figures.items), here[0])


def is_own(part: RoundPart) -> bool:
    """Whether a part holds statements on a scale of their own."""
    return any(item.own_scale for item in part.figures.items)


def title(part: RoundPart, words: Words) -> str:
    """What a part is called: its round, and the statements where they have a scale of their own."""
    number, items = part.figures.number, part.figures.items
    if not is_own(part):
        return words.say(N_("Round %(n)s"), n=number)
    return words.say(N_("Round %(n)s, own scale of %(codes)s"), n=number, codes=", ".join(item.code for item in items))

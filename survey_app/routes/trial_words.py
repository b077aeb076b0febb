"""A tried protocol in words: what chance alone does, what a true majority gets, when panels stop moving."""

from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.charts.bars import Bar, bar_chart
from survey_app.exports.trial_report import ReadingLine, TrialReport, WorldLine
from survey_app.routes.figures.wording import NONE
from survey_app.routes.presentation import filled, number, percent
from survey_app.stats.reading_trial import RAM
from survey_app.stats.trial_worlds import World

_LATER_WORLDS = (World.DRIFTING, World.DROPOUT)
"""What the panellists are like between rounds: nothing to show where there is one."""


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One world in the table."""

    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrialPage:
    """Everything the page shows of a trial."""

    caption: str
    about: str
    """What the lines of the table are."""
    findings: tuple[str, ...]
    chart: Markup
    heads: tuple[tuple[str, str], ...]
    lines: tuple[TrialLine, ...]
    assumptions: str


def page_of(report: TrialReport) -> TrialPage:
    """The trial in words, as a drawing and as a table with the same figures."""
    worlds = [each for each in report.worlds if report.rounds > 1 or each.world not in _LATER_WORLDS]
    bars = [Bar(_label(report, each), each.passed, percent(each.passed, 1)) for each in worlds]
    return TrialPage(
        caption=_("Statements that pass after the last round, by what the panellists are like")
        if report.rounds > 1
        else _("Statements that pass, by what the panellists are like"),
        about=_("What the panellists are like"),
        findings=_findings(report),
        chart=bar_chart(_("Statements that pass"), bars),
        heads=_heads(report),
        lines=tuple(TrialLine(_label(report, each), _cells(report, each)) for each in worlds),
        assumptions=_assumptions(report),
    )


def _heads(report: TrialReport) -> tuple[tuple[str, str], ...]:
    """The columns, each in one line or two."""
    apart = (_("Options"), _("that tie")) if report.options else (_("Two"), _("camps"))
    if report.rounds == 1:
        return ((_("People"), ""), (_("Statements"), _("that pass")), (_("Limits,"), _("95 per cent")), apart)
    return (
        (_("People"), ""),
        (_("Pass in"), _("round 1")),
        (_("Pass at"), _("the end")),
        (_("Limits,"), _("95 per cent")),
        apart,
        (_("Agreed"), _("and stable")),
        (_("Rounds"), _("to stop")),
        (_("Never"), _("stable")),
        (_("People"), _("at the end")),
    )


def _label(report: TrialReport, line: WorldLine) -> str:
    return filled(report.labels[line.world], {})


def _cells(report: TrialReport, line: WorldLine) -> tuple[str, ...]:
    low, high = line.passed_limits
    limits = f"{percent(low, 1)}–{percent(high, 1)}"
    if report.rounds == 1:
        return (number(line.panellists), percent(line.passed, 1), limits, percent(line.split, 1))
    return (
        number(line.panellists),
        percent(line.passed_first, 1),
        percent(line.passed, 1),
        limits,
        percent(line.split, 1),
        percent(line.agreed_and_stable, 1),
        NONE if line.rounds_to_stop is None else number(line.rounds_to_stop, 1),
        percent(line.unsettled, 1),
        number(line.finished_with, 1),
    )


def _findings(report: TrialReport) -> tuple[str, ...]:
    dropout, drift = report.of(World.DROPOUT), report.of(World.DRIFTING)
    found = [*_first_round(report), *(_reading(each) for each in report.readings)]
    if report.rounds > 1:
        left, *more = _later(report, dropout, drift)
        warned = [_("There dropouts alone make agreement: ask those again who missed a round.")]
        found += [left, *(warned if dropout.passed > dropout.passed_first else []), *more]
    return tuple(str(each) for each in found)


def _first_round(report: TrialReport) -> list[str]:
    """What chance does in a first round, and what a true majority gets."""
    people, share = number(report.panellists), percent(report.chance_passes, 2)
    power = {"true": percent(report.true_share), "share": percent(report.power, 1)}
    if report.options:
        chance = _(
            "If %(people)s people chose among %(options)s options at random, %(share)s of the statements would count "
            "as agreed in a first round.",
            people=people,
            options=number(report.options),
            share=share,
        )
        found = _(
            "A true majority, in which %(true)s choose the same option, is found for %(share)s of the statements in a "
            "first round.",
            **power,
        )
        return [chance, found]
    chance = _(
        "If %(people)s people rated at random, %(share)s of the statements would count as agreed in a first round.",
        people=people,
        share=share,
    )
    found = _(
        "A true majority, in which %(true)s rate high, is found for %(share)s of the statements in a first round.",
        **power,
    )
    return [chance, found]


def _reading(line: ReadingLine) -> str:
    """What a further reading does by chance."""
    shares = {"chance": percent(line.by_chance, 1), "share": percent(line.by_majority, 1)}
    if line.reading == RAM:
        told = _(
            "Read by RAND/UCLA, %(chance)s would be appropriate by chance, and %(share)s with a true majority.",
            **shares,
        )
    else:
        told = _(
            "Read as fuzzy numbers, %(chance)s would be accepted by chance, and %(share)s with a true majority.",
            **shares,
        )
    return str(told)


def _later(report: TrialReport, dropout: WorldLine, drift: WorldLine) -> list[str]:
    """What the rounds after the first do to agreement."""
    left = _(
        "In a divided panel whose minority leaves, %(last)s of the statements pass after %(rounds)s rounds, "
        "%(first)s in the first.",
        last=percent(dropout.passed, 1),
        first=percent(dropout.passed_first, 1),
        rounds=number(report.rounds),
    )
    shares = {
        "last": percent(drift.passed, 1),
        "first": percent(drift.passed_first, 1),
        "rounds": number(report.rounds),
    }
    if report.options:
        told = _(
            "Where people only go over to what most chose, %(last)s pass after %(rounds)s rounds, %(first)s in the "
            "first.",
            **shares,
        )
        return [left, told]
    told = _(
        "Where people only drift to the median, %(last)s pass after %(rounds)s rounds, %(first)s in the first.",
        **shares,
    )
    return [left, told]


def _assumptions(report: TrialReport) -> str:
    figures = {"panels": number(report.panels), "seed": report.seed, "rounds": number(report.rounds)}
    if report.rounds == 1:
        told = _(
            "%(panels)s simulated panels in each world, seed %(seed)s. There is one round, and nobody changes an "
            "answer. The two chances are calculated, everything else is simulated.",
            **figures,
        )
        return str(told)
    if report.options:
        told = _(
            "%(panels)s simulated panels in each world, seed %(seed)s, rounds: %(rounds)s. From round to round 60%% of "
            "the people keep their choice; the others choose anew from what they hold, or go over to what most chose. "
            "In the divided panel 60%% hold with one option; each round loses 15%% of them and 30%% of the others. The "
            "two chances of a first round are calculated, everything else is simulated.",
            **figures,
        )
        return str(told)
    told = _(
        "%(panels)s simulated panels in each world, seed %(seed)s, rounds: %(rounds)s. From round to round 60%% of "
        "the people keep their rating; the others rate anew from what they hold, or take one step to the median "
        "where they drift. Where people leave, each round loses 15%% of the majority and 30%% of the minority. The "
        "two chances of a first round are exact, everything else is simulated.",
        **figures,
    )
    return str(told)

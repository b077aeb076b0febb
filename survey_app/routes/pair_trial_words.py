"""Tried comparisons in words: how well they fit together by chance, and of people who hold a view."""

from flask_babel import gettext as _

from survey_app.charts.bars import Bar, bar_chart
from survey_app.exports.first_round_report import FirstRoundReport
from survey_app.exports.movement_report import MovementReport
from survey_app.exports.pair_report import PAIR_WORLDS, PairLine, PairReport
from survey_app.exports.trial_report import AnyTrial
from survey_app.routes.presentation import filled, number, percent
from survey_app.routes.trial_words import TrialLine, TrialPage
from survey_app.stats.trial_worlds import World

_PLACES = 2
_NEVER_CONTRADICT = 2


def page_of(report: AnyTrial) -> TrialPage | None:
    """The comparisons in words, as a drawing and as a table with the same figures; None where nothing is compared."""
    found = report.pairs if isinstance(report, MovementReport | FirstRoundReport) else None
    if found is None:
        return None
    return TrialPage(
        caption=_("People whose comparisons fit together, by what they are like"),
        about=_("What the panellists are like"),
        findings=tuple(_findings(found, report.panellists)),
        chart=bar_chart(_("People whose comparisons fit together"), [_bar(line) for line in found.lines]),
        heads=(
            (_("Fit"), _("together")),
            (_("Limits,"), _("95 per cent")),
            (_("Panels whose"), _("median does")),
            (_("Median"), _("ratio")),
            (_("Mean"), _("ratio")),
        ),
        lines=tuple(TrialLine(_label(line), _cells(line)) for line in found.lines),
        assumptions=_assumptions(found, report.panellists),
    )


def _label(line: PairLine) -> str:
    return filled(PAIR_WORLDS[line.world], {})


def _bar(line: PairLine) -> Bar:
    return Bar(_label(line), line.within, percent(line.within, 1))


def _cells(line: PairLine) -> tuple[str, ...]:
    low, high = line.within_limits
    return (
        percent(line.within, 1),
        f"{percent(low, 1)}–{percent(high, 1)}",
        percent(line.panels_within, 1),
        number(line.median, _PLACES),
        number(line.mean, _PLACES),
    )


def _findings(found: PairReport, people: int) -> list[str]:
    if found.things <= _NEVER_CONTRADICT:
        return [_("Two statements make one pair, and one comparison contradicts no other: every ratio is 0.")]
    by_chance, true = found.of(World.RANDOM), found.of(World.MAJORITY)
    limit = number(found.tolerated, _PLACES)
    told = [
        _(
            "Of people who compare %(things)s statements at random, %(share)s reach a consistency ratio of at most "
            "%(limit)s; their mean ratio is %(mean)s.",
            things=number(found.things),
            share=percent(by_chance.within, 1),
            limit=limit,
            mean=number(by_chance.mean, _PLACES),
        ),
        _(
            "Of random panels of %(people)s people %(share)s have a median ratio of at most %(limit)s.",
            people=number(people),
            share=percent(by_chance.panels_within, 1),
            limit=limit,
        ),
        _(
            "With a true majority of one view %(share)s of the people reach that ratio. A good ratio says that "
            "somebody was consistent, not that they are right.",
            share=percent(true.within, 1),
        ),
    ]
    return [str(each) for each in told]


def _assumptions(found: PairReport, people: int) -> str:
    return str(
        _(
            "%(judges)s simulated people in each world, seed %(seed)s, and %(panels)s panels of %(people)s drawn from "
            "them. At random each of the nine answers to a pair is equally likely. %(true)s of a true majority hold "
            "one order of the statements and say the nearest answer, in one pair of four the one beside it; the others "
            "answer at random. "
            "Everything is simulated. Random index: Saaty 1980, The Analytic Hierarchy Process.",
            judges=number(found.judges),
            seed=found.seed,
            panels=number(found.panels),
            people=number(people),
            true=percent(found.true_share),
        )
    )

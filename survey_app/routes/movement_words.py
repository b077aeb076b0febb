"""A tried rule of stability in words: what counts as stable by chance, with a true majority, and in two camps."""

from flask_babel import gettext as _

from survey_app.charts.bars import Bar, bar_chart
from survey_app.exports.movement_report import MOVING_WORLDS, MovementReport, MovingLine
from survey_app.routes.figures.wording import NONE
from survey_app.routes.presentation import filled, number, percent
from survey_app.routes.trial_words import TrialLine, TrialPage
from survey_app.stats.movement_trial import MovingWorld
from survey_app.stats.trial_views import SheetKind


def page_of(report: MovementReport) -> TrialPage:
    """The trial in words, as a drawing and as a table with the same figures."""
    bars = [Bar(_label(each), each.settled, percent(each.settled, 1)) for each in report.worlds]
    return TrialPage(
        caption=_("Statements that count as stable after the last round, by what the panellists are like"),
        about=_("What the panellists are like"),
        findings=tuple(str(each) for each in _findings(report)),
        chart=bar_chart(_("Statements that count as stable"), bars),
        heads=_heads(report),
        lines=tuple(TrialLine(_label(each), _cells(report, each)) for each in report.worlds),
        assumptions=_assumptions(report),
    )


def _label(line: MovingLine) -> str:
    return filled(MOVING_WORLDS[line.world], {})


def _is_ordered(report: MovementReport) -> bool:
    return any(each.ordered is not None for each in report.worlds)


def _heads(report: MovementReport) -> tuple[tuple[str, str], ...]:
    """The columns, each in one line or two."""
    return (
        (_("People"), ""),
        (_("Statements"), _("stable")),
        (_("All of them"), _("stable")),
        (_("Limits,"), _("95 per cent")),
        (_("Rounds"), _("to stop")),
        (_("Never all"), _("stable")),
        *([(_("Orders agree,"), _("round 1"))] if _is_ordered(report) else []),
        (_("People"), _("at the end")),
    )


def _cells(report: MovementReport, line: MovingLine) -> tuple[str, ...]:
    low, high = line.stopped_limits
    ordered = NONE if line.ordered is None else percent(line.ordered, 1)
    return (
        number(line.panellists),
        percent(line.settled, 1),
        percent(line.stopped, 1),
        f"{percent(low, 1)}–{percent(high, 1)}",
        NONE if line.rounds_to_stop is None else number(line.rounds_to_stop, 1),
        percent(line.unsettled, 1),
        *([ordered] if _is_ordered(report) else []),
        number(line.finished_with, 1),
    )


def _findings(report: MovementReport) -> list[str]:
    anew, kept, true = (report.of(each) for each in (MovingWorld.ANEW, MovingWorld.RANDOM, MovingWorld.MAJORITY))
    rounds = number(report.rounds)
    found = [
        _(
            "If %(people)s people answered anew at random in every round, %(share)s of the statements would still "
            "count as stable after %(rounds)s rounds.",
            people=number(report.panellists),
            share=percent(anew.settled, 1),
            rounds=rounds,
        ),
        _(
            "Where 60%% keep their answer from round to round, %(random)s count as stable at random, %(true)s with a "
            "true majority.",
            random=percent(kept.settled, 1),
            true=percent(true.settled, 1),
        ),
        _(
            "All %(items)s statements are stable after %(rounds)s rounds in %(true)s of the panels with a true "
            "majority: only then does the rule say stop.",
            items=number(report.items),
            rounds=rounds,
            true=percent(true.stopped, 1),
        ),
        _(
            "Stability is no agreement: of two camps that do not move towards each other, %(share)s of the statements "
            "count as stable.",
            share=percent(report.of(MovingWorld.POLARISED).settled, 1),
        ),
    ]
    return found + _orders(report)


def _orders(report: MovementReport) -> list[str]:
    """What the test of W finds in a first round, where there is one."""
    by_chance, true = report.of(MovingWorld.RANDOM).ordered, report.of(MovingWorld.MAJORITY).ordered
    if by_chance is None or true is None:
        return []
    return [
        _(
            "In a first round the test of Kendall's W at 5%% finds agreement in %(chance)s of the panels at random, "
            "and in %(true)s of those with a true majority.",
            chance=percent(by_chance, 1),
            true=percent(true, 1),
        )
    ]


def _assumptions(report: MovementReport) -> str:
    views = {
        SheetKind.RANKING: _("an order, in which every statement wanders a place or two"),
        SheetKind.PAIRS: _("an order, by which the statements are compared, more said of those further apart"),
        SheetKind.POINTS: _("an order, by which the points are given, more to the first than to the last"),
        SheetKind.ESTIMATE: _("a figure, at 70 or at 30 per cent of the way between the limits"),
    }[report.kind]
    return str(
        _(
            "%(panels)s simulated panels in each world, seed %(seed)s, statements: %(items)s, rounds: %(rounds)s; "
            "stable below a net change of %(bound)s. A view is %(view)s. 90%% of a true majority hold it, the others "
            "answer at random; two camps hold opposite views. From round to round 60%% keep their answer; the others "
            "answer anew from what they hold, or go half the way to the panel where they drift. In the divided panel "
            "60%% hold one view; each round loses 15%% of them and 30%% of the others. Everything is simulated.",
            panels=number(report.panels),
            seed=report.seed,
            items=number(report.items),
            rounds=number(report.rounds),
            bound=percent(report.stable_below / 100),
            view=views,
        )
    )

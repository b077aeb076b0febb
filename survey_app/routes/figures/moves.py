"""What moved between two surveys, in words: the figure before and now, the change, or why they cannot be compared."""

from dataclasses import dataclass

from flask_babel import gettext as _

from survey_app.exports.report import Report
from survey_app.routes.figures import wording
from survey_app.routes.presentation import number, signed
from survey_app.services.waves import Indicator, Measure, Moved
from survey_app.stats.results import Estimate
from survey_app.stats.waves import Barrier, WaveChange


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One line: what it is, before, now, change with its interval, and what may be said of it."""

    label: str
    before: str
    now: str
    change: str
    interval: str
    bases: str
    said: str


def measure_words(measure: Measure) -> str:
    """What is measured."""
    words = {
        Measure.SATISFIED: _("satisfied"),
        Measure.MEAN: _("mean"),
        Measure.GAP: _("gap to the expectation"),
        Measure.RECOMMEND: _("net promoter score"),
    }
    return str(words[measure])


def label_of(indicator: Indicator, fallback: str) -> str:
    """A figure in words: the row, or the question where it has no rows, and what is measured."""
    row = wording.words_of(indicator.row, fallback)
    asked = row or wording.words_of(indicator.question, fallback, indicator.key)
    return str(_("%(label)s: %(words)s", label=wording.narrowed(asked), words=measure_words(indicator.measure)))


def figure_words(measure: Measure, value: float | None) -> str:
    """A figure as it is written for its kind."""
    if value is None:
        return wording.NONE
    if measure is Measure.SATISFIED:
        return wording.rounded(value)
    return {Measure.GAP: signed(value, 2), Measure.RECOMMEND: signed(value, 0)}.get(measure, number(value, 2))


def row_of(moved: Moved, fallback: str) -> MoveRow:
    """A line of the comparison."""
    measure, change = moved.indicator.measure, moved.change
    return MoveRow(
        label_of(moved.indicator, fallback),
        figure_words(measure, change.before),
        figure_words(measure, change.now),
        _change(measure, change.value),
        _interval(measure, change),
        str(_("%(before)s and %(now)s", before=wording.base(change.n_before), now=wording.base(change.n_now))),
        said_of(change),
    )


def _change(measure: Measure, value: float | None) -> str:
    if value is None:
        return wording.NONE
    if measure is Measure.SATISFIED:
        return str(_("%(points)s points", points=signed(100 * value, 1)))
    return signed(value, 0 if measure is Measure.RECOMMEND else 2)


def _interval(measure: Measure, change: Estimate) -> str:
    factor = 100 if measure is Measure.SATISFIED else 1
    decimals = {Measure.SATISFIED: 1, Measure.RECOMMEND: 0}.get(measure, 2)
    return wording.interval_of(change, decimals=decimals, factor=factor, sign=True) or wording.NONE


def said_of(change: WaveChange) -> str:
    """What may be said: it rose, fell, or nothing is shown; or what forbids comparing."""
    if change.barriers:
        words = {
            Barrier.WORDING: _("the words changed"),
            Barrier.SCALE: _("the answers to choose from changed"),
            Barrier.MODE: _("the ways of answering changed"),
            Barrier.WEIGHTS: _("only one of the two is weighted"),
        }
        reasons = str(_("; ")).join(str(words[each]) for each in change.barriers)
        return str(_("Not compared: %(reasons)s.", reasons=reasons))
    if change.value is None or change.interval is None:
        return str(_("No change can be given: %(reason)s.", reason=wording.why(change.reason) or _("no answers")))
    if change.interval.low > 0:
        return str(_("Risen."))
    return str(_("Fallen.") if change.interval.high < 0 else _("No change is shown."))


def since(found: tuple[str, list[Moved]] | None, report: Report) -> dict[str, str]:
    """What stands below the key figures where an earlier survey of the study has them too, by measure."""
    if found is None:
        return {}
    title, moved = found
    overall = report.key.overall.variable if report.key.overall else ""
    told = {}
    for each in moved:
        measure, change = each.indicator.measure, each.change
        is_key = measure is Measure.RECOMMEND or each.indicator.key in {f"mean:{overall}", f"satisfied:{overall}"}
        if is_key and measure.value not in told and (change.before is not None or change.barriers):
            figure = figure_words(measure, change.before)
            told[measure.value] = str(
                _("%(title)s: %(figure)s. %(said)s", title=title, figure=figure, said=said_of(change))
            )
    return told

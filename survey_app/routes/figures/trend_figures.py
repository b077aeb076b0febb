"""Records over time in words: the line, its numbers, and what there is to choose from."""

from datetime import date

from flask_babel import gettext as _

from survey_app.charts.trend_line import Moment, trend_line
from survey_app.routes.figures import wording
from survey_app.routes.figures.model import Figure, Row, Table
from survey_app.routes.presentation import calendar_day, ngettext, number
from survey_app.services.record_trends import MOST_PERIODS, RECORDS, Point, Trend
from survey_app.vocabulary import Rhythm

ANCHOR = "trend"
_BIG = 100
"""From here on a mean needs no second decimal."""


def figure_of(trend: Trend, fallback: str, *, by_mean: bool) -> Figure | None:
    """The line and the table of a trend; None where there is no record."""
    if not trend.points:
        return None
    name = wording.label_of(trend.measure, fallback) if trend.measure else str(_("Number of records"))
    values = [_value(trend, point, by_mean=by_mean) for point in trend.points]
    moments = [Moment(_day(point.period), value) for point, value in zip(trend.points, values, strict=True)]
    heading = _heading(name, trend, values)
    return Figure(
        ANCHOR,
        heading,
        _measure(trend, name, fallback, by_mean=by_mean),
        trend_line(heading, moments, _written),
        table=_table(trend, name),
        notes=_notes(trend),
    )


def measures(trend: Trend, fallback: str) -> list[tuple[str, str]]:
    """The figures to choose from."""
    asked = [(each.code, wording.short(wording.label_of(each, fallback))) for each in trend.measures]
    return [*asked, (RECORDS, str(_("Number of records")))]


def places(trend: Trend, fallback: str) -> list[tuple[str, str]]:
    """The places to choose from."""
    return [(str(each.code), wording.words_of(each.label, fallback, str(each.code))) for each in trend.places]


def _value(trend: Trend, point: Point, *, by_mean: bool) -> float | None:
    if trend.measure is None:
        return float(point.records) if point.records else None
    return point.mean if by_mean else point.total


def _heading(name: str, trend: Trend, values: list[float | None]) -> str:
    known = [(point, value) for point, value in zip(trend.points, values, strict=True) if value is not None]
    if not known:
        return str(_("%(name)s: no figure yet", name=name.rstrip("?:")))
    (first, low), (last, high) = known[0], known[-1]
    if len(known) == 1:
        words = {"name": name.rstrip("?:"), "value": _written(low), "day": _day(first.period)}
        return str(_("%(name)s: %(value)s on %(day)s", **words))
    return str(
        _(
            "%(name)s: %(low)s on %(first)s, %(high)s on %(last)s",
            name=name.rstrip("?:"),
            low=_written(low),
            first=_day(first.period),
            high=_written(high),
            last=_day(last.period),
        )
    )


def _measure(trend: Trend, name: str, fallback: str, *, by_mean: bool) -> str:
    kind = _("mean of a record") if by_mean and trend.measure else _("sum of all records")
    rhythm = _("by day") if trend.plan.rhythm is Rhythm.DAY else _("by week, named by its Monday")
    parts = [name, *([str(kind)] if trend.measure else []), str(rhythm)]
    if trend.place is not None:
        parts.append(wording.words_of(trend.place.label, fallback, str(trend.place.code)))
    return str(_(", ")).join(parts)


def _notes(trend: Trend) -> tuple[str, ...]:
    notes = [str(_("Records are observations: no answer of a person is in these figures."))]
    if trend.gaps:
        gaps = ngettext("%(num)s day or week has no figure", "%(num)s days or weeks have no figure", trend.gaps)
        notes.append(str(_("%(gaps)s: the line is broken there.", gaps=gaps)))
    if trend.cut:
        notes.append(str(_("Only the last %(most)s periods are shown.", most=number(MOST_PERIODS))))
    return tuple(notes)


def _table(trend: Trend, name: str) -> Table:
    period = _("Day") if trend.plan.rhythm is Rhythm.DAY else _("Week from")
    if trend.measure is None:
        rows = tuple(Row(_day(each.period), (number(each.records),)) for each in trend.points)
        return Table(name, (str(period), str(_("Records"))), rows)
    head = (str(period), str(_("Records")), str(_("With a figure")), str(_("Sum")), str(_("Mean")))
    rows = tuple(
        Row(_day(each.period), (number(each.records), number(each.n), _cell(each.total), _cell(each.mean)))
        for each in trend.points
    )
    return Table(name, head, rows)


def _cell(value: float | None) -> str:
    return wording.NONE if value is None else _written(value)


def _written(value: float) -> str:
    """A figure with as many decimals as it needs, at most two."""
    return number(value, 0 if value == int(value) else 1 if abs(value) >= _BIG else 2)


def _day(day: date) -> str:
    return calendar_day(day)

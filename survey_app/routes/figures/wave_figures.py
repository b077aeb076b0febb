"""Two surveys as one figure: the shares before and now as a drawing, every figure in the table."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.charts.gaps import GapMark, GapWords, gap_chart
from survey_app.exports import moved_titles
from survey_app.exports.sheets.waves import FORMATS
from survey_app.exports.styles import base_format
from survey_app.exports.table_book import Cell, Number, PrintedTable
from survey_app.exports.words import Words
from survey_app.routes.figures import moves, wording
from survey_app.routes.figures.model import Entry, Figure, Row, Table
from survey_app.routes.presentation import labelled, percent, signed
from survey_app.services.waves import Measure, Moved
from survey_app.stats.waves import WaveChange


def figure_of(moved: Sequence[Moved], titles: tuple[str, str], fallback: str) -> Figure:
    """What moved from the first survey to the second; `titles` are theirs."""
    rows = [moves.row_of(each, fallback) for each in moved]
    head = (_("Figure"), _("Before"), _("Now"), _("Difference"), _("Interval"), _("Answers"), _("What may be said"))
    lines = tuple(Row(row.label, (row.before, row.now, row.change, row.interval, row.bases, row.said)) for row in rows)
    measure = str(_("%(before)s against %(now)s", before=titles[0], now=titles[1]))
    title = str(_("What moved"))
    found = finding(moved, fallback)
    chart = _chart(found, moved, titles, fallback)
    key = [Entry("ring", titles[0]), Entry("disc", titles[1])] if chart else []
    if any(_is_shown(each.change) for each in _drawn(moved)):
        key.append(Entry("named", str(_("risen or fallen"))))
    table = Table(title, tuple(str(words) for words in head), lines)
    return Figure("waves", found or title, measure, chart, key=tuple(key), table=table)


def finding(moved: Sequence[Moved], fallback: str) -> str:
    """Which shares of satisfied people rose or fell, as a sentence; empty where none can be compared."""
    words = Words(str(get_locale()), _, ZoneInfo("UTC"), fallback)
    return moved_titles.finding([(_name_of(each, fallback), each.change) for each in _drawn(moved)], words)


def _name_of(each: Moved, fallback: str) -> str:
    """The row that was rated, or the question where it has no rows."""
    row = wording.words_of(each.indicator.row, fallback)
    return wording.narrowed(row or wording.words_of(each.indicator.question, fallback))


def printed(moved: Sequence[Moved], source: str, notes: Sequence[str], fallback: str) -> PrintedTable:
    """The same for a workbook: every figure a number with all its decimals, a base and a limit a cell of its own."""
    head = (
        _("Figure"),
        _("Before"),
        _("Now"),
        _("Difference"),
        _("Low"),
        _("High"),
        _("Base before"),
        _("Base now"),
        _("What may be said"),
    )
    rows = tuple(_printed_row(each, fallback) for each in moved)
    told = str(_("Changes of shares in points."))
    title = finding(moved, fallback) or str(_("What moved"))
    return PrintedTable(
        title, source, tuple(str(words) for words in head), rows, (told, *notes), name=str(_("What moved"))
    )


def _printed_row(each: Moved, fallback: str) -> tuple[Cell, ...]:
    change, measure = each.change, each.indicator.measure
    plain, signed_ = FORMATS[measure.value]
    factor = 100 if measure is Measure.SATISFIED else 1
    ends = (change.interval.low, change.interval.high) if change.interval else (None, None)
    figures = [_printed_cell(value, plain) for value in (change.before, change.now)]
    moves_ = [_printed_cell(value, signed_, factor) for value in (change.value, *ends)]
    bases = [Number(n, written=base_format(n)) for n in (change.n_before, change.n_now)]
    return (moves.label_of(each.indicator, fallback), *figures, *moves_, *bases, moves.said_of(change))


def _printed_cell(value: float | None, written: str, factor: int = 1) -> Cell:
    return wording.NONE if value is None else Number(factor * value, written=written)


def _chart(found: str, moved: Sequence[Moved], titles: tuple[str, str], fallback: str) -> Markup:
    """The shares that may be compared, each with the interval it has now; empty where there is none."""
    marks = [
        _mark(each, before, now, fallback)
        for each in _drawn(moved)
        if (before := each.change.before) is not None and (now := each.change.now) is not None
    ]
    if not marks:
        return Markup("")
    words = GapWords(titles[0], titles[1], str(_("Difference")))
    drawn = str(_("Shares of satisfied people before and now"))
    return gap_chart(labelled(found, drawn) if found else drawn, marks, words, percent)


def _drawn(moved: Sequence[Moved]) -> list[Moved]:
    """The shares that may be compared."""
    return [
        each
        for each in moved
        if each.indicator.measure is Measure.SATISFIED and not each.change.barriers
        if each.change.before is not None and each.change.now is not None
    ]


def _mark(each: Moved, before: float, now: float, fallback: str) -> GapMark:
    interval = each.indicator.found.interval
    low, high = (interval.low, interval.high) if interval else (None, None)
    value = each.change.value
    said = wording.NONE if value is None else signed(100 * value, 0)
    return GapMark(_name_of(each, fallback), before, now, low, high, said, named=_is_shown(each.change))


def _is_shown(change: WaveChange) -> bool:
    return change.interval is not None and change.interval.leaves_out(0)

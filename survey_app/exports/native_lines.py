"""Line charts that Excel draws itself: figures in time with their names below, and a dashed line to read them by."""

from dataclasses import dataclass
from typing import Any

from openpyxl.chart import LineChart, Series
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties

from survey_app.exports import chart_parts as parts
from survey_app.exports.cells import clean_text
from survey_app.exports.chart_repairs import complete
from survey_app.exports.sheet import Strip
from survey_app.exports.styles import GRID, QUIET, RESULT, WHITE, spaced


@dataclass(frozen=True, slots=True)
class Course:
    """What a line chart shows: labels below, figures with a mark each, and a level drawn dashed."""

    title: str
    alt: str
    labels: Strip
    values: Strip
    level: Strip
    names: tuple[str, str]
    low: float
    high: float
    written: str
    chinese: bool = False
    blank_before_percent: bool = False


def line_chart(shown: Course) -> Any:
    """The chart of figures in time, ready to be hung into a sheet."""
    chart: Any = LineChart()
    chart.varyColors, chart.roundedCorners, chart.legend = False, False, None
    chart.graphical_properties = parts.fill(WHITE)
    chart.plot_area.graphicalProperties = parts.fill(None)
    chart.title = parts.title(shown.title, chinese=shown.chinese)
    chart.layout = parts.box(0.06, 0.18, 0.91, 0.66)
    chart.series = [_series(0, shown.values, shown, dashed=False), _series(1, shown.level, shown, dashed=True)]
    _axes(chart, shown)
    return complete(chart, clean_text(shown.alt, 1000))


def _series(number: int, values: Strip, shown: Course, *, dashed: bool) -> Any:
    made: Any = Series(values.address)
    made.idx = made.order = number
    made.val = parts.numbers(values, shown.written)
    made.cat = parts.texts(shown.labels)
    made.tx = SeriesLabel(v=clean_text(shown.names[number], 255))
    made.smooth = False
    made.spPr = parts.fill(None)
    made.spPr.ln = parts.line(QUIET if dashed else RESULT, 0.75 if dashed else 2)
    if dashed:
        made.spPr.ln.prstDash = "dash"
        made.marker = Marker(symbol="none")
        return made
    made.marker = Marker(symbol="circle", size=8)
    made.marker.spPr = parts.fill(RESULT)
    written = spaced(shown.written) if shown.blank_before_percent else shown.written
    made.dLbls = parts.labels(written, RESULT, "t", chinese=shown.chinese, bold=True)
    return made


def _axes(chart: Any, shown: Course) -> None:
    below, beside = chart.x_axis, chart.y_axis
    below.delete = False
    below.majorTickMark = below.minorTickMark = "none"
    below.tickLblPos = "low"
    below.majorGridlines = None
    below.spPr = parts.axis_line()
    below.txPr = parts.text_style(9, chinese=shown.chinese)
    beside.delete = False
    beside.scaling.min, beside.scaling.max = shown.low, shown.high
    beside.majorTickMark = beside.minorTickMark = "none"
    beside.spPr = parts.axis_line(visible=False)
    beside.txPr = parts.text_style(9, chinese=shown.chinese)
    beside.number_format = spaced(shown.written) if shown.blank_before_percent else shown.written
    beside.numFmt.sourceLinked = False
    beside.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=parts.line(GRID, 0.5)))

"""Bar charts that Excel draws itself: one description for plain, diverging, stacked and gap bars."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from openpyxl.chart import BarChart, Series
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties

from survey_app.exports import chart_parts as parts
from survey_app.exports.cells import clean_text
from survey_app.exports.chart_repairs import complete
from survey_app.exports.sheet import Strip
from survey_app.exports.styles import GRID, INK, RESULT, WHITE, spaced

_HALF_BRIGHT = 128


@dataclass(frozen=True, slots=True)
class Paint:
    """The colour of a bar, its outline, and the colour of the figure on it."""

    fill: str = RESULT
    outline: str | None = None
    label: str = WHITE


HOLLOW = Paint(WHITE, RESULT, RESULT)
"""A bar whose base is under 30."""


@dataclass(frozen=True, slots=True)
class BarSeries:
    """One series: its values, its paint, the paint of single bars, and the distances to its interval's limits."""

    name: str
    values: Strip
    paint: Paint = field(default_factory=Paint)
    points: Mapping[int, Paint] = field(default_factory=dict)
    whiskers: tuple[Strip, Strip] | None = None
    label_format: str | None = "0%"
    label_place: str = "inBase"
    bold: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """What a bar chart shows. Without `ticks` it has no value axis, because its bars carry their figures."""

    title: str
    alt: str
    labels: Strip
    series: tuple[BarSeries, ...]
    low: float = 0.0
    high: float = 1.0
    horizontal: bool = True
    stacked: bool = False
    named: bool = True
    ticks: str | None = None
    step: float | None = None
    axis_title: str = ""
    plot: tuple[float, float, float, float] = (0.3, 0.12, 0.66, 0.84)
    gap: int = 40
    label_size: float = 9
    chinese: bool = False
    blank_before_percent: bool = False

    def written(self, number_format: str) -> str:
        """A number format as the language writes it."""
        return spaced(number_format) if self.blank_before_percent else number_format


def bar_chart(picture: Picture) -> Any:
    """The chart of a picture, ready to be hung into a sheet."""
    chart: Any = BarChart()
    chart.type = "bar" if picture.horizontal else "col"
    chart.grouping = "stacked" if picture.stacked else "clustered"
    chart.overlap = 100 if picture.stacked else None
    chart.gapWidth = picture.gap
    chart.varyColors = False
    chart.roundedCorners = False
    chart.legend = None
    chart.graphical_properties = parts.fill(WHITE)
    chart.plot_area.graphicalProperties = parts.fill(None)
    chart.title = parts.title(picture.title, chinese=picture.chinese)
    chart.layout = parts.box(*picture.plot)
    chart.series = [_series(number, series, picture) for number, series in enumerate(picture.series)]
    _category_axis(chart.x_axis, picture)
    _value_axis(chart.y_axis, picture)
    return complete(chart, clean_text(picture.alt, 1000))


def _series(number: int, series: BarSeries, picture: Picture) -> Any:
    made: Any = Series(series.values.address)
    made.idx = made.order = number
    made.val = parts.numbers(series.values, series.label_format or picture.ticks or "General")
    made.cat = parts.texts(picture.labels)
    made.tx = SeriesLabel(v=clean_text(series.name, 255))
    made.spPr = parts.fill(series.paint.fill, series.paint.outline)
    made.invertIfNegative = False
    made.dPt = [
        DataPoint(idx=place, invertIfNegative=False, spPr=parts.fill(paint.fill, paint.outline))
        for place, paint in sorted(series.points.items())
    ]
    if series.label_format:
        others = [
            (place, paint.label) for place, paint in sorted(series.points.items()) if paint.label != series.paint.label
        ]
        made.dLbls = parts.labels(
            picture.written(series.label_format),
            series.paint.label,
            series.label_place,
            chinese=picture.chinese,
            bold=series.bold,
            points=others,
        )
    if series.whiskers:
        made.errBars = parts.whiskers(*series.whiskers)
    return made


def _category_axis(axis: Any, picture: Picture) -> None:
    axis.delete = not picture.named
    axis.axPos = "l" if picture.horizontal else "b"
    axis.scaling.orientation = "maxMin" if picture.horizontal else "minMax"
    axis.majorTickMark = axis.minorTickMark = "none"
    axis.tickLblPos = "low"
    axis.tickLblSkip = 1  # every bar keeps its name, however narrow the bars are
    axis.majorGridlines = None
    axis.spPr = parts.axis_line()
    axis.txPr = parts.text_style(picture.label_size, chinese=picture.chinese)


def _value_axis(axis: Any, picture: Picture) -> None:
    axis.delete = picture.ticks is None
    axis.axPos = "b" if picture.horizontal else "l"
    axis.scaling.min, axis.scaling.max = picture.low, picture.high
    axis.majorUnit = picture.step
    axis.majorTickMark = axis.minorTickMark = "none"
    axis.tickLblPos = "nextTo"
    axis.crosses = "max" if picture.horizontal else "autoZero"
    axis.spPr = parts.axis_line(visible=False)
    axis.txPr = parts.text_style(9, chinese=picture.chinese)
    axis.majorGridlines = None
    if picture.ticks is not None:
        axis.number_format = picture.written(picture.ticks)
        axis.numFmt.sourceLinked = False
        axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=parts.line(GRID, 0.5)))
    if picture.axis_title:
        axis.title = parts.title(picture.axis_title, chinese=picture.chinese, size=9, bold=False, placed=False)


def dark(colour: str) -> bool:
    """Whether white figures are readable on a colour.

    >>> dark("0A5A8C"), dark("C4CBD3")
    (True, False)
    """
    red, green, blue = (int(colour[place : place + 2], 16) for place in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue < _HALF_BRIGHT


def label_on(colour: str) -> str:
    """The colour of figures on a bar of this colour."""
    return WHITE if dark(colour) else INK

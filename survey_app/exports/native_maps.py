"""Scatter charts that Excel draws itself: points with their names, and two dashed lines that cross."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.chart import ScatterChart
from openpyxl.chart.data_source import AxDataSource
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import SeriesLabel, XYSeries

from survey_app.exports import chart_parts as parts
from survey_app.exports.cells import clean_text
from survey_app.exports.chart_repairs import complete
from survey_app.exports.map_labels import Label, Labels, box, placed
from survey_app.exports.sheet import Strip
from survey_app.exports.styles import AXIS, INK, QUIET, WHITE
from survey_app.stats.rectangle import Box

_RIGHT, _MOST_PLACED = 0.66, 60
"""Beyond this share of the axis names stand to the left, where they are not placed one by one; the most that are."""
_PLOT = (0.1, 0.12, 0.86, 0.74)
"""Where the plane stands on the chart: left, top, width and height as shares."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point: its name, where it stands, its colour and whether it is the one the title speaks of."""

    name: str
    across: Strip
    up: Strip
    colour: str
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """The name of one quarter of the plane, and the cells of the corner it stands in; `side` leads inwards."""

    name: str
    across: Strip
    up: Strip
    side: str


@dataclass(frozen=True, slots=True)
class Map:
    """What a scatter chart shows; `cross` are the strips of two lines (across, up), two cells each."""

    title: str
    alt: str
    points: Sequence[Point]
    cross: Sequence[tuple[Strip, Strip]]
    across: tuple[float, float]
    up: tuple[float, float]
    names: tuple[str, str]
    formats: tuple[str, str] = ("0.0", "0.00")
    steps: tuple[float, float] = (0.25, 0.25)
    chinese: bool = False
    size: tuple[float, float] = (1000.0, 330.0)
    """Pixels of the whole chart, from which follows which labels have room."""
    fields: Sequence[Field] = ()
    is_keyed: bool = False
    """Whether numbers may stand for names: only where the sheet says what each number is."""

    def _lines(self, room: tuple[float, float]) -> list[Box]:
        """What the dashed lines and the names of the quarters cover of the plane."""
        found = []
        for across, up in self.cross:
            xs = [_share(across, self.across, place) * room[0] for place in (0, -1)]
            ys = [(1 - _share(up, self.up, place)) * room[1] for place in (0, -1)]
            found.append(Box(sum(xs) / 2, sum(ys) / 2, abs(xs[1] - xs[0]), abs(ys[1] - ys[0])))
        return [*found, *(box(each.name, self._dot(each.across, each.up, room), each.side) for each in self.fields)]

    def _dot(self, across: Strip, up: Strip, room: tuple[float, float]) -> tuple[float, float]:
        """Where a point stands, in pixels from the upper left corner of the plane."""
        return _share(across, self.across) * room[0], (1 - _share(up, self.up)) * room[1]

    @property
    def labels(self) -> Labels:
        """What stands beside each point, and on which side."""
        room = (self.size[0] * _PLOT[2], self.size[1] * _PLOT[3])
        dots = [self._dot(each.across, each.up, room) for each in self.points]
        names = [each.name for each in self.points]
        if self.is_keyed and len(names) <= _MOST_PLACED:
            return placed(names, dots, room, self._lines(room))
        sides = ("l" if dot[0] > _RIGHT * room[0] else "r" for dot in dots)
        return Labels(tuple(Label(name, side) for name, side in zip(names, sides, strict=True)))


def _share(strip: Strip, ends: tuple[float, float], place: int = 0) -> float:
    """How far along an axis a point stands, or the end of a line."""
    value, (low, high) = strip.values[place], ends
    return (float(value) - low) / (high - low) if isinstance(value, int | float) and high > low else 0.0


def scatter_chart(shown: Map) -> Any:
    """The chart of a map, ready to be hung into a sheet."""
    chart: Any = ScatterChart()
    chart.scatterStyle = "lineMarker"
    chart.varyColors, chart.roundedCorners, chart.legend = False, False, None
    chart.graphical_properties = parts.fill(WHITE)
    chart.plot_area.graphicalProperties = parts.fill(None)
    chart.title = parts.title(shown.title, chinese=shown.chinese)
    chart.layout = parts.box(*_PLOT)
    lines = [_line(number, *strips) for number, strips in enumerate(shown.cross)]
    told = enumerate(zip(shown.points, shown.labels.labels, strict=True), len(lines))
    points = [_point(number, point, label, chinese=shown.chinese) for number, (point, label) in told]
    first = len(lines) + len(points)
    fields = [_field(number, each, chinese=shown.chinese) for number, each in enumerate(shown.fields, first)]
    chart.series = [*lines, *points, *fields]
    for place, axis in enumerate((chart.x_axis, chart.y_axis)):
        _axis(axis, shown, place)
    return complete(chart, clean_text(shown.alt, 1000))


def _series(number: int, across: Strip, up: Strip) -> Any:
    made: Any = XYSeries(idx=number, order=number)
    made.xVal = AxDataSource(numRef=parts.numbers(across, "0.00").numRef)
    made.yVal = parts.numbers(up, "0.00")
    return made


def _line(number: int, across: Strip, up: Strip) -> Any:
    made = _series(number, across, up)
    made.marker = Marker(symbol="none")
    made.spPr = parts.fill(None)
    made.spPr.ln = parts.line(QUIET, 0.75)
    made.spPr.ln.prstDash = "dash"
    made.smooth = False
    return made


def _point(number: int, point: Point, label: Label, *, chinese: bool) -> Any:
    made = _series(number, point.across, point.up)
    made.tx = SeriesLabel(v=clean_text(label.words or point.name, 255))
    made.spPr = parts.fill(None)
    made.marker = Marker(symbol="diamond" if point.is_named else "circle", size=9 if point.is_named else 8)
    made.marker.spPr = parts.fill(point.colour)
    made.smooth = False
    if not label.words:
        return made
    made.dLbls = _named(
        parts.text_style(9, point.colour if point.is_named else INK, bold=point.is_named, chinese=chinese), label.side
    )
    return made


def _field(number: int, field: Field, *, chinese: bool) -> Any:
    made = _series(number, field.across, field.up)
    made.tx = SeriesLabel(v=clean_text(field.name, 255))
    made.spPr = parts.fill(None)
    made.marker = Marker(symbol="none")
    made.smooth = False
    made.dLbls = _named(parts.text_style(9, AXIS, chinese=chinese), field.side)
    return made


def _named(style: Any, side: str) -> Any:
    """The name of a series beside its point."""
    shown: Any = DataLabelList
    return shown(
        txPr=style,
        dLblPos=side,
        showSerName=True,
        showVal=False,
        showLegendKey=False,
        showCatName=False,
        showPercent=False,
        showBubbleSize=False,
    )


def _axis(axis: Any, shown: Map, place: int) -> None:
    low, high = (shown.across, shown.up)[place]
    axis.delete = False
    axis.axPos = "l" if place else "b"
    axis.scaling.min, axis.scaling.max = low, high
    axis.majorUnit = shown.steps[place]
    axis.majorTickMark = axis.minorTickMark = "none"
    axis.majorGridlines = None
    axis.tickLblPos = "low"
    axis.crosses = "min"
    axis.spPr = parts.axis_line()
    axis.txPr = parts.text_style(9, chinese=shown.chinese)
    axis.number_format = shown.formats[place]
    axis.numFmt.sourceLinked = False
    axis.title = parts.title(shown.names[place], chinese=shown.chinese, size=9, bold=False, placed=False)

"""The parts charts are made of: references that carry their values, texts, lines and fills."""

from collections.abc import Sequence
from typing import Any

from openpyxl.chart.data_source import (
    AxDataSource,
    NumData,
    NumDataSource,
    NumRef,
    NumVal,
    StrData,
    StrRef,
    StrVal,
)
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.label import DataLabel, DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun

from survey_app.exports.cells import clean_text
from survey_app.exports.sheet import Strip
from survey_app.exports.styles import AXIS, CHINESE_FONT, INK, LATIN_FONT, QUIET

_POINT = 12_700


def numbers(strip: Strip, number_format: str) -> NumDataSource:
    """A reference to figures together with those figures, so that the chart shows without calculation."""
    points = [
        NumVal(idx=place, v=str(float(value)))
        for place, value in enumerate(strip.values)
        if isinstance(value, int | float)
    ]
    cache = NumData(formatCode=number_format, ptCount=len(strip.values), pt=points)
    return NumDataSource(numRef=NumRef(f=strip.address, numCache=cache))


def texts(strip: Strip) -> AxDataSource:
    """A reference to labels together with those labels."""
    points = [StrVal(idx=place, v=str(value)) for place, value in enumerate(strip.values) if value is not None]
    cache = StrData(ptCount=len(strip.values), pt=points)
    return AxDataSource(strRef=StrRef(f=strip.address, strCache=cache))


def characters(size: float, colour: str, *, bold: bool, chinese: bool) -> CharacterProperties:
    """Letters in a chart, Latin and Chinese in fonts that belong together."""
    return CharacterProperties(
        sz=round(size * 100),
        b=bold,
        solidFill=colour,
        latin=Font(typeface=CHINESE_FONT if chinese else LATIN_FONT),
        ea=Font(typeface=CHINESE_FONT),
    )


def text_style(size: float, colour: str = QUIET, *, bold: bool = False, chinese: bool = False) -> RichText:
    """The style of labels; an openpyxl paragraph would otherwise carry an empty run."""
    paragraph: Any = Paragraph(pPr=ParagraphProperties(defRPr=characters(size, colour, bold=bold, chinese=chinese)))
    paragraph.r = []
    paragraph.endParaRPr = CharacterProperties(lang="en-GB")
    return RichText(p=[paragraph])


def title(words: str, *, chinese: bool, size: float = 10, bold: bool = True, placed: bool = True) -> Title:
    """A title inside the chart, on the left: a copied chart still explains itself.

    What stands behind a line break, what is drawn behind what was found, is set smaller and grey.
    """
    first, _, second = words.partition("\n")
    style = characters(size, INK if bold else QUIET, bold=bold, chinese=chinese)
    runs = [RegularTextRun(t=clean_text(first, 300), rPr=style)]
    if second:
        quiet = characters(size - 1, QUIET, bold=False, chinese=chinese)
        runs.append(RegularTextRun(t=f"  ·  {clean_text(second, 300)}", rPr=quiet))
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=style), r=runs)
    place = Layout(manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.008, y=0.012)) if placed else None
    return Title(tx=Text(rich=RichText(p=[paragraph])), layout=place, overlay=False)


def box(x: float, y: float, w: float, h: float) -> Layout:
    """Where the plot stands inside the chart, in shares of it."""
    return Layout(manualLayout=ManualLayout(layoutTarget="inner", xMode="edge", yMode="edge", x=x, y=y, w=w, h=h))


def line(colour: str | None, points: float = 0.75) -> LineProperties:
    """A line, or none."""
    if colour is None:
        return LineProperties(noFill=True)
    return LineProperties(solidFill=colour, w=round(points * _POINT))


def fill(colour: str | None, outline: str | None = None, points: float = 1.25) -> GraphicalProperties:
    """A filled shape with or without an outline."""
    shape: Any = GraphicalProperties(ln=line(outline, points))
    if colour is None:
        shape.noFill = True
    else:
        shape.solidFill = colour
    made: GraphicalProperties = shape
    return made


def labels(
    number_format: str,
    colour: str,
    place: str,
    *,
    chinese: bool,
    size: float = 9,
    bold: bool = False,
    points: Sequence[tuple[int, str]] = (),
) -> DataLabelList:
    """Values on bars; single `points` (place, colour) may have another colour than the rest."""

    def shown(kind: type[Any], ink: str, **extra: Any) -> Any:
        return kind(
            numFmt=number_format,
            txPr=text_style(size, ink, bold=bold, chinese=chinese),
            dLblPos=place,
            showVal=True,
            showLegendKey=False,
            showCatName=False,
            showSerName=False,
            showPercent=False,
            showBubbleSize=False,
            **extra,
        )

    single = [shown(DataLabel, ink, idx=number) for number, ink in points]
    found: DataLabelList = shown(DataLabelList, colour, dLbl=single)
    return found


def whiskers(minus: Strip, plus: Strip) -> ErrorBars:
    """Intervals as lines: the strips hold distances from the value, not limits."""
    return ErrorBars(
        errBarType="both",
        errValType="cust",
        noEndCap=False,
        plus=numbers(plus, "General"),
        minus=numbers(minus, "General"),
        spPr=GraphicalProperties(ln=line(INK, 1)),
    )


def axis_line(*, visible: bool = True) -> GraphicalProperties:
    """The line of an axis."""
    return GraphicalProperties(ln=line(AXIS if visible else None))

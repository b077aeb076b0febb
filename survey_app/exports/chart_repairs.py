"""What openpyxl's charts need before Excel, LibreOffice and others read them alike.

Three things it cannot be asked for: alt text, `autoTitleDeleted`, and label formats that are not linked to the cells;
and one order of elements that it gets wrong (custom error bars: the schema has plus before minus).
"""

from typing import Any

from openpyxl.chart.error_bar import ErrorBars
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing

from survey_app.exports.styles import LATIN_FONT, SCALES, Palette

_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_ERROR_BARS = ("errDir", "errBarType", "errValType", "noEndCap", "plus", "minus", "val", "spPr")
_Drawing: Any = SpreadsheetDrawing
_plain_write = _Drawing._write


def _named(tag: str) -> str:
    return tag.removeprefix(_CHART)


def repaired(tree: Any) -> Any:
    """Complete a chart's XML in place: no invented title, label formats of their own."""
    chart = next(part for part in tree if _named(part.tag) == "chart")
    if all(_named(part.tag) != "autoTitleDeleted" for part in chart):
        titled = bool(len(chart)) and _named(chart[0].tag) == "title"
        mark = chart.makeelement("autoTitleDeleted", {"val": "0" if titled else "1"})
        chart.insert(1 if titled else 0, mark)
    for part in chart.iter():
        if isinstance(part.tag, str) and _named(part.tag) == "numFmt":
            part.set("sourceLinked", "0")
    return tree


def complete(chart: Any, alt: str) -> Any:
    """Make a chart write itself completely, with a text for those who cannot see it.

    The instance is wrapped, since a subclass of a chart loses its element list and writes nothing.
    """
    plain = chart._write
    chart._write = lambda: repaired(plain())
    # the columns that only charts refer to are hidden
    chart.visible_cells_only = False
    chart.alt = alt
    return chart


def painted(chart: Any, palette: Palette) -> Any:
    """A chart that is written in a client's colours and font."""
    if palette == Palette():
        return chart
    plain = chart._write

    def write() -> Any:
        tree = plain()
        for part in tree.iter():
            name = part.tag.rpartition("}")[2] if isinstance(part.tag, str) else ""
            if name == "srgbClr":
                part.set("val", palette.of(str(part.get("val"))))
            elif name == "latin" and part.get("typeface") == LATIN_FONT:
                part.set("typeface", palette.font)
                letters = part.getparent()
                letters.set("sz", str(round(int(letters.get("sz", 900)) * SCALES.get(palette.font, 1.0))))
        return tree

    chart._write = write
    return chart


def _write_with_alt_text(drawing: Any) -> Any:
    """Write a drawing; each chart's frame takes over the chart's alt text."""
    charts = list(drawing.charts)
    plain_frame = drawing._chart_frame

    def frame_with_alt(number: int) -> Any:
        frame = plain_frame(number)
        frame.nvGraphicFramePr.cNvPr.descr = getattr(charts[number - 1], "alt", None)
        return frame

    drawing._chart_frame = frame_with_alt
    return _plain_write(drawing)


ErrorBars.__elements__ = _ERROR_BARS
_Drawing._write = _write_with_alt_text

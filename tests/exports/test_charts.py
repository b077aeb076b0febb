import re
from typing import Any

import pytest
from openpyxl.utils import range_boundaries

from tests.exports.builder import make_report
from tests.exports.reading import CHART, loaded, parts, written

# The order of elements in the schema of DrawingML charts (ISO/IEC 29500-1, dml-chart.xsd), for the parts written here.
ORDER = {
    "chartSpace": ("roundedCorners", "chart", "spPr"),
    "chart": ("title", "autoTitleDeleted", "plotArea", "legend", "plotVisOnly", "dispBlanksAs"),
    "title": ("tx", "layout", "overlay", "spPr", "txPr"),
    "plotArea": ("layout", "barChart", "catAx", "valAx", "spPr"),
    "barChart": ("barDir", "grouping", "varyColors", "ser", "dLbls", "gapWidth", "overlap", "axId"),
    "ser": ("idx", "order", "tx", "spPr", "invertIfNegative", "dPt", "dLbls", "errBars", "cat", "val"),
    "dPt": ("idx", "invertIfNegative", "spPr"),
    "dLbls": (
        "dLbl",
        "numFmt",
        "spPr",
        "txPr",
        "dLblPos",
        "showLegendKey",
        "showVal",
        "showCatName",
        "showSerName",
        "showPercent",
        "showBubbleSize",
    ),
    "dLbl": (
        "idx",
        "numFmt",
        "spPr",
        "txPr",
        "dLblPos",
        "showLegendKey",
        "showVal",
        "showCatName",
        "showSerName",
        "showPercent",
        "showBubbleSize",
    ),
    "errBars": ("errDir", "errBarType", "errValType", "noEndCap", "plus", "minus", "val", "spPr"),
    "catAx": (
        "axId",
        "scaling",
        "delete",
        "axPos",
        "majorGridlines",
        "title",
        "numFmt",
        "majorTickMark",
        "minorTickMark",
        "tickLblPos",
        "spPr",
        "txPr",
        "crossAx",
        "crosses",
        "auto",
        "lblAlgn",
        "lblOffset",
        "tickLblSkip",
        "noMultiLvlLbl",
    ),
    "valAx": (
        "axId",
        "scaling",
        "delete",
        "axPos",
        "majorGridlines",
        "title",
        "numFmt",
        "majorTickMark",
        "minorTickMark",
        "tickLblPos",
        "spPr",
        "txPr",
        "crossAx",
        "crosses",
        "crossBetween",
        "majorUnit",
    ),
    "scaling": ("logBase", "orientation", "max", "min"),
}


@pytest.fixture(scope="module")
def content() -> bytes:
    return written(make_report())


@pytest.fixture(scope="module")
def charts(content: bytes) -> dict[str, Any]:
    return parts(content, "xl/charts/chart")


def local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def first_colour(point: Any) -> str:
    return next(str(color.get("val")) for color in point.iter() if local(color) == "srgbClr")


def test_every_picture_is_there(charts: dict[str, Any]) -> None:
    assert len(charts) == 5


def test_elements_stand_in_the_order_of_the_schema(charts: dict[str, Any]) -> None:
    for name, chart in charts.items():
        for element in chart.iter():
            order = ORDER.get(local(element)) if str(element.tag).startswith(CHART) else None
            if order:
                places = [order.index(local(child)) for child in element]
                assert places == sorted(places), (name, local(element), [local(child) for child in element])


def test_every_reference_carries_the_values_of_its_cells(content: bytes, charts: dict[str, Any]) -> None:
    book = loaded(content)
    references = [element for chart in charts.values() for element in chart.iter(f"{CHART}f")]
    assert len(references) == 20
    for reference in references:
        found = re.fullmatch(r"'(.+)'!(.+)", reference.text)
        assert found
        left, top, right, bottom = range_boundaries(found[2].replace("$", ""))
        assert left == right
        cells = [book[found[1]].cell(row, left).value for row in range(top, bottom + 1)]
        cache = reference.getnext()
        assert int(cache.find(f"{CHART}ptCount").get("val")) == len(cells)
        points = {int(point.get("idx")): point.find(f"{CHART}v").text for point in cache.iter(f"{CHART}pt")}
        assert any(value is not None for value in cells)
        for place, value in enumerate(cells):
            if isinstance(value, str):
                assert points[place] == value
            elif value is None:
                assert place not in points
            else:
                assert float(points[place]) == pytest.approx(value)


def test_no_program_invents_a_title_or_a_label_format(charts: dict[str, Any]) -> None:
    for chart in charts.values():
        assert chart.find(f"{CHART}chart/{CHART}autoTitleDeleted").get("val") == "0"
        assert {format_.get("sourceLinked") for format_ in chart.iter(f"{CHART}numFmt")} <= {"0"}


def test_stacked_bars_have_no_label_outside_their_end(charts: dict[str, Any]) -> None:
    places = {place.get("val") for chart in charts.values() for place in chart.iter(f"{CHART}dLblPos")}
    assert places == {"inBase", "ctr"}


def test_every_chart_tells_those_who_cannot_see_it(content: bytes) -> None:
    drawings = parts(content, "xl/drawings/drawing")
    texts = [
        element.get("descr") for drawing in drawings.values() for element in drawing.iter() if local(element) == "cNvPr"
    ]
    assert len(texts) == 5
    assert all(text and len(text) > 20 for text in texts)


def test_what_only_charts_refer_to_is_hidden_and_drawn_all_the_same(content: bytes, charts: dict[str, Any]) -> None:
    sheet = loaded(content)["KPI"]
    hidden = {letter for letter, column in sheet.column_dimensions.items() if column.hidden}
    assert {"O", "P", "Q"} <= hidden
    assert not hidden & set("ABCDEFGHIJKLM")
    for chart in charts.values():
        assert chart.find(f".//{CHART}plotVisOnly").get("val") == "0"


def test_zero_is_always_in_the_picture(charts: dict[str, Any]) -> None:
    for chart in charts.values():
        scaling = chart.find(f".//{CHART}valAx/{CHART}scaling")
        assert float(scaling.find(f"{CHART}min").get("val")) <= 0 <= float(scaling.find(f"{CHART}max").get("val"))


def test_the_two_sides_of_the_diverging_chart_start_at_the_middle(charts: dict[str, Any]) -> None:
    chart = next(chart for chart in charts.values() if chart.find(f".//{CHART}grouping").get("val") == "stacked")
    names = [name.text for name in chart.iterfind(f".//{CHART}ser/{CHART}tx/{CHART}v")]
    assert names == ["2", "1 very bad", "4", "5 very good"]
    assert chart.find(f".//{CHART}overlap").get("val") == "100"


def test_a_tiny_base_is_a_hollow_bar_and_the_lagging_group_is_marked(charts: dict[str, Any]) -> None:
    chart = next(chart for chart in charts.values() if "Energy **" in [value.text for value in chart.iter(f"{CHART}v")])
    fills = {point.find(f"{CHART}idx").get("val"): first_colour(point) for point in chart.iter(f"{CHART}dPt")}
    assert fills == {"0": "4A5563", "5": "A8410A", "6": "FFFFFF"}

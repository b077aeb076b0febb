"""Priorities on paper: the sheet with its map, and the section of the report."""

from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from survey_app.exports import satisfaction_report, titles
from survey_app.exports.cells import zone_of
from survey_app.exports.client_look import ClientLook
from survey_app.exports.documents import map_drawing
from survey_app.exports.documents.model import Figure, Look, Paragraph, Table
from survey_app.exports.report import PriorityMap, PriorityRow, Report
from survey_app.exports.words import Words
from survey_app.stats.importance import Quadrant
from survey_app.stats.rivals import Decision
from tests.exports.builder import make_report
from tests.exports.reading import CHART, find, loaded, parts, texts, written

PLACES = (
    ("Delivery", 0.30, 3.1, Quadrant.IMPROVE_FIRST),
    ("Price", 0.25, 2.9, Quadrant.IMPROVE_FIRST),
    ("Courtesy", 0.20, 4.4, Quadrant.KEEP_UP),
    ("Packaging", 0.05, 3.2, Quadrant.LOW_PRIORITY),
    ("Invoices", 0.04, 4.1, Quadrant.POSSIBLE_OVERKILL),
)


def made(**changes: Any) -> PriorityMap:
    """A map; price is marked, and one attribute has no place."""
    rows = tuple(
        PriorityRow(f"S.{name}", {"en": name}, up, across, quadrant, 0.9, 400, is_marked=name == "Price")
        for name, up, across, quadrant in PLACES
    )
    rows = (*rows, PriorityRow("S.rare", {"en": "Rare"}, None, None, None, None, 12))
    given: dict[str, Any] = {
        "rows": rows,
        "is_stated": False,
        "outcome": {"en": "All in all?"},
        "cut_importance": 0.168,
        "cut_performance": 3.54,
        "resamples": 1000,
        "method": "",
        "source": "",
    }
    return PriorityMap(**(given | changes))


@pytest.fixture(scope="module")
def report() -> Report:
    return replace(make_report(), priorities=made())


def test_the_title_names_what_to_improve_and_never_what_is_marked() -> None:
    words = Words("en", str, zone_of("UTC"))
    assert titles.priorities(made(), words) == "Improve first: Delivery"
    marked = tuple(replace(row, is_marked=True) for row in made().rows)
    told = titles.priorities(made(rows=marked), words)
    assert told == "Nothing to improve first; not to be acted on: Delivery, Price"
    assert titles.priorities(made(rows=made().rows[2:]), words) == "Nothing that is important is rated below the line"
    unsure = made(rows=tuple(replace(row, stability=0.79) for row in made().rows))
    assert titles.priorities(unsure, words) == "What to improve first is not sure; perhaps: Delivery"
    assert unsure.act_on == unsure.set_aside == ()
    long = tuple(replace(row, label={"en": row.label["en"] + " x" * 60}, is_marked=False) for row in made().rows)
    assert len(titles.priorities(made(rows=long), words)) <= 105


def test_nothing_is_advised_or_drawn_where_the_attributes_hardly_explain_the_outcome(report: Report) -> None:
    found = made(is_little=True)
    told = titles.priorities(found, Words("en", str, zone_of("UTC")))
    assert told == "The attributes explain less than 1% of the outcome: no priorities follow"
    assert found.act_on == found.set_aside == ()
    little = replace(report, priorities=found)
    content = written(little, look=ClientLook(sheets=("priorities",)))
    assert not parts(content, "xl/charts/chart")
    sheet = loaded(content)["Priorities"]
    assert {sheet.cell(row, 5).value.partition(";")[0] for row in range(6, 11)} == {"no place"}
    assert not any("Concentrate here" in words for words in texts(sheet)), "neither in the table nor below it"
    drawn = satisfaction_report.build(little, "en", sections=("priorities",)).parts
    assert [type(part).__name__ for part in drawn] == ["Heading", "Paragraph", "Paragraph", "Table"]
    assert [part.text for part in drawn if isinstance(part, Paragraph)][
        1
    ] == "Importance: worked out from “All in all?”."
    [table] = [part for part in drawn if isinstance(part, Table)]
    assert ({(row[3].partition(";")[0], row[4]) for row in table.rows}, table.note) == ({("no place", "–")}, "")
    assert len(table.head) == len(table.rows[0]) == 6, "and no column for what was not decided"


def test_the_sheet_holds_the_places_and_its_map_names_every_point(report: Report) -> None:
    content = written(report, look=ClientLook(sheets=("priorities",)))
    book = loaded(content)
    sheet = book["Priorities"]
    assert book.sheetnames == ["Cover", "Priorities"]
    assert [sheet.cell(row, 2).value for row in range(6, 12)] == [name for name, *_ in PLACES] + ["Rare"]
    assert [sheet.cell(6, column).value for column in range(3, 8)] == [0.30, 3.1, "Concentrate here", 0.9, 400]
    assert find(sheet, "Concentrate here; not to be acted on").row == 7
    assert find(sheet, "no place").row == 11
    (chart,) = parts(content, "xl/charts/chart").values()
    series = list(chart.iter(f"{CHART}ser"))
    named = [each.findtext(f"{CHART}tx/{CHART}v") for each in series]
    quarters = ["Concentrate here", "Keep up", "Low priority", "Possible overkill"]
    assert named == [None, None, *(name for name, *_ in PLACES), *quarters]
    symbols = [each.find(f"{CHART}marker/{CHART}symbol").get("val") for each in series]
    assert symbols == ["none", "none", "diamond", *["circle"] * 4, *["none"] * 4]
    low, high = (chart.find(f".//{CHART}valAx/{CHART}scaling/{CHART}{end}").get("val") for end in ("min", "max"))
    across = [each.findtext(f"{CHART}xVal//{CHART}v") for each in series[-4:]]
    assert [float(place) for place in across] == [float(low), float(high)] * 2  # each name stands in its own corner
    order = ["idx", "order", "tx", "spPr", "marker", "dPt", "dLbls", "trendline", "errBars", "xVal", "yVal", "smooth"]
    for each in series:
        places = [order.index(etree.QName(child).localname) for child in each]
        assert places == sorted(places)
        assert len(list(each.iter(f"{CHART}numCache"))) == 2


def test_rivals_have_columns_only_where_there_are_some(report: Report) -> None:
    rows = tuple(replace(row, difference=-0.4, decision=Decision.IMPROVE_FIRST) for row in made().rows)
    look = ClientLook(sheets=("priorities",))
    maps = (made(rows=rows), made())
    both = (loaded(written(replace(report, priorities=each), look=look)) for each in maps)
    with_rivals, without = (each["Priorities"] for each in both)
    assert [with_rivals.cell(6, column).value for column in (8, 9)] == [-0.4, "Improve first"]
    assert with_rivals.cell(7, 9).value == "Reported, not acted on", "the price is marked"
    assert without.cell(5, 8).value is None


def test_the_section_has_the_finding_the_map_and_the_table(report: Report) -> None:
    document = satisfaction_report.build(report, "en", sections=("priorities",))
    assert next(part.text for part in document.parts if isinstance(part, Paragraph)) == "Improve first: Delivery"
    (table,) = [part for part in document.parts if isinstance(part, Table)]
    assert table.rows[0] == ("Delivery", "30.0%", "3.10", "Concentrate here", "90%", "400")
    assert table.strong == {0}
    (figure,) = [part for part in document.parts if isinstance(part, Figure)]
    assert figure.svg.count("<circle") == len(PLACES)
    assert not satisfaction_report.build(replace(report, priorities=None), "en", sections=("priorities",)).parts


def test_names_on_the_map_keep_clear_of_each_other() -> None:
    marks = [map_drawing.Mark(f"Attribute {number}", 3 + number / 100, 0.2) for number in range(3)]
    frame = map_drawing.Frame((2.75, 4.5), (0.0, 0.3), (3.5, 0.1), ("x", "y"), ("a", "b", "c", "d"), (str, str))
    drawn = etree.fromstring(map_drawing.mark_map(marks, frame, Look()))
    names = [each for each in drawn if (each.text or "").startswith("Attribute")]
    assert len({(each.get("x"), each.get("y")) for each in names}) == 3
    assert len({(each.get("text-anchor"), each.get("y")) for each in names}) == 3


def test_names_that_have_no_room_on_the_map_stand_under_it_by_number() -> None:
    marks = [map_drawing.Mark(f"An attribute with a long name {number}", 3.1, 0.2) for number in range(9)]
    frame = map_drawing.Frame((2.75, 4.5), (0.0, 0.3), (3.5, 0.1), ("x", "y"), ("a", "b", "c", "d"), (str, str))
    drawn = etree.fromstring(map_drawing.mark_map(marks, frame, Look()))
    keys = [each for each in drawn if "An attribute" in (each.text or "")]
    assert [(each.text or "").split()[0] for each in keys] == [str(number) for number in range(1, 10)]
    assert len({(each.get("x"), each.get("y")) for each in keys}) == 9
    high = float(drawn.get("height") or 0)
    assert all(map_drawing._HEIGHT < float(each.get("y") or 0) < high for each in keys)

"""What the pages, the JSON, the workbook and the reports of the panel say, held against figures reckoned apart."""

import io
import json
import re
import zipfile
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from lxml import html

from survey_app.services.bound_figures import EXACT_FROM, EXACT_STATEMENTS
from tests.journeys import planted as plan
from tests.journeys import reckoned
from tests.journeys.experts import Person
from tests.journeys.moderator import Moderator

Json = dict[str, Any]
_SHEETS = {"Protocol", "Panel and flow", "Items and lineage", "Round 1", "Round 2", "Round 3", "Stability"}
_LANGUAGE = "en"


def look_at_figures(desk: Moderator) -> None:
    """Every round's figures as JSON and on its page; the reports and checklists."""
    document = json.loads(desk.read("round-results.json"))
    for number in plan.STATEMENTS:
        found = document["rounds"][number - 1]
        _check_round(number, found)
        page = html.fromstring(desk.read(f"round-results/{number}").decode())
        _check_page(number, page, {item["text"][_LANGUAGE]: item for item in found["items"]})
    for checklist, fullest in (("accord", "whole"), ("credes", "whole"), ("delphistar", "whole")):
        entries = json.loads(desk.read(f"checklists/{checklist}.json"))["entries"]
        assert {each["filled"] for each in entries} >= {fullest, "open"}
    _check_workbook(desk.take_report("xlsx"))
    written = "".join(zipfile.ZipFile(io.BytesIO(desk.take_report("docx"))).read("word/document.xml").decode().split())
    for words in (plan.NAMED, plan.PLANNING, plan.IN_ONE_BRANCH):
        assert "".join(words.split()) in re.sub("<[^>]*>", "", written)
    assert "".join(plan.IMPOLITE.split()) not in re.sub("<[^>]*>", "", written)
    assert desk.take_report("pdf").startswith(b"%PDF")


def _check_round(number: int, found: Json) -> None:
    """The frozen figures of a round, as exact as they are kept."""
    flow = found["flow"]
    finished, asked = len(plan.finished(number)), reckoned.ASKED[number]
    assert (flow["finished"], flow["part"], flow["none"]) == (finished, number == 1, asked - finished - (number == 1))
    assert (flow["accepted"], flow["declined"], flow["withdrawn"]) == (asked, 1, number > 1)
    assert {item["text"][_LANGUAGE] for item in found["items"]} == set(plan.STATEMENTS[number])
    for item in found["items"]:
        _check_item(number, item["text"][_LANGUAGE], item)
    w, raters = reckoned.kendall(number)
    assert found["concordance"]["raters"] == raters
    assert found["concordance"]["w"] == round(w, _decimals(raters, len(found["items"])))
    assert sum(item["weight"] for item in found["items"]) == pytest.approx(1)
    stable = [reckoned.is_stable(number, text) for text in plan.STATEMENTS[number]]
    assert (found["standing"]["settled"], found["standing"]["moving"]) == (stable.count(True), stable.count(False))
    last = "last_round_done" if number == 3 else "one_more"
    assert found["standing"]["stop"] == last


def _check_item(number: int, text: str, item: Json) -> None:
    """One statement: level, middle half, shares with all bases, groups, movement over pairs."""
    values = list(reckoned.ratings(number, text).values())
    assert (item["n"], item["cannot_judge"], item["seen"]) == (
        len(values),
        reckoned.cannot(number, text),
        len(plan.finished(number)),
    )
    assert (item["median"], item["lower"], item["upper"]) == (reckoned.median(values), *reckoned.middle(values))
    assert item["mean"] == pytest.approx(sum(values) / len(values), abs=1e-12)
    assert item["counts"] == [[point, values.count(point)] for point in range(1, 10)]
    for end, points in (("high", reckoned.HIGH), ("low", reckoned.LOW)):
        for name, base in ((end, "rated"), (f"{end}_of_all", "seen")):
            assert item[name] == pytest.approx(float(reckoned.share(number, text, points, base)), abs=1e-12)
    assert (item["verdict"] == "agreed_high") == reckoned.is_agreed(number, text), text
    groups = {each["name"]: (each["n"], each["median"], each["lower"], each["upper"]) for each in item["groups"]}
    for group in ("Customers", "Suppliers"):
        inside = reckoned.in_group(number, text, group)
        told = (len(inside), reckoned.median(inside), None, None) if len(inside) >= 9 else None
        assert groups.get(group) == told, (number, text)
    moved = reckoned.pairs(number, text)
    if not moved:
        assert item["movement"] is None
        return
    found = item["movement"]
    assert (found["pairs"], found["up"], found["down"], found["wilcoxon_p"]) == (len(moved), None, None, None)
    assert found["changed"][0] <= sum(one != two for one, two in moved) <= found["changed"][1]
    assert found["net_change"] == pytest.approx(float(reckoned.net_change(number, text)), abs=1e-12)
    assert found["stable"] == reckoned.is_stable(number, text)


def _decimals(raters: int, items: int) -> int:
    """With how many decimals Kendall's W is told at these levels."""
    return 2 if raters >= EXACT_FROM or items >= EXACT_STATEMENTS else 1


def _check_page(number: int, page: Any, items: Json) -> None:
    """What the page of the round says: the same figures, rounded for reading."""
    [table] = page.xpath("//section[@aria-labelledby='in-numbers']//table")
    heads = [" ".join(head.itertext()) for head in table.xpath("./thead//th")][1:]
    rows = {_words(row.xpath("th")[0]): [_words(cell) for cell in row.xpath("td")] for row in _lines(table)}
    assert len(rows) == len(items)
    for text, item in items.items():
        [cells] = [cells for words, cells in rows.items() if words.split(" ", 1)[1].startswith(text)]
        said = {
            head.split()[0].rstrip(","): cell.split("→")[-1].strip() for head, cell in zip(heads, cells, strict=True)
        }
        _check_row(number, text, said)
        assert item["code"]
    kpis = {_words(each.xpath("dt")[0]): _words(each.xpath("dd")[0]) for each in page.xpath("//div[@class='kpi']")}
    w, raters = reckoned.kendall(number)
    assert kpis["Kendall's W"].split()[0] == f"{w:.{_decimals(raters, len(items))}f}"
    assert kpis["Finished, round by round"] == " → ".join(str(len(plan.finished(n))) for n in range(1, number + 1))
    _check_standing(number, page)
    _check_ended(number, page)


def _check_row(number: int, text: str, said: dict[str, str]) -> None:
    values = list(reckoned.ratings(number, text).values())
    lower, upper = reckoned.middle(values)
    assert (said["Ratings"], said["Median"]) == (str(len(values)), f"{reckoned.median(values):g}")
    assert said["Middle"] == f"{lower:g}–{upper:g}"
    high, low = (reckoned.share(number, text, ends, "rated") for ends in (reckoned.HIGH, reckoned.LOW))
    ends = reckoned.LOW if low > high else reckoned.HIGH
    assert said["Rated"].startswith(f"{sum(value in ends for value in values)} of {len(values)}")
    for name, base in (("Share", "rated"), ("Of", "seen")):
        _check_share(said[name], reckoned.share(number, text, ends, base))
    assert said["Cannot"] == str(reckoned.cannot(number, text))
    if number > 1:
        moved = reckoned.pairs(number, text)
        _check_share(said["Net"], reckoned.net_change(number, text) if moved else None)


def _check_standing(number: int, page: Any) -> None:
    """Every verdict beside its three bases, and the advice whether to ask once more."""
    [section] = page.xpath("//section[@aria-labelledby='standing']")
    stable = [reckoned.is_stable(number, text) for text in plan.STATEMENTS[number]]
    settled = f"Settled: {stable.count(True)} of {len(stable)}; still moving: {stable.count(False)}."
    assert settled in _words(section)
    for row in _lines(section):
        text = next(text for text in plan.STATEMENTS[number] if text in _words(row.xpath("th")[0]))
        high, low = (reckoned.share(number, text, ends, "rated") for ends in (reckoned.HIGH, reckoned.LOW))
        ends = reckoned.LOW if low > high else reckoned.HIGH
        cells = [_words(cell) for cell in row.xpath("td")][2:5]
        for cell, base in zip(cells, ("rated", "seen", "asked"), strict=True):
            _check_share(cell.split(",")[0], reckoned.share(number, text, ends, base))


def _check_ended(number: int, page: Any) -> None:
    """Statements of earlier rounds that are not asked any more, with the figures they ended with."""
    gone = [
        (text, before)
        for before in range(1, number)
        for text in plan.STATEMENTS[before]
        if text not in plan.STATEMENTS[before + 1]
    ]
    rows = page.xpath("//section[@aria-labelledby='ended']//tbody/tr")
    assert [_words(row.xpath("td")[0]) for row in rows] == [str(before) for _text, before in gone]
    told = {_words(row.xpath("th")[0]).split(" ", 1)[1]: [_words(cell) for cell in row.xpath("td")] for row in rows}
    for text, before in gone:
        values = list(reckoned.ratings(before, text).values())
        lower, upper = reckoned.middle(values)
        assert told[text][3:] == [str(len(values)), f"{reckoned.median(values):g}", f"{lower:g}–{upper:g}"]


def _check_share(said: str, exact: Fraction | None) -> None:
    """A percentage on a page is the share, rounded."""
    if exact is None:
        assert said == "–"
    else:
        assert abs(Fraction(int(said.rstrip("%")), 100) - exact) <= Fraction(1, 200), (said, exact)


def _lines(table: Any) -> list[Any]:
    return list(table.xpath(".//tbody/tr[td]"))


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())


def _check_workbook(content: bytes) -> None:
    """The sheets are there; each round's figures stand on its own; nothing held back is in it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert set(book.sheetnames) >= _SHEETS
    for number, texts in plan.STATEMENTS.items():
        lines = list(book[f"Round {number}"].iter_rows(values_only=True))
        for text in texts:
            line = next(line for line in lines if text in line)
            values = list(reckoned.ratings(number, text).values())
            people = (len(values), reckoned.cannot(number, text), len(plan.finished(number)))
            after = line.index(text) + 1
            assert line[after : after + 6] == (*people, reckoned.median(values), *reckoned.middle(values))
    text = "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    for words in (plan.PLANNING, plan.IN_ONE_BRANCH, plan.NAMED):
        assert words in text
    for words in (plan.IMPOLITE, plan.IN_BURGOS):
        assert words not in text


def own_row(number: int, person: Person, text: str) -> list[str]:
    """What the final table tells somebody: their own last answer, the median, the middle half, the people."""
    values = list(reckoned.ratings(number, text).values())
    own = reckoned.ratings(number, text).get(person.name)
    mine = "–" if own is None else str(own)
    said = [reckoned.written(each, person.language) for each in (reckoned.median(values), *reckoned.middle(values))]
    return [mine, said[0], f"{said[1]}–{said[2]}", str(len(values))]

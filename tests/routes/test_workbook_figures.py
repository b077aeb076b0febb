"""The dashboard's JSON and the workbook, taken at the same time without a filter, hold the same figures."""

import io
import json
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.builders import make_account, post, sign_in
from tests.exports.reading import find
from tests.routes.test_reports import Planted

pytestmark = pytest.mark.sqlite_only

Figures = dict[str, Any]


def _row(sheet: Any, words: str) -> list[Any]:
    """The values of the row that these words lead, from the cell behind them on."""
    cell = find(sheet, words)
    return [each.value for each in sheet[cell.row][cell.column :]]


def _ends(found: Figures) -> list[float]:
    return [found["interval"]["low"], found["interval"]["high"]]


def _close(cells: list[Any], figures: list[float]) -> bool:
    return cells == pytest.approx(figures, abs=1e-12, rel=1e-12)


def _key_figures(book: Any, key: Figures) -> int:
    """How many key figures were compared: value, both ends and base."""
    names = {
        "Satisfied: 4 or 5": "satisfied",
        "Satisfaction index, 0 to 100": "index",
        "Net promoter score": "recommend",
    }
    sheet, compared = book["KPI"], 0
    led = {cell.value: cell.row for cell in sheet["B"] if isinstance(cell.value, str)}
    for words, name in names.items():
        if words not in led:
            continue
        found = key[name]
        cells = [sheet.cell(led[words], column).value for column in range(5, 9)]
        assert _close(cells, [found["value"], *_ends(found), found["n"]]), (words, cells, found)
        compared += 1
    return compared


def _gaps(book: Any, rows: list[Figures]) -> int:
    for row in rows:
        cells, gap = _row(book["Gap"], row["label"]["en"]), row["gap"]
        figures = [row["expected"]["value"], row["experienced"]["value"], gap["value"], *_ends(gap)]
        assert _close(cells[:5], figures), (row["label"], cells)
        assert cells[8] == gap["n"]
    return len(rows)


def _rated(book: Any, question: Figures) -> int:
    """The rows of a question of ratings: share of each answer, top two, mean, spread, base."""
    for row in question["rows"]:
        cells = _row(book["Questions"], row["label"]["en"])
        shares = [each["value"] for each in row["frequencies"]["categories"]]
        figures = [*shares, row["top"]["value"], row["mean"]["value"], row["mean"]["sd"], row["n"]]
        assert _close(cells[: len(figures)], figures), (row["label"], cells, figures)
    return len(question["rows"])


def _chosen(book: Any, question: Figures) -> int:
    """The answers of a question of choices: count, share, both ends."""
    (row,) = question["rows"]
    for each in row["frequencies"]["categories"]:
        cells = _row(book["Questions"], row["codes"][str(each["code"])]["en"])
        assert _close([value for value in cells if value is not None][:4], [each["count"], each["value"], *_ends(each)])
    return len(row["frequencies"]["categories"])


def test_the_workbook_holds_the_figures_of_the_dashboard(app: Flask, client: FlaskClient) -> None:
    planted = Planted(make_account())
    sign_in(client, planted.owner)
    shown = json.loads(client.get(f"{planted.results}.json").data)
    sent = post(client, f"{planted.root}/exports", {"form": "xlsx", "language": "en"})
    book = openpyxl.load_workbook(io.BytesIO(sent.data))
    questions = {each["code"]: each for each in shown["questions"]}
    assert _key_figures(book, shown["key"]) == 3
    assert _gaps(book, shown["gaps"]) == 2
    assert _rated(book, questions["PARTS"]) == 2
    assert _chosen(book, questions["REG"]) == 2
    assert _row(book["Questions"], "Invoices")[:3] == pytest.approx([1 / 3] * 3)

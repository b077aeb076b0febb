"""The workbook of a brainstorm: titles that say something, links, and a vote that is drawn."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from survey_app.exports.board_votes import VoteSheet
from survey_app.exports.board_workbook import BoardReport, CardLine, write_board
from survey_app.exports.cells import zone_of
from survey_app.exports.words import Words
from tests.exports.reading import CHART, loaded, parts, texts

pytestmark = pytest.mark.sqlite_only
VOTES = VoteSheet(
    ("Rank", "Card", "Theme", "Points", "People"),
    ("#,##0", "", "", "#,##0", "#,##0"),
    (
        (1, "Deliver on the day", "Delivery", 9, None),
        (2, "Answer within two days", "", 4, None),
        (3, "Gifts", "", 0, None),
    ),
    "6 people, 5 points each",
    ("Equal cards share the better rank.",),
)
REPORT = BoardReport(
    "Ideas 2026", "What makes you stay?", datetime(2026, 11, 20, tzinfo=UTC), 6,
    tuple(CardLine(str(row[2]), str(row[1]), (str(row[1]),), (), ()) for row in VOTES.rows),
    VOTES,
    tuple((str(row[1]), str(row[1])) for row in VOTES.rows),
)  # fmt: skip


def written(report: BoardReport) -> bytes:
    target = io.BytesIO()
    write_board(report, Words("en", str, zone_of("UTC")), target)
    return target.getvalue()


def test_the_first_sheet_leads_to_every_other_and_repeats_its_title() -> None:
    book = loaded(written(REPORT))
    lines = {row[1].value: row[2].value for row in book["Read me"].iter_rows(max_col=3)}
    for name in book.sheetnames[1:]:
        assert lines[name] == book[name]["B1"].value
    links = [cell.hyperlink.location for row in book["Read me"].iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]


def test_the_vote_is_drawn_without_cards_that_got_nothing_and_says_what_stands_first() -> None:
    content = written(REPORT)
    sheet: Any = loaded(content)["Votes"]
    assert sheet["B1"].value == "Stands first in the vote: Deliver on the day"
    assert [cell.value for cell in sheet[5] if cell.value] == ["Rank", "Card", "Theme", "Points", "For the chart"]
    assert VOTES.notes[0] in set(texts(sheet))  # why a column is missing stands beneath
    (chart,) = parts(content, "xl/charts/chart").values()
    assert [float(node.text) for node in chart.find(f".//{CHART}val").iter(f"{CHART}v")] == [9, 4]
    assert sheet["B1"].value in "".join(chart.find(f".//{CHART}title").itertext())


def test_cards_of_one_rank_share_the_first_place_and_nothing_is_drawn_without_points() -> None:
    rows = tuple((1, *row[1:3], 0, None) for row in VOTES.rows)
    content = written(replace(REPORT, votes=replace(VOTES, rows=rows)))
    assert loaded(content)["Votes"]["B1"].value == "Cards that share the first place: 3"
    assert not parts(content, "xl/charts/")
    empty = written(replace(REPORT, cards=(), ideas=(), votes=replace(VOTES, rows=())))
    assert loaded(empty)["Votes"]["B1"].value == "Votes"

"""Verdicts with and without unfinished sheets: on the page, in the workbook, in JSON and in an archive."""

import io
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from survey_app.db import transaction
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.interchange.archives import ArchiveReader
from survey_app.services import archive_imports, round_reports, study_archives, verification
from survey_app.services.protocol_rules import Partials
from tests.builders import make_account, sign_in
from tests.panels import TestPanel, answer, close_and_mix, make_panel, one_round, open_round
from tests.rating_pages import tree, words

pytestmark = pytest.mark.sqlite_only


def answered(unfinished: int, **rules: object) -> TestPanel:
    """Nine people finish, of whom seven rate the first statement high and one cannot judge; the others leave off."""
    panel = make_panel(n=9 + unfinished, **rules)  # type: ignore[arg-type]  # tests hand on what they like
    round_ = open_round(panel)
    for number in range(9 + unfinished):
        first = None if number == 8 else 8 if number < 7 else 5
        answer(panel.seat(number), round_, [first, 5, 5], finish=number < 9)
    close_and_mix(round_)
    return panel


def of_few(finished: list[float | None], unfinished: list[float | None], partials: Partials) -> TestPanel:
    """People who finish and others who leave off, each with a rating of the first statement; None cannot judge."""
    panel = make_panel(n=len(finished) + len(unfinished), partials=partials)
    round_ = open_round(panel)
    for number, value in enumerate([*finished, *unfinished]):
        answer(panel.seat(number), round_, [value, 5, 5], finish=number < len(finished))
    close_and_mix(round_)
    return panel


def ways(panel: TestPanel) -> dict[str, tuple[int, float]]:
    """The first statement by who is counted: the denominator and the share of high ratings."""
    item = round_reports.plain(round_reports.build(panel.stage))["rounds"][0]["items"][0]
    return {str(row["counted"]): (row["n"], round(row["high"], 4)) for row in item["denominators"]}


FINISHED = {"judged": (8, 0.875), "with_cannot_judge": (9, 0.7778)}


@pytest.mark.parametrize("partials", list(Partials))
def test_unfinished_sheets_are_counted_beside_the_others(
    app: Flask, client: FlaskClient, tmp_path: Path, partials: Partials
) -> None:
    panel = answered(6, partials=partials)
    assert ways(panel) == FINISHED | {
        "with_partials": (14, 0.5),
        "with_partials_and_cannot_judge": (15, 0.4667),
    }, "nobody was silent, so everybody asked is the same as both together"
    sign_in(client, panel.stage.study.memberships[0].account)
    page = client.get(f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results")
    assert "With unfinished sheets" in words(page)
    assert "50%, no agreement" in words(page)
    target = io.BytesIO()
    write_round_workbook(round_reports.build(panel.stage), "en", target)
    rows = [list(row) for row in load_workbook(target)["Denominators"].values]
    place = next(row for row in rows if "With unfinished sheets" in row).index("With unfinished sheets")
    assert next(row for row in rows if "S1" in row)[place] == 0.5
    assert verification.verify(panel.stage.study).is_sound
    study_archives.write(panel.stage.study, path := tmp_path / "study.zip")
    with transaction():
        found = archive_imports.restore(ArchiveReader(path, path.stat().st_size, path.name), make_account())
    assert [each.same_results for each in found.stages if each.rounds] == [True]


def test_of_fewer_than_the_smallest_group_nothing_is_told(app: Flask, client: FlaskClient) -> None:
    panel = answered(4)
    assert ways(panel) == FINISHED | {"everybody_asked": (13, 0.5385)}
    sign_in(client, panel.stage.study.memberships[0].account)
    page = client.get(f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results")
    assert "unfinished sheets" not in words(page)


@pytest.mark.parametrize(
    ("finished", "unfinished", "partials"),
    [
        ([8, 8, 8, 5, 5], [8, None, None, None, None], Partials.EXCLUDE),
        ([8, None, None, None, None], [8, 8, 8, 5, 5], Partials.INCLUDE),
    ],
)
def test_beside_people_who_cannot_judge_one_rating_is_not_told(
    app: Flask, finished: list[float | None], unfinished: list[float | None], partials: Partials
) -> None:
    told = ways(of_few(finished, unfinished, partials))
    assert "judged" in told
    assert not any("partials" in way for way in told)


def test_of_few_ranks_only_the_columns_stand_that_say_something(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(n=9, statements=("Alpha", "Beta", "Gamma", "Delta"), scale="ranking")
    orders = [[1, 2, 3, 4], [2, 1, 3, 4], [1, 3, 2, 4]]
    for shift in range(2):
        one_round(panel, [orders[(number + shift) % 3] for number in range(9)])
    sign_in(client, panel.stage.study.memberships[0].account)
    page = tree(client.get(f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results"))
    heads = [each.text_content().strip() for each in page.xpath("//table[1]/thead//th")]
    assert heads[:4] == ["Statement", "Answers", "Rank", "Median"]
    assert "Borda points" not in heads
    columns = zip(*[row.xpath("td") for row in page.xpath("(//table)[1]/tbody/tr")], strict=True)
    assert all(any(cell.text_content().strip() != "–" for cell in column) for column in columns)

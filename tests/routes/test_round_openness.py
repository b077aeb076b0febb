"""The page of the check before a panel's files are opened."""

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.exports.round_workbook import write_round_workbook
from survey_app.services import round_reports
from survey_app.vocabulary import AnonymityLevel, Role
from tests.builders import make_member, sign_in
from tests.exports.reading import loaded, texts
from tests.panels import make_panel, one_round
from tests.rating_pages import tree, words
from tests.services.test_analysis import FIRST


@pytest.mark.sqlite_only
def test_the_page_names_what_should_be_mended(app: Flask, client: FlaskClient) -> None:
    panel = make_panel()
    sign_in(client, make_member(panel.stage.study, Role.OWNER))
    root = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}"
    here = f"{root}/round-exports/open-data"
    assert "Nothing is back yet" in words(client.get(here))
    one_round(panel, FIRST, reasons=["Write to me: ana@example.org", f"{panel.people[0][0].name} knows", "It hurts"])
    page = client.get(here)
    assert "things should be mended before the files are opened" in words(page)
    quoted = {each.text for each in tree(page).xpath("//q")}
    assert "Write to me: ana@example.org" in quoted
    assert "It hurts" not in quoted
    told = client.get(f"{here}.json")
    assert "ana@example.org" not in told.text
    assert told.get_json()["to_mend"] == len(tree(page).xpath("//q"))
    exports = client.get(f"{root}/round-exports")
    assert tree(exports).xpath(f"//a[@href='{here}']")
    assert "should be mended before the files leave" in words(exports)
    target = io.BytesIO()
    write_round_workbook(round_reports.build(panel.stage), "en", target)
    assert any("should be mended first" in text for text in texts(loaded(target.getvalue())["Read me"]))
    viewer = app.test_client()
    sign_in(viewer, make_member(panel.stage.study, Role.VIEWER))
    assert viewer.get(here).status_code == 403


@pytest.mark.sqlite_only
def test_subgroups_and_sorted_ratings_are_files_too(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(n=10, groups={"Customers": 5, "Suppliers": 5}, level=AnonymityLevel.CONFIDENTIAL)
    sign_in(client, make_member(panel.stage.study, Role.VIEWER))
    one_round(panel, [*FIRST, [9, 9, 9]])
    root = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}"
    groups = lines_of(client.get(f"{root}/round-groups.csv").text)
    assert len(groups) == 3 * 2
    shown = {(line["Code"], line["Group"]): line for line in groups}
    own = [row[0] for row in FIRST[:5]]
    assert shown["S1", "Customers"]["n"] == "5"
    assert float(shown["S1", "Customers"]["high"]) == sum(value >= 7 for value in own if value) / 5
    both = [shown["S2", name] for name in ("Customers", "Suppliers")]
    assert [line["n"] for line in both] == ["", ""], "four of one group are left: the other would tell them"
    lists = lines_of(client.get(f"{root}/round-lists.csv").text)
    first = [float(line["Rating"]) for line in lists if line["Code"] == "S1"]
    assert first == sorted(float(row[0] or 0) for row in [*FIRST, [9, 9, 9]])
    assert set(lists[0]) == {"Round", "Code", "Statement", "List", "Rating"}


def lines_of(text: str) -> list[dict[str, str]]:
    """A file for a spreadsheet, read again."""
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))

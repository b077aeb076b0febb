"""The results of a panel's rounds as pages, JSON and an ordered workbook."""

import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.jobs import worker
from survey_app.models import Account, Membership
from survey_app.routes.figures import round_pages
from survey_app.vocabulary import AnonymityLevel, ItemScale, Role
from tests.builders import make_member, post, sign_in
from tests.panels import TestPanel, make_panel, one_round, open_round
from tests.services.test_analysis import FIRST, SECOND
from tests.services.test_rating_imports import DATA, bring_in, read_ratings, read_table

pytestmark = pytest.mark.sqlite_only
"""Pages and files over rows that the services read: how either database keeps these is tried in tests/services."""


def reader(client: FlaskClient, panel: TestPanel, role: Role = Role.VIEWER) -> Account:
    person = make_member(panel.stage.study, role)
    sign_in(client, person)
    return person


def address(panel: TestPanel, page: str = "round-results") -> str:
    return f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/{page}"


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_before_the_first_analysis_there_are_no_figures(app: Flask, client: FlaskClient) -> None:
    panel = make_panel()
    open_round(panel)
    reader(client, panel)
    assert "No round is analysed yet" in client.get(address(panel)).text


def test_the_page_says_what_the_rounds_found(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = make_panel(groups={"Customers": 5, "Suppliers": 4})
    panel.items[2].section = {"en": "What it costs"}
    session.commit()
    one_round(panel, FIRST)
    one_round(panel, SECOND, reasons=["Because it <b>matters</b>"])
    reader(client, panel)
    answer = client.get(address(panel))
    assert answer.status_code == 200
    page = words(answer.text)
    assert "2 of 3 statements are agreed; 1 of those still moved" in page
    assert "Round 2 of 2 closed on" in page
    assert "9 of 9 panellists finished" in page
    assert "split in two camps" in page
    assert "Kendall's W" in page.replace("&#39;", "'")
    assert "Rule, version 1, fixed on" in page
    assert "Agreed and stable" in page
    assert "Agreed, opinions still moving" in page
    assert "5 → 7" in page
    assert "&lt;b&gt;matters" in answer.text
    assert answer.text.count('class="spark"') == 3
    grid = page.split("What is settled, and who is counted")[1]
    assert "Settled: 2 of 3; still moving: 1." in grid
    assert "no round left" in grid
    assert "settled: agreed" in grid
    assert "agreed, still moving" in grid
    assert "100%, agreed" in grid
    assert "One more round would ask 9 people about 1 statement." in grid
    assert "That is about 1 minute for each, at 45 seconds a statement." in grid
    assert "8 people rated it in both rounds; stable below 15%" in grid
    assert "settled: agreed: S" in grid
    # many statements stand on pages; what is said of the round stays on the first one
    assert 'class="pager"' not in answer.text
    monkeypatch.setattr(round_pages, "STATEMENTS", 2)
    first, second, beyond = (client.get(f"{address(panel)}?page={number}") for number in (1, 2, 99))
    assert [page.text.count('class="spark"') for page in (first, second, beyond)] == [2, 1, 1]
    assert "Statements 3 to 3 of 3." in words(second.text)
    assert ['class="kpis' in page.text for page in (first, second)] == [True, False]
    assert ["Settled: 2 of 3" in page.text for page in (first, second)] == [True, False]
    assert re.search(r'href="[^"]*/round-results/2\?page=2#in-numbers"[^>]*>What it costs<', first.text)
    assert ["Because it &lt;b&gt;" in page.text for page in (first, second)] == [True, False]
    monkeypatch.setattr(round_pages, "TEXTS", 5)
    cut = [client.get(f"{address(panel)}?reasons={number}").text for number in (1, 2)]
    assert [page.count("Because it &lt;b&gt;") for page in cut] == [5, 4]
    assert all("S1 · 9 reasons" in words(page) for page in cut), "all of them, also where a page cuts them"


def test_an_earlier_round_has_its_own_page_and_others_do_not_exist(app: Flask, client: FlaskClient) -> None:
    panel = make_panel()
    one_round(panel, FIRST)
    one_round(panel, SECOND)
    open_round(panel)
    reader(client, panel)
    first = words(client.get(address(panel, "round-results/1")).text)
    assert "1 of 3 statements is agreed" in first
    assert "→" not in first.split("Invited")[0]
    assert client.get(address(panel, "round-results/3")).status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Role.MODERATOR, 200), (Role.ANALYST, 200), (Role.INTERVIEWER, 403)])
def test_who_may_see_results(app: Flask, client: FlaskClient, role: Role, status: int) -> None:
    panel = make_panel()
    one_round(panel, FIRST)
    reader(client, panel, role)
    assert client.get(address(panel)).status_code == status
    assert client.get(address(panel, "round-results.json")).status_code == status


def test_no_key_and_no_name_stands_in_page_or_json(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(level=AnonymityLevel.IDENTIFIED)
    one_round(panel, FIRST)
    reader(client, panel, Role.MODERATOR)
    key = panel.seat(0).rating_key("")
    for page in ("round-results", "round-results.json"):
        text = client.get(address(panel, page)).text
        assert key not in text
        assert not any(person.name in text or person.email in text for person, _secret in panel.people)


def test_the_json_holds_the_figures_of_the_page(app: Flask, client: FlaskClient) -> None:
    panel = make_panel()
    one_round(panel, FIRST)
    one_round(panel, SECOND)
    reader(client, panel)
    found = json.loads(client.get(address(panel, "round-results.json")).text)
    assert [each["number"] for each in found["rounds"]] == [1, 2]
    item = found["rounds"][1]["items"][1]
    assert (item["n"], item["median"], item["verdict"]) == (9, 7.0, "agreed_high")
    assert item["movement"]["pairs"] == 8
    assert "item_id" not in item
    assert (found["rounds"][0]["standing"]["stop"], found["rounds"][1]["standing"]["settled"]) == ("one_more", 2)
    assert [(row["counted"], row["n"]) for row in item["denominators"]] == [("judged", 9)]


def test_at_the_anonymous_levels_few_answers_are_kept_back(app: Flask, client: FlaskClient) -> None:
    values = [[7, 5, None], *([8, None, None] for _n in range(4)), *([6, 4, 3] for _n in range(3))]
    panel = make_panel(n=8)
    one_round(panel, values)
    reader(client, panel)
    items = json.loads(client.get(address(panel, "round-results.json")).text)["rounds"][0]["items"]
    assert items[0]["median"] == 7.5
    assert (items[1]["n"], items[1]["median"], items[1]["counts"], items[1]["weight"]) == (4, None, [], None)
    page = words(client.get(address(panel)).text)
    assert "too few answers to be shown" in page
    assert "a median is shown from 5 answers, a distribution from 7" in page


def test_points_show_weights_and_no_verdict(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(scale=ItemScale.POINTS)
    one_round(panel, [[50, 30, 20]] * 8)
    reader(client, panel)
    page = words(client.get(address(panel)).text)
    assert "A reply within 48 hours weighs most: 50%" in page
    assert "Mean points" in page
    assert "agreed" not in page


def test_estimates_show_the_published_figures(app: Flask, client: FlaskClient) -> None:
    with (DATA / "three_points.csv").open("rb") as stream:
        made = bring_in(read_ratings(read_table(stream, "three_points.csv")))
    owner = session.query(Account).join(Membership).filter(Membership.study_id == made.study.id).one()
    sign_in(client, owner)
    base = f"/studies/{made.study.code}/stages/{made.stage.code}"
    page = words(client.get(f"{base}/round-results").text)
    assert "25 estimates of the panel as one" in page
    assert "70.60" in page, "0.706 as published, in the unit of the scale from 0 to 100"
    found = json.loads(client.get(f"{base}/round-results.json").text)["rounds"][1]["items"]
    assert found[0]["estimate"]["mean"] == pytest.approx(0.706, abs=1e-9)


def test_a_workbook_is_ordered_made_and_downloaded(app: Flask, client: FlaskClient) -> None:
    panel = make_panel()
    one_round(panel, FIRST)
    reader(client, panel, Role.OWNER)
    assert post(client, address(panel, "round-exports"), {"language": "en"}).status_code == 303
    worker.run_all(app)
    page = client.get(address(panel, "round-exports")).text
    link = re.search(r'href="(/files/[a-z0-9]+)"', page)
    assert link, page
    with client.get(link[1]) as answer:
        assert answer.data[:2] == b"PK"
        assert "Service priorities panel" in answer.headers["Content-Disposition"]


def test_a_workbook_of_nothing_is_refused(app: Flask, client: FlaskClient) -> None:
    panel = make_panel()
    reader(client, panel, Role.OWNER)
    answer = post(client, address(panel, "round-exports"), {"language": "en"})
    assert answer.status_code == 409
    assert "There are no figures yet" in answer.text


def test_a_survey_has_no_such_page(app: Flask, client: FlaskClient) -> None:
    panel = make_panel()
    reader(client, panel, Role.OWNER)
    survey = panel.stage.study.stages[0]
    assert client.get(f"/studies/{panel.stage.study.code}/stages/{survey.code}/round-results").status_code == 404

"""Targets of the key figures: set on a page of their own, shown beside the figures, given out with them."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.exports.book import Book
from survey_app.exports.cells import zone_of
from survey_app.exports.key_targets import held
from survey_app.exports.words import Words
from survey_app.models import AuditEntry, KeyTarget, Stage
from survey_app.routes.figures import headline
from survey_app.services import reports
from survey_app.vocabulary import KeyMeasure, Mode, Role
from tests.builders import make_account, make_member, make_study, post, sign_in, stage_of
from tests.planting import document, items, plant, publish, question

pytestmark = pytest.mark.sqlite_only
SCALE = {"first": 1, "last": 5}


@pytest.fixture
def stage(app: Flask, client: FlaskClient) -> Stage:
    owner = make_account()
    stage = stage_of(make_study(owner, "Targets 2026"))
    definition = document(
        question("OVER", "rating", "How satisfied are you?", scale=SCALE),
        question("SERV", "battery", "Our service", items=items("Price"), scale=SCALE),
        question("NPS", "recommend", "Would you recommend us?"),
    )
    answers = [
        {"OVER": (3, 4, 5, 4, 2)[place % 5], "SERV.price.expected": 4, "SERV.price.experienced": 3, "NPS": place % 11}
        for place in range(100)
    ]
    plant(stage, publish(stage, definition), answers, modes=(Mode.WEB,))
    sign_in(client, owner)
    return stage


@pytest.fixture
def address(stage: Stage) -> Callable[[str], str]:
    return lambda ending: f"/studies/{stage.study.code}/stages/{stage.code}/results{ending}"


def test_targets_stand_beside_their_figures_on_the_page_and_in_every_file(
    stage: Stage, client: FlaskClient, address: Callable[[str], str]
) -> None:
    assert address("/targets") in client.get(address("")).get_data(as_text=True)
    typed = {"target-satisfied": "50 %", "target-mean": "3.7", "target-recommend": "50", "target-index": ""}
    assert post(client, address("/targets"), typed).status_code == 303
    # 60 of 100 by Wilson: 50.2 to 69.1 %; the mean 3.6 lies 3.4 to 3.8; NPS -18 to 50: all of it below
    wanted = {"satisfied": "reached", "mean": "within", "recommend": "not_reached"}
    found = client.get(address(".json")).get_json()["targets"]
    assert {name: each["outcome"] for name, each in found.items()} == wanted
    assert found["satisfied"]["target"] == 0.5
    page = client.get(address("")).get_data(as_text=True)
    for words in ("target 50%: reached<", "target 3.7: within the interval", "target +50: missed<"):
        assert words in page
    lines = list(csv.reader(io.StringIO(client.get(address("/key-figures.csv")).get_data(as_text=True))))
    assert ["0.5", "reached"] in [line[3:5] for line in lines]
    book = openpyxl.load_workbook(io.BytesIO(client.get(address("/key-figures.xlsx")).data))
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert {"reached", "missed", 0.6, 0.5} <= set(cells)
    assert session.query(AuditEntry).filter_by(act="targets_set").count() == 1
    # an emptied field takes its target away
    post(client, address("/targets"), {**typed, "target-mean": ""})
    assert {row.measure for row in session.query(KeyTarget)} == {"satisfied", "recommend"}


@pytest.mark.parametrize("typed", ["101", "-1", "1e400", "9" * 4000, "abc", "\x00", "\ud800", "1.2.3"])
def test_what_is_no_target_is_refused_and_kept_to_be_mended(
    typed: str, client: FlaskClient, address: Callable[[str], str]
) -> None:
    sent = {"target-satisfied": typed.encode("utf-8", "surrogatepass"), "target-mean": "4"}
    answer = post(client, address("/targets"), sent)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert re.search(r'id="target-satisfied"[^>]*aria-invalid="true"', page)
    assert re.search(r'id="target-mean"[^>]*value="4"', page)
    assert session.query(KeyTarget).count() == 0


def test_a_figure_of_too_few_people_says_nothing_of_its_target(
    app: Flask, stage: Stage, client: FlaskClient, address: Callable[[str], str]
) -> None:
    post(client, address("/targets"), {"target-gap": "0"})
    report = reports.build(stage, role=Role.OWNER)
    assert set(held(report, 100)) == {KeyMeasure.GAP}
    assert held(report, 101) == {}
    with app.test_request_context():
        assert headline.key_figures(report, 101)[1].lines == ("fewer than 101 answers: not shown",)
        assert any("target" in line for line in headline.key_figures(report, 100)[2].lines)


def test_who_only_looks_sees_targets_and_sets_none(app: Flask, stage: Stage, address: Callable[[str], str]) -> None:
    viewer = app.test_client()
    sign_in(viewer, make_member(stage.study, Role.VIEWER))
    assert viewer.get(address("/targets")).status_code == 403
    page = viewer.get(address(""))
    assert page.status_code == 200
    assert address("/targets") not in page.get_data(as_text=True)


def test_an_end_of_an_interval_and_a_target_that_differ_look_different(app: Flask, stage: Stage) -> None:
    report = reports.build(stage, role=Role.OWNER)
    found = report.key.satisfaction_mean
    assert found is not None
    interval = found.interval
    assert interval is not None
    words = Words("en", str, zone_of("UTC"))

    def written(target: float) -> tuple[str, str]:
        aimed = replace(report, targets={KeyMeasure.MEAN: target})
        with app.test_request_context():
            page = next(each for each in headline.key_figures(aimed, 1) if each.measure == "mean")
        return page.interval, " to ".join(Book(aimed, words, {}, {}).ends(interval, "mean", target))

    low, high = interval.low, interval.high
    assert written(4.5) == written(high) == 2 * (f"{low:.2f} to {high:.2f}",)
    # not reached by less than the second decimal shows
    target = round(high, 3) + 0.0001 if round(high, 3) > high else round(high, 3) + 0.001
    assert round(target, 2) == round(high, 2)
    page, file = written(target)
    assert page == file
    assert len(page.split(" to ")[1]) > len(f"{high:.2f}")
    assert float(page.split(" to ")[1]) < target


def test_a_figure_of_everybody_just_below_its_target_does_not_look_like_it(
    stage: Stage, client: FlaskClient, address: Callable[[str], str]
) -> None:
    # all 100 of 100: the mean is 3.6 and is no estimate; 3.604 would be written 3.60 too
    stage.population = 100
    session.commit()
    assert post(client, address("/targets"), {"target-mean": "3.604", "target-satisfied": "60"}).status_code == 303
    page = client.get(address("")).get_data(as_text=True)
    assert "target 3.604: missed, with 3.600 of everybody" in page
    assert "target 60%: reached, with 60% of everybody" in page
    for name in ("target-mean", "target-satisfied"):
        field = client.get(address("/targets")).get_data(as_text=True).partition(f'name="{name}"')[2]
        assert 'maxlength="600"' in field.partition(">")[0]
    # without a browser that keeps to it, what is far too long is refused with what to do about it
    refused = post(client, address("/targets"), {"target-mean": "9" * 1_000_000})
    assert refused.status_code in {413, 422}
    assert "Nothing of it was stored" in refused.get_data(as_text=True)

"""Coding open answers: a code belongs to a wording, counts are of people, nothing joins two texts of one person."""

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session, transaction
from survey_app.exports.sheets import text_codes as sheets
from survey_app.models import Stage
from survey_app.services import reports, text_codes
from survey_app.vocabulary import AnonymityLevel, Role
from tests.builders import make_account, make_member, make_study, post, sign_in, stage_of
from tests.planting import document, options, plant, publish, question

pytestmark = pytest.mark.sqlite_only

WORDS = ["Too slow", "too  SLOW", "The price", "Price and speed", "Friendly people", "", "Price and speed"]


@pytest.fixture
def stage(app: Flask, client: FlaskClient) -> Stage:
    owner = make_account()
    study = make_study(owner, "Words 2026")
    stage = stage_of(study)
    version = publish(stage, document(question("WHY", "long_text", "What could be better?")))
    plant(stage, version, [{"WHY": words} if words else {} for words in WORDS])
    sign_in(client, owner)
    return stage


def _root(stage: Stage) -> str:
    return f"/studies/{stage.study.code}/stages/{stage.code}/texts/WHY"


def results_page(stage: Stage) -> str:
    return f"/studies/{stage.study.code}/stages/{stage.code}/results"


def _digests(page: str) -> dict[str, str]:
    found = re.findall(r'name="wording" value="([0-9a-f]+)"> <span>([^<]*)', page)
    return {" ".join(words.casefold().split()): digest for digest, words in found}


def test_answers_are_searched_and_put_under_codes_that_count_people(stage: Stage, client: FlaskClient) -> None:
    root = _root(stage)
    results = client.get(f"/studies/{stage.study.code}/stages/{stage.code}/results").get_data(as_text=True)
    assert f'href="{root}"' in results
    for label, theme in (("Price", "Money"), ("Speed", "Service")):
        assert post(client, f"{root}/codes", data={"label": label, "theme": theme}).status_code == 303
    again = post(client, f"{root}/codes", data={"label": "price", "theme": "kept"})
    assert again.status_code == 422
    assert 'value="kept"' in again.get_data(as_text=True)
    page = client.get(f"{root}?q=SLOW").get_data(as_text=True)
    assert len(_digests(page)) == 1  # the same words, whatever their case and blanks, are one line
    assert "× 2" in page
    codes = dict(re.findall(r'<option value="(\w{10})">(?:\w+: )?(\w+)</option>', page.partition("put-code")[2]))
    speed, price = (next(key for key, label in codes.items() if label == name) for name in ("Speed", "Price"))
    ticked = _digests(client.get(root).get_data(as_text=True))
    post(client, f"{root}/marks", data={"code": speed, "wording": [ticked["too slow"], ticked["price and speed"]]})
    post(client, f"{root}/marks", data={"code": price, "wording": [ticked["price and speed"], ticked["the price"]]})
    post(client, f"{root}/marks", data={"code": price, "wording": [ticked["price and speed"], "0" * 32]})
    found = client.get(f"{root}.json").get_json()
    assert [(each["label"], each["count"]) for each in found["codes"]] == [("Price", 3), ("Speed", 4)]
    assert found["codes"][1]["share"]["value"] == pytest.approx(4 / 6)
    assert (found["answers"], found["coded"]) == (6, 5)
    assert list(_digests(client.get(f"{root}?code=none").get_data(as_text=True))) == ["friendly people"]
    lines = list(csv.reader(io.StringIO(client.get(f"{root}.csv").get_data(as_text=True).lstrip("\ufeff"))))
    assert lines[0] == ["Answer", "How many", "Price", "Speed"]
    assert ["Price and speed", "2", "1", "1"] in lines
    page = client.get(results_page(stage)).get_data(as_text=True).partition('id="WHY"')[2].partition("</figure>")[0]
    assert "<svg" in page
    assert "Theme: Money" in page
    post(client, f"{root}/marks", data={"code": price, "wording": [ticked["the price"]], "take": "1"})
    assert client.get(f"{root}.json").get_json()["codes"][0]["count"] == 2
    asked = client.get(f"{root}/codes/{price}").get_data(as_text=True)
    assert "2 answers stand under this code" in asked
    post(client, f"{root}/codes/{price}", data={"label": "Cost", "theme": "Service"})
    themes = client.get(f"{root}.json").get_json()["themes"]
    assert [(each["theme"], each["count"]) for each in themes] == [("Service", 4)]  # counted once under both
    spanish = {"label": "Cost", "theme": "Service", "label_es": "Coste", "theme_es": "Servicio"}
    assert post(client, f"{root}/codes/{price}", data=spanish | {"label_es": "x" * 81}).status_code == 422
    post(client, f"{root}/codes/{price}", data=spanish)
    assert 'value="Coste"' in client.get(f"{root}/codes/{price}").get_data(as_text=True)
    told = client.get(f"{root}.json").get_json()
    assert [(each["label"], each.get("words")) for each in told["codes"]] == [
        ("Cost", {"es": "Coste"}),
        ("Speed", None),
    ]
    report = reports.build(stage)
    spoken = [
        {line.code or line.theme for line in sheets.lines(sheets.shown(report, language)["WHY"], 1)}
        for language in ("en", "es")
    ]
    assert spoken == [{"Cost", "Speed", "Service"}, {"Coste", "Speed", "Servicio"}]
    # under another theme and back: the form still holds the name of the theme before, which the other codes keep
    for theme in ("Money", "Service"):
        post(client, f"{root}/codes/{price}", data=spanish | {"theme": theme, "theme_es": "Dinero"})
    post(client, "/language", data={"language": "es", "next": "/"})
    page = client.get(root).get_data(as_text=True)
    assert ("Coste" in page, "Servicio" in page, "Speed" in page, "Cost<" in page) == (True, True, True, False)
    post(client, "/language", data={"language": "en", "next": "/"})
    post(client, f"{root}/codes/{price}/delete")
    assert [each["label"] for each in client.get(f"{root}.json").get_json()["codes"]] == ["Speed"]


def test_who_may_only_look_codes_nothing_and_wrong_input_is_refused(
    app: Flask, stage: Stage, client: FlaskClient
) -> None:
    root = _root(stage)
    for wrong in ("", "x" * 81, "a\x00b"):
        assert post(client, f"{root}/codes", data={"label": wrong}).status_code in {400, 422}
    post(client, f"{root}/codes", data={"label": "Price"})
    assert post(client, f"{root}/marks", data={"code": "nothing", "wording": "x"}).status_code == 303
    assert client.get(f"{root}.json").get_json()["coded"] == 0
    assert client.get(f"{root}?code=nothing").status_code == 404
    assert client.get(root.replace("WHY", "NONE")).status_code == 404
    viewer = app.test_client()
    sign_in(viewer, make_member(stage.study, Role.VIEWER))
    page = viewer.get(root).get_data(as_text=True)
    assert "Friendly people" in page
    assert "Put under this code" not in page
    assert post(viewer, f"{root}/codes", data={"label": "Mine"}).status_code == 403
    assert post(viewer, f"{root}/marks", data={"wording": "x"}).status_code == 403


def test_two_people_may_put_the_same_answer_under_a_code(stage: Stage) -> None:
    with transaction():
        code = text_codes.add(stage, "WHY", "Price")
    texts = tuple(words for words in WORDS if words)
    before = text_codes.read(stage, "WHY", texts)
    digest = text_codes.digest_of("the price")
    with transaction():
        assert text_codes.put(code, before, [digest]) == 1
        assert text_codes.put(code, before, [digest]) == 1  # read before the other put it there
    session.expire_all()
    after = text_codes.read(stage, "WHY", texts)
    assert [each.count for each in after.codes] == [1]
    with transaction():
        assert text_codes.take(code, after, [digest]) == 1
    assert text_codes.read(stage, "WHY", texts).coded == 0


def test_filters_choose_among_the_words_unless_few_could_have_written_them(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    stage = stage_of(make_study(owner, "Words 2026"))
    stage.level = AnonymityLevel.CONFIDENTIAL
    version = publish(
        stage,
        document(
            question("REG", "single", "Where?", options=options("North", "South", "Centre", "East")),
            question("WHY", "long_text", "What could be better?"),
        ),
    )
    # a group is shown from 5 people on, words from 10; the East alone is small, and the Centre would give it away
    sizes = {1: 30, 2: 20, 3: 12, 4: 4}
    places = [code for code, size in sizes.items() for _ in range(size)]
    plant(stage, version, [{"REG": code, "WHY": f"slow {code}-{place % 10}"} for place, code in enumerate(places)])
    sign_in(client, owner)
    root = _root(stage)
    post(client, f"{root}/codes?REG=1", data={"label": "Speed"})
    page = client.get(f"{root}?REG=1&weight=on").get_data(as_text=True)
    assert "30 answers" in page
    assert "Only: Where: North." in page
    assert "slow 2-0" not in page
    assert f"{results_page(stage)}?REG=1&amp;weight=on#WHY" in page
    code = re.search(r'<option value="(\w{10})">Speed', page.partition("put-code")[2])
    assert code is not None
    ticked = list(_digests(page).values())[:2]
    moved = post(client, f"{root}/marks?REG=1&q=slow", data={"code": code[1], "wording": ticked})
    assert "REG=1" in moved.headers["Location"]
    found = client.get(f"{root}.json?REG=1").get_json()
    assert (found["answers"], found["codes"][0]["count"]) == (30, 6)
    assert found["filters"] == [{"name": "REG", "value": "1"}]
    assert "Only: Where: North." in client.get(f"{root}.csv?REG=1").get_data(as_text=True)
    assert client.get(f"{root}.json").get_json()["answers"] == 66
    for hidden in (3, 4):  # 4 people, and the smallest that would leave 4 by subtraction
        page = client.get(f"{root}?REG={hidden}").get_data(as_text=True)
        assert "This group is too small to be shown apart" in page, hidden
        assert "slow " not in page, hidden
        for kind in ("json", "csv", "xlsx", "svg"):
            assert client.get(f"{root}.{kind}?REG={hidden}").status_code == 409, kind
    assert client.get(f"{root}?REG=7").status_code == 400
    asked = client.get(f"{root}/codes/{code[1]}?REG=1").get_data(as_text=True)
    assert f"{root}?REG=1" in asked

"""Why customers were lost, in their own words: counted by the codes of the answers."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.models import TextCode, TextMark
from survey_app.services.text_codes import digest_of
from survey_app.vocabulary import AnonymityLevel
from tests.builders import make_account, make_study, sign_in, stage_of
from tests.planting import document, plant, publish, question

Row = dict[str, Any]


@pytest.mark.sqlite_only
def test_reasons_in_own_words_are_counted_by_their_codes(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    stage = stage_of(make_study(owner, "Lost"))
    stage.level = AnonymityLevel.CONFIDENTIAL
    asked = (question("LEFT", "yes_no", "Did you decide to leave?"), question("WHY", "long_text", "Why?"))
    said = {
        1: ["Too dear!"] * 14 + ["too  DEAR!"] * 6 + ["Late"] * 10,
        0: ["Moved away"] * 12 + ["Late"] * 9 + [""] * 7,
    }
    rows: list[Row] = [
        {"LEFT": left, **({"WHY": words} if words else {})} for left, texts in said.items() for words in texts
    ]
    plant(stage, publish(stage, document(*asked)), rows)
    sign_in(client, owner)
    base = f"/studies/{stage.study.code}/stages/{stage.code}/customers/losses"
    page = client.get(base).get_data(as_text=True)
    assert "(coded)" not in page

    codes = {label: TextCode(stage_id=stage.id, variable="WHY", label=label, theme="") for label in ("Price", "Delay")}
    session.add_all(codes.values())
    session.flush()
    for label, words in (("Price", "Too dear!"), ("Delay", "Late")):
        session.add(TextMark(text_code_id=codes[label].id, wording=digest_of(words)))
    session.commit()
    chosen = f"{base}.json?active=LEFT%3D1&reason=WHY_CODED"
    reasons = client.get(chosen).get_json()["reasons"]
    counted = {kind: {each["code"]: each["count"] for each in part["categories"]} for kind, part in reasons}
    # by theme and name: 1 is Delay, 2 is Price, 0 stands under no code yet
    assert counted == {"active": {"2": 20, "1": 10}, "passive": {"0": 12, "1": 9}}
    shown = client.get(chosen.replace(".json", "")).get_data(as_text=True)
    for words in ("Why? (coded)", "Price", "Delay", "not coded yet"):
        assert words in shown
    assert "too dear" not in shown.lower()
    assert client.get(f"/studies/{stage.study.code}/stages/{stage.code}/results?WHY_CODED=1").status_code == 400


@pytest.mark.sqlite_only
def test_a_code_that_few_people_stand_under_is_not_shown_apart(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    stage = stage_of(make_study(owner, "Lost"))
    stage.level = AnonymityLevel.CONFIDENTIAL
    asked = (question("LEFT", "yes_no", "Did you decide to leave?"), question("WHY", "long_text", "Why?"))
    rows: list[Row] = [
        {"LEFT": place % 2, "WHY": "My boss is Mr Smith" if place == 3 else "Price"} for place in range(40)
    ]
    plant(stage, publish(stage, document(*asked)), rows)
    code = TextCode(stage_id=stage.id, variable="WHY", label="Boss", theme="")
    session.add(code)
    session.flush()
    session.add(TextMark(text_code_id=code.id, wording=digest_of("My boss is Mr Smith")))
    session.commit()
    sign_in(client, owner)
    address = f"/studies/{stage.study.code}/stages/{stage.code}/customers/losses?active=LEFT%3D1&reason=WHY_CODED"
    page = client.get(address)
    assert "too small to be shown apart" in page.get_data(as_text=True)
    assert client.get(address.replace("losses?", "losses.json?")).status_code == 409

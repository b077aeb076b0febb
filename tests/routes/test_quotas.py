"""The page of quotas, as an owner in a browser without script uses it."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Quota, Stage
from survey_app.vocabulary import AnonymityLevel, QuotaAction
from tests.builders import csrf_of, make_account, make_study, sign_in, stage_of
from tests.planting import options, publish, question

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.sqlite_only]
FILLED = {"name": "Women", "rule": "SEX = 2", "most": "50", "action": "end", "text_en": "Enough.", "active": "y"}


class Page:
    """The owner's browser at the quotas of a stage."""

    def __init__(self, client: FlaskClient, level: AnonymityLevel = AnonymityLevel.CONFIDENTIAL) -> None:
        owner = make_account()
        self.stage: Stage = stage_of(make_study(owner))
        self.stage.level = level
        sex = question("SEX", "single", options=options("Man", "Woman"))
        publish(self.stage, {"languages": ["en"], "pages": [{"key": "p", "title": {}, "questions": [sex]}]})
        session.commit()
        sign_in(client, owner)
        self.client, self.base = client, f"/studies/{self.stage.study.code}/stages/{self.stage.code}/quotas"
        self.token = csrf_of(client)

    def send(self, path: str, **fields: str) -> tuple[int, str]:
        answer = self.client.post(self.base + path, data={"csrf_token": self.token, **fields})
        return answer.status_code, answer.text

    def text(self, path: str = "") -> str:
        answer = self.client.get(self.base + path)
        assert answer.status_code == 200
        return answer.text


def test_a_quota_is_made_changed_counted_again_and_deleted(client: FlaskClient) -> None:
    page = Page(client)
    assert "No quota yet" in page.text()
    assert f'href="{page.base}"' in client.get(page.base.replace("/quotas", "/fieldwork")).text
    assert page.send("/new", **FILLED)[0] == 303
    made = session.scalars(select(Quota)).one()
    assert (made.name, made.rule, made.most, made.text, made.active) == (
        "Women",
        "SEX = 2",
        50,
        {"en": "Enough."},
        True,
    )
    assert "SEX = 2" in page.text()
    edit = page.text(f"/{made.id}")
    assert 'value="Women"' in edit
    assert "0 of 50 counted" in edit
    changed = {**FILLED, "most": "0", "action": "redirect", "address": "https://example.org/x"}
    assert page.send(f"/{made.id}", **changed)[0] == 303
    session.refresh(made)
    assert (made.most, made.action, made.address) == (0, QuotaAction.REDIRECT, "https://example.org/x")
    assert ">full<" in page.text()
    made.counted = 3
    session.commit()
    assert "Count again" in page.text()
    assert page.send(f"/{made.id}/count")[0] == 303
    assert page.send(f"/{made.id}/delete")[0] == 303
    assert session.scalars(select(Quota)).all() == []


def test_what_makes_no_sense_is_told_at_its_field_and_kept(client: FlaskClient) -> None:
    page = Page(client)
    wrong = {
        "name": "", "rule": "NOBODY = <2>", "most": "many", "action": "redirect", "address": "http://example.org"
    }  # fmt: skip
    status, text = page.send("/new", **{**FILLED, **wrong})
    assert status == 422
    assert "NOBODY = &lt;2&gt;" in text
    for field in ("name", "rule", "most", "address"):
        assert f'id="{field}-error"' in text, field
    one = page.send("/new", **{**FILLED, "most": "1.5"})[1]
    assert "Enter a whole number" in one
    assert "Enter how many are wanted" not in one
    bad = (("rule", "SEX ="), ("rule", "NOBODY = 1"), ("most", "9" * 40), ("name", "x\0y"), ("name", "x" * 500),
           ("action", "explode"), ("text_en", "x" * 5_000), ("rule", "(" * 1_999))  # fmt: skip
    for name, value in bad:
        assert page.send("/new", **{**FILLED, name: value})[0] == 422, (name, value[:20])
    assert page.send("/new", **FILLED)[0] == 303
    assert "has this name already" in page.send("/new", **FILLED)[1]
    assert page.send("/9999/count")[0] == 404
    assert session.scalars(select(Quota.name)).all() == ["Women"]


def test_where_answers_are_sealed_the_page_says_why_there_are_none(client: FlaskClient) -> None:
    page = Page(client, AnonymityLevel.SEALED)
    text = page.text()
    assert "At this level of anonymity there are no quotas" in text
    assert f'href="{page.base}/new"' not in text
    assert page.send("/new", **FILLED)[0] == 409

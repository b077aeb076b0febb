"""Questions kept under a name and put into another questionnaire; whose they are, and what their rules become."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.models import Account, SavedBlock
from tests.builders import csrf_of, make_account, make_study, sign_in, stage_of
from tests.desk import Desk

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.sqlite_only]
DOCUMENT = {
    "languages": ["en"],
    "pages": [
        {"key": "p1", "questions": [{"code": "Q1", "kind": "number", "text": {"en": "How old?"}}]},
        {
            "key": "p2",
            "title": {"en": "Service"},
            "questions": [
                {"code": "Q2", "kind": "number", "text": {"en": "How often?"}, "show_if": "Q1 > 3"},
                {"code": "WHY", "kind": "long_text", "text": {"en": "Why {Q2}?"}, "show_if": "Q2 > 5"},
            ],
            "jumps": [{"rule": "Q2 = 0", "page": "p3"}, {"rule": "Q2 = 9", "outcome": "many"}],
        },
        {"key": "p3", "questions": [{"code": "Q3", "kind": "long_text", "text": {"en": "Anything else?"}}]},
    ],
}


def filled(desk: Desk) -> Desk:
    desk.version.definition = DOCUMENT
    session.commit()
    return desk


def kept() -> SavedBlock:
    session.expire_all()
    return session.query(SavedBlock).order_by(SavedBlock.id.desc()).first()


def test_a_page_is_kept_with_its_own_rules_and_put_in_with_codes_of_its_own(desk: Desk) -> None:
    filled(desk)
    page = desk.get("/keep?page=p2")
    assert re.findall(r'name="code" value="(\w+)" checked', page) == ["Q2", "WHY"]
    assert desk.send("/keep?page=p2", name=" ", code=["Q2", "WHY"]).status_code == 422
    assert desk.send("/keep?page=p2", name="None", what="chosen").status_code == 422
    address = desk.done("/keep?page=p2", name="How often, and why", code=["Q2", "WHY"], what="chosen")
    block = kept()
    assert address.endswith(block.code)
    assert (block.questions, block.is_whole, block.is_shared) == (2, False, False)
    seen = desk.client.get(address).text
    assert "Rules that ask about questions outside were left out: Q2." in seen
    assert "How often?" in seen

    assert "How often, and why" in desk.get("/add?q=Q3")
    desk.done(f"/library/{block.code}", page="p3", after="Q3")
    assert desk.codes() == ["Q1", "Q2", "WHY", "Q3", "Q4", "Q5"]
    new = desk.version.definition["pages"][3]
    assert new["title"] == {"en": "Service"}
    assert new["jumps"] == [{"rule": "Q4 = 9", "page": "", "outcome": "many"}]
    assert [each.get("show_if") for each in new["questions"]] == [None, "Q4 > 5"]
    assert new["questions"][1]["text"] == {"en": "Why {Q4}?"}
    assert "Q2, WHY were taken" in desk.get()
    desk.done("/undo")
    assert desk.codes() == ["Q1", "Q2", "WHY", "Q3"]

    desk.done("/keep?q=WHY", name="Why", code="WHY", what="chosen")
    desk.done("/questions/WHY", code="REASON", text="Reason")
    desk.done(f"/library/{kept().code}", page="p1", after="Q1")
    assert desk.codes() == ["Q1", "Q6", "Q2", "REASON", "Q3"]


def test_a_whole_questionnaire_begins_another_one_with_its_codes(desk: Desk, owner: Account) -> None:
    filled(desk)
    desk.done("/keep", name="Service study", what="whole", shared="on")
    assert kept().is_whole
    other = Desk(desk.client, stage_of(make_study(owner, "Next wave")))
    assert "Begin with an earlier questionnaire" in other.get()
    page = other.get("/begin")
    assert "Service study" in page
    # two surveys of one study have buttons that can be told apart by their names alone
    wave = stage_of(make_study(owner, "Two waves"))
    wave.title = "Spring"
    session.commit()
    named = re.findall(r'<span class="vh">(.*?)</span></button>', other.get("/begin"))
    assert len(set(named)) == len(named)
    assert ": Two waves · Spring" in named
    other.done("/begin", block=kept().code)
    assert other.codes() == ["Q1", "Q2", "WHY", "Q3"]
    assert other.version.definition["pages"][1]["jumps"][0]["page"] == "p3"
    other.done("/undo")
    assert other.codes() == []
    _nothing, study, _stages, stage, _questionnaire = desk.base.removeprefix("/studies").split("/")
    other.done("/begin", stage=f"{study}/{stage}")
    assert other.codes() == ["Q1", "Q2", "WHY", "Q3"]
    assert other.send("/begin", stage="nothing").status_code == 400
    assert other.send("/begin", stage="a/b").status_code == 404


def test_a_block_belongs_to_its_owner_and_is_renamed_shared_and_deleted_by_them_alone(
    app: Flask, desk: Desk, client: FlaskClient
) -> None:
    filled(desk)
    desk.done("/keep?q=Q1", name="Age <b>", code="Q1", what="chosen")
    block, client = kept(), app.test_client()
    place = f"/library/{block.code}"
    sign_in(client, make_account())
    token = {"csrf_token": csrf_of(client)}
    assert client.get(place).status_code == 404
    assert "Age" not in client.get("/library/").text
    assert desk.client.post(place, data={"csrf_token": desk.token, "name": "Age", "shared": "on"}).status_code == 303
    assert client.get(place).status_code == 200
    assert "Age" in client.get("/library/?words=AG").text
    assert "No name holds" in client.get("/library/?words=%25").text
    assert client.post(place, data={**token, "name": "Mine"}).status_code == 404
    assert client.post(place + "/delete", data={**token, "count": "1"}).status_code == 404
    assert desk.client.post(place, data={"csrf_token": desk.token, "name": "x" * 200}).status_code == 422
    for count in ("7", "", "x"):
        refused = desk.client.post(place + "/delete", data={"csrf_token": desk.token, "count": count})
        assert refused.status_code == 400
    assert desk.client.post(place + "/delete", data={"csrf_token": desk.token, "count": "1"}).status_code == 303
    assert kept() is None
    assert desk.codes() == ["Q1", "Q2", "WHY", "Q3"]

"""The protocol of another Delphi of mine: looked at first, taken over into the draft, and taken back."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session, transaction
from survey_app.services import items, own_scales, protocol_copies, protocols, studies
from survey_app.services.protocol_copies import Copied
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import PanelState, Role, StageKind
from tests.builders import make_member, make_study, post, sign_in
from tests.delphis import make_stage
from tests.panels import make_panel
from tests.rating_pages import words

pytestmark = pytest.mark.sqlite_only


def test_a_protocol_is_looked_at_copied_and_taken_back(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(n=5, percent=80, statements=("Fair prices", "One contact", "Short replies"))
    owner = panel.stage.study.memberships[0].account
    stage = studies.add_stage(make_study(owner, "Second study"), StageKind.DELPHI, "Again")
    items.add(stage, {"en": "fair prices."})
    protocols.write_draft(stage, before := ProtocolRules(question={"en": "How much?"}, percent=70))
    session.commit()
    foreign = make_stage("Of somebody else")
    with transaction():
        protocols.write_draft(foreign, before)
    viewed = make_panel(n=5)
    make_member(viewed.stage.study, Role.VIEWER, owner)
    session.commit()

    sign_in(client, owner)
    base = f"/studies/{stage.study.code}/stages/{stage.code}/protocol"
    assert f"{base}/copy" in client.get(base).text
    listed = words(client.get(f"{base}/copy"))
    assert "Service priorities panel" in listed
    assert "Of somebody else" not in listed
    assert [
        client.get(f"{base}/copy/{code}").status_code for code in (foreign.code, viewed.stage.code, stage.code)
    ] == [404] * 3
    page = words(client.get(f"{base}/copy/{panel.stage.code}"))
    assert all(
        each in page for each in ("7080", "2 statements that are not here yet", "1 of its statements is here already")
    )
    assert protocols.rules_of(stage.id) == before, "looking changes nothing"

    assert post(client, f"{base}/copy/{panel.stage.code}", {"with_items": "y"}).status_code == 303
    session.expire_all()
    assert protocols.rules_of(stage.id) == panel.rules
    assert [item.text["en"] for item in items.of_stage(stage.id)] == ["fair prices.", "One contact", "Short replies"]
    assert "The draft was copied, with 2 statements." in words(client.get(base))
    with transaction():
        items.change(items.find(stage, "S3"), {"en": "Short answers"}, {})
    back = post(client, f"{base}/copy/undo", follow_redirects=True)
    assert "1 statement was changed since and stays." in words(back)
    session.expire_all()
    assert protocols.rules_of(stage.id) == before
    assert [item.text["en"] for item in items.of_stage(stage.id)] == ["fair prices.", "Short answers"]
    assert post(client, f"{base}/copy/undo").status_code == 409


def test_a_way_back_leads_before_the_first_copy_and_takes_nothing_that_was_worked_on(app: Flask) -> None:
    first, second, stage = (
        make_panel(n=5, percent=80, statements=("Fair prices", "One contact", "Short replies")),
        make_panel(n=5, percent=60, statements=("Fair prices", "Good food")),
        make_stage(),
    )
    owner = stage.study.memberships[0].account
    for panel in (first, second):
        make_member(panel.stage.study, Role.EDITOR, owner)
    session.commit()
    with transaction():
        for panel in (first, second):
            protocol_copies.copy(stage, protocol_copies.source(owner, stage, panel.code), with_items=True)
    came = {item.text["en"]: item for item in items.of_stage(stage.id)}
    assert len(came) == 4
    assert protocol_copies.copied(stage) == Copied(4, 4)
    with transaction():
        items.change(came["Fair prices"], came["Fair prices"].text, {"en": "Those on the website"})
        items.change(came["One contact"], came["One contact"].text, {}, own_scale=own_scales.rating_of(1, 7, {}, {}))
    with transaction():
        assert protocol_copies.take_back(stage) == Copied(4, 2)
    assert [item.text["en"] for item in items.of_stage(stage.id)] == ["Fair prices", "One contact"]
    assert protocols.rules_of(stage.id) == ProtocolRules(), "there was no draft"


def test_what_is_saved_or_locked_since_is_not_taken_back(app: Flask, client: FlaskClient) -> None:
    panel, stage = make_panel(n=5), make_stage()
    owner = stage.study.memberships[0].account
    make_member(panel.stage.study, Role.EDITOR, owner)
    session.commit()
    sign_in(client, owner)
    base = f"/studies/{stage.study.code}/stages/{stage.code}/protocol"
    assert post(client, f"{base}/copy/{panel.stage.code}", {"with_items": "y"}).status_code == 303
    with transaction():
        locked = protocols.lock(stage, None)
    assert set(locked.document) == {"rules", "items"}, "the hash covers nothing of the copy"
    assert protocols.panel_of(stage).state is PanelState.LOCKED
    for page in ("copy", f"copy/{panel.stage.code}"):
        assert client.get(f"{base}/{page}").status_code == 409
    assert post(client, f"{base}/copy/undo").status_code == 409

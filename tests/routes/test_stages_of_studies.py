"""Studies of several stages: what they begin with, how a stage is added, where it leads, and what its settings ask."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from survey_app.db import session, transaction
from survey_app.models import Panel, PanelRound, Reason, Stage, Study
from survey_app.services import erasures, overview, standings, studies
from survey_app.services.round_roll import Told
from survey_app.services.standings import PanelStep
from survey_app.vocabulary import (
    AnonymityLevel,
    PanellistState,
    PanelState,
    Role,
    RoundPurpose,
    RoundState,
    StageKind,
    StageState,
)
from tests.builders import make_account, make_member, make_study, post, sign_in
from tests.panels import answer, make_panel, one_round, open_round
from tests.seated import make_panel as make_stage
from tests.seated import seat_somebody

pytestmark = pytest.mark.sqlite_only

NEW = {"title": "Service 2026", "language": "en", "timezone": "Europe/Madrid"}


def newest() -> Study:
    session.expire_all()
    return session.scalars(select(Study).order_by(Study.id.desc())).first()  # type: ignore[return-value]  # there is one


@pytest.mark.parametrize(
    ("begin_with", "kinds"),
    [
        ("survey", [StageKind.SURVEY]),
        ("delphi", [StageKind.DELPHI]),
        ("brainstorm", [StageKind.BRAINSTORM]),
        ("chain", [StageKind.BRAINSTORM, StageKind.DELPHI, StageKind.SURVEY]),
    ],
)
def test_a_study_begins_with_what_was_chosen(client: FlaskClient, begin_with: str, kinds: list[StageKind]) -> None:
    sign_in(client, make_account())
    assert post(client, "/studies/new", {**NEW, "begin_with": begin_with}).status_code == 303
    study = newest()
    assert [stage.kind for stage in study.stages] == kinds
    assert [stage.position for stage in study.stages] == list(range(1, len(kinds) + 1))
    page = client.get(f"/studies/{study.code}").text
    assert all(stage.title in page for stage in study.stages)


def test_a_stage_is_added_after_the_others(client: FlaskClient) -> None:
    owner = make_account()
    study = make_study(owner)
    sign_in(client, owner)
    assert "Add a stage" in client.get(f"/studies/{study.code}").text
    path = f"/studies/{study.code}/stages/new"
    assert post(client, path, {"kind": "delphi", "title": "Panel"}).status_code == 303
    assert post(client, path, {"kind": "nothing", "title": "Panel"}).status_code == 422
    assert post(client, path, {"kind": "delphi", "title": ""}).status_code == 422
    added = newest().stages[-1]
    assert (added.kind, added.position, added.level) == (StageKind.DELPHI, 2, AnonymityLevel.ANONYMOUS)
    assert not added.open_link
    assert session.get_one(Panel, added.id).state is PanelState.DRAFT


@pytest.mark.parametrize("role", [Role.ANALYST, Role.MODERATOR, Role.VIEWER, Role.INTERVIEWER])
def test_only_owner_and_editor_add_a_stage(client: FlaskClient, role: Role) -> None:
    study = make_study(make_account())
    sign_in(client, make_member(study, role))
    assert client.get(f"/studies/{study.code}/stages/new").status_code == 403
    assert "Add a stage" not in client.get(f"/studies/{study.code}").text


def test_every_stage_leads_every_role_somewhere(app: Flask) -> None:
    study = make_study(make_account())
    addresses = [f"/studies/{study.code}/stages/{studies.add_stage(study, kind, 'Stage').code}" for kind in StageKind]
    session.commit()
    for role in Role:
        client = app.test_client()
        sign_in(client, make_member(study, role))
        for address in addresses:
            page = client.get(address, follow_redirects=True)
            assert page.status_code == 200, (role, address)
            assert "Stage" in page.text


def test_the_chain_says_what_a_panel_is_doing(client: FlaskClient) -> None:
    panel = make_panel(n=5, level=AnonymityLevel.CONFIDENTIAL)
    round_ = open_round(panel)
    answer(panel.seat(0), round_, (7, 8, 9))
    sign_in(client, make_member(panel.stage.study, Role.VIEWER))
    page = client.get(f"/studies/{panel.stage.study.code}").text
    assert "round 1 open" in page
    assert "Round 1: 1 of 5 finished." in page
    assert "3 statements" in page


def test_the_next_step_follows_the_panel(client: FlaskClient) -> None:
    stage = make_stage()

    def step() -> object:
        session.expire_all()
        return overview.card(session.get_one(Stage, stage.id)).next_step

    assert step() is PanelStep.PEOPLE
    person, _secret = seat_somebody(stage, state=PanellistState.LISTED)
    assert step() is PanelStep.INVITE
    person.state = PanellistState.ACCEPTED
    session.commit()
    assert step() is PanelStep.ITEMS
    round_ = PanelRound(stage_id=stage.id, number=1, purpose=RoundPurpose.RATE)
    session.add(round_)
    session.commit()
    for state, expected in (
        (RoundState.OPEN, PanelStep.WATCH_ROUND),
        (RoundState.CLOSED, PanelStep.LOOK_AT_ROUND),
        (RoundState.ANALYSED, PanelStep.LOOK_AT_ROUND),
        (RoundState.RELEASED, PanelStep.RELEASED),
    ):
        session.get_one(PanelRound, round_.id).state = state
        session.commit()
        assert step() is expected
    session.get_one(Panel, stage.id).state = PanelState.CONCLUDED
    session.commit()
    assert step() is PanelStep.ENDED


def test_counts_of_many_panels_take_as_many_statements_as_of_one(client: FlaskClient) -> None:
    stages = [make_stage() for _number in range(3)]
    found = standings.of_stages(stages)
    assert set(found) == {stage.id for stage in stages}
    assert standings.of_stage(make_study(make_account()).stages[0]) is None


def test_the_settings_of_a_panel_ask_what_fits_its_kind(client: FlaskClient) -> None:
    owner = make_account()
    study = make_study(owner)
    sign_in(client, owner)
    paths = {}
    for kind in (StageKind.DELPHI, StageKind.BRAINSTORM):
        stage = studies.add_stage(study, kind, "Panel")
        session.commit()
        paths[kind] = f"/studies/{study.code}/stages/{stage.code}/settings"
    delphi, brainstorm = (client.get(path).text for path in paths.values())
    for words in ("Points for each person", "open link", "Voting ends"):
        assert words not in delphi
        assert words in brainstorm
    assert "What people read first" in delphi
    fields = {"title": "Ideas", "level": "anonymous", "min_group": "4", "prompt_en": "What matters?", "points": "7"}
    saved = post(client, paths[StageKind.BRAINSTORM], {**fields, "release_people": "4", "open_link": "y"})
    assert saved.status_code == 303, saved.text[:3000]
    stage = newest().stages[-1]
    panel = session.get_one(Panel, stage.id)
    assert (stage.title, stage.min_group, stage.open_link) == ("Ideas", 4, True)
    assert (panel.prompt, panel.points, panel.release_people, panel.check_first) == (
        {"en": "What matters?"},
        7,
        4,
        False,
    )
    bad = post(client, paths[StageKind.BRAINSTORM], {**fields, "release_people": "2"})
    assert bad.status_code == 422
    assert post(client, paths[StageKind.BRAINSTORM], {**fields, "release_people": "9" * 30}).status_code == 422


def test_the_level_stays_once_somebody_was_invited(client: FlaskClient) -> None:
    owner = make_account()
    stage = make_stage(owner=owner)
    sign_in(client, owner)
    path = f"/studies/{stage.study.code}/stages/{stage.code}/settings"
    answered = post(client, path, {"title": "Panel", "level": "identified", "min_group": "5"})
    assert answered.status_code == 422
    assert "was promised" in answered.text
    assert post(client, path, {"title": "Panel", "level": "anonymous", "min_group": "3"}).status_code == 422


def test_a_panel_is_not_opened_and_closed_like_a_survey(client: FlaskClient) -> None:
    owner = make_account()
    study = make_study(owner)
    stage = studies.add_stage(study, StageKind.DELPHI, "Panel")
    session.commit()
    sign_in(client, owner)
    for act in ("open", "close"):
        assert post(client, f"/studies/{study.code}/stages/{stage.code}/{act}").status_code == 404
    session.expire_all()
    assert session.get_one(Stage, stage.id).state is StageState.DRAFT


def test_what_deleting_a_study_counts_does_not_say_how_much_somebody_erased(app: Flask) -> None:
    """The log does not at the levels without links, so that nobody knows how many texts a person wrote who has left."""
    for level, is_same in ((AnonymityLevel.ANONYMOUS, True), (AnonymityLevel.CONFIDENTIAL, False)):
        panel = make_panel(n=6, level=level)
        one_round(panel, [(7, 8, 9)] * 6, reasons=["Because.", "So."])
        before = overview.belongings(panel.stage.study)
        assert (before.ratings, before.reasons) == (18, 12)
        with transaction():
            assert erasures.erase(panel.seat(2))
        assert (overview.belongings(panel.stage.study) == before) is is_same
    assert session.scalar(select(func.count(Reason.key))) == 20


def test_deleting_a_study_names_what_its_panels_hold(client: FlaskClient) -> None:
    panel = make_panel(n=5)
    round_ = open_round(panel)
    answer(panel.seat(0), round_, (7, 8, 9))
    goes = overview.belongings(panel.stage.study)
    assert (goes.panellists, goes.items, goes.sealed, goes.ratings) == (5, 3, Told(0, 5), 0)
    owner = panel.stage.study.memberships[0].account
    sign_in(client, owner)
    page = client.get(f"/studies/{panel.stage.study.code}/remove")
    assert page.status_code == 200
    for words in ("Panellists", "Statements", "Sealed answers of open rounds", "fewer than 5"):
        assert words in page.text
    assert "Votes" not in page.text

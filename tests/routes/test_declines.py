"""Why people declined, on the page of a panel."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from survey_app.db import session, transaction
from survey_app.models import Panel, Panellist
from survey_app.routes import panels
from survey_app.services import audit, declines, panel_visits, studies
from survey_app.vocabulary import AnonymityLevel, PanellistState, PanelState, Role, StageKind
from tests.panels import make_panel
from tests.routes.test_panels import signed_in

pytestmark = pytest.mark.sqlite_only


def test_reasons_to_decline_come_together_in_the_order_of_their_words_and_are_in_no_log(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = make_panel(n=8, state=PanellistState.INVITED, level=AnonymityLevel.SEALED)
    base = signed_in(client, panel.stage, Role.OWNER)
    words = ["Zurich in May", "On leave", "No time", "Mine is another field", "Busy", "Away", "Bored"]

    def decline(number: int) -> None:
        with transaction():
            panel_visits.decline(panel.seat(number), words[number])

    def told(query: str = "") -> list[str]:
        page = client.get(f"{base}{query}").text
        return sorted((text for text in words if re.search(rf"\b{text}\b", page)), key=page.index)

    for number in range(4):
        decline(number)
    assert "Why people declined" in client.get(base).text
    assert told() == []
    with monkeypatch.context() as broken:
        broken.setattr(declines, "in_steps", lambda count, _k: count)
        assert len(told()) == 4, "a build that shows each as it comes is told apart"
    decline(4)
    assert told() == ["Busy", "Mine is another field", "No time", "On leave", "Zurich in May"]
    decline(5)
    log = client.get(f"/studies/{panel.stage.study.code}/log").text
    assert "Somebody declined" not in log
    assert "On leave" not in log
    with transaction():
        session.get_one(Panel, panel.stage.id).state = PanelState.CONCLUDED
    assert "Away" not in told(), "one alone would be that of the last who declined"
    with transaction():
        session.get_one(Panel, panel.stage.id).state = PanelState.RUNNING
    decline(6)
    with transaction():
        session.get_one(Panel, panel.stage.id).state = PanelState.CONCLUDED
    assert told() == sorted(words)
    with transaction():
        session.execute(update(Panellist).values(state=PanellistState.ACCEPTED))
    monkeypatch.setattr(panels, "_SIZE", 4)
    assert told() == sorted(words)[:4], "everybody takes part in the end, and their reasons stay"
    assert told("?reasons=2") == sorted(words)[4:]


def test_reasons_kept_under_a_title_stay_when_it_changes_and_stand_with_no_other_panel(client: FlaskClient) -> None:
    stage = make_panel(n=1).stage
    base, words = signed_in(client, stage, Role.OWNER), [f"Reason {number}" for number in range(6)]
    with transaction():
        for text in words:
            audit.record(stage.study_id, None, declines.ACT, stage.title, text)
        stage.title = "Renamed"
    assert declines.of_stage(stage) == declines.Reasons(tuple(words[:5]), 5)
    with transaction():
        other = studies.add_stage(stage.study, StageKind.DELPHI, "Renamed", stage.study.memberships[0].account)
    for each in (stage, other):
        assert declines.of_stage(each) == declines.Reasons((), 5, tuple(words[:5]))
    page = client.get(base).text
    assert page.index("Kept earlier") < page.index("Reason 0") < page.index("Reason 4")
    assert "Reason 5" not in page

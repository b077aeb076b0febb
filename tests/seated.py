"""People of a panel for tests: a panel stage, members of its roll with links that the test knows, and browsers."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.db import now, session
from survey_app.models import Account, Panel, Panellist, Stage, Study
from survey_app.privacy import keys, links
from survey_app.services import studies
from survey_app.vocabulary import AnonymityLevel, PanellistState, StageKind, StageState
from tests.builders import csrf_of, make_account, make_study


def make_panel(
    kind: StageKind = StageKind.DELPHI,
    level: AnonymityLevel = AnonymityLevel.ANONYMOUS,
    owner: Account | None = None,
    title: str = "Service priorities",
    **changes: Any,
) -> Stage:
    """A panel stage that has opened, in a study of its own, committed."""
    study = make_study(owner or make_account(), "Customers 2026", organiser="Institute", contact="ask@example.org")
    return open_stage(study, kind, level, title=title, **changes)


def open_stage(study: Study, kind: StageKind, level: AnonymityLevel, *, title: str = "Panel", **changes: Any) -> Stage:
    """A panel stage of a study, opened past the protocol and the invitations, committed."""
    stage = studies.add_stage(study, kind, title)
    stage.level = level
    for name, value in changes.items():
        setattr(stage, name, value)
    session.commit()
    stage.state, stage.opened_at = StageState.OPEN, now()
    session.commit()
    return stage


def panel_of(stage: Stage) -> Panel:
    """The panel of a stage."""
    return session.get_one(Panel, stage.id)


def seat_somebody(
    stage: Stage, name: str = "Ana", state: PanellistState = PanellistState.INVITED, **changes: Any
) -> tuple[Panellist, str]:
    """A panellist with a link; the second value is its secret."""
    seated = new_panellist(stage, name, state, **changes)
    session.commit()
    return seated


def new_panellist(
    stage: Stage, name: str = "N", state: PanellistState = PanellistState.ACCEPTED, **changes: Any
) -> tuple[Panellist, str]:
    """The same, not committed yet, for whole panels at once."""
    secret = links.random_secret()
    values = {"email": f"{name}@example.org".lower().replace(" ", ""), **changes}
    tag = keys.roll_tag(bytes(stage.study.salt), secret)
    person = Panellist(stage_id=stage.id, name=name, state=state, tag=tag, **values)
    session.add(person)
    return person, secret


def send(client: FlaskClient, path: str, **fields: Any) -> TestResponse:
    """Press a button of a panellist's page."""
    return client.post(path, data={"csrf_token": csrf_of(client), **fields})


def sit_down(client: FlaskClient, stage: Stage, secret: str) -> None:
    """Open a personal link and press its button."""
    answer = send(client, f"/p/{stage.code}/{secret}")
    assert answer.status_code == 303, answer.text[:400]
    assert answer.location == f"/p/{stage.code}"

"""What two worlds of panels know before they part, and somebody who answers in one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.db import session
from survey_app.models import Account, Stage
from survey_app.vocabulary import AnonymityLevel, Role
from tests.builders import csrf_of, make_member
from tests.security.two_worlds import World

Seen = dict[str, object]


@dataclass
class Told:
    """What both worlds know before they part: the stages, the links of everybody, and who is who at the desk."""

    level: AnonymityLevel
    delphi: int
    brainstorm: int = 0
    links: Mapping[int, Sequence[str]] = field(default_factory=dict)
    desk: Mapping[Role, int] = field(default_factory=dict)
    secret: str = ""
    """The token of a program that acts for the owner."""


def desk_of(stage: Stage) -> dict[Role, int]:
    """Owner, who is the administrator too, moderator and analyst of a study."""
    owner = session.get_one(Account, stage.study.memberships[0].account_id)
    owner.is_administrator = True
    session.commit()
    others = {role: make_member(stage.study, role).id for role in (Role.MODERATOR, Role.ANALYST)}
    return {Role.OWNER: owner.id, **others}


def admit(told: Told, stage: Stage) -> None:
    """The same people at the desk of another study."""
    for role, account_id in told.desk.items():
        make_member(stage.study, role, session.get_one(Account, account_id))


class Voice:
    """Somebody in their own browser."""

    def __init__(self, world: World, told: Told, stage_id: int, number: int) -> None:
        self.client: FlaskClient = world.app.test_client()
        self.root = f"/p/{session.get_one(Stage, stage_id).code}"
        self.token = csrf_of(self.client)
        self.send("/" + told.links[stage_id][number])

    def send(self, path: str, **fields: str) -> TestResponse:
        """Press a button."""
        answer = self.client.post(self.root + path, data={"csrf_token": self.token, **fields})
        assert answer.status_code == 303, (path, answer.status_code, answer.text[:1500])
        return answer

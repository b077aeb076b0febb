"""Panels for tests: a Delphi or brainstorm with its people, rounds that open, answers that lie sealed, and the mix."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select, update

from survey_app.db import now, session, transaction
from survey_app.jobs.mixing import mix
from survey_app.models import (
    Batch,
    Item,
    Panel,
    PanelGroup,
    Panellist,
    PanelRound,
    Protocol,
    Reason,
    RoundItem,
    Stage,
)
from survey_app.services import ballots, batches, beside, protocols, ratings, seats
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.ratings import Answer
from survey_app.services.seats import Seat
from survey_app.vocabulary import (
    AnonymityLevel,
    Choice,
    Fate,
    PanellistState,
    PanelState,
    ReasonState,
    RoundPurpose,
    RoundState,
    StageKind,
)
from tests.builders import make_account, make_study, post
from tests.seated import new_panellist, open_stage

STATEMENTS = ("A reply within 48 hours", "One person to call", "Prices known beforehand")
QUESTION = {"en": "How important is this for the next three years?", "es": "¿Qué importancia tendrá en tres años?"}
_serial = count(1)


@dataclass
class TestPanel:
    """A panel under test. Only the test knows all links."""

    __test__ = False
    stage: Stage
    people: list[tuple[Panellist, str]]
    items: list[Item] = field(default_factory=list)
    rules: ProtocolRules = field(default_factory=ProtocolRules)

    @property
    def code(self) -> str:
        """The stage's code."""
        return self.stage.code

    def secret(self, number: int) -> str:
        """The secret of a person's link."""
        return self.people[number][1]

    def seat(self, number: int) -> Seat:
        """The seat of a person, as a request finds it."""
        return seats.find(self.code, self.secret(number))


def make_panel(
    kind: StageKind = StageKind.DELPHI,
    n: int = 9,
    *,
    groups: Mapping[str, int] | None = None,
    level: AnonymityLevel = AnonymityLevel.ANONYMOUS,
    statements: Sequence[str | Mapping[str, str]] = STATEMENTS,
    state: PanellistState = PanellistState.ACCEPTED,
    language: str = "en",
    timezone: str = "Europe/Madrid",
    **rules: Any,
) -> TestPanel:
    """A running panel of n people; `groups` says how many of them, from the first on, belong to which group."""
    study = make_study(make_account(), "Service priorities", organiser="Institute", contact="ask@example.org")
    study.timezone = timezone
    stage = open_stage(study, kind, level, title="Service priorities panel")
    session.get_one(Panel, stage.id).state = PanelState.RUNNING
    made = TestPanel(stage, _seat_people(stage, n, groups or {}, state=state, language=language))
    if kind is StageKind.DELPHI:
        made.rules = _rules(rules)
        made.items = [_item(stage, place, text) for place, text in enumerate(statements, 1)]
        lock(made)
    session.commit()
    return made


def _rules(changes: Mapping[str, Any]) -> ProtocolRules:
    labels = {"question": QUESTION, "low_label": {"en": "not important"}, "high_label": {"en": "critical"}}
    return ProtocolRules(**{**labels, **changes})


def _seat_people(
    stage: Stage, n: int, groups: Mapping[str, int], *, state: PanellistState, language: str
) -> list[tuple[Panellist, str]]:
    rows = [PanelGroup(stage_id=stage.id, name=name, position=place) for place, name in enumerate(groups, 1)]
    session.add_all(rows)
    session.flush()
    places = [row.id for row, size in zip(rows, groups.values(), strict=True) for _one in range(size)]
    people = [
        new_panellist(
            stage,
            f"Panellist {next(_serial)}",
            state,
            language=language,
            link_issue=1,
            group_id=places[number] if number < len(places) else None,
        )
        for number in range(n)
    ]
    session.flush()
    return people


def _item(stage: Stage, place: int, text: str | Mapping[str, str]) -> Item:
    words = {"en": text} if isinstance(text, str) else dict(text)
    item = Item(stage_id=stage.id, code=f"S{place}", position=place, text=words)
    session.add(item)
    session.flush()
    return item


def lock(panel: TestPanel) -> Protocol:
    """The protocol as it stands, locked."""
    document = {
        "rules": panel.rules.to_json(),
        "items": [{"code": item.code, "lineage": item.lineage, "text": item.text} for item in panel.items],
    }
    protocol = Protocol(stage_id=panel.stage.id, document=document, hash=protocols.digest(document), locked_at=now())
    session.add(protocol)
    session.flush()
    return protocol


def open_round(
    panel: TestPanel,
    *,
    purpose: RoundPurpose = RoundPurpose.RATE,
    items: Iterable[Item] | None = None,
    closes_in: timedelta = timedelta(days=7),
    opens_at: datetime | None = None,
    bound: int | None = None,
) -> PanelRound:
    """The next round, open, with its batch and key."""
    last = session.scalars(
        select(PanelRound.number).where(PanelRound.stage_id == panel.stage.id).order_by(PanelRound.number.desc())
    ).first()
    chosen = list(panel.items if items is None else items)
    with transaction():
        round_ = PanelRound(
            stage_id=panel.stage.id,
            number=(last or 0) + 1,
            purpose=purpose,
            opens_at=opens_at or now(),
            closes_at=now() + closes_in,
        )
        session.add(round_)
        session.flush()
        for place, item in enumerate(chosen, 1):
            session.add(RoundItem(round_id=round_.id, item_id=item.id, position=place))
        session.flush()
        round_.state, round_.opened_at = RoundState.OPEN, now()
        session.flush()
        batches.begin(panel.stage, round_, ratings.bound(chosen, panel.rules) if bound is None else bound)
    return round_


def answer(
    seat: Seat,
    round_: PanelRound,
    values: Sequence[float | None],
    *,
    reasons: Sequence[str] = (),
    seconds: Sequence[float] = (),
    finish: bool = True,
) -> str:
    """One person rates the items of the round in their order (None: cannot judge), and finishes; the receipt.

    `seconds` are the answers on a second scale.
    """
    asked = session.scalars(
        select(Item).join(RoundItem).where(RoundItem.round_id == round_.id).order_by(RoundItem.position)
    ).all()
    before = ratings.own_before(seat, round_)
    given: dict[Item, Answer] = {}
    for place, (item, value) in enumerate(zip(asked, values, strict=False)):
        why = reasons[place] if place < len(reasons) else ""
        choice = ratings.choice_of(before.get(item.lineage), value)
        second = seconds[place] if seconds and value is not None else None
        given[item] = Answer(value, cannot=value is None, choice=choice, reason=why, second=second)
    with transaction():
        if finish and not round_.live and len(given) == len(asked) and not any(item.is_open for item in asked):
            return _sealed_once(seat, round_, asked, {item.lineage: said for item, said in given.items()})
        receipt = ratings.save_all(seat, round_, given)
        return ratings.finish(seat, round_) if finish else receipt


def _sealed_once(seat: Seat, round_: PanelRound, asked: Sequence[Item], given: Mapping[str, Answer]) -> str:
    """What saving all answers and finishing the round leave behind, in one sheet instead of two after one another."""
    ratings.require_open(seat, round_)
    more = beside.parts_in(ballots.read(seat, round_))
    return ballots.save(seat, round_, ratings.ballot(seat, round_, asked, given, more, finished=True))


def answer_all(
    panel: TestPanel, round_: PanelRound, values: Sequence[Sequence[float | None]], **more: Any
) -> list[str]:
    """Person after person, one row of values each; the receipts."""
    return [answer(panel.seat(number), round_, row, **more) for number, row in enumerate(values)]


def close_and_mix(round_: PanelRound) -> None:
    """Close the round and let the mix store what lies sealed; the round is analysed then."""
    with transaction():
        session.execute(
            update(PanelRound)
            .where(PanelRound.id == round_.id, PanelRound.state == RoundState.OPEN)
            .values(state=RoundState.CLOSED, closed_at=now())
        )
        batch = session.scalars(select(Batch).where(Batch.round_id == round_.id)).one()
        batches.close(batch)
    mix({"batch": batch.id}, None)
    session.expire_all()


def release(round_: PanelRound, fates: Mapping[int, Fate] | None = None, *, withhold: Iterable[str] = ()) -> None:
    """The moderator lets the panel see the round: reasons released, fates written (kept where nothing is said)."""
    hidden = set(withhold)
    with transaction():
        for reason in session.scalars(select(Reason).where(Reason.round_id == round_.id)):
            reason.state = ReasonState.WITHHELD if reason.text in hidden else ReasonState.RELEASED
        for row in session.scalars(select(RoundItem).where(RoundItem.round_id == round_.id)):
            row.fate = (fates or {}).get(row.item_id, Fate.KEPT)
            row.by_rule = row.fate is Fate.CLOSED
        session.flush()
        session.get_one(PanelRound, round_.id).state = RoundState.RELEASED


def one_round(panel: TestPanel, values: Sequence[Sequence[float | None]], **more: Any) -> PanelRound:
    """A whole round: opened, answered, mixed and released."""
    round_ = open_round(panel)
    answer_all(panel, round_, values, **more)
    close_and_mix(round_)
    release(round_)
    return round_


def take_seat(client: FlaskClient, panel: TestPanel, number: int) -> FlaskClient:
    """Press the button of the personal link's first page: from here on the browser knows the secret."""
    post(client, f"/p/{panel.code}/{panel.secret(number)}")
    return client


__all__ = ["Choice", "TestPanel", "answer", "answer_all", "close_and_mix", "make_panel", "one_round", "open_round"]

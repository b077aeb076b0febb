"""The protocol: a draft, a lock whose hash anybody can compute again, amendments with reasons."""

import hashlib
import json
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from survey_app.db import session, transaction
from survey_app.models import Panel, Protocol, Snapshot, Stage
from survey_app.services import items, protocols
from survey_app.services.protocol_rules import NoResponse, ProtocolRules
from survey_app.services.protocols import (
    PANEL_MOVES,
    AmendmentRefused,
    NothingToLock,
    NotLocked,
    PanelMoved,
    ProtocolLocked,
    ReasonTooShort,
    RulesContradict,
)
from survey_app.vocabulary import PanelState, RoundState
from tests.builders import make_account
from tests.delphis import analysed, answered, at_once, closed, make_stage, opened
from tests.panels import make_panel, release

RULES = ProtocolRules(question={"en": "How important is this?", "zh_Hans_CN": "这有多重要？"})
REASON = "The panel asked for a third round."


def ready(rules: ProtocolRules = RULES) -> Stage:
    stage = make_stage()
    with transaction():
        items.add_many(stage, "en", ["A reply within 48 hours", "One person to call"])
        protocols.write_draft(stage, rules)
    return stage


def locked(stage: Stage) -> Protocol:
    with transaction():
        return protocols.lock(stage, None)


def test_before_a_draft_the_rules_are_those_of_the_method(app: Flask) -> None:
    rules = protocols.rules_of(make_stage().id)
    assert (rules.scale_min, rules.scale_max, rules.percent, rules.rounds) == (1, 9, 75, 2)
    assert not rules.show_agreement


def test_the_hash_of_a_lock_can_be_computed_from_what_is_printed(app: Flask) -> None:
    account = make_account(name="Ana")
    stage = ready()
    with transaction():
        protocol = protocols.lock(stage, account)
    assert protocol.document["rules"]["question"] == dict(RULES.question)
    assert [item["code"] for item in protocol.document["items"]] == ["S1", "S2"]
    plain = json.dumps(protocol.document, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    assert protocol.hash == hashlib.sha256(plain).hexdigest()
    assert protocols.panel_of(stage).state is PanelState.LOCKED
    assert protocols.locked_by([protocol]) == {1: "Ana"}
    assert protocols.rules_of(stage.id) == RULES


def test_the_hash_covers_every_rule_and_every_word(app: Flask) -> None:
    stage = ready()
    seen = {protocols.digest(protocols.document_of(stage, RULES))}
    for change in ({"percent": 80}, {"rounds": 3}, {"no_response": NoResponse.NEVER}, {"cannot_judge": False}):
        seen.add(protocols.digest(protocols.document_of(stage, replace(RULES, **change))))  # type: ignore[arg-type]  # any rule
    with transaction():
        items.change(items.find(stage, "S1"), {"en": "A reply within 24 hours"}, {})
    seen.add(protocols.digest(protocols.document_of(stage, RULES)))
    assert len(seen) == 6


def test_a_lock_happens_once_whoever_presses(app: Flask) -> None:
    stage_id = ready().id

    def lock() -> None:
        with transaction():
            protocols.lock(session.get_one(Stage, stage_id), None)

    found = at_once(app, lock, times=3)
    assert sum(each is None for each in found) == 1
    assert session.query(Protocol).count() == 1


def test_there_is_nothing_to_lock_without_statements(app: Flask) -> None:
    with pytest.raises(NothingToLock), transaction():
        protocols.lock(make_stage(), None)


def test_rules_that_contradict_themselves_are_refused(app: Flask) -> None:
    stage = make_stage()
    with pytest.raises(RulesContradict), transaction():
        protocols.write_draft(stage, replace(RULES, low_to=8))


def test_a_locked_protocol_is_not_written_over_not_even_by_sql(app: Flask) -> None:
    stage = ready()
    protocol = locked(stage)
    with pytest.raises(ProtocolLocked), transaction():
        protocols.write_draft(stage, RULES)
    for statement in ("UPDATE protocol SET hash = 'x'", "UPDATE protocol SET document = '{}'", "DELETE FROM protocol"):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(statement))
    session.refresh(protocol)
    assert protocol.hash == protocols.digest(protocol.document)


def test_an_amendment_is_a_later_version_with_a_reason(app: Flask) -> None:
    stage = ready()
    with pytest.raises(NotLocked), transaction():
        protocols.amend(stage, RULES, REASON, None)
    first = locked(stage)
    with pytest.raises(ReasonTooShort), transaction():
        protocols.amend(stage, replace(RULES, rounds=3), "more", None)
    with transaction():
        items.add(stage, {"en": "A statement that no round has asked"})
        later = protocols.amend(stage, replace(RULES, rounds=3), REASON, None)
    assert (later.version, later.reason, len(later.document["items"])) == (2, REASON, 3)
    assert [version.version for version in protocols.locked_versions(stage.id)] == [2, 1]
    assert protocols.rules_of(stage.id).rounds == 3
    assert first.document["rules"]["rounds"] == 2
    assert protocols.differences(RULES, replace(RULES, rounds=3)) == [("rounds", 2, 3)]


def test_no_rule_moves_while_answers_lie_sealed(app: Flask) -> None:
    panel = make_panel(n=6)
    round_ = opened(panel)
    answered(panel, round_, [[7, 8, 9]] * 6)
    looser = replace(panel.rules, percent=60)
    for _state in ("open", "closed"):
        with pytest.raises(AmendmentRefused), transaction():
            protocols.amend(panel.stage, looser, REASON, None)
        if round_.state is RoundState.OPEN:
            closed(round_)
    release(analysed(round_))
    with pytest.raises(AmendmentRefused, match="answered on this scale"), transaction():
        protocols.amend(panel.stage, replace(panel.rules, scale_max=10), REASON, None)
    frozen = session.get_one(Snapshot, round_.id).protocol_id
    with transaction():
        protocols.amend(panel.stage, looser, REASON, None)
    assert session.get_one(Snapshot, round_.id).protocol_id == frozen
    assert protocols.rules_of(panel.stage.id).percent == 60


def test_the_panel_moves_forward_and_from_anywhere_into_cancelled(app: Flask) -> None:
    stage = make_stage()
    for before in PanelState:
        for after in PanelState:
            with transaction():
                session.get_one(Panel, stage.id).state = before
            try:
                with transaction():
                    protocols.move_panel(stage, after)
            except PanelMoved:
                assert after not in PANEL_MOVES[before], (before, after)
            else:
                assert after in PANEL_MOVES[before], (before, after)
    assert all(PanelState.CANCELLED in targets for state, targets in PANEL_MOVES.items() if state != "cancelled")

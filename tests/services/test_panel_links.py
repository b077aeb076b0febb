import re

import pytest
from flask import Flask

from survey_app.db import session, transaction
from survey_app.models import AuditEntry, InboxSheet, Panel, Panellist, PanelRound, Turnout
from survey_app.privacy import key_files
from survey_app.privacy.refusals import KeyMissing
from survey_app.services import ballots, batches, panel_links, seats, studies
from survey_app.services.ballots import CountsLater
from survey_app.services.doors import WrongLink
from survey_app.services.panel_links import LinksEnded, NoMoreLinks
from survey_app.vocabulary import AnonymityLevel, PanellistState, RoundPurpose, StageKind
from tests.services.sealed import People, batch_of, begin_round, gather, put

LEVELS = tuple(AnonymityLevel)
REPEATABLE = (AnonymityLevel.IDENTIFIED, AnonymityLevel.CONFIDENTIAL, AnonymityLevel.ANONYMOUS)


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> None:
    """Every test here runs inside the application."""


def panel(count: int = 12, level: AnonymityLevel = AnonymityLevel.ANONYMOUS) -> People:
    """A panel whose links were made as the application makes them."""
    people = gather(count, level)
    for each in of(people):
        each.tag, each.link_issue = None, 0
    session.flush()
    people.secrets = [panel_links.issue(people.stage, each) for each in of(people)]
    session.commit()
    return people


def of(people: People) -> list[Panellist]:
    return list(session.query(Panellist).filter_by(stage_id=people.stage.id).order_by(Panellist.id))


@pytest.mark.parametrize("level", LEVELS)
def test_a_link_opens_the_seat_of_its_panellist_and_is_stored_nowhere(level: AnonymityLevel) -> None:
    people = panel(3, level)
    for panellist, secret in zip(of(people), people.secrets, strict=True):
        assert re.fullmatch(r"[a-z2-7]{32}", secret)
        assert seats.find(people.stage.code, secret).panellist_id == panellist.id
        assert panellist.tag is not None
        assert secret not in panellist.tag
        assert panel_links.address_of(people.stage, secret).endswith(f"/p/{people.stage.code}/{secret}")
    assert len(set(people.secrets)) == 3


@pytest.mark.parametrize("level", REPEATABLE)
def test_a_reminder_brings_the_same_link(level: AnonymityLevel) -> None:
    people = panel(3, level)
    assert [panel_links.secret_of(people.stage, each) for each in of(people)] == people.secrets
    assert [panel_links.secret_for_letter(people.stage, each) for each in of(people)] == people.secrets


def test_nobody_can_make_a_sealed_link_again() -> None:
    people = panel(3, AnonymityLevel.SEALED)
    assert [panel_links.secret_of(people.stage, each) for each in of(people)] == [None] * 3


def test_a_link_that_was_made_elsewhere_is_not_made_again() -> None:
    people = gather(3)
    assert [panel_links.secret_of(people.stage, each) for each in of(people)] == [None] * 3


def test_the_key_of_anonymous_links_is_a_file_of_the_stage_alone_and_goes_at_the_end() -> None:
    people, other = panel(3), panel(3)
    path = batches.place_of(f"links-{people.stage.code}").path
    assert path.stat().st_mode & 0o777 == 0o600
    with transaction():
        panel_links.destroy_link_key(people.stage)
        assert path.exists(), "the key goes when the end is stored"
    assert not path.exists()
    assert session.get_one(Panel, people.stage.id).keys_destroyed_at is not None
    assert [panel_links.secret_of(people.stage, each) for each in of(people)] == [None] * 3
    with pytest.raises(LinksEnded):
        panel_links.issue(people.stage, of(people)[0])
    session.rollback()
    assert [panel_links.secret_of(other.stage, each) for each in of(other)] == other.secrets
    assert seats.find(people.stage.code, people.secrets[0]).has_accepted, "the link itself still opens the seat"


def test_a_key_that_outlived_the_end_of_its_panel_is_swept_away() -> None:
    people = panel(3)
    path = batches.place_of(f"links-{people.stage.code}").path
    kept = path.read_bytes()
    with transaction():
        panel_links.destroy_link_key(people.stage)
    path.write_bytes(kept)
    panel_links.sweep()
    assert not path.exists()


def test_a_lost_key_file_is_missed_and_not_replaced() -> None:
    people = panel(3)
    path = batches.place_of(f"links-{people.stage.code}").path
    kept = path.read_bytes()
    path.unlink()
    assert panel_links.secret_of(people.stage, of(people)[0]) is None
    with pytest.raises(KeyMissing):
        panel_links.issue(people.stage, of(people)[0])
    session.rollback()
    assert not path.exists()
    path.write_bytes(kept)
    path.chmod(0o600)
    assert panel_links.secret_of(people.stage, of(people)[0]) == people.secrets[0]
    key_files.destroy(batches.place_of(f"links-{people.stage.code}"))


@pytest.mark.parametrize("level", LEVELS)
def test_a_new_link_makes_the_old_one_void_and_answers_now_when_nothing_was_finished(level: AnonymityLevel) -> None:
    people = panel(12, level)
    round_ = begin_round(people)
    person = of(people)[0]
    put(people.seat(0), round_, 3, finished=False)
    with transaction():
        panel_links.reissue(people.stage, person, None, "lost")
    with pytest.raises(WrongLink):
        seats.find(people.stage.code, people.secrets[0])
    with transaction():
        people.secrets[0] = panel_links.secret_for_letter(people.stage, person)
    assert person.link_issue == 2
    put(people.seat(0), round_, 8)
    sheets = session.query(InboxSheet).count()
    assert sheets == (2 if level is AnonymityLevel.SEALED else 1), "only at sealed the old sheet cannot be found"
    assert session.query(Turnout).count() == 1
    session.expire_all()
    begun = session.get_one(PanelRound, round_.id).begun
    assert (begun, batch_of(round_).people) == ((2, 2) if level is AnonymityLevel.SEALED else (1, 1))


@pytest.mark.parametrize("level", LEVELS)
def test_nobody_has_two_voices_in_one_round(level: AnonymityLevel) -> None:
    people = panel(12, level)
    round_ = begin_round(people)
    person = of(people)[0]
    put(people.seat(0), round_, 3)
    with transaction():
        panel_links.reissue(people.stage, person, None, "lost")
        people.secrets[0] = panel_links.secret_for_letter(people.stage, person)
    with pytest.raises(CountsLater):
        put(people.seat(0), round_, 8)
    assert session.query(InboxSheet).count() == 1
    assert person.first_round == 2
    assert not ballots.read(people.seat(0), round_)


def test_more_ideas_from_a_new_link_are_welcome() -> None:
    people = gather(12, kind=StageKind.BRAINSTORM)
    round_ = begin_round(people, RoundPurpose.WRITE)
    put(people.seat(0), round_, "idea")
    person = of(people)[0]
    for each in of(people):
        each.link_issue = 0
    with transaction():
        people.secrets[0] = panel_links.issue(people.stage, person)
    put(people.seat(0), round_, "another")
    assert session.query(InboxSheet).count() == 2


def test_new_links_are_few_and_every_one_is_in_the_log() -> None:
    people = panel(25)
    first, second, third = of(people)[:3]
    with transaction():
        assert panel_links.left_to_reissue(people.stage, first) == 2
        panel_links.reissue(people.stage, first, None, "changed address")
        panel_links.reissue(people.stage, first, None, "lost again")
    assert panel_links.left_to_reissue(people.stage, first) == 0
    with pytest.raises(NoMoreLinks, match="had 2 new links"):
        panel_links.reissue(people.stage, first, None, "a third")
    session.rollback()
    with pytest.raises(NoMoreLinks, match="A tenth of the panel"):
        panel_links.reissue(people.stage, second, None, "lost")
    session.rollback()
    log = session.query(AuditEntry).filter_by(act="link_reissued").order_by(AuditEntry.id).all()
    assert [(entry.subject, entry.reason) for entry in log] == [
        (first.code, "changed address"),
        (first.code, "lost again"),
    ]
    assert third.link_issue == 1


@pytest.mark.sqlite_only
def test_a_sealed_link_asked_for_twice_before_its_letter_goes_is_one() -> None:
    people = panel(25, AnonymityLevel.SEALED)
    first = of(people)[0]
    with transaction():
        panel_links.reissue(people.stage, first, None, "lost")
        panel_links.reissue(people.stage, first, None, "pressed once more")
        people.secrets[0] = panel_links.secret_for_letter(people.stage, first)
    assert panel_links.left_to_reissue(people.stage, first) == 1
    assert len(first.older_tags) == 1, "nobody left anything behind"


def test_a_small_panel_has_one_new_link() -> None:
    people = panel(5)
    first, second = of(people)[:2]
    with transaction():
        panel_links.reissue(people.stage, first, None, "lost")
    with pytest.raises(NoMoreLinks):
        panel_links.reissue(people.stage, second, None, "lost")


def test_the_level_is_frozen_once_a_link_was_sent() -> None:
    people = gather(3)
    stage = studies.add_stage(people.stage.study, StageKind.DELPHI, "Second panel")
    person = Panellist(stage_id=stage.id, name="N", state=PanellistState.LISTED)
    session.add(person)
    session.flush()
    studies.choose_level(stage, AnonymityLevel.SEALED)
    session.refresh(stage)
    panel_links.issue(stage, person)
    with pytest.raises(studies.LevelFrozen):
        studies.choose_level(stage, AnonymityLevel.IDENTIFIED)

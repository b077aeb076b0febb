"""Erasing and leaving by link: exactly one's own rows go, figures stay, and nobody is named."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey_app.db import session, transaction
from survey_app.models import (
    AuditEntry,
    Batch,
    Erasure,
    InboxSheet,
    PanelDraft,
    Panellist,
    Rating,
    Reason,
    Snapshot,
    Turnout,
)
from survey_app.privacy import links
from survey_app.services import (
    ballots,
    erasures,
    leavings,
    link_history,
    mixes,
    panel_links,
    panel_lookups,
    panel_roll,
    protocols,
    round_endings,
    rounds,
    seats,
)
from survey_app.services.lookups import ReasonNeeded
from survey_app.vocabulary import AnonymityLevel, PanellistState, PanelState, Role, RoundState
from tests.builders import make_account
from tests.panels import TestPanel, answer, answer_all, make_panel, one_round, open_round

pytestmark = pytest.mark.sqlite_only

VALUES = tuple((float(5 + number % 4), 7.0, None) for number in range(9))
UNLINKED = (AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED)
LEVELS = (AnonymityLevel.CONFIDENTIAL, *UNLINKED)


def count(table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def rated(level: AnonymityLevel = AnonymityLevel.ANONYMOUS) -> TestPanel:
    panel = make_panel(n=9, level=level)
    one_round(panel, VALUES, reasons=("Because of this.",))
    return panel


@pytest.mark.parametrize("level", LEVELS)
def test_exactly_ones_own_rows_go_and_the_figures_stay(app: Flask, level: AnonymityLevel) -> None:
    panel = rated(level)
    figures = session.scalars(select(Snapshot.document)).one()
    seat = panel.seat(0)
    held = erasures.held(seat)
    assert (held.ratings, held.reasons, held.total) == (3, 1, 4)
    with transaction():
        assert erasures.erase(seat) == 4
    session.expire_all()
    assert (count(Rating), count(Reason)) == (24, 8)
    assert erasures.held(seat).total == 0
    assert all(erasures.held(panel.seat(number)).total == 4 for number in range(1, 9))
    assert session.scalars(select(Snapshot.document)).one() == figures
    told = erasures.SOME if level in UNLINKED else 4
    assert [(row.rows, row.done) for row in session.scalars(select(Erasure))] == [(told, True)]


@pytest.mark.parametrize(
    ("level", "said"), [(AnonymityLevel.ANONYMOUS, ""), (AnonymityLevel.SEALED, ""), (AnonymityLevel.CONFIDENTIAL, "4")]
)
def test_the_log_has_no_name_and_no_number_where_answers_have_none(
    app: Flask, level: AnonymityLevel, said: str
) -> None:
    panel = rated(level)
    with transaction():
        erasures.erase(panel.seat(0))
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "answers_erased")).one()
    assert (entry.account_id, entry.subject, entry.reason) == (None, said, "")


def test_sealed_answers_of_an_open_round_go_too_and_the_mark_on_the_roll(app: Flask) -> None:
    panel = make_panel(n=9)
    round_ = open_round(panel)
    answer_all(panel, round_, VALUES)
    with transaction():
        assert erasures.erase(panel.seat(0)) == 1
    assert (count(InboxSheet), count(PanelDraft), count(Turnout)) == (8, 8, 8)
    with transaction():
        assert erasures.erase(panel.seat(0)) == 0


def test_leaving_with_the_answers_erases_them(app: Flask) -> None:
    panel = rated()
    with transaction():
        assert erasures.leave(panel.seat(0), remove=True) == 4
    assert panel.seat(0).state is PanellistState.WITHDRAWN
    assert count(Rating) == 24


@pytest.mark.parametrize("level", LEVELS)
def test_leaving_the_answers_behind_cuts_every_way_to_them(app: Flask, level: AnonymityLevel) -> None:
    panel = rated(level)
    seat = panel.seat(0)
    for _window in ("one", "another"):
        with transaction():
            assert erasures.leave(seat, remove=False) == 0
    assert count(Rating) == 27
    if level in UNLINKED:
        assert (panel.seat(0).has_ended, panel.seat(0).has_accepted) == (True, False)
        with transaction():
            assert erasures.erase(panel.seat(0)) == erasures.held(panel.seat(0)).total == 0
    else:
        with pytest.raises(seats.WrongLink):
            panel.seat(0)
    person = session.get_one(Panellist, panel.people[0][0].id, populate_existing=True)
    assert panel_links.secret_of(panel.stage, person) is None
    if level in UNLINKED:
        assert person.state is PanellistState.ACCEPTED, "others are told with the next round"
        with transaction():
            leavings.tell(panel.stage.id)
        session.refresh(person)
    assert person.state is PanellistState.WITHDRAWN


def test_after_the_end_of_a_panel_leaving_is_told_when_it_is_put_away(app: Flask) -> None:
    panel = rated()
    with transaction():
        protocols.move_panel(panel.stage, PanelState.CONCLUDED)
    assert erasures.when_told(panel.seat(0)) is erasures.Telling.WHEN_PUT_AWAY
    with transaction():
        before = len(panel_roll.people_of(panel.stage))
        assert erasures.leave(panel.seat(0), remove=True) == 4
    person = session.get_one(Panellist, panel.people[0][0].id, populate_existing=True)
    assert person.state is PanellistState.ACCEPTED
    assert len(panel_roll.people_of(panel.stage)) == before - 1, "and is taken over into no other study"
    with transaction():
        protocols.move_panel(panel.stage, PanelState.ARCHIVED)
    session.refresh(person)
    assert (person.state, person.left_round) == (PanellistState.WITHDRAWN, 1)


def test_receipts_are_found_in_the_published_list(app: Flask) -> None:
    panel = rated()
    seat = panel.seat(0)
    listed = link_history.published(seat, 1)
    assert listed is not None
    assert list(listed) == sorted(listed)
    assert [(each.number, each.is_listed) for each in link_history.receipts(seat)] == [(1, True)]
    open_round(panel)
    assert link_history.published(seat, 2) is None
    assert link_history.published(seat, 99) is None


def renewed(panel: TestPanel) -> tuple[str, str]:
    """The old and the new secret of the first person, who lost the link."""
    person, old = panel.people[0]
    with transaction():
        panel_links.reissue(panel.stage, person, None, "lost")
        new = panel_links.secret_for_letter(panel.stage, person)
    panel.people[0] = (person, new)
    return old, new


def test_an_old_link_that_is_found_again_brings_its_history_back(app: Flask) -> None:
    panel = make_panel(n=9, level=AnonymityLevel.SEALED)
    one_round(panel, VALUES)
    old, new = renewed(panel)
    assert erasures.held(panel.seat(0)).total == 0
    with transaction():
        assert link_history.restore(panel.seat(0), f"https://rondo.example/p/{panel.code}/{old}/ ") == old
    assert erasures.held(seats.find(panel.code, old)).ratings == 3
    with pytest.raises(seats.WrongLink):
        seats.find(panel.code, new)


def test_whoever_finished_by_the_old_link_may_correct_by_it_again(app: Flask) -> None:
    panel = make_panel(n=9, level=AnonymityLevel.SEALED)
    round_ = open_round(panel)
    answer(panel.seat(0), round_, VALUES[0])
    old, _new = renewed(panel)
    assert panel.seat(0).first_round == 2
    with transaction():
        link_history.restore(panel.seat(0), old)
    seat = seats.find(panel.code, old)
    assert seat.first_round == 1
    answer(seat, round_, VALUES[1])
    assert (count(InboxSheet), count(Turnout)) == (1, 1)


def test_nobody_has_two_voices_by_going_back(app: Flask) -> None:
    panel = make_panel(n=9, level=AnonymityLevel.SEALED)
    round_ = open_round(panel)
    old, _new = renewed(panel)
    answer(panel.seat(0), round_, VALUES[0])
    with transaction(), pytest.raises(link_history.OldLinkRefused):
        link_history.restore(panel.seat(0), old)


def test_what_is_pasted_must_be_another_link_that_nobody_uses(app: Flask) -> None:
    panel = make_panel(n=9)
    seat = panel.seat(0)
    for pasted in ("", "nonsense", panel.secret(0), panel.secret(1), "\ud800", "x" * 400):
        with transaction(), pytest.raises(link_history.OldLinkRefused):
            link_history.restore(seat, pasted)
    assert panel.seat(0).panellist_id == seat.panellist_id


def test_a_look_up_is_possible_only_where_the_level_says_so(app: Flask) -> None:
    owner = make_account()
    for level, role, allowed in (
        (AnonymityLevel.IDENTIFIED, Role.ANALYST, True),
        (AnonymityLevel.IDENTIFIED, Role.MODERATOR, False),
        (AnonymityLevel.CONFIDENTIAL, Role.OWNER, True),
        (AnonymityLevel.CONFIDENTIAL, Role.EDITOR, False),
        (AnonymityLevel.ANONYMOUS, Role.OWNER, False),
        (AnonymityLevel.SEALED, Role.OWNER, False),
    ):
        assert panel_lookups.may_look(make_panel(n=1, level=level).stage, role) is allowed, (level, role)
    panel = make_panel(n=9, level=AnonymityLevel.CONFIDENTIAL)
    for person, _secret in panel.people:
        person.tag, person.link_issue = None, 0
    with transaction():
        panel.people = [(person, panel_links.issue(panel.stage, person)) for person, _secret in panel.people]
    one_round(panel, VALUES)
    person = panel.people[0][0]
    with transaction(), pytest.raises(ReasonNeeded):
        panel_lookups.look_up(panel.stage, person, owner, Role.OWNER, "short")
    with transaction():
        found = panel_lookups.look_up(panel.stage, person, owner, Role.OWNER, "The person asked what is kept.")
    assert [(each.value, each.cannot_judge) for each in found] == [(5.0, False), (7.0, False), (None, True)]
    assert session.scalars(select(AuditEntry.act)).all().count("look_up") == 1


def test_nobody_takes_up_the_void_link_of_somebody_else(app: Flask) -> None:
    panel = make_panel(n=9, level=AnonymityLevel.SEALED)
    one_round(panel, VALUES)
    old, _new = renewed(panel)
    for pasted in (old, links.random_secret()):
        with transaction(), pytest.raises(link_history.OldLinkRefused):
            link_history.restore(panel.seat(1), pasted)
    assert erasures.held(panel.seat(1)).ratings == 3
    with transaction():
        link_history.restore(panel.seat(0), old)
    assert erasures.held(seats.find(panel.code, old)).ratings == 3


def test_nothing_is_erased_between_the_handing_over_and_the_mix(app: Flask) -> None:
    panel = make_panel(n=5)
    round_ = open_round(panel)
    answer_all(panel, round_, VALUES[:5])
    with transaction():
        rounds.close_round(round_, None)
        round_endings.analyse(round_, None)
    with transaction(), pytest.raises(ballots.BeingOpened):
        erasures.erase(panel.seat(0))
    batch = session.scalars(select(Batch).where(Batch.round_id == round_.id)).one()
    mixes.run(batch.id)
    session.expire_all()
    assert round_.state is RoundState.ANALYSED
    with transaction():
        assert erasures.erase(panel.seat(0)) == 3


def test_a_new_link_takes_nothing_out_of_what_was_handed_over(app: Flask) -> None:
    panel = make_panel(n=9)
    for person, _secret in panel.people:
        person.tag, person.link_issue = None, 0
    with transaction():
        panel.people = [(person, panel_links.issue(panel.stage, person)) for person, _secret in panel.people]
    round_ = open_round(panel)
    answer_all(panel, round_, VALUES[:8])
    answer(panel.seat(8), round_, VALUES[8][:1], finish=False)
    with transaction():
        rounds.close_round(round_, None)
        round_endings.analyse(round_, None)
    with transaction():
        panel_links.reissue(panel.stage, panel.people[8][0], None, "lost")
    assert count(InboxSheet) == 9


def test_whoever_got_a_new_link_and_left_has_one_voice_all_the_same(app: Flask) -> None:
    panel = make_panel(n=15, level=AnonymityLevel.SEALED)
    round_ = open_round(panel)
    answer(panel.seat(0), round_, (1.0,), finish=False)
    renewed(panel)
    answer_all(panel, round_, ((5.0, 5.0, 5.0),) * 6)
    with transaction():
        erasures.leave(panel.seat(0), remove=False)
    with transaction():
        rounds.close_round(round_, None)
        round_endings.analyse(round_, None)
    mixes.run(session.scalars(select(Batch.id).where(Batch.round_id == round_.id)).one())
    assert session.scalars(select(Rating.value)).all() == [5.0] * 18

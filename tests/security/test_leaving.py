"""Somebody leaves, or gets a new link, while a round is open: no count says whether they had begun or finished.

The controls: at the confidential level, where who has finished may be known, the counts move; and a build in which a
new link takes back what lay under the old one is told apart, in the test of new links.
"""

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey_app.db import session, transaction
from survey_app.models import Account, AuditEntry, InboxSheet, PanelRound, Rating
from survey_app.services import (
    ballots,
    carried_sheets,
    erasures,
    link_history,
    panel_links,
    panel_roll,
    round_endings,
    rounds,
    verification,
)
from survey_app.services.protocol_rules import NoResponse, Partials
from survey_app.services.round_roll import Counts
from survey_app.vocabulary import AnonymityLevel
from tests.delphis import analysed, before_start, opened
from tests.live_panels import make_live, rate
from tests.panels import TestPanel, answer, make_panel, release

UNLINKED = (AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED)
FINISHED, BEGUN, UNTOUCHED, ALSO_BEGUN, NOTHING = 0, 7, 8, 9, 10
GROUPS = {"Customers": 6, "Suppliers": 6}
pytestmark = pytest.mark.sqlite_only


def watched(level: AnonymityLevel, **rules: object) -> tuple[TestPanel, PanelRound]:
    """Twelve people, of whom seven have finished the open round and one has begun."""
    panel = make_panel(n=12, groups=GROUPS, level=level, **rules)
    before_start(panel)
    round_ = opened(panel)
    for number in range(8):
        answer(panel.seat(number), round_, [7, 8, 9], finish=number < BEGUN)
    return panel, round_


def exact(round_: PanelRound) -> Counts:
    """The counts behind those that are told."""
    session.expire_all()
    return rounds.counts_of(round_)


def withdraw(panel: TestPanel, number: int) -> None:
    """The moderator takes somebody out."""
    with transaction():
        panel_roll.withdraw(panel.stage, panel.people[number][0], session.scalars(select(Account)).first())  # type: ignore[arg-type]  # there is one


@pytest.mark.parametrize("level", UNLINKED)
def test_withdrawing_somebody_in_an_open_round_moves_no_count(app: Flask, level: AnonymityLevel) -> None:
    panel, round_ = watched(level)
    before = exact(round_)
    assert (before.asked, before.finished, before.part, before.none) == (12, 7, 1, 4)
    for number in (FINISHED, BEGUN, NOTHING):
        withdraw(panel, number)
        assert exact(round_) == before, number
    told = rounds.told(round_)
    assert (told.finished, told.part, told.step) == (5, 0, 5)
    analysed(round_)
    flow = rounds.flow_of(round_).counts
    assert [flow[name] for name in ("finished", "part", "none", "withdrawn")] == [7, 1, 4, 3]


def test_where_who_has_finished_may_be_known_the_counts_are_those_of_the_people_who_are_left(app: Flask) -> None:
    panel, round_ = watched(AnonymityLevel.CONFIDENTIAL)
    withdraw(panel, FINISHED)
    assert exact(round_).asked == 12
    withdraw(panel, NOTHING)
    assert (exact(round_).asked, rounds.told(round_).step) == (11, 1)


def test_who_is_withdrawn_between_rounds_stays_in_the_count_of_those_who_finished(app: Flask) -> None:
    """Where only those are asked who finished the round before, the number asked would say who had."""
    panel, first = watched(AnonymityLevel.ANONYMOUS, no_response=NoResponse.NEVER)
    withdraw(panel, 1)
    analysed(first)
    release(first)
    withdraw(panel, FINISHED)
    withdraw(panel, NOTHING)
    assert exact(opened(panel)).asked == 7


@pytest.mark.parametrize("level", UNLINKED)
def test_whoever_leaves_and_takes_everything_along_moves_no_told_count(app: Flask, level: AnonymityLevel) -> None:
    panel, round_ = watched(level)
    before = rounds.told(round_)
    for number in (FINISHED, BEGUN, NOTHING):
        with transaction():
            erasures.leave(panel.seat(number), remove=True)
        session.expire_all()
        assert rounds.told(round_) == before, number


def renew(panel: TestPanel, number: int) -> str:
    """A new link for somebody; the old secret."""
    person, old = panel.people[number]
    with transaction():
        panel_links.reissue(panel.stage, person, None, "lost")
        panel.people[number] = (person, panel_links.secret_for_letter(panel.stage, person))
    return old


def with_links() -> tuple[TestPanel, PanelRound]:
    """Fifteen people with links that the key of the stage can make again: seven have finished, three have begun."""
    panel = make_panel(n=15, level=AnonymityLevel.ANONYMOUS, partials=Partials.INCLUDE)
    with transaction():
        for person, _secret in panel.people:
            person.link_issue, person.tag = 0, None
        session.flush()
        for number, (person, _secret) in enumerate(panel.people):
            panel.people[number] = (person, panel_links.issue(panel.stage, person))
    before_start(panel)
    round_ = opened(panel)
    for number in range(NOTHING):
        answer(panel.seat(number), round_, [7, 8, 9], finish=number < BEGUN)
    return panel, round_


def standing(round_: PanelRound) -> tuple[Counts, int]:
    """The counts behind those that are told, and how many sheets lie sealed."""
    return exact(round_), session.scalar(select(func.count()).select_from(InboxSheet)) or 0


def test_a_new_link_does_not_say_whether_somebody_had_begun(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panel_links, "SHARE_OF_PANEL", 100)
    panel, round_ = with_links()
    before, olds = standing(round_), {}
    for number in (FINISHED, BEGUN, UNTOUCHED, NOTHING):
        olds[number] = renew(panel, number)
        assert standing(round_) == before, number
        assert ballots.read(panel.seat(number), round_) == {}, "what was saved by the old link"
    with transaction():
        assert erasures.erase(panel.seat(FINISHED)) == 0, "only the old link finds what came by it"
        erasures.leave(panel.seat(FINISHED), remove=True)
    assert standing(round_) == before

    with transaction():
        assert link_history.restore(panel.seat(BEGUN), olds[BEGUN]) == olds[BEGUN]
    panel.people[BEGUN] = (panel.people[BEGUN][0], olds[BEGUN])
    answer(panel.seat(BEGUN), round_, [1, 1, 1], finish=False)
    assert standing(round_) == before, "the older link goes on with the round"
    renew(panel, BEGUN)
    answer(panel.seat(BEGUN), round_, [1, 1, 1], finish=False)
    assert standing(round_) == before, "nobody begins twice"
    answer(panel.seat(BEGUN), round_, [1, 1, 1])
    assert (exact(round_).finished, exact(round_).part) == (8, 2)

    taken_back = panel.people[ALSO_BEGUN][0].id
    with monkeypatch.context() as broken:
        broken.setattr(
            carried_sheets, "carry", lambda salt, old, _new, each: ballots.erase_by(salt, old, taken_back, each)
        )
        renew(panel, ALSO_BEGUN)
    assert exact(round_).part == 1, "a build that takes the old sheet back is told apart"

    analysed(round_)
    assert rounds.flow_of(round_).counts["finished"] == 8
    assert session.scalar(select(func.count()).select_from(Rating)) == 8 * 3, "what no link finds is not stored"
    assert panel.seat(UNTOUCHED).receipt(1) in round_.receipts
    assert verification.verify(panel.stage.study).is_sound


def test_a_cancelled_real_time_round_does_not_say_how_many_sheets_lay_sealed(app: Flask) -> None:
    panel, round_ = make_live()
    rate(panel, round_, range(7), 5.0)
    assert round_endings.sheets_of(round_) == 5
    with transaction():
        assert round_endings.cancel(round_, "The question was wrong.", None) is None
    said = session.scalars(select(AuditEntry.subject).where(AuditEntry.act == "sheets_discarded")).all()
    assert said
    assert not [each for each in said if ": " in each]

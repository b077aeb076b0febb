"""Somebody leaves, or gets a new link, while a round is open: no count says whether they had begun or finished.

The same holds for whoever comes back after leaving.

The controls: at the confidential level, where who has finished may be known, the counts move; a build in which a new
link takes back what lay under the old one is told apart, in the test of new links; and in a build that only puts people
back on the list somebody finishes twice.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text

from survey_app import create_app
from survey_app.db import database as tables
from survey_app.db import session, transaction
from survey_app.models import Account, AuditEntry, InboxSheet, Panellist, PanelRound, Rating
from survey_app.services import (
    ballots,
    carried_sheets,
    coming_back,
    erasures,
    leavings,
    link_history,
    overview,
    panel_links,
    panel_roll,
    panel_visits,
    roll_rows,
    round_endings,
    rounds,
    verification,
)
from survey_app.services.protocol_rules import NoResponse, Partials
from survey_app.services.round_roll import Counts, Told
from survey_app.vocabulary import AnonymityLevel, PanellistState
from tests.brainstorming import make_brainstorm, released
from tests.conftest import settings_for
from tests.delphis import analysed, before_start, opened
from tests.live_panels import make_live, rate
from tests.panels import TestPanel, answer, make_panel, release
from tests.postgres import Emptied

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

    def seen() -> list[object]:
        """On the pages of the round, and on the page that deletes the study."""
        session.expire_all()
        return [rounds.told(round_), overview.belongings(panel.stage.study).sealed]

    before = seen()
    for number in (FINISHED, BEGUN, NOTHING):
        with transaction():
            erasures.leave(panel.seat(number), remove=True)
        assert seen() == before, number
    states = [person.state for person, _secret in panel.people]
    assert states == [PanellistState.ACCEPTED] * 12, "nobody reads of it while the round is open"
    withdraw(panel, NOTHING)
    session.refresh(panel.people[NOTHING][0])
    assert panel.people[NOTHING][0].state is PanellistState.WITHDRAWN, "taken out by hand"
    assert seen() == before
    analysed(round_)
    flow = rounds.flow_of(round_).counts
    assert (flow["withdrawn"], flow["accepted"]) == (3, 9), "and all are told with the round"


def renew(panel: TestPanel, number: int) -> str:
    """A new link for somebody; the old secret."""
    person, old = panel.people[number]
    with transaction():
        panel_links.reissue(panel.stage, person, None, "lost")
        panel.people[number] = (person, panel_links.secret_for_letter(panel.stage, person))
    return old


def with_links(level: AnonymityLevel = AnonymityLevel.ANONYMOUS) -> tuple[TestPanel, PanelRound]:
    """Fifteen people with links as the level makes them: seven have finished, three have begun."""
    panel = make_panel(n=15, level=level, partials=Partials.INCLUDE)
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


def leave(panel: TestPanel, number: int, *, remove: bool = False) -> None:
    """Somebody leaves by their own link."""
    with transaction():
        erasures.leave(panel.seat(number), remove=remove)


def come_back(panel: TestPanel, number: int) -> None:
    """The moderator is told, and invites somebody once more who had left; they take part by the link of that letter."""
    person = panel.people[number][0]
    with transaction():
        leavings.tell(panel.stage.id)
        session.refresh(person)
        coming_back.ask(panel.stage, person, session.scalars(select(Account)).one())
        panel.people[number] = (person, panel_links.secret_for_letter(panel.stage, person))
    with transaction():
        panel_visits.accept(panel.seat(number))


def link_taken_away(_stage: object, person: Panellist, **_more: object) -> None:
    """A build that forgets what was answered by the link before."""
    person.tag, person.link_issue = None, person.link_issue + 1
    session.flush()


WAYS: tuple[tuple[int, Callable[[TestPanel, int], None]], ...] = (
    (FINISHED, withdraw),
    (FINISHED + 1, leave),
    (BEGUN, withdraw),
    (ALSO_BEGUN - 1, leave),
    (NOTHING, withdraw),
    (NOTHING + 1, leave),
)
"""People who had finished, who had begun, and who had not: one taken out, one who left with the answers kept."""


@pytest.mark.parametrize("level", UNLINKED)
def test_whoever_comes_back_moves_no_count_and_has_one_voice(
    app: Flask, monkeypatch: pytest.MonkeyPatch, level: AnonymityLevel
) -> None:
    monkeypatch.setattr(panel_links, "SHARE_OF_PANEL", 100)
    panel, round_ = with_links(level)
    before = exact(round_)
    for number, goes in WAYS:
        goes(panel, number)
        assert exact(round_) == replace(before, repeats=exact(round_).repeats), number
        come_back(panel, number)
        assert exact(round_) == replace(before, repeats=exact(round_).repeats), number
        assert ballots.read(panel.seat(number), round_) == {}, "the new link opens nothing of the old"
    for number in (FINISHED + 4, ALSO_BEGUN):
        leave(panel, number)
        session.refresh(panel.people[number][0])
        renew(panel, number)
        assert panel.seat(number).has_accepted, "before others are told a new link opens the panel as that of anybody"
        with transaction():
            coming_back.enter(panel.seat(number))
        assert not panel.seat(number).is_kept_back
        assert exact(round_) == replace(before, repeats=exact(round_).repeats), number
        assert ballots.read(panel.seat(number), round_) == {}
    for number in (FINISHED, FINISHED + 1, FINISHED + 4, ALSO_BEGUN - 1, ALSO_BEGUN, NOTHING + 1):
        with pytest.raises(ballots.CountsLater):  # of those who left by their own link it does not say who had finished
            answer(panel.seat(number), round_, [1, 1, 1])
        assert not ballots.has_finished(panel.seat(number), round_), "nor do pages after the close"
    sheets = standing(round_)[1]
    for number in (BEGUN, NOTHING):
        answer(panel.seat(number), round_, [1, 1, 1])
    is_sealed = level is AnonymityLevel.SEALED
    assert standing(round_)[1] == sheets + (2 if is_sealed else 1), "only at sealed the old sheets cannot be found"
    assert rounds.told(round_).repeats is is_sealed, "and the page says so"
    assert exact(round_).finished == 9
    leave(panel, FINISHED + 2, remove=True)
    come_back(panel, FINISHED + 2)
    with pytest.raises(ballots.CountsLater):
        answer(panel.seat(FINISHED + 2), round_, [1, 1, 1])
    assert (exact(round_).asked, exact(round_).finished) == (15, 8), "nor who took their answers along"

    with monkeypatch.context() as broken:
        broken.setattr(panel_links, "_void", link_taken_away)
        leave(panel, FINISHED + 3)
        come_back(panel, FINISHED + 3)
    doubled = panel.seat(FINISHED + 3)
    answer(doubled, round_, [1, 1, 1])
    assert standing(round_)[1] == sheets + (2 if is_sealed else 1), (
        "a build that only lists them again lets them answer twice"
    )
    with transaction():
        session.execute(delete(InboxSheet).where(InboxSheet.key == doubled.inbox_key(round_.number)))
    analysed(round_)
    assert session.scalar(select(func.count()).select_from(Rating)) == 8 * 3


def test_a_cancelled_real_time_round_does_not_say_how_many_sheets_lay_sealed(app: Flask) -> None:
    panel, round_ = make_live()
    rate(panel, round_, range(7), 5.0)
    assert round_endings.sheets_of(round_) == Told(5, 5)
    with transaction():
        assert round_endings.cancel(round_, "The question was wrong.", None) is None
    said = session.scalars(select(AuditEntry.subject).where(AuditEntry.act == "sheets_discarded")).all()
    assert said
    assert not [each for each in said if ": " in each]


def test_on_postgresql_neither_transaction_nor_place_of_a_row_says_whose_words_came_or_went(
    tmp_path: Path, migrated_postgres: Emptied, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(settings_for(tmp_path, migrated_postgres.fresh()))
    monkeypatch.setattr(roll_rows, "SystemRandom", lambda: Random(3))
    with app.app_context():
        try:
            together, in_their_order = written_with_reasons()
            assert together == [0, 0, 0, 7]
            assert not in_their_order
            with monkeypatch.context() as broken:
                broken.setattr(roll_rows, "_write_anew", lambda _rows: None)
                together, in_their_order = written_with_reasons()
                assert together == [1, 1, 1, 1], "a build that writes the row of one person beside the reason"
                assert in_their_order, "and lays the rows of those who declined down one after the other"
                assert written_with_erasures() == [[0], [0, 1]], "and says that whoever left took words along"
            assert written_with_erasures() == [[7], [0, 7]]
        finally:
            session.remove()
            tables.engine.dispose()


def written_with_reasons() -> tuple[list[int], bool]:
    """Of seven people four decline and say why; how many rows of the list were last written with each reason.

    And whether the rows of the four lie in the order in which they declined, which is that of their reasons.
    """
    session.commit()
    with tables.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as whole:
        # rows of earlier tests leave gaps in which later ones lie in any order
        whole.execute(text("VACUUM FULL panellist"))
    panel = make_panel(n=7, level=AnonymityLevel.SEALED, state=PanellistState.INVITED)
    order = (4, 1, 6, 2)
    for number in order:
        with transaction():
            panel_visits.decline(panel.seat(number), f"No time, says {number}.")
    beside = """SELECT count(panellist.id) FROM audit_entry LEFT JOIN panellist ON panellist.xmin = audit_entry.xmin
        WHERE audit_entry.study_id = :study AND act = 'declined' GROUP BY audit_entry.id ORDER BY audit_entry.id"""
    lying = "SELECT id FROM panellist WHERE stage_id = :stage AND state = 'declined' ORDER BY ctid"
    places = session.scalars(text(lying), {"stage": panel.stage.id}).all()
    together = session.scalars(text(beside), {"study": panel.stage.study_id}).all()
    return list(together), list(places) == [panel.people[number][0].id for number in order]


def written_with_erasures() -> list[list[int]]:
    """Of seven people one erases an idea of a board, then another leaves with theirs.

    After each: how many rows of the list were last written by the transactions that took ideas out.
    """
    panel, found = make_brainstorm(7, level=AnonymityLevel.SEALED), []
    released(panel, [f"Idea {number}" for number in range(7)])
    beside = """SELECT count(panellist.id) FROM erasure JOIN panel_round ON panel_round.id = erasure.round_id
        LEFT JOIN panellist ON panellist.xmin = erasure.xmin
        WHERE panel_round.stage_id = :stage GROUP BY erasure.id ORDER BY erasure.id"""
    for act in (lambda: erasures.erase(panel.seat(4)), lambda: erasures.leave(panel.seat(1), remove=True)):
        with transaction():
            assert act() == 1
        found.append(list(session.scalars(text(beside), {"stage": panel.stage.id})))
    return found

"""Ideas become cards in batches: never one by one, never twice, never by the order of their authors."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey_app.db import now, session, transaction
from survey_app.exceptions import Refusal
from survey_app.models import Batch, Card, Idea, InboxSheet, PanelDraft
from survey_app.services import ballots, erasures, idea_board, idea_release, ideas, mixes, seats
from survey_app.services.ballots import OpenedSheet
from tests.brainstorming import (
    THREE,
    batch_of,
    board_of,
    idea,
    let_time_pass,
    make_brainstorm,
    release,
    released,
    texts_of,
    write,
    writing,
)
from tests.panels import TestPanel


@pytest.fixture
def panel(app: Flask) -> TestPanel:
    return make_brainstorm()


def test_nothing_is_visible_before_three_people_have_written(panel: TestPanel) -> None:
    write(panel, 0, THREE[0])
    write(panel, 0, "A second one of the same person")
    write(panel, 1, THREE[1])
    assert batch_of(writing(panel)).release_at is None
    let_time_pass(panel)
    mixes.due()
    assert texts_of(panel) == set()
    assert idea_board.counts(panel.stage.id) == idea_board.Counts(0, None)
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 3


def test_the_third_person_sets_a_random_moment_and_nothing_comes_before_it(panel: TestPanel) -> None:
    before = now()
    for number, text in enumerate(THREE):
        write(panel, number, text)
    moment = batch_of(writing(panel)).release_at
    assert moment is not None
    assert timedelta(seconds=30) <= moment - before
    assert moment - now() <= timedelta(seconds=120)
    mixes.due()
    assert texts_of(panel) == set()
    write(panel, 3, "One more")
    assert batch_of(writing(panel)).release_at == moment
    release(panel)
    assert texts_of(panel) == {*THREE, "One more"}
    assert sorted(board_of(panel)) == sorted([*THREE, "One more"])
    assert idea_board.counts(panel.stage.id) == idea_board.Counts(4, None), (
        "four people are fewer than one step of five"
    )


def test_a_released_batch_leaves_no_sheet_and_the_next_one_collects(panel: TestPanel) -> None:
    released(panel, THREE)
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 0
    assert session.scalar(select(func.count()).select_from(PanelDraft)) == 0
    write(panel, 0, "Later idea")
    assert batch_of(writing(panel)).people == 1
    assert texts_of(panel) == set(THREE)
    assert [one.text for one in ideas.own(panel.seat(0), writing(panel))] == [THREE[0], "Later idea"]


def test_cards_are_numbered_by_their_words_and_not_by_the_keys_of_their_authors(panel: TestPanel) -> None:
    released(panel, [*THREE, "Fourth", "Fifth", "Sixth"])
    rows = session.execute(select(Idea.key, Idea.card_id).order_by(Idea.text)).all()
    assert [row.card_id for row in rows] == sorted(row.card_id for row in rows)
    assert len({row.key for row in rows}) == 6


def test_two_worlds_in_which_people_swap_their_ideas_look_the_same_to_everybody_else(panel: TestPanel) -> None:
    """The same multiset of ideas under swapped authors: what others see depends on it in nothing."""
    sheets = [OpenedSheet("R", ((f"{n:064x}", "idea", {"text": text}),), None, finished=True)
              for n, text in enumerate(THREE)]  # fmt: skip
    swapped = [OpenedSheet("R", ((f"{n:064x}", "idea", {"text": text}),), None, finished=True)
               for n, text in enumerate(reversed(THREE))]  # fmt: skip
    seen = []
    for world in (sheets, swapped):
        with transaction():
            round_ = writing(panel)
            idea_release.take(batch_of(round_), round_, world)
        seen.append((sorted(board_of(panel, 5)), idea_board.counts(panel.stage.id)))
        with transaction():
            session.query(Idea).delete()
            session.query(Card).delete()
    assert seen[0] == seen[1]


def test_no_column_of_two_ideas_of_one_person_is_the_same_unless_it_is_so_for_everybody(panel: TestPanel) -> None:
    write(panel, 0, "First of one person")
    write(panel, 0, "Second of one person")
    write(panel, 1, THREE[1])
    write(panel, 2, THREE[2])
    release(panel)
    one, two = idea("First of one person"), idea("Second of one person")
    other = idea(THREE[1])
    for column in Idea.__table__.columns.keys():  # noqa: SIM118 - a collection of columns
        if getattr(one, column) == getattr(two, column):
            assert getattr(other, column) == getattr(one, column), column
    assert {one.key, one.code, str(one.card_id)}.isdisjoint({two.key, two.code, str(two.card_id)})


def test_a_forged_sheet_never_becomes_an_idea_that_no_page_could_have_sent(panel: TestPanel) -> None:
    rows = [
        ("short", "idea", {"text": "A key that is none"}),
        ("a" * 64, "other", {"text": "Another question"}),
        ("b" * 64, "idea", "No object"),
        ("c" * 64, "idea", {"text": ""}),
        ("d" * 64, "idea", {"text": "x" * 501}),
        ("e" * 64, "idea", {"text": "\x00"}),
        ("f" * 64, "idea", {"text": ["list"]}),
        ("1" * 64, "idea", {"text": "Odd stance", "stance": "shouts"}),
        ("2" * 64, "idea", {"text": "Fine", "to": {"no": "code"}, "only": "yes"}),
    ]
    with transaction():
        round_ = writing(panel)
        idea_release.take(batch_of(round_), round_, [OpenedSheet("R", tuple(rows), None, finished=True)])
    assert texts_of(panel) == {"Fine"}
    assert not idea("Fine").for_moderator


def test_taking_the_same_sheets_again_stores_nothing_twice(panel: TestPanel) -> None:
    sheets = [OpenedSheet("R", (("a" * 64, "idea", {"text": "Once"}),), None, finished=True)]
    for _time in range(2):
        with transaction():
            round_ = writing(panel)
            idea_release.take(batch_of(round_), round_, sheets)
    assert session.scalar(select(func.count()).select_from(Card)) == 1


def test_more_people_may_be_asked_for_before_a_release(app: Flask) -> None:
    panel = make_brainstorm(release_people=5)
    released_at = []
    for number in range(5):
        write(panel, number, f"Idea {number}")
        released_at.append(batch_of(writing(panel)).release_at)
    assert released_at[:4] == [None] * 4
    assert released_at[4] is not None


def test_the_batch_of_the_release_never_takes_a_changed_idea_twice(panel: TestPanel) -> None:
    """Between the fence and the mix an idea can neither be changed nor taken back; afterwards it is on the board."""
    number = write(panel, 0, THREE[0])
    write(panel, 1, THREE[1])
    write(panel, 2, THREE[2])
    batch = batch_of(writing(panel))
    let_time_pass(panel)
    mixes.due()
    with pytest.raises(Refusal), transaction():
        ideas.change(panel.seat(0), writing(panel), number, "Changed", for_moderator=False)
    mixes.run(batch.id)
    session.expire_all()
    assert texts_of(panel) == set(THREE)
    assert session.scalar(select(func.count()).select_from(Batch)) == 2


def test_an_idea_is_not_taken_out_of_a_batch_that_is_being_released(panel: TestPanel) -> None:
    for number, text in enumerate(THREE):
        write(panel, number, text)
    batch = batch_of(writing(panel))
    let_time_pass(panel)
    mixes.due()
    with transaction(), pytest.raises(ballots.BeingOpened):
        erasures.erase(panel.seat(0))
    with transaction(), pytest.raises(ballots.BeingOpened):
        ideas.take_back(panel.seat(0), writing(panel), 1)
    mixes.run(batch.id)
    session.expire_all()
    assert texts_of(panel) == set(THREE)
    with transaction():
        assert erasures.erase(panel.seat(0)) == 1
    write(panel, 4, "The next batch goes on")


def test_a_batch_that_lost_a_person_meanwhile_is_not_handed_over(panel: TestPanel, app: Flask) -> None:
    for number, text in enumerate(THREE):
        write(panel, number, text)
    batch = batch_of(writing(panel))
    assert batch.people == 3
    code, secret = panel.code, panel.secret(0)

    def erase() -> None:
        with app.app_context():
            with transaction():
                erasures.erase(seats.find(code, secret))
            session.remove()

    with ThreadPoolExecutor(1) as other:
        other.submit(erase).result()
    with transaction(), pytest.raises(mixes.TooFewSheets):
        mixes.enqueue(batch)

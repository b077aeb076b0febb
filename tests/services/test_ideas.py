"""Ideas: sealed until enough people have written, then on the board without author, time or order."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from survey_app.db import now, session, transaction
from survey_app.exceptions import NotFound, Refusal
from survey_app.models import Card, Idea, InboxSheet, Panel, PanelRound, Turnout
from survey_app.services import ballots, cards, ideas, mixes, phases, seats
from survey_app.vocabulary import AnonymityLevel, BrainstormPhase
from tests.brainstorming import (
    THREE,
    answer,
    batch_of,
    board_of,
    card,
    end_writing,
    make_brainstorm,
    release,
    released,
    texts_of,
    turn_to,
    write,
    writing,
)
from tests.panels import TestPanel


@pytest.fixture
def panel(app: Flask) -> TestPanel:
    return make_brainstorm()


def test_the_same_idea_sent_twice_is_stored_once(panel: TestPanel) -> None:
    first = write(panel, 0, THREE[0])
    assert write(panel, 0, f"  {THREE[0]}\r\n") == first
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 1
    write(panel, 1, THREE[1])
    write(panel, 2, THREE[2])
    release(panel)
    assert write(panel, 0, THREE[0]) == first
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 0


def test_another_person_may_write_the_same_words(panel: TestPanel) -> None:
    for number in range(3):
        write(panel, number, "The same thing")
    release(panel)
    assert session.scalar(select(func.count()).select_from(Idea)) == 3


def test_an_idea_can_be_changed_and_taken_back_while_it_lies_sealed(panel: TestPanel) -> None:
    number = write(panel, 0, "A slip")
    other = write(panel, 0, "A keeper")
    with transaction():
        ideas.change(panel.seat(0), writing(panel), number, THREE[0], for_moderator=False)
    with transaction():
        ideas.take_back(panel.seat(0), writing(panel), other)
    assert [one.text for one in ideas.own(panel.seat(0), writing(panel))] == [THREE[0]]
    write(panel, 1, THREE[1])
    write(panel, 2, THREE[2])
    release(panel)
    assert texts_of(panel) == set(THREE)


def test_the_last_sealed_idea_taken_back_is_as_if_nothing_had_come(panel: TestPanel) -> None:
    number = write(panel, 0, "A slip")
    with transaction():
        ideas.take_back(panel.seat(0), writing(panel), number)
    with transaction():
        ideas.take_back(panel.seat(0), writing(panel), number)
    session.expire_all()
    assert writing(panel).begun == 0
    assert batch_of(writing(panel)).people == 0
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 0
    assert session.scalar(select(func.count()).select_from(Turnout)) == 0


def test_a_released_idea_is_taken_back_with_its_card_and_never_changed(panel: TestPanel) -> None:
    released(panel, THREE)
    with pytest.raises(ideas.AlreadyReleased), transaction():
        ideas.change(panel.seat(0), writing(panel), 1, "Other words", for_moderator=False)
    with transaction():
        ideas.take_back(panel.seat(0), writing(panel), 1)
    assert texts_of(panel) == set(THREE[1:])
    assert set(session.scalars(select(Card.text))) == set(THREE[1:])
    assert ideas.own(panel.seat(0), writing(panel)) == ()
    write(panel, 0, "Another instead")
    assert [one.number for one in ideas.own(panel.seat(0), writing(panel))] == [1]


def test_nobody_takes_back_the_idea_of_somebody_else(panel: TestPanel) -> None:
    released(panel, THREE)
    with transaction():
        ideas.take_back(panel.seat(4), writing(panel), 1)
    assert texts_of(panel) == set(THREE)
    with pytest.raises(NotFound):
        ideas.find(panel.seat(4), writing(panel), 1)


def test_an_idea_taken_back_from_a_merged_card_leaves_no_words_and_the_merge_can_be_undone(panel: TestPanel) -> None:
    released(panel, THREE)
    with transaction():
        made = cards.merge(panel.stage, [card(THREE[0]).code, card(THREE[1]).code], "Reliable", None)
    with transaction():
        ideas.take_back(panel.seat(0), writing(panel), 1)
    assert THREE[0] not in set(session.scalars(select(Card.text)))
    assert sorted(board_of(panel, 3)) == sorted(["Reliable", THREE[2]])
    with transaction():
        cards.undo(panel.stage, made.id)
    session.expire_all()
    assert sorted(board_of(panel, 3)) == sorted(THREE[1:])


def test_once_the_vote_has_begun_an_idea_stays(panel: TestPanel) -> None:
    released(panel, THREE)
    turn_to(panel, BrainstormPhase.VOTE)
    with pytest.raises(ideas.VoteBegan), transaction():
        ideas.take_back(panel.seat(0), writing(panel), 1)
    assert texts_of(panel) == set(THREE)


def test_the_phases_refuse_what_is_not_theirs(panel: TestPanel) -> None:
    released(panel, THREE)
    with pytest.raises(ideas.NotTimeToAnswer):
        answer(panel, 0, THREE[1], "Within five rings")
    turn_to(panel, BrainstormPhase.BUILD)
    write(panel, 0, "Still allowed")
    for phase in (BrainstormPhase.GROUP, BrainstormPhase.VOTE, BrainstormPhase.DONE):
        turn_to(panel, phase)
        with pytest.raises(ideas.NotTimeToWrite):
            write(panel, 0, "Too late")
        with pytest.raises(ideas.NotTimeToWrite):
            answer(panel, 0, THREE[1], "Too late")


def test_after_the_closing_time_the_server_takes_nothing(panel: TestPanel) -> None:
    round_ = writing(panel)
    with transaction():
        session.execute(update(PanelRound).where(PanelRound.id == round_.id).values(closes_at=now()))
    session.expire_all()
    with pytest.raises(ballots.RoundClosed):
        write(panel, 0, THREE[0])


def test_at_the_end_of_the_writing_the_last_ideas_go_however_few_they_are(panel: TestPanel) -> None:
    released(panel, THREE)
    write(panel, 0, "The last one")
    end_writing(panel)
    assert texts_of(panel) == {*THREE, "The last one"}
    assert "The last one" in board_of(panel, 5)


def test_going_back_and_forth_does_not_open_the_ideas_of_one_person_after_the_other(panel: TestPanel) -> None:
    released(panel, THREE)
    write(panel, 0, "The last one")
    end_writing(panel)
    with transaction():
        phases.back_to_build(panel.stage, "Two people asked for more time", None, None)
    session.expire_all()
    write(panel, 5, "Another person alone")
    end_writing(panel)
    assert texts_of(panel) == {*THREE, "The last one"}
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 1


def test_a_brainstorm_of_too_few_people_is_never_opened(panel: TestPanel) -> None:
    write(panel, 0, "Alone")
    write(panel, 1, "With one other")
    end_writing(panel)
    with pytest.raises(mixes.TooFewSheets) as refusal:
        mixes.enqueue(batch_of(writing(panel)))
    assert refusal.value.params == {"least": 3}, "how many there are is told nobody"
    assert texts_of(panel) == set()


def test_what_cannot_be_an_idea_is_refused_in_words(panel: TestPanel) -> None:
    refused = (
        ("", "Write your idea"),
        (" \r\n\t ", "Write your idea"),
        ("x" * 501, "501 characters"),
        ("a\x00b", "hidden character"),
        ("half \ud800", "hidden character"),
        ("bell\x07", "hidden character"),
        ("x" * 1_000_000, "1000000 characters"),
    )
    for typed, words in refused:
        with pytest.raises(ideas.IdeaRefused, match=re.escape(words)):
            write(panel, 0, typed)
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 0


def test_the_longest_ideas_of_every_script_fit_and_come_back_as_they_were_typed(panel: TestPanel) -> None:
    longest = ("x" * 500, "\N{GRINNING FACE}" * 500, "é\n" * 249, '"' * 500, "价格公道" * 125)
    for number, typed in enumerate((*longest, THREE[1])):
        write(panel, number, typed)
    sizes = set(session.scalars(select(func.length(InboxSheet.blob))))
    assert len(sizes) == 1
    release(panel)
    assert {typed.strip() for typed in longest} < texts_of(panel)


def test_sixty_ideas_of_one_person_are_kept_and_the_next_is_refused(panel: TestPanel) -> None:
    for number in range(ideas.MOST_IDEAS):
        write(panel, 0, f"Idea {number}")
    with pytest.raises(ideas.EnoughIdeas) as refusal:
        write(panel, 0, "One too many")
    assert refusal.value.params == {"most": 60}
    assert len(ideas.own(panel.seat(0), writing(panel))) == 60


def test_more_text_than_the_own_copy_holds_is_refused_in_words_and_nothing_is_lost(panel: TestPanel) -> None:
    """Letters without any repetition cannot be packed: the copy of a person is full before sixty such ideas."""
    kept = 0
    with pytest.raises(ideas.TooMuchWaiting):
        for number in range(ideas.MOST_IDEAS):
            write(panel, 0, "".join(chr(0x20000 + (number * 7919 + place * 104729) % 40_000) for place in range(500)))
            kept += 1
    assert kept > 10
    assert len(ideas.own(panel.seat(0), writing(panel))) == kept


@pytest.mark.parametrize("level", list(AnonymityLevel))
def test_at_every_level_the_author_finds_their_ideas_and_nobody_else_does(app: Flask, level: AnonymityLevel) -> None:
    panel = make_brainstorm(level=level)
    released(panel, THREE)
    assert [one.text for one in ideas.own(panel.seat(1), writing(panel))] == [THREE[1]]
    assert ideas.own(panel.seat(5), writing(panel)) == ()


def test_a_paused_or_unopened_brainstorm_says_so(panel: TestPanel) -> None:
    with transaction():
        session.get_one(Panel, panel.stage.id).state = "locked"  # type: ignore[assignment]
    with pytest.raises(Refusal):
        write(panel, 0, THREE[0])
    with pytest.raises(ideas.NotYetBegun):
        ideas.round_of(0)


def test_ideas_that_one_person_sends_from_two_windows_at_once_are_all_kept(panel: TestPanel, app: Flask) -> None:
    code, secret, stage_id = panel.code, panel.secret(0), panel.stage.id
    session.rollback()

    def send(number: int) -> None:
        with app.app_context():
            with transaction():
                ideas.write(seats.find(code, secret), ideas.round_of(stage_id), f"Window {number % 6}")
            session.remove()

    with ThreadPoolExecutor(6) as windows:
        list(windows.map(send, range(12)))
    assert {one.text for one in ideas.own(panel.seat(0), writing(panel))} == {f"Window {n}" for n in range(6)}
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 6
    assert writing(panel).begun == 1

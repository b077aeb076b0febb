"""Ideas: sealed until enough people have written, then on the board without author, time or order."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from survey_app.db import now, session, transaction
from survey_app.exceptions import NotFound, Refusal
from survey_app.models import Batch, Card, Idea, InboxSheet, Panel, PanelDraft, PanelRound, Turnout
from survey_app.services import ballots, cards, erasures, idea_board, idea_release, ideas, mixes, phases, seats
from survey_app.services.ballots import OpenedSheet
from survey_app.vocabulary import AnonymityLevel, BrainstormPhase
from tests.brainstorming import (
    THREE,
    answer,
    batch_of,
    board_of,
    card,
    end_writing,
    idea,
    let_time_pass,
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
    for number, text in enumerate(THREE):
        write(panel, number, text)
    moment = batch_of(writing(panel)).release_at
    assert moment is not None
    assert timedelta(seconds=25) < moment - now() <= timedelta(seconds=120)
    mixes.due()
    assert texts_of(panel) == set()
    write(panel, 3, "One more")
    assert batch_of(writing(panel)).release_at == moment
    release(panel)
    assert texts_of(panel) == {*THREE, "One more"}
    assert sorted(board_of(panel)) == sorted([*THREE, "One more"])
    assert idea_board.counts(panel.stage.id) == idea_board.Counts(4, 4)


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
    assert refusal.value.params == {"count": 2, "least": 3}
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

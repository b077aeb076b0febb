"""The board as panellists read it: shuffled for each person, answers under their card, only what was released."""

import pytest
from flask import Flask

from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.services import cards, idea_board, ideas
from survey_app.services.ideas import Whereabouts
from survey_app.vocabulary import BrainstormPhase, IdeaState, Stance
from tests.brainstorming import (
    THREE,
    answer,
    board_of,
    card,
    idea,
    make_brainstorm,
    release,
    released,
    texts_of,
    turn_to,
    write,
    writing,
)
from tests.panels import TestPanel

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def panel(app: Flask) -> TestPanel:
    return make_brainstorm()


def test_the_order_of_the_board_is_each_persons_own_and_stays(panel: TestPanel) -> None:
    for number in range(6):
        for place in range(3):
            write(panel, number, f"Idea {number} {place}")
    release(panel)
    orders = [tuple(board_of(panel, number)) for number in range(6)]
    assert orders == [tuple(board_of(panel, number)) for number in range(6)]
    assert len({frozenset(order) for order in orders}) == 1
    assert len(set(orders)) == 6


def test_an_own_first_idea_comes_before_others_are_seen_or_answered(panel: TestPanel) -> None:
    released(panel, THREE)
    turn_to(panel, BrainstormPhase.BUILD)
    with pytest.raises(ideas.WriteFirst):
        idea_board.require_own(panel.seat(5), writing(panel))
    with pytest.raises(ideas.WriteFirst):
        answer(panel, 5, THREE[0], "On Saturdays too")
    write(panel, 5, "My own first")
    idea_board.require_own(panel.seat(5), writing(panel))
    answer(panel, 5, THREE[0], "On Saturdays too")
    turn_to(panel, BrainstormPhase.GROUP)
    idea_board.require_own(panel.seat(4), writing(panel))


def test_the_author_of_a_merged_idea_sees_where_it_went(panel: TestPanel) -> None:
    released(panel, THREE)
    write(panel, 0, "Sealed still")
    with transaction():
        cards.merge(panel.stage, [card(THREE[0]).code, card(THREE[1]).code], "Reliable service", None)
    told = {one.text: one for one in ideas.own(panel.seat(0), writing(panel))}
    assert told[THREE[0]].whereabouts is Whereabouts.MERGED
    assert (told[THREE[0]].card, told[THREE[0]].sources) == ("Reliable service", 2)
    assert told["Sealed still"].whereabouts is Whereabouts.PENDING
    assert ideas.own(panel.seat(2), writing(panel))[0].whereabouts is Whereabouts.SHOWN
    assert [one.sources for one in idea_board.board(panel.seat(4)).cards if one.text == "Reliable service"] == [2]


def test_the_author_sees_what_the_moderator_decided(panel: TestPanel) -> None:
    released(panel, THREE)
    with transaction():
        idea(THREE[0]).state = IdeaState.WITHHELD
        idea(THREE[1]).shown_text = "Answer the ***"
    assert ideas.own(panel.seat(0), writing(panel))[0].whereabouts is Whereabouts.WITHHELD
    assert ideas.own(panel.seat(1), writing(panel))[0].shown == "Answer the ***"
    assert THREE[0] not in board_of(panel, 3)


def test_a_brainstorm_that_checks_first_shows_nothing_unseen(app: Flask) -> None:
    panel = make_brainstorm(check_first=True)
    released(panel, THREE)
    assert texts_of(panel) == set(THREE)
    assert board_of(panel) == []
    assert ideas.own(panel.seat(0), writing(panel))[0].whereabouts is Whereabouts.WAITING
    with pytest.raises(NotFound):
        idea_board.card(panel.seat(0), card(THREE[0]).code)


def test_what_is_written_for_the_moderator_alone_has_no_card_and_is_on_no_board(panel: TestPanel) -> None:
    write(panel, 0, "The buyer takes bribes", for_moderator=True)
    write(panel, 1, THREE[1])
    write(panel, 2, THREE[2])
    release(panel)
    secret = idea("The buyer takes bribes")
    assert (secret.card_id, secret.own_card_id, secret.for_moderator) == (None, None, True)
    assert sorted(board_of(panel, 4)) == sorted(THREE[1:])
    assert idea_board.counts(panel.stage.id).ideas == 2
    assert ideas.own(panel.seat(0), writing(panel))[0].whereabouts is Whereabouts.MODERATOR


def test_additions_and_objections_stand_under_the_card_they_answer(panel: TestPanel) -> None:
    released(panel, THREE)
    turn_to(panel, BrainstormPhase.BUILD)
    answer(panel, 0, THREE[1], "Within five rings")
    answer(panel, 1, THREE[0], "Costs too much", Stance.OBJECTS)
    answer(panel, 2, THREE[0], "On Saturdays too")
    release(panel)
    found = {one.text: one for one in idea_board.board(panel.seat(3)).cards}
    assert set(found) == set(THREE)
    assert found[THREE[0]].objections == ["Costs too much"]
    assert [one.text for one in found[THREE[0]].additions] == ["On Saturdays too"]
    assert [one.text for one in found[THREE[1]].additions] == ["Within five rings"]
    assert idea("Costs too much").card_id is None
    assert card("Within five rings").merged_into_id is None


def test_an_answer_to_an_addition_stands_under_the_same_card(panel: TestPanel) -> None:
    released(panel, THREE)
    turn_to(panel, BrainstormPhase.BUILD)
    for number in range(3):
        answer(panel, number, THREE[0], f"Addition {number}")
    release(panel)
    for number in range(3):
        answer(panel, number, "Addition 0", f"Deeper {number}")
    release(panel)
    found = {one.text: one for one in idea_board.board(panel.seat(3)).cards}
    assert set(found) == set(THREE)
    assert len(found[THREE[0]].additions) == 6


def test_an_answer_whose_idea_was_taken_back_meanwhile_does_not_stop_the_release(panel: TestPanel) -> None:
    released(panel, THREE)
    turn_to(panel, BrainstormPhase.BUILD)
    answer(panel, 1, THREE[0], "On Saturdays too")
    write(panel, 2, "Another")
    write(panel, 3, "One more")
    with transaction():
        ideas.take_back(panel.seat(0), writing(panel), 1)
    release(panel)
    assert idea("On Saturdays too").parent_code is None
    assert "On Saturdays too" in board_of(panel, 4)


def test_the_board_is_found_by_words_and_theme(panel: TestPanel) -> None:
    released(panel, THREE)
    assert board_of(panel, 3, search="  PHONE answer ") == [THREE[1]]
    assert board_of(panel, 3, search="nowhere") == []
    assert sorted(board_of(panel, 3, theme=idea_board.NO_THEME)) == sorted(THREE)
    assert board_of(panel, 3, theme=4711) == []


def test_a_page_of_the_board_stays_as_it_was_and_counts_what_is_new(panel: TestPanel) -> None:
    released(panel, THREE)
    first = idea_board.board(panel.seat(0))
    assert (first.seen, first.fresh) == (3, 0)
    for number in range(4):
        write(panel, number, f"New {number}")
    release(panel)
    again = idea_board.board(panel.seat(0), seen=first.seen)
    assert [one.text for one in again.cards] == [one.text for one in first.cards]
    assert again.fresh == 4
    assert idea_board.board(panel.seat(0)).fresh == 0
    assert len(idea_board.board(panel.seat(0)).cards) == 7


def test_a_large_board_comes_in_pages_that_leave_nothing_out(panel: TestPanel) -> None:
    for number in range(6):
        for place in range(20):
            write(panel, number, f"{number} {place} " + "价" * 300)
    release(panel)
    first = idea_board.board(panel.seat(0))
    pages = [idea_board.board(panel.seat(0), number=n) for n in range(1, first.pages + 1)]
    texts = [one.text for page in pages for one in page.cards]
    assert first.pages > 2
    assert len(texts) == len(set(texts)) == 120
    assert idea_board.board(panel.seat(0), number=9_999).number == first.pages

"""The moderator's board: what stands on it, in which order, and what is kept off it."""

import pytest
from flask import Flask

from survey_app.db import session, transaction
from survey_app.models import Stage
from survey_app.services import board_workbooks, boards, cards, redaction
from survey_app.services.round_roll import Told
from survey_app.vocabulary import IdeaState, Stance
from tests.boarding import add_idea, answer, card_of, idea_of, make_board, theme_of, wait

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def stage(app: Flask) -> Stage:
    return make_board()


def test_the_board_counts_ideas_people_cards_and_themes(stage: Stage) -> None:
    counts = boards.board(stage).counts
    assert (counts.ideas, counts.cards, counts.themes, counts.unsorted) == (37, 30, 4, 6)
    assert counts.people == Told(10, 5), "fourteen, told in steps while people may write again"


def test_unsorted_cards_come_first_and_merged_ones_before_single_ones(stage: Stage) -> None:
    sections = boards.board(stage).sections
    names = [section.theme.name if section.theme else "" for section in sections]
    assert names == ["", "Delivery", "Complaints and replies", "Product and support", "Price and invoices"]
    assert [(each.card_count, each.idea_count) for each in sections] == [(6, 6), (6, 9), (6, 8), (7, 7), (5, 7)]
    assert sections[1].cards[0].text == "Delivered on the promised day, in full"
    assert sections[1].cards[0].ideas == 4


def test_the_order_says_nothing_of_the_order_of_writing(app: Flask) -> None:
    seen = []
    for texts in (("Beta", "Alpha", "Gamma"), ("Gamma", "Beta", "Alpha")):
        other = make_board(with_ideas=False)
        with transaction():
            for text in texts:
                add_idea(other, text)
        seen.append([card.text for card in boards.board(other).sections[0].cards])
    assert seen == [["Alpha", "Beta", "Gamma"]] * 2


def test_a_search_finds_the_words_of_sources_too(stage: Stage) -> None:
    found = boards.board(stage, search="HALF THE order")
    assert [card.text for section in found.sections for card in section.cards] == [
        "Delivered on the promised day, in full"
    ]
    assert found.counts.cards == 30


def test_a_theme_or_its_lack_narrows_the_board(stage: Stage) -> None:
    delivery = theme_of(stage, "Delivery")
    assert boards.board(stage, theme=str(delivery.id)).found == 6
    assert boards.board(stage, theme=boards.NO_THEME).found == 6
    assert boards.board(stage, theme="nonsense").found == 0


def test_a_large_board_is_cut_into_pages_of_sixty(app: Flask) -> None:
    stage = make_board(with_ideas=False)
    with transaction():
        for number in range(130):
            add_idea(stage, f"Idea {number:03}")
    pages = [
        [card.text for section in boards.board(stage, page=n).sections for card in section.cards] for n in (1, 2, 3)
    ]
    assert [len(page) for page in pages] == [60, 60, 10]
    assert len({text for page in pages for text in page}) == 130
    assert boards.board(stage, page=999).page == 3


def test_additions_and_objections_are_counted_on_the_card_they_speak_to(stage: Stage) -> None:
    with transaction():
        answer(stage, "Everything in one delivery", "Split only when I agree", Stance.ADDS)
        answer(stage, "Not half the order", "Half is better than nothing", Stance.OBJECTS)
        answer(stage, "On the promised day", "A day early is bad too", Stance.OBJECTS)
    code = card_of(stage, "Delivered on the promised day, in full").code
    merged = boards.chosen(stage, [code])[0]
    assert (merged.additions, merged.objections) == (1, 2)
    page = boards.card_page(stage, code)
    assert page.additions == ("Split only when I agree",)
    assert page.objections == ("A day early is bad too", "Half is better than nothing")


def test_waiting_withheld_and_private_words_stand_on_no_card(stage: Stage) -> None:
    with transaction():
        wait(stage, "Mr Baker again")
        add_idea(stage, "Only you should know", for_moderator=True)
        redaction.withhold(stage, idea_of(stage, "A small gift at New Year").code)
    board = boards.board(stage)
    words = {card.text for section in board.sections for card in section.cards}
    assert not words & {"Mr Baker again", "Only you should know", "A small gift at New Year"}
    found = boards.checks(stage)
    assert [each.words for each in found.waiting] == ["Mr Baker again"]
    assert [each.words for each in found.withheld] == ["A small gift at New Year"]
    assert found.notes == ("Only you should know",)
    assert (board.counts.waiting, board.counts.notes, boards.count_waiting(stage)) == (1, 1, 1)


def test_a_checked_idea_gets_its_card_with_the_words_that_are_shown(stage: Stage) -> None:
    with transaction():
        wait(stage, "Mr Baker never calls back")
    idea = idea_of(stage, "Mr Baker never calls back")
    with transaction():
        redaction.show(stage, idea.code, "Somebody never calls back")
    idea = idea_of(stage, "Mr Baker never calls back")
    assert idea.state is IdeaState.SHOWN
    assert idea.shown_text == "Somebody never calls back"
    page = boards.card_page(stage, card_of(stage, "Somebody never calls back").code)
    assert page.sources[0].original == "Mr Baker never calls back"


def test_striking_a_name_out_changes_the_card_unless_it_was_reworded(stage: Stage) -> None:
    with transaction():
        plain, reworded = add_idea(stage, "Ask Jane"), add_idea(stage, "Ask John")
        cards.reword(stage, reworded, "Somebody to ask")
    for text in ("Ask Jane", "Ask John"):
        with transaction():
            redaction.show(stage, idea_of(stage, text).code, "Ask [name]")
    assert boards.card_page(stage, plain).card.text == "Ask [name]"
    assert boards.card_page(stage, reworded).card.text == "Somebody to ask"
    with transaction():
        redaction.show(stage, idea_of(stage, "Ask Jane").code, "Ask Jane")
    assert (idea_of(stage, "Ask Jane").shown_text, card_of(stage, "Ask Jane").code) == ("", plain)


def test_what_is_for_the_moderator_alone_never_comes_onto_the_board(stage: Stage) -> None:
    with transaction():
        add_idea(stage, "Only you should know", for_moderator=True)
    with pytest.raises(redaction.ForYouAlone), transaction():
        redaction.show(stage, idea_of(stage, "Only you should know").code, "")


def test_the_workbook_holds_sources_and_no_sign_of_a_person(stage: Stage) -> None:
    with transaction():
        answer(stage, "Price below the market", "That ruins quality", Stance.OBJECTS)
        redaction.show(stage, idea_of(stage, "A small gift at New Year").code, "A gift")
    report = board_workbooks.report_of(stage, "en", str)
    merged = next(line for line in report.cards if line.text.startswith("Delivered on the promised"))
    assert merged.theme == "Delivery"
    assert len(merged.sources) == 4
    assert next(line for line in report.cards if line.text == "Price below the market").objections == (
        "That ruins quality",
    )
    texts = [text for text, _card in report.ideas]
    assert "A gift" in texts
    assert "A small gift at New Year" not in texts
    assert texts == sorted(texts, key=str.casefold)
    assert len(texts) == 38
    assert report.votes is None
    session.rollback()

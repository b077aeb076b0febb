"""Cards merged, taken apart, moved and reworded: each act once, each merge undone exactly."""

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from survey_app.db import database, session, transaction
from survey_app.exceptions import NotFound
from survey_app.models import Card, Idea, Merge, Panel, Stage
from survey_app.services import boards, cards, themes
from survey_app.vocabulary import BrainstormPhase
from tests.boarding import card_of, codes_of, idea_of, make_board, rows_of, theme_of

pytestmark = pytest.mark.sqlite_only

SHOP = ("Order again with one click", "Price list on the website, without log-in", "Web shop shows what is in stock")
WORDS = "Order, stock and prices on the website"


@pytest.fixture
def stage(app: Flask) -> Stage:
    return make_board()


def merge(stage: Stage, *texts: str, into: str = WORDS, theme: str = "") -> Merge:
    with transaction():
        theme_id = theme_of(stage, theme).id if theme else None
        return cards.merge(stage, codes_of(stage, *texts), into, theme_id)


def sources_of(stage: Stage, text: str) -> list[str]:
    return [each.words for each in boards.card_page(stage, card_of(stage, text).code).sources]


def test_a_merge_keeps_every_source_and_its_words(stage: Stage) -> None:
    merge(stage, *SHOP, theme="Product and support")
    assert sources_of(stage, WORDS) == list(SHOP)
    assert boards.board(stage).counts.cards == 28
    assert boards.board(stage).counts.ideas == 37
    assert card_of(stage, WORDS).theme_id == theme_of(stage, "Product and support").id


def test_a_merge_sent_twice_merges_once(stage: Stage) -> None:
    codes = codes_of(stage, *SHOP)
    first = merge(stage, *SHOP)
    with transaction():
        again = cards.merge(stage, codes, WORDS, None)
    assert again.id == first.id
    assert boards.board(stage).counts.cards == 28


def test_two_moderators_who_merge_the_same_card_at_once_merge_it_once(app: Flask, stage: Stage) -> None:
    stage_id = stage.id
    choices = [codes_of(stage, *SHOP[:2]), codes_of(stage, *SHOP[1:])]
    session.rollback()
    gate, told = threading.Barrier(2), []

    def press(codes: list[str]) -> None:
        with app.app_context():
            own = session.get_one(Stage, stage_id)
            gate.wait(60)
            try:
                with transaction():
                    cards.merge(own, codes, WORDS, None)
                told.append("merged")
            except cards.CardsMoved:
                told.append("refused")
            finally:
                session.remove()

    threads = [threading.Thread(target=press, args=(codes,)) for codes in choices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(told) == ["merged", "refused"]
    session.expire_all()
    assert boards.board(session.get_one(Stage, stage_id)).counts.ideas == 37
    assert database.engine is not None


def test_undo_restores_the_board_exactly(stage: Stage) -> None:
    before = rows_of(stage)
    made = merge(stage, *SHOP, theme="Delivery")
    with transaction():
        cards.reword(stage, card_of(stage, WORDS).code, "Something else")
        cards.undo(stage, made.id)
    assert rows_of(stage) == before


def test_undoing_twice_undoes_once(stage: Stage) -> None:
    before = rows_of(stage)
    made = merge(stage, *SHOP)
    for _time in range(2):
        with transaction():
            cards.undo(stage, made.id)
    assert rows_of(stage) == before


def test_merges_on_top_of_each_other_are_undone_from_the_top(stage: Stage) -> None:
    before = rows_of(stage)
    lower = merge(stage, *SHOP[:2], into="Website")
    between = rows_of(stage)
    upper = merge(stage, "Website", SHOP[2], "Delivered on the promised day, in full", into="Everything")
    assert len(sources_of(stage, "Everything")) == 7
    with pytest.raises(cards.MergeUsed, match="Website"), transaction():
        cards.undo(stage, lower.id)
    with transaction():
        cards.undo(stage, upper.id)
    assert rows_of(stage) == between
    with transaction():
        cards.undo(stage, lower.id)
    assert rows_of(stage) == before


def test_cards_can_be_merged_anew_after_an_undo(stage: Stage) -> None:
    made = merge(stage, *SHOP)
    with transaction():
        cards.undo(stage, made.id)
    again = merge(stage, *SHOP, into="Website")
    assert again.id != made.id
    assert sources_of(stage, "Website") == list(SHOP)


def test_an_idea_is_split_off_with_its_own_words(stage: Stage) -> None:
    merge(stage, *SHOP, theme="Delivery")
    with transaction():
        cards.split(stage, card_of(stage, WORDS).code, idea_of(stage, SHOP[0]).code)
    assert sources_of(stage, WORDS) == list(SHOP[1:])
    assert sources_of(stage, SHOP[0]) == [SHOP[0]]
    assert card_of(stage, SHOP[0]).theme_id == theme_of(stage, "Delivery").id


def test_an_undo_after_a_split_leaves_the_split_idea_where_it_is(stage: Stage) -> None:
    made = merge(stage, *SHOP)
    with transaction():
        cards.split(stage, card_of(stage, WORDS).code, idea_of(stage, SHOP[0]).code)
    merge(stage, SHOP[0], "A small gift at New Year", into="Elsewhere")
    with transaction():
        cards.undo(stage, made.id)
    assert sources_of(stage, "Elsewhere") == ["A small gift at New Year", SHOP[0]]
    assert sources_of(stage, SHOP[1]) == [SHOP[1]]
    assert boards.board(stage).counts.ideas == 37


def test_an_idea_of_a_card_merged_twice_comes_back_to_its_own_card(stage: Stage) -> None:
    merge(stage, *SHOP[:2], into="Website")
    merge(stage, "Website", SHOP[2], into="Everything")
    with transaction():
        cards.split(stage, card_of(stage, "Everything").code, idea_of(stage, SHOP[0]).code)
    assert sources_of(stage, SHOP[0]) == [SHOP[0]]
    assert sources_of(stage, "Everything") == [SHOP[1], SHOP[2]]


def test_the_last_idea_of_a_card_is_not_split_off(stage: Stage) -> None:
    code, idea = card_of(stage, SHOP[0]).code, idea_of(stage, SHOP[0]).code
    with pytest.raises(cards.LastIdea), transaction():
        cards.split(stage, code, idea)


def test_one_card_or_a_strange_one_is_not_merged(stage: Stage) -> None:
    other = codes_of(make_board(), SHOP[1])
    with pytest.raises(cards.TooFewCards), transaction():
        cards.merge(stage, codes_of(stage, SHOP[0]) * 2, WORDS, None)
    with pytest.raises(cards.CardsMoved), transaction():
        cards.merge(stage, codes_of(stage, SHOP[0]) + other, WORDS, None)


def test_a_merged_card_is_not_merged_a_second_time_by_its_old_code(stage: Stage) -> None:
    old = codes_of(stage, SHOP[0], "A small gift at New Year")
    merge(stage, *SHOP)
    with pytest.raises(cards.CardsMoved), transaction():
        cards.merge(stage, old, "Stale", None)
    assert session.scalar(select(func.count()).where(Card.text == "Stale")) == 0


def test_an_undo_of_another_board_is_not_found(stage: Stage) -> None:
    made = merge(stage, *SHOP)
    with pytest.raises(NotFound), transaction():
        cards.undo(make_board(), made.id)


def test_cards_are_moved_and_reworded_while_their_ideas_keep_their_words(stage: Stage) -> None:
    code = card_of(stage, SHOP[0]).code
    with transaction():
        assert cards.move(stage, codes_of(stage, *SHOP), theme_of(stage, "Delivery").id) == 3
        cards.reword(stage, code, "One click")
    assert boards.card_page(stage, code).sources[0].words == SHOP[0]
    assert boards.card_page(stage, code).theme == theme_of(stage, "Delivery")
    with pytest.raises(cards.NoCardsChosen), transaction():
        cards.move(stage, [], None)


@pytest.mark.parametrize("phase", [BrainstormPhase.VOTE, BrainstormPhase.DONE])
def test_once_people_vote_the_cards_stay(stage: Stage, phase: BrainstormPhase) -> None:
    made = merge(stage, *SHOP)
    with transaction():
        session.execute(update(Panel).where(Panel.stage_id == stage.id).values(phase=phase))
    before = rows_of(stage)
    card = card_of(stage, WORDS).code
    acts = (
        lambda: cards.merge(stage, codes_of(stage, WORDS, "Loyalty points for reorders"), "No", None),
        lambda: cards.undo(stage, made.id),
        lambda: cards.split(stage, card, idea_of(stage, SHOP[0]).code),
        lambda: cards.move(stage, [card], None),
        lambda: cards.reword(stage, card, "No"),
    )
    for act in acts:
        with pytest.raises(cards.BoardFixed), transaction():
            act()
    assert rows_of(stage) == before


def test_ideas_are_never_rewritten_by_any_act(stage: Stage) -> None:
    texts = sorted(session.scalars(select(Idea.text).where(Idea.stage_id == stage.id)))
    made = merge(stage, *SHOP)
    with transaction():
        cards.reword(stage, card_of(stage, WORDS).code, "Other words")
        cards.undo(stage, made.id)
    assert sorted(session.scalars(select(Idea.text).where(Idea.stage_id == stage.id))) == texts


def test_themes_are_added_once_renamed_ordered_and_removed(stage: Stage) -> None:
    with transaction():
        first, again = themes.add(stage, "Website"), themes.add(stage, "Website")
        themes.rename(stage, first.id, "Shop")
        themes.move(stage, first.id, -4)
    assert first.id == again.id
    assert next(iter(themes.of_stage(stage))).name == "Shop"
    with pytest.raises(themes.ThemeTaken), transaction():
        themes.rename(stage, first.id, "Delivery")
    delivery = theme_of(stage, "Delivery").id
    with transaction():
        assert themes.remove(stage, delivery) == 6
    assert boards.board(stage).counts.unsorted == 15
    with pytest.raises(themes.ThemeGone), transaction():
        themes.remove(stage, delivery)


def test_a_theme_of_another_board_takes_no_cards(stage: Stage) -> None:
    strange = theme_of(make_board(), "Delivery").id
    with pytest.raises(themes.ThemeGone), transaction():
        cards.move(stage, codes_of(stage, SHOP[0]), strange)

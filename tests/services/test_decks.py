"""What people are shown of a board: every card about equally often, no pair twice to one person, dealt by a secret."""

import random
from collections import Counter
from statistics import pstdev

import pytest

from survey_app.services.decks import deck, hand, seat_at

PEOPLE, PAIRS = 30, 20


def decks(cards: int, secret: str | None, people: int = PEOPLE) -> list[list[tuple[str, str]]]:
    """The pairs of everybody; each has an order of the cards of their own."""
    chance = random.Random(cards)
    codes = [f"{number:03}" for number in range(cards)]
    return [deck(chance.sample(codes, cards), PAIRS, secret, seat_at(place, secret)) for place in range(people)]


def shown(cards: int, secret: str | None) -> list[int]:
    often = Counter(code for pairs in decks(cards, secret) for pair in pairs for code in pair)
    return [often[f"{number:03}"] for number in range(cards)]


@pytest.mark.parametrize("cards", [30, 60, 100, 200])
def test_over_thirty_people_every_card_comes_about_equally_often(cards: int) -> None:
    often, by_chance = shown(cards, "secret"), shown(cards, None)
    assert sum(often) == sum(by_chance) == PEOPLE * PAIRS * 2
    assert max(often) - min(often) <= 7
    assert pstdev(often) < 1.6
    assert pstdev(by_chance) > 2 > 1.2 * pstdev(often)


def test_forty_cards_come_once_to_everybody_with_and_without_a_secret() -> None:
    assert set(shown(40, "secret")) == set(shown(40, None)) == {PEOPLE}


@pytest.mark.parametrize("cards", [0, 1, 2, 3, 5, 6, 7, 13, 24, 41, 60, 101])
def test_nobody_gets_a_pair_twice_or_a_card_against_itself_and_everybody_gets_all_they_can(cards: int) -> None:
    for pairs in decks(cards, "secret"):
        assert len({frozenset(pair) for pair in pairs}) == len(pairs) == min(PAIRS, cards * (cards - 1) // 2)
        assert all(one != two for one, two in pairs)


def test_another_secret_deals_other_pairs_and_the_same_one_the_same() -> None:
    assert decks(60, "secret", 2) == decks(60, "secret", 2)
    assert decks(60, "secret", 2) != decks(60, "other", 2)


def readers(ideas: int, secret: str | None) -> list[int]:
    """How many people are handed each idea, three each, none of their own, when everybody has written so many."""
    chance = random.Random(ideas)
    cards = [f"{person:02}.{number}" for person in range(PEOPLE) for number in range(ideas)]
    often: Counter[str] = Counter()
    for person in range(PEOPLE):
        own = [card for card in chance.sample(cards, len(cards)) if not card.startswith(f"{person:02}.")]
        given = hand(own, 3, dict.fromkeys(cards, 0), secret, seat_at(person, secret))
        assert len(set(given)) == 3
        assert set(given) <= set(own)
        often.update(given)
    return [often[card] for card in cards]


@pytest.mark.parametrize("ideas", [1, 2, 3])
def test_every_idea_is_handed_to_about_as_many_people(ideas: int) -> None:
    found, by_chance = readers(ideas, "secret"), readers(ideas, None)
    assert sum(found) == sum(by_chance) == 3 * PEOPLE
    assert pstdev(found) < 0.85 < pstdev(by_chance)
    assert found.count(0) <= by_chance.count(0) // 2


@pytest.mark.parametrize("people", [3, 9, 17, 30])
def test_everybody_on_the_list_has_a_seat_of_their_own_and_who_comes_later_does_too(people: int) -> None:
    seats = [seat_at(place, "secret", people) for place in range(people)]
    assert sorted(seats) == [*range(people)]
    later = {seat_at(place, "secret", people) for place in range(people, people + 16)}
    assert later == {*range(people, people + 16)}


def last_of_twice(people: int, counted: int) -> float:
    """Of the cards that two of 17 people are handed, which share has the last of the list among the two, of 40 decks.

    Whoever sees the board knows which cards two people have added to, and knows the list.
    """
    cards = [f"{number:02}" for number in range(48)]
    found = []
    for luck in range(40):
        given = [
            hand(cards, 3, dict.fromkeys(cards, 0), f"{luck}", seat_at(one, f"{luck}", counted))
            for one in range(people)
        ]
        readers = {card: [one for one, held in enumerate(given) if card in held] for card in cards}
        found += [people - 1 in each for each in readers.values() if len(each) == 2]
    return sum(found) / len(found)


def test_nobody_sits_alone_at_the_end_of_the_deck() -> None:
    assert last_of_twice(17, 17) < 0.25, "one of the last nine is expected 0.17"
    assert last_of_twice(17, 0) > 0.4, "a build that shuffles the last one of the list with nobody"


def test_what_least_was_said_to_is_handed_out_first() -> None:
    said = {"a": 2, "b": 0, "c": 0, "d": 1}
    assert hand(["a", "b", "c", "d"], 2, said, None, 0) == ["b", "c"]
    assert set(hand(["a", "b", "c", "d"], 2, said, "secret", 0)) == {"b", "c"}
    assert hand([], 3, {}, "secret", 0) == []

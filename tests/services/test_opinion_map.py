"""The cards between groups of opinion: what unites and divides, where each lies, and what is never shown."""

import random
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from survey_app.services import opinion_map, stances
from survey_app.services.opinion_map import CardPlace
from survey_app.services.stance_figures import SMALLEST_TOLD, STANCES, WHOLE_FROM, freeze, told
from survey_app.services.stances import Side, Stances
from survey_app.services.vote_tables import table_of

CODES = "abcdefgh"
LINES = [{"code": code, "text": f"Card {code}", "theme": ""} for code in CODES]
FIRST = dict.fromkeys("abc", 1) | dict.fromkeys("defg", -1) | {"h": 1}
OTHER = dict.fromkeys("abc", -1) | dict.fromkeys("defg", 1) | {"h": 1}


def counted(people: Sequence[Mapping[str, int]], lines: Sequence[Mapping[str, object]] = LINES) -> Stances:
    return stances.result_of({"voters": len(people), **freeze(people, lines, 5)}, "")


def without(codes: str, said: Mapping[str, int]) -> dict[str, int]:
    return {code: stance for code, stance in said.items() if code not in codes}


def test_two_groups_lie_apart_on_what_divides_them_and_together_on_what_they_share() -> None:
    found = opinion_map.places(counted([FIRST] * 8 + [OTHER] * 6))
    by_text = {each.text: each for each in found}
    assert by_text["Card a"].agree == (1.0, 0.0)
    assert by_text["Card d"].agree == (0.0, 1.0)
    assert by_text["Card h"].agree == (1.0, 1.0)
    assert {each.text for each in found if each.side is Side.DIVIDES} == {f"Card {code}" for code in "abcdefg"}
    assert found[-1].side is Side.UNITES
    assert opinion_map.on_map(found) == found
    assert opinion_map.finding(found, str) == "“Card a” and others divide the groups most"
    assert opinion_map.finding([found[0], found[-1]], str) == "“Card a” divides the groups most"
    result = counted([FIRST] * 8 + [OTHER] * 6)
    assert (len(result.divides), result.left_out(Side.DIVIDES), result.left_out(Side.UNITES)) == (5, 2, 0)
    assert opinion_map.finding(found[-1:], str) == "The groups agree on “Card h”"
    assert opinion_map.finding([], str) == "Nothing divides the groups, and nothing unites them"


def test_a_group_too_few_of_whom_saw_a_card_has_no_place_and_takes_the_other_one_with_it() -> None:
    people = [FIRST] * 8 + [OTHER] * 2 + [without("a", OTHER)] * 4
    found = opinion_map.places(counted(people))
    hidden = next(each for each in found if each.text == "Card a")
    assert hidden.agree == (None, None)
    assert hidden.side is Side.OPEN
    assert hidden not in opinion_map.on_map(found)
    assert len(opinion_map.on_map(found)) == len(CODES) - 1


def test_without_groups_there_is_no_map() -> None:
    assert opinion_map.places(counted([FIRST] * 20)) == []
    assert opinion_map.places(counted([FIRST] * 8 + [OTHER] * 4)) == []


def test_the_map_says_nothing_about_who_answered_or_what_a_card_is_called_inside() -> None:
    chance = random.Random(5)
    people = [{code: chance.choice((1, 0, -1)) if chance.random() < 0.2 else said for code, said in each.items()}
              for each in [FIRST] * 9 + [OTHER] * 7]  # fmt: skip
    renamed = dict(zip(CODES, reversed(CODES), strict=True))
    others = [{renamed[code]: stance for code, stance in each.items()} for each in people]
    chance.shuffle(others)
    lines = [{**line, "code": renamed[str(line["code"])]} for line in reversed(LINES)]
    one, two = opinion_map.places(counted(people)), opinion_map.places(counted(others, lines))
    assert len(one) == len(CODES)
    assert one == two


def test_of_very_many_cards_those_are_drawn_on_which_a_group_is_surest() -> None:
    many = [CardPlace(f"{n:02}", (stances.Split(n, 0, 40 - n), stances.Split(20, 0, 20)), Side.OPEN) for n in range(41)]
    drawn = opinion_map.on_map(many)
    assert len(drawn) == opinion_map.MOST_DRAWN
    assert {each.text for each in many} - {each.text for each in drawn} == {f"{n:02}" for n in range(15, 26)}


def test_the_table_below_holds_the_same_shares() -> None:
    result = counted([FIRST] * 8 + [OTHER] * 6)
    table = table_of(result, str)
    heads = [column.head for column in table.columns]
    first = heads.index("Group 1: agree")
    found = {str(row[1]): (row[first], row[first + 2]) for row in table.rows}
    assert found == {each.text: each.agree for each in opinion_map.places(result)}


def test_groups_that_few_voted_in_join_no_rare_answers_where_nothing_may() -> None:
    """Pairs of answers that one to four people gave follow from the shares of the groups, and not from their sides."""
    chance = random.Random(11)
    more = {"sides": 0, "shares": 0}
    for _panel in range(6):
        people = [
            {code: -said if chance.random() < 0.08 else said for code, said in each.items()}
            for each in [FIRST] * 11 + [OTHER] * 10
        ]
        document = {"voters": len(people), **freeze(people, LINES, 5, SMALLEST_TOLD)}
        assert min(document["groups"]) >= SMALLEST_TOLD
        anyway = joined(people, document, None)
        for name, found in (("sides", told(document)), ("shares", document)):
            more[name] += len({*joined(people, document, found)} - {*anyway})
    assert more["shares"] > 40
    assert more["sides"] == 0


def joined(
    people: Sequence[Mapping[str, int]], document: Mapping[str, Any], found: Mapping[str, Any] | None
) -> list[tuple[str, int, str, int]]:
    """The rare pairs of answers that are certain by the counts of all and, where given, by what the groups are told."""
    sizes = found["groups"] if found else []
    whole = {card["code"]: dict(zip(STANCES, card["stances"], strict=True)) for card in document["cards"]}
    told_of = {card["code"]: card for card in found["cards"]} if found else {}

    def at_least(group: int, code: str, stance: int) -> int:
        least = [known(told_of[code], each, stance, size) for each, size in enumerate(sizes)]
        others = sum(most for each, (_least, most) in enumerate(least) if each != group)
        return max(least[group][0], whole[code][stance] - others)

    pairs = []
    for (one, a), (two, b) in combinations([(code, stance) for code in CODES for stance in STANCES], 2):
        both = sum(each[one] == a and each[two] == b for each in people)
        if one == two or not 1 <= both < 5:
            continue
        bounds = [whole[one][a] + whole[two][b] - len(people)]
        bounds.append(sum(max(0, at_least(g, one, a) + at_least(g, two, b) - size) for g, size in enumerate(sizes)))
        pairs += [(one, a, two, b)] if max(bounds) > 0 else []
    return pairs


def known(card: Mapping[str, Any], group: int, stance: int, size: int) -> tuple[int, int]:
    """The fewest and the most people of a group who can have taken a stance to a card."""
    cell = card["groups"][group]
    if cell is not None:
        count = dict(zip(STANCES, cell, strict=True))[stance]
        return count, count
    if stance == card["sides"][group]:
        return size // 2 + 1, size
    return 0, size if stance == 0 else size // 2


def test_sides_alone_say_what_unites_and_divides_and_small_groups_are_not_told_of() -> None:
    document = {"voters": 19, **freeze([FIRST] * 10 + [OTHER] * 9, LINES, 5, SMALLEST_TOLD)}
    whole, short = stances.result_of(document, ""), stances.result_of(told(document), "")
    assert (whole.tells_sides, short.tells_sides) == (False, True)
    assert {card.text: short.side_of(card) for card in short.cards} == {
        card.text: whole.side_of(card) for card in whole.cards
    }
    assert opinion_map.on_map(opinion_map.places(short)) == []
    assert [line for line in table_of(short, str).columns if "Group" in line.head] == []
    assert told(told(document)) == told(document)
    many = {**document, "voters": WHOLE_FROM}
    assert told(many) == many
    few = {"voters": 14, **freeze([FIRST] * 8 + [OTHER] * 6, LINES, 5)}
    assert (stances.result_of(told(few), "").groups, stances.result_of(told(few), "").smallest) == ((), SMALLEST_TOLD)

"""What stances come to: shares of those who saw a card, groups of opinion, and no figure of fewer people than k.

Whole ballots are joined here, once, when the sheets are open. Sheets and cards are sorted by what they say before
anything is computed, so that the figures are those of the answers and of nobody's place among them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from survey_app.stats.answers import FloatArray
from survey_app.stats.crowd import Crowd, crowd

AGREE, PASS, DISAGREE = 1, 0, -1
STANCES = (AGREE, PASS, DISAGREE)
SMALLEST_TOLD, WHOLE_FROM = 9, 200
"""Where nothing may join two answers: the smallest group that is told of, and from how many voters on in full."""
APART_FROM = 0.25
"""Kaufman and Rousseeuw 1990: below this silhouette no structure was found that is worth a name."""
_UNSEEN = 2
_TWO = 2

Ballots = Sequence[Mapping[str, int]]
Cell = list[int]
"""People who agree, pass and disagree."""


def freeze(
    ballots: Ballots, cards: Sequence[Mapping[str, Any]], least: int, smallest: int | None = None
) -> dict[str, Any]:
    """The figures of the cards, in the order of the cards, and the groups of opinion.

    A card that fewer than `least` people saw has no counts. Groups of fewer than `smallest` (or `least`) people are
    never formed; a group's answers to a card are left out where fewer than `least` of it saw the card, or where they
    could be found by taking the others away.
    """
    table, order = _sorted(ballots, cards)
    found = crowd(table, least=smallest or least)
    members = _members(found)
    agreement = {code: found.statements[place] for place, code in enumerate(order)}
    places = {code: place for place, code in enumerate(order)}
    lines = []
    for card in cards:
        statement, column = agreement[card["code"]], table[:, places[card["code"]]]
        cell = [statement.agree, statement.passed, statement.disagree]
        shown = _shown_cells(cell, [_cell(column[group]) for group in members], least)
        is_whole = bool(shown) and None not in shown
        lines.append(
            {
                "stances": cell if _may_show(cell, least) else None,
                "groups": shown if _may_show(cell, least) else [None] * len(members),
                "consensus": statement.consensus if is_whole else None,
                "against": statement.against if is_whole else None,
            }
        )
    return {
        "groups": [int(group.sum()) for group in members],
        "enough": found.groups.enough_votes,
        "silhouette": found.groups.silhouette if members else None,
        "explained": found.groups.explained if members else None,
        "least": least,
        "smallest": smallest or least,
        "cards": [dict(card) | line for card, line in zip(cards, lines, strict=True)],
    }


def told(document: Mapping[str, Any]) -> dict[str, Any]:
    """The frozen figures as far as they join no two answers of one person, where nothing may.

    Who belongs to a group answered much like it. So its shares of two cards say what few people answered to both:
    of 100 pairs of answers that one to four people gave, 8 follow from the counts of all (20 people, two camps), 41
    with the shares of the groups, 8 with no more than the side that over half of each group of nine takes.
    """
    sizes = document["groups"]
    if not sizes or document["voters"] >= WHOLE_FROM:
        return dict(document)
    kept = list(sizes) if min(sizes) >= SMALLEST_TOLD else []
    cut = {"groups": [None] * len(kept), "consensus": None, "against": None}
    return {
        **document,
        "groups": kept,
        "silhouette": round(document["silhouette"], 1) if kept else None,
        "explained": None,
        "smallest": max(document.get("smallest", document["least"]), SMALLEST_TOLD),
        "cards": [{**card, **cut, "sides": sides_of(card) if kept else []} for card in document["cards"]],
    }


def sides_of(card: Mapping[str, Any]) -> list[int | None]:
    """The side that more than half of each group takes of those who saw the card: 0 for neither, None where unknown."""
    return list(card["sides"]) if "sides" in card else [_side(cell) for cell in card["groups"]]


def _side(cell: Cell | None) -> int | None:
    """What more than half of those who saw a card say.

    >>> _side([5, 1, 3]), _side([3, 3, 3]), _side([0, 1, 4]), _side(None)
    (1, 0, -1, None)
    """
    if cell is None:
        return None
    return next((side for side, count in ((AGREE, cell[0]), (DISAGREE, cell[2])) if 2 * count > sum(cell)), PASS)


def _sorted(ballots: Ballots, cards: Sequence[Mapping[str, Any]]) -> tuple[FloatArray, list[str]]:
    """People in rows and cards in columns, both by what is in them; and the codes of the columns."""

    def said(card: Mapping[str, Any]) -> tuple[object, ...]:
        given = sorted(ballot.get(card["code"], _UNSEEN) for ballot in ballots)
        return (card["text"], card["theme"], given)

    order = [card["code"] for card in sorted(cards, key=said)]
    rows = sorted([ballot.get(code, _UNSEEN) for code in order] for ballot in ballots)
    table = np.array(rows, dtype=np.float64).reshape(len(rows), len(order))
    table[table == _UNSEEN] = np.nan
    return table, order


def _members(found: Crowd) -> list[Any]:
    """Who belongs to which group; nothing where the groups are not apart."""
    sizes, silhouette = found.groups.sizes, found.groups.silhouette
    if len(sizes) < _TWO or silhouette is None or silhouette < APART_FROM:
        return []
    return [np.array(found.groups.of_person) == group for group in range(len(sizes))]


def _cell(answers: FloatArray) -> Cell:
    return [int((answers == stance).sum()) for stance in STANCES]


def _may_show(cell: Cell, least: int) -> bool:
    return not 0 < sum(cell) < least


def _shown_cells(whole: Cell, cells: Sequence[Cell], least: int) -> list[Cell | None]:
    """The groups' answers to one card; the rest that they leave of the whole is never smaller than `least` people.

    >>> _shown_cells([9, 0, 1], [[5, 0, 0], [4, 0, 1]], 5)
    [[5, 0, 0], [4, 0, 1]]
    >>> _shown_cells([9, 0, 2], [[5, 0, 0], [4, 0, 1]], 5)
    [[5, 0, 0], None]
    """
    shown: list[Cell | None] = [cell if sum(cell) >= least else None for cell in cells]
    while any(shown) and 0 < sum(whole) - sum(sum(cell) for cell in shown if cell) < least:
        smallest = min((place for place, cell in enumerate(shown) if cell), key=lambda place: sum(cells[place]))
        shown[smallest] = None
    return shown

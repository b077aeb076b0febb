"""The vote by pairs: which of two ideas somebody prefers, for a handful of pairs each.

The pairs are drawn by something that only the person's link and the key of the links give: nobody else knows who was
shown what. Over all people the cards come almost equally often (`decks`), and no pair comes twice to one person.
At the sealed level no key is kept, so on large boards the cards come equally often by chance alone.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey_app.db import session
from survey_app.models import Panel, PanelRound, Stage
from survey_app.services import ballots, decks, panel_links, seats, vote_freezing, vote_sheets, votes
from survey_app.services.ballots import Ballot, OpenedSheet
from survey_app.services.idea_board import BoardCard
from survey_app.services.pair_figures import Choice
from survey_app.services.pair_figures import freeze as frozen
from survey_app.services.seats import Seat
from survey_app.services.vote_freezing import Given
from survey_app.services.vote_sheets import MOST_PAIRS
from survey_app.vocabulary import VoteKind

FIRST, NEITHER, SECOND = 1, 0, -1
_KIND = VoteKind.PAIRS
_VOTERS = "voters"


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair on the person's page: its number, both cards, and the choice so far (None is none yet)."""

    slot: int
    left: BoardCard
    right: BoardCard
    chosen: int | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """One card. `score` runs from 0 to 100; None where fewer people than k judged it, or nobody did.

    `rank` is None as well where not all cards connect: scores of different sets cannot be compared.
    """

    code: str
    text: str
    theme: str
    score: float | None
    wins: int | None
    losses: int | None
    people: int | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class PairResult:
    """What the choices came to, as it was frozen. `sets`: how many sets of cards never met each other."""

    cards: tuple[Compared, ...]
    voters: int
    choices: int
    skipped: int
    sets: int
    least: int
    input_hash: str
    kind: VoteKind = _KIND


def count_people(stage: Stage) -> None:
    """Write down how many are on the list when the vote opens: who comes later changes nobody's pairs."""
    panel = session.get_one(Panel, stage.id, populate_existing=True)
    panel.deck = {**panel.deck, _VOTERS: seats.count_of(stage.id)}
    session.flush()


def pairs(seat: Seat, round_: PanelRound) -> list[Pair]:
    """The person's pairs in their order, the same at every visit, with what was chosen so far."""
    by_code = {card.code: card for card in votes.cards(seat)}
    kept = {slot: (one, two, value) for slot, one, two, value in own(seat, round_)}
    seed = seat.question_key("pairs of the vote")
    drawn = _dealt(seat, sorted(by_code, key=lambda code: _place(seed, code)))
    met = {frozenset(choice[:2]) for choice in kept.values()}
    fresh = iter([pair for pair in drawn if frozenset(pair) not in met])
    found = []
    for slot in range(1, MOST_PAIRS + 1):
        if slot in kept:
            one, two, value = kept[slot]
            if one in by_code and two in by_code:
                found.append(_turned(seed, Pair(slot, by_code[one], by_code[two], value)))
            continue
        pair = next(fresh, None)
        if pair is not None:
            found.append(_turned(seed, Pair(slot, by_code[pair[0]], by_code[pair[1]])))
    return found


def _dealt(seat: Seat, own_order: Sequence[str]) -> list[tuple[str, str]]:
    secret = panel_links.deck_secret(session.get_one(Stage, seat.door.stage_id))
    people = session.get_one(Panel, seat.door.stage_id).deck.get(_VOTERS, 0)
    return decks.deck(own_order, MOST_PAIRS, secret, decks.seat_at(seats.place_of(seat), secret, people))


def own(seat: Seat, round_: PanelRound) -> list[list[Any]]:
    """What the person has chosen so far: the number of the pair, its two cards, and which."""
    return list(ballots.read(seat, round_).get(_KIND.value, ()))


def save(seat: Seat, round_: PanelRound, chosen: Mapping[int, str | None]) -> str:
    """Seal the choices by the number of the pair: the code of a card, or None for neither. They count at once."""
    ballots.require_open(seat, round_)
    said = []
    for pair in pairs(seat, round_):
        if pair.slot in chosen:
            value = _value(pair, chosen[pair.slot])
        elif pair.chosen is not None:
            value = pair.chosen
        else:
            continue
        said.append([pair.slot, pair.left.code, pair.right.code, value])
    content = sorted(said)
    return ballots.save(
        seat, round_, Ballot({_KIND.value: content}, (vote_sheets.row_of(seat, _KIND, content),), finished=True)
    )


def take(stage: Stage, round_: PanelRound, opened: Sequence[OpenedSheet]) -> None:
    """Store the choices of a closed vote and freeze the scores of the cards."""
    ids = vote_freezing.codes_of(stage.id)
    read = [(seed, said) for seed, said in vote_sheets.contents(opened, _KIND) if _is_said(said)]
    rows = [
        Given(vote_sheets.key_of(seed, str(slot)), *_in_order(one, two, value))
        for seed, said in read
        for slot, one, two, value in said
        if one in ids and two in ids
    ]
    vote_freezing.store(round_, rows)
    people: list[list[Choice]] = [
        [(one, two, value) for _slot, one, two, value in said if one in ids and two in ids] for _seed, said in read
    ]
    cards = vote_freezing.standing(stage, {code for row in rows for code in (row.code, row.other)})
    document = {
        "way": _KIND.value,
        "voters": len(read),
        "void": sum(sheet.finished for sheet in opened) - len(read),
        **frozen(people, cards, stage.min_group),
    }
    vote_freezing.freeze(stage, round_, document, rows)


def result_of(document: Mapping[str, Any], input_hash: str) -> PairResult:
    """The frozen figures as a result."""
    scores = sorted((card["score"] for card in document["cards"] if card["score"] is not None), reverse=True)
    is_one = document["sets"] == 1
    found = [
        Compared(
            **{name: card[name] for name in ("code", "text", "theme", "score", "wins", "losses", "people")},
            rank=scores.index(card["score"]) + 1 if is_one and card["score"] is not None else None,
        )
        for card in document["cards"]
    ]
    found.sort(key=lambda card: (-1.0 if card.score is None else -card.score, card.text.casefold(), card.code))
    found.sort(key=lambda card: card.score is None)
    figures = {name: document[name] for name in ("voters", "choices", "skipped", "sets", "least")}
    return PairResult(tuple(found), **figures, input_hash=input_hash)


def _turned(seed: str, pair: Pair) -> Pair:
    """Which card stands on the left is drawn as well: for each person and pair, and not for the card."""
    one, two = sorted((pair.left, pair.right), key=lambda card: card.code)
    if int(_place(seed, f"{one.code}|{two.code}")[0], 16) % 2:
        left, right = two, one
    else:
        left, right = one, two
    chosen = pair.chosen
    if chosen and left is not pair.left:
        chosen = -chosen
    return Pair(pair.slot, left, right, chosen)


def _value(pair: Pair, code: str | None) -> int:
    if code is None:
        return NEITHER
    if code == pair.left.code:
        return FIRST
    if code == pair.right.code:
        return SECOND
    raise votes.CardGone(votes.NOT_ON_BOARD)


def _in_order(one: str, two: str, value: int) -> tuple[str, int, str]:
    """A choice as a row keeps it: both cards in the order of their codes, so that a row shows no side of a page."""
    return (one, value, two) if one < two else (two, -value, one)


def _is_said(said: object) -> bool:
    if not isinstance(said, list) or len(said) > MOST_PAIRS:
        return False
    whole = [each for each in said if _is_choice(each)]
    slots = {each[0] for each in whole}
    met = {frozenset(each[1:3]) for each in whole}
    return len(whole) == len(said) == len(slots) == len(met)


def _is_choice(each: object) -> bool:
    if not isinstance(each, list) or len(each) != len(("slot", "one", "two", "value")):
        return False
    slot, one, two, value = each
    is_slot = type(slot) is int and 1 <= slot <= MOST_PAIRS
    are_cards = isinstance(one, str) and isinstance(two, str) and one != two
    return is_slot and are_cards and type(value) is int and value in (FIRST, NEITHER, SECOND)


def _place(seed: str, text: str) -> str:
    return hashlib.sha256(f"{seed}|{text}".encode()).hexdigest()

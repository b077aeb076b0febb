"""The vote by marks: everybody marks as many ideas as they like."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey_app.models import PanelRound, Stage
from survey_app.services import ballots, vote_freezing, vote_sheets, votes
from survey_app.services.ballots import Ballot, OpenedSheet
from survey_app.services.seats import Seat
from survey_app.services.vote_freezing import Given
from survey_app.stats.proportion import wilson
from survey_app.vocabulary import VoteKind

_KIND = VoteKind.APPROVE


@dataclass(frozen=True, slots=True)
class Approved:
    """One card: how many marked it, their share of all who voted with its interval; equal ones share the better rank.

    `low` and `high` are None when nobody voted.
    """

    code: str
    text: str
    theme: str
    people: int
    rank: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Approvals:
    """What the marks came to, as it was frozen."""

    cards: tuple[Approved, ...]
    voters: int
    input_hash: str
    kind: VoteKind = _KIND


def own(seat: Seat, round_: PanelRound) -> set[str]:
    """The cards that the person has marked."""
    return set(ballots.read(seat, round_).get(_KIND.value, ()))


def save(seat: Seat, round_: PanelRound, codes: Collection[str], *, finished: bool) -> str:
    """Seal the person's marks, in place of those before; the receipt."""
    ballots.require_open(seat, round_)
    if set(codes) - {one.code for one in votes.cards(seat)}:
        raise votes.CardGone(votes.NOT_ON_BOARD)
    marked = sorted(set(codes))
    return ballots.save(
        seat, round_, Ballot({_KIND.value: marked}, (vote_sheets.row_of(seat, _KIND, marked),), finished=finished)
    )


def take(stage: Stage, round_: PanelRound, opened: Sequence[OpenedSheet]) -> None:
    """Store the marks of a closed vote and freeze their numbers. Only finished votes count."""
    ids = vote_freezing.codes_of(stage.id)
    read = [(seed, codes) for seed, codes in vote_sheets.contents(opened, _KIND) if _is_marks(codes)]
    rows = [Given(vote_sheets.key_of(seed, code), code, 1) for seed, codes in read for code in codes if code in ids]
    vote_freezing.store(round_, rows)
    people = Counter(row.code for row in rows)
    document = {
        "way": _KIND.value,
        "voters": len(read),
        "void": sum(sheet.finished for sheet in opened) - len(read),
        "cards": [card | {"people": people[card["code"]]} for card in vote_freezing.standing(stage, set(people))],
    }
    vote_freezing.freeze(stage, round_, document, rows)


def result_of(document: Mapping[str, Any], input_hash: str) -> Approvals:
    """The frozen numbers as a result."""
    voters, found = document["voters"], document["cards"]
    order = sorted((card["people"] for card in found), reverse=True)
    counted = []
    for card in found:
        share = wilson(card["people"], voters)
        interval = share.interval
        counted.append(
            Approved(
                **{name: card[name] for name in ("code", "text", "theme", "people")},
                rank=order.index(card["people"]) + 1,
                share=share.value,
                low=interval.low if interval else None,
                high=interval.high if interval else None,
            )
        )
    counted.sort(key=lambda card: (card.rank, card.text.casefold(), card.code))
    return Approvals(tuple(counted), voters, input_hash)


def _is_marks(codes: object) -> bool:
    return isinstance(codes, list) and all(isinstance(code, str) for code in codes) and len(set(codes)) == len(codes)

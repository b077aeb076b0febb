"""The vote by stances, for boards and crowds of any size: agree, pass or disagree, as far as somebody likes to go.

Every page counts as soon as it is saved, and a later answer replaces an earlier one: people are counted, not presses of
a button.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from survey_app.models import PanelRound, Stage
from survey_app.services import ballots, stance_figures, vote_freezing, vote_sheets, votes
from survey_app.services.ballots import Ballot, OpenedSheet
from survey_app.services.doors import UNLINKED
from survey_app.services.seats import Seat
from survey_app.services.stance_figures import AGREE, DISAGREE, STANCES
from survey_app.services.vote_freezing import Given
from survey_app.stats.crowd import agreement
from survey_app.vocabulary import VoteKind

_KIND = VoteKind.STANCE
_MOST_NAMED = 5


class Side(StrEnum):
    """What a card does to the groups of opinion, by the majority of each."""

    UNITES = "unites"
    REFUSED = "refused"
    DIVIDES = "divides"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Split:
    """How people stand to a card: all who saw it, or those of one group."""

    agree: int
    passed: int
    disagree: int

    @property
    def seen(self) -> int:
        """All who saw it: the base of the shares."""
        return self.agree + self.passed + self.disagree

    @property
    def shares(self) -> tuple[float, float, float] | None:
        """Shares of those who agree, pass and disagree."""
        if not self.seen:
            return None
        return self.agree / self.seen, self.passed / self.seen, self.disagree / self.seen

    @property
    def agreement(self) -> float:
        """How probable agreement is, smoothed: one half before anybody saw it."""
        return float(agreement(self.agree, self.seen))


@dataclass(frozen=True, slots=True)
class Stood:
    """One card. `split` is None where fewer people than k saw it; a group's is None where it cannot be shown.

    `sides`: which side more than half of each group take, 1 or -1, 0 for none; None where that cannot be shown either.
    `consensus` is high where every group agrees, `against` where every group disagrees. Equal ones share the better
    rank, by smoothed agreement; what nobody saw has none.
    """

    code: str
    text: str
    theme: str
    split: Split | None
    by_group: tuple[Split | None, ...]
    sides: tuple[int | None, ...]
    consensus: float | None
    against: float | None
    rank: int | None

    @property
    def apart(self) -> float:
        """How far the smoothed agreement of the groups lies apart; 0 without two groups to compare."""
        found = [each.agreement for each in self.by_group if each]
        return max(found) - min(found) if found else 0.0


@dataclass(frozen=True, slots=True)
class Stances:
    """What the stances came to, as it was frozen. `groups`: sizes of the groups of opinion, none when not apart.

    `smallest`: how many people a group has at least.
    """

    cards: tuple[Stood, ...]
    voters: int
    groups: tuple[int, ...]
    enough: int
    least: int
    smallest: int
    silhouette: float | None
    input_hash: str
    kind: VoteKind = _KIND

    @property
    def tells_sides(self) -> bool:
        """Whether of the groups only the side that more than half of each take is told, and no shares."""
        return bool(self.groups) and all(split is None for card in self.cards for split in card.by_group)

    @property
    def shared(self) -> list[Stood]:
        """What more than half of every group agrees with, the most shared first."""
        return self._all_sides(Side.UNITES, "consensus")

    @property
    def refused(self) -> list[Stood]:
        """What more than half of every group disagrees with."""
        return self._all_sides(Side.REFUSED, "against")

    @property
    def divides(self) -> list[Stood]:
        """What more than half of one group agrees with and more than half of another disagrees with."""
        found = [card for card in self.cards if self.side_of(card) is Side.DIVIDES]
        return sorted(found, key=lambda card: (-card.apart, card.text.casefold()))[:_MOST_NAMED]

    def side_of(self, card: Stood) -> Side:
        """Whether more than half of every group stand on one side of a card, or halves of groups against each other."""
        agree, disagree = card.sides.count(AGREE), card.sides.count(DISAGREE)
        if agree and disagree:
            return Side.DIVIDES
        if self.groups and agree == len(self.groups):
            return Side.UNITES
        return Side.REFUSED if self.groups and disagree == len(self.groups) else Side.OPEN

    def left_out(self, side: Side) -> int:
        """How many cards of a side are not among those that are named."""
        return max(0, sum(self.side_of(card) == side for card in self.cards) - _MOST_NAMED)

    def _all_sides(self, side: Side, by: str) -> list[Stood]:
        found = [card for card in self.cards if self.side_of(card) is side]
        return sorted(found, key=lambda card: (-(getattr(card, by) or 0.0), card.text.casefold()))[:_MOST_NAMED]


def own(seat: Seat, round_: PanelRound) -> dict[str, int]:
    """The person's stances so far, by the code of the card."""
    return dict(ballots.read(seat, round_).get(_KIND.value, {}))


def save(seat: Seat, round_: PanelRound, given: Mapping[str, int]) -> str:
    """Seal the person's stances, in place of those before; they count at once. The receipt."""
    ballots.require_open(seat, round_)
    if given.keys() - {one.code for one in votes.cards(seat)}:
        raise votes.CardGone(votes.NOT_ON_BOARD)
    said = dict(sorted(given.items()))
    return ballots.save(
        seat, round_, Ballot({_KIND.value: said}, (vote_sheets.row_of(seat, _KIND, said),), finished=True)
    )


def take(stage: Stage, round_: PanelRound, opened: Sequence[OpenedSheet]) -> None:
    """Store the stances of a closed vote, each in a row of its own, and freeze what needs whole ballots."""
    ids = vote_freezing.codes_of(stage.id)
    read = [
        (seed, {code: stance for code, stance in said.items() if code in ids})
        for seed, said in vote_sheets.contents(opened, _KIND)
        if _is_said(said)
    ]
    rows = vote_freezing.store(
        round_,
        (Given(vote_sheets.key_of(seed, code), code, stance) for seed, said in read for code, stance in said.items()),
    )
    cards = vote_freezing.standing(stage, {row.code for row in rows})
    known = {card["code"] for card in cards}
    people = [{code: stance for code, stance in said.items() if code in known} for _seed, said in read]
    document = {
        "way": _KIND.value,
        "voters": len(read),
        "void": sum(sheet.finished for sheet in opened) - len(read),
        **stance_figures.freeze(people, cards, stage.min_group, _smallest(stage, len(people))),
    }
    vote_freezing.freeze(stage, round_, document, rows)


def _smallest(stage: Stage, voters: int) -> int:
    """How many people a group of opinion has at least: where smaller ones are not told of, none is formed."""
    is_told_whole = stage.level not in UNLINKED or voters >= stance_figures.WHOLE_FROM
    return stage.min_group if is_told_whole else max(stage.min_group, stance_figures.SMALLEST_TOLD)


def result_of(document: Mapping[str, Any], input_hash: str) -> Stances:
    """The frozen figures as a result."""
    splits = {card["code"]: _split(card["stances"]) for card in document["cards"]}
    order = sorted((each.agreement for each in splits.values() if each and each.seen), reverse=True)
    found = [
        Stood(
            **{name: card[name] for name in ("code", "text", "theme", "consensus", "against")},
            split=split,
            by_group=tuple(_split(cell) for cell in card["groups"]),
            sides=tuple(stance_figures.sides_of(card)),
            rank=order.index(split.agreement) + 1 if split and split.seen else None,
        )
        for card in document["cards"]
        for split in (splits[card["code"]],)
    ]
    found.sort(key=lambda card: (card.rank is None, card.rank or 0, card.text.casefold(), card.code))
    return Stances(
        tuple(found),
        document["voters"],
        tuple(document["groups"]),
        document["enough"],
        document["least"],
        document.get("smallest", document["least"]),
        document["silhouette"],
        input_hash,
    )


def _split(cell: Sequence[int] | None) -> Split | None:
    return None if cell is None else Split(*cell)


def _is_said(said: object) -> bool:
    return isinstance(said, dict) and all(type(stance) is int and stance in STANCES for stance in said.values())

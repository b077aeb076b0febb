"""The vote on the cards of a brainstorm: points shared out, sealed until the end, counted once and frozen."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from survey_app.db import session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Batch, Panel, PanelRound, Snapshot, Stage
from survey_app.models.panel import MOST_POINTS
from survey_app.privacy import sheets
from survey_app.privacy.keys import KEY_LETTERS
from survey_app.services import ballots, idea_board, stance_figures, vote_freezing
from survey_app.services.ballots import Ballot, OpenedSheet
from survey_app.services.idea_board import BoardCard
from survey_app.services.seats import Seat
from survey_app.services.vote_freezing import Given
from survey_app.vocabulary import RoundPurpose, RoundState, VoteKind

_QUESTION = "vote:"
_CODE_LETTERS = 12
_HEX = frozenset("0123456789abcdef")
COUNTED = (RoundState.ANALYSED, RoundState.RELEASED)


class NoVoteYet(Refusal):
    """The vote has not been opened."""

    title = N_("The vote has not begun")
    message = N_("You get word when it begins. Until then you can read the board.")


class NotReleasedYet(Refusal):
    """The panel does not see the result yet."""

    title = N_("The result is not out yet")
    message = N_("Points stay hidden until the vote is over and the moderator has released the result.")


class PointsRefused(Refusal):
    """The points do not add up, or go to something that is not voted on."""

    status = 422
    title = N_("There is a problem")
    message = N_("You have given %(given)s points and have %(points)s. Take %(over)s back.")


class CardGone(PointsRefused):
    """A card that is not on the board gets no points."""

    message = N_("One of the ideas is no longer on the board. Look at your points and send them again.")


NOT_ON_BOARD = N_("One of the ideas is no longer on the board. Look over your answers and send them again.")


POINTS_FROM, PEOPLE_FROM = 9, 50
"""From so many voters the points of a card are told where votes have no name, and how many gave it any."""
POINTS_BESIDE, POINTS_EACH = 10, 5
"""So many points have to lie on other cards than the first before any are told, and so many to be one person's before
people are; both measured in decision 26."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One card of the result. `rank` goes by points, `rank_people` by people; equal ones share the better rank."""

    code: str
    text: str
    theme: str
    points: int | None
    people: int | None
    """None where too few voted to tell it."""
    rank: int
    rank_people: int
    share: float | None
    """Of those who voted, how many gave it a point; None when nobody voted or too few to tell it."""
    bar: float
    """Length of its bar, 100 for the card with most points."""


@dataclass(frozen=True, slots=True)
class VoteResult:
    """What the vote came to, as it was frozen. `points` is what one person could give."""

    cards: tuple[Counted, ...]
    voters: int
    points: int
    given: int
    input_hash: str
    kind: VoteKind = VoteKind.POINTS

    @property
    def tells_points(self) -> bool:
        """Whether the points of a card are told, and not its place alone."""
        return all(card.points is not None for card in self.cards)

    @property
    def tells_people(self) -> bool:
        """Whether it is told how many gave a card any point."""
        return all(card.people is not None for card in self.cards)


def round_of(stage_id: int) -> PanelRound:
    """The round of the vote."""
    found = session.scalar(
        select(PanelRound)
        .where(
            PanelRound.stage_id == stage_id,
            PanelRound.purpose == RoundPurpose.VOTE,
            PanelRound.state != RoundState.CANCELLED,
        )
        .order_by(PanelRound.number.desc())
        .limit(1)
    )
    if found is None or found.state in {RoundState.DRAFT, RoundState.SCHEDULED}:
        raise NoVoteYet
    return found


def bound(points: int = MOST_POINTS) -> int:
    """The most bytes of one sealed vote: every point on another card."""
    return sheets.bound({f"{_QUESTION}{number:0{_CODE_LETTERS}}": len(str(MOST_POINTS)) for number in range(points)})


def cards(seat: Seat) -> list[BoardCard]:
    """Everything that can be voted on, additions too, in the person's own order."""
    found = idea_board.shuffled(seat, idea_board.cards_of(seat.door.stage_id))
    return [each for one in found for each in (one, *one.additions)]


def count_cards(stage_id: int) -> int:
    """How many cards can be voted on, additions too."""
    return sum(1 + len(one.additions) for one in idea_board.cards_of(stage_id))


def own(seat: Seat, round_: PanelRound) -> dict[str, int]:
    """The points the person has given so far, by the code of the card."""
    return dict(ballots.read(seat, round_).get("points", {}))


def save(seat: Seat, round_: PanelRound, points: Mapping[str, int], *, finished: bool) -> str:
    """Seal the person's points, in place of those given before; the receipt."""
    ballots.require_open(seat, round_)
    given = {code: number for code, number in points.items() if number}
    if given.keys() - {one.code for one in cards(seat)}:
        raise CardGone
    require_sum(seat.door.stage_id, given)
    rows = tuple((_key(seat, code), f"{_QUESTION}{code}", number) for code, number in sorted(given.items()))
    return ballots.save(seat, round_, Ballot({"points": given}, rows, finished=finished))


def require_sum(stage_id: int, given: Mapping[str, int]) -> None:
    """Refuse, with the numbers, when more points are given than a person has."""
    most, total = session.get_one(Panel, stage_id).points, sum(given.values())
    if total > most:
        raise PointsRefused(given=total, points=most, over=total - most)
    if any(number < 0 for number in given.values()):
        raise PointsRefused(N_("Points are whole numbers from 0 upwards."))


def take(_batch: Batch, round_: PanelRound, opened: Sequence[OpenedSheet]) -> None:
    """Store the points of a closed vote in the order of their keys, and freeze what they add up to.

    Only finished votes count. Points for a card that is gone are left out, and so is a sheet with too many points.
    """
    stage = session.get_one(Stage, round_.stage_id)
    most = session.get_one(Panel, stage.id).points
    ids = vote_freezing.codes_of(stage.id)
    finished = [sheet for sheet in opened if sheet.finished]
    read = [rows for sheet in finished if (rows := _read(sheet, most)) is not None]
    rows = [(key, code, number) for sheet in read for key, code, number in sheet if code in ids]
    vote_freezing.store(round_, [Given(*row) for row in rows])
    _freeze(stage, round_, rows, voters=len(read), void=len(finished) - len(read))


def verify(stage: Stage) -> bool:
    """Whether the stored votes still add up to the frozen result; a withdrawn row or a changed one says no."""
    round_ = round_of(stage.id)
    snapshot = session.get(Snapshot, round_.id)
    return snapshot is not None and snapshot.seal == vote_freezing.seal(stage, vote_freezing.stored(round_))


def key_of(seat: Seat, code: str) -> str:
    """The key of a person's points for one card."""
    return _key(seat, code)


def _key(seat: Seat, code: str) -> str:
    return seat.question_key(f"{_QUESTION}{code}")


def _read(sheet: OpenedSheet, most: int) -> list[tuple[str, str, int]] | None:
    """Key, card and points of a sheet; None when no page of ours can have sent it."""
    found: dict[str, tuple[str, str, int]] = {}
    for key, question, number in sheet.rows:
        is_key = len(key) == KEY_LETTERS and _HEX.issuperset(key)
        is_number = isinstance(number, int) and not isinstance(number, bool) and 0 < number <= most
        if not is_key or not is_number or not question.startswith(_QUESTION) or question in found:
            return None
        found[question] = (key, question.removeprefix(_QUESTION), int(str(number)))
    rows = list(found.values())
    return rows if sum(number for _key, _code, number in rows) <= most else None


def _freeze(stage: Stage, round_: PanelRound, rows: Sequence[tuple[str, str, int]], *, voters: int, void: int) -> None:
    people = Counter(code for _key, code, _number in rows)
    given: Counter[str] = Counter()
    for _key, code, number in rows:
        given[code] += number
    document = {
        "points": session.get_one(Panel, stage.id).points,
        "voters": voters,
        "void": void,
        "cards": [
            card | {"points": given[card["code"]], "people": people[card["code"]]}
            for card in vote_freezing.standing(stage, set(people))
        ],
    }
    vote_freezing.freeze(stage, round_, document, [Given(*row) for row in rows])


def told(document: Mapping[str, Any]) -> dict[str, Any]:
    """The frozen numbers as far as they leave it open who gave what, where nobody's whole vote may be put together.

    The points of one person come to one total, so they bind each other: of few voters whole votes follow from the
    points and the people of every card. Places alone bind nothing.
    """
    if document.get("way") == VoteKind.STANCE:
        return stance_figures.told(document)
    if document.get("way", VoteKind.POINTS) != VoteKind.POINTS:
        return dict(document)
    voters, points = document["voters"], [card["points"] or 0 for card in document["cards"]]
    tells_points = voters >= POINTS_FROM and sum(points) - max(points, default=0) >= POINTS_BESIDE
    if tells_points and voters >= PEOPLE_FROM and document["points"] >= POINTS_EACH:
        return dict(document)
    cut = {"people": None} | ({} if tells_points else {"points": None})
    ranks = _ranks(document["cards"], "points")
    cards = [{**card, **cut, "rank": ranks[card["code"]]} for card in document["cards"]]
    return {"given": sum(card["points"] or 0 for card in document["cards"]), **document, "cards": cards}


def _ranks(cards: Sequence[Mapping[str, Any]], by: str) -> dict[str, int]:
    """The rank of every card; equal ones share the better one. Where figures are not told the rank is."""
    if any(card[by] is None for card in cards):
        return {card["code"]: card["rank"] for card in cards}
    ordered = sorted((card[by] for card in cards), reverse=True)
    return {card["code"]: ordered.index(card[by]) + 1 for card in cards}


def result_from(document: Mapping[str, Any], input_hash: str) -> VoteResult:
    """The frozen numbers as a result."""
    found, voters = document["cards"], document["voters"]
    ranks, by_people = _ranks(found, "points"), _ranks(found, "people")
    points = [card["points"] for card in found if card["points"] is not None]
    most = max(points, default=0)
    counted = [
        Counted(
            **{name: card[name] for name in ("code", "text", "theme", "points", "people")},
            rank=ranks[card["code"]],
            rank_people=by_people[card["code"]],
            share=card["people"] / voters if voters and card["people"] is not None else None,
            bar=round(100 * (card["points"] or 0) / most, 1) if most else 0,
        )
        for card in found
    ]
    counted.sort(key=lambda card: (card.rank, card.rank_people, card.text.casefold(), card.code))
    return VoteResult(tuple(counted), voters, document["points"], document.get("given", sum(points)), input_hash)

"""The result of a vote as one table with its words, for pages, workbook and files, and how its figures came about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from survey_app.exceptions import N_
from survey_app.services.approvals import Approvals
from survey_app.services.pair_votes import PairResult
from survey_app.services.stance_figures import WHOLE_FROM
from survey_app.services.stances import Split, Stances
from survey_app.services.vote_results import Result
from survey_app.services.votes import VoteResult
from survey_app.vocabulary import VoteKind

Translate = Callable[[str], str]
Value = str | int | float | None
_RANKS_ONLY = N_(
    "So few voted, or gave points to other cards than the first, that points would let whole votes be put together "
    "again: at this level of anonymity only the ranks are told."
)
_NO_PEOPLE = N_(
    "Of so few voters, or so few points each, it is not told how many gave a card any point: whole votes could be put "
    "together again."
)
ERASED = N_("(words erased by their author)")
SIDES_ALONE = N_(
    "Among fewer than %(whole)s voters only the side that more than half of a group takes is told: shares of few would "
    "join the answers of one person."
)


class Kind(StrEnum):
    """What a column holds, so that each place can write it in its own manner."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    SCORE = "score"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head and what it holds."""

    head: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class VoteTable:
    """Rank, card and theme, then the figures, the best card first. None is a figure that is not shown or not there."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    codes: tuple[str, ...]
    notes: tuple[str, ...]


def table_of(result: Result, translate: Translate) -> VoteTable:
    """The table of a result in one language."""
    if isinstance(result, Approvals):
        return _approvals(result, translate)
    if isinstance(result, Stances):
        return _stances(result, translate)
    if isinstance(result, PairResult):
        return _pairs(result, translate)
    return _points(result, translate)


def _points(result: VoteResult, say: Translate) -> VoteTable:
    heads = ((N_("Points"), Kind.COUNT), (N_("People"), Kind.COUNT), (N_("Share of voters"), Kind.SHARE))
    rows = [(*_named(card, say), card.points, card.people, card.share) for card in result.cards]
    notes = [say(N_("Equal cards share the better rank. Counted once when the votes were opened, and frozen."))]
    if not result.tells_points:
        notes.append(say(_RANKS_ONLY))
    elif not result.tells_people:
        notes.append(say(_NO_PEOPLE))
    return _table(heads, rows, result.cards, notes, say)


def _approvals(result: Approvals, say: Translate) -> VoteTable:
    heads = (
        (N_("Marked by"), Kind.COUNT),
        (N_("Share of voters"), Kind.SHARE),
        (N_("From (95 %)"), Kind.SHARE),
        (N_("To (95 %)"), Kind.SHARE),
    )
    rows = [(*_named(card, say), card.people, card.share, card.low, card.high) for card in result.cards]
    notes = (
        N_("Everybody marked as many cards as they liked. The share is of all who voted, whether they marked any."),
        N_("The interval is that of Wilson (1927) at 95 %. It says how far chance reaches, not who chose to vote."),
        N_("Equal cards share the better rank. Counted once when the votes were opened, and frozen."),
    )
    return _table(heads, rows, result.cards, [say(note) for note in notes], say)


def _stances(result: Stances, say: Translate) -> VoteTable:
    heads: list[tuple[str, Kind]] = [
        (say(N_("Seen by")), Kind.COUNT),
        (say(N_("Agree")), Kind.SHARE),
        (say(N_("Pass")), Kind.SHARE),
        (say(N_("Disagree")), Kind.SHARE),
    ]
    groups = () if result.tells_sides else result.groups
    for number in range(1, len(groups) + 1):
        group = say(N_("Group %(number)s: agree")) % {"number": number}
        against = say(N_("Group %(number)s: disagree")) % {"number": number}
        heads += [(group, Kind.SHARE), (against, Kind.SHARE)]
    if groups:
        heads.append((say(N_("Shared by all groups")), Kind.PRODUCT))
    rows = []
    for card in result.cards:
        sides = [share for split in card.by_group[: len(groups)] for share in _sides(split)]
        shares = (card.split.shares if card.split else None) or (None, None, None)
        whole = [card.split.seen if card.split else None, *shares]
        shared = [card.consensus] if groups else []
        rows.append((*_named(card, say), *whole, *sides, *shared))
    return _table(heads, rows, result.cards, stance_notes(result, say), say)


def stance_notes(result: Stances, say: Translate) -> list[str]:
    """How the figures of the stances came about."""
    notes = [
        say(N_("Shares are of those who saw the card. A person counts once for each card, with the last answer.")),
        say(N_("A card that fewer than %(least)s people saw has no figures, and no smaller group is ever formed."))
        % {"least": result.least},
        say(N_("Ranked by the smoothed share (agree + 1) / (seen + 2): Small and others 2021, Recerca 26(2), Polis.")),
    ]
    if result.tells_sides:
        notes += [how_grouped(result, say), say(SIDES_ALONE) % {"whole": WHOLE_FROM}]
    elif result.groups:
        shared = say(N_("Shared by all groups: the product of the groups' smoothed shares of those who agree."))
        notes += [how_grouped(result, say), shared]
    return notes


def how_grouped(result: Stances, say: Translate) -> str:
    """How people were put into groups, and how well apart these are."""
    message = N_(
        "Groups: people with at least %(enough)s answers, on a map of two principal components, cut by "
        "k-means into as many groups as are best apart (silhouette %(silhouette)s, Rousseeuw 1987)."
    )
    return say(message) % {"enough": result.enough, "silhouette": f"{result.silhouette or 0:.2f}"}


def group_notes(result: Stances, say: Translate) -> list[str]:
    """How the shares of the groups came about, and why some are not shown."""
    left_out = N_(
        "A dash stands where fewer than %(least)s people of a group saw the card, or where the figure could be found "
        "by subtraction."
    )
    if result.tells_sides:
        return [say(SIDES_ALONE) % {"whole": WHOLE_FROM}, how_grouped(result, say)]
    return [
        say(N_("Shares are of those of the group who saw the card.")),
        say(left_out) % {"least": result.least},
        how_grouped(result, say),
    ]


def _pairs(result: PairResult, say: Translate) -> VoteTable:
    heads = (
        (N_("Score"), Kind.SCORE),
        (N_("Preferred"), Kind.COUNT),
        (N_("Not preferred"), Kind.COUNT),
        (N_("Judged by"), Kind.COUNT),
    )
    rows = [(*_named(card, say), card.score, card.wins, card.losses, card.people) for card in result.cards]
    notes = [
        say(
            N_(
                "Score: 100 × (preferred + 1) / (preferred + not preferred + 2), the chance in per cent to be "
                "preferred to another card drawn at random: Salganik and Levy 2015, PLOS ONE 10:e0123483 (All Our "
                "Ideas)."
            )
        ),
        say(N_("“I cannot decide” counts neither for nor against.")),
        say(
            N_(
                "Which pairs somebody got was drawn by a secret, every card about equally often; on large boards at "
                "the sealed level by chance alone."
            )
        ),
        say(N_("A card that fewer than %(least)s people judged has no score.")) % {"least": result.least},
    ]
    if result.sets > 1:
        notes.append(
            say(N_("%(sets)s sets of cards never met each other: there is no common order, so there are no ranks."))
            % {"sets": result.sets}
        )
    return _table(heads, rows, result.cards, notes, say)


def ways(say: Translate) -> dict[VoteKind, str]:
    """The ways of voting by name."""
    return {
        VoteKind.POINTS: say(N_("Points to share out")),
        VoteKind.APPROVE: say(N_("Marks for as many ideas as one likes")),
        VoteKind.STANCE: say(N_("Agree, pass or disagree")),
        VoteKind.PAIRS: say(N_("Which of two ideas")),
    }


def _table(
    heads: Sequence[tuple[str, Kind]],
    rows: Sequence[tuple[Value, ...]],
    cards: Sequence[object],
    notes: Sequence[str],
    say: Translate,
) -> VoteTable:
    first = ((N_("Rank"), Kind.COUNT), (N_("Card"), Kind.TEXT), (N_("Theme"), Kind.TEXT))
    columns = (*(Column(say(head), kind) for head, kind in first), *(Column(say(head), kind) for head, kind in heads))
    return VoteTable(columns, tuple(rows), tuple(getattr(card, "code", "") for card in cards), tuple(notes))


def _named(card: object, say: Translate) -> tuple[Value, Value, Value]:
    rank, text, theme = (getattr(card, name) for name in ("rank", "text", "theme"))
    return rank, text or say(ERASED), theme


def _sides(split: Split | None) -> tuple[float | None, float | None]:
    shares = split.shares if split else None
    return (shares[0], shares[2]) if shares else (None, None)

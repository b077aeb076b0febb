"""Where the cards lie between the groups of opinion: what unites them, what divides them, and a place on a map.

A function of the frozen figures alone, which are those of the answers and of nobody's place among them. A point is a
card, never a person; what was left out of the figures is left out here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from survey_app.exceptions import N_
from survey_app.services.stances import Side, Split, Stances, Stood
from survey_app.services.vote_tables import ERASED

MOST_DRAWN = 30
"""More cards than these cannot be told apart on one map; the table holds them all."""
SIDES: Mapping[Side, str] = {
    Side.UNITES: N_("all agree"),
    Side.REFUSED: N_("all disagree"),
    Side.DIVIDES: N_("divides"),
    Side.OPEN: N_("neither"),
}
_FROM_APART = (Side.DIVIDES, Side.OPEN, Side.UNITES, Side.REFUSED)
_FINDINGS = (
    (Side.DIVIDES, N_("“%(card)s” divides the groups most")),
    (Side.UNITES, N_("The groups agree on “%(card)s”")),
    (Side.REFUSED, N_("The groups disagree with “%(card)s” together")),
)
_SEVERAL = N_("“%(card)s” and others divide the groups most")
_TWO = 2
_MIDDLE = 0.5


@dataclass(frozen=True, slots=True)
class CardPlace:
    """One card: how each group stands to it, None where that cannot be shown, and what it does to the groups."""

    text: str
    by_group: tuple[Split | None, ...]
    side: Side

    @property
    def agree(self) -> tuple[float | None, ...]:
        """The share of each group that agrees."""
        return tuple(each.shares[0] if each and each.shares else None for each in self.by_group)

    @property
    def between(self) -> float:
        """How far the shares that agree lie apart; 0 without two to compare."""
        shares = [share for share in self.agree if share is not None]
        return max(shares) - min(shares) if shares else 0.0

    @property
    def from_middle(self) -> float:
        """How far the group that is surest stands from one half."""
        return max((abs(share - _MIDDLE) for share in self.agree if share is not None), default=0.0)


def places(result: Stances) -> list[CardPlace]:
    """Every card, what divides the groups most first; none without groups."""
    if not result.groups:
        return []
    found = sorted(((card, result.side_of(card)) for card in result.cards), key=lambda each: _order(*each))
    return [CardPlace(card.text, card.by_group, side) for card, side in found]


def on_map(found: Sequence[CardPlace]) -> list[CardPlace]:
    """The cards that a map of two groups can show, those that say most where there are too many."""
    shown = [each for each in found if len(each.by_group) == _TWO and None not in each.agree]
    kept = sorted(shown, key=lambda each: (-each.from_middle, each.text.casefold(), each.text))[:MOST_DRAWN]
    return [each for each in shown if each in kept]


def finding(found: Sequence[CardPlace], translate: Callable[[str], str]) -> str:
    """What divides most, else what unites, else that nothing does either."""
    for side, message in _FINDINGS:
        cards = [each for each in found if each.side is side]
        if not cards:
            continue
        is_shared = side is Side.DIVIDES and any(each.between == cards[0].between for each in cards[1:])
        return translate(_SEVERAL if is_shared else message) % {"card": cards[0].text or translate(ERASED)}
    return translate(N_("Nothing divides the groups, and nothing unites them"))


def _order(card: Stood, side: Side) -> tuple[object, ...]:
    """By how people stand to the card and what it says, never by its code."""
    cells = [(each.agree, each.passed, each.disagree) if each else () for each in card.by_group]
    return -card.apart, _FROM_APART.index(side), card.text.casefold(), card.text, cells

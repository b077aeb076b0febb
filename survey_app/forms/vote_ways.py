"""What a panellist chooses in a vote by marks, stances or pairs; whatever was sent can be shown again."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from survey_app.services.pair_votes import Pair
from survey_app.services.stance_figures import AGREE, DISAGREE, PASS

SHOWN, MARK, STANCE, PAIR = "shown", "mark", "stance.", "pair."
NEITHER = "neither"
STANCES: dict[str, int] = {"agree": AGREE, "pass": PASS, "disagree": DISAGREE}


@dataclass(slots=True)
class MarksForm:
    """The ideas that are marked; those of other pages keep what they had."""

    marked: set[str] = field(default_factory=set)

    def read(self, codes: Collection[str], posted: MultiDict[str, str]) -> "MarksForm":
        """Put the marks of the page that was sent in place of its earlier ones."""
        shown = set(posted.getlist(SHOWN)) & set(codes)
        self.marked = (self.marked - shown) | (set(posted.getlist(MARK)) & shown)
        return self


@dataclass(slots=True)
class StanceForm:
    """The stances by the code of the card."""

    said: dict[str, int] = field(default_factory=dict)

    def read(self, codes: Iterable[str], posted: Mapping[str, str]) -> "StanceForm":
        """Add what was chosen on the page that was sent."""
        for code in codes:
            stance = STANCES.get(posted.get(f"{STANCE}{code}", ""))
            if stance is not None:
                self.said[code] = stance
        return self


@dataclass(slots=True)
class PairForm:
    """What was chosen, by the number of the pair: the code of a card, or None for neither."""

    chosen: dict[int, str | None] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Iterable[Pair]) -> "PairForm":
        """The choices so far."""
        sides = {1: "left", -1: "right"}
        return cls(
            {
                pair.slot: getattr(pair, sides[pair.chosen]).code if pair.chosen else None
                for pair in pairs
                if pair.chosen is not None
            }
        )

    def read(self, pairs: Iterable[Pair], posted: Mapping[str, str]) -> "PairForm":
        """Add what was chosen on the page that was sent."""
        for pair in pairs:
            sent = posted.get(f"{PAIR}{pair.slot}")
            if sent is not None:
                self.chosen[pair.slot] = None if sent == NEITHER else sent
        return self

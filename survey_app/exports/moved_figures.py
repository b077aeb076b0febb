"""What moved in a real-time round while it was open, as it is frozen with its figures."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MovedItem:
    """One item: changes of released answers, and first answers of the first release against those that came later.

    None stands for what too few did. `shift` is Cliff's delta, above 0 where those who came later answered higher.
    """

    code: str
    changed: int | None
    up: int | None
    down: int | None
    early_n: int | None
    early_median: float | None
    late_n: int | None
    late_median: float | None
    shift: float | None
    shift_low: float | None
    shift_high: float | None
    second: "MovedItem | None" = None
    """The same on the second scale, where there is one and its moves were kept."""


@dataclass(frozen=True, slots=True)
class MovedFigures:
    """A real-time round: how many releases there were, and what moved by item."""

    releases: int
    items: tuple[MovedItem, ...]

    def item(self, code: str) -> MovedItem | None:
        """What moved of one item."""
        return next((each for each in self.items if each.code == code), None)

"""The frozen figures of a round, read for pages: never recomputed, always as they were when the round was analysed."""

from collections.abc import Mapping
from dataclasses import dataclass

from survey_app.models import PanelRound
from survey_app.stats.consensus import Verdict


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One declared group on one item; only groups of at least the smallest group are here at all."""

    name: str
    n: int
    median: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class MovementFigures:
    """How an item moved since the round before, over the people who rated it in both."""

    pairs: int
    only_before: int
    only_now: int
    unchanged: int
    up: int
    down: int
    net_change: float | None
    changed_share: float | None
    stable: bool | None
    wilcoxon_p: float | None
    wilcoxon_adjusted: float | None
    shortfall: str | None


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """One item in one round. Shares are of those who judged; `_of_all` of those who saw the item."""

    item_id: int
    code: str
    text: Mapping[str, str]
    n: int
    seen: int
    cannot_judge: int
    counts: tuple[tuple[float, int], ...]
    """Point of the scale and how many gave it, every point listed."""
    median: float | None
    lower: float | None
    upper: float | None
    iqr: float | None
    mean: float | None
    sd: float | None
    high: float | None
    high_limits: tuple[float, float] | None
    high_of_all: float | None
    low: float | None
    low_limits: tuple[float, float] | None
    low_of_all: float | None
    verdict: Verdict
    verdict_of_all: Verdict
    groups: tuple[GroupFigures, ...]
    movement: MovementFigures | None
    weight: float | None
    """Share of the item in the panel's importance, 0 to 1 over all items of the round; None when there is no rating."""

    @property
    def is_agreed(self) -> bool:
        """Whether the rule says so, high or low."""
        return self.verdict in (Verdict.AGREED_HIGH, Verdict.AGREED_LOW)


@dataclass(frozen=True, slots=True)
class ConcordanceFigures:
    """Kendall's W of a round; `shortfall` says why there is none."""

    w: float | None
    raters: int
    incomplete: int
    constant: int
    p: float | None
    test: str
    shortfall: str | None


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """Everything frozen of one round of ratings."""

    number: int
    protocol_version: int
    items: tuple[ItemFigures, ...]
    concordance: ConcordanceFigures
    flow: Mapping[str, int]
    """invited, accepted, finished, part, none, withdrawn."""
    groups: tuple[tuple[str, int, int], ...]
    """Name, members, and how many of them finished; small groups are not here."""
    input_hash: str
    libraries: Mapping[str, str]

    def item(self, item_id: int) -> ItemFigures | None:
        """The figures of one item."""
        return next((each for each in self.items if each.item_id == item_id), None)


def of_round(round_: PanelRound) -> RoundFigures | None:
    """The frozen figures of a round; None before it was analysed."""
    raise NotImplementedError

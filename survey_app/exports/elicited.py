"""The estimates of an item as one distribution: what a report shows, its words, and the cells of its tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from survey_app.exceptions import N_

Three = tuple[float, float, float]
"""Low, median and high of a distribution, or of one range."""
POOLS = {
    "median_of_quantiles": N_("Median of quantiles"),
    "quantile_average": N_("Quantile average"),
    "linear_pool": N_("Linear pool"),
}
"""The three ways to join ranges, by their names in JSON; the first is what a panel is shown."""
COLUMNS = (*(f"{name}_{end}" for name in POOLS for end in ("low", "median", "high")), "narrow", "one_sided")
METHOD = (
    N_(
        "Ranges joined: each is brought to 80 per cent in proportion (where no confidence is asked, its ends are the "
        "extremes) and cut to the limits of the scale. Median of quantiles: the median of every end. Quantile average: "
        "their mean. Linear pool: the mean of everybody's distribution, linear between the ends, the best estimate and "
        "the limits. Narrow ranges: best estimates weighted by 1/(high − low); one-sided: by how far they stand to one "
        "side."
    ),
    (
        "Hemming et al. 2018, Methods in Ecology and Evolution 9:169; Lichtendahl, Grushka-Cockayne and Winkler 2013, "
        "Management Science 59:1594; Stone 1961, Annals of Mathematical Statistics 32:1339; Hanea et al. 2021, PLOS "
        "ONE 16:e0256919 (weights from ranges)"
    ),
)


@dataclass(frozen=True, slots=True)
class ElicitedFigures:
    """Ranges of n people at one confidence, joined three ways. Curve and ranges are not there where too few answered.

    Ranges are sorted by their best figure, then by their ends: nothing in them says whose they are.
    """

    n: int
    confidence: float
    clipped: int | None
    """How many ranges a limit cut; like `capped`, None where ranges are held back."""
    median_of_quantiles: Three | None
    quantile_average: Three | None
    linear_pool: Three | None
    narrow: float | None = None
    """The best estimates with weights from the width of the ranges: 1/(high - low)."""
    one_sided: float | None = None
    """With weights from how far the best estimate stands to one side of its range."""
    capped: int | None = 0
    """How many ranges without width count as the narrowest one that has some."""
    curve: tuple[tuple[float, float], ...] = ()
    ranges: tuple[Three, ...] = ()

    @property
    def pools(self) -> tuple[tuple[str, Three], ...]:
        """The pools that exist, each with its words."""
        found = ((words, getattr(self, name)) for name, words in POOLS.items())
        return tuple((words, three) for words, three in found if three is not None)

    def joined_only(self) -> "ElicitedFigures":
        """Without what would show single people, or be true of one of them."""
        return replace(self, curve=(), ranges=(), clipped=None, capped=None)


def cells(found: ElicitedFigures | None) -> Sequence[float | None]:
    """The cells of `COLUMNS`."""
    pools = [getattr(found, name, None) or (None, None, None) for name in POOLS]
    return [
        *(end for three in pools for end in three),
        *(getattr(found, name, None) for name in ("narrow", "one_sided")),
    ]


def methods_of(found: Iterable[ElicitedFigures | None]) -> tuple[tuple[str, str], ...]:
    """How ranges were joined, where any were."""
    return (METHOD,) if any(found) else ()

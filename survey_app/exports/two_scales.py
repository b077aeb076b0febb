"""What the second scale of a panel came to, from the frozen figures alone: medians, movement, necessity, two minds."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from survey_app.exceptions import N_
from survey_app.exports.readings import ram_of
from survey_app.exports.round_report import ItemFigures, RoundPart
from survey_app.stats.appropriateness import RamClass
from survey_app.stats.panel_readings import ram_of_counts

TWO_MINDS = N_("two minds")
METHOD = (
    N_(
        "Two minds: at least floor((n + 1)/3) answers at each end of one of the two scales, and a middle half that "
        "reaches over half of it. The ends: of the first scale the declared ranges; of the second its halves, on nine "
        "or eleven points its outer thirds."
    ),
    "Fitch et al. 2001, The RAND/UCLA Appropriateness Method User's Manual",
)
NECESSITY_METHOD = (
    N_(
        "Necessity: read only of statements rated appropriate, that is with a median of 7 to 9 without disagreement; "
        "necessary when the median of the second scale is 7 to 9 without disagreement too."
    ),
    "Fitch et al. 2001, The RAND/UCLA Appropriateness Method User's Manual",
)
COLUMNS = (
    "second_n", "second_median", "second_lower", "second_upper", "second_mean", "second_sd", "second_net_change",
    "necessity", "two_minds",
)  # fmt: skip
"""What a line of the table of figures has more where a protocol has a second scale."""
_FIGURES = ("n", "median", "lower", "upper", "mean", "sd")


class Necessity(StrEnum):
    """What the second scale says of a statement, read as necessity."""

    NECESSARY = "necessary"
    UNCERTAIN = "uncertain"
    UNNECESSARY = "unnecessary"
    NOT_READ = "not_read"


WORDS: Mapping[Necessity, str] = {
    Necessity.NECESSARY: N_("necessary"),
    Necessity.UNCERTAIN: N_("necessity uncertain"),
    Necessity.UNNECESSARY: N_("not necessary"),
    Necessity.NOT_READ: N_("not read: not rated appropriate"),
}
_READ = {
    RamClass.APPROPRIATE: Necessity.NECESSARY,
    RamClass.UNCERTAIN: Necessity.UNCERTAIN,
    RamClass.INAPPROPRIATE: Necessity.UNNECESSARY,
}


def has_any(part: RoundPart) -> bool:
    """Whether a round asked on a second scale."""
    return any(item.second is not None for item in part.figures.items)


def looks_for_sides(part: RoundPart) -> bool:
    """Whether statements that split the panel are named: where the protocol seeks no agreement."""
    return not part.figures.seeks_agreement


def split(part: RoundPart) -> tuple[ItemFigures, ...]:
    """The statements on which the panel is of two minds, where the protocol looks for them."""
    return tuple(item for item in part.figures.items if item.is_split) if looks_for_sides(part) else ()


def necessity_of(part: RoundPart, item: ItemFigures) -> Necessity | None:
    """The necessity of a statement; None where it is not asked, or where too few answers may be shown for it."""
    first = ram_of(part, item)
    if not part.rules.necessity or first is None or item.second is None or not item.second.counts:
        return None
    if first.ram_class is not RamClass.APPROPRIATE:
        return Necessity.NOT_READ
    found = ram_of_counts(item.second.counts).ram_class
    return _READ[found] if found else None


def on_map(items: Sequence[ItemFigures]) -> list[tuple[ItemFigures, ItemFigures]]:
    """The statements with a median on both scales, each with its figures on the second one."""
    return [
        (item, item.second)
        for item in items
        if item.median is not None and item.second is not None and item.second.median is not None
    ]


def cells(part: RoundPart, item: ItemFigures) -> tuple[object, ...]:
    """What stands below `COLUMNS` for an item; None where there is nothing."""
    second = item.second
    if second is None:
        return (None,) * len(COLUMNS)
    necessity = necessity_of(part, item)
    moved = second.movement.net_change if second.movement else None
    figures = [getattr(second, name) for name in _FIGURES]
    return (*figures, moved, necessity.value if necessity else None, item.is_split)


def plain(part: RoundPart, item: ItemFigures, second: Mapping[str, Any] | None) -> dict[str, Any]:
    """The second scale of an item for machines: `second` are its figures as they are written; nothing without one."""
    if second is None:
        return {}
    left_out = ("item_id", "code", "text", "verdict", "verdict_of_all", "weight", "estimate", "second", "choice")
    figures = {name: value for name, value in second.items() if name not in left_out}
    necessity = necessity_of(part, item)
    return {"second": figures, "necessity": necessity.value if necessity else None, "two_minds": item.is_split}

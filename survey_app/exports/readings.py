"""Further readings of a round that its protocol declares, from the frozen distributions alone: RAND/UCLA and fuzzy.

Where a distribution is kept back its readings are too: they would tell it.
"""

from collections.abc import Mapping
from typing import Any

from survey_app.exceptions import N_
from survey_app.exports.round_report import ItemFigures, RoundPart
from survey_app.stats.appropriateness import Appropriateness, RamClass
from survey_app.stats.fuzzy import FuzzyItem
from survey_app.stats.panel_readings import TABLES, FuzzyTable, fuzzy_of_counts, ram_of_counts

__all__ = ["COLUMNS", "FUZZY_METHOD", "RAM_CLASSES", "RAM_METHOD", "cells", "fuzzy_of", "has_any", "plain", "ram_of"]

RAM_CLASSES: Mapping[RamClass, str] = {
    RamClass.APPROPRIATE: N_("appropriate"),
    RamClass.UNCERTAIN: N_("uncertain"),
    RamClass.INAPPROPRIATE: N_("inappropriate"),
}
RAM_METHOD = (
    N_(
        "Class by RAND/UCLA: median 6.5 and above appropriate, below 3.5 inappropriate, else uncertain; disagreement "
        "makes it uncertain. By range: IPR = P70 − P30 above IPRAS = 2.35 + 1.5 |5 − (P30 + P70)/2|; the index is "
        "IPR/IPRAS. By count: at least floor((n + 1)/3) ratings in 1–3 and as many in 7–9."
    ),
    "Fitch et al. 2001, The RAND/UCLA Appropriateness Method User's Manual",
)
FUZZY_METHOD = (
    N_(
        "Fuzzy average: the mean of the ratings as (least, middle, largest); distance of one rating: root of the mean "
        "squared difference of the three; near: up to 0.2; crisp: (least + middle + largest)/3. Accepted: mean "
        "distance up to 0.2, at least 75% near, and crisp 0.5 or more."
    ),
    "Chen 2000, Fuzzy Sets and Systems 114:1; Cheng and Lin 2002, European Journal of Operational Research 142:174",
)
COLUMNS = (
    "ram_class", "ram_class_by_count", "p30", "p70", "ipr", "ipras", "disagreement_index", "fuzzy_low", "fuzzy_middle",
    "fuzzy_high", "fuzzy_distance", "fuzzy_near", "fuzzy_crisp", "fuzzy_accepted",
)  # fmt: skip
"""What a line of the table of figures has more where a protocol declares a reading."""
_RAM = ("p30", "p70", "ipr", "ipras", "index")
_FUZZY = ("low", "middle", "high", "mean_distance", "near_share", "crisp", "accepted")


def has_any(part: RoundPart) -> bool:
    """Whether the rules of a round declare a reading."""
    return part.figures.has_rule and (part.rules.ram or part.rules.fuzzy != FuzzyTable.NONE)


def ram_of(part: RoundPart, item: ItemFigures) -> Appropriateness | None:
    """The class of an item; None where it is not declared, nobody rated, or too few to show a distribution."""
    if not part.figures.has_rule or not part.rules.ram or not item.n or not item.counts:
        return None
    return ram_of_counts(item.counts)


def fuzzy_of(part: RoundPart, item: ItemFigures) -> FuzzyItem | None:
    """The fuzzy average of an item; None in the same cases as the class."""
    table = FuzzyTable(part.rules.fuzzy)
    if not part.figures.has_rule or table not in TABLES or not item.n or not item.counts:
        return None
    return fuzzy_of_counts(item.counts, table)


def cells(part: RoundPart, item: ItemFigures) -> tuple[object, ...]:
    """What stands below `COLUMNS` for an item; None where there is nothing."""
    ram, fuzzy = ram_of(part, item), fuzzy_of(part, item)
    classes = (_word(ram.ram_class), _word(ram.classic_class)) if ram else (None, None)
    found = [getattr(ram, name) if ram else None for name in _RAM]
    return (*classes, *found, *(getattr(fuzzy, name) if fuzzy else None for name in _FUZZY))


def plain(part: RoundPart, item: ItemFigures) -> dict[str, Any]:
    """The readings of an item for machines: empty where none is declared."""
    if not has_any(part):
        return {}
    found = dict(zip(COLUMNS, cells(part, item), strict=True))
    ram = ram_of(part, item)
    fuzzy = {"fuzzy_table": str(part.rules.fuzzy)} if part.rules.fuzzy != FuzzyTable.NONE else {}
    extended = {"ram_count_extended": ram.classic.extended} if ram and ram.classic else {}
    return {"readings": found | fuzzy | extended}


def _word(found: RamClass | None) -> str | None:
    return found.value if found else None

"""The frame of the sample study: 1,224 customers whose 80 % draw inside each industry gives the 979 of the real study.

The draw decides who is asked, so the places are laid over the frame afterwards: the drawn customers get the places of
the published table, the others spread alike. Drawing again with the same seed therefore gives the published table.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from survey_app.questions.definition import Text
from survey_app.stats.sampling import allocate, draw_strata

FOLDER = Path(__file__).parent
SEED = 2006
RATE = "80%"
SIZES = {
    "A": 96, "B": 88, "C": 74, "D": 31, "E": 112, "F": 58, "G": 121, "H": 149, "I": 107, "J": 36,
    "K": 41, "L": 63, "M": 94, "N": 45, "O": 22, "P": 19, "Q": 26, "R": 14, "S": 28,
}  # fmt: skip
NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Customer:
    """One member of the frame; `place` is empty where the list says none."""

    unit: str
    industry: str
    place: str


def industries() -> dict[str, Text]:
    """The industry codes of the study and their labels; A and B carry the same label in the source."""
    return {row["code"]: _said(row, "label") for row in _rows("industries.csv")}


def places() -> dict[str, int]:
    """How many questionnaires were issued to each place; an empty name for those that state none."""
    return {"" if _is_none(row) else row["place"]: int(row["issued"]) for row in _rows("places.csv")}


def place_names() -> dict[str, Text]:
    """What each place is called."""
    return {row["place"]: _said(row, "place") for row in _rows("places.csv") if not _is_none(row)}


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _is_none(row: dict[str, str]) -> bool:
    return row["place"] == NOT_STATED


def _said(row: dict[str, str], column: str) -> Text:
    return {"en": row[column], "es": row[f"{column}_es"], "zh_Hans_CN": row[f"{column}_zh"]}


@cache
def customers() -> tuple[Customer, ...]:
    """The whole frame, in the order of the customers' numbers."""
    industry_of = {f"C{number:04d}": code for number, code in enumerate(_industry_codes(), 1)}
    sizes: dict[str | None, int] = {code: SIZES[code] for code in sorted(SIZES)}
    drawn = draw_strata(industry_of, allocate(sizes, RATE), SEED)
    asked = sorted(unit for stratum in drawn.strata for unit in stratum.units)
    left = sorted(industry_of.keys() - set(asked))
    place_of = dict(zip(asked, _spread(places(), len(asked)), strict=True))
    place_of |= dict(zip(left, _spread(places(), len(left)), strict=True))
    return tuple(Customer(unit, industry_of[unit], place_of[unit]) for unit in sorted(industry_of))


def _industry_codes() -> Iterator[str]:
    """Every industry's code as often as it has customers, mixed so that neighbours differ."""
    slots = [((position + 0.5) / size, code) for code, size in SIZES.items() for position in range(size)]
    return (code for _at, code in sorted(slots))


def _spread(counts: dict[str, int], size: int) -> list[str]:
    """The places in the given proportions, mixed; exactly the counts when `size` is their sum."""
    total = sum(counts.values())
    slots = [((position + 0.5) / count, place) for place, count in counts.items() for position in range(count)]
    ordered = [place for _at, place in sorted(slots)]
    return [ordered[index * total // size] for index in range(size)]

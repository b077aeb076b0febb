"""How statements with a scale of their own do by chance in a first round, read back from where it is kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from survey_app.exceptions import N_

__all__ = ["KEPT_APART", "UNSOUGHT", "UNTRIED", "OwnScaleLine", "from_json", "to_json"]

UNTRIED = N_(
    "An estimate neither passes nor fails, so there is no chance to give: %(codes)s. Enter what came true later, and "
    "the results score it."
)
UNSOUGHT = N_("This protocol seeks no agreement, so nothing passes or fails: %(codes)s.")
KEPT_APART = N_(
    "Computed for a first round. How people drift, leave and stop moving is tried on the protocol's scale alone."
)


@dataclass(frozen=True, slots=True)
class OwnScaleLine:
    """One own scale and the statements on it: the probability that one of them counts as agreed in a first round.

    `by_chance` is of answers at random, `in_smallest` the same in the smallest panel with a verdict, `by_majority` of a
    true majority. All three are None where nothing passes or fails.
    """

    scale: Mapping[str, Any]
    codes: tuple[str, ...]
    by_chance: float | None = None
    in_smallest: float | None = None
    by_majority: float | None = None


def to_json(lines: tuple[OwnScaleLine, ...]) -> dict[str, Any]:
    """The part of a kept trial; nothing where no statement has a scale of its own."""
    return {"own_scales": [asdict(line) | {"codes": list(line.codes)} for line in lines]} if lines else {}


def from_json(kept: Mapping[str, Any]) -> tuple[OwnScaleLine, ...]:
    """The lines of a kept trial; none in a trial from before there were any."""
    return tuple(
        OwnScaleLine(
            dict(each["scale"]),
            tuple(str(code) for code in each["codes"]),
            *(_share(each[name]) for name in ("by_chance", "in_smallest", "by_majority")),
        )
        for each in kept.get("own_scales", ())
    )


def _share(value: float | None) -> float | None:
    return None if value is None else float(value)

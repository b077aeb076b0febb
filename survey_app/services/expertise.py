"""How much a panel's experts say they know: asked once, before the first round, and kept only as figures of the panel.

What somebody says lies in their sealed sheet and nowhere else. The mix computes the panel's means and throws it away:
no row says what one person said, at any level of anonymity.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_, Refusal
from survey_app.stats.authority import BASES, FAMILIARITY, authority_of_levels

QUESTION = "expertise"
LEVELS = ("large", "medium", "small")
_WHOLE = 100
_BASIS, _FAMILIAR = "basis", "familiar"


class WeightsRefused(Refusal):
    """The weights cannot be computed with."""

    status = 422
    message = N_(
        "The weights of the bases fall from large to small, those of familiarity from very to hardly, and the large "
        "ones sum to 100 at most."
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said: how much each base influenced the judgement, and how familiar the subject is.

    A part that was left out is not there; `skipped` says that the person went on without saying anything.
    """

    judgement: Mapping[str, str]
    familiarity: str | None = None
    skipped: bool = False

    def to_json(self) -> dict[str, Any]:
        """As it lies in the person's own copy and in the sheet."""
        if self.skipped:
            return {"s": True}
        return {"b": {base: self.judgement[base] for base in BASES if base in self.judgement}, "f": self.familiarity}


def default_weights() -> dict[str, int]:
    """The weights of the method, in hundredths, by the name of their field.

    >>> default_weights()["basis_practice_large"], default_weights()["familiar_5"]
    (50, 20)
    """
    bases = {
        f"{_BASIS}_{base}_{level}": round(weights[level] * _WHOLE)
        for base, weights in BASES.items()
        for level in LEVELS
    }
    return bases | {f"{_FAMILIAR}_{level}": round(weight * _WHOLE) for level, weight in FAMILIARITY.items()}


def check_weights(weights: Mapping[str, int]) -> None:
    """Refuse weights that are no shares, rise where they should fall, or sum to more than the whole."""
    rows = [[weights.get(f"{_BASIS}_{base}_{level}", -1) for level in LEVELS] for base in BASES]
    rows.append([weights.get(f"{_FAMILIAR}_{level}", -1) for level in FAMILIARITY])
    falls = all(row == sorted(row, reverse=True) and 0 <= row[-1] <= row[0] <= _WHOLE for row in rows)
    if not falls or sum(row[0] for row in rows[:-1]) > _WHOLE:
        raise WeightsRefused


def tables(weights: Mapping[str, int]) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """The weights as the statistics take them: of the bases, and of familiarity."""
    known = {**default_weights(), **weights}
    bases = {base: {level: known[f"{_BASIS}_{base}_{level}"] / _WHOLE for level in LEVELS} for base in BASES}
    return bases, {level: known[f"{_FAMILIAR}_{level}"] / _WHOLE for level in FAMILIARITY}


def most_bytes() -> int:
    """The most bytes of what one person says."""
    widest = Said(dict.fromkeys(BASES, "medium"), "1")
    return len(json.dumps(widest.to_json()))


def read(content: object) -> Said | None:
    """What a sheet or an own copy says; None for whatever no page of ours can have written."""
    if not isinstance(content, Mapping):
        return None
    if content.get("s") is True:
        return Said({}, skipped=True)
    judgement, familiarity = content.get("b"), content.get("f")
    if not isinstance(judgement, Mapping) or not (familiarity is None or _is_one_of(familiarity, FAMILIARITY)):
        return None
    if any(base not in BASES or not _is_one_of(level, LEVELS) for base, level in judgement.items()):
        return None
    return Said(dict(judgement), familiarity)


def _is_one_of(value: object, known: Iterable[str]) -> bool:
    return isinstance(value, str) and value in known


def figures(said: Iterable[Said], weights: Mapping[str, int], least: int) -> dict[str, Any]:
    """The authority of the panel as it is frozen: means over those who said everything, from `least` of them on.

    The same whatever the order of the sheets; single experts are nowhere in it.
    """
    bases, levels = tables(weights)
    ordered = sorted((each for each in said), key=lambda each: json.dumps(each.to_json(), sort_keys=True))
    judgement = [{base: each.judgement.get(base) for base in bases} for each in ordered]
    found = authority_of_levels(judgement, [each.familiarity for each in ordered], bases=bases, levels=levels)
    document = {
        "n": found.n,
        "missing": found.missing,
        "threshold": found.threshold,
        "source": found.source,
        "least": least,
        "weights": dict(weights),
    }
    if found.n < least:
        return document | dict.fromkeys(("ca", "cs", "cr", "at_threshold"))
    return document | {
        "ca": found.ca.value,
        "cs": found.cs.value,
        "cr": found.cr.value,
        "at_threshold": found.at_threshold,
    }

"""What makes an expectation: how much more, or less, those expect whom a source has formed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from survey_app.stats.answers import Values, as_numbers, as_weights, base_cautions
from survey_app.stats.descriptive import Mean, mean
from survey_app.stats.results import Base, Reason, Result
from survey_app.stats.trend import Change, mean_change

__all__ = ["FormedBy", "Source", "formed_by"]

_SOURCE = "Welch 1947, Biometrika 34:28; what forms expectations as a customer study of 2006 lists it"


@dataclass(frozen=True, slots=True)
class Source:
    """One source: the mean expectation of those it formed and of the others, and the first less the second.

    The others and the difference are None where they may not be shown.
    """

    name: str
    formed: Mean
    others: Mean | None
    difference: Change | None


@dataclass(frozen=True, kw_only=True)
class FormedBy(Result):
    """The mean expectation of all who said what formed it, and every source, the most raising first.

    `everybody` are all who have an expectation, whether or not they said what formed it.
    """

    whole: Mean
    everybody: Mean
    sources: tuple[Source, ...]


def formed_by(
    expected: Values, sources: Mapping[str, Values], level: float = 0.95, weights: Values | None = None
) -> FormedBy:
    """Compare what people expect by what formed it.

    Parameters: expected, one rating a person, None and NaN missing; sources, by name, 1 where the source was named and
    0 where it was not, None and NaN where the question was not answered; level, confidence; weights, or None.
    Returns: FormedBy; who gave no expectation, or named no source at all, is left out and counted as missing.
    Raises: StatisticsRefused as `mean`.
    Formula: mean of those who named it less mean of those who did not, with the interval of Welch.
    Do not trust a difference as an effect: people who hear of a firm from others differ in more than that.
    Source: Welch 1947; the list of sources is that of the source texts (docs/source-texts.md, D2).

    >>> found = formed_by([5, 4, 2, 1], {"others": [1, 1, 0, 0], "brand": [0, 1, 0, 1]})
    >>> [(each.name, each.difference.value) for each in found.sources]
    [('others', 3.0), ('brand', -1.0)]
    """
    rated = as_numbers(expected)
    mass = as_weights(weights, rated.size)
    flags = {name: as_numbers(each) for name, each in sources.items()}
    answered = ~np.isnan(rated)
    for each in flags.values():
        answered &= ~np.isnan(each)
    listed = [_source(name, rated, each == 1, answered, (mass, level)) for name, each in flags.items()]
    whole = mean(np.where(answered, rated, np.nan), level=level, weights=mass)
    return FormedBy(
        whole=whole,
        everybody=mean(rated, level=level, weights=mass),
        sources=tuple(sorted(listed, key=_rank)),
        n=whole.n,
        missing=rated.size - whole.n,
        base=Base.BOTH_SIDES,
        method="welch",
        source=_SOURCE,
        cautions=base_cautions(whole.n),
        reason=None if whole.n else Reason.NO_ANSWERS,
    )


def _rank(each: Source) -> float:
    return -(each.difference.value or 0.0) if each.difference else 0.0


def _source(name: str, rated: Values, named: Values, answered: Values, rules: tuple[Values | None, float]) -> Source:
    mass, level = rules
    sides = [np.asarray(answered) & (np.asarray(named) == wanted) for wanted in (False, True)]
    values = [np.asarray(rated)[side] for side in sides]
    weights = [None if mass is None else np.asarray(mass)[side] for side in sides]
    found = [mean(value, level=level, weights=weight) for value, weight in zip(values, weights, strict=True)]
    change = mean_change(values[0], values[1], level, weights_before=weights[0], weights_now=weights[1])
    return Source(name, found[1], found[0], change)

"""Which lines of an analysis may be shown where each stands for itself: only what would lay somebody open is hidden.

A source, or a segment, that too few people have is left out, and with it the smallest others until what adding and
subtracting can reach is either nobody or enough people.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

from survey_app.services.columns import Mask, Places
from survey_app.services.groups import merged, showable

NAMED, OTHERS, NEITHER = 1, 0, 2
"""Places of a source: those it formed, those it did not, and those who did not say what formed them."""
_TWICE, _ALL_SIGNS, _ALL_SUMS, _AT_ONCE = 5, 7, 12, 3


@dataclass(frozen=True, slots=True)
class Rules:
    """How small a group may be; the people of an analysis, and whether a grouping of everybody may be shown at all.

    `cells` are the people that filters and weights tell apart. `may_show` crosses a grouping with them.
    """

    least: int
    mask: Mask
    cells: Places
    may_show: Callable[[Places], bool]


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources that may be shown, and whether those they did not form may be shown beside them."""

    names: frozenset[str]
    has_others: bool


def sources_shown(columns: Mapping[str, Places], rules: Rules) -> Sources:
    """What may be shown of the sources; everybody's mean is known from elsewhere.

    Where few did not say what formed them, the others of a source would give them away: only those whom a source
    formed stand then against everybody.
    """
    first = next(iter(columns.values()))
    known = first >= 0
    said = np.where(known, first == NEITHER, -1).astype(np.int64)
    has_others = not (first == NEITHER).any() or rules.may_show(said)
    whole = [known, known & (first != NEITHER)] if has_others else [known]
    shown = {name: each for name, each in columns.items() if rules.may_show(_sided(each, has_others=has_others))}
    while shown and fewest_reached([*whole, *(each == NAMED for each in shown.values())], rules.cells) < rules.least:
        del shown[min(shown, key=lambda name: (int((shown[name] == NAMED).sum()), name))]
    return Sources(frozenset(shown), has_others)


def _sided(places: Places, *, has_others: bool) -> Places:
    return places if has_others else np.where(places == NEITHER, OTHERS, places)


def segments_shown(places: Places, rules: Rules) -> frozenset[int]:
    """The segments (from 1 on; 0 is none, -1 no answer) of which a figure may be shown beside that of everybody."""
    if rules.least == 1:
        return frozenset(np.unique(places[places > 0]).tolist())
    parts = [places[places >= 0], places[(places >= 0) & rules.mask]]
    shown = frozenset.intersection(*(_showable(part, rules.least) for part in parts)) - {0}
    told = np.where(np.isin(places, list(shown)) | (places < 0), places, 0)
    return shown if shown and rules.may_show(told) else frozenset()


def _showable(places: Places, least: int) -> frozenset[int]:
    values, counts = np.unique(places, return_counts=True)
    return showable(dict(zip(values.tolist(), counts.tolist(), strict=True)), least)


def fewest_reached(sets: Sequence[Mask], cells: Places) -> int:
    """How few people of a cell adding and subtracting these sets can reach, nobody apart; many where there is no way.

    A sum of answers over each set is known to whoever sees its mean and base. What is left of a combination is a sum
    over the people who do not cancel out.

    >>> friends, papers = np.array([1] * 6 + [0] * 5, bool), np.array([0] * 6 + [1] * 4 + [0], bool)
    >>> fewest_reached([np.ones(11, bool), friends, papers], np.zeros(11, np.int64))
    1
    >>> fewest_reached([np.ones(11, bool), friends], np.zeros(11, np.int64))
    5
    """
    inside = np.column_stack(sets)
    found = np.iinfo(np.int64).max
    for cell in np.unique(cells).tolist():
        patterns, counts = np.unique(inside[cells == cell], axis=0, return_counts=True)
        left = (_signs(len(sets)) @ patterns.T.astype(np.int64)) != 0
        reached = left @ counts
        found = min(found, int(reached[reached > 0].min(initial=found)))
    return found


def _signs(size: int) -> npt.NDArray[np.int64]:
    """The combinations to try: every one of few sets; of many, the first less some, and a few at once."""
    if size <= _ALL_SIGNS:
        factors = range(-2, 3) if size <= _TWICE else range(-1, 2)
        return np.array(list(product(factors, repeat=size)), np.int64)
    tried = [
        [dict(zip(places, signs, strict=True)).get(place, 0) for place in range(size)]
        for places in combinations(range(size), _AT_ONCE)
        for signs in product((-1, 0, 1), repeat=_AT_ONCE)
    ]
    rest = product((0, -1), repeat=size - 2) if size <= _ALL_SUMS else [(-1,) * (size - 2)]
    for taken in rest:  # everybody less some, and those who said anything less some
        tried += [[1, 0, *taken], [0, 1, *taken]]
    return np.array(tried, np.int64)


def told_apart(told: Sequence[Places], weights: Places | None, size: int, least: int) -> Places:
    """The people that filters and weights tell apart, each group by its place."""
    columns = [*(merged(each, least) for each in told), *([weights] if weights is not None else [])]
    if not columns:
        return np.zeros(size, np.int64)
    return np.asarray(np.unique(np.column_stack(columns), axis=0, return_inverse=True)[1].reshape(-1), np.int64)

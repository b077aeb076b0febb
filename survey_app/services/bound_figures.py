"""What may be told of answers where nobody's whole answer may be put together again.

Points that come to one total and ranks that are each given once bind each other: what one person gives to one statement
leaves little for the others. So whole answers follow from the figures of every statement, with nothing but a program
that solves for them. And a figure over whole answers, like Kendall's W, says which ratings belong together.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import floor, perm

from survey_app.exports.round_report import FEWEST_UNNAMED, ConcordanceFigures, GroupFigures, ItemFigures
from survey_app.services import moves_told
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import ItemScale

QUARTILES_FROM = 9
"""From so many answers on quartiles are told; of five they are three of the answers themselves."""
MEDIANS_FROM_RANKINGS, QUARTILES_FROM_RANKINGS = 24, 120
"""Where fewer rankings than these are possible, no median or no quartiles are told: four statements have 24."""
EXACT_FROM, EXACT_STATEMENTS = 20, 6
"""From so many raters or statements on Kendall's W of ratings is told with two decimals and its p."""
_ROOM_FOR_MEANS = {3: 30, 4: 20, 5: 12, 6: 12, 7: 8, 8: 8, 9: 8}
_ROOM_FOR_QUARTILES = {5: 30, 6: 20, 7: 16, 8: 12, 9: 12}
_ROOM_OF_MANY, _ROOM_OF_MANY_QUARTILES = 5, 8
"""By the number of ranked statements: how much room a panel leaves from which mean ranks, and quartiles beside them,
leave it open who gave what; measured in decision 21, the largest room at which anything was certain and half more."""
_LEVELS = (0.7, 0.5, 0.3, 0.1)
"""What Schmidt 1997 (Decision Sciences 28:763) calls strong, moderate, weak and very weak agreement."""
_MANY, _FIRST = 10, 3
"""Where only the first statements are ranked: of so many, and so many of them, they count like all."""
_CLASSES, _FINEST = 10, 0.2
_SAME, _CLOSE, _LEAST_P = 9, 1e-6, 0.0001


def is_bound(scale: ItemScale, rank_top: int) -> bool:
    """Whether the answers of one person bind each other."""
    return scale is ItemScale.POINTS or (scale is ItemScale.RANKING and rank_top != 1)


def told_of_all(items: Sequence[ItemFigures], rules: ProtocolRules) -> tuple[ItemFigures, ...]:
    """The figures of all statements of a round; places and weights follow from all of them together."""
    if not is_bound(rules.scale, rules.rank_top):
        return tuple(items)
    if rules.scale is ItemScale.RANKING:
        items = _placed(items)
    open_ = room(items, rules)
    found = tuple(told(each, rules, len(items), open_) for each in items)
    return _shared_out(found) if rules.scale is ItemScale.POINTS else found


def told_groups(found: Sequence[GroupFigures]) -> tuple[GroupFigures, ...]:
    """The median of groups that are large enough.

    Who is in a group is on the roll. With the distribution of all, quartiles and shares of a group that is of one mind
    say so for certain, and with it what each of its people answered; medians of small groups now and then do, too.
    """
    return tuple(GroupFigures(each.name, each.n, each.median, None, None) for each in found if each.n >= FEWEST_UNNAMED)


def room(items: Sequence[ItemFigures], rules: ProtocolRules) -> float:
    """How much a panel that ranks leaves open: n (k - 1) (1 - W) where all k statements are ranked, 0 where unknown.

    It is Friedman's chi square at full agreement less the one found, and follows from the mean ranks.

    Source: Kendall and Babington Smith 1939, Annals of Mathematical Statistics 10:275 (W); Friedman 1937.
    """
    means = [item.mean for item in items if item.mean is not None]
    count, answers = len(items), {item.n for item in items}
    if rules.scale is not ItemScale.RANKING or len(means) < count or len(answers) != 1:
        return 0.0
    given = min(rules.rank_top or count, count)
    ranks = [min(rank, given + 1) for rank in range(1, count + 1)]
    if abs(sum(means) - sum(ranks)) > _CLOSE:
        return 0.0
    squares = sum(rank**2 for rank in ranks) - sum(mean**2 for mean in means)
    return answers.pop() * squares * 12 / (count * (count + 1))


def told(item: ItemFigures, rules: ProtocolRules, items: int, open_: float = 0.0) -> ItemFigures:
    """The figures of one of so many bound items from which nobody's whole answer can be put together.

    `open_` is the room that the panel leaves.
    """
    item = replace(
        item,
        counts=(),
        sd=None,
        movement=item.movement and moves_told.without_pairs(item.movement),
        groups=item.groups if rules.scale is ItemScale.POINTS else (),
    )
    if item.n < QUARTILES_FROM:
        item = replace(item, lower=None, upper=None, iqr=None)
    if rules.scale is ItemScale.POINTS:
        return _points(item, rules)
    size = _size(rules, items)
    is_wide = size >= min(_ROOM_FOR_MEANS) and open_ >= _ROOM_FOR_MEANS.get(size, _ROOM_OF_MANY)
    if item.mean is not None and is_wide:
        return _mean_rank(item, size, open_)
    return _ranks(item, _rankings(rules, items))


def told_together(found: ConcordanceFigures, rules: ProtocolRules, items: Sequence[ItemFigures]) -> ConcordanceFigures:
    """Kendall's W so roughly that it does not say which answers belong together; `items` as they are told.

    Who gave one rating to everything is counted with those who left something out: where one rating only was given to
    every statement, the count would tell a whole answer.
    """
    found = replace(found, incomplete=found.incomplete + found.constant, constant=0)
    if found.w is None or found.raters < rules.min_median:
        return replace(found, w=None, p=None)
    is_exact = found.raters >= EXACT_FROM or len(items) >= EXACT_STATEMENTS
    if is_bound(rules.scale, rules.rank_top):
        is_ranked = rules.scale is ItemScale.RANKING
        is_exact = is_ranked and not found.is_floor and all(item.mean is not None for item in items)
        if not is_exact and is_ranked and _rankings(rules, len(items)) < QUARTILES_FROM_RANKINGS:
            return replace(found, w=None, p=None)
        if not is_exact:
            reached = next((level for level in _LEVELS if found.w >= level - 10**-_SAME), 0.0)
            return replace(found, w=reached, p=None, is_floor=True)
    if not is_exact:
        return replace(found, w=round(found.w, 1), p=None)
    return replace(found, w=round(found.w, 2), p=None if found.p is None else max(round(found.p, 3), _LEAST_P))


def _points(item: ItemFigures, rules: ProtocolRules) -> ItemFigures:
    """The mean in hundredths of the total, the middle half from one tenth of it to another."""
    step = rules.points_total / _CLASSES
    lower = None if item.lower is None else step * min(floor(item.lower / step), _CLASSES - 1)
    upper = None if item.upper is None else step * min(floor(item.upper / step) + 1, _CLASSES)
    iqr = None if lower is None or upper is None else upper - lower
    fine = max(step / _CLASSES, _FINEST)
    mean = None if item.mean is None else round(fine * round(item.mean / fine), _SAME)
    return replace(item, lower=lower, upper=upper, iqr=iqr, mean=mean)


def _size(rules: ProtocolRules, items: int) -> int:
    """How many statements count; where only the first few of few are ranked, as many as there are different ranks."""
    top = rules.rank_top or items
    return items if top >= items or (items >= _MANY and top >= _FIRST) else top + 1


def _mean_rank(item: ItemFigures, size: int, open_: float) -> ItemFigures:
    """Mean rank and weight; median and quartiles beside them only where there is room for both."""
    if size < min(_ROOM_FOR_QUARTILES) or open_ < _ROOM_FOR_QUARTILES.get(size, _ROOM_OF_MANY_QUARTILES):
        return replace(item, median=None, lower=None, upper=None, iqr=None)
    return item


def _ranks(item: ItemFigures, possible: int) -> ItemFigures:
    """The place, and as much of the middle as the number of possible rankings allows; no mean: few say it all."""
    item = replace(item, mean=None, weight=None)
    if possible < QUARTILES_FROM_RANKINGS:
        item = replace(item, lower=None, upper=None, iqr=None)
    return replace(item, median=None) if possible < MEDIANS_FROM_RANKINGS else item


def _placed(items: Sequence[ItemFigures]) -> tuple[ItemFigures, ...]:
    """The place of each by its mean, ties sharing one; what was told before by its place alone keeps it."""
    means = {item.item_id: round(item.mean, _SAME) for item in items if item.mean is not None}
    places = {code: 1 + sum(other < mean for other in means.values()) for code, mean in means.items()}
    return tuple(replace(item, place=places.get(item.item_id, item.place)) for item in items)


def _shared_out(items: tuple[ItemFigures, ...]) -> tuple[ItemFigures, ...]:
    """Weights by the means that are told: the exact ones would tell the exact means."""
    total = sum(item.mean for item in items if item.mean is not None)
    return tuple(replace(item, weight=item.mean / total if item.mean is not None and total else None) for item in items)


def _rankings(rules: ProtocolRules, items: int) -> int:
    return perm(items, min(rules.rank_top or items, items))

"""Rankings: what a whole ranking is, and where the panel places every statement."""

from collections import Counter
from collections.abc import Mapping, Sequence

from survey_app.exports.rankings import places
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.round_figures import RoundFigures

__all__ = ["is_ranking", "panel_places"]


def is_ranking(values: Sequence[float | None], rules: ProtocolRules, *, items: int = 0) -> bool:
    """Whether every rank stands once at most; with the number of items, whether they are ranked as a whole.

    What is not ranked stands one after the last rank.

    >>> rules = ProtocolRules(scale_min=1, scale_max=3, rank_top=2)
    >>> is_ranking([1, 3, 2, 3], rules, items=4), is_ranking([1, 1, 3], rules), is_ranking([1], rules)
    (True, False, True)
    >>> is_ranking([1, 3, 3], rules, items=3), is_ranking([1, 2], rules, items=3)
    (False, False)
    """
    last = rules.ranks_given
    ranks = Counter(value for value in values if value is not None and value <= last)
    if any(count > 1 for count in ranks.values()):
        return False
    return not items or (None not in values and len(values) == items and len(ranks) == min(last, items))


def panel_places(figures: RoundFigures | None) -> Mapping[int, int]:
    """The place of every item in the panel's order by its mean rank; only of those that may be shown."""
    return places(figures.items) if figures else {}

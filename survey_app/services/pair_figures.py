"""What choices between two cards come to: a smoothed score for each card that enough people judged."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from survey_app.stats.pairs import pair_score, pairwise

Choice = tuple[str, str, int]
"""Two cards, and 1 for the first, -1 for the second, 0 for neither."""


def freeze(people: Sequence[Sequence[Choice]], cards: Sequence[Mapping[str, Any]], least: int) -> dict[str, Any]:
    """The figures of the cards, in the order of the cards.

    A card that fewer than `least` people judged has none; where it would be the only one without, the next one that
    fewest judged has none either, so that the others do not tell what it got. Whoever preferred neither judged neither.
    """
    wins: Counter[str] = Counter()
    losses: Counter[str] = Counter()
    judges: Counter[str] = Counter()
    decided = []
    for choices in people:
        firm = [(one, two, one if value > 0 else two) for one, two, value in choices if value]
        decided += firm
        judges.update({code for one, two, _won in firm for code in (one, two)})
        wins.update(won for _one, _two, won in firm)
        losses.update(two if won == one else one for one, two, won in firm)
    hidden = _hidden({card["code"]: judges[card["code"]] for card in cards}, least)
    skipped = sum(not value for choices in people for _one, _two, value in choices)
    lines = []
    for card in cards:
        code = card["code"]
        is_shown = bool(judges[code]) and code not in hidden
        lines.append(
            dict(card)
            | {
                "score": pair_score(wins[code], losses[code]) if is_shown else None,
                "wins": wins[code] if is_shown else None,
                "losses": losses[code] if is_shown else None,
                "people": judges[code] if is_shown else (None if code in hidden else 0),
            }
        )
    return {
        "choices": len(decided),
        "skipped": skipped,
        "sets": pairwise(sorted(decided)).groups,
        "least": least,
        "cards": lines,
    }


def _hidden(judges: Mapping[str, int], least: int) -> set[str]:
    """The cards without a figure.

    >>> sorted(_hidden({"a": 2, "b": 9, "c": 6}, 5)), sorted(_hidden({"a": 0, "b": 9}, 5))
    (['a', 'c'], [])
    """
    hidden = {code for code, count in judges.items() if 0 < count < least}
    rest = [count for code, count in judges.items() if count and code not in hidden]
    if len(hidden) == 1 and rest:
        fewest = min(rest)
        hidden |= {code for code, count in judges.items() if count == fewest}
    return hidden

"""What moved in a real-time round, in numbers: how many changed an answer, and whether the first to come saw it alike.

The order of arrival is kept by release and never by person; what too few did is not told.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from survey_app.services.groups import showable
from survey_app.services.round_computing import Question
from survey_app.services.round_seals import Answer
from survey_app.stats.attrition import attrition

Json = dict[str, Any]
Rows = Mapping[str, Sequence[Answer]]
_ARRIVAL = ("early_n", "early_median", "late_n", "late_median", "shift", "shift_low", "shift_high")
_SCALES = (("changes", "firsts", "value"), ("second_changes", "second_firsts", "second"))
"""Where a release keeps what moved on each scale, and where an answer has it."""
_WAYS = ("up", "down", "other")
"""A change to a higher or lower figure; to "cannot judge", or from it."""


def between(question: Question, before: Rows, given: Rows) -> Json:
    """What a release changed: people who came, people who changed something, changes and first answers by item.

    Where there is a second scale, changes and first answers of it stand beside those of the first.
    """
    stood = {(each.key, each.item_id): each for ballot in before.values() for each in ballot}
    names = {item.item_id: item.code for item in question.items}
    moved: set[str] = set()
    found: Json = {}
    for changes, firsts, field in _SCALES if question.rules.second else _SCALES[:1]:
        found[changes] = {code: dict.fromkeys((*_WAYS, "same"), 0) for code in names.values()}
        found[firsts] = {code: [] for code in names.values()}
        for now in (each for ballot in given.values() for each in ballot):
            code, then, said = names[now.item_id], stood.get((now.key, now.item_id)), getattr(now, field)
            if then is not None:
                way = _way(getattr(then, field), said)
                found[changes][code][way] += 1
                moved |= {now.key} if way != "same" else set()
            elif said is not None:
                found[firsts][code].append(said)
        found[firsts] = {code: sorted(values) for code, values in found[firsts].items()}
    return {"came": sum(key not in before for key in given), "changed": len(moved), **found}


def unmoved(before: Rows, given: Rows) -> dict[str, set[int]]:
    """By ballot the items that are rated as they were."""
    stood = {(each.key, each.item_id, each.value) for ballot in before.values() for each in ballot}
    return {
        key: {each.item_id for each in ballot if (each.key, each.item_id, each.value) in stood}
        for key, ballot in given.items()
    }


def _way(then: float | None, now: float | None) -> str:
    if then == now:
        return "same"
    if then is None or now is None:
        return "other"
    return "up" if now > then else "down"


def shown(changes: Mapping[str, int], least: int) -> dict[str, int | None]:
    """Counts of changes as they may be told: the sum from `least` on, a direction where no other follows from it.

    >>> shown({"up": 6, "down": 5, "other": 0}, 5)
    {'changed': 11, 'up': 6, 'down': 5}
    >>> shown({"up": 6, "down": 1, "other": 0}, 5), shown({"up": 2, "down": 1, "other": 0}, 5)
    ({'changed': 7, 'up': None, 'down': None}, {'changed': None, 'up': None, 'down': None})
    >>> shown({"up": 0, "down": 0, "other": 0}, 5)
    {'changed': 0, 'up': 0, 'down': 0}
    """
    ways = {way: changes.get(way, 0) for way in _WAYS}
    total = sum(ways.values())
    if 0 < total < least:
        return {"changed": None, "up": None, "down": None}
    seen = showable(ways, least)
    all_seen = all(way in seen for way, count in ways.items() if count)
    return {"changed": total, **{way: ways[way] if all_seen else None for way in ("up", "down")}}


def summary(documents: Sequence[Mapping[str, Any]], *, least: int, side: int) -> Json:
    """The whole round by item: its changes, and the first answers of the first release against those that came later.

    `least` is the smallest number of changes that is told, `side` the smallest number of people on either side of the
    comparison. What moved on a second scale stands as `second` with the item.
    """
    items: list[Json] = []
    for code in documents[0]["changes"] if documents else ():
        one, *other = (
            {
                "code": code,
                **shown({way: sum(each[changes][code][way] for each in documents) for way in _WAYS}, least),
                **_arrival([each[firsts][code] for each in documents], side),
            }
            for changes, firsts, _field in _SCALES
            if all(changes in each for each in documents)
        )
        items.append(one | ({"second": other[0]} if other else {}))
    return {"releases": len(documents), "items": items}


def _arrival(firsts: Sequence[Sequence[float]], side: int) -> Json:
    """Early against late; nothing but None where too few stand on a side.

    `shift` is above 0 where those who came later rated higher. It is Cliff's delta with its 95 % interval.
    """
    early, late = list(firsts[0]), [value for values in firsts[1:] for value in values]
    if min(len(early), len(late)) < side:
        return dict.fromkeys(_ARRIVAL)
    found = attrition(late, early, minimum=side)
    limits = (found.interval.low, found.interval.high) if found.interval else (None, None)
    told = (found.left, found.median_left, found.stayed, found.median_stayed, found.rank_biserial, *limits)
    return dict(zip(_ARRIVAL, told, strict=True))

"""Which words stand beside the points of a scatter chart, and on which side, so that none covers another.

Programs know four sides of a point and no free place. Where the names of all points do not fit, numbers stand for them;
points so close that even their numbers would meet share one label.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survey_app.exports.cells import text_width
from survey_app.stats.rectangle import Box

SIDES = ("r", "l", "t", "b")
LETTER, _HIGH, _DOT, _AWAY = 6.2, 15.0, 12.0, 8.0
"""Pixels at 96 to the inch: a letter of 9 points, its line, a marker, and how far a label stands from the middle."""

Dot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """What stands beside one point; "" where the label of a point close by names it too."""

    words: str
    side: str = "r"


@dataclass(frozen=True, slots=True)
class Labels:
    """One label for each point, in order; `numbered` says that they are the numbers of the points."""

    labels: tuple[Label, ...]
    numbered: bool = False


def placed(names: Sequence[str], dots: Sequence[Dot], size: Dot, lines: Sequence[Box] = ()) -> Labels:
    """Labels for points at these pixels of a plane of this size: names where they fit, else numbers.

    A side on which a label lies on none of the `lines` is preferred.
    """
    found = _sides(names, dots, size, lines)
    if found is not None:
        return Labels(tuple(Label(name, side) for name, side in zip(names, found, strict=True)))
    groups = [[place] for place in range(len(dots))]
    while True:
        words = [", ".join(str(place + 1) for place in group) for group in groups]
        sides = _sides(words, [dots[group[0]] for group in groups], size, lines)
        if sides is not None:
            break
        _join(groups, dots)
    told = {group[0]: Label(word, side) for group, word, side in zip(groups, words, sides, strict=True)}
    return Labels(tuple(told.get(place, Label("")) for place in range(len(dots))), numbered=True)


def box(words: str, dot: Dot, side: str) -> Box:
    """Where a label on one side of a point stands."""
    width = LETTER * text_width(words) + 4
    right = {"r": 1, "l": -1}.get(side, 0) * (_AWAY + width / 2)
    down = {"t": -1, "b": 1}.get(side, 0) * (_AWAY + _HIGH / 2)
    return Box(dot[0] + right, dot[1] + down, width, _HIGH)


def _sides(names: Sequence[str], dots: Sequence[Dot], size: Dot, lines: Sequence[Box]) -> list[str] | None:
    """The side of each label; None where one of them would cover another.

    Other points are covered if need be, lines sooner than points.
    """
    points = [Box(*dot, _DOT, _DOT) for dot in dots]
    choices = [
        [_Choice(side, each, (_met(each, points), _met(each, lines))) for side, each in _inside(name, dot, size)]
        for name, dot in zip(names, dots, strict=True)
    ]
    found: list[_Choice] = []
    for sides in choices:
        free = [each for each in sides if not any(each.place.meets(one.place) for one in found)]
        if not free:
            return None
        found.append(min(free, key=lambda each: each.covers))
    _make_way(found, choices)
    return [each.side for each in found]


@dataclass(frozen=True, slots=True)
class _Choice:
    """A side of a point, where its label would stand there, and how many points and lines it would cover."""

    side: str
    place: Box
    covers: tuple[int, int]


def _make_way(found: list[_Choice], choices: Sequence[Sequence[_Choice]]) -> None:
    """Move labels off the points they cover: to a free side, or to one that a single other label can leave."""
    for place in range(len(found)):
        for wanted in sorted(choices[place], key=lambda each: each.covers):
            if wanted.covers >= found[place].covers or not found[place].covers[0]:
                break
            in_the_way = [at for at, each in enumerate(found) if at != place and each.place.meets(wanted.place)]
            if len(in_the_way) > 1:
                continue
            moved = found.copy()
            moved[place] = wanted
            if all(_moves_on(moved, at, choices[at]) for at in in_the_way):
                found[:] = moved
                break


def _moves_on(found: list[_Choice], place: int, sides: Sequence[_Choice]) -> bool:
    """Put a label on another side that is free and covers no point; whether there is one."""
    others = [each for at, each in enumerate(found) if at != place]
    free = [each for each in sides if not each.covers[0] and not any(each.place.meets(other.place) for other in others)]
    if free:
        found[place] = min(free, key=lambda each: each.covers)
    return bool(free)


def _met(label: Box, others: Sequence[Box]) -> int:
    """How many of the others a label covers."""
    return sum(label.meets(each) for each in others)


def _inside(name: str, dot: Dot, size: Dot) -> Iterator[tuple[str, Box]]:
    """The sides on which a label stays on the plane; the one with more room where it does so on none."""
    boxes = [(side, box(name, dot, side)) for side in SIDES]
    fits = [pair for pair in boxes if _holds(pair[1], size)]
    yield from fits or [boxes[1 if dot[0] > size[0] / 2 else 0]]


def _holds(each: Box, size: Dot) -> bool:
    across = each.width / 2 <= each.x <= size[0] - each.width / 2
    return across and each.height / 2 <= each.y <= size[1] - each.height / 2


def _join(groups: list[list[int]], dots: Sequence[Dot]) -> None:
    """Make one group of the two whose first points lie closest together."""
    firsts = [dots[group[0]] for group in groups]
    pairs = ((one, two) for two in range(len(groups)) for one in range(two))
    one, two = min(pairs, key=lambda pair: _far(firsts[pair[0]], firsts[pair[1]]))
    groups[one] = sorted(groups[one] + groups.pop(two))


def _far(one: Dot, two: Dot) -> float:
    return float((one[0] - two[0]) ** 2 + (one[1] - two[1]) ** 2)

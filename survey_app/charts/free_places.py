"""Where a number can stand beside its dot without covering another."""

from collections.abc import Iterator, Sequence

from survey_app.charts.axis import Axis
from survey_app.charts.lettering import width_of
from survey_app.stats.rectangle import Box

_SIZE = 13.0
_AROUND = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
_REACH = (13.0, 24.0, 36.0)
_APART = 2.0


def is_far_from(box: Box, x: float, y: float) -> bool:
    """Whether a line has to lead from a dot to what stands in its box."""
    return max(abs(box.x - x), abs(box.y - y)) > _REACH[0] + 1


def free_place(
    words: str, dot: tuple[float, float], written: Sequence[Box], across: Axis, up: Axis, *, drawn: Sequence[Box] = ()
) -> Box:
    """The nearest place beside a dot that lies inside the drawing and covers neither what is written nor drawn there.

    Where the drawing is too full for that, dots and lines may be covered; what is `written` never is, as long as there
    is any room at all.
    """
    width = width_of(words, _SIZE)
    inside = [box for box in _near(dot, width) if _holds(box, across, up)]
    for box in inside:
        if not any(box.meets(other) for other in (*written, *drawn)):
            return box
    anywhere = sorted(_lattice(width, across, up), key=lambda box: (box.x - dot[0]) ** 2 + (box.y - dot[1]) ** 2)
    unwritten = [box for box in (*inside, *anywhere) if not any(box.meets(other) for other in written)]
    free = (box for box in unwritten if not any(box.meets(other) for other in drawn))
    return next(free, (unwritten or inside or [Box(*dot, width, _SIZE)])[0])


def _near(dot: tuple[float, float], width: float) -> list[Box]:
    return [Box(dot[0] + right * by, dot[1] + down * by, width, _SIZE) for by in _REACH for right, down in _AROUND]


def _holds(box: Box, across: Axis, up: Axis) -> bool:
    """Whether a place lies inside the drawing."""
    is_inside = across.start <= box.x - box.width / 2 and box.x + box.width / 2 <= across.end
    return is_inside and up.end <= box.y - box.height / 2 and box.y + box.height / 2 <= up.start


def _lattice(width: float, across: Axis, up: Axis) -> Iterator[Box]:
    """Places side by side over the whole drawing."""
    wide, high = width + _APART, _SIZE + _APART
    for column in range(int((across.end - across.start) // wide)):
        for line in range(int((up.start - up.end) // high)):
            yield Box(across.start + (column + 0.5) * wide, up.end + (line + 0.5) * high, width, _SIZE)

"""Where a number can stand beside its dot without covering another."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.charts.axis import Axis
from survey_app.charts.lettering import width_of

_SIZE = 13.0
_AROUND = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
_REACH = (13.0, 24.0, 36.0)


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of the drawing that is taken, by its middle."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: "Box") -> bool:
        """Whether the two cover each other somewhere."""
        across = abs(self.x - other.x) * 2 < self.width + other.width
        return across and abs(self.y - other.y) * 2 < self.height + other.height

    def is_far_from(self, x: float, y: float) -> bool:
        """Whether a line has to lead from a dot to what stands here."""
        return max(abs(self.x - x), abs(self.y - y)) > _REACH[0] + 1


def free_place(words: str, dot: tuple[float, float], taken: Sequence[Box], across: Axis, up: Axis) -> Box:
    """The nearest place beside a dot that is still free and lies inside the drawing."""
    width = width_of(words, _SIZE)
    found = [
        Box(dot[0] + right * reach, dot[1] + down * reach, width, _SIZE) for reach in _REACH for right, down in _AROUND
    ]
    inside = [
        box
        for box in found
        if across.start <= box.x - width / 2
        and box.x + width / 2 <= across.end
        and up.end <= box.y - _SIZE / 2
        and box.y + _SIZE / 2 <= up.start
    ]
    return next((box for box in inside if not any(box.meets(other) for other in taken)), (inside or found)[-1])

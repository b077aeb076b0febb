"""A stretch of a drawing that something covers, for whoever looks for a free one."""

from dataclasses import dataclass

__all__ = ["Box"]


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of a drawing by its middle, its width and its height, all in one unit.

    >>> Box(0, 0, 10, 4).meets(Box(9, 3, 10, 4)), Box(0, 0, 10, 4).meets(Box(10, 0, 10, 4))
    (True, False)
    """

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: "Box") -> bool:
        """Whether the two cover each other somewhere; edges that only touch do not."""
        across = abs(self.x - other.x) * 2 < self.width + other.width
        return across and abs(self.y - other.y) * 2 < self.height + other.height

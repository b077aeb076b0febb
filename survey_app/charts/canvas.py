"""The sheet a chart is drawn on: SVG elements that carry classes and places, never colours."""

from collections.abc import Callable
from enum import StrEnum

from markupsafe import Markup, escape

from survey_app.charts.lettering import legible, shorten


class Side(StrEnum):
    """The two drawings of every chart; the page shows the one that fits its container."""

    WIDE = "wide"
    NARROW = "narrow"


NAMESPACE = "http://www.w3.org/2000/svg"
WIDTHS = {Side.WIDE: 980.0, Side.NARROW: 320.0}


def both(draw: Callable[[Side], Markup]) -> Markup:
    """The wide and the narrow drawing, one after the other."""
    return Markup("").join(draw(side) for side in Side)


class Canvas:
    """One drawing: shapes are added, `done` gives the markup with a title that says the values."""

    def __init__(self, side: Side, height: float, width: float | None = None) -> None:
        self.side = side
        self.width = WIDTHS[side] if width is None else width
        self.height = height
        self._parts: list[Markup] = []

    def line(self, look: str, x1: float, y1: float, x2: float, y2: float) -> None:
        """A straight line."""
        self._add('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>', look, x1, y1, x2, y2)

    def rect(self, look: str, x: float, y: float, width: float, height: float) -> None:
        """A filled box; one without any width is not drawn."""
        if width > 0:
            self._add('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', look, x, y, width, height)

    def circle(self, look: str, x: float, y: float, radius: float) -> None:
        """A disc or ring."""
        self._add('<circle class="{}" cx="{}" cy="{}" r="{}"/>', look, x, y, radius)

    def shape(self, look: str, *corners: tuple[float, float]) -> None:
        """A filled shape with straight edges."""
        places = " ".join(f"{_figure(x)},{_figure(y)}" for x, y in corners)
        self._add('<polygon class="{}" points="{}"/>', look, Markup(places))  # noqa: S704 - figures only

    def text(self, look: str, x: float, y: float, words: str, *, full: str = "", room: float | None = None) -> None:
        """Words at a place; when they are not the whole, the whole is their own title."""
        whole = legible(full or words)
        shown = legible(words)
        shown = shown if room is None else shorten(shown, room)
        tip = Markup("<title>{}</title>").format(whole) if shown != whole else Markup("")
        self._add('<text class="{}" x="{}" y="{}">{}{}</text>', look, x, y, tip, shown)

    def done(self, title: str) -> Markup:
        """The drawing as markup."""
        pattern = '<svg class="{}" viewBox="0 0 {} {}" role="img" xmlns="{}"><title>{}</title>{}</svg>'
        shapes = Markup("").join(self._parts)
        size = (_figure(self.width), _figure(self.height))
        return Markup(pattern).format(self.side.value, *size, NAMESPACE, legible(title), shapes)  # noqa: S704 - as below

    def _add(self, pattern: str, *values: str | float | Markup) -> None:
        plain = (_figure(value) if isinstance(value, float | int) else escape(value) for value in values)
        self._parts.append(Markup(pattern).format(*plain))  # noqa: S704 - the patterns stand in this file


def _figure(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")

"""A flow chart at paper size: boxes below one another, what leaves between two of them beside the arrow."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from survey_app.exports import styles
from survey_app.exports.documents.drawing import FONTS, WIDTH
from survey_app.exports.documents.model import Look, clean

_BOX, _WIDE, _STEP = 34.0, 250.0, 62.0
_LEFT, _TOP, _SIZE = 0.0, 2.0, 8.5
_ARROW = 4.0


@dataclass(frozen=True, slots=True)
class FlowBox:
    """One station: what it is, its figures, and who left on the way to the next one."""

    title: str
    words: str
    leaves: str = ""


def flow_chart(boxes: Sequence[FlowBox], look: Look) -> str:
    """The stations as SVG in the width of a page."""
    shapes: list[str] = []
    for place, box in enumerate(boxes):
        y = _TOP + place * _STEP
        shapes.append(
            f'<rect x="{_LEFT + 1:.1f}" y="{y:.1f}" width="{_WIDE:.1f}" height="{_BOX:.1f}" fill="#FFFFFF" '
            f'stroke="#{look.accent}" stroke-width="1"/>'
        )
        shapes.append(_text(_LEFT + 9, y + 14, box.title, bold=True))
        shapes.append(_text(_LEFT + 9, y + 27, box.words))
        if place + 1 < len(boxes):
            shapes += _arrow(y + _BOX, box.leaves)
    height = _TOP + (len(boxes) - 1) * _STEP + _BOX + 2
    families = ", ".join(f"'{name}'" for name in ((look.font,) if look.font else ()) + FONTS)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {WIDTH:.0f} {height:.0f}" font-family={quoteattr(families)}>' + "".join(shapes) + "</svg>"
    )


def _arrow(y: float, leaves: str) -> list[str]:
    x, tip = _LEFT + 40, y + _STEP - _BOX
    head = f"{x},{tip:.1f} {x - _ARROW},{tip - _ARROW - 2:.1f} {x + _ARROW},{tip - _ARROW - 2:.1f}"
    found = [
        f'<line x1="{x}" y1="{y:.1f}" x2="{x}" y2="{tip - _ARROW:.1f}" stroke="#{styles.QUIET}" stroke-width="1"/>',
        f'<polygon points="{head}" fill="#{styles.QUIET}"/>',
    ]
    if leaves:
        found.append(_text(x + 14, y + (_STEP - _BOX) / 2 + 3, leaves))
    return found


def _text(x: float, y: float, words: str, *, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    plain = " ".join(clean(words).split())
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{_SIZE}" fill="#{styles.INK}"{weight}>{escape(plain)}</text>'

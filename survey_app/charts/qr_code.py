"""An address as a code for a telephone's camera: black on white in every look, since cameras need it so."""

import segno
from markupsafe import Markup

from survey_app.charts.canvas import NAMESPACE


def qr_code(address: str, title: str) -> Markup:
    """The code as a drawing that scales; `title` says where it leads.

    >>> drawn = qr_code("https://example.org/r/abc?place=Hall", "A & B")
    >>> drawn.startswith("<svg xmlns"), "<title>A &amp; B</title>" in drawn
    (True, True)
    """
    made = segno.make(address, error="m", micro=False)
    drawn = made.svg_inline(scale=1, border=4, dark="#000", light="#fff", omitsize=True, title=title, svgclass="qr")
    return Markup(drawn.replace("<svg ", f'<svg xmlns="{NAMESPACE}" role="img" ', 1))  # noqa: S704 - squares, and a title segno escapes

"""The styles of a Word document: its fonts for Latin and Chinese letters, its language, its headings."""

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from survey_app.exports import styles
from survey_app.exports.documents.model import Document

_OWN = (
    ("Cover", 10.0, False, styles.INK, 0, 24),
    ("Finding", 15.0, False, styles.INK, 24, 200),
    ("Lead", 11.0, False, styles.INK, 0, 6),
    ("Quiet", 8.5, False, styles.QUIET, 0, 4),
    ("Table Head", 8.0, True, styles.QUIET, 2, 2),
    ("Table Text", 8.8, False, styles.INK, 1.5, 1.5),
    ("Table Long", 8.5, False, styles.INK, 0.7, 0.7),
    ("Key Name", 8.5, True, styles.INK, 4, 2),
)
_HEADINGS: tuple[tuple[int, float, float, float], ...] = ((1, 17.0, 0, 10), (2, 12.5, 18, 5), (3, 10.5, 10, 4))


def set_up(found: Any, document: Document) -> None:
    """Give the empty document its styles."""
    accent = document.look.accent
    font = document.look.font or styles.LATIN_FONT
    named = found.styles
    _language(named, document)
    _set(named["Normal"], font, 10, after=6)
    named["Normal"].paragraph_format.line_spacing = 1.12
    _set(named["Title"], font, 30, bold=True, before=90, after=4)
    _set(named["Subtitle"], font, 13, colour=styles.QUIET, after=12)
    for level, size, before, after in _HEADINGS:
        colour = accent if level == 1 else styles.INK
        _set(named[f"Heading {level}"], font, size, bold=True, colour=colour, before=before, after=after)
        named[f"Heading {level}"].paragraph_format.keep_with_next = True
    for name, size, bold, colour, before, after in _OWN:
        made = named.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = named["Normal"]
        _set(made, font, size, bold=bold, colour=colour, before=before, after=after)
    named["Table Long"].paragraph_format.line_spacing = 1.0
    figure = named.add_style("Key Figure", WD_STYLE_TYPE.PARAGRAPH)
    _set(figure, font, 22, bold=True, colour=accent, after=2)
    for name in ("Quote", "List Bullet"):
        _set(named[name], font, 9.5 if name == "Quote" else 9, after=4 if name == "Quote" else 2)
    named["Quote"].paragraph_format.left_indent = Mm(4)
    for name in ("Header", "Footer"):
        _set(named[name], font, 8, colour=styles.QUIET, after=0)
    tabs = named["Footer"].paragraph_format.tab_stops
    for _stop in list(tabs):
        del tabs[0]
    tabs.add_tab_stop(Mm(170), WD_TAB_ALIGNMENT.RIGHT)
    _bare(named["Title"])


def _language(named: Any, document: Document) -> None:
    """The language of all words: what is read out, hyphenated and checked by it."""
    language, region = document.tag
    tag = f"{language}-{region}" if region else language
    properties = named.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    found = OxmlElement("w:lang")
    found.set(qn("w:val"), "en-GB" if language == "zh" else tag)
    found.set(qn("w:eastAsia"), tag if language == "zh" else "zh-CN")
    properties.append(found)


def _set(
    style: Any,
    font: str,
    size: float,
    *,
    bold: bool = False,
    colour: str = styles.INK,
    before: float = 0,
    after: float = 0,
) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = font, Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for kind, name in (("ascii", font), ("hAnsi", font), ("cs", font), ("eastAsia", styles.CHINESE_FONT)):
        fonts.set(qn(f"w:{kind}"), name)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _bare(style: Any) -> None:
    """Take the line under the title away."""
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)

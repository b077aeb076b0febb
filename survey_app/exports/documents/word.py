"""Documents for Word: real headings, repeated table heads, pictures with words, page numbers as fields."""

import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from survey_app.exports.cells import broken
from survey_app.exports.documents import setting, word_styles
from survey_app.exports.documents.model import (
    Bullets,
    Document,
    Emphasis,
    Figure,
    Heading,
    KeyFigures,
    PageBreak,
    Paragraph,
    Part,
    Table,
    clean,
)
from survey_app.exports.documents.word_tables import (
    add_chapters,
    add_facts,
    add_key_figures,
    add_table,
    mark_chapter,
)
from survey_app.exports.words import shortened

_WIDTH = Mm(170)
_ROOM_ABOVE = Pt(22)
"""Over the heading of a part that begins in the middle of a page."""
_USUAL_ROOM, _MOST_ROOM, _LEAST_ROOM = 200.0, 345.0, 18.0
_LOGO_ROOM, _TITLE_LINE, _FACT_LINE = 90.0, 40.0, 17.0
"""Points of a cover: around its facts, and what its logo and further lines take of them."""
_TITLE_LETTERS, _FACT_LETTERS, _USUAL_FACTS = 30.0, 74.0, 8


def write(document: Document, made_at: datetime) -> bytes:
    """The document as a file of Word."""
    found = docx.Document()
    word_styles.set_up(found, document)
    _properties(found, document, made_at)
    _cover(found, document)
    section = found.add_section(WD_SECTION.NEW_PAGE)
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    _margins(found)
    _head_and_foot(section, document)
    _parts(found, document)
    target = io.BytesIO()
    found.save(target)
    return target.getvalue()


def _parts(found: Any, document: Document) -> None:
    """The list of the parts, and each of them."""
    pictures = iter(setting.pictures([part.svg for part in document.parts if isinstance(part, Figure)]))
    chapter, is_new, begins = 0, True, False
    if document.chapters:
        found.add_heading(clean(document.contents), level=1)
        add_chapters(found, document.chapters, document.look.accent)
        is_new, begins = False, True
    for part in document.held:
        if isinstance(part, PageBreak):
            begins = not is_new
            continue
        before = len(found.paragraphs)
        _add(found, part, document, pictures)
        if isinstance(part, Heading) and part.level == 1:
            chapter += 1
            mark_chapter(found.paragraphs[before], chapter)
        if begins and len(found.paragraphs) > before:
            found.paragraphs[before].paragraph_format.page_break_before = True
        elif not is_new and isinstance(part, Heading) and part.level == 1:
            found.paragraphs[before].paragraph_format.space_before = _ROOM_ABOVE
        is_new, begins = False, False


def _properties(found: Any, document: Document, made_at: datetime) -> None:
    properties = found.core_properties
    moment = made_at.astimezone(UTC).replace(tzinfo=None) if made_at.tzinfo else made_at
    properties.title = clean(document.title)[:255]
    properties.subject = clean(document.subject or document.subtitle)[:255]
    properties.author = properties.last_modified_by = clean(document.organiser)[:255]
    properties.language = "-".join(filter(None, document.tag))
    properties.comments, properties.keywords = "", ""
    properties.created = properties.modified = moment
    package = found.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):  # a picture of the library's own template
            del package.rels[key]


def _margins(found: Any) -> None:
    for section in found.sections:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin, section.bottom_margin = Mm(22), Mm(20)
        section.header_distance, section.footer_distance = Mm(10), Mm(10)


def _cover(found: Any, document: Document) -> None:
    look = document.look
    if look.logo:
        run = found.add_paragraph(style="Cover").add_run()
        picture = run.add_picture(io.BytesIO(look.logo), height=Mm(22))
        if picture.width > _WIDTH:
            picture.height = int(picture.height * _WIDTH / picture.width)
            picture.width = _WIDTH
        _describe(picture, document.client or document.organiser)
    found.add_paragraph(clean(document.title), style="Title")
    if document.subtitle:
        found.add_paragraph(clean(document.subtitle), style="Subtitle")
    finding = found.add_paragraph(clean(document.finding), style="Finding")
    finding.paragraph_format.space_after = Pt(_room(document))
    add_facts(found, document.facts)


def _room(document: Document) -> float:
    """The points between the finding and the facts, so that the cover stays one page whatever is long on it."""
    taken = _LOGO_ROOM if document.look.logo else 0.0
    taken += _TITLE_LINE * (len(broken(document.title, _TITLE_LETTERS)) - 1)
    taken += _FACT_LINE * max(0, len(document.facts) - _USUAL_FACTS)
    taken += sum(_FACT_LINE * (len(broken(words, _FACT_LETTERS)) - 1) for _name, words in document.facts)
    return max(_LEAST_ROOM, min(_USUAL_ROOM, _MOST_ROOM - taken))


def _head_and_foot(section: Any, document: Document) -> None:
    head = section.header.paragraphs[0]
    head.style = "Header"
    head.text = clean(" · ".join(filter(None, (shortened(document.title, 60), shortened(document.client, 45)))))
    foot = section.footer.paragraphs[0]
    foot.style = "Footer"
    foot.text = clean(document.footer) + "\t"
    before, _sign, rest = document.page.partition("{page}")
    between, _sign, after = rest.partition("{pages}")
    for words, code in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        foot.add_run(words)
        if code:
            _field(foot.add_run(), code)


def _field(run: Any, code: str) -> None:
    for kind in ("begin", "", "separate", "1", "end"):
        if kind in {"begin", "separate", "end"}:
            made = OxmlElement("w:fldChar")
            made.set(qn("w:fldCharType"), kind)
        else:
            made = OxmlElement("w:t" if kind else "w:instrText")
            made.text = kind or f" {code} "
        run._r.append(made)


def _add(found: Any, part: Part, document: Document, pictures: Iterator[bytes]) -> None:
    if isinstance(part, Heading):
        found.add_heading(clean(part.text), level=part.level)
    elif isinstance(part, Paragraph):
        _paragraph(found, part)
    elif isinstance(part, Bullets):
        _bullets(found, part.items)
    elif isinstance(part, Table):
        add_table(found, part)
    elif isinstance(part, KeyFigures):
        add_key_figures(found, part, document.look)
    elif isinstance(part, Figure):
        _picture(found, part, next(pictures))


def _paragraph(found: Any, part: Paragraph) -> None:
    names = {Emphasis.LEAD: "Lead", Emphasis.QUIET: "Quiet", Emphasis.QUOTE: "Quote"}
    made = found.add_paragraph(clean(part.text), style=names.get(part.emphasis, "Normal"))
    made.paragraph_format.keep_with_next = part.keeps or None


def _bullets(found: Any, items: Iterable[str]) -> None:
    for item in items:
        found.add_paragraph(clean(item), style="List Bullet")


def _picture(found: Any, part: Figure, content: bytes) -> None:
    paragraph = found.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True  # with its caption, else with the first rows of its table
    paragraph.paragraph_format.space_after = Pt(4)
    _describe(paragraph.add_run().add_picture(io.BytesIO(content), width=_WIDTH), part.alt)
    if part.caption:
        found.add_paragraph(clean(part.caption), style="Quiet")


def _describe(picture: Any, words: str) -> None:
    """Give a picture the words that are read out for it, and no room around it."""
    properties = picture._inline.docPr
    for side in ("distT", "distB", "distL", "distR"):  # left out, some programs move the picture off the margin
        picture._inline.set(side, "0")
    properties.set("descr", clean(words)[:1000])
    properties.set("name", clean(words)[:60])

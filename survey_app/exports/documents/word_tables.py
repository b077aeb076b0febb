"""Tables of a Word document: figures to the right, a head that is repeated, thin lines under the rows."""

from collections.abc import Iterable
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from survey_app.exports import styles
from survey_app.exports.documents.model import KeyFigures, Look, Table, clean

_WIDTH, _NAME = 170.0, 52.0
_MOST_ROWS = 2_000
"""Rows of one table; longer ones stand in the workbook."""


def add_table(found: Any, part: Table) -> None:
    """A table of the document, and its note."""
    rows = part.rows[:_MOST_ROWS]
    if len(rows) < len(part.rows):
        rows = (*rows, ("…",))
    heads = [part.head] if part.head else []
    is_whole = part.is_whole
    if part.note and not is_whole:
        note = found.add_paragraph(clean(part.note), style="Quiet")
        note.paragraph_format.keep_with_next = True
    shares = part.shares()
    made = _empty(found, len(heads) + len(rows), [share * _WIDTH for share in shares])
    head, text = (found.styles[name].style_id for name in ("Table Head", _text_style(part)))
    cells = made._cells
    for number, row in enumerate([*heads, *rows]):
        is_head = number < len(heads)
        for place in range(part.columns):
            cell = cells[number * part.columns + place]
            words = row[place] if place < len(row) else ""
            paragraph = cell.paragraphs[0]
            paragraph._p.style = head if is_head else text  # by its name it would be looked up again for every cell
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if place in part.left else WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(clean(words))
            if not is_head and number - len(heads) in part.strong:
                run.bold = True
    for number, row in enumerate(made.rows):
        is_head = number < len(heads)
        _keep_whole(row, repeated=is_head, with_next=is_head or (is_whole and number < len(made.rows) - 1))
        _under(row, styles.INK if is_head else styles.LINE, 8 if is_head else 4)
    after = found.add_paragraph(clean(part.note) if is_whole else "", style="Quiet")
    after.paragraph_format.space_after = Pt(8)


def _text_style(part: Table) -> str:
    """Long tables are set closer, as in the PDF, so that fewer run over a page by a few lines."""
    return "Table Long" if part.is_close else "Table Text"


def add_facts(found: Any, facts: Iterable[tuple[str, str]]) -> None:
    """The table of the cover: names left, words right."""
    lines = list(facts)
    if not lines:
        return
    made = _empty(found, len(lines), [36, _WIDTH - 36])
    for row, line in zip(made.rows, lines, strict=True):
        for cell, words in zip(row.cells, line, strict=True):
            cell.paragraphs[0].style = "Table Text"
            cell.paragraphs[0].add_run(clean(words))
        row.cells[0].paragraphs[0].runs[0].font.color.rgb = RGBColor.from_string(styles.QUIET)
        _keep_whole(row)
        _under(row, styles.LINE, 4)


def add_chapters(found: Any, chapters: Iterable[tuple[str, str]], accent: str) -> None:
    """The list of the parts: the name of each leads to it, beside it stands what it says."""
    lines = list(chapters)
    made = _empty(found, len(lines), [_NAME, _WIDTH - _NAME])
    for number, (row, (name, told)) in enumerate(zip(made.rows, lines, strict=True), 1):
        for cell in row.cells:
            cell.paragraphs[0].style = "Table Text"
        run = row.cells[0].paragraphs[0].add_run(clean(name))
        run.bold, run.font.color.rgb = True, RGBColor.from_string(accent)
        leading = OxmlElement("w:hyperlink")
        leading.set(qn("w:anchor"), _mark(number))
        leading.append(run._r)
        row.cells[0].paragraphs[0]._p.append(leading)
        row.cells[1].paragraphs[0].add_run(clean(told))
        _keep_whole(row)
        _under(row, styles.LINE, 4)


def mark_chapter(paragraph: Any, number: int) -> None:
    """Make the heading of a part the place to which the list of the parts leads."""
    for name in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(name)
        mark.set(qn("w:id"), str(number))
        if name == "w:bookmarkStart":
            mark.set(qn("w:name"), _mark(number))
        paragraph._p.append(mark)


def _mark(number: int) -> str:
    return f"part{number}"


def add_key_figures(found: Any, part: KeyFigures, look: Look) -> None:
    """Large figures side by side."""
    if not part.items:
        return
    made = _empty(found, 1, [_WIDTH / len(part.items)] * len(part.items))
    _keep_whole(made.rows[0])
    for cell, figure in zip(made.rows[0].cells, part.items, strict=True):
        lines = (
            (figure.label, "Key Name"),
            (figure.value, "Key Figure"),
            (figure.interval, "Quiet"),
            (figure.base, "Quiet"),
        )
        for number, (words, style) in enumerate(lines):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            paragraph.style = style
            paragraph.add_run(clean(words))
    _edge(made.rows[0], "top", look.accent, 16)
    found.add_paragraph()


def _empty(found: Any, rows: int, widths: list[float]) -> Any:
    made = found.add_table(rows=rows, cols=len(widths))
    made.alignment = WD_TABLE_ALIGNMENT.LEFT
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return made


def _keep_whole(row: Any, *, repeated: bool = False, with_next: bool = False) -> None:
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *(["w:tblHeader"] if repeated else [])):
        properties.append(OxmlElement(name))
    if with_next:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _under(row: Any, colour: str, size: int) -> None:
    _edge(row, "bottom", colour, size)


def _edge(row: Any, side: str, colour: str, size: int) -> None:
    for cell in row._tr.tc_lst:
        properties = cell.get_or_add_tcPr()
        borders = OxmlElement("w:tcBorders")
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(size)), ("space", "0"), ("color", colour)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
        properties.append(borders)

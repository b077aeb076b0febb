"""Documents: the model, its drawings, and the two files made from it, read again by other programs."""

import io
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import etree
from PIL import Image

from survey_app.exports.documents import drawing, pdf, setting, word
from survey_app.exports.documents.model import (
    Bullets,
    Document,
    Emphasis,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Look,
    PageBreak,
    Paragraph,
    Table,
)

MADE = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
ODD = 'a\x00b\ud800 #set text(red) <w:t>&amp; [x]($y$) \\ "quoted" ' + "long" * 60
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def chart(look: Look | None = None) -> str:
    """A chart with a hostile name."""
    return drawing.bars(
        [drawing.Bar(ODD, 0.4, "40%", 0.3, 0.5), drawing.Bar("价格", None, "–", few=True)], look or Look()
    )


def whole(language: str = "zh_Hans_CN", **changes: Any) -> Document:
    """A document with every part."""
    rows = tuple((f"row {number}", f"{number}") for number in range(90))
    parts = (
        Heading(1, ODD),
        Paragraph(ODD, Emphasis.LEAD, keeps=True),
        KeyFigures((KeyFigure("满意度", "68%", "66% – 70%", "n = 771"), KeyFigure("NPS", "+16"))),
        Heading(2, "Chart"),
        Figure(chart(), "What the chart says", "Caption"),
        PageBreak(),
        Heading(1, "Table"),
        Table(("Name", "Figure"), rows, (3, 1), strong=frozenset({89}), note="Note"),
        Table((), (("a", "b"), ("only one",)), left=(0, 1)),
        Bullets(("one", ODD)),
        Paragraph("Words", Emphasis.QUOTE),
        Paragraph("Small", Emphasis.QUIET),
    )
    given: dict[str, Any] = {
        "title": "客户满意度 2026",
        "subtitle": "Autumn",
        "finding": "68% are satisfied",
        "language": language,
        "organiser": "Research department",
        "client": "Client",
        "date": "20 November 2026",
        "parts": parts,
        "facts": (("Client", ODD), ("Version", "1")),
        "footer": "Foot",
        "page": "Page {page} of {pages}",
    }
    return Document(**(given | changes))


@pytest.fixture(scope="module")
def word_file() -> bytes:
    return word.write(whole(), MADE)


def told(path: Path, *command: str, after: tuple[str, ...] = ()) -> str:
    """What a program says of a file."""
    return subprocess.run([*command, str(path), *after], check=True, capture_output=True, text=True).stdout


def elements(content: bytes, part: str, tag: str) -> Iterator[Any]:
    """The elements of one kind in one part of a Word file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield from etree.fromstring(archive.read(part)).iter(f"{W}{tag}")


def test_word_has_headings_heads_that_repeat_and_pictures_with_words(word_file: bytes) -> None:
    found = docx.Document(io.BytesIO(word_file))
    levels = [each.style.name for each in found.paragraphs if each.style and each.style.name.startswith("Heading")]
    assert levels == ["Heading 1", "Heading 2", "Heading 1"]
    assert len(list(elements(word_file, "word/document.xml", "tblHeader"))) == 1
    assert [shape._inline.docPr.get("descr") for shape in found.inline_shapes] == ["What the chart says"]
    broken = [each.text for each in found.paragraphs if each.paragraph_format.page_break_before]
    assert broken == ["Table"]


def test_word_knows_its_language_its_author_and_its_fonts(word_file: bytes) -> None:
    properties = docx.Document(io.BytesIO(word_file)).core_properties
    assert (properties.author, properties.last_modified_by) == ("Research department", "Research department")
    assert not any("thumbnail" in name for name in zipfile.ZipFile(io.BytesIO(word_file)).namelist())
    assert (properties.title, properties.language, properties.comments) == ("客户满意度 2026", "zh-CN", "")
    language = next(elements(word_file, "word/styles.xml", "lang"))
    assert language.get(f"{W}eastAsia") == "zh-CN"
    fonts = {each.get(f"{W}eastAsia") for each in elements(word_file, "word/styles.xml", "rFonts")}
    assert "Microsoft YaHei" in fonts
    spanish = word.write(whole("es", parts=()), MADE)
    assert next(elements(spanish, "word/styles.xml", "lang")).get(f"{W}val") == "es-ES"


def test_word_numbers_its_pages_by_fields_after_the_cover(word_file: bytes) -> None:
    found = docx.Document(io.BytesIO(word_file))
    assert found.sections[0].footer.paragraphs[0].text == ""
    foot = found.sections[1].footer
    assert foot.paragraphs[0].text.startswith("Foot\tPage ")
    fields = [each.text.strip() for each in foot._element.iter(f"{W}instrText")]
    assert fields == ["PAGE", "NUMPAGES"]


def test_nothing_typed_is_lost_or_read_as_a_command_in_word(word_file: bytes) -> None:
    found = docx.Document(io.BytesIO(word_file))
    heading = next(each for each in found.paragraphs if each.style and each.style.name == "Heading 1")
    assert heading.text.startswith("a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER} #set text(red) <w:t>&amp;")
    cells = [cell.text for cell in found.tables[2].columns[0].cells]
    assert cells == ["Name", *(f"row {number}" for number in range(90))]


def test_a_pdf_is_tagged_has_its_language_and_every_word(tmp_path: Path) -> None:
    path = tmp_path / "whole.pdf"
    content = pdf.write(whole(), MADE)
    path.write_bytes(content)
    about = told(path, "pdfinfo")
    assert "Tagged:          yes" in about
    assert "Author:          Research department" in about
    assert b"zh-CN" in content
    assert b"pdfuaid" in content
    words = told(path, "pdftotext", "-layout", after=("-",))
    assert "#set text(red) <w:t>&amp; [x]($y$)" in words.replace("\u200b", "")
    assert all(f"row {number}" in words for number in range(90))
    assert words.count("Figure") >= 2
    assert "Page 2 of " in words
    fonts = told(path, "pdffonts").splitlines()[2:]
    assert fonts
    assert all(" yes " in line for line in fonts)
    assert content == pdf.write(whole(), MADE)


def test_the_look_of_a_client_is_in_both_files(tmp_path: Path) -> None:
    logo = io.BytesIO()
    Image.new("RGB", (300, 100), "#7A1F5C").save(logo, "PNG")
    look = Look(accent="7A1F5C", second="C9A3BA", font="DejaVu Sans", logo=logo.getvalue(), logo_kind="png")
    document = whole("en", look=look, parts=(Heading(1, "One"), Figure(chart(look), "Alt")))
    path = tmp_path / "look.pdf"
    path.write_bytes(pdf.write(document, MADE))
    assert "DejaVuSans" in told(path, "pdffonts")
    assert "DejaVu Sans" in {
        each.get(f"{W}ascii") for each in elements(word.write(document, MADE), "word/styles.xml", "rFonts")
    }
    assert len(docx.Document(io.BytesIO(word.write(document, MADE))).inline_shapes) == 2


def test_drawings_are_pictures_of_their_own_size_with_their_colours() -> None:
    small, large = setting.pictures(
        [chart(), drawing.stacks([drawing.Stack("x", (0.5, 0.5))] * 9, ("A8410A", "0A5A8C"), ("a", "b"), Look(), str)]
    )
    sizes = [Image.open(io.BytesIO(each)).size for each in (small, large)]
    assert sizes[0][0] == sizes[1][0] > 1000
    assert sizes[0][1] < sizes[1][1]
    colours = Image.open(io.BytesIO(large)).convert("RGB").getcolors(1_000_000)
    assert colours is not None
    assert {(0xA8, 0x41, 0x0A), (0x0A, 0x5A, 0x8C)} <= {colour for _count, colour in colours}
    assert setting.pictures([]) == []


def test_a_bar_is_as_long_as_its_value_and_a_small_base_is_hollow() -> None:
    rows = [drawing.Bar("a", 0.5, "50%"), drawing.Bar("b", 1.0, "100%", few=True)]
    bars = [each for each in etree.fromstring(drawing.bars(rows, Look())) if each.tag.endswith("rect")]
    assert float(bars[1].get("width")) == pytest.approx(2 * float(bars[0].get("width")), abs=0.2)
    assert (bars[0].get("fill"), bars[1].get("fill"), bars[1].get("stroke")) == ("#0A5A8C", "#FFFFFF", "#0A5A8C")


def test_values_without_a_spread_are_still_drawn() -> None:
    for drawn in (
        drawing.bars([], Look()),
        drawing.bars([drawing.Bar("", 0.0, "", 0.0, 0.0)], Look(), high=0.0),
        drawing.pairs([drawing.Pair("a", 3.0, 3.0, None, None, "0")], ("x", "y"), Look(), str),
        drawing.pairs([], ("x", "y"), Look(), str),
        drawing.stacks([], (), (), Look(), str),
    ):
        assert etree.fromstring(drawn).tag.endswith("svg")


def test_a_document_that_is_too_long_is_refused_in_words() -> None:
    with pytest.raises(setting.TooLong):
        pdf.write(whole("en", parts=(Paragraph("x" * 3_000_001),)), MADE)


def test_a_column_is_as_wide_as_its_longest_word_and_figures_stay_on_one_line() -> None:
    rows = (("A long sentence that may be broken anywhere", "8", "−0.65 to −0.46", "82 %"),)
    table = Table(("Statement", "Median", "Interval", "Strength"), rows, (100, 5, 5, 5))
    words, median, interval, strength = (170 * share for share in table.shares())
    assert words + median + interval + strength == pytest.approx(170)
    assert median > 6 * 1.4
    assert strength > 8 * 1.4
    assert interval > 14 * 1.5
    assert Table(("Test", "n"), (("χ² 14.5（12），p = 0.272", "1"),) * 2, (1, 20), left=()).shares()[0] * 170 > 24 * 1.6
    crowded = Table(("x" * 16,) * 12, (), (1,) * 12)
    assert crowded.shares() == pytest.approx((1 / 12,) * 12)


def test_words_over_a_table_or_a_drawing_stay_on_its_page() -> None:
    table = Table(("a",), (("b",),))
    document = whole("en", parts=(Paragraph("first"), Paragraph("second"), table, Paragraph("last")))
    assert [part.keeps for part in document.held if isinstance(part, Paragraph)] == [False, True, False]


def test_a_table_that_fits_on_a_page_is_not_torn() -> None:
    rows = tuple((f"row {number}", "1") for number in range(26))
    table = Table(("Name", "Figure"), rows, (3, 1))
    assert table.is_whole
    assert table.is_close, "so many rows stand closer"
    assert not Table(("Name", "Figure"), rows * 2, (3, 1)).is_whole
    long = Table(("Name", "Figure"), tuple(("long words " * 60, "1") for _row in range(12)), (3, 1))
    assert not long.is_whole, "twelve rows of many lines are more than a page"
    drawn = [drawing.bars([drawing.Bar("a", 0.5, "")] * number, Look()) for number in (4, 30)]
    for svg, fits in zip(drawn, (True, False), strict=True):
        [_figure, held] = whole("en", parts=(Figure(svg, "Chart"), table)).held
        assert isinstance(held, Table)
        assert held.is_whole is fits


def test_the_list_of_the_parts_leads_to_each_with_what_it_says(tmp_path: Path) -> None:
    named = [("Key figures", "69% are satisfied"), ("Rivals", "None is ahead"), ("Sample", ""), ("Method", "")]
    parts = [
        each
        for name, said in named
        for each in (PageBreak(), Heading(1, name), Paragraph(said, Emphasis.LEAD), Heading(2, "More"))
    ]
    document = whole("en", parts=tuple(parts), contents="What each part says")
    assert whole("en", contents="What each part says").chapters == (), "two parts need no list"
    made = word.write(document, MADE)
    leading = [each.get(f"{W}anchor") for each in elements(made, "word/document.xml", "hyperlink")]
    marks = [each.get(f"{W}name") for each in elements(made, "word/document.xml", "bookmarkStart")]
    assert leading == marks == ["part1", "part2", "part3", "part4"]
    path = tmp_path / "list.pdf"
    path.write_bytes(pdf.write(document, MADE))
    second = told(path, "pdftotext", "-layout", "-f", "2", "-l", "2", after=("-",)).split("\n")
    lines = [" ".join(line.split()) for line in second]
    assert "Key figures 69% are satisfied 3" in lines
    assert "Method 6" in lines
    assert b"pdfuaid" in path.read_bytes()


def test_a_line_of_a_name_never_begins_with_a_full_stop() -> None:
    rows = [drawing.Bar("订" * letters + "。", 0.5, "50%") for letters in range(12, 30)]
    assert ">。" not in drawing.bars(rows, Look())

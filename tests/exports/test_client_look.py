"""A client's look: what is refused and why, and what the workbook and the report become by it."""

import base64
import io
import json
import struct
import zlib
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText

from survey_app.exports import client_look, satisfaction_report
from survey_app.exports.client_look import ClientLook, LookRefused, load, read
from survey_app.exports.documents.model import Look
from survey_app.exports.report import Report
from survey_app.exports.satisfaction_workbook import SHEETS
from survey_app.exports.sheet import Sheet
from survey_app.exports.sheets.logo import Logo
from survey_app.exports.styles import Palette
from tests.exports.builder import make_report
from tests.exports.reading import find, loaded, parts, texts, written

BASE: dict[str, Any] = {"kind": "rondo-look", "version": 1}


def png(width: int = 3, height: int = 2) -> bytes:
    """A picture in one colour."""

    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = zlib.compress((b"\x00" + b"\x7a\x1f\x5c" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


def logo(content: bytes) -> str:
    """Bytes as they stand in a file."""
    return base64.b64encode(content).decode()


@pytest.fixture(scope="module")
def report() -> Report:
    return make_report()


@pytest.fixture(scope="module")
def look() -> ClientLook:
    return read(
        BASE
        | {
            "colours": {"main": "#7A1F5C", "light": "#E3B7D3", "warning": "#8A3B00"},
            "font": "Georgia",
            "sheets": ["gap", "kpi", "codes", "check"],
            "sections": ["gap", "kpi"],
            "footer": "Model Works",
            "logo": logo(png(300, 100)),
        }
    )


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"kind": "other"}, "The file is no look"),
        ({"version": 2}, "The file is no look"),
        ({"colours": {"main": "red"}}, "“red” is no colour"),
        ({"colours": {"main": 7}}, "“7” is no colour"),
        ({"colours": {"main": "#FFD500"}}, "too pale"),
        ({"colours": {"warning": "#FFAA66"}}, "too pale"),
        ({"colours": {"light": "#333333"}}, "too dark"),
        ({"colours": {"light": "#FFFFF0"}}, "hardly seen on white"),
        ({"colours": {"main": "#A8410A"}}, "too alike"),
        ({"colours": {"main": "#000000", "warning": "#200000"}}, "too alike"),
        ({"colours": ["#000000"]}, "The file is no look"),
        ({"font": "Comic Sans"}, "“Comic Sans” is not offered"),
        ({"sheets": ["kpi", "kpis"]}, "There is no sheet or section “kpis”"),
        ({"sheets": ["kpi", "kpi"]}, "“kpi” is named twice"),
        ({"sheets": []}, "Keep at least one"),
        ({"sheets": "kpi"}, "The file is no look"),
        ({"sheets": ["check"]}, "need the sheet"),
        ({"sections": [["kpi"]]}, "There is no sheet or section"),
        ({"footer": "x" * 121}, "more than 120 characters"),
        ({"logo": "no base64!"}, "no picture"),
        ({"logo": "é"}, "no picture"),
        ({"logo": logo(b"<svg xmlns='http://www.w3.org/2000/svg'/>")}, "no picture"),
        ({"logo": logo(png(2_001, 1))}, "no picture"),
        ({"logo": logo(b"\x89PNG" + b"x" * 150_000)}, "more than 150 kB"),
    ],
)
def test_a_look_that_cannot_be_used_is_refused_with_its_reason(changed: dict[str, Any], reason: str) -> None:
    with pytest.raises(LookRefused, match=reason):
        read(BASE | changed)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"\xff\xfe", b"{", b"[" * 100_000, b"null", b"1" * 5_000, b"x" * 400_001]
)
def test_a_file_that_is_no_look_is_refused(content: bytes) -> None:
    with pytest.raises(LookRefused):
        load(content)


def test_a_look_comes_back_from_its_file_as_it_was(look: ClientLook) -> None:
    assert load(json.dumps(look.stored()).encode()) == look
    assert read(BASE) == ClientLook()


def test_sheets_that_came_later_than_a_look_join_in_and_those_switched_off_stay_away() -> None:
    known = [part for part in (*client_look.SHEETS, *client_look.SECTIONS) if part not in {"contrast", "kano"}]
    listed = BASE | {"sheets": ["check", "codes", "drivers", "kpi"]}
    assert read(listed | {"known": known}).sheets == ("check", "codes", "drivers", "contrast", "kpi", "kano")
    assert read(listed).sheets == ("check", "codes", "drivers", "kpi")
    kept = read(listed).stored()
    assert read(kept).sheets == ("check", "codes", "drivers", "kpi")
    before = read(listed | {"known": list(client_look.KNOWN_BEFORE)})
    assert before.sheets == ("check", "codes", "drivers", "contrast", "kpi")
    assert read(listed | {"known": [["kpi"], 7]}).sheets[:2] == ("method", "check")
    # one list named both once: a section that came after the sheet of its name joins in, and is switched off for good
    short = BASE | {"sections": ["kpi", "priorities", "sources"]}
    one_list = short | {"known": list(client_look.KNOWN_BEFORE)}
    assert read(one_list).sections == ("kpi", "waves", "priorities", "rivals", "text_codes", "sources")
    assert read(read(short).stored()).sections == ("kpi", "priorities", "sources")


def test_a_logo_of_one_pixel_is_not_blown_up() -> None:
    look = ClientLook(logo=png(1, 1), logo_kind="png", logo_size=(1, 1))
    made = Logo(look, Sheet("Cover", ZoneInfo("UTC")), 1)
    assert (made.width, made.height) == (1, 1)


def test_a_logo_loses_what_it_tells_of_its_maker() -> None:
    told = png()
    text = b"Author\x00Somebody"
    part = struct.pack(">I", len(text)) + b"tEXt" + text + struct.pack(">I", zlib.crc32(b"tEXt" + text))
    kept, kind, size = client_look.logo(told[:33] + part + told[33:])
    assert (kept, kind, size) == (told, "png", (3, 2))


def test_every_sheet_and_section_can_be_chosen() -> None:
    assert ("cover", *client_look.SHEETS) == tuple(SHEETS)
    assert tuple(satisfaction_report.SECTIONS) == client_look.SECTIONS


def test_the_workbook_has_the_sheets_the_colours_the_font_and_the_logo(report: Report, look: ClientLook) -> None:
    content = written(report, look=look, limits=(500, 100))
    book = loaded(content)
    assert book.sheetnames == ["Cover", "Gap", "KPI", "Data (codes)", "Data (codes) 2", "Check"]
    assert book["KPI"]["B6"].font.color.rgb == "007A1F5C"
    assert book["KPI"]["B1"].font.name == "Georgia"
    assert book["Data (codes)"]["A1"].fill.fgColor.rgb == "007A1F5C"
    assert book["Gap"].sheet_properties.tabColor.rgb[-6:] == "7A1F5C"
    assert book["KPI"].oddFooter.left.text == "Model Works"
    drawn = {
        each.get("val") for chart in parts(content, "xl/charts/chart").values() for each in chart.iter("{*}srgbClr")
    }
    assert "7A1F5C" in drawn
    assert not drawn & {"0A5A8C", "86B6D6", "A8410A"}
    sizes = {
        each.getparent().get("sz") for chart in parts(content, "xl/charts/chart").values()
        for each in chart.iter("{*}latin") if each.get("typeface") == "Georgia"
    }  # fmt: skip
    assert sizes == {"792", "880"}  # 9 and 10 points of a wide font, smaller as in the cells
    assert find(book["Cover"], "Gap").hyperlink.location == "'Gap'!A1"
    picture = book["Cover"]._images[0]
    assert (picture.anchor._from.row, picture._data()) == (3, look.logo)


def test_what_colours_mean_is_told_by_squares_where_the_client_has_others(report: Report, look: ClientLook) -> None:
    sheet = load_workbook(io.BytesIO(written(report, look=look)), rich_text=True)["Gap"]
    rich = next(cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, CellRichText))
    squares = {part.font.color.rgb[-6:] for part in rich if part.text.startswith("■")}
    assert squares == {"7A1F5C", look.warning, "E6A57C", "B4BCC6"}
    meant = [part.text.strip() for part in rich if not part.text.startswith("■")]
    assert len(set(meant)) == len(meant) == len(squares), "each colour means something else"
    assert not any("Orange" in words or "Blue" in words for words in texts(sheet))
    usual = loaded(written(report, look=ClientLook(sheets=("gap",))))["Gap"]
    assert any("Orange: below expectation" in words for words in texts(usual))


def test_the_usual_look_changes_nothing() -> None:
    assert ClientLook().palette == Palette()
    assert ClientLook().of_documents == Look()


def test_the_report_has_the_sections_and_the_look(report: Report, look: ClientLook) -> None:
    document = satisfaction_report.build(
        report, "en", look=look.of_documents, sections=look.sections, footer=look.footer
    )
    assert (document.look.accent, document.look.font, document.look.logo_kind) == ("7A1F5C", "Georgia", "png")
    assert document.footer.startswith("Model Works")

"""Uploaded tables: what is read, what is refused, and that the refusal says where."""

import io
import struct
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from survey_app.exceptions import FileRefused
from survey_app.interchange.table_limits import (
    EmptyTable,
    FileTooLarge,
    HeaderRefused,
    Limits,
    NotATable,
    RaggedRow,
    UnreadableText,
)
from survey_app.interchange.tables import Table, read_table

SHEET_WORDS = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read(content: bytes, filename: str = "list.csv", limits: Limits | None = None) -> Table:
    return read_table(io.BytesIO(content), filename, limits or Limits())


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def archive(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return stream.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {entry: packed.read(entry) for entry in packed.namelist()}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("encoding", "named"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("gb18030", "GB18030")]
)
def test_text_is_read_in_each_encoding_and_separator(separator: str, encoding: str, named: str) -> None:
    text = separator.join(["id", "地区", "行业"]) + "\r\n" + separator.join(["001", "青岛", "机械"]) + "\r\n"
    table = read(text.encode(encoding))
    assert table == Table(("id", "地区", "行业"), (("001", "青岛", "机械"),), (2,), named, separator=separator)


def test_western_text_is_not_taken_for_chinese() -> None:
    table = read("id;región;año\n1;León;más\n".encode("cp1252"))
    assert table.header == ("id", "región", "año")
    assert table.rows == (("1", "León", "más"),)
    assert table.encoding == "Windows-1252"


def test_a_separator_inside_quotation_marks_does_not_count() -> None:
    table = read(b'id,industry\n1,"Food; beverages, tobacco"\n2,"two\nlines"\n')
    assert table.column("industry") == ("Food; beverages, tobacco", "two\nlines")


def test_decimal_commas_in_every_cell_make_no_commas_of_the_separator() -> None:
    found = read(b"item;a;b;c\nx;1,5;2,5;3,5\ny;0,5;0,25;4,5\n")
    assert (found.header, found.separator, found.passed) == (("item", "a", "b", "c"), ";", ())
    # a title above names that commas part stays a title
    titled = read(b"Survey of 2024\nid,a,b\n1,2,3\n2,3,4\n")
    assert (titled.header, titled.passed) == (("id", "a", "b"), (1,))


def test_a_list_of_one_column_is_a_table() -> None:
    assert read(b"id\n1\n2\n").rows == (("1",), ("2",))


def test_empty_rows_are_passed_over_but_counted() -> None:
    table = read(b"id,region\n\na1,x\n,\na2,y\n")
    assert table.rows == (("a1", "x"), ("a2", "y"))
    assert table.numbers == (3, 5)


def test_a_workbook_gives_text_as_a_person_reads_it() -> None:
    rows: list[list[object]] = [
        ["id", "share", "day", "moment", "yes", "words"],
        [7.0, 0.35, date(2006, 10, 1), datetime(2006, 12, 31, 18, 30), True, " 青岛 "],  # noqa: DTZ001 - sheets know no zone
        ["007", 12345678901234, None, None, None, None],
    ]
    table = read(workbook(rows), "list.xlsx")
    assert table.rows[0] == ("7", "0.35", "2006-10-01", "2006-12-31 18:30:00", "TRUE", "青岛")
    assert table.rows[1] == ("007", "12345678901234", "", "", "", "")
    assert table.encoding == "xlsx"


@pytest.mark.parametrize("content", [b"", b"  \n\r\n ", b"id,region\n", b"\xef\xbb\xbf", b",,\n,,\n"])
def test_a_file_without_rows_is_refused(content: bytes) -> None:
    with pytest.raises(EmptyTable):
        read(content)


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(EmptyTable):
        read(workbook([]), "list.xlsx")


@pytest.mark.parametrize("content", [b"id,region\n1,x\n2\n", b"id,region\n1,x\n2,y,z\n"])
def test_a_ragged_row_is_refused_with_its_number(content: bytes) -> None:
    with pytest.raises(RaggedRow) as refused:
        read(content)
    assert refused.value.params["row"] == 3
    assert refused.value.params["columns"] == 2


def test_an_open_quotation_mark_is_refused() -> None:
    with pytest.raises(RaggedRow):
        read(b'id,region\n1,"x\n2,y\n')


@pytest.mark.parametrize("header", [b"id,Region,region", b"id, region,region"])
def test_a_name_that_stands_twice_in_the_header_is_refused(header: bytes) -> None:
    with pytest.raises(HeaderRefused) as refused:
        read(header + b"\n1,x,y\n")
    assert refused.value.params["name"] == "region"


def test_a_column_without_a_name_is_refused_with_its_place() -> None:
    with pytest.raises(HeaderRefused) as refused:
        read(b"id,,region\n1,x,y\n")
    assert refused.value.params["column"] == 2


def test_nul_bytes_are_refused() -> None:
    with pytest.raises(NotATable):
        read(b"id,region\n1,\x00\n")


@pytest.mark.parametrize("letter", ["\x07", "\x1b", "\ufffe"])
def test_a_control_character_is_refused_with_its_place(letter: str) -> None:
    with pytest.raises(UnreadableText) as refused:
        read(f"id,region\n1,x\n2,a{letter}b\n".encode())
    assert refused.value.params == {"row": 3, "column": 2}


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(FileRefused):
        read(b"\xff\xfe" + "id,region\n1,".encode("utf-16-le") + struct.pack("<H", 0xD800) + "\n".encode("utf-16-le"))


def test_a_cell_of_a_megabyte_is_refused_with_its_place() -> None:
    with pytest.raises(FileRefused):
        read(b"id,region\n1," + b"x" * 1_000_000 + b"\n")
    with pytest.raises(FileTooLarge) as refused:
        read(b"id,region\n1," + b"x" * 20_001 + b"\n")
    assert refused.value.params["row"] == 2


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(FileRefused):
        read(bytes(range(1, 256)) * 40, "picture.png")


@pytest.mark.parametrize("content", [b"PK\x03\x04 not a zip at all", b"PK\x03\x04" + b"\x00" * 500])
def test_a_broken_archive_is_refused(content: bytes) -> None:
    with pytest.raises(NotATable):
        read(content, "list.xlsx")


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    with pytest.raises(NotATable):
        read(archive({"readme.txt": b"hello"}), "list.xlsx")


def test_a_workbook_with_a_damaged_sheet_is_refused() -> None:
    content = archive({"xl/workbook.xml": b"<workbook/>", "[Content_Types].xml": b"<Types/>"})
    with pytest.raises(NotATable):
        read(content, "list.xlsx")


def test_an_old_excel_file_is_refused_with_the_way_out() -> None:
    with pytest.raises(NotATable, match=r"\.xlsx"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "list.xls")


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = archive({"xl/workbook.xml": b"x", "xl/worksheets/sheet1.xml": b"0" * 60_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(FileTooLarge):
        read(bomb, "list.xlsx")


def test_an_archive_of_many_entries_is_refused() -> None:
    entries = {f"part{number}": b"x" for number in range(200)}
    with pytest.raises(FileTooLarge):
        read(archive({"xl/workbook.xml": b"x", **entries}), "list.xlsx")


def test_an_entity_bomb_in_a_sheet_is_refused() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    cell = '<row><c t="inlineStr"><is><t>&e8;</t></is></c></row>'
    sheet = f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]><worksheet><sheetData>{cell}</sheetData></worksheet>'
    parts = parts_of(workbook([["id"], ["1"]]))
    parts["xl/worksheets/sheet1.xml"] = f'<?xml version="1.0"?>{sheet}'.encode()
    with pytest.raises(FileRefused):
        read(archive(parts), "list.xlsx")


def test_a_sheet_that_repeats_one_long_text_endlessly_is_refused() -> None:
    parts = parts_of(workbook([["id"]]))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
    parts["xl/sharedStrings.xml"] = b"<sst xmlns='" + SHEET_WORDS + b"'><si><t>" + b"x" * 19_000 + b"</t></si></sst>"
    rows = b'<row><c t="s"><v>0</v></c></row>' * 9_000
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b"</sheetData>", rows + b"</sheetData>"
    )
    with pytest.raises(FileTooLarge):
        read(archive(parts), "list.xlsx", Limits(ratio=10_000))


def test_too_many_bytes_rows_and_columns_are_refused() -> None:
    small = Limits(packed=1000, rows=3, columns=3)
    with pytest.raises(FileTooLarge):
        read(b"id\n" + b"1\n" * 600, limits=small)
    with pytest.raises(FileTooLarge):
        read(b"id\n1\n2\n3\n4\n", limits=small)
    with pytest.raises(FileTooLarge):
        read(b"a,b,c,d\n1,2,3,4\n", limits=small)
    many: list[list[object]] = [["a", "b", "c", "d"], [1, 2, 3, 4]]
    with pytest.raises(FileTooLarge):
        read(workbook(many), "list.xlsx", Limits(columns=3))
    with pytest.raises(FileTooLarge):
        read(workbook([["a"], [1], [2], [3]]), "list.xlsx", Limits(rows=2))
    assert len(read(workbook([["a"], [1], [2]]), "list.xlsx", Limits(rows=2)).rows) == 2

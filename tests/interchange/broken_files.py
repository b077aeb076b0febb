"""Fifty files that no questionnaire can be read from: broken by accident, and made to do harm."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from tests import xlsforms
from tests.interchange import qualtrics_files, qualtrics_parts, surveyjs_files
from tests.limesurvey_builder import archive, newer, older, tabbed
from tests.limesurvey_surveys import SURVEYS
from tests.xlsforms import workbook

LSS = newer(SURVEYS["satisfaction"])
TSV = tabbed(SURVEYS["rules"])
QSF = qualtrics_parts.data(qualtrics_files.FILES["types"])
SJS = json.dumps(next(iter(surveyjs_files.FILES.values()))).encode()
XLSX = xlsforms.HOUSEHOLD
_BILLION = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
_HEADER = ["type", "name", "label"]


def _zip(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", method) as folder:
        for name, content in members:
            folder.writestr(name, content)
    return kept.getvalue()


def _with(content: bytes, name: str, made: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its parts made into another."""
    source = zipfile.ZipFile(io.BytesIO(content))
    return _zip(*((each, made(source.read(each)) if each == name else source.read(each)) for each in source.namelist()))


def _locked() -> bytes:
    """An archive whose members say that they are encrypted."""
    content = bytearray(_zip(("a.lss", LSS), method=zipfile.ZIP_STORED))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    return bytes(content)


def _sheet(rows: str) -> bytes:
    """A workbook whose survey sheet is this XML."""
    return _with(workbook([_HEADER, ["text", "a", "A"]]), "xl/worksheets/sheet1.xml", lambda _old: rows.encode())


def _circle() -> Any:
    """Blocks of a flow that name each other, and no question."""
    flow = {"Type": "Root", "Flow": [{"Type": "Block", "ID": "BL_1"}, {"Type": "Block", "ID": "BL_1"}]}
    blocks = [{"Type": "Standard", "ID": "BL_1", "BlockElements": [{"Type": "Question", "QuestionID": "QID1"}]}]
    return {
        "SurveyEntry": {},
        "SurveyElements": [{"Element": "BL", "Payload": blocks}, {"Element": "FL", "Payload": flow}],
    }


_MANY_ROWS = b"<row><c t='inlineStr'><is><t>text</t></is></c></row>" * 60_000

BROKEN: dict[str, bytes | Callable[[], bytes]] = {
    "nothing.lss": b"",
    "blanks.json": b" \n\t ",
    "zeros.xlsx": bytes(4_000),
    "zeros.json": b"{" + bytes(4_000) + b"}",
    "web_page.lss": b"<html><body>Please log in to LimeSurvey</body></html>",
    "web_page.xlsx": b"<!DOCTYPE html><table><tr><td>type</td></tr></table>",
    "old_excel.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000),
    "with_password.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 40,
    "picture.lss": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "letter.docx": _zip(("word/document.xml", b"<w:document/>"), ("[Content_Types].xml", b"<Types/>")),
    "words.txt": b"Dear colleague,\nplease find attached the questionnaire.\n",
    "list.csv": b"name;age\nAna;3\n",
    "number.json": b"17",
    "list.json": b"[1, 2, 3]",
    "other.json": b'{"name": "package", "version": "1.0"}',
    "cut.json": SJS[:-40],
    "cut.qsf": QSF[: len(QSF) // 2],
    "cut.lss": LSS[: len(LSS) // 2],
    "cut.xlsx": XLSX[: len(XLSX) // 2],
    "cut.lsa": archive(a__lss=LSS)[:-60],
    "open_quotation_mark.txt": TSV + b'\t"never closed\n',
    "no_columns.txt": b"class\ttype/scale\tname\n",
    "no_question.txt": b"class\ttype/scale\tname\ttext\nS\t\tlanguage\ten\n",
    "zero_byte.txt": TSV.replace(b"Q1", b"Q\x001", 1),
    "latin.txt": TSV.decode().encode("latin-1", "replace") + b"\xff\xfe\xf1\n",
    "chinese.json": '{"title": "问卷", "elements": []}'.encode("gbk"),
    "half_utf16.json": b"\xff\xfe" + '{"pages": ['.encode("utf-16-le") + b"\xd8",
    "wrong_utf16.lss": b"\xfe\xff" + LSS.decode().encode("utf-16-le")[:2_001],
    "latin.lss": LSS.replace("¿".encode(), b"\xbf"),
    "entity.lss": LSS.replace(b"<document>", b'<!DOCTYPE d [<!ENTITY a "aaaa">]><document>', 1),
    "entity_bomb.lss": f'<!DOCTYPE d [<!ENTITY e0 "{"a" * 100}">{_BILLION}]><document>&e9;</document>'.encode(),
    "outside.lss": LSS.replace(b"<document>", b'<!DOCTYPE d SYSTEM "file:///etc/passwd"><document>', 1),
    "outside.xlsx": lambda: _sheet('<!DOCTYPE x [<!ENTITY o SYSTEM "file:///etc/passwd">]><worksheet>&o;</worksheet>'),
    "entity_bomb.xlsx": lambda: _sheet(f'<!DOCTYPE x [<!ENTITY e0 "0">{_BILLION}]><worksheet>&e9;</worksheet>'),
    "nested.lss": b"<document>" + b"<a>" * 50_000 + b"</a>" * 50_000 + b"</document>",
    "nested.json": b'{"pages": [' + b'{"elements": [' * 5_000 + b"]}" * 5_000 + b"]}",
    "brackets.json": b"[" * (20 * 1024 * 1024 - 5),
    "too_large.json": b"[" * (21 * 1024 * 1024),
    "huge_number.json": b'{"pages": [{"elements": [{"type": "text", "name": ' + b"9" * 50_000 + b"}]}]}",
    "no_number.json": b'{"pages": [{"elements": [{"type": "rating", "rateMax": NaN}]}]}',
    "zip_bomb.lsa": lambda: archive(a__lss=b"0" * 60_000_000),
    "zip_bomb.xlsx": lambda: _zip(("xl/workbook.xml", b"<a/>"), ("xl/worksheets/sheet1.xml", b"0" * 90_000_000)),
    "many_members.lsa": lambda: _zip(*((f"m{number}.txt", b"") for number in range(600)), ("a.lss", LSS)),
    "locked.lsa": _locked,
    "climbing.lsa": _zip(("../../etc/passwd", b"root"), ("/etc/shadow", b"root")),
    "million_rows.xlsx": lambda: _sheet(f"<worksheet><sheetData>{_MANY_ROWS.decode()}</sheetData></worksheet>"),
    "no_survey_sheet.xlsx": workbook((), [["list_name", "name"], ["yn", "y"]]),
    "only_places.xlsx": workbook([_HEADER, ["geopoint", "here", ""], ["begin group", "g", "G"], ["", "", ""]]),
    "nothing_asked.qsf": json.dumps(_circle()).encode(),
    "another_kind.lss": older(SURVEYS["satisfaction"]).replace(b">Survey<", b">Label set<"),
}

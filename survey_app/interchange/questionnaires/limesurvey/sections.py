"""The XML of `.lss`, `.lsr` and `.lst` as sections of rows, read with every defence that XML needs."""

import codecs
import re
from xml.etree.ElementTree import Element

from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.questionnaires.limits import read_xml

Row = dict[str, str]

_UNREADABLE = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_HEAD = 4_000
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SINGLE = ("LimeSurveyDocType", "DBVersion")


class NotLimeSurvey(FileRefused):
    """The file is no questionnaire of LimeSurvey, or a damaged one."""

    message = N_("%(file)s is no LimeSurvey questionnaire. Export it there as .lss, .lsa or .txt and try again.")


class Sections:
    """The sections of one file; a section that is not there has no rows."""

    def __init__(self, root: Element) -> None:
        self.kind = (root.findtext("LimeSurveyDocType") or "").strip()
        self.version = (root.findtext("DBVersion") or "").strip()
        self.languages = [words for each in root.iterfind("languages/language") if (words := (each.text or "").strip())]
        self._rows = {
            part.tag: [_row(row) for row in part.iterfind("rows/row")]
            for part in root
            if part.tag not in _SINGLE and part.tag != "languages"
        }

    def rows(self, name: str) -> list[Row]:
        """The rows of a section."""
        return self._rows.get(name, [])

    def names(self) -> list[str]:
        """The sections that have rows."""
        return [name for name, rows in self._rows.items() if rows]

    def __contains__(self, name: str) -> bool:
        return name in self._rows


def read_sections(data: bytes, filename: str) -> Sections:
    """The sections of an XML file of LimeSurvey; raises a refusal with what is wrong."""
    if b"<!DOCTYPE" in data[:_HEAD]:
        raise NotLimeSurvey(
            N_("%(file)s has a document type of its own. LimeSurvey writes none: export it there again."), file=filename
        )
    root = read_xml(_without_dirt(data), filename)
    if root.tag != "document":
        raise NotLimeSurvey(file=filename)
    return Sections(root)


def _without_dirt(data: bytes) -> bytes:
    """Blanks before the first line and control characters, which old texts carry, are no reason to refuse."""
    if data.startswith(_MARKS):
        return data
    return _UNREADABLE.sub(b"", data.removeprefix(codecs.BOM_UTF8).lstrip())


def _row(row: Element) -> Row:
    return {cell.tag: cell.text or "" for cell in row if isinstance(cell.tag, str)}

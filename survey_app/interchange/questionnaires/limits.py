"""How much a questionnaire file may hold, and reading its containers within these bounds.

Every refusal says what is wrong with which file. Nothing here takes more than a few seconds whatever it is given.
"""

import io
import json
import re
import zipfile
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.questionnaires.loose_json import tightened

__all__ = [
    "BrokenFile",
    "FileTooDeep",
    "UnknownFormat",
    "open_zip",
    "read_json",
    "read_member",
    "read_words",
    "read_xml",
    "refuse_large",
]

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
UNPACKED = 100 * MEGABYTE
RATIO = 100
ENTRIES = 500
DEEPEST = 200
_MOST_PARTS = 400_000
_MOST_MARKS = 1_500_000
_MOST_ELEMENTS = 500_000
_RATIO_FROM = MEGABYTE
"""Small archives may pack better than `RATIO`: what they grow to is small all the same."""
_SURROGATE = re.compile("[\ud800-\udfff]")


class UnknownFormat(FileRefused):
    """No format that is read here."""

    message = N_(
        "%(file)s is no questionnaire that can be read here. Accepted are: own JSON, XLSForm (.xlsx), LimeSurvey "
        "(.lss, .lsa, .txt), SurveyJS (.json) and Qualtrics (.qsf)."
    )


class BrokenFile(FileRefused):
    """The file is damaged, or is not what its name says."""

    message = N_("%(file)s is damaged or is not what its name says. Save it again in its own program and upload that.")


class FileTooDeep(FileRefused):
    """More than any questionnaire holds: too large, too deep, too many parts."""

    status = 413
    message = N_("%(file)s is larger than a questionnaire can be: at most %(most)s MB.")


def refuse_large(content: bytes, filename: str) -> None:
    """Refuse a file above the bound, and one with nothing in it."""
    if len(content) > LARGEST:
        raise FileTooDeep(file=filename, most=LARGEST // MEGABYTE)
    if not content.strip():
        raise BrokenFile(N_("%(file)s is empty. Choose another file."), file=filename)


def read_words(content: bytes, filename: str) -> str:
    """The text of a file in UTF-8 or, with its mark, UTF-16."""
    try:
        if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BrokenFile(
            N_("%(file)s is not text in UTF-8: byte %(byte)s cannot be read. Save it as UTF-8."),
            file=filename,
            byte=error.start + 1,
        ) from None


def read_json(content: bytes, filename: str) -> Any:  # noqa: ANN401 - JSON is anything until it is looked at
    """The JSON in a file; its place where it is broken."""
    refuse_large(content, filename)
    if content.count(b"{") + content.count(b"[") > _MOST_PARTS or content.count(b",") > _MOST_MARKS:
        raise FileTooDeep(
            N_("%(file)s holds far more parts than a questionnaire. Split it, or export it again."), file=filename
        )
    text = read_words(content, filename)
    try:
        return _loaded(text)
    except json.JSONDecodeError as error:
        raise BrokenFile(
            N_("%(file)s is not JSON: look at line %(line)s, column %(column)s."),
            file=filename,
            line=error.lineno,
            column=error.colno,
        ) from None
    except (RecursionError, ValueError):
        raise FileTooDeep(
            N_("%(file)s holds parts or figures that no questionnaire has. Export it again."), file=filename
        ) from None


def _loaded(text: str) -> Any:  # noqa: ANN401 - as above
    """The JSON of a text; one that was written as in a program is read all the same."""
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        first = error
    try:
        return json.loads(tightened(text), parse_constant=_no_constant)
    except json.JSONDecodeError:
        raise first from None


def _no_constant(name: str) -> object:
    raise ValueError(name)


class _Bounded(TreeBuilder):
    """Builds the tree as far as the bounds allow."""

    def __init__(self, filename: str) -> None:
        super().__init__()
        self._filename = filename
        self._depth = self._elements = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        """One element begins."""
        self._depth += 1
        self._elements += 1
        if self._depth > DEEPEST or self._elements > _MOST_ELEMENTS:
            raise FileTooDeep(
                N_("%(file)s holds far more parts than a questionnaire. Split it, or export it again."),
                file=self._filename,
            )
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        """One element ends."""
        self._depth -= 1
        return super().end(tag)


def read_xml(content: bytes, filename: str) -> Element:
    """The root of an XML file; entities and document types that reach outside are refused."""
    refuse_large(content, filename)
    parser = DefusedXMLParser(target=_Bounded(filename), forbid_dtd=False, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(content)
        root = parser.close()
    except DefusedXmlException:
        raise BrokenFile(
            N_("%(file)s declares entities, which no questionnaire needs. Export it again."), file=filename
        ) from None
    except ParseError as error:
        line, column = getattr(error, "position", (0, 0))
        raise BrokenFile(
            N_("%(file)s is not XML: look at line %(line)s, column %(column)s."),
            file=filename,
            line=line,
            column=column + 1,
        ) from None
    except (LookupError, ValueError):
        raise BrokenFile(file=filename) from None
    if not isinstance(root, Element):
        raise BrokenFile(file=filename)
    return root


def open_zip(content: bytes, filename: str) -> zipfile.ZipFile:
    """An archive whose own list stays within the bounds."""
    refuse_large(content, filename)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise BrokenFile(file=filename) from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise BrokenFile(
            N_("%(file)s is protected by a password. Save it without one and upload it again."), file=filename
        )
    unpacked = sum(entry.file_size for entry in entries)
    too_thin = unpacked > max(RATIO * len(content), _RATIO_FROM)
    if len(entries) > ENTRIES or unpacked > UNPACKED or too_thin:
        raise FileTooDeep(
            N_("%(file)s unpacks to far more than a questionnaire. Export the questionnaire alone."), file=filename
        )
    return archive


def read_member(archive: zipfile.ZipFile, name: str, filename: str) -> bytes:
    """One file out of an archive, never more of it than the archive's list said."""
    try:
        declared = archive.getinfo(name).file_size
        with archive.open(name) as member:
            content = member.read(declared + 1)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, OSError, EOFError, ValueError, RuntimeError):
        raise BrokenFile(file=filename) from None
    except zipfile.zlib.error:  # type: ignore[attr-defined]  # the module it unpacks with
        raise BrokenFile(file=filename) from None
    if len(content) > declared:
        raise FileTooDeep(
            N_("%(file)s unpacks to far more than a questionnaire. Export the questionnaire alone."), file=filename
        )
    return content


def storable(text: str) -> str:
    """A text without half characters, which no database takes."""
    return _SURROGATE.sub("\ufffd", text)

"""Files that people send in: which kinds are taken, told by what they hold and never by their name.

A file that holds a program is none of them: office files with macros, pages, scripts and drawings (SVG) are refused.
Pictures come without what they say of their maker; other kinds keep what their program wrote into them.

Source of the marks: PDF, ISO 32000-1 7.5.2; ZIP, APPNOTE 4.3.7, with the parts of ECMA-376 and of OpenDocument 1.2
part 3; ISO base media, ISO/IEC 14496-12 4.3; RIFF WAVE; Ogg, RFC 3533; ID3v2 and MPEG audio frames, ISO/IEC 11172-3;
EBML, RFC 8794.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from survey_app.exceptions import N_
from survey_app.questions.picture_files import read_picture

__all__ = ["ENDINGS", "GROUPS", "LARGEST", "LONGEST_NAME", "Taken", "clean_name", "take"]

LARGEST = 5_000_000
LONGEST_NAME = 100
GROUPS: Mapping[str, str] = {
    "pictures": N_("pictures (PNG, JPEG, WebP)"),
    "documents": N_("documents (PDF, Word, Excel, PowerPoint, OpenDocument)"),
    "texts": N_("plain texts and tables (TXT, CSV)"),
    "sounds": N_("sounds (MP3, M4A, WAV, OGG)"),
    "films": N_("films (MP4, WebM)"),
}
"""Groups of kinds that an author lets people send in, each with its words."""
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "pictures": ("png", "jpg", "jpeg", "webp"),
    "documents": ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp"),
    "texts": ("txt", "csv"),
    "sounds": ("mp3", "m4a", "wav", "ogg"),
    "films": ("mp4", "webm"),
}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_PACKED = {
    "word/document.xml": f"{_OFFICE}wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OFFICE}presentationml.presentation",
}
_OPEN = {f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")}
_MOST_PARTS = 10_000
_WORTHLESS = re.compile(r"[^\w .()+-]+", re.UNICODE)
_PROGRAM = re.compile(rb"(?i)^\s*(?:<(?:!doctype|html|script|svg|\?xml|\?php)|#!)")


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that is taken: its kind, and its bytes as they are kept."""

    group: str
    media_type: str
    content: bytes


def take(content: bytes, groups: Collection[str]) -> Taken | None:
    r"""The file as it is kept; None where it is of no kind that is asked for.

    >>> take(b"%PDF-1.7 and so on", {"documents"}).media_type
    'application/pdf'
    >>> take(b"MZ\x90\x00 a program", {"documents", "texts"}) is None
    True
    """
    if "pictures" in groups and (picture := read_picture(content)) is not None:
        return Taken("pictures", picture.media_type, picture.content)
    kind = _kind(content)
    if kind is None or kind[0] not in groups:
        return None
    return Taken(*kind, content)


def _kind(content: bytes) -> tuple[str, str] | None:
    if content.startswith(b"%PDF-"):
        return "documents", "application/pdf"
    if content.startswith(b"PK\x03\x04"):
        media_type = _packed(content)
        return ("documents", media_type) if media_type else None
    found = _sound_or_film(content)
    return found or (("texts", "text/plain") if _is_text(content) else None)


def _packed(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist())
            if len(names) > _MOST_PARTS or any("vbaproject" in name.lower() for name in names):
                return ""
            if "[Content_Types].xml" in names:
                return next((media_type for name, media_type in _PACKED.items() if name in names), "")
            first = packed.infolist()[0] if names else None
            if first is None or first.filename != "mimetype" or first.file_size > LONGEST_NAME:
                return ""
            if any(name.startswith(("Basic/", "Scripts/")) for name in names):
                return ""
            told = packed.read("mimetype").decode("ascii", "replace").strip()
            return told if told in _OPEN else ""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, LookupError):
        return ""


def _sound_or_film(content: bytes) -> tuple[str, str] | None:
    if content[4:8] == b"ftyp":
        return ("sounds", "audio/mp4") if content[8:12] in {b"M4A ", b"M4B "} else ("films", "video/mp4")
    if content.startswith(b"RIFF") and content[8:12] == b"WAVE":
        return "sounds", "audio/wav"
    if content.startswith(b"OggS"):
        return "sounds", "audio/ogg"
    if content.startswith(b"ID3") or (content[:1] == b"\xff" and content[1:2] in {b"\xfb", b"\xf3", b"\xf2"}):
        return "sounds", "audio/mpeg"
    if content.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in content[:64]:
        return "films", "video/webm"
    return None


def _is_text(content: bytes) -> bool:
    """Whether it is written text: UTF-8 without control characters, and no page or script."""
    if not content.strip() or _PROGRAM.match(content.removeprefix(b"\xef\xbb\xbf")):
        return False
    try:
        words = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(letter) == "Cc" and letter not in "\t\n\r" for letter in set(words))


def clean_name(name: str) -> str:
    r"""A file's own name without its way, and without anything that a folder, a header or a table could misread.

    >>> clean_name("C:\\Users\\Ana\\..\\offer <2>|3.pdf"), clean_name("../../"), clean_name(".\u202efdp.exe")
    ('offer _2_3.pdf', 'file', 'fdp.exe')
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(letter for letter in last if letter.isprintable())
    kept = " ".join(_WORTHLESS.sub("_", shown).split()).strip(" ._")
    stem, dot, ending = kept.rpartition(".")
    if dot and len(kept) > LONGEST_NAME:
        kept = stem[: LONGEST_NAME - len(ending[:10]) - 1] + dot + ending[:10]
    return kept[:LONGEST_NAME] or "file"

"""A first look at a file: what kind of container it is, before any format reads it."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limits import BrokenFile, open_zip, read_json, refuse_large

_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_HEAD = 4_000


@dataclass(frozen=True, slots=True)
class Seen:
    """What can be told of a file without reading it: its ending, its beginning, its members or its JSON.

    `json` is None where the file is no JSON, `members` is empty where it is no archive.
    """

    filename: str
    ending: str
    head: str
    members: frozenset[str] = frozenset()
    json: Any = None

    def has_key(self, *names: str) -> bool:
        """Whether the file is a JSON object with all of these names at its top."""
        return isinstance(self.json, dict) and all(name in self.json for name in names)


def look(filename: str, content: bytes) -> Seen:
    """Look at a file; an old Excel file, an empty and a broken one are refused with what to do."""
    refuse_large(content, filename)
    ending = PurePath(filename).suffix.lower()
    if content.startswith(_OLD_EXCEL):
        raise BrokenFile(
            N_(
                "%(file)s is an old or a protected Excel file (.xls). Open it in a spreadsheet program, save it as "
                ".xlsx without a password and upload that."
            ),
            file=filename,
        )
    if content.startswith(_ZIP):
        with open_zip(content, filename) as archive:
            return Seen(filename, ending, "", frozenset(archive.namelist()))
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    head = content[:_HEAD].decode(encoding, "replace")
    is_json = head.lstrip()[:1] in {"{", "["}
    return Seen(filename, ending, head, json=read_json(content, filename) if is_json else None)

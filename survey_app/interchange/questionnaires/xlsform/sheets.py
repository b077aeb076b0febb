"""The sheets of an XLSForm as rows of named cells, whatever the dirt in their headers."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limits import BrokenFile, FileTooDeep, open_zip, storable
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.interchange.questionnaires.texts import language_of

_READER = Path(__file__).with_name("book_reader.py")
_PATIENCE = 20
_TOO_MUCH = (3, -9, -24)
_MOST_LETTERS = 20_000_000
SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")
_BETWEEN = re.compile(r"\s*::?\s*")
_ALIASES = {
    "relevance": "relevant",
    "calculate": "calculation",
    "constraining_message": "constraint_message",
    "constraint message": "constraint_message",
    "required message": "required_message",
    "requiredmsg": "required_message",
    "constraintmsg": "constraint_message",
    "choice filter": "choice_filter",
    "list name": "list_name",
    "read_only": "readonly",
    "read only": "readonly",
    "count": "repeat_count",
    "value": "name",
    "caption": "label",
    "image": "media::image",
    "audio": "media::audio",
    "video": "media::video",
    "big-image": "media::big-image",
}
_ROOTS = frozenset({"media", "bind", "control", "instance", "body"})
DEFAULT = ""
"""The language of a column that names none."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: its number in the sheet, its plain cells by column, its texts by column and language."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where the row stands: `survey, row 12`."""
        return f"{self.sheet}, row {self.number}"

    def get(self, column: str) -> str:
        """A cell; nothing where it is empty."""
        return self.cells.get(column, "")

    def text(self, column: str) -> dict[str, str]:
        """A text in all its languages."""
        return dict(self.texts.get(column, {}))


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet, and the languages and columns its header names."""

    rows: tuple[Row, ...] = ()
    languages: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


def read_sheets(content: bytes, filename: str, notes: Notes) -> dict[str, Sheet]:
    """The sheets that an XLSForm is made of, by name; a file without a survey sheet is refused."""
    with open_zip(content, filename) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            raise BrokenFile(N_("%(file)s is no Excel workbook. Save it as .xlsx and upload it again."), file=filename)
    raw = _split(_read_apart(content, filename))
    if "survey" not in raw:
        raise BrokenFile(
            N_(
                "%(file)s has no sheet called “survey”. An XLSForm has the sheets survey, choices and settings: "
                "rename yours and upload it again."
            ),
            file=filename,
        )
    return {name: _sheet(name, rows, notes) for name, rows in raw.items()}


def _read_apart(content: bytes, filename: str) -> bytes:
    """Read in a child with little time and memory: a crafted workbook then costs seconds, never the server."""
    order = [sys.executable, "-I", str(_READER), str(_MOST_LETTERS), *SHEETS]
    try:
        child = subprocess.run(order, input=content, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603 - our own script
    except subprocess.TimeoutExpired:
        raise FileTooDeep(
            N_("%(file)s takes too long to read. Remove empty rows and columns."), file=filename
        ) from None
    if child.returncode in _TOO_MUCH:
        raise FileTooDeep(
            N_("%(file)s holds far more than a questionnaire. Remove empty rows and columns."), file=filename
        )
    if child.returncode != 0:
        raise BrokenFile(file=filename)
    return child.stdout


Raw = list[tuple[int, list[str]]]


def _split(output: bytes) -> dict[str, Raw]:
    found: dict[str, Raw] = {}
    rows: Raw = []
    for line in output.splitlines():
        part = json.loads(line)
        if isinstance(part, str):
            rows = found.setdefault(part, [])
        else:
            rows.append((part[0], [storable(cell) for cell in part[1]]))
    return found


def _sheet(name: str, raw: Raw, notes: Notes) -> Sheet:
    if not raw:
        return Sheet()
    header = [_column(cell) for cell in raw[0][1]]
    _tell_repeats(name, raw[0][1], header, notes)
    rows = tuple(_row(name, number, cells, header) for number, cells in raw[1:])
    languages = dict.fromkeys(language for column, language in header if language and column in TEXTS)
    return Sheet(rows, tuple(languages), tuple(dict.fromkeys(column for column, _language in header if column)))


TEXTS = ("label", "hint", "guidance_hint", "constraint_message", "required_message")


def _column(cell: str) -> tuple[str, str]:
    """A header as column and language: `label::English (en)` is `label` in that language.

    >>> _column("Label :: English (en)"), _column("media::image::French")
    (('label', 'English (en)'), ('media::image', 'French'))
    >>> _column("bind::relevant"), _column("Relevance")
    (('relevant', ''), ('relevant', ''))
    """
    parts = [part for part in _BETWEEN.split(cell.strip()) if part]
    if not parts:
        return "", DEFAULT
    first = parts[0].lower()
    if first in {"bind", "control", "body"} and len(parts) > 1:
        parts = [parts[1].removeprefix("jr:").replace("constraintMsg", "constraint_message"), *parts[2:]]
        first = parts[0].lower()
    if first in _ROOTS and len(parts) > 1:
        return f"{first}::{parts[1].lower()}", " ".join(parts[2:])
    column = _ALIASES.get(first, first.replace(" ", "_"))
    if column in TEXTS or column.startswith("media::") or len(parts) == 1:
        return column, " ".join(parts[1:])
    return ":".join([column, *parts[1:]]).lower(), DEFAULT


def _tell_repeats(name: str, titles: list[str], header: list[tuple[str, str]], notes: Notes) -> None:
    seen: set[tuple[str, str]] = set()
    for title, column in zip(titles, header, strict=True):
        if column[0] and column in seen:
            notes.dropped(f"{name}, row 1", title, N_("This column stands there twice; the first one counts."))
        seen.add(column)


def _row(name: str, number: int, cells: list[str], header: list[tuple[str, str]]) -> Row:
    plain: dict[str, str] = {}
    texts: dict[str, dict[str, str]] = {}
    for (column, language), cell in zip(header, cells, strict=False):
        if not column or not cell:
            continue
        if column in TEXTS or column.startswith("media::"):
            texts.setdefault(column, {}).setdefault(language, cell)
        elif not language:
            plain.setdefault(column, cell)
    return Row(name, number, plain, texts)


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages of a form: its own names for them, and ours, the form's own language first."""

    codes: tuple[str, ...]
    by_name: Mapping[str, str]

    def text(self, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """A text by our codes. Where two names mean one language the first that holds something counts."""
        for name, words in texts.items():
            if name in self.by_name and words:
                yield self.by_name[name], words


def languages_of(sheets: Mapping[str, Sheet], default: str, notes: Notes) -> Languages:
    """The languages that the headers name; columns that name none are in the form's own language."""
    named = dict.fromkeys(language for sheet in sheets.values() for language in sheet.languages)
    has_plain = any(DEFAULT in row.texts.get("label", {}) for sheet in sheets.values() for row in sheet.rows)
    own = _own_language(default, list(named), has_plain=has_plain)
    by_name: dict[str, str] = {DEFAULT: own, **({default: own} if default else {})}
    for number, name in enumerate(named):
        code = by_name.get(name) or language_of(name) or (own if name.casefold() == "default" else "")
        if not code:
            code = f"q{chr(97 + number // 26 % 20)}{chr(97 + number % 26)}"
            notes.changed(
                "survey, row 1", name, N_("This language is not known here and is called %(code)s."), code=code
            )
        by_name[name] = code
    used = [by_name[name] for name in named] or [own]
    codes = dict.fromkeys([own, *used] if has_plain or own in used else used)
    found = Languages(tuple(codes), by_name)
    _tell_hidden(found, sheets, notes)
    return found


def _own_language(default: str, named: list[str], *, has_plain: bool) -> str:
    """The language of columns that name none: the form says it, else the one of English and the first that is free."""
    if default and default.casefold() != "default":
        return language_of(default) or "qaa"
    known = [code for name in named if (code := language_of(name))]
    if not known or "en" in known or has_plain:
        return "en"
    return known[0]


def _tell_hidden(languages: Languages, sheets: Mapping[str, Sheet], notes: Notes) -> None:
    """Texts that two columns have in one language, and that say different things: the first one counts."""
    for row in (row for sheet in sheets.values() for row in sheet.rows):
        for column, texts in row.texts.items():
            first: dict[str, str] = {}
            for code, words in languages.text(texts) if column in TEXTS else ():
                if first.setdefault(code, words) != words:
                    notes.dropped(
                        row.place,
                        f"{column} of {row.get('name')}",
                        N_("Two columns hold this text in the language %(code)s; the first one counts."),
                        code=code,
                        original=words,
                    )

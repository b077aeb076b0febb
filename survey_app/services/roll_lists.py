"""From pasted lines or an uploaded table to people for a panel: name, e-mail, group, language.

Nothing here touches the database.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.csv_lines import bare_cell
from survey_app.interchange.tables import Limits, Table
from survey_app.services.addresses import normal_email
from survey_app.vocabulary import LANGUAGES

ROLL_LIMITS = Limits(columns=20, cell=500, rows=5_000)
LONGEST_NAME, LONGEST_GROUP = 200, 80
LONGEST_PASTE = 100_000
_SHOWN = 60
_NAMES: Mapping[str, frozenset[str]] = {
    "name": frozenset({"name", "person", "nombre", "姓名"}),
    "email": frozenset({"email", "e-mail", "mail", "correo", "邮箱", "电子邮件", "电子邮箱"}),
    "group": frozenset({"group", "grupo", "组", "组别"}),
    "language": frozenset({"language", "idioma", "lengua", "语言"}),
}
_LANGUAGES = {language.casefold(): language for language in LANGUAGES} | {
    "zh": "zh_Hans_CN",
    "zh_hans": "zh_Hans_CN",
    "zh_cn": "zh_Hans_CN",
}
_MARKED = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>]*)>")


class Problem(StrEnum):
    """Why a line cannot be taken."""

    NOBODY = "nobody"
    BAD_EMAIL = "bad_email"
    LONG_VALUE = "long_value"
    BAD_LANGUAGE = "bad_language"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody who is put on a panel; without an address they get their link by another way than mail."""

    name: str
    email: str
    group: str
    language: str


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that cannot be taken, by its number."""

    number: int
    problem: Problem
    value: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a list holds: people, and the lines that cannot be taken."""

    entries: tuple[Entry, ...]
    refused: tuple[RefusedLine, ...]


def read_lines(text: str, language: str) -> Reading:
    """One person a line: name, e-mail, group, language, with commas, semicolons or tabs between; or `Ana <a@b.org>`.

    >>> read_lines("Ana Ruiz, ana@example.org, Customers, es", "en").entries
    (Entry(name='Ana Ruiz', email='ana@example.org', group='Customers', language='es'),)
    >>> read_lines("Ana <ana@example.org>; Customers", "en").entries
    (Entry(name='Ana', email='ana@example.org', group='Customers', language='en'),)
    """
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = _cells(line)
        if any(cells) and not (number == 1 and _is_header(cells)):
            rows.append((number, dict(zip(("name", "email", "group", "language"), cells, strict=False))))
    return _read(rows, language)


def read_roll(table: Table, language: str) -> Reading:
    """The people of an uploaded table; its first row names the columns."""
    places = {
        field: name for field, known in _NAMES.items() for name in table.header if name.strip().casefold() in known
    }
    if "email" not in places and "name" not in places:
        raise FileRefused(
            N_("There is no column “name” or “email”. The first row names: %(names)s."),
            names=", ".join(table.header)[:300],
        )
    rows = []
    for number, cells in zip(table.numbers, table.rows, strict=True):
        row = dict(zip(table.header, cells, strict=True))
        rows.append((number, {field: row[name] for field, name in places.items()}))
    return _read(rows, language)


def _cells(line: str) -> list[str]:
    separator = next((mark for mark in ("\t", ";", ",") if mark in line), ",")
    cells = [cell.strip().strip('"').strip() for cell in line.split(separator)]
    if marked := _MARKED.fullmatch(cells[0]):
        return [marked["name"].strip(), marked["email"].strip(), *cells[1:]]
    if len(cells) == 1 and "@" in cells[0]:
        return ["", cells[0]]
    return cells


def _is_header(cells: Sequence[str]) -> bool:
    return any(cell.casefold() in _NAMES["email"] for cell in cells)


def _read(rows: Iterable[tuple[int, Mapping[str, str]]], language: str) -> Reading:
    entries: list[Entry] = []
    refused: list[RefusedLine] = []
    seen: set[str] = set()
    for number, row in rows:
        found = _entry(row, language)
        if isinstance(found, Entry) and found.email and found.email in seen:
            found = Problem.REPEATED
        if isinstance(found, Problem):
            refused.append(RefusedLine(number, found, (row.get("email") or row.get("name", ""))[:_SHOWN]))
            continue
        seen.add(found.email)
        entries.append(found)
    return Reading(tuple(entries), tuple(refused))


def _entry(row: Mapping[str, str], language: str) -> Entry | Problem:
    """Who stands in a row, or why nobody does."""
    name, address, group = (bare_cell(row.get(field, "")) for field in ("name", "email", "group"))
    if not name and not address:
        return Problem.NOBODY
    if len(name) > LONGEST_NAME or len(group) > LONGEST_GROUP:
        return Problem.LONG_VALUE
    email = normal_email(address) if address else ""
    if email is None:
        return Problem.BAD_EMAIL
    wanted = row.get("language", "").casefold().replace("-", "_")
    if wanted and wanted not in _LANGUAGES:
        return Problem.BAD_LANGUAGE
    return Entry(name, email, group, _LANGUAGES.get(wanted, language))

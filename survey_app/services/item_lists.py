"""Statements in a table that somebody uploads: words in several languages, section, explanation, evidence, code.

Nothing here touches the database.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from survey_app.exceptions import N_, FileRefused, Refusal
from survey_app.interchange.csv_lines import bare_cell
from survey_app.interchange.tables import Limits, Table
from survey_app.models import Item
from survey_app.services import evidence as evidences
from survey_app.services import item_scale_cells, several
from survey_app.services.evidence import LONGEST_EVIDENCE, Evidence, read_links
from survey_app.services.items import LONGEST_HINT, LONGEST_SECTION, LONGEST_TEXT, MOST_ITEMS
from survey_app.vocabulary import LANGUAGES, Asking

ITEM_LIMITS = Limits(columns=40, cell=5_000, rows=MOST_ITEMS)
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,11}")
_HEAD = re.compile(r"\s*(?P<name>[^\W_][^:()\[\]]*?)\s*(?:[:_( \[-]\s*(?P<language>en|es|zh)(?:[_-]\w+)*\s*[)\]]?)?\s*")
_BETWEEN_LINKS = re.compile(r"(?P<address>https?://\S+?);\s")
"""Semicolons after an address, as a person may write them; one inside of what a link is called is left alone."""
_NAMES: Mapping[str, frozenset[str]] = {
    "code": frozenset({"code", "id", "código", "codigo", "代码", "编号"}),
    "text": frozenset({"text", "statement", "item", "texto", "afirmación", "afirmacion", "enunciado", "陈述", "条目"}),
    "section": frozenset({"section", "sección", "seccion", "部分", "章节"}),
    "hint": frozenset({"explanation", "hint", "explicación", "explicacion", "说明"}),
    "evidence": frozenset({"evidence", "evidencia", "依据", "证据"}),
    "asked": frozenset({"kind", "asked", "tipo", "类型"}),
    "links": frozenset({"links", "link", "enlaces", "enlace", "链接"}),
    **item_scale_cells.COLUMNS,
}
_LANGUAGES = {language.partition("_")[0]: language for language in LANGUAGES}
_LONGEST = {"text": LONGEST_TEXT, "section": LONGEST_SECTION, "hint": LONGEST_HINT, "evidence": LONGEST_EVIDENCE}
_LONGEST |= dict.fromkeys(item_scale_cells.TEXTS, item_scale_cells.LONGEST)
_WITHOUT_LANGUAGE = frozenset({"code", "links", "asked", *item_scale_cells.PLAIN})
_ASKED: Mapping[str, Asking] = {
    **dict.fromkeys(("open", "open question", "text", "abierta", "pregunta abierta", "开放", "开放题"), Asking.OPEN),
    **dict.fromkeys(("weighed", "statement", "valorada", "afirmación", "陈述", "评分"), Asking.WEIGHED),
}
"""The words of a cell that says what is asked; an empty one leaves it as it is."""


class Problem(StrEnum):
    """Why a row cannot be taken."""

    NO_TEXT = "no_text"
    LONG_VALUE = "long_value"
    BAD_CODE = "bad_code"
    REPEATED_CODE = "repeated_code"
    REPEATED_TEXT = "repeated_text"
    BAD_LINK = "bad_link"
    BAD_KIND = "bad_kind"
    BAD_SCALE = "bad_scale"
    NO_ROOM = "no_room"
    ASKED = "asked"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement as a row gives it. What has no column is not there, and stays as it is in a known statement."""

    number: int
    code: str
    words: Mapping[str, Mapping[str, str]]
    """By part (text, section, hint, evidence), then by language; empty where the cell is."""
    links: tuple[tuple[str, str], ...] | None = None
    asked: Asking | None = None
    """Whether it is an open question; None where nothing is said."""
    own_scale: Mapping[str, Any] | None = None
    """The scale it has of its own, empty for the protocol's; None where nothing is said."""

    def merged(self, part: str, kept: Mapping[str, str]) -> dict[str, str]:
        """The words of a part over those that are kept: a column that is there decides, even when it is empty."""
        return {language: words for language, words in {**kept, **self.words.get(part, {})}.items() if words}

    def evidence(self, kept: Evidence) -> dict[str, Any]:
        """The evidence over that which is kept."""
        links = kept.links if self.links is None else self.links
        return Evidence(self.merged("evidence", kept.text), links).to_json()


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be taken, by its number in the file."""

    number: int
    problem: Problem
    value: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a table holds, and the columns nobody knew."""

    entries: tuple[Entry, ...]
    refused: tuple[Refused, ...]
    ignored: tuple[str, ...] = field(default=())


def read(table: Table, language: str) -> Reading:
    """The statements of a table; `language` is that of columns which name none."""
    places, ignored = _columns(table.header, language)
    if not any(part == "text" for part, _language in places.values()):
        raise FileRefused(
            N_("There is no column “text” or “statement”. The first row names: %(names)s."),
            names=", ".join(table.header)[:300],
        )
    places = _filled(places, table.rows)
    entries: list[Entry] = []
    refused: list[Refused] = []
    codes: set[str] = set()
    texts: set[str] = set()
    for number, cells in zip(table.numbers, table.rows, strict=True):
        found = _entry(number, [(place, cell) for at, cell in enumerate(cells) if (place := places.get(at))])
        problem = found if isinstance(found, Problem) else _repeated(found, codes, texts)
        if problem is not None or isinstance(found, Problem):
            refused.append(Refused(number, problem or Problem.NO_TEXT, " · ".join(filter(None, cells))[:80]))
        else:
            entries.append(found)
    return Reading(tuple(entries), tuple(refused), ignored)


def _columns(header: Sequence[str], language: str) -> tuple[dict[int, tuple[str, str]], tuple[str, ...]]:
    """What each column means, by its place: a part and a language. The first of two columns that mean the same counts.

    >>> _columns(["Code", "Statement (es)", "text_en", "note"], "en")
    ({0: ('code', ''), 1: ('text', 'es'), 2: ('text', 'en')}, ('note',))
    """
    found: dict[int, tuple[str, str]] = {}
    ignored = []
    for place, name in enumerate(header):
        means = _meaning(name, language)
        if means is None or means in found.values():
            ignored.append(name)
        else:
            found[place] = means
    return found, tuple(ignored)


def _filled(places: dict[int, tuple[str, str]], rows: Sequence[Sequence[str]]) -> dict[int, tuple[str, str]]:
    """The columns that say something: where no row has a scale of its own, blank columns for it take none away.

    >>> _filled({0: ("text", "en"), 1: ("scale", "")}, [("A register", " ")])
    {0: ('text', 'en')}
    """
    of_scale = [at for at, (part, _language) in places.items() if part in item_scale_cells.COLUMNS]
    if any(row[at].strip() for row in rows for at in of_scale if at < len(row)):
        return places
    return {at: place for at, place in places.items() if at not in of_scale}


def _meaning(name: str, language: str) -> tuple[str, str] | None:
    matched = _HEAD.fullmatch(name[:80].casefold())
    if matched is None:
        return None
    part = next((part for part, known in _NAMES.items() if matched["name"].strip() in known), None)
    if part is None:
        return None
    return part, "" if part in _WITHOUT_LANGUAGE else _LANGUAGES.get(matched["language"] or "", language)


def _entry(number: int, cells: Iterable[tuple[tuple[str, str], str]]) -> Entry | Problem:
    plain: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    for (part, language), written in cells:
        cell = bare_cell(written)
        if part in _WITHOUT_LANGUAGE:
            plain[part] = cell
        elif len(cell) > _LONGEST[part]:
            return Problem.LONG_VALUE
        else:
            words.setdefault(part, {})[language] = cell
    code, kind = plain.get("code", ""), plain.get("asked", "")
    asked = _ASKED.get(" ".join(kind.casefold().split()))
    faults = (
        (kind.strip() and asked is None, Problem.BAD_KIND),
        (code and not _CODE.fullmatch(code), Problem.BAD_CODE),
        (not any(words.get("text", {}).values()), Problem.NO_TEXT),
    )
    if (problem := next((problem for is_wrong, problem in faults if is_wrong), None)) is not None:
        return problem
    try:
        links = read_links(_BETWEEN_LINKS.sub("\\g<address>\n", plain["links"])) if "links" in plain else None
        own_scale = _own_scale(words, plain)
    except Refusal:
        return Problem.BAD_LINK
    except item_scale_cells.Unreadable:
        return Problem.BAD_SCALE
    return Entry(number, code, words, links, asked, own_scale)


def _own_scale(words: dict[str, dict[str, str]], plain: Mapping[str, str]) -> dict[str, Any] | None:
    """The scale that a row says, taken out of its words; None where the table has no column for one."""
    texts = {name: words.pop(name) for name in item_scale_cells.TEXTS if name in words}
    said = {name: plain[name] for name in item_scale_cells.PLAIN if name in plain}
    return item_scale_cells.read(texts, said) if texts or said else None


def _repeated(entry: Entry, codes: set[str], texts: set[str]) -> Problem | None:
    """Whether an earlier row has the same code or the same words."""
    own = entry.own_scale or {}
    above = own["question"].values() if several.is_several(own) else ()
    text = " ".join("|".join((*entry.words["text"].values(), *above)).casefold().split())
    if entry.code and entry.code in codes:
        return Problem.REPEATED_CODE
    if text in texts:
        return Problem.REPEATED_TEXT
    codes.add(entry.code)
    texts.add(text)
    return None


def table_of(rows: Sequence[Item], language: str) -> list[list[str]]:
    """The statements as a table that `read` takes back: its first row names the columns.

    A language has a column where any statement has words in it; that of the study always has one.
    """
    known = [evidences.of(item.evidence) for item in rows]
    parts: Mapping[str, Sequence[Mapping[str, str]]] = {
        "statement": [item.text for item in rows],
        "section": [item.section for item in rows],
        "explanation": [item.hint for item in rows],
        "evidence": [each.text for each in known],
    }
    wanted = [
        (part, short, full)
        for part, words in parts.items()
        for short, full in _LANGUAGES.items()
        if any(each.get(full) for each in words) or (part == "statement" and full == language)
    ]
    scales = item_scale_cells.columns([item.own_scale for item in rows], _LANGUAGES)
    head = ["code", *(f"{part}_{short}" for part, short, _full in wanted), "kind", "links"]
    head += [" ".join([*name.split("_"), *filter(None, [short])]) for name, short, _full in scales]
    lines = [
        [
            item.code,
            *(parts[part][place].get(full, "") for part, _short, full in wanted),
            "open" if item.is_open else "",
            evidences.write_links(known[place].links),
            *(item_scale_cells.write(item.own_scale, name, full) for name, _short, full in scales),
        ]
        for place, item in enumerate(rows)
    ]
    return [head, *lines]

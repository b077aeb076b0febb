"""From described columns to a questionnaire, and to what each column answers in it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.data_files.described import OWN, Column, Kind
from survey_app.interchange.data_files.scales import is_scale
from survey_app.interchange.tables import Table
from survey_app.questions.definition import Questionnaire, Text
from survey_app.questions.registry import read_questionnaire

__all__ = ["Built", "Line", "build", "chosen", "prepared"]

_SCALED = re.compile(r"[(（\[【][^()（）\[\]【】]*\d[^()（）\[\]【】]*[)）\]】]")  # noqa: RUF001 - wide brackets are meant
_ZERO_TO_TEN = [*range(11)]
_PLAIN: Mapping[Kind, Mapping[str, Any]] = {
    Kind.DATE: {"kind": "date", "settings": {"parts": "day"}},
    Kind.TIME: {"kind": "time", "settings": {}},
}
_RECOMMENDS = re.compile(r"recommend|recomend|recomiend|weiterempf|empfehl|推荐|\bnps\b")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SPANISH = re.compile("[¿¡]")
_PAGE = 12
_NEARLY_ALL = 0.9
_LONGEST_CODE, _LONGEST_ITEM = 16, 32
_MOST_CODES = 200


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one column: its kind, the variable or question it answers, and why it is left out."""

    column: str
    kind: Kind
    name: str
    values: int
    why: str = ""
    note: str = ""
    """How it was read where it could be read otherwise; a marked message."""


@dataclass(frozen=True, slots=True)
class Built:
    """A questionnaire made from columns, what each of them answers, and a line on every column of the file."""

    document: Mapping[str, Any]
    questionnaire: Questionnaire
    mapped: Mapping[str, str]
    lines: tuple[Line, ...]


def build(columns: Sequence[Column]) -> Built:
    """The questionnaire; batteries whose codes are no scale become one question an item."""
    codes, tongue = _Codes(), _Tongue(columns)
    questions: list[dict[str, Any]] = []
    mapped: dict[str, str] = {}
    batteries = _scaled(columns)
    made: dict[str, dict[str, Any]] = {}
    owning: set[str] = set()
    for column in columns:
        if column.kind is Kind.LEFT_OUT:
            continue
        if column.group is not None and column.is_tick:
            key = column.group.key
            if key not in made:
                made[key] = _several(codes.question(key), column, tongue)
                questions.append(made[key])
            mapped |= _with_option(made[key], column, tongue)
        elif column.group is not None and column.group.key in batteries:
            key = column.group.key
            if key not in made:
                made[key] = _battery(codes.question(key), column, tongue)
                questions.append(made[key])
            item = codes.item(made[key]["code"], column.name)
            made[key]["settings"]["items"].append(
                {"code": item, "label": tongue.say(column.item or column.text, column.name)}
            )
            mapped[column.name] = f"{made[key]['code']}.{item}"
        elif column.own_of and mapped.get(column.own_of) in owning:
            mapped[column.name] = f"{mapped[column.own_of]}.other"
        else:
            code = codes.question(_SCALED.sub("", column.name) if column.scale else column.name)
            questions.append(_question(code, column, tongue))
            mapped[column.name] = code
            owning |= {code} if "other" in questions[-1]["settings"] else set()
            if _has_own(column):
                mapped[column.name + OWN] = f"{code}.other"
    document = _document(questions, tongue.languages)
    return Built(document, read_questionnaire(document), mapped, tuple(_line(each, mapped) for each in columns))


def _scaled(columns: Iterable[Column]) -> frozenset[str]:
    """The batteries of which all items share the codes of one scale."""
    codes: dict[str, set[tuple[int, ...]]] = {}
    for column in columns:
        if column.group is not None and not column.is_tick:
            mine = tuple(sorted(code for code, _words in column.codes)) if column.kind is Kind.ONE else ()
            codes.setdefault(column.group.key, set()).add(mine)
    return frozenset(key for key, found in codes.items() if len(found) == 1 and is_scale(next(iter(found))))


def _battery(code: str, first: Column, tongue: "_Tongue") -> dict[str, Any]:
    text = tongue.say(first.group.text, first.group.key) if first.group else {}
    return {"code": code, "kind": "grid", "text": text, "settings": {"scale": _scale(first, tongue), "items": []}}


def _scale(column: Column, tongue: "_Tongue") -> dict[str, Any]:
    ordered = sorted(column.codes, key=lambda each: each[0])
    labels = [tongue.say(words, str(point)) for point, words in ordered]
    return {"first": ordered[0][0], "last": ordered[-1][0], "labels": labels}


def _several(code: str, first: Column, tongue: "_Tongue") -> dict[str, Any]:
    text = tongue.say(first.group.text, first.group.key) if first.group else {}
    return {"code": code, "kind": "multiple", "text": text, "settings": {"options": []}}


def _with_option(question: dict[str, Any], column: Column, tongue: "_Tongue") -> dict[str, str]:
    """Add what a column of ticks says as an answer, and tell what the column, and its own words, stand for."""
    code, settings = question["code"], question["settings"]
    number = len(settings["options"]) + ("other" in settings) + 1
    option = {"code": number, "label": tongue.say(column.item or column.text, column.name)}
    if column.own and "other" not in settings:
        settings["other"] = option
        return {column.name: f"{code}.{number}", column.name + OWN: f"{code}.other"}
    settings["options"].append(option)
    return {column.name: f"{code}.{number}"}


def _question(code: str, column: Column, tongue: "_Tongue") -> dict[str, Any]:
    part: dict[str, Any] = {"code": code, "text": tongue.say(column.text, column.name)}
    if column.is_rating and _recommends(column):
        return part | {"kind": "recommend", "settings": _ends(column, tongue)}
    if column.is_rating:
        return part | {"kind": "rating", "settings": {"scale": _scale(column, tongue)}}
    if column.kind in {Kind.ONE, Kind.SEVERAL}:
        options = [{"code": each, "label": tongue.say(words, str(each))} for each, words in column.codes]
        kind = "single" if column.kind is Kind.ONE else "multiple"
        own = [each for each in options if each["code"] == column.other]
        settings = {"options": [each for each in options if each not in own]} | ({"other": own[0]} if own else {})
        return part | {"kind": kind, "settings": settings}
    if column.kind is Kind.NUMBER:
        return part | {"kind": "number", "settings": {"decimals": 6, "min": column.least}}
    return part | dict(_PLAIN.get(column.kind, {"kind": "long_text", "settings": {}}))


def _has_own(column: Column) -> bool:
    """Whether own words stand behind one of its answers, and the question has room for them."""
    is_list = column.kind in {Kind.ONE, Kind.SEVERAL} and not column.is_rating
    return column.other is not None and is_list and bool(column.own)


def _recommends(column: Column) -> bool:
    """Whether it asks from 0 to 10 how likely somebody is to recommend: then it has the score of it."""
    points = [point for point, _words in column.codes]
    heading = " ".join((column.name, *column.text.values())).casefold()
    return points == _ZERO_TO_TEN and _RECOMMENDS.search(heading) is not None


def _ends(column: Column, tongue: "_Tongue") -> dict[str, Any]:
    words = dict(column.codes)
    ends = {"low": words[_ZERO_TO_TEN[0]], "high": words[_ZERO_TO_TEN[-1]]}
    return {end: tongue.say(said, "") for end, said in ends.items() if said}


def _document(questions: Sequence[dict[str, Any]], languages: Sequence[str]) -> dict[str, Any]:
    pages = [
        {"key": f"p{number}", "title": {}, "questions": list(questions[start : start + _PAGE])}
        for number, start in enumerate(range(0, len(questions), _PAGE), 1)
    ]
    return {"languages": list(languages), "pages": pages or [{"key": "p1", "title": {}, "questions": []}]}


def _line(column: Column, mapped: Mapping[str, str]) -> Line:
    return Line(column.name, column.kind, mapped.get(column.name, ""), len(column.codes), column.why, column.note)


def prepared(table: Table, columns: Sequence[Column]) -> Table:
    """The table with written-out words as the codes of its columns, days year first, own words in further columns."""
    of = {each.name: each for each in columns if (each.words or each.cells) and each.kind is not Kind.LEFT_OUT}
    places = {place: _known(of[name], table.distinct(name)) for place, name in enumerate(table.header) if name in of}
    if not places:
        return table
    own = {place: of[name].own for place, name in enumerate(table.header) if name in of and _has_own(of[name])}
    coded = table.with_cells(places)
    if not own:
        return coded
    rows = tuple(
        (*cells, *(words.get(row[place], "") for place, words in own.items()))
        for cells, row in zip(coded.rows, table.rows, strict=True)
    )
    return replace(coded, header=(*table.header, *(table.header[place] + OWN for place in own)), rows=rows)


def _known(column: Column, distinct: Iterable[str]) -> Mapping[str, str]:
    """What each different cell of a column becomes."""
    separator = (column.separator or ";") if column.kind is Kind.SEVERAL else ""
    return {cell: column.cells.get(cell) or _coded(cell, column.words, separator) for cell in distinct}


def _coded(cell: str, words: Mapping[str, int], separator: str) -> str:
    if not separator:
        return str(words.get(cell, cell))
    parts = [part.strip() for part in cell.split(separator) if part.strip()]
    return ";".join(str(words.get(part, part)) for part in parts)


def chosen(described: Mapping[str, Column], guesses: Sequence[Column]) -> list[Column]:
    """The description of each column of the table, a guess where there is none; what holds nothing is left out."""
    found = []
    for guess in guesses:
        column = described.get(guess.name, guess) if described else guess
        if guess.kind is Kind.LEFT_OUT or not guess.name.strip():
            found.append(replace(column, kind=Kind.LEFT_OUT, why=N_("It holds nothing.")))
        elif column.kind is Kind.TEXT and guess.kind is Kind.ONE and guess.words:
            # few words that return: the description calls them a text, as SPSS does with every column of letters
            found.append(replace(guess, text=column.text, group=column.group, item=column.item))
        elif column.kind in {Kind.NUMBER, Kind.TEXT} and (
            guess.scale is not None or guess.kind in {Kind.DATE, Kind.TIME} or _is_length(guess)
        ):
            found.append(replace(guess, text=column.text or guess.text, group=column.group, item=column.item))
        elif len(column.codes) > _MOST_CODES:
            found.append(replace(column, kind=Kind.TEXT, codes=()))
        else:
            aside = guess.aside if column.kind in {Kind.NUMBER, Kind.TEXT} or not described else ""
            least = guess.least if column.least is None else column.least
            unsaid = guess.unsaid if column.kind is Kind.NUMBER or not described else ()
            found.append(
                replace(
                    column,
                    least=least,
                    aside=aside,
                    note=column.note or guess.note,
                    unsaid=unsaid,
                    is_unsaid=guess.is_unsaid,
                )
            )
    return found


def _is_length(guess: Column) -> bool:
    """Whether it was read from words of how long something took: only those are numbers written otherwise."""
    return guess.kind is Kind.NUMBER and bool(guess.cells)


class _Tongue:
    """The languages of a file: those that nearly all its words are in, else the one that most are in."""

    def __init__(self, columns: Sequence[Column]) -> None:
        texts = [text for column in columns for text in _texts(column) if text]
        counts = Counter(language for text in texts for language in text if language)
        most = counts.most_common(1)
        nearly = [language for language, count in counts.items() if count >= _NEARLY_ALL * len(texts)]
        self.languages = nearly or [language for language, _count in most] or [_language_of(columns)]

    def say(self, text: Text, otherwise: str) -> dict[str, str]:
        """The words in every language of the file; where one has none, those there are, else the name."""
        some = text.get(self.languages[0]) or next(iter(text.values()), "") or otherwise
        return {language: text.get(language) or some for language in self.languages}


def _language_of(columns: Sequence[Column]) -> str:
    """The language that the letters of the headings show, where no word of the file says its own."""
    headings = "".join((*(column.name for column in columns), *(column.text.get("", "") for column in columns)))
    if len(_CHINESE.findall(headings)) >= len(columns):
        return "zh_Hans_CN"
    return "es" if _SPANISH.search(headings) else "en"


def _texts(column: Column) -> Iterable[Text]:
    yield from (column.text, column.item, *(words for _code, words in column.codes))
    if column.group is not None:
        yield column.group.text


class _Codes:
    """Codes of questions and items, each given once."""

    def __init__(self) -> None:
        self.given: set[str] = set()
        self.items: dict[str, set[str]] = {}

    def question(self, name: str) -> str:
        letters = "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
        plain = re.sub(r"[^A-Z0-9]+", "_", letters.upper()).strip("_")
        plain = plain if plain[:1].isalpha() else f"Q{plain}"
        return _free(plain, self.given, _LONGEST_CODE)

    def item(self, question: str, name: str) -> str:
        plain = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_") or "item"
        return _free(plain, self.items.setdefault(question, set()), _LONGEST_ITEM)


def _free(wanted: str, given: set[str], longest: int) -> str:
    code, number = wanted[:longest], 1
    while code in given:
        number += 1
        tail = f"_{number}"
        code = wanted[: longest - len(tail)] + tail
    given.add(code)
    return code

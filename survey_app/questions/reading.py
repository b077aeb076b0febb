"""Reading the parts of a questionnaire document: every part is checked, and a refusal says where it went wrong."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from survey_app.exceptions import N_, Refusal
from survey_app.questions.definition import Check, Item, Jump, Option, Scale, Text
from survey_app.questions.words import OTHER

MAX_TEXT = 10_000
MAX_OPTIONS = 200
MAX_RULE = 2_000
MAX_RULES = 20
MAX_CODE = 32_000
FEWEST_POINTS, MOST_POINTS = 3, 11
OTHER_CODE = 97

LANGUAGE = re.compile(r"[a-z]{2,3}(?:[_-][A-Za-z0-9]{2,8}){0,3}")
ITEM_CODE = re.compile(r"[A-Za-z0-9_]{1,32}")
TOGETHER = re.compile(r"[A-Za-z0-9_-]{1,40}")
UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters no text keeps: control characters, half surrogates, non-characters. Line feed and tab stay."""


class DefinitionRefused(Refusal):
    """A questionnaire document that makes no sense."""

    status = 422
    title = N_("The questionnaire cannot be read")
    message = N_("Check the questionnaire document and try again.")


def is_blank(text: str) -> bool:
    r"""Whether nobody could see anything of a text: only spaces and signs without a shape.

    >>> is_blank(" \u202e\u200b"), is_blank("\u200f."), is_blank("")
    (True, False, True)
    """
    return all(unicodedata.category(sign)[0] in "ZC" for sign in text)


def straight(text: str) -> str:
    r"""A text with every kind of line end written as a line feed.

    >>> straight("a\r\nb\rc")
    'a\nb\nc'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def read_mapping(value: object, where: str) -> Mapping[str, Any]:
    """A JSON object, or a refusal that names the place."""
    if not isinstance(value, Mapping):
        raise DefinitionRefused(N_("%(where)s: an object in braces { } is expected here."), where=where)
    return value


def read_list(value: object, where: str, most: int) -> Sequence[Any]:
    """A JSON list of at most `most` entries."""
    if not isinstance(value, list | tuple):
        raise DefinitionRefused(N_("%(where)s: a list is expected here."), where=where)
    if len(value) > most:
        raise DefinitionRefused(N_("%(where)s: there are more than %(most)s entries."), where=where, most=most)
    return value


def read_words(value: object, where: str) -> str:
    """One text in one language."""
    if not isinstance(value, str):
        raise DefinitionRefused(N_("%(where)s: a text is expected here."), where=where)
    if len(value) > MAX_TEXT:
        raise DefinitionRefused(
            N_("%(where)s: the text is longer than %(most)s characters. Shorten it."), where=where, most=MAX_TEXT
        )
    words = straight(value)
    if UNSTORABLE.search(words):
        raise DefinitionRefused(N_("%(where)s: the text holds a character that cannot be stored."), where=where)
    return words


def read_text(value: object, where: str) -> Text:
    """A text in several languages; nothing at all is an empty text."""
    if value is None:
        return {}
    found: dict[str, str] = {}
    for language, words in read_mapping(value, where).items():
        if not isinstance(language, str) or not LANGUAGE.fullmatch(language):
            raise DefinitionRefused(N_("%(where)s: a language code such as “en” is expected."), where=where)
        found[language] = read_words(words, where)
    return found


def read_flag(value: object, where: str) -> bool:
    """Yes or no; nothing is no."""
    if value is None or isinstance(value, bool):
        return bool(value)
    raise DefinitionRefused(N_("%(where)s: yes or no is expected here."), where=where)


def read_count(value: object, where: str, least: int, most: int) -> int:
    """A whole number between two limits."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise DefinitionRefused(
            N_("%(where)s: a whole number from %(least)s to %(most)s is expected."),
            where=where,
            least=least,
            most=most,
        )
    return value


def refuse_repeats(codes: Iterable[object], where: str) -> None:
    """No two entries may share a code: an answer has to mean one thing."""
    seen: set[str] = set()
    for code in codes:
        if (key := str(code).casefold()) in seen:
            raise DefinitionRefused(N_("%(where)s: the code “%(code)s” is used twice."), where=where, code=code)
        seen.add(key)


def read_option(value: object, where: str) -> Option:
    """One answer of a choice question."""
    part = read_mapping(value, where)
    code = read_count(part.get("code"), where, 0, MAX_CODE)
    label = read_text(part.get("label"), where)
    exclusive, rule = read_flag(part.get("exclusive"), where), read_rule(part.get("show_if"), where)
    return Option(code, label, exclusive, rule, **read_moving(part, where))


def read_options(settings: Mapping[str, Any]) -> tuple[Option, ...]:
    """The answers of a choice question in their order."""
    options = tuple(read_option(part, "options") for part in read_list(settings.get("options"), "options", MAX_OPTIONS))
    if not options:
        raise DefinitionRefused(N_("A choice question needs at least one answer to choose."))
    return options


def read_other(settings: Mapping[str, Any]) -> Option | None:
    """The answer with room for own words: absent, `true`, or a code and a label."""
    part = settings.get("other")
    if part is None or part is False:
        return None
    other = Option(OTHER_CODE, OTHER) if part is True else read_option({"code": OTHER_CODE, **_other(part)}, "other")
    return other if other.label else Option(other.code, OTHER)


def _other(part: object) -> dict[str, Any]:
    return {**read_mapping(part, "other"), "exclusive": False}


def write_option(option: Option) -> dict[str, Any]:
    """One answer as JSON."""
    written: dict[str, Any] = {"code": option.code, "label": dict(option.label)}
    exclusive = {"exclusive": True} if option.exclusive else {}
    return written | exclusive | write_rule(option.show_if) | write_moving(option)


def read_items(settings: Mapping[str, Any]) -> tuple[Item, ...]:
    """The rows of a grid or battery in their order."""
    items = []
    for part in read_list(settings.get("items"), "items", MAX_OPTIONS):
        row = read_mapping(part, "items")
        code = row.get("code")
        if not isinstance(code, str) or not ITEM_CODE.fullmatch(code):
            raise DefinitionRefused(N_("A row needs a code of 1 to 32 letters, digits or underscores."))
        label, rule = read_text(row.get("label"), code), read_rule(row.get("show_if"), code)
        items.append(Item(code, label, _source(row, code), _weight(row, code), rule, **read_moving(row, code)))
    if not items:
        raise DefinitionRefused(N_("A table of ratings needs at least one row."))
    refuse_repeats((item.code for item in items), "items")
    return tuple(items)


def _source(row: Mapping[str, Any], where: str) -> str:
    source = row.get("source", "")
    if not isinstance(source, str) or (source and not ITEM_CODE.fullmatch(source)):
        raise DefinitionRefused(N_("%(where)s: the source of a row is 1 to 32 letters or digits."), where=where)
    return source


def _weight(row: Mapping[str, Any], where: str) -> float | None:
    weight = row.get("weight")
    if weight is None:
        return None
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight <= 1:
        raise DefinitionRefused(N_("%(where)s: the weight of a row is a number from 0 to 1."), where=where)
    return float(weight)


def write_items(items: Sequence[Item]) -> list[dict[str, Any]]:
    """The rows as JSON; where a row came from is written only when it came from somewhere."""
    return [{"code": item.code, "label": dict(item.label)} | write_origin(item) for item in items]


def write_origin(item: Item) -> dict[str, Any]:
    """The source and the weight of a row, its rule and what it says of its place, as JSON, as far as it has them."""
    source: dict[str, Any] = {"source": item.source} if item.source else {}
    weight = {"weight": item.weight} if item.weight is not None else {}
    return source | weight | write_rule(item.show_if) | write_moving(item)


def read_key(value: object, where: str) -> str:
    """The key of what moves together, or the name of a block; nothing is none."""
    if value is None or value == "":
        return ""
    if not isinstance(value, str) or not TOGETHER.fullmatch(value):
        raise DefinitionRefused(
            N_("%(where)s: a name of what belongs together is made of 1 to 40 letters, figures, “-” or “_”."),
            where=where,
        )
    return value


def read_moving(part: Mapping[str, Any], where: str) -> dict[str, Any]:
    """What an option or row says of its place: whether it stays there, with whom it moves, whether it was carried."""
    anchored = part.get("anchored")
    return {
        "anchored": None if anchored is None else read_flag(anchored, where),
        "together": read_key(part.get("together"), where),
        "carried": read_flag(part.get("carried"), where),
    }


def write_moving(row: Option | Item) -> dict[str, Any]:
    """What an option or row says of its place as JSON, only what is said."""
    anchored: dict[str, Any] = {} if row.anchored is None else {"anchored": row.anchored}
    together = {"together": row.together} if row.together else {}
    return anchored | together | ({"carried": True} if row.carried else {})


def read_scale(value: object) -> Scale:
    """A rating scale of 3 to 11 points; words stand at the ends or at every point."""
    part = read_mapping({} if value is None else value, "scale")
    first = read_count(part.get("first", 1), "scale", 0, 10)
    last = read_count(part.get("last", 5), "scale", first + FEWEST_POINTS - 1, first + MOST_POINTS - 1)
    labels = tuple(read_text(words, "scale") for words in read_list(part.get("labels") or [], "scale", MOST_POINTS))
    if labels and len(labels) != last - first + 1:
        raise DefinitionRefused(
            N_("The scale has %(points)s points but words for %(n)s."), points=last - first + 1, n=len(labels)
        )
    return Scale(first, last, read_text(part.get("low"), "scale"), read_text(part.get("high"), "scale"), labels)


def write_scale(scale: Scale) -> dict[str, Any]:
    """The scale as JSON."""
    return {
        "first": scale.first,
        "last": scale.last,
        "low": dict(scale.low),
        "high": dict(scale.high),
        "labels": [dict(words) for words in scale.labels],
    }


def read_rule(value: object, where: str) -> str:
    """An expression as it was typed; it may be half-typed, so what it means is said by the check and not here."""
    if value is None:
        return ""
    rule = read_words(value, where).strip()
    if len(rule) > MAX_RULE:
        raise DefinitionRefused(
            N_("%(where)s: the rule is longer than %(most)s characters."), where=where, most=MAX_RULE
        )
    return rule


def write_rule(rule: str, name: str = "show_if") -> dict[str, Any]:
    """A rule as JSON, only where there is one."""
    return {name: rule} if rule else {}


def read_checks(value: object, where: str) -> tuple[Check, ...]:
    """The rules that the answers of a question must meet."""
    parts = (read_mapping(part, where) for part in read_list(value or [], where, MAX_RULES))
    return tuple(
        Check(
            read_rule(part.get("rule"), where),
            read_text(part.get("message"), where),
            read_flag(part.get("soft"), where),
        )
        for part in parts
    )


def write_checks(checks: Sequence[Check]) -> dict[str, Any]:
    """The rules of a question as JSON, only where there are some."""
    parts = [{"rule": each.rule, "message": dict(each.message), "soft": each.soft} for each in checks]
    return {"checks": parts} if parts else {}


def read_jumps(value: object, where: str) -> tuple[Jump, ...]:
    """Where a page leads, the first rule that is met counting."""
    parts = (read_mapping(part, where) for part in read_list(value or [], where, MAX_RULES))
    return tuple(
        Jump(
            read_rule(part.get("rule"), where),
            read_words(part.get("page") or "", where),
            read_words(part.get("outcome") or "", where),
        )
        for part in parts
    )


def write_jumps(jumps: Sequence[Jump]) -> dict[str, Any]:
    """Where a page leads as JSON, only where it leads away."""
    parts = [{"rule": each.rule, "page": each.page, "outcome": each.outcome} for each in jumps]
    return {"jumps": parts} if parts else {}

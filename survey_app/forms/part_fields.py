"""Settings of the newer kinds of questions as plain fields of the editor's form: one table instead of a form a kind.

Every field shows one text. Lists of columns, rivals or points are written one a line, `code = words`, so that a code
keeps its meaning when words change or lines move; a line without a code is a new entry.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey_app.forms import part_entries, part_tree
from survey_app.forms.part_tree import Typed
from survey_app.forms.question_fields import merged, point_text
from survey_app.questions.definition import Item, Option, Question, Scale, Text
from survey_app.questions.reading import write_option, write_origin
from survey_app.questions.upload_files import GROUPS

LONGEST = 10_000
_CODED = re.compile(r"\s*([A-Za-z0-9_]{1,32})\s*=(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Extra:
    """One field: the name of the setting in the document, what it is called, and how it is written.

    `shape` is `text` (words in each language), `plain` (the same in all languages), `choice`, `yes_no`, `coded`
    (entries with codes of letters), `options` (entries with codes of figures), `points` (a scale), or one of
    `part_tree`: `tree`, `names`, `whole`, `number`, `ticks` (several of the choices), or `entries` of `part_entries`.
    """

    name: str
    label: str
    shape: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    attribute: str = ""

    @property
    def is_list(self) -> bool:
        """Whether it takes one entry a line."""
        return self.shape in {"coded", "options", "points", "tree", "names", "entries"}

    def of(self, question: Question) -> Any:
        """What the setting is in the question."""
        return getattr(question.settings, self.attribute or self.name, None)


_LINES = _l("One entry a line. Words in front of “=” are codes: leave them as they are, new lines get their own.")
_TREE = _l(
    "One entry a line, what belongs to a group moved in by two blanks below it. Figures in front of “=” are codes: "
    "leave them as they are, new lines get their own."
)
_POINTS = _l("One point a line, numbered one after the other, such as “1 = poor”.")
_READS = _l("May stay empty: then the usual words stand there.")
_EARLIEST = Extra(
    "earliest", _l("Earliest answer"), "plain", _l("Such as 2026-05-31, 2026-05 or 2026. May stay empty.")
)
_LATEST = Extra("latest", _l("Latest answer"), "plain")
_VALUES = Extra(
    "values",
    _l("Kinds of value for customers"),
    "plain",
    _l(
        "Codes of rows with functional, social, emotional, epistemic or conditional, such as “1 = functional, 2 = "
        "social”. Results are then also shown by kind of value. May stay empty."
    ),
    attribute="valued",
)
_ASPECTS = Extra(
    "aspects",
    _l("What the rows are about"),
    "plain",
    _l(
        "Codes of rows with customer, product or channel, such as “1 = product, 2 = channel”. Results are then also "
        "shown by what the rows are about. May stay empty."
    ),
    attribute="aspected",
)
_DATES = (("day", _l("A day")), ("month", _l("A month")), ("year", _l("A year")))

_LOOKS = (
    ("auto", _l("A list, from 13 answers on a drop-down")),
    ("radio", _l("A list")),
    ("dropdown", _l("A drop-down")),
    ("buttons", _l("Buttons beside one another")),
)

_ENTRIES = _l(
    "One field a line: words, a bar, and the kind, such as “Age | number 0 to 120”, “Sex | choice: Girl; Boy”, "
    "“Born on | date”, “Goes to school? | yes/no”, “Name | text”. Leave the codes in front of “=” as they are."
)
_FILES = tuple((group, _l(words)) for group, words in GROUPS.items())

EXTRAS: Mapping[str, tuple[Extra, ...]] = {
    "ranking": (
        Extra("places", _l("How many places"), "whole", _l("Leave empty to give every row a place.")),
        Extra("partial", _l("Places may stay empty"), "yes_no"),
    ),
    "constant_sum": (
        Extra("total", _l("Points to share out"), "whole"),
        Extra("at_most", _l("Points may be left over"), "yes_no"),
        Extra("unit", _l("Word behind the fields"), "text", _l("Such as points, percent or hours. May stay empty.")),
    ),
    "maxdiff": (
        Extra("per_set", _l("Rows in a set"), "whole", _l("From 3 to 6. Usual are 4.")),
        Extra("sets", _l("Number of sets"), "whole", _l("Leave empty to show every row three times.")),
        Extra("seed", _l("Number that fixes which rows stand together"), "whole"),
        Extra("best", _l("What is asked first"), "text", _l("May stay empty: then it reads “Most important”.")),
        Extra("worst", _l("What is asked second"), "text", _l("May stay empty: then it reads “Least important”.")),
    ),
    "repeat": (
        Extra("columns", _l("Fields of every entry"), "entries", _ENTRIES),
        Extra("entry", _l("Word for one entry"), "text", _l("Such as child or machine. May stay empty.")),
        Extra("least", _l("Entries at least"), "whole", _l("0: people may say that there is nothing to enter.")),
        Extra("most", _l("Entries at most"), "whole", _l("Up to 20.")),
    ),
    "file_upload": (
        Extra("groups", _l("What is taken"), "ticks", choices=_FILES),
        Extra("most", _l("How many files at most"), "whole", _l("From 1 to 5.")),
        Extra("days", _l("Days until files are deleted"), "whole", _l("Counted from the day a file is sent.")),
    ),
    "image_choice": (
        Extra("several", _l("Several may be chosen"), "yes_no"),
        Extra("captions", _l("Show the words below the pictures"), "yes_no", _l("They are read aloud either way.")),
    ),
    "pairwise": (
        Extra(
            "strengths",
            _l("Strengths on either side of “the same”"),
            "whole",
            _l("From 2 to 4: somewhat, much, very much, extremely. With fewer of them each pair is quicker to answer."),
        ),
    ),
    "slider": (
        Extra("min", _l("Lower end"), "number", attribute="least"),
        Extra("max", _l("Upper end"), "number", attribute="most"),
        Extra("step", _l("Step"), "number"),
        Extra("unit", _l("Unit"), "text"),
        Extra("low", _l("Words at the lower end"), "text"),
        Extra("high", _l("Words at the upper end"), "text"),
    ),
    "differential": (Extra("points", _l("Points between the words"), "whole", _l("From 2 to 11. Usual are 7.")),),
    "hierarchical": (
        Extra("options", _l("Answers in their groups"), "tree", _TREE, attribute="branches"),
        Extra("levels", _l("What the levels are called"), "names", _l("One a line, such as region, province, town.")),
    ),
    "single": (
        Extra("look", _l("How the answers look"), "choice", choices=_LOOKS),
        Extra("comment", _l("Room for a comment"), "yes_no"),
    ),
    "multiple": (Extra("comment", _l("Room for a comment beside each answer"), "yes_no"),),
    "yes_no": (
        Extra("yes", _l("What “yes” is called"), "text", _l("May stay empty: then it reads “Yes” and “No”.")),
        Extra("no", _l("What “no” is called"), "text"),
    ),
    "grid_text": (Extra("columns", _l("Columns"), "coded", _LINES),),
    "grid_number": (Extra("columns", _l("Columns"), "coded", _LINES),),
    "grid_multiple": (Extra("options", _l("Answers of every row"), "options", _LINES, attribute="columns"),),
    "dual_scale": (
        Extra("first_label", _l("Heading of the first scale"), "text"),
        Extra("second_label", _l("Heading of the second scale"), "text"),
        Extra("second", _l("Points of the second scale"), "points", _POINTS),
    ),
    "kano": (
        Extra("functional", _l("Words before the question with the feature"), "text", _READS),
        Extra("dysfunctional", _l("Words before the question without it"), "text", _READS),
        Extra("opposites", _l("Features put the other way round"), "coded", _l("One a line: code of the row = words.")),
    ),
    "importance_performance": (
        Extra("own", _l("What we are called"), "text", _READS),
        Extra("rivals", _l("Up to three rivals"), "coded", _LINES),
        Extra("importance", _l("Points of importance"), "points", _POINTS),
    ),
    "estimate": (Extra("confidence", _l("Ask how sure people are"), "yes_no"),),
    "use_and_rating": (Extra("importance", _l("Ask how important each is"), "yes_no"),),
    "date": (Extra("parts", _l("How exact"), "choice", choices=_DATES), _EARLIEST, _LATEST),
    "time": (
        Extra("earliest", _l("Earliest answer"), "plain", _l("Such as 08:30. May stay empty.")),
        _LATEST,
    ),
    "hidden": (
        Extra(
            "parameter", _l("Name in the address"), "plain", _l("Such as source for …?source=fair. Empty: the code.")
        ),
    ),
    "calculated": (
        Extra("expression", _l("What is calculated"), "plain", _l("Such as mean(SERV) or ORDERS * PRICE.")),
        Extra("words", _l("It comes to a text"), "yes_no"),
        Extra("decimals", _l("Decimals of a number"), "whole"),
    ),
    "grid": (_VALUES, _ASPECTS),
    "battery": (_VALUES, _ASPECTS),
    "arm": (
        Extra(
            "shares",
            _l("Shares of the arms"),
            "plain",
            _l("In the order of the arms: 1 : 1 deals them evenly, 1 : 2 gives the second twice as many people."),
            attribute="ratio",
        ),
    ),
    "pattern": (
        Extra(
            "pattern",
            _l("Pattern the whole answer has to fit"),
            "plain",
            _l("A regular expression without look-ahead: [A-Z]{2}[0-9]{4} fits AB1234."),
        ),
        Extra("message", _l("What is said where it does not fit"), "text"),
    ),
}
"""The fields each kind has besides rows, scale and figure."""


def shown(question: Question, language: str) -> dict[str, str]:
    """Every field of the kind as it stands in the draft."""
    return {extra.name: _shown(extra, extra.of(question), language) for extra in EXTRAS.get(question.kind, ())}


def settings(
    question: Question,
    fields: Mapping[str, str],
    language: str,
    errors: dict[str, str],
    taken: Collection[str] = (),
) -> dict[str, Any]:
    """The part of the settings that the fields write; what cannot be read is noted in `errors`.

    `taken` are codes that entries of the question had once: new entries of a tree get none of them.
    """
    found: dict[str, Any] = {}
    for extra in EXTRAS.get(question.kind, ()):
        words, before = fields.get(extra.name, ""), extra.of(question)
        if extra.shape == "text":
            found[extra.name] = merged(before or {}, language, words)
        elif extra.shape == "yes_no":
            found[extra.name] = words == "yes"
        elif extra.shape in _READ:
            read = _READ[extra.shape]
            found[extra.name] = read(Typed(words, language, errors, f"x_{extra.name}", taken), before)
        elif extra.shape == "points":
            found[extra.name] = _points(extra, words, before or Scale(), language, errors)
        elif extra.is_list:
            found[extra.name] = _entries(extra, words, before or (), language, errors)
        else:
            found[extra.name] = words
    return found


_SHOW: Mapping[str, Callable[[Any, str], str]] = {
    **part_tree.SHOW,
    "entries": lambda value, language: part_entries.entries_shown(value or (), language),
}
_READ: Mapping[str, Callable[[Typed, Any], Any]] = {
    **part_tree.READ,
    "entries": lambda typed, before: part_entries.entries_read(typed, before or ()),
}


def _shown(extra: Extra, value: Any, language: str) -> str:
    if extra.shape == "text":
        return str((value or {}).get(language, ""))
    if extra.shape == "yes_no":
        return "yes" if value else "no"
    if extra.shape in _SHOW:
        return _SHOW[extra.shape](value, language)
    if isinstance(value, Scale):
        return "\n".join(f"{point} = {point_text(value, point).get(language, '')}".strip() for point in value.points)
    if extra.is_list:
        return "\n".join(f"{each.code} = {each.label.get(language, '')}".strip() for each in value or ())
    return "" if value is None else str(value)


def _lines(words: str) -> list[tuple[str, str]]:
    """Code and words of every line; a line without a code has an empty one."""
    found = []
    for line in words.splitlines():
        if line.strip():
            coded = _CODED.fullmatch(line)
            found.append((coded[1], coded[2].strip()) if coded else ("", line.strip()))
    return found


def _entries(
    extra: Extra, words: str, before: Sequence[Item | Option], language: str, errors: dict[str, str]
) -> list[dict[str, Any]]:
    known: dict[str, Text] = {str(each.code): each.label for each in before}
    kept = {str(each.code): each for each in before}
    lines = _lines(words)
    taken = {code for code, _words in lines if code} | set(known)
    found = []
    for code, label in lines:
        if extra.shape == "options" and code and not re.fullmatch(r"\d{1,5}", code, re.ASCII):
            errors[f"x_{extra.name}"] = _("“%(code)s”: codes of answers are whole numbers.", code=code)
            continue
        own = code or _next(taken)
        taken.add(own)
        old = kept.get(own)
        more = write_option(old) if isinstance(old, Option) else write_origin(old) if old is not None else {}
        entry: dict[str, Any] = {**more, "code": int(own) if extra.shape == "options" else own}
        found.append(entry | {"label": merged(known.get(own, {}), language, label)})
    return found


def _next(taken: set[str]) -> str:
    numbers = [int(code) for code in taken if re.fullmatch(r"\d{1,5}", code, re.ASCII)]
    return str(max(numbers, default=0) + 1)


def _points(extra: Extra, words: str, before: Scale, language: str, errors: dict[str, str]) -> dict[str, Any]:
    lines = _lines(words)
    codes = [int(code) if re.fullmatch(r"\d{1,2}", code, re.ASCII) else -1 for code, _words in lines]
    if not codes or codes != list(range(codes[0], codes[0] + len(codes))) or codes[0] < 0:
        errors[f"x_{extra.name}"] = _("Number the points one after the other, such as “1 = poor”.")
        codes = list(before.points)
        lines = [(str(point), "") for point in codes]
    inside = set(before.points)
    labels = [
        merged(point_text(before, code) if code in inside else {}, language, label)
        for code, (_code, label) in zip(codes, lines, strict=True)
    ]
    ends = {"low": labels[0], "high": labels[-1]}
    return {"first": codes[0], "last": codes[-1], **ends, "labels": labels if any(labels[1:-1]) else []}

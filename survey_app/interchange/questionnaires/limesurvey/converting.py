"""What the readers of the question types share: texts, codes, notes about what is lost, and the outcome of a type."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.codes import Naming, number_options, recoded
from survey_app.interchange.questionnaires.limesurvey.survey import OTHER, Answer, LimeQuestion, SubQuestion, Words
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.interchange.questionnaires.texts import carried_text
from survey_app.logic.dialects.limesurvey import Native
from survey_app.questions.reading import MAX_CODE, MAX_OPTIONS, OTHER_CODE
from survey_app.questions.registry import TYPES

Part = dict[str, Any]
Text = dict[str, str]

T = TypeVar("T", Answer, SubQuestion)

_TAIL = re.compile(r"[A-Za-z_]*?0*(\d{1,5})", re.ASCII)


@dataclass(slots=True)
class Converted:
    """What one LimeSurvey question became: our questions, and what its variables are with us.

    `rows` are the parts (options, rows) that a rule about a sub-question's code hides or shows.
    """

    parts: list[Part] = field(default_factory=list)
    names: dict[str, Native] = field(default_factory=dict)
    rows: dict[str, Part] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    """The attributes that were understood."""
    formula: str = ""
    """What is calculated, in LimeSurvey's words, where the question is a calculated value."""


class Tools:
    """One import: its languages, codes already given away, and notes."""

    def __init__(self, languages: Mapping[str, str], notes: Notes) -> None:
        self.languages = languages
        self.notes = notes
        self.naming = Naming()
        self.preferred: dict[str, str] = {}

    def prefer(self, codes: Mapping[str, str]) -> None:
        """Codes that questions had before they went to LimeSurvey, by the codes they have there."""
        self.preferred = dict(codes)
        self.naming = Naming(self.preferred.values())

    @property
    def base(self) -> str:
        """The language of the survey, as LimeSurvey writes it."""
        return next(iter(self.languages))

    def text(self, words: Words, place: str, subject: str = "text") -> Text:
        """A text in our languages without markup; what is blank in a language is left out."""
        known = {self.languages.get(language or self.base, ""): marked for language, marked in words.items()}
        known.pop("", None)
        return dict(carried_text(known, self.notes, place, subject))

    def own(self, words: Mapping[str, str]) -> Text:
        """Words that LimeSurvey does not write into the file (yes, no), as far as we have them in the languages."""
        found = {code: words[code] for code in self.languages.values() if code in words}
        return found or {"en": words["en"]}

    def has(self, kind: str) -> bool:
        """Whether we have this type of question."""
        return kind in TYPES

    def question_code(self, wanted: str) -> str:
        """A code of ours that is still free, as near as can be to the one wanted."""
        return self.preferred.pop(wanted, "") or self.naming.question(wanted)


def place_of(question: LimeQuestion) -> str:
    """Where a question stands in the file."""
    return f"question {question.code}"


def numbered(codes: Sequence[str]) -> dict[str, int]:
    """A whole number for each of LimeSurvey's codes: its own figures if they tell the codes apart, else its place.

    >>> numbered(["A1", "A2"]), numbered(["x", "y"]), numbered(["0", "10"])
    ({'A1': 1, 'A2': 2}, {'x': 1, 'y': 2}, {'0': 0, '10': 10})
    """
    tails = [int(match[1]) if (match := _TAIL.fullmatch(code)) else -1 for code in codes]
    if len(set(tails)) == len(codes) and all(0 <= tail <= MAX_CODE for tail in tails):
        return dict(zip(codes, tails, strict=True))
    return dict(zip(codes, number_options(codes), strict=True))


def distinct(parts: Sequence[T], tools: Tools, place: str) -> list[T]:
    """The parts with every code once."""
    seen: dict[str, T] = {}
    for part in parts:
        if part.code in seen:
            tools.notes.dropped(place, part.code, N_("The code stands there twice; only the first is kept."))
        elif len(seen) >= MAX_OPTIONS:
            reason = N_("A question has at most %(most)s answers or rows.")
            tools.notes.dropped(place, part.code, reason, most=MAX_OPTIONS)
        else:
            seen[part.code] = part
    return list(seen.values())


def part_of(question: LimeQuestion, code: str, kind: str, tools: Tools, settings: Part | None = None) -> Part:
    """The common part of a question of ours."""
    place = place_of(question)
    if question.mandatory == "S":
        reason = N_("LimeSurvey asks once more for an answer and then goes on; here no answer is required.")
        tools.notes.changed(place, "mandatory = S", reason)
    return {
        "code": code,
        "kind": kind,
        "text": tools.text(question.text, place),
        "hint": tools.text(question.help, place, "help"),
        "required": question.mandatory == "Y",
        "settings": settings or {},
    }


def options_of(
    answers: Sequence[Answer | SubQuestion], codes: Mapping[str, int], tools: Tools, place: str
) -> list[Part]:
    """The answers of a list as options."""
    return [{"code": codes[each.code], "label": tools.text(each.text, place)} for each in answers]


def other_code(codes: Iterable[int]) -> int:
    """The code of the open answer: the usual one, or the first after it that no answer has."""
    used, code = set(codes), OTHER_CODE
    while code in used:
        code += 1
    return code


def other_of(question: LimeQuestion, codes: Mapping[str, int], tools: Tools) -> Part | None:
    """The open answer, if there is one, with a code that no other answer has."""
    if not question.other:
        return None
    code = other_code(codes.values())
    label = tools.text(question.words("other_replace_text"), place_of(question), "other_replace_text")
    return {"code": code} | ({"label": label} if label else {})


def with_codes(code: str, codes: Mapping[str, int], options: Sequence[Part], other: Part | None = None) -> Native:
    """What a variable with coded answers is with us."""
    known = dict(codes) | ({OTHER: int(other["code"])} if other else {})
    labels = {words: option["code"] for option in options for words in option["label"].values()}
    return Native(code, known, labels)


def note_codes(codes: Mapping[str, int], tools: Tools, place: str) -> None:
    """Say which code became which, where they are not the same figure."""
    if listed := recoded(list(codes), list(codes.values())):
        tools.notes.changed(place, "codes", N_("Answers have whole numbers as codes here: %(codes)s"), codes=listed)


def items_of(rows: Sequence[Answer | SubQuestion], tools: Tools, place: str) -> list[Part]:
    """The rows of a table, each with a code of letters, digits and underscores."""
    found: list[Part] = []
    naming = Naming()
    for row in rows:
        code = naming.row(row.code)
        if code != row.code:
            reason = N_("The code of a row is made of letters, digits and underscores: it is %(code)s now.")
            tools.notes.changed(place, f"row {row.code}", reason, code=code)
        found.append({"code": code, "label": tools.text(row.text, place)})
    return found

"""A questionnaire of ours as a LimeSurvey questionnaire in memory, with a note about everything that is lost there."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.arrangement import is_random
from survey_app.interchange.questionnaires.limesurvey.marks import marked
from survey_app.interchange.questionnaires.limesurvey.piping import html_with_places
from survey_app.interchange.questionnaires.limesurvey.survey import Answer, LimeQuestion, SubQuestion, Words
from survey_app.interchange.questionnaires.limesurvey.wording import their_language
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.logic.dialects.limesurvey import Foreign
from survey_app.questions.definition import Item, Option, Question, Questionnaire, Scale, Text

LONGEST_CODE = 20
SHUFFLED = frozenset("L!OMPRABCEFH1:;QK")
"""LimeSurvey's types whose answers or rows may stand in a random order."""


class Builder:
    """One export: codes given away, names for the rules, notes."""

    def __init__(self, questionnaire: Questionnaire, notes: Notes) -> None:
        self.questionnaire = questionnaire
        self.notes = notes
        self.languages = {code: their_language(code) for code in questionnaire.languages}
        self.names: dict[str, Foreign] = {}
        self.codes: dict[str, str] = {}
        self.rules: list[tuple[str, str, Callable[[str], None]]] = []
        """Places, rules, and where the translated rule belongs: they are written when all names are known."""
        self.formulas: list[tuple[str, str, LimeQuestion]] = []
        """Places, expressions of calculated values, and the questions they are calculated in."""

    def words(self, text: Text, place: str) -> Words:
        """A text as HTML in LimeSurvey's languages."""
        found: Words = {}
        for language, plain in text.items():
            if language not in self.languages:
                self.notes.dropped(place, language, N_("The questionnaire does not have this language."))
            elif plain:
                found[self.languages[language]] = html_with_places(plain, self.names, place, self.notes)
        return found

    def question_code(self, code: str) -> str:
        """LimeSurvey's codes have no underscore."""
        stem = code.replace("_", "")[:LONGEST_CODE]
        found, number = stem, 1
        while found in self.codes.values():
            number += 1
            found = f"{stem[:17]}{number}"
        self.codes[code] = found
        if found != code:
            self.notes.changed(f"question {code}", "code", PLAIN_CODES, code=found)
        return found

    def row_codes(self, items: Sequence[Item], place: str) -> list[str]:
        """Codes of rows without underscores, each one once."""
        found: list[str] = []
        for item in items:
            stem = item.code.replace("_", "")[:LONGEST_CODE] or "row"
            code, number = stem, 1
            while code.casefold() in {each.casefold() for each in found}:
                number += 1
                code = f"{stem[:17]}{number}"
            if code != item.code:
                self.notes.changed(place, f"row {item.code}", PLAIN_CODES, code=code)
            found.append(code)
        return found

    def rows(self, items: Sequence[Item], place: str) -> list[SubQuestion]:
        """The rows of a table."""
        found = []
        for item, code in zip(items, self.row_codes(items, place), strict=True):
            row = SubQuestion(code, self.words(item.label, place))
            if item.show_if:
                self.rules.append((f"{place}, {item.code}", item.show_if, _into(row, "relevance")))
            if item.source or item.weight is not None:
                self.notes.dropped(f"{place}, {item.code}", "source, weight", NOTHING_LIKE_IT)
            found.append(row)
        return found

    def answers(self, options: Sequence[Option], place: str) -> list[Answer]:
        """The answers of a list."""
        for option in options:
            if option.show_if:
                reason = N_("LimeSurvey shows every answer of a list.")
                self.notes.dropped(f"{place}, {option.code}", "show_if", reason, original=option.show_if)
        return [Answer(str(option.code), self.words(option.label, place)) for option in options]

    def boxes(self, options: Sequence[Option], place: str) -> list[SubQuestion]:
        """The boxes of a question with several answers."""
        found = []
        for option in options:
            box = SubQuestion(str(option.code), self.words(option.label, place))
            if option.show_if:
                self.rules.append((f"{place}, {option.code}", option.show_if, _into(box, "relevance")))
            found.append(box)
        return found

    def points(self, scale: Scale, place: str, number: int = 0) -> list[Answer]:
        """The points of a scale as answers: words where there are some, else the figure."""
        ends = {scale.first: scale.low, scale.last: scale.high}
        found = []
        for place_on, point in enumerate(scale.points):
            words = scale.labels[place_on] if scale.labels else ends.get(point, {})
            text = self.words(words, place) or {self.languages[self.questionnaire.language]: str(point)}
            found.append(Answer(str(point), text, number))
        return found


NOTHING_LIKE_IT = N_("LimeSurvey has nothing like it.")
PLAIN_CODES = N_("LimeSurvey's codes have letters and figures only: it is %(code)s there.")


def _into(target: Any, name: str) -> Callable[[str], None]:  # noqa: ANN401 - whatever carries a rule
    def put(rule: str) -> None:
        setattr(target, name, rule)

    return put


def is_plain(scale: Scale, last: int) -> bool:
    """Whether a scale is 1 to `last` with figures only, as LimeSurvey's own are."""
    return (scale.first, scale.last) == (1, last) and not (scale.low or scale.high or any(scale.labels))


def coded(scale: Scale) -> Mapping[int, str]:
    """The codes of a scale on both sides."""
    return {point: str(point) for point in scale.points}


def started(question: Question, builder: Builder, kind: str, *marks: str) -> LimeQuestion:
    """The common part of a question."""
    place = f"question {question.code}"
    found = LimeQuestion(
        builder.question_code(question.code),
        kind,
        builder.words(question.text, place),
        builder.words(question.hint, place),
        mandatory="Y" if question.required else "N",
    )
    purpose = f"purpose-{question.purpose.value}" if question.purpose.value != "solicitation" else ""
    code = f"code-{question.code}" if found.code != question.code else ""
    if words := marked(*marks, "na" if question.not_applicable else "", purpose, code):
        found.attributes["cssclass"] = {"": words}
    if is_random(question, builder.notes, holds=kind in SHUFFLED):
        found.attributes["random_order"] = {"": "1"}
    if question.not_applicable:
        reason = N_("LimeSurvey offers “No answer” instead where an answer may be missing.")
        builder.notes.changed(place, "not_applicable", reason)
    return found

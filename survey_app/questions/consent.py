"""Agreement to a text, with proof of which text it was."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.base import (
    AnswerLine,
    Answers,
    Cleaned,
    Posted,
    QuestionType,
    Variable,
    VariableKind,
    form_field,
)
from survey_app.questions.cleaning import Cleaning, sent, shown, typed
from survey_app.questions.definition import Question, Questionnaire, Text, say
from survey_app.questions.reading import read_text
from survey_app.questions.summarising import Columns, closed_row
from survey_app.questions.summary import QuestionSummary
from survey_app.questions.wording import missing_words
from survey_app.questions.words import AGREE, DISAGREE, LANGUAGE_NAMES

ANSWERS: tuple[tuple[int, Text], ...] = ((1, AGREE), (0, DISAGREE))
_CALLED: Text = {"en": "version %s (%s)", "es": "versión %s (%s)", "zh_Hans_CN": "第 %s 版（%s）"}  # noqa: RUF001 - Chinese marks
TEXT_SHOWN: Text = {"en": "Text agreed to", "es": "Texto aceptado", "zh_Hans_CN": "所同意的文本"}


@dataclass(frozen=True, slots=True)
class ConsentSettings:
    """The full text; where there is none, the question's own text is what people agree to."""

    body: Text = field(default_factory=dict)


def proof(question: Question, language: str, fallback: str) -> str:
    """The language and a hash of the text as it was shown: `en:3f2a…`."""
    wording = [say(text, language, fallback) for text in (question.text, question.hint, question.settings.body)]
    shown_in = language if language in question.text or language in question.settings.body else fallback
    digest = hashlib.sha256("\x1f".join(wording).encode("utf-8", "replace")).hexdigest()
    return f"{shown_in}:{digest[:32]}"


def wordings(versions: Mapping[int, Questionnaire]) -> dict[str, Text]:
    """By the proof of a text, what to call it: the first version that had it, and its language.

    `versions` are the questionnaires by number.
    """
    found: dict[str, Text] = {}
    for number, questionnaire in sorted(versions.items()):
        for question in questionnaire.questions():
            if question.kind != Consent.code:
                continue
            for language in dict.fromkeys((*questionnaire.languages, *question.text, *question.settings.body)):
                sign = proof(question, language, questionnaire.language)
                name = LANGUAGE_NAMES.get(sign.partition(":")[0], sign.partition(":")[0])
                called = {spoken: words % (number, name) for spoken, words in _CALLED.items()}
                found.setdefault(sign, called)
    return found


class Consent(QuestionType[ConsentSettings]):
    """Agree or do not agree; nothing is chosen beforehand."""

    code = "consent"
    label = N_("Consent")
    offers_not_applicable = False
    answers = ANSWERS

    def read(self, settings: Mapping[str, Any]) -> ConsentSettings:
        """The full text."""
        return ConsentSettings(read_text(settings.get("body"), "body"))

    def write(self, settings: ConsentSettings) -> dict[str, Any]:
        """The full text as JSON."""
        return {"body": dict(settings.body)}

    def proof(self, question: Question, language: str, fallback: str) -> str:
        """What the page sends along to say which text was shown."""
        return proof(question, language, fallback)

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE`, 1 for agreeing and 0 for not, and `CODE.text`, language and hash of the text shown."""
        return (
            Variable(question.code, VariableKind.CLOSED, question.text, ANSWERS),
            Variable(f"{question.code}.text", VariableKind.TEXT, TEXT_SHOWN),
        )

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """The choice, and the text it was made about; a text that changed meanwhile has to be read again."""
        cleaning = Cleaning(question, posted, language, fallback)
        cleaning.closed(form_field(question), question.code, (1, 0), not_applicable=False)
        if question.code in cleaning.answers:
            told = sent(posted, form_field(question, "text"))
            languages = {language, fallback, *question.text, *question.settings.body}
            valid = {proof(question, each, fallback) for each in languages}
            if told and (len(told) > 1 or told[0] not in valid):
                cleaning.answers.clear()
                cleaning.refuse(
                    form_field(question), N_("The text of “%(name)s” has changed. Read it again and then choose.")
                )
            else:
                cleaning.answers[f"{question.code}.text"] = told[0] if told else proof(question, language, fallback)
        return cleaning.done()

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The choice and the text it was made about."""
        return {
            form_field(question): shown(answers.get(question.code)),
            form_field(question, "text"): typed(answers.get(f"{question.code}.text")),
        }

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """Agreed or not."""
        value = answers.get(question.code)
        words = missing_words(value, language, fallback)
        return [AnswerLine("", words or say(AGREE if value == 1 else DISAGREE, language, fallback))]

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """How many agreed."""
        return QuestionSummary(question, (closed_row(question.code, question.text, ANSWERS, columns, population),))

"""Answers in own words as they are coded, so that an analysis can take them like a question with a list of answers."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from survey_app.models import Stage
from survey_app.questions.definition import Option, Page, Question
from survey_app.questions.single import SingleSettings
from survey_app.questions.summarising import ClosedColumn
from survey_app.services import text_codes
from survey_app.services.columns import Answered
from survey_app.services.text_codes import Coding, digest_of
from survey_app.vocabulary import MISSING_CODES, Missing

_TEXTS = frozenset({"short_text", "long_text"})
_MARK = "_CODED"
_LONGEST = 16
_CODED = {"en": "%s (coded)", "es": "%s (codificado)", "zh_Hans_CN": "%s，已编码"}  # noqa: RUF001 - Chinese uses full width marks
_NOT_YET = {"en": "not coded yet", "es": "aún sin codificar", "zh_Hans_CN": "尚未编码"}


def with_coded(stage: Stage, answered: Answered) -> Answered:
    """The answers with a question more for each open question that has codes.

    A wording under several codes counts under the first of them by theme and name, since a reason is one.
    """
    made: list[Question] = []
    columns: dict[str, ClosedColumn] = {}
    for question, coding in _coded(stage, answered):
        code = question.code[: _LONGEST - len(_MARK)] + _MARK
        if code in answered.columns or code in columns:
            continue
        written = [str(each) for each in answered.columns[question.code]]
        columns[code] = _column(written, coding)
        made.append(_question(code, question, coding, stage.study.language, has_uncoded=coding.coded < coding.answers))
    if not made:
        return answered
    whole = answered.questionnaire
    pages = (*whole.pages, Page("coded", {}, tuple(made)))
    return replace(answered, questionnaire=replace(whole, pages=pages), columns={**answered.columns, **columns})


def _coded(stage: Stage, answered: Answered) -> Iterator[tuple[Question, Coding]]:
    for question in answered.questionnaire.questions():
        if question.kind in _TEXTS and not question.is_identity:
            coding = text_codes.read(stage, question.code, [each for each in answered.columns[question.code] if each])
            if coding.codes:
                yield question, coding


def _column(written: list[str], coding: Coding) -> ClosedColumn:
    """The place of each answer's first code among the codes, from 1; 0 where it stands under none yet."""
    order = {each.code: place for place, each in enumerate(coding.codes, 1)}
    first = {each.digest: min((order[code] for code in each.codes), default=0) for each in coding.wordings}
    skipped = MISSING_CODES[Missing.SKIPPED]
    return np.array([first.get(digest_of(words), 0) if words else skipped for words in written], np.int16)


def _question(code: str, question: Question, coding: Coding, own: str, *, has_uncoded: bool) -> Question:
    options = [
        Option(place, {"en": each.label, own: each.label, **each.words}) for place, each in enumerate(coding.codes, 1)
    ]
    if has_uncoded:
        options.append(Option(0, _NOT_YET))
    words = question.text or {"en": question.code}
    text = {language: _CODED.get(language, _CODED["en"]) % said for language, said in words.items()}
    return Question(code, "single", text, settings=SingleSettings(tuple(options)))

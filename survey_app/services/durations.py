"""How long answering takes: the one reckoning behind every page that speaks of minutes."""

import math
from collections.abc import Iterable, Iterator, Mapping

from survey_app.questions.branches import walk
from survey_app.questions.definition import Item, Option, Question, Questionnaire, Scale, Text, say
from survey_app.questions.inner_texts import texts_in
from survey_app.questions.registry import type_of
from survey_app.questions.repeat import RepeatSettings

_SECONDS = {
    "single": 8.0, "multiple": 12.0, "rating": 7.0, "recommend": 8.0, "number": 12.0,
    "short_text": 15.0, "long_text": 45.0, "information": 0.0, "consent": 10.0,
    "yes_no": 6.0, "slider": 9.0, "hierarchical": 12.0,
}  # fmt: skip
_SECONDS_A_ROW = {
    "grid": 5.0, "battery": 9.0, "ranking": 6.0, "constant_sum": 8.0, "differential": 5.0, "maxdiff": 9.0,
    "pairwise": 9.0,
}  # fmt: skip
_WORDED = (
    "entry", "yes", "no", "low", "high", "best", "worst", "message", "functional", "dysfunctional", "own",
    "first_label", "second_label",
)  # fmt: skip
_LETTERS_A_SECOND = 20.0
_CHINESE_LETTERS_A_SECOND = 6.0


def minutes(questionnaire: Questionnaire) -> int:
    """About how long answering takes: reading at a usual pace, and a usual time for each answer.

    A promise that is broken by more than a fifth costs trust; a few people who fill it in tell more than this sum.
    """
    return whole(seconds(question, questionnaire.language) for question in questionnaire.questions())


def whole(found: Iterable[float]) -> int:
    """Seconds as whole minutes, one at least.

    >>> whole([20.0, 71.0]), whole([])
    (2, 1)
    """
    return max(1, math.floor(sum(found) / 60 + 0.5))


def texts_of(question: Question) -> Iterator[Text]:
    """Every text of a question that respondents read."""
    settings = question.settings
    yield from (question.text, question.hint)
    yield from (row.label for row in rows_of(question) if not getattr(row, "carried", False))
    yield from (getattr(settings, name, {}) for name in ("body", "unit"))
    scale = getattr(settings, "scale", None)
    yield from (words for name in _WORDED if isinstance(words := getattr(settings, name, None), Mapping))
    yield from (branch.label for branch in walk(getattr(settings, "branches", ())))
    yield from getattr(settings, "levels", ())
    for found in (scale, getattr(settings, "second", None), getattr(settings, "importance", None)):
        if isinstance(found, Scale):
            yield from found.labels or (found.low, found.high)
    for name in ("columns", "opposites", "rivals"):
        yield from (each.label for each in getattr(settings, name, ()))
    for column in settings.columns if isinstance(settings, RepeatSettings) else ():
        yield from texts_in(column.settings)


def rows_of(question: Question) -> tuple[Option | Item, ...]:
    """The answers and rows of a question."""
    settings = question.settings
    return (*getattr(settings, "options", ()), *getattr(settings, "items", ()))


def seconds(question: Question, language: str) -> float:
    """How long a question takes; none where nobody sees it."""
    if not type_of(question).is_seen:
        return 0.0
    letters = sum(len(say(text, language)) for text in texts_of(question))
    pace = _CHINESE_LETTERS_A_SECOND if language.startswith("zh") else _LETTERS_A_SECOND
    each = _SECONDS_A_ROW.get(question.kind, 0.0) * len(rows_of(question))
    return letters / pace + each + _SECONDS.get(question.kind, 0.0)

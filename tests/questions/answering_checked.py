"""Valid answers of the kinds in `specimens_checked`, drawn by hypothesis."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

from hypothesis import strategies as st

from survey_app.questions.base import Value
from survey_app.questions.definition import Question
from survey_app.vocabulary import Missing

Drawn = st.SearchStrategy[dict[str, Value]]


def one_of(question: Question, texts: st.SearchStrategy[str]) -> Drawn:
    """Nothing, one of the texts, or “does not apply” where it is offered."""
    away = st.just({question.code: Missing.NOT_APPLICABLE} if question.not_applicable else {})
    return st.one_of(st.just({}), texts.map(lambda text: {question.code: text}), away)


def dates(question: Question) -> Drawn:
    allowed = st.dates(date(2000, 1, 1), date(2026, 12, 31)).map(lambda day: day.isoformat())
    return one_of(question, allowed)


def times(question: Question) -> Drawn:
    return one_of(question, st.times(time(6), time(22)).map(lambda moment: f"{moment:%H:%M}"))


DRAW: dict[str, Callable[[Question], Any]] = {
    "date": dates,
    "time": times,
    "email": lambda question: one_of(question, st.from_regex(r"[a-z]{1,9}@[a-z]{2,9}\.org", fullmatch=True)),
    "phone": lambda question: one_of(question, st.from_regex(r"\+[0-9]{2} [0-9]{3} [0-9]{3}", fullmatch=True)),
    "pattern": lambda question: one_of(question, st.from_regex("[A-Z]{2}[0-9]{4}", fullmatch=True)),
}

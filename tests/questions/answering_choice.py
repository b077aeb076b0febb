"""Valid answers of the kinds in `specimens_choice`, drawn by hypothesis."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from survey_app.questions.base import Value
from survey_app.questions.definition import Question
from survey_app.vocabulary import Missing

Drawn = st.SearchStrategy[dict[str, Value]]
NOTHING: Drawn = st.just({})


def away(question: Question, *names: str) -> Drawn:
    return st.just(dict.fromkeys(names, Missing.NOT_APPLICABLE) if question.not_applicable else {})


def yes_no(question: Question) -> Drawn:
    return st.one_of(NOTHING, st.sampled_from([{question.code: 1}, {question.code: 0}]), away(question, question.code))


DRAW: dict[str, Callable[[Question], Any]] = {
    "yes_no": yes_no,
}

"""Values of the kinds that stand on no page, drawn by hypothesis."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from survey_app.questions.definition import Question


def values(question: Question) -> Any:
    found = st.floats(-1000, 1000).map(lambda value: round(value, 2) + 0.0)
    return st.one_of(st.just({}), found.map(lambda value: {question.code: value}))


def texts(question: Question) -> Any:
    found = st.from_regex(r"[a-z]{1,20}", fullmatch=True)
    return st.one_of(st.just({}), found.map(lambda text: {question.code: text}))


def arms(question: Question) -> Any:
    return st.one_of(st.just({}), st.sampled_from([1, 2]).map(lambda code: {question.code: code}))


DRAW: dict[str, Callable[[Question], Any]] = {"hidden": texts, "calculated": values, "arm": arms}

"""Summaries of questions of several answers taken apart, so that every part has rows of one kind."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from survey_app.questions.parted import Parted
from survey_app.questions.registry import type_of
from survey_app.questions.repeat import Repeat
from survey_app.questions.summary import QuestionSummary


def divided(summaries: Iterable[QuestionSummary]) -> Iterator[QuestionSummary]:
    """Every summary in order; one of several answers as its parts."""
    for summary in summaries:
        kind = type_of(summary.question)
        if isinstance(kind, Parted | Repeat):
            yield from (replace(each, is_partial=summary.is_partial) for each in kind.apart(summary))
        else:
            yield summary

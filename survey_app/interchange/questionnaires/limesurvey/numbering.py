"""A survey as rows with numbers, the way both of LimeSurvey's files need it."""

from collections.abc import Iterator
from dataclasses import dataclass

from survey_app.interchange.questionnaires.limesurvey.survey import Group, LimeQuestion, Survey

SID = "100001"


@dataclass(frozen=True, slots=True)
class Numbered:
    """One question with its own number and its group's."""

    question: LimeQuestion
    qid: int
    gid: int
    order: int


def numbered_groups(survey: Survey) -> Iterator[tuple[int, Group]]:
    """Every group with its number."""
    yield from enumerate(survey.groups, start=1)


def numbered_questions(survey: Survey) -> Iterator[Numbered]:
    """Every question with its number; sub-questions are numbered after all of them."""
    qid = 0
    for gid, group in numbered_groups(survey):
        for order, question in enumerate(group.questions, start=1):
            qid += 1
            yield Numbered(question, qid, gid, order)

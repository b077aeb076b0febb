"""The open questions of a round on its results page: how much was written, and what was released."""

from dataclasses import dataclass

from flask_babel import gettext as _

from survey_app.exports.round_report import PanelReport, ReleasedAnswer, RoundFigures
from survey_app.routes.presentation import ngettext, number, say_here
from survey_app.services import open_answers


@dataclass(frozen=True, slots=True)
class Asked:
    """One open question: its code, its words, how much was written, and the released answers by their words."""

    code: str
    words: str
    counted: str
    answers: tuple[ReleasedAnswer, ...]


def heading(figures: RoundFigures) -> str:
    """The finding of a round that asked nothing else."""
    answers = sum(each.answers for each in figures.open_items)
    asked = len(figures.open_items)
    if asked == 1:
        return ngettext("%(num)s answer to an open question", "%(num)s answers to an open question", answers)
    return ngettext(
        "%(num)s answer to %(asked)s open questions",
        "%(num)s answers to %(asked)s open questions",
        answers,
        asked=number(asked),
    )


def asked_in(report: PanelReport, number_: int) -> list[Asked]:
    """The open questions of one round."""
    part = next(each for each in report.rounds if each.figures.number == number_)
    found = []
    for item in part.figures.open_items:
        counted = ngettext("%(num)s answer", "%(num)s answers", item.answers)
        if item.people is not None:
            people = ngettext("by %(num)s person", "by %(num)s people", item.people)
            counted = str(_("%(answers)s, %(people)s", answers=counted, people=people))
        mine = tuple(open_answers.of_question(report, number_, item.code))
        found.append(Asked(item.code, say_here(dict(item.text), report.language), counted, mine))
    return found

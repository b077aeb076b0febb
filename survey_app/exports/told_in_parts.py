"""Why some answers of a question are told as one or are missing, in the words of files."""

from survey_app.exceptions import N_
from survey_app.exports.report import Report
from survey_app.exports.words import Words
from survey_app.questions.summary import QuestionSummary, RowSummary

TOGETHER = N_("Answers that fewer than %(least)s people of a group gave are told together with others.")
LEFT_OUT = N_("Answers that fewer than %(least)s people of a group gave are left out.")
BESIDE = N_("Answers that fewer than %(least)s people of a group gave are told together with others, or not at all.")
ROWS = N_("Rows where that is not enough are left out.")
GAPS = N_("Expectations and gaps are left out: fewer than %(least)s people of a group gave some of these answers.")
SEVERAL = N_(
    "Scores, and figures of several answers together, are left out: fewer than %(least)s people of a group gave some "
    "of these answers."
)
ALONE = N_("Of few people only the mean is told of what two answers of one person come to.")
GROUPS = N_("Groups of whom fewer than %(least)s people gave some of the answers are left out.")
UNRATED = N_("Groups not shown, because they, their satisfied or their others are fewer than %(k)s people: %(count)s.")
MORE = N_("To see more, choose larger groups, or fewer.")
NOTHING = N_("Fewer than %(least)s people of a group gave some of the answers: not shown")
NO_MIDDLE = N_("Median and quartiles of a group are not shown: each is what one person said.")
_OF_SEVERAL = frozenset({"kano", "maxdiff", "pairwise", "ranking"})
"""Kinds of which more is worked out than how often each answer was given."""


def is_untold(summary: QuestionSummary, withheld: frozenset[str]) -> bool:
    """Whether nothing of a question can be told, whatever is told as one."""
    return summary.is_partial and any(row.variable in withheld for row in summary.rows)


def messages(summary: QuestionSummary, withheld: frozenset[str]) -> tuple[str, ...]:
    """What a reader of a question's figures should know, and do about it, one marked message a sentence.

    Nothing where all of it is told, or nothing of it; each takes the smallest group as `least`.
    """
    alone = (ALONE,) if any(map(_stands_alone, summary.rows)) else ()
    if not summary.is_partial or is_untold(summary, withheld):
        return alone
    is_pooled = any(row.parts for row in summary.rows)
    is_cut = any(row.frequencies is not None for row in summary.untold)
    found = [TOGETHER] if is_pooled else [LEFT_OUT] if is_cut else []
    found += [ROWS] if is_pooled and is_cut else []
    found += [GAPS] if not found and summary.question.kind == "battery" else []
    found += [SEVERAL] if summary.question.instrument or summary.question.kind in _OF_SEVERAL else []
    return (*found, MORE) if found else ()


def _stands_alone(row: RowSummary) -> bool:
    """Whether a gap is told without the shares of those whose experience fell short."""
    return row.gap is not None and row.gap.n > 0 and row.gap.below.value is None


def note(summary: QuestionSummary, report: Report, words: Words) -> str:
    """The same as words, and why numbers stand by their mean alone."""
    found = [words.say(each, least=report.min_group) for each in messages(summary, report.withheld)]
    if any(map(is_without_middle, summary.rows)):
        found.append(words.say(NO_MIDDLE))
    return words.sentences(*found)


def is_without_middle(row: RowSummary) -> bool:
    """Whether numbers are told by their mean alone, without median and quartiles."""
    found = row.mean
    return found is not None and found.value is not None and found.median is None and row.points is None

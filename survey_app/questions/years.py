"""Numbers that are years of the calendar: they are written without a sign between thousands."""

import re

from survey_app.questions.definition import Question
from survey_app.stats.descriptive import Mean

__all__ = ["are_years", "speaks_of_years"]

_FIRST, _LAST = 1_900, 2_100
_YEAR = re.compile(r"(?:^|[\W_])(?:years?|años?|jahr|geburtsjahr|born|birth)(?:$|[\W_])|年", re.IGNORECASE)


def speaks_of_years(question: Question) -> bool:
    """Whether the code or the words of a question name a year or a birth."""
    return _YEAR.search(" ".join((question.code, *question.text.values()))) is not None


def are_years(question: Question, found: Mean | None) -> bool:
    """Whether the numbers given to a question are years of the calendar.

    All lie between 1900 and 2100; where the question speaks of years, the middle half is enough: somebody mistypes.
    Where only the mean is told, it stands for the middle half.

    >>> from survey_app.stats.descriptive import mean
    >>> born, spent = Question("Q1", "number", {"en": "Year of birth"}), Question("Q2", "number", {"en": "Spent"})
    >>> are_years(born, mean([19, 1971, 1975, 1980, 1985])), are_years(spent, mean([19, 1971, 1975, 1980, 1985]))
    (True, False)
    >>> are_years(spent, mean([1971, 1980, 1985])), are_years(spent, mean([1971.5, 1980])), are_years(born, mean([25]))
    (True, False, False)
    """
    if found is None:
        return False
    ends = (found.minimum, found.maximum)
    if all(end is not None and end == int(end) and _FIRST <= end <= _LAST for end in ends):
        return True
    middle = (found.lower_quartile, found.upper_quartile)
    if found.median is None:  # of a group neither ends nor quartiles are told
        middle = (found.value, found.value)
    return speaks_of_years(question) and all(end is not None and _FIRST <= end <= _LAST for end in middle)

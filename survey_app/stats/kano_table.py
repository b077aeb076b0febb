"""The evaluation tables of Kano: which pair of answers makes which kind of requirement."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.answers import FloatArray
from survey_app.stats.results import StatisticsRefused

__all__ = ["ANSWERS", "DYSFUNCTIONAL", "FUNCTIONAL", "TIERS", "Category", "Letters", "Table", "categories", "category"]

Letters = NDArray[np.str_]


class Category(StrEnum):
    """The kinds of requirement by their letters."""

    ATTRACTIVE = "A"
    ONE_DIMENSIONAL = "O"
    MUST_BE = "M"
    INDIFFERENT = "I"
    REVERSE = "R"
    QUESTIONABLE = "Q"


class Table(StrEnum):
    """The published table, and the variant that also doubts who expects both or can live with both."""

    BERGER = "berger"
    POULIOT = "pouliot"


_ROWS = {
    Table.BERGER: ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"),
    Table.POULIOT: ("QAAAO", "RQIIM", "RIIIM", "RIIQM", "RRRRQ"),
}
_LETTERS = {table: np.array([list(row) for row in rows]) for table, rows in _ROWS.items()}
ANSWERS = 5
"""Answers on either side: like, must be, neutral, live with, dislike."""
FUNCTIONAL = (4, 2, 0, -1, -2)
"""Points of the answers to having the feature, in their order."""
DYSFUNCTIONAL = (-2, -1, 0, 2, 4)
"""Points of the answers to lacking it."""
TIERS = {Category.MUST_BE: "basic", Category.ONE_DIMENSIONAL: "satisfying", Category.ATTRACTIVE: "attractive"}
"""The three tiers of needs by their letters; the other letters stand in none."""


def category(functional: int, dysfunctional: int, table: Table = Table.BERGER) -> Category:
    """The category of one person's pair of answers.

    Parameters: functional and dysfunctional, answers from 1 (I like it) over 2 (it must be so), 3 (neutral) and 4 (I
    can live with it) to 5 (I dislike it); table, the published one or Pouliot's, where (2, 2) and (4, 4) are doubted.
    Returns: the letter of the table.
    Raises: StatisticsRefused for an answer that is none of the five.
    Formula: rows functional, columns dysfunctional: QAAAO, RIIIM, RIIIM, RIIIM, RRRRQ; Pouliot has Q in (2, 2), (4, 4).
    Do not trust the letter of one person: wording and mood move single answers, the counts of many are what is read.
    Source: the evaluation table of Berger et al. 1993; Pouliot in the same volume.

    >>> "".join(category(*pair) for pair in ((1, 5), (3, 5), (1, 3), (3, 3), (5, 1), (1, 1)))
    'OMAIRQ'
    >>> category(2, 2).value, category(2, 2, Table.POULIOT).value
    ('I', 'Q')
    """
    if functional not in range(1, ANSWERS + 1) or dysfunctional not in range(1, ANSWERS + 1):
        raise StatisticsRefused("answer_off_scale", functional=functional, dysfunctional=dysfunctional)
    return Category(str(_LETTERS[table][functional - 1, dysfunctional - 1]))


def categories(functional: FloatArray, dysfunctional: FloatArray, table: Table = Table.BERGER) -> Letters:
    """The letters of many pairs at once; refuses as `category`.

    >>> categories(np.array([1.0, 5.0]), np.array([5.0, 5.0])).tolist()
    ['O', 'Q']
    """
    for side in (functional, dysfunctional):
        wrong = side[~np.isin(side, np.arange(1, ANSWERS + 1))]
        if wrong.size:
            raise StatisticsRefused("answer_off_scale", scale_min=1, scale_max=ANSWERS, answer=float(wrong[0]))
    letters: Letters = _LETTERS[table][functional.astype(int) - 1, dysfunctional.astype(int) - 1]
    return letters

"""What is said of a round whose statements were compared two by two: how it is computed, and how well it holds."""

from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.exports.round_report import ConsistencyFigures, RoundPart
from survey_app.exports.words import Words

METHOD = (
    N_(
        "Points from comparisons: for every person the geometric mean of their comparisons of a statement with all "
        "others, as whole points of the total by largest remainder. The panel's weight is the arithmetic mean of these "
        "individual weights; the comparisons themselves are not kept, so they cannot be averaged."
    ),
    (
        "Crawford and Williams 1985, Journal of Mathematical Psychology 29:387; Forman and Peniwati 1998, European "
        "Journal of Operational Research 108:165 (aggregating individual priorities)"
    ),
)
CONSISTENCY_METHOD = (
    N_(
        "Consistency ratio of one person: ((largest eigenvalue − n)/(n − 1)) divided by the mean of comparisons made "
        "at random; at most 0.10 is usual."
    ),
    "Saaty 1977, Journal of Mathematical Psychology 15:234; random index: Saaty 1980",
)
FOUND = N_(
    "Consistency ratio over %(n)s people: median %(median)s; %(within)s of them at or below %(tolerated)s, which is "
    "usually taken as enough."
)
TOO_FEW = N_("%(n)s people compared every pair; their consistency ratios are shown from %(least)s on.")
FOUND_ANEW = N_(
    "Consistency ratio over at least %(n)s people who compared anew: median %(median)s. Others may have kept their "
    "points, so how many there are is told in steps of %(least)s."
)
TOO_FEW_ANEW = N_("Fewer than %(least)s people compared every pair anew, so no consistency ratio is shown.")
COLUMNS = ("consistency_n", "consistency_median", "consistency_within")
"""The columns of a table of figures, the same in every line of a round."""


def message(found: ConsistencyFigures) -> str:
    """The sentence that says how well the comparisons hold, to be filled with the figures."""
    if found.median is None:
        return TOO_FEW_ANEW if found.is_floor else TOO_FEW
    return FOUND_ANEW if found.is_floor else FOUND


def consistency_words(part: RoundPart, words: Words) -> str:
    """How well the comparisons of the panel hold, in one sentence; empty where none were asked for."""
    found = part.figures.consistency
    if found is None:
        return ""
    return words.say(
        message(found),
        n=words.count(found.n),
        median=words.figure(found.median or 0.0, 2),
        within=words.count(found.within or 0),
        tolerated=words.figure(found.tolerated, 2),
        least=words.count(found.least),
    )


def methods_of(part: RoundPart) -> tuple[tuple[str, str], ...]:
    """How the figures of the round were computed, as far as they come from comparisons."""
    return (METHOD, CONSISTENCY_METHOD) if part.rules.compared else ()


def cells(found: ConsistencyFigures | None) -> Sequence[object]:
    """The cells of a table of figures."""
    return (None, None, None) if found is None else (found.n, found.median, found.within)

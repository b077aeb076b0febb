"""The second scale of a Delphi: how likely, feasible or necessary each statement is, beside how it is rated."""

import math
from collections.abc import Sequence
from dataclasses import replace

from survey_app.exceptions import N_
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.round_seals import Answer
from survey_app.stats.panel_readings import RAM_ENDS
from survey_app.vocabulary import ItemScale

MOST_POINTS = 11
"""The most points a scale can have on a panellist's page."""
_HALVED_BELOW = 9


def points(rules: ProtocolRules) -> tuple[int, ...]:
    """The points of the second scale; none where there is no second scale.

    >>> points(ProtocolRules(second=True, second_min=1, second_max=4)), points(ProtocolRules())
    ((1, 2, 3, 4), ())
    """
    return tuple(range(int(rules.second_min), int(rules.second_max) + 1)) if rules.second else ()


def is_point(value: object, rules: ProtocolRules) -> bool:
    """Whether a value that was sent is a point of the second scale.

    >>> rules = ProtocolRules(second=True, second_max=4)
    >>> is_point(4.0, rules), is_point(5, rules), is_point(True, rules), is_point(1.5, rules), is_point("1", rules)
    (True, False, False, False, False)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    # compared as it is: an integer may be too large for a float
    return (isinstance(value, int) or math.isfinite(value)) and value in points(rules)


def fits(second: object, rules: ProtocolRules, *, cannot: bool) -> bool:
    """Whether the second answer is there exactly when it is asked: never with "cannot judge", which means both.

    >>> rules = ProtocolRules(second=True)
    >>> fits(7, rules, cannot=False), fits(None, rules, cannot=False), fits(None, rules, cannot=True)
    (True, False, True)
    >>> fits(7, ProtocolRules(), cannot=False), fits(None, ProtocolRules(), cannot=False)
    (False, True)
    """
    if rules.second and not cannot:
        return is_point(second, rules)
    return second is None


def most_bytes(rules: ProtocolRules) -> int:
    """What the second answer adds to a sheet at most."""
    if not rules.second:
        return 0
    return len(',"s":') + max(len(str(float(end))) for end in (rules.second_min, rules.second_max))


def halves(first: float, last: float) -> tuple[float, float]:
    """Where the lower end of a scale stops and the upper one begins: halves of a short scale, thirds of a long odd one.

    >>> halves(1, 4), halves(1, 5), halves(1, 9), halves(0, 10)
    ((2, 3), (2, 4), (3, 7), (2, 8))
    """
    count = int(last - first) + 1
    width = count // 2 if count % 2 == 0 or count < _HALVED_BELOW else count // 3
    return first + width - 1, last - width + 1


def rules_of(rules: ProtocolRules) -> ProtocolRules:
    """The rules by which the second scale is counted: as many answers before anything shows, and no verdict is due."""
    low_to, high_from = halves(rules.second_min, rules.second_max)
    return replace(
        rules,
        scale=ItemScale.RATING,
        scale_min=rules.second_min,
        scale_max=rules.second_max,
        question=rules.second_question,
        low_label=rules.second_low_label,
        high_label=rules.second_high_label,
        low_from=rules.second_min,
        low_to=low_to,
        high_from=high_from,
        high_to=rules.second_max,
        seeks_agreement=False,
        show_agreement=False,
        second=False,
        ram=False,
        necessity=False,
    )


def as_first(answers: Sequence[Answer]) -> list[Answer]:
    """The same answers with what was said on the second scale in the place of the first."""
    return [each._replace(value=each.second, low=None, high=None, second=None) for each in answers]


def misfit(rules: ProtocolRules) -> str:
    """Why there can be no such second scale, in words; empty where there can, or where none is asked for."""
    first, last = rules.second_min, rules.second_max
    if not rules.second:
        return ""
    if rules.scale is not ItemScale.RATING:
        return N_("A second scale stands beside a rating: points, ranks and estimates have none.")
    whole = float(first).is_integer() and float(last).is_integer()
    return "" if whole and 1 <= last - first < MOST_POINTS else N_("The second scale needs 2 to 11 points.")


def necessity_misfit(rules: ProtocolRules) -> str:
    """Why the second scale cannot be read as necessity, in words; empty where it can, or need not."""
    on_nine = rules.second and (rules.second_min, rules.second_max) == RAM_ENDS
    if not rules.necessity or (rules.ram and on_nine):
        return ""
    return N_("Necessity is a second scale from 1 to 9, read where the RAND/UCLA class is read as well.")


def arguments_misfit(rules: ProtocolRules) -> str:
    """Why nobody can write arguments, in words; empty where they can, or where none are asked for."""
    if not rules.arguments or rules.scale is ItemScale.RATING:
        return ""
    return N_("Arguments for and against go with a rating of each statement.")


MISFITS = (misfit, necessity_misfit, arguments_misfit)

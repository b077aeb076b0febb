"""Which of several options a panel chose: shares, the most chosen one, how far the answers spread, and what moved."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from survey_app.stats.answers import Values, as_numbers, base_cautions, check_level
from survey_app.stats.distribution import PointCount
from survey_app.stats.proportion import Proportion, wilson
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused
from survey_app.stats.significance import Shortfall, SignificanceTest
from survey_app.stats.transitions import FEWEST_PAIRS, bowker

__all__ = ["ChosenOptions", "OptionMoves", "chosen_options", "option_moves"]

_SOURCE = (
    "Share at or above a declared threshold: Diamond et al. 2014, Journal of Clinical Epidemiology 67:401; "
    "interval: Wilson 1927; index of qualitative variation: Mueller, Schuessler and Costner 1970, "
    "Statistical Reasoning in Sociology"
)
_MOVED = (
    "Scheibe, Skutsch and Schofer 1975, in Linstone and Turoff, The Delphi Method; Bowker 1948, Journal of the "
    "American Statistical Association 43:572"
)
_WHOLE = 100
_FEWEST_OPTIONS = 2


@dataclass(frozen=True, kw_only=True)
class ChosenOptions(Result):
    """The choices of one item; `leading` are the options chosen most, more than one where they tie."""

    points: tuple[PointCount, ...]
    leading: tuple[int, ...]
    share: Proportion
    share_of_all: Proportion
    variation: float | None
    agreed: bool | None
    agreed_of_all: bool | None


@dataclass(frozen=True, kw_only=True)
class OptionMoves(Result):
    """What became of the choices between two rounds, over those who chose in both."""

    only_first: int
    only_second: int
    unchanged: int
    net_change: float | None
    bowker: SignificanceTest
    shortfall: Shortfall | None


def chosen_options(
    answers: Values,
    options: int,
    *,
    percent: Fraction | int = 75,
    minimum: int = 7,
    seen: int | None = None,
    level: float = 0.95,
) -> ChosenOptions:
    """How many chose each option, and whether enough chose the same one.

    Parameters: answers, the number of each panellist's option from 1 on, None and NaN missing; options, how many there
    are; percent, the share that agrees; minimum, the fewest answers for a verdict; seen, everybody who saw the item, by
    default those who chose; level, confidence of the intervals.
    Returns: ChosenOptions. `share` is that of the option chosen most, of those who chose; `share_of_all` of those who
    saw the item. `agreed` is None below the minimum. No answers: shares and variation None.
    Raises: StatisticsRefused with fewer than two options, an answer that is none of them, or seen below the answers.
    Formula: agreed when one option alone is chosen most and 100 k >= percent n, in whole numbers; a tie never agrees.
    Limits by `wilson`. Variation = m (1 - sum of squared shares) / (m - 1) with m options: 0 when all chose the same,
    1 when every option was chosen as often.
    Do not trust the variation to say which options stand against each other: it does not know their order or likeness.
    Source: Diamond et al. 2014; Wilson 1927; Mueller, Schuessler and Costner 1970.

    >>> found = chosen_options([1, 1, 1, 1, 1, 1, 2, 3], 3, seen=10)
    >>> found.leading, found.share.value, found.share_of_all.value, found.agreed, found.agreed_of_all
    ((1,), 0.75, 0.6, True, False)
    >>> round(found.variation, 4), chosen_options([1, 1, 2, 2], 2, minimum=1).leading
    (0.6094, (1, 2))
    """
    check_level(level)
    counts, missing = _counts(answers, options)
    n = sum(counts)
    shown = n if seen is None else seen
    if shown < n:
        raise StatisticsRefused("seen_by_fewer_than_answered", seen=shown, answered=n)
    most = max(counts)
    leading = tuple(place for place, count in enumerate(counts, 1) if count == most) if n else ()
    alone = len(leading) == 1
    due = n >= minimum and n > 0
    return ChosenOptions(
        n=n,
        missing=missing,
        base=Base.VALID_ANSWERS,
        method="most_chosen_wilson",
        source=_SOURCE,
        cautions=base_cautions(n),
        reason=None if n else Reason.NO_ANSWERS,
        points=tuple(PointCount(place, count, count / n if n else None) for place, count in enumerate(counts, 1)),
        leading=leading,
        share=wilson(most, n, level=level, missing=shown - n),
        share_of_all=wilson(most, shown, level=level),
        variation=_variation(counts),
        agreed=alone and most * _WHOLE >= percent * n if due else None,
        agreed_of_all=alone and most * _WHOLE >= percent * shown if due else None,
    )


def option_moves(first: Values, second: Values, options: int) -> OptionMoves:
    """How far the choices of the same people moved from one round to the next.

    Parameters: first and second, the number of each panellist's option, in the same order, None and NaN missing;
    options, how many there are.
    Returns: OptionMoves. No pairs: net change None. Fewer than six: shortfall, and no p.
    Raises: StatisticsRefused when the columns differ in length or an answer is no option.
    Formula: net change = half the sum over options of the differences of both counts, divided by the pairs. `bowker`
    tests whether the moves between every two options are as many in both directions.
    Do not trust a net change of 0 to say that nobody moved: two who swap options leave the counts alone.
    Source: Scheibe, Skutsch and Schofer 1975; Bowker 1948.

    >>> found = option_moves([1, 1, 1, 2, 2, 3, None], [1, 1, 2, 2, 2, 1, 3], 3)
    >>> found.n, found.unchanged, found.only_second, round(found.net_change, 4)
    (6, 4, 1, 0.1667)
    """
    _counts(first, options)
    _counts(second, options)
    test = bowker(first, second)
    both = list(zip(as_numbers(first).tolist(), as_numbers(second).tolist(), strict=True))
    pairs = [(one, two) for one, two in both if one == one and two == two]  # noqa: PLR0124 - NaN is no answer
    n = len(pairs)
    before, after = Counter(one for one, _two in pairs), Counter(two for _one, two in pairs)
    net = sum(abs(before[place] - after[place]) for place in range(1, options + 1)) / (2 * n) if n else None
    short = None if n >= FEWEST_PAIRS else Shortfall.TOO_FEW_PAIRS if n else Shortfall.NO_PAIRS
    return OptionMoves(
        n=n,
        missing=len(both) - n,
        base=Base.BOTH_SIDES,
        method="net_change_bowker",
        source=_MOVED,
        cautions=base_cautions(n),
        reason=None if n else Reason.NO_ANSWERS,
        only_first=sum(one == one and two != two for one, two in both),  # noqa: PLR0124 - NaN is no answer
        only_second=sum(one != one and two == two for one, two in both),  # noqa: PLR0124 - NaN is no answer
        unchanged=sum(one == two for one, two in pairs),
        net_change=net,
        bowker=test,
        shortfall=short,
    )


def _counts(answers: Values, options: int) -> tuple[list[int], int]:
    """How many chose each option, and how many none."""
    if options < _FEWEST_OPTIONS:
        raise StatisticsRefused("too_few_options", options=options)
    array = as_numbers(answers).tolist()
    given = [value for value in array if value == value]  # noqa: PLR0124 - NaN is no answer
    if any(not value.is_integer() or not 1 <= value <= options for value in given):
        raise StatisticsRefused("answer_off_scale", scale_min=1, scale_max=options)
    found = Counter(int(value) for value in given)
    return [found[place] for place in range(1, options + 1)], len(array) - len(given)


def _variation(counts: Sequence[int]) -> float | None:
    n, options = sum(counts), len(counts)
    if not n:
        return None
    return float(options * (1 - sum(Fraction(count, n) ** 2 for count in counts)) / (options - 1))

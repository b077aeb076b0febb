"""Whether a verdict hangs on who is counted: the same item with other denominators, side by side."""

from dataclasses import dataclass
from enum import StrEnum

from survey_app.stats.consensus import AgreementRule, Verdict, verdict_of
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = ["Counted", "DenominatorRow", "Denominators", "Sheets", "denominators"]

_SOURCE = (
    "The same share over several denominators: Diamond et al. 2014, Journal of Clinical Epidemiology 67:401, asks for "
    "the one declared beforehand"
)


class Counted(StrEnum):
    """Who stands in the denominator."""

    JUDGED = "judged"
    WITH_CANNOT_JUDGE = "with_cannot_judge"
    WITH_PARTIALS = "with_partials"
    WITH_PARTIALS_AND_CANNOT_JUDGE = "with_partials_and_cannot_judge"
    EVERYBODY_ASKED = "everybody_asked"


@dataclass(frozen=True, slots=True)
class Sheets:
    """Counts of one item over one kind of sheets: ratings in the high and low range, all ratings, "cannot judge"."""

    high: int = 0
    low: int = 0
    judged: int = 0
    cannot_judge: int = 0


@dataclass(frozen=True, slots=True)
class DenominatorRow:
    """One way of counting: both shares and the verdict it gives."""

    counted: Counted
    n: int
    high: float | None
    low: float | None
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class Denominators(Result):
    """One item counted in every way; `depends` says that the ways do not all give the same verdict."""

    rows: tuple[DenominatorRow, ...]
    depends: bool

    def of(self, counted: Counted) -> DenominatorRow | None:
        """The row of one way of counting; None where it would repeat another one."""
        return next((row for row in self.rows if row.counted is counted), None)


def denominators(
    finished: Sheets, rule: AgreementRule, *, partial: Sheets | None = None, silent: int = 0
) -> Denominators:
    """The verdict on one item for every denominator.

    Parameters: finished, the counts of those who finished the round; rule, as declared; partial, the counts of
    unfinished sheets, None where they are not known; silent, people asked who gave no answer at all.
    Returns: Denominators. Ways that count the same people as another are left out; the first is always there.
    Raises: StatisticsRefused for negative counts or more ratings in the ranges than ratings.
    Formula: judged k/n; with "cannot judge" k/(n + c); with partials (k + k')/(n + n'); with both; everybody asked
    (k + k')/(n + c + n' + c' + silent): whoever did not answer counts as not agreeing.
    Do not trust a verdict that only one way of counting gives.
    Source: Diamond et al. 2014.

    >>> found = denominators(Sheets(high=7, low=1, judged=8, cannot_judge=2), AgreementRule(), silent=3)
    >>> [(row.counted.value, row.n, row.verdict.value) for row in found.rows][:2], found.depends
    ([('judged', 8, 'agreed_high'), ('with_cannot_judge', 10, 'no_agreement')], True)
    """
    rule.check()
    part = partial or Sheets()
    _check(finished, part, silent)
    both = Sheets(
        finished.high + part.high,
        finished.low + part.low,
        finished.judged + part.judged,
        finished.cannot_judge + part.cannot_judge,
    )
    rows = [_row(Counted.JUDGED, finished, finished.judged, rule)]
    if finished.cannot_judge:
        rows.append(_row(Counted.WITH_CANNOT_JUDGE, finished, finished.judged + finished.cannot_judge, rule))
    if part.judged:
        rows.append(_row(Counted.WITH_PARTIALS, both, both.judged, rule))
    if part.judged + part.cannot_judge and both.cannot_judge:
        rows.append(_row(Counted.WITH_PARTIALS_AND_CANNOT_JUDGE, both, both.judged + both.cannot_judge, rule))
    if silent:
        rows.append(_row(Counted.EVERYBODY_ASKED, both, both.judged + both.cannot_judge + silent, rule))
    n = finished.judged
    return Denominators(
        n=n,
        missing=finished.cannot_judge,
        base=Base.VALID_ANSWERS,
        method="verdict_by_denominator",
        source=_SOURCE,
        reason=None if n else Reason.NO_ANSWERS,
        rows=tuple(rows),
        depends=len({row.verdict for row in rows}) > 1,
    )


def _check(finished: Sheets, part: Sheets, silent: int) -> None:
    for each in (finished, part):
        if min(each.high, each.low, each.judged, each.cannot_judge) < 0 or each.high + each.low > each.judged:
            raise StatisticsRefused("count_out_of_range", k=each.high + each.low, n=each.judged)
    if silent < 0:
        raise StatisticsRefused("count_out_of_range", k=silent, n=0)


def _row(counted: Counted, sheets: Sheets, n: int, rule: AgreementRule) -> DenominatorRow:
    high, low = (count / n if n else None for count in (sheets.high, sheets.low))
    return DenominatorRow(counted, n, high, low, verdict_of(sheets.high, sheets.low, sheets.judged, n, rule))

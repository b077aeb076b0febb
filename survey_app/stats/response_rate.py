"""Response rates of AAPOR from the final dispositions of the issued cases."""

from dataclasses import dataclass, fields

from survey_app.stats.results import Base, Caution, CautionCode, Reason, Result, StatisticsRefused

__all__ = ["Dispositions", "ResponseRates", "response_rates"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispositions:
    """Issued cases by their end: complete I, partial P, refusal R, non-contact NC, other O, unknown U, ineligible."""

    complete: int = 0
    partial: int = 0
    refusal: int = 0
    non_contact: int = 0
    other: int = 0
    unknown: int = 0
    ineligible: int = 0

    @property
    def eligible(self) -> int:
        """Cases known to be eligible: I + P + R + NC + O."""
        return self.complete + self.partial + self.refusal + self.non_contact + self.other

    @property
    def issued(self) -> int:
        """All cases, the unknown and the ineligible included."""
        return self.eligible + self.unknown + self.ineligible


@dataclass(frozen=True, kw_only=True)
class ResponseRates(Result):
    """RR1 to RR6 as shares, None where a denominator is 0; `e` is the eligible share assumed of the unknown."""

    rr1: float | None
    rr2: float | None
    rr3: float | None
    rr4: float | None
    rr5: float | None
    rr6: float | None
    e: float | None
    dispositions: Dispositions


def response_rates(dispositions: Dispositions, e: float | None = None) -> ResponseRates:
    """The six response rates of the American Association for Public Opinion Research.

    Parameters: dispositions, counts of issued cases; e, the eligible share of the unknown cases, 0..1, or None to take
    the share found among the cases with known eligibility.
    Returns: ResponseRates. Nobody eligible or unknown: all None, reason `no_cases`. Without any known case e does not
    exist, and RR3 and RR4 with it (reason `no_cases`).
    Raises: StatisticsRefused for a negative count or an e outside 0..1.
    Formula: RR1 = I/(I + P + R + NC + O + U); RR3 takes eU for U; RR5 leaves U out; RR2, RR4, RR6 put I + P on top.
    e = (I + P + R + NC + O)/(the same + ineligible).
    Do not trust RR5 and RR6 unless nobody of unknown eligibility could have been eligible; nor any rate as a measure
    of bias. From what share of answers on a partial counts must be stated beside it.
    Source: AAPOR, Standard Definitions, 10th ed. 2023.

    >>> found = response_rates(Dispositions(complete=60, partial=10, refusal=20, non_contact=10, unknown=100))
    >>> found.rr1, found.rr2, found.rr5, found.rr6
    (0.3, 0.35, 0.6, 0.7)
    """
    if any(getattr(dispositions, field.name) < 0 for field in fields(dispositions)):
        raise StatisticsRefused("negative_count")
    if e is not None and not 0 <= e <= 1:
        raise StatisticsRefused("e_out_of_range", e=e)
    eligible, unknown = dispositions.eligible, dispositions.unknown
    known = eligible + dispositions.ineligible
    share = e if e is not None else eligible / known if known else None
    likely = None if share is None else eligible + share * unknown
    every = eligible + unknown
    top = (dispositions.complete, dispositions.complete + dispositions.partial)
    rates = [count / base if base else None for base in (every, likely, eligible) for count in top]
    return ResponseRates(
        rr1=rates[0],
        rr2=rates[1],
        rr3=rates[2],
        rr4=rates[3],
        rr5=rates[4],
        rr6=rates[5],
        e=share,
        dispositions=dispositions,
        n=dispositions.issued,
        base=Base.ISSUED_CASES,
        method="aapor_e_given" if e is not None else "aapor_e_proportional",
        source="AAPOR, Standard Definitions, 10th ed. 2023",
        cautions=(Caution.of(CautionCode.E_GIVEN, e=e),) if e is not None else (),
        reason=Reason.NO_CASES if None in rates else None,
    )

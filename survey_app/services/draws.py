"""Drawing a sample: the rule as a sentence, the table before the draw, and the draw itself.

The planning half knows no database, so the command line draws from a file with the same code.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from survey_app.exceptions import N_, SampleRefused
from survey_app.services.members import Member
from survey_app.stats.allocation import exact_rate
from survey_app.stats.results import StatisticsRefused
from survey_app.stats.sampling import allocate, allocate_size, draw_strata, tally

_PLAIN_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")
_LONGEST_RATE = 40
MOST_STRATA = 500
"""A table by stratum longer than this is no table anybody reads: the column tells the members apart, not groups."""
_REFUSED: Mapping[str, str] = {
    "rate_not_read": N_("“%(rate)s” is not a share. Enter one such as 80%%, 0.8 or 4/5."),
    "rate_out_of_range": N_("The share to draw must lie above 0 and at most at 100%%."),
    "sample_larger_than_frame": N_("The list has %(population)s members: %(n)s cannot be drawn from it."),
    "seed_unusable": N_("Enter a seed: a number or a word that makes the draw repeatable."),
}
_SENTENCES: Mapping[tuple[bool, bool, bool], str] = {
    (True, True, True): N_("%(rate)s of each %(by)s, rounded half up, then counted by %(tally)s"),
    (True, True, False): N_("%(rate)s of each %(by)s, rounded half up"),
    (True, False, True): N_("%(rate)s of the whole list, rounded half up, then counted by %(tally)s"),
    (True, False, False): N_("%(rate)s of the whole list, rounded half up"),
    (False, True, True): N_("%(size)s in all, shared over each %(by)s in proportion, then counted by %(tally)s"),
    (False, True, False): N_("%(size)s in all, shared over each %(by)s in proportion"),
    (False, False, True): N_("%(size)s of the whole list, then counted by %(tally)s"),
    (False, False, False): N_("%(size)s of the whole list"),
}


@dataclass(frozen=True, slots=True)
class DrawRule:
    """How a sample is drawn: a rate or a size, inside each value of `by`, counted afterwards by `tally`."""

    rate: str = ""
    size: int | None = None
    by: str = ""
    tally: str = ""
    seed: str = ""

    def to_json(self) -> dict[str, object]:
        """The rule as it is kept with the draw."""
        return {"rate": self.rate, "size": self.size, "by": self.by, "tally": self.tally, "seed": self.seed}


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One stratum (None: not stated), its members in the frame and how many of them are drawn."""

    stratum: str | None
    frame: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a rule gives on a list: the table by stratum, the tally of the drawn, and who is drawn.

    `whole` is the rate of the whole list rounded at once; the strata rounded one by one may come to another sum.
    """

    rule: DrawRule
    frame: int
    drawn: int
    whole: int
    by: tuple[PlanRow, ...]
    tally: tuple[PlanRow, ...]
    units: tuple[str, ...]

    @property
    def by_rows(self) -> list[list[str | int | None]]:
        """The table by stratum as it is kept: label (None: not stated), in the frame, drawn."""
        return [[row.stratum, row.frame, row.drawn] for row in self.by]

    @property
    def tally_rows(self) -> list[list[str | int | None]]:
        """The tally as it is kept."""
        return [[row.stratum, row.frame, row.drawn] for row in self.tally]

    def to_json(self) -> dict[str, object]:
        """The tables as they are kept with the draw; never who was drawn, that is in the cases."""
        return {
            "frame": self.frame,
            "drawn": self.drawn,
            "by": self.by_rows,
            "tally": self.tally_rows,
        }


def plan(members: tuple[Member, ...], rule: DrawRule) -> Plan:
    """Draw on paper: the order of the list does not matter, and the same seed draws the same members."""
    if len(rule.rate) > _LONGEST_RATE:
        raise SampleRefused(_REFUSED["rate_not_read"], rate=rule.rate[:_LONGEST_RATE] + "…")
    for name in filter(None, (rule.by, rule.tally)):
        _require_groups(members, name)
    strata = {member.unit: member.attributes.get(rule.by) if rule.by else "*" for member in members}
    sizes = {row.category: row.n for row in tally(strata.values()).rows}
    try:
        allocation = allocate(sizes, readable_rate(rule.rate)) if rule.size is None else allocate_size(sizes, rule.size)
        drawn = draw_strata(strata, allocation, rule.seed)
    except StatisticsRefused as refused:
        raise SampleRefused(_REFUSED.get(refused.code), **refused.params) from None
    if not drawn.n:
        raise SampleRefused(
            N_("This rule draws nobody: the list has %(frame)s members. Raise the share."), frame=len(members)
        )
    chosen = frozenset(drawn.units)
    rows = tuple(PlanRow(row.stratum, row.size, row.n) for row in drawn.strata) if rule.by else ()
    exact = allocation.rate * allocation.population
    return Plan(
        rule, len(members), drawn.n, int(exact + Fraction(1, 2)), rows, _tally(members, chosen, rule.tally), drawn.units
    )


def _require_groups(members: tuple[Member, ...], attribute: str) -> None:
    """Refuse a column with a value of its own for nearly everybody."""
    values = len({member.attributes.get(attribute) for member in members})
    if values > MOST_STRATA:
        raise SampleRefused(
            N_("The column “%(column)s” has %(count)s different values. Choose one with at most %(most)s."),
            column=attribute[:80],
            count=values,
            most=MOST_STRATA,
        )


def _tally(members: tuple[Member, ...], chosen: frozenset[str], attribute: str) -> tuple[PlanRow, ...]:
    """The drawn counted by an attribute that the draw did not look at, the largest first, not stated last."""
    if not attribute:
        return ()
    frame = {row.category: row.n for row in tally(each.attributes.get(attribute) for each in members).rows}
    drawn = {
        row.category: row.n
        for row in tally(each.attributes.get(attribute) for each in members if each.unit in chosen).rows
    }
    order = sorted(frame, key=lambda label: (label is None, -drawn.get(label, 0), label or ""))
    return tuple(PlanRow(label, frame[label], drawn.get(label, 0)) for label in order)


def readable_rate(text: str) -> str:
    """The rate as it was typed; a bare number above 1 is a percentage.

    >>> readable_rate("80"), readable_rate("0,8"), readable_rate("1"), readable_rate("14.5 %")
    ('80%', '0.8', '1', '14.5 %')
    """
    rate = unicodedata.normalize("NFKC", text).strip().replace(",", ".")
    is_number = _PLAIN_NUMBER.fullmatch(rate) is not None
    return rate + "%" if is_number and Fraction(rate) > 1 else rate


def rule_sentence(rule: DrawRule) -> tuple[str, dict[str, object]]:
    """The rule as one sentence: a message for the catalogues and what fills it."""
    message = _SENTENCES[(rule.size is None, bool(rule.by), bool(rule.tally))]
    words: dict[str, object] = {"by": rule.by, "tally": rule.tally}
    return message, words | ({"rate": rate_in_words(rule.rate)} if rule.size is None else {"size": rule.size})


def rate_in_words(rate: str) -> str:
    """A rate as a percentage where that is exact, else as it was typed.

    >>> rate_in_words("0.8"), rate_in_words("0.145"), rate_in_words("1/3")
    ('80 %', '14.5 %', '1/3')
    """
    try:
        exact = exact_rate(readable_rate(rate)) * 100
    except StatisticsRefused:
        return rate
    thousandths = exact * 1000
    return f"{float(exact):.3f}".rstrip("0").rstrip(".") + " %" if thousandths.denominator == 1 else rate

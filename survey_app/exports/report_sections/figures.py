"""Figures in the words of a document: shares, means, intervals, bases; and what may not be shown."""

from dataclasses import dataclass, replace
from typing import Any

from survey_app.exceptions import N_
from survey_app.exports import told_in_parts
from survey_app.exports.book import Book
from survey_app.exports.documents.model import Look
from survey_app.exports.report import Report
from survey_app.exports.styles import SMALL_BASE, TINY_BASE
from survey_app.exports.words import Words
from survey_app.questions.summary import RowSummary
from survey_app.stats.results import Estimate

NONE = "\N{EN DASH}"


def shown(report: Report, least: int) -> Report:
    """The report without headline figures and gaps that rest on fewer than `least` people."""
    key = report.key
    kept: dict[str, Any] = {}
    for name in ("satisfied", "satisfaction_mean", "recommend", "gap", "gap_mean", "index", "weighted"):
        found: Estimate | None = getattr(key, name)
        kept[name] = None if found is not None and 0 < found.n < least else found
    gaps = tuple(row for row in report.gaps if row.gap.n >= least)
    return replace(report, key=replace(key, **kept), gaps=gaps)


@dataclass(frozen=True, slots=True)
class Telling:
    """What every section is given: the report with its words, its look, and the smallest base that is shown."""

    book: Book
    look: Look
    least: int = 1

    @property
    def words(self) -> Words:
        """The words of the document's language."""
        return self.book.words

    def say(self, message: str, /, **params: object) -> str:
        """A marked message in the document's language."""
        return self.book.words.say(message, **params)

    def label(self, row: RowSummary) -> str:
        """What a row is called."""
        return " ".join(self.words.of(row.label).split()) or row.variable

    def hides(self, row: RowSummary) -> bool:
        """Whether so few answered, or the filters in force lay so much open, that a row is not shown."""
        return 0 < row.fewest < self.least or row.variable in self.book.report.withheld

    def too_few(self) -> str:
        """Why something is not shown."""
        return self.say(N_("Fewer than %(least)s people answered: not shown"), least=self.least)

    def untold(self) -> str:
        """Why a question is not told although enough people answered it."""
        return self.say(told_in_parts.NOTHING, least=self.book.report.min_group)

    def share(self, value: float | None, n: int = 0) -> str:
        """A share in a table, with a decimal from 200 answers on."""
        return NONE if value is None else self.words.share(value, 1 if n >= 200 else 0)

    def mean(self, value: float | None, places: int = 2) -> str:
        """A mean in a table."""
        return NONE if value is None else self.words.figure(value, places)

    def signed(self, value: float | None, places: int = 2) -> str:
        """A difference in a table."""
        return NONE if value is None else self.words.signed(value, places)

    def base(self, n: int) -> str:
        """A base with the mark of small ones."""
        return self.words.count(n) + (" **" if n < TINY_BASE else " *" if n < SMALL_BASE else "")

    def limits(self, found: Estimate, kind: str) -> str:
        """The interval of a figure as `low to high`, or why there is none. `kind`: share, mean, gap, points."""
        if found.interval is None:
            return self.book.reason(found) or NONE
        ends = (found.interval.low, found.interval.high)
        if kind == "share":
            low, high = (self.share(end, found.n) for end in ends)
        elif kind == "gap":
            low, high = (self.words.signed(end, 2) for end in ends)
        else:
            low, high = (self.words.figure(end, 2 if kind == "mean" else 1) for end in ends)
        return self.say(N_("%(low)s to %(high)s"), low=low, high=high)

    def marks(self, *bases: int) -> str:
        """What the stars mean, where there are any."""
        parts = []
        if any(TINY_BASE <= n < SMALL_BASE for n in bases):
            parts.append(self.say(N_("* Fewer than 100 answers: read it with care.")))
        if any(n < TINY_BASE for n in bases):
            parts.append(self.say(N_("** Fewer than 30 answers: too few to rely on.")))
        return self.words.sentences(*parts)

    def interval_head(self) -> str:
        """The head of a column of intervals."""
        return self.say(N_("%(level)s interval"), level=self.words.share(0.95))

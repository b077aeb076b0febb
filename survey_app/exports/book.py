"""What every sheet is given: the report, the words, the sheets' names and findings, and sentences they share."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey_app.exceptions import N_
from survey_app.exports.cells import display_width
from survey_app.exports.client_look import ClientLook
from survey_app.exports.key_targets import apart
from survey_app.exports.report import Report
from survey_app.exports.sheet import Sheet
from survey_app.exports.styles import RESULT
from survey_app.exports.words import Words
from survey_app.stats.results import CautionCode, Estimate, Interval, Reason
from survey_app.stats.sample_size import Margin, margin_of_error
from survey_app.vocabulary import AnonymityLevel, Mode, Purpose

REASONS: dict[Reason, str] = {
    Reason.NO_ANSWERS: N_("no answers"),
    Reason.ONE_ANSWER: N_("one answer: no interval"),
    Reason.NO_VARIATION: N_("all answers equal: no interval"),
    Reason.CENSUS: N_("everybody answered: no interval needed"),
    Reason.NO_CASES: N_("no cases"),
    Reason.ONE_ITEM: N_("one item only"),
    Reason.ZERO_WEIGHTS: N_("all weights are zero"),
    Reason.TOO_FEW_EFFECTIVE: N_("too few answers for an interval"),
    Reason.FEW_IN_A_GROUP: N_("not told: some answers are of few people"),
}

MODES: dict[Mode, str] = {
    Mode.WEB: N_("online"),
    Mode.INTERVIEWER: N_("face to face"),
    Mode.PHONE: N_("telephone"),
    Mode.PAPER: N_("on paper"),
    Mode.OBSERVATION: N_("observed on the spot"),
}

PURPOSES: dict[Purpose, str] = {
    Purpose.INQUIRY: N_("inquiry"),
    Purpose.AFFIRMATIVE: N_("affirmative"),
    Purpose.IDENTITY: N_("identity"),
    Purpose.SOLICITATION: N_("solicitation"),
    Purpose.CLARIFYING: N_("clarifying"),
}

LEVELS: dict[AnonymityLevel, str] = {
    AnonymityLevel.IDENTIFIED: N_("Identified: the study's researchers can link answers to people"),
    AnonymityLevel.CONFIDENTIAL: N_("Confidential: nothing in this file links an answer to a person"),
    AnonymityLevel.ANONYMOUS: N_("Anonymous: nobody can link an answer to a person"),
    AnonymityLevel.SEALED: N_("Sealed: nobody can link an answer to a person"),
}


_CHART_TITLE, _SMALLER = 145, 0.9
"""How wide a title in a chart over the whole page may be; what is drawn is set smaller."""


@dataclass(frozen=True, slots=True)
class Book:
    """One workbook in the making. `names` and `findings` hold, by key, each sheet's title and what it says."""

    report: Report
    words: Words
    names: Mapping[str, str]
    findings: Mapping[str, str]
    look: ClientLook = field(default_factory=ClientLook)

    @property
    def is_recoloured(self) -> bool:
        """Whether the client has other colours, which have no names to tell their meaning by."""
        return bool(self.look.palette.colours)

    def sheet(self, key: str, tab: str = RESULT) -> Sheet:
        """An empty sheet of this workbook."""
        return Sheet(self.names[key], self.words.zone, tab)

    def head(self, sheet: Sheet, key: str, subtitle: str) -> None:
        """The sheet's finding, what it is about, and the way back."""
        back = self.words.say(N_("← Cover"))
        sheet.head(self.findings[key], subtitle, back, self.names["cover"])

    def charted(self, key: str, drawn: str) -> str:
        """The title of a chart over the whole page: what a sheet found and, where both fit on a line, what is drawn."""
        found = self.findings[key]
        width = display_width(found) + _SMALLER * display_width(drawn)
        return f"{found}\n{drawn}" if width <= _CHART_TITLE else found

    def about(self) -> str:
        """Who answered and when, with the mark of simulated data: the end of most subtitles."""
        work, words = self.report.fieldwork, self.words
        n = words.count(work.usable)
        if self.report.left is not None:
            left = words.count(self.report.left)
            base = words.say(N_("n = %(left)s of %(n)s answers, filtered"), left=left, n=n)
        elif work.sampled:
            base = words.say(N_("n = %(n)s of %(issued)s issued"), n=n, issued=words.count(work.sampled))
        else:
            base = words.say(N_("n = %(n)s"), n=n)
        parts = [base, words.period(work.first, work.last), self.weights()]
        told = words.say(N_(", ")).join(part for part in parts if part) + words.say(N_("."))
        return words.sentences(told, words.say(N_("Simulated sample data.")) if self.report.is_sample else "")

    def weights(self) -> str:
        """The weighting by its name with the effective base, or that there is none."""
        used, words = self.report.weighting, self.words
        if used is None:
            return words.say(N_("unweighted"))
        base = words.figure(used.n_eff, 1)
        return words.say(N_("weighted by “%(name)s”, effective base %(base)s"), name=used.name, base=base)

    def interval(self, estimate: Estimate, kind: str, target: float | None = None) -> str:
        """The interval in words, or why there is none. `kind`: share, points, whole or gap."""
        if estimate.interval is None:
            return self.reason(estimate)
        low, high = self.ends(estimate.interval, kind, target)
        level = self.words.share(estimate.interval.level)
        return self.words.say(N_("%(level)s interval %(low)s to %(high)s"), level=level, low=low, high=high)

    def ends(self, interval: Interval, kind: str, target: float | None = None) -> tuple[str, str]:
        """The two ends of an interval, with the decimals that tell them from a target."""
        limits = interval.low, interval.high
        more = 0 if target is None else apart(limits, target, lambda end, more: self.value(end, kind, more))
        return self.value(interval.low, kind, more), self.value(interval.high, kind, more)

    def reason(self, estimate: Estimate) -> str:
        """Why a figure or its interval does not exist."""
        return self.words.say(REASONS[estimate.reason]) if estimate.reason else ""

    def value(self, value: float, kind: str, more: int = 0) -> str:
        """A figure in a sentence, rounded as in the tables, or with so many `more` decimals."""
        if kind == "share":
            return self.words.share(value, 1 + more)
        if kind == "gap":
            return self.words.signed(value, 2 + more)
        if kind == "mean":
            return self.words.figure(value, 2 + more)
        return (self.words.signed if kind == "score" else self.words.figure)(value, 1 + more)

    def margin(self) -> Margin | None:
        """The largest margin of a share, where a sample has one."""
        work, left = self.report.fieldwork, self.report.left
        answers = work.usable_answers if left is None else left
        if not answers:
            return None
        used = self.report.weighting
        base = max(1, int(used.n_eff)) if used is not None else answers
        # a finite population is known for everybody, not for the part that a filter leaves
        return margin_of_error(base, work.finite_population if left is None else None)

    def recalled(self) -> bool:
        """Whether expectations were asked together with the experience."""
        return any(row.gap.warns(CautionCode.RECALLED_EXPECTATION) for row in self.report.gaps)

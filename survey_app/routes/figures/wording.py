"""Figures in words: shares, intervals, bases, and why something is missing, in the language of the page."""

from collections.abc import Iterable, Mapping

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from survey_app.exports.key_targets import apart
from survey_app.exports.methods import LINEARISED
from survey_app.exports.told_in_parts import NO_MIDDLE
from survey_app.questions.definition import Question, Text, say
from survey_app.questions.summary import RowSummary
from survey_app.questions.words import MISSING
from survey_app.routes.figures.model import Method
from survey_app.routes.presentation import between, number, percent, sentences, signed
from survey_app.stats.descriptive import Mean
from survey_app.stats.linearised import SUFFIX
from survey_app.stats.results import CautionCode, Estimate, Reason, Result, Scalar
from survey_app.vocabulary import Missing, Mode

STEADY, USABLE, FINE = 100, 30, 200
NONE = "\N{EN DASH}"
_LEVEL = 0.95
_LONGEST_LABEL = 60


def words_of(text: Text, fallback: str, otherwise: str = "") -> str:
    """A text of the questionnaire in the page's language, else in the study's, else a code."""
    return " ".join(say(text, str(get_locale()), fallback).split()) or otherwise


def label_of(question: Question, fallback: str) -> str:
    """A question in words, its code where it has none."""
    return words_of(question.text, fallback, question.code)


def short(words: str, most: int = _LONGEST_LABEL) -> str:
    """Words cut to a length with a visible mark."""
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def narrowed(words: str, most: int = _LONGEST_LABEL) -> str:
    """Words cut in the middle: questions of one battery begin alike, and what tells them apart stands at the end."""
    if len(words) <= most:
        return words
    end = words[-((most - 1) // 3) :]
    end = end[end.find(" ") + 1 :] or end
    return f"{words[: most - 2 - len(end)].rstrip()}… {end.lstrip(' ·')}"


def share(value: float | None, n: int = 0) -> str:
    """A share for a table: one decimal from 200 answers, none below."""
    return percent(value, 1 if n >= FINE else 0)


def rounded(value: float | None) -> str:
    """A share for a sentence or a chart: no decimals."""
    return percent(value)


def places_of(span: float) -> int:
    """Decimals of a mean on a scale: two on short scales, one on long ones."""
    return 2 if span <= 6 else 1  # noqa: PLR2004 - up to seven points


def interval_of(
    found: Estimate, *, decimals: int = 0, factor: float = 1.0, sign: bool = False, target: float | None = None
) -> str:
    """The interval in words, or nothing where there is none; with the decimals that tell its ends from a target."""
    if found.interval is None:
        return ""
    write, limits = signed if sign else number, (found.interval.low, found.interval.high)
    if target is not None:
        decimals += apart(limits, target, lambda end, more: write(end * factor, decimals + more))
    return between(*(write(end * factor, decimals) for end in limits))


def interval_head() -> str:
    """The head of a column of intervals."""
    return str(_("%(level)s interval", level=percent(_LEVEL)))


def share_interval(found: Estimate) -> str:
    """The interval of a share in whole per cent, from 200 answers with a decimal."""
    return interval_of(found, decimals=1 if found.n >= FINE else 0, factor=100)


def why(reason: Reason | None) -> str:
    """Why a figure or its interval does not exist; nothing when it does."""
    words = {
        Reason.NO_ANSWERS: _("no answers"),
        Reason.ONE_ANSWER: _("one answer: no interval"),
        Reason.NO_VARIATION: _("all answers are the same: no interval"),
        Reason.CENSUS: _("everybody answered: no interval is needed"),
        Reason.NO_CASES: _("no cases"),
        Reason.ONE_ITEM: _("one item only"),
        Reason.ZERO_WEIGHTS: _("all weights are zero"),
        Reason.TOO_FEW_EFFECTIVE: _("too few answers for an interval"),
        Reason.FEW_IN_A_GROUP: _("not told: some answers are of few people"),
    }
    return str(words[reason]) if reason else ""


def base(n: int) -> str:
    """The base with the mark that small bases carry."""
    return number(n) + ("**" if n < USABLE else "*" if n < STEADY else "")


def look(n: int) -> str:
    """The class of a table row with this base."""
    return "few" if n < USABLE else ""


def of(k: float, n: int) -> str:
    """`k of n`, as it stands before a percentage."""
    return str(_("%(k)s of %(n)s", k=number(k), n=number(n)))


def missing_words(missing: Mapping[Missing, int], fallback: str) -> str:
    """How many answers are missing for which reason; nothing when none is."""
    return str(_("; ")).join(
        f"{words_of(MISSING[reason], fallback)} {number(count)}" for reason, count in missing.items() if count
    )


def base_note(row: RowSummary, fallback: str) -> str:
    """What a figure rests on: the valid answers, and those that are not."""
    said = ngettext("Base: %(n)s valid answer.", "Base: %(n)s valid answers.", row.n, n=number(row.n))
    missing = missing_words(row.missing, fallback)
    return sentences((said, _("Left out: %(reasons)s.", reasons=missing) if missing else ""))


def marks_note(bases: Iterable[int]) -> tuple[str, ...]:
    """What the stars mean, where there are any."""
    found = list(bases)
    notes = []
    if any(USABLE <= n < STEADY for n in found):
        notes.append(_("* Fewer than 100 answers: read it with care."))
    if any(n < USABLE for n in found):
        notes.append(_("** Fewer than 30 answers: too few to rely on."))
    return tuple(notes)


def order_note(*means: Mean | None) -> tuple[str, ...]:
    """Why numbers stand without median and quartiles, where they do."""
    if any(found is not None and found.value is not None and found.median is None for found in means):
        return (str(_(NO_MIDDLE)),)
    return ()


def cautions_of(*results: Result | None) -> tuple[str, ...]:
    """What a reader should know with these results; small bases are marked where they stand."""
    found: dict[CautionCode, str] = {}
    for result in results:
        for caution in result.cautions if result else ():
            words = _caution(caution.code, dict(caution.params))
            if words:
                found.setdefault(caution.code, words)
    return tuple(found.values())


def _caution(code: CautionCode, params: Mapping[str, Scalar]) -> str:
    if code is CautionCode.UNLISTED_CODES:
        count = int(params["count"])
        return str(
            ngettext(
                "%(count)s answer carries a code that is not in the list and is left out.",
                "%(count)s answers carry codes that are not in the list and are left out.",
                count,
                count=number(count),
            )
        )
    if code is CautionCode.ALL_IN_ONE_CLASS:
        return str(_("All answers fall into one class."))
    if code is CautionCode.IMPUTED_BY_ITEM_MEAN:
        answers = int(params["answers"])
        return str(
            ngettext(
                "%(answers)s missing answer was filled with the mean of its item.",
                "%(answers)s missing answers were filled with the mean of their item.",
                answers,
                answers=number(answers),
            )
        )
    return ""


def methods_of(*results: Result | None) -> tuple[Method, ...]:
    """How these results are computed, each way once."""
    found: dict[str, Method] = {}
    for result in results:
        if result is not None and result.n and result.reason is not Reason.FEW_IN_A_GROUP:
            found.setdefault(result.method, Method(_method(result.method), _source(result.source)))
    return tuple(found.values())


def _method(name: str) -> str:
    whole = name.removesuffix("_finite_population")
    plain = whole.removesuffix(SUFFIX)
    level = percent(_LEVEL)
    words = {
        "wilson": _("Share with Wilson's interval at %(level)s", level=level),
        "share": _("Share without an interval"),
        "hypergeometric_exact": _(
            "Share with exact limits of the hypergeometric distribution at %(level)s", level=level
        ),
        "t": _("Mean with Student's t interval at %(level)s", level=level),
        "adjusted_wald": _("Promoters minus detractors in points, adjusted Wald interval at %(level)s", level=level),
        "paired_difference_t": _(
            "Mean of experience minus expectation, person by person, t interval at %(level)s", level=level
        ),
        "weighted_mean_index": _(
            "Mean of the items on 0 to 100, all items counting the same, interval at %(level)s", level=level
        ),
        "frequencies": _("Counts"),
        "weighted_frequencies": _("Counts of weights"),
    }
    said = [str(words.get(plain, plain))]
    if plain != whole:
        said.append(_(LINEARISED))
    if whole != name:
        said.append(_("corrected for the finite population"))
    return str(_("; ")).join(said)


def _source(said: str) -> str:
    """Where a way of counting comes from: citations stay as they are, what is said beside them is translated."""
    words = {
        "counting": _("counting"),
        "Wilson 1927; finite population by n* = n(N - 1)/(N - n)": _(
            "Wilson 1927; finite population by n* = n(N − 1)/(N − n)"
        ),
        "Exact limits of the hypergeometric distribution; Buonaccorsi 1987, The American Statistician 41:215": _(
            "exact limits of the hypergeometric distribution: Buonaccorsi 1987, The American Statistician 41:215"
        ),
        "Reichheld 2003 (score); Rocks 2016, The American Statistician 70:365 (interval)": _(
            "score: Reichheld 2003; interval: Rocks 2016, The American Statistician 70:365"
        ),
        "Student 1908; finite population: Cochran 1977, Sampling Techniques, 3rd ed., eq. 2.20": _(
            "Student 1908; finite population: Cochran 1977, Sampling Techniques, 3rd ed., eq. 2.20"
        ),
        "Gap: Parasuraman, Zeithaml and Berry 1988; tests: Student 1908, Wilcoxon 1945": _(
            "gap: Parasuraman, Zeithaml and Berry 1988; tests: Student 1908, Wilcoxon 1945"
        ),
    }
    return str(words.get(said, said))


def mode_word(mode: Mode) -> str:
    """How an answer reached us, in words."""
    words = {
        Mode.WEB: _("on the web"),
        Mode.INTERVIEWER: _("to an interviewer"),
        Mode.PHONE: _("by telephone"),
        Mode.PAPER: _("on paper"),
        Mode.OBSERVATION: _("observed on the spot"),
    }
    return str(words[Mode(mode)])


def clearly_above(more: Estimate, less: Estimate) -> bool:
    """Whether the intervals of two figures do not touch; without intervals (everybody answered) the values decide.

    Where many people all gave one and the same answer there is no interval either, and their answer stands for it.
    """
    if more.value is None or less.value is None:
        return False
    if more.reason is less.reason is Reason.CENSUS:
        return more.value > less.value
    lowest, highest = _ends(more)[0], _ends(less)[1]
    return lowest is not None and highest is not None and lowest > highest


def _ends(found: Estimate) -> tuple[float | None, float | None]:
    if found.interval is not None:
        return found.interval.low, found.interval.high
    agreed = found.reason is Reason.NO_VARIATION and found.n >= USABLE
    return (found.value, found.value) if agreed else (None, None)

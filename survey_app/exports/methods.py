"""How figures are computed, in words, and where the way of computing was published."""

from collections.abc import Iterable
from dataclasses import dataclass

from survey_app.exceptions import N_
from survey_app.exports.words import Words
from survey_app.stats.results import Result

_FINITE = "_finite_population"
_LEVEL = 0.95

RULES: dict[str, str] = {
    "wilson": N_("Share with Wilson's interval at %(level)s"),
    "share": N_("Share without an interval"),
    "hypergeometric_exact": N_("Share with exact limits of the hypergeometric distribution at %(level)s"),
    "t": N_("Mean with Student's t interval at %(level)s"),
    "adjusted_wald": N_("Promoters minus detractors in points, adjusted Wald interval at %(level)s"),
    "paired_difference_t": N_("Mean of experience minus expectation, person by person, t interval at %(level)s"),
    "weighted_mean_index": N_("Mean of the items on 0 to 100, each with its points, interval at %(level)s"),
    "frequencies": N_("Counts"),
    "weighted_frequencies": N_("Counts of weights"),
}

SOURCES: dict[str, str] = {
    "counting": N_("counting"),
    "Wilson 1927; finite population by n* = n(N - 1)/(N - n)": N_(
        "Wilson 1927; finite population by n* = n(N − 1)/(N − n)"
    ),
    "Exact limits of the hypergeometric distribution; Buonaccorsi 1987, The American Statistician 41:215": N_(
        "exact limits of the hypergeometric distribution: Buonaccorsi 1987, The American Statistician 41:215"
    ),
    "Reichheld 2003 (score); Rocks 2016, The American Statistician 70:365 (interval)": N_(
        "score: Reichheld 2003; interval: Rocks 2016, The American Statistician 70:365"
    ),
    "Student 1908; finite population: Cochran 1977, Sampling Techniques, 3rd ed., eq. 2.20": N_(
        "Student 1908; finite population: Cochran 1977, Sampling Techniques, 3rd ed., eq. 2.20"
    ),
    "Gap: Parasuraman, Zeithaml and Berry 1988; tests: Student 1908, Wilcoxon 1945": N_(
        "gap: Parasuraman, Zeithaml and Berry 1988; tests: Student 1908, Wilcoxon 1945"
    ),
}


@dataclass(frozen=True, slots=True)
class Method:
    """One way of computing: its rule in words, its source."""

    rule: str
    source: str


def methods_of(results: Iterable[Result | None], words: Words) -> tuple[Method, ...]:
    """How these results are computed, each way once; results without a base are computed in no way."""
    found: dict[str, Method] = {}
    for result in results:
        if result is not None and result.n:
            found.setdefault(result.method, Method(_rule(result.method, words), _source(result.source, words)))
    return tuple(found.values())


def _rule(name: str, words: Words) -> str:
    plain = name.removesuffix(_FINITE)
    said = words.say(RULES.get(plain, plain), level=words.share(_LEVEL))
    if plain == name:
        return said
    return words.say(N_("; ")).join((said, words.say(N_("corrected for the finite population"))))


def _source(said: str, words: Words) -> str:
    """Citations stay as they are; what is said beside them is translated."""
    return words.say(SOURCES.get(said, said))

"""How figures are computed, in words, and where the way of computing was published."""

from collections.abc import Iterable
from dataclasses import dataclass

from survey_app.exceptions import N_
from survey_app.exports.words import Words
from survey_app.stats.linearised import SUFFIX
from survey_app.stats.results import Reason, Result

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
    "cross_table": N_("Shares and means by group; columns compared by z and t, groups by chi-square"),
    "kano_plurality": N_("Kano’s classes by the largest share; the two largest by an exact binomial test"),
    "shapley": N_("R² shared out over all orders of the attributes; intervals by resampling"),
    "johnson": N_("R² shared out by relative weights; intervals by resampling"),
    "cronbach_alpha_listwise": N_("Cronbach’s alpha of people with every answer, Feldt’s interval at %(level)s"),
    "omega_total_one_factor_listwise": N_("McDonald’s omega of one factor fitted by maximum likelihood"),
    "frequencies": N_("Counts"),
    "weighted_frequencies": N_("Counts of weights"),
}

LINEARISED = N_("weighted: variance of the design by linearisation (Binder 1983), the weights treated as given")

SOURCES: dict[str, str] = {
    "counting": N_("counting"),
    "cross-tabulation; letters: z and t with Kish's effective bases and an overlap term (Kish 1965)": N_(
        "effective bases and overlap: Kish 1965, Survey Sampling; chi-square: Pearson 1900; V: Cramér 1946"
    ),
    "Cronbach 1951, Psychometrika 16:297; interval: Feldt, Woodruff and Salih 1987, Applied Psych. Meas. 11:93": N_(
        "Cronbach 1951, Psychometrika 16:297; interval: Feldt, Woodruff and Salih 1987, Applied Psych. Meas. 11:93"
    ),
    "McDonald 1999, Test Theory, chapter 6; one factor by maximum likelihood: Joreskog 1967, Psychometrika 32:443": N_(
        "McDonald 1999, Test Theory, chapter 6; fit: Jöreskog 1967, Psychometrika 32:443"
    ),
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
        if result is not None and result.n and result.reason is not Reason.FEW_IN_A_GROUP:
            found.setdefault(result.method, Method(_rule(result.method, words), _source(result.source, words)))
    return tuple(found.values())


def _rule(name: str, words: Words) -> str:
    whole = name.removesuffix(_FINITE)
    plain = whole.removesuffix(SUFFIX)
    said = [words.say(RULES.get(plain, plain), level=words.share(_LEVEL))]
    if plain != whole:
        said.append(words.say(LINEARISED))
    if whole != name:
        said.append(words.say(N_("corrected for the finite population")))
    return words.say(N_("; ")).join(said)


def _source(said: str, words: Words) -> str:
    """Citations stay as they are; what is said beside them is translated."""
    return words.say(SOURCES.get(said, said))

"""Estimates joined by performance in words and cells: three figures a statement, or why equal weights stand."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from survey_app.exports.elicited import Three
from survey_app.exports.performance import PerformancePool, Unweighted
from survey_app.routes.figures.wording import NONE
from survey_app.routes.presentation import number, percent, say_here
from survey_app.routes.range_words import figure


@dataclass(frozen=True, slots=True)
class PerformanceTable:
    """What is found, and every statement whose outcome is not known."""

    finding: str
    lines: tuple[tuple[str, str, str, str], ...]
    """Code, words, joined with equal weights, joined with weights by performance."""
    source: str


def table_of(found: PerformancePool, fallback: str) -> PerformanceTable:
    """The table of one round as the page shows it."""
    lines = tuple(
        (each.code, say_here(dict(each.text), fallback), _three(each.equal), _three(each.weighted))
        for each in found.items
    )
    return PerformanceTable(_finding(found), lines, found.source)


def _three(three: Three | None) -> str:
    if three is None:
        return NONE
    low, median, high = (figure(each) for each in three)
    return str(_("%(median)s (%(low)s–%(high)s)", median=median, low=low, high=high))


def _finding(found: PerformancePool) -> str:
    """How many people have a weight, or why nobody has one."""
    if found.why_not is not None:
        return str(_("Equal weights: %(why)s", why=_why(found)[found.why_not]))
    return str(
        _(
            "%(people)s people have a weight by how their ranges did on %(seeds)s outcomes: calibration times "
            "information, from a calibration of %(cut)s on. Single weights are not shown.",
            people=number(found.people or 0),
            seeds=number(found.seeds),
            cut=percent(found.cut),
        )
    )


def _why(found: PerformancePool) -> dict[Unweighted, str]:
    least = number(found.fewest)
    return {
        Unweighted.UNJOINED: _(
            "weights by performance need the answers of one person to be put together, and at this anonymity they "
            "never are."
        ),
        Unweighted.EXTREMES: _("nobody was asked how sure they are, so there is nothing to check the ranges against."),
        Unweighted.FEW_SEEDS: ngettext(
            "%(num)s outcome is known; from %(least)s on people are weighted by how they did.",
            "%(num)s outcomes are known; from %(least)s on people are weighted by how they did.",
            found.seeds,
            least=least,
        ),
        Unweighted.FEW_PEOPLE: _(
            "fewer than %(k)s people judged %(least)s outcomes and reach a calibration of %(cut)s, so the joined "
            "estimate would be that of single people.",
            k=number(found.least),
            least=least,
            cut=percent(found.cut),
        ),
        Unweighted.ONE_PERSON: _("with weights by performance one person would be more than half of the estimate."),
        Unweighted.GONE: _("the single answers were erased, or this study came back from an archive without them."),
    }

"""An estimate of a market as tables and a drawing: its factors, its regions, and where its uncertainty comes from."""

from fractions import Fraction

from flask_babel import gettext as _

from survey_app.charts.bars import Bar, bar_chart
from survey_app.forms.market import KINDS
from survey_app.routes.figures.model import Figure, Row, Table
from survey_app.routes.presentation import number, percent
from survey_app.services.market import Assumptions, Sized
from survey_app.stats.market_potential import Exact, PotentialKind

_SMALL = 100


def kind_words(kind: PotentialKind) -> str:
    """What the product is called."""
    return str(_("Sales potential of one firm") if kind is PotentialKind.SALES else _("Market potential"))


def exact_number(value: Exact) -> str:
    """An exact figure in the page's language: whole ones to the last digit, others with two or four decimals."""
    if isinstance(value, Fraction):
        return number(float(value), 2 if value >= _SMALL else 4)
    return number(value)


def figures_of(sized: Sized, assumptions: Assumptions) -> list[Figure]:
    """Everything that there is to keep of an estimate."""
    found = [_factors(sized, assumptions), by_region(sized, assumptions), _sources(sized)]
    return [each for each in found if each is not None]


def _factors(sized: Sized, assumptions: Assumptions) -> Figure:
    head = (_("Factor"), _("Kind"), _("Low"), _("Most likely"), _("High"))
    rows = [Row(each.name, (str(KINDS[each.kind]), each.low, each.middle, each.high)) for each in assumptions.factors]
    name = kind_words(sized.potential.kind)
    rows.append(Row(name, ("", "", exact_number(sized.potential.exact), ""), "total"))
    if (range_ := sized.range) is not None:
        rows.append(Row(str(_("Median of the simulated range")), ("", "", number(range_.median), "")))
        rows.append(Row(str(_("Nine in ten lie between")), ("", number(range_.p5), "", number(range_.p95))))
    table = Table(name, tuple(str(words) for words in head), tuple(rows))
    heading = str(_("%(label)s: %(words)s", label=name, words=exact_number(sized.potential.exact)))
    notes = (assumptions.note, sized.potential.source, sized.range.source if sized.range else "")
    return Figure("factors", heading, assumptions.name, table=table, notes=tuple(each for each in notes if each))


def by_region(sized: Sized, assumptions: Assumptions) -> Figure | None:
    """Each region with its figure, what fits, and what it comes to; None where there are no regions."""
    if not assumptions.regions:
        return None
    total = sized.potential.exact
    products = {each.name: each.value or 0 for each in sized.potential.regions}
    rows, bars = [], []
    for each in assumptions.regions:
        value = products[each.name]
        share = float(Fraction(value) / Fraction(total)) if each.fits and total else 0.0
        fits = (_yes(fit) for fit in (each.capacity, each.buying_power, each.habits))
        rows.append(Row(each.name, (each.figure, *fits, exact_number(value), percent(share, 1) if each.fits else "–")))
        bars.append(Bar(each.name, share, percent(share) if each.fits else str(_("out")), exact_number(value)))
    head = (
        _("Region"), assumptions.factors[0].name, _("Capacity"), _("Buying power"), _("Habits"),
        kind_words(sized.potential.kind), _("Share"),
    )  # fmt: skip
    title = str(_("By region"))
    left_out = len(sized.potential.left_out)
    heading = str(_("%(count)s of %(all)s regions count", count=number(len(rows) - left_out), all=number(len(rows))))
    table = Table(title, tuple(str(words) for words in head), tuple(rows))
    return Figure("regions", heading, title, bar_chart(title, bars), table=table)


def _yes(fits: bool) -> str:  # noqa: FBT001 - a cell of the table
    return str(_("fits") if fits else _("does not fit"))


def _sources(sized: Sized) -> Figure | None:
    if sized.range is None:
        return None
    title = str(_("Where the uncertainty comes from"))
    rows = tuple(Row(each.name, (percent(each.share, 1),)) for each in sized.range.sensitivities)
    table = Table(title, (str(_("Factor")), str(_("Share of the uncertainty"))), rows)
    return Figure("sources", title, title, table=table)

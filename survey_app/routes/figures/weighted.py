"""What a figure says of weights: that its shares and means are weighted and what they rest on, or that they are not."""

from collections.abc import Iterable
from dataclasses import replace

from flask_babel import gettext as _

from survey_app.exports.report import WeightsUsed
from survey_app.questions.summary import RowSummary
from survey_app.routes.figures.model import Figure
from survey_app.routes.presentation import number
from survey_app.stats.results import Estimate, Result


def noted(figure: Figure, results: Iterable[Result | None], used: WeightsUsed | None) -> Figure:
    """The figure with a note on its weights; as it is where no weighting is in force."""
    if used is None:
        return figure
    bases = sorted({round(each, 1) for result in results if (each := getattr(result, "n_eff", None)) is not None})
    if not bases:
        return replace(
            figure,
            notes=(
                *figure.notes,
                str(_("Not weighted: weights make no sense here, or too few of those who answered share a weight.")),
            ),
        )
    base = number(bases[0], 1)
    if len(bases) > 1:
        base = str(_("%(low)s to %(high)s", low=base, high=number(bases[-1], 1)))
    words = _("Shares and means are weighted, counts are people. Effective base: %(base)s.", base=base)
    return replace(figure, notes=(*figure.notes, str(words)))


def results_of(rows: Iterable[RowSummary]) -> list[Result | None]:
    """Everything that a figure of these rows can rest on."""
    found: list[Result | None] = []
    for row in rows:
        found += [row.frequencies, row.mean, row.recommend, row.gap, row.points, row.kano, row.contradicted]
    return found


def said(used: WeightsUsed | None) -> str:
    """What stands beside all figures: the weighting by its name and its effective base, or that there is none."""
    if used is None:
        return str(_("unweighted"))
    return str(_("weighted by “%(name)s”, effective base %(base)s", name=used.name, base=number(used.n_eff, 1)))


def base_line(found: Estimate) -> str:
    """The effective base of a key figure; nothing where it is unweighted."""
    return "" if found.n_eff is None else str(_("effective base %(base)s", base=number(found.n_eff, 1)))

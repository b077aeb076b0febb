"""A weighting in words: how each break fits before and after, what the weights cost, and what to mind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from survey_app.routes.figures import filtering
from survey_app.routes.figures.model import Figure, Row, Table
from survey_app.routes.presentation import filled, number, percent
from survey_app.services.filters import Dimension
from survey_app.services.weighting_rules import Applied, Line


@dataclass(frozen=True, slots=True)
class FitRow:
    """One category: its words and its line."""

    words: str
    line: Line


@dataclass(frozen=True, slots=True)
class Fit:
    """The breaks with their rows, the figures of the weights, and the cautions as sentences."""

    breaks: tuple[tuple[str, tuple[FitRow, ...]], ...]
    applied: Applied
    cautions: tuple[str, ...]


def fit_of(applied: Applied, offered: Sequence[Dimension], fallback: str) -> Fit:
    """A weighting for its page."""
    named = {each.key: each for each in offered}
    labels = {key: filtering.name_of(each, fallback) for key, each in named.items()}
    words = {key: filtering.words_by_value(each, fallback) for key, each in named.items()}
    rows: dict[str, list[FitRow]] = {}
    for line in applied.lines:
        said = str(_("not known")) if line.value is None else words.get(line.key, {}).get(line.value, line.value)
        rows.setdefault(line.key, []).append(FitRow(said, line))
    cautions = tuple(_caution(message, params, labels, words) for message, params in applied.cautions)
    return Fit(tuple((labels.get(key, key), tuple(each)) for key, each in rows.items()), applied, cautions)


def figures_of(fit: Fit) -> list[Figure]:
    """A table for each break: people, and the shares unweighted, aimed at and weighted."""
    head = (_("Answer"), _("Answers"), _("Unweighted"), _("Target"), _("Weighted"))
    notes = (weights_line(fit.applied) + str(_(".")), *fit.cautions)
    found = []
    for place, (label, rows) in enumerate(fit.breaks, 1):
        lines = tuple(Row(row.words, _cells(row.line)) for row in rows)
        table = Table(label, tuple(str(words) for words in head), lines)
        found.append(Figure(f"break-{place}", label, str(_("Weighting")), table=table, notes=notes))
    if not found:
        table = Table(str(_("Weights")), (str(_("Weights")), str(_("Answers"))), _whole(fit.applied))
        found.append(Figure("weights", str(_("Weights")), str(_("Weighting")), table=table, notes=notes))
    return found


def _cells(line: Line) -> tuple[str, ...]:
    return (number(line.n), *(percent(share, 1) for share in (line.before, line.target, line.after)))


def _whole(applied: Applied) -> tuple[Row, ...]:
    """What there is to say of weights that come from a column."""
    return (Row(str(_("Effective base")), (number(applied.n_eff, 1),)),)


def _caution(
    message: str, params: Mapping[str, object], labels: Mapping[str, str], words: Mapping[str, Mapping[str, str]]
) -> str:
    given = dict(params)
    key, value = str(given.get("name", "")), str(given.get("value", ""))
    if "value" in given:
        given["value"] = words.get(key, {}).get(value, value)
    if "name" in given:
        given["name"] = labels.get(key, key)
    return filled(message, given)


def weights_line(applied: Applied) -> str:
    """What the weights cost, in one line."""
    figures = {
        "n": number(applied.n),
        "eff": number(applied.n_eff, 1),
        "effect": number(applied.effect, 2),
        "least": number(applied.smallest, 2),
        "most": number(applied.largest, 2),
    }
    return str(
        _("%(n)s answers, effective base %(eff)s, design effect %(effect)s, weights %(least)s to %(most)s", **figures)
    )

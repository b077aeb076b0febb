"""The scores of a round in words and cells: how far off the estimates were, and how often ranges held the truth."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from flask_babel import gettext as _

from survey_app.exports.elicited import POOLS
from survey_app.exports.outcome_scores import AGGREGATES, ItemScore, RoundScore
from survey_app.routes.figures.wording import NONE
from survey_app.routes.presentation import day, filled, labelled, number, percent, say_here
from survey_app.routes.range_words import figure

_PLACES = 4


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One statement: its code and words, the outcome with day and source, and its cells."""

    code: str
    label: str
    source: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """One round: what is found, then every statement with an outcome."""

    number: int
    title: str
    codes: tuple[str, ...]
    """The statements that have this scale as their own."""
    findings: tuple[str, ...]
    heads: tuple[str, ...]
    lines: tuple[ScoreLine, ...]
    source: str


def table_of(told: RoundScore, fallback: str) -> ScoreTable:
    """The scores of one round as the page shows them."""
    names = _names()
    heads = (
        _("Outcome"),
        *(_("Off by: %(name)s", name=names[name]) for name in AGGREGATES),
        *(_("Inside: %(name)s", name=filled(words, {})) for words in POOLS.values()),
        _("Ranges that held it"),
    )
    lines = tuple(_line(each, fallback) for each in told.items)
    source = told.source if told.events else ""
    return ScoreTable(told.number, _title(told), told.codes, tuple(_findings(told)), heads, lines, source)


def _title(told: RoundScore) -> str:
    if not told.codes:
        return str(_("Round %(n)s", n=number(told.number)))
    return str(_("Round %(n)s, own scale of %(codes)s", n=number(told.number), codes=_(", ").join(told.codes)))


def _names() -> dict[str, str]:
    return {"mean": _("mean"), "median": _("median"), "log_odds": _("log-odds mean")}


def _line(each: ItemScore, fallback: str) -> ScoreLine:
    known_on = day(datetime.combine(each.outcome.known_on, time(12), UTC), "UTC")
    cells = (
        figure(each.outcome.value),
        *(figure(each.errors[name]) for name in AGGREGATES),
        *(NONE if (inside := each.inside[name]) is None else _("yes") if inside else _("no") for name in POOLS),
        _("%(k)s of %(n)s", k=number(each.held.k), n=number(each.held.n)) if each.held else NONE,
    )
    return ScoreLine(each.code, say_here(dict(each.text), fallback), labelled(known_on, each.outcome.source), cells)


def _findings(told: RoundScore) -> list[str]:
    """What the round comes to over all its outcomes."""
    names = _names()
    off = [f"{names[name]} {figure(value)}" for name, value in told.mean_errors.items() if value is not None]
    found = [_("Mean distance from the outcome: %(errors)s.", errors=_(", ").join(off))] if off else []
    if told.held is not None and told.held.value is not None:
        words = {"k": number(told.held.k), "n": number(told.held.n), "share": percent(told.held.value)}
        if told.meant is None:
            found.append(_("%(k)s of %(n)s ranges held the outcome: %(share)s.", **words))
        else:
            meant = percent(told.meant)
            found.append(
                _("%(k)s of %(n)s ranges held the outcome: %(share)s; %(meant)s should.", meant=meant, **words)
            )
    scores = [f"{names[name]} {number(value, _PLACES)}" for name, value in told.brier.items() if value is not None]
    if scores:
        words = {"n": number(told.events), "scores": _(", ").join(scores)}
        found.append(_("Brier score over outcomes that are events (%(n)s): %(scores)s. 0 is perfect.", **words))
    return [str(each) for each in found]

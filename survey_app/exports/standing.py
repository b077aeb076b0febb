"""How the statements of a round stand and whether verdicts hang on who is counted, from the frozen figures alone."""

from dataclasses import asdict
from fractions import Fraction

from survey_app.exports.declared_rules import DeclaredRules
from survey_app.exports.round_report import ItemFigures, RoundPart
from survey_app.stats.consensus import AgreementRule
from survey_app.stats.denominators import Counted, DenominatorRow, Denominators, Sheets, denominators
from survey_app.stats.stopping import Advice, ItemState, advise, lost_too_many

__all__ = ["advice_of", "denominators_of", "larger_end", "row_of", "shown_of"]

_PARTIAL = (Counted.WITH_PARTIALS, Counted.WITH_PARTIALS_AND_CANNOT_JUDGE)


def shown_of(*parts: RoundPart) -> tuple[Counted, ...]:
    """The ways of counting that the frozen figures of these rounds can tell apart."""
    has_partial = any(item.partial for part in parts for item in part.figures.items)
    between = _PARTIAL if has_partial else ()
    return (Counted.JUDGED, Counted.WITH_CANNOT_JUDGE, *between, Counted.EVERYBODY_ASKED)


def row_of(found: Denominators, item: ItemFigures, counted: Counted) -> DenominatorRow | None:
    """The verdict by one way of counting; None where unfinished sheets are too few to be told."""
    if counted in _PARTIAL and item.partial is None:
        return None
    same = {Counted.WITH_PARTIALS_AND_CANNOT_JUDGE: Counted.WITH_PARTIALS}
    return found.of(counted) or found.of(same.get(counted, counted)) or found.rows[0]


def advice_of(part: RoundPart, rules: DeclaredRules) -> Advice:
    """The standing of every statement of a round, and what one more round would ask.

    `rules` are those in force: an amendment may have declared more rounds, or fewer, since the round was analysed.
    """
    asked, finished = _asked(part), part.figures.flow.get("finished", 0)
    return advise(
        [_state(item) for item in part.figures.items],
        round_number=part.figures.number,
        planned=max(rules.rounds, 1),
        people=asked,
        returned=min(1.0, finished / asked) if asked else None,
        too_many_lost=lost_too_many(asked, finished, rules.max_dropout),
    )


def denominators_of(part: RoundPart, item: ItemFigures) -> Denominators | None:
    """The verdict on a statement by who is counted; None where its counts are kept back."""
    if item.high_count is None or item.low_count is None:
        return None
    sheets = Sheets(item.high_count, item.low_count, item.n, item.cannot_judge)
    partial = Sheets(**asdict(item.partial)) if item.partial else None
    answered = item.n + item.cannot_judge
    if partial and part.rules.partials == "include":
        sheets = _without(sheets, partial)
    elif partial:
        answered += partial.judged + partial.cannot_judge
    return denominators(sheets, _rule(part), partial=partial, silent=max(0, _asked(part) - answered))


def _without(all_: Sheets, partial: Sheets) -> Sheets:
    """The finished sheets alone, where the protocol counts the others with them."""
    return Sheets(
        all_.high - partial.high,
        all_.low - partial.low,
        all_.judged - partial.judged,
        all_.cannot_judge - partial.cannot_judge,
    )


def larger_end(item: ItemFigures) -> str:
    """Which end of the scale more people chose: high or low."""
    return "low" if (item.low_count or 0) > (item.high_count or 0) else "high"


def _asked(part: RoundPart) -> int:
    flow = part.figures.flow
    return flow.get("asked", flow.get("accepted", 0))


def _state(item: ItemFigures) -> ItemState:
    moved = item.movement
    share = max(item.high or 0.0, item.low or 0.0) if item.high is not None else None
    return ItemState(
        item.verdict,
        item.is_stable,
        share,
        item.n,
        moved.net_change if moved else None,
        moved.pairs if moved else 0,
    )


def _rule(part: RoundPart) -> AgreementRule:
    rules = part.rules
    high, low = (rules.high_from, rules.high_to), (rules.low_from, rules.low_to)
    return AgreementRule(rules.scale_min, rules.scale_max, high, low, Fraction(str(rules.percent)), rules.min_verdict)

"""How the statements of a round stand and whether verdicts hang on who is counted, from the frozen figures alone."""

from fractions import Fraction

from survey_app.exports.declared_rules import DeclaredRules
from survey_app.exports.round_report import ItemFigures, RoundPart
from survey_app.stats.consensus import AgreementRule
from survey_app.stats.denominators import Counted, Denominators, Sheets, denominators
from survey_app.stats.stopping import Advice, ItemState, advise, lost_too_many

__all__ = ["SHOWN", "advice_of", "denominators_of", "larger_end"]

SHOWN = (Counted.JUDGED, Counted.WITH_CANNOT_JUDGE, Counted.EVERYBODY_ASKED)
"""The ways of counting that frozen figures can tell apart."""


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
    return denominators(sheets, _rule(part), silent=max(0, _asked(part) - item.n - item.cannot_judge))


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

"""Trying comparisons in pairs: which consistency ratio people reach who compare at random."""

from survey_app.services import compared
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.stats.pair_trial import PairPlan, PairTrial, try_pairs

__all__ = ["LIKELY", "tried"]

LIKELY = compared.MOST
"""With how many statements comparisons are tried while none is written."""


def tried(rules: ProtocolRules, statements: int, panellists: int, seed: int) -> PairTrial | None:
    """Simulated comparisons of so many statements; None where the protocol asks for none."""
    if not rules.compared:
        return None
    return try_pairs(PairPlan(statements, panellists), seed)

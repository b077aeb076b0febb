"""Whether the further readings that a protocol declares can be computed on its scale."""

from survey_app.exceptions import N_
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.stats.panel_readings import RAM_ENDS, TABLES, FuzzyTable
from survey_app.vocabulary import ItemScale


def ram_misfit(rules: ProtocolRules) -> str:
    """Why there is no RAND/UCLA class on this scale, in words; empty where there is, or where none is asked for."""
    if not rules.ram or _is_scale(rules, *RAM_ENDS):
        return ""
    return N_("The RAND/UCLA class needs a rating from 1 to 9: its constants hold for no other scale.")


def fuzzy_misfit(rules: ProtocolRules) -> str:
    """Why the fuzzy table does not fit the scale, in words; empty where it does, or where none is chosen."""
    if rules.fuzzy is FuzzyTable.NONE or _is_scale(rules, 1, len(TABLES[rules.fuzzy])):
        return ""
    return N_("The fuzzy table needs a rating from 1 to 5 or from 1 to 7, as published; there is none for others.")


def confidence_misfit(rules: ProtocolRules) -> str:
    """Why nobody can be asked how sure they are of a range, in words; empty where they can, or where none is asked."""
    if not rules.confidence or rules.scale is ItemScale.ESTIMATE:
        return ""
    return N_("Only an estimate has a range that somebody can be sure of: choose an estimate, or do not ask for it.")


def _is_scale(rules: ProtocolRules, first: float, last: float) -> bool:
    return rules.scale is ItemScale.RATING and (rules.scale_min, rules.scale_max) == (first, last)

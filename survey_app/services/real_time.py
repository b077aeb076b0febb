"""What a real-time Delphi can be: which rules and which level of anonymity go with one long round."""

from survey_app.exceptions import N_
from survey_app.services.protocol_rules import Partials, ProtocolRules
from survey_app.vocabulary import AnonymityLevel, ItemScale

_SCALES = (ItemScale.RATING, ItemScale.ESTIMATE)


def misfit(rules: ProtocolRules) -> str:
    """Why these rules cannot be asked in real time; nothing when they can, or are not to be.

    >>> misfit(ProtocolRules(real_time=True, rounds=1)), misfit(ProtocolRules(rounds=2))
    ('', '')
    >>> misfit(ProtocolRules(real_time=True, rounds=1, scale=ItemScale.RANKING))[:30]
    'In real time every statement i'
    """
    if not rules.real_time:
        return ""
    if rules.rounds != 1:
        return N_("In real time there is one long round: declare 1 round.")
    if rules.scale not in _SCALES:
        return N_("In real time every statement is answered by itself: choose a rating or an estimate.")
    if rules.expertise or rules.proposals or rules.helpful:
        return N_("Expertise, proposals and helpful marks need rounds: leave them out in real time.")
    if rules.partials is Partials.INCLUDE:
        return N_("In real time only whole sheets are released: answers of people who did not finish are left out.")
    return ""


def level_misfit(rules: ProtocolRules, level: AnonymityLevel) -> str:
    """Why a panel of this level cannot be asked in real time; nothing when it can, or is not to be.

    >>> level_misfit(ProtocolRules(real_time=True), AnonymityLevel.SEALED)[:28]
    'A sealed panel keeps no key '
    >>> level_misfit(ProtocolRules(), AnonymityLevel.SEALED)
    ''
    """
    if not rules.real_time or level is not AnonymityLevel.SEALED:
        return ""
    return N_(
        "A sealed panel keeps no key that joins the answers of one person, so a changed answer could not take the "
        "place of an earlier one. Choose rounds, or another level of anonymity."
    )

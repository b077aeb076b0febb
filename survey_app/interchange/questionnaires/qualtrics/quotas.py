"""Quotas of Qualtrics: conditions with a limit, as rules of ours."""

from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.losses import QuotaFound
from survey_app.interchange.questionnaires.qualtrics.deciding import condition, described
from survey_app.interchange.questionnaires.qualtrics.parts import Desk, Part, as_number, as_part, as_text
from survey_app.vocabulary import QuotaAction

_LARGEST, _LONGEST_NAME = 1_000_000, 80
_ENDS = frozenset({"EndCurrentSurvey", "EndSurvey", ""})


def cells_of(elements: Sequence[Part], desk: Desk) -> list[QuotaFound]:
    """The quotas; one whose rule or limit cannot be read is told."""
    payloads = [(element, as_part(element.get("Payload"))) for element in elements if element.get("Element") == "QO"]
    found = []
    for element, quota in payloads:
        name = (as_text(quota.get("Name")) or as_text(element.get("PrimaryAttribute")))[:_LONGEST_NAME] or "QO"
        rule = condition(quota.get("Logic"), desk, "quota", name)
        limit = as_number(quota.get("Occurrences"))
        if not rule or limit is None or not 0 <= limit <= _LARGEST:
            reason = N_("It has no answers that belong to it, or no limit.")
            desk.notes.dropped("quota", name, reason, original=described(quota.get("Logic")))
            continue
        action = QuotaAction.END if as_text(quota.get("QuotaAction")) in _ENDS else QuotaAction.FLAG
        found.append(QuotaFound(name, rule, int(limit), action))
    return found

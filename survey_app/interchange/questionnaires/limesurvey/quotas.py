"""Quotas of LimeSurvey: answers that belong together, as rules of ours."""

from urllib.parse import urlsplit

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limesurvey.converting import Tools
from survey_app.interchange.questionnaires.limesurvey.rules import Rules
from survey_app.interchange.questionnaires.limesurvey.survey import LimeQuota, Survey
from survey_app.interchange.questionnaires.losses import QuotaFound
from survey_app.logic.dialects.limesurvey_conditions import ConditionRow, read_conditions
from survey_app.vocabulary import QuotaAction

_LONGEST_NAME, _LARGEST = 80, 1_000_000


def cells_of(survey: Survey, rules: Rules, tools: Tools) -> list[QuotaFound]:
    """The quotas that can be followed here; others are told."""
    return [cell for quota in survey.quotas if (cell := _cell(quota, rules, tools)) is not None]


def _cell(quota: LimeQuota, rules: Rules, tools: Tools) -> QuotaFound | None:
    name = quota.name[:_LONGEST_NAME] or "quota"
    shown = ", ".join(f"{question} = {answer}" for question, answer in quota.members)
    limit = int(quota.limit[:9]) if quota.limit.isascii() and quota.limit.isdigit() else -1
    if not quota.members or not 0 <= limit <= _LARGEST:
        tools.notes.dropped("quota", name, N_("It has no answers that belong to it, or no limit."), original=shown)
        return None
    rows = [ConditionRow(question, "", "==", answer) for question, answer in quota.members]
    rule = rules.written("quota", name, shown, lambda: read_conditions(rows, rules.names))
    if not rule:
        return None
    address = next((url for url in quota.url.values() if quota.autoload == "1" and _is_safe(url)), "")
    text = tools.text(quota.message, "quota", name)
    action = QuotaAction.REDIRECT if address else QuotaAction.END
    return QuotaFound(name, rule, limit, action, text, address, quota.active != "0")


def _is_safe(url: str) -> bool:
    """Whether people can be sent there."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and "{" not in url
    except ValueError:
        return False

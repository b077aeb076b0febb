"""What was decided about a study beside its answers, as an archive keeps it.

Of the study: look of the exports, estimates of a market, improvements. Of a survey: weighting, codes of open answers,
attributes that are not to be acted on, targets, quotas. Everything stands in an order that its content gives.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import select

from survey_app.db import session
from survey_app.models import (
    AttributeFlag,
    Improvement,
    KeptLook,
    KeptWeighting,
    KeyTarget,
    MarketEstimate,
    Quota,
    Stage,
    Study,
    TextCode,
    TextMark,
)
from survey_app.services import archive_field_plans, quota_desk

Json = dict[str, Any]


def of_study(study: Study) -> Json:
    """The settings of a study."""
    look = session.get(KeptLook, study.id)
    places = {stage.id: stage.position for stage in study.stages}
    estimates = session.scalars(select(MarketEstimate).where(MarketEstimate.study_id == study.id))
    actions = session.scalars(select(Improvement).where(Improvement.study_id == study.id))
    return {
        "look": dict(look.look) if look else None,
        "estimates": _ordered(_estimate(each) for each in estimates),
        "improvements": _ordered(_improvement(each, places) for each in actions),
    }


def _ordered(found: Any) -> list[Json]:  # noqa: ANN401 - any dictionaries
    return sorted(found, key=lambda each: str(sorted(each.items(), key=lambda entry: entry[0])))


def _estimate(found: MarketEstimate) -> Json:
    names = ("name", "note", "shape")
    lists = {"factors": [dict(each) for each in found.factors], "regions": [dict(each) for each in found.regions]}
    return {name: getattr(found, name) for name in names} | lists


def _improvement(found: Improvement, places: dict[int, int]) -> Json:
    names = ("action", "owner", "due", "indicator")
    return {name: getattr(found, name) for name in names} | {
        "state": found.state.value,
        "before": places[found.before_id],
        "after": places.get(found.after_id) if found.after_id else None,
    }


def of_survey(stage: Stage, *, with_marks: bool) -> Json:
    """The settings of a survey; which wordings stand under which code only where single answers are given too."""
    weighting = session.get(KeptWeighting, stage.id)
    flags = select(AttributeFlag.attribute).where(AttributeFlag.stage_id == stage.id)
    targets = select(KeyTarget.measure, KeyTarget.value).where(KeyTarget.stage_id == stage.id)
    return {
        "weighting": {"name": weighting.name, "rule": dict(weighting.rule)} if weighting else None,
        "codes": _codes(stage, with_marks=with_marks),
        "not_to_act_on": sorted(session.scalars(flags)),
        "targets": [{"measure": measure, "value": value} for measure, value in sorted(session.execute(targets))],
        "quotas": [_quota(each) for each in _quotas(stage)],
        **archive_field_plans.of_survey(stage),
    }


def _codes(stage: Stage, *, with_marks: bool) -> list[Json]:
    marks: dict[int, list[str]] = defaultdict(list)
    mine = select(TextCode).where(TextCode.stage_id == stage.id)
    found = session.scalars(mine.order_by(TextCode.variable, TextCode.label, TextCode.theme, TextCode.id)).all()
    if with_marks:
        rows = select(TextMark.text_code_id, TextMark.wording).where(
            TextMark.text_code_id.in_([one.id for one in found])
        )
        for code, wording in session.execute(rows):
            marks[code].append(wording)
    return [
        {"variable": each.variable, "label": each.label, "theme": each.theme, "wordings": sorted(marks[each.id])}
        | ({"words": {part: dict(said) for part, said in each.words.items()}} if each.words else {})
        for each in found
    ]


def _quotas(stage: Stage) -> list[Quota]:
    """Where answers are sealed there are none: a count would tell what somebody answered."""
    if not quota_desk.is_allowed(stage):
        return []
    return list(session.scalars(select(Quota).where(Quota.stage_id == stage.id).order_by(Quota.id)))


def _quota(found: Quota) -> Json:
    names = ("name", "rule", "most", "counted", "turned_away", "address", "active")
    return {name: getattr(found, name) for name in names} | {"action": found.action.value, "text": dict(found.text)}

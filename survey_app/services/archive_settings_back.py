"""What was decided about a study, brought back from its archive: each part is looked at as if somebody typed it."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from survey_app.db import session
from survey_app.exceptions import N_, Refusal
from survey_app.interchange.archives import unexpected
from survey_app.models import (
    Account,
    AttributeFlag,
    Improvement,
    KeptWeighting,
    KeyTarget,
    MarketEstimate,
    Quota,
    Stage,
    Study,
    TextCode,
    TextMark,
)
from survey_app.services import (
    archive_field_plans,
    client_looks,
    improvements,
    market,
    market_regions,
    quota_desk,
    text_codes,
    weighting_rules,
)
from survey_app.services.archive_parts import Part
from survey_app.services.filters import ATTRIBUTE
from survey_app.services.market import Assumption, Assumptions
from survey_app.services.market_regions import FITTING, RegionAssumption
from survey_app.stats.market_potential import FactorKind
from survey_app.stats.potential_range import RangeShape
from survey_app.stats.results import StatisticsRefused
from survey_app.vocabulary import ImprovementState, KeyMeasure, QuotaAction

_MOST_CODES, _MOST_WORDINGS, _MOST_FLAGS, _MOST_TARGETS = 2_000, 100_000, 500, 20
_MOST_REGIONS, _LONGEST_ACTION, _LONGEST_RULE = market_regions.MOST_REGIONS, 4_000, 4_000
_LARGEST_TARGET = 1e6
_DIGEST = re.compile(r"[0-9a-f]{32}")

Lost = Callable[[str, str], None]


def restore_study(study: Study, part: Part, account: Account) -> None:
    """Look, estimates and improvements; the stages are there already."""
    if part.content.get("look") is not None:
        try:
            client_looks.keep(study, client_looks.read_stored(part.content["look"]), account)
        except Refusal:
            raise unexpected(part.where) from None
    for each in part.parts("estimates", market.MOST_ESTIMATES):
        session.add(_estimate(study, each))
    places = {stage.position: stage.id for stage in study.stages}
    for each in part.parts("improvements", improvements.MOST_IMPROVEMENTS):
        session.add(_improvement(study, each, places))
    session.flush()


def _estimate(study: Study, part: Part) -> MarketEstimate:
    found = Assumptions(
        part.words("name", market.LONGEST_NAME),
        part.words("note", market.LONGEST_NOTE),
        part.choice("shape", RangeShape),
        tuple(_factor(each) for each in part.parts("factors", market.MOST_FACTORS)),
        tuple(_region(each) for each in part.parts("regions", _MOST_REGIONS)),
    )
    try:
        market.sized(found)
    except (StatisticsRefused, ValueError, OverflowError):  # no factors, or figures that nothing can be made of
        raise unexpected(part.where) from None
    return MarketEstimate(study_id=study.id, **market.columns_of(found))


def _factor(part: Part) -> Assumption:
    words = {name: part.words(name, market.LONGEST_FIGURE) for name in ("middle", "low", "high")}
    return Assumption(part.words("name", market.LONGEST_NAME), part.choice("kind", FactorKind), **words)


def _region(part: Part) -> RegionAssumption:
    fits = {name: part.flag(name) for name in FITTING}
    return RegionAssumption(
        part.words("name", market.LONGEST_NAME), part.words("figure", market.LONGEST_FIGURE), **fits
    )


def _improvement(study: Study, part: Part, places: Mapping[int, int]) -> Improvement:
    before, after = places.get(part.whole("before", 1)), part.whole_or_none("after")
    if before is None or (after is not None and after not in places):
        raise unexpected(part.where)
    return Improvement(
        study_id=study.id,
        action=part.words("action", _LONGEST_ACTION),
        owner=part.words("owner", 120),
        due=part.words("due", 80),
        indicator=part.words("indicator", 120),
        before_id=before,
        after_id=None if after is None else places[after],
        state=part.choice("state", ImprovementState),
    )


def restore_survey(stage: Stage, part: Part, account: Account, lost: Lost) -> None:
    """Codes of open answers, flags, targets, quotas and the weighting; what needs the list of people is told."""
    _codes(stage, part)
    for name in part.entries("not_to_act_on", _MOST_FLAGS):
        flag = Part({"name": name}, part.where).words("name", 80)
        session.add(AttributeFlag(stage_id=stage.id, attribute=flag, account_id=account.id))
    for each in part.parts("targets", _MOST_TARGETS):
        value = _figure(each, "value", _LARGEST_TARGET)
        measure = each.choice("measure", KeyMeasure)
        session.add(KeyTarget(stage_id=stage.id, measure=measure, value=value, account_id=account.id))
    _quotas(stage, part, lost)
    archive_field_plans.restore(stage, part)
    if part.content.get("weighting") is not None:
        _weighting(stage, Part(part.content["weighting"], part.where), account, lost)
    session.flush()


def _codes(stage: Stage, part: Part) -> None:
    for each in part.parts("codes", _MOST_CODES):
        wordings = each.entries("wordings", _MOST_WORDINGS)
        if not all(isinstance(one, str) and _DIGEST.fullmatch(one) for one in wordings):
            raise unexpected(part.where)
        words = {name: each.words(name, 80) for name in ("variable", "label", "theme")}
        said = Part(each.content.get("words", {}), part.where)
        told = {name: said.text(name) for name in ("label", "theme") if name in said.content}
        if any(len(name) > text_codes.LONGEST_LABEL for names in told.values() for name in names.values()):
            raise unexpected(part.where)
        code = TextCode(stage_id=stage.id, words=told, **words)
        session.add(code)
        session.flush()
        session.add_all(TextMark(text_code_id=code.id, wording=one) for one in sorted(set(wordings)))


def _quotas(stage: Stage, part: Part, lost: Lost) -> None:
    found = part.parts("quotas", quota_desk.MOST_QUOTAS)
    if found and not quota_desk.is_allowed(stage):
        raise unexpected(part.where)
    for each in found:
        rule, address = each.words("rule", _LONGEST_RULE), each.words("address", quota_desk.LONGEST_ADDRESS)
        if address and not quota_desk.is_address(address):
            raise unexpected(part.where)
        name = each.words("name", quota_desk.LONGEST_NAME)
        if quota_desk.problems(stage, rule):
            lost(name, N_("The rule of this quota does not fit the questionnaire."))
            continue
        session.add(
            Quota(
                stage_id=stage.id,
                name=name,
                rule=rule,
                most=each.whole("most"),
                counted=each.whole("counted"),
                turned_away=each.whole("turned_away"),
                action=each.choice("action", QuotaAction),
                text=each.text("text"),
                address=address,
                active=each.flag("active"),
            )
        )


_LIMITS = ("least", "most")


def _weighting(stage: Stage, part: Part, account: Account, lost: Lost) -> None:
    given = Part(part.content.get("rule"), part.where)
    rule: dict[str, Any] = {"variable": given.words("variable", 80)}
    if not rule["variable"]:
        breaks = [_break(each) for each in given.parts("breaks", weighting_rules.MOST_BREAKS)]
        if not breaks:
            raise unexpected(part.where)
        limits = {name: _figure(given, name, 1e12) if given.content.get(name) is not None else None for name in _LIMITS}
        rule = {"breaks": breaks, **limits}
        if any(each["key"].startswith(ATTRIBUTE) for each in breaks):
            lost(N_("The weighting"), N_("It weighs by the list of people, which is no part of an archive."))
            return
    session.add(KeptWeighting(stage_id=stage.id, name=part.words("name", 80), rule=rule, account_id=account.id))


def _break(part: Part) -> dict[str, Any]:
    targets = Part(part.content.get("targets"), part.where)
    found = {
        Part({"name": name}, part.where).words("name", 200): _figure(targets, name, weighting_rules.LARGEST_TARGET)
        for name in list(targets.content)[:_MOST_FLAGS]
    }
    if any(value < 0 for value in found.values()):
        raise unexpected(part.where)
    return {"key": part.words("key", 200), "targets": found}


def _figure(part: Part, name: str, most: float) -> float:
    """A number, whole or not, of at most this size."""
    value = part.content.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:
        raise unexpected(part.where)
    return value

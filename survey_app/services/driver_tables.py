"""Drivers, contrasts and rivals for reports: the figures of the page of priorities as tables to print."""

from survey_app.exports.analyses import (
    Complete,
    ContrastRow,
    ContrastTable,
    DriverRow,
    DriverTable,
    RivalMean,
    RivalRow,
    RivalTable,
)
from survey_app.models import Stage
from survey_app.questions.definition import Questionnaire
from survey_app.services import priorities
from survey_app.services.attribute_tables import Attribute
from survey_app.services.columns import Answered
from survey_app.services.filters import Asked, GroupTooSmall
from survey_app.services.priorities import Priorities, Wish
from survey_app.services.priority_contrasts import FEWEST_IN_DUMMY
from survey_app.services.priority_places import complete_columns
from survey_app.services.weightings import LaysOpen
from survey_app.stats.importance import ImportanceKind
from survey_app.stats.rival_results import Decision, RivalAttribute
from survey_app.vocabulary import Role

_URGENT = tuple(Decision)


def derived(stage: Stage, found: Priorities, asked: Asked, role: Role | None, answered: Answered) -> Priorities | None:
    """The priorities whose importance was worked out: those at hand, else worked out from the question on the whole."""
    if found.outcome is not None:
        return found
    whole = next((each for each in found.outcomes if each.is_whole), None)
    if whole is None:
        return None
    try:
        return priorities.build(stage, Wish(importance=whole.code), asked, role=role, answered=answered)
    except (LaysOpen, GroupTooSmall):
        return None


def drivers(
    found: Priorities | None, questionnaire: Questionnaire, placed: Priorities | None = None
) -> DriverTable | None:
    """The attributes by their share of what varies in the outcome; None without derived importance.

    `placed` are the priorities of the map: where its importance was stated, it stands beside the shares.
    """
    result = found.placed.drivers if found is not None and found.placed is not None else None
    if found is None or result is None or result.r2 is None or found.battery is None or found.outcome is None:
        return None
    known = {each.code: each for each in found.battery.attributes}
    weights, said = _panel(questionnaire, found.battery.code), _stated(placed)
    ranked = sorted((each for each in result.drivers if each.value is not None), key=lambda each: each.rank or 0)
    rows = tuple(
        DriverRow(
            variable=known[each.name].own,
            label=known[each.name].label,
            driver=each,
            is_marked=each.name in found.marked,
            panel=weights.get(each.name),
            stated=said.get(known[each.name].own),
        )
        for each in ranked
        if each.name in known
    )
    return DriverTable(found.outcome.label, rows, result, _complete(found)) if rows else None


def contrasts(found: Priorities | None) -> ContrastTable | None:
    """What high and low ratings of the attributes do to the outcome; None without derived importance."""
    result = found.contrast if found is not None else None
    if found is None or result is None or result.r2 is None or found.battery is None or found.outcome is None:
        return None
    known = {each.code: each for each in found.battery.attributes}
    rows = tuple(
        ContrastRow(known[each.name].own, known[each.name].label, each, each.name in found.marked)
        for each in result.attributes
        if each.name in known
    )
    return ContrastTable(found.outcome.label, rows, result, FEWEST_IN_DUMMY, _complete(found)) if rows else None


def _complete(found: Priorities) -> Complete:
    """Whom the figures rest on: those who answered all of these."""
    if found.placed is None or found.outcome is None or found.battery is None:
        return Complete()
    whole, scale = found.outcome.scale, found.battery.scale
    names = complete_columns(found.placed.standings, found.outcome)
    return Complete(names, (whole.first, whole.last), (scale.first, scale.last))


def _stated(placed: Priorities | None) -> dict[str, float]:
    """By variable, the importance that people stated; nothing where it was worked out."""
    if placed is None or placed.outcome is not None or placed.placed is None or placed.placed.map is None:
        return {}
    known = {each.attribute.code: each.attribute.own for each in placed.placed.standings}
    return {known[each.name]: each.importance for each in placed.placed.map.attributes if each.importance is not None}


def _panel(questionnaire: Questionnaire, code: str) -> dict[str, float]:
    """The share of importance that a panel gave each attribute; nothing where one of them has none."""
    question = next((each for each in questionnaire.questions() if each.code == code), None)
    items = getattr(question.settings, "items", ()) if question is not None else ()
    given = {each.code: getattr(each, "weight", None) for each in items}
    shares = {name: weight for name, weight in given.items() if weight is not None and weight > 0}
    whole = sum(shares.values())
    return {name: weight / whole for name, weight in shares.items()} if shares and len(shares) == len(given) else {}


def rivals(found: Priorities) -> RivalTable | None:
    """Every attribute beside its rivals, by decision and then by importance; None where nobody was compared."""
    result = found.comparison
    if result is None or found.battery is None or found.placed is None or found.placed.map is None:
        return None
    known = {each.code: each for each in found.battery.attributes}
    names = dict(found.battery.rivals)
    codes = [code for code in names if any(rival.name == code for each in result.attributes for rival in each.rivals)]
    rows = [_rival_row(found, known[each.name], each, codes) for each in result.attributes if each.name in known]
    rows.sort(key=lambda row: (_urgency(row), -(row.importance or 0.0)))
    stated = found.placed.map.kind is ImportanceKind.STATED
    scale = found.battery.scale
    told = tuple(names[code] for code in codes)
    ends = (scale.first, scale.last)
    return RivalTable(told, tuple(rows), result.against, stated, result, ends, is_little=found.is_little())


def _urgency(row: RivalRow) -> int:
    """What to improve first comes first; what is not to be acted on last."""
    if row.is_marked or row.decision is None:
        return len(_URGENT)
    return _URGENT.index(row.decision)


def _rival_row(found: Priorities, attribute: Attribute, each: RivalAttribute, codes: list[str]) -> RivalRow:
    means = {rival.name: RivalMean(rival.mean, rival.n) for rival in each.rivals}
    return RivalRow(
        variable=attribute.own,
        label=attribute.label,
        importance=each.importance,
        important=each.important,
        own=each.own,
        rivals=tuple(means.get(code, RivalMean(None, 0)) for code in codes),
        best=codes.index(each.rival) if each.rival in codes else None,
        difference=each.difference,
        interval=each.interval,
        decision=each.decision,
        n=each.n,
        is_marked=attribute.code in found.marked,
        columns=tuple(attribute.rivals.get(code, "") for code in codes),
    )

"""The report with everything that exports show: what the results page has, and what to improve first."""

from dataclasses import replace

from survey_app.exports.analyses import Analyses, LeftOut
from survey_app.exports.report import MOST_CROSSED, PriorityMap, PriorityRow, Report
from survey_app.models import Stage
from survey_app.services import (
    banner_breaks,
    banner_tables,
    chosen_answers,
    compared_waves,
    driver_tables,
    priorities,
    reliabilities,
    reports,
)
from survey_app.services.fieldwork import fieldwork_of
from survey_app.services.filters import Asked, GroupTooSmall
from survey_app.services.priorities import TIED, Priorities
from survey_app.services.priority_places import Standing
from survey_app.services.weightings import LaysOpen
from survey_app.stats.importance import ImportancePerformance
from survey_app.vocabulary import Role


def build(stage: Stage, asked: Asked, *, role: Role | None = None) -> Report:
    """The report of the answers that an address's filters leave, with the map of importance and performance.

    `asked` may also say which battery and which outcome, by the names of a wish for priorities, and the breaks of the
    cross-tables.

    There is no map where weights would lay open the few people it is made from.
    """
    # first, so that its memory is given back before the report is made
    placed, analyses = _worked_out(stage, asked, role)
    report = reports.build(stage, asked, role=role)
    earlier = compared_waves.build(stage, report, role, asked)
    return replace(report, priorities=placed, analyses=replace(analyses, waves=earlier))


def _worked_out(stage: Stage, asked: Asked, role: Role | None) -> tuple[PriorityMap | None, Analyses]:
    """The map, and what stands beside it; of a large survey without cross-tables, which would not fit into memory."""
    found = Analyses(least=reports.least_shown(stage, role))
    usable = fieldwork_of(stage).usable
    if not usable:
        return None, found
    try:
        chosen = chosen_answers.read(stage, asked, role)
    except (GroupTooSmall, LaysOpen):
        return None, found
    answered = chosen.answered
    if usable <= MOST_CROSSED:
        banner, left_out = banner_tables.build(chosen, banner_breaks.wanted(asked))
        scales = reliabilities.build(chosen)
        found = replace(found, banner=banner, scales=scales, left_out=(*left_out, *reliabilities.left_out(chosen)))
    del chosen  # its columns are copies where filters choose among the answers
    try:
        placed = priorities.build(stage, priorities.wish_of(asked), asked, role=role, answered=answered)
    except LaysOpen:
        return None, found
    derived = driver_tables.derived(stage, placed, asked, role, answered)
    found = replace(
        found,
        drivers=driver_tables.drivers(derived, answered.questionnaire, placed),
        contrast=driver_tables.contrasts(derived),
        rivals=driver_tables.rivals(placed),
    )
    gone = [*_left_out("priorities", placed), *_left_out("drivers", derived)]
    return _map(placed), replace(found, left_out=(*found.left_out, *gone))


def _left_out(part: str, found: Priorities | None) -> list[LeftOut]:
    """A part that few people keep from being told."""
    if found is None or not (found.is_small or found.trouble == TIED):
        return []
    return [LeftOut(part, is_tied=found.trouble == TIED)]


def _map(found: Priorities) -> PriorityMap | None:
    placed = found.placed
    if placed is None or placed.map is None:
        return None
    told = placed.map
    if told.cut_importance is None or told.cut_performance is None:
        return None
    return PriorityMap(
        rows=tuple(_row(found, told, each) for each in placed.standings if found.least <= max(each.n, 1)),
        is_stated=found.outcome is None,
        outcome=found.outcome.label if found.outcome is not None else {},
        cut_importance=told.cut_importance,
        cut_performance=told.cut_performance,
        resamples=told.resamples,
        method=told.method,
        source=told.source,
        is_little=found.is_little(),
    )


def _row(found: Priorities, told: ImportancePerformance, standing: Standing) -> PriorityRow:
    attribute = standing.attribute
    place = next((each for each in told.attributes if each.name == attribute.code), None)
    compared = found.comparison.attributes if found.comparison is not None else ()
    rival = next((each for each in compared if each.name == attribute.code), None)
    return PriorityRow(
        variable=attribute.own,
        label=attribute.label,
        importance=place.importance if place else None,
        performance=place.performance if place else None,
        quadrant=place.quadrant if place else None,
        stability=place.stability if place else None,
        n=standing.n,
        is_marked=attribute.code in found.marked,
        difference=rival.difference if rival else None,
        decision=rival.decision if rival else None,
    )

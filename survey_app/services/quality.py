"""Data quality of a survey: flags with their thresholds, how many each flags, and the cases behind them.

Nothing is ever left out silently. Results can be shown without flagged answers, or of those alone, by a filter like
any other: it is refused where so few are flagged that subtracting would lay them open. For that filter thresholds are
fixed; by shifting them step by step single people could be separated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select

from survey_app.db import session
from survey_app.exceptions import N_, BadInput
from survey_app.logic import checking
from survey_app.logic.checking import Finding
from survey_app.models import Identity, Response, Stage
from survey_app.questions import rules as conditions
from survey_app.questions.base import load
from survey_app.questions.logic_names import names_of
from survey_app.services import filters, flagged, reports
from survey_app.services.columns import Answered, Places
from survey_app.services.doors import UNLINKED
from survey_app.services.filters import Condition, FewFlagged, GroupTooSmall
from survey_app.services.flagged import seconds_of
from survey_app.services.quality_rules import (
    Flag,
    Flagged,
    Limits,
    by_flag,
    standard,
    times_flagged,
)
from survey_app.stats.quality import duplicates
from survey_app.vocabulary import AnonymityLevel, Role

LINES, SPEEDS, PARTS = (0.8, 0.9, 1.0), (0.2, 0.3, 0.4, 0.5), (0.25, 0.5, 0.75)
"""The thresholds that can be chosen."""
CASES_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Counted:
    """One rule as it may be shown: None where the number is too small, or would tell of so few others."""

    flag: Flag
    judged: int
    count: int | None


@dataclass(frozen=True, slots=True)
class Case:
    """One flagged answer: its row in the data, how often it is flagged, and the figures of the rules that flag it."""

    row: int
    figures: Mapping[Flag, float]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the page shows. `cases` is None where single answers are not seen."""

    answers: int
    limits: Limits
    rules: tuple[Counted, ...]
    any_rule: int | None
    several: int | None
    least: int
    cases: tuple[Case, ...] | None
    pair: str = ""
    problems: tuple[Finding, ...] = ()
    """What is wrong with the rule of answers that contradict each other."""
    refused: GroupTooSmall | None = None
    """Why results without flagged answers would be refused."""


def limits_of(asked: Mapping[str, str], *, free: bool) -> Limits:
    """The thresholds of an address; only who sees single answers may choose others than the usual ones."""
    usual = Limits()
    found = Limits(
        _choice(asked.get(Flag.LINE, ""), LINES, usual.line),
        _choice(asked.get(Flag.SPEED, ""), SPEEDS, usual.speed),
        _choice(asked.get(Flag.LEFT_OUT, ""), PARTS, usual.left_out),
    )
    return found if free else usual


def _choice(typed: str, offered: Sequence[float], usual: float) -> float:
    if not typed:
        return usual
    for value in offered:
        if typed == f"{value:g}":
            return value
    raise BadInput(N_("There is no such threshold. Choose one from the list."))


def sees_rows(stage: Stage, role: Role) -> bool:
    """Whether this reader may see single answers: those who may export them, where they are not mixed."""
    return role in reports.RAW_ROLES and stage.level not in UNLINKED


def check(stage: Stage, role: Role, asked: Mapping[str, str]) -> Checked:
    """Every rule over the answers of a stage."""
    answered = reports.readable(stage)
    rows, least = sees_rows(stage, role), reports.least_shown(stage, role)
    limits = limits_of(asked, free=rows)
    seconds = seconds_of(stage, answered)
    rules = list(standard(answered, seconds, limits))
    usual = rules if limits == Limits() else standard(answered, seconds)
    refused = _refused(stage, role, answered, times_flagged(usual, len(answered.keys)))
    if stage.level is AnonymityLevel.IDENTIFIED and rows:
        rules.append(_doubles(stage, answered))
    rule = asked.get(Flag.PAIR, "") if rows else ""
    problems = tuple(checking.check(rule, names_of(answered.questionnaire), condition=True)) if rule else ()
    if rule and not problems:
        rules.append(_contradicting(stage, answered, rule))
    size = len(answered.keys)
    times = times_flagged(rules, size)
    shown = 1 if rows else least
    return Checked(
        answers=size,
        limits=limits,
        rules=tuple(Counted(rule.flag, rule.judged, _shown(rule.count, rule.judged, shown)) for rule in rules),
        any_rule=_shown(int((times > 0).sum()), size, shown),
        several=_shown(int((times > 1).sum()), size, shown),
        least=least,
        cases=_cases(rules, times) if rows else None,
        pair=rule,
        problems=problems,
        refused=refused,
    )


def _refused(stage: Stage, role: Role, answered: Answered, times: Places) -> GroupTooSmall | None:
    """Why this reader would be refused results without flagged answers; None where they would be told."""
    parted = flagged.dimension_of(times)
    least, fewest = reports.least_shown(stage, role), reports.fewest_told(stage, role)
    try:
        filters.chosen(answered, (Condition(parted, parted.offers[0]),), least, fewest)
    except FewFlagged as few:
        return few.with_traceback(None)
    except GroupTooSmall:
        return FewFlagged(least=least)
    return None


def _shown(count: int, judged: int, least: int) -> int | None:
    """A count of which neither those in it nor the others are few."""
    return None if 0 < count < least or 0 < judged - count < least else count


def _cases(rules: Sequence[Flagged], times: Places) -> tuple[Case, ...]:
    places = sorted(np.flatnonzero(times).tolist(), key=lambda place: (-int(times[place]), place))
    return tuple(Case(place + 1, by_flag(rules, place)) for place in places)


def _doubles(stage: Stage, answered: Answered) -> Flagged:
    """People who stand in the answers more than once by what they said of themselves; only where names are kept."""
    said = {
        key: tuple(sorted((name, str(value).strip().casefold()) for name, value in dict(answers).items() if value))
        for key, answers in session.execute(
            select(Identity.response_id, Identity.answers).where(Identity.stage_id == stage.id)
        )
    }
    found = duplicates([said.get(key) or None for key in answered.keys])
    return Flagged(Flag.DOUBLE, found.flags, found.figures, found.n)


def _contradicting(stage: Stage, answered: Answered, rule: str) -> Flagged:
    """Answers that meet a rule which cannot hold, such as “OVER >= 4 and REC <= 3”."""
    names, places = names_of(answered.questionnaire), {key: place for place, key in enumerate(answered.keys)}
    flags, figures = np.zeros(len(places), np.bool_), np.full(len(places), np.nan)
    stored = session.execute(
        select(Response.id, Response.answers).where(Response.stage_id == stage.id, Response.usable)
    )
    for key, answers in stored:
        if key in places:
            met = conditions.met(rule, load(answers), names)
            flags[places[key]], figures[places[key]] = met, float(met)
    return Flagged(Flag.PAIR, flags, figures, len(places))

"""Reports of panels for tests, computed from answers without a database: what every sheet of the workbook reads."""

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from survey_app.exports.round_report import ConcordanceFigures, ItemLine, PanelReport, RoundFigures, RoundPart
from survey_app.services import round_figures
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.round_computing import AskedItem, Question, agreement_together, ballots_of, compute
from survey_app.services.round_seals import Answer
from survey_app.vocabulary import AnonymityLevel, Choice, ItemScale, RoundState

MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GROUPS = {1: "Customers", 2: "Suppliers"}


def answers(
    rules: ProtocolRules, groups: Sequence[int | None], items: int = 3, *, seed: int = 1, none: float = 0.1
) -> list[Answer]:
    """What people might have answered, drawn by chance; some cannot judge."""
    draw = random.Random(seed)
    found = []
    for person, group in enumerate(groups):
        for item in range(1, items + 1):
            low, best, high = sorted(draw.randint(int(rules.scale_min), int(rules.scale_max)) for _ in range(3))
            cannot = draw.random() < none
            is_estimate = rules.scale is ItemScale.ESTIMATE
            ends = (float(low), float(high)) if is_estimate and not cannot else (None, None)
            second = float(draw.randint(int(rules.second_min), int(rules.second_max))) if rules.second else None
            sure = float(draw.randint(60, 95)) if rules.confidence and not cannot else None
            value = None if cannot else float(best)
            first = Answer(f"{person:02}", item, group, value, *ends, cannot, Choice.FIRST, partial=False)
            found.append(first._replace(second=None if cannot else second, confidence=sure))
    return found


def report_of(
    rules: ProtocolRules,
    rounds: Sequence[Sequence[Answer]],
    level: AnonymityLevel = AnonymityLevel.ANONYMOUS,
    *,
    least: int = 5,
    groups: Mapping[int, str] = GROUPS,
) -> PanelReport:
    """The report of a panel that answered so."""
    asked = tuple(
        AskedItem(item, f"S{item}", {"en": f"Statement {item}"})
        for item in sorted({each.item_id for each in rounds[0]})
    )
    parts = tuple(
        _part(Question(number, 1, rules, asked, groups, least), rows, rounds[number - 2] if number > 1 else None, level)
        for number, rows in enumerate(rounds, 1)
    )
    lines = tuple(ItemLine(each.item_id, each.code, each.text, (1,), (), ()) for each in asked)
    titles = ("Priorities", "Institute", "What matters", "en", "Europe/Madrid")
    return PanelReport(*titles, level, least, True, MOMENT, rules, (), lines, parts, ())


def _part(question: Question, rows: Sequence[Answer], before: Sequence[Answer] | None, level: Any) -> RoundPart:
    people = len({each.key for each in rows})
    shows_all = level in (AnonymityLevel.IDENTIFIED, AnonymityLevel.CONFIDENTIAL)
    members = {name: sum(each.group_id == code for each in rows) for code, name in question.groups.items()}
    counted = {name: count // len(question.items) for name, count in members.items()}
    ballots = ballots_of(rows, question.items)
    earlier = compute(question, before, None, people) if before else ()
    told_by = None if shows_all else question.rules
    figures = RoundFigures(
        number=question.number,
        protocol_version=1,
        items=round_figures.of_items(compute(question, rows, before, people), told_by, earlier),
        concordance=ConcordanceFigures(**agreement_together(ballots, question)["figures"]),
        flow={"invited": people, "accepted": people, "finished": people},
        groups=tuple((name, count, count) for name, count in counted.items() if count >= question.least),
        input_hash="0" * 64,
        libraries={"numpy": "2"},
        scale=question.rules.scale,
        ballots=people,
    )
    return RoundPart(figures, question.rules, RoundState.RELEASED, MOMENT, MOMENT, MOMENT, {}, released=True)

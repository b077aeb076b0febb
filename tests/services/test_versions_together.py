"""Answers of several versions of a questionnaire: their columns are declared by all of them and never go away."""

import pytest
from flask import Flask

from survey_app.models import Stage
from survey_app.questions.blanks import not_shown
from survey_app.services import columns, reports
from survey_app.vocabulary import AnonymityLevel, Missing, Role
from tests.builders import make_account, make_study, stage_of
from tests.planting import document, items, options, plant, publish, question

SCALE = {"first": 1, "last": 5}
ENTRY = [{"code": "name", "label": {"en": "Name"}}, {"code": "age", "label": {"en": "Age"}, "kind": "number"}]


@pytest.fixture
def stage(app: Flask) -> Stage:
    made = stage_of(make_study(make_account()))
    made.level = AnonymityLevel.IDENTIFIED
    return made


def asked(*words: str, rows: tuple[str, ...], fields: int, most: int) -> dict[str, object]:
    return document(
        question("IMG", "single", "Which?", options=options(*words)),
        question("SAT", "grid", "How satisfied?", items=items(*rows), scale=SCALE),
        question("KID", "repeat", "Children", columns=ENTRY[:fields], most=most),
    )


def test_a_newer_version_with_less_takes_nothing_from_the_earlier_answers(stage: Stage) -> None:
    first = publish(stage, asked("Red", "Blue", "Green", rows=("Price", "Speed"), fields=2, most=3))
    full = {"SAT.1": 4, "SAT.2": 2, "KID": 2, "KID.1.name": "Ana", "KID.1.age": 4.0, "KID.2.name": "Li"}
    plant(stage, first, [{"IMG": 1, **full}] * 9 + [{"IMG": 3, **full}] * 8)
    before = columns.read(stage)
    second = publish(stage, asked("Red", "Blue", rows=("Price",), fields=1, most=1))
    plant(stage, second, [{"IMG": 1, "SAT.1": 5, "KID": 1, "KID.1.name": "Eva"}])
    after = columns.read(stage)
    assert after.version_number == 2
    assert {each.name for each in after.variables} == {each.name for each in before.variables}
    report = reports.build(stage, role=Role.OWNER)
    [row] = next(summary for summary in report.questions if summary.question.code == "IMG").rows
    assert row.frequencies is not None
    assert (row.frequencies.n, [each.count for each in row.frequencies.categories]) == (18, [10, 0, 8])
    assert row.frequencies.unlisted == 0


def test_texts_in_entries_are_counted_and_listed(stage: Stage) -> None:
    version = publish(stage, asked("Red", "Blue", rows=("Price",), fields=2, most=3))
    plant(
        stage,
        version,
        [{"KID": 2, "KID.1.name": "Zoe", "KID.2.name": "Ana"}] * 9
        + [{"KID": 1, "KID.1.name": "Eva", "KID.1.age": 3.0}] * 6
        + [{"KID": 0}] * 4,
    )
    report = reports.build(stage, role=Role.OWNER)
    _count, name, age = next(summary for summary in report.questions if summary.question.code == "KID").rows
    assert (len(name.texts), name.n) == (24, 15)
    assert dict(name.missing) == {Missing.NOT_SHOWN: 4}
    # nine people made entries without an age; the four who have none were not asked for it
    assert (age.n, dict(age.missing)) == (6, {Missing.SKIPPED: 9, Missing.NOT_SHOWN: 4})


def test_entries_that_somebody_does_not_have_were_not_shown_to_them(stage: Stage) -> None:
    version = publish(stage, asked("Red", "Blue", rows=("Price",), fields=2, most=3))
    plant(
        stage,
        version,
        [
            {"KID": 2, "KID.1.name": "Zoe", "KID.1.age": 4.0, "KID.2.name": "Ana"},
            {"KID": 1, "KID.2.age": 9.0},
            {"KID": 0},
            {},
            {"KID": Missing.NOT_APPLICABLE, "KID.1.age": Missing.NOT_APPLICABLE},
        ],
    )
    answered = columns.read(stage)
    rows = {row.get("KID"): row for row in columns.records(stage, answered.keys, answered)}
    why = {count: [row.get(f"KID.{n}.age", Missing.SKIPPED) for n in (1, 2, 3)] for count, row in rows.items()}
    away, passed = Missing.NOT_SHOWN, Missing.SKIPPED
    assert why[2] == [4.0, passed, away]
    # what was filled in all the same stays
    assert why[1] == [passed, 9.0, away]
    assert why[0] == [away, away, away]
    assert why[None] == [passed, passed, passed]
    assert why[Missing.NOT_APPLICABLE] == [Missing.NOT_APPLICABLE, passed, passed]
    assert rows[1]["KID.3.name"] is away
    assert [not_shown(answered.columns[f"KID.{n}.age"]) for n in (1, 2, 3)] == [1, 1, 3]

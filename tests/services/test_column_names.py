"""Names of columns with quotation marks, dots, brackets, pictures: whoever has them is found on either database."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from survey_app.db import session
from survey_app.models import SampledCase, Stage
from survey_app.services import cases, column_values, invitations
from survey_app.services.cases import CaseFilter
from survey_app.services.value_meanings import Meaning, MeaningsRefused
from survey_app.vocabulary import MailKind, Role
from tests.builders import make_member
from tests.respondents import open_stage

ODD = (
    'he said "no"', '"', '""', "a.b", "$", "$.a", "[0]", "a[1]", "#", "\\", '\\"', "it's", "名前", "🙂", "é", "e\u0301",
    "👩‍👩‍👧", " ", "0", "-1", "true", "a\tb", "%s", "{}", ":name", "x" * 200, '"' * 200, "🙂" * 200,
)  # fmt: skip
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
NAMES = st.sampled_from(ODD) | st.text(LETTERS, min_size=1, max_size=200)
VALUES = st.sampled_from(ODD) | st.text(LETTERS, min_size=1, max_size=40)


def _add(stage: Stage, *everything: dict[str, str]) -> None:
    session.execute(delete(SampledCase))
    for place, attributes in enumerate(everything):
        at = f"u{place}"
        session.add(SampledCase(stage_id=stage.id, unit=at, email=f"{at}@b.org", attributes=attributes, link_hash=at))
    session.flush()


def test_cases_and_segments_are_found_under_any_name(app: Flask) -> None:
    stage = open_stage()

    @settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(NAMES, NAMES, VALUES)
    def check(name: str, another: str, value: str) -> None:
        assume(name != another)
        _add(stage, {name: value}, {another: "z"}, {name: value, another: "z"}, {})
        for column, wanted, expected in (
            (name, value, ["u0", "u2"]),
            (name, "", ["u1", "u3"]),
            (another, "z", ["u1", "u2"]),
        ):
            found, count = cases.page_of(stage, CaseFilter(attribute=column, value=wanted))
            assert ([each.unit for each in found], count) == (expected, 2), (column, wanted)
        for segment in invitations.segments(stage):
            due = invitations._count(invitations._due(stage, MailKind.INVITATION, segment=segment))
            assert due == segment.due > 0, segment
        session.rollback()

    check()


def test_the_values_of_any_column_can_be_explained(app: Flask) -> None:
    stage = open_stage()
    account = make_member(stage.study, Role.EDITOR)
    for name in ODD:
        _add(stage, {name: "x"}, {name: "y"}, {})
        column_values.keep(stage, name, [Meaning("x", "X", "letters")], account)
        assert column_values.meanings_of(stage, name) == (Meaning("x", "X", "letters"),)
        found, _count = cases.page_of(stage, CaseFilter(attribute=column_values.PARENT % name, value="letters"))
        assert [each.unit for each in found] == ["u0"], name
        session.rollback()
    _add(stage, {"x" * 201: "x"})
    with pytest.raises(MeaningsRefused, match="longer than"):
        column_values.keep(stage, "x" * 201, [Meaning("x", "X", "")], account)

"""Numbers: strict in every language, so that 1.5 on a Spanish page is never 15."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.questions.definition import Question
from survey_app.questions.figures import readings, written
from survey_app.questions.registry import DefinitionRefused, summarise, type_of
from survey_app.vocabulary import Missing
from tests.questions.specimens import question

ASK = "ask"
WRONG = "wrong"
TABLE: list[tuple[str, str, Any]] = [
    # language, typed, what it comes to with up to three decimals and no limits
    ("en", "12", 12.0),
    ("en", "1.5", 1.5),
    ("en", "1,5", 1.5),
    ("en", "1,234.5", 1234.5),
    ("en", "1.234,5", 1234.5),
    ("en", "1,500", ASK),
    ("en", "2.125", 2.125),
    ("en", "1,500,000", 1_500_000.0),
    ("en", "-3.5", -3.5),
    ("en", "\u22123.5", -3.5),
    ("en", "+4", 4.0),
    ("en", ".5", 0.5),
    ("en", "1 500", 1500.0),
    ("en", "1 500.25", 1500.25),
    ("en", "0", 0.0),
    ("en", "-0", 0.0),
    ("en", "007", 7.0),
    ("en", "5.", WRONG),
    ("en", "1.2.3", WRONG),
    ("en", "1,2,3", WRONG),
    ("en", "12,34.5", WRONG),
    ("en", "1e5", WRONG),
    ("en", "inf", WRONG),
    ("en", "nan", WRONG),
    ("en", "0x10", WRONG),
    ("en", "--5", WRONG),
    ("en", "five", WRONG),
    ("en", "\u00b2", 2.0),
    ("en", "9" * 16, WRONG),
    ("en", "9" * 60, WRONG),
    ("en", "9" * 5000, WRONG),
    ("es", "1,5", 1.5),
    ("es", "1.5", 1.5),
    ("es", "0.125", 0.125),
    ("es", "1.500", ASK),
    ("es", "1.500,25", 1500.25),
    ("es", "1,500.25", 1500.25),
    ("es", "2,125", 2.125),
    ("es", "15", 15.0),
    ("es", "1.500.000", 1_500_000.0),
    ("zh_Hans_CN", "1.5", 1.5),
    ("zh_Hans_CN", "1,5", 1.5),
    ("zh_Hans_CN", "\uff11\uff0e\uff15", 1.5),
    ("zh_Hans_CN", "\uff11\uff0c\uff15", 1.5),
    ("zh_Hans_CN", "1\u30025", 1.5),
    ("zh_Hans_CN", "\uff11\uff12", 12.0),
    ("zh_Hans_CN", "1,500", ASK),
    ("ar", "\u0661\u066b\u0665", 1.5),
]


def number(**settings: object) -> Question:
    return question("number", settings=settings)


@pytest.mark.parametrize(("language", "typed", "expected"), TABLE)
def test_a_typed_number_is_read_as_meant_or_asked_about(language: str, typed: str, expected: object) -> None:
    asked = number(decimals=3)
    cleaned = type_of(asked).clean(asked, {"qNUMBER": [typed]}, language)
    if expected in (ASK, WRONG):
        (problem,) = cleaned.problems
        assert cleaned.answers == {}
        assert ("two ways" in problem.message) is (expected == ASK)
    else:
        assert (cleaned.answers, cleaned.problems) == ({"NUMBER": expected}, ())


@pytest.mark.parametrize("language", ["en", "es", "zh_Hans_CN"])
@pytest.mark.parametrize("typed", ["1.5", "1,5"])
@pytest.mark.parametrize("decimals", [0, 1, 2, 6])
def test_one_and_a_half_is_never_fifteen(language: str, typed: str, decimals: int) -> None:
    asked = number(decimals=decimals)
    cleaned = type_of(asked).clean(asked, {"qNUMBER": [typed]}, language)
    assert cleaned.answers == ({"NUMBER": 1.5} if decimals else {})
    assert len(cleaned.problems) == (0 if decimals else 1)


@pytest.mark.parametrize(("language", "typed", "meant"), [("es", "1.500", "1,5"), ("en", "1,500", "1.5")])
def test_a_grouped_number_that_fits_only_as_a_decimal_is_asked_about(language: str, typed: str, meant: str) -> None:
    asked = number(min=0, max=10, decimals=3)
    (problem,) = type_of(asked).clean(asked, {"qNUMBER": [typed]}, language).problems
    assert problem.message % problem.params == (
        f"Do you mean {meant} for “For how many years have you been a customer?{' (es)' if language == 'es' else ''}”? "
        "Then type it like this."
    )
    assert type_of(asked).clean(asked, {"qNUMBER": [meant]}, language).answers == {"NUMBER": 1.5}


@pytest.mark.parametrize("typed", ["1500", "1.5"])
def test_both_ways_out_of_a_doubtful_number_are_accepted(typed: str) -> None:
    asked = number(decimals=3)
    doubtful = type_of(asked).clean(asked, {"qNUMBER": ["1,500"]}, "en").problems[0]
    assert typed in (doubtful.params["first"], doubtful.params["second"])
    assert type_of(asked).clean(asked, {"qNUMBER": [typed]}, "en").answers == {"NUMBER": float(typed)}


def test_grouping_is_plain_where_no_such_decimals_are_asked_for() -> None:
    asked = number(decimals=2)
    assert type_of(asked).clean(asked, {"qNUMBER": ["1,500"]}, "en").answers == {"NUMBER": 1500.0}
    assert type_of(asked).clean(asked, {"qNUMBER": ["1.500"]}, "es").answers == {"NUMBER": 1500.0}


@pytest.mark.parametrize(
    ("settings", "typed", "words"),
    [
        ({"min": 0, "max": 80}, "81", "Enter a number from 0 to 80 for “"),
        ({"min": 0, "max": 80}, "-1", "Enter a number from 0 to 80 for “"),
        ({"min": 0.5}, "0", "Enter 0.5 or more for “"),
        ({"max": 9}, "10", "Enter 9 or less for “"),
        ({}, "1" * 17, "has too many figures"),
        ({"decimals": 0}, "1.5", "Enter a whole number for “"),
        ({"decimals": 1}, "1.25", "at most 1 decimals for “"),
    ],
)
def test_a_number_outside_its_limits_is_told_what_is_asked_for(
    settings: dict[str, object], typed: str, words: str
) -> None:
    asked = number(**settings)
    (problem,) = type_of(asked).clean(asked, {"qNUMBER": [typed]}, "en").problems
    assert words in problem.message % problem.params


def test_the_unit_may_be_typed_behind_the_number() -> None:
    asked = number(unit={"en": "years", "es": "años"})
    for typed in ("12 years", "12years", "12 AÑOS", " 12 "):
        assert type_of(asked).clean(asked, {"qNUMBER": [typed]}, "en").answers == {"NUMBER": 12.0}
    assert type_of(asked).clean(asked, {"qNUMBER": ["12 apples"]}, "en").answers == {}


def test_a_number_beside_does_not_apply_is_asked_about() -> None:
    asked = question("number", not_applicable=True)
    cleaned = type_of(asked).clean(asked, {"qNUMBER": ["3"], "qNUMBER.na": ["na"]}, "en")
    assert cleaned.answers == {}
    assert len(cleaned.problems) == 1
    assert type_of(asked).clean(asked, {"qNUMBER.na": ["na"]}, "en").answers == {"NUMBER": Missing.NOT_APPLICABLE}


@given(st.integers(-(10**15), 10**15), st.integers(0, 6), st.sampled_from(["en", "es", "zh_Hans_CN"]))
def test_a_written_number_reads_as_itself(whole: int, decimals: int, language: str) -> None:
    value = whole / 10**decimals
    own, _ = readings(written(value, language), language)
    assert own is not None
    assert float(own.value) == value
    assert not own.grouped


def test_a_number_may_be_written_without_decimals() -> None:
    assert written(1500.0, "es", 0) == "1500"


@pytest.mark.parametrize(
    "settings",
    [
        {"min": 5, "max": 1},
        {"min": "0"},
        {"min": True},
        {"max": float("nan")},
        {"max": float("inf")},
        {"max": 10**400},
        {"decimals": 7},
        {"decimals": -1},
        {"decimals": None},
        {"unit": "years"},
    ],
)
def test_limits_that_make_no_sense_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(DefinitionRefused):
        number(**settings)


def test_the_summary_is_the_mean_of_those_who_answered() -> None:
    (row,) = summarise(number(), {"NUMBER": [1.0, 2.0, float("nan"), 6.0]}).rows
    assert (row.n, row.mean.value, row.missing) == (3, 3.0, {Missing.SKIPPED: 1})

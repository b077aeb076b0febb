"""Numbers told in groups: the usual groups of age, groups of one width, and what is none of them."""

import numpy as np
import pytest
from flask import Flask

from survey_app.questions.registry import read_questionnaire
from survey_app.routes.figures import headline
from survey_app.services import columns, filters, open_data, reports
from survey_app.services.number_groups import grouped
from survey_app.vocabulary import AnonymityLevel
from tests.builders import make_account, make_study, stage_of
from tests.planting import document, options, plant, publish, question

pytestmark = pytest.mark.sqlite_only


def told(text: str, *numbers: float) -> list[tuple[str, int]]:
    """The groups of a number by their words, with how many are in each; empty where it is told in none."""
    asked = next(read_questionnaire(document(question("N", "number", text))).questions())
    found = grouped(asked, np.array(numbers, np.float64))
    if found is None:
        return []
    groups, places = found
    return [(each.words, int((places == place).sum())) for place, each in enumerate(groups)]


@pytest.mark.parametrize("text", ["Age", "How old are you?", "¿Qué edad tiene?", "您的年龄"])
def test_ages_stand_in_the_groups_of_statistical_offices(text: str) -> None:
    ages = (19, 24, 25, 34, 34, np.nan, 35, 80, 17)
    expected = [("0–17", 1), ("18–24", 2), ("25–34", 3), ("35–44", 1), ("45–54", 0), ("55–64", 0), ("65–74", 0)]
    assert told(text, *ages) == [*expected, ("75+", 1)]


def test_other_numbers_stand_in_groups_that_double_and_years_in_decades() -> None:
    assert told("Children", 0, 0, 1, 3) == [("0", 2), ("1", 1), ("2–4", 1)]
    assert told("Pages", *range(60, 101), *range(60, 101)) == [("50–99", 80), ("100–199", 2)]
    assert told("Since which year?", 1966, 1989, 1989, 1970) == [("1960–1969", 1), ("1970–1979", 1), ("1980–1989", 2)]
    assert told("For how many years?", 3, 3, 40) == [("2–4", 2), ("5–9", 0), ("10–19", 0), ("20–49", 1)]


def test_no_answer_moves_the_others_into_another_group() -> None:
    """Groups cut anew, 0–1 and 2–3 before and 0–4 after, would tell by their difference what those of 4 years said."""
    few, more = ((0, 1, 2, 3, 4, 4, 15), (0, 1, 2, 3, 4, 4, 15, 16, 90_000))
    with_one_below = [each for each in told("Stays", -3, *few) if each[0] != "< 0"]
    assert (with_one_below, told("Stays", -3, *few)[0]) == (told("Stays", *few), ("< 0", 1))
    assert told("Balance", -300, -5, -5, 0, 20) == [
        ("< 0", 3), ("0", 1), ("1", 0), ("2–4", 0), ("5–9", 0), ("10–19", 0), ("20–49", 1)
    ]  # fmt: skip
    for text in ("Stays", "For how many years?", "Age"):
        before, after = told(text, *few), told(text, *more)
        assert [words for words, _count in after[: len(before)]] == [words for words, _count in before]


@pytest.mark.parametrize(
    "numbers", [(), (np.nan,), (5, 5), (1.5, 2, 3), (-2e9, 2, 3), tuple(range(100)), (1, 2e9)], ids=str
)
def test_names_decimals_and_what_does_not_vary_are_told_in_no_group(numbers: tuple[float, ...]) -> None:
    assert told("Number of the customer", *numbers) == []


def test_a_group_of_ages_is_a_filter_and_no_column_of_open_data(app: Flask) -> None:
    stage = stage_of(make_study(make_account()))
    stage.level = AnonymityLevel.IDENTIFIED
    asked = document(question("REG", "single", options=options("N", "S")), question("AGE", "number", "Age"))
    plant(stage, publish(stage, asked), [{"REG": 1 + place % 2, "AGE": 20.0 + place % 30} for place in range(90)])
    offered = {each.key: each for each in filters.dimensions(columns.read(stage))}
    assert [(each.value, each.count) for each in offered["AGE"].offers] == [
        ("18-24", 15), ("25-34", 30), ("35-44", 30), ("45-54", 15)
    ]  # fmt: skip
    part = reports.build(stage, {"AGE": ["25-34"]})
    assert part.left == 30
    with app.test_request_context():
        assert headline.finding(part, 1) == "30 answers"
    # the data hold each age itself: a check by groups would call rows alike that are not
    assert "AGE" not in {each.key for each in open_data.check(stage, ()).offered}

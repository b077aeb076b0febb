"""One answer out of a list, with room for own words."""

import numpy as np
import pytest

from survey_app.forms.page import PageForm
from survey_app.questions.registry import DefinitionRefused, summarise, type_of
from survey_app.vocabulary import Missing
from tests.questions.rendering import rendered
from tests.questions.specimens import option, page_of, question

ASKED = question("single", not_applicable=True)


def clean(**fields: list[str]) -> tuple[dict[str, object], list[str]]:
    posted = {f"q{name.replace('_', '.')}": values for name, values in fields.items()}
    cleaned = type_of(ASKED).clean(ASKED, posted, "en")
    return cleaned.answers, [problem.message % problem.params for problem in cleaned.problems]


def test_the_code_of_the_chosen_answer_is_kept() -> None:
    assert clean(SINGLE=["2"]) == ({"SINGLE": 2}, [])


@pytest.mark.parametrize("values", [["4"], ["02"], ["2 "], ["two"], ["\ud800"], ["9" * 400], ["NA"]])
def test_a_code_that_is_not_on_the_list_is_refused(values: list[str]) -> None:
    assert clean(SINGLE=values) == ({}, ["Choose one of the answers shown for “Which industry do you work in?”"])


@pytest.mark.parametrize("values", [["1", "2"], ["1", "1"], ["1", "na"]])
def test_two_values_are_refused(values: list[str]) -> None:
    assert clean(SINGLE=values) == ({}, ["Choose only one answer for “Which industry do you work in?”"])


def test_own_words_stand_beside_the_code_of_other() -> None:
    assert clean(SINGLE=["9"], SINGLE_other=["Textiles"]) == ({"SINGLE": 9, "SINGLE.other": "Textiles"}, [])


def test_other_may_be_chosen_without_own_words() -> None:
    assert clean(SINGLE=["9"], SINGLE_other=["  "]) == ({"SINGLE": 9}, [])


def test_own_words_alone_mean_other() -> None:
    assert clean(SINGLE_other=["Textiles"]) == ({"SINGLE": 9, "SINGLE.other": "Textiles"}, [])


@pytest.mark.parametrize("code", ["1", "na"])
def test_own_words_beside_another_answer_are_asked_about(code: str) -> None:
    answers, problems = clean(SINGLE=[code], SINGLE_other=["Textiles"])
    assert "SINGLE.other" not in answers
    assert problems == [
        "You chose an answer for “Which industry do you work in?” and also wrote your own. Choose “Other” or delete it."
    ]


def test_own_words_have_a_length() -> None:
    assert clean(SINGLE=["9"], SINGLE_other=["x" * 1000])[1] == []
    assert "1001 characters" in clean(SINGLE=["9"], SINGLE_other=["x" * 1001])[1][0]


def test_more_than_twelve_answers_become_a_select() -> None:
    many = question("single", settings={"options": [option(n, f"No {n}") for n in range(13)]}, not_applicable=True)
    questionnaire, page = page_of(many)
    form = PageForm(questionnaire, page, "en", {"SINGLE": 0})
    html = rendered(form)
    assert html.count("<option") == 15
    assert '<option value="0" selected>' in html
    assert '<option value="">' in html


def test_a_reason_is_shown_again_as_such() -> None:
    questionnaire, page = page_of(ASKED)
    assert PageForm(questionnaire, page, "en", {"SINGLE": Missing.NOT_APPLICABLE}).values("qSINGLE") == ["na"]


def test_the_summary_counts_in_the_order_of_the_list() -> None:
    column = np.array([3, 1, 3, 9, -9, -7], np.int16)
    row, own = summarise(ASKED, {"SINGLE": column, "SINGLE.other": ["Textiles", ""]}, 100).rows
    assert [(each.code, each.count) for each in row.frequencies.categories] == [(1, 1), (2, 0), (3, 2), (9, 1)]
    assert row.n == 4
    assert row.missing == {Missing.NOT_APPLICABLE: 1, Missing.SKIPPED: 1}
    assert own.texts == ("Textiles",)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"options": []},
        {"options": "abc"},
        {"options": [option(1, "a"), option(1, "b")]},
        {"options": [option(1, "a")], "other": {"code": 1}},
        {"options": [{"code": -1}]},
        {"options": [{"code": "1"}]},
        {"options": [{"code": True}]},
        {"options": [{"code": 40_000}]},
        {"options": [{"code": 1, "label": "a"}]},
        {"options": [option(n, "x") for n in range(201)]},
        {"options": [option(1, "a")], "other": "yes"},
        {"options": [None]},
    ],
)
def test_lists_that_make_no_sense_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(DefinitionRefused):
        question("single", settings=settings)

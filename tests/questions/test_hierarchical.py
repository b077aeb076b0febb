"""One answer out of a tree: its groups follow from it, and a code stands in the tree once."""

import re
from typing import Any

import numpy as np
import pytest

from survey_app.forms.page import PageForm
from survey_app.questions.branches import BETWEEN
from survey_app.questions.reading import DefinitionRefused
from survey_app.questions.registry import summarise, type_of, variables_of
from tests.questions.rendering import rendered
from tests.questions.specimens import page_of, question


def test_the_groups_of_an_answer_are_kept_with_it() -> None:
    asked = question("hierarchical")
    posted = {
        "112": {"": 112, ".level1": 1, ".level2": 11},
        "12": {"": 12, ".level1": 1, ".level2": 12},
        "9": {"": 9, ".level1": 9},
    }
    for code, found in posted.items():
        answers = type_of(asked).clean(asked, {"qHIERARCHICAL": [code]}, "en").answers
        assert answers == {f"HIERARCHICAL{name}": value for name, value in found.items()}


def test_a_group_is_no_answer() -> None:
    asked = question("hierarchical")
    cleaned = type_of(asked).clean(asked, {"qHIERARCHICAL": ["11"]}, "en")
    assert cleaned.answers == {}
    assert len(cleaned.problems) == 1


def test_the_answer_is_told_with_its_groups() -> None:
    asked = question("hierarchical")
    lines = type_of(asked).lines(asked, {"HIERARCHICAL": 112}, "es", "en")
    assert lines[0].words == BETWEEN.join(("España", "Andalusia", "Granada"))


def test_without_script_one_select_offers_all_answers_under_their_widest_groups() -> None:
    questionnaire, page = page_of(question("hierarchical"))
    html = rendered(PageForm(questionnaire, page, "en"))
    assert re.findall(r'<optgroup label="([^"]+)"', html) == ["Spain", "China"]
    assert re.findall(r'<option value="(\d+)"', html) == ["111", "112", "12", "21", "9"]


def test_every_level_has_its_own_variable_with_its_own_name() -> None:
    variables = variables_of(page_of(question("hierarchical"))[0])
    assert [(each.name, each.label.get("en"), [code for code, _ in each.codes]) for each in variables] == [
        ("HIERARCHICAL", "Where do you work?", [111, 112, 12, 21, 9]),
        ("HIERARCHICAL.level1", "Country", [1, 2, 9]),
        ("HIERARCHICAL.level2", "Region", [11, 12, 21]),
    ]


def test_of_very_many_answers_only_those_that_were_chosen_are_listed() -> None:
    towns = [{"code": code, "label": {"en": f"Town {code}"}} for code in range(100, 400)]
    asked = question("hierarchical", settings={"options": [{"code": 1, "label": {"en": "Spain"}, "options": towns}]})
    columns = {"HIERARCHICAL": np.array([105, 105, 399, -9], np.int16), "HIERARCHICAL.level1": np.array([1, 1, 1, -9])}
    leaf, level = summarise(asked, columns).rows
    assert leaf.frequencies is not None
    assert [(each.code, each.count) for each in leaf.frequencies.categories] == [(105, 2), (399, 1)]
    assert (leaf.n, level.n) == (3, 3)


def nested(depth: int) -> dict[str, Any]:
    entry: dict[str, Any] = {"code": depth, "label": {}}
    for code in range(depth - 1, 0, -1):
        entry = {"code": code, "label": {}, "options": [entry]}
    return entry


@pytest.mark.parametrize(
    "options",
    [[], [nested(4)], [nested(400)], [{"code": 1, "label": {}, "options": [{"code": 1, "label": {}}]}], "x",
     [{"code": 1, "label": {}, "options": 3}]],
)  # fmt: skip
def test_a_tree_that_makes_no_sense_is_refused(options: object) -> None:
    with pytest.raises(DefinitionRefused):
        question("hierarchical", settings={"options": options})

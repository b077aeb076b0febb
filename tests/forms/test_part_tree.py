"""A tree of answers, names of levels and figures as plain text in the editor."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from survey_app.forms import part_tree
from survey_app.forms.questionnaires import QuestionForm
from survey_app.questions.definition import Question
from survey_app.services.blocks import fresh
from survey_app.services.codes import inner
from tests.forms.test_questionnaires import sent, whole

pytestmark = [pytest.mark.usefixtures("request_context"), pytest.mark.sqlite_only]


@pytest.fixture
def request_context(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def edited(
    question: Question, language: str = "en", used: str = "1", **extra: str
) -> tuple[Question | None, dict[str, str]]:
    form = QuestionForm(whole(question), question, language)
    data = MultiDict(sent(question, language))
    for name, words in extra.items():
        data[f"x_{name}"] = words
    return form.read(data, {question.code: frozenset(used.split())}), form.errors


TREE = "1 = Spain\n  11 = Galicia\n  Andalusia\n    Seville\n2 = China\n  21 = Shandong"


def test_a_tree_is_typed_by_moving_lines_in_and_keeps_its_codes() -> None:
    question, errors = edited(
        fresh("hierarchical", "Q1", ("en", "es", "zh_Hans_CN")), options=TREE, levels="Country\n-\nTown"
    )
    assert errors == {}
    assert question is not None
    assert [(leaf.way, leaf.texts[-1]["en"]) for leaf in question.settings.leaves] == [
        ((1, 11), "Galicia"), ((1, 23, 24), "Seville"), ((2, 21), "Shandong"),
    ]  # fmt: skip
    assert question.settings.levels == ({"en": "Country"}, {}, {"en": "Town"})
    shown = part_tree.tree_shown(question.settings.branches, "en")
    assert shown.splitlines()[:4] == ["1 = Spain", "  11 = Galicia", "  23 = Andalusia", "    24 = Seville"]
    again, errors = edited(question, options=shown, levels=part_tree.names_shown(question.settings.levels, "en"))
    assert (again, errors) == (question, {})


def test_a_translation_of_a_tree_leaves_the_other_language_alone() -> None:
    question, _errors = edited(fresh("hierarchical", "Q1", ("en", "es", "zh_Hans_CN")), options=TREE)
    assert question is not None
    translated, errors = edited(question, "es", options=part_tree.tree_shown(question.settings.branches, "es").replace(
        "1 =", "1 = España", 1))  # fmt: skip
    assert errors == {}
    assert translated is not None
    assert translated.settings.branches[0].label == {"en": "Spain", "es": "España"}
    assert translated.settings.leaves[0].texts[-1] == {"en": "Galicia"}


@pytest.mark.parametrize(
    "typed", ["A\n B\n  C\n   D", "1 = A\n1 = B", "99999 = A", "= A", "A" * 9_000, "\n".join("x" * 4_000), "  \n"]
)
def test_a_tree_that_cannot_be_read_is_told_or_taken_and_never_a_fault(typed: str) -> None:
    question, errors = edited(fresh("hierarchical", "Q1", ("en", "es", "zh_Hans_CN")), options=typed)
    assert (question is None) == bool(errors)


def test_a_fourth_level_is_told_by_its_words() -> None:
    _question, errors = edited(fresh("hierarchical", "Q1", ("en", "es", "zh_Hans_CN")), options="A\n B\n  C\n   D")
    assert errors["x_options"] == "“D” lies deeper than three levels. Move it out."


@pytest.mark.parametrize(("typed", "told"), [("ten", True), ("1e9", True), ("0,5", False), ("\N{MINUS SIGN}5", False)])
def test_figures_are_typed_with_point_or_comma(typed: str, told: bool) -> None:  # noqa: FBT001
    question, errors = edited(fresh("slider", "Q1", ("en", "es", "zh_Hans_CN")), min=typed, step="0.5")
    assert ("x_min" in errors) is told
    assert (question is None) is told


def test_places_and_points_are_whole_numbers() -> None:
    question, _errors = edited(fresh("ranking", "Q1", ("en", "es", "zh_Hans_CN")), places="1", partial="yes")
    assert question is not None
    assert (question.settings.places, question.settings.partial) == (1, True)
    question, errors = edited(fresh("constant_sum", "Q1", ("en", "es", "zh_Hans_CN")), total="10.5")
    assert question is None
    assert set(errors) == {"x_total"}


def test_a_code_that_was_once_in_the_tree_is_not_given_again() -> None:
    question, _errors = edited(fresh("hierarchical", "Q1", ("en", "es", "zh_Hans_CN")), used="1 11 40", options="New")
    assert question is not None
    assert [leaf.code for leaf in question.settings.leaves] == [41]


def test_rows_of_sets_keep_their_codes_when_they_change_places() -> None:
    question = fresh("maxdiff", "Q1", ("en", "es", "zh_Hans_CN"))
    form = QuestionForm(whole(question), question, "en")
    data = MultiDict(sent(question))
    data.setlist("row", ["c2", "c1", "c3", "c4"])
    used = {"Q1": frozenset(inner(question))}
    found = form.read(data, used)
    assert found is not None
    assert [option.code for option in found.settings.options] == [2, 1, 3, 4]

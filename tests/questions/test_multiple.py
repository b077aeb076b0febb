"""Several answers out of a list."""

import numpy as np
import pytest

from survey_app.questions.registry import DefinitionRefused, summarise, type_of
from survey_app.vocabulary import Missing
from tests.questions.specimens import option, question

NAME = "“Which of our products do you use?”"
ASKED = question("multiple", not_applicable=True)
NONE = {f"MULTIPLE.{code}": 0 for code in (1, 2, 3, 8, 97)}


def clean(values: list[str], own: str = "", asked: object = ASKED) -> tuple[dict[str, object], list[str]]:
    cleaned = type_of(asked).clean(asked, {"qMULTIPLE": values, "qMULTIPLE.other": [own]}, "en")
    return cleaned.answers, [problem.message % problem.params for problem in cleaned.problems]


def test_chosen_is_one_and_not_chosen_is_zero() -> None:
    assert clean(["1", "3"]) == (NONE | {"MULTIPLE.1": 1, "MULTIPLE.3": 1}, [])


def test_nothing_chosen_is_missing_and_not_a_row_of_zeros() -> None:
    assert clean([]) == ({}, [])


def test_does_not_apply_is_a_reason_for_every_answer() -> None:
    assert clean(["na"]) == (dict.fromkeys(NONE, Missing.NOT_APPLICABLE), [])


def test_does_not_apply_cannot_stand_beside_an_answer() -> None:
    assert clean(["na", "1"])[0] == {}
    assert clean(["na"], "Something")[0] == {}
    assert clean(["na", "1"])[1] == [f"For {NAME} you ticked “does not apply” and also gave an answer. Keep only one."]


def test_an_exclusive_answer_cannot_stand_beside_another() -> None:
    assert clean(["8"])[0] == NONE | {"MULTIPLE.8": 1}
    assert clean(["8", "1"]) == ({}, [f"“None” cannot stand beside another answer for {NAME}. Keep only one of them."])


@pytest.mark.parametrize("values", [["1", "1"], ["1", "5"], ["x"], ["\x00"]])
def test_repeated_and_unknown_codes_are_refused(values: list[str]) -> None:
    answers, problems = clean(values)
    assert answers == {}
    assert len(problems) == 1


def test_own_words_go_with_the_tick_of_other() -> None:
    assert clean(["97"], "Hoses")[0] == NONE | {"MULTIPLE.97": 1, "MULTIPLE.other": "Hoses"}
    assert clean([], "Hoses")[0] == NONE | {"MULTIPLE.97": 1, "MULTIPLE.other": "Hoses"}
    assert clean(["1"], "Hoses") == (
        {},
        [f"You wrote an answer of your own for {NAME}. Tick “Something else” as well or delete it."],
    )


def test_too_few_and_too_many_answers_are_told_the_limit() -> None:
    settings = {"options": [option(n, f"No {n}") for n in range(1, 6)] + [option(9, "None", exclusive=True)]}
    asked = question("multiple", settings={**settings, "min": 2, "max": 3})
    assert clean(["1"], asked=asked) == ({}, [f"You chose 1 answer for {NAME}. Choose at least 2."])
    assert clean(["1", "2", "3", "4"], asked=asked) == ({}, [f"You chose 4 answers for {NAME}. Choose at most 3."])
    assert clean(["9"], asked=asked)[1] == []
    assert clean(["1", "2"], asked=asked)[1] == []
    assert clean([], asked=asked) == ({}, [])


def test_the_summary_counts_each_answer_apart() -> None:
    columns = {f"MULTIPLE.{code}": np.array([1, 0, -9, code == 3], np.int16) for code in (1, 2, 3, 8, 97)}
    rows = summarise(ASKED, columns).rows
    assert [(row.variable, row.n, row.frequencies.categories[1].count) for row in rows[:3]] == [
        ("MULTIPLE.1", 3, 1),
        ("MULTIPLE.2", 3, 1),
        ("MULTIPLE.3", 3, 2),
    ]


@pytest.mark.parametrize("limits", [{"min": 3, "max": 2}, {"min": 4}, {"max": 0}, {"min": "1"}, {"max": 999}])
def test_limits_that_make_no_sense_are_refused(limits: dict[str, object]) -> None:
    with pytest.raises(DefinitionRefused):
        question("multiple", settings={"options": [option(n, "x") for n in range(3)], **limits})


def test_without_an_open_answer_there_is_no_text_variable() -> None:
    asked = question("multiple", settings={"options": [option(1, "a"), option(2, "b")]})
    assert [variable.name for variable in type_of(asked).variables(asked)] == ["MULTIPLE.1", "MULTIPLE.2"]


def test_imported_rows_of_zeros_are_not_called_unanswered() -> None:
    assert type_of(ASKED).lines(ASKED, NONE, "en", "en")[0].words == "Not chosen"

import io
from typing import Any

import pytest

from survey_app.interchange.answer_report import report_lines
from survey_app.interchange.answers import MappingRefused, Reading, check_mapping, propose, read_answers, targets_of
from survey_app.interchange.tables import Table, read_table
from survey_app.questions.base import Problem
from survey_app.questions.definition import Questionnaire
from survey_app.questions.registry import read_questionnaire
from survey_app.vocabulary import Missing
from tests.planting import document, items, options, question


def _asked(*questions: dict[str, Any]) -> Questionnaire:
    return read_questionnaire(document(*questions))


def _table(text: str) -> Table:
    return read_table(io.BytesIO(text.encode()), "answers.csv")


def _read(questionnaire: Questionnaire, text: str, **mapped: str) -> Reading:
    table = _table(text)
    return read_answers(table, mapped or propose(table.header, questionnaire), questionnaire)


SERVICE = _asked(
    question("SERV", "grid", "How do you rate our service?", items=items("Price", "On time"), required=True),
    question("USE", "multiple", "What do you use?", options=options("Seals", "Pumps", "Service")),
    question("OVER_ALL", "rating", "How satisfied are you?"),
    question("YEARS", "number", "For how many years?", min=0, max=80, decimals=1),
)


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("SERV.price", "SERV.price"),
        ("serv_PRICE", "SERV.price"),
        ("SERV[price]", "SERV.price"),
        ("Serv On Time", "SERV.on_time"),
        ("USE", "USE"),
        ("use_2", "USE.2"),
        ("over all", "OVER_ALL"),
        ("How satisfied are you?", "OVER_ALL"),
        ("Price", "SERV.price"),
        ("anything else", None),
    ],
)
def test_a_column_is_recognised_by_its_name_or_its_words(header: str, target: str | None) -> None:
    assert propose([header], SERVICE).get(header) == target


def test_a_name_that_means_two_things_is_not_guessed() -> None:
    twice = _asked(question("A", "rating", "How satisfied are you?"), question("B", "rating", "How satisfied are you?"))
    assert propose(["How satisfied are you?"], twice) == {}


def test_the_exact_name_wins_over_the_words_of_another_column() -> None:
    found = propose(["How satisfied are you?", "OVER_ALL"], SERVICE)
    assert found == {"OVER_ALL": "OVER_ALL"}


def test_a_list_of_ticks_and_its_single_ticks_exclude_each_other() -> None:
    assert propose(["USE", "USE.1"], SERVICE) == {"USE": "USE"}
    with pytest.raises(MappingRefused, match="cannot both be USE"):
        check_mapping(["a", "b"], {"a": "USE.1", "b": "USE"}, SERVICE)


def test_rows_keep_their_numbers_and_say_what_is_wrong_with_each_cell() -> None:
    reading = _read(SERVICE, "OVER_ALL,YEARS\n5,0.5\n6,x\n,\n4,\n", OVER_ALL="OVER_ALL", YEARS="YEARS")
    assert [(row.number, row.answers) for row in reading.taken] == [
        (2, {"OVER_ALL": 5, "YEARS": 0.5}),
        (5, {"OVER_ALL": 4}),
    ]
    assert reading.refused == 1
    assert [(cell.number, cell.column, cell.value) for cell in reading.bad] == [(3, "OVER_ALL", "6"), (3, "YEARS", "x")]


def test_a_row_without_any_answer_in_the_mapped_columns_is_refused() -> None:
    reading = _read(SERVICE, "OVER_ALL,id\n5,1\n,2\n", OVER_ALL="OVER_ALL")
    assert [row.number for row in reading.taken] == [2]
    assert [(cell.number, cell.column) for cell in reading.bad] == [(3, "")]


def test_missing_codes_and_words_become_their_reasons_and_skipped_leaves_no_trace() -> None:
    reading = _read(SERVICE, "OVER_ALL,YEARS\n-7,1\ndo not know,2\n-9,3\nno procede,4\n")
    assert [row.answers.get("OVER_ALL") for row in reading.taken] == [
        Missing.NOT_APPLICABLE,
        Missing.DO_NOT_KNOW,
        None,
        Missing.NOT_APPLICABLE,
    ]
    assert "OVER_ALL" not in reading.taken[2].answers


def test_blank_rows_of_a_required_question_are_counted_and_taken() -> None:
    reading = _read(SERVICE, "SERV.price,SERV.on_time\n1,2\n1,\n,3\n")
    assert len(reading.taken) == 3
    assert reading.blank == {"SERV": 2}


def test_a_required_question_without_a_column_is_counted_in_every_row() -> None:
    assert _read(SERVICE, "OVER_ALL\n5\n4\n").blank == {"SERV": 2}


def test_ticks_in_columns_of_their_own_leave_no_row_with_ones_alone() -> None:
    reading = _read(SERVICE, "USE.1,USE.2,USE.3,YEARS\n1,,,1\n,,,2\n0,0,0,3\n")
    assert [row.answers for row in reading.taken] == [
        {"USE.1": 1, "USE.2": 0, "USE.3": 0, "YEARS": 1.0},
        {"YEARS": 2.0},
        {"USE.1": 0, "USE.2": 0, "USE.3": 0, "YEARS": 3.0},
    ]
    # the last one never says no, as the words of “Other” beside the yes and no of the rest
    mixed = _read(SERVICE, "USE.1,USE.2,USE.3\n1,0,\n0,0,\n0,,\n,0,1\n")
    assert [row.answers for row in mixed.taken] == [
        {"USE.1": 1, "USE.2": 0, "USE.3": 0},
        {"USE.1": 0, "USE.2": 0, "USE.3": 0},
        {"USE.1": 0, "USE.3": 0},
        {"USE.1": 0, "USE.2": 0, "USE.3": 1},
    ]


@pytest.mark.parametrize(
    "mapped", [{}, {"nowhere": "YEARS"}, {"a": "NOTHING"}, {"a": "YEARS", "b": "YEARS"}, {"a": "USE", "b": "USE"}]
)
def test_a_mapping_that_makes_no_sense_is_refused(mapped: dict[str, str]) -> None:
    with pytest.raises(MappingRefused):
        check_mapping(["a", "b"], mapped, SERVICE)


def test_every_variable_is_a_target_and_so_is_a_list_of_ticks() -> None:
    assert list(targets_of(SERVICE)) == [
        "SERV.price", "SERV.on_time", "USE", "USE.1", "USE.2", "USE.3", "OVER_ALL", "YEARS",
    ]  # fmt: skip


def test_the_report_follows_the_file_and_guards_every_cell() -> None:
    reading = _read(SERVICE, "OVER_ALL\n5\n=cmd|'/c calc'!A1\n4\n@SUM(1)\n")
    lines = list(report_lines(reading, ("Row", "Result", "Column", "Value", "Reason"), ("taken", "refused"), _words))
    assert [line.split(",")[:2] for line in lines[1:]] == [
        ["2", "taken"],
        ["3", "refused"],
        ["4", "taken"],
        ["5", "refused"],
    ]
    assert ",'=cmd" in lines[2]
    assert ",'@SUM" in lines[4]


def _words(problem: Problem) -> str:
    return problem.message % problem.params

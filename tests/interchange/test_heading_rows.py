"""Files as other programs write them: titles, two or three rows of names, options below a question, ticks."""

import io

import pytest

from survey_app.interchange.data_files.building import prepared
from survey_app.interchange.data_files.described import Kind
from survey_app.interchange.data_files.guessing import guessed
from survey_app.interchange.data_files.joins import Join, joined, joints
from survey_app.interchange.tables import Limits, Table, read_table

pytestmark = pytest.mark.sqlite_only
_LIMITS = Limits(unnamed=True, feet=True)


def _read(text: str) -> Table:
    return read_table(io.BytesIO(text.encode()), "export.csv", _LIMITS)


def test_the_three_header_rows_of_qualtrics_are_no_answers() -> None:
    table = _read(
        "StartDate,Q1,Q2\nStart Date,How satisfied?,Why?\n"
        '"{""ImportId"":""startDate""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\n2024-03-14,4,price\n'
    )
    assert table.header == ("StartDate", "Q1", "Q2")
    assert table.rows == (("2024-03-14", "4", "price"),)
    assert (table.passed, table.numbers) == ((2, 3), (4,))


def test_the_options_in_the_second_row_of_surveymonkey_name_their_columns() -> None:
    table = _read(
        "Respondent ID,How satisfied?,Which channels?,,\n,Response,Web,Phone,Other (please specify)\n"
        "100,Satisfied,Web,,by fax\n101,Dissatisfied,,Phone,\n"
    )
    assert table.header == (
        "Respondent ID",
        "How satisfied?",
        "Which channels?: Web",
        "Which channels?: Phone",
        "Which channels?: Other (please specify)",
    )
    assert (len(table.rows), table.passed) == (2, (2,))


@pytest.mark.parametrize("title", ["Survey of 2024", "Survey of 2024;;;", "Survey of 2024\nexported on 14 March"])
def test_titles_above_the_names_are_passed_over_and_do_not_hide_the_separator(title: str) -> None:
    table = _read(f"{title}\n\nid;q1;q2;weight\n1;5;4;0,9\n2;3;;1,1\n")
    assert table.header == ("id", "q1", "q2", "weight")
    assert len(table.rows) == 2
    assert table.passed[0] == 1


@pytest.mark.parametrize(
    "text",
    [
        "comment\nfine\nslow\n",
        "id,q1\n1,5\n2,4\n",
        "q1\n1;2;3\n1;2;4\n",
        ",Web,Phone\nAnn,1,0\nBob,0,1\n",
        "id,q1,q2\n,Web,Phone\n2,Web,\n",
        "name,,score\nAnn,web,3.5\nBob,shop,4.5\nEve,web,2.5\n",
        'name,,score\nAnn,web,"3,5"\nBob,shop,"4,5"\nEve,web,"2,5"\n',
    ],
)
def test_a_file_that_has_none_of_it_is_left_as_it_stands(text: str) -> None:
    table = _read(text)
    assert table.passed == ()
    assert len(table.rows) == text.count("\n") - 1


def test_heads_of_blocks_above_the_names_are_left_out_with_their_reason() -> None:
    table = _read(";You;;Us;\nid;age;sex;q1;q2\n1;30;2;5;4\n2;41;1;3;3\n")
    assert (table.header, table.passed, table.whys) == (
        ("id", "age", "sex", "q1", "q2"),
        (1,),
        ("A title above the names",),
    )


def test_merged_heads_stand_before_what_they_are_merged_over() -> None:
    table = _read(";Service;;Goods;\nid;price;speed;price;look\n1;3;2;5;4\n2;4;1;3;3\n")
    assert table.header == ("id", "Service: price", "Service: speed", "Goods: price", "Goods: look")
    for rows in ("1,5,4,2,N\n2,3,3,1,S\n", "1,good,bad,bad,N\n2,bad,good,good,S\n3,bad,bad,good,S\n"):
        table = _read(f"id,How good is,,,Region\n,price,speed,look,\n{rows}")
        assert table.header == ("id", "How good is: price", "How good is: speed", "How good is: look", "Region")
        assert (table.passed, len(table.rows)) == ((2,), rows.count("\n"))
    table = _read("How good is,,How much,\nprice,speed,price,speed\n5,4,2,1\n3,3,1,1\n")
    assert table.header == ("How good is: price", "How good is: speed", "How much: price", "How much: speed")


def test_ticked_options_of_other_programs_are_offered_as_one_question_with_several_answers() -> None:
    rows = ["100,Satisfied,Web,,1,0,Y", "101,Dissatisfied,,Phone,0,1,"] * 6
    head = "Respondent ID,How?,Which?,,channels/web,channels/shop,Q3[SQ001]\n,Response,Web,Phone,,,\n"
    offered = {joint.key: (joint.join, joint.columns) for joint in joints(guessed(_read(head + "\n".join(rows))))}
    left = {column.name: column.kind for column in joined(guessed(_read(head + "\n".join(rows))), [])}
    assert (left["Which?: Web"], left["How?"]) == (Kind.TEXT, Kind.ONE), "one option is no question"
    assert offered == {
        "Which?": (Join.SEVERAL, ("Which?: Web", "Which?: Phone")),
        "channels": (Join.SEVERAL, ("channels/web", "channels/shop")),
    }


def test_several_answers_in_a_cell_with_commas_are_parted_as_google_forms_writes_them() -> None:
    cells = ['"Web, Shop"', "Web", '"Shop, Mail"', "Mail", '"Mail, Web"'] * 4
    table = _read("id,Channels\n" + "\n".join(f"{place},{cell}" for place, cell in enumerate(cells)))
    columns = [each.listed if each.listed and each.is_listed else each for each in guessed(table)]
    assert columns[1].kind is Kind.SEVERAL
    assert prepared(table, columns).column("Channels")[:3] == ("3;2", "3", "2;1")


def test_heads_of_blocks_stand_before_options_that_are_ticked() -> None:
    table = _read(";You;;Channels;;\nid;age;sex;Web;Phone;Shop\n1;30;2;x;;x\n2;41;1;;x;\n3;22;1;;;x\n")
    assert table.header == ("id", "age", "sex", "Channels: Web", "Channels: Phone", "Channels: Shop")


def test_rows_below_the_answers_that_sum_them_up_are_left_out_with_their_reason() -> None:
    table = _read("name,q1,q2\nAnn,4,5\nBo,2,5\nCy,3,2\nTotal,9,12\nPromedio,3,4.0\nSD,1,1.73\n")
    assert (table.numbers, table.passed) == ((2, 3, 4), (5, 6, 7))
    assert {*table.whys} == {"A total, mean or the like of the rows above"}


@pytest.mark.parametrize(
    "rows",
    [
        "Ann,4,5\nBo,2,5\nTotal,5,1",
        "Ann,4,5\nBo,2,5\nMean,good,5",
        "Anna,4,5\nBen,3,4\nMax,4,5",
        "Kim,3,4\nLee,4,4\nMin,3,4",
        "Ann,0,0\nBo,0,0\nTotal,0,0",
        "Sales,4,4\nHR,4,4\nMedia,4,4",
        "yes,4,4\nyes,5,4\nN,2,2",
        "Ann,3,1\nBo,5,1\nMean,5,1",
    ],
)
def test_a_last_row_that_could_be_somebodys_answers_stays_and_is_told(rows: str) -> None:
    table = _read(f"name,q1,q2\n{rows}\n")
    assert len(table.rows) == 1 + rows.count("\n")
    assert (table.passed, table.doubtful) == ((), (len(table.rows) + 1,))
    assert "could sum up" in table.notes["q1"]


@pytest.mark.parametrize("rows", ["average,3,3\ngood,4,4\nbad,2,2\naverage,3,3", "n,5,5\ny,4,4\nn,2,2"])
def test_an_answer_that_others_gave_too_sums_up_nothing(rows: str) -> None:
    table = _read(f"name,q1,q2\n{rows}\n")
    assert (len(table.rows), table.passed, table.doubtful) == (1 + rows.count("\n"), (), ())


def test_somebody_called_max_stays_above_a_row_of_means() -> None:
    table = _read("name,q1,q2\nAnna,4,5\nBen,3,4\nMax,4,5\nMean,3.67,4.67\n")
    assert (len(table.rows), table.passed, table.doubtful) == (3, (5,), (4,))
    assert len(read_table(io.BytesIO(b"name,age\nAnn,40\nBo,20\nTotal,60\n"), "people.csv").rows) == 3

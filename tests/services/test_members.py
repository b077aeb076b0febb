"""Lists of people: what is taken, what is left out and why."""

import io

import pytest

from survey_app.exceptions import FileRefused
from survey_app.interchange.tables import Table, read_table
from survey_app.services.members import Columns, Problem, guess_columns, read_members


def table(text: str) -> Table:
    return read_table(io.BytesIO(text.encode()), "list.csv")


def test_every_refused_row_has_its_number_and_its_reason() -> None:
    text = "id,mail,region\n1,a@example.org,x\n,b@example.org,x\n1,c@example.org,x\n2,nobody,x\n"
    text += f"3,,{'y' * 501}\n{'i' * 300},,x\n4,,\n"
    reading = read_members(table(text), Columns("id", "mail"))
    assert [(row.number, row.problem) for row in reading.refused] == [
        (3, Problem.NO_ID),
        (4, Problem.REPEATED_ID),
        (5, Problem.BAD_EMAIL),
        (6, Problem.LONG_VALUE),
        (7, Problem.LONG_ID),
    ]
    assert [member.unit for member in reading.members] == ["1", "4"]
    assert reading.reasons[0][1] == 1


def test_what_is_not_stated_is_left_out_in_each_language() -> None:
    reading = read_members(table("id,region\n1,not stated\n2,未署名\n3,\n4,Jinan\n"), Columns("id"))
    assert [member.attributes for member in reading.members] == [{}, {}, {}, {"region": "Jinan"}]


def test_a_list_of_counts_gives_that_many_cases() -> None:
    text = "place,kind,issued\nQingdao,city,443\nHeze,city,4\nnot stated,,7\n"
    reading = read_members(table(text), guess_columns(("place", "kind", "issued"), counts=True))
    assert len(reading.members) == 454
    assert reading.members[0].unit == "Qingdao 001"
    assert reading.members[0].attributes == {"place": "Qingdao", "kind": "city"}
    assert [member.attributes for member in reading.members[-7:]] == [{}] * 7


@pytest.mark.parametrize("count", ["", "-1", "4.5", "many", "9" * 20, "１２"])
def test_a_count_that_is_no_whole_number_is_refused(count: str) -> None:
    reading = read_members(table(f"place,issued\nHeze,{count}\n"), Columns("place", "", "issued"))
    assert [row.problem for row in reading.refused] == [Problem.BAD_COUNT]


def test_counts_beyond_what_a_stage_holds_are_refused() -> None:
    with pytest.raises(FileRefused):
        read_members(table("place,issued\nHeze,999999\n"), Columns("place", "", "issued"))


@pytest.mark.parametrize("columns", [Columns("nothing"), Columns("id", "nothing"), Columns("id", "id"), Columns("")])
def test_columns_that_are_not_there_or_taken_twice_are_refused(columns: Columns) -> None:
    with pytest.raises(FileRefused):
        read_members(table("id,mail\n1,a@example.org\n"), columns)


@pytest.mark.parametrize(
    ("header", "unit", "email"),
    [
        (("ID", "E-mail", "x"), "ID", "E-mail"),
        (("编号", "邮箱"), "编号", "邮箱"),
        (("a", "b"), "a", ""),
        (("email", "n"), "n", "email"),
    ],
)
def test_columns_are_guessed_by_their_names(header: tuple[str, ...], unit: str, email: str) -> None:
    assert guess_columns(header) == Columns(unit, email)

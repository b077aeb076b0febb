"""What stands for no answer in a data file, and commas for points, before its columns are looked at."""

import io

import pytest

from survey_app.exceptions import FileRefused
from survey_app.interchange.data_files.building import prepared
from survey_app.interchange.data_files.cleaning import (
    Absent,
    absent_of,
    cleaned,
    emptied,
    marks_beside_numbers,
    marks_of,
)
from survey_app.interchange.data_files.guessing import guessed
from survey_app.interchange.tables import Limits, Table, read_table


def table(text: str) -> Table:
    return read_table(io.BytesIO(text.encode()), "data.csv", Limits(unnamed=True))


def test_marks_of_statistics_programs_are_found_in_a_column_of_numbers_and_count_everywhere() -> None:
    # MASS survey as R writes it: NA in the numbers, and in the words
    found = table('"Sex","Pulse"\n"Female",92\n"Male",NA\nNA,87\n')
    assert marks_of(found) == ("NA",)
    assert cleaned(found, [Absent(marks_of(found))]).rows == (("Female", "92"), ("Male", ""), ("", "87"))
    countries = table("country\nNA\nDE\nNA\n")  # Namibia
    assert marks_of(countries) == ()
    assert marks_of(table("q\nNA\nNA\n")) == ()
    assert marks_of(table("q\n1\n.\n#NULL!\n")) == ("#NULL!", ".")


def test_other_marks_stand_for_no_answer_in_the_columns_of_numbers_alone_and_per_cent_loses_its_sign() -> None:
    found = table("age,why,share\n31,-,50%\nk.A.,price,7.5 %\n-,k.A.,\n")
    assert marks_beside_numbers(found) == (Absent(("-", "k.A."), "age"),)
    rows = cleaned(found, marks_beside_numbers(found)).rows
    assert rows == (("31", "-", "50"), ("", "price", "7.5"), ("", "k.A.", ""))
    money = cleaned(table("paid;won;both\n1.200 €;$5;€ 5\n12,50 €;$1.50;$5\n"), [])
    assert money.rows == (("1200", "5", "€ 5"), ("12.50", "1.50", "$5"))
    assert "thousands" in money.notes["paid"]
    asked = table("Smoke?;Smokes;x\n-;-;1\n")
    assert emptied(asked, [Absent(("-",), "Smoke?")]).rows == (("", "-", "1"),)


def test_named_codes_go_out_of_cells_with_one_code_or_several() -> None:
    found = cleaned(table("q,media\n5,1;99\n99,99;\n4,2;3;\n"), absent_of("99"))
    assert found.rows == (("5", "1"), ("", ""), ("4", "2;3;"))
    untouched = table("q\n199\n")
    assert cleaned(untouched, absent_of("99")) is untouched
    assert cleaned(untouched, []) is untouched


def test_codes_may_belong_to_some_columns_only() -> None:
    rated = table("q1,q2,Age\n99,5,99\n4,99,30\n")
    assert cleaned(rated, absent_of("q1..q2 = 99")).rows == (("", "5", "99"), ("4", "", "30"))
    assert cleaned(rated, absent_of("q*=99; age=99")).rows == (("", "5", ""), ("4", "", "30"))
    with pytest.raises(FileRefused, match="no column “q3”"):
        cleaned(rated, absent_of("q1, q3 = 99"))


def test_several_words_in_a_cell_are_several_answers() -> None:
    # as Microsoft Forms writes them, with a semicolon behind the last
    media = table("who,media\n" + "".join(f"{n},{'TV;Web;' if n % 2 else 'Web; Radio'}\n" for n in range(8)))
    columns = guessed(media)
    assert (columns[1].kind, columns[1].words) == ("several", {"Radio": 1, "TV": 2, "Web": 3})
    assert prepared(media, columns).column("media")[:2] == ("3;1", "2;3")
    said = table("said\n" + "".join(f"first {n}; then {n}\n" for n in range(8)))
    assert guessed(said)[0].kind == "text"


def test_decimal_commas_are_read_where_they_can_be_nothing_else() -> None:
    weights = cleaned(table("w\n1,237\n0,67\n2\n".replace("\n", ";\n").replace("w;", "w;x")), [])
    assert weights.column("w") == ("1.237", "0.67", "2")
    assert guessed(weights)[0].kind == "number"
    assert cleaned(table("w\tx\n1,237\ta\n2,500\tb\n"), []).column("w") == ("1,237", "2,500")
    assert cleaned(table("w;x\n0,5;a\nab,c;b\n"), []).column("w") == ("0,5", "ab,c")


@pytest.mark.parametrize(
    ("text", "expected", "note"),
    [
        ("a;b\n1.200;3,5\n850;4\n", ("1200", "850"), "points part thousands"),
        ("a;b\n1.200;x\n12.500;y\n", ("1200", "12500"), "points part thousands"),
        ("a;b\n1.237;x\n2.500;y\n", ("1.237", "2.500"), "points are decimal signs"),
        ("a;b\n12.375;0.5\n1.200;0.25\n", ("12.375", "1.200"), "points are decimal signs"),
        ("a;b\n12,375;x\n1,200;y\n", ("12.375", "1.200"), "commas are decimal signs"),
        ('a,b\n"1,200",0.5\n850,0.25\n', ("1200", "850"), "commas part thousands"),
        ('a,b\n"1,200",x\n"1,234,567",y\n', ("1200", "1234567"), "commas part thousands"),
        ("a;b\n1.200,50;x\n3;y\n", ("1200.50", "3"), "points part thousands"),
        ("a,b\n1.25,x\n3,y\n", ("1.25", "3"), ""),
        ("a;b\n2026;x\n10115;y\n", ("2026", "10115"), ""),
    ],
)
def test_numbers_are_read_as_the_column_and_the_file_show_and_it_is_said(
    text: str, expected: tuple[str, ...], note: str
) -> None:
    found = cleaned(table(text), [])
    assert (found.column("a"), bool(found.notes.get("a"))) == (expected, bool(note))
    assert note in found.notes.get("a", "")
    assert emptied(found, [Absent(("850",))]).rows[0] == found.rows[0], "what was read once is not read again"

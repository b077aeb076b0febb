"""Data files from elsewhere: what their columns are taken for, with a description and without."""

import json

import pytest

from survey_app.exceptions import BadInput, FileRefused
from survey_app.interchange.answers import read_answers
from survey_app.interchange.data_files.building import Built, build, chosen, prepared
from survey_app.interchange.data_files.guessing import guessed
from survey_app.interchange.data_files.joins import joined, joints
from survey_app.interchange.data_files.quantipy import read_description
from survey_app.interchange.tables import Table
from survey_app.services.data_looks import Choices, Opened, looked
from tests.interchange.data_tables import looked_at, table

AGREE = [{"value": code, "text": {"en-GB": words}} for code, words in enumerate(["No", "Neither", "Yes"], 1)]

DESCRIPTION = {
    "columns": {
        "sex": {"type": "single", "text": {"en-GB": "Sex?"}, "values": AGREE[:2]},
        "brands": {"type": "delimited set", "text": {"en-GB": "Brands?"}, "values": AGREE},
        "a1": {"type": "single", "text": {"en-GB": "All - One"}, "values": "lib@values@agree"},
        "a2": {"type": "single", "text": {"en-GB": "All - Two"}, "values": "lib@values@agree"},
        "b1": {"type": "single", "values": [*AGREE, {"value": 97, "text": {"en-GB": "Other"}}]},
        "w": {"type": "float"},
        "when": {"type": "date"},
    },
    "masks": {
        "a": {
            "text": {"en-GB": "All"},
            "items": [
                {"source": f"columns@a{place}", "text": {"en-GB": words}} for place, words in ((1, "One"), (2, "Two"))
            ],
        },
        "b": {"items": [{"source": "columns@b1", "text": {}}]},
    },
    "lib": {"values": {"agree": AGREE}},
}


def described(text: str, about: object = DESCRIPTION) -> tuple[Table, Built]:
    found = table(text)
    columns = chosen(read_description(json.dumps(about).encode(), "about.json") if about else {}, guessed(found))
    columns = joined(columns, [each for each in joints(columns) if each.is_likely])
    return prepared(found, columns), build(columns)


def test_a_described_file_becomes_batteries_choices_and_numbers() -> None:
    rows, built = described(
        ",sex,brands,a1,a2,b1,w,when,none\n0,1,1;3;,3.0,1,97,0.123456789,2015-02-13,\n1,2,,2,2,1,1,,\n"
    )
    kinds = {each.code: each.kind for each in built.questionnaire.questions()}
    assert kinds == {
        "COLUMN_1": "number",
        "SEX": "single",
        "BRANDS": "multiple",
        "A": "grid",
        "B1": "single",
        "W": "number",
        "WHEN": "date",
    }
    grid = next(each for each in built.questionnaire.questions() if each.kind == "grid")
    assert grid.text == {"en": "All"}
    assert [item.label for item in grid.settings.items] == [{"en": "One"}, {"en": "Two"}]
    assert [words["en"] for words in grid.settings.scale.labels] == ["No", "Neither", "Yes"]
    assert [line.column for line in built.lines if line.why] == ["none"]
    taken = read_answers(rows, built.mapped, built.questionnaire).taken
    assert taken[0].answers["A.a1"] == 3
    assert [taken[0].answers[f"BRANDS.{code}"] for code in (1, 2, 3)] == [1, 0, 1]
    assert (taken[0].answers["B1"], taken[0].answers["W"]) == (97, 0.123456789)


def test_a_file_without_a_description_is_guessed() -> None:
    lines = [
        f"{place},{1 + place % 2},{('Low', 'High')[place % 2]},{1 + place % 5},{1 + place % 4},{1 + place % 3},1;2,"
        f"{place / 3},a word {place}"
        for place in range(30)
    ]
    rows, built = described("id,sex,class,s_1,s_2,s_3,many,w,said\n" + "\n".join(lines), None)
    kinds = {each.code: each.kind for each in built.questionnaire.questions()}
    assert kinds == {
        "ID": "number",
        "SEX": "single",
        "CLASS": "single",
        "S": "grid",
        "MANY": "multiple",
        "W": "number",
        "SAID": "long_text",
    }
    reading = read_answers(rows, built.mapped, built.questionnaire)
    assert reading.refused == 0
    assert [row.answers["CLASS"] for row in reading.taken[:2]] == [2, 1]  # High is 1, Low is 2, as in the alphabet


def test_what_is_no_question_stands_aside_with_its_reason_and_can_be_kept() -> None:
    """The columns are those that Google Forms, LimeSurvey, Qualtrics and Kobo write beside the answers."""
    head = (
        "Timestamp,Email Address,serial,unique_id,IPAddress,LocationLatitude,_uuid,lastpage,seed,refurl,age,income,when"
    )

    def line(place: int) -> str:
        moment = f"3/{1 + place % 28}/2026 {place % 24}:07:1{place % 10}"
        apart = f"{(place * 7919) % 100_003},10.0.7.{place},{48 + place / 17:.4f},ab12-{place * 7 + 11:06d}"
        rest = f"4,{place * 17 % 61},x,{20 + place},{(place * 7919) % 9973},2026-03-0{1 + place % 9}"
        return f"{moment},p{place}@example.org,{1000 + 3 * place},{apart},{rest}"

    found = looked_at(head, line)
    whys = {each.column: each.why for each in found.built.lines if each.why}
    assert whys == {
        "Timestamp": "It holds points in time.",
        "Email Address": "It holds e-mail addresses.",
        "serial": "It numbers the rows.",
        "unique_id": "It tells every row apart.",
        "IPAddress": "It holds internet addresses.",
        "LocationLatitude": "It holds places on the map.",
        "_uuid": "It tells every row apart.",
        "lastpage": "The program that collected the answers noted it.",
        "seed": "It tells every row apart.",
        "refurl": "The program that collected the answers noted it.",
    }
    assert set(found.built.mapped) == {"age", "income", "when"}
    kept = looked_at(head, line, Choices(keep=frozenset({"serial"})))
    assert set(kept.built.mapped) == {"age", "income", "when", "serial"}
    with pytest.raises(BadInput):
        looked_at(head, line, Choices(keep=frozenset({"age"})))


def test_several_answers_in_a_cell_are_recognised_and_words_that_look_so_are_only_offered() -> None:
    """`web shop` as Kobo and `1,3` as Qualtrics write it; “very low” and 2,5 are one answer each."""
    sets, tuples = (
        (("web",), ("shop",), ("web", "shop"), ("phone",), ("shop", "web", "phone")),
        "1 2 1,2 2,3 1,3 3 1,4 2,4 4",
    )
    levels = ("very low", "low", "middle", "high", "very high")
    found = looked_at(
        "kobo,qualtrics,level,price",
        lambda place: f'{" ".join(sets[place % 5])},"{tuples.split()[place % 9]}",{levels[place % 5]},"{place % 7},5"',
    )
    assert {each.name: each.is_listed for each in found.offered.listed} == {
        "kobo": True,
        "qualtrics": True,
        "level": False,
    }
    assert {each.column: each.kind.value for each in found.built.lines} == {
        "kobo": "several",
        "qualtrics": "several",
        "level": "one",
        "price": "number",
    }
    answers = [row.answers for row in found.reading.taken]
    assert [sum(each[f"KOBO.{code}"] for each in answers) for code in (1, 2, 3)] == [24, 36, 36]
    assert [answers[2][f"QUALTRICS.{code}"] for code in (1, 2, 3, 4)] == [1, 1, 0, 0]
    assert answers[1]["PRICE"] == 1.5


def test_ticks_and_words_of_other_programs_become_one_question_whose_codes_rise() -> None:
    """LimeSurvey writes Yes and No, SurveyMonkey the answer itself, Typeform the answer as the name of its column."""
    words = ("Very satisfied", "Satisfied", "Neutral", "Dissatisfied", "Very dissatisfied")
    found = looked_at(
        "How? [Web],How? [Shop],Uses: Mail,Uses: Phone,Radio,TV,Rate [A],Rate [B],Rate [C],"
        "visit_1,visit_2,visit_3,Note,Note",
        lambda place: ",".join(
            [
                *(("Yes", "No")[place % 2], ("No", "Yes")[place % 3 == 0], "Mail" if place % 2 else ""),
                *("Phone" if place % 3 else "", "Radio" if place % 2 else "", "" if place % 4 else "TV"),
                *(words[place % 5], words[place % 4], words[place % 3], *(str(1 + place % 5) for _ in "abc")),
                *("", f"so {place} it is"),
            ]
        ),
    )
    kinds = {each.code: each.kind for each in found.built.questionnaire.questions()}
    assert kinds == {
        **dict.fromkeys(("HOW", "USES", "RADIO"), "multiple"),
        **dict.fromkeys(("VISIT_1", "VISIT_2", "VISIT_3"), "single"),
        "RATE": "grid",
        "NOTE_2": "long_text",
    }
    first, second = (row.answers for row in found.reading.taken[:2])
    assert [second[name] for name in ("HOW.1", "HOW.2", "USES.1", "USES.2", "RADIO.1", "RADIO.2")] == [0, 0, 1, 1, 1, 0]
    assert (first["RATE.Rate_A"], second["RATE.Rate_A"]) == (5, 4)
    assert [each.key for each in found.offered.joints if not each.is_likely] == ["visit"]


def test_words_of_a_usual_scale_and_codes_from_0_to_10_become_ratings_with_every_point() -> None:
    """“Dissatisfied” is 2 though nobody said “Very dissatisfied”; 1 to 5 alone could be places."""
    words = ("Very satisfied", "Satisfied", "Neutral", "Dissatisfied")
    ends = ("1 - bad", "2", "3", "4", "5 - good")
    found = looked_at(
        "mood,recommend,place,ends",
        lambda place: f"{words[place % 4]},{place % 11},{1 + place % 5},{ends[place % 5]}",
    )
    asked = {each.code: each for each in found.built.questionnaire.questions()}
    assert {code: each.kind for code, each in asked.items()} == {
        "MOOD": "rating",
        "RECOMMEND": "recommend",
        "PLACE": "single",
        "ENDS": "rating",
    }
    assert (asked["MOOD"].settings.scale.first, asked["MOOD"].settings.scale.last) == (1, 5)
    assert [words["en"] for words in asked["ENDS"].settings.scale.labels] == [*ends]
    assert [row.answers["MOOD"] for row in found.reading.taken[:4]] == [5, 4, 3, 2]
    rated = looked_at("place", lambda place: str(1 + place % 5), Choices(rated=frozenset({"place"})))
    assert [each.kind for each in rated.built.questionnaire.questions()] == ["rating"]


def test_the_wording_of_qualtrics_becomes_the_words_of_the_questions() -> None:
    rows = "".join(f"{1 + n % 5},{1 + n % 4},{1 + n % 3}\n" for n in range(30))
    identifiers = ",".join('"{""ImportId"":""x""}"' for _ in "abc")
    found = table(f"Q1_1,Q1_2,Q1_3\nRate us - Speed,Rate us - Price,Rate us - Staff\n{identifiers}\n{rows}")
    [grid] = looked(Opened("q.csv", found, {}, (), "")).built.questionnaire.questions()
    assert (grid.text, [item.label["en"] for item in grid.settings.items]) == (
        {"en": "Rate us"},
        ["Speed", "Price", "Staff"],
    )
    assert (found.passed, set(found.whys)) == ((2, 3), {"Wording and identifiers of the questions"})


def test_questions_get_codes_of_their_own_whatever_the_columns_are_called() -> None:
    heads = ["1st", "a-very-long-name-of-a-column", "a-very-long-name-of-another", "ümlaut", "日期", "Sex"]
    _rows, built = described(",".join(heads) + "\n" + "\n".join("1,2,3,4,5,6" for _place in range(2)), None)
    codes = [each.code for each in built.questionnaire.questions()]
    assert len(set(codes)) == len(heads)
    assert codes[:3] == ["Q1ST", "A_VERY_LONG_NAME", "A_VERY_LONG_NA_2"]


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"columns": 3}', b"\xff\xfe", b"[" * 100_000, b'{"columns": {"a": 1}, "masks": []}x'],
)
def test_what_is_no_description_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        read_description(content, "about.json")


def test_a_broken_description_leaves_a_column_to_text() -> None:
    broken = {
        "columns": {
            "a": {"type": "single", "values": "lib@nowhere"},
            "b": {"type": ["single"], "text": 7, "values": [{"value": True}, {"value": 10**30}, 5]},
            "c": [],
        },
        "masks": {"m": {"items": [{"source": 3}, 9]}, "n": 4},
    }
    found = read_description(json.dumps(broken).encode(), "about.json")
    assert {name: column.kind.value for name, column in found.items()} == {"a": "text", "b": "text"}

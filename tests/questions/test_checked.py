"""Answers in one line that has to be of a certain form."""

import pytest

from survey_app.questions.registry import DefinitionRefused, summarise, type_of
from tests.questions.specimens import question


def clean(kind: str, text: str, **changes: object) -> tuple[dict[str, object], list[str]]:
    asked = question(kind, **changes)
    cleaned = type_of(asked).clean(asked, {f"q{asked.code}": [text]}, "en")
    return cleaned.answers, [problem.message % problem.params for problem in cleaned.problems]


@pytest.mark.parametrize(
    ("parts", "typed", "kept"),
    [
        ("day", "2019-05-31", "2019-05-31"),
        ("day", " 31/5/2019 ", "2019-05-31"),
        ("day", "5.31.2019", "2019-05-31"),
        ("day", "2019年5月31日", "2019-05-31"),
        ("day", "7/7/2019", "2019-07-07"),
        ("day", "٢٠١٩-٠٥-٣١", "2019-05-31"),
        ("month", "05/2019", "2019-05"),
        ("month", "2019-5", "2019-05"),
        ("year", "2019", "2019"),
    ],
)
def test_a_date_is_kept_year_first(parts: str, typed: str, kept: str) -> None:
    assert clean("date", typed, settings={"parts": parts}) == ({"DATE": kept}, [])


@pytest.mark.parametrize(
    "typed", ["5/6/2019", "31-02-2019", "2019-13-01", "2019", "19-5-31", "yesterday", "2019-5-31-1"]
)
def test_a_date_that_does_not_exist_or_reads_in_two_ways_is_asked_for_again(typed: str) -> None:
    answers, (problem,) = clean("date", typed)
    assert answers == {}
    assert problem.endswith("like 2026-05-31, year first")


def test_dates_and_times_keep_to_their_limits() -> None:
    assert clean("date", "1999-12-31")[1][0].endswith("can be 2000-01-01 or later")
    assert clean("date", "2027-01-01")[1][0].endswith("can be 2026-12-31 or earlier")
    assert clean("date", "2000-01-01")[1] == []
    assert clean("time", "5:59")[1][0].endswith("can be 06:00 or later")
    assert clean("time", "22:01")[1][0].endswith("can be 22:00 or earlier")
    assert clean("time", "22:00") == ({"TIME": "22:00"}, [])


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("date", {"parts": "week"}),
        ("date", {"parts": ["day"]}),
        ("date", {"earliest": "2020-02-30"}),
        ("date", {"earliest": "2021-01-01", "latest": "2020-01-01"}),
        ("date", {"parts": "year", "earliest": "2020-01-01"}),
        ("time", {"latest": "25:00"}),
        ("time", {"latest": 900}),
        ("pattern", {"pattern": "(a"}),
        ("pattern", {"pattern": "(?=a)b"}),
        ("pattern", {"pattern": r"(a)\1"}),
        ("pattern", {"pattern": "a" * 501}),
        ("pattern", {"pattern": 7}),
        ("pattern", {"pattern": "((a{1,1000}){1,1000}){1,1000}"}),
    ],
)
def test_settings_that_make_no_sense_are_refused(kind: str, settings: dict[str, object]) -> None:
    with pytest.raises(DefinitionRefused) as refused:
        question(kind, settings=settings)
    assert refused.value.message % refused.value.params


@pytest.mark.parametrize("typed", ["ana@example.org", "a.b+c@sub.example.co", "señora@correo.example"])
def test_addresses_that_can_be_written_to_are_kept(typed: str) -> None:
    assert clean("email", f" {typed} ") == ({"EMAIL": typed}, [])


@pytest.mark.parametrize(
    "typed", ["ana", "ana@", "@example.org", "ana@example", "a b@example.org", "a@b@c.org", ".a@b.org", "a..b@c.org",
              "a@.org", "a@b..org", "a@" + "b" * 300 + ".org"],
)  # fmt: skip
def test_what_can_be_no_address_is_asked_for_again(typed: str) -> None:
    answers, (problem,) = clean("email", typed)
    assert answers == {}
    assert problem.endswith("like name@example.org")


@pytest.mark.parametrize("typed", ["+34 912 345 678", "(0532) 8379-1234", "020 7946 0018 ext. 12", "12345"])
def test_a_phone_number_is_kept_as_it_was_written(typed: str) -> None:
    assert clean("phone", typed) == ({"PHONE": typed}, [])


@pytest.mark.parametrize("typed", ["1234", "call me", "+34 912 abc 678", "1" * 21, "--------"])
def test_what_can_be_no_phone_number_is_asked_for_again(typed: str) -> None:
    assert len(clean("phone", typed)[1]) == 1


def test_a_pattern_has_to_fit_the_whole_answer_and_the_author_says_so() -> None:
    assert clean("pattern", "AB1234") == ({"PATTERN": "AB1234"}, [])
    assert clean("pattern", "xAB1234") == ({}, ["Two letters and four figures."])
    assert clean("pattern", "x", settings={"pattern": "[0-9]+"})[1][0].endswith("not written the way that is asked for")
    assert clean("pattern", "anything", settings={}) == ({"PATTERN": "anything"}, [])


def test_a_hostile_pattern_takes_no_time() -> None:
    assert len(clean("pattern", "a" * 900 + "!", settings={"pattern": "(a+)+(a*)*b"})[1]) == 1


def test_dates_are_counted_by_year_and_long_spans_by_decade() -> None:
    (row,) = summarise(question("date"), {"DATE": ["2019-05-31", "2021-01-01", "2019-01-01", ""]}).rows
    assert [(row.codes[place][1]["en"], each.count) for place, each in enumerate(row.frequencies.categories)] == [
        ("2019", 2),
        ("2020", 0),
        ("2021", 1),
    ]
    assert (row.n, row.texts) == (3, ())
    (row,) = summarise(question("date"), {"DATE": ["1949-05-31", "2003-01-01"]}).rows
    assert [words["en"] for _code, words in row.codes][:2] == ["1940–1949", "1950–1959"]
    (row,) = summarise(question("date"), {"DATE": ["0001-01-01", "9999-01-01"]}).rows
    assert len(row.codes) == 2


def test_times_are_counted_by_the_hour() -> None:
    (row,) = summarise(question("time"), {"TIME": ["09:05", "09:59", "11:00"]}).rows
    assert [(code, each.count) for (code, _), each in zip(row.codes, row.frequencies.categories, strict=True)] == [
        (9, 2),
        (10, 0),
        (11, 1),
    ]

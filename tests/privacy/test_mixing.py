"""A batch loses its order and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.privacy import keys, links, mixing, sealing, sheets
from survey_app.privacy.mixing import Sealed
from survey_app.privacy.refusals import AnswerTwice, SheetsUnreadable
from survey_app.privacy.sheets import Sheet

KEYS = sealing.new_keys()
SALT = bytes(32)


def sheet_of(link: str, values: list[int]) -> Sheet:
    answers = tuple((keys.answer_key(SALT, link, f"q{n}"), f"q{n}", value) for n, value in enumerate(values))
    return Sheet(keys.receipt(SALT, link, 1, 1), answers)


def inbox_of(made: list[Sheet]) -> list[Sealed]:
    return [Sealed(f"place-{n}", sealing.seal(KEYS.public, sheets.encode(s), 1024)) for n, s in enumerate(made)]


@given(st.lists(st.lists(st.integers(1, 9), min_size=2, max_size=2), max_size=12))
@settings(deadline=None, max_examples=40)
def test_every_answer_comes_out_once_in_the_order_of_the_keys(ratings: list[list[int]]) -> None:
    made = [sheet_of(links.link_secret("k", 1, n, 1), values) for n, values in enumerate(ratings)]
    opened = mixing.open_all(KEYS.private, inbox_of(made))
    assert sorted(opened, key=lambda sheet: sheet.answers) == sorted(made, key=lambda sheet: sheet.answers)
    mixed = mixing.split(opened)
    expected = sorted(answer for sheet in made for answer in sheet.answers)
    assert [(row.key, row.question, row.value) for row in mixed.rows] == expected
    assert list(mixed.receipts) == sorted(sheet.receipt for sheet in made)


def test_no_two_rows_of_the_mix_share_a_value_that_says_whose_they_are() -> None:
    made = [sheet_of(links.link_secret("k", 1, n, 1), [1, 2, 3]) for n in range(20)]
    rows = mixing.split(made).rows
    assert len({row.key for row in rows}) == len(rows) == 60


def test_the_way_of_arriving_leaves_no_trace() -> None:
    made = [sheet_of(links.link_secret("k", 1, n, 1), [n, n]) for n in range(30)]
    assert mixing.split(made) == mixing.split(made[::-1])


def test_opened_sheets_stand_at_any_place_equally_often() -> None:
    inbox = inbox_of([Sheet(str(number), ()) for number in range(4)])
    places = [[0] * 4 for _each in range(4)]
    for _run in range(600):
        for place, sheet in enumerate(mixing.open_all(KEYS.private, inbox)):
            places[int(sheet.receipt)][place] += 1
    # each of 16 cells is binomial(600, 1/4): mean 150, sd 10.6; six sd
    assert all(abs(count - 150) < 6 * 10.6 for row in places for count in row)


def test_broken_sheets_stop_the_mix_by_name_until_somebody_sets_them_aside() -> None:
    made = [sheet_of(links.link_secret("k", 1, n, 1), [n]) for n in range(4)]
    inbox = inbox_of(made)
    inbox[1] = Sealed(inbox[1].key, inbox[1].blob[:-1] + bytes([inbox[1].blob[-1] ^ 1]))
    inbox[2] = Sealed(inbox[2].key, sealing.seal(KEYS.public, b"no sheet", 1024))
    with pytest.raises(SheetsUnreadable) as caught:
        mixing.open_all(KEYS.private, inbox)
    assert caught.value.keys == ("place-1", "place-2")
    assert caught.value.params == {"count": 2}
    opened = mixing.open_all(KEYS.private, inbox, frozenset({"place-1", "place-2"}))
    assert {sheet.receipt for sheet in opened} == {made[0].receipt, made[3].receipt}


def test_another_batchs_key_opens_nothing() -> None:
    with pytest.raises(SheetsUnreadable):
        mixing.open_all(sealing.new_keys().private, inbox_of([sheet_of(links.random_secret(), [1])]))


def test_one_link_cannot_speak_twice_in_a_batch() -> None:
    link = links.random_secret()
    with pytest.raises(AnswerTwice):
        mixing.split([sheet_of(link, [1]), sheet_of(links.random_secret(), [5]), sheet_of(link, [9])])


def test_a_ballot_key_may_answer_many_questions() -> None:
    ballot = keys.ballot_key(SALT, links.random_secret(), 1)
    mixed = mixing.split([Sheet("", ((ballot, "b", 2), (ballot, "a", 1)), "users")])
    assert [(row.question, row.value, row.group) for row in mixed.rows] == [("a", 1, "users"), ("b", 2, "users")]

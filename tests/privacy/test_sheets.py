"""Sheets as bytes, and the bound that gives every blob of a questionnaire its size."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.privacy import keys, links, sealing, sheets
from survey_app.privacy.refusals import SealBroken
from survey_app.privacy.sheets import Sheet
from survey_app.questions.reading import UNSTORABLE

LETTERS = st.text(max_size=60).map(lambda text: UNSTORABLE.sub("", text))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | LETTERS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(LETTERS, inner, max_size=4),
    max_leaves=8,
)
ANSWERS = st.lists(st.tuples(LETTERS, LETTERS, VALUES), max_size=6).map(tuple)


@given(LETTERS, ANSWERS, LETTERS)
def test_a_sheet_comes_back_as_it_was(receipt: str, answers: tuple[tuple[str, str, object], ...], group: str) -> None:
    sheet = Sheet(receipt, answers, group)
    assert sheets.decode(sheets.encode(sheet)) == sheet
    assert [(row.key, row.question, row.value) for row in sheets.rows(sheet)] == list(answers)
    assert {row.group for row in sheets.rows(sheet)} <= {group}


@given(
    st.lists(LETTERS, max_size=3),
    st.lists(st.none() | st.integers(1, 9), min_size=2, max_size=2),
    st.sampled_from(["", "users", "makers 龍"]),
)
@settings(deadline=None)
def test_whatever_is_answered_stays_below_the_bound_and_has_the_one_size(
    texts: list[str], ratings: list[int | None], group: str
) -> None:
    texts += [""] * (3 - len(texts))
    salt, link = bytes(32), links.random_secret()
    room = {f"text-{number}": sheets.text_bytes(60) for number in range(3)} | {"item-0": 4, "item-1": 4}
    size = sealing.blob_size(sheets.bound(room, ("users", "makers 龍")))
    values = {f"text-{n}": text for n, text in enumerate(texts)} | {f"item-{n}": r for n, r in enumerate(ratings)}
    answers = tuple((keys.answer_key(salt, link, name), name, value) for name, value in values.items())
    sheet = Sheet(keys.receipt(salt, link, 1, 1), answers, group)
    assert len(sheets.encode(sheet)) <= sheets.bound(room, ("users", "makers 龍"))
    own = sealing.new_keys()
    blob = sealing.seal(own.public, sheets.encode(sheet), size)
    assert len(blob) == size
    assert not any(key.encode() in blob or bytes.fromhex(key) in blob for key, _question, _value in answers)
    assert sheet.receipt.encode() not in blob
    assert link.encode() not in blob
    assert own.private not in blob


@pytest.mark.parametrize("letter", ["a", '"', "\\", "\n", "\t", "é", "龍", "😀", "\u2028", "\x7f"])
def test_the_widest_letters_stay_below_the_bound_of_a_text(letter: str) -> None:
    length = (
        len(sheets.encode(Sheet("", (("", "", letter * 500),)))) - len(sheets.encode(Sheet("", (("", "", ""),)))) + 2
    )
    assert length <= sheets.text_bytes(500)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"{}", b"[]", b'["r","g"]', b'["r","g",[["k","q"]]]', b'[1,"g",[]]', b'["r","g",[[1,"q",2]]]',
     b'["r","g",7]', b"[" * 100_000, b'["r","g",[["k","q",' + b"9" * 5000 + b"]]]"],
)  # fmt: skip
def test_bytes_that_are_no_sheet_are_refused(content: bytes) -> None:
    with pytest.raises(SealBroken):
        sheets.decode(content)


@pytest.mark.parametrize("value", ["\ud800", float("nan"), float("inf")])
def test_what_json_cannot_hold_is_a_mistake_of_the_program(value: object) -> None:
    with pytest.raises(ValueError, match=r"surrogates|JSON"):
        sheets.encode(Sheet("", (("", "", value),)))

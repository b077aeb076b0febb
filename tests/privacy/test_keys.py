"""What is derived from one link: constant, unrelated, and impossible without the link."""

import hashlib
import hmac
import itertools
import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.privacy import keys, links
from survey_app.privacy.refusals import NotALink

SALT = bytes(range(32))
LINK = "favfdatahylxpqfzlaicpzhlzgtm5jtv"
A_LINK = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=32, max_size=32)

Derivation = Callable[[bytes, str], str]
STORED: dict[str, Derivation] = {
    "roll": keys.roll_tag,
    "answer": lambda salt, link: keys.answer_key(salt, link, "1"),
    "ballot": lambda salt, link: keys.ballot_key(salt, link, 1),
    "inbox": lambda salt, link: keys.inbox_key(salt, link, 1, 1),
    "draft place": lambda salt, link: keys.draft_place(salt, link, 1, 1),
    "draft key": lambda salt, link: keys.draft_key(salt, link, 1, 1).hex(),
}


def test_a_key_is_the_hash_keyed_with_the_salt_of_the_labelled_link() -> None:
    message = struct.pack(">I", 8) + b"question" + struct.pack(">I", 6) + b"item-1" + LINK.encode()
    assert keys.answer_key(SALT, LINK, "item-1") == hmac.new(SALT, message, hashlib.sha256).hexdigest()


def test_the_draft_key_is_hkdf_written_out_by_hand() -> None:
    purpose = b"".join(struct.pack(">I", len(part)) + part for part in (b"draft key", b"2", b"3"))
    extracted = hmac.new(SALT, LINK.encode(), hashlib.sha256).digest()
    assert keys.draft_key(SALT, LINK, 2, 3) == hmac.new(extracted, purpose + b"\1", hashlib.sha256).digest()


@given(A_LINK, st.binary(min_size=32, max_size=32))
def test_all_values_of_one_link_have_one_length_and_nothing_in_common(link: str, salt: bytes) -> None:
    made = [derive(salt, link) for derive in STORED.values()]
    assert {len(value) for value in made} == {keys.KEY_LETTERS}
    pieces = [{value[at : at + 12] for at in range(len(value) - 11)} for value in made]
    assert all(not one & other for one, other in itertools.combinations(pieces, 2))
    assert all(link not in value and salt.hex() not in value for value in made)


@pytest.mark.parametrize("purpose", STORED)
def test_two_links_or_two_studies_differ_in_half_of_the_bits(purpose: str) -> None:
    derive = STORED[purpose]
    values = [int(derive(SALT, links.link_secret("key", 1, case, 1)), 16) for case in range(200)]
    values.append(int(derive(keys.new_salt(), links.link_secret("key", 1, 0, 1)), 16))
    distances = [(one ^ other).bit_count() for one, other in itertools.combinations(values, 2)]
    assert len(set(values)) == len(values)
    # 256 fair coins: mean 128, sd 8; no pair of 20,100 is nearer than 6.5 sd (chance 2e-6), the mean lies within 0.5
    assert min(distances) > 128 - 52
    assert abs(sum(distances) / len(distances) - 128) < 0.5


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), min_size=2, max_size=2, unique=True))
def test_stage_and_round_never_run_into_each_other(places: list[tuple[int, int]]) -> None:
    one, other = places
    assert keys.inbox_key(SALT, LINK, *one) != keys.inbox_key(SALT, LINK, *other)
    assert keys.draft_key(SALT, LINK, *one) != keys.draft_key(SALT, LINK, *other)


@given(st.lists(st.text(), min_size=2, max_size=2, unique=True))
def test_any_two_lineages_have_two_keys(lineages: list[str]) -> None:
    assert len({keys.answer_key(SALT, LINK, lineage) for lineage in lineages}) == 2


def test_a_lineage_of_half_a_character_has_a_key() -> None:
    assert keys.answer_key(SALT, LINK, "\ud800") != keys.answer_key(SALT, LINK, "\udc00")


@pytest.mark.parametrize(
    "text", ["", "x' OR 1=1", LINK.upper(), LINK + "a", LINK[:-1], LINK + "\n", "\ud800" * 32, "a\0"]
)
@pytest.mark.parametrize("purpose", STORED)
def test_what_is_no_link_has_no_keys(purpose: str, text: str) -> None:
    with pytest.raises(NotALink):
        STORED[purpose](SALT, text)


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_short_salt_is_a_mistake_of_the_program(length: int) -> None:
    with pytest.raises(ValueError, match="salt"):
        keys.roll_tag(bytes(length), LINK)


def test_receipts_differ_by_round_and_stay_for_a_correction() -> None:
    assert keys.receipt(SALT, LINK, 1, 1) == keys.receipt(SALT, LINK, 1, 1)
    made = {
        keys.receipt(SALT, links.link_secret("key", 1, case, 1), 1, number) for case in range(500) for number in (1, 2)
    }
    assert len(made) >= 998


def test_a_receipt_is_no_piece_of_a_stored_key() -> None:
    code = keys.receipt(SALT, LINK, 1, 1)
    assert code not in {links.receipt(derive(SALT, LINK)) for derive in STORED.values()}

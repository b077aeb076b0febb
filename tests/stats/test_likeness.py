"""Texts that say nearly the same: cosines worked out by hand, all three languages, edges."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.stats.likeness import alike, letter_groups
from survey_app.stats.results import StatisticsRefused


def _cosine(texts: list[str], one: int, other: int) -> float:
    """The same by dictionaries, without matrices."""
    counts = [Counter(letter_groups(text)) for text in texts]
    held = Counter(group for count in counts for group in count)
    vectors = [
        {group: times * (1 + math.log(len(texts) / held[group])) for group, times in count.items()} for count in counts
    ]
    lengths = [math.sqrt(sum(value**2 for value in vector.values())) for vector in vectors]
    if not lengths[one] or not lengths[other]:
        return 0.0
    shared = sum(value * vectors[other].get(group, 0.0) for group, value in vectors[one].items())
    return shared / lengths[one] / lengths[other]


@given(st.lists(st.text(alphabet="ab cd", max_size=12), max_size=7))
def test_pairs_are_those_whose_cosine_is_large_enough(texts: list[str]) -> None:
    found = {(pair.one, pair.other): pair.score for pair in alike(texts, 0.4)}
    for one in range(len(texts)):
        for other in range(one + 1, len(texts)):
            expected = _cosine(texts, one, other)
            if abs(expected - 0.4) > 1e-9:
                assert ((one, other) in found) is (expected > 0.4)
            if (one, other) in found:
                assert found[one, other] == pytest.approx(expected)


@pytest.mark.parametrize(
    "texts",
    [
        ["Order again with one click", "Ordering again with a click", "A person on the telephone"],
        ["Entrega los sábados", "Entregar los sabados", "Precios más bajos"],
        ["\u5468\u516d\u4e5f\u9001\u8d27", "\u5468\u516d\u4e5f\u53ef\u4ee5\u9001\u8d27", "\u4ef7\u683c\u592a\u9ad8"],
    ],
)
def test_two_ways_of_saying_it_are_found_in_each_language(texts: list[str]) -> None:
    assert [(pair.one, pair.other) for pair in alike(texts, 0.4)] == [(0, 1)]


def test_short_chinese_sentences_are_found_and_nothing_that_only_shares_a_sign() -> None:
    told = [
        *("\u9001\u8d27\u66f4\u5feb", "\u9001\u8d27\u8981\u66f4\u5feb\u4e00\u4e9b"),
        *("\u56fa\u5b9a\u8054\u7cfb\u4eba", "\u6709\u4e00\u4f4d\u56fa\u5b9a\u7684\u8054\u7cfb\u4eba"),
        *("\u9000\u8d27\u65b9\u4fbf", "\u4ed8\u6b3e\u65b9\u5f0f\u591a"),
    ]
    assert sorted((pair.one, pair.other) for pair in alike(told, 0.45)) == [(0, 1), (2, 3)]


def test_edges_nothing_one_equal_and_without_letters() -> None:
    assert alike([]) == ()
    assert alike(["alone"]) == ()
    assert alike(["", "!?", "..."]) == ()
    same = alike(["Twice", "twice ", "TWICE!"])
    assert [(pair.one, pair.other) for pair in same] == [(0, 1), (0, 2), (1, 2)]
    assert all(pair.score == pytest.approx(1.0) for pair in same)
    assert len(alike(["same"] * 60, most=7)) == 7
    for wrong in (0.0, -1.0, 1.5):
        with pytest.raises(StatisticsRefused):
            alike(["a"], wrong)

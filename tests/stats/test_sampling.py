"""Allocation in exact arithmetic and a draw anybody can repeat."""

import hashlib
import hmac
import math
import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.stats.results import CautionCode, StatisticsRefused
from survey_app.stats.sampling import allocate, allocate_size, draw, draw_strata, exact_rate, tally

# the 2006 customer study, table of questionnaires sent by region: 24 cells, 979 in all, 7 without a region
REGIONS = {
    "Qingdao": 443, "Weifang": 103, "Yantai": 78, "Jinan": 74, "Dongying": 48, "Jining": 41, "Weihai": 36, "Rizhao": 29,
    "Linyi": 24, "Zibo": 23, "Zaozhuang": 11, "Jiangsu": 10, "Binzhou": 9, "Anhui": 7, "Liaocheng": 7, "Dezhou": 6,
    "Tai'an": 5, "Heze": 4, "Shanghai": 4, "Xinjiang": 4, "Laiwu": 2, "Beijing": 2, "Guizhou": 2, None: 7,
}  # fmt: skip

strata = st.dictionaries(st.one_of(st.none(), st.text("ABCDEF", min_size=1, max_size=2)), st.integers(0, 500))


@pytest.mark.parametrize(
    ("rate", "exact"),
    [
        ("0.8", Fraction(4, 5)),
        ("80%", Fraction(4, 5)),
        (" 80 % ", Fraction(4, 5)),
        ("4/5", Fraction(4, 5)),
        (".8", Fraction(4, 5)),
        ("12.5%", Fraction(1, 8)),
        ("0.145", Fraction(29, 200)),
        ("1", Fraction(1)),
        (Decimal("0.35"), Fraction(7, 20)),
        (Fraction(1, 3), Fraction(1, 3)),
    ],
)
def test_a_rate_is_read_exactly_from_its_text(rate: str | Decimal | Fraction, exact: Fraction) -> None:
    assert exact_rate(rate) == exact


@pytest.mark.parametrize(
    "rate",
    [
        0.8,
        1,
        True,
        None,
        "",
        "80",
        "0",
        "0%",
        "1.2",
        "-0.5",
        "0,8",
        "4/0",
        "1e-1",
        "\u0664/\u0665",
        Decimal("NaN"),
        "101%",
    ],
)
def test_a_rate_that_is_not_exact_or_out_of_range_is_refused(rate: object) -> None:
    with pytest.raises(StatisticsRefused):
        exact_rate(rate)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("size", "rate", "n"),
    [
        (100, "0.145", 15),  # 14.5 exactly; in floats 0.145 * 100 is 14.499999999999998
        (10, "0.35", 4),  # 3.5 exactly; Decimal(0.35) * 10 is below it
        (5, "50%", 3),  # half up, where Python's round gives 2
        (1, "0.5", 1),
        (3, "0.5", 2),
        (2, "0.2", 0),
        (1, "80%", 1),
        (200, "0.1425", 29),  # 28.5 exactly
        (10**20 + 1, "1/2", 5 * 10**19 + 1),  # beyond the digits of a float
    ],
)
def test_halves_go_up_in_exact_arithmetic(size: int, rate: str, n: int) -> None:
    assert allocate({"A": size}, rate).by_stratum() == {"A": n}


@given(st.integers(0, 10**6), st.integers(1, 10**4))
def test_every_stratum_is_its_exact_share_rounded_half_up_and_within_its_size(size: int, hundredths: int) -> None:
    row = allocate({"A": size}, Fraction(hundredths, 10**4)).strata[0]
    share = Fraction(size * hundredths, 10**4)
    assert row.exact == share
    assert row.n - Fraction(1, 2) <= share < row.n + Fraction(1, 2)
    assert 0 <= row.n <= size


def test_eighty_per_cent_never_meets_a_half() -> None:
    # design 1c: at exactly 80 % no .5 can occur; at 50 % or 25 % it does
    fractions = {row.exact % 1 for size in range(500) for row in allocate({"A": size}, "0.8").strata}
    assert Fraction(1, 2) not in fractions
    assert allocate({"A": 5}, "50%").strata[0].exact % 1 == Fraction(1, 2)
    assert allocate({"A": 2}, "25%").strata[0].exact % 1 == Fraction(1, 2)


def test_the_frame_of_the_source_study_lies_where_the_design_says() -> None:
    # design 1c: 979 sent at 80 % over 19 industries, roundings of at most .4 each: a frame of 1,215 to 1,233
    nineteen = [allocate({"A": size}, "80%").strata[0] for size in range(200)]
    assert max(abs(row.n - row.exact) for row in nineteen) == Fraction(2, 5)
    low, high = ((979 + sign * Fraction(19 * 2, 5)) / Fraction(4, 5) for sign in (-1, 1))
    assert (math.ceil(low), math.floor(high)) == (1215, 1233)


def test_not_stated_is_a_stratum_of_its_own_and_comes_last() -> None:
    found = allocate({None: 2, "B": 5, "": 3, " ": 5, " A": 10}, "0.5")
    assert [(row.stratum, row.size, row.n) for row in found.strata] == [("A", 10, 5), ("B", 5, 3), (None, 10, 5)]
    assert (found.population, found.n) == (25, 13)


def test_a_sum_that_misses_the_rounded_whole_and_an_empty_stratum_are_cautioned() -> None:
    found = allocate({"A": 1, "B": 1, "C": 1}, "0.4")
    assert found.n == 0
    assert [caution.code for caution in found.cautions] == [
        CautionCode.TOTAL_DIFFERS,
        *[CautionCode.STRATUM_WITHOUT_CASES] * 3,
    ]
    assert dict(found.cautions[0].params) == {"n": 0, "of_whole": 1}
    assert allocate({"A": 10, "B": 0}, "0.5").cautions == ()


@given(strata, st.data())
def test_a_fixed_total_is_met_within_every_stratum(sizes: dict[str | None, int], data: st.DataObject) -> None:
    total = data.draw(st.integers(0, sum(sizes.values())))
    found = allocate_size(sizes, total)
    assert found.n == sum(row.n for row in found.strata) == total
    for row in found.strata:
        assert math.floor(row.exact) <= row.n <= math.floor(row.exact) + 1
        assert 0 <= row.n <= row.size
    shuffled = dict(sorted(sizes.items(), key=lambda pair: pair[1]))
    assert allocate_size(shuffled, total) == found


def test_largest_remainders_win_and_ties_go_to_the_larger_stratum_then_by_code() -> None:
    # by hand: 3 of 10 = 1.5, .9, .6 -> floors 1, 0, 0; B, then C
    assert allocate_size({"A": 5, "B": 3, "C": 2}, 3).by_stratum() == {"A": 1, "B": 1, "C": 1}
    # 5 of 10 from 7 and 3: 3.5 and 1.5 tie, the larger wins
    assert allocate_size({"A": 3, "B": 7}, 5).by_stratum() == {"A": 1, "B": 4}
    assert allocate_size({"B": 5, "A": 5}, 5).by_stratum() == {"A": 3, "B": 2}
    assert allocate_size({None: 5, "Z": 5}, 5).by_stratum() == {"Z": 3, None: 2}


def test_the_house_of_representatives_shows_the_alabama_paradox_of_this_rule() -> None:
    # Balinski and Young 1982: one seat more can cost a state one; the docstring warns of it
    sizes = {"A": 6, "B": 6, "C": 2}
    assert allocate_size(sizes, 10).by_stratum() == {"A": 4, "B": 4, "C": 2}
    assert allocate_size(sizes, 11).by_stratum() == {"A": 5, "B": 5, "C": 1}


def test_impossible_allocations_are_refused() -> None:
    for ask in (
        lambda: allocate({"A": -1}, "0.5"),
        lambda: allocate({"A": 2.5}, "0.5"),  # type: ignore[dict-item]
        lambda: allocate_size({"A": 3}, 4),
        lambda: allocate_size({"A": 3}, -1),
    ):
        with pytest.raises(StatisticsRefused):
            ask()
    assert allocate_size({}, 0).n == 0
    assert allocate({}, "1").population == 0


def test_the_draw_is_the_keyed_order_of_its_description() -> None:
    # independent: HMAC by the two hashes of RFC 2104, written out
    def keyed(seed: str, unit: str) -> str:
        key = seed.encode().ljust(64, b"\0")
        inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key) + unit.encode()).digest()
        return hashlib.sha256(bytes(byte ^ 0x5C for byte in key) + inner).hexdigest()

    units = [f"c{number:04}" for number in range(200)]
    assert list(draw(units, 2006, 160).units) == sorted(units, key=lambda unit: keyed("2006", unit))[:160]
    # RFC 4231, test case 2, so the hash itself is the published one
    assert hmac.new(b"Jefe", b"what do ya want for nothing?", "sha256").hexdigest().startswith("5bdcc146bf60754e")
    assert keyed("Jefe", "what do ya want for nothing?").startswith("5bdcc146bf60754e")


def test_a_known_seed_gives_a_known_sample_for_ever() -> None:
    # frozen here: a change would make logged draws unrepeatable
    assert draw([f"u{number}" for number in range(10)], "wave-1", 4).units == ("u9", "u6", "u2", "u7")


@given(st.sets(st.text(min_size=1, max_size=5), max_size=40), st.integers(), st.data())
@settings(deadline=None)
def test_the_order_of_the_list_does_not_matter_and_more_keeps_fewer(
    units: set[str], seed: int, data: st.DataObject
) -> None:
    listed = sorted(units)
    n = data.draw(st.integers(0, len(listed)))
    shuffled = listed.copy()
    random.Random(1).shuffle(shuffled)
    found = draw(listed, seed, n)
    assert found == draw(shuffled, seed, n)
    assert found.units == draw(listed, seed, len(listed)).units[:n]
    assert len(set(found.units)) == n
    assert set(found.units) <= units


def test_every_unit_has_the_same_chance_over_many_seeds() -> None:
    # 2,000 seeds, 3 of 10: 600 expected each, standard deviation 20.5; five of them allowed
    units = [f"u{number}" for number in range(10)]
    times = dict.fromkeys(units, 0)
    for seed in range(2000):
        for unit in draw(units, seed, 3).units:
            times[unit] += 1
    assert all(abs(count - 600) < 103 for count in times.values())


def test_seeds_are_text_and_a_number_is_its_text() -> None:
    units = ["a", "b", "c"]
    assert draw(units, 7, 2) == draw(units, "7", 2)
    assert draw(units, "other", 3).seed == "other"
    for seed in ("", "  ", True, None, 1.5):
        with pytest.raises(StatisticsRefused):
            draw(units, seed, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("units", "n", "code"),
    [
        (["a", "a"], 1, "repeated_unit_id"),
        ([1, 2], 1, "unit_id_not_text"),
        (["a", ""], 1, "unit_id_not_text"),
        (["a"], 2, "sample_larger_than_frame"),
        (["a"], -1, "sample_larger_than_frame"),
    ],
)
def test_a_list_that_cannot_be_drawn_from_is_refused(units: list[str], n: int, code: str) -> None:
    with pytest.raises(StatisticsRefused) as refused:
        draw(units, 1, n)
    assert refused.value.code == code


def test_an_id_that_is_no_proper_unicode_can_still_be_drawn() -> None:
    assert draw(["\ud800"], 1, 1).units == ("\ud800",)


def test_each_stratum_is_drawn_for_itself_and_repeats() -> None:
    frame = {f"{code or 'x'}{number}": code for code in ("A", "B", None) for number in range(20)}
    allocation = allocate({"A": 20, "B": 20, None: 20}, "80%")
    found = draw_strata(frame, allocation, "seed")
    assert [(row.stratum, row.size, row.n) for row in found.strata] == [("A", 20, 16), ("B", 20, 16), (None, 20, 16)]
    assert found.strata[0].units == draw([unit for unit in frame if unit.startswith("A")], "seed", 16).units
    assert draw_strata(dict(reversed(frame.items())), allocation, "seed") == found
    assert len(set(found.units)) == found.n == 48
    assert found.population == 60


def test_an_allocation_for_other_strata_is_refused_unless_it_asks_for_nobody() -> None:
    frame = {"a1": "A", "b1": "B"}
    for wanted in ({"A": 1}, {"A": 1, "B": 1, "C": 1}, {"A": 2, "B": 0}):
        with pytest.raises(StatisticsRefused):
            draw_strata(frame, wanted, 1)  # type: ignore[arg-type]
    assert draw_strata(frame, {"A": 1, " B ": 0, "C": 0}, 1).units == ("a1",)


def test_the_regions_of_the_source_study_add_up_with_the_seven_not_stated() -> None:
    found = tally(region for region, count in REGIONS.items() for _ in range(count))
    assert (found.n, len(found.rows)) == (979, 24)
    assert (found.rows[0].category, found.rows[0].n) == ("Qingdao", 443)
    assert (found.rows[-1].category, found.rows[-1].n) == (None, 7)
    assert [row.category for row in found.rows if row.n == 2] == ["Beijing", "Guizhou", "Laiwu"]
    assert tally([]).n == 0

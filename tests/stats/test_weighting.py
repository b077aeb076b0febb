"""Weights against what R's package survey printed, and every refusal with the name of what is wrong."""

from collections.abc import Hashable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.stats.neyman import Stratum, allocate_neyman
from survey_app.stats.results import CautionCode, Reason, StatisticsRefused
from survey_app.stats.weighted_bootstrap import resampled_mean
from survey_app.stats.weighting import Margin, design_effect, post_stratify, rake

# the schools of survey::apisrs by type and by whether they met the school-wide target, with the two totals of the state
CELLS = {("E", "No"): 15, ("E", "Yes"): 127, ("H", "No"): 13, ("H", "Yes"): 12, ("M", "No"): 9, ("M", "Yes"): 24}
TYPES: dict[Hashable, float] = {"E": 4421, "H": 755, "M": 1018}
WIDE: dict[Hashable, float] = {"No": 1072, "Yes": 5122}


def schools() -> list[Margin]:
    people = [cell for cell, count in CELLS.items() for _ in range(count)]
    return [Margin("stype", [one for one, _ in people], TYPES), Margin("wide", [two for _, two in people], WIDE)]


def test_raking_gives_the_weights_that_r_prints() -> None:
    # of rake() with margins ~stype and ~sch.wide, all weights 1 before, epsilon 1e-12
    found = rake(schools())
    people = [cell for cell, count in CELLS.items() for _ in range(count)]
    printed = {
        ("E", "No"): 28.9107682976,
        ("H", "No"): 29.0031026806,
        ("M", "No"): 29.0331267431,
        ("E", "Yes"): 31.3963659491,
        ("H", "Yes"): 31.4966387627,
        ("M", "Yes"): 31.5292441380,
    }
    assert found.weights == pytest.approx([printed[cell] for cell in people], abs=1e-8)
    assert found.n_eff == pytest.approx(199.810859536, abs=1e-7)
    assert found.scale == "targets"
    assert found.total == pytest.approx(6194)
    assert found.worst <= 1e-10
    assert {each.code: round(each.reached, 6) for each in found.fit} == {**TYPES, **WIDE}


def test_shares_as_targets_give_weights_of_mean_one() -> None:
    codes = ["a"] * 30 + ["b"] * 70
    for whole in (1, 100):
        found = post_stratify(codes, {"a": 0.6 * whole, "b": 0.4 * whole})
        assert found.weights[[0, 99]] == pytest.approx([2, 4 / 7])
        assert (found.scale, found.method) == ("sample", "post_stratification")
    assert post_stratify(codes, {"a": 600, "b": 400}).weights[0] == pytest.approx(20)


def test_starting_weights_keep_their_ratios_inside_a_stratum() -> None:
    found = post_stratify(["a", "a", "b", "b"], {"a": 10, "b": 30}, [1, 3, 0, 2])
    assert found.weights.tolist() == pytest.approx([2.5, 7.5, 0, 30])
    assert (found.n, found.missing) == (3, 1)


def test_people_of_unknown_category_keep_their_share_and_are_named() -> None:
    margin = Margin("sex", ["m"] * 60 + ["f"] * 30 + [None] * 10, {"m": 0.5, "f": 0.5})
    found = rake([margin])
    assert found.weights[[0, 60, 90]] == pytest.approx([0.75, 1.5, 1])
    assert found.warns(CautionCode.UNKNOWN_CATEGORY_KEPT)
    own = rake([Margin("sex", margin.codes, {"m": 0.4, "f": 0.4, None: 0.2})])
    assert own.weights[90] == pytest.approx(2)


def test_a_cap_holds_together_with_the_margins() -> None:
    rng = np.random.default_rng(4)
    age, sex = rng.choice(["y", "o"], 400, p=[0.1, 0.9]), rng.choice(["m", "f"], 400, p=[0.75, 0.25])
    margins = [Margin("age", age.tolist(), {"y": 0.4, "o": 0.6}), Margin("sex", sex.tolist(), {"m": 0.45, "f": 0.55})]
    start = rng.uniform(0.5, 2, 400)
    free, capped = rake(margins, start), rake(margins, start, cap=5)
    assert free.largest > 5
    assert capped.largest <= 5 * (1 + 1e-8)
    assert capped.worst <= 1e-10
    assert capped.warns(CautionCode.WEIGHTS_CAPPED)
    assert capped.n_eff > free.n_eff
    with pytest.raises(StatisticsRefused, match="cap_not_held"):
        rake(margins, start, cap=1.5)


@pytest.mark.parametrize(
    ("margins", "code", "named"),
    [
        ([Margin("sex", ["m"], {"m": 1, "f": 1})], "empty_category", {"margin": "sex", "category": "f"}),
        (
            [Margin("a", ["x", "y"], {"x": 1, "y": 1}), Margin("b", ["x", "y"], {"x": 1, "y": 2})],
            "unequal_totals",
            {"margin": "b", "total": 3.0, "first_margin": "a", "first_total": 2.0},
        ),
        (
            [Margin("a", ["x", "y"], {"x": 1, "y": 1}), Margin("b", ["x", "y"], {"x": 0.5, "y": 1.5})],
            "margins_not_reached",
            {"margin": "a"},
        ),
        ([Margin("a", ["x"], {"x": -1})], "target_out_of_range", {"margin": "a", "category": "x"}),
        ([Margin("a", ["x"], {})], "margin_without_targets", {"margin": "a"}),
        ([], "no_margins", {}),
    ],
)
def test_what_cannot_be_weighted_is_refused_by_name(
    margins: list[Margin], code: str, named: dict[str, str | float]
) -> None:
    with pytest.raises(StatisticsRefused) as caught:
        rake(margins)
    assert caught.value.code == code
    assert named.items() <= caught.value.params.items()


def test_the_design_effect_is_that_of_kish() -> None:
    weights = np.random.default_rng(1).uniform(0.2, 4, 500)
    found = design_effect(weights)
    assert found.deff == pytest.approx(1 + weights.var() / weights.mean() ** 2)
    assert found.n_eff == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    assert design_effect([2, 2, 2, 0]).deff == pytest.approx(1)
    assert design_effect([0, 0]).reason is not None


def test_the_bootstrap_of_a_weighted_mean_has_the_error_of_its_linearisation() -> None:
    # an independent way to the same error: sqrt(sum (w (x - m))^2) / sum w
    chance = np.random.default_rng(3)
    x, w = chance.integers(1, 6, 400).astype(float), chance.uniform(0.2, 3, 400)
    found, again = resampled_mean(x, w), resampled_mean([*x, None], [*w, 1])
    m = float(np.average(x, weights=w))
    assert found.value == pytest.approx(m)
    assert found.standard_error == pytest.approx(((w * (x - m)) ** 2).sum() ** 0.5 / w.sum(), rel=0.08)
    assert (found.interval, again.missing) == (again.interval, 1)
    turned = resampled_mean(x[::-1], w[::-1])
    assert (turned.interval, turned.n_eff) == (found.interval, pytest.approx(found.n_eff))
    assert resampled_mean([2, 2], [1, 1]).reason is Reason.NO_VARIATION
    assert resampled_mean([2], [1]).reason is Reason.ONE_ANSWER
    assert resampled_mean([None], [1]).reason is Reason.NO_ANSWERS
    with pytest.raises(StatisticsRefused):
        resampled_mean([1, 2], [1, 1], resamples=0)


def test_more_is_drawn_where_answers_differ_more() -> None:
    # Cochran 1977, 5.5: n_h = n N_h S_h / sum(N S), here 60 shared 400 : 300 : 100 : 200
    found = allocate_neyman(
        {"a": Stratum(200, 2), "b": Stratum(100, 3), "c": Stratum(100, 1), None: Stratum(50, 4)}, 60
    )
    assert found.by_stratum() == {"a": 24, "b": 18, "c": 6, None: 12}
    assert found.strata[0].exact == Fraction(24)


def test_a_small_stratum_is_taken_whole_and_its_share_spread_over_the_others() -> None:
    strata: dict[str | None, Stratum] = {"a": Stratum(10, 50), "b": Stratum(300, 1), "c": Stratum(600, 1)}
    found = allocate_neyman({**strata, "d": Stratum(40, 0)}, 72)
    assert found.by_stratum() == {"a": 10, "b": 20, "c": 40, "d": 2}
    assert {caution.code for caution in found.cautions} == {
        CautionCode.STRATUM_TAKEN_WHOLE,
        CautionCode.STRATUM_RAISED_TO_LEAST,
    }


@given(
    st.dictionaries(
        st.sampled_from("abcdefg"),
        st.tuples(st.integers(0, 60), st.floats(0, 9, allow_nan=False)),
        min_size=1,
    ),
    st.floats(0, 1),
)
@settings(deadline=None, max_examples=40)
def test_neyman_always_gives_the_total_between_its_bounds(strata: dict[str, tuple[int, float]], share: float) -> None:
    given_strata: dict[str | None, Stratum] = {code: Stratum(size, spread) for code, (size, spread) in strata.items()}
    least = sum(min(2, size) for size, _ in strata.values())
    most = sum(size for size, _ in strata.values())
    total = least + round(share * (most - least))
    if not any(size and spread for size, spread in strata.values()):
        return
    found = allocate_neyman(given_strata, total).by_stratum()
    assert sum(found.values()) == total
    assert all(min(2, size) <= found[code] <= size for code, (size, _) in strata.items())


def test_neyman_refuses_what_it_cannot_share() -> None:
    one: dict[str | None, Stratum] = {"a": Stratum(5, 1)}
    flat: dict[str | None, Stratum] = {"a": Stratum(5, 0)}
    for strata, total in ((one, 6), ({**one, "b": Stratum(5, 1)}, 3), (flat, 3)):
        with pytest.raises(StatisticsRefused):
            allocate_neyman(strata, total)


def skewed() -> list[Margin]:
    types, wide = schools()
    return [Margin("stype", types.codes, {"E": 3094, "H": 1600, "M": 1500}), wide]


def test_limits_on_both_sides_hold_together_with_the_margins() -> None:
    margins = skewed()
    free = rake(margins, scale="sample")
    floor, cap = free.smallest + 0.02, free.largest - 0.05
    found = rake(margins, floor=floor, cap=cap, scale="sample")
    assert found.smallest >= floor - 1e-9
    assert found.largest <= cap + 1e-9
    assert all(abs(each.reached - each.target) < 1e-6 for each in found.fit)
    assert found.weights.sum() == pytest.approx(200)
    with pytest.raises(StatisticsRefused) as refused:
        rake(margins, floor=0.99, cap=1.01)
    assert refused.value.code == "cap_not_held"
    for least in (0.0, -1.0, 1.5, float("nan")):
        with pytest.raises(StatisticsRefused):
            rake(margins, floor=least)


def test_people_of_one_kind_are_limited_together_as_they_are_one_by_one() -> None:
    margins = skewed()
    cap = rake(margins).largest - 0.05
    together = rake(margins, cap=cap)
    apart = rake(margins, [1.0 + 1e-13 * place for place in range(200)], cap=cap)
    assert together.weights == pytest.approx(apart.weights, rel=1e-6)

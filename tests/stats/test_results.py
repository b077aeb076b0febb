"""Results turn into plain JSON, and answers enter with one meaning of missing."""

import json
import math

import numpy as np
import pytest

from survey_app.stats.answers import as_matrix, as_numbers, as_weights, base_cautions, check_level, kish
from survey_app.stats.descriptive import frequencies, mean
from survey_app.stats.proportion import wilson
from survey_app.stats.recommend import net_promoter
from survey_app.stats.reliability import cronbach_alpha
from survey_app.stats.response_rate import Dispositions, response_rates
from survey_app.stats.results import Base, Caution, CautionCode, Estimate, Interval, Reason, StatisticsRefused
from survey_app.stats.sampling import allocate, draw, draw_strata, tally
from survey_app.stats.satisfaction import gap, index, top_share
from survey_app.stats.trend import mean_change, proportion_change

RESULTS = [
    wilson(3, 10),
    wilson(0, 0),
    mean([1, 2, None]),
    frequencies([1, "a", None], [1, "a"]),
    gap([1, 2, 3], [2, 2, 5], 1, 5, 100),
    gap([], [], 1, 5),
    top_share([4, 5, 1], (4, 5)),
    index([[1, 2], [3, 4]], 1, 5),
    net_promoter([10, 9, 0]),
    allocate({"A": 10, None: 3}, "0.8"),
    draw(["a", "b"], 1, 1),
    draw_strata({"a": "A", "b": None}, {"A": 1, None: 1}, 1),
    tally(["x", None]),
    response_rates(Dispositions(complete=1)),
    proportion_change(1, 10, 5, 10),
    mean_change([1, 2, 3], [3, 4, 6]),
    cronbach_alpha([[1, 2], [2, 2], [3, 5]]),
]


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: type(result).__name__)
def test_every_result_becomes_strict_json_and_carries_base_method_and_source(result: Estimate) -> None:
    text = json.dumps(result.to_json(), allow_nan=False)
    again = json.loads(text)
    assert again["n"] == result.n
    assert again["base"] == result.base.value
    assert again["method"]
    assert again["source"]
    assert set(again) >= {"n", "missing", "base", "method", "source", "cautions", "reason"}


def test_results_inside_results_fractions_and_cautions_are_written_out() -> None:
    plain = allocate({"A": 1, "B": 9}, "1/3").to_json()
    assert plain["rate"] == "1/3"
    assert plain["strata"][0] == {"stratum": "A", "size": 1, "exact": "1/3", "n": 0}
    assert plain["cautions"] == [{"code": "stratum_without_cases", "params": {"stratum": "A", "size": 1}}]
    assert gap([1, 2], [2, 2], 1, 5).to_json()["above"]["value"] == 0.5


def test_codes_that_came_from_an_array_are_plain_in_json() -> None:
    codes = np.array([4, 5])
    assert [type(code) for code in top_share([5, 4, 1], tuple(codes)).to_json()["top"]] == [int, int]
    assert json.dumps([row["code"] for row in frequencies(codes, list(codes)).to_json()["categories"]]) == "[4, 5]"


def test_a_result_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        wilson(1, 2).value = 0.9  # type: ignore[misc]


def test_a_limit_itself_counts_as_inside_the_interval() -> None:
    interval = Interval(0.0, 0.5, 0.95, "x")
    assert not interval.leaves_out(0)
    assert not interval.leaves_out(0.5)
    assert interval.leaves_out(-1e-9)
    assert interval.leaves_out(0.6)
    assert interval.to_json() == {"low": 0.0, "high": 0.5, "level": 0.95, "method": "x"}


def test_a_caution_is_found_by_its_code() -> None:
    estimate = Estimate(
        n=1, base=Base.VALID_ANSWERS, method="m", source="s", cautions=(Caution.of(CautionCode.OWN_CUTS),)
    )
    assert estimate.warns(CautionCode.OWN_CUTS)
    assert not estimate.warns(CautionCode.E_GIVEN)


def test_a_refusal_names_its_rule_and_its_figures() -> None:
    refused = StatisticsRefused("more_answers_than_population", n=5, population=4)
    assert isinstance(refused, ValueError)
    assert (refused.code, dict(refused.params)) == ("more_answers_than_population", {"n": 5, "population": 4})
    assert str(refused) == "more_answers_than_population: n=5, population=4"


def test_none_nan_and_masked_answers_are_missing() -> None:
    assert math.isnan(as_numbers([None])[0])
    masked = np.ma.masked_array([1, 2], mask=[False, True])
    assert np.array_equal(as_numbers(masked), [1.0, np.nan], equal_nan=True)
    assert as_numbers([True, None]).tolist()[0] == 1.0
    assert as_numbers([]).size == 0


def test_a_float_array_passes_uncopied_and_untouched() -> None:
    values = np.array([1.0, np.nan, 3.0])
    assert as_numbers(values) is values
    mean(values, 10, weights=np.array([1.0, 1.0, 2.0]))
    gap(values, values, 1, 5)
    assert np.array_equal(values, [1.0, np.nan, 3.0], equal_nan=True)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (["3"], "not_a_number"),
        ([1, "3"], "not_a_number"),
        ([None, "3"], "not_a_number"),
        ([1j], "not_a_number"),
        ([object()], "not_a_number"),
        ([float("inf")], "number_too_large"),
        ([10**400], "not_a_number"),
        ([[1], [2]], "wrong_shape"),
        ([[1], [2, 3]], "not_rectangular"),
    ],
)
def test_what_is_no_column_of_numbers_is_refused(values: list[object], code: str) -> None:
    with pytest.raises(StatisticsRefused) as refused:
        as_numbers(values)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_a_table_of_answers_keeps_its_shape() -> None:
    assert as_matrix([[1, None, 3], [4, 5, 6]]).shape == (2, 3)
    with pytest.raises(StatisticsRefused):
        as_matrix([[1, 2], [3]])


def test_weights_must_fit_and_not_be_negative() -> None:
    assert as_weights(None, 4) is None
    for weights, code in (([1], "weights_do_not_fit"), ([1, -1], "negative_weight")):
        with pytest.raises(StatisticsRefused) as refused:
            as_weights(weights, 2)
        assert refused.value.code == code


def test_kish_gives_n_for_equal_weights_whatever_their_size() -> None:
    # Kish 1965: (sum w)^2 / sum w^2
    for size in (1e-60, 1.0, 1e60):
        assert kish(np.full(7, size)) == pytest.approx(7)
    assert kish(np.array([4.0, 0.0, 0.0])) == pytest.approx(1)
    assert kish(np.zeros(3)) == 0


@pytest.mark.parametrize(
    ("n", "code"), [(0, None), (1, "base_below_30"), (29, "base_below_30"), (30, "base_below_100"), (100, None)]
)
def test_small_bases_earn_their_caution(n: int, code: str | None) -> None:
    assert [caution.code.value for caution in base_cautions(n)] == ([code] if code else [])


@pytest.mark.parametrize("level", [0, 1, -0.5, 95, float("nan")])
def test_a_level_that_is_no_confidence_is_refused(level: float) -> None:
    with pytest.raises(StatisticsRefused):
        check_level(level)


def test_reasons_are_codes() -> None:
    assert Reason.CENSUS == "census"

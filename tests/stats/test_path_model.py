"""The model of latent variables against plspm 0.5.7 (path weighting, mode A), run on the same simulated answers."""

import numpy as np
import pytest

from survey_app.stats.partial_least_squares import inner_model
from survey_app.stats.path_model import path_model
from survey_app.stats.results import CautionCode, Reason, StatisticsRefused
from survey_app.stats.satisfaction_index import MissingItems

SIZES = {"image": 5, "expectation": 3, "quality": 7, "value": 2, "satisfaction": 3, "complaints": 1, "loyalty": 3}
# plspm.outer_model() and path_coefficients() with the answers standardised first; it stops moving at about 1e-8
WEIGHTS = {
    "image": [0.30489994, 0.27741965, 0.29120051, 0.19853243, 0.19794408],
    "expectation": [0.41301557, 0.38453939, 0.35788126],
    "quality": [0.26081577, 0.25787842, 0.23414783, 0.17983605, 0.18940219, 0.12083373, 0.11379138],
    "value": [0.56516989, 0.54145284],
    "satisfaction": [0.45881466, 0.38490850, 0.36214468],
    "complaints": [1.0],
    "loyalty": [0.43238266, 0.38506422, 0.36270590],
}
PATHS = {
    ("image", "expectation"): 0.30538062,
    ("image", "satisfaction"): 0.26642836,
    ("image", "loyalty"): 0.10304937,
    ("expectation", "quality"): 0.60809289,
    ("expectation", "value"): 0.22766895,
    ("expectation", "satisfaction"): -0.10635789,
    ("quality", "value"): 0.25743140,
    ("quality", "satisfaction"): 0.51149988,
    ("value", "satisfaction"): 0.15713002,
    ("satisfaction", "complaints"): 0.25847685,
    ("satisfaction", "loyalty"): 0.50987476,
    ("complaints", "loyalty"): 0.01191016,
}
R2 = {"satisfaction": 0.40016953, "loyalty": 0.31152164, "value": 0.18938367, "quality": 0.36977696}


def simulated(n: int = 120) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(2005)
    image = chance.normal(size=n)
    expectation = 0.5 * image + chance.normal(size=n)
    quality = 0.55 * expectation + chance.normal(size=n) * 0.8
    value = 0.5 * quality + 0.1 * expectation + chance.normal(size=n) * 0.8
    satisfaction = 0.2 * image + 0.5 * quality + 0.2 * value + chance.normal(size=n) * 0.6
    complaints = 0.5 * satisfaction + chance.normal(size=n)
    loyalty = 0.5 * satisfaction + 0.2 * image + 0.1 * complaints + chance.normal(size=n)
    latent = (image, expectation, quality, value, satisfaction, complaints, loyalty)
    blocks = {}
    for (name, size), scores in zip(SIZES.items(), latent, strict=True):
        z = (scores - scores.mean()) / scores.std()
        items = [np.round(7 + 1.3 * z + chance.normal(size=n) * (0.8 + 0.2 * item)) for item in range(size)]
        blocks[name] = np.clip(items, 1, 10).T
    return blocks


def test_weights_paths_and_r2_are_those_of_plspm() -> None:
    found = path_model(simulated(), resamples=0)
    for latent in found.latents:
        assert [item.weight for item in latent.items] == pytest.approx(WEIGHTS[latent.name], abs=1e-7)
        if latent.name in R2:
            assert latent.r2 == pytest.approx(R2[latent.name], abs=1e-7)
    assert {(path.source, path.target): path.value for path in found.paths} == pytest.approx(PATHS, abs=1e-7)
    assert found.latents[0].ave == pytest.approx(0.60600737, abs=1e-7)
    # the way of image to satisfaction along every arrow, by hand: .266 + .305 (-.106 + .608 (.511 + .257 x .157) ...)
    quality = 0.51149988 + 0.25743140 * 0.15713002
    along = -0.10635789 + 0.60809289 * quality + 0.22766895 * 0.15713002
    whole = {(path.source, path.target): path.total_effect for path in found.total_effects}
    assert whole["image", "satisfaction"] == pytest.approx(0.26642836 + 0.30538062 * along, abs=1e-7)


def test_the_index_is_the_weighted_mean_on_0_to_100() -> None:
    blocks = simulated()
    found = path_model(blocks, resamples=0)
    loyalty = blocks["loyalty"]
    raw = np.array(WEIGHTS["loyalty"]) / loyalty.std(axis=0)
    assert found.latents[-1].index == pytest.approx(100 * (raw @ loyalty.mean(axis=0) - raw.sum()) / (9 * raw.sum()))
    assert sum(item.percent or 0 for item in found.latents[-1].items) == pytest.approx(100)
    # a block of one item is that item on 0 to 100, and its interval that of its mean
    assert found.latents[5].index == pytest.approx(100 * (blocks["complaints"].mean() - 1) / 9)
    assert found.warns(CautionCode.SINGLE_ITEM_BLOCK)


def test_weighting_people_is_the_same_as_repeating_them() -> None:
    blocks = simulated()
    twice = {name: np.vstack([items, items[:20]]) for name, items in blocks.items()}
    weights = [2.0] * 20 + [1.0] * 100
    one, two = path_model(blocks, weights=weights, resamples=0), path_model(twice, resamples=0)
    assert [each.index for each in one.latents] == pytest.approx([each.index for each in two.latents])
    assert [each.value for each in one.paths] == pytest.approx([each.value for each in two.paths])


def test_intervals_hold_the_estimate_and_keep_its_sign_when_items_point_the_other_way() -> None:
    blocks = simulated()
    blocks["loyalty"] = 11 - blocks["loyalty"]
    found = path_model(blocks, resamples=150)
    arrow = next(path for path in found.paths if (path.source, path.target) == ("satisfaction", "loyalty"))
    assert arrow.interval is not None
    assert arrow.value == pytest.approx(-PATHS["satisfaction", "loyalty"], abs=1e-7)
    assert arrow.interval.low < arrow.value < arrow.interval.high < 0
    index = found.latents[-1]
    assert index.index_interval is not None
    assert index.index is not None
    assert index.index_interval.low < index.index < index.index_interval.high


def test_constant_items_go_out_small_bases_and_odd_items_are_told() -> None:
    blocks = {name: items[:40] for name, items in simulated().items()}
    blocks["value"] = np.column_stack([blocks["value"], np.full(40, 5.0), 11 - blocks["value"][:, 0]])
    found = path_model(blocks, resamples=0)
    codes = (CautionCode.BASE_BELOW_50, CautionCode.CONSTANT_COLUMN_OUT, CautionCode.NEGATIVE_WEIGHT_OF_ITEM)
    assert all(found.warns(code) for code in codes)
    blocks["complaints"][:] = 3
    assert path_model(blocks, resamples=0).reason is Reason.NO_VARIATION


def test_gaps_are_left_out_or_filled_with_the_mean_as_stated() -> None:
    blocks = simulated()
    blocks["image"][:7, 0] = np.nan
    assert path_model(blocks, resamples=0).n == 113
    filled = path_model(blocks, resamples=0, missing_rule=MissingItems.ITEM_MEAN)
    assert (filled.n, filled.warns(CautionCode.IMPUTED_BY_ITEM_MEAN)) == (120, True)


@pytest.mark.parametrize(
    "paths", [[("a", "b"), ("b", "a")], [("a", "c")], [("a", "a"), ("a", "b")], [], [("a", "b"), ("a", "b")]]
)
def test_arrows_that_make_no_model_are_refused(paths: list[tuple[str, str]]) -> None:
    with pytest.raises(StatisticsRefused):
        inner_model(["a", "b"], paths)

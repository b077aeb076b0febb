"""The model of latent variables against plspm 0.5.7 (path weighting), run on the same simulated answers."""

import numpy as np
import pytest

from survey_app.stats.answer_table import as_table
from survey_app.stats.drawing_order import drawing_order
from survey_app.stats.partial_least_squares import inner_model
from survey_app.stats.path_model import path_model
from survey_app.stats.resampling import SEED, resampled_counts
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
# Russett 1964, in Gifi 1990, Nonlinear Multivariate Analysis: 47 countries by gini, farm, rent, gnpr, labo, inst, ecks,
# death, demo
RUSSETT = [
    (86.3, 98.2, 3.52, 5.92, 3.22, 0.07, 4.06, 5.38, 2), (92.9, 99.6, 3.4, 7.1, 2.64, 0.01, 0, 0, 1),
    (74, 97.4, 2.46, 6.28, 3.47, 0.03, 1.61, 0, 2), (58.7, 85.8, 4.15, 6.92, 2.3, 0.45, 2.2, 0.69, 1),
    (93.8, 97.7, 3.04, 4.19, 4.28, 0.37, 3.99, 6.5, 3), (83.7, 98.5, 2.31, 5.57, 4.11, 0.45, 3.91, 0.69, 2),
    (49.7, 82.9, 2.1, 7.42, 2.48, 0.01, 3.14, 0, 1), (93.8, 99.7, 2.67, 5.19, 3.4, 0.12, 3.09, 1.1, 2),
    (84.9, 98.1, 2.57, 5.8, 4.01, 0.18, 3.87, 5.76, 2), (88.1, 99.1, 1.86, 5.73, 4.01, 0.18, 3, 3.22, 2),
    (79.2, 97.8, 4, 5.89, 3.74, 0.07, 4.62, 7.97, 3), (45.8, 79.3, 1.5, 6.82, 3.14, 0.18, 0, 0, 1),
    (79.5, 98.5, 3.08, 5.32, 4.03, 0.01, 1.95, 3.47, 3), (86.4, 99.3, 2.75, 5.32, 3.97, 0.3, 3.74, 2.94, 3),
    (74, 98.1, 2.53, 4.89, 4.16, 0.61, 3.83, 1.1, 3), (82.8, 98.8, 2.78, 5.5, 4.14, 0.3, 2.3, 1.1, 3),
    (59.9, 86.3, 1.22, 6.85, 3.83, 0.5, 1.61, 0, 2), (58.3, 86.1, 3.3, 6.95, 3.26, 1, 3.85, 0.69, 2),
    (86, 99.7, 2.89, 5.19, 4.22, 0.25, 3.83, 4.06, 3), (74.7, 99.4, 2.93, 5.48, 3.87, 0.61, 2.3, 1.1, 2),
    (75.7, 97.4, 2.87, 4.92, 4.19, 0.07, 3.83, 4.72, 3), (52.2, 86.9, 3.99, 4.28, 4.26, 0, 4.43, 2.71, 1),
    (88.1, 99.3, 4.33, 5.27, 4.39, 0.9, 3.22, 5.84, 3), (59.8, 85.9, 1.25, 6.23, 3.69, 0.12, 2.3, 0, 1),
    (80.3, 98, 3.21, 6.09, 3.37, 0.45, 3.95, 0.69, 2), (47, 81.5, 1.36, 5.48, 3.69, 0.55, 3.14, 0.69, 2),
    (70, 93, 2.25, 4.5, 4.32, 0.22, 2.2, 0, 3), (63.8, 87.7, 2.99, 7.09, 3.14, 0.03, 0, 0, 1),
    (60.5, 86.2, 3.99, 6.56, 2.4, 0.07, 1.1, 0, 1), (77.3, 95.5, 3.15, 7.14, 2.77, 0.03, 0, 0, 1),
    (75.7, 96.4, 3, 5.54, 4.22, 0.03, 2.83, 2.83, 3), (66.9, 87.5, 2.14, 6.88, 3.26, 0.03, 0.69, 0, 1),
    (73.7, 95, 2.59, 5.86, 3.99, 0.5, 3.4, 3.26, 3), (87.5, 96.9, 3.21, 4.94, 4.09, 0.18, 3.18, 3.3, 3),
    (56.4, 88.2, 3.65, 5.3, 4.08, 0.1, 2.77, 5.68, 3), (45, 77.7, 0, 6.15, 4.04, 0, 3, 1.79, 3),
    (67.1, 94.6, 3.04, 4.89, 4.17, 0, 3.93, 6.91, 3), (78, 99.5, 3.8, 5.54, 3.91, 0, 3.14, 0.69, 3),
    (57.7, 87.2, 2.99, 7.06, 2.56, 0, 0, 0, 1), (49.8, 81.5, 2.99, 7.11, 2.3, 0, 0, 0, 1),
    (65.2, 94.1, 3.71, 4.88, 3.91, 0, 1.39, 0, 3), (71, 93.4, 3.82, 6.91, 1.61, 0.07, 2.56, 0, 1),
    (70.5, 95.4, 3.06, 7.76, 2.3, 0.03, 3.14, 0, 1), (81.7, 96.6, 3.58, 6.34, 3.61, 0.18, 0.69, 0.69, 1),
    (90.9, 99.3, 3.07, 6.64, 3.74, 0.25, 3.61, 4.72, 3), (67.4, 93, 1.9, 6.64, 2.64, 0, 1.61, 0, 2),
    (43.7, 79.8, 0, 5.69, 4.2, 0, 2.3, 0, 3),
]  # fmt: skip
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


def test_blocks_that_their_items_make_up_have_the_weights_of_plspm_in_mode_b() -> None:
    found = path_model(simulated(), formative=("image", "quality"), resamples=60)
    image, _, quality, value = found.latents[:4]
    assert ([each.mode for each in found.latents], found.method) == (list("babaaaa"), "pls_mode_a_and_b_path_weighting")
    assert [item.weight for item in (*image.items, *quality.items)] == pytest.approx(
        [0.44500326, 0.32965029, 0.34782063, 0.01356171, 0.05126304, 0.41767746, 0.45793070, 0.28633391, 0.02787581,
         0.03917776, -0.13773730, 0.07487832], abs=1e-7,
    )  # fmt: skip
    assert [item.weight for item in value.items] == pytest.approx([0.56177936, 0.54487147], abs=1e-7)
    assert [item.loading for item in image.items] == pytest.approx(
        [0.89680927, 0.81158142, 0.85117496, 0.57621326, 0.57562449], abs=1e-7
    )
    ways = {(path.source, path.target): path.value for path in found.paths}
    assert ways["quality", "value"] == pytest.approx(0.33084469, abs=1e-7)
    assert (quality.r2, found.latents[6].r2) == pytest.approx((0.39542212, 0.30771075), abs=1e-7)
    # how well items reflect a variable is no question where they make it up
    assert (image.ave, image.alpha, image.composite_reliability) == (None, None, None)
    assert {each.one for each in found.htmt} == {"expectation", "value", "satisfaction", "complaints"}
    # the factor of an item is 1/(1 - R2) of it on the others of its block
    items = simulated()["image"]
    others = np.column_stack([np.ones(len(items)), items[:, 1:]])
    left = items[:, 0] - others @ np.linalg.lstsq(others, items[:, 0], rcond=None)[0]
    assert image.items[0].vif == pytest.approx(items[:, 0].var() / left.var())
    assert image.items[0].weight_interval is not None
    low, high = image.items[0].weight_interval.low, image.items[0].weight_interval.high
    assert (low or 0) < 0.445 < (high or 0)
    with pytest.raises(StatisticsRefused):
        path_model(simulated(), formative=("nothing",), resamples=0)


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
    [whole] = [each for each in found.total_effects if (each.source, each.target) == ("satisfaction", "loyalty")]
    [ratio] = [each for each in found.htmt if (each.one, each.other) == ("satisfaction", "loyalty")]
    held = [
        (index.r2, index.r2_interval), (index.items[0].loading, index.items[0].loading_interval),
        (whole.total_effect, whole.interval), (ratio.value, ratio.interval),
    ]  # fmt: skip
    for value, interval in held:
        assert value is not None
        assert interval is not None
        assert (interval.low or 0) < value < (interval.high or 0)


def test_variance_extracted_and_reliability_vary_as_those_of_models_of_the_people_drawn() -> None:
    blocks = simulated()
    found = path_model(blocks, resamples=20)
    data = np.hstack(list(blocks.values()))
    order = drawing_order(as_table(data), np.ones(len(data)))
    counts = np.vstack(list(resampled_counts(len(data), 20, SEED)))
    # each of the models is fitted on its own, people drawn twice with the weight 2
    again = [
        path_model({name: items[order] for name, items in blocks.items()}, weights=each, resamples=0) for each in counts
    ]
    for place, latent in enumerate(found.latents):
        for name in ("ave", "composite_reliability"):
            interval = getattr(latent, f"{name}_interval")
            values = [getattr(each.latents[place], name) for each in again]
            if latent.name == "complaints":  # one item alone
                assert interval is None
            else:
                assert (interval.low, interval.high) == pytest.approx(np.quantile(values, (0.025, 0.975)), abs=1e-5)


def test_as_many_items_as_people_fit_anything_and_are_refused_where_they_make_a_variable_up() -> None:
    drawn = np.random.default_rng(3)
    noise, other = drawn.integers(1, 11, (12, 10)), drawn.integers(1, 11, (12, 1))
    assert path_model({"x": noise, "y": other}, [("x", "y")], formative=["x"], resamples=0).latents[1].r2 is not None
    for people in (11, 10, 9):
        with pytest.raises(StatisticsRefused) as refused:
            blocks = {"x": noise[:people], "y": other[:people]}
            path_model(blocks, [("x", "y")], formative=["x"], resamples=0)
        assert (refused.value.code, refused.value.params) == (
            "too_few_for_mode_b", {"block": "x", "items": 10, "n": people},
        )  # fmt: skip
        assert path_model(blocks, [("x", "y")], resamples=0).latents[1].r2 is not None, "in mode A it can be fitted"


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


def test_the_countries_of_russett_give_the_figures_of_the_package_for_r() -> None:
    table = np.array(RUSSETT)
    blocks = {"agriculture": table[:, :3], "industry": table[:, 3:5], "instability": table[:, 5:]}
    paths = [("agriculture", "instability"), ("industry", "instability")]
    found = path_model(blocks, paths, (0, 100), resamples=0)
    # plspm for R, path weighting, mode A, scaled, which stops when nothing moves by 1e-6: outer weights, loadings, and
    # communality times R2 of demo
    assert [item.weight for latent in found.latents for item in latent.items] == pytest.approx(
        [0.450600, 0.500353, 0.127137, -0.514860, 0.534819, 0.126151, 0.332056, 0.348775, 0.450527], abs=1e-5
    )
    assert [item.loading for latent in found.latents for item in latent.items] == pytest.approx(
        [0.971890, 0.983471, 0.550459, -0.950792, 0.954482, 0.353448, 0.842234, 0.826392, 0.860145], abs=1e-5
    )
    assert found.latents[2].r2 == pytest.approx(0.442977774287969 / 0.739849199563189, abs=1e-5)
    assert found.warns(CautionCode.NEGATIVE_WEIGHT_OF_ITEM)

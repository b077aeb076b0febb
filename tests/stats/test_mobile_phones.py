"""Partial least squares on the mobile phone survey of Tenenhaus et al. 2005, against figures printed by seminr for R.

The correlations of the 13 items (250 customers) and the estimates (mode A, path weighting) are those that seminr 2
keeps beside its own tests (sem-in-r/seminr, tests/fixtures/V_3_6_0: item_cors, boot_report_paths, boot_report_loadings,
boot_report_weights and boot_report_htmt; V_3_5_X: cross_loadings); it stops when nothing moves by 1e-7.
"""

import numpy as np
import pytest

from survey_app.stats.discriminant_validity import htmt, variance_inflation
from survey_app.stats.partial_least_squares import Solved, inner_model, solve

NAMES = ("image", "expectation", "value", "satisfaction")
SIZES = (5, 3, 2, 3)
BELOW = (
    (0.38951040200593,),
    (0.262591052660124, 0.130540952983072),
    (0.445007650800294, 0.297687495028388, 0.413899024878234),
    (0.429135347358649, 0.295384096627003, 0.33708855927456, 0.427086145423235),
    (0.242101760148275, 0.286043350055157, 0.219685010028367, 0.222855602511926, 0.257388810694779),
    (0.276575855796019, 0.203481588687881, 0.249101041017444, 0.303849120549757, 0.364017659596456, 0.32580338012137),
    (0.209139511371513, 0.301443962542214, 0.117481014658927, 0.247503010438097, 0.120442506557188, 0.213762875914933,
     0.107180702305585),
    (0.345214927728563, 0.220848313161709, 0.275238617583558, 0.342652524493597, 0.187401551218444, 0.264707440101982,
     0.135700373490714, 0.243587142734377),
    (0.382668277001778, 0.279534641158422, 0.342151582977147, 0.516449324777041, 0.300345879736956, 0.277121388932354,
     0.189890380935894, 0.261120739352817, 0.700148223086921),
    (0.451772929648669, 0.405817156519437, 0.21872153171782, 0.439716002224472, 0.442747786021036, 0.324661630697693,
     0.36970817182573, 0.331712426707779, 0.3287279204166, 0.420076997619699),
    (0.380770441279565, 0.271072831363588, 0.320365380675749, 0.433824867733282, 0.387407337688291, 0.299422423808912,
     0.27028096285403, 0.254716332314483, 0.386606620425733, 0.507129675631188, 0.53920092673647),
    (0.527948602892197, 0.366991308213638, 0.28706522336907, 0.49120677151201, 0.450764549965626, 0.306415644785679,
     0.279493951598156, 0.221366460156264, 0.487135632791094, 0.604657712362952, 0.489952312925382, 0.592356833685476),
)  # fmt: skip
WEIGHTS = [
    0.331565496837403, 0.253381407777625, 0.19957423850573, 0.330983162965217, 0.310490528776397, 0.505837721216892,
    0.49867124599148, 0.43608211325906, 0.476812933927711, 0.60642533542816, 0.387272947521168, 0.373939896289369,
    0.439128431593844,
]  # fmt: skip
LOADINGS = [
    0.763199100938388, 0.598825742061012, 0.561373435201574, 0.769170608201221, 0.73625435746935, 0.761524665395569,
    0.710214472518845, 0.597659373657607, 0.901400554962628, 0.940265063862508, 0.804053676874835, 0.842878555812946,
    0.850379560919916,
]  # fmt: skip
PATHS = [0.447003896753384, 0.171830104491587, 0.316425319256027]


BLOCKS = (np.repeat(np.arange(4), SIZES)[:, None] == np.arange(4)).astype(float)


def correlations() -> np.ndarray:
    matrix = np.eye(13)
    for row, cells in enumerate(BELOW, 1):
        matrix[row, :row] = matrix[:row, row] = cells
    return matrix


@pytest.fixture(scope="module")
def solved() -> Solved:
    return solve(correlations()[None], BLOCKS, inner_model(NAMES, [(name, "satisfaction") for name in NAMES[:3]]))


def test_weights_and_loadings_of_the_mobile_phones_are_those_of_seminr(solved: Solved) -> None:
    assert solved.weights[0].sum(axis=1).tolist() == pytest.approx(WEIGHTS, abs=1e-7)
    assert solved.loadings[0].sum(axis=1).tolist() == pytest.approx(LOADINGS, abs=1e-7)


def test_paths_of_the_mobile_phones_are_those_of_seminr(solved: Solved) -> None:
    assert solved.paths[0, :3, 3].tolist() == pytest.approx(PATHS, abs=1e-7)
    assert solved.r2[0, 3] == pytest.approx(float(solved.paths[0, :3, 3] @ solved.scores[0, :3, 3]), abs=1e-12)
    assert (solved.converged, solved.turned[0].tolist()) == (True, [1, 1, 1, 1])


def test_the_ratios_of_the_mobile_phones_are_those_of_seminr() -> None:
    # image with expectation, value and satisfaction; expectation with value and satisfaction; value with satisfaction
    assert htmt(correlations()[None], BLOCKS)[0].tolist() == pytest.approx(
        [0.88803042750925, 0.651659392487802, 0.910100923782741, 0.588628982316289, 0.865108193553153,
         0.740808927759395], abs=1e-12,
    )  # fmt: skip
    # the sign of an item changes nothing
    turned = correlations() * np.outer([-1, *[1] * 12], [-1, *[1] * 12])
    assert htmt(turned[None], BLOCKS)[0, 0] == pytest.approx(0.88803042750925, abs=1e-12)
    assert np.isnan(htmt(np.eye(13)[None], BLOCKS)[0, 0])


def test_the_cross_loadings_of_the_mobile_phones_are_those_of_seminr(solved: Solved) -> None:
    crossed = correlations() @ solved.weights[0]
    assert crossed[[0, 5, 12]].ravel().tolist() == pytest.approx(
        [0.763199100938388, 0.351586629361819, 0.396662680764419, 0.549181935347663,
         0.350272365836377, 0.76152466539557, 0.29426936238514, 0.372254478283692,
         0.627868432872707, 0.390906142343749, 0.598952326330781, 0.850379560919916], abs=1e-7,
    )  # fmt: skip


def test_a_block_that_depends_on_itself_has_no_inflation() -> None:
    assert variance_inflation(np.ones((2, 2))) == [None, None]
    assert variance_inflation(np.eye(2)) == [1.0, 1.0]

"""Tables against counting by hand, person by person, and against figures that R printed for a public table."""

import json
from collections.abc import Sequence

import numpy as np
import pytest
from scipy import stats

from survey_app.stats import tabulating
from survey_app.stats.association import association
from survey_app.stats.coding import Coded, Net, multiple, nested, single
from survey_app.stats.crosstab import cross_table
from survey_app.stats.letters import Correction, Scheme, adjusted
from survey_app.stats.results import CautionCode, Reason, StatisticsRefused

# satisfaction by influence, R: xtabs(Freq ~ Sat + Infl, MASS::housing); Madsen 1976, Scand. J. Statistics 3:97
HOUSING = [[282, 206, 79], [170, 189, 87], [175, 264, 229]]


def test_the_housing_table_has_the_figures_that_r_prints() -> None:
    found = association(HOUSING)
    assert found.statistic == pytest.approx(106.1751, abs=1e-4)
    assert found.v == pytest.approx(0.17771, abs=5e-6)
    # chisq.test(...)$stdres
    assert np.array(found.residuals) == pytest.approx(
        np.array(
            [
                [7.5220278, -1.7203181, -6.5987792],
                [0.4164354, 1.6017713, -2.3193647],
                [-7.6430629, 0.2169373, 8.4679164],
            ]
        ),
        abs=1e-7,
    )
    assert (found.df, found.p_method, found.n) == (4, "chi_square", 1681)


def test_a_thin_table_is_tested_exactly_or_by_a_seeded_draw() -> None:
    # Fisher's tea: fisher.test(matrix(c(3, 1, 1, 3), 2))$p.value prints 0.4857143
    tea = association([[3, 1], [1, 3]])
    assert tea.p_method == "fisher_exact"
    assert tea.p == pytest.approx(0.4857143, abs=1e-7)
    # chisq.test(..., simulate.p.value = TRUE, B = 200000)$p.value prints 0.02756486
    thin = [[7, 1, 0], [2, 3, 3], [1, 4, 3]]
    one, again = association(thin), association(thin)
    assert (one.p_method, one.seed) == ("monte_carlo", 1900)
    assert one.p == again.p
    assert one.p == pytest.approx(0.0276, abs=0.006)
    assert one.warns(CautionCode.MONTE_CARLO)


def test_lines_that_hold_nobody_leave_the_test_with_a_caution() -> None:
    found = association([[30, 20, 0], [0, 0, 0], [10, 40, 0]])
    assert (found.rows, found.columns, found.df) == ((0, 2), (0, 1), 1)
    assert found.warns(CautionCode.EMPTY_LINES_LEFT_OUT)
    assert association([[3, 4], [0, 0]]).reason is Reason.NO_VARIATION
    assert association([[0, 0], [0, 0]]).reason is Reason.NO_ANSWERS
    with pytest.raises(StatisticsRefused):
        association([[1, -1], [2, 3]])


def test_weights_scale_to_the_people_and_shrink_the_test() -> None:
    counts = np.array(HOUSING)
    same = association(counts, counts * 40.0, 0.0)
    assert same.statistic == pytest.approx(106.1751, abs=1e-4)  # grossing up changes nothing
    half = association(counts, counts * 40.0, 1.0)
    assert half.statistic == pytest.approx(106.1751 / 2, abs=1e-4)
    assert half.v == pytest.approx(0.17771, abs=5e-6)
    assert half.residuals[0][0] == pytest.approx(7.5220278 / 2**0.5, abs=1e-6)
    assert half.warns(CautionCode.WEIGHTED_APPROXIMATE)


def people(seed: int, n: int = 400) -> tuple[list[str], list[str], list[str | None], list[float]]:
    """One multi-coded question, two single ones with gaps, weights, some of them 0."""
    rng = np.random.default_rng(seed)
    many = [";".join(str(code) for code in range(1, 6) if rng.random() < 0.35) for _ in range(n)]
    one = [str(rng.integers(1, 4)) for _ in range(n)]
    two = [None if rng.random() < 0.1 else str(rng.integers(1, 3)) for _ in range(n)]
    weights = [0.0 if rng.random() < 0.03 else float(rng.uniform(0.3, 3)) for _ in range(n)]
    return many, one, two, weights


def by_hand(
    rows: Sequence[set[str]], columns: Sequence[set[str]], weights: Sequence[float], row: set[str], column: str
) -> tuple[int, float, float, float, float]:
    """Count, weight, share, effective base and row share of one cell, by going through the people."""
    count, weight, base, squares, across = 0, 0.0, 0.0, 0.0, 0.0
    for given, stands, mass in zip(rows, columns, weights, strict=True):
        if not given or mass == 0:
            continue
        hit = bool(given & row)
        if stands and hit:
            across += mass
        if column in stands:
            base += mass
            squares += mass**2
            if hit:
                count += 1
                weight += mass
    return count, weight, weight / base, base**2 / squares, weight / across


def sets(cells: Sequence[str | None]) -> list[set[str]]:
    return [set((cell or "").split(";")) - {""} for cell in cells]


@pytest.mark.parametrize("turned", [False, True])
def test_several_answers_in_rows_or_columns_count_as_by_hand(turned: bool) -> None:  # noqa: FBT001 - a parameter
    many, one, two, weights = people(1)
    question: Coded = single(two, name="two") if turned else multiple(many, name="many")
    banner: list[Coded] = [multiple(many, name="many") if turned else single(two, name="two"), single(one, name="one")]
    nets = [] if turned else [Net("any of the first two", ("1", "2"))]
    found = cross_table(question, banner, weights, nets=nets)
    rows = sets(two if turned else many)
    answers: dict[str, Sequence[str | None]] = {"many": many, "one": one, "two": two}
    for place, column in enumerate(found.columns[1:], start=1):
        source = answers[column.question]
        for line, row in enumerate(found.rows):
            count, weight, share, n_eff, across = by_hand(
                rows, sets(source), weights, set(map(str, row.codes)), column.labels[0]
            )
            assert found.counts[line, place] == count
            assert found.weighted[line, place] == pytest.approx(weight)
            assert found.column_shares[line, place] == pytest.approx(share)
            assert found.row_shares[line, place] == pytest.approx(across)
            assert column.n_eff == pytest.approx(n_eff)
    assert [name for name, test in found.tests if test is not None] == (["one"] if turned else [])


@pytest.fixture(params=[7, 1_000_000])
def at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several answers each are counted over some people at a time: over a few, and over everybody."""
    monkeypatch.setattr(tabulating, "_PEOPLE_AT_ONCE", request.param)


@pytest.mark.usefixtures("at_once")
def test_both_ways_of_counting_give_the_same_table() -> None:
    _many, one, two, weights = people(3)
    plain, other = single(one), single(two)
    table = cross_table(plain, [other], weights)
    boxes = Coded("", plain.codes, plain.labels, None, plain.matrix())
    again = cross_table(boxes, [Coded("", other.codes, other.labels, None, other.matrix())], weights)
    assert again.weighted == pytest.approx(table.weighted)
    assert table.letters is not None
    assert again.letters is not None
    assert again.letters.pairs.p == pytest.approx(table.letters.pairs.p)
    assert again.letters.letters == table.letters.letters


@pytest.mark.parametrize("kind", ["int8", "int16", "int64", "float64"])
def test_the_width_of_the_numbers_changes_nothing(kind: str) -> None:
    chance = np.random.default_rng(7)
    rows, banner = chance.integers(1, 91, 3000), chance.integers(20, 99, 3000)
    across = [single(banner.astype(kind), range(20, 99))]
    found = cross_table(single(rows.astype(kind), range(1, 91)), across, scheme=None, tests=False)
    expected = np.zeros((90, 79))
    np.add.at(expected, (rows - 1, banner - 20), 1)
    assert found.counts[:, 1:].tolist() == expected.tolist()


@pytest.mark.usefixtures("at_once")
def test_letters_are_z_with_the_people_in_both_columns_taken_off() -> None:
    many, _one, two, weights = people(4)
    found = cross_table(single(two, ["1", "2"]), [multiple(many)], weights, scheme=Scheme(Correction.HOLM))
    assert found.letters is not None
    pairs = found.letters.pairs
    mass = np.array(weights)
    given = np.array([cell == "1" for cell in two])
    valid = np.array([cell is not None for cell in two]) & (mass > 0)
    boxes = np.array([[str(code) in each for code in range(1, 6)] for each in sets(many)]) & valid[:, None]
    raw = []
    for first, second in pairs.pairs:
        a, b = boxes[:, first - 1], boxes[:, second - 1]
        w1, w2 = mass[a].sum(), mass[b].sum()
        p1, p2 = mass[a & given].sum() / w1, mass[b & given].sum() / w2
        # the variance of the difference, written out over the people: p(1 - p) sum (w a/W1 - w b/W2)^2
        spread = ((mass * a / w1 - mass * b / w2) ** 2).sum()
        pooled = (w1 * p1 + w2 * p2) / (w1 + w2)
        raw.append((p1 - p2) / (pooled * (1 - pooled) * spread) ** 0.5)
    assert pairs.statistic[0] == pytest.approx(np.array(raw))
    assert pairs.p[0] == pytest.approx(2 * stats.norm.sf(np.abs(raw)))
    total, w1, wt = boxes[:, 0], mass[boxes[:, 0]].sum(), mass[valid].sum()
    spread = ((mass * total / w1 - mass * valid / wt) ** 2).sum()
    p1, pt = mass[total & given].sum() / w1, mass[valid & given].sum() / wt
    pooled = (w1 * p1 + wt * pt) / (w1 + wt)
    assert found.letters.totals.statistic[0, 0] == pytest.approx((p1 - pt) / (pooled * (1 - pooled) * spread) ** 0.5)


def test_a_letter_stands_in_the_higher_column_capital_or_small_by_the_level() -> None:
    # 60 % against 50 % of 200 each: z = 2.0101, p = .0444; 60 % against 51.5 %: z = 1.71, p = .0875
    rows = single(["y"] * 120 + ["n"] * 80 + ["y"] * 100 + ["n"] * 100 + ["y"] * 103 + ["n"] * 97, ["y", "n"])
    banner = [single(["a"] * 200 + ["b"] * 200 + ["c"] * 200)]
    found = cross_table(rows, banner)
    assert found.letters is not None
    assert found.letters.letters[0] == ("", "B c", "", "")
    assert found.letters.letters[1] == ("", "", "A", "a")
    assert found.letters.pairs.statistic[0, 0] == pytest.approx(2.0101, abs=1e-4)
    strict = cross_table(rows, banner, scheme=Scheme(Correction.BONFERRONI))
    assert strict.letters is not None
    assert strict.letters.letters[0] == ("", "", "", "")
    assert strict.letters.pairs.p_adjusted[0, 0] == pytest.approx(3 * 0.04441, abs=1e-4)


def test_small_bases_are_marked_and_the_smallest_are_not_tested() -> None:
    banner = [single(["a"] * 29 + ["b"] * 99 + ["c"] * 100)]
    rows = single([1] * 29 + [2] * 149 + [1] * 50)
    found = cross_table(rows, banner)
    assert [column.mark for column in found.columns] == ["", "**", "*", ""]
    assert found.letters is not None
    assert found.letters.letters[0] == ("", "", "", "B")
    assert np.isnan(found.letters.pairs.p[:, :2]).all()
    assert found.warns(CautionCode.SMALL_COLUMNS_UNTESTED)


def test_nested_columns_are_compared_inside_one_outer_code_only() -> None:
    _many, one, two, _weights = people(5)
    found = cross_table(single(one), [nested(single(two, name="sex"), single(one, name="age"))])
    assert [column.labels for column in found.columns[1:3]] == [("1", "1"), ("1", "2")]
    assert found.letters is not None
    assert found.letters.pairs.pairs == ((1, 2), (1, 3), (2, 3), (4, 5), (4, 6), (5, 6))
    assert [column.letter for column in found.columns] == ["", "A", "B", "C", "D", "E", "F"]


def test_means_leave_out_codes_without_a_score_and_get_letters_by_t() -> None:
    rng = np.random.default_rng(8)
    codes = [*rng.integers(1, 6, 150).tolist(), *rng.integers(2, 6, 150).tolist()]
    codes[3] = codes[200] = 99
    groups = ["a"] * 150 + ["b"] * 150
    found = cross_table(single(codes), [single(groups)], scores={code: code for code in range(1, 6)})
    numbers = np.array(codes)
    kept = [numbers[[group == each for group in groups]] for each in "ab"]
    kept = [each[each < 99] for each in kept]
    assert found.means is not None
    assert found.deviations is not None
    assert found.mean_letters is not None
    assert found.mean_bases is not None
    assert found.means[1:] == pytest.approx([each.mean() for each in kept])
    assert found.deviations[1:] == pytest.approx([each.std(ddof=1) for each in kept])
    assert found.mean_bases.tolist() == [298, 149, 149]
    student = stats.ttest_ind(*kept)  # pooled, as the letters are
    assert found.mean_letters.pairs.statistic[0, 0] == pytest.approx(student.statistic)
    assert found.mean_letters.pairs.p[0, 0] == pytest.approx(student.pvalue)
    assert found.mean_letters.letters[0][2] == "A"


def test_corrections_are_those_of_scipy_and_of_holm() -> None:
    p = np.array([[0.01, np.nan, 0.04, 0.03], [0.2, 0.001, 0.5, 0.04]])
    assert adjusted(p, "bonferroni")[1].tolist() == pytest.approx([0.8, 0.004, 1, 0.16])
    assert adjusted(p, "holm")[0] == pytest.approx([0.03, np.nan, 0.06, 0.06], nan_ok=True)
    assert adjusted(p, "bh")[1] == pytest.approx(stats.false_discovery_control(p[1]))
    assert adjusted(p, "bh")[0][[0, 2, 3]] == pytest.approx(stats.false_discovery_control(p[0][[0, 2, 3]]))


def test_nobody_is_a_table_without_figures_and_json_holds_no_nan() -> None:
    empty = cross_table(multiple([None, ""], ["1", "2"]), [single([1, 2])], [0, 0])
    assert (empty.n, empty.reason) == (0, Reason.NO_ANSWERS)
    json.dumps(empty.to_json(), allow_nan=False)
    many, one, _two, weights = people(6, 60)
    plain = cross_table(multiple(many), [single(one)], weights).to_json()
    json.dumps(plain, allow_nan=False)
    assert plain["rows"][0]["cells"][1].keys() >= {"count", "weighted", "column_share", "row_share", "letters"}


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: cross_table(single([1, 2]), [single([1])]),
        lambda: cross_table(single([1, 2]), [single([1, 2])], [1]),
        lambda: cross_table(single([1, 2]), [], nets=[Net("top", (9,))]),
        lambda: cross_table(multiple(["1;2"]), [], scores={"1": 1}),
        lambda: single([1, 2], [1, 1]),
        lambda: nested(single([1]), single([1, 2])),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(wrong: object) -> None:
    with pytest.raises(StatisticsRefused):
        wrong()  # type: ignore[operator]

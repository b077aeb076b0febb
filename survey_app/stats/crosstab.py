"""A table of one question against a banner of others: counts, shares, bases, means, tests and column letters."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from survey_app.stats.answers import FloatArray, Values, as_weights
from survey_app.stats.association import Association, association
from survey_app.stats.banner import Banner, TableColumn, banner_of
from survey_app.stats.coding import Coded, Net
from survey_app.stats.crosstab_json import plain_table
from survey_app.stats.lettering import Lettering, letter_means, letter_shares
from survey_app.stats.letters import PLAIN, Scheme
from survey_app.stats.results import Base, Caution, CautionCode, Json, Reason, Result, StatisticsRefused
from survey_app.stats.tabulating import Masses, RowQuestion, cell_squares, row_question

__all__ = ["CrossTable", "Scheme", "TableLine", "cross_table", "prepared"]

_SOURCE = "cross-tabulation; letters: z and t with Kish's effective bases and an overlap term (Kish 1965)"


@dataclass(frozen=True, slots=True)
class TableLine:
    """One row: a code, or a net of several."""

    label: str
    codes: tuple[Hashable, ...]
    is_net: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class CrossTable(Result):
    """The table, rows x columns; column 0 is everybody who answered the question in the rows.

    `row_bases` is what a row share divides by. `means` and `deviations` stand per column, NaN without any; None where
    the codes carry no scores. `letters` and `mean_letters` are None when none were asked for. `tests` holds a test per
    banner question, None where either side has several answers each.
    """

    question: str
    rows: tuple[TableLine, ...]
    columns: tuple[TableColumn, ...]
    counts: FloatArray
    weighted: FloatArray
    row_bases: FloatArray
    means: FloatArray | None
    deviations: FloatArray | None
    mean_bases: FloatArray | None
    letters: Lettering | None
    mean_letters: Lettering | None
    tests: tuple[tuple[str, Association | None], ...]
    is_weighted: bool
    scheme: Scheme

    @property
    def column_shares(self) -> FloatArray:
        """Weighted share of each row among the column's answers; NaN in an empty column."""
        bases = np.broadcast_to([column.weighted_n for column in self.columns], self.weighted.shape)
        nothing = np.full_like(self.weighted, np.nan)
        found: FloatArray = np.divide(self.weighted, bases, out=nothing, where=bases > 0)
        return found

    @property
    def row_shares(self) -> FloatArray:
        """Weighted share of each column among the row's answers that stand anywhere in that banner question."""
        nothing = np.full_like(self.weighted, np.nan)
        found: FloatArray = np.divide(self.weighted, self.row_bases, out=nothing, where=self.row_bases > 0)
        return found

    def to_json(self) -> dict[str, Json]:
        """The table as plain types: every row with its cells, every column with its bases and mean."""
        return plain_table(self)


def cross_table(
    rows: Coded,
    banner: Sequence[Coded],
    weights: Values | Masses | None = None,
    *,
    nets: Sequence[Net] = (),
    scores: Mapping[Hashable, float] | None = None,
    scheme: Scheme | None = PLAIN,
    tests: bool = True,
    seed: int = 1900,
) -> CrossTable:
    """Set one question against a banner: the total, then the codes of each banner question side by side.

    Parameters: rows, the question in the rows, one or several answers each; banner, the questions in the columns (see
    `nested` for one inside another); weights, one per person, or None (weight 0 leaves the person out), or what
    `prepared` made of them for many tables; nets, further
    rows that join codes; scores, the value of each code for the mean, or None for no mean; scheme, how columns are
    compared, or None for no letters; tests, whether to test each banner question; seed of a Monte Carlo test.
    Returns: CrossTable. Base of a column: its people who answered the rows. Nobody: the reason `no_answers`.
    Raises: StatisticsRefused for questions or weights of another length, a net of codes that are not there, or scores
    for a question with several answers.
    Formula: column share = sum of weights of the cell / of the column; row share = of the cell / of the row within the
    banner question. Letters of shares: z = (p1 - p2)/sqrt(p(1 - p) v), p pooled on weighted counts, v = 1/e1 + 1/e2 - 2
    sum w² over the people in both columns/(W1 W2), e Kish's effective base, W the sum of weights; of means: t with e1 +
    e2 - 2 degrees of freedom. Columns of one banner question are compared, nested ones inside one outer code; one row
    of them is the family that a correction counts. Chi-square as `association`, of second order when weighted.
    Do not trust letters between columns below the least base: none are made there.
    Source: Kish 1965, Survey Sampling; Pearson 1900; Cramer 1946; Rao and Scott 1984, Annals of Statistics 12:46.

    >>> from survey_app.stats.coding import single
    >>> found = cross_table(single([1, 1, 2, 2]), [single(["a", "b", "b", "b"])])
    >>> found.column_shares.round(2).tolist()
    [[0.5, 1.0, 0.33], [0.5, 0.0, 0.67]]
    """
    mass = weights if isinstance(weights, Masses) else prepared(weights, rows.size)
    least = scheme.least if scheme else PLAIN.least
    asked = row_question(rows, nets, mass)
    table = banner_of(asked, banner, least)
    found = _crossed(rows, banner, table, (mass, nets, scores), scheme)
    tested = tuple(_tests(asked, banner, table, seed)) if tests else ()
    return replace(found, tests=tested, cautions=_cautions(rows, table, least))


def _crossed(
    rows: Coded,
    banner: Sequence[Coded],
    table: Banner,
    given: tuple[Masses | None, Sequence[Net], Mapping[Hashable, float] | None],
    scheme: Scheme | None,
) -> CrossTable:
    """Shares, means and letters of a counted table; its tests and cautions come afterwards."""
    mass, nets, scores = given
    figures = _means(rows, banner, mass, scores, table) if scores else None
    n = int(table.n[0])
    return CrossTable(
        question=rows.name,
        rows=_lines(rows, nets),
        columns=table.columns,
        counts=table.counts,
        weighted=table.weighted,
        row_bases=table.row_bases,
        means=figures[1] if figures else None,
        deviations=figures[2] if figures else None,
        mean_bases=figures[0].n if figures else None,
        letters=letter_shares(table, scheme) if scheme else None,
        mean_letters=letter_means(*figures, scheme) if figures and scheme else None,
        tests=(),
        is_weighted=mass is not None,
        scheme=scheme or PLAIN,
        n=n,
        missing=rows.size - n,
        base=Base.VALID_ANSWERS,
        method="cross_table" if rows.places is not None else "cross_table_several_answers",
        source=_SOURCE,
        reason=None if n else Reason.NO_ANSWERS,
    )


def _lines(rows: Coded, nets: Sequence[Net]) -> tuple[TableLine, ...]:
    """The codes of the question in the rows, and the nets below them."""
    lines = [TableLine(label[0], (code,), is_net=False) for label, code in zip(rows.labels, rows.codes, strict=True)]
    return (*lines, *(TableLine(net.label, net.codes, is_net=True) for net in nets))


def prepared(weights: Values | None, people: int) -> Masses | None:
    """Weights checked and summed once, for many tables of the same people."""
    mass = as_weights(weights, people)
    return None if mass is None else Masses.of(mass)


def _cautions(rows: Coded, table: Banner, least: float) -> tuple[Caution, ...]:
    small = sum(1 for column in table.columns[1:] if column.n_eff < least)
    found = (Caution.of(CautionCode.SMALL_COLUMNS_UNTESTED, columns=small, least=least),) if small else ()
    return found + ((Caution.of(CautionCode.UNLISTED_CODES, count=rows.unlisted),) if rows.unlisted else ())


def _means(
    rows: Coded,
    banner: Sequence[Coded],
    mass: Masses | None,
    scores: Mapping[Hashable, float],
    table: Banner,
) -> tuple[Banner, FloatArray, FloatArray]:
    """Mean and standard deviation per column, with the bases of those whose code has a score."""
    if rows.places is None:
        raise StatisticsRefused("several_answers", question=rows.name)
    kept = [code in scores for code in rows.codes]
    values = np.array([scores[code] for code in rows.codes if code in scores], dtype=np.float64)
    if not all(kept):
        moved = np.array([*np.where(kept, np.cumsum(kept) - 1, -1), -1])
        codes = tuple(code for code in rows.codes if code in scores)
        fewer = replace(rows, codes=codes, labels=rows.labels[: len(codes)], places=moved[rows.places])
        table = banner_of(row_question(fewer, (), mass), banner)
    cells, weight, n = table.weighted[: values.size], table.weight, table.n
    with np.errstate(divide="ignore", invalid="ignore"):
        means = values @ cells / weight
        squares = (((values[:, None] - means) ** 2) * cells).sum(axis=0) / weight
        spread = np.sqrt(np.where(n > 1, squares * n / (n - 1), np.nan))
    return table, np.where(weight > 0, means, np.nan), spread


def _tests(
    asked: RowQuestion, banner: Sequence[Coded], table: Banner, seed: int
) -> list[tuple[str, Association | None]]:
    rows, is_weighted = asked.coded, asked.masses is not None
    height = len(rows.codes)
    found: list[tuple[str, Association | None]] = []
    for question, block in zip(banner, table.blocks, strict=True):
        if rows.places is None or question.places is None:
            found.append((question.name, None))
            continue
        n, weight, squares = block.whole
        cv2 = n * squares / weight**2 - 1 if is_weighted and weight > 0 else 0.0
        test = association(
            block.counts[:height],
            block.weighted[:height] if is_weighted else None,
            max(0.0, cv2),
            squares=cell_squares(asked, question),
            seed=seed,
            missing=rows.size - n,
        )
        found.append((question.name, test))
    return found

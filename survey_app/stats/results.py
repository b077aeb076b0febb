"""The shapes every statistic answers in: a value, its interval, its base, and what a reader should be told with it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

import numpy as np

__all__ = [
    "Base",
    "Caution",
    "CautionCode",
    "Estimate",
    "Interval",
    "Json",
    "Reason",
    "Result",
    "Scalar",
    "StatisticsRefused",
]

Scalar = str | int | float
Json = Any
"""Text, numbers, true and false, null, lists and dictionaries of those."""


class StatisticsRefused(ValueError):
    """The question itself is wrong (not the data): differing scales, more answers than people, points not worth 100.

    `code` names the rule broken, `params` the figures that break it, so a page can word the sentence.
    """

    def __init__(self, code: str, **params: Scalar) -> None:
        """Keep the code and its figures; the message is for logs only."""
        self.code = code
        self.params: Mapping[str, Scalar] = params
        super().__init__(f"{code}: {', '.join(f'{name}={value}' for name, value in params.items())}")


class Reason(StrEnum):
    """Why a figure, or only its interval, does not exist."""

    NO_ANSWERS = "no_answers"
    ONE_ANSWER = "one_answer"
    NO_VARIATION = "no_variation"
    CENSUS = "census"
    NO_CASES = "no_cases"
    ONE_ITEM = "one_item"
    ZERO_WEIGHTS = "zero_weights"
    TOO_FEW_EFFECTIVE = "too_few_effective"
    TOO_FEW_ITEMS = "too_few_items"
    NOT_POSITIVE_DEFINITE = "not_positive_definite"
    NOT_CONVERGED = "not_converged"
    ONE_GROUP = "one_group"
    MULTIPLE_ANSWERS = "multiple_answers"
    NOT_COMPARABLE = "not_comparable"
    NO_CHANGES = "no_changes"
    TOO_FEW_IN_CLASS = "too_few_in_class"
    NOT_TOLD_APART = "not_told_apart"
    FEW_IN_A_GROUP = "few_in_a_group"


class Base(StrEnum):
    """Who stands in the denominator."""

    VALID_ANSWERS = "valid_answers"
    BOTH_SIDES = "both_sides"
    COMPLETE_CASES = "complete_cases"
    CASES_WITH_ANY_ITEM = "cases_with_any_item"
    ISSUED_CASES = "issued_cases"
    FRAME_UNITS = "frame_units"
    PAIRWISE_CASES = "pairwise_cases"
    ALL_CASES = "all_cases"


class CautionCode(StrEnum):
    """What a reader should know before trusting a figure; templates hold the sentences."""

    BASE_BELOW_30 = "base_below_30"
    BASE_BELOW_100 = "base_below_100"
    UNLISTED_CODES = "unlisted_codes"
    EDGE_APPROXIMATE = "edge_approximate"
    RECALLED_EXPECTATION = "recalled_expectation"
    EXPECTED_TOP = "expected_top"
    RANK_TEST_TAKES_NO_WEIGHTS = "rank_test_takes_no_weights"
    IMPUTED_BY_ITEM_MEAN = "imputed_by_item_mean"
    ITEM_NOT_0_TO_10 = "item_not_0_to_10"
    OWN_CUTS = "own_cuts"
    ALL_IN_ONE_CLASS = "all_in_one_class"
    TOTAL_DIFFERS = "total_differs"
    STRATUM_WITHOUT_CASES = "stratum_without_cases"
    E_GIVEN = "e_given"
    NEGATIVE_ALPHA = "negative_alpha"
    CONSTANT_ITEM = "constant_item"
    BASES_DIFFER_BY_PAIR = "bases_differ_by_pair"
    HEYWOOD_CASE = "heywood_case"
    OPPOSITE_LOADINGS = "opposite_loadings"
    WEIGHTED_APPROXIMATE = "weighted_approximate"
    EXPECTED_BELOW_5 = "expected_below_5"
    MONTE_CARLO = "monte_carlo"
    EMPTY_LINES_LEFT_OUT = "empty_lines_left_out"
    SMALL_COLUMNS_UNTESTED = "small_columns_untested"
    GROUP_BELOW_2 = "group_below_2"
    WEIGHTS_CAPPED = "weights_capped"
    UNKNOWN_CATEGORY_KEPT = "unknown_category_kept"
    STRATUM_TAKEN_WHOLE = "stratum_taken_whole"
    STRATUM_RAISED_TO_LEAST = "stratum_raised_to_least"
    FEW_WAVES = "few_waves"
    ONE_SIDE_MISSING = "one_side_missing"
    MOSTLY_REVERSE = "mostly_reverse"
    MANY_QUESTIONABLE = "many_questionable"
    RULES_DISAGREE = "rules_disagree"
    CONSTANT_COLUMN_OUT = "constant_column_out"
    EQUAL_COLUMNS_MERGED = "equal_columns_merged"
    FEW_CASES_PER_DRIVER = "few_cases_per_driver"
    FEW_IN_CLASS = "few_in_class"
    BASE_BELOW_50 = "base_below_50"
    SINGLE_ITEM_BLOCK = "single_item_block"
    SIGN_TURNED = "sign_turned"
    NEGATIVE_WEIGHT_OF_ITEM = "negative_weight_of_item"
    RESAMPLES_LEFT_OUT = "resamples_left_out"
    IMPORTANCE_UNCHANGING = "importance_unchanging"
    LOSSES_IN_TOTAL = "losses_in_total"
    UNCLASSIFIED_CASES = "unclassified_cases"


def _plain(value: object) -> Json:
    if isinstance(value, Caution):
        return value.to_json()
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return str(value) if isinstance(value, StrEnum | Fraction) else value


@dataclass(frozen=True, slots=True)
class Caution:
    """One warning as a code with the figures its sentence needs."""

    code: CautionCode
    params: tuple[tuple[str, Scalar], ...] = ()

    @classmethod
    def of(cls, code: CautionCode, **params: Scalar) -> "Caution":
        """Build a caution from keyword figures.

        >>> Caution.of(CautionCode.BASE_BELOW_30, n=12).to_json()
        {'code': 'base_below_30', 'params': {'n': 12}}
        """
        return cls(code, tuple(params.items()))

    def to_json(self) -> dict[str, Json]:
        """Return the code and its figures as a dictionary of plain types."""
        return {"code": self.code.value, "params": dict(self.params)}


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval with its level and the method that made it."""

    low: float
    high: float
    level: float
    method: str

    def leaves_out(self, point: float) -> bool:
        """Whether the point lies outside the interval; a limit itself counts as inside.

        >>> Interval(0.1, 0.4, 0.95, "wilson").leaves_out(0)
        True
        """
        return point < self.low or point > self.high

    def to_json(self) -> dict[str, Json]:
        """Return the limits, level and method as a dictionary of plain types."""
        plain: dict[str, Json] = _plain(self)
        return plain


@dataclass(frozen=True, kw_only=True)
class Result:
    """What every result carries: base, method, source, cautions and, when something is missing, the reason."""

    n: int
    base: Base
    method: str
    source: str
    missing: int = 0
    cautions: tuple[Caution, ...] = ()
    reason: Reason | None = None

    def to_json(self) -> dict[str, Json]:
        """Return all fields as a dictionary of plain JSON types, results inside results included."""
        plain: dict[str, Json] = _plain(self)
        return plain

    def warns(self, code: CautionCode) -> bool:
        """Whether a caution of this code stands with the result."""
        return any(caution.code is code for caution in self.cautions)


@dataclass(frozen=True, kw_only=True)
class Estimate(Result):
    """One figure and its interval; either is None where it does not exist, and `reason` says why."""

    value: float | None = None
    interval: Interval | None = None
    population: int | None = None
    n_eff: float | None = None

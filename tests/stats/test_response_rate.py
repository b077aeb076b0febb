"""The six response rates against a table worked by hand."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.stats.response_rate import Dispositions, ResponseRates, response_rates
from survey_app.stats.results import CautionCode, Reason, StatisticsRefused

HAND = Dispositions(complete=600, partial=50, refusal=150, non_contact=100, other=20, unknown=200, ineligible=80)


def rates(found: ResponseRates) -> list[float | None]:
    return [found.rr1, found.rr2, found.rr3, found.rr4, found.rr5, found.rr6]


def test_all_six_rates_equal_the_table_worked_by_hand() -> None:
    # AAPOR Standard Definitions: e = 920/1000 = .92; denominators 1120, 920 + 184 = 1104, 920
    found = response_rates(HAND)
    assert found.e == pytest.approx(0.92, abs=1e-12)
    by_hand = [600 / 1120, 650 / 1120, 600 / 1104, 650 / 1104, 600 / 920, 650 / 920]
    assert rates(found) == pytest.approx(by_hand, abs=1e-12)
    assert (found.n, found.method) == (1200, "aapor_e_proportional")


def test_a_given_e_stands_in_for_the_found_one_and_is_cautioned() -> None:
    found = response_rates(HAND, e=0.5)
    assert found.rr3 == pytest.approx(600 / 1020, abs=1e-12)
    assert found.warns(CautionCode.E_GIVEN)
    none, every = response_rates(HAND, e=0), response_rates(HAND, e=1)
    assert (none.rr3, none.rr4) == (none.rr5, none.rr6)
    assert (every.rr3, every.rr4) == (every.rr1, every.rr2)


@given(st.lists(st.integers(0, 1000), min_size=7, max_size=7))
def test_the_rates_are_shares_and_stand_in_their_order(counts: list[int]) -> None:
    found = response_rates(Dispositions(**dict(zip(Dispositions.__dataclass_fields__, counts, strict=True))))
    present = [rate for rate in rates(found) if rate is not None]
    assert all(0 <= rate <= 1 for rate in present)
    for column in (rates(found)[0::2], rates(found)[1::2]):
        known = [rate for rate in column if rate is not None]
        assert all(low <= high + 1e-12 for low, high in pairwise(known))
    assert (found.reason is Reason.NO_CASES) == (None in rates(found))


def test_no_cases_have_no_rates() -> None:
    for nobody in (Dispositions(), Dispositions(ineligible=4)):
        found = response_rates(nobody)
        assert rates(found) == [None] * 6
        assert found.reason is Reason.NO_CASES


def test_only_unknown_cases_have_no_e_and_no_rate_that_needs_it() -> None:
    found = response_rates(Dispositions(unknown=9))
    assert rates(found) == [0, 0, None, None, None, None]
    assert (found.e, found.reason) == (None, Reason.NO_CASES)


def test_negative_counts_and_an_impossible_e_are_refused() -> None:
    for ask in (lambda: response_rates(Dispositions(refusal=-1)), lambda: response_rates(HAND, e=1.1)):
        with pytest.raises(StatisticsRefused):
            ask()

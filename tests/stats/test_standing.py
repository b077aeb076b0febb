"""Who is counted and whether to ask once more: pure counts, their verdicts and their edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.stats.consensus import AgreementRule, Verdict, consensus
from survey_app.stats.denominators import Counted, Sheets, denominators
from survey_app.stats.results import Reason, StatisticsRefused
from survey_app.stats.stopping import ItemState, Standing, Stop, advise

RULE = AgreementRule()


def test_a_quarter_more_can_pass_when_dont_know_is_left_out() -> None:
    found = denominators(Sheets(15, 2, 19, 6), RULE, partial=Sheets(0, 3, 4, 1), silent=10)
    assert [(row.counted, row.n, row.verdict) for row in found.rows] == [
        (Counted.JUDGED, 19, Verdict.AGREED_HIGH),
        (Counted.WITH_CANNOT_JUDGE, 25, Verdict.NO_AGREEMENT),
        (Counted.WITH_PARTIALS, 23, Verdict.NO_AGREEMENT),
        (Counted.WITH_PARTIALS_AND_CANNOT_JUDGE, 30, Verdict.NO_AGREEMENT),
        (Counted.EVERYBODY_ASKED, 40, Verdict.NO_AGREEMENT),
    ]
    assert found.depends
    assert denominators(Sheets(8, 0, 8), RULE).rows[1:] == ()
    assert denominators(Sheets(), RULE).reason is Reason.NO_ANSWERS
    for wrong in (Sheets(5, 5, 9), Sheets(-1, 0, 3)):
        with pytest.raises(StatisticsRefused):
            denominators(wrong, RULE)


@given(st.lists(st.integers(1, 9), max_size=30), st.integers(0, 9))
def test_the_first_two_ways_are_those_of_the_consensus(ratings: list[int], unsure: int) -> None:
    high, low = (sum(a <= r <= b for r in ratings) for a, b in (RULE.high, RULE.low))
    found = denominators(Sheets(high, low, len(ratings), unsure), RULE)
    both = consensus(ratings, RULE, cannot_judge=unsure)
    assert found.rows[0].verdict is both.verdict
    assert found.rows[-1].verdict is both.verdict_of_all
    assert found.rows[-1].high == both.high_of_all.value


@pytest.mark.parametrize(
    ("verdict", "stable", "standing"),
    [
        (Verdict.AGREED_LOW, True, Standing.SETTLED_AGREED),
        (Verdict.NO_AGREEMENT, True, Standing.SETTLED_WITHOUT_AGREEMENT),
        (Verdict.SPLIT, True, Standing.SETTLED_SPLIT),
        (Verdict.AGREED_HIGH, False, Standing.AGREED_STILL_MOVING),
        (Verdict.SPLIT, False, Standing.STILL_MOVING),
        (Verdict.AGREED_HIGH, None, Standing.ASKED_ONCE),
        (Verdict.TOO_FEW, True, Standing.TOO_FEW),
    ],
)
def test_an_item_is_settled_by_stability_and_not_by_agreement(
    verdict: Verdict,
    *,
    stable: bool | None,
    standing: Standing,
) -> None:
    found = advise([ItemState(verdict, stable)], round_number=2, planned=3, people=20)
    assert found.items[0].standing is standing
    assert found.stop is (Stop.ALL_SETTLED if standing.is_settled else Stop.ONE_MORE)
    assert found.one_more.ratings == (0 if standing.is_settled else 20)


def test_the_last_round_and_a_study_without_items() -> None:
    moving = [ItemState(Verdict.NO_AGREEMENT, stable=False)] * 3
    assert advise(moving, round_number=3, planned=3, people=9).stop is Stop.LAST_ROUND_DONE
    assert advise(moving, round_number=2, planned=3, people=9, too_many_lost=True).stop is Stop.TOO_MANY_LOST
    assert advise([], round_number=1, planned=3, people=9).stop is Stop.CANNOT_TELL
    assert advise(moving, round_number=1, planned=2, people=9, returned=0.5).one_more.expected_answers == 4
    with pytest.raises(StatisticsRefused):
        advise(moving, round_number=0, planned=3, people=9)

"""Drawing on paper: the 2006 study's rule to the digit."""

import random
from fractions import Fraction

import pytest

from survey_app.exceptions import SampleRefused
from survey_app.services.draws import MOST_STRATA, DrawRule, plan, rate_in_words, readable_rate, rule_sentence
from survey_app.services.members import Member
from tests.lists import INDUSTRY_SIZES, frame_rows

RULE = DrawRule(rate="80 %", by="industry", tally="region", seed="7")


def members() -> tuple[Member, ...]:
    return tuple(
        Member(row["id"], "", {name: row[name] for name in ("industry", "region") if row[name]}) for row in frame_rows()
    )


def test_80_percent_of_each_industry_is_rounded_half_up_and_comes_to_979_of_1224() -> None:
    found = plan(members(), RULE)
    assert (found.frame, found.drawn) == (1224, 979)
    assert [(row.stratum, row.frame) for row in found.by] == sorted(INDUSTRY_SIZES.items())
    # (8 n + 5) // 10 in whole numbers is 0.8 n rounded half up
    assert [row.drawn for row in found.by] == [(8 * size + 5) // 10 for _code, size in sorted(INDUSTRY_SIZES.items())]


def test_the_tally_by_region_sums_to_the_drawn_with_not_stated_last() -> None:
    found = plan(members(), RULE)
    assert sum(row.drawn for row in found.tally) == 979
    assert sum(row.frame for row in found.tally) == 1224
    assert found.tally[-1].stratum is None
    assert found.tally[-1].drawn > 0
    chosen = set(found.units)
    counted = [member for member in members() if member.unit in chosen and "region" not in member.attributes]
    assert found.tally[-1].drawn == len(counted)


def test_the_order_of_the_list_does_not_matter_and_the_seed_does() -> None:
    shuffled = list(members())
    random.Random(1).shuffle(shuffled)
    assert plan(tuple(shuffled), RULE).units == plan(members(), RULE).units
    other = DrawRule(rate="80 %", by="industry", tally="region", seed="8")
    assert set(plan(members(), other).units) != set(plan(members(), RULE).units)


@pytest.mark.parametrize(
    ("rate", "size", "drawn"),
    [("0.35", 10, 4), ("0.145", 100, 15), ("14.5", 100, 15), ("50%", 5, 3), ("1/4", 2, 1), ("0,35", 10, 4)],
)
def test_rates_are_exact_where_floating_point_would_round_down(rate: str, size: int, drawn: int) -> None:
    people = tuple(Member(f"u{number}", "", {"g": "x"}) for number in range(size))
    assert plan(people, DrawRule(rate=rate, by="g", seed="1")).drawn == drawn


def test_members_without_the_attribute_are_a_stratum_of_their_own() -> None:
    people = tuple(Member(f"u{number}", "", {"g": "x"} if number < 5 else {}) for number in range(10))
    rows = plan(people, DrawRule(rate="80%", by="g", seed="1")).by
    assert [(row.stratum, row.frame, row.drawn) for row in rows] == [("x", 5, 4), (None, 5, 4)]


def test_a_size_is_shared_in_proportion() -> None:
    found = plan(members(), DrawRule(size=100, by="industry", seed="1"))
    assert found.drawn == 100
    for row in found.by:
        assert abs(row.drawn - Fraction(100 * row.frame, 1224)) < 1


@pytest.mark.parametrize(
    "rule",
    [
        DrawRule(rate="0", seed="1"),
        DrawRule(rate="101", seed="1"),
        DrawRule(rate="a lot", seed="1"),
        DrawRule(rate="1/0", seed="1"),
        DrawRule(rate="9" * 5000, seed="1"),
        DrawRule(rate="0.0001", seed="1"),
        DrawRule(size=2000, seed="1"),
        DrawRule(rate="50%", seed=" "),
    ],
)
def test_a_rule_that_cannot_be_followed_is_refused(rule: DrawRule) -> None:
    with pytest.raises(SampleRefused):
        plan(members(), rule)


def test_the_rule_reads_as_a_sentence() -> None:
    message, words = rule_sentence(RULE)
    assert message % words == "80 % of each industry, rounded half up, then counted by region"
    message, words = rule_sentence(DrawRule(size=50, seed="1"))
    assert message % words == "50 of the whole list"


def test_rates_are_read_as_people_type_them() -> None:
    assert [readable_rate(text) for text in ("80", "80 %", "80\N{FULLWIDTH PERCENT SIGN}", "0,8", "4/5")] == [
        "80%",
        "80 %",
        "80%",
        "0.8",
        "4/5",
    ]
    assert [rate_in_words(text) for text in ("0.8", "80%", "0.145", "1/3")] == ["80 %", "80 %", "14.5 %", "1/3"]


@pytest.mark.parametrize("part", ["by", "tally"])
def test_a_column_that_tells_everybody_apart_makes_no_strata(part: str) -> None:
    named = tuple(Member(f"c{number}", "", {"name": f"Customer {number}"}) for number in range(MOST_STRATA + 1))
    with pytest.raises(SampleRefused) as refused:
        plan(named, DrawRule(rate="80 %", seed="7", **{part: "name"}))
    assert refused.value.params == {"column": "name", "count": MOST_STRATA + 1, "most": MOST_STRATA}
    assert plan(named[1:], DrawRule(rate="80 %", seed="7", **{part: "name"})).frame == MOST_STRATA

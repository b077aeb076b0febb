from dataclasses import replace

import pytest

from survey_app.exports import findings, titles
from survey_app.exports.cells import display_width, zone_of
from survey_app.exports.report import KeyFigures, Report
from survey_app.exports.words import Words, fitting, round_half_up
from survey_app.questions.summary import RowSummary
from survey_app.stats.gap import gap
from survey_app.stats.proportion import wilson
from survey_app.stats.results import Reason
from survey_app.stats.satisfaction import top_share
from tests.exports.builder import make_report

ENGLISH = Words("en", str, zone_of("UTC"))
SPANISH = Words("es", str, zone_of("UTC"))
LONG = "the punctual delivery of every single spare part that was promised to the customer in writing and by telephone"


@pytest.fixture(scope="module")
def report() -> Report:
    return make_report()


def test_several_groups_that_stay_below_are_counted(report: Report) -> None:
    low = titles.lagging(report.breakdowns, report)
    assert low is not None
    twice = replace(report.breakdowns[0], groups=(*report.breakdowns[0].groups, replace(low, label="Paper")))
    told = titles.kpi(replace(report, breakdowns=(twice,)), ENGLISH)
    assert told == "61% are satisfied, but 2 groups stay clearly below, lowest: Food, textiles (18%)"


def test_the_level_and_the_lagging_group_are_named(report: Report) -> None:
    share = report.key.satisfied
    assert share is not None
    assert share.value is not None
    assert titles.kpi(report, ENGLISH) == (
        f"{round_half_up(100 * share.value):.0f}% are satisfied, but only 18% in the group Food, textiles"
    )


def test_no_group_is_called_low_without_evidence(report: Report) -> None:
    breakdown = report.breakdowns[0]
    alike = tuple(group for group in breakdown.groups if group.label != "Food, textiles")
    title = titles.kpi(replace(report, breakdowns=(replace(breakdown, groups=alike),)), ENGLISH)
    assert "group" not in title
    assert "the 95% interval runs from" in title


def test_a_group_under_thirty_is_never_called_low(report: Report) -> None:
    tiny = replace(report.breakdowns[0].groups[0], n=29, satisfied=top_share([1] * 29, (4, 5)))
    lagging = titles.lagging((replace(report.breakdowns[0], groups=(tiny,)),), report)
    assert lagging is None


def test_a_census_is_told_without_an_interval(report: Report) -> None:
    share = top_share([5, 5, 1], (4, 5), 3)
    told = titles.kpi(replace(report, key=KeyFigures(satisfied=share), breakdowns=()), ENGLISH)
    assert told == "67% are satisfied"


def test_nothing_measured_claims_nothing(report: Report) -> None:
    empty = replace(report, key=KeyFigures(), questions=(), breakdowns=())
    assert titles.kpi(empty, ENGLISH) == "Key figures"
    assert titles.questions(empty, ENGLISH) == "How each question was answered"
    assert titles.cover(empty, ENGLISH) == "Usable answers: 783; questions: 0"
    assert titles.cover(replace(empty, left=80), ENGLISH) == "Usable answers: 80; questions: 0", "filters left so many"


def test_best_and_worst_are_computed_and_not_taken_by_place(report: Report) -> None:
    assert titles.questions(report, ENGLISH) == (
        "Rated best: Staff courtesy; rated worst: Price; 2 of 10 attributes satisfy fewer than half"
    )


def test_nothing_is_best_or_worst_among_answers_of_different_scales(report: Report) -> None:
    battery = next(each for each in report.questions if len(each.rows) > 1)
    other = replace(battery, rows=tuple(replace(row, codes=row.codes[:-1]) for row in battery.rows))
    told = titles.questions(replace(report, questions=(battery, other)), ENGLISH)
    assert told == "How each question was answered"
    # beside answers of another kind, such as importance, the experience is what is best or worst
    important = replace(other, rows=tuple(replace(row, gap=None) for row in other.rows))
    told = titles.questions(replace(report, questions=(important, battery)), ENGLISH)
    assert told.startswith("Rated best: Staff courtesy; rated worst: Price; 2 of 10")


def test_nothing_is_best_or_worst_where_a_row_is_not_told(report: Report) -> None:
    grid = next(each for each in report.questions if each.question.kind == "battery")
    part = replace(grid, rows=grid.rows[1:], is_partial=True, untold=grid.rows[:1])
    told = tuple(part if each is grid else each for each in report.questions)
    assert titles.questions(report, ENGLISH).startswith("Rated best: ")
    assert titles.questions(replace(report, questions=told), ENGLISH) == "How each question was answered"
    assert findings.between(part.rows, ENGLISH).startswith("Between ")


def test_a_title_names_no_mean_that_is_not_told(report: Report) -> None:
    row = report.key.overall
    assert row is not None
    assert row.mean is not None
    silent = replace(row, mean=replace(row.mean, value=None, reason=Reason.FEW_IN_A_GROUP), parts=((1, 2, 3), (4, 5)))
    assert "; the mean is " in findings.rated(row, ENGLISH)
    assert findings.rated(silent, ENGLISH) == findings.rated(row, ENGLISH).partition(";")[0]


def test_answers_told_as_one_do_not_lead() -> None:
    answers = [("Food", wilson(40, 100)), ("Coal / Ore", wilson(60, 100))]
    row = RowSummary("MAKE", {}, 100, codes=((1, {}), (3, {})), parts=((1,), (3, 4)))
    assert findings.of_list(row, answers, ENGLISH) == "“Coal / Ore” was chosen by 60%"
    alone = replace(row, parts=((1,), (3,)))
    assert findings.of_list(alone, answers, ENGLISH) == "“Coal / Ore” leads with 60%"
    close = [("Food", wilson(51, 100)), ("Coal / Ore", wilson(49, 100))]
    assert findings.of_list(row, close, ENGLISH) == "“Food” was chosen by 51%", "coal or ore may be far behind"
    assert findings.of_list(alone, close, ENGLISH).startswith("“Food” and “Coal / Ore” come first")


def test_a_long_finding_of_a_chart_gives_up_its_shares(report: Report) -> None:
    battery = next(each for each in report.questions if len(each.rows) > 1)
    told = findings.best_and_least(battery.rows, ENGLISH)
    assert findings.best_and_least(battery.rows, ENGLISH, len(told)) == told
    assert findings.best_and_least(battery.rows, ENGLISH, len(told) - 1) == (
        "Rated best: Staff courtesy; rated worst: Price"
    )


def test_attributes_without_answers_do_not_count_as_met(report: Report) -> None:
    first, *others = report.gaps
    silent = replace(first, gap=replace(first.gap, value=None, interval=None))
    assert "of 9 attributes" in titles.gap(replace(report, gaps=(silent, *others)), ENGLISH)
    assert "expectation" not in titles.cover(replace(report, gaps=(silent,)), ENGLISH)


def test_attributes_of_one_written_share_are_named_together(report: Report) -> None:
    battery = next(each for each in report.questions if len(each.rows) > 1)
    rows = titles.sorted_by_top(battery.rows)
    last = rows[-1]
    assert last.top is not None
    assert last.top.value is not None
    near = replace(last, label={"en": "Parking"}, top=replace(last.top, value=last.top.value + 0.0004))
    questions = (replace(battery, rows=(*rows[:-2], near, last)),)
    told = titles.questions(replace(report, questions=questions), ENGLISH)
    assert told.startswith("Rated best: Staff courtesy; rated worst: Price, Parking")
    # in the words of a chart, too: not as one name in quotes
    assert findings.best_and_least(questions[0].rows, ENGLISH).endswith("rated worst: Price, Parking")


def test_a_shortfall_within_the_margin_is_none(report: Report) -> None:
    even = gap([3, 4, 3, 4], [4, 3, 3, 4], 1, 5)
    rows = tuple(replace(row, gap=even) for row in report.gaps)
    assert titles.gap(replace(report, gaps=rows), ENGLISH) == (
        "Experience falls short of expectation on none of 10 attributes beyond the margin"
    )


def test_the_two_largest_shortfalls_are_named_with_their_size(report: Report) -> None:
    first, second = titles.sorted_by_gap(report.gaps)[:2]
    title = titles.gap(report, ENGLISH)
    assert "7 of 10 attributes" in title
    assert f"Price ({ENGLISH.signed(first.gap.value or 0, 2)})" in title
    assert f"On-time delivery ({ENGLISH.signed(second.gap.value or 0, 2)})" in title


def test_the_sample_names_rate_and_margin(report: Report) -> None:
    assert titles.sample(report, ENGLISH) == (
        "783 of 979 questionnaires came back (80%); the largest margin is ±2.1 points"
    )
    # the margin of everybody would stand beside the larger one of those the filters leave
    filtered = replace(report, filters=(("IND", "1"),))
    assert titles.sample(filtered, ENGLISH) == "783 of 979 questionnaires came back (80%)"


def test_spanish_figures_have_a_blank_and_a_comma(report: Report) -> None:
    title = titles.sample(report, SPANISH)
    assert "(80\u00a0%)" in title
    assert "±2,1" in title


@pytest.mark.parametrize(
    "rule", [titles.kpi, titles.questions, titles.gap, titles.sample, titles.verbatims, titles.cover]
)
@pytest.mark.parametrize("label", [LONG, "客户" * 60])
def test_titles_stay_short_with_the_longest_labels(report: Report, rule: object, label: str) -> None:
    named = {"en": label}
    questions = tuple(
        replace(summary, rows=tuple(replace(row, label=named) for row in summary.rows)) for summary in report.questions
    )
    groups = tuple(replace(group, label=label) for group in report.breakdowns[0].groups)
    hostile = replace(
        report,
        questions=questions,
        gaps=tuple(replace(row, label=named) for row in report.gaps),
        breakdowns=(replace(report.breakdowns[0], groups=groups, attribute=label),),
        variables=tuple(replace(variable, label=named) for variable in report.variables),
    )
    assert callable(rule)
    for words in (ENGLISH, SPANISH, Words("zh_Hans_CN", str, zone_of("UTC"))):
        assert display_width(rule(hostile, words)) <= 105


def test_the_last_wording_is_cut_when_none_fits() -> None:
    assert fitting("x" * 300).endswith("…")
    assert display_width(fitting("x" * 300)) == 105


def test_halves_are_rounded_as_cells_round_them() -> None:
    assert [round_half_up(value) for value in (0.5, 1.5, 2.5, -0.5, -0.4)] == [1, 2, 3, -1, 0]
    assert ENGLISH.signed(-0.004, 2) == "0.00"
    assert ENGLISH.signed(-1.035, 2) == "−1.04"


def test_a_broken_translation_falls_back_to_english() -> None:
    broken = Words("es", lambda message: message.replace("%(n)s", "%(m)s"), zone_of("UTC"))
    assert broken.say("n = %(n)s", n=3) == "n = 3"

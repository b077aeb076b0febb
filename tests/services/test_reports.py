"""The report of a stage against published figures and known answers."""

from datetime import timedelta

import numpy as np
import pytest
from flask import Flask

from survey_app.db import session
from survey_app.exceptions import BadInput, NotFound
from survey_app.exports.report import Report
from survey_app.models import Response, Stage
from survey_app.questions.summary import QuestionSummary
from survey_app.services import columns, reports, studies
from survey_app.services.filters import GroupTooSmall
from survey_app.stats.results import Reason
from survey_app.vocabulary import AnonymityLevel, Missing, Mode, Role, StageKind
from tests.builders import make_account, make_study, stage_of
from tests.planting import FIRST_DAY, document, frame, items, options, plant, publish, question

pytestmark = pytest.mark.sqlite_only

# rate_marriage of the 1974 Redbook survey, 6,366 answers (Fair 1978, Journal of Political Economy 86:45; the data set
# `fair` of statsmodels, public domain): how many women gave each rating from 1 to 5
REDBOOK = {1: 99, 2: 348, 3: 993, 4: 2242, 5: 2684}
SCALE = {"first": 1, "last": 5}


@pytest.fixture
def stage(app: Flask) -> Stage:
    return stage_of(make_study(make_account()))


def ratings(counts: dict[int, int], code: str = "OVER") -> list[dict[str, int]]:
    return [{code: point} for point, count in counts.items() for _ in range(count)]


def summary_of(report: Report, code: str) -> QuestionSummary:
    return next(each for each in report.questions if each.question.code == code)


def test_the_redbook_answers_give_the_published_figures(stage: Stage) -> None:
    version = publish(stage, document(question("OVER", "rating", "Your marriage?", scale=SCALE)))
    plant(stage, version, ratings(REDBOOK))
    report = reports.build(stage)
    assert report.key.satisfaction_mean is not None
    assert report.key.satisfaction_mean.value == pytest.approx(4.1096, abs=5e-5)
    assert report.key.satisfied is not None
    assert report.key.satisfied.n == 6366
    assert report.key.satisfied.value == pytest.approx(0.7738, abs=5e-5)
    assert report.key.satisfied.interval is not None
    assert report.key.satisfied.interval.low == pytest.approx(0.7634, abs=5e-5)
    assert report.key.satisfied.interval.high == pytest.approx(0.7839, abs=5e-5)
    found = summary_of(report, "OVER").rows[0].frequencies
    assert found is not None
    assert {each.code: each.count for each in found.categories} == REDBOOK


def test_a_known_population_narrows_the_interval_and_one_that_is_too_small_is_left_out(stage: Stage) -> None:
    version = publish(stage, document(question("OVER", "rating", scale=SCALE)))
    plant(stage, version, ratings({3: 40, 5: 60}))
    plainly = reports.build(stage).key.satisfied
    stage.population = 120
    corrected = reports.build(stage).key.satisfied
    stage.population = 99
    too_small = reports.build(stage)
    assert plainly is not None
    assert plainly.interval is not None
    assert corrected is not None
    assert corrected.interval is not None
    assert corrected.population == 120
    assert corrected.interval.high - corrected.interval.low < plainly.interval.high - plainly.interval.low
    assert too_small.key.satisfied == plainly
    assert too_small.fieldwork.population == 99


def test_everybody_having_answered_is_a_census_without_interval(stage: Stage) -> None:
    version = publish(stage, document(question("OVER", "rating", scale=SCALE)))
    plant(stage, version, ratings({3: 4, 5: 6}))
    frame(stage, 10)
    found = reports.build(stage).key.satisfied
    assert found is not None
    assert (found.reason, found.interval, found.value) == (Reason.CENSUS, None, 0.6)


def test_a_filtered_report_does_not_take_the_whole_population_for_its_own(stage: Stage) -> None:
    version = publish(stage, document(question("OVER", "rating", scale=SCALE)))
    plant(stage, version, ratings({3: 20, 5: 20}), modes=(Mode.WEB, Mode.PAPER))
    stage.population = 50
    found = reports.build(stage, {"mode": ["web"]}).key.satisfied
    assert found is not None
    assert (found.n, found.population) == (20, None)


def test_fieldwork_counts_what_was_set_aside_but_the_figures_do_not(stage: Stage) -> None:
    version = publish(stage, document(question("OVER", "rating", scale=SCALE)))
    plant(stage, version, ratings({4: 8}), modes=(Mode.WEB, Mode.PHONE))
    plant(stage, version, ratings({1: 3}), usable=False)
    report = reports.build(stage)
    assert (report.fieldwork.returned, report.fieldwork.usable) == (11, 8)
    assert dict(report.fieldwork.modes)[Mode.PHONE] == 4
    assert report.fieldwork.first == FIRST_DAY
    assert report.fieldwork.last == FIRST_DAY + timedelta(minutes=7)
    assert report.key.satisfied is not None
    assert report.key.satisfied.value == 1.0


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        ([question("QUAL", "rating", scale=SCALE), question("SATISFIED", "rating", scale=SCALE)], "SATISFIED"),
        ([question("QUAL", "rating", scale=SCALE), question("OVER", "single", options=options(*"abcde"))], "OVER"),
        ([question("REG", "single", options=options(*"abcde")), question("QUAL", "rating", scale=SCALE)], None),
        ([question("QUAL", "rating", "Wie zufrieden sind Sie?", scale=SCALE)], "QUAL"),
        ([question("QUAL", "rating", scale=SCALE, purpose="inquiry")], None),
        (
            [
                question("Q4", "rating", "How do you rate the quality?", scale=SCALE),
                question("Q7", "rating", "All in all, how satisfied are you?", scale=SCALE),
            ],
            "Q7",
        ),
        (
            [
                question("Q4", "rating", "¿Está satisfecho con el precio?", scale=SCALE),
                question("Q7", "rating", "En conjunto, ¿está satisfecho?", scale=SCALE),
            ],
            "Q7",
        ),
        (
            [
                question("Q1", "rating", "Как вам наше предложение: довольно дорого?", scale=SCALE),
                question("Q2", "rating", "كيف تقيّم عرضنا؟", scale=SCALE),
                question("Q3", "rating", "ما مدى رضاك؟", scale=SCALE),
            ],
            "Q3",
        ),
        ([question("OVER", "long_text"), question("REG", "single", options=options(*"ab"))], None),
    ],
)
def test_the_overall_question_is_found_by_its_code_then_by_its_kind(
    stage: Stage, questions: list[dict[str, object]], expected: str | None
) -> None:
    publish(stage, document(*questions))
    overall = reports.build(stage).key.overall
    assert (overall.variable if overall else None) == expected


def test_a_battery_gives_the_gap_of_each_attribute_and_of_all_together(stage: Stage) -> None:
    battery = question("SERV", "battery", items=items("Price", "Speed"), scale=SCALE)
    version = publish(stage, document(battery))
    names = ["SERV.price.expected", "SERV.price.experienced", "SERV.speed.expected", "SERV.speed.experienced"]
    given = [(4, 3, 5, 2), (4, 4, 5, 3), (5, 5, 4, 3), (3, 3, 4, 1), (4, 4, 5, 4), (4, 3, 5, None)]
    plant(
        stage,
        version,
        [{name: value for name, value in zip(names, row, strict=True) if value is not None} for row in given],
    )
    report = reports.build(stage)
    assert [(row.variable, row.gap.value, row.gap.n) for row in report.gaps] == [
        ("SERV.speed.experienced", -2.0, 5),
        ("SERV.price.experienced", pytest.approx(-1 / 3), 6),
    ]
    # each person once, with the mean over what they rated on both sides: -2, -1, -.5, -1.5, -.5, -1
    assert report.key.gap is not None
    assert report.key.gap.value == pytest.approx(-6.5 / 6)
    assert report.key.gap.n == 6
    # the experienced side of the five who rated both: 37.5, 62.5, 75, 25, 75
    assert report.key.index is not None
    assert report.key.index.value == pytest.approx(np.mean([37.5, 62.5, 75, 25, 75]))


def test_two_grids_with_the_same_rows_are_no_battery(stage: Stage) -> None:
    grids = [question(code, "grid", items=items("Price", "Speed"), scale=SCALE) for code in ("EXPE", "EXPR")]
    version = publish(stage, document(*grids))
    plant(stage, version, [{"EXPE.price": 5, "EXPR.price": 3} for _ in range(9)])
    report = reports.build(stage)
    assert (report.gaps, report.key.gap) == ((), None)


def test_the_packed_vectors_made_again_from_the_record_are_those_stored(stage: Stage) -> None:
    version = publish(
        stage,
        document(
            question("OVER", "rating", scale=SCALE, not_applicable=True),
            question("CHAN", "multiple", options=options("web", "fair")),
            question("YEARS", "number"),
            question("WHY", "long_text"),
        ),
    )
    rows = [
        {"OVER": 4, "CHAN.1": 1, "CHAN.2": 0, "YEARS": 2.5, "WHY": "=words"},
        {"OVER": Missing.NOT_APPLICABLE, "YEARS": Missing.DO_NOT_KNOW},
        {},
    ]
    plant(stage, version, rows)
    for response in session.query(Response):
        packed = columns.repacked(response, version)
        assert (packed.closed, packed.numbers) == (response.closed, response.numbers)


def test_what_another_version_did_not_ask_is_not_shown_there(stage: Stage) -> None:
    first = publish(stage, document(question("OVER", "rating", scale=SCALE), question("OLD", "rating", scale=SCALE)))
    plant(stage, first, [{"OVER": 5, "OLD": 2}] * 6)
    second = publish(stage, document(question("OVER", "rating", scale=SCALE), question("NEW", "number")))
    plant(stage, second, [{"OVER": 3, "NEW": 7.0}] * 4)
    report = reports.build(stage)
    assert report.version_number == 2
    assert [each.question.code for each in report.questions] == ["OVER", "NEW", "OLD"]
    assert summary_of(report, "OVER").n == 10
    assert summary_of(report, "NEW").n == 4
    old = summary_of(report, "OLD").rows[0]
    assert (old.n, old.missing) == (6, {Missing.NOT_SHOWN: 4})
    rows = list(report.rows())
    assert len(rows) == 10
    assert sum(row["OLD"] is Missing.NOT_SHOWN for row in rows) == 4
    assert sum(row["NEW"] is Missing.NOT_SHOWN for row in rows) == 6


def test_filters_take_mode_answers_and_what_the_list_says(stage: Stage) -> None:
    version = publish(
        stage,
        document(question("OVER", "rating", scale=SCALE), question("REG", "single", options=options("North", "South"))),
    )
    rows = [{"OVER": 1 + place % 5, "REG": 1 + place % 2} for place in range(60)]
    kinds = [{"industry": "Food"}, {"industry": "Steel"}, {"industry": "Food"}]
    plant(stage, version, rows, attributes=kinds, modes=(Mode.WEB, Mode.WEB, Mode.PAPER))
    assert reports.build(stage, {"mode": ["paper"]}, role=Role.OWNER).key.satisfied.n == 20  # type: ignore[union-attr]
    assert reports.build(stage, {"REG": ["2"]}, role=Role.OWNER).key.satisfied.n == 30  # type: ignore[union-attr]
    asked = {"REG": ["2"], "attr.industry": ["Food"], "page": ["3"], "nothing": ["x"]}
    both = reports.build(stage, asked, role=Role.OWNER)
    assert both.key.satisfied is not None
    assert both.key.satisfied.n == 20
    assert both.filters == (("REG", "2"), ("attr.industry", "Food"))
    assert len(list(both.rows())) == 20
    # four people of the paper group gave each answer: whoever is no analyst is told no mean of them
    means = [reports.build(stage, {"mode": ["paper"]}, role=role).key.satisfaction_mean for role in (Role.OWNER, None)]
    assert [mean.value for mean in means if mean is not None] == [3.0, None]


@pytest.mark.parametrize("asked", [{"mode": ["pigeon"]}, {"REG": ["9"]}, {"REG": ["1", "2"]}, {"attr.industry": ["?"]}])
def test_a_filter_without_such_a_value_is_refused(stage: Stage, asked: dict[str, list[str]]) -> None:
    version = publish(stage, document(question("REG", "single", options=options("North", "South"))))
    kinds = [{"industry": "Food"}, {"industry": "Steel"}]
    plant(stage, version, [{"REG": 1 + place // 8} for place in range(16)], attributes=kinds, modes=tuple(Mode)[:2])
    with pytest.raises(BadInput):
        reports.build(stage, asked)


def planted_regions(stage: Stage, **sizes: int) -> None:
    labels = options(*sizes)
    version = publish(
        stage, document(question("OVER", "rating", scale=SCALE), question("REG", "single", options=labels))
    )
    rows = [{"OVER": 4, "REG": code} for code, size in enumerate(sizes.values(), 1) for _ in range(size)]
    regions = [{"region": name} for name, size in sizes.items() for _ in range(size)]
    plant(stage, version, rows, attributes=regions)


def test_a_small_group_is_not_shown_apart(stage: Stage) -> None:
    planted_regions(stage, north=20, south=4, east=9, west=4)
    with pytest.raises(GroupTooSmall):
        reports.build(stage, {"REG": ["2"]})
    found = reports.build(stage).breakdowns[0]
    assert [(group.label, group.n) for group in found.groups] == [("north", 20), ("east", 9)]
    assert found.hidden == 2


def test_a_group_that_would_lay_open_a_small_one_by_subtracting_is_hidden_too(stage: Stage) -> None:
    planted_regions(stage, north=20, south=4, east=9)
    for region in ("2", "3"):
        with pytest.raises(GroupTooSmall):
            reports.build(stage, {"REG": [region]})
    assert reports.build(stage, {"REG": ["1"]}).key.satisfied.n == 20  # type: ignore[union-attr]
    assert reports.build(stage).breakdowns == ()


def test_one_filter_more_must_not_lay_open_the_rest(stage: Stage) -> None:
    version = publish(
        stage, document(question("OVER", "rating", scale=SCALE), question("REG", "single", options=options("N", "S")))
    )
    plant(stage, version, [{"OVER": 4, "REG": 1}] * 12, modes=(Mode.WEB,))
    plant(stage, version, [{"OVER": 4, "REG": 1}] * 2, modes=(Mode.PAPER,))
    plant(stage, version, [{"OVER": 4, "REG": 2}] * 12, modes=(Mode.PAPER,))
    assert reports.build(stage, {"REG": ["1"]}).key.satisfied.n == 14  # type: ignore[union-attr]
    with pytest.raises(GroupTooSmall):
        reports.build(stage, {"REG": ["1"], "mode": ["web"]})


def test_where_people_are_identified_owner_and_analyst_see_small_groups(stage: Stage) -> None:
    studies.choose_level(stage, AnonymityLevel.IDENTIFIED)
    planted_regions(stage, north=20, south=2)
    for role in (Role.OWNER, Role.ANALYST):
        assert reports.build(stage, {"REG": ["2"]}, role=role).key.satisfied.n == 2  # type: ignore[union-attr]
    for other in (Role.VIEWER, Role.EDITOR, None):
        with pytest.raises(GroupTooSmall):
            reports.build(stage, {"REG": ["2"]}, role=other)


def test_hardly_any_answers_are_not_shown_at_all(stage: Stage) -> None:
    version = publish(stage, document(question("OVER", "rating", scale=SCALE)))
    plant(stage, version, ratings({4: 4}))
    with pytest.raises(GroupTooSmall):
        reports.build(stage, role=Role.OWNER)
    plant(stage, version, ratings({4: 1}))
    assert reports.build(stage).key.satisfied.n == 5  # type: ignore[union-attr]


def test_open_answers_stand_in_an_order_that_tells_nothing_and_without_identity(stage: Stage) -> None:
    version = publish(
        stage,
        document(
            question("WHY", "long_text"),
            question("NAME", "short_text", purpose="identity"),
            question("ALSO", "long_text"),
        ),
    )
    words = ["pears", "Apples", "  ", "plums", "apples and more", "Zebra"]
    plant(stage, version, [{"WHY": word, "ALSO": f"z{place}"} for place, word in enumerate(words)])
    report = reports.build(stage)
    assert [each.question.code for each in report.questions] == ["WHY", "ALSO"]
    assert list(report.questions[0].rows[0].texts) == ["Apples", "apples and more", "pears", "plums", "Zebra"]
    assert [each.words for each in report.verbatims if each.variable == "WHY"] == list(
        report.questions[0].rows[0].texts
    )
    assert all("NAME" not in variable.name for variable in report.variables)


def test_a_stage_without_questionnaire_has_no_results(app: Flask) -> None:
    study = make_study(make_account())
    panel = studies.add_stage(study, StageKind.DELPHI, "Panel")
    with pytest.raises(NotFound):
        reports.build(panel)

"""Filters: by source, and that no two of them together lay open what one alone would not."""

import itertools
from collections import Counter

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import update

from survey_app.db import session
from survey_app.exports.report import Report
from survey_app.models import ImportBatch, Response, Stage
from survey_app.services import columns, filters, reports
from survey_app.services.data_tables import lines as data_lines
from survey_app.services.exports import RowsKeptBack
from survey_app.services.filters import GroupTooSmall
from survey_app.services.groups import crossable, showable
from survey_app.vocabulary import AnonymityLevel, Mode, Role
from tests.builders import make_account, make_study, stage_of
from tests.planting import document, options, plant, publish, question

SCALE = {"first": 1, "last": 5}
QUESTIONS = document(
    question("OVER", "rating", scale=SCALE),
    question("REG", "single", options=options("North", "South")),
    question("SIZE", "number"),
    question("WHY", "long_text"),
)


@pytest.fixture
def stage(app: Flask) -> Stage:
    return stage_of(make_study(make_account()))


def row(over: int, region: int = 1, **more: object) -> dict[str, object]:
    return {"OVER": over, "REG": region, **more}


def brought_in(stage: Stage, source: str, keys: list[str]) -> None:
    batch = ImportBatch(stage_id=stage.id, source=source, filename="a.csv")
    session.add(batch)
    session.flush()
    session.execute(update(Response).where(Response.id.in_(keys)).values(batch_id=batch.id))
    session.commit()


def satisfied(report: Report) -> int:
    assert report.key.satisfied is not None
    return report.key.satisfied.n


def test_own_answers_stand_against_each_source_of_imports(stage: Stage) -> None:
    version = publish(stage, QUESTIONS)
    keys = plant(stage, version, [row(4)] * 30)
    brought_in(stage, "Rival’s study", keys[:8])
    brought_in(stage, "After-sale calls", keys[8:14])
    brought_in(stage, "After-sale calls", keys[14:18])
    offered = {each.key: each for each in filters.dimensions(columns.read(stage))}
    assert [(offer.value, offer.count) for offer in offered["source"].offers] == [
        ("own", 12),
        ("import.After-sale calls", 10),
        ("import.Rival’s study", 8),
    ]
    for value, count in (("own", 12), ("import.After-sale calls", 10), ("import.Rival’s study", 8)):
        assert satisfied(reports.build(stage, {"source": [value]})) == count
    work = reports.build(stage).fieldwork
    assert (work.returned, work.own, work.imported) == (30, 12, 18)


def test_without_imports_nothing_is_asked_about_the_source(stage: Stage) -> None:
    plant(stage, publish(stage, QUESTIONS), [row(4)] * 10)
    assert "source" not in {each.key for each in filters.dimensions(columns.read(stage))}


def test_the_corner_that_two_filters_leave_is_not_laid_open(stage: Stage) -> None:
    # North/web 40, North/paper 10, South/web 10, South/paper 1: all - north - web + (north and web) would be one person
    version = publish(stage, QUESTIONS)
    for region, mode, count in ((1, Mode.WEB, 40), (1, Mode.PAPER, 10), (2, Mode.WEB, 10), (2, Mode.PAPER, 1)):
        plant(stage, version, [row(4, region)] * count, modes=(mode,))
    for one in ({"REG": ["1"]}, {"mode": ["web"]}):
        assert satisfied(reports.build(stage, one)) == 50
    with pytest.raises(GroupTooSmall):
        reports.build(stage, {"REG": ["1"], "mode": ["web"]})


def test_two_filters_do_not_choose_a_value_that_one_alone_refuses(stage: Stage) -> None:
    # North 17, South 3: the north less everybody would be those three; among the web forms there is no south
    version = publish(stage, QUESTIONS)
    for region, mode, count in ((1, Mode.WEB, 6), (1, Mode.PAPER, 11), (2, Mode.PAPER, 3)):
        plant(stage, version, [row(4, region)] * count, modes=(mode,))
    assert satisfied(reports.build(stage, {"mode": ["web"]})) == 6
    for asked in ({"REG": ["1"]}, {"REG": ["1"], "mode": ["web"]}):
        with pytest.raises(GroupTooSmall):
            reports.build(stage, asked)


def test_no_sum_of_shown_cells_leaves_a_small_one() -> None:
    # every inclusion and exclusion over two groupings is a sum of cells of their table
    chance = np.random.default_rng(11)
    crossed = 0
    for _case in range(400):
        size = int(chance.integers(20, 200))
        places = [chance.integers(0, int(chance.integers(2, 4)), size) for _ in range(2)]
        if not crossable(places, 5):
            continue
        crossed += 1
        for first, second in itertools.product(*(showable(Counter(each.tolist()), 5) for each in places)):
            groups = (places[0] == first, places[1] == second)
            for signs in itertools.product((True, False), repeat=2):
                cell = np.logical_and(*(group if sign else ~group for group, sign in zip(groups, signs, strict=True)))
                assert cell.sum() == 0 or cell.sum() >= 5
    assert crossed > 50


def test_a_group_compared_with_itself_under_a_filter_is_left_out(stage: Stage) -> None:
    # Food has 12 answers, 11 of them on the web: the twelfth would be the difference of two tables
    version = publish(stage, QUESTIONS)
    plant(stage, version, [row(4)] * 11, attributes=[{"industry": "Food"}], modes=(Mode.WEB,))
    plant(stage, version, [row(1)], attributes=[{"industry": "Food"}], modes=(Mode.PAPER,))
    plant(stage, version, [row(4)] * 20, attributes=[{"industry": "Steel"}], modes=(Mode.WEB, Mode.PAPER))
    [found] = reports.build(stage, role=Role.OWNER).breakdowns
    assert [(each.label, each.n) for each in found.groups] == [("Steel", 20), ("Food", 12)]
    assert reports.build(stage, {"mode": ["web"]}, role=Role.OWNER).breakdowns == ()
    assert reports.build(stage).breakdowns == ()  # one of Food is not satisfied


def test_a_question_that_few_outside_the_group_answered_is_emptied(stage: Stage) -> None:
    # 20 in the north give their size, 2 in the south: everybody less the north would be those two
    version = publish(stage, QUESTIONS)
    plant(stage, version, [row(4, 1, SIZE=float(place)) for place in range(20)])
    plant(stage, version, [row(4, 2, SIZE=1e6 + place) for place in range(2)])
    plant(stage, version, [row(4, 2)] * 18)
    report = reports.build(stage, {"REG": ["1"]})
    assert "SIZE" in report.withheld
    found = next(each for each in report.questions if each.question.code == "SIZE").rows[0]
    assert (found.n, found.mean.value if found.mean else None) == (0, None)
    assert satisfied(report) == 20


def test_open_answers_of_a_part_need_ten_people_inside_and_outside(stage: Stage) -> None:
    version = publish(stage, QUESTIONS)
    plant(stage, version, [row(4, 1, WHY=f"north {place}") for place in range(30)])
    plant(stage, version, [row(4, 2, WHY=f"south {place}") for place in range(8)])
    assert len(reports.build(stage).verbatims) == 38
    for region in ("1", "2"):
        report = reports.build(stage, {"REG": [region]})
        assert report.verbatims == ()
        assert "WHY" in report.withheld
    plant(stage, version, [row(4, 2, WHY=f"more {place}") for place in range(2)])
    assert len(reports.build(stage, {"REG": ["2"]}).verbatims) == 10


def test_single_answers_are_not_given_out_by_what_the_list_says_of_people(stage: Stage) -> None:
    version = publish(stage, QUESTIONS)
    plant(
        stage, version, [row(4)] * 24, attributes=[{"industry": "Food"}, {"industry": "Steel"}], modes=tuple(Mode)[:2]
    )
    by_list = reports.build(stage, {"attr.industry": ["Food"]}, role=Role.OWNER)
    assert not by_list.gives_rows
    with pytest.raises(RowsKeptBack):
        list(data_lines(by_list))
    assert len(list(data_lines(reports.build(stage, {"mode": ["web"]}, role=Role.OWNER)))) == 13


def test_where_people_are_identified_they_are(stage: Stage) -> None:
    stage.level = AnonymityLevel.IDENTIFIED
    session.commit()
    version = publish(stage, QUESTIONS)
    plant(stage, version, [row(4)] * 24, attributes=[{"industry": "Food"}, {"industry": "Steel"}])
    report = reports.build(stage, {"attr.industry": ["Food"]}, role=Role.ANALYST)
    assert len(list(data_lines(report))) == 13

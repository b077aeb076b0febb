"""Questions of several answers on the results page, in its JSON and in the workbook: every part has its figure."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from flask import Flask

from survey_app.questions.base import VariableKind
from survey_app.questions.definition import Page
from survey_app.questions.registry import summarise, type_of
from survey_app.routes.figures import figures_of
from survey_app.services import report_json
from tests.exports.builder import make_report
from tests.exports.reading import loaded, texts, written
from tests.questions.specimens import question
from tests.questions.test_contract import columns_for

pytestmark = pytest.mark.sqlite_only
KINDS = ["grid_multiple", "grid_number", "dual_scale", "importance_performance", "estimate", "use_and_rating", "kano"]
PARTS = {"grid_multiple": 2, "grid_number": 2, "dual_scale": 2, "importance_performance": 4, "estimate": 2,
         "use_and_rating": 3, "kano": 1, "texts": 2, "date": 1, "time": 1}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(PARTS))
def test_every_part_has_a_figure_of_its_own(app: Flask, kind: str) -> None:
    asked = question(kind)
    for columns in (columns_for(asked, 60), {}):
        report = make_report(questions=(summarise(asked, columns),))
        with app.test_request_context():
            figures = figures_of(report, {}, 1)
        mine = [figure for figure in figures if figure.anchor.split(".")[0] == asked.code]
        assert len(mine) == PARTS[kind]
        assert len({figure.anchor for figure in mine}) == len(mine)
        assert all(figure.heading and figure.measure for figure in mine)


def test_features_show_category_better_and_worse(app: Flask) -> None:
    columns = {
        "KANO.delivery.functional": np.array([1] * 30 + [3] * 10, np.int16),
        "KANO.delivery.dysfunctional": np.array([5] * 40, np.int16),
    }
    summary = summarise(question("kano"), columns)
    report = make_report(questions=(summary,))
    with app.test_request_context():
        (figure,) = [figure for figure in figures_of(report, {}, 1) if figure.anchor.startswith("KANO")]
    assert figure.table is not None
    assert figure.table.rows[0].cells[:3] == ("One-dimensional", "0.75", "−1.00")
    row = report_json.plain(report)["questions"][0]["rows"][0]
    assert row["kano"]["counts"] == {"A": 0, "O": 30, "M": 10, "I": 0, "R": 0, "Q": 0}
    assert json.dumps(row)


def test_a_category_that_is_to_be_doubted_says_why(app: Flask) -> None:
    columns = {
        "KANO.delivery.functional": np.array([1] * 10 + [3] * 14 + [5] * 12 + [1] * 5, np.int16),
        "KANO.delivery.dysfunctional": np.array([3] * 10 + [5] * 2 + [3] * 12 + [1] * 7 + [5] * 5 + [1] * 5, np.int16),
    }
    with app.test_request_context():
        report = make_report(questions=(summarise(question("kano"), columns),))
        (figure,) = [figure for figure in figures_of(report, {}, 1) if figure.anchor.startswith("KANO")]
    assert any(note.startswith("More than one answer in ten contradicts itself: ") for note in figure.notes)
    plain = {
        "KANO.delivery.functional": np.array([1] * 30 + [3] * 20, np.int16),
        "KANO.delivery.dysfunctional": np.array([3] * 18 + [5] * 12 + [3] * 20, np.int16),
    }
    with app.test_request_context():
        report = make_report(questions=(summarise(question("kano"), plain),))
        (figure,) = [figure for figure in figures_of(report, {}, 1) if figure.anchor.startswith("KANO")]
    # 18 attractive and 12 one-dimensional outnumber 20 indifferent, who are the most of one kind
    assert any("two steps" in note and "(Attractive)" in note for note in figure.notes)


def test_the_workbook_holds_every_part_of_every_kind() -> None:
    base = make_report()
    more = tuple(summarise(question(kind), columns_for(question(kind), 60)) for kind in (*KINDS, "texts", "date"))
    files = question("file_upload")
    whole = replace(base.questionnaire, pages=(*base.questionnaire.pages, Page("files", {}, (files,))))
    variables = (*base.variables, *type_of(files).variables(files))
    report = make_report(questions=base.questions + more, questionnaire=whole, variables=variables)
    book = loaded(written(report))
    words = "\n".join(text for sheet in book for text in texts(sheet))
    for expected in ("Worse, 0 to −1", "Where do you look for this? · Fixed prices", "How many hours did it take?",
                     "under Export, Files, it is found by its code"):  # fmt: skip
        assert expected in words


def test_which_of_two_words_was_chosen_is_counted_and_not_averaged(app: Flask) -> None:
    asked = question("differential", settings={"items": [{"code": "a", "label": {"en": "Effort | Mood"}}], "points": 2})
    summary = summarise(asked, {"DIFFERENTIAL.a": np.array([2] * 40 + [1] * 8, np.int16)})
    with app.test_request_context():
        figure, nobody = (
            next(each for each in figures_of(make_report(questions=(found,)), {}, 1) if each.anchor == asked.code)
            for found in (summary, summarise(asked, {}))
        )
    assert figure.heading == "In 1 pair of 1 one was clearly chosen more often than the other"
    assert figure.table is not None
    assert (figure.table.rows[0].label, figure.table.rows[0].cells[:4]) == ("Effort – Mood", ("8", "17%", "40", "83%"))
    assert "Mean" not in figure.table.head
    assert nobody.heading == "Nobody has answered this yet"
    assert "mean" not in report_json.plain(make_report(questions=(summary,)))["questions"][0]["rows"][0]


@pytest.mark.parametrize("kind", ["constant_sum", "pairwise"])
def test_weights_of_a_hundred_points_have_no_interval_and_no_axis_beyond_them(app: Flask, kind: str) -> None:
    asked = question(kind)
    names = [variable.name for variable in type_of(asked).variables(asked) if variable.kind is VariableKind.NUMBER]
    columns = {each: np.array([0.0, 1.0, 9.0]) for each in names} | {names[0]: np.array([100.0, 99.0, 91.0])}
    summary = summarise(asked, columns)
    ends = [end for row in summary.rows[:2] for end in (row.mean.interval.low, row.mean.interval.high)]  # type: ignore[union-attr]  # both are there
    assert ends == [pytest.approx(84, abs=3), 100, 0, pytest.approx(16, abs=3)]
    with app.test_request_context():
        figure = next(
            each for each in figures_of(make_report(questions=(summary,)), {}, 1) if each.anchor == asked.code
        )
    written = [float(found) for found in re.findall(r">(-?\d+\.\d)</text>", figure.chart.replace("−", "-"))]
    assert written
    assert min(written) >= 0
    assert max(written) == 100


@pytest.mark.parametrize(("people", "told"), [(40, "“Price” is highest with 90.00"), (4, "No clear difference")])
def test_points_that_everybody_gave_alike_are_far_from_others_where_many_gave_them(
    app: Flask, people: int, told: str
) -> None:
    asked = question("constant_sum")
    first, *others = [each.name for each in type_of(asked).variables(asked)]
    columns = {each: np.array([0.0] * people) for each in others} | {first: np.array([85.0, 95.0] * (people // 2))}
    with app.test_request_context():
        report = make_report(questions=(summarise(asked, columns),))
        figure = next(each for each in figures_of(report, {}, 1) if each.anchor == asked.code)
    assert figure.heading.startswith(told)

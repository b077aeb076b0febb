"""Questions of several answers: tables, pairs, estimates."""

import numpy as np
import pytest

from survey_app.questions.base import Problem
from survey_app.questions.cells import value_from_cell
from survey_app.questions.dividing import divided
from survey_app.questions.importance_performance import ImportancePerformance
from survey_app.questions.registry import DefinitionRefused, summarise, type_of
from survey_app.vocabulary import Missing
from tests.questions.specimens import question
from tests.questions.specimens_checked import COLUMNS, POINTS, ROWS, TICKS

ALONE = [*TICKS[:3], {**TICKS[3], "exclusive": True}]


def clean(kind: str, fields: dict[str, str], **changes: object) -> tuple[dict[str, object], list[str]]:
    asked = question(kind, **changes)
    posted = {f"q{asked.code}.{name}": values.split() for name, values in fields.items()}
    cleaned = type_of(asked).clean(asked, posted, "en")
    return cleaned.answers, [problem.message % problem.params for problem in cleaned.problems]


def test_numbers_of_a_table_keep_to_their_limits_and_are_named() -> None:
    assert clean("grid_number", {"delivery.now": "12,5"}) == ({"GRID_NUMBER.delivery.now": 12.5}, [])
    assert clean("grid_number", {"price.then": "81"})[1] == [
        "Enter a number from 0 to 80 for “Fixed prices · Last year”"
    ]


def test_one_tick_says_that_a_whole_table_does_not_apply() -> None:
    answers, problems = clean("texts", {"all-na": "na"}, not_applicable=True, required=True)
    assert (set(answers.values()), problems) == ({Missing.NOT_APPLICABLE}, [])
    answers, problems = clean("texts", {"all-na": "na", "price": "low"}, not_applicable=True)
    assert answers == {}
    assert "Keep only one" in problems[0]


def test_a_row_of_ticks_is_zeros_and_ones_or_nothing() -> None:
    answers, problems = clean("grid_multiple", {"delivery": "1 3"})
    assert answers == {f"GRID_MULTIPLE.delivery.{code}": int(code in {1, 3}) for code in (1, 2, 3, 8)}
    assert problems == []
    assert clean("grid_multiple", {"price": "1 8"}, settings={"items": ROWS, "options": ALONE})[1] == [
        "“Nowhere” cannot stand beside another answer for “Fixed prices”. Keep only one of them."
    ]
    for values in ("7", "1 1", "x"):
        assert clean("grid_multiple", {"price": values})[1] == ["Choose only from the answers shown for “Fixed prices”"]


def test_an_estimate_has_to_stand_in_order() -> None:
    _answers, (problem,) = clean("estimate", {"low": "8", "best": "5"})
    assert problem == "For “What will you spend next year?”: “At the lowest” (8) is above “Most likely” (5)"
    assert clean("estimate", {"low": "5", "best": "5", "high": "5"})[1] == []
    assert len(clean("estimate", {"low": "9", "best": "5", "high": "1"})[1]) == 1


def test_what_was_not_used_has_no_rating_and_what_was_rated_was_used() -> None:
    name = "USE_AND_RATING.price."
    assert clean("use_and_rating", {"price.used": "0"})[0] == {
        name + "used": 0,
        name + "rating": Missing.NOT_APPLICABLE,
    }
    assert clean("use_and_rating", {"price.rating": "4"})[0] == {name + "used": 1, name + "rating": 4}
    answers, (problem,) = clean("use_and_rating", {"price.used": "0", "price.rating": "4"})
    assert answers == {name + "used": 0}
    assert problem == "You did not use “Fixed prices” and rated it all the same. Keep only one of the two."


def test_a_required_feature_asks_for_its_rating_only_where_it_was_used() -> None:
    settings = {"items": ROWS[:1], "scale": POINTS}
    asked = {"required": True, "settings": settings}
    assert clean("use_and_rating", {"delivery.used": "0"}, **asked)[1] == []
    assert clean("use_and_rating", {"delivery.used": "1"}, **asked)[1] == [
        "Choose an answer for “Delivery on the agreed date”"
    ]
    assert clean("use_and_rating", {"delivery.rating": "2"}, **asked)[1] == []


def test_rivals_change_places_from_row_to_row_and_keep_their_names() -> None:
    asked = question("importance_performance")
    orders = [[cell.key.split(".")[1] for cell in cells] for _words, cells in ImportancePerformance().blocks(asked)]
    assert orders == [
        ["importance", "own", "rival_now", "rival_then"],
        ["importance", "own", "rival_then", "rival_now"],
    ]


def test_there_are_at_most_three_rivals() -> None:
    rivals = [{"code": str(number), "label": {}} for number in range(4)]
    with pytest.raises(DefinitionRefused):
        question("importance_performance", settings={"items": ROWS, "rivals": rivals})


def test_features_are_counted_by_category() -> None:
    columns = {
        "KANO.delivery.functional": np.array([1, 1, 3, -9], np.int16),
        "KANO.delivery.dysfunctional": np.array([5, 5, 5, 5], np.int16),
    }
    row = summarise(question("kano"), columns).rows[0]
    assert [each.count for each in row.frequencies.categories] == [0, 2, 1, 0, 0, 0]
    assert (row.n, row.missing, row.kano.category) == (3, {Missing.SKIPPED: 1}, "O")


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("dual_scale", ["grid", "grid"]),
        ("grid_multiple", ["multiple", "multiple"]),
        ("grid_number", ["grid_number", "grid_number"]),
        ("importance_performance", ["grid", "grid", "grid", "grid"]),
        ("estimate", ["grid_number", "single"]),
        ("use_and_rating", ["grid", "multiple", "grid"]),
        ("kano", ["kano"]),
        ("texts", ["texts"]),
        ("rating", ["rating"]),
    ],
)
def test_a_summary_comes_apart_into_parts_of_one_kind(kind: str, parts: list[str]) -> None:
    summary = summarise(question(kind), {})
    found = list(divided([summary]))
    assert [part.question.kind for part in found] == parts
    assert sum(len(part.rows) for part in found) == len(summary.rows)
    assert len({part.question.code for part in found}) == len(found)


def test_parts_are_labelled_by_what_tells_their_rows_apart() -> None:
    first, second = divided([summarise(question("grid_multiple"), {})])
    assert [row.label["en"] for row in first.rows] == ["Shop", "Phone", "Letter", "Nowhere"]
    assert second.question.text["en"] == "Where do you look for this? · Fixed prices"
    (part, *_) = divided([summarise(question("dual_scale"), {})])
    assert [row.label["en"] for row in part.rows] == [row["label"]["en"] for row in ROWS]


def test_a_cell_of_a_table_of_numbers_is_read_within_its_limits() -> None:
    asked = question("grid_number")
    variable = type_of(asked).variables(asked)[0]
    assert value_from_cell(asked, variable, "12.5") == 12.5
    assert isinstance(value_from_cell(asked, variable, "81"), Problem)


@pytest.mark.parametrize("kind", ["grid_text", "grid_number"])
def test_too_many_columns_are_refused(kind: str) -> None:
    columns = [{"code": f"c{number}", "label": {}} for number in range(13)]
    with pytest.raises(DefinitionRefused):
        question(kind, settings={"items": ROWS, "columns": columns})
    assert len(type_of(question(kind)).variables(question(kind))) == len(ROWS) * len(COLUMNS)

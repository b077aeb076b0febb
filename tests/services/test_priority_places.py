"""Places of attributes: none on few answers, none that cannot be told apart, and lines that the others draw."""

from typing import Any

import numpy as np
import pytest

from survey_app.questions.definition import Scale
from survey_app.questions.registry import read_questionnaire, variables_of
from survey_app.services.attribute_tables import Attribute, Battery, Outcome, batteries, outcomes
from survey_app.services.columns import Answered, Grouping
from survey_app.services.priority_contrasts import contrasts, usual_cuts
from survey_app.services.priority_places import FEWEST, Lines, Missed, complete_columns, derived, drawn, stated
from survey_app.services.priority_rivals import compared
from survey_app.stats.importance import Cross
from tests.planting import document, options, question

SCALE = Scale(1, 5)
MEANS = Lines(Cross.GRAND_MEANS)
Columns = dict[str, np.ndarray[Any, np.dtype[np.int16]]]


def _battery(*codes: str, importance: bool = True) -> Battery:
    attributes = tuple(
        Attribute(
            code, {"en": code}, f"B.{code}.own", f"B.{code}.importance" if importance else "", {"r": f"B.{code}.r"}
        )
        for code in codes
    )
    return Battery("B", {}, attributes, SCALE, SCALE if importance else None, (("r", {}),))


def _columns(sizes: dict[str, int], n: int = 100) -> Columns:
    """Ratings of so many of n people an attribute; the others skipped it."""
    generator = np.random.default_rng(4)
    found = {}
    for code, size in sizes.items():
        for side in ("own", "importance", "r"):
            column = generator.integers(1, 6, n).astype(np.int16)
            column[size:] = -9
            found[f"B.{code}.{side}"] = column
    return found


def test_thirty_answers_give_a_place_and_twenty_nine_do_not() -> None:
    columns = _columns({"a": 100, "b": FEWEST, "c": FEWEST - 1})
    found = stated(_battery("a", "b", "c"), columns, MEANS, 1)
    assert [each.missed for each in found.standings] == [None, None, Missed.FEW]
    assert found.map is not None
    assert [each.name for each in found.map.attributes] == ["a", "b"]
    # the line is the mean of those with a place only
    means = [np.mean(columns[f"B.{code}.own"][:size]) for code, size in (("a", 100), ("b", FEWEST))]
    assert found.map.cut_performance == pytest.approx(np.mean(means))
    # one side with few answers is enough to lose the place
    columns["B.b.importance"][FEWEST - 1 :] = -9
    alone = stated(_battery("a", "b", "c"), columns, MEANS, 1)
    assert (alone.map, alone.standings[1].missed) == (None, Missed.FEW)
    assert stated(_battery("a", "b", "c"), columns, Lines(Cross.MIDDLE), 1).map is not None


def test_an_attribute_that_too_few_rated_shows_no_figure_at_all() -> None:
    columns = _columns({"a": 100, "b": 100, "c": 8})
    shown = stated(_battery("a", "b", "c"), columns, MEANS, 8).standings[2]
    hidden = stated(_battery("a", "b", "c"), columns, MEANS, 9).standings[2]
    assert shown.missed is Missed.FEW
    assert shown.performance is not None
    assert (hidden.missed, hidden.performance, hidden.importance, hidden.n) == (Missed.HIDDEN, None, None, 0)
    assert derived(_battery("a", "b", "c", importance=False), _outcome(), _with_outcome(columns), MEANS, 9).standings[
        2
    ].missed is (Missed.HIDDEN)


def _outcome() -> Outcome:
    return Outcome("OVER", {}, SCALE)


def _with_outcome(columns: Columns) -> Columns:
    own = columns["B.a.own"]
    noise = np.random.default_rng(8).integers(0, 2, own.size)
    return columns | {"OVER": np.clip(own + noise, 1, 5).astype(np.int16)}


def test_importance_is_derived_among_those_who_rated_everything() -> None:
    columns = _with_outcome(_columns({"a": 100, "b": 60, "c": 20}))
    battery = _battery("a", "b", "c", importance=False)
    found = derived(battery, _outcome(), columns, MEANS, 1)
    # c has too few answers and does not cut the others down to its own
    assert (found.complete, found.standings[2].missed) == (60, Missed.FEW)
    assert found.standings[0].performance is not None
    assert found.standings[0].performance.value == pytest.approx(columns["B.a.own"][:60].mean())
    assert complete_columns(found.standings, _outcome()) == ("OVER", "B.a.own", "B.b.own")
    columns["OVER"][:31] = -9
    few = derived(battery, _outcome(), columns, MEANS, 1)
    assert (few.map, few.drivers, few.complete) == (None, None, 29)
    assert contrasts(columns, few, _outcome(), (5, 1)) is None
    assert compared(battery, columns, few, "best") is None


def test_what_cannot_be_told_apart_has_no_place() -> None:
    columns = _with_outcome(_columns({"a": 100, "b": 100, "c": 100, "d": 100}))
    columns["B.c.own"] = columns["B.b.own"]
    columns["B.d.own"][:] = 3
    found = derived(_battery("a", "b", "c", "d", importance=False), _outcome(), columns, MEANS, 1)
    assert [each.missed for each in found.standings] == [None, None, Missed.SAME, Missed.NO_VARIATION]
    columns["OVER"][:] = 4
    nothing = derived(_battery("a", "b", importance=False), _outcome(), columns, MEANS, 1)
    assert (nothing.map, nothing.complete) == (None, 100)


def test_a_rival_that_few_rated_is_not_the_strongest() -> None:
    columns = _columns({"a": 100, "b": 100})
    columns["B.a.r"][FEWEST - 1 :] = -9
    battery = _battery("a", "b")
    found = compared(battery, columns, stated(battery, columns, MEANS, 1), "best")
    assert found is not None
    assert [(each.rival, each.decision is None) for each in found.attributes] == [(None, True), ("r", False)]
    columns["B.b.r"][FEWEST - 1 :] = -9
    assert compared(battery, columns, stated(battery, columns, MEANS, 1), "best") is None


def test_every_kind_of_battery_names_columns_that_exist() -> None:
    rows = [{"code": "a", "label": {"en": "A"}}, {"code": "b", "label": {}}]
    scale = {"first": 1, "last": 7}
    questionnaire = read_questionnaire(
        document(
            question("REG", "single", "Where?", options=options("North", "South", "West")),
            question("G", "grid", items=rows, scale=scale),
            question("E", "battery", items=rows, scale=scale),
            question("U", "use_and_rating", items=rows, scale=scale, importance=True),
            question("V", "use_and_rating", items=rows, scale=scale),
            question("I", "importance_performance", items=rows, scale=scale, rivals=rows),
            question("NPS", "recommend"),
            question("SAT", "rating", scale=scale),
            question("ALONE", "grid", items=rows[:1], scale=scale),
        )
    )
    nobody = np.empty(0, np.int64)
    answered = Answered(questionnaire, 1, variables_of(questionnaire), (), nobody, Grouping((), nobody), {})
    found = batteries(answered)
    known = {each.name for each in variables_of(questionnaire)}
    assert [each.code for each in found] == ["G", "E", "U", "V", "I"]
    assert all(set(each.columns) <= known for each in found)
    assert [each.importance is not None for each in found] == [False, False, True, False, True]
    assert [each.code for each in outcomes(answered) if each.is_whole] == ["SAT", "NPS"]
    assert all(each.code in known for each in outcomes(answered))


def test_fewer_resamples_are_drawn_of_many_people_and_for_many_attributes() -> None:
    assert (drawn(240), drawn(20_000), drawn(240, 2**14 * 14)) == (1000, 150, 217)
    assert usual_cuts(Scale(1, 7)) == (7, 3)

"""Small sets: a balanced design that stays the same, both choices of a set or none, scores from counts."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.questions.balanced import design, turned
from survey_app.questions.reading import DefinitionRefused
from survey_app.questions.registry import summarise, type_of
from tests.questions.specimens import option, question


@given(rows=st.integers(4, 15), a_set=st.integers(3, 4), seed=st.integers(0, 999))
def test_every_row_is_shown_equally_often_and_never_twice_in_a_set(rows: int, a_set: int, seed: int) -> None:
    sets = design(rows, a_set, rows, seed)
    assert sets == design(rows, a_set, rows, seed)
    assert all(len(set(each)) == a_set for each in sets)
    assert set(Counter(row for each in sets for row in each).values()) == {a_set}


@pytest.mark.parametrize(("rows", "a_set", "sets"), [(7, 3, 14), (9, 4, 18), (10, 4, 15), (12, 4, 9), (16, 4, 20)])
def test_pairs_meet_about_equally_often(rows: int, a_set: int, sets: int) -> None:
    met = Counter(pair for each in design(rows, a_set, sets, 1) for pair in combinations(sorted(each), 2))
    mean = sets * a_set * (a_set - 1) / (rows * (rows - 1))
    counts = [met[pair] for pair in combinations(range(rows), 2)]
    assert max(counts) <= mean + 2
    assert sum(abs(count - mean) <= 1 for count in counts) >= 0.8 * len(counts)


def test_each_person_has_an_order_of_their_own_and_the_same_sets() -> None:
    sets = design(8, 4, 6, 1)
    first, again, second = turned(sets, "a"), turned(sets, "a"), turned(sets, "b")
    assert first == again
    assert first != second
    for order in (first, second):
        assert {number: frozenset(rows) for number, rows in order} == {
            number: frozenset(rows) for number, rows in enumerate(sets, 1)
        }


def answered(posted: dict[str, str], **changes: object) -> tuple[dict[str, object], list[str]]:
    asked = question("maxdiff", **changes)
    fields = {f"qMAXDIFF.{name}": [code] for name, code in posted.items()}
    cleaned = type_of(asked).clean(asked, fields, "en")
    return dict(cleaned.answers), [problem.message % problem.params for problem in cleaned.problems]


def sets_of() -> list[tuple[int, ...]]:
    return list(question("maxdiff").settings.design)


def test_scores_are_times_best_less_times_worst_by_times_shown() -> None:
    first, second = sets_of()
    answers, told = answered({
        "s1.best": str(first[0]), "s1.worst": str(first[1]), "s2.best": str(second[0]), "s2.worst": str(second[1]),
    })  # fmt: skip
    assert told == []
    shown = Counter((*first, *second))
    points = Counter((first[0], second[0]))
    points.subtract((first[1], second[1]))
    scores = {f"MAXDIFF.{code}": points[code] / shown[code] for code in shown}
    assert {name: value for name, value in answers.items() if ".s" not in name} == scores


def test_half_a_set_and_one_row_for_both_are_asked_about() -> None:
    first, _second = sets_of()
    answers, told = answered({"s1.best": str(first[0])})
    assert answers == {}
    assert told == ["Choose the most and the least in this set of “Which of these matters most, and which least?”"]
    answers, told = answered({"s1.best": str(first[0]), "s1.worst": str(first[0])})
    assert answers == {}
    assert "cannot be the most and the least at once in a set" in told[0]


def test_a_row_of_another_set_is_no_answer() -> None:
    first, _second = sets_of()
    outside = next(code for code in range(1, 6) if code not in first)
    assert answered({"s1.best": str(outside), "s1.worst": str(first[0])})[0] == {}


def test_a_set_may_be_left_out_unless_an_answer_is_required() -> None:
    first, _second = sets_of()
    one = {"s1.best": str(first[0]), "s1.worst": str(first[2])}
    answers, told = answered(one)
    assert told == []
    assert {name for name in answers if ".s" not in name} == {f"MAXDIFF.{code}" for code in first}
    assert answered(one, required=True)[1] == [
        "Choose the most and the least in this set of “Which of these matters most, and which least?”"
    ]


def test_counts_of_all_people_stand_beside_the_mean_score() -> None:
    asked = question("maxdiff")
    first, second = sets_of()
    columns = {
        "MAXDIFF.s1.best": np.array([first[0], first[0], -9], np.int16),
        "MAXDIFF.s1.worst": np.array([first[1], first[2], -9], np.int16),
        "MAXDIFF.s2.best": np.array([second[0], -9, -9], np.int16),
        "MAXDIFF.s2.worst": np.array([second[1], -9, -9], np.int16),
    }
    picked = {row.variable: row.picked for row in summarise(asked, columns).rows}
    best = 2 + (second[0] == first[0])
    worst = int(second[1] == first[0])
    assert picked[f"MAXDIFF.{first[0]}"] == (best, worst, 2 + (first[0] in second))


@pytest.mark.parametrize("changes", [{"per_set": 2}, {"per_set": 6}, {"sets": 0}, {"sets": 99}, {"seed": -1}])
def test_sets_that_make_no_sense_are_refused(changes: dict[str, int]) -> None:
    options = [option(code, f"Row {code}") for code in range(1, 6)]
    with pytest.raises(DefinitionRefused):
        question("maxdiff", settings={"options": options, **changes})
    with pytest.raises(DefinitionRefused):
        question("maxdiff", settings={"options": options[:3]})

"""Surveys read through every filter and cross-table that is open: which small counts does an attacker find?

The attacker knows everything that is told: how many gave each answer, what each filter and each pair of filters shows,
and which cross-tables stand. They ask an integer program (Land and Doig 1960, in SciPy) for sets of people that fit;
a count is found where all sets have the same. Numbers of nobody are no finding.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from survey_app.privacy.small_cells import lays_open
from survey_app.questions.registry import read_questionnaire, summarise, variables_of
from survey_app.services import answer_tables, crosstabs, filters, withholding
from survey_app.services.answer_tables import AnswerTables, Look
from survey_app.services.answers_by_group import telling_of
from survey_app.services.answers_in_parts import summary_in_parts, without_single_values
from survey_app.services.columns import Answered, Grouping
from survey_app.services.crosstabs import Built, Wish
from survey_app.services.filters import Condition, GroupTooSmall
from survey_app.services.numbers_by_group import may_tell_numbers
from survey_app.services.selections import Selection
from survey_app.services.tied_figures import may_tie
from tests.planting import document, options, question

pytestmark = pytest.mark.sqlite_only
K = 5
Counted = dict[str, tuple[int, ...]]
"""Answers that are counted together, by the name of the column."""


def drawn(seed: int) -> Answered:
    """A column of the list, a list with rare answers and a rating or ticks, of 20 to 160 people; some go together."""
    chance = np.random.default_rng(seed)
    people, groups, count = int(chance.integers(20, 161)), int(chance.integers(2, 5)), int(chance.integers(2, 5))
    region = chance.choice(groups, people, p=chance.dirichlet([2] * groups))
    given = chance.choice(count, people, p=chance.dirichlet([1] * count))
    given = np.where(chance.random(people) < chance.choice([0.0, 0.4, 0.9]), region % count, given)
    listed = [{**each, "code": 2 * each["code"] - 1} for each in options(*"abcd"[:count])]
    asked = [question("LIST", "single", options=listed)]
    columns = {"LIST": np.where(chance.random(people) < 0.05, -9, 2 * given + 1).astype(np.int16)}
    if chance.random() < 0.6:
        asked.append(question("RATE", "rating", scale={"first": 1, "last": 5}))
        rates = chance.choice(5, people, p=[0.02, 0.05, 0.13, 0.42, 0.38])
        columns["RATE"] = (1 + np.where(chance.random(people) < 0.3, 4 - given, rates)).astype(np.int16)
    else:
        asked.append(question("TICK", "multiple", options=options(*"xyz")))
        ticks = chance.random((people, 3)) < chance.uniform(0.1, 0.8, 3)
        ticks[~ticks.any(axis=1), 0] = True
        columns |= {f"TICK.{place + 1}": ticks[:, place].astype(np.int16) for place in range(3)}
    return answered(asked, columns, region)


def answered(asked: list[dict[str, object]], columns: dict[str, np.ndarray], region: np.ndarray) -> Answered:
    questionnaire = read_questionnaire(document(*asked))
    people = len(region)
    return Answered(
        questionnaire,
        1,
        variables_of(questionnaire),
        tuple(str(each) for each in range(people)),
        np.zeros(people, np.int64),
        Grouping((), np.full(people, -1, np.int64)),
        columns,
        {"region": Grouping(tuple("NSEWXYZ"[: int(region.max()) + 1]), region.astype(np.int64))},
    )


class Attacker:
    """What is known of a survey, and which sets of people fit it."""

    def __init__(self, survey: Answered) -> None:
        self.survey = survey
        truth = {"attr.region": survey.attributes["region"].places, **survey.columns}
        self.names = list(truth)
        self.truth = np.column_stack([np.asarray(each) for each in truth.values()])
        kinds = [np.unique(self.truth[:, place]).tolist() for place in range(len(self.names))]
        cells = np.array(list(itertools.product(*kinds)))
        ticks = [place for place, name in enumerate(self.names) if name.startswith("TICK.")]
        self.cells = cells[cells[:, ticks].any(axis=1)] if ticks else cells
        self.known: dict[bytes, tuple[np.ndarray, int]] = {}
        self.learn({}, len(self.truth))
        for place, name in enumerate(self.names):
            for code in kinds[place]:
                self.learn({name: (code,)}, int((self.truth[:, place] == code).sum()))

    def line(self, counted: Counted, among: np.ndarray) -> np.ndarray:
        found = [np.isin(among[:, self.names.index(name)], codes) for name, codes in counted.items()]
        line: np.ndarray = np.logical_and.reduce([np.ones(len(among), np.bool_), *found])
        return line

    def learn(self, counted: Counted, count: float) -> None:
        line = self.line(counted, self.cells)
        assert self.line(counted, self.truth).sum() == count
        self.known[line.tobytes()] = (line.astype(float), round(count))

    def look_around(self) -> None:
        """Everything that filters and cross-tables tell."""
        offered = filters.dimensions(self.survey)
        single = [[Condition(each, offer) for offer in each.offers] for each in offered]
        for conditions in [
            *((each,) for group in single for each in group),
            *(both for pair in itertools.combinations(single, 2) for both in itertools.product(*pair)),
        ]:
            self.filtered(conditions)
        rows = [choice for each in self.survey.questionnaire.questions() for choice in crosstabs.choices(each)]
        for row, banner in itertools.product(rows, offered):
            if row.key != banner.key:
                self.crossed(Built(tuple(rows), offered, (), row, (banner,), Wish(), K, offered, (), K))

    def filtered(self, conditions: tuple[Condition, ...]) -> None:
        try:
            mask = filters.chosen(self.survey, conditions, K, K)
        except GroupTooSmall:
            return
        within: Counted = {each.dimension.key: (each.code,) for each in conditions}
        self.learn(within, int(mask.sum()))
        seen = withholding.looked_through(self.survey, mask, conditions, K, K)
        whole = self.survey.of(mask)
        for asked in self.survey.questionnaire.questions():
            telling = seen.tellings.get(asked.code)
            found = summary_in_parts(asked, telling, whole, seen.columns, None) if telling else None
            for row in without_single_values(found or summarise(asked, seen.columns, None)).rows:
                codes = tuple(
                    code for code, _ in next(v.codes for v in self.survey.variables if v.name == row.variable)
                )
                parts = telling.parts.get(row.variable, ()) if telling else tuple((code,) for code in codes)
                if row.frequencies is None or not row.n or row.variable in within:
                    continue
                self.learn({**within, row.variable: codes}, row.n)
                for each, part in zip(row.frequencies.categories, parts, strict=True):
                    self.learn({**within, row.variable: part}, each.count)
                if row.top is not None and row.top.value is not None:
                    self.learn({**within, row.variable: codes[-2:]}, row.top.count)

    def crossed(self, built: Built) -> None:
        assert built.chosen is not None
        try:
            counted = crosstabs._counted(built, built.chosen, self.survey, None)
        except GroupTooSmall:
            return
        table, shown = counted.table, counted.chosen
        assert table is not None
        assert shown is not None
        (banner,) = built.across
        parts = {part[0]: part for part in shown.parts}
        for place, column in enumerate(table.columns[1:], 1):
            group: Counted = {
                banner.key: (int(column.labels[0]) if banner.key == "LIST" else self.code(column.labels[0]),)
            }
            for (code, _), count in zip(shown.codes, table.counts[: len(shown.codes), place].tolist(), strict=True):
                ticked = {f"{shown.key}.{code}": (1,)} if shown.is_several else {shown.key: parts.get(code, (code,))}
                self.learn({**group, **ticked}, count)

    def code(self, value: str) -> int:
        return self.survey.attributes["region"].values.index(value)

    def found(self) -> int:
        """How many pairs of answers, or of answer and group, of 1 to K - 1 people are certain.

        Not where everybody gave one of both: then the other alone tells it.
        """
        lines, sums = (np.array(each) for each in zip(*self.known.values(), strict=True))
        left = {}
        for counted in self.pairs():
            alone = [int(self.line({name: codes}, self.truth).sum()) for name, codes in counted.items()]
            true = int(self.line(counted, self.truth).sum())
            if 0 < true < K and max(alone) < len(self.truth):
                left[self.line(counted, self.cells).tobytes()] = (self.line(counted, self.cells).astype(float), true)
        chance = np.random.default_rng(1)
        for _ in range(4):  # one set of people clears many pairs at once
            goal = sum((chance.choice([-1, 1]) * line for line, _ in left.values()), np.zeros(len(self.cells)))
            people = _fitting(goal, lines, sums) if left else None
            left = {key: each for key, each in left.items() if people is None or round(each[0] @ people) == each[1]}
        return sum(
            all(_fitting(sign * line, lines, sums) @ line == true for sign in (1, -1)) for line, true in left.values()
        )

    def pairs(self) -> Iterator[Counted]:
        kinds = [
            (name, [code for code in np.unique(self.truth[:, place]).tolist() if code >= (name.startswith("TICK."))])
            for place, name in enumerate(self.names)
        ]
        for (one, first), (two, second) in itertools.combinations(kinds, 2):
            if one.partition(".")[0] != two.partition(".")[0]:
                for a, b in itertools.product(first, second):
                    counted: Counted = {one: (a,), two: (b,)}
                    yield counted


def _fitting(goal: np.ndarray, lines: np.ndarray, sums: np.ndarray) -> np.ndarray:
    people = milp(
        goal,
        constraints=LinearConstraint(lines, sums, sums),
        bounds=Bounds(0),
        integrality=np.ones(goal.size, np.int64),
    )
    assert people.success
    return np.round(people.x)


def losses(seeds: Sequence[int]) -> int:
    found = 0
    for seed in seeds:
        attacker = Attacker(drawn(seed))
        attacker.look_around()
        found += attacker.found()
    return found


def test_no_small_count_of_two_answers_is_found() -> None:
    assert losses(range(5)) == 0


def test_the_attacker_finds_them_where_small_groups_alone_are_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_tables, "lays_open", lambda *_: False)
    monkeypatch.setattr(answer_tables, "_tells_the_rest", lambda *_: False)
    assert losses([1]) > 0


def column(*counts: tuple[int, int]) -> np.ndarray:
    """Codes, each so many times."""
    return np.repeat([code for code, _ in counts], [count for _, count in counts])


def test_where_all_small_groups_together_gave_one_answer_each_of_them_did() -> None:
    groups, apart = column((1, 20), (2, 3), (3, 4)), ((1,), (2,))
    one = AnswerTables(column((1, 10), (2, 10), (1, 7)), (1, 2), Look({"group": groups}, K))
    two = AnswerTables(column((1, 10), (2, 10), (1, 7), (2, 5)), (1, 2), Look({"group": np.append(groups, [3] * 5)}, K))
    assert not any(lays_open(table, K) for table in (*one.tables, *two.tables))
    assert (one.lays_open(apart), two.lays_open(apart)) == (True, False)


def test_answers_that_no_filter_can_show_stay_together_where_answers_are_groups() -> None:
    # 1 is a group, 2 to 6 are none: told as (1, 2) and (3 to 6) the filter on 1 would set 2 apart from both
    given, codes = column((1, 30), *((code, 4) for code in range(2, 7))), range(1, 7)
    look = Look({"half": np.array([1, 2] * 25)}, K)
    listed = AnswerTables(given, codes, look, are_groups=True)
    assert listed.unshown == [frozenset(range(2, 7))]
    assert listed.lays_open(((1, 2), (3, 4, 5, 6)))
    assert not listed.lays_open(((1,), (2, 3, 4, 5, 6)))
    assert not AnswerTables(given, codes, look).lays_open(((1, 2), (3, 4, 5, 6)))


def test_those_without_an_answer_hide_no_group() -> None:
    # 3 was chosen by two: nine who chose nothing do not hide them, for how many those are is told elsewhere
    tables = AnswerTables(
        np.array([1, 2] * 21 + [1] * 9), (1, 2), Look({"Q": column((1, 30), (2, 10), (3, 2), (-9, 9))}, K)
    )
    assert [table.sum(axis=0).tolist() for table in tables.single] == [[21, 30], [12, 30]]


def test_a_column_that_could_not_be_shown_of_everybody_is_not_shown_of_some() -> None:
    # the three of group 3 are all outside the mask: group 2 alone would say so
    groups, everybody = column((1, 40), (2, 20), (3, 3)), np.ones(63, np.bool_)
    survey = answered([], {}, groups - 1)
    (region,) = filters.dimensions(survey)
    shown = crosstabs.columns_of(region, everybody, np.arange(63) < 60, K)
    assert shown.codes == ("N",)
    assert crosstabs.columns_of(region, everybody, everybody, 1).codes == ("N", "S", "E")


def test_the_smallest_groups_are_left_out_so_that_the_others_are_told() -> None:
    sizes = (70, 50, 30, 20, 20, 10)
    region = np.repeat(np.arange(6), sizes)
    satisfied = np.concatenate([np.arange(size) % 5 != 0 for size in sizes])
    survey = answered(
        [question("SAT", "single", options=options("yes", "no"))], {"SAT": (2 - satisfied).astype(np.int16)}, region
    )
    (asked,) = survey.questionnaire.questions()
    telling = telling_of(asked, survey, Look({"attr.region": region}, K))
    assert telling.parts == {"SAT": ((1,), (2,))}
    assert telling.left_out == {3, 4, 5}
    assert (telling.of(0), telling.of(4).parts) == (telling, {})
    # two groupings have their margins told: none of their groups is left out
    both = Look({"attr.region": region, "half": np.arange(200) % 2}, K)
    assert telling_of(asked, survey, both).parts == {}


def test_who_gave_an_answer_that_is_not_told_stays_in_the_base() -> None:
    ticks = {
        "TICK.1": np.array([1] * 20 + [0] * 20),
        "TICK.2": np.array([0] * 20 + [1] * 20),
        "TICK.3": np.array([1, 0] * 20),
    }
    asked = question("TICK", "multiple", options=options("x", "y", "z"))
    survey = answered([asked], {name: each.astype(np.int16) for name, each in ticks.items()}, np.zeros(40, np.int64))
    (row,) = [choice for each in survey.questionnaire.questions() for choice in crosstabs.choices(each)]
    some = crosstabs.RowChoice(row.key, row.label, row.codes[:1], is_several=True, unsaid=(2, 3))
    assert crosstabs.table_of(some, crosstabs.rows_of(some, survey.columns), (), None).columns[0].n == 40


@pytest.mark.parametrize(
    ("largest", "size", "may"), [(60.0, 40, True), (60.0, 29, False), (1e6, 40, False)], ids=["may", "few", "one"]
)
def test_numbers_are_told_of_thirty_people_none_of_whom_stands_out(largest: float, size: int, *, may: bool) -> None:
    numbers = np.append(np.arange(79) % 50, largest)
    groups = np.where(np.arange(80)[::-1] < size, 1, 2)
    assert may_tell_numbers(numbers, Look({"group": groups}, K)) is may


def test_the_base_of_a_question_that_some_are_not_asked_says_what_they_answered_before() -> None:
    region, gave = column((0, 40), (1, 40)), np.array([2, 2, *[1] * 78])
    after = np.where(gave == 2, -5, 1 + np.arange(80) % 2).astype(np.int16)
    asked = [
        question("BUYS", "single", options=options("yes", "no")),
        question("LIKES", "single", options=options("a", "b")),
    ]
    told = []
    for rule in ("", "BUYS = 1"):
        survey = answered(
            [asked[0], {**asked[1], "show_if": rule}], {"BUYS": gave.astype(np.int16), "LIKES": after}, region
        )
        told.append(
            telling_of(list(survey.questionnaire.questions())[1], survey, Look({"attr.region": region}, K)).whole
        )
    assert told == [True, False]


def test_answers_given_in_two_ways_are_tied_to_others_only_where_no_cell_of_both_is_small() -> None:
    # of two times two answers the correlation gives the whole table
    survey = answered([], {}, np.zeros(100, np.int64))
    everybody = Selection(survey, survey.everybody, (), K, K)
    half, most, five = column((1, 50), (2, 50)), column((1, 97), (2, 3)), np.arange(100) % 5
    assert [may_tie([one, other], everybody) for one, other in ((half, five), (most, five), (half, most))] == [
        True, False, False,
    ]  # fmt: skip
    assert may_tie([most, five], replace(everybody, fewest=1))
    few = answered([], {}, np.zeros(59, np.int64))
    assert not may_tie([five[:59], five[1:60]], Selection(few, few.everybody, (), K, K))

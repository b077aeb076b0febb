"""The cross-tables of a report: every closed question against the breaks that fit on paper.

Each is the table that the page of cross-tables makes of one question and one break, with the same columns hidden; the
breaks stand side by side, and of one with many groups the largest are printed.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from survey_app.exports.analyses import BannerTable, BannerTables, Break, LeftOut
from survey_app.questions.definition import Question, Text, best_of
from survey_app.questions.summarising import column_of, valid
from survey_app.services import crosstabs, filters, weighing, weightings, withholding
from survey_app.services.chosen_answers import Chosen
from survey_app.services.columns import Mask
from survey_app.services.crosstabs import AnswersOfFew, RowChoice
from survey_app.services.filters import ATTRIBUTE, MODE, SOURCE, Dimension, Offer
from survey_app.services.groups import crossable, merged, one_each
from survey_app.services.keyfigures import overall_question, scale_of
from survey_app.services.number_groups import NUMBER, asks_age
from survey_app.stats.coding import Coded
from survey_app.stats.crosstab import CrossTable, cross_table, prepared
from survey_app.stats.letters import PLAIN
from survey_app.stats.tabulating import Masses

MOST_COLUMNS, MOST_ROWS = 15, 60
"""What a sheet can print: columns of all breaks, questions."""
_SIZES = (8, 6, 5, 4)
"""How many columns of one break are printed: as many as let all breaks stand side by side."""
_TWO = 2
_EXPECTED = ".expected"
_FIRST, _AGE, _ANSWER = range(3)
_LAST = {MODE: 3, SOURCE: 4}
"""What the list says of people comes first, then their age and their answers; how they answered comes last."""


def build(chosen: Chosen, wanted: Sequence[str] = ()) -> tuple[BannerTables | None, tuple[LeftOut, ...]]:
    """All tables, and what is missing of them; none where nothing tells people apart or there is no closed question.

    `wanted` names the breaks to print, in this order; without any, those are that fit.
    """
    breaks, small = _breaks(chosen, wanted)
    if not breaks:
        return None, _left_out(small, ())
    asked = [each for each in crosstabs.asked(chosen.answered) if each.kind != "consent"]
    overall = overall_question(tuple(asked))
    first = overall.code if overall is not None else ""
    printed = {each.key for _, each in breaks}
    rows = [row for row in _rows(asked) if row[1].key not in printed]
    rows.sort(key=lambda row: row[1].key != first)
    mass = prepared(chosen.weights, int(chosen.mask.sum()))
    found = [_table(chosen, breaks, row, mass) for row in rows[:MOST_ROWS]]
    tables = _named_apart([each for each in found if isinstance(each, BannerTable)])
    gone = {row[0].code: row[0] for row, each in zip(rows, found, strict=False) if each is False}
    named = [each.text or {"en": code} for code, each in gone.items()]
    # under filters a break may fit no table at all: its columns would stand there empty
    used = {question for each in tables for _letter, question, *_rest in each.table.columns}
    told = tuple(each for _, each in breaks if each.key in used)
    left_out = _left_out((*small, *(each for _, each in breaks if each.key not in used)), named)
    return BannerTables(told, tables, first, max(0, len(rows) - MOST_ROWS)) if tables else None, left_out


def _left_out(breaks: Sequence[Break], questions: Sequence[Text]) -> tuple[LeftOut, ...]:
    return (LeftOut("crosstabs", tuple(breaks), tuple(questions)),) if breaks or questions else ()


def _named_apart(tables: Sequence[BannerTable]) -> tuple[BannerTable, ...]:
    """The tables, an item under its question where another battery has one of the same words."""
    times = Counter(tuple(sorted(each.label.items())) for each in tables if each.is_item)

    def named(each: BannerTable) -> BannerTable:
        if not each.is_item or times[tuple(sorted(each.label.items()))] == 1:
            return each
        label = {tongue: f"{each.question.get(tongue, '')} · {words}" for tongue, words in each.label.items()}
        return replace(each, label=label)

    return tuple(named(each) for each in tables)


def _rows(asked: Sequence[Question]) -> Iterator[tuple[Question, RowChoice, bool]]:
    """Every question or item that can stand in the rows; what was expected stands beside what was experienced."""
    for question in asked:
        found = [each for each in crosstabs.choices(question) if not each.key.endswith(_EXPECTED)]
        yield from ((question, each, each.key != question.code) for each in found)


def _breaks(chosen: Chosen, wanted: Sequence[str]) -> tuple[list[tuple[Dimension, Break]], list[Break]]:
    """What people are told apart by, as far as it fits: what the list says of them, their answers, then the mode.

    Beside it that of which fewer than two groups are large enough.
    """
    used = {each.dimension.key for each in chosen.conditions}
    numbers = {each.code: each for each in crosstabs.asked(chosen.answered) if each.kind == NUMBER}
    # of numbers in groups only the age is printed: the others would take its place on the paper
    used |= {code for code, each in numbers.items() if not asks_age(each) and code not in wanted}
    offered = [each for each in filters.dimensions(chosen.answered) if each.key not in used]
    if wanted:
        offered = sorted((each for each in offered if each.key in wanted), key=lambda each: wanted.index(each.key))
    else:
        offered.sort(key=lambda each: _order(each, numbers))
    shown = [(each, _sizes(chosen, each)) for each in offered]
    few = [each for each, sizes in shown if len(sizes) < _TWO and _is_missed(chosen, each, wanted)]
    small = [Break(each.key, each.label, (), len(each.offers)) for each in few]
    shown = [each for each in shown if len(each[1]) >= _TWO]
    needed = [sum(min(len(sizes), most) for _, sizes in shown) for most in _SIZES]
    most = next((each for each, columns in zip(_SIZES, needed, strict=True) if columns <= MOST_COLUMNS), _SIZES[-1])
    found: list[tuple[Dimension, Break]] = []
    room = MOST_COLUMNS
    for dimension, sizes in shown:
        largest = _chosen(chosen, dimension, sizes, most)
        if len(largest) <= room:
            room -= len(largest)
            told = tuple((each.value, each.label) for each in dimension.offers if each.value in largest)
            found.append((dimension, Break(dimension.key, dimension.label, told, len(sizes))))
    return found, small


def _chosen(chosen: Chosen, dimension: Dimension, sizes: dict[str, int], most: int) -> list[str]:
    """The largest groups of a break and, where not all can be printed, the least satisfied one as the last."""
    ranked = sorted(sizes, key=lambda value: -sizes[value])
    if len(ranked) <= most:
        return ranked
    low = _least_satisfied(chosen, dimension, sizes)
    return ranked[:most] if low is None or low in ranked[:most] else [*ranked[: most - 1], low]


def _least_satisfied(chosen: Chosen, dimension: Dimension, sizes: dict[str, int]) -> str | None:
    """The group with the smallest share of satisfied people, of those large enough to be tested."""
    question = overall_question(tuple(crosstabs.asked(chosen.answered)))
    scale = scale_of(question) if question is not None else None
    if question is None or scale is None or question.code in chosen.withheld:
        return None
    ratings = valid(column_of(chosen.columns, question.code), scale.points)
    places, shares = dimension.places[chosen.mask], {}
    for offer, code in _codes(dimension):
        group = ratings[(places == code) & ~np.isnan(ratings)]
        if offer.value in sizes and group.size >= PLAIN.least:
            shares[offer.value] = float(np.isin(group, scale.best).mean())
    return min(shares, key=lambda value: shares[value], default=None)


def _sizes(chosen: Chosen, dimension: Dimension) -> dict[str, int]:
    """The groups of a break that may be shown, with how many people are in each."""
    if not _crosses(chosen, dimension, chosen.answered.everybody):
        return {}
    part = crosstabs.columns_of(dimension, chosen.answered.everybody, chosen.mask, chosen.least)
    here = dimension.places[chosen.mask]
    counts = {offer.value: int((here == code).sum()) for offer, code in _codes(dimension)}
    return {str(value): counts[str(value)] for value in part.codes if counts[str(value)]}


def _is_missed(chosen: Chosen, dimension: Dimension, wanted: Sequence[str]) -> bool:
    """Whether a break that is not printed parts these people at all, in groups and not in single people."""
    here = dimension.places[chosen.mask]
    parts = sum(bool((here == code).any()) for code in dimension.codes)
    return parts >= _TWO and (dimension.key in wanted or not one_each(dimension.places))


def _order(dimension: Dimension, numbers: Mapping[str, Question]) -> int:
    if dimension.key.startswith(ATTRIBUTE):
        return _FIRST
    return _AGE if dimension.key in numbers else _LAST.get(dimension.key, _ANSWER)


def _codes(dimension: Dimension) -> list[tuple[Offer, int]]:
    return list(zip(dimension.offers, dimension.codes, strict=True))


def _crosses(chosen: Chosen, dimension: Dimension, given: Mask) -> bool:
    """Whether groups inside a filtered group can be compared with the same groups of everybody."""
    if not chosen.conditions or chosen.least == 1:
        return True
    places = [*(each.dimension.places for each in chosen.conditions), dimension.places]
    return crossable([each[given] for each in places], chosen.least)


def _table(
    chosen: Chosen,
    breaks: Sequence[tuple[Dimension, Break]],
    row: tuple[Question, RowChoice, bool],
    mass: Masses | None,
) -> BannerTable | bool:
    """The table of a question; else whether it is none because everybody gave the same answer, or nobody any."""
    question, choice, is_item = row
    whole = crosstabs.rows_of(choice, chosen.answered.columns).answered
    if _names(choice) & chosen.withheld or not chosen.may_show(whole):
        return not whole.any()
    shown = [each for each in breaks if _crosses(chosen, each[0], whole) and _weighs(chosen, each[0], whole)]
    choice, seen = _told_in(chosen, choice, shown)
    rows = crosstabs.rows_of(choice, chosen.columns)
    parts = [_printed(chosen, each, whole, left_out) for each, left_out in seen]
    parts = [part for part in parts if part.codes]
    if not _differ(rows):
        return True
    if not parts:
        return False
    # two opposite words have no better end: of them the mean alone stands, where there is one
    is_item = is_item and len(choice.points) > _TWO and (choice.has_best or not choice.parts)
    is_topped = is_item and choice.has_best
    table = _of_item(choice, rows, parts, mass) if is_topped else crosstabs.table_of(choice, rows, parts, mass)
    hidden = sum(len(told.values) for _, told in breaks) - sum(len(part.codes) for part in parts)
    label = question.text or {"en": question.code}
    is_partial, leaves_out = bool(choice.parts or choice.unsaid), len(seen) < len(shown) or any(one for _, one in seen)
    rest = (table, hidden, is_item, is_partial, leaves_out, choice.is_score)
    points = choice.points if choice.has_best else ()
    return BannerTable(choice.key, label, choice.label, choice.codes, points, *rest)


def _told_in(
    chosen: Chosen, choice: RowChoice, breaks: Sequence[tuple[Dimension, Break]]
) -> tuple[RowChoice, list[tuple[tuple[Dimension, Break], frozenset[int]]]]:
    """The rows as most breaks may tell them, those breaks, and of which of their groups nothing is told.

    All breaks stand beside the same rows.
    """
    ways: list[tuple[RowChoice, list[tuple[tuple[Dimension, Break], frozenset[int]]]]] = []
    for each in breaks:
        look = withholding.look_of(chosen.conditions, chosen.fewest).beside(each[0].key, each[0].places)
        try:
            found = crosstabs.told_in(choice, chosen.answered, look)
        except AnswersOfFew:
            continue
        told, one = replace(found, left_out=frozenset()), (each, found.left_out)
        known = next((seen for way, seen in ways if way == told), None)
        if known is None:
            ways.append((told, [one]))
        else:
            known.append(one)
    return max(ways, key=lambda way: (len(way[1]), len(way[0].codes)), default=(choice, []))


def _of_item(choice: RowChoice, rows: Coded, parts: Sequence[Coded], mass: Masses | None) -> CrossTable:
    """The table of one item, tested by what is printed of it: the share of the points that count as satisfied."""
    table = crosstabs.table_of(choice, rows, parts, mass, tests=False)
    best = best_of(choice.points)
    top = np.array([*(code in best for code in rows.codes), False])
    places = np.where(rows.answered, top[np.asarray(rows.places)].astype(np.int64), -1)
    halves = Coded(rows.name, (0, 1), (("0",), ("1",)), places, None)
    return replace(table, tests=cross_table(halves, parts, mass, scheme=None).tests)


def _names(choice: RowChoice) -> set[str]:
    return {f"{choice.key}.{code}" for code, _ in choice.codes} if choice.is_several else {choice.key}


def _differ(rows: Coded) -> bool:
    """Whether more than one answer was given."""
    if rows.places is None:
        return True
    return int(np.unique(np.asarray(rows.places)[rows.answered]).size) > 1


def _weighs(chosen: Chosen, dimension: Dimension, given: Mask) -> bool:
    """Whether no weight belongs to so few people of a column that it would lay them open."""
    if chosen.force is None or chosen.least == 1:
        return True
    conditions = [merged(each.dimension.places, chosen.least) for each in chosen.conditions]
    cells = weightings.cells(chosen.force.applied.weights)
    groups = weighing.together([cells, merged(dimension.places, chosen.least), *conditions])
    return weighing.large(groups, given, chosen.least)


def _printed(chosen: Chosen, each: tuple[Dimension, Break], given: Mask, left_out: frozenset[int]) -> Coded:
    """The columns of a break that are printed, but for those too small among the people who answered this question."""
    dimension, told = each
    part = crosstabs.columns_of(dimension, given, chosen.mask, chosen.least, left_out)
    wanted = {value for value, _ in told.values}
    kept = [place for place, value in enumerate(part.codes) if value in wanted]
    moved = np.full(len(part.codes) + 1, -1, np.int64)
    moved[kept] = np.arange(len(kept))
    codes = tuple(part.codes[place] for place in kept)
    return Coded(part.name, codes, tuple(part.labels[place] for place in kept), moved[np.asarray(part.places)], None)

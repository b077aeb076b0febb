"""Estimates of experts in a file: a row per expert and question, with a best figure and perhaps a range around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from survey_app.cli.stats.panel_words import meaning
from survey_app.cli.stats.reading import Cell, Sheet
from survey_app.exceptions import N_, FileRefused
from survey_app.stats.estimates import check_estimate, standardise

__all__ = ["Elicited", "Names", "elicited", "standardised"]

_WHOLE = 100
_ELEMENTS = (
    dict.fromkeys(("low", "lower", "lowest", "min", "minimum"), "low")
    | dict.fromkeys(("best", "middle", "median", "mode"), "best")
    | dict.fromkeys(("high", "upper", "highest", "max", "maximum"), "high")
    | {"confidence": "confidence"}
)
"""What the last word of an element says it is."""
_CALLED = {
    "low": "lower, lowest, lower bound, minimum, min, mínimo, mín, límite inferior, 最小值, 最低, 最低值, 下限",
    "best": (
        "best estimate, best guess, estimate, most likely, mode, más probable, valor más probable, mejor estimación, "
        "estimación, 最可能, 最可能值, 最佳估计, 估计值"
    ),
    "high": "upper, highest, upper bound, maximum, max, máximo, máx, límite superior, 最大值, 最高, 最高值, 上限",
    "confidence": "sureness, certainty, confianza, nivel de confianza, seguridad, 信心, 把握, 把握度, 置信度",
    "truth": "true value, actual, actual value, realised, realized, valor real, valor verdadero, 真实值, 实际值",
}
_UNIT = re.compile(r"\s*(?:[(\uff08\[].*[)\uff09\]]|%)\s*$")

Column = tuple[Cell, ...]
Limits = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Names:
    """What the columns are called in the file."""

    expert: str = "expert"
    question: str = "question"
    low: str = "low"
    best: str = "best"
    high: str = "high"
    confidence: str = "confidence"
    truth: str = "truth"


@dataclass(frozen=True, slots=True)
class Elicited:
    """Experts by questions: per question a column of lows, bests, highs and confidences, in the experts' order.

    `truth` is per question, None where the file does not tell it.
    """

    experts: tuple[str, ...]
    questions: tuple[str, ...]
    low: tuple[Column, ...]
    best: tuple[Column, ...]
    high: tuple[Column, ...]
    confidence: tuple[Column, ...]
    truth: Column
    has_ranges: bool
    has_confidence: bool

    def by_expert(self, part: Sequence[Column]) -> list[list[Cell]]:
        """One part turned round: experts in rows, questions in columns."""
        return [[column[place] for column in part] for place in range(len(self.experts))]


def elicited(
    sheet: Sheet, names: Names, *, is_percent: bool = False, turn: str | None = None, limits: Limits = (None, None)
) -> Elicited:
    """The estimates of one round, every range checked; figures in per cent become shares."""
    names = _as_called(sheet, names)
    sheet = _side_by_side(sheet, names)
    kept = _rows_of_round(sheet, turn)
    experts, questions = sheet.texts(names.expert), sheet.texts(names.question)
    has_ranges, has_confidence = sheet.has(names.low, names.high), sheet.has(names.confidence)
    unit = _WHOLE if is_percent else 1
    none: list[Cell] = [None] * len(sheet.table.rows)
    best = _figures(sheet, names.best, unit)
    low = _figures(sheet, names.low, unit) if has_ranges else none
    high = _figures(sheet, names.high, unit) if has_ranges else none
    confidence = sheet.numbers(names.confidence) if has_confidence else none
    truth = _figures(sheet, names.truth, unit) if sheet.has(names.truth) else none
    places: dict[tuple[str, str], int] = {}
    for row in kept:
        expert, question = experts[row], questions[row]
        if expert is None or question is None or (question, expert) in places:
            message = N_("Row %(row)s: expert and question must be there, together only once.")
            raise FileRefused(message, row=sheet.table.numbers[row])
        _check(sheet.table.numbers[row], (low[row], best[row], high[row]), confidence[row], limits)
        places[question, expert] = row
    people = tuple(dict.fromkeys(expert for _question, expert in places))
    things = tuple(dict.fromkeys(question for question, _expert in places))

    def table(part: Sequence[Cell]) -> tuple[Column, ...]:
        at = [[places.get((thing, person)) for person in people] for thing in things]
        return tuple(tuple(None if row is None else part[row] for row in column) for column in at)

    return Elicited(
        people,
        things,
        table(low),
        table(best),
        table(high),
        table(confidence),
        _truths(sheet, places, things, truth),
        has_ranges=has_ranges,
        has_confidence=has_confidence,
    )


def _as_called(sheet: Sheet, names: Names) -> Names:
    """The names, those of columns that are not there under the usual words of other files where one column is."""
    found: dict[str, list[str]] = {}
    for column in sheet.names:
        bare = _UNIT.sub("", column.casefold())
        known = meaning(column)
        what = next((part for part, words in _CALLED.items() if bare == part or bare in words.split(", ")), None)
        if what is None and known is not None:
            what = {"panellist": "expert", "item": "question"}.get(known[0])
        if what is not None:
            found.setdefault(what, []).append(column)
    usual = Names()
    return replace(
        names,
        **{
            what: columns[0]
            for what, columns in found.items()
            if len(columns) == 1 and getattr(names, what) == getattr(usual, what) and not sheet.has(what)
        },
    )


def _side_by_side(sheet: Sheet, names: Names) -> Sheet:
    """A file with a row per element turned into one with low, best and high in columns; others as they are."""
    if sheet.has(names.best) or not sheet.has("element", "value"):
        return sheet
    keys = [sheet.place(name) for name in (names.expert, names.question)]
    keys += [sheet.place(name) for name in ("round", names.truth) if sheet.has(name)]
    at_element, at_value = sheet.place("element"), sheet.place("value")
    columns = {part: place for place, part in enumerate((names.low, names.best, names.high, names.confidence))}
    found: dict[tuple[str, ...], list[str]] = {}
    numbers: dict[tuple[str, ...], int] = {}
    for line, number in zip(sheet.table.rows, sheet.table.numbers, strict=True):
        part = _ELEMENTS.get(re.split(r"[^a-z]", line[at_element].casefold())[-1])
        if part is None:
            continue
        key = tuple(line[place] for place in keys)
        numbers.setdefault(key, number)
        given, place = found.setdefault(key, [""] * len(columns)), columns[getattr(names, part)]
        if given[place]:
            message = N_("Row %(row)s: another row holds the same element of the same expert and question.")
            raise FileRefused(message, row=number)
        given[place] = line[at_value]
    width = len(columns) if any(values[-1] for values in found.values()) else len(columns) - 1
    rows = tuple((*key, *values[:width]) for key, values in found.items())
    header = (*(sheet.names[place] for place in keys), *columns)[: len(keys) + width]
    return replace(sheet, table=replace(sheet.table, header=header, rows=rows, numbers=tuple(numbers.values())))


def _figures(sheet: Sheet, name: str, unit: int) -> list[Cell]:
    return [None if cell is None else cell / unit for cell in sheet.numbers(name)]


def _rows_of_round(sheet: Sheet, turn: str | None) -> list[int]:
    if not sheet.has("round"):
        return list(range(len(sheet.table.rows)))
    turns = sheet.texts("round")
    there = sorted({each or "" for each in turns})
    if turn is None and len(there) == 1:
        turn = there[0]
    if turn not in there:
        message = N_("Name one round of the file with --round. It holds: %(rounds)s.")
        raise FileRefused(message, rounds=", ".join(each[:40] for each in there[:20]))
    return [row for row, each in enumerate(turns) if (each or "") == turn]


def _check(number: int, parts: tuple[Cell, Cell, Cell], confidence: Cell, limits: Limits) -> None:
    """Refuse a whole range that is none; one with a part missing is left out later."""
    low, best, high = parts
    if low is None or best is None or high is None:
        return
    problem = check_estimate(low, best, high, confidence, limits)
    if problem is not None:
        raise FileRefused(
            N_("Row %(row)s is no estimate: %(problem)s."), row=number, problem=problem.value.replace("_", " ")
        )


def _truths(sheet: Sheet, places: dict[tuple[str, str], int], things: Sequence[str], truth: Sequence[Cell]) -> Column:
    """The one answer of each question, refused where two rows tell different ones."""
    found: dict[str, Cell] = dict.fromkeys(things)
    for (question, _expert), row in places.items():
        known = found[question]
        if truth[row] is None:
            continue
        if known is not None and known != truth[row]:
            message = N_("Row %(row)s: another row tells another answer to the same question.")
            raise FileRefused(message, row=sheet.table.numbers[row])
        found[question] = truth[row]
    return tuple(found.values())


def standardised(given: Elicited, confidence: float, limits: Limits) -> tuple[Elicited, int]:
    """Every range brought to one confidence, and how many a limit cut; as they are where the file tells none."""
    if not given.has_confidence:
        return given, 0
    low, high, clipped = [], [], 0
    for lows, bests, highs, stated in zip(given.low, given.best, given.high, given.confidence, strict=True):
        column: list[tuple[Cell, Cell]] = []
        for parts in zip(lows, bests, highs, stated, strict=True):
            if any(part is None for part in parts):
                column.append((None, None))
                continue
            least, best, most, sure = (float(part) for part in parts if part is not None)
            found = standardise(least, best, most, sure, to=confidence, limits=limits)
            clipped += found.clipped
            column.append((found.low, found.high))
        low.append(tuple(each[0] for each in column))
        high.append(tuple(each[1] for each in column))
    return replace(given, low=tuple(low), high=tuple(high)), clipped

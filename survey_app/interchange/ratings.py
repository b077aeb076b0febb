"""Reading ratings collected elsewhere: one row for each panellist, item and round, or one for each part of an estimate.

The columns are found by their names. `value` makes ratings, a column `second` beside it their second scale; `low`,
`best` and `high` make estimates, either as columns or, in a column `element`, one row each. What a panellist is called
stays in here: it becomes a number.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.tables import Table
from survey_app.stats.estimates import EstimateProblem, check_estimate

__all__ = ["Ends", "ImportedRating", "ImportedReason", "Ratings", "read_ratings", "with_reasons"]

RATED, ESTIMATED = (1.0, 9.0), (0.0, 100.0)
LONGEST_TEXT = 4_000
_MOST_ITEMS, _MOST_ROUNDS, _MOST_GROUPS = 2_000, 20, 50
_LONGEST_GROUP = 80
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,15})?", re.ASCII)
_CANNOT = "?"
_NAMES: dict[str, tuple[str, ...]] = {
    "panellist": ("panellist", "panelist", "expert", "rater", "participant", "user_name"),
    "item": ("item", "statement", "claim", "paper_id"),
    "round": ("round",),
    "value": ("value", "rating"),
    "second": ("second", "second_value", "value_2", "second_rating", "likelihood", "feasibility", "necessity"),
    "low": ("low", "lower"),
    "best": ("best", "estimate"),
    "high": ("high", "upper"),
    "element": ("element",),
    "question": ("question",),
    "group": ("group",),
    "reason": ("reason", "justification", "comment"),
}
_PARTS = {"low": "low", "lower": "low", "best": "best", "high": "high", "upper": "high"}

Ends = tuple[float, float]
"""Where a scale begins and ends."""
Place = tuple[str, str, str]
"""Panellist, item and round, as the file calls them."""


@dataclass(frozen=True, slots=True)
class ImportedRating:
    """One rating: places of panellist, item, round and group, and the figures; no value means "cannot judge"."""

    person: int
    item: int
    round: int
    group: int | None
    value: float | None
    low: float | None = None
    high: float | None = None
    second: float | None = None


@dataclass(frozen=True, slots=True)
class ImportedReason:
    """Why somebody rated so."""

    person: int
    item: int
    round: int
    text: str


@dataclass(frozen=True, slots=True)
class Ratings:
    """Everything in a file. `left_out` counts rows about something else; `second_name` heads the second scale."""

    scale: Ends
    is_estimate: bool
    items: tuple[str, ...]
    rounds: tuple[str, ...]
    groups: tuple[str, ...]
    people: int
    rows: tuple[ImportedRating, ...]
    reasons: tuple[ImportedReason, ...]
    left_out: int = 0
    places: Mapping[Place, tuple[int, int, int]] | None = None
    questions: frozenset[str] = frozenset()
    second: Ends | None = None
    second_name: str = ""


@dataclass(slots=True)
class _Cell:
    number: int
    figures: dict[str, float | None]
    group: str = ""
    reason: str = ""


def read_ratings(table: Table, scale: Ends | None = None, second: Ends | None = None) -> Ratings:
    """All ratings of a table, or a refusal with row and column.

    `scale`: by default 1 to 9, for estimates 0 to 100. `second`: the second scale, by default like the first one.
    """
    columns = _columns(table.header)
    is_estimate = "element" in columns or "best" in columns
    ends = scale or (ESTIMATED if is_estimate else RATED)
    ends_of = dict.fromkeys(("value", "low", "best", "high"), ends) | {"second": second or ends}
    cells, left_out, questions = _cells(table, columns, ends_of)
    if is_estimate:
        _check_estimates(cells, ends)
    has_second = _has_second(cells)
    people, items, rounds, groups = _names(cells)
    rows, reasons, places = [], [], {}
    for (person, item, turn), cell in cells.items():
        place = places[person, item, turn] = (people[person], items[item], rounds[turn])
        figures = cell.figures
        value = figures.get("best" if is_estimate else "value")
        if figures:
            group = groups[cell.group] if cell.group else None
            more = (figures.get(name) for name in ("low", "high", "second"))
            rows.append(ImportedRating(*place, group, value, *more))
        if cell.reason:
            reasons.append(ImportedReason(*place, cell.reason))
    if not rows:
        raise FileRefused(N_("The file holds no rating: nothing stands in the columns of the figures."))
    return Ratings(
        ends,
        is_estimate,
        tuple(items),
        tuple(rounds),
        tuple(groups),
        len(people),
        tuple(rows),
        tuple(reasons),
        left_out,
        places,
        questions,
        ends_of["second"] if has_second else None,
        table.header[columns["second"]] if has_second else "",
    )


def with_reasons(ratings: Ratings, table: Table) -> Ratings:
    """The same with reasons from a file of their own: panellist, item, round and reason.

    Where both files name a question, only reasons to the questions that were rated are taken.
    """
    columns = _found(table.header)
    if any(name not in columns for name in ("panellist", "item", "round", "reason")):
        raise FileRefused(N_("The first row of the reasons must name the columns panellist, item, round and reason."))
    texts: dict[tuple[int, int, int], list[str]] = {}
    for row, number in zip(table.rows, table.numbers, strict=True):
        about = row[columns["question"]] if "question" in columns else ""
        place = (ratings.places or {}).get((row[columns["panellist"]], row[columns["item"]], row[columns["round"]]))
        text = row[columns["reason"]]
        if text and place and (not ratings.questions or not about or about in ratings.questions):
            texts.setdefault(place, []).append(_short(text, number, table.header[columns["reason"]]))
    more = tuple(ImportedReason(*place, "\n".join(found)) for place, found in texts.items())
    kept = {name: getattr(ratings, name) for name in Ratings.__slots__}
    return Ratings(**(kept | {"reasons": (*ratings.reasons, *more)}))


def _found(header: Sequence[str]) -> dict[str, int]:
    names = [name.casefold() for name in header]
    return {
        meaning: names.index(found)
        for meaning, known in _NAMES.items()
        if (found := next((name for name in known if name in names), None)) is not None
    }


def _columns(header: Sequence[str]) -> dict[str, int]:
    found = _found(header)
    missing = [name for name in ("panellist", "item", "round") if name not in found]
    parts = {"low", "best", "high"}.intersection(found)
    if not missing and "element" in found and "value" in found:
        found.pop("second", None)
        return found
    found.pop("element", None)
    if missing or ("value" not in found and len(parts) < len({"low", "best", "high"})):
        raise FileRefused(
            N_("The first row must name the columns panellist, item, round, and value or low, best and high.")
        )
    if "value" in found and "best" in found:
        raise FileRefused(
            N_("The first row names value and best: leave out one of them, it is not clear which counts.")
        )
    if "second" in found and "value" not in found:
        raise FileRefused(N_("A second scale stands beside ratings: estimates have none."))
    return found


def _cells(
    table: Table, columns: Mapping[str, int], ends: Mapping[str, Ends]
) -> tuple[dict[Place, _Cell], int, frozenset[str]]:
    cells: dict[Place, _Cell] = {}
    left_out = 0
    questions: set[str] = set()
    for row, number in zip(table.rows, table.numbers, strict=True):
        part = _part(row, columns)
        if part is None:
            left_out += 1
            continue
        person, item, turn = (row[columns[name]] for name in ("panellist", "item", "round"))
        for name in ("panellist", "item", "round"):
            if not row[columns[name]]:
                raise FileRefused(
                    N_("Row %(row)s: the column %(column)s is empty."), row=number, column=table.header[columns[name]]
                )
        if "question" in columns:
            questions.add(row[columns["question"]])
        cell = cells.setdefault((person, item, turn), _Cell(number, {}))
        for name, value in _figures(row, number, columns, ends, part):
            if name in cell.figures:
                raise FileRefused(
                    N_("Row %(row)s: panellist, item and round stood together in row %(earlier)s already."),
                    row=number,
                    earlier=cell.number,
                )
            cell.figures[name] = value
        _add_words(cell, row, number, columns, table.header)
    return cells, left_out, frozenset(questions)


def _part(row: Sequence[str], columns: Mapping[str, int]) -> str | None:
    """Which part of an estimate a row holds; empty for whole rows, None for rows about something else."""
    if "element" not in columns:
        return ""
    return _PARTS.get(re.split(r"[_ .-]", row[columns["element"]].casefold())[-1])


def _figures(
    row: Sequence[str], number: int, columns: Mapping[str, int], ends: Mapping[str, Ends], part: str
) -> Iterator[tuple[str, float | None]]:
    """The figures of a row by name; one whose cell is empty is not there at all."""
    places = {name: columns[name] for name in ends if name in columns}
    for name, place in ({part: columns["value"]} if part else places).items():
        text = row[place]
        if text == _CANNOT and name in {"value", "best"}:
            yield name, None
        elif text and (name, text) != ("second", _CANNOT):
            yield name, _number(text, number, name, ends[name])


def _number(text: str, number: int, column: str, ends: Ends) -> float:
    if not _NUMBER.fullmatch(text):
        message = N_("Row %(row)s, column %(column)s: “%(value)s” is not a number.")
        raise FileRefused(message, row=number, column=column[:80], value=text[:80])
    value = float(text)
    if not ends[0] <= value <= ends[1]:
        raise FileRefused(
            N_("Row %(row)s, column %(column)s: %(value)s is not on the scale from %(low)s to %(high)s."),
            row=number,
            column=column[:80],
            value=text[:80],
            low=f"{ends[0]:g}",
            high=f"{ends[1]:g}",
        )
    return value


def _add_words(cell: _Cell, row: Sequence[str], number: int, columns: Mapping[str, int], header: Sequence[str]) -> None:
    if "group" in columns and row[columns["group"]]:
        group = row[columns["group"]]
        if len(group) > _LONGEST_GROUP:
            raise FileRefused(
                N_("Row %(row)s, column %(column)s: a group has at most %(most)s letters."),
                row=number,
                column=header[columns["group"]],
                most=_LONGEST_GROUP,
            )
        cell.group = group
    if "reason" in columns and row[columns["reason"]]:
        cell.reason = _short(row[columns["reason"]], number, header[columns["reason"]])


def _short(text: str, number: int, column: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise FileRefused(
            N_("Row %(row)s, column %(column)s: a reason has at most %(most)s letters."),
            row=number,
            column=column[:80],
            most=LONGEST_TEXT,
        )
    return text


def _has_second(cells: Mapping[Place, _Cell]) -> bool:
    """Whether there is a second scale; where there is, each rating has both answers or "cannot judge" for both."""
    if not any("second" in cell.figures for cell in cells.values()):
        return False
    for cell in cells.values():
        if cell.figures and (cell.figures.get("value") is None) is not (cell.figures.get("second") is None):
            raise FileRefused(
                N_("Row %(row)s: a rating needs an answer on both scales, or a question mark for “cannot judge”."),
                row=cell.number,
            )
        if not float(cell.figures.get("second") or 0).is_integer():
            raise FileRefused(N_("Row %(row)s: the second scale has whole points only."), row=cell.number)
    return True


def _check_estimates(cells: Mapping[Place, _Cell], ends: Ends) -> None:
    """Low, best and high belong together and stand in order."""
    words = {
        EstimateProblem.LOW_ABOVE_BEST: N_("Row %(row)s, column low: low is above best."),
        EstimateProblem.BEST_ABOVE_HIGH: N_("Row %(row)s, column high: high is below best."),
    }
    for cell in cells.values():
        low, best, high = (cell.figures.get(name) for name in ("low", "best", "high"))
        if best is None and (low is not None or high is not None):
            raise FileRefused(N_("Row %(row)s, column best: it is empty, and low or high is given."), row=cell.number)
        if best is None or (low is None and high is None):
            continue
        if low is None or high is None:
            raise FileRefused(N_("Row %(row)s: low and high are given together or not at all."), row=cell.number)
        problem = check_estimate(low, best, high, limits=ends)
        if problem is not None:
            raise FileRefused(words.get(problem, N_("Row %(row)s: the estimate is not on the scale.")), row=cell.number)


def _names(
    cells: Mapping[Place, _Cell],
) -> tuple[dict[str, int], dict[str, int], dict[str, int], dict[str, int]]:
    """The places of everybody and everything: items as they come, rounds in their order, groups by name."""
    people: dict[str, int] = {}
    items: dict[str, int] = {}
    for person, item, _turn in cells:
        people.setdefault(person, len(people))
        items.setdefault(item, len(items))
    rounds = sorted({turn for _person, _item, turn in cells}, key=lambda turn: (_in_order(turn), turn))
    groups = sorted({cell.group for cell in cells.values() if cell.group})
    for found, most, message in (
        (items, _MOST_ITEMS, N_("The file names %(count)s items, at most %(most)s are accepted.")),
        (rounds, _MOST_ROUNDS, N_("The file names %(count)s rounds, at most %(most)s are accepted.")),
        (groups, _MOST_GROUPS, N_("The file names %(count)s groups, at most %(most)s are accepted.")),
    ):
        if len(found) > most:
            raise FileRefused(message, count=len(found), most=most)
    return people, items, {name: n for n, name in enumerate(rounds)}, {name: n for n, name in enumerate(groups)}


def _in_order(turn: str) -> list[tuple[int, str]]:
    """Rounds by the numbers in their names.

    >>> sorted(["round_10", "round_2"], key=_in_order)
    ['round_2', 'round_10']
    """
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"([0-9]{1,9})", turn)]

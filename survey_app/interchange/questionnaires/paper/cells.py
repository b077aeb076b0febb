"""Questions of several answers on paper: tables of boxes where answers share a scale, lines where they are written."""

from collections.abc import Sequence

from survey_app.interchange.questionnaires.paper.filling import AWAY
from survey_app.interchange.questionnaires.paper.sheet import Blank, Blanks, Choice, Choices, Part, Row, Table, Writing
from survey_app.interchange.questionnaires.paper.speaking import Speaking
from survey_app.questions.definition import Question, Scale, Text
from survey_app.questions.parted import Cell, Parted
from survey_app.questions.registry import type_of
from survey_app.questions.words import MISSING
from survey_app.vocabulary import Missing

_MOST_WRITTEN = 5
_FIGURES = 8


def row_of_scale(words: str, scale: Scale, away: Text | None, names: tuple[str, ...]) -> Row:
    """A line of boxes, one for each point."""
    codes = [str(point) for point in scale.points]
    return Row(words, tuple([*codes, AWAY] if away is not None else codes), names)


def table_of_scale(scale: Scale, away: Text | None, rows: Sequence[Row], speaking: Speaking, title: str = "") -> Table:
    """Lines under the points of a scale, which have words of their own or at both ends."""
    heads = [str(point) for point in scale.points]
    if scale.labels:
        labels = (speaking.say(label) for label in scale.labels)
        heads = [coded(point, words) for point, words in zip(heads, labels, strict=True)]
    low, high = ("", "") if scale.labels else (speaking.say(scale.low), speaking.say(scale.high))
    heads += [f"{AWAY} {speaking.say(away)}"] if away is not None else []
    return Table(tuple(heads), tuple(rows), title, low, high, len(scale.points))


def coded(code: str, words: str) -> str:
    """A code with its words, once where the words say it themselves.

    >>> coded("3", "Neither"), coded("50", "50 %")
    ('3 Neither', '50 %')
    """
    return words if words.split(" ", maxsplit=1)[0] == code else f"{code} {words}".strip()


def lay_out(question: Question, speaking: Speaking) -> tuple[str, tuple[Part, ...]]:
    """The answers of a question: in tables those with the same codes together, and lines for what is written."""
    kind = type_of(question)
    if not isinstance(kind, Parted):
        return "", ()
    everything = [cell for _words, found in kind.blocks(question) for cell in found]
    closed = [cell for cell in everything if cell.listed]
    tables: list[Part] = [_table(question, found, speaking) for found in _alike(closed)]
    lines = _written(question, [cell for cell in everything if not cell.listed], speaking)
    parts = [*tables, *lines] if everything[0].listed else [*lines, *tables]
    if kind.open and question.not_applicable:
        parts.append(Choices((Choice(AWAY, speaking.say(MISSING[Missing.NOT_APPLICABLE])),)))
    return speaking("one_a_line") if closed else "", tuple(parts)


def _alike(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Answers that can stand under the same headings, in the order they come."""
    found: list[tuple[object, list[Cell]]] = []
    for cell in cells:
        sort = (cell.scale, cell.codes, cell.apart)
        same = next((group for known, group in found if known == sort), None)
        if same is None:
            found.append((sort, [cell]))
        else:
            same.append(cell)
    return [group for _sort, group in found]


def _table(question: Question, found: Sequence[Cell], speaking: Speaking) -> Table:
    """One table; what all its lines have in common stands above it."""
    sides = {speaking.say(cell.side) for cell in found}
    shared = sides.pop() if len(sides) == 1 else ""
    rows = []
    for cell in found:
        words = speaking.say(cell.row) if shared or not cell.side else speaking.say(cell.label)
        rows.append(_row(question, cell, _with_rule(question, cell, words or shared, speaking)))
    first = found[0]
    title = shared if any(cell.row for cell in found) else ""
    if first.scale is not None:
        return table_of_scale(first.scale, first.apart, rows, speaking, title)
    heads = [coded(str(code), speaking.say(label)) for code, label in first.codes]
    heads += [f"{AWAY} {speaking.say(first.apart)}"] if first.apart is not None else []
    return Table(tuple(heads), tuple(rows), title)


def _with_rule(question: Question, cell: Cell, words: str, speaking: Speaking) -> str:
    """The words of an answer, with what its row depends on behind them."""
    code = cell.key.partition(".")[0]
    items = getattr(question.settings, "items", ())
    rule = next((item.show_if for item in items if item.code == code), "")
    return f"{words} {speaking('row_only_if', rule=speaking.rule(rule))}" if rule else words


def _row(question: Question, cell: Cell, words: str) -> Row:
    codes = [str(code) for code, _label in cell.listed]
    name, thing = f"{question.code}.{cell.key}", cell.key.partition(".")[0]
    return Row(words, tuple([*codes, AWAY] if cell.apart is not None else codes), (name,), thing=thing)


def _written(question: Question, found: Sequence[Cell], speaking: Speaking) -> list[Part]:
    """Lines to write on; a table where every row has the same few columns."""
    if not found:
        return []
    columns = list(dict.fromkeys(speaking.say(cell.side) for cell in found if cell.side))
    rows: dict[str, list[Cell]] = {}
    for cell in found:
        rows.setdefault(cell.key.partition(".")[0], []).append(cell)
    if 1 < len(columns) <= _MOST_WRITTEN and all(len(cells) == len(columns) for cells in rows.values()):
        lines = tuple(
            Row(
                _with_rule(question, cells[0], speaking.say(cells[0].row), speaking),
                tuple("" for _ in cells),
                (f"{question.code}.{code}",),
            )
            for code, cells in rows.items()
        )
        return [Writing(tuple(columns), lines)]
    return [Blanks(tuple(_blank(question, cell, speaking) for cell in found))]


def _blank(question: Question, cell: Cell, speaking: Speaking) -> Blank:
    words, name = _with_rule(question, cell, speaking.say(cell.label), speaking), f"{question.code}.{cell.key}"
    if cell.figure is None:
        return Blank(words, name)
    return Blank(words, name, (_FIGURES,), unit=speaking.say(cell.figure.unit))

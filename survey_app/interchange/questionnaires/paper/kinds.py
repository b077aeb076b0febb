"""How each kind of question stands on paper: what to do, and the boxes and lines to do it with."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from survey_app.interchange.questionnaires.paper import cells, filling
from survey_app.interchange.questionnaires.paper.sheet import (
    Blank,
    Blanks,
    Body,
    Choice,
    Choices,
    Go,
    Laid,
    Part,
    Row,
    Table,
    Writing,
)
from survey_app.interchange.questionnaires.paper.speaking import Speaking
from survey_app.questions.base import Variable, VariableKind
from survey_app.questions.definition import Option, Question, Scale, Text
from survey_app.questions.differential import pair_of
from survey_app.questions.image_choice import as_list
from survey_app.questions.parted import Parted
from survey_app.questions.registry import type_of
from survey_app.questions.words import AGREE, COMMENT, DISAGREE, ENTRY, MISSING, OTHER
from survey_app.vocabulary import Missing

MOST_CHOICES = 300
_SHORT_LABEL, _MIDDLE_LABEL, _MANY = 24, 40, 12
_USUAL_FIGURES = 8


def lay_out(question: Question, speaking: Speaking, go: Go) -> Laid:
    """The print form of a question. A kind without one of its own is printed answer by answer."""
    known = _KINDS.get(question.kind)
    if known is not None:
        return known(question, speaking, go)
    if isinstance(type_of(question), Parted):
        return cells.lay_out(question, speaking)
    return _variables(question, speaking)


def _option(option: Option, speaking: Speaking, **more: object) -> Choice:
    words = speaking.labelled(option.label, option.code, option.show_if)
    if option.exclusive:
        words = f"{words} ({speaking('alone').rstrip('.。')})"
    return Choice(str(option.code), words, **more)  # type: ignore[arg-type]  # the fields of a choice


def _columns(lines: Sequence[Choice]) -> int:
    """Long lists of short answers stand side by side."""
    longest = max((len(line.words) for line in lines), default=0)
    if len(lines) <= _MANY or any(line.go or line.write for line in lines) or longest > _MIDDLE_LABEL:
        return 1
    return 3 if longest <= _SHORT_LABEL else 2


def _named_first(lines: Sequence[Choice], name: str) -> tuple[Choice, ...]:
    """The office enters one code for the question, beside its first box."""
    first, *rest = lines
    return (Choice(first.code, first.words, first.go, first.write, name), *rest)


def _comment(question: Question, speaking: Speaking) -> tuple[Part, ...]:
    name = f"{question.code}.comment"
    asked = getattr(question.settings, "comment", False)
    return (Blanks((Blank(speaking.say(COMMENT), name, lines=2),)),) if asked else ()


def _single(question: Question, speaking: Speaking, go: Go) -> Laid:
    settings = question.settings
    lines = [_option(option, speaking, go=go(option.code)) for option in settings.options]
    if settings.other is not None:
        words = speaking.labelled(settings.other.label or OTHER, settings.other.code)
        lines.append(Choice(str(settings.other.code), words, go(settings.other.code), write=True))
    lines += filling.away(question, speaking)
    boxes = Choices(_named_first(lines, question.code), _columns(lines))
    return speaking("one"), (boxes, *_comment(question, speaking))


def _multiple(question: Question, speaking: Speaking, _go: Go) -> Laid:
    settings, code = question.settings, question.code
    lines = [_option(option, speaking, name=f"{code}.{option.code}") for option in settings.options]
    if settings.other is not None:
        words = speaking.labelled(settings.other.label or OTHER, settings.other.code)
        lines.append(Choice(str(settings.other.code), words, "", write=True, name=f"{code}.{settings.other.code}"))
    lines += filling.away(question, speaking, f"{code}")
    how = {
        (True, True): speaking("between", least=settings.least, most=settings.most),
        (True, False): speaking("at_least", least=settings.least),
        (False, True): speaking("at_most", most=settings.most),
        (False, False): speaking("several"),
    }[settings.least is not None, settings.most is not None]
    comments = _multiple_comments(question, speaking) if settings.comment else ()
    return how, (Choices(tuple(lines)), *comments)


def _multiple_comments(question: Question, speaking: Speaking) -> tuple[Part, ...]:
    blanks = (
        Blank(speaking.say(option.label, option.code), f"{question.code}.{option.code}.comment")
        for option in question.settings.options
    )
    return (Body(speaking.say(COMMENT)), Blanks(tuple(blanks)))


def _two(question: Question, speaking: Speaking, go: Go) -> Laid:
    lines = [_option(option, speaking, go=go(option.code)) for option in question.settings.all]
    return speaking("one"), (Choices(_named_first([*lines, *filling.away(question, speaking)], question.code)),)


def _consent(question: Question, speaking: Speaking, go: Go) -> Laid:
    answers = ((1, AGREE), (0, DISAGREE))
    lines = [Choice(str(code), speaking.say(words), go(code)) for code, words in answers]
    body = speaking.say(question.settings.body)
    boxes = Choices(_named_first([*lines, *filling.away(question, speaking)], question.code))
    return speaking("one"), (Body(body), boxes) if body else (boxes,)


def _scale(question: Question, speaking: Speaking, go: Go) -> Laid:
    """One scale: below each other where every point has words or leads somewhere, else in one line."""
    scale: Scale = question.settings.scale
    ways = {point: go(point) for point in scale.points}
    if scale.labels or any(ways.values()):
        lines = [Choice(str(point), _point(scale, point, speaking), ways[point]) for point in scale.points]
        boxes = Choices(_named_first([*lines, *filling.away(question, speaking)], question.code))
        return speaking("one"), (boxes,)
    away = MISSING[Missing.NOT_APPLICABLE] if question.not_applicable else None
    row = cells.row_of_scale("", scale, away, (question.code,))
    return speaking("one"), (cells.table_of_scale(scale, away, (row,), speaking),)


def _point(scale: Scale, point: int, speaking: Speaking) -> str:
    words = scale.word(point, speaking.language, speaking.fallback)
    return words.removeprefix(str(point)).strip()


def _hierarchical(question: Question, speaking: Speaking, go: Go) -> Laid:
    leaves = question.settings.leaves
    if len(leaves) > MOST_CHOICES:
        speaking.lists.add(question.code)
        return speaking("words"), (Blanks((Blank("", question.code),)),)
    lines: list[Choice] = []
    for group, found in groupby(leaves, key=lambda leaf: leaf.texts[0] if len(leaf.texts) > 1 else {}):
        lines += [Choice("", speaking.say(group))] if group else []
        lines += [
            Choice(str(leaf.code), leaf.words(speaking.language, speaking.fallback, 1 if group else 0), go(leaf.code))
            for leaf in found
        ]
    boxes = Choices(_named_first([*lines, *filling.away(question, speaking)], question.code), _columns(lines))
    return speaking("one"), (boxes,)


def _differential(question: Question, speaking: Speaking, _go: Go) -> Laid:
    points = [str(point) for point in question.settings.scale.points]
    away = (filling.AWAY,) if question.not_applicable else ()
    heads = (*points, f"{filling.AWAY} {speaking.say(MISSING[Missing.NOT_APPLICABLE])}") if away else tuple(points)
    rows = []
    for item in question.settings.items:
        low, high = pair_of(speaking.labelled(item.label, item.code, item.show_if))
        rows.append(Row(low, (*points, *away), (f"{question.code}.{item.code}",), high))
    return speaking("between_words"), (Table(heads, tuple(rows), points=len(points)),)


def _rows(question: Question, speaking: Speaking, _go: Go) -> Laid:
    scale: Scale = question.settings.scale
    away = MISSING[Missing.NOT_APPLICABLE] if question.not_applicable else None
    rows = tuple(
        cells.row_of_scale(
            speaking.labelled(item.label, item.code, item.show_if), scale, away, (f"{question.code}.{item.code}",)
        )
        for item in question.settings.items
    )
    return speaking("one_a_line"), (cells.table_of_scale(scale, away, rows, speaking),)


def _battery(question: Question, speaking: Speaking, _go: Go) -> Laid:
    """Each item with its two sides below its name."""
    scale: Scale = question.settings.scale
    kind = type_of(question)
    away: Text | None = None
    if question.not_applicable:
        away = kind.no_experience  # type: ignore[attr-defined]  # a battery's own
    rows: list[Row] = []
    for item in question.settings.items:
        rows.append(Row(speaking.labelled(item.label, item.code, item.show_if), thing=item.code))
        for side, words in kind.sides:  # type: ignore[attr-defined]  # a battery's own
            name = f"{question.code}.{item.code}.{side}"
            row = cells.row_of_scale(speaking.say(words), scale, away, (name,))
            lacks = away is not None and side == "expected"
            codes = (*row.codes[:-1], "") if lacks else row.codes
            rows.append(replace(row, codes=codes, thing=item.code))
    return speaking("one_a_line"), (cells.table_of_scale(scale, away, tuple(rows), speaking),)


def _maxdiff(question: Question, speaking: Speaking, _go: Go) -> Laid:
    settings = question.settings
    labels = {option.code: speaking.say(option.label, option.code) for option in settings.options}
    heads = tuple(speaking.say(words) for _side, words in settings.sides)
    tables = []
    for place, codes in enumerate(settings.design, 1):
        rows = [Row(labels[code], (str(code), str(code))) for code in codes]
        names = tuple(f"{question.code}.s{place}.{side}" for side, _words in settings.sides)
        rows[0] = Row(rows[0].words, rows[0].codes, names[:1])
        rows[1] = Row(rows[1].words, rows[1].codes, names[1:])
        tables.append(Table(heads, tuple(rows), speaking("set", n=place)))
    return speaking("set_how"), (*tables, *filling.apart(question, speaking))


def _grid_multiple(question: Question, speaking: Speaking, _go: Go) -> Laid:
    settings = question.settings
    away = (filling.AWAY,) if question.not_applicable else ()
    heads = [cells.coded(str(option.code), speaking.say(option.label)) for option in settings.columns]
    heads += [f"{filling.AWAY} {speaking.say(MISSING[Missing.NOT_APPLICABLE])}"] if away else []
    codes = (*(str(option.code) for option in settings.columns), *away)
    rows = tuple(
        Row(speaking.labelled(item.label, item.code, item.show_if), codes, (f"{question.code}.{item.code}",))
        for item in settings.items
    )
    return speaking("several_a_line"), (Table(tuple(heads), rows),)


def _pairwise(question: Question, speaking: Speaking, _go: Go) -> Laid:
    """One answer a pair; the weights are worked out later."""
    parts: list[Part] = []
    for variable in type_of(question).variables(question):
        if variable.kind is VariableKind.CLOSED:
            parts += [Body(speaking.say(variable.label)), _boxes(variable, speaking)]
    return speaking("one"), (*parts, *filling.apart(question, speaking))


def _boxes(variable: Variable, speaking: Speaking) -> Choices:
    lines = [Choice(str(code), speaking.say(label, code)) for code, label in variable.codes]
    return Choices(_named_first(lines, variable.name), _columns(lines))


def _repeat(question: Question, speaking: Speaking, _go: Go) -> Laid:
    """A line for each entry, a column for each field; the codes of a field stand in its heading."""
    settings = question.settings
    heads = []
    for column in settings.columns:
        options = getattr(column.settings, "all", ())
        codes = "; ".join(f"{option.code} = {speaking.say(option.label, option.code)}" for option in options)
        words = speaking.say(column.label, column.code)
        heads.append(f"{words} ({codes})" if codes else words)
    entry = speaking.say(settings.entry or ENTRY)
    rows = tuple(
        Row(f"{entry} {place}", tuple("" for _column in heads), (f"{question.code}.{place}",))
        for place in range(1, settings.most + 1)
    )
    return speaking("one_a_line_each"), (Writing(tuple(heads), rows), *filling.apart(question, speaking))


def _files(question: Question, speaking: Speaking, _go: Go) -> Laid:
    """Files are enclosed; the office enters how many."""
    blank = Blank(speaking("enclosed"), question.code, (1,))
    return speaking("enclose", most=question.settings.most), (Blanks((blank,)), *filling.apart(question, speaking))


def _information(_question: Question, _speaking: Speaking, _go: Go) -> Laid:
    return "", ()


def _variables(question: Question, speaking: Speaking) -> Laid:
    """A kind that has no print form: its answers one by one, ticked where they are coded, else written."""
    parts: list[Part] = []
    for variable in type_of(question).variables(question):
        words = speaking.say(variable.label)
        words = "" if words == speaking.say(question.text) else words
        if variable.kind is VariableKind.CLOSED and 0 < len(variable.codes) <= MOST_CHOICES:
            parts += [Body(words)] if words else []
            parts.append(_boxes(variable, speaking))
        else:
            figures = (_USUAL_FIGURES,) if variable.kind is VariableKind.NUMBER else ()
            parts.append(Blanks((Blank(words, variable.name, figures),)))
    return ("", (*parts, *filling.apart(question, speaking))) if parts else (speaking("elsewhere"), ())


def _pictures(question: Question, speaking: Speaking, go: Go) -> Laid:
    """The words that say what the pictures show."""
    plain = as_list(question)
    return (_multiple if question.settings.several else _single)(plain, speaking, go)


_KINDS: dict[str, Callable[[Question, Speaking, Go], Laid]] = {
    "image_choice": _pictures,
    "file_upload": _files,
    "single": _single,
    "multiple": _multiple,
    "yes_no": _two,
    "consent": _consent,
    "rating": _scale,
    "recommend": _scale,
    "hierarchical": _hierarchical,
    "grid": _rows,
    "differential": _differential,
    "battery": _battery,
    "number": filling.number,
    "slider": filling.slider,
    "short_text": filling.short,
    "long_text": filling.long,
    "email": filling.line,
    "phone": filling.line,
    "pattern": filling.line,
    "date": filling.date,
    "time": filling.time,
    "ranking": filling.ranking,
    "constant_sum": filling.total,
    "maxdiff": _maxdiff,
    "grid_multiple": _grid_multiple,
    "pairwise": _pairwise,
    "repeat": _repeat,
    "information": _information,
}

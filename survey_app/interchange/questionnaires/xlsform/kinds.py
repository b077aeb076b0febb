"""One question of ours as rows of an XLSForm, kind by kind."""

from collections.abc import Callable, Sequence
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.arrangement import without_pictures
from survey_app.interchange.questionnaires.xlsform.book import Cells
from survey_app.interchange.questionnaires.xlsform.cells import cells_of, told_group
from survey_app.interchange.questionnaires.xlsform.entries import entries, files
from survey_app.interchange.questionnaires.xlsform.leaving import Leaving
from survey_app.logic.dialects import xlsform
from survey_app.logic.numerals import numeral
from survey_app.logic.parsing import ExpressionRefused, parse
from survey_app.questions.base import Variable, VariableKind
from survey_app.questions.definition import Option, Question, Scale, Text, say
from survey_app.questions.figures import MOST_DECIMALS
from survey_app.questions.registry import type_of

Put = Callable[[Leaving, Question], None]
_ADDRESS = r"[^ ]+@[^ ]+\.[^ ]+"
_CALLABLE = r"[0-9 +()./#x-]{5,40}"


def put(leaving: Leaving, question: Question) -> None:
    """The rows of one question at the end of the survey sheet."""
    shown = without_pictures(question, leaving.notes)
    _PUTTERS.get(shown.kind, _apart)(leaving, shown)


def _plain(kind: str, looks: str = "") -> Put:
    def make(leaving: Leaving, question: Question) -> None:
        leaving.row(kind, question.code, question.text, appearance=looks, **cells_of(leaving, question))

    return make


def _choice(leaving: Leaving, question: Question) -> None:
    settings, code = question.settings, question.code
    limits: list[str] = []
    several = question.kind == "multiple"
    if several:
        limits = [_counted(">=", settings.least), _counted("<=", settings.most)]
        limits += [
            f"not(selected(., '{option.code}') and count-selected(.) > 1)"
            for option in settings.all
            if option.exclusive
        ]
    listed = leaving.choices(code, [(str(option.code), option.label) for option in settings.all])
    cells = cells_of(leaving, question, *limits) | {"choice_filter": _filter(leaving, question, settings.all)}
    leaving.row(f"{'select_multiple' if several else 'select_one'} {listed}", code, question.text, **cells)
    if settings.other:
        rule = f"selected(${{{code}}}, '{settings.other.code}')"
        leaving.row(
            "text", leaving.names.foreign(f"{code}.other") or f"{code}_other", settings.other.label, relevant=rule
        )


def _counted(sign: str, limit: int | None) -> str:
    return "" if limit is None else f"count-selected(.) {sign} {limit}"


def _filter(leaving: Leaving, question: Question, options: Sequence[Option]) -> str:
    """Rules of single answers as one filter: `name != '2' or ${x} = 1`."""
    rules = [
        (option.code, leaving.rule(option.show_if, question.code, f"show_if of {question.code}, answer {option.code}"))
        for option in options
    ]
    return " and ".join(f"(name != '{code}' or ({rule}))" for code, rule in rules if rule)


def points_of(scale: Scale, languages: Sequence[str]) -> list[tuple[str, Text]]:
    """The points of a scale with their words."""
    return [
        (str(point), {language: scale.word(point, language, languages[0]) for language in languages})
        for point in scale.points
    ]


def _told_ends(leaving: Leaving, question: Question, scale: Scale) -> None:
    if not scale.labels:
        leaving.notes.changed(
            question.code, "scale", N_("The words at the ends of the scale became the words of its points.")
        )


def _rating(leaving: Leaving, question: Question) -> None:
    scale: Scale = question.settings.scale
    _told_ends(leaving, question, scale)
    listed = leaving.choices(question.code, points_of(scale, leaving.languages))
    leaving.row(
        f"select_one {listed}", question.code, question.text, appearance="likert", **cells_of(leaving, question)
    )


def _recommend(leaving: Leaving, question: Question) -> None:
    leaving.notes.changed(question.code, question.kind, N_("The recommendation became a scale from 0 to 10."))
    _rating(leaving, question)


def _yes_no(leaving: Leaving, question: Question) -> None:
    leaving.notes.changed(question.code, question.kind, N_("Yes or no became a choice of two answers."))
    listed = leaving.choices(question.code, [(str(option.code), option.label) for option in question.settings.all])
    leaving.row(f"select_one {listed}", question.code, question.text, **cells_of(leaving, question))


def _grid(leaving: Leaving, question: Question) -> None:
    scale: Scale = question.settings.scale
    _told_ends(leaving, question, scale)
    listed = leaving.choices(question.code, points_of(scale, leaving.languages))
    cells = cells_of(leaving, question)
    told_group(leaving, question)
    head = {"appearance": "table-list", "relevant": cells["relevant"]}
    leaving.row("begin_group", leaving.names.foreign(question.code) or question.code, question.text, **head)
    for item in question.settings.items:
        reference = f"{question.code}.{item.code}"
        rule = leaving.rule(item.show_if, question.code, f"show_if of {reference}")
        name = leaving.names.foreign(reference) or reference
        leaving.row(f"select_one {listed}", name, item.label, required=cells["required"], relevant=rule)
    leaving.survey.append({"type": "end_group"})


def _number(leaving: Leaving, question: Question) -> None:
    settings = question.settings
    _told_unit(leaving, question)
    if settings.decimals not in {0, 2}:
        leaving.notes.changed(question.code, "decimals", N_("XLSForm does not count decimals."))
    limits = [_limit(">=", settings.least), _limit("<=", settings.most)]
    kind = "integer" if settings.decimals == 0 else "decimal"
    leaving.row(kind, question.code, question.text, **cells_of(leaving, question, *limits))


def _limit(sign: str, value: float | None) -> str:
    return "" if value is None else f". {sign} {numeral(value)}"


def _told_unit(leaving: Leaving, question: Question) -> None:
    unit = say(question.settings.unit, leaving.languages[0])
    if unit:
        leaving.notes.dropped(question.code, "unit", N_("XLSForm has no unit behind a number."), original=unit)


def _slider(leaving: Leaving, question: Question) -> None:
    settings = question.settings
    _told_unit(leaving, question)
    for name, text in (("low", settings.low), ("high", settings.high)):
        if text:
            leaving.notes.dropped(
                question.code,
                name,
                N_("XLSForm has no words at the ends of a line."),
                original=say(text, leaving.languages[0]),
            )
    start, end, step = (numeral(value) for value in (settings.least, settings.most, settings.step))
    leaving.notes.changed(question.code, question.kind, N_("A short line of whole numbers is read as a scale again."))
    parameters = f"start={start} end={end} step={step}"
    leaving.row("range", question.code, question.text, parameters=parameters, **cells_of(leaving, question))


def _pattern(leaving: Leaving, question: Question) -> None:
    settings = question.settings
    limit = _matching(leaving, question, settings.pattern) if settings.pattern else ""
    if not limit:
        leaving.notes.changed(question.code, question.kind, N_("An answer without a pattern is a short text."))
    cells = cells_of(leaving, question, limit)
    if limit:
        cells |= leaving.texts("constraint_message", settings.message, question.code)
    leaving.row("text", question.code, question.text, **cells)


def _matching(leaving: Leaving, question: Question, pattern: str) -> str:
    quote = next((sign for sign in ("'", '"') if sign not in pattern), "")
    if not quote:
        leaving.notes.dropped(
            question.code,
            "pattern",
            N_("A pattern with both kinds of quotation marks cannot be said."),
            original=pattern,
        )
        return ""
    return f"regex(., {quote}{pattern}{quote})"


def _contact(pattern: str) -> Put:
    def make(leaving: Leaving, question: Question) -> None:
        leaving.notes.changed(
            question.code, question.kind, N_("Addresses and phone numbers became texts with a pattern.")
        )
        leaving.row("text", question.code, question.text, **cells_of(leaving, question, f"regex(., '{pattern}')"))

    return make


def _date(leaving: Leaving, question: Question) -> None:
    settings = question.settings
    looks = {"day": "", "month": "month-year", "year": "year"}[settings.parts]
    days = [(sign, day) for sign, day in ((">=", settings.earliest), ("<=", settings.latest)) if day]
    if settings.parts != "day" and days:
        leaving.notes.dropped(question.code, "limits", N_("Limits of months and years do not come over."))
        days = []
    limits = [f". {sign} date('{day}')" for sign, day in days]
    leaving.row("date", question.code, question.text, appearance=looks, **cells_of(leaving, question, *limits))


def _time(leaving: Leaving, question: Question) -> None:
    if question.settings.earliest or question.settings.latest:
        leaving.notes.dropped(question.code, "limits", N_("Limits of times do not come over."))
    _plain("time")(leaving, question)


def _information(leaving: Leaving, question: Question) -> None:
    cells = {name: text for name, text in cells_of(leaving, question).items() if name not in {"required", "constraint"}}
    leaving.row("note", question.code, question.text, **cells)


def _consent(leaving: Leaving, question: Question) -> None:
    leaving.notes.changed(question.code, question.kind, N_("Consent became a tick: “I do not agree” is not offered."))
    cells = cells_of(leaving, question)
    if question.settings.body:
        if question.hint:
            leaving.notes.dropped(
                question.code, "hint", N_("The full text stands in place of the hint."),
                original=say(question.hint, leaving.languages[0]),
            )  # fmt: skip
        else:
            leaving.notes.changed(question.code, "body", N_("The full text stands in place of the hint."))
        cells = {name: text for name, text in cells.items() if not name.startswith("hint")}
        cells |= leaving.texts("hint", question.settings.body, question.code)
    leaving.row("acknowledge", question.code, question.text, **cells)


def _calculated(leaving: Leaving, question: Question) -> None:
    settings = question.settings
    try:
        calculation = xlsform.write_value(parse(settings.expression), leaving.names)
    except ExpressionRefused as refusal:
        leaving.notes.dropped(
            question.code,
            question.kind,
            N_("This value cannot be worked out in XLSForm. %(why)s"),
            why=refusal,
            original=settings.expression,
        )
        calculation = "''"
    if settings.decimals != MOST_DECIMALS and not settings.words:
        leaving.notes.changed(question.code, "decimals", N_("XLSForm does not round calculated values."))
    _quiet(leaving, question, "calculate", calculation)


def _hidden(leaving: Leaving, question: Question) -> None:
    leaving.notes.changed(
        question.code, question.kind, N_("The name of the parameter in the address does not come over.")
    )
    _quiet(leaving, question, "hidden", "")


def _quiet(leaving: Leaving, question: Question, kind: str, calculation: str) -> None:
    """A row that asks nobody; words it has are for the author alone."""
    if any(words != question.code for words in question.text.values()) or question.hint:
        leaving.notes.dropped(
            question.code, "text", N_("A value that is not asked for has no words in XLSForm."),
            original=say(question.text, leaving.languages[0]),
        )  # fmt: skip
    rule = leaving.rule(question.show_if, question.code, f"show_if of {question.code}")
    cells = {"calculation": calculation, "relevant": rule}
    leaving.survey.append({"type": kind, "name": question.code} | {name: text for name, text in cells.items() if text})


def _ranking(leaving: Leaving, question: Question) -> None:
    settings = question.settings
    if settings.places is not None or settings.partial:
        leaving.notes.dropped(question.code, "places", N_("XLSForm puts all rows in an order."))
    for item in settings.items:
        if item.show_if:
            leaving.notes.dropped(
                question.code, f"show_if of {item.code}", N_("Every row is shown."), original=item.show_if
            )
    listed = leaving.choices(question.code, [(item.code, item.label) for item in settings.items])
    leaving.row(f"rank {listed}", question.code, question.text, **cells_of(leaving, question))


def _apart(leaving: Leaving, question: Question) -> None:
    """A kind that XLSForm does not have: a group with one question for each of its variables."""
    variables = type_of(question).variables(question)
    cells = cells_of(leaving, question)
    leaving.notes.changed(
        question.code,
        question.kind,
        N_("XLSForm has no question of this kind: it became a group of %(count)s single questions."),
        count=len(variables),
    )
    if len(variables) == 1 and variables[0].name == question.code:
        _variable(leaving, variables[0], cells, question.text)
        return
    told_group(leaving, question)
    leaving.row(
        "begin_group", leaving.names.foreign(question.code) or question.code, question.text, relevant=cells["relevant"]
    )
    for variable in variables:
        _variable(leaving, variable, {"required": cells["required"]}, variable.label)
    leaving.survey.append({"type": "end_group"})


def _variable(leaving: Leaving, variable: Variable, cells: Cells, label: Text) -> None:
    name = leaving.names.foreign(variable.name) or variable.name.replace(".", "_")
    kind: str = {VariableKind.NUMBER: "decimal", VariableKind.TEXT: "text"}.get(variable.kind, "integer")
    if variable.kind is VariableKind.CLOSED and variable.codes:
        kind = f"select_one {leaving.choices(name, [(str(code), words) for code, words in variable.codes])}"
    leaving.row(kind, name, label, **cells)


_PUTTERS: dict[str, Callable[[Leaving, Any], None]] = {
    "single": _choice,
    "multiple": _choice,
    "rating": _rating,
    "recommend": _recommend,
    "yes_no": _yes_no,
    "grid": _grid,
    "number": _number,
    "slider": _slider,
    "short_text": _plain("text"),
    "long_text": _plain("text", "multiline"),
    "pattern": _pattern,
    "email": _contact(_ADDRESS),
    "phone": _contact(_CALLABLE),
    "date": _date,
    "time": _time,
    "information": _information,
    "consent": _consent,
    "ranking": _ranking,
    "calculated": _calculated,
    "hidden": _hidden,
    "file_upload": files,
    "repeat": entries,
}

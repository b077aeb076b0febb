"""The element of SurveyJS that comes closest to a question of ours."""

import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from survey_app.interchange.questionnaires.file_kinds import endings_of
from survey_app.interchange.questionnaires.surveyjs.paths import answers_of
from survey_app.questions.base import Variable, VariableKind
from survey_app.questions.choosing import MultipleSettings
from survey_app.questions.definition import Item, Option, Question, Scale, Text, say
from survey_app.questions.image_choice import as_list
from survey_app.questions.registry import type_of
from survey_app.questions.single import SingleSettings
from survey_app.questions.words import MISSING
from survey_app.vocabulary import Missing

Element = dict[str, Any]
Speak = Callable[[Text], Any]
"""Words as SurveyJS keeps them: one text, or one for each language."""

_NA = "na"
_LONG = 12


def element_of(question: Question, speak: Speak) -> Element:
    """The element without its name, its texts and its conditions."""
    build = _KINDS.get(question.kind)
    return build(question, speak) if build else _taken_apart(question, speak)


def is_native(question: Question) -> bool:
    """Whether SurveyJS has a kind of its own for this question."""
    return question.kind in _KINDS


def _choices(question: Question, options: Sequence[Option], speak: Speak) -> list[Element]:
    found = [
        {"value": option.code, "text": speak(option.label)}
        | ({"isExclusive": True} if option.exclusive else {})
        | ({"_rule": option.show_if} if option.show_if else {})
        for option in options
    ]
    return found + _away(question, speak)


def _away(question: Question, speak: Speak) -> list[Element]:
    return [{"value": _NA, "text": speak(MISSING[Missing.NOT_APPLICABLE])}] if question.not_applicable else []


def _chosen(question: Question, speak: Speak, kind: str) -> Element:
    settings: SingleSettings = question.settings
    element: Element = {"type": kind, "choices": _choices(question, settings.options, speak)}
    if settings.other is not None:
        element |= {"showOtherItem": True, "otherText": speak(settings.other.label)}
    if getattr(settings, "comment", False) and settings.other is None:
        element["showCommentArea"] = True
    return element


def _single(question: Question, speak: Speak) -> Element:
    looks = {"dropdown": "dropdown", "buttons": "buttongroup"}
    return _chosen(question, speak, looks.get(str(getattr(question.settings, "look", "")), "radiogroup"))


def _multiple(question: Question, speak: Speak) -> Element:
    settings: MultipleSettings = question.settings
    limits = {"minSelectedChoices": settings.least, "maxSelectedChoices": settings.most}
    return _chosen(question, speak, "checkbox") | {name: limit for name, limit in limits.items() if limit}


def _yes_no(question: Question, speak: Speak) -> Element:
    words = {"labelTrue": question.settings.yes, "labelFalse": question.settings.no}
    return {"type": "boolean"} | {name: speak(text) for name, text in words.items() if text}


def _points(scale: Scale, speak: Speak) -> list[Element]:
    """The points of a scale, each with the words it has."""
    labels: Sequence[Text] = scale.labels or [
        {scale.first: scale.low, scale.last: scale.high}.get(point, {}) for point in scale.points
    ]
    return [
        {"value": point, "text": speak(words)} if words else {"value": point, "text": str(point)}
        for point, words in zip(scale.points, labels, strict=True)
    ]


def _rating(question: Question, speak: Speak) -> Element:
    scale: Scale = question.settings.scale
    element: Element = {"type": "rating", "rateMin": scale.first, "rateMax": scale.last}
    if scale.labels:
        element = {"type": "rating", "rateValues": _points(scale, speak)}
    ends = {"minRateDescription": scale.low, "maxRateDescription": scale.high}
    return element | {name: speak(words) for name, words in ends.items() if words}


def _recommend(question: Question, speak: Speak) -> Element:
    ends = {"minRateDescription": question.settings.low, "maxRateDescription": question.settings.high}
    return {"type": "rating", "rateMin": 0, "rateMax": 10} | {n: speak(words) for n, words in ends.items() if words}


def _rows(items: Sequence[Item], speak: Speak, name: str = "value", text: str = "text") -> list[Element]:
    return [
        {name: item.code, text: speak(item.label) or item.code} | ({"_rule": item.show_if} if item.show_if else {})
        for item in items
    ]


def _grid(question: Question, speak: Speak) -> Element:
    settings = question.settings
    columns = _points(settings.scale, speak) + _away(question, speak)
    element: Element = {"type": "matrix", "columns": columns, "rows": _rows(settings.items, speak)}
    return element | ({"isAllRowRequired": True} if question.required else {})


def _two_scales(question: Question, speak: Speak) -> Element:
    settings = question.settings
    second = getattr(settings, "second", settings.scale)
    titles = (getattr(settings, "first_label", {}), getattr(settings, "second_label", {}))
    names = ("first", "second") if question.kind == "dual_scale" else ("expected", "experienced")
    columns = [
        {"name": name, "cellType": "radiogroup", "choices": _points(scale, speak) + _away(question, speak)}
        | ({"title": speak(title)} if title else {})
        for name, scale, title in zip(names, (settings.scale, second), titles, strict=True)
    ]
    return {"type": "matrixdropdown", "columns": columns, "rows": _rows(settings.items, speak)}


def _ticks(question: Question, speak: Speak) -> Element:
    settings = question.settings
    choices = _choices(question, answers_of(question), speak)
    columns = [{"name": "answers", "title": " ", "cellType": "checkbox", "choices": choices}]
    return {"type": "matrixdropdown", "columns": columns, "rows": _rows(settings.items, speak)}


def _number(question: Question, _speak: Speak) -> Element:
    settings = question.settings
    limits = {"min": settings.least, "max": settings.most}
    step = 1 if settings.decimals == 0 else float(f"{10.0**-settings.decimals:.{settings.decimals}f}")
    element: Element = {"type": "text", "inputType": "number", "step": step}
    return element | {name: limit for name, limit in limits.items() if limit is not None}


def _slider(question: Question, _speak: Speak) -> Element:
    settings = question.settings
    names = {"min": "least", "max": "most", "step": "step"}
    found = {name: getattr(settings, ours, None) for name, ours in names.items()}
    return {"type": "slider"} | {name: value for name, value in found.items() if value is not None}


def _line(kind: str = "") -> Callable[[Question, Speak], Element]:
    return lambda _question, _speak: {"type": "text"} | ({"inputType": kind} if kind else {})


def _date(question: Question, _speak: Speak) -> Element:
    settings = question.settings
    kind = {"day": "date", "month": "month"}.get(settings.parts)
    element: Element = {"type": "text"} | ({"inputType": kind} if kind else {})
    limits = {"min": settings.earliest, "max": settings.latest}
    return element | {name: limit for name, limit in limits.items() if limit}


def _time(question: Question, _speak: Speak) -> Element:
    limits = {"min": question.settings.earliest, "max": question.settings.latest}
    return {"type": "text", "inputType": "time"} | {name: limit for name, limit in limits.items() if limit}


def _pattern(question: Question, speak: Speak) -> Element:
    check: Element = {"type": "regex", "regex": f"^(?:{question.settings.pattern})$", "rondo": True}
    if question.settings.message:
        check["text"] = speak(question.settings.message)
    return {"type": "text"} | ({"validators": [check]} if question.settings.pattern else {})


def _consent(_question: Question, _speak: Speak) -> Element:
    return {"type": "boolean"}


def _ranking(question: Question, speak: Speak) -> Element:
    settings = question.settings
    element: Element = {"type": "ranking", "choices": _rows(settings.items, speak)}
    if settings.partial or settings.places:
        element["selectToRankEnabled"] = True
    return element | ({"maxSelectedChoices": settings.places} if settings.places else {})


def _lines(question: Question, speak: Speak) -> Element:
    return {"type": "multipletext", "items": _rows(question.settings.items, speak, "name", "title")}


def _told(_question: Question, _speak: Speak) -> Element:
    """Words between the questions; SurveyJS takes them for HTML."""
    return {"type": "html"}


def as_html(text: Text) -> Text:
    """Plain words as HTML that says the same."""
    return {code: html.escape(words, quote=False).replace("\n", "<br>") for code, words in text.items()}


def _entries(question: Question, speak: Speak) -> Element:
    settings = question.settings
    fields = [
        {"name": column.code, "title": speak(column.label) or column.code}
        | element_of(Question(column.code, column.kind, column.label, settings=column.settings), speak)
        for column in settings.columns
    ]
    limits = {"minPanelCount": settings.least, "maxPanelCount": settings.most, "panelCount": max(1, settings.least)}
    return {"type": "paneldynamic", "templateElements": fields, **limits}


def _files(question: Question, _speak: Speak) -> Element:
    settings = question.settings
    kept = ",".join(f".{ending}" for ending in endings_of(settings.groups))
    return {"type": "file", "acceptedTypes": kept} | ({"allowMultiple": True} if settings.most > 1 else {})


def _pictures(question: Question, speak: Speak) -> Element:
    """The pictures lie here and not in the file: SurveyJS shows the words."""
    plain = as_list(question)
    chosen = _multiple(plain, speak) if plain.kind == "multiple" else _single(plain, speak)
    return (
        chosen
        | {"type": "imagepicker", "showLabel": True}
        | ({"multiSelect": True} if plain.kind == "multiple" else {})
    )


def _taken_apart(question: Question, speak: Speak) -> Element:
    """A kind SurveyJS does not have: its single answers as lines, or as rows of one choice."""
    variables = type_of(question).variables(question)
    codes = variables[0].codes if variables else ()
    if codes and all(variable.kind is VariableKind.CLOSED and variable.codes == codes for variable in variables):
        if len(variables) == 1:
            return {"type": "dropdown", "choices": [_coded(code, label, speak) for code, label in codes]}
        columns = [_coded(code, label, speak) for code, label in codes]
        rows = [{"value": _tail(question, variable), "text": _said(variable, speak)} for variable in variables]
        return {"type": "matrix", "columns": columns, "rows": rows}
    items = [_item(question, variable, speak) for variable in variables]
    return {"type": "multipletext", "items": items}


def _coded(code: int, label: Text, speak: Speak) -> Element:
    return {"value": code, "text": speak(label) or str(code)}


def _tail(question: Question, variable: Variable) -> str:
    return variable.name.removeprefix(f"{question.code}.")


def _said(variable: Variable, speak: Speak) -> Any:  # noqa: ANN401 - a text or one for each language
    return speak(variable.label) or variable.name


def _item(question: Question, variable: Variable, speak: Speak) -> Element:
    number = {"inputType": "number"} if variable.kind is not VariableKind.TEXT else {}
    title = _said(variable, speak)
    if variable.kind is VariableKind.CLOSED and variable.codes:
        title = (
            say(variable.label, "en")
            + " ("
            + ", ".join(f"{c} = {say(w, 'en')}" for c, w in variable.codes[:_LONG])
            + ")"
        )
    return {"name": _tail(question, variable), "title": title, **number}


_KINDS: Mapping[str, Callable[[Question, Speak], Element]] = {
    "single": _single,
    "multiple": _multiple,
    "yes_no": _yes_no,
    "rating": _rating,
    "recommend": _recommend,
    "grid": _grid,
    "battery": _two_scales,
    "dual_scale": _two_scales,
    "grid_multiple": _ticks,
    "number": _number,
    "slider": _slider,
    "short_text": _line(),
    "long_text": lambda _question, _speak: {"type": "comment"},
    "date": _date,
    "time": _time,
    "email": _line("email"),
    "phone": _line("tel"),
    "pattern": _pattern,
    "ranking": _ranking,
    "file_upload": _files,
    "repeat": _entries,
    "image_choice": _pictures,
    "texts": _lines,
    "information": _told,
    "consent": _consent,
    "hidden": lambda _question, _speak: {"type": "text", "visible": False},
}

"""Questions with one or several answers out of a list: 5 G L ! O Y M P R."""

from collections.abc import Mapping, Sequence
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limesurvey.converting import (
    Converted,
    Part,
    Tools,
    distinct,
    items_of,
    note_codes,
    numbered,
    options_of,
    other_of,
    part_of,
    place_of,
    with_codes,
)
from survey_app.interchange.questionnaires.limesurvey.own_words import FEMALE, MALE, NO, YES
from survey_app.interchange.questionnaires.limesurvey.survey import Answer, LimeQuestion, SubQuestion
from survey_app.logic.dialects.limesurvey import Native

YES_NO = {"Y": 1, "N": 2}


def read_list(question: LimeQuestion, tools: Tools) -> Converted:
    """L, ! and O, in old files Z and W: one answer out of a list."""
    place = place_of(question)
    answers = distinct(question.columns(), tools, place)
    if not answers and not question.other:
        return unusable(question, tools, N_("A list without answers cannot be asked; its words are kept as a text."))
    code = tools.question_code(question.code)
    if not answers:
        tools.notes.changed(place, f"type {question.type}", N_("Own words are the only answer: it is asked as a text."))
        part = part_of(question, code, "short_text", tools)
        return Converted([part], {f"{question.code}_other": Native(code), question.code: Native(code)})
    codes = numbered([each.code for each in answers])
    options, other = options_of(answers, codes, tools, place), other_of(question, codes, tools)
    note_codes(codes, tools, place)
    settings: Part = {"options": options} | ({"other": other} if other else {})
    found = Converted(used={"other_replace_text"})
    theme = question.theme or question.attribute("question_template")
    found.used.add("question_template")
    if "buttons" in theme:
        settings["look"] = "buttons"
    elif theme.startswith("image_select"):
        tools.notes.changed(place, theme, N_("The answers are shown as words here, without their pictures."))
    if question.type in ("!", "W"):
        settings["look"] = "dropdown"
    if question.type == "O":
        settings["comment"] = True
        found.names[f"{question.code}_comment"] = Native(f"{code}.comment")
    found.parts.append(part_of(question, code, "single", tools, settings))
    found.names[question.code] = with_codes(code, codes, options, other)
    if other:
        found.names[f"{question.code}_other"] = Native(f"{code}.other")
    return found


def read_gender(question: LimeQuestion, tools: Tools) -> Converted:
    """G: female or male."""
    codes = {"F": 1, "M": 2}
    return _fixed(question, tools, codes, [FEMALE, MALE])


def read_yes_no(question: LimeQuestion, tools: Tools) -> Converted:
    """Y: yes or no."""
    if not tools.has("yes_no"):
        return _fixed(question, tools, YES_NO, [YES, NO])
    code = tools.question_code(question.code)
    known = YES_NO_CODES
    part = part_of(question, code, "yes_no", tools)
    return Converted([part], {question.code: Native(code, known, {"Yes": known["Y"], "No": known["N"]})})


YES_NO_CODES = {"Y": 1, "N": 0}


def _fixed(question: LimeQuestion, tools: Tools, codes: dict[str, int], labels: list[Mapping[str, str]]) -> Converted:
    code = tools.question_code(question.code)
    options: list[Part] = [
        {"code": number, "label": tools.own(words)} for number, words in zip(codes.values(), labels, strict=True)
    ]
    note_codes(codes, tools, place_of(question))
    part = part_of(question, code, "single", tools, {"options": options})
    return Converted([part], {question.code: with_codes(code, codes, options)})


def read_points(question: LimeQuestion, tools: Tools) -> Converted:
    """5: a rating from 1 to 5."""
    code = tools.question_code(question.code)
    codes = {str(point): point for point in range(1, 6)}
    part = part_of(question, code, "rating", tools, {"scale": {"first": 1, "last": 5}})
    return Converted([part], {question.code: Native(code, codes)}, used={"slider_rating"})


def read_multiple(question: LimeQuestion, tools: Tools) -> Converted:
    """M and P: several answers, each a sub-question."""
    place = place_of(question)
    boxes = distinct(question.rows(), tools, place)
    if not boxes:
        return unusable(question, tools, N_("A list without answers cannot be asked; its words are kept as a text."))
    code = tools.question_code(question.code)
    codes = numbered([each.code for each in boxes])
    note_codes(codes, tools, place)
    options, other = options_of(boxes, codes, tools, place), other_of(question, codes, tools)
    found = Converted(used={"other_replace_text", "exclude_all_others", "min_answers", "max_answers"})
    for excluded in question.attribute("exclude_all_others").replace(",", ";").split(";"):
        if (number := codes.get(excluded.strip())) is not None:
            next(option for option in options if option["code"] == number)["exclusive"] = True
    settings: dict[str, Any] = {"options": options} | ({"other": other} if other else {})
    settings |= limits(question, tools, len(options) + bool(other))
    if question.type == "P":
        settings["comment"] = True
    found.parts.append(part_of(question, code, "multiple", tools, settings))
    found.names[f"that.{question.code}"] = Native(code)
    for box, option in zip(boxes, options, strict=True):
        found.names[f"{question.code}_{box.code}"] = Native(code, tick=option["code"])
        found.rows[box.code] = option
        if question.type == "P":
            found.names[f"{question.code}_{box.code}comment"] = Native(f"{code}.{option['code']}.comment")
    if other:
        found.names[f"{question.code}_other"] = Native(f"{code}.other")
    return found


def limits(question: LimeQuestion, tools: Tools, offered: int) -> Part:
    """How many answers have to and may be chosen; what is reckoned from other answers is lost."""
    found: Part = {}
    for name, key in (("min_answers", "min"), ("max_answers", "max")):
        value = question.attribute(name)
        if value.isascii() and value.isdigit() and 1 <= int(value[:6]) <= offered:
            found[key] = int(value)
        elif value not in ("", "0"):
            reason = N_("Only a whole number up to the number of answers can be kept.")
            tools.notes.dropped(place_of(question), name, reason, original=value)
    if found.get("min", 1) > found.get("max", offered):
        tools.notes.dropped(place_of(question), "min_answers", N_("It is larger than the other limit."))
        del found["min"]
    return found


def read_ranking(question: LimeQuestion, tools: Tools) -> Converted:
    """R: answers put into an order."""
    place = place_of(question)
    answers: Sequence[Answer | SubQuestion] = distinct(question.columns(), tools, place)
    answers = answers or distinct(question.rows(), tools, place)
    if not answers:
        return unusable(question, tools, N_("A list without answers cannot be asked; its words are kept as a text."))
    code = tools.question_code(question.code)
    items = items_of(answers, tools, place)
    bounds = limits(question, tools, len(items))
    columns = question.attribute("max_subquestions")
    shown = int(columns) if columns.isascii() and columns.isdigit() and 1 <= int(columns[:6]) <= len(items) else None
    places = min((each for each in (bounds.get("max"), shown) if each), default=None)
    settings: Part = {"items": items, "places": places, "partial": bounds.get("min", 0) < (places or len(items))}
    part = part_of(question, code, "ranking", tools, settings)
    rows = {each.code: item for each, item in zip(answers, items, strict=True)}
    return Converted(
        [part], {f"that.{question.code}": Native(code)}, rows, used={"min_answers", "max_answers", "max_subquestions"}
    )


def unusable(question: LimeQuestion, tools: Tools, reason: str) -> Converted:
    """A question that cannot be asked as it stands: its words are kept as a text."""
    tools.notes.dropped(place_of(question), f"type {question.type or '?'}", reason)
    code = tools.question_code(question.code)
    return Converted([part_of(question, code, "information", tools)])

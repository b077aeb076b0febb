"""Questions that are answered in figures, words or dates (N K S T U Q D), texts (X), and what cannot be asked here."""

import re
from collections.abc import Mapping

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limesurvey.choices import unusable
from survey_app.interchange.questionnaires.limesurvey.converting import (
    Converted,
    Part,
    Tools,
    distinct,
    items_of,
    part_of,
    place_of,
)
from survey_app.interchange.questionnaires.limesurvey.survey import LimeQuestion, marks_of
from survey_app.logic.dialects.limesurvey import Native
from survey_app.logic.dialects.limesurvey_patterns import whole_pattern

_NUMBER = re.compile(r"-?\d{1,12}([.,]\d{1,6})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LIMITS = ("min_num_value_n", "max_num_value_n")
NO_ROWS = N_("A table without rows cannot be asked; its words are kept as a text.")


def figure(text: str) -> float | None:
    """A plain figure of an attribute, or None where it is an expression or nothing."""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text.strip()) else None


def number_settings(
    question: LimeQuestion, tools: Tools, *, least: str = "min_num_value_n", most: str = "max_num_value_n"
) -> Part:
    """Limits, decimals and unit."""
    found: Part = {}
    for name, key in ((least, "min"), (most, "max")):
        if (value := question.attribute(name)) and (limit := figure(value)) is not None:
            found[key] = limit
        elif value:
            tools.notes.dropped(place_of(question), name, N_("Only a figure can be a limit here."), original=value)
    if found.get("min", 0) > found.get("max", found.get("min", 0)):
        tools.notes.dropped(place_of(question), least, N_("It is larger than the other limit."))
        del found["min"]
    if question.attribute("num_value_int_only") == "1":
        found["decimals"] = 0
    if unit := tools.text(question.words("suffix"), place_of(question), "suffix"):
        found["unit"] = unit
    return found


def read_number(question: LimeQuestion, tools: Tools) -> Converted:
    """N: a number."""
    code = tools.question_code(question.code)
    part = part_of(question, code, "number", tools, number_settings(question, tools))
    used = {*LIMITS, "num_value_int_only", "suffix"}
    return Converted([part], {question.code: Native(code, is_number=True)}, used=used)


def read_numbers(question: LimeQuestion, tools: Tools) -> Converted:
    """K: a number in every row, or points that have to come to a sum."""
    if not question.rows():
        return unusable(question, tools, NO_ROWS)
    for name, at_most in (("equals_num_value", False), ("max_num_value", True)):
        total = figure(question.attribute(name))
        if total is not None and total % 1 == 0:
            settings: Part = {"total": int(total), "at_most": at_most}
            if unit := tools.text(question.words("suffix"), place_of(question), "suffix"):
                settings["unit"] = unit
            found = _whole(question, tools, "constant_sum", settings)
            found.used |= {"equals_num_value", "max_num_value", "suffix", "num_value_int_only"}
            return found
    if question.attribute("slider_layout") == "1":
        return _sliders(question, tools)
    found = _whole(question, tools, "grid_number", number_settings(question, tools))
    found.used |= {*LIMITS, "num_value_int_only", "suffix"}
    return found


def _sliders(question: LimeQuestion, tools: Tools) -> Converted:
    """Every slider is a question of its own; the words at its ends stand behind a separator."""
    place = place_of(question)
    settings = number_settings(question, tools, least="slider_min", most="slider_max")
    settings.pop("decimals", None)
    if step := figure(question.attribute("slider_accuracy")):
        settings["step"] = step
    rows = distinct(question.rows(), tools, place)
    if len(rows) > 1:
        tools.notes.changed(place, "slider_layout", N_("Every slider became a question of its own."))
    found = Converted(used={"slider_layout", "slider_min", "slider_max", "slider_accuracy", "suffix"})
    found.used |= {"slider_separator", "num_value_int_only"}
    for row in rows:
        wanted = f"{question.code}_{row.code}" if len(rows) > 1 else question.code
        part = part_of(question, tools.question_code(wanted), "slider", tools, dict(settings))
        _ends(part, tools.text(row.text, place), question.attribute("slider_separator") or "|")
        found.parts.append(part)
        found.names[f"{question.code}_{row.code}"] = Native(part["code"], is_number=True)
        found.rows[row.code] = part
    return found


def _ends(part: Part, label: Mapping[str, str], separator: str) -> None:
    """`Text|left|right` taken apart: the text goes behind the question's, the others to the ends of the line."""
    low: dict[str, str] = {}
    high: dict[str, str] = {}
    for language, words in label.items():
        *before, left, right = ["", "", *words.split(separator)][-3:] if separator in words else [words, "", ""]
        low |= {language: left.strip()} if left.strip() else {}
        high |= {language: right.strip()} if right.strip() else {}
        whole = " – ".join(filter(None, (part["text"].get(language, ""), *(each.strip() for each in before))))
        part["text"] = {**part["text"], language: whole} if whole else part["text"]
    part["settings"] |= {"low": low, "high": high}


def _whole(question: LimeQuestion, tools: Tools, kind: str, settings: Part) -> Converted:
    """All rows in one question of ours."""
    place = place_of(question)
    rows = distinct(question.rows(), tools, place)
    items = items_of(rows, tools, place)
    code = tools.question_code(question.code)
    found = Converted([part_of(question, code, kind, tools, {"items": items, **settings})])
    found.names[f"that.{question.code}"] = Native(code)
    for row, item in zip(rows, items, strict=True):
        is_number = kind != "texts"
        found.names[f"{question.code}_{row.code}"] = Native(f"{code}.{item['code']}", is_number=is_number)
        found.rows[row.code] = item
    return found


def read_texts(question: LimeQuestion, tools: Tools) -> Converted:
    """Q: a short text in every row."""
    if not question.rows():
        return unusable(question, tools, NO_ROWS)
    return _whole(question, tools, "texts", {})


def read_short(question: LimeQuestion, tools: Tools) -> Converted:
    """S: a short text, an e-mail address, a number, or a text that has to fit a pattern."""
    if "browserdetect" in (question.theme, question.attribute("question_template")):
        tools.notes.dropped(
            place_of(question), "browserdetect", N_("The browser fills it in, nobody is asked anything.")
        )
        return Converted()
    if question.attribute("numbers_only") == "1":
        found = read_number(question, tools)
        found.used.add("numbers_only")
        return found
    code = tools.question_code(question.code)
    marks = marks_of(question)
    if kind := next((kind for kind in ("email", "phone") if kind in marks), ""):
        return Converted([part_of(question, code, kind, tools)], {question.code: Native(code)})
    if question.validation:
        pattern = whole_pattern(question.validation)
        if pattern is not None:
            has_rule = bool(question.attribute("em_validation_q"))
            tip = {} if has_rule else question.words("em_validation_q_tip")
            message = tools.text(tip, place_of(question), "em_validation_q_tip")
            part = part_of(question, code, "pattern", tools, {"pattern": pattern, "message": message})
            return Converted([part], {question.code: Native(code)}, used={"validation", "em_validation_q_tip"})
    return Converted([part_of(question, code, "short_text", tools)], {question.code: Native(code)})


def read_long(question: LimeQuestion, tools: Tools) -> Converted:
    """T and U: a long text."""
    code = tools.question_code(question.code)
    return Converted([part_of(question, code, "long_text", tools)], {question.code: Native(code)})


def read_date(question: LimeQuestion, tools: Tools) -> Converted:
    """D: a day, a month, a year or a time of day."""
    code = tools.question_code(question.code)
    wanted = question.attribute("date_format")
    letters = wanted.lower()
    is_time = bool(wanted) and "y" not in letters and "d" not in letters
    kind = "time" if is_time else "date"
    place = place_of(question)
    used = {"date_format", "date_min", "date_max"}
    settings: Part = {}
    if not is_time and wanted:
        settings["parts"] = "day" if "d" in letters else "month" if "m" in letters else "year"
        if "h" in letters:
            reason = N_("The day is asked for, the time of day is not.")
            tools.notes.changed(place, "date_format", reason, original=wanted)
    for name, key in (("date_min", "earliest"), ("date_max", "latest")):
        value = question.attribute(name)
        if _DAY.fullmatch(value) and not is_time:
            settings[key] = value
        elif value and (is_time or value.lower() not in {"today", "now"}):
            reason = N_("Only a day written as 2026-11-26 can be a limit.")
            tools.notes.dropped(place, name, reason, original=value)
    return Converted([part_of(question, code, kind, tools, settings)], {question.code: Native(code)}, used=used)


def read_information(question: LimeQuestion, tools: Tools) -> Converted:
    """X: a text between questions."""
    code = tools.question_code(question.code)
    return Converted([part_of(question, code, "information", tools)])

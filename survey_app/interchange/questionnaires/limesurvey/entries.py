"""Questions that are answered in figures, words or dates (N K S T U Q D), texts (X), and what cannot be asked here."""

import re

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limesurvey.choices import unusable
from survey_app.interchange.questionnaires.limesurvey.converting import (
    Converted,
    Part,
    Tools,
    distinct,
    part_of,
    place_of,
)
from survey_app.interchange.questionnaires.limesurvey.survey import Question
from survey_app.interchange.questionnaires.limesurvey.tables import items_of, row_part
from survey_app.logic.dialects.limesurvey import Native

_NUMBER = re.compile(r"-?\d{1,12}([.,]\d{1,6})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LIMITS = {"min_num_value_n": "min", "max_num_value_n": "max"}


def figure(text: str) -> float | None:
    """A plain figure of an attribute, or None where it is an expression or nothing."""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text.strip()) else None


def number_settings(question: Question, tools: Tools, *, least: str = "min_num_value_n", most: str = "max_num_value_n") -> Part:
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


def read_number(question: Question, tools: Tools) -> Converted:
    """N: a number."""
    code = tools.question_code(question.code)
    part = part_of(question, code, "number", tools, number_settings(question, tools))
    used = {*LIMITS, "num_value_int_only", "suffix"}
    return Converted([part], {question.code: Native(code, is_number=True)}, used=used)


def read_numbers(question: Question, tools: Tools) -> Converted:
    """K: a number in every row: as a sum that has to come out, as sliders, or one question a row."""
    place = place_of(question)
    rows = distinct(question.rows(), tools, place)
    if not rows:
        return unusable(question, tools, N_("A table without rows cannot be asked; its words are kept as a text."))
    total = figure(question.attribute("equals_num_value"))
    if total is not None and tools.has("constant_sum"):
        return _whole(question, tools, "constant_sum", {"total": total} if total % 1 else {"total": int(total)})
    found = Converted(used={*LIMITS, "num_value_int_only", "suffix", "slider_layout"})
    settings = number_settings(question, tools)
    if question.attribute("slider_layout") == "1":
        settings = _slider(question, tools)
        found.used |= {"slider_min", "slider_max", "slider_accuracy", "slider_middlestart"}
    kind = "slider" if question.attribute("slider_layout") == "1" and tools.has("slider") else "number"
    for row in rows:
        wanted = question.code if len(rows) == 1 else ""
        part = row_part(question, row, kind, tools, dict(settings), wanted)
        found.parts.append(part)
        found.names[f"{question.code}_{row.code}"] = Native(part["code"], is_number=True)
        found.rows[row.code] = part
    _note_apart(question, tools, len(rows))
    return found


def _slider(question: Question, tools: Tools) -> Part:
    settings = number_settings(question, tools, least="slider_min", most="slider_max")
    step = figure(question.attribute("slider_accuracy"))
    return {"min": 0.0, "max": 100.0} | settings | ({"step": step} if step else {})


def _whole(question: Question, tools: Tools, kind: str, settings: Part) -> Converted:
    """All rows in one question of ours."""
    place = place_of(question)
    rows = distinct(question.rows(), tools, place)
    items = items_of(rows, tools, place)
    code = tools.question_code(question.code)
    found = Converted([part_of(question, code, kind, tools, {"items": items, **settings})])
    found.used |= {"equals_num_value"}
    found.names[f"that.{question.code}"] = Native(code)
    for row, item in zip(rows, items, strict=True):
        is_number = kind != "texts"
        found.names[f"{question.code}_{row.code}"] = Native(f"{code}.{item['code']}", is_number=is_number)
        found.rows[row.code] = item
    return found


def read_texts(question: Question, tools: Tools) -> Converted:
    """Q: a short text in every row."""
    place = place_of(question)
    if not question.rows():
        return unusable(question, tools, N_("A table without rows cannot be asked; its words are kept as a text."))
    if tools.has("texts"):
        return _whole(question, tools, "texts", {})
    found = Converted()
    for row in distinct(question.rows(), tools, place):
        part = row_part(question, row, "short_text", tools)
        found.parts.append(part)
        found.names[f"{question.code}_{row.code}"] = Native(part["code"])
        found.rows[row.code] = part
    _note_apart(question, tools, len(found.parts))
    return found


def _note_apart(question: Question, tools: Tools, rows: int) -> None:
    if rows > 1:
        tools.notes.changed(place_of(question), f"{rows} rows", N_("Every row became a question of its own."))


def read_short(question: Question, tools: Tools) -> Converted:
    """S: a short text, an e-mail address, a number, or a text that has to fit a pattern."""
    if question.attribute("numbers_only") == "1":
        found = read_number(question, tools)
        found.used.add("numbers_only")
        return found
    code = tools.question_code(question.code)
    kind = next((kind for kind in ("email", "phone") if tools.has(kind) and f"rondo-{kind}" in classes(question)), "")
    if kind:
        return Converted([part_of(question, code, kind, tools)], {question.code: Native(code)})
    if question.validation and tools.has("pattern"):
        pattern = whole_pattern(question.validation)
        if pattern is not None:
            has_rule = bool(question.attribute("em_validation_q"))
            tip = {} if has_rule else question.words("em_validation_q_tip")
            message = tools.text(tip, place_of(question), "em_validation_q_tip")
            part = part_of(question, code, "pattern", tools, {"pattern": pattern, "message": message})
            return Converted([part], {question.code: Native(code)}, used={"validation", "em_validation_q_tip"})
    return Converted([part_of(question, code, "short_text", tools)], {question.code: Native(code)})


def classes(question: Question) -> set[str]:
    """The style classes of a question."""
    return set(question.attribute("cssclass").split())


def whole_pattern(written: str) -> str | None:
    """A pattern that the whole answer has to fit, from LimeSurvey's `/…/` that some part of it has to.

    >>> whole_pattern("/^[A-Z]+$/"), whole_pattern("/ab/i"), whole_pattern("nonsense")
    ('[A-Z]+', '(?i).*(?:ab).*', None)
    """
    text = written.strip()
    if len(text) < 2 or text[0] != "/" or "/" not in text[1:]:  # noqa: PLR2004 - two slashes
        return None
    body, _, flags = text[1:].rpartition("/")
    if set(flags) - set("iumsD"):
        return None
    body = body.replace("\\/", "/")
    kept = "".join(flag for flag in "ims" if flag in flags)
    prefix = f"(?{kept})" if kept else ""
    if body.startswith("^(?:") and body.endswith(")$"):
        return prefix + body[4:-2]
    if body.startswith("^") and body.endswith("$") and not body.endswith("\\$") and "|" not in body:
        return prefix + body[1:-1]
    return f"{prefix}.*(?:{body}).*"


def read_long(question: Question, tools: Tools) -> Converted:
    """T and U: a long text."""
    code = tools.question_code(question.code)
    return Converted([part_of(question, code, "long_text", tools)], {question.code: Native(code)})


def read_date(question: Question, tools: Tools) -> Converted:
    """D: a day, a month, a year or a time of day."""
    code = tools.question_code(question.code)
    wanted = question.attribute("date_format")
    letters = wanted.lower()
    is_time = bool(wanted) and "y" not in letters and "d" not in letters
    kind = "time" if is_time else "date"
    place = place_of(question)
    used = {"date_format", "date_min", "date_max"}
    if not tools.has(kind):
        tools.notes.changed(place, "type D", N_("There is no question for dates here: it asks for a short text."))
        return Converted([part_of(question, code, "short_text", tools)], {question.code: Native(code)}, used=used)
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
        elif value:
            reason = N_("Only a day written as 2026-11-26 can be a limit.")
            tools.notes.dropped(place, name, reason, original=value)
    return Converted([part_of(question, code, kind, tools, settings)], {question.code: Native(code)}, used=used)


def read_information(question: Question, tools: Tools) -> Converted:
    """X: a text between questions."""
    code = tools.question_code(question.code)
    return Converted([part_of(question, code, "information", tools)])

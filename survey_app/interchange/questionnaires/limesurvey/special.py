"""Types that need two scales or two dimensions (1 : ;), and those that are no questions with us (| * I)."""

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limesurvey.choices import unusable
from survey_app.interchange.questionnaires.limesurvey.converting import (
    Converted,
    Part,
    Text,
    Tools,
    distinct,
    numbered,
    part_of,
    place_of,
)
from survey_app.interchange.questionnaires.limesurvey.entries import number_settings
from survey_app.interchange.questionnaires.limesurvey.survey import Question, SubQuestion
from survey_app.interchange.questionnaires.limesurvey.tables import cells, items_of, row_part, scale_of
from survey_app.logic.dialects.limesurvey import Native
from survey_app.questions.reading import FEWEST_POINTS, MOST_POINTS

HEADERS = ("dualscale_headerA", "dualscale_headerB")


def read_dual_scale(question: Question, tools: Tools) -> Converted:
    """1: every row on two scales beside each other; one table for each scale."""
    place = place_of(question)
    rows = distinct(question.rows(), tools, place)
    answers = [distinct(question.columns(scale), tools, place) for scale in (0, 1)]
    if not rows or not all(FEWEST_POINTS <= len(each) <= MOST_POINTS for each in answers):
        return unusable(question, tools, N_("A scale has 3 to 11 points; the words of the question are kept as a text."))
    found = Converted(used=set(HEADERS))
    for number, header in enumerate(HEADERS):
        codes, scale = scale_of(answers[number], tools, place)
        code = tools.question_code(question.code if not number else f"{question.code}_2")
        part = part_of(question, code, "grid", tools, {"items": items_of(rows, tools, place), "scale": scale})
        part["text"] = behind(part["text"], tools.text(question.words(header) or question.words(header.lower()), place, header))
        found.parts.append(part)
        for row, item in zip(rows, part["settings"]["items"], strict=True):
            found.names[f"{question.code}_{row.code}_{number}"] = Native(f"{code}.{item['code']}", codes)
            found.rows.setdefault(row.code, item)
    tools.notes.changed(place, "type 1", N_("Two scales beside each other became two tables below each other."))
    return found


def behind(whole: Text, more: Text) -> Text:
    """A text with another one behind it, in every language that either is written in."""
    return {
        language: " – ".join(filter(None, (whole.get(language, ""), more.get(language, ""))))
        for language in dict.fromkeys([*whole, *more])
    }


def read_figures(question: Question, tools: Tools) -> Converted:
    """: a figure, or a box to tick, for every row and column."""
    if question.attribute("multiflexible_checkbox") == "1":
        found = _ticked(question, tools)
    else:
        settings = number_settings(question, tools, least="multiflexible_min", most="multiflexible_max")
        found = _cell_by_cell(question, tools, "number", settings)
    found.used |= {"multiflexible_checkbox", "multiflexible_min", "multiflexible_max", "multiflexible_step"}
    return found


def read_words(question: Question, tools: Tools) -> Converted:
    """; a text for every row and column."""
    if question.attribute("numbers_only") == "1":
        found = _cell_by_cell(question, tools, "number", {})
        found.used.add("numbers_only")
        return found
    return _cell_by_cell(question, tools, "short_text", {})


def _cell_by_cell(question: Question, tools: Tools, kind: str, settings: Part) -> Converted:
    """Every cell as a question of its own."""
    place = place_of(question)
    places = cells(question, tools)
    if not places:
        return unusable(question, tools, N_("A table without rows and columns cannot be asked; its words are kept as a text."))
    found = Converted()
    for row, column in places:
        both = SubQuestion(f"{row.code}_{column.code}", _joined(row, column))
        part = row_part(question, both, kind, tools, dict(settings))
        found.parts.append(part)
        found.names[f"{question.code}_{row.code}_{column.code}"] = Native(part["code"], is_number=kind == "number")
    tools.notes.changed(place, f"type {question.type}", N_("Every cell became a question of its own."))
    return found


def _joined(row: SubQuestion, column: SubQuestion) -> dict[str, str]:
    return behind(row.text, column.text)


def _ticked(question: Question, tools: Tools) -> Converted:
    """A table of boxes: several answers in every row."""
    place = place_of(question)
    rows, columns = (distinct(question.rows(scale), tools, place) for scale in (0, 1))
    if not rows or not columns:
        return unusable(question, tools, N_("A table without rows and columns cannot be asked; its words are kept as a text."))
    codes = numbered([column.code for column in columns])
    found = Converted()
    for row in rows:
        options = [{"code": codes[column.code], "label": tools.text(column.text, place)} for column in columns]
        part = row_part(question, row, "multiple", tools, {"options": options})
        found.parts.append(part)
        found.rows[row.code] = part
        for column in columns:
            found.names[f"{question.code}_{row.code}_{column.code}"] = Native(part["code"], tick=codes[column.code])
    tools.notes.changed(place, "type :", N_("Every row became a question of its own."))
    return found


def read_upload(question: Question, tools: Tools) -> Converted:
    """| files from the respondent."""
    return unusable(question, tools, N_("Files cannot be asked for here; the words of the question are kept as a text."))


def read_equation(question: Question, tools: Tools) -> Converted:
    """* a value that is reckoned and not asked for."""
    place = place_of(question)
    formula = question.attribute("equation") or next(iter(question.text.values()), "")
    reason = N_("Values that are reckoned while answering are not read from LimeSurvey.")
    tools.notes.dropped(place, "equation", reason, original=formula)
    return Converted(used={"equation", "numbers_only", "hidden"})


def read_language_switch(question: Question, tools: Tools) -> Converted:
    """I: the choice of a language, which every page of ours offers."""
    reason = N_("Every page offers the languages of the questionnaire: no question is needed.")
    tools.notes.dropped(place_of(question), "type I", reason)
    return Converted()

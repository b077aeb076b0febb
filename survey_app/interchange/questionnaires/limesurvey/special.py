"""Types that need two scales or two dimensions (1 : ;), and those that are no questions with us (| * I)."""

from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.file_kinds import MOST_FILES, groups_of
from survey_app.interchange.questionnaires.limesurvey.apart import behind
from survey_app.interchange.questionnaires.limesurvey.choices import unusable
from survey_app.interchange.questionnaires.limesurvey.converting import (
    Converted,
    Part,
    Tools,
    distinct,
    items_of,
    note_codes,
    numbered,
    options_of,
    part_of,
    place_of,
)
from survey_app.interchange.questionnaires.limesurvey.entries import figure, number_settings
from survey_app.interchange.questionnaires.limesurvey.survey import Answer, LimeQuestion, SubQuestion
from survey_app.interchange.questionnaires.limesurvey.tables import row_part, scale_of
from survey_app.interchange.questionnaires.texts import plain
from survey_app.logic.dialects.limesurvey import Native
from survey_app.questions.reading import FEWEST_POINTS, MOST_POINTS

HEADERS = ("dualscale_headerA", "dualscale_headerB")
NO_CELLS = N_("A table without rows and columns cannot be asked; its words are kept as a text.")
NO_ROWS = N_("A table without rows and answers cannot be asked; its words are kept as a text.")


def read_dual_scale(question: LimeQuestion, tools: Tools) -> Converted:
    """1: every row on two scales beside each other."""
    place = place_of(question)
    rows = distinct(question.rows(), tools, place)
    answers = [distinct(question.columns(scale), tools, place) for scale in (0, 1)]
    if not rows or not all(answers):
        return unusable(question, tools, NO_ROWS)
    if not all(FEWEST_POINTS <= len(each) <= MOST_POINTS for each in answers):
        return _two_lists(question, tools, rows, answers)
    (codes, scale), (second_codes, second) = (scale_of(each, tools, place) for each in answers)
    settings: Part = {"items": items_of(rows, tools, place), "scale": scale, "second": second}
    for header, key in zip(HEADERS, ("first_label", "second_label"), strict=True):
        words = question.words(header) or question.words(header.lower())
        settings[key] = tools.text(words, place, header)
    code = tools.question_code(question.code)
    found = Converted(
        [part_of(question, code, "dual_scale", tools, settings)], used={*HEADERS, *map(str.lower, HEADERS)}
    )
    for row, item in zip(rows, settings["items"], strict=True):
        found.rows[row.code] = item
        found.names[f"{question.code}_{row.code}_0"] = Native(f"{code}.{item['code']}.first", codes)
        found.names[f"{question.code}_{row.code}_1"] = Native(f"{code}.{item['code']}.second", second_codes)
    return found


def _two_lists(
    question: LimeQuestion, tools: Tools, rows: Sequence[SubQuestion], answers: Sequence[Sequence[Answer]]
) -> Converted:
    """Two lists that are no scales of ours: two questions for each row."""
    place = place_of(question)
    reason = N_("A scale has %(fewest)s to %(most)s points: every row became a question of its own.")
    tools.notes.changed(place, "type 1", reason, fewest=FEWEST_POINTS, most=MOST_POINTS)
    found = Converted(used={*HEADERS, *map(str.lower, HEADERS)})
    for side, (listed, header) in enumerate(zip(answers, HEADERS, strict=True)):
        codes = numbered([each.code for each in listed])
        note_codes(codes, tools, place)
        heading = tools.text(question.words(header) or question.words(header.lower()), place, header)
        for row in rows:
            part = row_part(question, row, "single", tools, {"options": options_of(listed, codes, tools, place)})
            part["text"] = behind(part["text"], heading)
            found.parts.append(part)
            found.names[f"{question.code}_{row.code}_{side}"] = Native(part["code"], codes)
    return found


def read_figures(question: LimeQuestion, tools: Tools) -> Converted:
    """: a figure, or a box to tick, for every row and column."""
    used = {"multiflexible_checkbox", "multiflexible_min", "multiflexible_max", "input_boxes"}
    if question.attribute("multiflexible_checkbox") == "1":
        found = _boxes(question, tools)
    else:
        limits = number_settings(question, tools, least="multiflexible_min", most="multiflexible_max")
        found = _cells(question, tools, "grid_number", limits)
        used |= {"num_value_int_only", "suffix"}
    found.used |= used
    return found


def read_words(question: LimeQuestion, tools: Tools) -> Converted:
    """; a text, or a figure, for every row and column."""
    if question.attribute("numbers_only") != "1":
        return _cells(question, tools, "grid_text", {})
    found = _cells(question, tools, "grid_number", {})
    found.used.add("numbers_only")
    return found


def _sides(question: LimeQuestion, tools: Tools) -> tuple[list[SubQuestion], list[SubQuestion]]:
    place = place_of(question)
    return distinct(question.rows(), tools, place), distinct(question.rows(1), tools, place)


def _cells(question: LimeQuestion, tools: Tools, kind: str, settings: Part) -> Converted:
    """A cell to fill in for every row and column."""
    rows, columns = _sides(question, tools)
    if not rows or not columns:
        return unusable(question, tools, NO_CELLS)
    place = place_of(question)
    items, heads = items_of(rows, tools, place), items_of(columns, tools, place)
    code = tools.question_code(question.code)
    part = part_of(question, code, kind, tools, {"items": items, "columns": heads, **settings})
    found = Converted([part], {f"that.{question.code}": Native(code)}, _by_code(rows, items))
    for row, item in zip(rows, items, strict=True):
        for column, head in zip(columns, heads, strict=True):
            native = Native(f"{code}.{item['code']}.{head['code']}", is_number=kind == "grid_number")
            found.names[f"{question.code}_{row.code}_{column.code}"] = native
    return found


def _boxes(question: LimeQuestion, tools: Tools) -> Converted:
    """A box to tick for every row and column."""
    rows, columns = _sides(question, tools)
    if not rows or not columns:
        return unusable(question, tools, NO_CELLS)
    place = place_of(question)
    codes = numbered([column.code for column in columns])
    note_codes(codes, tools, place)
    items, options = items_of(rows, tools, place), options_of(columns, codes, tools, place)
    code = tools.question_code(question.code)
    part = part_of(question, code, "grid_multiple", tools, {"items": items, "options": options})
    found = Converted([part], {f"that.{question.code}": Native(code)}, _by_code(rows, items))
    for row, item in zip(rows, items, strict=True):
        for column in columns:
            native = Native(f"{code}.{item['code']}.{codes[column.code]}", is_box=True)
            found.names[f"{question.code}_{row.code}_{column.code}"] = native
    return found


def _by_code(rows: Sequence[SubQuestion], items: Sequence[Part]) -> dict[str, Part]:
    return {row.code: item for row, item in zip(rows, items, strict=True)}


def read_upload(question: LimeQuestion, tools: Tools) -> Converted:
    """| files from the respondent."""
    wanted = question.attribute("allowed_filetypes")
    groups = groups_of(wanted)
    most = figure(question.attribute("max_num_of_files")) or 1.0
    code = tools.question_code(question.code)
    settings: Part = {"most": int(max(1, min(MOST_FILES, most))), "groups": groups}
    part = part_of(question, code, "file_upload", tools, settings)
    part["required"] = part["required"] or (figure(question.attribute("min_num_of_files")) or 0) >= 1
    place = place_of(question)
    if wanted:
        reason = N_("Files are taken by groups of kinds: %(groups)s")
        tools.notes.changed(place, "allowed_filetypes", reason, groups=", ".join(groups), original=wanted)
    if most > MOST_FILES:
        tools.notes.changed(place, "max_num_of_files", N_("At most %(most)s files are taken."), most=MOST_FILES)
    native = Native(code, is_number=True)
    used = {"allowed_filetypes", "max_num_of_files", "min_num_of_files"}
    return Converted([part], {f"{question.code}_filecount": native, question.code: native}, used=used)


def read_equation(question: LimeQuestion, tools: Tools) -> Converted:
    """* a value that is reckoned and not asked for."""
    wording = plain(next(iter(question.text.values()), ""))[0]
    formula = question.attribute("equation") or (wording if "{" in wording else "")
    code = tools.question_code(question.code)
    part = part_of(question, code, "calculated", tools)
    if formula == wording:
        part["text"] = {}
    if question.attribute("hidden") != "1":
        tools.notes.changed(place_of(question), "type *", N_("The value is calculated and not shown."))
    native = Native(code, is_number=True)
    return Converted([part], {question.code: native}, used={"equation", "numbers_only", "hidden"}, formula=formula)


def read_language_switch(question: LimeQuestion, tools: Tools) -> Converted:
    """I: the choice of a language, which every page of ours offers."""
    reason = N_("Every page offers the languages of the questionnaire: no question is needed.")
    tools.notes.dropped(place_of(question), "type I", reason)
    return Converted()

"""Our tables of ticks, figures and texts, orders and shared points as LimeSurvey's types."""

from collections.abc import Callable

from survey_app.interchange.questionnaires.limesurvey.building import Builder, coded, started
from survey_app.interchange.questionnaires.limesurvey.figures import decimals_mark, limit_figures
from survey_app.interchange.questionnaires.limesurvey.survey import Answer, LimeQuestion, SubQuestion
from survey_app.logic.dialects.limesurvey import Foreign
from survey_app.questions.definition import Item, Question


def _columns(found: LimeQuestion, columns: tuple[Item, ...], builder: Builder, place: str) -> None:
    for column in builder.rows(columns, place):
        found.subquestions.append(SubQuestion(column.code, column.text, 1))


def _name_cells(
    question: Question, found: LimeQuestion, columns: tuple[Item, ...], builder: Builder, *, figures: bool
) -> None:
    """Names for every cell, and for the whole."""
    names = []
    for item, row in zip(question.settings.items, found.rows(), strict=True):
        for column, head in zip(columns, found.rows(1), strict=True):
            names.append(f"{found.code}_{row.code}_{head.code}")
            builder.names[f"{question.code}.{item.code}.{column.code}"] = Foreign(names[-1], is_number=figures)
        if not columns:
            names.append(f"{found.code}_{row.code}")
            builder.names[f"{question.code}.{item.code}"] = Foreign(names[-1], is_number=figures)
    builder.names[question.code] = Foreign(found.code, rows=tuple(names))


def _grid_number(question: Question, builder: Builder) -> LimeQuestion:
    settings, place = question.settings, f"question {question.code}"
    mark = decimals_mark(settings.decimals)
    if settings.columns:
        found = started(question, builder, ":", mark)
        found.attributes["input_boxes"] = {"": "1"}
        limit_figures(found, settings, builder, place, ("multiflexible_min", "multiflexible_max"))
    else:
        found = started(question, builder, "K", mark)
        limit_figures(found, settings, builder, place)
    found.subquestions = builder.rows(settings.items, place)
    _columns(found, settings.columns, builder, place)
    _name_cells(question, found, settings.columns, builder, figures=True)
    return found


def _grid_text(question: Question, builder: Builder) -> LimeQuestion:
    settings, place = question.settings, f"question {question.code}"
    found = started(question, builder, ";" if settings.columns else "Q", "" if settings.columns else "table")
    found.subquestions = builder.rows(settings.items, place)
    _columns(found, settings.columns, builder, place)
    _name_cells(question, found, settings.columns, builder, figures=False)
    return found


def _texts(question: Question, builder: Builder) -> LimeQuestion:
    found = started(question, builder, "Q")
    found.subquestions = builder.rows(question.settings.items, f"question {question.code}")
    _name_cells(question, found, (), builder, figures=False)
    return found


def _grid_multiple(question: Question, builder: Builder) -> LimeQuestion:
    settings, place = question.settings, f"question {question.code}"
    found = started(question, builder, ":")
    found.attributes["multiflexible_checkbox"] = {"": "1"}
    found.subquestions = builder.rows(settings.items, place)
    for box in builder.boxes(settings.columns, place):
        found.subquestions.append(SubQuestion(box.code, box.text, 1))
    for item, row in zip(settings.items, found.rows(), strict=True):
        for option in settings.columns:
            name = f"{found.code}_{row.code}_{option.code}"
            builder.names[f"{question.code}.{item.code}.{option.code}"] = Foreign(name, is_number=True)
    return found


def _dual_scale(question: Question, builder: Builder) -> LimeQuestion:
    settings, place = question.settings, f"question {question.code}"
    found = started(question, builder, "1")
    found.subquestions = builder.rows(settings.items, place)
    found.answers = [*builder.points(settings.scale, place), *builder.points(settings.second, place, 1)]
    for name, words in (("dualscale_headerA", settings.first_label), ("dualscale_headerB", settings.second_label)):
        if text := builder.words(words, place):
            found.attributes[name] = text
    for item, row in zip(settings.items, found.subquestions, strict=True):
        for number, side, scale in ((0, "first", settings.scale), (1, "second", settings.second)):
            name = f"{found.code}_{row.code}_{number}"
            builder.names[f"{question.code}.{item.code}.{side}"] = Foreign(name, coded(scale))
    return found


def _ranking(question: Question, builder: Builder) -> LimeQuestion:
    settings, place = question.settings, f"question {question.code}"
    found = started(question, builder, "R")
    rows = builder.rows(settings.items, place)
    found.answers = [Answer(row.code, row.text) for row in rows]
    if settings.places:
        found.attributes["max_answers"] = {"": str(settings.places)}
    if not settings.partial:
        found.attributes["min_answers"] = {"": str(settings.places or len(rows))}
    return found


def _constant_sum(question: Question, builder: Builder) -> LimeQuestion:
    settings, place = question.settings, f"question {question.code}"
    found = started(question, builder, "K")
    found.attributes["max_num_value" if settings.at_most else "equals_num_value"] = {"": str(settings.total)}
    found.attributes["num_value_int_only"] = {"": "1"}
    if unit := builder.words(settings.unit, place):
        found.attributes["suffix"] = unit
    found.subquestions = builder.rows(settings.items, place)
    _name_cells(question, found, (), builder, figures=True)
    return found


ROWED: dict[str, Callable[[Question, Builder], LimeQuestion]] = {
    "grid_number": _grid_number,
    "grid_text": _grid_text,
    "grid_multiple": _grid_multiple,
    "dual_scale": _dual_scale,
    "texts": _texts,
    "ranking": _ranking,
    "constant_sum": _constant_sum,
}

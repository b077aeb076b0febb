"""Each of our question types as the LimeSurvey type that comes nearest."""

from collections.abc import Callable

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limesurvey.building import (
    Builder,
    Foreignly,
    coded,
    is_plain,
    started,
)
from survey_app.interchange.questionnaires.limesurvey.converting import other_code
from survey_app.interchange.questionnaires.limesurvey.survey import OTHER, Answer, SubQuestion, Words
from survey_app.logic.dialects.limesurvey import Foreign
from survey_app.questions.definition import Option, Question, Scale
from survey_app.questions.words import EXPECTED, EXPERIENCED


OTHER_CODE_LOST = N_("LimeSurvey has one code for every open answer; it comes back as %(code)s.")


def built(question: Question, builder: Builder) -> Foreignly:
    """A question of ours as LimeSurvey's; a type without any likeness leaves its words as a text."""
    if (build := KINDS.get(question.kind)) is not None:
        return build(question, builder)
    reason = N_("LimeSurvey has no such type; the words of the question are kept as a text.")
    builder.notes.dropped(f"question {question.code}", question.kind, reason)
    return started(question, builder, "X")


def _single(question: Question, builder: Builder) -> Foreignly:
    settings, place = question.settings, f"question {question.code}"
    look, comment = getattr(settings, "look", ""), getattr(settings, "comment", False)
    found = started(question, builder, "O" if comment else "!" if look == "dropdown" else "L")
    if look == "buttons":
        builder.notes.changed(place, "look", N_("LimeSurvey shows a list."))
    found.answers = builder.answers(settings.options, place)
    codes = {option.code: str(option.code) for option in settings.options}
    if settings.other:
        codes[settings.other.code] = OTHER
        builder.names[f"{question.code}.other"] = Foreign(f"{found.code}_other")
        _other(found, settings.other, [option.code for option in settings.options], builder, place)
    if comment:
        builder.names[f"{question.code}.comment"] = Foreign(f"{found.code}_comment")
    builder.names[question.code] = Foreign(found.code, codes)
    return found


def _other(found: Foreignly, other: Option, codes: list[int], builder: Builder, place: str) -> None:
    found.other = True
    if words := builder.words(other.label, place):
        found.attributes["other_replace_text"] = words
    if (code := other_code(codes)) != other.code:
        builder.notes.changed(place, "other", OTHER_CODE_LOST, code=code)


def _multiple(question: Question, builder: Builder) -> Foreignly:
    settings, place = question.settings, f"question {question.code}"
    has_comments = bool(getattr(settings, "comments", False))
    found = started(question, builder, "P" if has_comments else "M")
    found.subquestions = builder.boxes(settings.options, place)
    if settings.other:
        builder.names[f"{question.code}.other"] = Foreign(f"{found.code}_other")
        _other(found, settings.other, [option.code for option in settings.options], builder, place)
    alone = [str(option.code) for option in settings.options if option.exclusive]
    for name, value in (("exclude_all_others", ";".join(alone)), ("min_answers", settings.least), ("max_answers", settings.most)):
        if value:
            found.attributes[name] = {"": str(value)}
    ticks = {option.code: f"{found.code}_{option.code}" for option in settings.options}
    builder.names[question.code] = Foreign(found.code, ticks=ticks)
    return found


def _rating(question: Question, builder: Builder) -> Foreignly:
    scale: Scale = question.settings.scale
    plain = is_plain(scale, 5)
    found = started(question, builder, "5" if plain else "L", "" if plain else "rating")
    if not plain:
        found.answers = builder.points(scale, f"question {question.code}")
    builder.names[question.code] = Foreign(found.code, coded(scale))
    return found


def _recommend(question: Question, builder: Builder) -> Foreignly:
    settings = question.settings
    scale = Scale(0, 10, settings.low, settings.high)
    found = started(question, builder, "L", "recommend")
    found.answers = builder.points(scale, f"question {question.code}")
    builder.names[question.code] = Foreign(found.code, coded(scale))
    return found


def _grid(question: Question, builder: Builder) -> Foreignly:
    settings, place = question.settings, f"question {question.code}"
    scale: Scale = settings.scale
    kind = "A" if is_plain(scale, 5) else "B" if is_plain(scale, 10) else "F"
    found = started(question, builder, kind)
    found.subquestions = builder.rows(settings.items, place)
    if kind == "F":
        found.answers = builder.points(scale, place)
    rows = []
    for item, row in zip(settings.items, found.subquestions, strict=True):
        rows.append(f"{found.code}_{row.code}")
        builder.names[f"{question.code}.{item.code}"] = Foreign(rows[-1], coded(scale))
    builder.names[question.code] = Foreign(found.code, rows=tuple(rows))
    return found


def _battery(question: Question, builder: Builder) -> Foreignly:
    settings, place = question.settings, f"question {question.code}"
    found = started(question, builder, "1", "battery")
    found.subquestions = builder.rows(settings.items, place)
    found.answers = [*builder.points(settings.scale, place), *builder.points(settings.scale, place, 1)]
    known = builder.questionnaire.languages
    for name, words in (("dualscale_headerA", EXPECTED), ("dualscale_headerB", EXPERIENCED)):
        own = {language: each for language, each in words.items() if language in known} or {known[0]: words["en"]}
        found.attributes[name] = builder.words(own, place)
    for item, row in zip(settings.items, found.subquestions, strict=True):
        for number, side in enumerate(("expected", "experienced")):
            name = f"{found.code}_{row.code}_{number}"
            builder.names[f"{question.code}.{item.code}.{side}"] = Foreign(name, coded(settings.scale))
    return found


def _number(question: Question, builder: Builder) -> Foreignly:
    settings, place = question.settings, f"question {question.code}"
    found = started(question, builder, "N")
    for name, limit in (("min_num_value_n", settings.least), ("max_num_value_n", settings.most)):
        if limit is not None:
            found.attributes[name] = {"": f"{limit:.15g}"}
    if settings.decimals == 0:
        found.attributes["num_value_int_only"] = {"": "1"}
    elif settings.decimals != 2:  # noqa: PLR2004 - what a number has where nothing else is said
        builder.notes.changed(place, "decimals", N_("LimeSurvey tells whole numbers from others only."))
    if unit := builder.words(settings.unit, place):
        found.attributes["suffix"] = unit
    builder.names[question.code] = Foreign(found.code, is_number=True)
    return found


def _consent(question: Question, builder: Builder) -> Foreignly:
    place = f"question {question.code}"
    found = started(question, builder, "Y", "consent")
    if question.hint:
        builder.notes.dropped(place, "hint", N_("The text that is agreed to stands in its place."))
    found.help = builder.words(question.settings.body, place)
    builder.names[question.code] = Foreign(found.code, {1: "Y", 0: "N"})
    return found


def _written(kind: str, mark: str = "") -> Callable[[Question, Builder], Foreignly]:
    def build(question: Question, builder: Builder) -> Foreignly:
        found = started(question, builder, kind, mark)
        if kind != "X":
            builder.names[question.code] = Foreign(found.code)
        return found

    return build


KINDS: dict[str, Callable[[Question, Builder], Foreignly]] = {
    "single": _single,
    "multiple": _multiple,
    "rating": _rating,
    "recommend": _recommend,
    "grid": _grid,
    "battery": _battery,
    "number": _number,
    "consent": _consent,
    "short_text": _written("S"),
    "long_text": _written("T"),
    "information": _written("X"),
    "email": _written("S", "email"),
    "phone": _written("S", "phone"),
}

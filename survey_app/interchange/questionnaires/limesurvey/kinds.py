"""Each of our question types as the LimeSurvey type that comes nearest."""

from collections.abc import Callable, Sequence

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.arrangement import without_pictures
from survey_app.interchange.questionnaires.file_kinds import endings_of
from survey_app.interchange.questionnaires.limesurvey.building import (
    Builder,
    coded,
    is_plain,
    started,
)
from survey_app.interchange.questionnaires.limesurvey.converting import other_code
from survey_app.interchange.questionnaires.limesurvey.figures import decimals_mark, limit_figures
from survey_app.interchange.questionnaires.limesurvey.rowed import ROWED
from survey_app.interchange.questionnaires.limesurvey.survey import OTHER, Answer, LimeQuestion, SubQuestion
from survey_app.logic.dialects.limesurvey import Foreign
from survey_app.logic.dialects.limesurvey_patterns import pattern_for
from survey_app.questions.definition import Option, Question, Scale
from survey_app.questions.single import Look
from survey_app.questions.words import EXPECTED, EXPERIENCED

USUAL_DECIMALS = 2


def other_mark(options: Sequence[Option], other: Option | None) -> str:
    """The mark that keeps the code of an open answer which LimeSurvey would number differently."""
    if other is None or other.code == other_code(option.code for option in options):
        return ""
    return f"other-{other.code}"


def built(question: Question, builder: Builder) -> LimeQuestion:
    """A question of ours as LimeSurvey's; a type without any likeness leaves its words as a text."""
    question = without_pictures(question, builder.notes)
    if (build := KINDS.get(question.kind)) is not None:
        return build(question, builder)
    reason = N_("LimeSurvey has no such type; the words of the question are kept as a text.")
    builder.notes.dropped(f"question {question.code}", question.kind, reason)
    return started(question, builder, "X")


def _single(question: Question, builder: Builder) -> LimeQuestion:
    settings, place = question.settings, f"question {question.code}"
    look, comment = settings.look, settings.comment
    kind = "O" if comment else "!" if look == "dropdown" else "L"
    shown = f"look-{look.value}" if look is not Look.AUTO and (kind, look) != ("!", Look.DROPDOWN) else ""
    found = started(question, builder, kind, other_mark(settings.options, settings.other), shown)
    if shown:
        builder.notes.changed(place, "look", N_("LimeSurvey shows the list in its own way."))
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


def _other(found: LimeQuestion, other: Option, codes: list[int], builder: Builder, place: str) -> None:
    found.other = True
    if words := builder.words(other.label, place):
        found.attributes["other_replace_text"] = words
    if other_code(codes) != other.code:
        builder.notes.changed(place, "other", N_("LimeSurvey has one code for every open answer."))


def _multiple(question: Question, builder: Builder) -> LimeQuestion:
    settings, place = question.settings, f"question {question.code}"
    found = started(question, builder, "P" if settings.comment else "M", other_mark(settings.options, settings.other))
    found.subquestions = builder.boxes(settings.options, place)
    if settings.other:
        builder.names[f"{question.code}.other"] = Foreign(f"{found.code}_other")
        _other(found, settings.other, [option.code for option in settings.options], builder, place)
    alone = [str(option.code) for option in settings.options if option.exclusive]
    for name, value in (
        ("exclude_all_others", ";".join(alone)),
        ("min_answers", settings.least),
        ("max_answers", settings.most),
    ):
        if value:
            found.attributes[name] = {"": str(value)}
    ticks = {option.code: f"{found.code}_{option.code}" for option in settings.options}
    builder.names[question.code] = Foreign(found.code, ticks=ticks)
    return found


def _rating(question: Question, builder: Builder) -> LimeQuestion:
    scale: Scale = question.settings.scale
    plain = is_plain(scale, 5)
    found = started(question, builder, "5" if plain else "L", "" if plain else "rating")
    if not plain:
        found.answers = builder.points(scale, f"question {question.code}")
    builder.names[question.code] = Foreign(found.code, coded(scale))
    return found


def _recommend(question: Question, builder: Builder) -> LimeQuestion:
    settings = question.settings
    scale = Scale(0, 10, settings.low, settings.high)
    found = started(question, builder, "L", "recommend")
    found.answers = builder.points(scale, f"question {question.code}")
    builder.names[question.code] = Foreign(found.code, coded(scale))
    return found


def _grid(question: Question, builder: Builder) -> LimeQuestion:
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


def _battery(question: Question, builder: Builder) -> LimeQuestion:
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


def _number(question: Question, builder: Builder) -> LimeQuestion:
    settings, place = question.settings, f"question {question.code}"
    found = started(question, builder, "N", decimals_mark(settings.decimals))
    limit_figures(found, settings, builder, place)
    builder.names[question.code] = Foreign(found.code, is_number=True)
    return found


def _consent(question: Question, builder: Builder) -> LimeQuestion:
    place = f"question {question.code}"
    found = started(question, builder, "Y", "consent")
    if question.hint:
        builder.notes.dropped(place, "hint", N_("The text that is agreed to stands in its place."))
    found.help = builder.words(question.settings.body, place)
    builder.names[question.code] = Foreign(found.code, {1: "Y", 0: "N"})
    return found


def _hierarchical(question: Question, builder: Builder) -> LimeQuestion:
    """Its answers in one list that folds out; the groups they lie in have no place there."""
    place = f"question {question.code}"
    found = started(question, builder, "!")
    leaves = question.settings.leaves
    found.answers = [Answer(str(leaf.code), builder.words(leaf.label, place)) for leaf in leaves]
    builder.notes.changed(place, "levels", N_("LimeSurvey shows the answers in one list, without their groups."))
    builder.names[question.code] = Foreign(found.code, {leaf.code: str(leaf.code) for leaf in leaves})
    return found


def _yes_no(question: Question, builder: Builder) -> LimeQuestion:
    found = started(question, builder, "Y")
    if question.settings.yes or question.settings.no:
        reason = N_("LimeSurvey has words of its own for yes and no.")
        builder.notes.dropped(f"question {question.code}", "yes, no", reason)
    builder.names[question.code] = Foreign(found.code, {1: "Y", 0: "N"})
    return found


def _date(question: Question, builder: Builder) -> LimeQuestion:
    settings = question.settings
    found = started(question, builder, "D")
    found.attributes["date_format"] = {"": {"day": "yyyy-mm-dd", "month": "yyyy-mm", "year": "yyyy"}[settings.parts]}
    for name, limit in (("date_min", settings.earliest), ("date_max", settings.latest)):
        if len(limit) == len("2026-11-26"):
            found.attributes[name] = {"": limit}
        elif limit:
            builder.notes.dropped(f"question {question.code}", name, N_("LimeSurvey takes whole days only as limits."))
    builder.names[question.code] = Foreign(found.code)
    return found


def _time(question: Question, builder: Builder) -> LimeQuestion:
    settings = question.settings
    found = started(question, builder, "D")
    found.attributes["date_format"] = {"": "HH:MM"}
    if settings.earliest or settings.latest:
        reason = N_("LimeSurvey knows no earliest and latest time of day.")
        builder.notes.dropped(f"question {question.code}", "earliest, latest", reason)
    builder.names[question.code] = Foreign(found.code)
    return found


def _pattern(question: Question, builder: Builder) -> LimeQuestion:
    settings = question.settings
    found = started(question, builder, "S")
    if settings.pattern:
        found.validation = pattern_for("matches", settings.pattern)
    if tip := builder.words(settings.message, f"question {question.code}"):
        found.attributes["em_validation_q_tip"] = tip
    builder.names[question.code] = Foreign(found.code)
    return found


def _written(kind: str, mark: str = "") -> Callable[[Question, Builder], LimeQuestion]:
    def build(question: Question, builder: Builder) -> LimeQuestion:
        found = started(question, builder, kind, mark)
        if kind != "X":
            builder.names[question.code] = Foreign(found.code)
        return found

    return build


def _calculated(question: Question, builder: Builder) -> LimeQuestion:
    settings, place = question.settings, f"question {question.code}"
    mark = "" if settings.decimals == USUAL_DECIMALS else f"decimals-{settings.decimals}"
    found = started(question, builder, "*", mark)
    found.attributes["hidden"] = {"": "1"}
    if settings.decimals != USUAL_DECIMALS:
        builder.notes.changed(place, "decimals", N_("LimeSurvey does not round what it calculates."))
    builder.names[question.code] = Foreign(found.code, is_number=not settings.words)
    if settings.expression:
        builder.formulas.append((place, settings.expression, found))
    return found


def _hidden(question: Question, builder: Builder) -> LimeQuestion:
    found = started(question, builder, "S", f"hidden-{question.settings.parameter}")
    found.attributes["hidden"] = {"": "1"}
    reason = N_("LimeSurvey takes a value from the address when a panel integration says so. Set one up there.")
    builder.notes.changed(f"question {question.code}", "hidden", reason)
    builder.names[question.code] = Foreign(found.code)
    return found


def _slider(question: Question, builder: Builder) -> LimeQuestion:
    settings, place = question.settings, f"question {question.code}"
    found = started(question, builder, "K")
    found.attributes |= {"slider_layout": {"": "1"}, "slider_accuracy": {"": f"{settings.step:.15g}"}}
    limits = ((settings.least, "slider_min"), (settings.most, "slider_max"))
    found.attributes |= {name: {"": f"{limit:.15g}"} for limit, name in limits if limit is not None}
    if unit := builder.words(settings.unit, place):
        found.attributes["suffix"] = unit
    ends = {
        language: f"{settings.low.get(language, '')}|{settings.high.get(language, '')}"
        for language in dict.fromkeys([*settings.low, *settings.high])
    }
    found.subquestions = [SubQuestion("value", builder.words(ends, place))]
    builder.names[question.code] = Foreign(f"{found.code}_value", is_number=True)
    return found


def _differential(question: Question, builder: Builder) -> LimeQuestion:
    found = _grid(question, builder)
    if found.type != "F":
        found.type = "F"
        found.answers = builder.points(question.settings.scale, f"question {question.code}")
    return found


def _file(question: Question, builder: Builder) -> LimeQuestion:
    settings = question.settings
    found = started(question, builder, "|")
    found.attributes |= {
        "max_num_of_files": {"": str(settings.most)},
        "min_num_of_files": {"": "1" if question.required else "0"},
        "allowed_filetypes": {"": ", ".join(endings_of(settings.groups))},
    }
    builder.names[question.code] = Foreign(f"{found.code}_filecount", is_number=True)
    return found


KINDS: dict[str, Callable[[Question, Builder], LimeQuestion]] = ROWED | {
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
    "hierarchical": _hierarchical,
    "yes_no": _yes_no,
    "calculated": _calculated,
    "hidden": _hidden,
    "slider": _slider,
    "differential": _differential,
    "date": _date,
    "time": _time,
    "pattern": _pattern,
    "email": _written("S", "email"),
    "phone": _written("S", "phone"),
    "file_upload": _file,
}

"""Reading SurveyJS JSON: every page, panel and question in order, with a line in the report for all that is lost."""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.codes import Naming
from survey_app.interchange.questionnaires.depth import refuse_deep
from survey_app.interchange.questionnaires.finishing import finish
from survey_app.interchange.questionnaires.limits import BrokenFile, read_json
from survey_app.interchange.questionnaires.losses import Counts, Imported, Notes
from survey_app.interchange.questionnaires.seen import Seen
from survey_app.interchange.questionnaires.surveyjs import (
    choice_kinds,
    repeating,
    table_kinds,
    told_kinds,
    written_kinds,
)
from survey_app.interchange.questionnaires.surveyjs.checking import check
from survey_app.interchange.questionnaires.surveyjs.drafts import Draft, Found, Reading, has_kind
from survey_app.interchange.questionnaires.surveyjs.entries import fields_of
from survey_app.interchange.questionnaires.surveyjs.leaving import jumps_of
from survey_app.interchange.questionnaires.surveyjs.own_kinds import mark_of, our_own, purpose_of
from survey_app.interchange.questionnaires.surveyjs.parts import (
    Desk,
    Part,
    as_flag,
    as_text,
    default_language,
    parts_of,
)
from survey_app.interchange.questionnaires.surveyjs.ruling import calculate, filled, finished, questions_in, rule_of
from survey_app.interchange.questionnaires.surveyjs.triggers import shown_by_triggers
from survey_app.interchange.questionnaires.surveyjs.unknown import tell_root, tell_settings
from survey_app.interchange.questionnaires.surveyjs.walking import FoundPage, Walk
from survey_app.questions.reading import MAX_RULE

CODE = "surveyjs"
_MOST = 2_000
_MOST_FORMULAS = 500

_KINDS: Mapping[str, Callable[[Found, Reading], list[Draft]]] = {
    "text": written_kinds.text,
    "comment": written_kinds.comment,
    "radiogroup": choice_kinds.single,
    "dropdown": choice_kinds.single,
    "buttongroup": choice_kinds.single,
    "checkbox": choice_kinds.multiple,
    "tagbox": choice_kinds.multiple,
    "imagepicker": choice_kinds.picture,
    "boolean": choice_kinds.yes_or_no,
    "rating": choice_kinds.rating,
    "ranking": choice_kinds.ranking,
    "slider": choice_kinds.slider,
    "matrix": table_kinds.matrix,
    "matrixdropdown": table_kinds.columned,
    "matrixdynamic": table_kinds.endless,
    "paneldynamic": repeating.repeated,
    "multipletext": table_kinds.multiple_text,
    "html": told_kinds.told,
    "image": told_kinds.picture,
    "expression": told_kinds.formula,
    "file": told_kinds.file,
    "signaturepad": told_kinds.signature,
}


def recognises(seen: Seen) -> bool:
    """Pages of elements, or elements right at the top; `languages` would make it our own."""
    if not isinstance(seen.json, Mapping) or "languages" in seen.json:
        return False
    pages = [page for _number, page in parts_of(seen.json.get("pages"))]
    if pages:
        return any("elements" in page or "questions" in page for page in pages)
    loose = [part for _number, part in parts_of(seen.json.get("elements", seen.json.get("questions")))]
    return any("type" in part for part in loose)


def read(content: bytes, filename: str) -> Imported:
    """The questionnaire in a SurveyJS file."""
    whole = read_json(content, filename)
    if not isinstance(whole, Mapping):
        raise BrokenFile(file=filename)
    refuse_deep(whole, filename)
    whole = shown_by_triggers(whole)
    notes = Notes()
    desk = Desk(notes, default_language(whole))
    reading = Reading(desk, Naming())
    walk = Walk(whole, desk)
    title = desk.text(whole.get("title"), "$.title", "title")
    elements = list(islice(walk.elements(), _MOST + 1))
    if len(elements) > _MOST:
        raise BrokenFile(N_("%(file)s holds more questions than can be read."), file=filename)
    drafts = [(found, draft) for found in elements for draft in _drafts(found, reading)]
    drafts += _formulas(whole, reading, drafts, len(walk.pages))
    tell_root(whole, notes)
    pages = _pages(walk.pages, drafts, whole, reading)
    languages = [desk.default, *(code for code in desk.languages if code != desk.default)]
    places = {draft.code: draft.place for _found, draft in drafts}
    words = title.get(desk.default) or next(iter(title.values()), "")
    return finish(CODE, words, languages, pages, notes, places=places, counts=_counts(elements, len(walk.pages), whole))


def _drafts(found: Found, reading: Reading) -> list[Draft]:
    """The questions of ours that one element becomes."""
    before = set(reading.names)
    if (own := our_own(found, reading)) is not None:
        drafts = [own]
    elif (build := _KINDS.get(found.kind)) is not None:
        if not found.part.get("_panel") and found.scope + found.name in reading.names:
            reading.notes.changed(
                found.place,
                found.subject,
                N_("Two questions have this name; conditions are about the first of them."),
            )
            return _second(found, reading, build)
        drafts = build(found, reading)
    else:
        reading.notes.dropped(
            found.place,
            found.subject,
            N_("Questions of the kind “%(kind)s” are not known here."),
            kind=found.kind[:60],
            original=as_text(found.part.get("title")) or found.name,
        )
        return []
    _scoped(found, reading, before)
    return _completed(found, reading, drafts)


def _second(found: Found, reading: Reading, build: Callable[[Found, Reading], list[Draft]]) -> list[Draft]:
    """A question whose name was there before: it gets a code of its own, the names stay with the first."""
    kept, code = dict(reading.names), reading.codes.pop(f"{found.scope}{found.name}{found.suffix}", None)
    drafts = _completed(found, reading, build(found, reading))
    reading.names.clear()
    reading.names |= kept
    if code:
        reading.codes[f"{found.scope}{found.name}{found.suffix}"] = code
    return drafts


def _completed(found: Found, reading: Reading, drafts: list[Draft]) -> list[Draft]:
    shuffled = any(found.text(name) == "random" for name in ("choicesOrder", "rowsOrder", "rowOrder"))
    for draft in drafts:
        draft.order = "random" if shuffled and {"options", "items"} & draft.settings.keys() else ""
    if drafts:
        check(found, reading, drafts[0])
        drafts[0].purpose = purpose_of(found)
        drafts[0].instrument = as_text(mark_of(found).get("instrument"))[:MAX_RULE]
    if not found.part.get("_panel"):
        tell_settings(found, reading.notes)
    return drafts


def _scoped(found: Found, reading: Reading, before: set[str]) -> None:
    """Other names of the same answers: a value's own name, and `panel.x` inside a repeated panel."""
    value_name = found.text("valueName")
    for name in [name for name in reading.names if name not in before]:
        if found.scope and name.startswith(found.scope):
            inner = name.removeprefix(found.scope)
            reading.names.setdefault(inner, reading.names[name])
        if value_name:
            reading.names.setdefault(name.replace(found.name, value_name, 1), reading.names[name])


def _formulas(
    whole: Part, reading: Reading, drafts: list[tuple[Found, Draft]], pages: int
) -> list[tuple[Found, Draft]]:
    """Calculated values of the whole survey; results become values of ours."""
    on_page = {draft.code: found.page for found, draft in drafts}
    made = []
    for number, part in islice(parts_of(whole.get("calculatedValues")), _MOST_FORMULAS):
        name, text = as_text(part.get("name")).strip(), part.get("expression")
        place = f"$.calculatedValues[{number}]"
        if not name or not isinstance(text, str):
            reading.notes.dropped(place, name or "?", N_("A formula without an expression is left out."))
            continue
        expression = calculate(name, text, place, name, reading)
        if expression is None:
            continue
        if has_kind("calculated") and as_flag(part.get("includeIntoResult")) and pages:
            page = max((on_page[code] for code in questions_in(expression) if code in on_page), default=0)
            found = Found({**part, "type": "expression"}, place, page)
            value = told_kinds.calculated(reading.code_of(found), {reading.desk.default: name}, found, expression)
            made.append((found, value))
        else:
            reading.notes.changed(
                place, name, N_("A calculated value stands as its formula wherever it is used."), original=text
            )
    return made


def _pages(
    pages: list[FoundPage], drafts: list[tuple[Found, Draft]], whole: Part, reading: Reading
) -> list[dict[str, Any]]:
    keys = Naming()
    written: list[dict[str, Any]] = []
    on_page: dict[str, int] = {draft.code: found.page for found, draft in drafts}
    for number, page in enumerate(pages):
        rule = rule_of(page.conditions, reading)
        blank = Draft("", "", page.title, page.place, f"page “{page.name}”")
        written.append(
            {
                "key": keys.page(page.name),
                "title": filled(page.title, reading, blank),
                "questions": [finished(draft, reading) for found, draft in drafts if found.page == number],
                **({"show_if": rule} if rule else {}),
                **({"order": "random"} if page.shuffled else {}),
            }
        )
    for number, jumps in jumps_of(whole, reading, on_page, written).items():
        written[number]["jumps"] = jumps
    return written


def _counts(elements: list[Found], pages: int, whole: Part) -> Counts:
    """What the file holds in its own terms; a repeated group is counted once."""
    asked = {found.place: found.part for found in elements if not found.part.get("_panel")}
    items = options = 0
    inner = {place: fields_of(part) for place, part in asked.items() if part.get("type") == "paneldynamic"}
    for part in [*asked.values(), *(each for fields in inner.values() for each in fields)]:
        items += _length(part.get("rows")) + _length(part.get("items"))
        options += _length(part.get("choices")) + _length(part.get("rateValues"))
        options += _length(part.get("columns")) if part.get("type") == "matrix" else 0
    questions = len(asked) + sum(len(fields) - 1 for fields in inner.values())
    return Counts(pages, questions, items, options, _conditions(whole))


def _conditions(part: Any) -> int:  # noqa: ANN401 - JSON is anything
    """How many conditions stand anywhere in the file."""
    if isinstance(part, Mapping):
        own: int = sum(name.lower().endswith("visibleif") and bool(value) for name, value in part.items())
        return own + sum(_conditions(each) for each in part.values())
    return sum(_conditions(each) for each in part) if isinstance(part, list) else 0


def _length(value: object) -> int:
    return len(value) if isinstance(value, list) else 0

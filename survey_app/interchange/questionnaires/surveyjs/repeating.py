"""Groups and tables that respondents add entries to, as one question with fields; others are taken apart."""

from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.codes import Naming
from survey_app.interchange.questionnaires.surveyjs.choices import NA, settle, values_of
from survey_app.interchange.questionnaires.surveyjs.drafts import Draft, Found, Reading
from survey_app.interchange.questionnaires.surveyjs.entries import WRITTEN, fields_of
from survey_app.interchange.questionnaires.surveyjs.parts import Part, as_number, as_text
from survey_app.interchange.questionnaires.surveyjs.written_kinds import holds_of, typed
from survey_app.logic.dialects.surveyjs_names import Holds, Known
from survey_app.logic.tree import Reference
from survey_app.questions.repeat import KINDS, MOST_ENTRIES

_LIMITS = {"paneldynamic": ("minPanelCount", "maxPanelCount"), "matrixdynamic": ("minRowCount", "maxRowCount")}


def repeated(found: Found, reading: Reading) -> list[Draft]:
    """One question whose entries all have the same fields."""
    least, most = (as_number(found.part.get(name)) for name in _LIMITS[found.kind])
    if most is None or most > MOST_ENTRIES:
        reason = N_("There are at most %(most)s entries here.")
        reading.notes.changed(found.place, found.subject, reason, most=MOST_ENTRIES)
    ends = int(min(MOST_ENTRIES, max(1, MOST_ENTRIES if most is None else most)))
    naming = Naming()
    columns, known = [], {}
    for number, part in enumerate(fields_of(found.part)):
        place = f"{found.place}.fields[{number}]"
        column, holds, codes = _field(part, place, found, reading, naming)
        columns.append(column)
        known[as_text(part.get("name")).strip()] = (column["code"], holds, codes)
    settings = {"columns": columns, "least": int(min(ends, max(0, least or 0))), "most": ends}
    draft = reading.draft(found, "repeat", settings)
    for entry in range(1, ends + 1):
        for name, (code, holds, codes) in known.items():
            reference = Reference(f"{draft.code}.{entry}.{code}")
            reading.names[f"{found.scope}{found.name}[{entry - 1}].{name}"] = Known(reference, holds, codes)
    return [draft]


def _field(
    part: Part, place: str, found: Found, reading: Reading, naming: Naming
) -> tuple[dict[str, Any], Holds, dict[str, int]]:
    """One field as JSON, what it holds in conditions, and our codes of its answers."""
    desk, name, kind = reading.desk, as_text(part.get("name")).strip(), as_text(part.get("type")).lower()
    if part.get("isRequired"):
        desk.notes.changed(place, found.subject, N_("A field of an entry may be left out here."))
    label = desk.text(part.get("title"), place, found.subject) or {desk.default: name}
    column: dict[str, Any] = {"code": naming.row(name), "label": dict(label)}
    if kind == "boolean":
        words = {ours: desk.text(part.get(there), place, found.subject) for ours, there in _TRUTHS.items()}
        settings = {ours: dict(text) for ours, text in words.items() if text}
        return column | {"kind": "yes_no", "settings": settings}, Holds.TRUTH, {"true": 1, "false": 0}
    if kind in WRITTEN:
        ours, settings = typed(part, desk, place, found.subject) if kind == "text" else ("short_text", {})
        ours, settings = (ours, settings) if ours in KINDS else ("short_text", {})
        return column | {"kind": ours, "settings": settings}, holds_of(ours), {}
    listed = [each for each in values_of(part.get("choices"), desk, place, found.subject) if each.value != NA]
    settle(listed, desk, place, found.subject)
    options = [{"code": each.code, "label": dict(each.label)} for each in listed]
    codes = {each.value: each.code for each in listed}
    return column | {"kind": "single", "settings": {"options": options}}, Holds.ONE, codes


_TRUTHS = {"yes": "labelTrue", "no": "labelFalse"}

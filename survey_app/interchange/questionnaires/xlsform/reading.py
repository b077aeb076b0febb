"""Reading an XLSForm: sheets, then codes for everything, then the questions page by page."""

from collections.abc import Mapping
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.codes import Naming
from survey_app.interchange.questionnaires.finishing import finish
from survey_app.interchange.questionnaires.losses import Counts, Imported, Notes
from survey_app.interchange.questionnaires.seen import Seen
from survey_app.interchange.questionnaires.xlsform.answers import asked, fits_scale, parameters
from survey_app.interchange.questionnaires.xlsform.form import Form
from survey_app.interchange.questionnaires.xlsform.lists import read_lists
from survey_app.interchange.questionnaires.xlsform.own_words import folded
from survey_app.interchange.questionnaires.xlsform.rules import YES, is_required, required_rule, with_constraint
from survey_app.interchange.questionnaires.xlsform.sheets import Row, Sheet, languages_of, read_sheets
from survey_app.interchange.questionnaires.xlsform.walking import Entry, Sheaf, Walk, walk
from survey_app.questions.reading import MAX_RULE

CODE = "xlsform"
_TOLD = {
    "default": N_("Nothing is chosen beforehand here: the default answer does not come over."),
    "guidance_hint": N_("Guidance for interviewers does not come over."),
    "required_message": N_("The words for a required answer are those of this program."),
    "trigger": N_("A value is not worked out again when another one changes."),
    "calculation": N_("The answer is not worked out but asked for."),
}
_COLUMNS = frozenset(
    {"type", "name", "label", "hint", "guidance_hint", "required", "required_message", "relevant", "constraint"}
    | {"constraint_message", "calculation", "choice_filter", "default", "appearance", "parameters", "repeat_count"}
    | {"readonly", "trigger", "disabled"}
)
_LOOKS = frozenset(
    {"", "multiline", "minimal", "field-list", "table-list", "label", "list-nolabel", "w1", "w2", "w3", "w4"}
)
_KEPT_LOOKS = _LOOKS | {
    "quick",
    "autocomplete",
    "search",
    "columns",
    "likert",
    "horizontal",
    "vertical",
    "no-calendar",
    "month-year",
    "year",
}


def recognises(seen: Seen) -> bool:
    """Any Excel workbook: whether it has a survey sheet is told when it is read."""
    return "xl/workbook.xml" in seen.members


def read(content: bytes, filename: str) -> Imported:
    """The questionnaire in an XLSForm."""
    notes = Notes()
    sheets = read_sheets(content, filename, notes)
    settings = _settings(sheets.get("settings", Sheet()))
    texts: dict[str, Sheet] = {name: sheets[name] for name in ("survey", "choices") if name in sheets}
    languages = languages_of(texts, settings.get("default_language", ""), notes)
    form = Form(languages, read_lists(sheets.get("choices", Sheet()), notes), notes)
    found = walk(sheets["survey"].rows, notes)
    found.sheaves = [Sheaf(each.groups, list(folded(form, _expanded(form, each)))) for each in found.sheaves]
    form.name_all(found)
    _tell_other_sheets(sheets, settings, notes)
    _tell_columns(sheets["survey"], notes)
    _tell_unused(form, found)
    naming = Naming()
    pages = [_page(form, sheaf, naming) for sheaf in found.sheaves]
    places = {form.codes[entry.row.number]: entry.row.place for sheaf in found.sheaves for entry in sheaf.entries}
    settings = {**found.settings, **settings}
    title = settings.get("form_title") or settings.get("form_id") or ""
    counts = _counts(sheets, found, sum(len(listed.rows) for listed in form.lists.values()))
    return finish(CODE, title, languages.codes, pages, notes, places=places, counts=counts)


def _counts(sheets: Mapping[str, Sheet], found: Walk, options: int) -> Counts:
    """How much the form itself holds: a table is one question with rows, what is filled in silently is none."""
    seen = [entry for entry in found.entries() if entry.type.kind not in {"calculate", "hidden"}]
    return Counts(
        pages=len(found.sheaves),
        questions=sum(len(entry.rows) if entry.type.kind == "repeat" else 1 for entry in seen),
        items=sum(len(entry.rows) for entry in seen if entry.type.kind != "repeat"),
        options=options,
        conditions=sum(1 for row in sheets["survey"].rows if row.get("relevant")),
    )


def _tell_columns(sheet: Sheet, notes: Notes) -> None:
    """Columns that nothing here reads, each with how many rows it says something in."""
    for column in sheet.columns:
        filled = [row.get(column) for row in sheet.rows if row.get(column)]
        if column not in _COLUMNS and not column.startswith("media::") and filled:
            notes.dropped(
                "survey, row 1",
                column,
                N_("This column is not read; it is filled in %(count)s rows."),
                count=len(filled),
                original=filled[0],
            )


def _tell_unused(form: Form, found: Walk) -> None:
    """Lists that no question chooses from: they are counted, and nothing of them comes over."""
    used = {each.type.list_name for entry in found.entries() for each in (entry, *entry.rows)}
    for name, listed in form.lists.items():
        if name not in used:
            form.notes.dropped(
                listed.rows[0].place,
                name,
                N_("No question chooses from this list; its %(count)s answers are left out."),
                count=len(listed.rows),
            )


def _settings(sheet: Sheet) -> Mapping[str, str]:
    return sheet.rows[0].cells if sheet.rows else {}


def _tell_other_sheets(sheets: Mapping[str, Sheet], settings: Mapping[str, str], notes: Notes) -> None:
    for name in ("external_choices", "entities", "osm"):
        if sheets.get(name, Sheet()).rows:
            notes.dropped(name, name, N_("This sheet does not come over."))
    known = {"form_title", "form_id", "default_language", "version", "id_string", "title"}
    for name, value in settings.items():
        if name not in known:
            notes.dropped("settings, row 2", name, N_("This setting has no counterpart here."), original=value)


def _expanded(form: Form, sheaf: Sheaf) -> list[Entry]:
    """The entries with tables whose answers are no scale taken apart again."""
    entries: list[Entry] = []
    for entry in sheaf.entries:
        if entry.type.kind == "table" and not fits_scale(form.lists.get(entry.type.list_name)):
            entries += entry.rows
            form.notes.changed(
                entry.row.place,
                entry.row.get("name"),
                N_("A table needs 3 to 11 answers whose codes follow one another: its rows became questions."),
            )
        else:
            entries.append(entry)
    return entries


def _page(form: Form, sheaf: Sheaf, naming: Naming) -> dict[str, Any]:
    """One page: its title is that of the innermost group that has one, its rule all rules of its groups."""
    named = next((group.row for group in reversed(sheaf.groups) if group.row.text("label")), None)
    inner = sheaf.groups[-1].row if sheaf.groups else None
    title = {} if named is None else dict(form.text(named))
    rules = [rule for group in sheaf.groups if (rule := form.rule(group.row, "relevant"))]
    questions = [question for entry in sheaf.entries if (question := _question(form, entry)) is not None]
    page = {
        "key": naming.page(inner.get("name").removeprefix("page_") if inner else "p"),
        "title": title,
        "questions": questions,
    }
    joined = " and ".join(f"({rule})" for rule in dict.fromkeys(rules)) if len(rules) > 1 else "".join(rules)
    if len(joined) > MAX_RULE and sheaf.groups:
        form.notes.dropped(sheaf.groups[-1].row.place, "relevant", N_("This condition is too long."), original=joined)
        joined = ""
    return page | ({"show_if": joined} if joined else {})


def _question(form: Form, entry: Entry) -> dict[str, Any] | None:
    """One row, or one table, as a question of ours; nothing where ours cannot ask it."""
    row = entry.row
    found = asked(form, entry)
    if found is None:
        return None
    kind, settings = found
    code = form.codes[row.number]
    kind, parts = with_constraint(form, row, kind, settings, code) if not entry.rows else (kind, {"settings": settings})
    if kind != "calculated":
        _tell_rest(form, row)
    text = dict(form.text(row)) or _named(form, row, kind, code)
    if parameters(row).get("randomize", "").lower() == "true" and {"options", "items"} & parts["settings"].keys():
        parts = {**parts, "order": "random"}
    asked_for = [each.row for each in entry.rows if kind != "repeat"] or [row]
    for each in asked_for:
        if checks := required_rule(form, each, code, table=bool(entry.rows)):
            parts = {**parts, "checks": [*parts.get("checks", ()), *checks]}
    required = all(is_required(each) for each in asked_for)
    rule = form.rule(row, "relevant")
    question = {"code": code, "kind": kind, "text": text, "hint": dict(form.text(row, "hint")), "required": required}
    return question | parts | ({"show_if": rule} if rule else {})


def _named(form: Form, row: Row, kind: str, code: str) -> dict[str, str]:
    """The name of a question as its words, which it has not."""
    if kind not in {"calculated", "hidden"}:
        form.notes.changed(row.place, row.get("name"), N_("The question has no words: its name stands for them."))
    return {form.languages.codes[0]: row.get("name") or code}


def _tell_rest(form: Form, row: Row) -> None:
    """What else stands in the row and has no counterpart."""
    name = row.get("name")
    for column, reason in _TOLD.items():
        original = row.get(column) or next(iter(row.text(column).values()), "")
        if original:
            form.notes.dropped(row.place, f"{column} of {name}", reason, original=original)
    for column in row.texts:
        if column.startswith("media::"):
            form.notes.dropped(
                row.place,
                f"{column} of {name}",
                N_("Pictures and sound beside a text do not come over."),
                original=", ".join(row.text(column).values()),
            )
    if row.get("readonly").lower() in YES and row.get("type").lower() != "note":
        form.notes.changed(row.place, f"readonly of {name}", N_("This question can be answered like any other."))
    given = parameters(row).keys() - {"randomize", "seed"}
    if given and row.get("type").lower() != "range":
        form.notes.dropped(
            row.place, f"parameters of {name}", N_("These parameters do not come over."), original=row.get("parameters")
        )
    looks = [
        word for word in row.get("appearance").lower().split() if word.split("-")[0].split("(")[0] not in _KEPT_LOOKS
    ]
    if looks and any(word not in _KEPT_LOOKS for word in looks):
        form.notes.dropped(
            row.place,
            f"appearance of {name}",
            N_("The look of this question does not come over."),
            original=" ".join(looks),
        )

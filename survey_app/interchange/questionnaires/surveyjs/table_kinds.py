"""Questions of SurveyJS with rows: matrices of one choice a row, of several columns, and several short texts."""

from dataclasses import replace
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.codes import Naming
from survey_app.interchange.questionnaires.surveyjs.choice_kinds import comment_of, scale_of
from survey_app.interchange.questionnaires.surveyjs.choices import NA, Choice, settle, values_of
from survey_app.interchange.questionnaires.surveyjs.drafts import Condition, Draft, Found, Reading, has_kind, rows_of
from survey_app.interchange.questionnaires.surveyjs.entries import is_simple
from survey_app.interchange.questionnaires.surveyjs.parts import Part, as_flag, as_number, as_text, parts_of
from survey_app.interchange.questionnaires.surveyjs.repeating import repeated
from survey_app.interchange.questionnaires.surveyjs.written_kinds import holds_of, number_settings, typed
from survey_app.logic.dialects.surveyjs_names import Holds, Known
from survey_app.logic.tree import Constant, Reference
from survey_app.questions.reading import MAX_OPTIONS

_CHOOSING = frozenset({"dropdown", "radiogroup", "buttongroup", ""})
_MOST_ROWS = 20
_PAIR = ("expected", "experienced")
_SCALES = 2


def matrix(found: Found, reading: Reading) -> list[Draft]:
    """One answer a row out of the same list."""
    rows, columns = _rows(found, reading), _values(found, reading, "columns")
    if found.text("cellType") == "checkbox":
        ticks = _ticks(found, reading, rows, columns)
        return ticks if isinstance(ticks, list) else [ticks]
    draft = _rated(found, reading, rows, columns)
    return draft if isinstance(draft, list) else [draft, *comment_of(found, reading, draft)]


def _values(found: Found, reading: Reading, name: str) -> list[Choice]:
    return values_of(found.part.get(name), reading.desk, f"{found.place}.{name}", found.subject)


def _rows(found: Found, reading: Reading) -> list[Choice]:
    """The rows, each under the condition all of them may share."""
    rows, shared = _values(found, reading, "rows"), found.text("rowsVisibleIf")
    for row in rows:
        row.show_if = row.show_if or shared
    if as_flag(found.part.get("isAllRowRequired", found.part.get("eachRowRequired"))):
        reading.notes.kept(found.place, found.subject, N_("Every row has to be answered."))
    return rows or [Choice("row1", {reading.desk.default: found.name}, found.place)]


def _items(rows: list[Choice]) -> list[dict[str, Any]]:
    """The rows as JSON; `{item}` in their shared condition is the row itself."""
    items = rows_of(rows, Naming())
    for item, row in zip(items, rows, strict=True):
        if "_if" in item:
            named = {"item": Known(Constant(row.value)), "row": Known(Constant(row.value))}
            item["_if"] = [replace(rule, extra=named) for rule in item["_if"]]
    return items


def _rated(found: Found, reading: Reading, rows: list[Choice], columns: list[Choice], suffix: str = "") -> Any:  # noqa: ANN401 - one question, or one a row
    away = any(column.value == NA for column in columns)
    points = [column for column in columns if column.value != NA]
    settle(points, reading.desk, found.place, found.subject)
    scale = scale_of(points, reading, found)
    if scale is None:
        return _row_by_row(found, reading, rows, points, suffix)
    draft = reading.draft(found, "grid", {"items": _items(rows), "scale": scale})
    draft.not_applicable = away
    draft.required = draft.required or as_flag(found.part.get("isAllRowRequired", found.part.get("eachRowRequired")))
    codes = {point.value: point.code for point in points}
    _name_rows(found, reading, draft, rows, Holds.ONE, codes, suffix)
    return draft


def _name_rows(  # noqa: PLR0917 - the parts of a name
    found: Found,
    reading: Reading,
    draft: Draft,
    rows: list[Choice],
    holds: Holds,
    codes: dict[str, int],
    suffix: str = "",
    inner: str = "",
) -> None:
    for row, item in zip(rows, draft.settings["items"], strict=True):
        name = f"{found.scope}{found.name}.{row.value}{suffix}"
        reading.names[name] = Known(Reference(f"{draft.code}.{item['code']}{inner}"), holds, codes)


def _row_by_row(
    found: Found, reading: Reading, rows: list[Choice], points: list[Choice], suffix: str = ""
) -> list[Draft]:
    """A table whose answers make no scale of 3 to 11 points is asked row by row."""
    reading.notes.changed(
        found.place, found.subject, N_("A table with %(n)s answers a row is asked row by row."), n=len(points)
    )
    drafts = []
    for row in rows:
        options = [{"code": point.code, "label": dict(point.label)} for point in points[:MAX_OPTIONS]]
        one = replace(found, suffix=f"{found.suffix}_{row.value}")
        draft = reading.draft(one, "single", {"options": options})
        draft.text = {code: f"{words} – {row.label.get(code, row.value)}" for code, words in draft.text.items()}
        draft.conditions += [Condition(row.show_if, f"{row.place}.visibleIf", found.subject)] if row.show_if else []
        codes = {point.value: point.code for point in points}
        reading.names[f"{found.scope}{found.name}.{row.value}{suffix}"] = Known(Reference(draft.code), Holds.ONE, codes)
        drafts.append(draft)
    return drafts


def _apart(  # noqa: PLR0917 - the parts of a table
    found: Found, reading: Reading, rows: list[Choice], kind: str, settings: dict[str, Any], suffix: str = ""
) -> list[Draft]:
    """A table of a kind that is not there, as one question a row."""
    holds = {"multiple": Holds.SEVERAL, "number": Holds.NUMBER}.get(kind, Holds.TEXT)
    codes = {str(option["code"]): option["code"] for option in settings.get("options", ())}
    drafts = []
    for row in rows:
        draft = reading.draft(replace(found, suffix=f"{found.suffix}_{row.value}"), kind, dict(settings))
        draft.text = {code: f"{words} – {row.label.get(code, row.value)}" for code, words in draft.text.items()}
        draft.conditions += [Condition(row.show_if, f"{row.place}.visibleIf", found.subject)] if row.show_if else []
        reading.names[f"{found.scope}{found.name}.{row.value}{suffix}"] = Known(Reference(draft.code), holds, codes)
        drafts.append(draft)
    return drafts


def _ticks(
    found: Found, reading: Reading, rows: list[Choice], columns: list[Choice], suffix: str = ""
) -> Draft | list[Draft]:
    """Several answers a row."""
    settle(columns, reading.desk, found.place, found.subject)
    options = [{"code": column.code, "label": dict(column.label)} for column in columns]
    if not has_kind("grid_multiple"):
        return _apart(found, reading, rows, "multiple", {"options": options}, suffix)
    draft = reading.draft(found, "grid_multiple", {"items": _items(rows), "options": options})
    codes = {column.value: column.code for column in columns}
    _name_rows(found, reading, draft, rows, Holds.SEVERAL, codes, suffix)
    return draft


def multiple_text(found: Found, reading: Reading) -> list[Draft]:
    """Several short texts; numbers in all of them make a table of numbers."""
    rows = _values(found, reading, "items")
    parts = [part for _number, part in parts_of(found.part.get("items"))]
    kinds = {as_text(part.get("inputType")).lower() for part in parts} - {"", "text"}
    numbers = len(parts) > 0 and all(as_text(part.get("inputType")).lower() in {"number", "range"} for part in parts)
    if numbers and has_kind("grid_number"):
        settings: dict[str, Any] = {"items": _items(rows)} | number_settings(
            parts[0], reading.desk, found.place, found.subject
        )
        draft = reading.draft(found, "grid_number", settings)
    else:
        if kinds:
            reading.notes.changed(
                found.place, found.subject, N_("All lines are texts here: %(kinds)s."), kinds=", ".join(sorted(kinds))
            )
        if not has_kind("texts"):
            return _apart(found, reading, rows, "short_text", {})
        draft = reading.draft(found, "texts", {"items": _items(rows)})
    for number, part in parts_of(found.part.get("items")):
        for name in ("validators", "isRequired", "requiredIf"):
            if part.get(name):
                reading.notes.dropped(
                    f"{found.place}.items[{number}].{name}",
                    found.subject,
                    N_("A line of several has no rules of its own here."),
                    original=str(part[name])[:500],
                )
    _name_rows(found, reading, draft, rows, Holds.NUMBER if numbers else Holds.TEXT, {})
    return [draft]


def columned(found: Found, reading: Reading) -> list[Draft]:
    """A table with several columns: one question a column, two scales in one, or expected and experienced."""
    columns = [part for _number, part in parts_of(found.part.get("columns"))]
    names = [as_text(part.get("name")).strip() or f"column{number}" for number, part in enumerate(columns, 1)]
    rows = _rows(found, reading)
    if not columns:
        reading.notes.dropped(found.place, found.subject, N_("A table without columns asks nothing."))
        return []
    if len(columns) == _SCALES and (pair := _paired(found, reading, rows, columns, names)) is not None:
        return pair
    drafts: list[Draft] = []
    for number, (part, name) in enumerate(zip(columns, names, strict=True)):
        drafts += _column(found, reading, rows, part, name, number)
    if len(columns) > 1:
        reading.notes.changed(
            found.place,
            found.subject,
            N_("A table with %(n)s columns becomes a question for each column."),
            n=len(columns),
        )
    return drafts


def endless(found: Found, reading: Reading) -> list[Draft]:
    """A table that respondents add rows to has as many rows as it is shown with at first."""
    if is_simple(found.part):
        return repeated(found, reading)
    counts = [as_number(found.part.get(name)) for name in ("rowCount", "minRowCount")]
    number = int(min(max(counts[0] if counts[0] is not None else 2, counts[1] or 0, 1), _MOST_ROWS))
    reading.notes.changed(
        found.place,
        found.subject,
        N_("A table that may grow has %(n)s rows, those it is shown with at first."),
        n=number,
    )
    rows = [{"value": f"r{row}", "text": str(row)} for row in range(1, number + 1)]
    return columned(replace(found, part={**found.part, "rows": rows}), reading)


def _cell_choices(found: Found, reading: Reading, part: Part) -> list[Choice]:
    own = part.get("choices")
    listed = own if isinstance(own, list) and own else found.part.get("choices")
    return values_of(listed, reading.desk, f"{found.place}.columns", found.subject)


def _cell_type(found: Found, part: Part) -> str:
    cell = as_text(part.get("cellType")).lower()
    cell = "" if cell == "default" else cell
    return cell or as_text(found.part.get("cellType")).lower() or "dropdown"


def _paired(
    found: Found, reading: Reading, rows: list[Choice], columns: list[Part], names: list[str]
) -> list[Draft] | None:
    """Two columns of scales: expected and experienced on one scale, or two scales."""
    if any(_cell_type(found, part) not in _CHOOSING for part in columns):
        return None
    lists = [_cell_choices(found, reading, part) for part in columns]
    points = [[point for point in listed if point.value != NA] for listed in lists]
    for each in points:
        settle(each, reading.desk, found.place, found.subject)
    scales = [scale_of(each, reading, found) for each in points]
    if scales[0] is None or scales[1] is None:
        return None
    hint = found.part.get("rondo")
    if tuple(names) == _PAIR and scales[0] == scales[1] and isinstance(hint, dict):
        draft = reading.draft(found, "battery", {"items": _items(rows), "scale": scales[0]})
        inner = [f".{name}" for name in _PAIR]
    elif has_kind("dual_scale"):
        labels = [
            dict(
                reading.desk.text(part.get("title"), f"{found.place}.columns", found.subject)
                or {reading.desk.default: name}
            )
            for part, name in zip(columns, names, strict=True)
        ]
        settings = {"scale": scales[0], "second": scales[1], "first_label": labels[0], "second_label": labels[1]}
        draft, inner = reading.draft(found, "dual_scale", {"items": _items(rows), **settings}), [".first", ".second"]
    else:
        return None
    draft.not_applicable = any(point.value == NA for listed in lists for point in listed)
    for name, each, tail in zip(names, points, inner, strict=True):
        codes = {point.value: point.code for point in each}
        _name_rows(found, reading, draft, rows, Holds.ONE, codes, f".{name}", tail)
    return [draft]


def _column(  # noqa: PLR0917 - a column and where it stands
    found: Found, reading: Reading, rows: list[Choice], part: Part, name: str, number: int
) -> list[Draft]:
    """One column of a table as a question of its own."""
    place = f"{found.place}.columns[{number}]"
    one = replace(found, place=place, suffix=f"{found.suffix}_{name}")
    cell = _cell_type(found, part)
    tail = f".{name}"
    made: Any
    if cell in _CHOOSING or cell in {"boolean", "rating"}:
        made = _rated(one, reading, rows, _answers(found, reading, part, cell), tail)
    elif cell in {"checkbox", "tagbox"}:
        made = _ticks(one, reading, rows, _cell_choices(found, reading, part), tail)
    elif cell in {"text", "comment"}:
        kind, settings = typed(part, reading.desk, place, found.subject)
        ours = "grid_number" if kind == "number" else "grid_text"
        if not has_kind(ours):
            return _headed(found, reading, part, name, _apart(one, reading, rows, kind, settings, tail), place)
        made = reading.draft(one, ours, {"items": _items(rows), **(settings if kind == "number" else {})})
        _name_rows(found, reading, made, rows, holds_of(kind), {}, tail)
    else:
        reading.notes.dropped(
            place,
            found.subject,
            N_("A column of the kind “%(kind)s” has no counterpart here."),
            kind=cell,
            original=name,
        )
        return []
    return _headed(found, reading, part, name, made if isinstance(made, list) else [made], place)


def _headed(  # noqa: PLR0917 - a column and what it became
    found: Found, reading: Reading, part: Part, name: str, drafts: list[Draft], place: str
) -> list[Draft]:
    """The heading of a column behind the words of its questions, with what the column asks for."""
    words = reading.desk.text(part.get("title") or name, f"{place}.title", found.subject)
    for draft in drafts:
        draft.text = {code: f"{said} – {words.get(code) or name}" for code, said in draft.text.items()}
        draft.required = draft.required or as_flag(part.get("isRequired"))
        rule = part.get("visibleIf")
        if isinstance(rule, str) and rule.strip():
            draft.conditions.append(Condition(rule, f"{place}.visibleIf", found.subject))
    return drafts


def _answers(found: Found, reading: Reading, part: Part, cell: str) -> list[Choice]:
    """The answers of a column that is chosen in."""
    default = reading.desk.default
    if cell == "boolean":
        return [Choice("true", {default: "Yes"}, found.place), Choice("false", {default: "No"}, found.place)]
    if cell == "rating":
        first, last = as_number(part.get("rateMin")) or 1, as_number(part.get("rateMax")) or 5
        return [
            Choice(str(point), {default: str(point)}, found.place)
            for point in range(int(first), int(min(last, 200)) + 1)
        ]
    return _cell_choices(found, reading, part)

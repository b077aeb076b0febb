"""What a row asks for, as a kind of ours with its settings."""

from collections.abc import Callable, Mapping
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.codes import Naming
from survey_app.interchange.questionnaires.xlsform.filtering import option_rules
from survey_app.interchange.questionnaires.xlsform.form import OTHER, Form, other_code
from survey_app.interchange.questionnaires.xlsform.lists import Choices
from survey_app.interchange.questionnaires.xlsform.sheets import Row
from survey_app.interchange.questionnaires.xlsform.types import ASKED, MAPS, MEDIA
from survey_app.interchange.questionnaires.xlsform.walking import Entry
from survey_app.logic.tree import Call, Constant, Expression
from survey_app.logic.writing import write
from survey_app.questions.figures import LARGEST, MOST_DECIMALS
from survey_app.questions.reading import FEWEST_POINTS, MAX_OPTIONS, MOST_POINTS
from survey_app.questions.repeat import MOST_ENTRIES
from survey_app.questions.upload_files import GROUPS

Asked = tuple[str, dict[str, Any]] | None
"""Our kind with its settings, or nothing where ours cannot ask it (then the report says why)."""


def asked(form: Form, entry: Entry) -> Asked:
    """The kind and the settings of one entry."""
    if entry.type.kind in ASKED:
        return _MAKERS[entry.type.kind](form, entry)
    name, place = entry.row.get("name"), entry.row.place
    if entry.type.kind in MAPS:
        form.notes.dropped(place, name, N_("Places on a map are not asked for here; the words are kept as a text."))
    else:
        reason = N_("The type “%(type)s” is unknown here; the words are kept as a text.")
        form.notes.dropped(place, name, reason, type=entry.row.get("type"))
    return ("information", {}) if entry.row.text("label") else None


def _listed(form: Form, entry: Entry) -> Choices | None:
    found = form.lists.get(entry.type.list_name)
    if found is None:
        form.notes.dropped(
            entry.row.place,
            entry.row.get("name"),
            N_("The list “%(list)s” is not on the choices sheet."),
            list=entry.type.list_name,
        )
    return found


def _options(form: Form, entry: Entry, listed: Choices) -> dict[str, Any]:
    rules = option_rules(form, entry, listed)
    options = [
        {"code": code, "label": _words(form, row)} | ({"show_if": rule} if rule else {})
        for row, code, rule in zip(listed.rows, listed.codes, rules, strict=True)
    ]
    settings: dict[str, Any] = {"options": options}
    if entry.row.number in form.owns:
        last = options.pop()
        settings["other"] = {"code": last["code"], "label": last["label"]}
    if entry.type.other:
        same = listed.by_name.get(OTHER)
        if same is not None:
            settings["options"] = [option for option in options if option["code"] != same]
        settings["other"] = {"code": other_code(listed.codes) if same is None else same}
    return settings


def _words(form: Form, row: Row) -> dict[str, str]:
    _tell_media(form, row)
    return dict(form.text(row)) or {form.languages.codes[0]: row.get("name")}


def _tell_media(form: Form, row: Row) -> None:
    for column in row.texts:
        if column.startswith("media::"):
            form.notes.dropped(
                row.place,
                f"{column} of {row.get('name')}",
                N_("Pictures and sound beside a text do not come over."),
                original=", ".join(row.text(column).values()),
            )


def _choice(form: Form, entry: Entry) -> Asked:
    listed = _listed(form, entry)
    if listed is None:
        return None
    if len(listed.rows) > MAX_OPTIONS:
        form.notes.changed(
            entry.row.place,
            entry.row.get("name"),
            N_("The list “%(list)s” has %(count)s answers, more than %(most)s: the answer is typed instead."),
            list=entry.type.list_name,
            count=len(listed.rows),
            most=MAX_OPTIONS,
        )
        return "short_text", {}
    if entry.type.kind == "select_multiple":
        return "multiple", _options(form, entry, listed)
    if "likert" in entry.row.get("appearance").lower() and not entry.type.other and fits_scale(listed):
        return "rating", {"scale": _scale(form, listed)}
    return "single", _options(form, entry, listed)


def _scale(form: Form, listed: Choices) -> dict[str, Any]:
    first = listed.codes[0]
    words = [_words(form, row) for row in listed.rows]
    return {"first": first, "last": first + len(listed.codes) - 1, "labels": words}


def _elsewhere(form: Form, entry: Entry) -> Asked:
    form.notes.changed(
        entry.row.place,
        entry.row.get("name"),
        N_("The answers stand in another file (%(file)s): the answer is typed instead."),
        file=entry.type.list_name,
    )
    return "short_text", {}


def _ranked(form: Form, entry: Entry) -> Asked:
    listed = _listed(form, entry)
    if listed is None:
        return None
    naming = Naming()
    items = [{"code": naming.row(row.get("name")), "label": _words(form, row)} for row in listed.rows]
    return "ranking", {"items": items}


def _table(form: Form, entry: Entry) -> Asked:
    listed = _listed(form, entry)
    if listed is None:
        return None
    items = []
    for part in entry.rows:
        code = form.codes[part.row.number].partition(".")[2]
        rule = form.rule(part.row, "relevant")
        items.append({"code": code, "label": dict(form.text(part.row))} | ({"show_if": rule} if rule else {}))
        for column in ("constraint", "choice_filter", "default"):
            if part.row.get(column):
                form.notes.dropped(
                    part.row.place,
                    f"{column} of {part.row.get('name')}",
                    N_("Rows of a table have no rule of this kind."),
                    original=part.row.get(column),
                )
    return "grid", {"items": items, "scale": _scale(form, listed)}


def _repeated(form: Form, entry: Entry) -> Asked:
    """A repeat with plain rows: one question whose entries all have the same fields."""
    wanted = entry.row.get("repeat_count")
    fixed = int(wanted) if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted[:6]) <= MOST_ENTRIES else 0
    if not fixed:
        reason = N_("There are at most %(most)s entries here.")
        form.notes.changed(entry.row.place, entry.row.get("name"), reason, most=MOST_ENTRIES, original=wanted)
    columns = [_column(form, part) for part in entry.rows]
    return "repeat", {"columns": columns, "least": fixed, "most": fixed or MOST_ENTRIES}


def _column(form: Form, part: Entry) -> dict[str, Any]:
    """One field of an entry."""
    row, kind = part.row, part.type.kind
    if row.get("required").lower() not in {"", "no", "false", "false()"}:
        reason = N_("A field of an entry may be left out here.")
        form.notes.changed(row.place, f"required of {row.get('name')}", reason)
    if row.text("hint"):
        original = next(iter(row.text("hint").values()))
        form.notes.dropped(row.place, f"hint of {row.get('name')}", N_("A field has no hint."), original=original)
    listed = _listed(form, part) if kind == "select_one" else None
    settings: dict[str, Any] = {}
    if listed is not None:
        settings = {"options": _options(form, part, listed)["options"][:MAX_OPTIONS]}
    elif kind in {"integer", "decimal"}:
        settings = {"decimals": 0 if kind == "integer" else 2}
    ours = {"integer": "number", "decimal": "number", "date": "date"}.get(kind, "single" if listed else "short_text")
    code = form.codes[row.number].partition(".")[2]
    return {"code": code, "label": _words(form, row), "kind": ours, "settings": settings}


def fits_scale(listed: Choices | None) -> bool:
    """Whether a list can be the points of a scale: 3 to 11 answers whose codes follow one another.

    Names that were numbered do, and figures do when none is left out.
    """
    return (
        listed is not None
        and FEWEST_POINTS <= len(listed.rows) <= MOST_POINTS
        and listed.is_run
        and (
            0 <= listed.codes[0] <= 10  # noqa: PLR2004 - the largest first point of a scale
        )
    )


def _written(_form: Form, entry: Entry) -> Asked:
    looks = entry.row.get("appearance").lower().split()
    return ("long_text" if "multiline" in looks else "short_text"), {}


def _whole(_form: Form, _entry: Entry) -> Asked:
    return "number", {"decimals": 0}


def _decimal(_form: Form, _entry: Entry) -> Asked:
    return "number", {"decimals": 2}


def _range(form: Form, entry: Entry) -> Asked:
    """A run of whole numbers is a scale where it is short, a number between two limits otherwise."""
    given = parameters(entry.row)
    try:
        first, last, step = (float(given.get(name, usual)) for name, usual in (("start", 1), ("end", 10), ("step", 1)))
    except ValueError:
        first, last, step = 1.0, 10.0, 1.0
    if not all(abs(value) < float(LARGEST) for value in (first, last, step)):  # not a number fails here too
        first, last, step = 1.0, 10.0, 1.0
    points = last - first + 1
    if first == int(first) and step == 1 and FEWEST_POINTS <= points <= MOST_POINTS and 0 <= first <= 10:  # noqa: PLR2004 - as above
        return "rating", {"scale": {"first": int(first), "last": int(last)}}
    if step > 0 and last > first and ((last - first) / step).is_integer():
        return "slider", {"min": _figure(first), "max": _figure(last), "step": _figure(step)}
    decimals = 0 if step == int(step) and first == int(first) else 2
    form.notes.changed(entry.row.place, entry.row.get("name"), N_("The slider became a number between two limits."))
    return "number", {"min": _figure(first), "max": _figure(last), "decimals": decimals}


def _figure(value: float) -> float:
    return int(value) if value == int(value) else value


def parameters(row: Row) -> Mapping[str, str]:
    """The cell `parameters` by name: `start=1 end=10`."""
    pairs = (part.split("=", 1) for part in row.get("parameters").replace(",", " ").replace(";", " ").split())
    return {pair[0].strip().lower(): pair[1].strip() for pair in pairs if len(pair) == 2}  # noqa: PLR2004 - a pair


def _plain(kind: str) -> Callable[[Form, Entry], Asked]:
    def make(_form: Form, _entry: Entry) -> Asked:
        return kind, {}

    return make


def _day_and_time(form: Form, entry: Entry) -> Asked:
    form.notes.changed(entry.row.place, entry.row.get("name"), N_("Only the date is asked for, not the time of day."))
    return "date", {}


def _date(_form: Form, entry: Entry) -> Asked:
    looks = entry.row.get("appearance").lower().split()
    return "date", {"parts": "month" if "month-year" in looks else "year" if "year" in looks else "day"}


def _worked_out(form: Form, entry: Entry) -> Asked:
    """A calculated value; without a text in it, it comes to a number."""
    found = form.value(entry.row)
    if found is None:
        return None
    settings: dict[str, Any] = {"expression": write(found), "decimals": MOST_DECIMALS}
    return "calculated", settings | ({"words": True} if _is_text(found) else {})


def _is_text(expression: Expression) -> bool:
    if isinstance(expression, Constant):
        return isinstance(expression.value, str)
    if isinstance(expression, Call):
        if expression.name == "if":
            return any(_is_text(each) for each in expression.arguments[1:])
        return expression.name in {"text", "today", "join", "part"} or (
            expression.name == "coalesce" and any(_is_text(each) for each in expression.arguments)
        )
    return False


def _barcode(form: Form, entry: Entry) -> Asked:
    form.notes.changed(entry.row.place, entry.row.get("name"), N_("The code is typed, not scanned."))
    return "short_text", {}


def _file(form: Form, entry: Entry) -> Asked:
    """A file: a picture taken, a sound or film recorded, or any file."""
    groups = MEDIA[entry.type.kind] or tuple(GROUPS)
    looks = {"signature", "draw", "annotate"} & set(entry.row.get("appearance").lower().split())
    if looks:
        form.notes.changed(entry.row.place, entry.row.get("name"), N_("A picture is sent in, nothing is drawn."))
    return "file_upload", {"most": 1, "groups": list(groups)}


_MAKERS: dict[str, Callable[[Form, Entry], Asked]] = {
    "select_one": _choice,
    "select_multiple": _choice,
    "select_one_from_file": _elsewhere,
    "select_multiple_from_file": _elsewhere,
    "select_one_external": _elsewhere,
    "rank": _ranked,
    "table": _table,
    "repeat": _repeated,
    "text": _written,
    "integer": _whole,
    "decimal": _decimal,
    "range": _range,
    "note": _plain("information"),
    "acknowledge": _plain("consent"),
    "date": _date,
    "time": _plain("time"),
    "phone": _plain("phone"),
    "datetime": _day_and_time,
    "barcode": _barcode,
    "calculate": _worked_out,
    "hidden": _plain("hidden"),
    **dict.fromkeys(MEDIA, _file),
}

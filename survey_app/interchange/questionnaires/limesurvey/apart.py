"""Tables taken apart: where a type of table is not among ours, every row or cell becomes a question of its own."""

from collections.abc import Iterator
from dataclasses import replace

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limesurvey.converting import Converted, Part, Text, Tools, place_of
from survey_app.interchange.questionnaires.limesurvey.survey import LimeQuestion
from survey_app.questions.registry import MAX_QUESTIONS

SIMPLER = {
    "grid_number": "number",
    "grid_text": "short_text",
    "texts": "short_text",
    "grid_multiple": "multiple",
    "dual_scale": "grid",
}
"""What a row or cell of a table is by itself."""
_SIDES = (("first", "scale", "first_label"), ("second", "second", "second_label"))


def behind(whole: Text, *more: Text) -> Text:
    """A text with others behind it, in every language that one of them is written in.

    >>> behind({"en": "Hours"}, {"en": "Monday"}, {})
    {'en': 'Hours – Monday'}
    """
    texts = (whole, *more)
    return {
        language: " – ".join(filter(None, (text.get(language, "") for text in texts)))
        for language in dict.fromkeys(language for text in texts for language in text)
    }


def take_apart(question: LimeQuestion, found: Converted, tools: Tools) -> None:
    """Put several simple questions in the place of one table, and lead the names of its cells to them."""
    table = found.parts[0]
    if len(table["settings"]["items"]) * len(table["settings"].get("columns") or "1") > MAX_QUESTIONS:
        return
    kind = SIMPLER[table["kind"]]
    tools.notes.changed(
        place_of(question), f"type {question.type}", N_("Every row or cell became a question of its own.")
    )
    found.parts = list(_two_scales(table, tools) if kind == "grid" else _cells(table, kind, found, tools))
    found.names.pop(f"that.{question.code}", None)
    codes = {old: part["code"] for part in found.parts for old in part.pop("stood_at")}
    for name, native in found.names.items():
        reference, _, last = native.reference.rpartition(".")
        if native.reference in codes:
            found.names[name] = replace(native, reference=codes[native.reference])
        elif native.is_box and reference in codes:
            found.names[name] = replace(native, reference=codes[reference], is_box=False, tick=int(last))
        elif last in ("first", "second"):
            whole, _, row = reference.rpartition(".")
            found.names[name] = replace(native, reference=".".join((codes[f"{whole}.{last}"], row)))


def _cells(table: Part, kind: str, found: Converted, tools: Tools) -> Iterator[Part]:
    settings = {key: value for key, value in table["settings"].items() if key not in ("items", "columns")}
    columns = table["settings"].get("columns") or [None]
    rows = {id(item): code for code, item in found.rows.items()}
    for item in table["settings"]["items"]:
        for column in columns:
            inner = item["code"] if column is None else f"{item['code']}.{column['code']}"
            code = tools.question_code(f"{table['code']}_{inner.replace('.', '_')}")
            text = behind(table["text"], item["label"], column["label"] if column else {})
            old = f"{table['code']}.{inner}"
            part = {**table, "code": code, "kind": kind, "text": text, "settings": dict(settings), "stood_at": [old]}
            if column is None and id(item) in rows:
                found.rows[rows[id(item)]] = part
            yield part
    if columns != [None]:
        found.rows.clear()


def _two_scales(table: Part, tools: Tools) -> Iterator[Part]:
    """Both tables have the same rows: a rule about a row is about both."""
    settings = table["settings"]
    for side, scale, label in _SIDES:
        code = table["code"] if side == "first" else tools.question_code(f"{table['code']}_2")
        inner = {"items": settings["items"], "scale": settings[scale]}
        text = behind(table["text"], settings[label])
        at = [f"{table['code']}.{side}"]
        yield {**table, "code": code, "kind": "grid", "text": text, "settings": inner, "stood_at": at}

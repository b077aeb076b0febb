"""The fields of a group or table that respondents add entries to, and whether they are simple enough for us."""

from collections.abc import Mapping, Sequence

from survey_app.interchange.questionnaires.surveyjs.parts import Part, as_text, parts_of
from survey_app.questions.reading import MAX_OPTIONS
from survey_app.questions.repeat import MOST_FIELDS

CHOSEN = frozenset({"dropdown", "radiogroup", "buttongroup"})
WRITTEN = frozenset({"text", "comment"})
"""Kinds of fields that are chosen, and that are typed."""
_PLAIN = frozenset({"", "text", "number", "date"})
_RULES = ("visibleIf", "enableIf", "requiredIf", "validators", "valueName", "choicesByUrl", "choicesFromQuestion",
          "showOtherItem", "hasOther", "maskType", "expression", "totalType")  # fmt: skip
"""What a field of an entry cannot have here."""


def fields_of(part: Part) -> Sequence[Part]:
    """The fields of one entry, whether they are written as elements or as columns of a table."""
    if as_text(part.get("type")).lower() == "paneldynamic":
        return [each for _number, each in parts_of(part.get("templateElements"))]
    usual = as_text(part.get("cellType")).lower()
    found: list[Part] = []
    for _number, column in parts_of(part.get("columns")):
        kind = as_text(column.get("cellType")).lower()
        kind = (usual or "dropdown") if kind in {"", "default"} else kind
        kind = "dropdown" if kind == "default" else kind
        found.append({**column, "type": kind, "choices": column.get("choices") or part.get("choices")})
    return found


def is_simple(part: Part) -> bool:
    """Whether every field is a text, a number, a date, yes or no, or one answer out of a list, and knows no rule."""
    fields = fields_of(part)
    names = [as_text(each.get("name")).strip() for each in fields]
    if not 1 <= len(fields) <= MOST_FIELDS or not all(names) or len(set(names)) < len(names):
        return False
    return all(_is_field(each) for each in fields) and not part.get("detailElements")


def _is_field(part: Part) -> bool:
    kind, wanted = as_text(part.get("type")).lower(), as_text(part.get("inputType")).lower()
    if any(part.get(name) for name in _RULES) or _names_others(part.get("title")):
        return False
    if kind in WRITTEN:
        return wanted in _PLAIN
    if kind in CHOSEN:
        choices = part.get("choices")
        return isinstance(choices, list) and 0 < len(choices) <= MAX_OPTIONS
    return kind == "boolean"


def _names_others(title: object) -> bool:
    """Whether a title takes in what another field holds."""
    texts = title.values() if isinstance(title, Mapping) else [title]
    return any("{" in as_text(each) for each in texts)

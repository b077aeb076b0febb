"""Options and rows that a question takes from an earlier one: those chosen there, or those not chosen.

All options of the source are declared here under their own codes, each shown only where it was (not) chosen: so the
columns are the same for everybody, and showing, checking and the script know them as they know any other row.
"""

from collections.abc import Mapping
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.definition import Carry, Item, Option, Question
from survey_app.questions.reading import DefinitionRefused, write_moving

SOURCES = frozenset({"single", "multiple", "ranking", "image_choice"})
"""Kinds whose options can be carried on: something of them is chosen, the rest is not."""
OPTIONS, ROWS = "options", "items"
TARGETS: Mapping[str, str] = dict.fromkeys(("single", "multiple"), OPTIONS) | dict.fromkeys(
    ("grid", "battery", "ranking", "constant_sum", "texts", "grid_text", "grid_number", "grid_multiple", "dual_scale",
     "importance_performance", "use_and_rating"), ROWS)  # fmt: skip
"""Kinds that can take options or rows over, and where in their settings these stand."""


def with_carried(kind: str, settings: Mapping[str, Any], carry: Carry, source: Question, where: str) -> dict[str, Any]:
    """The settings of a question as JSON with the options of its source before its own."""
    if kind not in TARGETS or source.kind not in SOURCES:
        raise DefinitionRefused(
            N_("%(where)s: answers of %(source)s cannot be carried on into a question of this kind."),
            where=where,
            source=source.code,
        )
    name = TARGETS[kind]
    carried = [_carried(row, source, carry, as_text=name == ROWS) for row in rows_of(source)]
    own = settings.get(name)
    return {**settings, name: [*carried, *(own if isinstance(own, list | tuple) else ())]}


def without_carried(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as JSON without what was carried on: only its own is written down."""
    return {
        name: [row for row in value if not (isinstance(row, Mapping) and row.get("carried"))]
        if name in (OPTIONS, ROWS) and isinstance(value, list)
        else value
        for name, value in settings.items()
    }


def rows_of(source: Question) -> tuple[Option | Item, ...]:
    """The options of a source that can be carried on, the open answer last; “none of these” stays where it is."""
    found: tuple[Option | Item, ...] = getattr(source.settings, "all", ()) or getattr(source.settings, "items", ())
    return tuple(row for row in found if not (isinstance(row, Option) and row.exclusive))


def _carried(row: Option | Item, source: Question, carry: Carry, *, as_text: bool) -> dict[str, Any]:
    """One option in its new place; the open answer brings the words that were written there."""
    label = dict(row.label)
    other = getattr(source.settings, "other", None)
    if other is not None and row.code == other.code:
        label = {language: f"{words}: {{{source.code}.other}}" for language, words in label.items()}
    return {
        "code": str(row.code) if as_text or isinstance(row, Item) else row.code,
        "label": label,
        "show_if": rule_of(row, source, chosen=carry.chosen),
        **write_moving(row),
        "carried": True,
    }


def rule_of(row: Option | Item, source: Question, *, chosen: bool) -> str:
    """The rule by which a carried option is shown. What was not offered was not chosen, and is not carried either."""
    if source.kind == "ranking":
        return f"{source.code}.{row.code} {'>' if chosen else '='} 0"
    if source.kind == "multiple" or getattr(source.settings, "several", False):
        return f"{source.code}.{row.code} = {int(chosen)}"
    if chosen:
        return f"{source.code} = {row.code}"
    return f"{source.code} != {row.code}" + (f" and ({row.show_if})" if row.show_if else "")

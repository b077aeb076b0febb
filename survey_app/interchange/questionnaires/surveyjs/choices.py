"""The answers of a choice question of SurveyJS as ours: values become codes, texts stay in all their languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.codes import number_options, recoded
from survey_app.interchange.questionnaires.surveyjs.parts import Desk, Part, as_flag, as_number, as_text, shown
from survey_app.logic.dialects.surveyjs_names import spelled
from survey_app.questions.definition import Text
from survey_app.questions.reading import OTHER_CODE

NA = "na"
"""The value by which our own files say “does not apply”."""
_MOST = 1_000
_SPECIAL = (
    ("showNoneItem", "hasNone", "none", "noneText", {"en": "None"}),
    ("showRefuseItem", "", "refused", "refuseText", {"en": "Refuse to answer"}),
    ("showDontKnowItem", "", "dontknow", "dontKnowText", {"en": "Don't know"}),
)


@dataclass
class Choice:
    """One answer: its value there, its words, the condition it is shown under, and its code here."""

    value: str
    label: Text
    place: str
    show_if: str = ""
    exclusive: bool = False
    part: Part = field(default_factory=dict)
    code: int = 0


@dataclass
class Choices:
    """The answers of a question: the listed ones, the open one, and whether “does not apply” is among them."""

    listed: list[Choice]
    other: Choice | None = None
    not_applicable: bool = False

    @property
    def codes(self) -> dict[str, int]:
        """Our codes by their values, for conditions."""
        all_of_them = [*self.listed, *([self.other] if self.other else [])]
        return {choice.value: choice.code for choice in all_of_them}

    def options(self, rules: Mapping[str, str]) -> list[dict[str, Any]]:
        """The answers as JSON; `rules` are the conditions that could be read, by the place they stand at."""
        return [
            {"code": choice.code, "label": dict(choice.label)}
            | ({"exclusive": True} if choice.exclusive else {})
            | ({"show_if": rules[choice.place]} if rules.get(choice.place) else {})
            for choice in self.listed
        ]


def values_of(listed: object, desk: Desk, place: str, subject: str) -> list[Choice]:
    """Choices, rows or columns: plain values or objects with a value and a text; each value once."""
    found: dict[str, Choice] = {}
    entries = listed if isinstance(listed, Sequence) and not isinstance(listed, str) else []
    if len(entries) > _MOST:
        desk.notes.dropped(place, subject, N_("Entries past the first %(most)s are left out."), most=_MOST)
    for number, entry in enumerate(entries[:_MOST]):
        here = f"{place}[{number}]"
        part = entry if isinstance(entry, Mapping) else _plain(entry)
        value = part.get("value", part.get("name", part.get("text", part.get("title"))))
        if not isinstance(value, str | int | float) or not as_text(value).strip():
            desk.notes.dropped(here, subject, N_("An answer without a value is left out."), original=shown(entry))
            continue
        key = spelled(str(value) if isinstance(value, int) and not isinstance(value, bool) else value)
        if key in found:
            desk.notes.dropped(
                here, subject, N_("The value “%(value)s” stands there twice."), value=key, original=shown(entry)
            )
            continue
        label = desk.text(part.get("text", part.get("title")), here, subject) or {desk.default: as_text(value)}
        condition = part.get("visibleIf")
        found[key] = Choice(key, label, here, condition if isinstance(condition, str) else "", part=part)
        found[key].exclusive = as_flag(part.get("isExclusive"))
    return list(found.values())


def _plain(entry: object) -> Part:
    """A choice written as a value alone, or as its value and its words with a bar between them."""
    if isinstance(entry, str) and "|" in entry:
        value, _bar, text = entry.partition("|")
        return {"value": value.strip(), "text": text.strip()}
    return {"value": entry}


def read_choices(element: Part, desk: Desk, place: str, subject: str, *, several: bool) -> Choices:
    """All answers of a choice question with their codes."""
    listed = values_of(_with_run(element), desk, f"{place}.choices", subject)
    not_applicable = any(choice.value == NA for choice in listed)
    listed = [choice for choice in listed if choice.value != NA]
    listed += _special(element, desk, place, subject, several=several)
    other = _other(element, desk, place, subject)
    named = next((choice for choice in listed if choice.value == "other"), None)
    if other is not None and named is not None:
        listed.remove(named)
        other.label = named.label
    settle(listed, desk, place, subject, reserved=[OTHER_CODE] if other else [])
    if as_text(element.get("choicesOrder")) in {"asc", "desc"}:
        listed.sort(
            key=lambda choice: choice.label.get(desk.default, "").casefold(), reverse=element["choicesOrder"] == "desc"
        )
    return Choices(listed, other, not_applicable)


def _with_run(element: Part) -> object:
    """The listed answers, and after them the figures from a least to a most one, as a dropdown may have them."""
    least, most, step = (as_number(element.get(name)) for name in ("choicesMin", "choicesMax", "choicesStep"))
    own = element.get("choices") or []
    if most is None or not isinstance(own, list):
        return own
    least, step = 1.0 if least is None else least, step if step and step > 0 else 1.0
    run = min(_MOST, int((most - least) / step + 1e-9) + 1) if most >= least else 0
    return [*own, *(as_text(least + step * place) for place in range(run))]


def settle(listed: list[Choice], desk: Desk, place: str, subject: str, reserved: Sequence[int] = ()) -> None:
    """Give every answer its code; what was numbered anew is told."""
    names = [choice.value for choice in listed]
    codes = number_options(names, reserved)
    for choice, code in zip(listed, codes, strict=True):
        choice.code = code
    if told := recoded(names, codes):
        desk.notes.changed(place, subject, N_("Answers are stored as figures: %(codes)s"), codes=told[:1_000])


def _special(element: Part, desk: Desk, place: str, subject: str, *, several: bool) -> list[Choice]:
    found = []
    for name, older, value, text, words in _SPECIAL:
        if as_flag(element.get(name)) or (older and as_flag(element.get(older))):
            label = desk.text(element.get(text), place, subject) or {desk.default: words["en"]}
            found.append(Choice(value, label, f"{place}.{name}", exclusive=several))
    return found


def _other(element: Part, desk: Desk, place: str, subject: str) -> Choice | None:
    if not as_flag(element.get("showOtherItem", element.get("hasOther"))):
        return None
    return Choice("other", desk.text(element.get("otherText"), place, subject), f"{place}.other", code=OTHER_CODE)

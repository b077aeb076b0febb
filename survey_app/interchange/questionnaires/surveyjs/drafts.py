"""Questions while a SurveyJS file is being read: conditions stand in them as they were written there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.codes import Naming
from survey_app.interchange.questionnaires.limits import FileTooDeep
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.interchange.questionnaires.surveyjs.choices import Choice
from survey_app.interchange.questionnaires.surveyjs.parts import Desk, Part, as_text
from survey_app.logic.dialects.surveyjs_names import Known
from survey_app.logic.tree import Expression
from survey_app.questions.definition import Text
from survey_app.questions.registry import TYPES

_MOST = 1_500


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as it is written there, with where it stands; or one of ours that the reading itself made."""

    text: str
    place: str
    subject: str
    extra: Mapping[str, Known] = field(default_factory=dict)
    ours: Expression | None = None
    is_check: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A check of an answer: a condition there, or a rule of ours; and the words where it is broken."""

    message: Text
    soft: bool = False
    condition: Condition | None = None
    ours: str = ""


@dataclass
class Draft:
    """One question of ours in the making."""

    code: str
    kind: str
    text: Text
    place: str
    subject: str
    hint: Text = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    required: bool = False
    not_applicable: bool = False
    purpose: str = ""
    instrument: str = ""
    scope: str = ""
    order: str = ""
    conditions: list[Condition] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """One element of the file with its place, the page it is on, and what surrounds it."""

    part: Part
    place: str
    page: int
    around: tuple[Condition, ...] = ()
    suffix: str = ""
    scope: str = ""

    @property
    def name(self) -> str:
        """What the file calls it."""
        return as_text(self.part.get("name")).strip()

    @property
    def kind(self) -> str:
        """What the file says it is."""
        return as_text(self.part.get("type", "text")).strip().lower()

    @property
    def subject(self) -> str:
        """What the report calls it."""
        return f"{self.kind or '?'} “{self.name}”"

    def text(self, name: str) -> str:
        """One setting as a plain text."""
        return as_text(self.part.get(name)).strip()


@dataclass
class Reading:
    """One file being read: the desk, the codes given, and what every name means."""

    desk: Desk
    naming: Naming = field(default_factory=Naming)
    codes: dict[str, str] = field(default_factory=dict)
    names: dict[str, Known] = field(default_factory=dict)
    choices: dict[str, list[Choice]] = field(default_factory=dict)
    made: int = 0
    letters: int = 0

    def scoped(self, scope: str) -> Mapping[str, Known]:
        """All names, and inside of a repeated group those of its own repetition by their inner names."""
        if not scope:
            return self.names
        inner = {name.removeprefix(scope): known for name, known in self.names.items() if name.startswith(scope)}
        return {**self.names, **inner, **{f"panel.{name}": known for name, known in inner.items()}}

    @property
    def notes(self) -> Notes:
        """The report."""
        return self.desk.notes

    def code_of(self, found: Found) -> str:
        """Our code of an element; an inner one of a repeated panel has one for each repetition."""
        key = f"{found.scope}{found.name}{found.suffix}"
        if key not in self.codes:
            self.codes[key] = self.naming.question(f"{found.name}{found.suffix}")
        return self.codes[key]

    def draft(self, found: Found, kind: str, settings: dict[str, Any] | None = None) -> Draft:
        """What every question has in common."""
        part, desk = found.part, self.desk
        self.made += 1
        if self.made > _MOST:
            raise FileTooDeep(
                N_("The file holds more than %(most)s questions, tables taken apart. Split it."), most=_MOST
            )
        text = desk.text(part.get("title"), f"{found.place}.title", found.subject)
        hint = desk.text(part.get("description"), f"{found.place}.description", found.subject)
        if not hint:
            placeholder = part.get("placeholder", part.get("placeHolder"))
            hint = desk.text(placeholder, f"{found.place}.placeholder", found.subject)
        draft = Draft(self.code_of(found), kind, text or {desk.default: found.name}, found.place, found.subject, hint)
        draft.settings = settings or {}
        draft.required = bool(part.get("isRequired")) and part.get("isRequired") not in {"false", "False"}
        draft.conditions, draft.scope = list(found.around), found.scope
        return draft


def first_kind(*wanted: str) -> str:
    """The first of several kinds that this installation has."""
    return next(kind for kind in wanted if kind in TYPES)


def has_kind(kind: str) -> bool:
    """Whether this installation has a kind of question."""
    return kind in TYPES


def rows_of(listed: Sequence[Choice], naming: Naming) -> list[dict[str, Any]]:
    """Rows as JSON, each with a code of its own and its condition as it is written there."""
    rows = []
    for choice in listed:
        row: dict[str, Any] = {"code": naming.row(choice.value), "label": dict(choice.label)}
        if choice.show_if:
            row["_if"] = [Condition(choice.show_if, f"{choice.place}.visibleIf", choice.value)]
        rows.append(row)
    return rows

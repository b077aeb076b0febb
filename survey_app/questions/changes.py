"""What a new version of a questionnaire changes for the data, edit by edit: wording, new codes, or a break.

Answers belong to codes. An edit is *safe* when every earlier answer still means what it meant; it brings *new* codes or
columns when later answers can say more than earlier ones could; it *breaks* when the same code would mean two things,
or answers of two versions cannot stand in one column.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.definition import Item, Option, Page, Question, Questionnaire, Scale, Text, say
from survey_app.questions.registry import type_of

__all__ = ["Change", "Verdict", "compare"]

_NAMED = 8


class Verdict(StrEnum):
    """What an edit does to the data."""

    SAFE = "safe"
    NEW = "new"
    BREAKS = "breaks"


@dataclass(frozen=True, slots=True)
class Change:
    """One edit: the question (empty for the whole), what it does, and what happened in marked words."""

    code: str
    verdict: Verdict
    message: str
    params: Mapping[str, object] = field(default_factory=dict)


def compare(before: Questionnaire, now: Questionnaire) -> tuple[Change, ...]:
    """Every edit between two versions, breaks first, then new codes, then what is safe.

    Moving a question is safe for its data, though order can change answers; a reworded answer keeps its code, and only
    people can tell whether it still means the same, so it counts as safe and is listed with both wordings.
    """
    found = [*_questions(before, now), *_order(before, now), *_languages(before, now)]
    rank = {Verdict.BREAKS: 0, Verdict.NEW: 1, Verdict.SAFE: 2}
    return tuple(sorted(found, key=lambda change: rank[change.verdict]))


def _questions(before: Questionnaire, now: Questionnaire) -> Iterator[Change]:
    for old in before.questions():
        new = now.find(old.code)
        if new is None:
            yield Change(old.code, Verdict.SAFE, N_("is not asked any more; its column stays with the earlier answers"))
        elif new.kind != old.kind:
            yield Change(old.code, Verdict.BREAKS, N_("is another kind of question now: give it another code"))
        else:
            yield from _question(old, new, now.language)
    for new in now.questions():
        if before.find(new.code) is None:
            yield Change(new.code, Verdict.NEW, N_("is new: earlier answers have an empty column"))


def _question(old: Question, new: Question, language: str) -> Iterator[Change]:
    yield from _scale(old, new, language)
    for name, verb in (("options", _ANSWER), ("items", _ROW)):
        yield from _rows(old.code, getattr(old.settings, name, ()), getattr(new.settings, name, ()), verb, language)
    if _said(old.text, language) != _said(new.text, language):
        yield _reworded(old.code, old.text, new.text, language)
    if _said(old.hint, language) != _said(new.hint, language):
        yield Change(old.code, Verdict.SAFE, N_("has another hint"))
    if old.purpose is not new.purpose and old.is_identity is not new.is_identity:
        yield Change(old.code, Verdict.BREAKS, N_("moves between opinions and identity, which are stored apart"))
    if old.required is not new.required:
        yield Change(
            old.code,
            Verdict.SAFE,
            N_("has to be answered now") if new.required else N_("may be left unanswered now"),
        )
    if new.not_applicable and not old.not_applicable:
        yield Change(old.code, Verdict.NEW, N_("offers “does not apply” now: earlier people had to guess or skip"))
    elif old.not_applicable and not new.not_applicable:
        yield Change(old.code, Verdict.SAFE, N_("does not offer “does not apply” any more"))
    if old.show_if != new.show_if:
        yield Change(old.code, Verdict.SAFE, N_("is asked of others than before: look at the base of its figures"))
    if getattr(old.settings, "pictures", None) != getattr(new.settings, "pictures", None):
        yield Change(old.code, Verdict.SAFE, N_("shows other pictures: look whether an answer still means the same"))
    yield from _drawn(old, new)
    yield from _variables(old, new)
    yield from _columns(old, new)


def _drawn(old: Question, new: Question) -> Iterator[Change]:
    """What chance or an earlier answer decides, and does so otherwise now."""
    if (old.order, old.anchored, old.together) != (new.order, new.anchored, new.together):
        yield Change(old.code, Verdict.SAFE, N_("is shown in another order: what comes first can colour the answer"))
    if old.carry != new.carry:
        yield Change(old.code, Verdict.SAFE, N_("takes over other answers: look at the base of its figures"))
    if getattr(old.settings, "shares", None) != getattr(new.settings, "shares", None):
        yield Change(old.code, Verdict.SAFE, N_("deals people to its arms in other shares from now on"))


def _scale(old: Question, new: Question, language: str) -> Iterator[Change]:
    ours, theirs = (getattr(each.settings, "scale", None) for each in (old, new))
    if not isinstance(ours, Scale) or not isinstance(theirs, Scale):
        return
    if ours.points != theirs.points:
        params = {"old": f"{ours.first}–{ours.last}", "new": f"{theirs.first}–{theirs.last}"}
        message = N_("has the scale %(new)s instead of %(old)s: the same figure means another thing")
        yield Change(old.code, Verdict.BREAKS, message, params)
    elif any(ours.word(point, language) != theirs.word(point, language) for point in ours.points):
        yield Change(old.code, Verdict.SAFE, N_("has other words at its scale"))


Words = tuple[str, str, str]
_ANSWER: Words = (
    N_("offers the new answer %(code)s “%(words)s”"),
    N_("does not offer answer %(code)s “%(words)s” any more"),
    N_("answer %(code)s reads “%(words)s” instead of “%(before)s”"),
)
_ROW: Words = (
    N_("has the new row %(code)s “%(words)s”"),
    N_("has no row %(code)s “%(words)s” any more"),
    N_("row %(code)s reads “%(words)s” instead of “%(before)s”"),
)


def _rows(
    code: str, old: Sequence[Option | Item], new: Sequence[Option | Item], words: Words, language: str
) -> Iterator[Change]:
    before, now = ({row.code: row for row in rows if hasattr(row, "code")} for rows in (old, new))
    added, taken, reworded = words
    for key, row in now.items():
        here: dict[str, Any] = {"code": key, "words": _said(row.label, language)}
        if key not in before:
            yield Change(code, Verdict.NEW, added, here)
        elif (earlier := _said(before[key].label, language)) != here["words"]:
            yield Change(code, Verdict.SAFE, reworded, here | {"before": earlier})
    for key, row in before.items():
        if key not in now:
            yield Change(code, Verdict.SAFE, taken, {"code": key, "words": _said(row.label, language)})


def _variables(old: Question, new: Question) -> Iterator[Change]:
    """Columns that change their nature without the question changing its kind, such as whole numbers to text."""
    before = {each.name: each.kind for each in type_of(old).variables(old)}
    for variable in type_of(new).variables(new):
        if variable.name in before and before[variable.name] is not variable.kind:
            yield Change(
                old.code, Verdict.BREAKS, N_("column %(name)s holds another kind of value now"), {"name": variable.name}
            )


def _columns(old: Question, new: Question) -> Iterator[Change]:
    """Columns that come or go without an answer or a row doing so: fields of an entry, entries, files, own words."""
    told = {f"{code}" for name in ("options", "items") for code in _codes(old, name) ^ _codes(new, name)}
    before, now = ({each.name for each in type_of(question).variables(question)} for question in (old, new))
    gone, come = (
        sorted(name for name in names if not told & set(name.split(".")[1:])) for names in (before - now, now - before)
    )
    if gone:
        message = N_("does not ask any more for %(names)s; what was answered there stays in its columns")
        yield Change(old.code, Verdict.SAFE, message, {"names": _listed(gone)})
    if come:
        message = N_("has new columns, empty for earlier answers: %(names)s")
        yield Change(old.code, Verdict.NEW, message, {"names": _listed(come)})


def _codes(question: Question, name: str) -> set[str]:
    return {str(row.code) for row in getattr(question.settings, name, ()) if hasattr(row, "code")}


def _listed(names: Sequence[str]) -> str:
    """The first names, and that there are more."""
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")


def _order(before: Questionnaire, now: Questionnaire) -> Iterator[Change]:
    both = [question.code for question in before.questions() if now.find(question.code) is not None]
    later = [question.code for question in now.questions() if before.find(question.code) is not None]
    if both != later:
        yield Change("", Verdict.SAFE, N_("Questions stand in another order: what comes first can colour what follows"))
    if [_placed(page) for page in before.pages] != [_placed(page) for page in now.pages] or before.blocks != now.blocks:
        yield Change(
            "", Verdict.SAFE, N_("Other things stand in random order now: what comes first can colour the rest")
        )
    if [_jumps(page) for page in before.pages] != [_jumps(page) for page in now.pages]:
        yield Change("", Verdict.SAFE, N_("Pages or their jumps have changed: other people may see other questions"))


def _jumps(page: Page) -> tuple[object, ...]:
    return page.key, page.show_if, page.jumps


def _placed(page: Page) -> tuple[object, ...]:
    return page.key, page.order, page.block, page.anchored, page.together


def _languages(before: Questionnaire, now: Questionnaire) -> Iterator[Change]:
    if set(before.languages) != set(now.languages):
        yield Change("", Verdict.SAFE, N_("It is asked in other languages than before"))


def _reworded(code: str, old: Text, new: Text, language: str) -> Change:
    params = {"words": _said(new, language), "before": _said(old, language)}
    return Change(code, Verdict.SAFE, N_("reads “%(words)s” instead of “%(before)s”"), params)


def _said(text: Text, language: str) -> str:
    return " ".join(say(text, language, language).split())

"""Statements from a file: first what each row would do, then the same for good. And from a questionnaire's rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from survey_app.models import Item, Stage, Study
from survey_app.questions.definition import Question, Scale, Text
from survey_app.services import evidence, items, own_scales, passing_on, several, versions
from survey_app.services.item_lists import Entry, Problem, Reading, Refused
from survey_app.vocabulary import LANGUAGES, Asking

WHOLE = "-"
"""Stands for the question itself, where it has no rows."""
_IN_WORDS = frozenset({"long_text", "short_text"})
_SEVERAL = "multiple"
_ONE_ANSWER = frozenset({"single", "rating"})
"""Questions of one answer, each of which can be asked of a panel on its own scale."""


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: what it does, to which statement, and why not."""

    number: int
    outcome: Outcome
    code: str
    value: str
    section: str = ""
    problem: Problem | None = None
    entry: Entry | None = None
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do, row by row."""

    lines: tuple[Line, ...]
    ignored: tuple[str, ...]

    def count(self, *outcomes: str) -> int:
        """How many rows come to this."""
        return sum(line.outcome in outcomes for line in self.lines)

    @property
    def taken(self) -> int:
        """How many rows would change something."""
        return self.count(Outcome.NEW, Outcome.CHANGED)


def plan(stage: Stage, reading: Reading) -> Plan:
    """What each row would do to the statements as they stand. Nothing is stored."""
    language = stage.study.language
    known = items.lines(stage.id)
    by_code = {line.item.code: line for line in known}
    by_text = {items.bare(line.item.text.get(language, "")): line for line in known if line.item.active}
    room, has_no_room = items.MOST_ITEMS - len(known), items.has_no_room(stage.id)
    found = [_refused(each) for each in reading.refused]
    touched: set[int] = set()
    for entry in reading.entries:
        text = entry.words["text"].get(language, "")
        there = by_code.get(entry.code) or _same_words(by_text.get(items.bare(text)), entry)
        if there is not None and there.item.id in touched:
            found.append(_refused(Refused(entry.number, Problem.REPEATED_TEXT, text)))
            continue
        touched |= {there.item.id} if there else set()
        line = _new(entry, language) if there is None else _known(entry, there, language)
        if has_no_room and _brings_scale(line):
            line = _refused(Refused(entry.number, Problem.NO_ROOM, text))
        if line.outcome is Outcome.NEW:
            room -= 1
            line = _refused(Refused(entry.number, Problem.TOO_MANY, text)) if room < 0 else line
        found.append(line)
    return Plan(tuple(sorted(found, key=lambda line: line.number)), reading.ignored)


def _same_words(there: items.ItemLine | None, entry: Entry) -> items.ItemLine | None:
    """The statement with the words of a row; none where both are options, of two questions: "Another one"."""
    own, theirs = entry.own_scale or {}, there.item.own_scale if there else {}
    are_options = several.is_several(own) and several.is_several(theirs)
    return None if are_options and own != theirs else there


def _brings_scale(line: Line) -> bool:
    """Whether a row would give a statement a scale that it has not yet."""
    if line.entry is None or line.entry.asked == Asking.OPEN or line.outcome not in (Outcome.NEW, Outcome.CHANGED):
        return False
    return bool(line.entry.own_scale) and (line.item is None or line.entry.own_scale != line.item.own_scale)


def _refused(row: Refused) -> Line:
    return Line(row.number, Outcome.REFUSED, "", row.value, problem=row.problem)


def _new(entry: Entry, language: str) -> Line:
    text = entry.words["text"].get(language, "")
    if not text:
        return _refused(Refused(entry.number, Problem.NO_TEXT, next(filter(None, entry.words["text"].values()))))
    heading = entry.words.get("section", {}).get(language, "")
    return Line(entry.number, Outcome.NEW, entry.code, text, heading, entry=entry)


def _known(entry: Entry, there: items.ItemLine, language: str) -> Line:
    """A row about a statement that is there: other words, the same, or words it cannot have any more."""
    item = there.item
    if entry.code != item.code:
        # found by its words: case and blanks are no change
        kept = {**entry.words["text"], language: item.text.get(language, "")}
        entry = replace(entry, words={**entry.words, "text": kept})
    text = entry.merged("text", item.text)
    if not text.get(language):
        return _refused(Refused(entry.number, Problem.NO_TEXT, item.code))
    same = (
        text == item.text
        and all(entry.merged(part, getattr(item, part)) == getattr(item, part) for part in ("hint", "section"))
        and entry.evidence(evidence.of(item.evidence)) == item.evidence
        and entry.asked in (None, item.asked)
        and (entry.own_scale in (None, item.own_scale) or item.is_open)
        and item.active
    )
    if not same and there.is_asked:
        return _refused(Refused(entry.number, Problem.ASKED, f"{item.code} {text[language]}"))
    heading = entry.merged("section", item.section).get(language, "")
    outcome = Outcome.SAME if same else Outcome.CHANGED
    return Line(entry.number, outcome, item.code, text[language], heading, entry=entry, item=item)


def carry_out(stage: Stage, planned: Plan) -> int:
    """Take in what the plan says; how many statements are new or changed."""
    for line in planned.lines:
        if line.entry is None:
            continue
        if line.outcome is Outcome.NEW:
            entry = line.entry
            items.add(
                stage,
                entry.merged("text", {}),
                entry.merged("hint", {}),
                code=entry.code,
                section=entry.merged("section", {}),
                evidence=entry.evidence(evidence.Evidence({})),
                asked=entry.asked or Asking.WEIGHED,
                own_scale=entry.own_scale,
            )
        elif line.outcome is Outcome.CHANGED and line.item is not None:
            _change(line.item, line.entry)
    return planned.taken


def _change(item: Item, entry: Entry) -> None:
    items.change(
        item,
        entry.merged("text", item.text),
        entry.merged("hint", item.hint),
        entry.merged("section", item.section),
        entry.evidence(evidence.of(item.evidence)),
        asked=entry.asked,
        own_scale=entry.own_scale,
    )
    if not item.active:
        items.restore(item)


@dataclass(frozen=True, slots=True)
class Source:
    """A question of a survey of the same study with what it can give: its rows, or the question itself."""

    stage: Stage
    code: str
    text: Text
    rows: tuple[tuple[str, Text], ...]
    is_open: bool = False
    """Whether it is answered in words: then it is the question itself that can be asked."""
    own_scale: Mapping[str, Any] = field(default_factory=dict)
    """The scale it is answered on, where a panel can answer on it, too."""


def sources(study: Study) -> list[Source]:
    """Every question with rows to rate or answered in words, in every survey of the study: of the newest version."""
    return [
        Source(stage, question.code, question.text, rows, question.kind in _IN_WORDS, _own_scale(question))
        for stage in passing_on.surveys(study)
        for question in versions.document(versions.latest(stage)).questions()
        if (rows := _rows(question))
    ]


def _rows(question: Question) -> tuple[tuple[str, Text], ...]:
    if question.kind in _IN_WORDS or (question.kind in _ONE_ANSWER and _own_scale(question)):
        return ((WHOLE, question.text),) if any(question.text.values()) else ()
    rows = getattr(question.settings, "items", ())
    if question.kind == _SEVERAL:
        rows = [option for option in question.settings.options if not option.exclusive]
    return tuple((row.code, row.label) for row in rows if any(row.label.values()))


def _own_scale(question: Question) -> dict[str, Any]:
    """The scale of a question as a statement has it: its options, or its points and the words at both ends."""
    scale: Scale | None = getattr(question.settings, "scale", None)
    if question.kind == _SEVERAL:
        found = several.scale(_fitting(question.text, items.LONGEST_TEXT))
    elif question.kind == "single" and question.settings.other is None:
        labels = [option.label for option in question.settings.options]
        languages = [each for each in LANGUAGES if all(label.get(each) for label in labels)]
        found = own_scales.choice({each: "\n".join(label[each] for label in labels) for each in languages}, {})
    elif isinstance(scale, Scale):
        found = own_scales.rating_of(scale.first, scale.last, scale.low, scale.high)
    else:
        return {}
    return found if own_scales.is_sound(found) else {}


def take_rows(delphi: Stage, chosen: Collection[str], *, as_sections: bool, with_scales: bool = False) -> int:
    """Make chosen rows statements, in all their languages; what is there already is not added twice. How many are new.

    `chosen` names rows as `address` writes them. Each keeps the scale of its question `with_scales`. A row that another
    survey calls by other words stays as it is here.
    """
    language = delphi.study.language
    known = {items.bare(item.text.get(language, "")) for item in items.of_stage(delphi.id) if item.active}
    added = 0
    for source in sources(delphi.study):
        heading = _fitting(source.text, items.LONGEST_SECTION) if as_sections and not source.is_open else {}
        asked = Asking.OPEN if source.is_open else Asking.WEIGHED
        for code, label in source.rows:
            words = _fitting(_in(label, language), items.LONGEST_TEXT)
            plain = items.bare(words.get(language, ""))
            if address(source, code) in chosen and plain and plain not in known:
                known.add(plain)
                items.add(
                    delphi, words, section=heading, asked=asked, own_scale=source.own_scale if with_scales else None
                )
                added += 1
    return added


def address(source: Source, row: str) -> str:
    """What a row is called on the page where rows are chosen."""
    return f"{source.stage.code}/{source.code}/{row}"


def _in(label: Mapping[str, str], language: str) -> dict[str, str]:
    """The words, with some in the study's own language even where the survey was written in another."""
    return {language: next(filter(None, label.values()), ""), **{key: word for key, word in label.items() if word}}


def _fitting(words: Mapping[str, str], most: int) -> dict[str, str]:
    kept = {language: " ".join(words[language].split())[:most] for language in LANGUAGES if words.get(language)}
    return {language: word for language, word in kept.items() if word}


def known_texts(delphi: Stage) -> Sequence[str]:
    """What is a statement already, as it is compared: such rows are marked on the page."""
    language = delphi.study.language
    return [items.bare(item.text.get(language, "")) for item in items.of_stage(delphi.id) if item.active]

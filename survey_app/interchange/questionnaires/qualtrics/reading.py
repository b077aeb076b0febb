"""Reading Qualtrics .qsf as well as it goes: blocks become pages, the flow their conditions, the rest is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.codes import Naming, plain_letters
from survey_app.interchange.questionnaires.depth import refuse_deep
from survey_app.interchange.questionnaires.finishing import finish
from survey_app.interchange.questionnaires.limits import BrokenFile, read_json
from survey_app.interchange.questionnaires.losses import Counts, Imported, Notes
from survey_app.interchange.questionnaires.qualtrics.asking import Asked, ask
from survey_app.interchange.questionnaires.qualtrics.counting import counted
from survey_app.interchange.questionnaires.qualtrics.deciding import both, condition, tested
from survey_app.interchange.questionnaires.qualtrics.flowing import Flow, Step
from survey_app.interchange.questionnaires.qualtrics.parts import (
    Desk,
    Entry,
    Part,
    as_part,
    as_text,
    numbered,
)
from survey_app.interchange.questionnaires.qualtrics.quotas import cells_of
from survey_app.interchange.questionnaires.seen import Seen
from survey_app.interchange.questionnaires.texts import language_of
from survey_app.logic import writing
from survey_app.logic.refusal import ExpressionRefused
from survey_app.questions.reading import ITEM_CODE, LANGUAGE, MAX_RULE, MAX_RULES

CODE = "qualtrics"
_SHUFFLED = frozenset({"true", "randomizeall", "randomizewithinblock"})
_MOST = 2_000
_QUIET = frozenset({"SQ", "BL", "FL", "RS", "PROJ", "STAT", "QC", "SO", "NT", "PL", "QG", "QGO", "QO"})


def recognises(seen: Seen) -> bool:
    """The two parts every file has."""
    return seen.has_key("SurveyElements")


def read(content: bytes, filename: str) -> Imported:
    """The questionnaire in a .qsf file."""
    whole = read_json(content, filename)
    elements = [part for _n, part in numbered(as_part(whole).get("SurveyElements")) if isinstance(part, Mapping)]
    if not elements:
        raise BrokenFile(file=filename)
    refuse_deep(whole, filename)
    about = as_part(whole.get("SurveyEntry"))
    language = language_of(as_text(about.get("SurveyLanguage"))) or "en"
    desk = Desk(Notes(), language if LANGUAGE.fullmatch(language) else "en")
    survey = _Survey(desk, elements)
    pages = survey.pages()
    survey.tell_rest()
    cells = cells_of(elements, desk)
    languages = [desk.default, *(code for code in desk.languages if code != desk.default)]
    title = as_text(about.get("SurveyName"))
    counts = survey.counts(len(pages))
    more: dict[str, Any] = {"places": survey.places, "counts": counts, "blocks": survey.blocks_moving, "cells": cells}
    return finish(CODE, title, languages, pages, desk.notes, **more)


@dataclass
class _Skip:
    """A skip from a page to somewhere that may not be known yet."""

    page: int
    rule: str
    target: str
    block: int
    place: str


@dataclass
class _Survey:
    desk: Desk
    elements: list[Part]
    places: dict[str, str] = field(default_factory=dict)
    skips: list[_Skip] = field(default_factory=list)
    first_pages: dict[int, int] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    blocks_moving: list[dict[str, Any]] = field(default_factory=list)
    branches: int = 0
    leading: int = 0
    """How many lines of skip logic there are."""

    def __post_init__(self) -> None:
        self.questions: dict[str, Part] = {}
        for element in self._of("SQ"):
            payload = as_part(element.get("Payload"))
            name = as_text(payload.get("QuestionID")) or as_text(element.get("PrimaryAttribute"))
            if name in self.questions:
                self.desk.notes.dropped(name, name, N_("The question stands there twice."))
            elif payload and name and len(self.questions) < _MOST:
                self.questions[name] = payload
        self.blocks = dict(self._blocks())
        self.trash = {
            name for block in self.blocks.values() if block.get("Type") == "Trash" for name, _s in _asked(block)
        }
        for name, payload in self.questions.items():
            if name not in self.trash:
                code = self.desk.naming.question(as_text(payload.get("DataExportTag")) or name)
                self.desk.entries[name] = Entry(code, part=payload)

    def _of(self, kind: str) -> list[Part]:
        return [element for element in self.elements if element.get("Element") == kind]

    def _blocks(self) -> list[tuple[str, Part]]:
        found = []
        for element in self._of("BL"):
            for number, block in numbered(element.get("Payload")):
                if isinstance(block, Mapping):
                    found.append((as_text(block.get("ID")) or f"block {number}", block))
        return found

    def pages(self) -> list[dict[str, Any]]:
        """All pages in the order of the flow, with their conditions and jumps."""
        flow = Flow(self.desk)
        for element in self._of("FL"):
            flow.walk(as_part(element.get("Payload")), "FL")
        if not flow.steps:
            listed = [name for name, block in self.blocks.items() if block.get("Type") != "Trash"]
            flow.steps = [Step(name) for name in listed]
        if not self.blocks:
            return self._without_blocks()
        pages: list[dict[str, Any]] = []
        keys = Naming()
        waiting: list[tuple[int, Step]] = []
        for number, step in enumerate(flow.steps):
            if step.block:
                self._block(step, number, pages, keys, flow)
            else:
                waiting.append((len(pages) - 1, step))
        if pages:
            pages[0]["questions"] = [*self._hidden(), *self._arms(flow), *pages[0]["questions"]]
        self._end(waiting, pages, flow)
        self._skip(pages)
        self._left_out(flow)
        self.branches = flow.branches
        return pages

    def _hidden(self) -> list[dict[str, Any]]:
        """Values from the address, known from the start."""
        found = []
        for name, entry in self.desk.fields.items():
            settings = {"parameter": name} if ITEM_CODE.fullmatch(name) else {}
            text = {self.desk.default: name}
            found.append({"code": entry.code, "kind": "hidden", "text": text, "settings": settings})
            self.places[entry.code] = f"EmbeddedData {name}"
        return found

    def _arms(self, flow: Flow) -> list[dict[str, Any]]:
        """The random arms that decide which of several blocks a person sees."""
        found = []
        for code, blocks in flow.arms.items():
            words = [as_text(self.blocks.get(name, {}).get("Description")) or name for name in blocks]
            options = [{"code": number, "label": {self.desk.default: each}} for number, each in enumerate(words, 1)]
            text = {self.desk.default: " / ".join(words)[:1_000]}
            found.append({"code": code, "kind": "arm", "text": text, "settings": {"options": options}})
        return found

    def _without_blocks(self) -> list[dict[str, Any]]:
        questions = [each for name in self.questions for each in self._question(name, "SQ")]
        return [{"key": "page1", "title": {}, "questions": questions}]

    def _block(self, step: Step, number: int, pages: list[dict[str, Any]], keys: Naming, flow: Flow) -> None:
        block = self.blocks.get(step.block)
        if block is None or block.get("Type") == "Trash":
            self.desk.notes.dropped(step.place, step.block, N_("The flow names a block that is not in the file."))
            return
        self._tell_block(block, step)
        self.first_pages[number] = len(pages)
        name = as_text(block.get("Description")) or step.block
        rule = flow.rule(step)
        for part in _split(block):
            questions: list[dict[str, Any]] = []
            for asked, skips in part:
                place = f"BL {step.block}, {asked}"
                found = self._question(asked, place)
                if found and not questions:
                    self.starts[asked] = len(pages)
                questions += found
                self._note_skips(asked, skips, len(pages), number, place)
            if not questions:
                continue
            page: dict[str, Any] = {"key": keys.page(name), "title": {}, "questions": questions}
            page |= {"show_if": rule} if rule else {}
            pages.append(page | self._arranged(step, block, flow))

    def _arranged(self, step: Step, block: Part, flow: Flow) -> dict[str, Any]:
        """The order of a page's questions, and the block that moves with it."""
        shuffled = as_text(as_part(block.get("Options")).get("RandomizeQuestions")).lower()
        found: dict[str, Any] = {"order": "random"} if shuffled in _SHUFFLED else {}
        if step.block in flow.moving:
            name = plain_letters(step.block)[:40]
            found["block"] = name
            if {"name": name, "moves": True} not in self.blocks_moving:
                self.blocks_moving.append({"name": name, "moves": True})
        return found

    def _tell_block(self, block: Part, step: Step) -> None:
        options = as_part(block.get("Options"))
        if as_text(options.get("Looping")) not in {"", "None"}:
            self.desk.notes.changed(step.place, step.block, N_("A block that is repeated there is asked once here."))
        if as_text(options.get("RandomizeQuestions")).lower() not in {"", "false", "none", *_SHUFFLED}:
            self.desk.notes.dropped(step.place, step.block, N_("The order of the questions stays as it is written."))

    def _question(self, name: str, place: str) -> list[dict[str, Any]]:
        payload, entry = self.questions.get(name), self.desk.entries.get(name)
        if payload is None or entry is None or name in self.taken:
            self.desk.notes.dropped(place, name, N_("The question is not in the file, or stands there twice."))
            return []
        self.taken.add(name)
        subject = f"{as_text(payload.get('QuestionType'))} “{as_text(payload.get('DataExportTag')) or name}”"
        found = ask(Asked(payload, name, subject, entry), self.desk)
        logic = [payload.get("DisplayLogic"), payload.get("InPageDisplayLogic")]
        rule = both([condition(each, self.desk, f"{name}.DisplayLogic", subject) for each in logic if each])
        for each in found:
            self.places[each["code"]] = name
            if whole := both([rule, each.get("show_if", "")]):
                each["show_if"] = whole
        return found

    def _note_skips(self, name: str, skips: object, page: int, block: int, place: str) -> None:
        for number, skip in numbered(skips):
            part = as_part(skip)
            self.leading += 1
            entry = self.desk.entries.get(name)
            locator = (as_text(part.get("ChoiceLocator")) or as_text(part.get("Locator"))).split("/")[3:]
            where = (*locator, "", "", "")[:3]
            operator = as_text(part.get("Condition")) or "Selected"
            if entry is None or not entry.kind:
                continue
            try:
                rule = writing.write(tested(entry, (where[0], where[1], where[2]), operator, part.get("RightOperand")))
            except ExpressionRefused as refusal:
                self.desk.notes.dropped(
                    f"{place}.SkipLogic.{number}",
                    name,
                    N_("This condition cannot be read, so it leads nowhere: %(why)s"),
                    why=str(refusal),
                    original=as_text(part.get("Description")),
                )
                continue
            target = as_text(part.get("SkipToDestination"))
            self.skips.append(_Skip(page, rule, target, block, f"{place}.SkipLogic.{number}"))

    def _end(self, waiting: list[tuple[int, Step]], pages: list[dict[str, Any]], flow: Flow) -> None:
        """An early end is a jump from the page before it."""
        for page, step in waiting:
            rule = flow.rule(step)
            if page < 0 or (step.logic and not rule):
                self.desk.notes.dropped(step.place, "EndSurvey", N_("The end has no page before it, or no condition."))
            elif page < len(pages) - 1 or step.logic:
                self._end_after(page, pages, rule or "true", step.place)

    def _end_after(self, last: int, pages: list[dict[str, Any]], rule: str, place: str) -> None:
        """The end after a page that not everybody sees comes after the one before it for all others."""
        hidden: list[str] = []
        for number in range(last, -1, -1):
            shown = pages[number].get("show_if", "")
            self._jump(pages[number], both([rule, *hidden]), "", place)
            if not shown:
                return
            hidden.append(f"if({shown}, false, true)")

    def _jump(self, page: dict[str, Any], rule: str, target: str, place: str) -> None:
        jumps = page.setdefault("jumps", [])
        if len(rule) > MAX_RULE:
            self.desk.notes.dropped(place, "jump", N_("The conditions around this are longer than a rule can be."))
            return
        if len(jumps) >= MAX_RULES:
            self.desk.notes.dropped(place, "jump", N_("A page leads to at most %(most)s places."), most=MAX_RULES)
            return
        jumps.append({"rule": rule, "page": target, "outcome": "" if target else "end"})

    def _skip(self, pages: list[dict[str, Any]]) -> None:
        for skip in self.skips:
            following = [first for block, first in self.first_pages.items() if block > skip.block]
            at = self.starts.get(skip.target)
            if skip.target == "ENDOFBLOCK":
                at = min(following, default=len(pages))
            if skip.page >= len(pages) or (at is None and skip.target != "ENDOFSURVEY"):
                self.desk.notes.dropped(
                    skip.place, "SkipLogic", N_("It leads into the middle of a page."), original=skip.rule
                )
                continue
            if at is not None and (at <= skip.page or at >= len(pages)):
                at = None if at >= len(pages) else at
                if at is not None:
                    self.desk.notes.dropped(skip.place, "SkipLogic", N_("It leads backwards."), original=skip.rule)
                    continue
            self._jump(pages[skip.page], skip.rule, pages[at]["key"] if at is not None else "", skip.place)
            self.desk.notes.changed(skip.place, "SkipLogic", N_("It is followed when its page is left."))

    def _left_out(self, flow: Flow) -> None:
        shown = {step.block for step in flow.steps}
        for name, block in self.blocks.items():
            if block.get("Type") == "Trash":
                asked = [
                    as_text(self.questions.get(each, {}).get("DataExportTag")) or each for each, _s in _asked(block)
                ]
                if asked:
                    self.desk.notes.dropped(
                        f"BL {name}",
                        "Trash",
                        N_("Deleted questions are left out: %(names)s"),
                        names=", ".join(asked)[:500],
                    )
            elif name not in shown:
                self.desk.notes.dropped(
                    f"BL {name}",
                    as_text(block.get("Description")),
                    N_("The flow never shows this block; it is left out."),
                )

    def counts(self, pages: int) -> Counts:
        """What the file holds in its own terms, deleted questions apart."""
        asked = [payload for name, payload in self.questions.items() if name not in self.trash]
        return counted(asked, pages, conditions=self.branches + self.leading, quotas=len(self._of("QO")))

    def tell_rest(self) -> None:
        """Parts of the file that are no questions."""
        for element in self.elements:
            kind = as_text(element.get("Element"))
            if kind not in _QUIET and _says(element.get("Payload")):
                self.desk.notes.dropped(
                    kind[:20] or "?",
                    as_text(element.get("PrimaryAttribute"))[:60],
                    N_("This part of the file is unknown here."),
                    original=str(element.get("Payload"))[:500],
                )


def _says(payload: object) -> bool:
    """Whether a part of the file says anything: lists and names that are all empty do not."""
    if isinstance(payload, Mapping):
        return any(_says(each) for each in payload.values() if not isinstance(each, int | float))
    return payload not in (None, [], {}, "")


def _asked(block: Part) -> list[tuple[str, object]]:
    """The questions of a block with their skips."""
    parts = [as_part(part) for _number, part in numbered(block.get("BlockElements"))]
    return [
        (as_text(part.get("QuestionID")), part.get("SkipLogic"))
        for part in parts
        if as_text(part.get("Type")) == "Question"
    ]


def _split(block: Part) -> list[list[tuple[str, object]]]:
    """The questions of a block page by page."""
    pages: list[list[tuple[str, object]]] = [[]]
    for _number, part in numbered(block.get("BlockElements")):
        each = as_part(part)
        if as_text(each.get("Type")) == "Page Break":
            pages.append([])
        elif as_text(each.get("QuestionID")):
            pages[-1].append((as_text(each.get("QuestionID")), each.get("SkipLogic")))
    return pages

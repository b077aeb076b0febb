"""Walking through the pages and panels of a SurveyJS file: every question in order, with all conditions around it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.surveyjs.drafts import Condition, Found, has_kind
from survey_app.interchange.questionnaires.surveyjs.entries import is_simple
from survey_app.interchange.questionnaires.surveyjs.parts import Desk, Part, as_number, as_text, parts_of
from survey_app.interchange.questionnaires.surveyjs.unknown import tell_around
from survey_app.logic.tree import Constant
from survey_app.questions.definition import Text

_DEEPEST = 30
_MOST_REPEATS = 10
NEVER = Constant(value=False)


def is_hidden(part: Part) -> bool:
    """Whether an element is hidden from the start."""
    return part.get("visible") is False or as_text(part.get("visible")).lower() == "false"


def stays_hidden(part: Part) -> bool:
    """Hidden formulas and fields are no questions but values, and ours are hidden by nature."""
    kind = as_text(part.get("type")).lower()
    if part.get("visibleIf"):
        return False
    return (kind == "expression" and has_kind("calculated")) or (kind == "text" and has_kind("hidden"))


@dataclass
class FoundPage:
    """One page of the file: its name, its title and its conditions."""

    name: str
    title: Text
    place: str
    conditions: list[Condition]
    shuffled: bool = False


def _is_shuffled(part: Part, *, otherwise: bool = False) -> bool:
    """Whether the questions of a page or panel stand in a random order; nothing said is what is said around it."""
    said = as_text(part.get("questionOrder", part.get("questionsOrder"))).lower()
    return otherwise if said in {"", "default", "inherit"} else said == "random"


class Walk:
    """Goes through the file once; the pages are known when the elements have been walked."""

    def __init__(self, whole: Part, desk: Desk) -> None:
        self._whole = whole
        self._desk = desk
        self.pages: list[FoundPage] = []
        self._last = 0

    def elements(self) -> Iterator[Found]:
        """Every element that is no container, in the order it is asked."""
        listed = self._whole.get("pages")
        if not list(parts_of(listed)):
            loose = self._whole.get("elements", self._whole.get("questions"))
            yield from self._page({"name": "page1", "elements": loose}, "$")
            return
        for number, page in parts_of(listed):
            yield from self._page(page, f"$.pages[{number}]")

    def _page(self, page: Part, place: str) -> Iterator[Found]:
        name = as_text(page.get("name")) or f"page{len(self.pages) + 1}"
        title = self._desk.text(page.get("title"), f"{place}.title", f"page “{name}”")
        shuffled = _is_shuffled(page, otherwise=_is_shuffled(self._whole))
        self.pages.append(FoundPage(name, title, place, self._conditions(page, place, f"page “{name}”"), shuffled))
        if page.get("name") or page.get("title"):
            tell_around(page, place, f"page “{name}”", self._desk.notes)
        inner = Found({**page, "type": "panel", "title": None, "visibleIf": None, "visible": True}, place, 0)
        yield from self._inside(inner, len(self.pages) - 1, (), 0)

    def _conditions(self, part: Part, place: str, subject: str) -> list[Condition]:
        found = []
        rule = part.get("visibleIf")
        if isinstance(rule, str) and rule.strip():
            found.append(Condition(rule, f"{place}.visibleIf", subject))
        elif rule not in (None, "") and not isinstance(rule, str):
            self._desk.notes.dropped(
                f"{place}.visibleIf", subject, N_("A condition is a text."), original=str(rule)[:200]
            )
        if is_hidden(part) and not (found or stays_hidden(part)):
            found.append(Condition("", f"{place}.visible", subject, ours=NEVER))
            self._desk.notes.changed(
                f"{place}.visible", subject, N_("Hidden from the start there: here it is never asked.")
            )
        return found

    def _inside(self, panel: Found, page: int, around: tuple[Condition, ...], depth: int) -> Iterator[Found]:
        if depth > _DEEPEST:
            self._desk.notes.dropped(
                panel.place,
                panel.subject,
                N_("Panels inside of panels more than %(most)s deep are left out."),
                most=_DEEPEST,
            )
            return
        yield from self._heading(panel, page, around)
        name = "elements" if "elements" in panel.part else "questions"
        if not isinstance(panel.part.get(name, []), list):
            self._desk.notes.dropped(f"{panel.place}.{name}", panel.subject, N_("A list is expected here."))
        for number, part in parts_of(panel.part.get(name)):
            found = Found(part, f"{panel.place}.{name}[{number}]", page, around, panel.suffix, panel.scope)
            yield from self._one(found, page, depth)

    def _one(self, found: Found, page: int, depth: int) -> Iterator[Found]:
        self._last += 1
        if not found.name:
            found = replace(found, part={**found.part, "name": f"question{self._last}"})
        around = (*found.around, *self._conditions(found.part, found.place, found.subject))
        mark = found.part.get("rondo")
        if isinstance(mark, Mapping) and "settings" in mark:
            yield replace(found, around=around)
        elif found.kind == "panel" or (found.kind != "paneldynamic" and isinstance(found.part.get("elements"), list)):
            tell_around(found.part, found.place, found.subject, self._desk.notes)
            if _is_shuffled(found.part):
                reason = N_("The questions of a panel stand in the order they are written.")
                self._desk.notes.dropped(found.place, found.subject, reason)
            yield from self._inside(replace(found, around=around), page, around, depth + 1)
        elif found.kind == "paneldynamic":
            if is_simple(found.part):
                yield replace(found, around=around)
                return
            tell_around(found.part, found.place, found.subject, self._desk.notes)
            yield from self._repeated(replace(found, around=around), page, depth)
        else:
            yield replace(found, around=around)

    def _heading(self, panel: Found, page: int, around: tuple[Condition, ...]) -> Iterator[Found]:
        """The title and the description of a panel are words for people: they are said before its first question."""
        title, description = panel.part.get("title"), panel.part.get("description")
        if not title and not description:
            return
        part = {"type": "html", "name": f"{panel.name or 'page'}_text", "html": title or description, "_panel": True}
        if title and description:
            part["description"] = description
        yield Found(part, panel.place, page, around, panel.suffix, panel.scope)

    def _repeated(self, panel: Found, page: int, depth: int) -> Iterator[Found]:
        """A group asked several times is asked as often as it is shown at first."""
        if depth > _DEEPEST:
            return
        counts = [as_number(panel.part.get(name)) for name in ("panelCount", "minPanelCount")]
        times = int(min(max([1.0, *(count for count in counts if count is not None)]), _MOST_REPEATS))
        self._desk.notes.changed(
            panel.place,
            panel.subject,
            N_("A group that respondents may repeat as often as they like is asked %(times)s times."),
            times=times,
        )
        inner = panel.part.get("templateElements")
        for time in range(1, times + 1):
            title = panel.part.get("templateTitle") or (panel.part.get("title") if time == 1 else None)
            part = {"type": "panel", "name": panel.name, "title": title, "elements": inner}
            suffix = f"{panel.suffix}_{time}" if times > 1 else panel.suffix
            copy = Found(part, panel.place, page, panel.around, suffix, f"{panel.name}[{time - 1}].")
            for found in self._inside(copy, page, panel.around, depth + 1):
                yield replace(
                    found, place=found.place.replace(f"{panel.place}.elements", f"{panel.place}.templateElements")
                )

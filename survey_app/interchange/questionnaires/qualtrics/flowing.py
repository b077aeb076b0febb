"""The flow of a Qualtrics survey: which blocks are shown to whom, in which order, and where it ends early."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.qualtrics.deciding import both, condition
from survey_app.interchange.questionnaires.qualtrics.parts import Desk, Entry, Part, as_part, as_text, numbered
from survey_app.questions.reading import MAX_RULE
from survey_app.questions.registry import TYPES

_DEEPEST = 30
_MOST = 2_000
_BLOCKS = frozenset({"Block", "Standard", "Default", "BL"})
_GROUPS = frozenset({"Root", "Group", "BlockRandomizer", "Branch"})


@dataclass
class Step:
    """A block that is shown under a condition, or an early end."""

    block: str = ""
    logic: tuple[tuple[object, str], ...] = ()
    place: str = ""
    rule: str = ""
    """What has to be met beside that, in our own language."""


@dataclass
class Flow:
    """The steps in order; conditions are read once all questions are known."""

    desk: Desk
    steps: list[Step] = field(default_factory=list)
    moving: set[str] = field(default_factory=set)
    """Blocks that change places with each other at random."""
    branches: int = 0
    arms: dict[str, list[str]] = field(default_factory=dict)
    """The blocks of which each person is dealt one, by the code of the arm that decides."""
    _drawn: dict[str, str] = field(default_factory=dict)
    _seen: int = 0

    def walk(self, part: Part, place: str, logic: tuple[tuple[object, str], ...] = (), depth: int = 0) -> None:
        """Go through one part of the flow and everything inside of it."""
        self._seen += 1
        if depth > _DEEPEST or self._seen > _MOST:
            self.desk.notes.dropped(place, "flow", N_("The flow is deeper or longer than can be followed."))
            return
        kind = as_text(part.get("Type")) or "Root"
        if kind in _BLOCKS:
            self._block(as_text(part.get("ID")), logic, place)
        elif kind == "EndSurvey":
            self.steps.append(Step("", logic, place))
        elif kind in _GROUPS or "Flow" in part:
            inner = (*logic, (part.get("BranchLogic"), place)) if kind == "Branch" else logic
            self._tell(kind, part, place)
            for number, each in numbered(part.get("Flow")):
                if isinstance(each, Mapping):
                    self.walk(each, f"{place}.Flow[{number}]", inner, depth + 1)
        else:
            self._tell(kind, part, place)

    def _block(self, name: str, logic: tuple[tuple[object, str], ...], place: str) -> None:
        if any(step.block == name for step in self.steps):
            self.desk.notes.dropped(place, name, N_("A block is asked once, where it stands first in the flow."))
            return
        self.steps.append(Step(name, logic, place, self._drawn.get(name, "")))

    def _tell(self, kind: str, part: Part, place: str) -> None:
        if kind == "Branch":
            self.branches += bool(part.get("BranchLogic"))
        elif kind == "BlockRandomizer":
            self._randomizer(part, place)
        elif kind == "EmbeddedData":
            self._fields(part, place)
        elif kind not in _GROUPS:
            self.desk.notes.dropped(place, kind[:60], N_("This part of the flow has no counterpart here."))

    def _randomizer(self, part: Part, place: str) -> None:
        """Blocks that all are shown, in a random order; other draws are told."""
        inside = [as_part(each) for _number, each in numbered(part.get("Flow"))]
        some = as_text(part.get("SubSet"))
        drawn = some not in {"", "0", str(len(inside))}
        plain = bool(inside) and all(as_text(each.get("Type")) in _BLOCKS for each in inside)
        if not plain or (self.moving and not drawn):
            reason = N_("All blocks are asked in the order they are written, not in a random one.")
            self.desk.notes.changed(place, "BlockRandomizer", reason)
        elif some == "1" and len(inside) > 1 and "arm" in TYPES:
            self._deal([as_text(each.get("ID")) for each in inside], place)
        elif some not in {"", "0", str(len(inside))}:
            reason = N_(
                "Of %(all)s blocks %(some)s are drawn there; here all are asked, in the order they are written."
            )
            self.desk.notes.changed(place, "BlockRandomizer", reason, all=len(inside), some=some[:10])
        else:
            self.moving = {as_text(each.get("ID")) for each in inside}

    def _deal(self, blocks: list[str], place: str) -> None:
        """One of several blocks for each person: a random arm, whose codes are the blocks in their order."""
        code = self.desk.naming.question("ARM")
        self.arms[code] = blocks
        self._drawn |= {name: f"{code} = {number}" for number, name in enumerate(blocks, 1)}
        reason = N_("Of these blocks each person is dealt one; the arm is called %(code)s.")
        self.desk.notes.kept(place, "BlockRandomizer", reason, code=code)

    def _fields(self, part: Part, place: str) -> None:
        """Data that come from outside: values from the address here; what is set in the flow itself is told."""
        for _number, each in numbered(part.get("EmbeddedData")):
            name, value = as_text(as_part(each).get("Field")).strip(), as_text(as_part(each).get("Value"))
            if not name or name in self.desk.fields:
                continue
            if "hidden" not in TYPES:
                self.desk.notes.dropped(place, name, N_("Data that come from outside are not kept."))
                continue
            self.desk.fields[name] = Entry(self.desk.naming.question(name), "short_text")
            if value:
                self.desk.notes.dropped(
                    place, name, N_("A value that is set in the flow is not set here."), original=value
                )

    def rule(self, step: Step) -> str:
        """All conditions a step stands under, as one rule."""
        rule = both([*(condition(logic, self.desk, place, "Branch") for logic, place in step.logic), step.rule])
        if len(rule) <= MAX_RULE:
            return rule
        self.desk.notes.dropped(step.place, "Branch", N_("The conditions around this are longer than a rule can be."))
        return ""

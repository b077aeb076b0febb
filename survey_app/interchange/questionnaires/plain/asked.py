"""One question while its lines are read, and the part of our document it comes to in the end."""

import re
from dataclasses import dataclass, field
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.plain import hints
from survey_app.interchange.questionnaires.plain.hints import Span
from survey_app.interchange.questionnaires.plain.reading import Became, Line
from survey_app.questions.reading import MAX_CODE, MAX_OPTIONS, OTHER_CODE

_RULER = re.compile(r"\s*[_＿]{2,}\s*|\s*[.…]{4,}\s*$")  # noqa: RUF001 - full width marks
_TAIL = re.compile(r"(?<=[?:？：])\s*[01]\s*(?:-|–|~|to|al?|至|到)\s*\d{1,2}\s*$")  # noqa: RUF001 - full width marks
_ALONE = re.compile(r"\d{1,2}")
_SAYS = dict(hints.KINDS)
_FEWEST_POINTS, _MOST_POINTS = 3, 11


@dataclass(slots=True)
class Choice:
    """One answer or row: its line, its words, and the code it was given, if any."""

    line: Line
    words: str
    code: int = -1


@dataclass(slots=True)
class Asked:
    """What is known of a question so far."""

    line: Line
    text: str
    code: str
    hint: str = ""
    kind: str = ""
    choices: list[Choice] = field(default_factory=list)
    several: bool = False
    most: int = 0
    in_order: bool = False
    required: bool = False
    apart: bool = False
    other: Line | None = None
    other_words: str = ""
    span: Span | None = None
    spaces: int = 0
    said: list[Line] = field(default_factory=list)
    """Lines of the text, hint, scale and spaces: they carry the question's code."""

    @property
    def is_open(self) -> bool:
        """Whether nothing says yet how it is answered."""
        return not (self.choices or self.span or self.spaces or self.kind or self.other)

    def takes(self, line: Line, became: Became) -> None:
        """A line that belongs to the question without being an answer."""
        line.became = became
        self.said.append(line)

    def hear(self, line: Line, words: str) -> str:
        """Take out of a text what it says about answering; what is left is the text."""
        for whole, inside in list(hints.brackets_of(words)):
            if self._instructed(line, inside):
                words = hints.without(words, whole)
        if _RULER.search(words):
            self.spaces += 1
            words = _RULER.sub(" ", words)
        words = " ".join(words.split())
        if words.endswith("*"):
            self.required, words = True, words.rstrip("* ")
        tail = _TAIL.search(words)
        if tail and (span := hints.span_of(tail[0].strip(), alone=True)):
            self.span, words = span, words[: tail.start()]
        self.span = self.span or hints.span_of(words, alone=False)
        self._overheard(words)
        return words.strip(" :：") if self.spaces else words.strip()  # noqa: RUF001 - full width colon

    def instructed(self, line: Line, words: str) -> bool:
        """Whether a whole line only says how to answer; then it is taken."""
        inside = words.strip("()[]（）【】 ")  # noqa: RUF001 - full width brackets
        if span := hints.span_of(words, alone=True):
            self.span = span
            self.takes(line, Became.SCALE)
            return True
        if self._instructed(line, inside):
            if line.became is not Became.LEFT_OUT or not line.note:
                self.takes(line, Became.REMARK)
            return True
        return False

    def _instructed(self, line: Line, inside: str) -> bool:
        if span := hints.span_of(inside, alone=True):
            self.span = span
        elif hints.NEEDED.fullmatch(inside):
            self.required = True
        elif kind := next((kind for kind, pattern in hints.KINDS if pattern.fullmatch(inside)), ""):
            self.kind = kind
        elif hints.LEADS.search(inside) or hints.CONDITION.fullmatch(inside):
            line.says(N_("“%(rule)s” is a rule: write it under “Logic”."), rule=inside[:200])
        elif most := hints.most_of(inside):
            self.several, self.most = True, most
        elif hints.SEVERAL.search(inside):
            self.several = True
        elif hints.ORDER.search(inside):
            self.in_order = True
        else:
            return bool(hints.ONE.search(inside))
        return True

    def _overheard(self, words: str) -> None:
        """What the text itself says; it stays in the text."""
        self.several = self.several or bool(hints.SEVERAL.search(words))
        self.most = self.most or (hints.most_of(words) if hints.ASKS.search(words) is None else 0)
        self.in_order = self.in_order or bool(hints.ORDER.search(words))

    def offer(self, line: Line, words: str, code: int = -1) -> None:
        """One more answer; where it leads is told, and one with room for own words is the open one."""
        if (leads := hints.LEADS.search(words)) and leads.start() > 0:
            rule = words[leads.start() :].strip(" ()[]")
            words = words[: leads.start()].rstrip(" ([（,，;；")  # noqa: RUF001 - full width marks
            line.says(N_("“%(rule)s” is a rule: write it under “Logic”."), rule=rule[:200])
        self.apart = self.apart or hints.APART.fullmatch(words) is not None
        if self.other is None and hints.OTHER.match(words):
            line.became = Became.ANSWER
            self.other, self.other_words = line, _RULER.sub(" ", words).strip(" :：…")  # noqa: RUF001 - full width colon
            return
        words = _RULER.sub(" ", words).strip()
        if words and len(self.choices) < MAX_OPTIONS:
            line.became = Became.ANSWER
            self.choices.append(Choice(line, words, code))
        elif words:
            line.left_out(N_("There are more answers than a question can have."))

    def finished(self, language: str) -> dict[str, Any]:
        """The question as a part of our document; its lines learn what they became."""
        self._settle()
        kind, settings = self._made(language)
        if self.apart and kind in {"grid", "rating", "ranking"} and self.span:
            for each in [each for each in self.choices if hints.APART.fullmatch(each.words)]:
                self.choices.remove(each)
                self.takes(each.line, Became.REMARK)
            kind, settings = self._made(language)
        rows = kind in {"grid", "ranking"}
        for line in (*(each.line for each in self.choices), *([self.other] if self.other else [])):
            line.code = self.code
            line.became = Became.ROW if rows else Became.ANSWER
        for line in (self.line, *self.said):
            line.code = self.code
        text = self.text or self.hint or self.code
        return {
            "code": self.code,
            "kind": kind,
            "text": {language: text},
            "hint": {language: self.hint} if self.hint and self.text else {},
            "required": self.required,
            "not_applicable": self.apart and kind in {"grid", "rating"},
            "settings": settings,
        }

    def _settle(self) -> None:
        """Answers that are nothing but figures in a row are a scale."""
        figures = [int(each.words) for each in self.choices if _ALONE.fullmatch(each.words)]
        whole = len(figures) == len(self.choices) and not self.other
        if not whole or not _FEWEST_POINTS <= len(figures) <= _MOST_POINTS or figures[0] not in {0, 1}:
            return
        if figures == list(range(figures[0], figures[0] + len(figures))):
            self.span = Span(figures[0], figures[-1])
            for each in self.choices:
                self.takes(each.line, Became.SCALE)
            self.choices = []

    def _made(self, language: str) -> tuple[str, dict[str, Any]]:
        if self.span and not self.other:
            return self._rated(language)
        if self.in_order and len(self.choices) > 1:
            return "ranking", {"items": self._items(language)}
        if self.choices or self.other:
            return self._chosen(language)
        return self.kind or self._written(), {}

    def _written(self) -> str:
        """The kind of a question that is answered in own words or with a figure."""
        if not self.spaces:
            self.line.says(N_("Nothing says how it is answered: a field for own words."))
        if self.spaces == 1 and hints.HOW_MANY.search(self.text):
            return "number"
        if self.spaces == 1 and (found := next((k for k in ("email", "phone") if _SAYS[k].search(self.text)), "")):
            return found
        return "long_text" if self.spaces > 1 or hints.WHY.search(self.text) else "short_text"

    def _rated(self, language: str) -> tuple[str, dict[str, Any]]:
        assert self.span  # noqa: S101 - asked for with a scale only
        span = self.span
        ends = {name: {language: words} for name, words in (("low", span.low), ("high", span.high)) if words}
        if self.choices:
            scale = {"first": span.first, "last": span.last, **ends}
            return "grid", {"items": self._items(language), "scale": scale}
        if (span.first, span.last) == (0, 10) and hints.RECOMMEND.search(self.text):
            return "recommend", ends
        return "rating", {"scale": {"first": span.first, "last": span.last, **ends}}

    def _items(self, language: str) -> list[dict[str, Any]]:
        return [{"code": str(n), "label": {language: each.words}} for n, each in enumerate(self.choices, 1)]

    def _chosen(self, language: str) -> tuple[str, dict[str, Any]]:
        codes = [each.code for each in self.choices]
        own = len(set(codes)) == len(codes) and all(0 <= code <= MAX_CODE for code in codes)
        codes = codes if own else list(range(1, len(codes) + 1))
        options = [
            {"code": code, "label": {language: each.words}} for code, each in zip(codes, self.choices, strict=True)
        ]
        if self.other and not options:
            options = [{"code": 1, "label": {language: self.other_words}}]
            return "single", {"options": options}
        settings: dict[str, Any] = {"options": options}
        if self.other:
            code = OTHER_CODE if OTHER_CODE not in codes else max(codes) + 1
            settings["other"] = {"code": code, "label": {language: self.other_words}}
        if not self.several:
            return "single", settings
        return "multiple", settings | ({"max": min(self.most, len(options) + bool(self.other))} if self.most else {})

"""The way through the lines of a text: where a question begins, which answers are its own, where a page begins."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.plain import hints
from survey_app.interchange.questionnaires.plain.asked import Asked
from survey_app.interchange.questionnaires.plain.marks import Sign, answers_inside
from survey_app.interchange.questionnaires.plain.reading import (
    MOST_LETTERS,
    Became,
    Line,
    PlainText,
    Seen,
    seen,
)
from survey_app.questions.registry import MAX_QUESTIONS

__all__ = ["read"]

_SHORT = 80
_ENOUGH = 3
_FEWEST_CAPITALS = 5
_LONGEST_TEXT = 4_000
_LOWER = re.compile(r"[a-zà-ÿ]")
_ENDED = re.compile(r"[?？:：.。!！…]\s*$")  # noqa: RUF001 - full width marks
_SLASHED = re.compile(r"[^/／]{1,40}(?:\s*[/／|]\s*[^/／|]{1,40}){1,6}")  # noqa: RUF001 - full width stroke


@dataclass(slots=True)
class _Page:
    heading: Line | None
    title: str
    asked: list[Asked | Line] = field(default_factory=list)


def read(text: str, language: str) -> PlainText:
    r"""The questionnaire that a text holds, its words in one language. Never raises, however wild the text.

    >>> found = read("1. Which one?\n- This\n- That", "en")
    >>> found.document["pages"][0]["questions"][0]["kind"]
    'single'
    """
    found = seen(text[:MOST_LETTERS])
    walk = _Walk(found)
    for place in range(len(found)):
        walk.step(place)
    return PlainText({"languages": [language], "pages": list(_written(walk.pages, language))}, [x.line for x in found])


def _written(pages: Sequence[_Page], language: str) -> Iterator[dict[str, Any]]:
    count = 0
    for number, page in enumerate(pages, 1):
        questions: list[dict[str, Any]] = []
        for part in page.asked:
            count += 1
            if count > MAX_QUESTIONS:
                _too_many(part)
            elif isinstance(part, Line):
                part.code = f"T{count}"
                text = {language: part.words}
                questions.append({"code": part.code, "kind": "information", "text": text, "purpose": "clarifying"})
            else:
                questions.append(part.finished(language))
        if questions:
            title = {language: page.title[:200]} if page.title else {}
            yield {"key": f"p{number}", "title": title, "questions": questions}
        elif page.heading:
            page.heading.left_out(N_("No question stands under this heading."))


def _too_many(part: Asked | Line) -> None:
    lines = [part] if isinstance(part, Line) else [part.line, *part.said, *(each.line for each in part.choices)]
    for line in lines:
        line.left_out(N_("There are more questions than a questionnaire can have."))


class _Walk:
    """Where the walk stands: the page, the question, and how its answers are counted."""

    def __init__(self, found: Sequence[Seen]) -> None:
        self.found = found
        self.pages = [_Page(None, "")]
        self.asked: Asked | None = None
        self.count = 0
        self.question = Asked(Line(0, ""), "", "")
        self.number, self.style, self.indent = 0, "", 0
        self.answer_number, self.answer_style = -1, ""
        self.is_loose = False

    def step(self, place: int) -> None:
        """Take one line."""
        here = self.found[place]
        match here.mark.sign:
            case Sign.BREAK:
                self._break(here)
            case Sign.HEADING if not self._continues(here):
                self._page(here, here.mark.words)
            case Sign.QUESTION:
                self._ask(here, here.mark.words)
            case Sign.RULED if self.asked:
                self.asked.spaces += 1
                self.asked.takes(here.line, Became.SPACE)
            case Sign.RULED:
                here.line.left_out(N_("No question stands before this line."))
            case Sign.NUMBER | Sign.LETTER:
                self._counted(place)
            case Sign.BULLET | Sign.BOX | Sign.CIRCLE | Sign.CODED:
                self._signed(here)
            case _ if any(map(str.isalnum, here.line.words)):
                self._plain(place)
            case _:
                here.line.left_out(N_("There is no word in this line."))

    def _break(self, here: Seen) -> None:
        here.line.became, self.asked = Became.PAGE, None
        if self.pages[-1].asked:
            self.pages.append(_Page(None, ""))

    def _page(self, here: Seen, title: str) -> None:
        self.asked = None
        if self.pages[-1].asked or self.pages[-1].heading:
            self.pages.append(_Page(None, ""))
        here.line.became = Became.PAGE
        self.pages[-1].heading, self.pages[-1].title = here.line, title

    def _ask(self, here: Seen, words: str) -> None:
        self.count += 1
        text, inside, boxes = answers_inside(words)
        asked = Asked(here.line, "", f"Q{self.count}")
        here.line.became = Became.QUESTION
        asked.text = asked.hear(here.line, text if inside else words)
        asked.several = asked.several or boxes
        self.pages[-1].asked.append(asked)
        self.asked, self.is_loose = asked, False
        self.number = here.mark.number if here.mark.number >= 0 else self.number
        self.style = here.mark.style or self.style
        self.indent, self.answer_number, self.answer_style = here.indent, -1, ""
        for each in inside:
            asked.offer(here.line, each)
        here.line.became = Became.QUESTION

    def _answer(self, here: Seen, words: str) -> None:
        assert self.asked  # noqa: S101 - only called behind a question
        _text, inside, boxes = answers_inside(here.line.words)
        self.asked.several = self.asked.several or boxes or here.mark.sign is Sign.BOX
        for each in inside if len(inside) > 1 else [words]:
            self.asked.offer(here.line, each, here.mark.number if here.mark.sign is Sign.CODED else -1)
        if here.line.became is Became.LEFT_OUT and not here.line.note:
            here.line.left_out(N_("Nothing is left of this line that could be an answer."))
        self.answer_number, self.answer_style = here.mark.number, here.mark.style
        self.is_loose = False

    def _signed(self, here: Seen) -> None:
        if self.asked:
            self._answer(here, here.mark.words)
        elif hints.ASKS.search(here.mark.words):
            self._ask(here, here.mark.words)
        else:
            here.line.left_out(N_("No question stands before this answer."))

    def _continues(self, here: Seen) -> bool:
        """Whether what looks like a heading goes on with lettered answers: `I.` behind `H.` is one."""
        return bool(self.asked and self.answer_style and here.mark.style == self.answer_style)

    def _counted(self, place: int) -> None:
        """A line with a number or a letter: the next question, or the next answer."""
        here = self.found[place]
        mark = here.mark
        if not mark.words:
            here.line.left_out(N_("There is a number and nothing behind it."))
        elif self.asked is None:
            self._begin(here)
        elif self._is_answer(here):
            self._answer(here, mark.words)
        elif mark.sign is Sign.LETTER and not hints.ASKS.search(mark.words):
            if mark.style.endswith("A") and here.after_blank:
                self._page(here, mark.words)
            else:
                self._answer(here, mark.words)
        else:
            self._ask(here, mark.words)

    def _begin(self, here: Seen) -> None:
        is_heading = here.mark.sign is Sign.LETTER and not hints.ASKS.search(here.mark.words)
        if is_heading:
            self._page(here, here.mark.words)
        else:
            self._ask(here, here.mark.words)

    def _is_answer(self, here: Seen) -> bool:
        mark = here.mark
        if mark.sign is Sign.NUMBER and here.indent >= self.indent + 2:
            return True
        first = not self.answer_style and mark.number in {0, 1} and not (mark.sign is Sign.LETTER and mark.number)
        answer = first or (mark.style == self.answer_style and mark.number == self.answer_number + 1)
        if mark.sign is Sign.LETTER:
            return answer
        question = mark.number == self.number + 1 and self.style in {mark.style, ""}
        if answer and question:
            return not here.after_blank and not hints.ASKS.search(mark.words)
        if answer or question:
            return answer
        return bool(self.answer_style) and not here.after_blank and not hints.ASKS.search(mark.words)

    def _plain(self, place: int) -> None:
        """A line without a sign."""
        here, words = self.found[place], self.found[place].line.words
        _text, inside, _boxes = answers_inside(words)
        if self._heads(place):
            self._page(here, words.strip(" :*#"))
        elif self.asked is None:
            self._first(place)
        elif self.asked.instructed(here.line, words):
            return
        elif len(inside) > 1 and not hints.ASKS.search(words):
            self._answer(here, words)
        elif "__" in words and not self.asked.is_open and (here.after_blank or not self.is_loose):
            self._ask(here, words)
        elif hints.LEADS.search(words) and len(words) <= 2 * _SHORT and not hints.ASKS.search(words):
            here.line.left_out(N_("This says how to go on: write it as a rule under “Logic”."))
        elif hints.ASKS.search(words) and (here.after_blank or not self.asked.is_open or self._is_asked_already()):
            self._ask(here, words)
        elif here.after_blank and not (self.asked.is_open and self._run(place) > 1):
            self._first(place)
        else:
            self._goes_on(place)

    def _is_asked_already(self) -> bool:
        return bool(self.asked and hints.ASKS.search(self.asked.text))

    def _first(self, place: int) -> None:
        """A line that no question holds: one itself if something to answer follows, else a text to read."""
        here = self.found[place]
        words = here.line.words
        following = self.found[place + 1] if place + 1 < len(self.found) else None
        answered = following is not None and not following.after_blank and (
            following.mark.is_answer
            or following.mark.sign is Sign.RULED
            or (following.mark.sign in {Sign.LETTER, Sign.NUMBER} and following.mark.number in {0, 1})
            or hints.span_of(following.line.words, alone=True) is not None
        )  # fmt: skip
        has_space = "__" in words or len(answers_inside(words)[1]) > 1
        if hints.ASKS.search(words) or answered or has_space:
            self._ask(here, words)
        else:
            here.line.became, self.asked = Became.TEXT, None
            self.pages[-1].asked.append(here.line)

    def _heads(self, place: int) -> bool:
        """Whether a short line stands above a numbered question, or is written in capitals."""
        here, words = self.found[place], self.found[place].line.words
        if not here.after_blank or len(words) > _SHORT or _ENDED.search(words) or "__" in words:
            return False
        if len(words) >= _FEWEST_CAPITALS and words.isupper() and words.upper() != words.lower():
            return True
        following = self.found[place + 1] if place + 1 < len(self.found) else None
        if following is None or following.mark.sign not in {Sign.NUMBER, Sign.QUESTION}:
            return False
        return following.mark.number == self.number + 1 or hints.ASKS.search(following.mark.words) is not None

    def _run(self, place: int) -> int:
        """How many short lines without a sign stand together from here on; three are as good as more."""
        count = 0
        for here in self.found[place : place + _ENOUGH]:
            plain = here.mark.sign is Sign.NONE and len(here.line.words) <= _SHORT
            if not plain or hints.ASKS.search(here.line.words) or (count and here.after_blank):
                break
            count += 1
        return count

    def _goes_on(self, place: int) -> None:
        """A line without a sign right below a question: its answers, its hint, or the rest of its text."""
        assert self.asked  # noqa: S101 - only called behind a question
        here, asked, words = self.found[place], self.asked, self.found[place].line.words
        if self.is_loose:
            asked.offer(here.line, words)
        elif asked.choices or asked.other:
            if asked.choices and _LOWER.match(words):
                asked.choices[-1].words = f"{asked.choices[-1].words} {words}"[:500]
                here.line.became = Became.ANSWER
                asked.said.append(here.line)
            else:
                here.line.left_out(N_("No sign says whether this is an answer or a new question."))
        elif _SLASHED.fullmatch(words) and hints.ASKS.search(asked.text):
            for part in re.split(r"[/／|]", words):  # noqa: RUF001 - full width stroke
                asked.offer(here.line, part.strip())
        elif self._run(place) > 1 and (_ENDED.search(asked.text) or len(asked.text) <= _SHORT // 2):
            self.is_loose = True
            asked.offer(here.line, words)
        elif len(asked.text) + len(asked.hint) + len(words) > _LONGEST_TEXT:
            here.line.left_out(N_("The text of the question is as long as it can be."))
        elif hints.ASKS.search(asked.text) or words.startswith(("(", "（", "[")):  # noqa: RUF001 - full width bracket
            asked.hint = f"{asked.hint} {asked.hear(here.line, words)}".strip()
            asked.takes(here.line, Became.HINT)
        else:
            asked.text = f"{asked.text} {asked.hear(here.line, words)}".strip()
            asked.takes(here.line, Became.QUESTION)

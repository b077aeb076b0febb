"""A panellist's answer as it comes from the page: read strictly, with words for what is wrong, typed things kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.base import Problem
from survey_app.questions.figures import plain
from survey_app.questions.reading import UNSTORABLE, straight
from survey_app.services import ratings
from survey_app.services.protocol_rules import ProtocolRules, ReasonDemand
from survey_app.services.ratings import LONGEST_REASON, Answer, Own

KEEP, CHANGE = "keep", "change"
_LONGEST_SHOWN = 20_000
_MOST_FIGURES = 9


class AnswerForm:
    """One item on its page. Shows what was answered in this round, nothing before the person has said something."""

    new_answer = N_("Choose your new answer, from %(low)s to %(high)s.")
    first_answer = N_("Choose an answer from %(low)s to %(high)s.")
    answer_or_not = N_("Choose an answer from %(low)s to %(high)s, or say that you cannot judge.")
    kept_and_new = N_("You chose to keep your answer and also a new one, %(value)s: choose one of the two.")

    def __init__(
        self,
        rules: ProtocolRules,
        own: Own | None = None,
        answer: Answer | None = None,
        middle: tuple[float, float] | None = None,
    ) -> None:
        self.rules = rules
        self.own = own if own is not None and own.value is not None else None
        self.earlier = own
        self.middle = middle
        self.problems: tuple[Problem, ...] = ()
        self.shown: dict[str, str] = _shown(answer, self.own)

    @property
    def points(self) -> tuple[float, ...]:
        """The points of the scale."""
        return ratings.points_of(self.rules)

    @property
    def is_untouched(self) -> bool:
        """Whether nothing at all was chosen or typed."""
        return not any(self.shown.values())

    def read(self, posted: Mapping[str, Any]) -> Answer | None:
        """The answer that was sent; None when something is wrong, which `problems` says."""
        sent = self._take(posted, ("move", "value", "cannot", "why"))
        why = self._why(straight(sent["why"][0]) if sent["why"] else "")
        value = self._value(sent)
        if not self.problems and ratings.demands_reason(self.rules, value, self.middle) and not why:
            message = N_("Say in a few words why you answer like this: the protocol of this panel asks for it.")
            self._refuse("why", message)
        if self.problems:
            return None
        choice = ratings.choice_of(self.earlier, value)
        return Answer(value, cannot=value is None, choice=choice, reason=why)

    def _take(self, posted: Mapping[str, Any], names: Sequence[str]) -> dict[str, Sequence[str]]:
        """What was sent under each name, to be shown again as it was typed."""
        sent: dict[str, Sequence[str]] = {name: values_of(posted, name) for name in names}
        self.shown = {name: showable(values[0]) if values else "" for name, values in sent.items()}
        self.problems = ()
        for name, values in sent.items():
            if len(values) > 1:
                self._refuse(name, N_("Give one answer only."))
        return sent

    def _value(self, sent: Mapping[str, Sequence[str]]) -> float | None:
        move, value, cannot = (sent[name][0] if sent[name] else "" for name in ("move", "value", "cannot"))
        chosen = next((point for point in self.points if str(point) == value), None)
        if (value and chosen is None) or move not in ("", KEEP, CHANGE) or cannot not in self._marks:
            self._refuse("value", N_("Choose one of the answers shown."))
        elif cannot and (value or move):
            message = N_("You gave an answer and also said that you cannot judge: choose one of the two.")
            self._ask_again("cannot", message)
        elif cannot:
            return None
        elif move == KEEP:
            return self._kept(value)
        elif chosen is None and move == CHANGE:
            self._refuse("value", self.new_answer, **self._ends())
        elif chosen is None and self.own is not None:
            self._refuse("move", N_("Say whether you keep or change your answer, or that you cannot judge."))
        elif chosen is None:
            words = self.answer_or_not if self.rules.cannot_judge else self.first_answer
            self._refuse("value", words, **self._ends())
        return chosen

    @property
    def _marks(self) -> tuple[str, ...]:
        return ("", "1") if self.rules.cannot_judge else ("",)

    def _kept(self, value: str) -> float | None:
        """Keeping is an act of its own: only somebody who has an earlier answer can do it."""
        if self.own is None:
            self._refuse("value", N_("There is no earlier answer of yours to keep: choose an answer."))
        elif value and value != str(_whole(self.own.value)):
            self._ask_again("move", self.kept_and_new, value=value)
        else:
            return _whole(self.own.value)
        return None

    def _ask_again(self, field: str, message: str, **params: object) -> None:
        """Two answers at once: show neither as chosen, since a radio button cannot be unset without a script."""
        self._refuse(field, message, **params)
        self.shown = {"why": self.shown["why"]}

    def _why(self, words: str) -> str:
        words = words.strip()
        if (refusal := refused_reason(words)) is not None:
            self._refuse("why", refusal[0], **refusal[1])
        return words

    def _ends(self) -> dict[str, object]:
        return {"low": self.points[0], "high": self.points[-1]}

    def _refuse(self, field: str, message: str, **params: object) -> None:
        self.problems = (*self.problems, Problem(field, message, params))

    def problem(self, field: str) -> Problem | None:
        """What is wrong with a field."""
        return next((each for each in self.problems if each.field == field), None)

    @property
    def must_say_why(self) -> bool:
        """Whether every answer needs a reason."""
        return self.rules.reasons is ReasonDemand.ALWAYS


class PointsForm:
    """All items on one page: points are shared out among them."""

    field = "points"
    least = 0
    message = N_("Statement %(place)s: enter a whole number from 0 to %(most)s.")

    @property
    def most(self) -> int:
        """The most that one statement can get."""
        return self.rules.points_total

    def __init__(self, rules: ProtocolRules, own: Sequence[Own | None], answers: Sequence[Answer | None]) -> None:
        self.rules = rules
        self.own = own
        self.shown = ["" if each is None or each.value is None else str(_whole(each.value)) for each in answers]
        self.reasons = ["" if each is None else each.reason for each in answers]
        self.problems: tuple[Problem, ...] = ()
        self.is_new = not any(answers)

    @property
    def can_keep(self) -> bool:
        """Whether all can be kept as in the round before with one press: nothing is answered yet, and it fits."""
        before = [each.value for each in self.own if each is not None and each.value is not None]
        return self.is_new and len(before) == len(self.own) > 0 and self._fits(before)

    def _fits(self, before: Sequence[float]) -> bool:
        """Whether earlier answers make a whole sheet of these statements."""
        return sum(before) == self.most

    def as_before(self, posted: Mapping[str, Any]) -> dict[str, Any]:
        """What is sent when all is kept: every box as it was in the round before, reasons as they were typed."""
        boxes = {f"{self.field}-{place}": self._box(each) for place, each in enumerate(self.own, 1)}
        return {**{name: posted.get(name) for name in posted}, **boxes}

    def _box(self, own: Own | None) -> str:
        return "" if own is None or own.value is None else str(_whole(own.value))

    def read(self, posted: Mapping[str, Any]) -> list[Answer | None] | None:
        """One answer an item, None where the box is empty; nothing when something is wrong."""
        if posted.get("go") == "keep" and self.can_keep:
            posted = self.as_before(posted)
        places = range(1, len(self.own) + 1)
        sent = [values_of(posted, f"{self.field}-{place}") for place in places]
        words = [values_of(posted, f"why-{place}") for place in places]
        self.shown = [showable(values[0]) if values else "" for values in sent]
        self.reasons = [showable(values[0]) if values else "" for values in words]
        self.problems = ()
        found = [self._answer(place, sent[place - 1], words[place - 1]) for place in places]
        return None if self.problems else found

    def _answer(self, place: int, sent: Sequence[str], words: Sequence[str]) -> Answer | None:
        """The points and the reason of one statement; `problems` says what is wrong with them."""
        typed = plain(sent[0][:_LONGEST_SHOWN]) if sent else ""
        reason = straight(words[0]).strip() if words else ""
        if (refusal := refused_reason(reason)) is not None:
            self.problems = (*self.problems, Problem(f"why-{place}", *refusal))
        elif len(sent) <= 1 and _is_whole(typed) and self.least <= int(typed) <= self.most:
            value = int(typed)
            return Answer(value, choice=ratings.choice_of(self.own[place - 1], value), reason=reason)
        elif typed or reason:
            params = {"place": place, "most": self.most}
            self.problems = (*self.problems, Problem(f"{self.field}-{place}", self.message, params))
        return None

    def problem(self, field: str) -> Problem | None:
        """What is wrong with a field."""
        return next((each for each in self.problems if each.field == field), None)


def refused_reason(words: str) -> tuple[str, dict[str, object]] | None:
    """Why words cannot be kept as a reason: a message and what fills it; None when they can."""
    if len(words) > LONGEST_REASON:
        message = N_("Your text has %(n)s characters. Shorten it to at most %(most)s.")
        return message, {"n": len(words), "most": LONGEST_REASON}
    if UNSTORABLE.search(words):
        return N_("Your text holds a hidden character. Delete it and type it again."), {}
    return None


def _is_whole(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) <= _MOST_FIGURES


def _shown(answer: Answer | None, own: Own | None) -> dict[str, str]:
    if answer is None:
        return {}
    if answer.cannot:
        return {"cannot": "1", "why": answer.reason}
    value = str(_whole(answer.value))
    if own is None:
        return {"value": value, "why": answer.reason}
    if own.value == answer.value:
        return {"move": KEEP, "why": answer.reason}
    return {"move": CHANGE, "value": value, "why": answer.reason}


def _whole(value: float | None) -> float | None:
    """Ratings are whole numbers; the database hands them back with a decimal point."""
    return int(value) if value is not None and float(value).is_integer() else value


def values_of(posted: Mapping[str, Any], name: str) -> list[str]:
    """All that was sent under a name, less the empty values that an untouched field sends."""
    every = getattr(posted, "getlist", None)
    found = every(name) if every else posted.get(name, ())
    texts = [found] if isinstance(found, str) else list(found)
    return [text for text in texts if isinstance(text, str) and text.strip()]


def showable(text: str) -> str:
    """What was typed, as far as a page can hold it."""
    return text[:_LONGEST_SHOWN].replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")

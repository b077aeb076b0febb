"""Reading points shared out among rows: whole figures that come to a total."""

import re
from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.questions.base import Cleaned, Posted, form_field
from survey_app.questions.cleaning import Cleaning
from survey_app.questions.definition import Item, Question
from survey_app.questions.figures import plain
from survey_app.vocabulary import Missing

LONGEST = 40


def points_of(typed: str) -> int | None:
    """A whole number of points as it was typed.

    >>> points_of(" 40 "), points_of("4.5"), points_of("-1")
    (40, None, None)
    """
    text = plain(typed)
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


class Sharing:
    """One question's points while they are read."""

    def __init__(self, question: Question, posted: Posted, language: str, fallback: str) -> None:
        self.question = question
        self.cleaning = Cleaning(question, posted, language, fallback)

    def read(self, items: Sequence[Item], total: int, at_most: bool) -> Cleaned:  # noqa: FBT001 - a setting
        """The answers, or the problems."""
        points = self._points(items)
        if self.cleaning.ticked_away(form_field(self.question)):
            self._away(items, points)
        elif self.cleaning.problems:
            pass
        elif not points:
            if self.question.required:
                self._refuse(items[0], N_("Share out the points for “%(name)s”"))
        elif self._comes_to(items, points, total, at_most=at_most):
            for item in items:
                if item.code in points or not at_most:
                    self.cleaning.answers[f"{self.question.code}.{item.code}"] = float(points.get(item.code, 0))
        return self.cleaning.done()

    def _points(self, items: Sequence[Item]) -> dict[str, int]:
        found: dict[str, int] = {}
        for item in items:
            field = form_field(self.question, item.code)
            typed = self.cleaning.text(field, LONGEST, lines=False)
            if typed is None:
                continue
            points = points_of(typed)
            if points is None:
                self.cleaning.refuse(field, N_("Enter a whole number of points for “%(name)s”"), item.label)
            else:
                found[item.code] = points
        return found

    def _away(self, items: Sequence[Item], points: dict[str, int]) -> None:
        if points or self.cleaning.problems:
            message = N_("For “%(name)s” you ticked “does not apply” and also gave an answer. Keep only one.")
            given = (item for item in items if item.code in points)
            self._refuse(next(given, items[0]), message)
            return
        self.cleaning.answers |= {f"{self.question.code}.{item.code}": Missing.NOT_APPLICABLE for item in items}

    def _comes_to(self, items: Sequence[Item], points: dict[str, int], total: int, *, at_most: bool) -> bool:
        """Whether the points come to the total, or to less where that is allowed."""
        found = sum(points.values())
        if found > total:
            message = N_(
                "The points for “%(name)s” come to %(found)s: that is %(off)s more than the %(total)s there are."
            )
        elif found < total and not at_most:
            message = N_("The points for “%(name)s” come to %(found)s: %(off)s of %(total)s are still to be given.")
        else:
            return True
        first = next(item for item in items if item.code in points)
        self._refuse(first, message, found=found, off=abs(total - found), total=total)
        return False

    def _refuse(self, item: Item, message: str, **params: object) -> None:
        """Note a problem of the whole question at the control of one row."""
        self.cleaning.refuse(form_field(self.question, item.code), message, None, **params)

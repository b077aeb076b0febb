"""What a panellist types in a brainstorm: an idea, or the points of a vote. What was typed is always shown again."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from survey_app.forms.fields import without_unreadable
from survey_app.services.idea_board import BoardCard

TEXT, ONLY, NUMBER = "text", "only", "points."
_POINTS = re.compile(r"[0-9]{1,3}")
_LONGEST_ECHO = 12


@dataclass(frozen=True, slots=True)
class IdeaForm:
    """One idea as it was typed; `shown` can stand in a page whatever was sent."""

    text: str = ""
    only: bool = False
    problem: str = ""

    @classmethod
    def read(cls, posted: Mapping[str, str], problem: str = "") -> "IdeaForm":
        """What was sent."""
        return cls(posted.get(TEXT, ""), bool(posted.get(ONLY)), problem)

    @property
    def shown(self) -> str:
        """The text with a visible mark for every character that no page can hold."""
        return without_unreadable(self.text.replace("\r\n", "\n").replace("\r", "\n"), lines=True)


@dataclass(slots=True)
class VoteForm:
    """Points typed for the cards of a page. A card that was not on the page keeps what it had."""

    codes: tuple[str, ...]
    points: dict[str, int] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, codes: Iterable[str], points: Mapping[str, int]) -> "VoteForm":
        """The points given so far; where none were given the box is empty."""
        known = tuple(codes)
        given = {code: number for code, number in points.items() if code in known}
        return cls(known, given, {code: str(number) for code, number in given.items()})

    def read(self, posted: Mapping[str, str], most: int) -> "VoteForm":
        """Put what was sent in place of what was given."""
        for code in self.codes:
            sent = posted.get(NUMBER + code)
            if sent is None:
                continue
            self.typed[code] = without_unreadable(sent)[:_LONGEST_ECHO]
            number = _whole(sent)
            if number is None or number > most:
                self.problems[code] = _("Enter a whole number from 0 to %(most)s.", most=most)
            else:
                self.points[code] = number
        return self

    @property
    def total(self) -> int:
        """All points that could be read."""
        return sum(self.points.values())

    def total_beside(self, cards: Iterable[BoardCard]) -> int:
        """Points that stand on other pages of the vote."""
        return self.total - sum(self.points.get(card.code, 0) for card in cards)


def _whole(text: str) -> int | None:
    """A number of points; nothing at all is none.

    >>> _whole(" 3 "), _whole(""), _whole("-1"), _whole("1.5"), _whole("9" * 5000)
    (3, 0, None, None, None)
    """
    typed = text.strip()
    if not typed:
        return 0
    return int(typed) if _POINTS.fullmatch(typed) else None

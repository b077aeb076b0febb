"""How many statements and open questions there are, in words, and what together they are called."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from survey_app.models import Item
from survey_app.routes.presentation import ngettext, number
from survey_app.vocabulary import Asking


def counted(items: Iterable[Item | Mapping[str, Any]]) -> str:
    """The statements and the open questions among items, or items of a locked protocol: "4 statements and 2 …"."""
    asked = [_asked(item) for item in items]
    questions = asked.count(Asking.OPEN)
    return of(len(asked) - questions, questions)


def _asked(item: Item | Mapping[str, Any]) -> str:
    return str(item.get("asked", Asking.WEIGHED)) if isinstance(item, Mapping) else item.asked


def of(statements: int, questions: int) -> str:
    """The same of numbers. What there is none of is not named."""
    one = ngettext("%(num)s statement", "%(num)s statements", statements)
    other = ngettext("%(num)s open question", "%(num)s open questions", questions)
    if not questions:
        return one
    return str(_("%(statements)s and %(questions)s", statements=one, questions=other)) if statements else other


def texts(reasons: int, answers: int) -> str:
    """The reasons and the answers to open questions among texts."""
    one = ngettext("%(num)s reason", "%(num)s reasons", reasons)
    other = ngettext("%(num)s answer", "%(num)s answers", answers)
    if not answers:
        return one
    return str(_("%(reasons)s and %(answers)s", reasons=one, answers=other)) if reasons else other


def to_decide(statements: int, questions: int) -> str:
    """The words of the button behind which so many are decided."""
    if not questions:
        return ngettext("Decide about %(num)s statement", "Decide about %(num)s statements", statements)
    if not statements:
        return ngettext("Decide about %(num)s open question", "Decide about %(num)s open questions", questions)
    return str(_("Decide about %(num)s statements and questions", num=number(statements + questions)))

"""What can be chosen on the page of priorities: lists of values and words, and the attributes that can be marked."""

from dataclasses import dataclass

from flask_babel import gettext as _

from survey_app.questions.definition import Scale, Text
from survey_app.routes.figures import priority_words, wording
from survey_app.services.priorities import ALONE, MEAN, MIDDLE, RIVAL, STATED, VALUE, Priorities
from survey_app.stats.rivals import Against

_LONGEST = 80
Choice = tuple[str, str]
"""A value and its words."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The lists of the form and what is chosen in them; a list without entries is not asked."""

    batteries: tuple[Choice, ...]
    battery: str
    importance: tuple[Choice, ...]
    from_: str
    lines: tuple[Choice, ...]
    against: tuple[Choice, ...] = ()
    high: tuple[Choice, ...] = ()
    cuts: tuple[str, str] = ("", "")
    is_value: bool = False


def of(found: Priorities, fallback: str) -> Choices:
    """The lists for what is chosen now."""
    battery, outcome = found.battery, found.outcome
    is_asked = battery is not None and battery.importance is not None
    own = {each.own for each in battery.attributes} if battery is not None else set()
    own |= {outcome.code} if outcome is not None else set()
    # what asks about the whole first, then the attributes of this battery: the others have their own
    ranked = sorted(found.outcomes, key=lambda each: (not each.is_whole, each.code not in own))
    outcomes = tuple(
        (each.code, str(_("worked out from “%(outcome)s”", outcome=_words(each.label, each.code, fallback))))
        for each in ranked
    )
    nothing = () if outcome is not None or is_asked else (("", str(_("choose an outcome"))),)
    points = _points(battery.scale) if battery is not None and outcome is not None else ()
    return Choices(
        tuple((each.code, _words(each.label, each.code, fallback)) for each in found.batteries),
        battery.code if battery is not None else "",
        (*nothing, *(((STATED, str(_("as people stated it"))),) if is_asked else ()), *outcomes),
        outcome.code if outcome is not None else STATED if is_asked else "",
        _lines(found),
        _rivals(found, fallback),
        points,
        (str(found.cuts[0]), str(found.cuts[1])),
        is_value=found.wish.lines == VALUE,
    )


def marks(found: Priorities, fallback: str) -> list[tuple[str, str, bool]]:
    """Every attribute of the battery: its code, its words, and whether it is not to be acted on."""
    attributes = found.battery.attributes if found.battery is not None else ()
    return [(each.code, priority_words.name_of(each, fallback), each.code in found.marked) for each in attributes]


def _words(label: Text, code: str, fallback: str) -> str:
    return wording.narrowed(wording.words_of(label, fallback, code), _LONGEST)


def _lines(found: Priorities) -> tuple[Choice, ...]:
    rules = [(MEAN, str(_("the means of the attributes")))]
    if found.outcome is None or found.wish.lines == MIDDLE:
        rules.append((MIDDLE, str(_("the middles of the scales"))))
    return (*rules, (VALUE, str(_("values of my own"))))


def _rivals(found: Priorities, fallback: str) -> tuple[Choice, ...]:
    rivals = found.battery.rivals if found.battery is not None else ()
    if not rivals:
        return ()
    several = ((Against.MEAN.value, str(_("the mean of the rivals"))),) if len(rivals) > 1 else ()
    named = tuple((RIVAL + code, _words(label, code, fallback)) for code, label in rivals)
    return ((Against.BEST.value, str(_("the strongest rival"))), *several, *named, (ALONE, str(_("nobody"))))


def _points(scale: Scale) -> tuple[Choice, ...]:
    return tuple((str(point), str(point)) for point in scale.points)

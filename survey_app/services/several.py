"""Options of one question, of which people tick all that apply: "Which of these should be paid for?".

Every option is a statement of its own, answered "ticked" or "not ticked", with a verdict and a fate of its own. What
holds a question together is its scale: options with the same one stand on one page. Nothing is kept or told of a set:
of few people a rare set names somebody. So a row of answers is one option of one person, under a key that joins it to
no other row of theirs, at every level.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from survey_app.exceptions import N_
from survey_app.exports.ticked import MARK, NOT_TICKED, TICKED, is_several
from survey_app.models import Item
from survey_app.vocabulary import ItemScale

__all__ = [
    "FEWEST",
    "MOST",
    "NOT_TICKED",
    "TICKED",
    "is_several",
    "is_well_marked",
    "lead",
    "leads",
    "misfit",
    "options_of",
    "round_misfit",
    "scale",
    "without_mark",
]
FEWEST, MOST = 2, 12
_WORDS = {"en": "Ticked\nNot ticked", "es": "Marcada\nNo marcada", "zh_Hans_CN": "已勾选\n未勾选"}
Json = dict[str, Any]


def scale(question: Mapping[str, str]) -> Json:
    """The scale of every option of a question.

    >>> scale({"en": "Which of these?"})["question"], is_several(scale({})), is_several({})
    ({'en': 'Which of these?'}, True, False)
    """
    ends = {"scale": ItemScale.CHOICE.value, "scale_min": TICKED, "scale_max": NOT_TICKED}
    return {**ends, "options": dict(_WORDS), "question": dict(question), MARK: True}


def is_well_marked(own: Mapping[str, Any]) -> bool:
    """Whether a scale that comes from elsewhere says nothing, or what `scale` says, of being one of several.

    >>> is_well_marked({}), is_well_marked({"several": True}), is_well_marked({"several": "x"})
    (True, True, False)
    """
    return own.get(MARK, True) is True


def without_mark(own: Mapping[str, Any]) -> Json:
    """The scale as a choice of one between ticked and not ticked."""
    return {name: value for name, value in own.items() if name != MARK}


def misfit(own: Mapping[str, Any]) -> str:
    """Why nobody can tick on this scale, in words; empty where they can.

    >>> misfit(scale({"en": "Which?"})), misfit(scale({}))
    ('', 'Write the question that stands above the options.')
    """
    if own.get("scale") != ItemScale.CHOICE or own.get("scale_max") != NOT_TICKED:
        return N_("An option is ticked or not ticked.")
    if not any(str(words).strip() for words in own.get("question", {}).values()):
        return N_("Write the question that stands above the options.")
    return ""


def round_misfit(items: Iterable[Item]) -> tuple[str, dict[str, object]] | None:
    """Why these options cannot be asked on one page each; None when they can."""
    given = list(items)
    most = max((len(options_of(lead, given)) for lead in leads(given) if is_several(lead.own_scale)), default=0)
    if most <= MOST:
        return None
    return N_("A question has at most %(most)s options to tick; this would be %(count)s."), {
        "most": MOST,
        "count": most,
    }


def options_of(item: Item, items: Iterable[Item]) -> list[Item]:
    """All options of the question that a statement is an option of, in their order; of any other, itself alone."""
    if not is_several(item.own_scale):
        return [item]
    return [each for each in items if each.own_scale == item.own_scale and not each.is_open]


def leads(items: Sequence[Item]) -> list[Item]:
    """What has a page of its own: every statement, and of the options of a question the first."""
    found: list[Item] = []
    seen: list[Mapping[str, Any]] = []
    for item in items:
        if is_several(item.own_scale):
            if item.own_scale in seen:
                continue
            seen.append(item.own_scale)
        found.append(item)
    return found


def lead(item: Item, items: Iterable[Item]) -> Item:
    """The statement on whose page this one is answered."""
    return next(iter(options_of(item, items)), item)

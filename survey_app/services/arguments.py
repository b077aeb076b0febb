"""What a panellist writes about a statement: a reason for the answer, or arguments for and against (policy Delphi).

Each text is a row of its own in the sealed sheet, under a key of its own: nothing joins the two arguments of one
person, and nothing joins them to a rating. Arguments are stored like reasons, one for as one from the higher side; and
so are the answers to an open question, which stand on no side.
"""

from collections.abc import Mapping

from survey_app.services.own_answers import Answer
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.seats import Seat
from survey_app.vocabulary import Side

REASON, PRO, CONTRA = "reason", "pro", "contra"
MOST_ANSWERS = 5
"""Answers one person may give to an open question."""
ANSWERS = tuple(f"answer{slot}" for slot in range(1, MOST_ANSWERS + 1))
"""What the answers to an open question are called: each is a text of its own, which joins to none of the others."""
SIDES: Mapping[str, Side] = {PRO: Side.HIGHER, CONTRA: Side.LOWER}
"""The side that stands for an argument: there the database knows no other words."""


def names(rules: ProtocolRules) -> tuple[str, ...]:
    """What may be written about a statement."""
    return (PRO, CONTRA) if rules.arguments else (REASON,)


def written(answer: Answer) -> dict[str, str]:
    """Everything that was written, by its name.

    >>> written(Answer(6, pro="cheap")), written(Answer(6))
    ({'pro': 'cheap'}, {})
    """
    texts = {REASON: answer.reason, PRO: answer.pro, CONTRA: answer.contra}
    texts |= dict(zip(ANSWERS, answer.texts, strict=False))
    return {name: text for name, text in texts.items() if text}


def keys(seat: Seat, lineage: str, number: int) -> set[str]:
    """The keys under which the person's texts about a statement lie, whatever the protocol asks for."""
    return {key(seat, name, lineage, number) for name in (REASON, PRO, CONTRA, *ANSWERS)}


def key(seat: Seat, name: str, lineage: str, number: int) -> str:
    """The key of one text: one statement in one round."""
    return seat.question_key(f"{name}:{lineage}:{number}")

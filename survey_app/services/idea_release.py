"""The end of a batch of ideas: what was sealed becomes ideas and cards, in an order that says nothing of the writing.

`take` runs inside the one transaction of the mix. The next batch is begun by the mix itself.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Batch, Card, Idea, Panel, PanelRound
from survey_app.privacy.keys import KEY_LETTERS
from survey_app.questions.reading import UNSTORABLE
from survey_app.services.ballots import OpenedSheet, Row
from survey_app.services.ideas import MOST_LETTERS, QUESTION
from survey_app.vocabulary import IdeaState, Stance

_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class _Read:
    """One idea of an opened sheet."""

    key: str
    text: str
    parent_code: str | None
    stance: Stance | None
    for_moderator: bool

    @property
    def has_card(self) -> bool:
        """Objections stand under a card; what is for the moderator alone stands on none."""
        return self.stance is not Stance.OBJECTS and not self.for_moderator


def take(batch: Batch, _round: PanelRound, opened: Sequence[OpenedSheet]) -> None:
    """Store the ideas of a batch in the order of their keys, each with a card of its own, numbered by its words.

    An idea that is stored already stays as it is; an answer whose idea is gone stands alone.
    """
    state = IdeaState.WAITING if session.get_one(Panel, batch.stage_id).check_first else IdeaState.SHOWN
    known = set(session.scalars(select(Idea.code).where(Idea.stage_id == batch.stage_id)))
    found = {idea.key: idea for sheet in opened for row in sheet.rows if (idea := _read(row, known)) is not None}
    stored = _stored(found)
    fresh = [found[key] for key in sorted(found) if key not in stored]
    # numbered in the order of their words: the board can be cut off at a number, and keys come from people
    by_words = sorted((idea for idea in fresh if idea.has_card), key=lambda idea: (idea.text, idea.parent_code or ""))
    cards = {idea.key: Card(stage_id=batch.stage_id, text=idea.text) for idea in by_words}
    session.add_all(cards.values())
    session.flush()
    for idea in fresh:
        card_id = cards[idea.key].id if idea.has_card else None
        session.add(
            Idea(
                key=idea.key,
                stage_id=batch.stage_id,
                text=idea.text,
                state=state,
                for_moderator=idea.for_moderator,
                parent_code=idea.parent_code,
                stance=idea.stance,
                own_card_id=card_id,
                card_id=card_id,
            )
        )
    session.flush()


def _stored(keys: Iterable[str]) -> set[str]:
    return set(session.scalars(select(Idea.key).where(Idea.key.in_(list(keys)))))


def _read(row: Row, known: Collection[str]) -> _Read | None:
    """A row of a sheet as an idea; None for what no page of ours can have sent, since anybody could forge a sheet."""
    key, question, value = row
    if question != QUESTION or len(key) != KEY_LETTERS or not _HEX.issuperset(key) or not isinstance(value, dict):
        return None
    text, to, stance = value.get("text"), value.get("to"), value.get("stance")
    if not isinstance(text, str) or not text.strip() or len(text) > MOST_LETTERS or UNSTORABLE.search(text):
        return None
    if stance is not None and stance not in list(Stance):
        return None
    parent = to if isinstance(to, str) and to in known else None
    return _Read(key, text, parent, Stance(stance) if stance else None, value.get("only") is True)

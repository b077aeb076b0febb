"""What the moderator lets stand on the board: ideas looked at, clues to a person struck out, ideas withheld.

The words of the author are never changed. What was struck out is seen only by the moderator, beside what is shown.
"""

from sqlalchemy import select, update

from survey_app.db import session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Account, Card, Idea, Stage
from survey_app.services import audit, cards
from survey_app.vocabulary import IdeaState, Stance


class ForYouAlone(Refusal):
    """The author wanted nobody but the moderator to read it."""

    title = N_("This stays with you")
    message = N_("Its author wrote it for the moderator alone. It cannot be put on the board.")


def find(stage: Stage, code: str) -> Idea:
    """An idea of this brainstorm."""
    found = session.scalar(select(Idea).where(Idea.stage_id == stage.id, Idea.code == code))
    if found is None:
        raise NotFound
    return found


def show(stage: Stage, code: str, words: str, account: Account | None = None) -> None:
    """Put an idea on the board, in the author's words or in these; empty words are the author's.

    A card that still carries the words of the idea follows. Clues can be struck out at any time, an idea can come
    onto the board only until the vote.
    """
    idea = find(stage, code)
    if idea.for_moderator:
        raise ForYouAlone
    if idea.state is not IdeaState.SHOWN:
        cards.hold(stage)
    before, shown = idea.shown_text or idea.text, "" if words == idea.text else words
    idea.shown_text = shown
    session.flush()
    if idea.own_card_id is not None:
        session.execute(
            update(Card).where(Card.id == idea.own_card_id, Card.text == before).values(text=shown or idea.text)
        )
    if _moved(idea, IdeaState.SHOWN) and idea.own_card_id is None and idea.stance is not Stance.OBJECTS:
        _give_card(idea)
    if (shown or idea.text) != before:
        audit.record(stage.study_id, account, "idea_redacted", stage.title)


def withhold(stage: Stage, code: str, account: Account | None = None) -> None:
    """Keep an idea off the board; it can be shown after all until the vote."""
    cards.hold(stage)
    idea = find(stage, code)
    if _moved(idea, IdeaState.WITHHELD):
        audit.record(stage.study_id, account, "idea_withheld", stage.title)


def _moved(idea: Idea, state: IdeaState) -> bool:
    moved = session.execute(
        update(Idea)
        .where(Idea.code == idea.code, Idea.state != state)
        .values(state=state)
        .execution_options(synchronize_session=False)
    )
    session.refresh(idea)
    return bool(moved.rowcount == 1)  # type: ignore[attr-defined]  # an UPDATE has a row count


def _give_card(idea: Idea) -> None:
    card = Card(stage_id=idea.stage_id, text=idea.shown_text or idea.text)
    session.add(card)
    session.flush()
    idea.own_card_id = idea.card_id = card.id
    session.flush()

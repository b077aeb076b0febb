"""A board to look at: ideas as they stand after their release, cards merged by the moderator, four themes."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from survey_app.db import new_code, session, transaction
from survey_app.models import Card, Idea, Panel, PanelRound, Stage, Theme
from survey_app.services import cards, studies, themes
from survey_app.vocabulary import (
    BrainstormPhase,
    IdeaState,
    PanelState,
    RoundPurpose,
    RoundState,
    StageKind,
    StageState,
    Stance,
)
from tests.builders import make_account, make_study

PROMPT = "What makes you stay with a supplier?"
UNSORTED = (
    "A visit once a year, without a sales talk",
    "A small gift at New Year",
    "Loyalty points for reorders",
    "Order again with one click",
    "Price list on the website, without log-in",
    "Web shop shows what is in stock",
)
THEMES: Mapping[str, Sequence[str]] = {
    "Delivery": (
        "Tell me at once when a delivery will be late",
        "One date for the whole order, not three",
        "Driver calls half an hour before",
        "Small orders without a minimum",
        "Delivery on Saturday in the season",
    ),
    "Complaints and replies": (
        "One person who stays with my case",
        "Admit the mistake and say what changes",
        "I can see where my complaint stands",
        "No form to fill in before I may speak",
        "Replace first, discuss afterwards",
    ),
    "Product and support": (
        "Same quality in every batch",
        "A technician who knows our machines",
        "Samples before the first large order",
        "Spare parts for ten years",
        "Drawings and data sheets to download",
        "Tell us before you change a recipe",
        "Packaging we can open without a knife",
    ),
    "Price and invoices": (
        "Prices that hold for a year",
        "The same price for the same quantity",
        "Discount for paying early",
        "Price below the market",
    ),
}
MERGED: Mapping[str, tuple[str, Sequence[str]]] = {
    "Delivered on the promised day, in full": (
        "Delivery",
        ("On the promised day", "Everything in one delivery", "Not half the order", "Delivered when promised"),
    ),
    "A complaint gets an answer within two days": (
        "Complaints and replies",
        ("Answer my complaint soon", "Two days at most for a reply", "Do not leave me without an answer"),
    ),
    "Invoice matches the order line by line": (
        "Price and invoices",
        ("Invoices I can read", "Same lines as in my order", "No surprise on the invoice"),
    ),
}


def make_board(*, with_ideas: bool = True) -> Stage:
    """A brainstorm in the phase of grouping: 37 ideas of 14 people on 30 cards in four themes."""
    study = make_study(make_account(), "Customer satisfaction 2026", timezone="Asia/Shanghai")
    stage = studies.add_stage(study, StageKind.BRAINSTORM, "Ideas")
    stage.state, stage.opened_at = StageState.OPEN, study.created_at
    panel = session.get_one(Panel, stage.id)
    panel.prompt, panel.phase, panel.state = {"en": PROMPT}, BrainstormPhase.GROUP, PanelState.RUNNING
    round_ = PanelRound(stage_id=stage.id, number=1, purpose=RoundPurpose.WRITE, begun=14, opened_at=study.created_at)
    session.add(round_)
    session.flush()
    round_.state = RoundState.OPEN
    session.flush()
    round_.state = RoundState.PAUSED
    session.commit()
    if with_ideas:
        fill(stage)
    return stage


def fill(stage: Stage) -> None:
    """The ideas, their themes and the three merges."""
    with transaction():
        for text in UNSORTED:
            add_idea(stage, text)
        for name, texts in THEMES.items():
            theme = themes.add(stage, name)
            cards.move(stage, [add_idea(stage, text) for text in texts], theme.id)
    with transaction():
        for words, (name, texts) in MERGED.items():
            cards.merge(stage, [add_idea(stage, text) for text in texts], words, theme_of(stage, name).id)


def add_idea(stage: Stage, text: str, **more: object) -> str:
    """An idea on a card of its own; the card's code, empty for objections and notes."""
    has_card = not more.get("for_moderator") and more.get("stance") is not Stance.OBJECTS
    card = Card(stage_id=stage.id, text=text)
    if has_card:
        session.add(card)
        session.flush()
    home = card.id if has_card else None
    session.add(Idea(key=new_code(64), stage_id=stage.id, text=text, own_card_id=home, card_id=home, **more))
    session.flush()
    return card.code if has_card else ""


def answer(stage: Stage, to: str, text: str, stance: Stance) -> None:
    """Somebody adds to an idea or objects to it."""
    add_idea(stage, text, parent_code=idea_of(stage, to).code, stance=stance)


def wait(stage: Stage, text: str) -> None:
    """An idea that waits for the moderator's look."""
    add_idea(stage, text, state=IdeaState.WAITING)


def theme_of(stage: Stage, name: str) -> Theme:
    return session.scalars(select(Theme).where(Theme.stage_id == stage.id, Theme.name == name)).one()


def card_of(stage: Stage, text: str) -> Card:
    return session.scalars(
        select(Card).where(Card.stage_id == stage.id, Card.text == text).execution_options(populate_existing=True)
    ).one()


def idea_of(stage: Stage, text: str) -> Idea:
    return session.scalars(
        select(Idea).where(Idea.stage_id == stage.id, Idea.text == text).execution_options(populate_existing=True)
    ).one()


def codes_of(stage: Stage, *texts: str) -> list[str]:
    return [card_of(stage, text).code for text in texts]


def rows_of(stage: Stage) -> list[tuple[object, ...]]:
    """Every card on the board and every idea, as the database holds them."""
    session.expire_all()
    kept = select(Card.id, Card.text, Card.theme_id).where(Card.stage_id == stage.id, Card.merged_into_id.is_(None))
    ideas = select(Idea.code, Idea.text, Idea.shown_text, Idea.state, Idea.card_id).where(Idea.stage_id == stage.id)
    return sorted(map(tuple, session.execute(kept))) + sorted(map(tuple, session.execute(ideas)))

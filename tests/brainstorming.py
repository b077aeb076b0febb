"""A brainstorm under test: people who write, the release of their ideas, and the vote."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select, update

from survey_app.db import now, session, transaction
from survey_app.models import Batch, Card, Idea, Panel, PanelRound
from survey_app.privacy.mix_plan import Phase
from survey_app.services import idea_board, ideas, mixes, phases, vote_results, votes
from survey_app.services.votes import VoteResult
from survey_app.vocabulary import BrainstormPhase, RoundPurpose, RoundState, StageKind, Stance
from tests.panels import TestPanel, make_panel, open_round

THREE = ("Deliver on the day", "Answer the phone", "Fair prices")
"""Three people's ideas, enough to be put on the board."""


def make_brainstorm(n: int = 6, *, phase: BrainstormPhase = BrainstormPhase.WRITE, **changes: object) -> TestPanel:
    """A running brainstorm whose round of writing is open."""
    panel = make_panel(StageKind.BRAINSTORM, n, **{k: v for k, v in changes.items() if k in {"level", "language"}})
    row = session.get_one(Panel, panel.stage.id)
    row.prompt = {"en": "What makes you stay with a supplier?"}
    row.phase = phase
    for name in ("points", "release_people", "check_first"):
        if name in changes:
            setattr(row, name, changes[name])
    panel.stage.open_link = bool(changes.get("open_link"))
    session.commit()
    open_round(panel, purpose=RoundPurpose.WRITE, items=(), bound=ideas.bound())
    return panel


def writing(panel: TestPanel) -> PanelRound:
    """The round of writing."""
    return ideas.round_of(panel.stage.id)


def write(panel: TestPanel, number: int, text: str, **more: object) -> int:
    """Somebody writes an idea; its number."""
    with transaction():
        return ideas.write(panel.seat(number), writing(panel), text, **more)  # type: ignore[arg-type]


def answer(panel: TestPanel, number: int, to: str, text: str, stance: Stance = Stance.ADDS) -> int:
    """Somebody adds to the idea with these words, or objects to it."""
    return write(panel, number, text, parent_code=idea(to).code, stance=stance)


def batch_of(round_: PanelRound) -> Batch:
    """The batch that collects now."""
    return session.scalars(select(Batch).where(Batch.round_id == round_.id, Batch.phase == Phase.COLLECTING)).one()


def let_time_pass(panel: TestPanel) -> None:
    """The moment of release is behind us."""
    with transaction():
        past = {"release_at": now() - timedelta(seconds=1)}
        session.execute(
            update(Batch).where(Batch.stage_id == panel.stage.id, Batch.release_at.is_not(None)).values(past)
        )


def release(panel: TestPanel) -> None:
    """What the clock and the worker do when the moment has come."""
    batch = batch_of(writing(panel))
    let_time_pass(panel)
    mixes.due()
    mixes.run(batch.id)
    session.expire_all()


def released(panel: TestPanel, texts: Sequence[str]) -> None:
    """Ideas on the board, each by another person, from the first one on."""
    for number, text in enumerate(texts):
        write(panel, number, text)
    release(panel)


def turn_to(panel: TestPanel, phase: BrainstormPhase) -> None:
    """The next phase."""
    with transaction():
        session.get_one(Panel, panel.stage.id).phase = phase
    session.expire_all()


def close(round_: PanelRound) -> Batch:
    """Close a round for good, and hand its answers to the mix."""
    batch = session.scalars(select(Batch).where(Batch.round_id == round_.id).order_by(Batch.number.desc())).first()
    assert batch is not None
    with transaction():
        session.get_one(PanelRound, round_.id).state = RoundState.CLOSED
    with transaction():
        mixes.enqueue(batch)
    return batch


def end_writing(panel: TestPanel) -> None:
    """The time for writing is over: the last batch goes as well."""
    batch = batch_of(writing(panel))
    with transaction():
        phases.to_group(panel.stage, None)
    mixes.run(batch.id)
    session.expire_all()


def open_vote(panel: TestPanel) -> PanelRound:
    """The vote on the cards of the board."""
    turn_to(panel, BrainstormPhase.VOTE)
    return open_round(panel, purpose=RoundPurpose.VOTE, items=(), bound=vote_results.bound(panel.stage.id))


def vote(panel: TestPanel, round_: PanelRound, number: int, points: Mapping[str, int], *, finish: bool = True) -> str:
    """Somebody gives points to cards, named by their words; the receipt."""
    codes = {card(text).code: given for text, given in points.items()}
    with transaction():
        return votes.save(panel.seat(number), round_, codes, finished=finish)


def count_votes(round_: PanelRound) -> None:
    """The vote is over."""
    mixes.run(close(round_).id)
    session.expire_all()


def result_of(panel: TestPanel) -> VoteResult | None:
    """What the points came to."""
    found = vote_results.of_stage(panel.stage.id)
    assert found is None or isinstance(found, VoteResult)
    return found


def release_result(round_: PanelRound) -> None:
    """The panel may see it."""
    with transaction():
        session.get_one(PanelRound, round_.id).state = RoundState.RELEASED


def idea(text: str) -> Idea:
    """The stored idea with these words."""
    return session.scalars(select(Idea).where(Idea.text == text)).one()


def card(text: str) -> Card:
    """The card with these words."""
    return session.scalars(select(Card).where(Card.text == text)).one()


def texts_of(panel: TestPanel) -> set[str]:
    """All ideas that are stored."""
    return set(session.scalars(select(Idea.text).where(Idea.stage_id == panel.stage.id)))


def board_of(panel: TestPanel, number: int = 0, **filters: object) -> list[str]:
    """The cards as somebody sees them, in their own order."""
    return [one.text for one in idea_board.board(panel.seat(number), **filters).cards]  # type: ignore[arg-type]

"""A real-time Delphi for tests: opened as its moderator does, answered, and released when its moment has come."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from survey_app.db import now, session, transaction
from survey_app.models import Batch, LiveRelease, PanelRound
from survey_app.privacy.mix_plan import Phase
from survey_app.services import live_releases, mixes
from survey_app.vocabulary import AnonymityLevel
from tests.delphis import before_start, opened
from tests.panels import TestPanel, answer, make_panel

K = 5
"""The smallest group of a stage as it is made."""


def make_live(
    n: int = 12, level: AnonymityLevel = AnonymityLevel.ANONYMOUS, **more: Any
) -> tuple[TestPanel, PanelRound]:
    """A panel whose one long round is open."""
    panel = make_panel(n=n, level=level, real_time=True, rounds=1, **more)
    before_start(panel)
    return panel, opened(panel)


def rate(panel: TestPanel, round_: PanelRound, people: Sequence[int], value: float, **more: Any) -> None:
    """Each of these people gives every statement this value, and finishes."""
    for number in people:
        answer(panel.seat(number), round_, [value] * len(panel.items), **more)


def let_time_pass(round_: PanelRound) -> int:
    """The moment of a release comes, if one was set: hand over and mix; how many releases there are now."""
    come_to_release(round_)
    mix_closed(round_)
    return count_of(round_)


def come_to_release(round_: PanelRound) -> None:
    """The moment of a release comes: the sheets are handed over and wait for the mix."""
    with transaction():
        session.execute(
            update(Batch).where(Batch.round_id == round_.id, Batch.release_at.is_not(None)).values(release_at=now())
        )
    live_releases.due()


def mix_closed(round_: PanelRound) -> None:
    """Run the mix of every batch that waits for one."""
    waiting = select(Batch.id).where(Batch.round_id == round_.id, Batch.phase == Phase.CLOSED).order_by(Batch.number)
    for batch_id in session.scalars(waiting).all():
        session.rollback()
        mixes.run(batch_id)
    session.expire_all()


def count_of(round_: PanelRound) -> int:
    """How many releases there were."""
    return len(session.scalars(select(LiveRelease).where(LiveRelease.round_id == round_.id)).all())

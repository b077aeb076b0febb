"""The moving figures of a real-time round, as each release left them: for the desk, and for whoever has answered."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from survey_app.db import session
from survey_app.models import LiveRelease, PanelRound, Rating, Reason, Stage
from survey_app.services import protocols, round_figures
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.round_figures import ConcordanceFigures, RoundFigures
from survey_app.vocabulary import AnonymityLevel

_SHOWS_ALL = (AnonymityLevel.IDENTIFIED, AnonymityLevel.CONFIDENTIAL)
_NONE_TOGETHER = ConcordanceFigures(None, 0, 0, 0, None, "", None)


def releases(round_id: int) -> Sequence[LiveRelease]:
    """The releases of a round, first to last."""
    chosen = select(LiveRelease).where(LiveRelease.round_id == round_id).order_by(LiveRelease.number)
    return session.scalars(chosen.execution_options(populate_existing=True)).all()


def last_release(round_: PanelRound) -> LiveRelease | None:
    """The newest release of a round; None before the first."""
    newest = select(LiveRelease).where(LiveRelease.round_id == round_.id).order_by(LiveRelease.number.desc())
    return session.scalar(newest.limit(1))


def forget(round_: PanelRound) -> None:
    """A cancelled round leaves nothing: what had been released goes as well, rows and figures."""
    for table in (Rating, Reason, LiveRelease):
        session.execute(delete(table).where(table.round_id == round_.id).execution_options(synchronize_session=False))
    session.expire_all()


def of_round(round_: PanelRound, rules: ProtocolRules | None = None) -> RoundFigures | None:
    """The figures of the newest release; None before the first.

    At the anonymous levels what too few answered is kept back, as in the figures of any round.
    """
    found = last_release(round_)
    if found is None:
        return None
    rules = rules or protocols.rules_of(round_.stage_id)
    shows_all = session.get_one(Stage, round_.stage_id).level in _SHOWS_ALL
    return RoundFigures(
        number=round_.number,
        protocol_version=0,
        items=round_figures.of_items(found.document["items"], None if shows_all else rules),
        concordance=_NONE_TOGETHER,
        flow={},
        groups=(),
        input_hash="",
        libraries={},
        scale=rules.scale,
        ballots=found.document["people"],
    )

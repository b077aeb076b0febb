"""The vote of a brainstorm whichever way it is held: how large a sheet is, who opens it, what it came to."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from survey_app.db import session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Batch, Panel, PanelRound, Snapshot, Stage
from survey_app.services import approvals, pair_votes, stances, vote_sheets, votes
from survey_app.services.approvals import Approvals, Approved
from survey_app.services.ballots import OpenedSheet
from survey_app.services.doors import UNLINKED
from survey_app.services.pair_votes import Compared, PairResult
from survey_app.services.stances import Stances, Stood
from survey_app.services.vote_freezing import STORED
from survey_app.services.votes import Counted, VoteResult
from survey_app.vocabulary import AnonymityLevel, BrainstormPhase, RoundPurpose, VoteKind

Line = Counted | Approved | Stood | Compared
Result = VoteResult | Approvals | Stances | PairResult
MOST_COMPARED = 1_000
"""Cards that can be compared two by two: nobody could join up more of them in twenty pairs each."""
_TAKERS = {VoteKind.APPROVE: approvals.take, VoteKind.STANCE: stances.take, VoteKind.PAIRS: pair_votes.take}


class WayFixed(Refusal):
    """People vote already, or have voted."""

    title = N_("The way of voting stays as it is")
    message = N_("The vote has been opened. Throw its votes away and go back to grouping to change how people vote.")


def kind_of(stage_id: int) -> VoteKind:
    """How the panel of a brainstorm votes."""
    return VoteKind(session.get_one(Panel, stage_id).vote_kind)


def choose_kind(stage: Stage, kind: VoteKind) -> None:
    """Choose how people vote; only as long as the vote is not open."""
    if kind is kind_of(stage.id):
        return
    changed = session.execute(
        update(Panel)
        .where(Panel.stage_id == stage.id, Panel.phase.not_in((BrainstormPhase.VOTE, BrainstormPhase.DONE)))
        .values(vote_kind=kind)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise WayFixed
    session.get_one(Panel, stage.id, populate_existing=True)


def bound(stage_id: int) -> int:
    """The most bytes of one sealed vote of this stage."""
    kind = kind_of(stage_id)
    return votes.bound() if kind is VoteKind.POINTS else vote_sheets.bound(kind, votes.count_cards(stage_id))


def take(batch: Batch, round_: PanelRound, opened: Sequence[OpenedSheet]) -> None:
    """Store and freeze a closed vote, by the way it was held."""
    kind = kind_of(round_.stage_id)
    if kind is VoteKind.POINTS:
        votes.take(batch, round_, opened)
    else:
        _TAKERS[kind](session.get_one(Stage, round_.stage_id), round_, opened)


def of_stage(stage_id: int) -> Result | None:
    """The frozen result; None before the vote is analysed."""
    row = session.execute(
        select(Snapshot.document, Snapshot.input_hash, Stage.level)
        .join(PanelRound, PanelRound.id == Snapshot.round_id)
        .join(Stage, Stage.id == PanelRound.stage_id)
        .where(
            PanelRound.stage_id == stage_id,
            PanelRound.purpose == RoundPurpose.VOTE,
            PanelRound.state.in_(votes.COUNTED),
        )
        .order_by(PanelRound.number.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return read(_shown(row.level, row.document), row.input_hash)


def shown(stage: Stage, document: dict[str, Any]) -> dict[str, Any]:
    """The frozen figures as far as pages and archives tell them at the level of the stage."""
    return _shown(stage.level, document)


def _shown(level: AnonymityLevel, document: dict[str, Any]) -> dict[str, Any]:
    document = {name: value for name, value in document.items() if name != STORED}
    return votes.told(document) if level in UNLINKED else document


def read(document: dict[str, Any], input_hash: str) -> Result:
    """The frozen figures as a result."""
    kind = VoteKind(document.get("way", VoteKind.POINTS))
    if kind is VoteKind.APPROVE:
        return approvals.result_of(document, input_hash)
    if kind is VoteKind.STANCE:
        return stances.result_of(document, input_hash)
    if kind is VoteKind.PAIRS:
        return pair_votes.result_of(document, input_hash)
    return votes.result_from(document, input_hash)

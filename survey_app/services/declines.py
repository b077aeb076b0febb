"""Why people decline: without a name, without a moment, and only together with the reasons of others.

Who declined stands on the roll. A reason that appeared alone, or with its time, would say whose it is to whoever looks
often or has a log of mails beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import select

from survey_app.db import now, session
from survey_app.models import AuditEntry, Stage
from survey_app.privacy.suppression import in_steps
from survey_app.services import audit, standings
from survey_app.vocabulary import StageKind

ACT = "declined"


@dataclass(frozen=True, slots=True)
class Reasons:
    """The reasons that are shown, in the order of their words; `step` is how many come together.

    `earlier` were kept under the title of a panel, as it was then: of all panels of the study together.
    """

    texts: tuple[str, ...]
    step: int
    earlier: tuple[str, ...] = ()


def keep(stage: Stage, reason: str) -> None:
    """Write a reason down, under the day on which the stage opened: no moment of its own is stored."""
    day = datetime.combine((stage.opened_at or now()).astimezone(UTC).date(), time(), UTC)
    audit.record(stage.study_id, None, ACT, stage.code, reason, at=day)


def of_stage(stage: Stage) -> Reasons:
    """The reasons in steps of the smallest group; the rest, if it is more than one, once the panel has ended.

    Earlier ones name no stage but a title, which another stage may have now: where the study has several panels they
    stand apart, the same on the page of each.
    """
    panels = [each for each in stage.study.stages if each.kind is not StageKind.SURVEY]
    mine = select(AuditEntry.subject, AuditEntry.reason).where(
        AuditEntry.study_id == stage.study_id, AuditEntry.act == ACT
    )
    said = session.execute(mine.order_by(AuditEntry.id)).all()
    old = [reason for subject, reason in said if subject not in {each.code for each in panels}]
    found = [reason for subject, reason in said if subject == stage.code]
    if len(panels) == 1:
        found, old = [*old, *found], []
    whole = in_steps(len(found), stage.min_group)
    shown = found if standings.has_ended(stage) and len(found) - whole > 1 else found[:whole]
    together = in_steps(len(old), max(each.min_group for each in panels))
    if len(old) - together > 1 and all(map(standings.has_ended, panels)):
        together = len(old)
    return Reasons(_by_words(shown), stage.min_group, _by_words(old[:together]))


def _by_words(reasons: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(reasons, key=lambda text: (text.casefold(), text)))

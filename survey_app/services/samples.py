"""The sample of a stage: drawn from its frame, or a ready list of cases."""

import secrets
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, exists, func, insert, or_, select, update

from survey_app.db import session
from survey_app.exceptions import N_, FileRefused, SampleRefused
from survey_app.models import Account, Draft, Draw, Frame, MailEntry, Response, SampledCase, Stage
from survey_app.services import audit, frames, links
from survey_app.services.draws import DrawRule, Plan, plan
from survey_app.services.members import Member, Reading
from survey_app.vocabulary import Disposition

_CHUNK = 1_000


def count_cases(stage: Stage) -> int:
    """How many cases the stage has."""
    return session.scalar(select(func.count(SampledCase.id)).where(SampledCase.stage_id == stage.id)) or 0


def draws_of(stage: Stage) -> Sequence[Draw]:
    """The draws and ready lists that made the sample, in their order."""
    return session.scalars(select(Draw).where(Draw.stage_id == stage.id).order_by(Draw.id)).all()


def propose(frame: Frame, rule: DrawRule) -> Plan:
    """What the rule would draw from the frame, before anything is stored."""
    for name in (rule.by, rule.tally):
        if name and name not in frame.attributes:
            raise SampleRefused(N_("The list has no column “%(column)s”."), column=name[:80])
    return plan(frames.members(frame), rule)


def confirm(stage: Stage, frame: Frame, rule: DrawRule, account: Account) -> Plan:
    """Draw, and make everybody who is drawn a case. A stage with cases is not drawn again."""
    found = propose(frame, rule)
    # the first write takes the lock, so that two presses at once cannot both find the stage empty
    session.execute(update(Stage).where(Stage.id == stage.id).values(population=frame.size))
    if cases := count_cases(stage):
        one = N_("This stage has a sample of %(cases)s case. Remove it first, or draw in another stage.")
        several = N_("This stage has a sample of %(cases)s cases. Remove it first, or draw in another stage.")
        raise SampleRefused(one if cases == 1 else several, cases=cases)
    draw = Draw(
        stage_id=stage.id, frame_id=frame.id, account_id=account.id, rule=rule.to_json(), result=found.to_json()
    )
    session.add(draw)
    session.flush()
    chosen = frozenset(found.units)
    _make_cases(stage, draw, (each for each in frames.members(frame) if each.unit in chosen))
    audit.record(stage.study_id, account, "sample_drawn", f"{found.drawn}/{found.frame} {rule.seed}")
    return found


def already_there(stage: Stage, reading: Reading) -> frozenset[str]:
    """The ids of the list that are cases of the stage already."""
    have = frozenset(session.scalars(select(SampledCase.unit).where(SampledCase.stage_id == stage.id)))
    return have.intersection(member.unit for member in reading.members)


def take_list(stage: Stage, name: str, reading: Reading, account: Account, *, counts: bool) -> int:
    """Make every member of a ready list a case; those that are cases already stay as they are."""
    session.execute(update(Stage).where(Stage.id == stage.id).values(position=Stage.position))  # takes the lock
    have = already_there(stage, reading)
    fresh = [member for member in reading.members if member.unit not in have]
    if not fresh:
        raise FileRefused(N_("Not one row of the list gives a new case."))
    rule = {"list": name[:200], "counts": counts, "attributes": list(reading.attributes)}
    draw = Draw(stage_id=stage.id, account_id=account.id, rule=rule, result={"drawn": len(fresh)})
    session.add(draw)
    session.flush()
    _make_cases(stage, draw, fresh)
    audit.record(stage.study_id, account, "cases_listed", f"{name}: {len(fresh)}")
    return len(fresh)


def touched(stage: Stage) -> int:
    """How many cases somebody has been asked as, or has answered as: these keep the sample from being removed."""
    return (
        session.scalar(
            select(func.count(SampledCase.id)).where(
                SampledCase.stage_id == stage.id,
                or_(
                    SampledCase.invited_at.is_not(None),
                    SampledCase.started_at.is_not(None),
                    SampledCase.disposition != Disposition.PENDING,
                    exists().where(MailEntry.case_id == SampledCase.id),
                    exists().where(Draft.case_id == SampledCase.id),
                    exists().where(Response.case_id == SampledCase.id),
                ),
            )
        )
        or 0
    )


def remove(stage: Stage, account: Account) -> int:
    """Take the sample back as long as nobody has been asked."""
    session.execute(update(Stage).where(Stage.id == stage.id).values(population=None))  # takes the lock
    asked = touched(stage)
    if asked:
        one = N_("%(cases)s of the cases has been asked or has answered: the sample stays.")
        several = N_("%(cases)s of the cases have been asked or have answered: the sample stays.")
        raise SampleRefused(one if asked == 1 else several, cases=asked)
    count = count_cases(stage)
    session.execute(delete(SampledCase).where(SampledCase.stage_id == stage.id))
    session.execute(delete(Draw).where(Draw.stage_id == stage.id))
    audit.record(stage.study_id, account, "sample_removed", str(count))
    return count


def _make_cases(stage: Stage, draw: Draw, members: Iterable[Member]) -> None:
    """Insert the cases in bulk, by id, then the hashes of their links, which need the cases' numbers."""
    ordered = sorted(members, key=lambda member: member.unit)
    for start in range(0, len(ordered), _CHUNK):
        rows = [
            {
                "stage_id": stage.id,
                "draw_id": draw.id,
                "unit": each.unit,
                "email": each.email,
                "attributes": each.attributes,
                "link_hash": secrets.token_hex(32),
            }
            for each in ordered[start : start + _CHUNK]
        ]
        numbers = session.scalars(insert(SampledCase).returning(SampledCase.id), rows).all()
        hashes = [
            {"id": number, "link_hash": links.hash_of(SampledCase(id=number, stage_id=stage.id, link_issue=1))}
            for number in numbers
        ]
        session.execute(update(SampledCase), hashes)


def rule_of(draw: Draw) -> DrawRule | None:
    """The rule of a draw; None for a ready list."""
    if "list" in draw.rule:
        return None
    return DrawRule(**{name: draw.rule.get(name, default) for name, default in DrawRule().to_json().items()})

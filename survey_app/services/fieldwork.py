"""How far the fieldwork is: who was asked, who came back, by day, by mode and by stratum.

Counts of the roll are exact: suppression concerns answers, not who has answered. No figure here is finer than a day.
Where answers are sealed, those who have answered are counted in steps of the smallest group until the close.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Text, and_, case, cast, func, not_, select

from survey_app.db import minute_of, session
from survey_app.exports.report import Fieldwork, SampleTable, StratumRow
from survey_app.models import Draw, Frame, Response, SampledCase, Stage
from survey_app.privacy.suppression import in_steps
from survey_app.services import sealed_surveys
from survey_app.services.column_values import ColumnWords, words_of
from survey_app.services.draws import MOST_STRATA
from survey_app.services.scanning import of_stage
from survey_app.stats.response_rate import Dispositions, ResponseRates, response_rates
from survey_app.vocabulary import Disposition, MailKind, Mode

_MOST_STRATA = 60


@dataclass(frozen=True, slots=True)
class RollRow:
    """Cases of which the list says the same: how many were issued, came back and are usable."""

    attributes: Mapping[str, str]
    issued: int
    returned: int
    usable: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """One day of the fieldwork: answers that day, and all so far."""

    day: date
    count: int
    so_far: int


@dataclass(frozen=True, slots=True)
class ModeCount:
    """Answers that came by one mode, and how many of them are usable."""

    mode: Mode
    returned: int
    usable: int

    @property
    def set_aside(self) -> int:
        """The answers of this mode that are not counted."""
        return self.returned - self.usable


@dataclass(frozen=True, slots=True)
class Roll:
    """The cases of a stage by what became of them. `answered` of them have an answer, `usable` a usable one."""

    issued: int
    answered: int
    usable: int
    with_email: int
    dispositions: Mapping[Disposition, int]

    @property
    def out(self) -> int:
        """Cases that may still answer."""
        return self.dispositions.get(Disposition.PENDING, 0) + self.dispositions.get(Disposition.PARTIAL, 0)

    @property
    def answered_share(self) -> float | None:
        """The share of the cases that have answered; None without cases."""
        return self.answered / self.issued if self.issued else None


def fieldwork_of(stage: Stage) -> Fieldwork:
    """Who was asked and who came back, answers by an open link included; those brought in are counted apart."""
    ways = session.execute(
        select(
            Response.mode,
            func.count().label("count"),
            func.sum(_ONE_IF_USABLE).label("usable"),
            func.coalesce(func.sum(_ONE_IF_OBSERVED), 0).label("observed"),
            func.coalesce(func.sum(_ONE_IF_OBSERVED * _ONE_IF_USABLE), 0).label("observed_usable"),
            func.count(Response.batch_id).label("imported"),
            func.count(Response.case_id).label("from_sample"),
            func.min(Response.submitted_at).label("first"),
            func.max(Response.submitted_at).label("last"),
        )
        .where(of_stage(stage.id))
        .group_by(Response.mode)
    ).all()
    returned, imported, from_sample = (sum(way[place] for way in ways) for place in (1, 5, 6))
    issued = session.scalar(select(func.count()).where(SampledCase.stage_id == stage.id)) or 0
    sealed = sealed_surveys.covers(stage)
    frame = session.scalar(select(Frame.size).where(Frame.stage_id == stage.id).order_by(Frame.id.desc()).limit(1))
    return Fieldwork(
        population=stage.population or frame or None,
        issued=issued or None,
        returned=returned,
        usable=sum(int(way.usable) for way in ways),
        first=None if sealed else min((way.first for way in ways), default=None),
        last=None if sealed else max((way.last for way in ways), default=None),
        closes=stage.closes_at,
        modes=tuple((way.mode, int(way.usable)) for way in sorted(ways, key=lambda way: _MODES.index(way.mode))),
        imported=imported,
        from_sample=returned - imported if sealed else from_sample,
        observed=sum(int(way.observed) for way in ways),
        observed_usable=sum(int(way.observed_usable) for way in ways),
    )


_MODES = tuple(Mode)
_ONE_IF_USABLE = case((Response.usable, 1), else_=0)
_IS_OBSERVED = Response.mode == Mode.OBSERVATION, Response.batch_id.is_(None)
_ONE_IF_OBSERVED = case((and_(*_IS_OBSERVED), 1), else_=0)
_ONE_IF_SENT = case((SampledCase.disposition.in_((Disposition.COMPLETE, Disposition.REFUSAL)), 1), else_=0)
"""Where answers are sealed only whoever erased theirs counts as a refusal: they stay among those who came back."""


def sample_tables(stage: Stage) -> tuple[SampleTable, ...]:
    """Issued against returned by each attribute of the cases: first the strata of the draw, then its tally."""
    roll = roll_rows(stage)
    drawn, tallied, words = _drawn_by(stage), _tallied_by(stage), words_of(stage)
    names = dict.fromkeys([*drawn, *tallied, *(name for row in roll for name in row.attributes)])
    tables = []
    for name in names:
        frame = drawn.get(name) or tallied.get(name) or {}
        most = MOST_STRATA if frame else _MOST_STRATA
        groups = {row.attributes.get(name) for row in roll}
        if 0 < len(groups) <= most and (frame or len(groups) > 1):
            table = _table(name, roll, frame, words.get(name, ColumnWords()), is_tally=name not in drawn)
            tables.append(_in_steps(stage, table) if sealed_surveys.covers(stage) else table)
    return tuple(tables)


def _table(
    name: str, roll: Sequence[RollRow], frame: Mapping[str | None, int], words: ColumnWords, *, is_tally: bool
) -> SampleTable:
    issued, returned, usable = Counter[str | None](), Counter[str | None](), Counter[str | None]()
    for row in roll:
        label = row.attributes.get(name)
        issued[label] += row.issued
        returned[label] += row.returned
        usable[label] += row.usable
    labels = sorted(
        dict.fromkeys([*frame, *issued]),
        key=lambda label: (label is None, -issued[label] if is_tally else 0, label or ""),
    )
    rows = tuple(
        StratumRow(
            label, frame.get(label), issued[label], returned[label], usable[label], words.values.get(label or "", {})
        )
        for label in labels
    )
    total = StratumRow(None, sum(frame.values()) or None, issued.total(), returned.total(), usable.total())
    return SampleTable(name, is_tally, rows, total, words.title)


def _in_steps(stage: Stage, table: SampleTable) -> SampleTable:
    """The same where nobody may see of a single person whether they have answered: groups in steps, even at the end.

    Whoever erased their answers stays in them: a count that crossed a step would say which group they are in.
    """
    k = stage.min_group
    rows = tuple(replace(row, returned=in_steps(row.returned, k), usable=in_steps(row.usable, k)) for row in table.rows)
    total = sealed_surveys.shown(stage, table.total.returned)
    usable = min(total, sealed_surveys.count(stage).answered)
    return replace(table, rows=rows, total=replace(table.total, returned=total, usable=usable))


def roll_rows(stage: Stage) -> tuple[RollRow, ...]:
    """The cases with what matters for counting, no id and no address: counted in the database, since there are many."""
    written = cast(SampledCase.attributes, Text)
    if sealed_surveys.covers(stage):
        sent = func.coalesce(func.sum(_ONE_IF_SENT), 0)
        marked = select(written, func.count(), sent, sent).where(SampledCase.stage_id == stage.id)
        rows = session.execute(marked.group_by(written).order_by(func.min(SampledCase.id)))
        return tuple(RollRow(json.loads(text), *map(int, counts)) for text, *counts in rows)
    rows = session.execute(
        select(written, func.count(), func.count(Response.id), func.coalesce(func.sum(_ONE_IF_USABLE), 0))
        .outerjoin(Response, Response.case_id == SampledCase.id)
        .where(SampledCase.stage_id == stage.id)
        .group_by(written)
        .order_by(func.min(SampledCase.id))
    )
    return tuple(RollRow(json.loads(text), *map(int, counts)) for text, *counts in rows)


def _drawn_by(stage: Stage) -> dict[str, dict[str | None, int]]:
    return _frame_counts(stage, "by")


def _tallied_by(stage: Stage) -> dict[str, dict[str | None, int]]:
    return _frame_counts(stage, "tally")


def _frame_counts(stage: Stage, part: str) -> dict[str, dict[str | None, int]]:
    """What the frame held in each stratum when the sample was drawn, as the draw wrote it down."""
    draws = session.execute(select(Draw.rule, Draw.result).where(Draw.stage_id == stage.id, Draw.frame_id.is_not(None)))
    return {
        rule[part]: {label: frame for label, frame, _drawn in result[part]}
        for rule, result in draws
        if rule.get(part) and result.get(part)
    }


def roll_of(stage: Stage) -> Roll:
    """The cases counted by what became of them; where answers are sealed, those that have answered in steps."""
    answered, usable = session.execute(
        select(func.count(), func.sum(_ONE_IF_USABLE)).where(
            Response.stage_id == stage.id, Response.case_id.is_not(None)
        )
    ).one()
    by_end = session.execute(
        select(SampledCase.disposition, func.count(), func.sum(case((SampledCase.email != "", 1), else_=0)))
        .where(SampledCase.stage_id == stage.id)
        .group_by(SampledCase.disposition)
    ).all()
    if sealed_surveys.covers(stage):
        return _sealed_roll(stage, {end: (count, int(mail)) for end, count, mail in by_end})
    return Roll(
        issued=sum(count for _end, count, _mail in by_end),
        answered=answered,
        usable=int(usable or 0),
        with_email=sum(int(mail) for _end, _count, mail in by_end),
        dispositions={end: count for end, count, _mail in by_end},
    )


def _sealed_roll(stage: Stage, by_end: Mapping[Disposition, tuple[int, int]]) -> Roll:
    """Those above the last full step count as still out."""
    counts = Counter({end: count for end, (count, _mail) in by_end.items()})
    answered = sealed_surveys.shown(stage, counts[Disposition.COMPLETE])
    counts[Disposition.PENDING] += counts[Disposition.COMPLETE] - answered
    counts[Disposition.COMPLETE] = answered
    return Roll(
        issued=counts.total(),
        answered=answered,
        usable=sealed_surveys.count(stage).mixed,
        with_email=sum(mail for _count, mail in by_end.values()),
        dispositions=dict(counts),
    )


def rates_of(roll: Roll) -> ResponseRates:
    """The response rates as they stand; a case that is still out counts as unknown."""
    found = roll.dispositions
    return response_rates(
        Dispositions(
            complete=found.get(Disposition.COMPLETE, 0),
            partial=found.get(Disposition.PARTIAL, 0),
            refusal=found.get(Disposition.REFUSAL, 0),
            non_contact=found.get(Disposition.NON_CONTACT, 0),
            unknown=found.get(Disposition.PENDING, 0),
            ineligible=found.get(Disposition.INELIGIBLE, 0),
        )
    )


def modes_of(stage: Stage) -> tuple[ModeCount, ...]:
    """Answers by the way they came, in the order of the modes."""
    rows = session.execute(
        select(Response.mode, func.count(), func.sum(_ONE_IF_USABLE)).where(of_stage(stage.id)).group_by(Response.mode)
    )
    found = {mode: ModeCount(mode, count, int(usable)) for mode, count, usable in rows}
    return tuple(found[mode] for mode in Mode if mode in found)


def days_of(stage: Stage) -> tuple[DayCount, ...]:
    """Answers by day in the study's time zone, from the first to the last day with one; sealed ones have no day.

    Observations are no answers, so they are no part of it.
    """
    if sealed_surveys.covers(stage):
        return ()
    zone = ZoneInfo(stage.study.timezone)
    answers = of_stage(stage.id), not_(and_(*_IS_OBSERVED))
    minute = minute_of(Response.submitted_at).label("minute")
    # a day of the study's zone begins at a whole minute: a million moments stay in the database
    counts: Counter[date] = Counter()
    for text, count in session.execute(select(minute, func.count()).where(*answers).group_by("minute")):
        counts[datetime.fromisoformat(text).replace(tzinfo=UTC).astimezone(zone).date()] += count
    so_far = 0
    days = []
    for day in sorted(counts):
        so_far += counts[day]
        days.append(DayCount(day, counts[day], so_far))
    return tuple(days)


def letters_of(stage: Stage) -> tuple[tuple[MailKind, datetime], ...]:
    """When the invitations and the reminder began to go out."""
    found = session.execute(
        select(func.min(SampledCase.invited_at), func.min(SampledCase.reminded_at)).where(
            SampledCase.stage_id == stage.id
        )
    ).one()
    pairs = ((MailKind.INVITATION, found[0]), (MailKind.REMINDER, found[1]))
    return tuple((kind, moment) for kind, moment in pairs if moment is not None)

"""Records that are due every day or every week: what is planned, what is there, what is missing.

A record is an observation that counts: a member wrote it down, nobody was asked, so nothing here concerns a person who
answered.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update

from survey_app.db import inserting, now, session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Account, RecordPlan, Response, Stage
from survey_app.questions.definition import Option, Question, Questionnaire
from survey_app.services import audit, interviews
from survey_app.services.scanning import of_stage
from survey_app.services.sheets import Sheet
from survey_app.vocabulary import Mode, Rhythm

MOST_LISTED = 60
_DAYS = {Rhythm.DAY: 1, Rhythm.WEEK: 7}
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LONGEST = timedelta(days=366 * 5)


class RecordTaken(Refusal):
    """A day or week, and place, has one record."""

    status = 409
    title = N_("There is a record for this already")
    message = N_(
        "For this day or week, and place, there is a record already. Change the day or the place, or have the earlier "
        "record set aside first."
    )


@dataclass(frozen=True, slots=True)
class Planned:
    """How often a record is due, since when, and the codes of the questions that say its day and its place."""

    rhythm: Rhythm
    day_question: str
    place_question: str
    starts_on: date


@dataclass(frozen=True, slots=True)
class Due:
    """One record that should be there: the first day of its period, and the code of its place (None: no places)."""

    period: date
    place: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How the records of a plan stand: what is due now, what is missing from earlier, and how many there are."""

    today: tuple[Due, ...]
    missing: tuple[Due, ...]
    """The latest first, at most `MOST_LISTED`."""
    missing_count: int
    written: int
    expected: int


def plan_of(stage: Stage) -> RecordPlan | None:
    """The plan of a survey, if it has one."""
    return session.get(RecordPlan, stage.id)


def day_questions(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """The questions that can say which day a record is about: dates asked to the day, which an observation reaches."""
    asked = (each for each in _reached(questionnaire) if each.kind == "date" and not each.is_identity)
    return tuple(each for each in asked if each.settings.parts == "day")


def has_day(questionnaire: Questionnaire) -> bool:
    """Whether a date is asked at all, before or after the page that ends an observation."""
    return any(each.kind == "date" and not each.is_identity for each in questionnaire.questions())


def place_questions(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """The questions that can say which place a record is about: one answer out of a list, which it reaches too."""
    return tuple(each for each in _reached(questionnaire) if each.kind == "single" and not each.is_identity)


def can_be_written(questionnaire: Questionnaire, plan: RecordPlan) -> bool:
    """Whether a record reaches the questions of its plan: where a page of observations ends the form, none does."""
    reached = {each.code for each in _reached(questionnaire)}
    return {plan.day_question, plan.place_question} - {""} <= reached


def _reached(questionnaire: Questionnaire) -> Iterator[Question]:
    """The questions of all pages up to the one that ends an observation, or of all where none does."""
    sheet = Sheet(0, questionnaire)
    way = interviews.shown(sheet, interviews.entered(sheet, Mode.OBSERVATION)[0])
    last = max((each.number for each in way.pages), default=0) if way.outcome else len(questionnaire.pages)
    return (question for page in questionnaire.pages[:last] for question in page.questions)


def places_of(questionnaire: Questionnaire, plan: RecordPlan) -> tuple[Option, ...]:
    """The places of a plan."""
    question = questionnaire.find(plan.place_question) if plan.place_question else None
    return tuple(question.settings.options) if question is not None and question.kind == "single" else ()


def keep(stage: Stage, planned: Planned, account: Account) -> None:
    """Plan records, or plan them otherwise."""
    new = asdict(planned)
    row = inserting(RecordPlan).values(stage_id=stage.id, **new)
    session.execute(row.on_conflict_do_update(index_elements=["stage_id"], set_=new))
    session.expire_all()
    audit.record(stage.study_id, account, "records_planned", stage.title)


def remove(stage: Stage, account: Account) -> None:
    """Plan no more records; those that were written stay."""
    found = session.execute(delete(RecordPlan).where(RecordPlan.stage_id == stage.id))
    if found.rowcount:  # type: ignore[attr-defined]  # a DELETE has a row count
        session.expire_all()
        audit.record(stage.study_id, account, "records_unplanned", stage.title)


def period_of(day: date, rhythm: Rhythm) -> date:
    """The first day of the period a day lies in; weeks begin on Monday.

    >>> period_of(date(2026, 11, 26), Rhythm.WEEK), period_of(date(2026, 11, 26), Rhythm.DAY)
    (datetime.date(2026, 11, 23), datetime.date(2026, 11, 26))
    """
    return day - timedelta(days=day.weekday()) if rhythm is Rhythm.WEEK else day


def periods(first: date, last: date, rhythm: Rhythm) -> Iterator[date]:
    """The periods from that of one day to that of another.

    >>> [each.day for each in periods(date(2026, 11, 10), date(2026, 11, 26), Rhythm.WEEK)]
    [9, 16, 23]
    """
    return map(date.fromordinal, span(first, last, rhythm))


def span(first: date, last: date, rhythm: Rhythm) -> range:
    """The same by the numbers of their days in the calendar, however far apart the two days are.

    >>> len(span(date(1, 1, 1), date(9999, 12, 31), Rhythm.DAY))
    3652059
    """
    return range(period_of(first, rhythm).toordinal(), last.toordinal() + 1, _DAYS[rhythm])


def today_in(stage: Stage) -> date:
    """The day it is where the study is made."""
    return now().astimezone(ZoneInfo(stage.study.timezone)).date()


def standing(stage: Stage, plan: RecordPlan, questionnaire: Questionnaire, today: date) -> Standing:
    """What is due in the period of today, and what should have been written before it."""
    codes = tuple(option.code for option in places_of(questionnaire, plan)) or (None,)
    there = {(period, place if codes != (None,) else None) for period, place in _written(stage.id, plan)}
    first = max(plan.starts_on, today - _LONGEST)
    due = [Due(period, code) for period in periods(first, today, plan.rhythm) for code in codes]
    lacking = [each for each in due if (each.period, each.place) not in there]
    current = period_of(today, plan.rhythm)
    earlier = [each for each in lacking if each.period < current]
    earlier.sort(key=lambda each: each.period, reverse=True)
    return Standing(
        today=tuple(each for each in lacking if each.period == current),
        missing=tuple(earlier[:MOST_LISTED]),
        missing_count=len(earlier),
        written=len(due) - len(lacking),
        expected=len(due),
    )


def claim(stage_id: int, mode: Mode, answers: dict[str, object], *, besides: str = "") -> None:
    """Refuse a record where there is one for the same day or week, and place, `besides` the one that is replaced.

    Two members who send at the same moment wait for each other: the plan's row is held until the end.
    """
    if mode is not Mode.OBSERVATION:
        return
    session.execute(update(RecordPlan).where(RecordPlan.stage_id == stage_id).values(rhythm=RecordPlan.rhythm))
    plan = session.scalar(select(RecordPlan).where(RecordPlan.stage_id == stage_id))
    day = read_day(answers.get(plan.day_question)) if plan is not None else None
    if plan is None or day is None:
        return
    place = _place(answers.get(plan.place_question))
    if plan.place_question and place is None:
        return
    first = period_of(day, plan.rhythm)
    if (first, place) in set(_written(stage_id, plan, first, besides)):
        raise RecordTaken


def _place(stored: object) -> int | None:
    """The code of a place as an answer holds it; None where it holds none."""
    return stored if isinstance(stored, int) else None


def _written(
    stage_id: int, plan: RecordPlan, period: date | None = None, besides: str = ""
) -> Iterator[tuple[date, int | None]]:
    """Period and place of every record that counts, or of those of one period alone."""
    records = select(Response.answers[plan.day_question], Response.answers[plan.place_question or plan.day_question])
    records = records.where(of_stage(stage_id), Response.mode == Mode.OBSERVATION, Response.usable)
    records = records.where(Response.id != besides)
    if period is not None:
        first, last = period.toordinal(), date.max.toordinal()
        days = [date.fromordinal(min(first + later, last)).isoformat() for later in range(_DAYS[plan.rhythm])]
        records = records.where(Response.answers[plan.day_question].as_string().in_(days))
    for day, where in session.execute(records):
        if (found := read_day(day)) is not None:
            yield period_of(found, plan.rhythm), _place(where) if plan.place_question else None


def read_day(stored: object) -> date | None:
    """A day as an answer holds it; None where it holds none.

    >>> read_day("2026-11-26"), read_day({"missing": "skipped"}), read_day("2026")
    (datetime.date(2026, 11, 26), None, None)
    """
    try:
        return date.fromisoformat(stored) if isinstance(stored, str) and _DAY.fullmatch(stored) else None
    except ValueError:
        return None

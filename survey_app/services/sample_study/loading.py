"""Loading the sample project: the same steps a person takes, from the list to the answers, dated back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from survey_app.db import now, session
from survey_app.exceptions import N_, NotFound
from survey_app.models import Account, Draw, Frame, Identity, Membership, Response, SampledCase, Stage, Study
from survey_app.questions.consent import proof
from survey_app.services import column_values, frames, samples, studies
from survey_app.services.draws import DrawRule
from survey_app.services.members import Member, Reading
from survey_app.services.sample_study import afterwards, earlier_wave, panels, publishing
from survey_app.services.sample_study import frame as customers
from survey_app.services.sample_study.answers import Form, forms
from survey_app.services.sample_study.contacts import contact_of, endings
from survey_app.services.sample_study.own_words import told, words
from survey_app.services.sample_study.spoken import spoken
from survey_app.services.sample_study.stored import Returned, response_row
from survey_app.services.sample_study.words import LANGUAGES
from survey_app.services.sheets import Sheet
from survey_app.services.value_meanings import Meaning
from survey_app.vocabulary import AnonymityLevel, Disposition, Mode, Role, StageKind, StageState

OPEN_FOR = timedelta(days=38)
CLOSES_IN = timedelta(days=16)
REMINDED_AFTER = timedelta(days=14)
RULE = DrawRule(rate=customers.RATE, by="industry", tally="place", seed=str(customers.SEED))
_FILLING = timedelta(minutes=9)
_PREPARED = timedelta(days=2)
PREPARED_FOR = earlier_wave.BEFORE + timedelta(days=14)
"""The study began with its first survey, a year before this one."""


def existing() -> Study | None:
    """The sample study of this installation, if it is loaded."""
    return session.scalar(select(Study).where(Study.is_sample).order_by(Study.id).limit(1))


def load(account: Account) -> Study:
    """The sample study with this account as an owner. There is one in an installation; it is not loaded twice."""
    found = existing()
    if found is None:
        return _make(account)
    mine = select(Membership.id).where(Membership.study_id == found.id, Membership.account_id == account.id)
    if session.scalar(mine) is None:
        session.add(Membership(study=found, account=account, role=Role.OWNER))
        session.flush()
    return found


def remove(by: Account | None = None) -> str:
    """Delete the sample study with everything in it; its title."""
    found = existing()
    if found is None:
        raise NotFound(N_("The sample study is not loaded."))
    title = found.title
    studies.remove(found, by)
    return title


def _make(account: Account) -> Study:
    """The study in the language of its owner, with what its questionnaires say in three."""
    language = account.language
    own = {key: told(words()[key], language) for key in ("title", "earlier", "ideas", "panel", "organiser", "client")}
    study = studies.create(
        account,
        own["title"],
        organiser=own["organiser"],
        contact=account.email,
        client=own["client"],
        language=language,
        timezone=account.timezone,
        stages=(
            (StageKind.SURVEY, own["earlier"]),
            (StageKind.BRAINSTORM, own["ideas"]),
            (StageKind.DELPHI, own["panel"]),
            (StageKind.SURVEY, own["title"]),
        ),
    )
    session.refresh(study)
    study.is_sample = True
    before, stage = study.stages[0], study.stages[-1]
    opened = now() - OPEN_FOR
    earlier_wave.load(before, publishing.questionnaire(language), opened)
    weighed = panels.load(study, account, opened)
    form = publishing.publish(stage, publishing.questionnaire(language, weighed), opened - _PREPARED)
    _draw(stage, account)
    studies.open_stage(stage, account)
    _date_back(stage, opened)
    _answer(stage, form, opened)
    afterwards.follow(stage, before, account, language)
    session.expire_all()
    return study


def reading() -> Reading:
    """The list of customers as if it had been uploaded. The code stands before the label, so that A and B differ."""
    labels = {code: f"{code} {label['en']}" for code, label in customers.industries().items()}
    members = tuple(
        Member(
            each.unit,
            f"{each.unit.lower()}@example.org",
            {"industry": labels[each.industry], **({"place": each.place} if each.place else {})},
        )
        for each in customers.customers()
    )
    return Reading(members, ("industry", "place"), ())


def _draw(stage: Stage, account: Account) -> None:
    frame = frames.store(stage, told(words()["list"], account.language), reading(), account)
    samples.confirm(stage, frame, RULE, account)
    labels = {f"{code} {label['en']}": (code, label) for code, label in customers.industries().items()}
    industries = [
        Meaning(written, words={language: f"{code} {said}" for language, said in label.items()})
        for written, (code, label) in labels.items()
    ]
    places = [Meaning(written, words=label) for written, label in customers.place_names().items()]
    for column, meanings in (("industry", industries), ("place", places)):
        column_values.keep(stage, column, meanings, account, words()[column])


def _date_back(stage: Stage, opened: datetime) -> None:
    """What was just done happened when the fieldwork began; the log alone says when the sample was loaded."""
    before = opened - _PREPARED
    session.execute(
        update(Stage)
        .where(Stage.id == stage.id)
        .values(
            state=StageState.OPEN,
            level=AnonymityLevel.CONFIDENTIAL,
            opened_at=opened,
            closes_at=(now() + CLOSES_IN).replace(minute=0, second=0, microsecond=0),
            population=len(customers.customers()),
        )
    )
    session.execute(update(Study).where(Study.id == stage.study_id).values(created_at=opened - PREPARED_FOR))
    session.execute(update(Frame).where(Frame.stage_id == stage.id).values(uploaded_at=before))
    session.execute(update(Draw).where(Draw.stage_id == stage.id).values(at=before))


def _answer(stage: Stage, form: Sheet, opened: datetime) -> None:
    """The returned forms as responses of their cases, and what became of the cases that sent none."""
    rows = session.execute(select(SampledCase.unit, SampledCase.id).where(SampledCase.stage_id == stage.id))
    cases: dict[str, int] = {unit: case_id for unit, case_id in rows}  # noqa: C416 - rows have keys, dict() misreads them
    asked = [each for each in customers.customers() if each.unit in cases]
    returned = [_returned(each, cases[each.unit], form, opened, stage.study.language) for each in forms(asked)]
    stored = [response_row(stage.id, form, each) for each in returned]
    session.execute(insert(Response), [response for response, _identity in stored])
    session.execute(insert(Identity), [identity for _response, identity in stored if identity])
    answered = {each.case_id: each for each in returned if each.case_id is not None}
    silent = endings(sorted(cases[unit] for unit in cases if cases[unit] not in answered))
    states = [_case_row(case_id, answered.get(case_id), silent, opened) for case_id in sorted(cases.values())]
    session.execute(update(SampledCase), states)


def _returned(form: Form, case_id: int, on: Sheet, opened: datetime, main: str) -> Returned:
    """The form with its language, its day, the text that was agreed to, and a contact where one was left.

    Answers are given in `main`, the language of the study; where that is English, a few in the other two.
    """
    answers = dict(form.answers)
    said, language = answers.get("IMPROVE"), main
    if isinstance(said, str):
        language = LANGUAGES.get(said, main) if main == "en" else main
        answers["IMPROVE"] = spoken(said, main)
    consent = on.questionnaire.find("CONSENT")
    if consent is not None:
        answers["CONSENT.text"] = proof(consent, language, on.questionnaire.language)
    if contact := contact_of(form.unit, main):
        answers["CONTACT"] = contact
    at = min(opened + form.after, now() - _FILLING)
    straight = told(words()["straight"], main) if form.is_straight else ""
    return Returned(case_id, form.mode, language, at, answers, straight)


def _case_row(
    case_id: int, one: Returned | None, silent: Mapping[int, Disposition], opened: datetime
) -> dict[str, Any]:
    """What became of one case. Whoever had not answered after two weeks was reminded."""
    reminded = opened + REMINDED_AFTER
    late = one is None or one.at > reminded
    return {
        "id": case_id,
        "mode": one.mode if one else Mode.WEB,
        "disposition": Disposition.COMPLETE if one else silent[case_id],
        "invited_at": opened,
        "reminded_at": reminded if late else None,
        "started_at": one.at - _FILLING if one else None,
        "answered_at": one.at if one else None,
    }

"""Loading the sample project: the same steps a person takes, from the list to the answers, dated back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from survey_app.db import new_code, now, session
from survey_app.exceptions import N_, NotFound
from survey_app.models import (
    Account,
    Draw,
    Frame,
    Identity,
    Membership,
    Response,
    SampledCase,
    Stage,
    Study,
    Version,
)
from survey_app.privacy import links
from survey_app.questions.base import Value, store
from survey_app.questions.consent import proof
from survey_app.services import frames, samples, studies
from survey_app.services.draws import DrawRule
from survey_app.services.members import Member, Reading
from survey_app.services.responses import content_hash, projected, split
from survey_app.services.sample_study import frame as customers
from survey_app.services.sample_study import panels
from survey_app.services.sample_study.answers import Form, forms
from survey_app.services.sample_study.contacts import contact_of, endings
from survey_app.services.sample_study.panels import Weighed
from survey_app.services.sample_study.words import LANGUAGES
from survey_app.services.sheets import Sheet, sheet
from survey_app.vocabulary import AnonymityLevel, Disposition, Mode, Role, StageKind, StageState, VersionState

TITLE = "Customer satisfaction 2026"
OPEN_FOR = timedelta(days=38)
CLOSES_IN = timedelta(days=16)
REMINDED_AFTER = timedelta(days=14)
RULE = DrawRule(rate=customers.RATE, by="industry", tally="place", seed=str(customers.SEED))
_FILLING = timedelta(minutes=9)
_PREPARED = timedelta(days=2)
PREPARED_FOR = timedelta(days=80)
"""The study began with its brainstorm, long before the survey."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A returned form with everything it is stored with."""

    form: Form
    case_id: int
    language: str
    at: datetime
    answers: dict[str, Value]


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
    study = studies.create(
        account,
        TITLE,
        organiser="Northwind Research (made up)",
        contact=account.email,
        client="Taishan Machinery (made up)",
        timezone=account.timezone,
        stages=((StageKind.BRAINSTORM, panels.IDEAS), (StageKind.DELPHI, panels.PANEL), (StageKind.SURVEY, TITLE)),
    )
    session.refresh(study)
    study.is_sample = True
    stage = study.stages[-1]
    opened = now() - OPEN_FOR
    form = _publish(stage, opened - _PREPARED, panels.load(study, account, opened))
    _draw(stage, account)
    studies.open_stage(stage, account)
    _date_back(stage, opened)
    _answer(stage, form, opened)
    session.expire_all()
    return study


def _publish(stage: Stage, at: datetime, weighed: Mapping[str, Weighed]) -> Sheet:
    """The questionnaire in its three languages, as version 1, its attributes with the panel's weights."""
    version = session.scalars(select(Version).where(Version.stage_id == stage.id)).one()
    version.definition = _questionnaire(weighed)
    session.flush()
    session.execute(
        update(Version).where(Version.id == version.id).values(state=VersionState.PUBLISHED, published_at=at)
    )
    session.refresh(version)
    return sheet(version.id, at)


def _questionnaire(weighed: Mapping[str, Weighed]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((customers.FOLDER / "questionnaire.json").read_text(encoding="utf-8"))
    batteries = [each for page in found["pages"] for each in page["questions"] if each["kind"] == "battery"]
    for row in (row for battery in batteries for row in battery["settings"]["items"]):
        if (from_panel := weighed.get(row["code"])) is not None:
            row |= {"source": from_panel.lineage, "weight": from_panel.weight}
    return found


def reading() -> Reading:
    """The list of customers as if it had been uploaded. The code stands before the label, so that A and B differ."""
    labels = {code: f"{code} {label}" for code, label in customers.industries().items()}
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
    frame = frames.store(stage, "customers.csv", reading(), account)
    samples.confirm(stage, frame, RULE, account)


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
    returned = [_returned(each, cases[each.unit], form, opened) for each in forms(asked)]
    stored = [_response_row(stage.id, form, each) for each in returned]
    session.execute(insert(Response), [response for response, _identity in stored])
    session.execute(insert(Identity), [identity for _response, identity in stored if identity])
    answered = {each.case_id: each for each in returned}
    silent = endings(sorted(cases[unit] for unit in cases if cases[unit] not in answered))
    states = [_case_row(case_id, answered.get(case_id), silent, opened) for case_id in sorted(cases.values())]
    session.execute(update(SampledCase), states)


def _returned(form: Form, case_id: int, on: Sheet, opened: datetime) -> Returned:
    """The form with its language, its day, the text that was agreed to, and a contact where one was left."""
    words = form.answers.get("IMPROVE")
    language = LANGUAGES.get(words, "en") if isinstance(words, str) else "en"
    consent = on.questionnaire.find("CONSENT")
    answers = dict(form.answers)
    if consent is not None:
        answers["CONSENT.text"] = proof(consent, language, on.questionnaire.language)
    if contact := contact_of(form.unit):
        answers["CONTACT"] = contact
    return Returned(form, case_id, language, min(opened + form.after, now() - _FILLING), answers)


def _response_row(stage_id: int, form: Sheet, one: Returned) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The row of a response, and that of its identity where there is one."""
    given = store(one.answers)
    opinions, identity = split(form, given)
    key, code = links.random_secret(), new_code(26)
    row = {
        "id": code,
        "stage_id": stage_id,
        "version_id": form.version_id,
        "case_id": one.case_id,
        "submit_key": key,
        "content_hash": content_hash(form.version_id, given),
        "receipt": links.receipt(key),
        "mode": one.form.mode,
        "language": one.language,
        "submitted_at": one.at,
        **projected(form, opinions),
        "usable": not one.form.set_aside,
        "set_aside": one.form.set_aside,
    }
    return row, {"response_id": code, "stage_id": stage_id, "answers": identity} if identity else None


def _case_row(
    case_id: int, one: Returned | None, silent: Mapping[int, Disposition], opened: datetime
) -> dict[str, Any]:
    """What became of one case. Whoever had not answered after two weeks was reminded."""
    reminded = opened + REMINDED_AFTER
    late = one is None or one.at > reminded
    return {
        "id": case_id,
        "mode": one.form.mode if one else Mode.WEB,
        "disposition": Disposition.COMPLETE if one else silent[case_id],
        "invited_at": opened,
        "reminded_at": reminded if late else None,
        "started_at": one.at - _FILLING if one else None,
        "answered_at": one.at if one else None,
    }

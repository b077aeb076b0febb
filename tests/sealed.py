"""A survey whose answers are sealed: opened as its owner does, with people who hold their links."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from survey_app.db import now, session, transaction
from survey_app.jobs.worker import run_all
from survey_app.models import Batch, InboxSheet, Response, SampledCase, Stage, Version
from survey_app.services import new_links, studies
from survey_app.vocabulary import AnonymityLevel, MailKind, VersionState
from tests.builders import make_account, make_study, stage_of
from tests.planting import items, options, question
from tests.respondents import Person

FIRST = {"qIND": "2", "qYEARS": "12"}
SECOND = {"qSERV.price": "4", "qSERV.quality": "5", "qMISS": "Faster answers."}
GIVEN = {"IND": 2, "YEARS": 12, "SERV.price": 4, "SERV.quality": 5, "MISS": "Faster answers."}


def two_pages() -> dict[str, Any]:
    """A questionnaire that asks nobody who they are."""
    pages = [
        [
            question("IND", "single", "Which industry?", required=True, options=options("Food", "Chemistry")),
            question("YEARS", "number", "For how many years?", min=0, max=80),
        ],
        [
            question("SERV", "grid", "How good is it?", required=True, items=items("Price", "Quality"), scale={}),
            question("MISS", "long_text", "What do you miss?"),
        ],
    ]
    return {
        "languages": ["en", "es"],
        "pages": [{"key": f"p{n}", "title": {"en": f"Part {n}"}, "questions": part} for n, part in enumerate(pages, 1)],
    }


def sealed_stage(level: AnonymityLevel = AnonymityLevel.SEALED, *, people: int = 0, **changes: Any) -> Stage:
    """An open survey at one of the two levels, with so many people on its list."""
    study = make_study(make_account(), organiser="Institute", contact="ask@example.org")
    stage = stage_of(study)
    stage.level, stage.open_link, stage.min_group = level, False, 3
    session.commit()
    put_out(stage, changes.pop("definition", None) or two_pages())
    for name, value in changes.items():
        setattr(stage, name, value)
    for number in range(people):
        add_case(stage, f"C-{number}")
    with transaction():
        studies.open_stage(stage, study.memberships[0].account)
    return stage


def put_out(stage: Stage, definition: dict[str, Any]) -> Version:
    """Publish a questionnaire and leave the stage as it is."""
    drafts = [version for version in stage.versions if version.state is VersionState.DRAFT]
    version = drafts[0] if drafts else Version(stage=stage, number=len(stage.versions) + 1, definition={})
    version.definition = definition
    session.add(version)
    session.flush()
    version.state, version.published_at = VersionState.PUBLISHED, now()
    session.commit()
    return version


def add_case(stage: Stage, unit: str, **changes: Any) -> SampledCase:
    """Somebody on the list, without a link yet."""
    values = {"email": f"{unit}@example.org".lower(), "attributes": {"region": "north"}, **changes}
    case = SampledCase(stage_id=stage.id, unit=unit, link_hash=f"none {stage.id} {unit}", **values)
    session.add(case)
    session.commit()
    return case


def cases_of(stage: Stage) -> list[SampledCase]:
    """The people on the list."""
    return list(session.scalars(select(SampledCase).where(SampledCase.stage_id == stage.id).order_by(SampledCase.id)))


def give_link(stage: Stage, case: SampledCase) -> str:
    """The path of the link as the invitation brings it; what the letter does is done here."""
    with transaction():
        address = new_links.for_letter(stage, case, MailKind.INVITATION)
    return "/" + address.split("/", 3)[3]


def links_of(stage: Stage) -> list[str]:
    """The links of everybody on the list."""
    return [give_link(stage, case) for case in cases_of(stage)]


def answer(client: FlaskClient, stage: Stage, link: str, **answers: str) -> Person:
    """Somebody who walks from the link to the receipt; other answers than the usual ones by field."""
    person = Person(client.application.test_client(), stage.code)
    person.begin(link)
    person.send({**FIRST, **{name: value for name, value in answers.items() if name in FIRST}, "go": "next"})
    person.send({**SECOND, **{name: value for name, value in answers.items() if name not in FIRST}, "go": "next"})
    person.send()
    assert person.receipt, (person.page.status_code, person.text[:2000])
    return person


def close(app: Flask, stage: Stage, *, mix: bool = True) -> None:
    """Close the stage as its owner does, and let the worker mix."""
    with transaction():
        studies.close_stage(session.get_one(Stage, stage.id), None)
    if mix:
        run_all(app)
    session.expire_all()


def sheets() -> int:
    """How many sheets lie sealed."""
    return session.scalar(select(func.count()).select_from(InboxSheet)) or 0


def people_in_batches(stage: Stage) -> list[tuple[str, int]]:
    """Phase and number of people of each batch, oldest first."""
    rows = session.scalars(select(Batch).where(Batch.stage_id == stage.id).order_by(Batch.number))
    return [(batch.phase.value, batch.people) for batch in rows]


def stored(stage: Stage) -> list[Response]:
    """The responses that can be read."""
    return list(session.scalars(select(Response).where(Response.stage_id == stage.id).order_by(Response.id)))

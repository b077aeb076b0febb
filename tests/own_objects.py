"""What fills the arguments of a route, for the crawl over all routes: things that belong to one study."""

from typing import Any

from survey_app.db import new_code, now, session
from survey_app.models import ImportBatch, Job, SampledCase, StoredFile, Study
from survey_app.services import jobs, mails
from survey_app.vocabulary import FileKind, MailKind
from tests.planting import question


def arguments_of(study: Study) -> dict[str, Any]:
    """A value for every argument that a route may take; rooms with new arguments add them here."""
    stage = study.stages[0]
    owner = study.memberships[0].account
    definition = {
        "languages": ["en"],
        "pages": [{"key": "p1", "title": {}, "questions": [question("Q1", "long_text", "What do you miss?")]}],
    }
    stage.versions[0].definition = definition
    case = SampledCase(stage_id=stage.id, unit="1", email="case@example.org", link_hash=new_code(26))
    report = {"rows": 0, "expected": 0, "bad_count": 0, "bad": [], "blank": {}, "columns": {}, "mode": "web"}
    batch = ImportBatch(
        stage_id=stage.id,
        account_id=owner.id,
        source="csv",
        filename="a.csv",
        report={**report, "is_done": True},
    )
    file = StoredFile(
        study_id=study.id,
        account_id=owner.id,
        kind=FileKind.EXPORT,
        filename="a.csv",
        media_type="text/csv",
        expires_at=now(),
    )
    session.add_all([case, batch, file])
    job_id = jobs.enqueue("nothing", {}, study_id=study.id, account_id=owner.id)
    mail = mails.queue(MailKind.TEST, owner.email, unique_key=f"crawl:{study.id}", language="en", study=study)
    session.commit()
    assert mail is not None
    return {
        "account_id": owner.id,
        "anchor": "Q1",
        "batch_id": batch.id,
        "case_id": case.id,
        "code": "Q1",
        "file_code": file.code,
        "job_code": session.get_one(Job, job_id).code,
        "key": "p1",
        "kind": "invitation",
        "mail_id": mail.id,
        "member_id": study.memberships[0].id,
        "stage_code": stage.code,
        "study_code": study.code,
        "variable": "Q1",
    }

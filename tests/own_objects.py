"""What fills the arguments of a route, for the crawl over all routes: things that belong to one study."""

from typing import Any

from survey_app.models import Study
from survey_app.services import jobs, mails
from survey_app.db import session
from survey_app.models import Job
from survey_app.vocabulary import MailKind


def arguments_of(study: Study) -> dict[str, Any]:
    """A value for every argument that a route may take; rooms with new arguments add them here."""
    owner = study.memberships[0].account
    job_id = jobs.enqueue("nothing", {}, study_id=study.id, account_id=owner.id)
    mail = mails.queue(MailKind.TEST, owner.email, unique_key=f"crawl:{study.id}", language="en", study=study)
    session.commit()
    assert mail is not None
    return {
        "study_code": study.code,
        "stage_code": study.stages[0].code,
        "member_id": study.memberships[0].id,
        "account_id": owner.id,
        "mail_id": mail.id,
        "job_code": session.get_one(Job, job_id).code,
    }

"""The tables. Importing this package makes all of them known to the metadata."""

from survey_app.models.account import Account, AccountRole, AccountRoleHolder, Membership, Throttle
from survey_app.models.job import AuditEntry, Job, MailEntry, StoredFile
from survey_app.models.questionnaire import Revision, Version
from survey_app.models.response import Draft, Identity, ImportBatch, Response
from survey_app.models.sample import Draw, Frame, FrameUnit, SampledCase
from survey_app.models.study import Stage, Study

__all__ = [
    "Account",
    "AccountRole",
    "AccountRoleHolder",
    "AuditEntry",
    "Draft",
    "Draw",
    "Frame",
    "FrameUnit",
    "Identity",
    "ImportBatch",
    "Job",
    "MailEntry",
    "Membership",
    "Response",
    "Revision",
    "SampledCase",
    "Stage",
    "StoredFile",
    "Study",
    "Throttle",
    "Version",
]

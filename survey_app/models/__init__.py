"""The tables. Importing this package makes all of them known to the metadata."""

from survey_app.models.account import Account, AccountRole, AccountRoleHolder, Membership, Throttle
from survey_app.models.api_token import ApiToken
from survey_app.models.attribute_flag import AttributeFlag
from survey_app.models.brainstorm import Card, Idea, Merge, Theme, Vote
from survey_app.models.client_look import KeptLook
from survey_app.models.column_values import ColumnValues
from survey_app.models.delphi import (
    Clarification,
    Erasure,
    Item,
    ItemCorrection,
    ItemOrigin,
    Proposal,
    Protocol,
    Rating,
    Reason,
    ReasonMark,
    RoundItem,
    Snapshot,
)
from survey_app.models.entry_places import EntryPlaces
from survey_app.models.improvement import Improvement
from survey_app.models.inbox import Batch, InboxSheet, PanelDraft
from survey_app.models.item_answer import ItemAnswer
from survey_app.models.item_outcome import ItemOutcome
from survey_app.models.job import AuditEntry, Job, MailEntry, StoredFile
from survey_app.models.key_target import KeyTarget
from survey_app.models.live import LiveRelease
from survey_app.models.market import MarketEstimate
from survey_app.models.need_note import NeedNote
from survey_app.models.panel import Panel, PanelGroup, Panellist, PanelRound, Turnout
from survey_app.models.picture import AnswerFile, LibraryPicture, Picture
from survey_app.models.questionnaire import Revision, SavedBlock, Version
from survey_app.models.quota import ArmSequence, Quota
from survey_app.models.record_plan import RecordPlan
from survey_app.models.response import Draft, Identity, ImportBatch, Response, WayBack
from survey_app.models.sample import Draw, Frame, FrameUnit, SampledCase
from survey_app.models.shared_results import SharedResults
from survey_app.models.study import Stage, Study
from survey_app.models.text_code import TextCode, TextMark
from survey_app.models.weighting import KeptWeighting

__all__ = [
    "Account",
    "AccountRole",
    "AccountRoleHolder",
    "AnswerFile",
    "ApiToken",
    "ArmSequence",
    "AttributeFlag",
    "AuditEntry",
    "Batch",
    "Card",
    "Clarification",
    "ColumnValues",
    "Draft",
    "Draw",
    "EntryPlaces",
    "Erasure",
    "Frame",
    "FrameUnit",
    "Idea",
    "Identity",
    "ImportBatch",
    "Improvement",
    "InboxSheet",
    "Item",
    "ItemAnswer",
    "ItemCorrection",
    "ItemOrigin",
    "ItemOutcome",
    "Job",
    "KeptLook",
    "KeptWeighting",
    "KeyTarget",
    "LibraryPicture",
    "LiveRelease",
    "MailEntry",
    "MarketEstimate",
    "Membership",
    "Merge",
    "NeedNote",
    "Panel",
    "PanelDraft",
    "PanelGroup",
    "PanelRound",
    "Panellist",
    "Picture",
    "Proposal",
    "Protocol",
    "Quota",
    "Rating",
    "Reason",
    "ReasonMark",
    "RecordPlan",
    "Response",
    "Revision",
    "RoundItem",
    "SampledCase",
    "SavedBlock",
    "SharedResults",
    "Snapshot",
    "Stage",
    "StoredFile",
    "Study",
    "TextCode",
    "TextMark",
    "Theme",
    "Throttle",
    "Turnout",
    "Version",
    "Vote",
    "WayBack",
]

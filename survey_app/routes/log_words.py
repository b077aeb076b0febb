"""What a line of the log was about, in words: the log keeps figures and codes, the page says them."""

import re

from flask_babel import gettext as _

from survey_app.db import session
from survey_app.forms.fieldwork import DISPOSITIONS
from survey_app.models import AuditEntry, Study
from survey_app.routes import list_words
from survey_app.routes.phase_words import phase_word
from survey_app.routes.presentation import number
from survey_app.routes.round_words import stepped
from survey_app.services.round_roll import Told
from survey_app.vocabulary import BrainstormPhase, Disposition, Role

_DRAWN = re.compile(r"(\d{1,9})/(\d{1,9}) (.+)", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_RANGE = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)


def subject_words(entry: AuditEntry, roles: dict[Role, str]) -> str:
    """The detail of an entry in the language of the page; what is no figure and no code stays as it was written."""
    if entry.act == "sample_drawn" and (drawn := _DRAWN.fullmatch(entry.subject)):
        counts = {"drawn": number(int(drawn[1])), "frame": number(int(drawn[2]))}
        return str(_("%(drawn)s of %(frame)s, seed %(seed)s", seed=drawn[3], **counts))
    name, colon, last = entry.subject.rpartition(": ")
    if entry.act == "values_explained" and entry.study_id is not None:
        name = list_words.of_study(session.get_one(Study, entry.study_id)).column(name)
    words = _last_word(entry.act, last, roles)
    return str(_("%(label)s: %(words)s", label=name, words=words)) if colon else words


def _last_word(act: str, last: str, roles: dict[Role, str]) -> str:
    if act in {"member_added", "role_changed"} and last in set(Role):
        return roles[Role(last)]
    if act == "phase_changed" and last in set(BrainstormPhase):
        return phase_word(BrainstormPhase(last))
    if act == "case_settled" and last in set(Disposition):
        return str(DISPOSITIONS.get(Disposition(last), last))
    if act in {"sheets_discarded", "answers_thrown_away"} and (ends := _RANGE.fullmatch(last)):
        least = int(ends[1])
        return stepped(Told(least, int(ends[2]) - least + 1))
    return number(int(last)) if act in _COUNTED and _WHOLE.fullmatch(last) else last


_COUNTED = {
    "answers_thrown_away",
    "cards_passed_on",
    "ideas_passed_on",
    "cases_listed",
    "frame_removed",
    "frame_stored",
    "identities_removed",
    "identities_taken",
    "answer_files_taken",
    "import",
    "import_removed",
    "invitations_sent",
    "panellists_listed",
    "places_kept",
    "values_explained",
    "quota_added",
    "quota_changed",
    "quota_recounted",
    "quota_removed",
    "ratings_imported",
    "reminders_sent",
    "sample_removed",
    "sheets_discarded",
    "statements_passed_on",
}

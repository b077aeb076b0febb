"""The tabs of a stage and the words for its state, for the frame of every study page."""

from flask import Flask, current_app
from flask_babel import get_locale
from flask_babel import gettext as _

from survey_app.models import AuditEntry
from survey_app.routes.log_words import subject_words
from survey_app.routes.presentation import HTML_LANGUAGES, LANGUAGE_NAMES
from survey_app.services import rights
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import Role, StageState

Tab = tuple[str, str, str]


def add_navigation(app: Flask) -> None:
    """Teach the templates tabs, words for states and roles, and what a role may do."""
    app.jinja_env.globals.update(stage_tabs=stage_tabs, may=rights.may, Act=Act, has_page=has_page)
    # macros see no context: what they need is global
    app.jinja_env.globals.update(
        language_names=LANGUAGE_NAMES, html_languages=HTML_LANGUAGES, page_language=lambda: str(get_locale())
    )
    app.jinja_env.filters.update(
        state_word=state_word, role_word=role_word, act_word=act_word, subject_word=subject_word
    )


def stage_tabs(access: StageAccess) -> list[Tab]:
    """Name, endpoint and label of each tab that exists and that this role may open."""
    tabs = (
        ("questionnaire", "questionnaires.edit", _("Questionnaire"), Act.EDIT),
        ("sample", "sampling.show", _("Sample"), Act.RUN),
        ("fieldwork", "fieldwork.show", _("Fieldwork"), Act.ENTER),
        ("results", "reports.show", _("Results"), Act.SEE_RESULTS),
        ("import", "imports.show", _("Import"), Act.IMPORT),
        ("export", "reports.exports", _("Export"), Act.EXPORT),
        ("settings", "studies.stage_settings", _("Settings"), Act.EDIT),
    )
    return [
        (name, endpoint, label)
        for name, endpoint, label, act in tabs
        if endpoint in current_app.view_functions and rights.may(access.role, act)
    ]


def state_word(state: StageState) -> str:
    """Where a stage stands, in a word or two."""
    words = {
        StageState.DRAFT: _("being prepared"),
        StageState.OPEN: _("in the field"),
        StageState.CLOSED: _("closed"),
    }
    return str(words[StageState(state)])


def role_word(role: Role) -> str:
    """What a role is called."""
    words = {
        Role.OWNER: _("Owner"),
        Role.EDITOR: _("Editor"),
        Role.ANALYST: _("Analyst"),
        Role.MODERATOR: _("Moderator"),
        Role.INTERVIEWER: _("Interviewer"),
        Role.VIEWER: _("Viewer"),
    }
    return str(words[Role(role)])


def act_word(act: str) -> str:
    """What was done, as the log says it."""
    words = {
        "open": _("Opened"),
        "close": _("Closed"),
        "member_added": _("Person added"),
        "member_removed": _("Person removed"),
        "role_changed": _("Role changed"),
        "study_removed": _("Study deleted"),
        "look_up": _("Person looked up"),
        "reissue": _("New link made"),
        "export": _("Exported"),
        "identities_taken": _("Answers about the person taken out"),
        "identities_removed": _("Answers about the person deleted"),
        "import": _("Answers brought in"),
        "import_removed": _("Answers taken out again"),
        "publish": _("Questionnaire published"),
        "frame_stored": _("List of people stored"),
        "frame_removed": _("List of people removed"),
        "sample_drawn": _("Sample drawn"),
        "sample_removed": _("Sample taken back"),
        "cases_listed": _("List of cases taken"),
        "invitations_sent": _("Invitations sent"),
        "reminders_sent": _("Reminders sent"),
        "case_settled": _("Outcome of a case written down"),
        "link_shown": _("Personal link shown"),
        "account_made": _("Account made"),
        "account_deactivated": _("Account switched off"),
        "account_reactivated": _("Account switched on"),
    }
    return str(words.get(act, act.replace("_", " ").capitalize()))


def subject_word(entry: AuditEntry) -> str:
    """Whom or what an entry of the log is about."""
    return subject_words(entry, {role: role_word(role) for role in Role})


def has_page(endpoint: str) -> bool:
    """Whether this installation has a page of that name."""
    return endpoint in current_app.view_functions

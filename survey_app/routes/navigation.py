"""The tabs of a stage and the words for its state, for the frame of every study page."""

from flask import Flask, current_app
from flask_babel import get_locale
from flask_babel import gettext as _

from survey_app.models import AuditEntry, Stage, Study
from survey_app.routes.asked import add_ways
from survey_app.routes.log_words import subject_words
from survey_app.routes.presentation import HTML_LANGUAGES, LANGUAGE_NAMES
from survey_app.services import rights, standings
from survey_app.services.overview import StageCard
from survey_app.services.rights import Act
from survey_app.services.standings import Place
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import BrainstormPhase, PanellistState, PanelState, Role, RoundState, StageKind, StageState

Tab = tuple[str, str, str]


def add_navigation(app: Flask) -> None:
    """Teach the templates tabs, words for states and roles, and what a role may do."""
    app.jinja_env.globals.update(
        stage_tabs=stage_tabs, stage_words=stage_words, may=rights.may, Act=Act, has_page=has_page
    )
    add_ways(app)
    # macros see no context: what they need is global
    app.jinja_env.globals.update(
        language_names=LANGUAGE_NAMES, html_languages=HTML_LANGUAGES, page_language=lambda: str(get_locale())
    )
    app.jinja_env.filters.update(
        state_word=state_word,
        kind_word=kind_word,
        panellist_word=panellist_word,
        card_word=card_word,
        role_word=role_word,
        act_word=act_word,
        subject_word=subject_word,
    )


_EITHER = (Act.EDIT, Act.MODERATE)


def stage_tabs(access: StageAccess) -> list[Tab]:
    """Name, endpoint and label of each tab that the kind of stage has and that this role may open."""
    return [
        (name, endpoint, label)
        for name, endpoint, label, acts in _tabs(access.stage.kind)
        if endpoint in current_app.view_functions and any(rights.may(access.role, act) for act in acts)
    ]


def _tabs(kind: StageKind) -> tuple[tuple[str, str, str, tuple[Act, ...]], ...]:
    settings = ("settings", "studies.stage_settings", _("Settings"), (Act.EDIT,))
    panel = ("panel", "panels.show", _("Panel"), (Act.MODERATE,))
    if kind is StageKind.BRAINSTORM:
        return (
            ("board", "boards.show", _("Board"), (Act.MODERATE,)),
            ("vote", "votes.show", _("Vote"), (Act.MODERATE,)),
            panel,
            settings,
        )
    if kind is StageKind.DELPHI:
        return (
            ("items", "items.show", _("Statements"), _EITHER),
            panel,
            ("rounds", "rounds.show", _("Rounds"), (Act.MODERATE,)),
            ("results", "round_results.show", _("Results"), (Act.SEE_RESULTS, Act.MODERATE)),
            ("export", "round_results.exports", _("Export"), (Act.EXPORT,)),
            settings,
        )
    return (
        ("questionnaire", "questionnaires.edit", _("Questionnaire"), (Act.EDIT,)),
        ("sample", "sampling.show", _("Sample"), (Act.RUN,)),
        ("fieldwork", "fieldwork.show", _("Fieldwork"), (Act.ENTER,)),
        ("results", "reports.show", _("Results"), (Act.SEE_RESULTS,)),
        ("import", "imports.show", _("Import"), (Act.IMPORT,)),
        ("export", "reports.exports", _("Export"), (Act.EXPORT,)),
        settings,
    )


def first_page(access: StageAccess) -> str:
    """The endpoint where the work on a stage goes on, as far as this role may see; empty when it may see none."""
    tabs = {name: endpoint for name, endpoint, _label in stage_tabs(access)}
    standing = standings.of_stage(access.stage)
    if standing is None:
        wanted = {StageState.OPEN: "fieldwork", StageState.CLOSED: "results"}.get(access.stage.state, "")
    elif standing.kind is StageKind.BRAINSTORM:
        wanted = "vote" if standing.phase in (BrainstormPhase.VOTE, BrainstormPhase.DONE) else "board"
    elif standing.has_ended:
        wanted = "results"
    else:
        wanted = "items" if standing.round_state is None else "rounds"
    return tabs.get(wanted, next(iter(tabs.values()), ""))


def state_word(state: StageState) -> str:
    """Where a stage stands, in a word or two."""
    words = {
        StageState.DRAFT: _("being prepared"),
        StageState.OPEN: _("in the field"),
        StageState.CLOSED: _("closed"),
    }
    return str(words[StageState(state)])


def standing_word(stage: Stage, standing: Place | None) -> str:
    """Where a stage stands in a word or two; of a panel it says what the panel is doing."""
    if standing is None:
        return state_word(stage.state)
    if standing.state is PanelState.CANCELLED:
        return str(_("cancelled"))
    if standing.has_ended:
        return str(_("done"))
    if standing.round_state is None:
        return str(_("inviting") if stage.state is StageState.OPEN else _("being prepared"))
    if standing.kind is StageKind.BRAINSTORM:
        return _phase_word(standing)
    words = {
        RoundState.DRAFT: _("round %(number)s prepared", number=standing.round_number),
        RoundState.SCHEDULED: _("round %(number)s planned", number=standing.round_number),
        RoundState.OPEN: _("round %(number)s open", number=standing.round_number),
        RoundState.PAUSED: _("round %(number)s paused", number=standing.round_number),
        RoundState.CLOSING: _("round %(number)s closing", number=standing.round_number),
        RoundState.CLOSED: _("round %(number)s closed", number=standing.round_number),
        RoundState.ANALYSED: _("round %(number)s analysed", number=standing.round_number),
        RoundState.RELEASED: _("round %(number)s released", number=standing.round_number),
    }
    return str(words.get(standing.round_state, _("being prepared")))


def card_word(card: StageCard) -> str:
    """Where the stage of a card stands."""
    return standing_word(card.stage, card.standing)


def _phase_word(standing: Place) -> str:
    words = {
        BrainstormPhase.WRITE: _("writing"),
        BrainstormPhase.BUILD: _("building on"),
        BrainstormPhase.GROUP: _("grouping"),
        BrainstormPhase.VOTE: _("voting"),
        BrainstormPhase.DONE: _("done"),
    }
    return str(words[standing.phase])


def stage_words(study: Study) -> dict[int, str]:
    """The state of every stage of a study in words, for its chain."""
    found = standings.places_of(study.stages)
    return {stage.id: standing_word(stage, found.get(stage.id)) for stage in study.stages}


def panellist_word(state: PanellistState) -> str:
    """What became of somebody's invitation."""
    words = {
        PanellistState.LISTED: _("listed, not invited"),
        PanellistState.INVITED: _("invited"),
        PanellistState.ACCEPTED: _("takes part"),
        PanellistState.DECLINED: _("declined"),
        PanellistState.BOUNCED: _("mail came back"),
        PanellistState.EXPIRED: _("did not reply in time"),
        PanellistState.WITHDRAWN: _("withdrawn"),
    }
    return str(words[PanellistState(state)])


def kind_word(kind: StageKind) -> str:
    """What an instrument is called."""
    words = {
        StageKind.BRAINSTORM: _("Brainstorm"),
        StageKind.DELPHI: _("Delphi panel"),
        StageKind.SURVEY: _("Survey"),
    }
    return str(words[StageKind(kind)])


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
    return str(act_words().get(act, act.replace("_", " ").capitalize()))


def act_words() -> dict[str, str]:
    """The word for every act that is written into the log."""
    return {
        "open": _("Opened"),
        "close": _("Closed"),
        "member_added": _("Person added"),
        "member_removed": _("Person removed"),
        "role_changed": _("Role changed"),
        "study_removed": _("Study deleted"),
        "look_up": _("Person looked up"),
        "reissue": _("New link made"),
        "export": _("Exported"),
        "share_results": _("Results shared"),
        "end_sharing": _("Sharing ended"),
        "archive_taken": _("Whole study taken as an archive"),
        "archive_brought_in": _("Study brought in from an archive"),
        "answer_files_taken": _("Files people sent in taken out"),
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
        "link_handed_over": _("Personal link handed over"),
        "own_answers_erased": _("Answers erased by their author"),
        "answers_thrown_away": _("Sealed answers thrown away unread"),
        "quota_added": _("Quota added"),
        "quota_changed": _("Quota changed"),
        "quota_removed": _("Quota deleted"),
        "quota_recounted": _("Quota counted again"),
        "account_made": _("Account made"),
        "account_deactivated": _("Account switched off"),
        "account_reactivated": _("Account switched on"),
        "token_made": _("Token made"),
        "token_revoked": _("Token revoked"),
        "draft_replaced": _("Draft of the questionnaire replaced by a program"),
        "export_ordered": _("Report ordered by a program"),
        **_panel_acts(),
        **_result_acts(),
    }


def _result_acts() -> dict[str, str]:
    """What was decided about results."""
    return {
        "weighting_kept": _("Weighting kept"),
        "weighting_removed": _("Weighting taken away"),
        "needs_noted": _("Register of needs changed"),
        "values_explained": _("Values of a column explained"),
        "places_kept": _("Places with a code saved"),
        "records_planned": _("Records planned"),
        "records_unplanned": _("Plan of records taken away"),
        "targets_set": _("Targets of the key figures set"),
        "outcomes_set": _("Outcomes of estimates entered"),
        "attribute_marked": _("Attribute marked as not to be acted on"),
        "attribute_unmarked": _("Mark “not to be acted on” taken off an attribute"),
    }


def _roll_acts() -> dict[str, str]:
    """What was done with the people of a panel."""
    return {
        "declined": _("Somebody declined"),
        "panellist_added": _("Panellist added"),
        "panellist_removed": _("Panellist removed"),
        "panellists_listed": _("Panellists added"),
        "panellist_withdrawn": _("Panellist withdrawn"),
        "panellist_asked_back": _("Somebody who had left asked again"),
        "panellist_changed": _("Address of a panellist changed"),
        "panel_invited": _("Panel invited"),
        "invited_again": _("Invited again"),
    }


def _panel_acts() -> dict[str, str]:
    """What was done with a panel."""
    return {
        "stage_added": _("Stage added"),
        **_roll_acts(),
        "mixed": _("Sealed answers opened and mixed"),
        "batch_key_destroyed": _("Key of sealed answers destroyed"),
        "mix_held": _("Sealed answers wait for a person"),
        "sheets_discarded": _("Sealed answers thrown away unread"),
        "link_reissued": _("New link made"),
        "link_restored": _("Older link taken up again"),
        "protocol_locked": _("Protocol locked"),
        "protocol_amended": _("Protocol amended"),
        "item_corrected": _("Words of a statement corrected"),
        "round_scheduled": _("Round scheduled"),
        "round_unplanned": _("Plan of a round taken back"),
        "round_unscheduled": _("Round no longer scheduled"),
        "round_opened": _("Round opened"),
        "round_extended": _("Closing time of a round changed"),
        "round_paused": _("Round paused"),
        "round_resumed": _("Round went on"),
        "round_closed": _("Round closed"),
        "round_reopened": _("Round opened again"),
        "round_analysed": _("Round handed to the analysis"),
        "round_cancelled": _("Round cancelled"),
        "round_released": _("Round released"),
        "panel_concluded": _("Panel concluded"),
        "panel_cancelled": _("Panel broken off"),
        "panel_archived": _("Panel archived"),
        "round_announced": _("Round announced"),
        "round_reminded": _("Panellists reminded"),
        "round_reopening_announced": _("Re-opened round announced"),
        "answers_erased": _("Answers erased by a panellist"),
        "brainstorm_begun": _("Brainstorm begun"),
        "phase_changed": _("Phase changed"),
        "cards_merged": _("Cards merged"),
        "merge_undone": _("Merge undone"),
        "idea_split": _("Idea split off"),
        "idea_redacted": _("Words of an idea struck out"),
        "clarifications_shown": _("Answers of authors shown together"),
        "idea_withheld": _("Idea withheld"),
        "cards_passed_on": _("Cards made statements"),
        "ideas_passed_on": _("Ideas passed on"),
        "statements_passed_on": _("Statements taken into a survey"),
        "ratings_imported": _("Ratings brought in"),
    }


def subject_word(entry: AuditEntry) -> str:
    """Whom or what an entry of the log is about."""
    return subject_words(entry, {role: role_word(role) for role in Role})


def has_page(endpoint: str) -> bool:
    """Whether this installation has a page of that name."""
    return endpoint in current_app.view_functions

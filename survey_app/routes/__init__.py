"""Pages: one blueprint per noun."""

from flask import Flask

from survey_app.routes import (
    accounts,
    ballots,
    boards,
    cases,
    entry,
    fates,
    fieldwork,
    front,
    ideas,
    identities,
    import_batches,
    items,
    jobs,
    joining,
    letters,
    mails,
    panel_calendar,
    panel_door,
    panel_lists,
    panel_lookups,
    panel_self,
    panels,
    paper_forms,
    passing_on,
    pasting,
    people,
    phases,
    pictures,
    protocols,
    questionnaire_files,
    questionnaire_logic,
    questionnaire_versions,
    questionnaires,
    ratings,
    rehearsals,
    reports,
    respond,
    round_results,
    sample_lists,
    setup,
    stages,
    translations,
    trials,
    votes,
)
from survey_app.routes.errors import add_errors
from survey_app.routes.navigation import add_navigation

BLUEPRINTS = (
    accounts.blueprint,
    boards.blueprint,
    ballots.blueprint,
    cases.blueprint,
    entry.blueprint,
    fates.blueprint,
    fieldwork.blueprint,
    front.blueprint,
    ideas.blueprint,
    identities.blueprint,
    import_batches.blueprint,
    items.blueprint,
    jobs.blueprint,
    joining.blueprint,
    letters.blueprint,
    mails.blueprint,
    passing_on.blueprint,
    pasting.blueprint,
    panel_door.blueprint,
    panel_calendar.blueprint,
    panel_lookups.blueprint,
    panels.blueprint,
    people.blueprint,
    pictures.blueprint,
    protocols.blueprint,
    phases.blueprint,
    questionnaire_files.blueprint,
    paper_forms.blueprint,
    questionnaire_logic.blueprint,
    questionnaire_versions.blueprint,
    translations.blueprint,
    trials.blueprint,
    questionnaires.blueprint,
    ratings.blueprint,
    rehearsals.blueprint,
    reports.blueprint,
    respond.blueprint,
    round_results.blueprint,
    sample_lists.blueprint,
    setup.blueprint,
    stages.blueprint,
    votes.blueprint,
)

PARTS = (panel_lists, panel_self)
"""Modules whose pages belong to blueprints above."""


def add_routes(app: Flask) -> None:
    """Register every page and the pages for errors."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    add_errors(app)
    add_navigation(app)

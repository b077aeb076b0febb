"""Pages: one blueprint per noun."""

from flask import Flask

from survey_app.routes import (
    accounts,
    cases,
    entry,
    fieldwork,
    front,
    identities,
    import_batches,
    jobs,
    letters,
    mails,
    panel_door,
    people,
    questionnaire_versions,
    questionnaires,
    ratings,
    reports,
    respond,
    sample_lists,
    setup,
    stages,
)
from survey_app.routes.errors import add_errors
from survey_app.routes.navigation import add_navigation

BLUEPRINTS = (
    accounts.blueprint,
    cases.blueprint,
    entry.blueprint,
    fieldwork.blueprint,
    front.blueprint,
    identities.blueprint,
    import_batches.blueprint,
    jobs.blueprint,
    letters.blueprint,
    mails.blueprint,
    panel_door.blueprint,
    people.blueprint,
    questionnaire_versions.blueprint,
    questionnaires.blueprint,
    ratings.blueprint,
    reports.blueprint,
    respond.blueprint,
    sample_lists.blueprint,
    setup.blueprint,
    stages.blueprint,
)


def add_routes(app: Flask) -> None:
    """Register every page and the pages for errors."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    add_errors(app)
    add_navigation(app)

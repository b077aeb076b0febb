"""Pages: one blueprint per noun."""

from flask import Flask

from survey_app.routes import accounts, administration, front, jobs, studies
from survey_app.routes.errors import add_errors
from survey_app.routes.navigation import add_navigation

BLUEPRINTS = (
    accounts.blueprint,
    administration.blueprint,
    front.blueprint,
    jobs.blueprint,
    studies.blueprint,
)


def add_routes(app: Flask) -> None:
    """Register every page and the pages for errors."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    add_errors(app)
    add_navigation(app)

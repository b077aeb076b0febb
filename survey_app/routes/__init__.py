"""Pages: one blueprint per noun."""

from flask import Flask

from survey_app.routes import front, jobs
from survey_app.routes.errors import add_errors

BLUEPRINTS = (
    front.blueprint,
    jobs.blueprint,
)


def add_routes(app: Flask) -> None:
    """Register every page and the pages for errors."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    add_errors(app)

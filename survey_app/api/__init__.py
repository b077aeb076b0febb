"""The interface for programs: `/api/v1`, JSON in and out, a personal token with every request.

It stands beside the pages and goes the same straight line: access, one service, an answer. Refusals become problem
documents where pages are made of them, in `routes/errors.py`.
"""

from flask import Flask
from flask_wtf import CSRFProtect

from survey_app.api import description, exports, questionnaires, responses, results, studies
from survey_app.api.blueprints import described

BLUEPRINTS = (
    studies.blueprint,
    questionnaires.blueprint,
    responses.blueprint,
    results.blueprint,
    exports.blueprint,
)


def add_api(app: Flask, csrf: CSRFProtect) -> None:
    """Register the interface. No cookie opens it, so no form of another site can use it.

    It is described when somebody asks for that: putting the description together costs more than all the rest here.
    """
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
        csrf.exempt(blueprint)
    app.extensions["rondo_openapi"] = lambda: described(app, BLUEPRINTS)
    app.register_blueprint(description.blueprint)

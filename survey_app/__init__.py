"""Rondo: surveys, Delphi panels and brainstorms in one study."""

from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from survey_app import models as models  # every table must be known before a migration is compared
from survey_app.api import add_api
from survey_app.cli import add_commands
from survey_app.config import Settings, read_settings
from survey_app.db import database, prepare_sqlite
from survey_app.routes import add_routes
from survey_app.routes.limits import add_limits
from survey_app.routes.long_figures import add_long_figures
from survey_app.routes.presentation import add_presentation
from survey_app.routes.security import add_security
from survey_app.routes.sessions import add_accounts
from survey_app.services import demonstration, installation

__all__ = ["create_app"]

migrate = Migrate()
csrf = CSRFProtect()
_MEGABYTE = 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """The application, ready to serve. It opens no connection: migrations run before, see `survey_app.serve`."""
    settings = settings or read_settings()
    installation.use(settings)
    app = Flask(__name__, instance_path=str(settings.instance))
    app.config.from_mapping(_flask_config(settings))
    app.extensions["rondo_settings"] = settings
    app.extensions.update(demonstration.extensions(settings))
    database.init_app(app)
    if settings.database_url.startswith("sqlite"):
        with app.app_context():
            prepare_sqlite(database.engine)
    migrate.init_app(app, database, directory=str(_migrations()), compare_type=True, render_as_batch=True)
    add_presentation(app, settings)
    add_limits(app)
    csrf.init_app(app)
    add_accounts(app, settings)
    add_security(app, settings)
    add_routes(app)
    add_long_figures(app)
    add_api(app, csrf)
    add_commands(app)
    return app


def _migrations() -> str:
    """Where the migrations lie: beside the package in a checkout, inside it once installed."""
    inside = Path(__file__).parent / "migrations"
    return str(inside if inside.exists() else Path(__file__).parent.parent / "migrations")


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "DEBUG": settings.debug,
        "TESTING": settings.testing,
        "TRUSTED_HOSTS": settings.hosts,
        "MAX_CONTENT_LENGTH": _MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": _MEGABYTE,
        "SESSION_COOKIE_NAME": "__Host-rondo" if settings.is_https else "rondo",
        # the cookie goes out when it changes, not with every page
        "SESSION_REFRESH_EACH_REQUEST": False,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=60),
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=30),
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings),
        # an expired form must never cost a respondent the answers; the session's own life bounds it
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "BABEL_DEFAULT_LOCALE": settings.languages[0],
        "BABEL_DEFAULT_TIMEZONE": settings.timezone,
    }


def _engine_options(settings: Settings) -> dict[str, object]:
    """Faults of the database go to the log without the values: those are answers and names."""
    if settings.database_url.startswith("sqlite"):
        return {"connect_args": {"timeout": 15}, "hide_parameters": True}
    return {
        "hide_parameters": True,
        "pool_pre_ping": True,
        "pool_size": settings.threads,
        "max_overflow": settings.threads,
    }

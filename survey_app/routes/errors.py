"""The one place where refusals and faults become pages."""

import logging
import secrets
from http import HTTPStatus

from flask import Flask, Response, g, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from survey_app.db import DATABASE_AWAY, DATABASE_FAULTS, UNREADABLE_VALUES, session
from survey_app.exceptions import N_, BadInput, NotFound, Refusal
from survey_app.routes import limits, problems
from survey_app.routes.presentation import filled

logger = logging.getLogger(__name__)
Shown = tuple[str, int] | Response
_PLAIN = {
    403: (N_("Your role does not allow this"), N_("Ask an owner of the study to do it or to change your role.")),
    405: (N_("That does not work here"), N_("Go back to the page you came from and use its buttons.")),
    408: (N_("That took too long"), N_("Send it again.")),
    503: (N_("Not available for a moment"), N_("Wait a little and load the page again.")),
}


def add_errors(app: Flask) -> None:
    """Register the pages."""
    app.register_error_handler(Refusal, show_refusal)
    app.register_error_handler(CSRFError, show_lost_form)
    app.register_error_handler(HTTPException, show_http)
    app.register_error_handler(Exception, show_fault)
    for kinds, view in (
        (UNREADABLE_VALUES, show_unreadable),
        (DATABASE_FAULTS, show_fault),
        (DATABASE_AWAY, show_away),
    ):
        for kind in kinds:
            app.register_error_handler(kind, view)


def show_refusal(refusal: Refusal) -> Shown:
    """A refusal with its own words."""
    session.rollback()
    if problems.is_asked():
        return problems.of_refusal(refusal)
    return page(refusal.status, _(refusal.title), filled(refusal.message, refusal.params))


def show_lost_form(_error: CSRFError) -> Shown:
    """The form's token is missing or belongs to another session."""
    return page(
        400,
        _("This form can no longer be sent"),
        _("Your browser kept no cookie for it, or you signed out in the meantime. Go back, load the page and send it."),
    )


def show_http(error: HTTPException) -> Shown | HTTPException:
    """The framework's own refusals in the product's words."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < HTTPStatus.BAD_REQUEST:
        return error
    if isinstance(error, SecurityError):
        # a foreign host name: no page can be built, since no link would be ours
        return _("This address is not one of this installation."), status
    if status == HTTPStatus.NOT_FOUND:
        return show_refusal(NotFound())
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        limits.hear_out()
        return show_refusal(limits.too_much())
    title, message = _PLAIN.get(status, (BadInput.title, BadInput.message))
    if problems.is_asked():
        return problems.of_http(error, _(title), _(message))
    return page(status, _(title), _(message))


def show_unreadable(error: Exception) -> Shown:
    """A value that the database cannot hold reached it all the same: refuse it, and tell the log where."""
    logger.warning("unreadable value at %s: %s", request.endpoint, type(error).__name__)
    return show_refusal(BadInput())


def show_away(error: Exception) -> Shown:
    """The database cannot be reached: nothing was stored, and the page says so."""
    session.rollback()
    logger.error("database away at %s: %s", request.endpoint, error)
    if request.method in ("GET", "HEAD"):
        return _told(
            503, _("Not available just now"), _("The page cannot be read just now. Load it again in a moment.")
        )
    return _told(503, _("Not stored"), _("The answers could not be stored just now. Go back and send them again."))


def show_fault(error: Exception) -> Shown:
    """A fault of ours: a page with a reference that finds it in the log."""
    session.rollback()
    reference = secrets.token_hex(4)
    logger.error("fault %s at %s", reference, request.endpoint, exc_info=error)
    message = _("The fault has been noted. If you report it, give the reference %(reference)s.", reference=reference)
    return _told(500, _("Something went wrong on our side"), message)


def _told(status: int, title: str, message: str) -> Shown:
    """A fault as a page, or as a document for programs."""
    if problems.is_asked():
        return problems.problem(status, HTTPStatus(status).phrase.lower().replace(" ", "-"), title, message)
    return page(status, title, message)


def page(status: int, title: str, message: str) -> tuple[str, int]:
    """An error page; respondents get it in their own, lighter dress."""
    if request.path.startswith("/p/"):
        return panel_page(status, title, message)
    template = "errors/respond.html" if request.path.startswith("/r/") else "errors/desk.html"
    return render_template(template, title=title, message=message, status=status, back=_way_back(status)), status


def _way_back(status: int) -> str:
    """The stage or study that refused to go on: its page shows where it stands. None where it was not found.

    Whoever sent too much goes back to the page itself, if it can be opened.
    """
    places = request.view_args or {}
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and (same := limits.same_page()):
        return same
    if status == HTTPStatus.NOT_FOUND or "study_code" not in places:
        return ""
    wanted = ("study_code",) if status == HTTPStatus.FORBIDDEN else ("study_code", "stage_code")
    here = {name: places[name] for name in wanted if name in places}
    return url_for("studies.show_stage" if "stage_code" in here else "studies.overview", **here)


def panel_page(status: int, title: str, message: str) -> tuple[str, int]:
    """The same for panellists: with a way back into the panel, or to a new link."""
    code = (request.view_args or {}).get("code", "")
    words = {"title": title, "message": message, "status": status, "code": code, "door": g.get("door")}
    back = limits.same_page() if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else ""
    return render_template("panel_door/state.html", back=back, **words), status

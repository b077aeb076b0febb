"""The report of one panellist: own answers over the rounds beside the panel's, as a page and as a PDF, never stored."""

from flask import Blueprint, render_template
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import now, transaction
from survey_app.exceptions import NotFound
from survey_app.exports.documents import pdf
from survey_app.exports.documents.model import Document, Emphasis, Heading, Paragraph, Part, Table
from survey_app.routes import seating
from survey_app.routes.presentation import number, say_here
from survey_app.routes.rating_words import figure, stretch
from survey_app.services import personal_reports
from survey_app.services.personal_reports import Cell, Line
from survey_app.services.seats import Seat
from survey_app.vocabulary import StageKind

blueprint = Blueprint("personal_reports", __name__, url_prefix="/p")


def _sit(code: str) -> Seat:
    found = seating.require_accepted(seating.seat(code))
    if found.kind is not StageKind.DELPHI:
        raise NotFound
    return found


@blueprint.get("/<code>/report")
def show(code: str) -> str:
    """The page; before the first release it says so."""
    seat = _sit(code)
    return render_template(
        "ratings/report.html",
        door=seat.door,
        lines=personal_reports.of(seat),
        figure=figure,
        stretch=stretch,
        own=own_words,
    )


@blueprint.post("/<code>/report")
def download(code: str) -> Response:
    """The same as a PDF, made in memory for this request."""
    seat = _sit(code)
    with transaction():
        seating.count(seat)
    lines = personal_reports.of(seat)
    if not lines:
        raise NotFound
    answer = Response(pdf.write(_document(seat, lines), now()), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="report.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def own_words(cell: Cell) -> str:
    """The own answer of a round, in words where it was none."""
    own = cell.found.own
    if own is None:
        return str(_("no answer"))
    return str(_("cannot judge")) if own.cannot else figure(own.value)


def _document(seat: Seat, lines: list[Line]) -> Document:
    parts: list[Part] = []
    for line in lines:
        parts.append(Heading(2, say_here(line.item.text)))
        parts.append(_table(line))
        for cell in line.cells:
            parts += _reason(cell)
    return Document(
        title=seat.door.title,
        subtitle=str(_("Your answers and the panel")),
        finding=str(_("What you answered, round by round, beside what the panel said.")),
        language=str(get_locale()),
        organiser=seat.door.organiser,
        date="",
        parts=(Heading(1, str(_("Your answers and the panel"))), *parts),
        footer=str(_("Made from your link when you asked for it, and kept nowhere.")),
        page=str(_("Page {page} of {pages}")),
    )


def _table(line: Line) -> Table:
    head = tuple(str(word) for word in (_("Round"), _("You"), _("Median"), _("Middle half"), _("People")))
    rows = [
        (
            number(cell.found.round_number),
            own_words(cell),
            figure(cell.found.median),
            stretch(cell.found.middle),
            number(cell.found.n),
        )
        for cell in line.cells
    ]
    return Table(head, tuple(rows), left=(0, 1))


def _reason(cell: Cell) -> list[Part]:
    if cell.reason is None:
        return []
    return [
        Paragraph(str(_("Your reason in round %(n)s:", n=number(cell.found.round_number))), Emphasis.QUIET, keeps=True),
        Paragraph(cell.reason.text, Emphasis.QUOTE),
        Paragraph(_shown(cell), Emphasis.QUIET),
    ]


def _shown(cell: Cell) -> str:
    reason = cell.reason
    if reason is None or not reason.shown:
        return str(_("It was not shown to the panel."))
    if reason.shown == reason.text:
        return str(_("The panel reads it as you wrote it."))
    return str(_("The panel reads: %(text)s", text=reason.shown))


blueprint.add_app_template_filter(_shown, "reason_shown")

"""The report of one panellist: own answers over the rounds beside the panel's, as a page and as a PDF, never stored."""

from collections.abc import Sequence

from flask import Blueprint, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import now, transaction
from survey_app.exceptions import NotFound
from survey_app.exports.documents import pdf
from survey_app.exports.documents.model import Document, Emphasis, Heading, Paragraph, Part, Table
from survey_app.models import Item
from survey_app.routes import seating, several_words
from survey_app.routes.chosen_words import most_head, most_of, option, panel_options, share_of
from survey_app.routes.light_pages import by_weight
from survey_app.routes.limits import page_number
from survey_app.routes.presentation import number, quoted, say_here
from survey_app.routes.rating_words import figure, stretch
from survey_app.services import open_feedback, personal_reports, protocols
from survey_app.services.feedback import Feedback
from survey_app.services.open_feedback import OpenRound
from survey_app.services.personal_reports import Cell, Line, OwnReason
from survey_app.services.seats import Seat
from survey_app.vocabulary import StageKind

blueprint = Blueprint("personal_reports", __name__, url_prefix="/p")
_LINE_BYTES, _CELL_BYTES, _TEXT_BYTES = 600, 330, 130
"""What an entry, a round of it and a text of it weigh of themselves."""


def _sit(code: str) -> Seat:
    found = seating.require_accepted(seating.seat(code))
    if found.kind is not StageKind.DELPHI:
        raise NotFound
    return found


@blueprint.get("/<code>/report")
def show(code: str) -> str:
    """The page; before the first release it says so."""
    seat = _sit(code)
    entries: list[Line | OpenRound] = [*personal_reports.of(seat), *open_feedback.of_seat(seat)]
    found = by_weight(entries, _weight, page_number())
    return render_template(
        "ratings/report.html",
        door=seat.door,
        lines=[each for each in found.entries if isinstance(each, Line)],
        in_words=[each for each in found.entries if isinstance(each, OpenRound)],
        page=found.page,
        last=found.last,
        address_of=lambda page: url_for(".show", code=code, page=page),
        figure=figure,
        stretch=stretch,
        own=own_words,
        said=said,
        second=_second_question(seat),
    )


def _weight(entry: Line | OpenRound) -> int:
    if isinstance(entry, OpenRound):
        rows, texts = 0, own_texts(entry)
    else:
        rows = sum(2 if cell.found.second else 1 for cell in entry.cells)
        texts = [text for cell in entry.cells for _words, text in said(cell)]
    written = sum(
        _TEXT_BYTES
        + len(text.text.encode())
        + (len((text.shown or "").encode()) if text.shown != text.text else 0)
        + sum(len(say_here(dict(made.text)).encode()) for made in text.became)
        for text in texts
    )
    return _LINE_BYTES + len(say_here(entry.item.text).encode()) + _CELL_BYTES * rows + written


def _second_question(seat: Seat) -> str:
    """What is asked on the second scale; empty where there is none."""
    rules = protocols.rules_of(seat.door.stage_id)
    return say_here(dict(rules.second_question)) if rules.second else ""


@blueprint.post("/<code>/report")
def download(code: str) -> Response:
    """The same as a PDF, made in memory for this request."""
    seat = _sit(code)
    with transaction():
        seating.count(seat)
    lines, in_words = personal_reports.of(seat), open_feedback.of_seat(seat)
    if not lines and not in_words:
        raise NotFound
    answer = Response(pdf.write(_document(seat, lines, in_words), now()), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="report.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def own_words(found: Feedback) -> str:
    """The own answer of a round, in words where it was none."""
    own = found.own
    if own is None:
        return str(_("no answer"))
    if own.cannot:
        return str(_("cannot judge"))
    return option(panel_options(found), own.value) if found.options else figure(own.value)


def own_texts(one: OpenRound) -> list[OwnReason]:
    """What the person answered to an open question, and what the panel reads of it."""
    return [OwnReason(each.own, each.text, each.became) for each in (*one.own, *one.held_back)]


def _document(seat: Seat, lines: list[Line], in_words: list[OpenRound]) -> Document:
    parts: list[Part] = []
    for line in lines:
        parts.append(Heading(2, say_here(line.item.text)))
        parts += [Paragraph(asked, Emphasis.QUIET, keeps=True)] if (asked := several_words.question(line.item)) else []
        parts.append(_table(line, _second_question(seat)))
        for cell in line.cells:
            parts += _texts(cell)
    for one in in_words:
        parts.append(Heading(2, say_here(one.item.text)))
        told = str(_("Your answers in round %(n)s:", n=number(one.round_number)))
        parts.append(Paragraph(told, Emphasis.QUIET, keeps=True))
        parts += [each for text in own_texts(one) for each in _quoted(text)] or [Paragraph(str(_("You wrote none.")))]
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


def _table(line: Line, second: str) -> Table:
    is_choice = bool(line.cells[0].found.options)
    figures = (most_head(line.cells[0].found), _("Share")) if is_choice else (_("Median"), _("Middle half"))
    head = tuple(str(word) for word in (_("Round"), _("You"), *figures, _("People")))
    rows = []
    for cell in line.cells:
        rows.append(_row(number(cell.found.round_number), cell.found))
        if cell.found.second is not None:
            rows.append(_row(second, cell.found.second))
    return Table(head, tuple(rows), left=(0, 1, 2) if is_choice else (0, 1))


def _row(head: str, found: Feedback) -> tuple[str, ...]:
    if found.options:
        return (head, own_words(found), most_of(found), share_of(found), number(found.n))
    return (head, own_words(found), figure(found.median), stretch(found.middle), number(found.n))


def said(cell: Cell) -> list[tuple[str, OwnReason]]:
    """What the person wrote in a round, each with what it is."""
    n = number(cell.found.round_number)
    pro, contra = cell.arguments
    found = (
        (_("Your reason in round %(n)s:", n=n), cell.reason),
        (_("Your argument for, round %(n)s:", n=n), pro),
        (_("Your argument against, round %(n)s:", n=n), contra),
    )
    return [(str(words), text) for words, text in found if text is not None]


def _texts(cell: Cell) -> list[Part]:
    parts: list[Part] = []
    for words, text in said(cell):
        parts.append(Paragraph(words, Emphasis.QUIET, keeps=True))
        parts += _quoted(text)
    return parts


def _quoted(text: OwnReason) -> list[Part]:
    found: list[Part] = [Paragraph(text.text, Emphasis.QUOTE), Paragraph(_shown(text), Emphasis.QUIET)]
    return found + ([Paragraph(_became(text.became), Emphasis.QUIET)] if text.became else [])


def _became(statements: Sequence[Item]) -> str:
    """Where an own answer went, for its author."""
    words = _("; ").join(quoted(say_here(dict(item.text))) for item in statements)
    return str(_("The moderator made this of it: %(statements)s", statements=words))


def _shown(reason: OwnReason) -> str:
    if not reason.shown:
        return str(_("It was not shown to the panel."))
    if reason.shown == reason.text:
        return str(_("The panel reads it as you wrote it."))
    return str(_("The panel reads: %(text)s", text=reason.shown))


blueprint.add_app_template_filter(_shown, "reason_shown")
blueprint.add_app_template_filter(_became, "became_words")
blueprint.add_app_template_filter(own_texts, "own_texts")

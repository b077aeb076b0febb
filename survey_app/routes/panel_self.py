"""A panellist's own page: receipts, a new or an older link, reminders, leaving and erasing.

The pages belong to the blueprint of the panel's door.
"""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import NotFound, Refusal
from survey_app.forms.panels import LeaveForm, LostForm, OldLinkForm
from survey_app.forms.studies import ActForm
from survey_app.routes import seating
from survey_app.routes.limits import page_number
from survey_app.routes.panel_door import blueprint
from survey_app.routes.presentation import filled
from survey_app.routes.sessions import throttles
from survey_app.services import erasures, link_history, lost_links, panel_visits
from survey_app.services.seats import Seat
from survey_app.services.standings import ENDED
from survey_app.vocabulary import PanellistState

__all__ = ["blueprint"]

_LOST_AN_HOUR, _LOST_OF_A_PANEL = 3, 60
_HOUR = 60 * 60
_CODES = 1_000
"""Receipt codes on one page."""
Page = tuple[str, int]


@blueprint.get("/<code>/me")
def own_page(code: str) -> Page:
    """Everything a person can do about themselves."""
    return _page(seating.seat(code))


def _page(found: Seat, old: OldLinkForm | None = None, leave: LeaveForm | None = None, status: int = 200) -> Page:
    return render_template(
        "panel_door/me.html",
        door=found.door,
        seat=found,
        receipts=link_history.receipts(found),
        is_out=panel_visits.is_out(found),
        has_address=panel_visits.has_address(found),
        held=erasures.held(found),
        earlier=link_history.earlier(found),
        old=old or OldLinkForm(formdata=None),
        leave=leave or LeaveForm(formdata=None),
        has_left=found.state is PanellistState.WITHDRAWN,
        is_over=found.panel_state in ENDED,
        by_mail=panel_visits.can_mail(found),
        told=erasures.when_told(found).value,
    ), status


def _staying(code: str) -> Seat:
    """Whoever uses this browser, unless they have left: links are for those who stay."""
    found = seating.seat(code)
    if found.state is PanellistState.WITHDRAWN:
        raise seating.has_left(found)
    return found


@blueprint.get("/<code>/receipts/<key:number>")
def show_receipts(code: str, number: int) -> str:
    """The published list of a round's receipt codes."""
    found = seating.seat(code)
    codes = link_history.published(found, number)
    if codes is None:
        raise NotFound
    own = found.receipt(number)
    # without a page in the address, the page on which the own code stands
    asked = page_number() if "page" in request.args or own not in codes else codes.index(own) // _CODES + 1
    page = min(asked, max(1, -(-len(codes) // _CODES)))
    return render_template(
        "panel_door/receipts.html",
        door=found.door,
        number=number,
        codes=codes[(page - 1) * _CODES : page * _CODES],
        page=page,
        size=_CODES,
        count=len(codes),
        own=own if own in codes else "",
    )


@blueprint.post("/<code>/me/reminders")
def choose_reminders(code: str) -> Response:
    """No more reminders, or reminders again."""
    found = seating.seat(code)
    out = not panel_visits.is_out(found)
    with transaction():
        seating.count(found)
        panel_visits.opt_out(found, out=out)
    flash(_("You get no more reminders.") if out else _("You get reminders again."))
    return _back(code)


@blueprint.post("/<code>/me/new-link")
def renew_link(code: str) -> Response:
    """Make the link void and mail a new one to the person's own address."""
    found, form = _staying(code), LostForm()
    if not form.validate_on_submit():
        flash(" ".join(str(error) for error in form.email.errors) or _("Enter your e-mail address."))
        return _back(code)
    with transaction():
        seating.count(found)
        link_history.renew(found, form.email.text)
    return redirect(url_for(".link_sent", code=code), 303)


@blueprint.post("/<code>/me/old-link")
def restore_link(code: str) -> Response | Page:
    """Go on with an older link and everything that was finished by it."""
    found, form = _staying(code), OldLinkForm()
    if not form.validate_on_submit():
        return _page(found, old=form, status=422)
    try:
        with transaction():
            seating.count(found)
            secret = link_history.restore(found, form.link.text)
    except Refusal as refusal:
        form.link.errors = [filled(refusal.message, refusal.params)]
        return _page(found, old=form, status=refusal.status)
    seating.keep(code, secret, found.language)
    again = _("Your older link counts again, with everything you finished by it.")
    emptied = _("If answers you had not finished in the open round are not shown, give them again.")
    flash(f"{again} {emptied}")
    return _back(code)


@blueprint.route("/<code>/lost", methods=["GET", "POST"])
def lost(code: str) -> Response | Page:
    """Ask for a link by mail. The answer is the same whether the address is known or not."""
    form = LostForm()
    if form.validate_on_submit():
        with transaction():
            throttles().require(f"lost:{code[:12]}:{form.email.text}", _LOST_AN_HOUR, _HOUR)
            throttles().require(f"lost:{code[:12]}", _LOST_OF_A_PANEL, _HOUR)
            lost_links.lose(code, form.email.text)
        return redirect(url_for(".link_sent", code=code), 303)
    return render_template("panel_door/lost.html", code=code, form=form), form.status


@blueprint.route("/<code>/lost/<token>", methods=["GET", "POST"])
def confirm_lost(code: str, token: str) -> Response | Page:
    """Say that a new link is wanted. Looking at the page changes nothing: mail scanners follow links too."""
    person, form = lost_links.find(code, token), ActForm()
    if form.validate_on_submit():
        with transaction():
            throttles().require(f"lost:{code[:12]}", _LOST_OF_A_PANEL, _HOUR)
            lost_links.confirm(person)
        return redirect(url_for(".link_sent", code=code), 303)
    return render_template("panel_door/confirm_lost.html", code=code, form=form), form.status


@blueprint.get("/<code>/lost/sent")
def link_sent(code: str) -> str:
    """What happens now, whether the address was known or not."""
    return render_template("panel_door/link_sent.html", code=code)


@blueprint.route("/<code>/me/erase", methods=["GET", "POST"])
def erase(code: str) -> Response | Page:
    """Name exactly what goes, then take it out."""
    found, form = seating.seat(code), ActForm()
    if form.validate_on_submit():
        with transaction():
            seating.count(found)
            erasures.erase(found)
        before = link_history.earlier(found)
        is_part = before.is_kept or before.is_given_up or before.is_untold
        flash(_("What came by this link is erased.") if is_part else _("Your answers are erased."))
        return _back(code)
    return render_template(
        "panel_door/erase.html",
        door=found.door,
        form=form,
        held=erasures.held(found),
        earlier=link_history.earlier(found),
    ), form.status


@blueprint.post("/<code>/me/leave")
def withdraw(code: str) -> Response | Page:
    """Leave the panel, with or without the answers."""
    found, form = seating.seat(code), LeaveForm()
    if not form.validate_on_submit():
        form.answers.errors = [_("Say what becomes of your answers.")]
        return _page(found, leave=form, status=422)
    told = erasures.when_told(found).value
    with transaction():
        seating.count(found)
        erasures.leave(found, remove=form.answers.text == "remove")
    by_mail = "yes" if panel_visits.can_mail(found) else None
    seating.leave(code)
    told_later = None if told == erasures.Telling.AT_ONCE else told
    is_over = "yes" if found.panel_state in ENDED else None
    return redirect(url_for(".left", code=code, told=told_later, by_mail=told_later and by_mail, is_over=is_over), 303)


@blueprint.get("/<code>/left")
def left(code: str) -> str:
    """The last page of somebody who left."""
    return render_template(
        "panel_door/left.html",
        code=code,
        told=request.args.get("told", ""),
        by_mail="by_mail" in request.args,
        is_over="is_over" in request.args,
    )


def _back(code: str) -> Response:
    return redirect(url_for(".own_page", code=code), 303)

"""The panel of a stage for its moderator: the roll with exact counts, groups, and one person at a time."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import NotFound, Refusal
from survey_app.forms.panels import GroupForm, NewLinkForm, PanellistForm
from survey_app.forms.studies import ActForm
from survey_app.models import Panellist
from survey_app.routes import access
from survey_app.routes.limits import page_number
from survey_app.routes.navigation import panellist_word
from survey_app.routes.presentation import filled
from survey_app.services import (
    asking_again,
    coming_back,
    declines,
    invitation_mails,
    link_letters,
    panel_invitations,
    panel_links,
    panel_lookups,
    panel_roll,
    standings,
)
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import PanellistState, StageKind

blueprint = Blueprint("panels", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/panel")
_SIZE = 50
_WAITING = (PanellistState.LISTED, PanellistState.INVITED)


def panel_stage(study_code: str, stage_code: str) -> StageAccess:
    """The stage, if it has a panel and this person leads it."""
    found = access.stage(study_code, stage_code, Act.MODERATE)
    if found.stage.kind is StageKind.SURVEY:
        raise NotFound
    return found


@blueprint.route("", methods=["GET", "POST"])
def show(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Who is on the panel, and a form to add somebody."""
    found = panel_stage(study_code, stage_code)
    form = PanellistForm(data={"language": found.study.language})
    if form.validate_on_submit():
        try:
            with transaction():
                person = panel_roll.add(found.stage, form.entry, access.account())
        except Refusal as refusal:
            form.form_errors.append(filled(refusal.message, refusal.params))
        else:
            flash(_("%(who)s was added.", who=person.name or person.email))
            return redirect(_roll(found), 303)
    page = page_number()
    roll = panel_roll.roll(found.stage, page=page, size=_SIZE)
    return render_template(
        "panels/show.html",
        access=found,
        tab="panel",
        form=form,
        roll=roll,
        declined=declines.of_stage(found.stage),
        mails=invitation_mails.of_stage(found.stage),
        mail_of=invitation_mails.of_people(roll.people),
        unanswered=asking_again.of_stage(found.stage),
        without_address=panel_invitations.count_without_address(found.stage),
        earlier=panel_roll.earlier_stages(found.stage),
        has_begun=panel_roll.has_begun(found.stage),
        has_ended=standings.has_ended(found.stage),
        group_form=GroupForm(formdata=None),
        page=page,
        reasons_page=page_number("reasons"),
        earlier_page=page_number("earlier"),
        size=_SIZE,
    ), form.status


@blueprint.post("/groups")
def add_group(study_code: str, stage_code: str) -> Response:
    """Declare a group."""
    found, form = panel_stage(study_code, stage_code), GroupForm()
    if form.validate_on_submit():
        with transaction():
            panel_roll.add_group(found.stage, form.name.text)
        flash(_("The group was added."))
    else:
        flash(" ".join(str(error) for error in form.name.errors), "look")
    return redirect(_roll(found), 303)


@blueprint.post("/groups/<key:group_id>")
def rename_group(study_code: str, stage_code: str, group_id: int) -> Response:
    """Give a group another name."""
    found, form = panel_stage(study_code, stage_code), GroupForm()
    group = panel_roll.find_group(found.stage, group_id)
    if form.validate_on_submit():
        with transaction():
            panel_roll.rename_group(group, form.name.text)
        flash(_("The group is called %(name)s now.", name=form.name.text))
    else:
        flash(" ".join(str(error) for error in form.name.errors), "look")
    return redirect(_roll(found), 303)


@blueprint.post("/groups/<key:group_id>/remove")
def remove_group(study_code: str, stage_code: str, group_id: int) -> Response:
    """Take a group away that nobody is in."""
    found = panel_stage(study_code, stage_code)
    group = panel_roll.find_group(found.stage, group_id)
    with transaction():
        panel_roll.remove_group(group)
    flash(_("The group was removed."))
    return redirect(_roll(found), 303)


@blueprint.route("/<panellist_code>", methods=["GET", "POST"])
def edit(study_code: str, stage_code: str, panellist_code: str) -> Response | tuple[str, int]:
    """One person on the roll: name, address, group, language."""
    found = panel_stage(study_code, stage_code)
    person = panel_roll.find(found.stage, panellist_code)
    group = person.group.name if person.group else ""
    filled_in = {"name": person.name, "email": person.email, "group": group, "language": person.language}
    form = PanellistForm(data=filled_in)
    if form.validate_on_submit():
        try:
            with transaction():
                panel_roll.change(found.stage, person, form.entry, access.account())
        except Refusal as refusal:
            form.form_errors.append(filled(refusal.message, refusal.params))
        else:
            flash(_("The changes are saved."))
            return redirect(_roll(found), 303)
    return render_template(
        "panels/edit.html",
        access=found,
        tab="panel",
        person=person,
        form=form,
        who=filled_in["name"] or filled_in["email"],
        groups=panel_roll.groups(found.stage),
        has_begun=panel_roll.has_begun(found.stage),
        may_look=panel_lookups.may_look(found.stage, found.role),
        waits=person.state in _WAITING,
        wrote_lately=person.state is PanellistState.INVITED and asking_again.wrote_lately(person),
        has_ended=standings.has_ended(found.stage),
        may_return=panel_links.may_begin_again(found.stage, person),
        may_write=not standings.has_ended(found.stage) and asking_again.may_write_to(person),
    ), form.status


@blueprint.post("/<panellist_code>/bounced")
def bounce(study_code: str, stage_code: str, panellist_code: str) -> Response:
    """The invitation came back."""
    found = panel_stage(study_code, stage_code)
    person = panel_roll.find(found.stage, panellist_code)
    with transaction():
        panel_roll.mark_bounced(person)
    return _said(found, person)


@blueprint.post("/<panellist_code>/again")
def ask_again(study_code: str, stage_code: str, panellist_code: str) -> Response:
    """Put somebody back among those to be invited: after a bounce, or after they left."""
    found = panel_stage(study_code, stage_code)
    person = panel_roll.find(found.stage, panellist_code)
    with transaction():
        if person.state is PanellistState.WITHDRAWN:
            coming_back.ask(found.stage, person, access.account())
        else:
            panel_roll.mark_listed(person)
    return _said(found, person)


@blueprint.post("/<panellist_code>/remove")
def remove(study_code: str, stage_code: str, panellist_code: str) -> Response:
    """Take somebody off the roll who was never invited."""
    found = panel_stage(study_code, stage_code)
    person = panel_roll.find(found.stage, panellist_code)
    who = person.name or person.email
    with transaction():
        panel_roll.remove(found.stage, person, access.account())
    flash(_("%(who)s is no longer on the list.", who=who))
    return redirect(_roll(found), 303)


@blueprint.route("/<panellist_code>/withdraw", methods=["GET", "POST"])
def withdraw(study_code: str, stage_code: str, panellist_code: str) -> Response | tuple[str, int]:
    """Say what it means, then take somebody out by their wish."""
    found, form = panel_stage(study_code, stage_code), ActForm()
    person = panel_roll.find(found.stage, panellist_code)
    if form.validate_on_submit():
        with transaction():
            panel_roll.withdraw(found.stage, person, access.account())
        return _said(found, person)
    return render_template("panels/withdraw.html", access=found, tab="panel", person=person, form=form), form.status


@blueprint.route("/<panellist_code>/link", methods=["GET", "POST"])
def link(study_code: str, stage_code: str, panellist_code: str) -> tuple[str, int]:
    """A link to hand over by another way than mail, or a new one for somebody who lost theirs. Both are logged."""
    found, form, address = panel_stage(study_code, stage_code), NewLinkForm(), ""
    person = panel_roll.find(found.stage, panellist_code)
    takes_part, status = person.state is PanellistState.ACCEPTED, 200
    mailed = False
    if takes_part and form.is_submitted():
        status = form.status
        if form.validate():
            with transaction():
                address = panel_invitations.give_new_link(found.stage, person, access.account(), form.reason.text)
            mailed, status = not address, 200
    elif form.is_submitted():
        with transaction():
            address = panel_invitations.hand_over(found.stage, person, access.account())
    return render_template(
        "panels/link.html",
        access=found,
        tab="panel",
        person=person,
        form=form,
        address=address,
        mailed=mailed,
        takes_part=takes_part,
        waits=person.state in _WAITING,
        can_mail=link_letters.can_mail(person),
        left=panel_links.left_to_reissue(found.stage, person),
    ), status


def _said(found: StageAccess, person: Panellist) -> Response:
    flash(_("%(who)s: %(state)s.", who=person.name or person.email, state=panellist_word(person.state)))
    return redirect(_roll(found), 303)


def _roll(found: StageAccess) -> str:
    return url_for("panels.show", study_code=found.study.code, stage_code=found.stage.code)

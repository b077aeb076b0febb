"""Who works on a study: adding, changing roles, taking out."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import BadInput
from survey_app.forms.studies import ActForm, MemberForm
from survey_app.routes import access
from survey_app.routes.limits import page_number
from survey_app.routes.navigation import role_word
from survey_app.services import people
from survey_app.services.rights import Act
from survey_app.vocabulary import Role

blueprint = Blueprint("people", __name__, url_prefix="/studies/<study_code>/people")
_SIZE = 50


@blueprint.route("", methods=["GET", "POST"])
def list_members(study_code: str) -> Response | tuple[str, int]:
    """The members, and a form to add one."""
    found = access.study(study_code, Act.MANAGE)
    form = MemberForm([(role.value, role_word(role)) for role in Role], data={"role": Role.EDITOR.value})
    if form.validate_on_submit():
        try:
            with transaction():
                member = people.add(found.study, form.email.text, Role(form.role.text), access.account())
        except people.AlreadyMember as refusal:
            form.email.errors = [_(refusal.message, **refusal.params)]
        else:
            flash(_("%(email)s was added.", email=member.account.email))
            return redirect(url_for("people.list_members", study_code=study_code), 303)
    page = page_number()
    members, count = people.of_study(found.study, page=page, size=_SIZE)
    return render_template(
        "people/list.html",
        access=found,
        tab="people",
        form=form,
        members=members,
        roles=list(Role),
        page=page,
        size=_SIZE,
        count=count,
    ), form.status


@blueprint.post("/<key:member_id>/role")
def change_role(study_code: str, member_id: int) -> Response:
    """Give somebody another role."""
    found = access.study(study_code, Act.MANAGE)
    member = people.find(found.study, member_id)
    wanted = request.form.get("role", "")
    if wanted not in set(Role):
        raise BadInput
    with transaction():
        people.change_role(member, Role(wanted), access.account())
    flash(_("The role is changed."))
    return redirect(url_for("people.list_members", study_code=study_code), 303)


@blueprint.route("/<key:member_id>/remove", methods=["GET", "POST"])
def remove(study_code: str, member_id: int) -> Response | tuple[str, int]:
    """Say what it means, then take somebody out of the study."""
    found = access.study(study_code, Act.MANAGE)
    member = people.find(found.study, member_id)
    form = ActForm()
    if form.validate_on_submit():
        with transaction():
            people.remove(member, access.account())
        flash(_("The person no longer belongs to the study."))
        if member.account_id == access.account().id:
            return redirect(url_for("studies.list_studies"), 303)
        return redirect(url_for("people.list_members", study_code=study_code), 303)
    return render_template("people/remove.html", access=found, tab="people", form=form, member=member), form.status

"""Studies: the list, a new one, the overview, its settings, its log, and its end."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.studies import NewStudyForm, RemoveForm, StudyForm
from survey_app.routes import access
from survey_app.routes.limits import page_number
from survey_app.routes.navigation import first_page, kind_word
from survey_app.routes.presentation import ngettext
from survey_app.routes.round_words import stepped
from survey_app.routes.sessions import fresh
from survey_app.services import overview as glance
from survey_app.services import people, studies
from survey_app.services.rights import Act
from survey_app.vocabulary import StageKind

blueprint = Blueprint("studies", __name__, url_prefix="/studies")
_SIZE = 20
_LATEST = 5
_LOG_SIZE = 50


@blueprint.get("")
def list_studies() -> str:
    """The studies of this person, newest first."""
    page = page_number()
    rows, count = studies.of_account(access.account(), page=page, size=_SIZE)
    cards = glance.cards_of([row.study for row in rows])
    listed = [(row, cards.get(row.study.id, [])) for row in rows]
    return render_template("studies/list.html", area="studies", listed=listed, page=page, size=_SIZE, count=count)


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Response | tuple[str, int]:
    """Begin a study."""
    account = access.account()
    form = NewStudyForm(data={"language": account.language, "timezone": account.timezone, "contact": account.email})
    if form.validate_on_submit():
        with transaction():
            study = studies.create(
                account,
                form.title.text,
                organiser=form.organiser.text,
                contact=form.contact.text,
                language=form.language.text,
                timezone=form.timezone.text,
                client=form.client.text,
                stages=_stages(form),
            )
        return redirect(url_for("studies.overview", study_code=study.code), 303)
    return render_template("studies/new.html", area="studies", form=form), form.status


def _stages(form: NewStudyForm) -> list[tuple[StageKind, str]]:
    """The stages a study begins with; one alone is called like the study."""
    if len(form.kinds) == 1:
        return [(form.kinds[0], form.title.text)]
    return [(kind, kind_word(kind)) for kind in form.kinds]


@blueprint.get("/<study_code>")
def overview(study_code: str) -> str:
    """How far the study is and what to do next."""
    found = access.study(study_code)
    cards = glance.cards(found.study)
    entries, _count = glance.log(found.study, size=_LATEST)
    members, member_count = people.of_study(found.study, size=_SIZE)
    return render_template(
        "studies/overview.html",
        access=found,
        tab="overview",
        cards=cards,
        current=glance.current(cards),
        members=members,
        member_count=member_count,
        entries=entries,
    )


@blueprint.get("/<study_code>/stages/<stage_code>")
def show_stage(study_code: str, stage_code: str) -> Response:
    """Where the work on the stage goes on, as far as this role may see."""
    found = access.stage(study_code, stage_code)
    endpoint = first_page(found)
    if not endpoint:
        return redirect(url_for("studies.overview", study_code=study_code), 303)
    return redirect(url_for(endpoint, study_code=study_code, stage_code=stage_code), 303)


@blueprint.route("/<study_code>/settings", methods=["GET", "POST"])
def settings(study_code: str) -> Response | tuple[str, int]:
    """Title, organiser, contact, client, language and zone."""
    found = access.study(study_code, Act.MANAGE)
    form = StudyForm(obj=found.study)
    if form.validate_on_submit():
        with transaction():
            studies.change(
                found.study,
                title=form.title.text,
                organiser=form.organiser.text,
                contact=form.contact.text,
                client=form.client.text,
                language=form.language.text,
                timezone=form.timezone.text,
            )
        flash(_("The settings of the study are saved."))
        return redirect(url_for("studies.settings", study_code=study_code), 303)
    return render_template("studies/settings.html", access=found, tab="study-settings", form=form), form.status


@blueprint.get("/<study_code>/log")
def log(study_code: str) -> str:
    """Everything that was done with power over others' data."""
    found = access.study(study_code, Act.MANAGE)
    page = page_number()
    entries, count = glance.log(found.study, page=page, size=_LOG_SIZE)
    return render_template(
        "studies/log.html", access=found, tab="log", entries=entries, page=page, size=_LOG_SIZE, count=count
    )


@blueprint.route("/<study_code>/remove", methods=["GET", "POST"])
@fresh
def remove(study_code: str) -> Response | tuple[str, int]:
    """Name exactly what goes, ask for the title, delete."""
    found = access.study(study_code, Act.MANAGE)
    goes = glance.belongings(found.study)
    form = RemoveForm()
    if form.validate_on_submit():
        if form.title.text == found.study.title or found.study.is_sample:
            with transaction():
                studies.remove(found.study, access.account())
            flash(
                ngettext(
                    "The study and its %(num)s answer are deleted.",
                    "The study and its %(num)s answers are deleted.",
                    goes.answers,
                )
            )
            return redirect(url_for("studies.list_studies"), 303)
        form.title.errors = [_("This is not the title. Type it exactly as it stands above.")]
    return render_template(
        "studies/remove.html", access=found, tab="remove", form=form, goes=goes, sealed=stepped(goes.sealed)
    ), form.status

"""A stage's settings, its opening and its closing. The pages belong to the blueprint of the studies."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import GroupShrinks, LevelFrozen, NotFound
from survey_app.forms.fields import Moment
from survey_app.forms.studies import ActForm, AddStageForm, StageForm
from survey_app.routes import access
from survey_app.routes.panel_settings import settings_page
from survey_app.routes.round_words import thrown_away as told_thrown_away
from survey_app.routes.studies import blueprint
from survey_app.services import overview, promises, sealed_surveys, studies
from survey_app.services.rights import Act
from survey_app.services.sealed_surveys import OpenLinkNotSealed
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import AnonymityLevel, StageKind, StageState

__all__ = ["blueprint"]

_STAGE = "/<study_code>/stages/<stage_code>"


@blueprint.route(f"{_STAGE}/settings", methods=["GET", "POST"])
def stage_settings(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Title, anonymity, closing time, open link, population, smallest group."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    if found.stage.kind is not StageKind.SURVEY:
        return settings_page(found, _levels(found.stage.kind))
    form = _form(found)
    if form.validate_on_submit():
        try:
            with transaction():
                _save(found, form)
        except (LevelFrozen, OpenLinkNotSealed) as refusal:
            form.level.errors = [_(refusal.message)]
        except GroupShrinks as refusal:
            form.min_group.errors = [_(refusal.message, **refusal.params)]
        else:
            flash(_("The settings of the stage are saved."))
            return redirect(url_for("studies.stage_settings", study_code=study_code, stage_code=stage_code), 303)
    page = render_template(
        "stages/settings.html",
        access=found,
        tab="settings",
        form=form,
        levels=_levels(found.stage.kind),
        frozen=found.stage.state is not StageState.DRAFT,
        open_sentence=promises.sentence(found.stage.level, open_link=True),
    )
    return page, form.status


@blueprint.route(f"{_STAGE}/open", methods=["GET", "POST"])
def open_stage(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Say what is promised from now on, then take answers."""
    found = _survey(study_code, stage_code)
    form = ActForm()
    if form.validate_on_submit():
        with transaction():
            studies.open_stage(found.stage, access.account())
        flash(_("The stage is open and takes answers."))
        return redirect(url_for("studies.overview", study_code=study_code), 303)
    page = render_template(
        "stages/open.html",
        access=found,
        tab="open",
        form=form,
        card=overview.card(found.stage),
        promise=_promise(found),
        sealed=sealed_surveys.count_of(found.stage),
    )
    return page, form.status


@blueprint.route(f"{_STAGE}/close", methods=["GET", "POST"])
def close_stage(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Name how many have answered and how many have not, then stop taking answers."""
    found = _survey(study_code, stage_code)
    form = ActForm()
    if form.validate_on_submit():
        with transaction():
            studies.close_stage(found.stage, access.account())
        flash(_("The stage is closed and takes no more answers."))
        return redirect(url_for("studies.overview", study_code=study_code), 303)
    page = render_template(
        "stages/close.html",
        access=found,
        tab="close",
        form=form,
        card=overview.card(found.stage),
        sealed=sealed_surveys.count_of(found.stage),
    )
    return page, form.status


@blueprint.route(f"{_STAGE}/throw-away", methods=["GET", "POST"])
def throw_away(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Sealed answers that are too few to be mixed: say that they are, then delete them unread."""
    found = access.stage(study_code, stage_code, Act.MANAGE)
    form, counted = ActForm(), sealed_surveys.count_of(found.stage)
    if counted is None:
        raise NotFound
    if form.validate_on_submit():
        with transaction():
            gone = sealed_surveys.throw_away(found.stage, access.account())
        flash(told_thrown_away(gone))
        return redirect(url_for("reports.show", study_code=study_code, stage_code=stage_code), 303)
    page = render_template("stages/throw_away.html", access=found, tab="results", form=form, sealed=counted)
    return page, form.status


@blueprint.route("/<study_code>/stages/new", methods=["GET", "POST"])
def add_stage(study_code: str) -> Response | tuple[str, int]:
    """Another instrument for the study, after those it has."""
    found = access.study(study_code, Act.EDIT)
    form = AddStageForm()
    if form.validate_on_submit():
        with transaction():
            stage = studies.add_stage(found.study, StageKind(form.kind.text), form.title.text, access.account())
        flash(_("The stage was added."))
        return redirect(url_for("studies.show_stage", study_code=study_code, stage_code=stage.code), 303)
    return render_template("studies/add_stage.html", access=found, tab="overview", form=form), form.status


def _survey(study_code: str, stage_code: str) -> StageAccess:
    """The stage, if it is opened and closed as a whole; panels open and close by their rounds."""
    return access.survey(study_code, stage_code, Act.RUN)


def _form(found: StageAccess) -> StageForm:
    stage = found.stage
    filled = {
        "title": stage.title,
        "level": stage.level.value,
        "open_link": stage.open_link,
        "closes_at": Moment.on_wall(stage.closes_at, found.study.timezone),
        "population": stage.population,
        "min_group": stage.min_group,
    }
    return StageForm([(level.value, level.value) for level in AnonymityLevel], data=filled)


def _save(found: StageAccess, form: StageForm) -> None:
    studies.change_stage(
        found.stage,
        title=form.title.text,
        level=AnonymityLevel(form.level.data),
        open_link=form.open_link.on,
        closes_at=form.closes_at.in_zone(found.study.timezone),
        population=form.population.data,
        min_group=form.min_group.data or found.stage.min_group,
    )


def _levels(kind: StageKind) -> list[tuple[AnonymityLevel, str, str]]:
    """Each level with its name and its sentence."""
    names = {
        AnonymityLevel.IDENTIFIED: _("Identified"),
        AnonymityLevel.CONFIDENTIAL: _("Confidential"),
        AnonymityLevel.ANONYMOUS: _("Anonymous"),
        AnonymityLevel.SEALED: _("Sealed"),
    }
    is_panel = kind is not StageKind.SURVEY
    said = {
        level: promises.panel_sentence(level) if is_panel else promises.sentence(level, open_link=False)
        for level in names
    }
    return [(level, name, _(said[level])) for level, name in names.items()]


def _promise(found: StageAccess) -> list[str]:
    """What respondents will read from now on."""
    said = [promises.sentence(found.stage.level, open_link=False)]
    if found.stage.open_link:
        said.append(promises.sentence(found.stage.level, open_link=True))
    return [_(sentence) for sentence in said]

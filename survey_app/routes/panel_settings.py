"""The settings of a panel stage: only what fits its kind. The rules of a Delphi stand in its protocol."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import GroupShrinks, LevelFrozen
from survey_app.forms.fields import Moment
from survey_app.forms.studies import BrainstormForm, PanelForm
from survey_app.services import brainwriting, panels, phase_ends, vote_results, vote_tables
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import LANGUAGES, AnonymityLevel, BrainstormPhase, StageKind, StageState, VoteKind

Level = tuple[AnonymityLevel, str, str]


def settings_page(found: StageAccess, levels: list[Level]) -> Response | tuple[str, int]:
    """Show and save them."""
    form = _form(found)
    if form.validate_on_submit():
        try:
            with transaction():
                _save(found, form)
        except LevelFrozen as refusal:
            form.level.errors = [_(refusal.message)]
        except vote_results.WayFixed as refusal:
            form["vote_kind"].errors = [_(refusal.message)]
        except brainwriting.WritingWayFixed as refusal:
            form["brainwriting"].errors = [_(refusal.message)]
        except phase_ends.EndsRefused as refusal:
            form["ends_vote"].errors = [_(refusal.message)]
        except GroupShrinks as refusal:
            form.min_group.errors = [_(refusal.message, **refusal.params)]
        else:
            flash(_("The settings of the stage are saved."))
            return redirect(
                url_for("studies.stage_settings", study_code=found.study.code, stage_code=found.stage.code), 303
            )
    page = render_template(
        "stages/panel_settings.html",
        access=found,
        tab="settings",
        form=form,
        levels=levels,
        languages=LANGUAGES,
        frozen=found.stage.state is not StageState.DRAFT,
        ways=vote_tables.ways(_),
        is_brainstorm=isinstance(form, BrainstormForm),
    )
    return page, form.status


def _form(found: StageAccess) -> PanelForm:
    stage, panel = found.stage, panels.find_panel(found.stage)
    filled: dict[str, object] = {"title": stage.title, "level": stage.level.value, "min_group": stage.min_group}
    filled |= {f"prompt_{language}": panel.prompt.get(language, "") for language in LANGUAGES}
    choices = [(level.value, level.value) for level in AnonymityLevel]
    if stage.kind is not StageKind.BRAINSTORM:
        return PanelForm(choices, data=filled)
    ends = phase_ends.read(panel)
    filled |= {
        f"ends_{phase.value}": Moment.on_wall(ends.get(phase), found.study.timezone) for phase in BrainstormPhase
    }
    filled |= {"open_link": stage.open_link, "points": panel.points, "check_first": panel.check_first}
    filled |= {"vote_kind": panel.vote_kind, "release_people": panel.release_people, "brainwriting": panel.brainwriting}
    return BrainstormForm(choices, data=filled)


def _save(found: StageAccess, form: PanelForm) -> None:
    stage, panel = found.stage, panels.find_panel(found.stage)
    panels.change_settings(
        stage,
        title=form.title.text,
        level=AnonymityLevel(form.level.data),
        min_group=form.min_group.data or stage.min_group,
        prompt=form.prompt,
    )
    if isinstance(form, BrainstormForm):
        vote_results.choose_kind(stage, VoteKind(form.vote_kind.data))
        brainwriting.choose(stage, on=form.brainwriting.on)
        panels.change_brainstorm(
            stage,
            open_link=form.open_link.on,
            points=form.points.data or panel.points,
            release_people=form.release_people.data or panel.release_people,
            check_first=form.check_first.on,
            ends={phase: field.in_zone(found.study.timezone) for phase, field in form.ends.items()},
        )

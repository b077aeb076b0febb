"""The vote on the cards as its moderator runs it: opened, closed, counted, shown. While it is open only counts."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from survey_app.charts.bars import Bar, bar_chart
from survey_app.db import transaction
from survey_app.forms.boards import ReasonForm
from survey_app.forms.studies import ActForm
from survey_app.routes import access
from survey_app.routes.boards import brainstorm, here_of
from survey_app.routes.figures import opinions
from survey_app.routes.phase_words import phase_steps, prompt_of
from survey_app.routes.presentation import filled, ngettext, number, percent
from survey_app.routes.round_words import thrown_away
from survey_app.routes.vote_files import vote_chart
from survey_app.services import (
    boards,
    courses,
    opinion_map,
    passing_on,
    phase_ends,
    phases,
    protocols,
    round_endings,
    stance_figures,
    vote_results,
    vote_tables,
)
from survey_app.services.round_roll import Told
from survey_app.services.rounds import TimeRefused
from survey_app.services.stances import Stances
from survey_app.services.studies import StageAccess
from survey_app.services.vote_results import Result
from survey_app.services.votes import Counted, VoteResult

blueprint = Blueprint("votes", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/vote")
_DRAWN = 20
_BY_PEOPLE = "people"


@blueprint.get("")
def show(study_code: str, stage_code: str) -> tuple[str, int]:
    """How the vote stands; its result once it is counted."""
    return _page(brainstorm(study_code, stage_code), ReasonForm(formdata=None))


def _page(found: StageAccess, reason: ReasonForm, status: int = 200) -> tuple[str, int]:
    course = courses.course(found.stage)
    result = vote_results.of_stage(found.stage.id)
    by_people = request.args.get("by") == _BY_PEOPLE
    return render_template(
        "votes/show.html",
        access=found,
        tab="vote",
        here=here_of(found),
        prompt=prompt_of(found, course),
        course=course,
        steps=phase_steps(course, found.study.timezone),
        counts=courses.counts(found.stage),
        lacks=round_endings.lacks(course.vote) if course.vote else 0,
        result=result,
        listed=_sorted(result, by_people=by_people) if isinstance(result, VoteResult) else [],
        by_people=by_people,
        chart=_chart(result, by_people=by_people) if isinstance(result, VoteResult) else vote_chart(result, _DRAWN),
        table=vote_tables.table_of(result, _) if result else None,
        way=vote_tables.ways(_)[vote_results.kind_of(found.stage.id)],
        drawn=_DRAWN,
        opinions=_opinions(result),
        opinion_sides=opinion_map.SIDES,
        passed_on=passing_on.passed_on(found.stage),
        delphi=passing_on.made_before(found.stage),
        reason=reason,
    ), status


def _opinions(result: Result | None) -> dict[str, object] | None:
    """The cards between the groups of opinion; nothing where there are no groups."""
    places = opinion_map.places(result) if isinstance(result, Stances) else []
    if not places:
        return None
    sides_alone = _(vote_tables.SIDES_ALONE, whole=number(stance_figures.WHOLE_FROM))
    shown = {
        "heading": opinion_map.finding(places, _),
        "map": opinions.drawing(places),
        "sides_alone": sides_alone,
    }
    return {**shown, "places": places, "drawn": len(opinion_map.on_map(places))}


def _sorted(result: VoteResult, *, by_people: bool) -> list[Counted]:
    found = result.cards
    if not by_people:
        return list(found)
    return sorted(found, key=lambda card: (card.rank_people, card.rank, card.text.casefold(), card.text))


def _chart(result: VoteResult, *, by_people: bool) -> Markup | None:
    """The cards that got most, as bars from zero."""
    by_people = by_people and result.tells_people
    if not result.given or not result.tells_points:
        return None
    title = _("People who gave points") if by_people else _("Points")
    bars = [
        Bar(
            card.text,
            float((card.people if by_people else card.points) or 0),
            number(card.people if by_people else card.points),
            _beside(card, by_people=by_people),
        )
        for card in _sorted(result, by_people=by_people)[:_DRAWN]
    ]
    return bar_chart(title, bars)


def _beside(card: Counted, *, by_people: bool) -> str:
    """What stands beside a bar: the share, or how many gave points; nothing where that is not told."""
    if by_people:
        return percent(card.share)
    return "" if card.people is None else ngettext("%(num)s person", "%(num)s people", card.people)


@blueprint.route("/open", methods=["GET", "POST"])
def open_vote(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Name exactly what is voted on and who gets a mail, then open the vote."""
    found = brainstorm(study_code, stage_code)
    form = ActForm()
    if form.validate_on_submit():
        with transaction():
            phases.open_vote(found.stage, access.account())
        flash(_("The vote is open."))
        return redirect(url_for("votes.show", **here_of(found)), 303)
    return render_template(
        "votes/open.html",
        access=found,
        tab="vote",
        here=here_of(found),
        form=form,
        course=courses.course(found.stage),
        way=vote_tables.ways(_)[vote_results.kind_of(found.stage.id)],
        people=courses.people(found.stage),
        cards=boards.count_on_board(found.stage),
        waiting=boards.count_waiting(found.stage),
        fewest=phases.FEWEST_CARDS,
    ), form.status


@blueprint.route("/close", methods=["GET", "POST"])
def close_vote(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Name exactly who has finished and who has not, as numbers, then close the vote."""
    found = brainstorm(study_code, stage_code)
    form = ActForm()
    if form.validate_on_submit():
        with transaction():
            phases.close_vote(found.stage, access.account())
        return redirect(url_for("votes.show", **here_of(found)), 303)
    course = courses.course(found.stage)
    return render_template(
        "votes/close.html",
        access=found,
        tab="vote",
        here=here_of(found),
        form=form,
        course=course,
        counts=courses.counts(found.stage),
        lacks=round_endings.lacks(course.vote) if course.vote else 0,
    ), form.status


@blueprint.post("/reopen")
def reopen(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Take votes again before any was opened, with a reason that everybody is told."""
    found = brainstorm(study_code, stage_code)
    form = ReasonForm()
    if form.validate():
        try:
            with transaction():
                ends = form.ends.in_zone(found.study.timezone)
                phases.reopen_vote(found.stage, ends, form.reason.text, access.account())
        except (protocols.ReasonTooShort, phase_ends.EndsRefused, TimeRefused) as refusal:
            form.reason.errors = [filled(refusal.message, refusal.params)]
        else:
            flash(_("The vote is open again."))
            return redirect(url_for("votes.show", **here_of(found)), 303)
    return _page(found, form, 422)


@blueprint.post("/cancel")
def cancel(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Throw the votes away unread and go back to grouping, with a reason."""
    found = brainstorm(study_code, stage_code)
    form = ReasonForm()
    if form.validate():
        try:
            with transaction():
                gone = phases.cancel_vote(found.stage, form.reason.text, access.account())
        except protocols.ReasonTooShort as refusal:
            form.reason.errors = [filled(refusal.message, refusal.params)]
        else:
            flash(thrown_away(gone or Told(0)))
            return redirect(url_for("boards.show", **here_of(found)), 303)
    return _page(found, form, 422)


@blueprint.post("/release")
def release(study_code: str, stage_code: str) -> Response:
    """Let the panel see the result."""
    found = brainstorm(study_code, stage_code)
    with transaction():
        phases.show_result(found.stage, access.account())
    flash(_("The panel can see the result."))
    return redirect(url_for("votes.show", **here_of(found)), 303)


@blueprint.post("/conclude")
def conclude(study_code: str, stage_code: str) -> Response:
    """End the brainstorm: nobody is asked again, and the key of its links is destroyed."""
    found = brainstorm(study_code, stage_code)
    with transaction():
        phases.conclude(found.stage, access.account())
    flash(_("The brainstorm is concluded. The key of its links is destroyed."))
    return redirect(url_for("votes.show", **here_of(found)), 303)

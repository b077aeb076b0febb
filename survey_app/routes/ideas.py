"""Writing in a brainstorm: one idea at a time, what became of the own ones, change and take back."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.ideas import IdeaForm
from survey_app.routes import idea_board, seating
from survey_app.routes.brainstorming import AGAIN, UNSAVED, Shown, blueprint, seat, told, visit
from survey_app.services import brainstorms, brainwriting, clarifications, ideas, panel_visits

__all__ = ["blueprint"]

PARTS = (idea_board,)
"""The module whose pages belong to the same blueprint."""


@blueprint.get("/<code>/ideas")
def home(code: str) -> Shown:
    """The brainstorm: what is asked, the box for an idea, and what became of one's own."""
    return show_home(code, IdeaForm())


@blueprint.post("/<code>/ideas")
def add(code: str) -> Shown | Response:
    """Seal one idea."""
    form, found = IdeaForm.read(request.form), seat(code)
    try:
        with transaction():
            seating.count(found)
            ideas.write(found, ideas.round_of(found.door.stage_id), form.text, for_moderator=form.only)
    except UNSAVED as error:
        problem, status = told(error)
        return show_home(code, IdeaForm.read(request.form, problem), status=status)
    return redirect(url_for(".home", code=code, added=1), 303)


@blueprint.get("/<code>/ideas/own/<key:number>")
def own(code: str, number: int) -> Shown:
    """One own idea: change it while nobody can read it, or take it back."""
    return show_own(code, number)


@blueprint.post("/<code>/ideas/own/<key:number>")
def change(code: str, number: int) -> Shown | Response:
    """Other words for an idea that lies sealed still."""
    form, found = IdeaForm.read(request.form), seat(code)
    try:
        with transaction():
            seating.count(found)
            round_ = ideas.round_of(found.door.stage_id)
            ideas.change(found, round_, number, form.text, for_moderator=form.only)
    except UNSAVED as error:
        problem, status = told(error)
        return show_own(code, number, IdeaForm.read(request.form, problem), status=status)
    return redirect(url_for(".home", code=code), 303)


@blueprint.post("/<code>/ideas/own/<key:number>/remove")
def take_back(code: str, number: int) -> Response:
    """Erase an own idea."""
    found = seat(code)
    with transaction():
        seating.count(found)
        ideas.take_back(found, ideas.round_of(found.door.stage_id), number)
    return redirect(url_for(".home", code=code, removed=1), 303)


def show_home(code: str, form: IdeaForm | None = None, *, status: int = 200, notice: str = "") -> Shown:
    """The page of one's own ideas."""
    found = visit(code)
    has_address = panel_visits.has_address(found.seat)
    return (
        render_template(
            "ideas/home.html",
            visit=found,
            door=found.seat.door,
            phases=brainstorms.PHASES,
            form=form or IdeaForm.read(request.form),
            most=ideas.MOST_LETTERS,
            notice=notice,
            promise=panel_visits.promise(found.seat.door.level, by_mail=has_address),
            may_lose_link=not has_address,
            added="added" in request.args,
            removed="removed" in request.args,
            answered="answered" in request.args,
            built=brainwriting.said_to_own(found.seat) if found.own else {},
            asked=clarifications.for_seat(found.seat) if found.own else [],
        ),
        status,
    )


def show_own(code: str, number: int, form: IdeaForm | None = None, *, status: int = 200, notice: str = "") -> Shown:
    """The page of one own idea."""
    found = visit(code)
    idea = ideas.find(found.seat, ideas.round_of(found.seat.door.stage_id), number)
    typed = IdeaForm.read(request.form) if request.method == "POST" else IdeaForm(idea.text, idea.for_moderator)
    return (
        render_template(
            "ideas/own.html",
            visit=found,
            door=found.seat.door,
            idea=idea,
            form=form or typed,
            most=ideas.MOST_LETTERS,
            notice=notice,
        ),
        status,
    )


AGAIN |= {"ideas.add": show_home, "ideas.change": show_own}

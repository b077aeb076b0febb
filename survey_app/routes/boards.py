"""The board of a brainstorm: cards merged, moved and reworded, ideas checked, themes kept in order."""

import io
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.forms.boards import CheckForm, MergeForm, MergeNumber, MoveForm, QuestionForm, ThemeForm, WordsForm
from survey_app.routes import access
from survey_app.routes.limits import page_number
from survey_app.routes.phase_words import phase_steps, prompt_of
from survey_app.routes.presentation import filled, ngettext
from survey_app.services import board_workbooks, boards, cards, clarifications, courses, files, redaction, themes
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import StageKind

blueprint = Blueprint("boards", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/board")
_LONGEST_SEARCH = 200
_FEWEST = cards.FEWEST_MERGED
_CHECKED = 50
_MOST_OFF = 100
"""Ticks taken out that go along in an address."""


def brainstorm(study_code: str, stage_code: str, act: Act = Act.MODERATE) -> StageAccess:
    """The brainstorm at this address, for those who moderate it."""
    found = access.stage(study_code, stage_code, act)
    if found.stage.kind is not StageKind.BRAINSTORM:
        raise NotFound
    return found


def here_of(found: StageAccess) -> dict[str, Any]:
    """The arguments of every link to a page of this brainstorm."""
    return {"study_code": found.study.code, "stage_code": found.stage.code}


def to_board(found: StageAccess, merged: int | None = None) -> AnyResponse:
    """Back to the board, at the place somebody came from, or to the cards that look alike."""
    if "alike" in request.form:
        off = unticked()
        return redirect(url_for("boards.look_alike", **here_of(found), off=off or None, merged=merged), 303)
    back = {name: request.form.get(name, "") for name in ("q", "under")} | {"page": request.form.get("page", "")}
    kept: dict[str, Any] = {name: value[:_LONGEST_SEARCH] for name, value in back.items() if value}
    return redirect(url_for("boards.show", **here_of(found), **kept, merged=merged), 303)


@blueprint.get("")
def show(study_code: str, stage_code: str) -> str:
    """The board: cards by theme, what waits for a check, and the phase."""
    found = brainstorm(study_code, stage_code)
    search, under = request.args.get("q", "")[:_LONGEST_SEARCH], request.args.get("under", "")[:12]
    board = boards.board(found.stage, search=search, theme=under, page=page_number())
    course = courses.course(found.stage)
    return render_template(
        "boards/show.html",
        access=found,
        tab="board",
        here=here_of(found),
        prompt=prompt_of(found, course),
        board=board,
        course=course,
        steps=phase_steps(course, found.study.timezone),
        checks=boards.checks(found.stage),
        search=search,
        under=under,
        size=boards.PAGE,
        merged=_merged(found),
        form=MergeForm(board.themes),
        frozen=course.phase not in cards.GROUPING,
    )


def unticked() -> list[str]:
    """Of cards that look alike those whose tick was taken out: each form sends along which ones it showed."""
    shown, kept = request.form.getlist("shown"), set(request.form.getlist("card"))
    return [*request.form.getlist("off"), *(code for code in shown if code not in kept)][:_MOST_OFF]


def _merged(found: StageAccess) -> tuple[int, str, int] | None:
    """The merge that was just made, for the line that takes it back: its number, the card's words, and how many."""
    number = request.args.get("merged", "")
    if not (number.isascii() and number.isdigit()) or len(number) > 9:  # noqa: PLR2004 - as many digits as a key has
        return None
    made = boards.merge_of(found.stage, int(number))
    return (made[0].id, made[1].text, made[2]) if made else None


@blueprint.get("/alike")
def look_alike(study_code: str, stage_code: str) -> str:
    """Cards whose words are nearly the same, group by group, each with the way to merge it."""
    found = brainstorm(study_code, stage_code)
    frozen = courses.course(found.stage).phase not in cards.GROUPING
    groups = boards.look_alike(found.stage)
    return render_template(
        "boards/alike.html",
        access=found,
        tab="board",
        here=here_of(found),
        groups=groups,
        frozen=frozen,
        off=request.args.getlist("off")[:_MOST_OFF],
        merged=_merged(found),
    )


@blueprint.post("/merge")
def merge(study_code: str, stage_code: str) -> AnyResponse | tuple[str, int]:
    """Merge the ticked cards, or ask for their words first; or only move them under a theme."""
    found = brainstorm(study_code, stage_code)
    listed = themes.of_stage(found.stage)
    if request.form.get("do") == "move":
        return _move(found, MoveForm(listed))
    form = MergeForm(listed)
    if group := request.form.get("group", "").split():
        form.card.process_formdata([code for code in request.form.getlist("card") if code in group])
    chosen = boards.chosen(found.stage, form.card.codes)
    is_first = not form.text.text and "asked" not in request.form
    if is_first or not form.validate() or len(chosen) < _FEWEST:
        if len(chosen) < _FEWEST:
            form.card.errors = [_(cards.TooFewCards.title)]
        elif is_first:
            form.text.data = chosen[0].text
        return _ask("boards/merge.html", found, form, chosen), 200 if is_first and chosen[1:] else 422
    with transaction():
        theme_id = themes.add(found.stage, form.new_theme.text).id if form.wants_new else form.theme_id
        made = cards.merge(found.stage, form.card.codes, form.text.text, theme_id, access.account())
    return to_board(found, merged=made.id)


def _move(found: StageAccess, form: MoveForm) -> AnyResponse | tuple[str, int]:
    chosen = boards.chosen(found.stage, form.card.codes)
    if not chosen or not form.validate():
        if not chosen:
            form.card.errors = [_(cards.NoCardsChosen.title)]
        return _ask("boards/move.html", found, form, chosen), 422
    with transaction():
        theme_id = themes.add(found.stage, form.new_theme.text).id if form.wants_new else form.theme_id
        count = cards.move(found.stage, form.card.codes, theme_id)
    flash(ngettext("%(num)s card moved.", "%(num)s cards moved.", count))
    return to_board(found)


def _ask(template: str, found: StageAccess, form: MergeForm | MoveForm, chosen: list[boards.BoardCard]) -> str:
    return render_template(
        template,
        access=found,
        tab="board",
        here=here_of(found),
        form=form,
        chosen=chosen,
        sent=request.form,
        is_alike="alike" in request.form,
        off=unticked() if "alike" in request.form else [],
    )


@blueprint.post("/undo")
def undo(study_code: str, stage_code: str) -> AnyResponse:
    """Put the cards of a merge back as they were."""
    found = brainstorm(study_code, stage_code)
    form = MergeNumber()
    if not form.validate():
        raise NotFound
    with transaction():
        cards.undo(found.stage, form.merge.data or 0, access.account())
    flash(_("The merge is undone: the cards stand as before."))
    return to_board(found)


@blueprint.route("/cards/<card_code>", methods=["GET", "POST"])
def show_card(study_code: str, stage_code: str, card_code: str) -> AnyResponse | tuple[str, int]:
    """One card with its sources: reword it, or take an idea out again."""
    found = brainstorm(study_code, stage_code)
    page = boards.card_page(found.stage, card_code)
    form = WordsForm(data={"text": page.card.text})
    if request.method == "POST" and "idea" in request.form:
        with transaction():
            cards.split(found.stage, card_code, request.form["idea"], access.account())
        flash(_("The idea stands on its own card again."))
        return redirect(url_for("boards.show_card", card_code=card_code, **here_of(found)), 303)
    if form.validate_on_submit():
        with transaction():
            cards.reword(found.stage, card_code, form.text.text)
        flash(_("The card has its new words. The ideas on it keep theirs."))
        return to_board(found)
    frozen = courses.course(found.stage).phase not in cards.GROUPING
    asked = clarifications.of_ideas(found.stage)
    about = {"here": here_of(found), "page": page, "form": form, "frozen": frozen, "asked": asked}
    return render_template("boards/card.html", access=found, tab="board", **about), form.status


@blueprint.route("/check", methods=["GET", "POST"])
def check(study_code: str, stage_code: str) -> AnyResponse | tuple[str, int]:
    """Ideas that wait for a look, those that were taken off, and what was written to the moderator alone."""
    found = brainstorm(study_code, stage_code)
    form = CheckForm()
    if form.validate_on_submit():
        with transaction():
            if request.form.get("do") == "withhold":
                redaction.withhold(found.stage, form.idea.text, access.account())
            else:
                redaction.show(found.stage, form.idea.text, form.words.text, access.account())
        return redirect(url_for("boards.check", page=request.args.get("page"), **here_of(found)), 303)
    checks = boards.checks(found.stage)
    listed = checks.waiting + checks.withheld
    page = min(page_number(), max(1, -(-len(listed) // _CHECKED)))
    return render_template(
        "boards/check.html",
        access=found,
        tab="board",
        here=here_of(found),
        checks=checks,
        listed=listed[(page - 1) * _CHECKED : page * _CHECKED],
        count=len(listed),
        page=page,
        size=_CHECKED,
        form=form,
        frozen=courses.course(found.stage).phase not in cards.GROUPING,
    ), form.status


@blueprint.route("/ideas/<item_code>", methods=["GET", "POST"])
def redact(study_code: str, stage_code: str, item_code: str) -> AnyResponse | tuple[str, int]:
    """One idea: strike out what points to a person, or take it off the board."""
    found = brainstorm(study_code, stage_code)
    idea = redaction.find(found.stage, item_code)
    form = CheckForm(data={"idea": idea.code, "words": idea.shown_text or idea.text})
    if form.validate_on_submit():
        with transaction():
            if request.form.get("do") == "withhold":
                redaction.withhold(found.stage, idea.code, access.account())
            else:
                redaction.show(found.stage, idea.code, form.words.text, access.account())
        flash(_("Done. The author sees what is shown."))
        return redirect(url_for("boards.show", **here_of(found)), 303)
    return show_idea(found, item_code, form=form)


def show_idea(
    found: StageAccess, item_code: str, *, form: CheckForm | None = None, question: QuestionForm | None = None
) -> tuple[str, int]:
    """The page of one idea: its words, and what was asked of its author."""
    idea = redaction.find(found.stage, item_code)
    form = form or CheckForm(formdata=None, data={"idea": idea.code, "words": idea.shown_text or idea.text})
    return render_template(
        "boards/idea.html",
        access=found,
        tab="board",
        here=here_of(found),
        idea=idea,
        form=form,
        question=question or QuestionForm(formdata=None),
        asked=clarifications.of_ideas(found.stage).get(idea.code, []),
        most_asked=clarifications.MOST_A_TEXT,
        kept=clarifications.kept(found.stage),
        may_be_lost=clarifications.may_be_lost(found.stage),
        frozen=courses.course(found.stage).phase not in cards.GROUPING,
    ), question.status if question else form.status


@blueprint.route("/themes", methods=["GET", "POST"])
def sort_themes(study_code: str, stage_code: str) -> AnyResponse | tuple[str, int]:
    """Add, rename, order and remove themes."""
    found = brainstorm(study_code, stage_code)
    form = ThemeForm()
    if form.validate_on_submit():
        try:
            with transaction():
                said = _sort(found, form)
        except (themes.ThemeTaken, themes.NameNeeded) as refusal:
            form.name.errors = [filled(refusal.message, refusal.params)]
        else:
            if said:
                flash(said)
            return redirect(url_for("boards.sort_themes", **here_of(found)), 303)
    return render_template(
        "boards/themes.html",
        access=found,
        tab="board",
        here=here_of(found),
        form=form,
        themes=themes.of_stage(found.stage),
    ), form.status


def _sort(found: StageAccess, form: ThemeForm) -> str:
    theme_id, name, do = form.theme.data, form.name.text, request.form.get("do", "")
    if theme_id is None:
        themes.add(found.stage, name)
    elif do == "rename":
        themes.rename(found.stage, theme_id, name)
    elif do in ("up", "down"):
        themes.move(found.stage, theme_id, -1 if do == "up" else 1)
    elif do == "remove":
        count = themes.remove(found.stage, theme_id)
        return ngettext(
            "The theme is removed. %(num)s card has no theme now.",
            "The theme is removed. %(num)s cards have no theme now.",
            count,
        )
    return ""


@blueprint.get("/board.xlsx")
def workbook(study_code: str, stage_code: str) -> Response:
    """The board as a workbook: cards with their sources, the result of the vote once there is one, the ideas."""
    found = brainstorm(study_code, stage_code)
    content = board_workbooks.build(found.stage, str(get_locale()), _)
    return send_file(
        io.BytesIO(content),
        mimetype=board_workbooks.MEDIA_TYPE,
        as_attachment=True,
        download_name=files.safe_name(f"{found.study.title} {found.stage.title}.xlsx"),
    )

"""The vote of a brainstorm: points shared out over the cards or another way of voting, and what it came to."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.ideas import VoteForm
from survey_app.routes import ballot_ways, seating
from survey_app.routes.brainstorming import AGAIN, UNSAVED, Shown, add_regrets, seat, told, visit
from survey_app.routes.limits import page_in, page_number
from survey_app.services import ballots, idea_board, vote_results, vote_tables, votes
from survey_app.services.brainstorms import Visit
from survey_app.services.idea_board import BoardCard
from survey_app.services.votes import VoteResult
from survey_app.vocabulary import VoteKind

blueprint = Blueprint("ballots", __name__, url_prefix="/p")
add_regrets(blueprint)

_PAGE_BYTES = 28_000
"""What the cards of one page of the vote may weigh together."""
_CARD_BYTES = 330
_PARENT_SHOWN = 80


@blueprint.get("/<code>/vote")
def show(code: str) -> Shown:
    """What was given or chosen so far, and room for more; nothing is chosen beforehand."""
    return show_vote(code)


@blueprint.post("/<code>/vote")
def save(code: str) -> Shown | Response:
    """Seal the points or what was chosen; "Finish" makes points and marks count."""
    if _is_other_way(visited := visit(code)):
        return ballot_ways.save(visited)
    found, go = seat(code), request.form.get("go", "save")
    round_ = votes.round_of(found.door.stage_id)
    form = _form(visit(code)).read(request.form, visit(code).panel.points)
    if form.problems:
        return show_vote(code, form, status=422)
    try:
        with transaction():
            seating.count(found)
            votes.save(found, round_, form.points, finished=go == "finish")
    except UNSAVED as error:
        problem, status = told(error)
        return show_vote(code, form, status=status, notice=problem)
    if go.startswith("page:"):
        return redirect(url_for(".show", code=code, page=page_in(go.removeprefix("page:"))), 303)
    done = url_for(".show", code=code, finished=1) if go == "finish" else url_for(".show", code=code, saved=1)
    return redirect(done, 303)


@blueprint.get("/<code>/vote/result")
def result(code: str) -> Shown:
    """What the vote came to, once the moderator has released it."""
    found = visit(code)
    if not found.has_result:
        raise votes.NotReleasedYet
    result = vote_results.of_stage(found.seat.door.stage_id)
    table = vote_tables.table_of(result, _) if result else None
    ranks = {code: row[0] for code, row in zip(table.codes, table.rows, strict=True)} if table else {}
    template = "ballots/result.html" if isinstance(result, VoteResult) else "ballots/way_result.html"
    page = render_template(template, visit=found, door=found.seat.door, result=result, table=table, ranks=ranks)
    return page, 200


def show_vote(code: str, form: VoteForm | None = None, *, status: int = 200, notice: str = "") -> Shown:
    """The page of the vote."""
    found = visit(code)
    if found.vote is None:
        raise votes.NoVoteYet
    if _is_other_way(found):
        return ballot_ways.show(found, status=status, notice=notice)
    ballots.require_open(found.seat, found.vote)
    pages = _pages(found)
    number = min(page_number(), len(pages))
    if form is None and request.method == "POST":
        form = _form(found).read(request.form, found.panel.points)
    form = form or _form(found)
    return (
        render_template(
            "ballots/vote.html",
            visit=found,
            door=found.seat.door,
            cards=pages[number - 1],
            number=number,
            pages=len(pages),
            form=form,
            points=found.panel.points,
            over=max(0, form.total - found.panel.points),
            notice=notice,
            receipt=found.seat.receipt(found.vote.number) if found.has_voted else "",
            saved="saved" in request.args,
            finished="finished" in request.args,
        ),
        status,
    )


def _is_other_way(found: Visit) -> bool:
    return found.panel.vote_kind != VoteKind.POINTS


def _form(found: Visit) -> VoteForm:
    if found.vote is None:
        raise votes.NoVoteYet
    codes = [card.code for card in votes.cards(found.seat)]
    return VoteForm.of(codes, votes.own(found.seat, found.vote))


def _pages(found: Visit) -> list[list[BoardCard]]:
    return idea_board.paged(votes.cards(found.seat), _weight, _PAGE_BYTES)


def _weight(card: BoardCard) -> int:
    return _CARD_BYTES + len(card.text.encode()) + len(card.builds_on[:_PARENT_SHOWN].encode())


AGAIN |= {"ballots.save": show_vote}

"""The workbook of a brainstorm, made at once: a board is small."""

import io
from collections.abc import Callable, Sequence

from survey_app.db import now, session
from survey_app.exports.board_workbook import BoardReport, CardLine, VoteLine, write_board
from survey_app.exports.cells import zone_of
from survey_app.exports.words import Words
from survey_app.models import Panel, Stage
from survey_app.questions.definition import say
from survey_app.services import boards, themes, votes
from survey_app.services.boards import WholeCard
from survey_app.services.votes import VoteResult

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def build(stage: Stage, language: str, translate: Callable[[str], str]) -> bytes:
    """The workbook in one language. Redacted ideas stand in it as they are shown, withheld ones not at all."""
    study = stage.study
    words = Words(language, translate, zone_of(study.timezone), study.language)
    target = io.BytesIO()
    write_board(report_of(stage, language), words, target)
    return target.getvalue()


def report_of(stage: Stage, language: str) -> BoardReport:
    """What the workbook says."""
    found = boards.whole(stage)
    names = {theme.id: theme.name for theme in themes.of_stage(stage)}
    result = votes.result(stage)
    prompt = session.get_one(Panel, stage.id).prompt
    return BoardReport(
        study_title=stage.study.title,
        prompt=say(prompt, language, stage.study.language) or stage.title,
        made_at=now(),
        people=boards.writers(stage),
        cards=_card_lines(found, names),
        votes=_vote_lines(result) if result else None,
        voters=result.voters if result else 0,
        points=result.points if result else 0,
        ideas=_idea_lines(found),
    )


def _card_lines(found: Sequence[WholeCard], names: dict[int, str]) -> tuple[CardLine, ...]:
    """Cards without a theme first, then theme by theme."""
    order = {name: place for place, name in enumerate(["", *names.values()])}
    lines = [
        CardLine(names.get(each.card.theme_id or 0, ""), each.card.text, each.sources, each.additions, each.objections)
        for each in found
    ]
    return tuple(sorted(lines, key=lambda line: order[line.theme]))


def _vote_lines(result: VoteResult) -> tuple[VoteLine, ...]:
    return tuple(
        VoteLine(card.rank, card.text, card.theme, card.points, card.people, card.share) for card in result.cards
    )


def _idea_lines(found: Sequence[WholeCard]) -> tuple[tuple[str, str], ...]:
    """Every shown idea and the card it stands on; objections with the card they speak against. By their words."""
    lines = [(text, each.card.text) for each in found for text in (*each.sources, *each.objections)]
    return tuple(sorted(lines, key=lambda line: (line[0].casefold(), line)))

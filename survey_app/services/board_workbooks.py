"""The workbook of a brainstorm, made at once: a board is small."""

import io
from collections.abc import Callable, Sequence

from survey_app.db import now, session
from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.board_groups import GroupLine, GroupSheet
from survey_app.exports.board_votes import VoteSheet
from survey_app.exports.board_workbook import BoardReport, CardLine, write_board
from survey_app.exports.cells import zone_of
from survey_app.exports.words import Words
from survey_app.models import Panel, Stage
from survey_app.questions.definition import say
from survey_app.services import boards, opinion_map, themes, vote_results, vote_tables
from survey_app.services.boards import WholeCard
from survey_app.services.opinion_map import SIDES
from survey_app.services.stances import Side, Stances
from survey_app.services.vote_results import Result
from survey_app.services.vote_tables import Kind
from survey_app.services.votes import VoteResult

_FORMATS = {
    Kind.TEXT: "",
    Kind.COUNT: styles.COUNT,
    Kind.SHARE: styles.SHARE,
    Kind.SCORE: "0.0",
    Kind.PRODUCT: styles.MEAN,
}
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def build(stage: Stage, language: str, translate: Callable[[str], str]) -> bytes:
    """The workbook in one language. Redacted ideas stand in it as they are shown, withheld ones not at all."""
    study = stage.study
    words = Words(language, translate, zone_of(study.timezone), study.language)
    target = io.BytesIO()
    write_board(report_of(stage, language, translate), words, target)
    return target.getvalue()


def report_of(stage: Stage, language: str, translate: Callable[[str], str]) -> BoardReport:
    """What the workbook says."""
    found = boards.whole(stage)
    names = {theme.id: theme.name for theme in themes.of_stage(stage)}
    result = vote_results.of_stage(stage.id)
    prompt, people = session.get_one(Panel, stage.id).prompt, boards.writers(stage)
    return BoardReport(
        study_title=stage.study.title,
        prompt=say(prompt, language, stage.study.language) or stage.title,
        made_at=now(),
        people=people.count,
        people_step=people.step,
        cards=_card_lines(found, names),
        votes=_vote_sheet(result, translate) if result else None,
        ideas=_idea_lines(found),
        groups=_group_sheet(result, translate) if isinstance(result, Stances) else None,
    )


def _card_lines(found: Sequence[WholeCard], names: dict[int, str]) -> tuple[CardLine, ...]:
    """Cards without a theme first, then theme by theme."""
    order = {name: place for place, name in enumerate(["", *names.values()])}
    lines = [
        CardLine(names.get(each.card.theme_id or 0, ""), each.card.text, each.sources, each.additions, each.objections)
        for each in found
    ]
    return tuple(sorted(lines, key=lambda line: order[line.theme]))


def _vote_sheet(result: Result, translate: Callable[[str], str]) -> VoteSheet:
    table = vote_tables.table_of(result, translate)
    way = vote_tables.ways(translate)[result.kind]
    if isinstance(result, VoteResult):
        told = translate(N_("%(voters)s people, %(points)s points each"))
        told %= {"voters": result.voters, "points": result.points}
    else:
        told = translate(N_("%(way)s; %(voters)s people")) % {"way": way, "voters": result.voters}
    return VoteSheet(
        heads=tuple(column.head for column in table.columns),
        formats=tuple(_FORMATS[column.kind] for column in table.columns),
        rows=table.rows,
        told=told,
        notes=table.notes,
    )


def _group_sheet(result: Stances, translate: Callable[[str], str]) -> GroupSheet | None:
    """The cards between the groups of opinion; nothing where there are no groups."""
    places = opinion_map.places(result)
    if not places:
        return None
    drawn, is_short = opinion_map.on_map(places), result.tells_sides
    lines = [
        GroupLine(
            text=each.text or translate(vote_tables.ERASED),
            shares=tuple(
                (split.shares[0], split.seen) if split and split.shares else None
                for split in (() if is_short else each.by_group)
            ),
            words=translate(SIDES[each.side]),
            on_map=each in drawn,
            divides=each.side is Side.DIVIDES,
        )
        for each in places
    ]
    return GroupSheet(
        () if is_short else result.groups,
        opinion_map.finding(places, translate),
        tuple(lines),
        tuple(vote_tables.group_notes(result, translate)),
    )


def _idea_lines(found: Sequence[WholeCard]) -> tuple[tuple[str, str], ...]:
    """Every shown idea and the card it stands on; objections with the card they speak against. By their words."""
    lines = [(text, each.card.text) for each in found for text in (*each.sources, *each.objections)]
    return tuple(sorted(lines, key=lambda line: (line[0].casefold(), line)))

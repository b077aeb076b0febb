"""The panel of a stage: its settings. The rules of a Delphi stand in its protocol, the people on its roll."""

from collections.abc import Mapping
from datetime import datetime

from survey_app.db import session
from survey_app.exceptions import N_, GroupShrinks, Refusal
from survey_app.models import Panel, Stage
from survey_app.models.panel import MOST_POINTS
from survey_app.services import phase_ends, studies
from survey_app.vocabulary import AnonymityLevel, BrainstormPhase, StageState

__all__ = ["LONGEST_PROMPT", "MOST_POINTS", "change_brainstorm", "change_settings", "find_panel"]

LONGEST_PROMPT = 2_000


class PointsFixed(Refusal):
    """Votes were given with so many points."""

    title = N_("The points stay as they are")
    message = N_("The vote was opened with %(points)s points for each person. All votes must weigh the same.")


def find_panel(stage: Stage) -> Panel:
    """The panel of a stage."""
    return session.get_one(Panel, stage.id)


def change_settings(
    stage: Stage, *, title: str, level: AnonymityLevel, min_group: int, prompt: Mapping[str, str]
) -> None:
    """How a panel asks. The level moves only before the first invitation; the smallest group only grows after it."""
    if level is not stage.level:
        studies.choose_level(stage, level)
    if min_group < stage.min_group and stage.state is not StageState.DRAFT:
        raise GroupShrinks(least=stage.min_group)
    stage.title, stage.min_group = title, min_group
    find_panel(stage).prompt = dict(prompt)
    session.flush()


def change_brainstorm(
    stage: Stage,
    *,
    open_link: bool,
    points: int,
    release_people: int,
    check_first: bool,
    ends: Mapping[BrainstormPhase, datetime | None],
) -> None:
    """How a brainstorm runs: who may come, how many points each has, when ideas appear, when its phases end."""
    panel = find_panel(stage)
    if points != panel.points and panel.phase in (BrainstormPhase.VOTE, BrainstormPhase.DONE):
        raise PointsFixed(points=panel.points)
    stage.open_link = open_link
    panel.points, panel.release_people, panel.check_first = points, release_people, check_first
    session.flush()
    phase_ends.write(stage, ends)

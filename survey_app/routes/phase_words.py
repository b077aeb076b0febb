"""The phases of a brainstorm in words: the strip above its pages, and its prompt."""

from dataclasses import dataclass

from flask_babel import gettext as _

from survey_app.questions.definition import say
from survey_app.routes.presentation import day, moment, say_here
from survey_app.services.courses import Course
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import BrainstormPhase

_ORDER = tuple(BrainstormPhase)


@dataclass(frozen=True, slots=True)
class Step:
    """One phase of the strip: what it says, and its mark (done, live or none)."""

    words: str
    mark: str
    is_current: bool


def phase_word(phase: BrainstormPhase) -> str:
    """What a phase is called."""
    words = {
        BrainstormPhase.WRITE: _("Write"),
        BrainstormPhase.BUILD: _("Build on"),
        BrainstormPhase.GROUP: _("Group cards"),
        BrainstormPhase.VOTE: _("Vote"),
        BrainstormPhase.DONE: _("Done"),
    }
    return str(words[phase])


def phase_steps(course: Course, zone: str) -> list[Step]:
    """Every phase but the last with its end: past ones by the day, the current one to the minute."""
    return [_step(course, phase, zone) for phase in _ORDER if phase is not BrainstormPhase.DONE]


def _step(course: Course, phase: BrainstormPhase, zone: str) -> Step:
    name, end = phase_word(phase), course.ends.get(phase)
    place = _ORDER.index(phase) - _ORDER.index(course.phase)
    if place < 0:
        return Step(_("%(phase)s, until %(end)s", phase=name, end=day(end, zone)) if end else name, "done", False)
    if phase is BrainstormPhase.VOTE and place == 0 and course.is_vote_over:
        return Step(_("%(phase)s, closed", phase=name), "done", True)
    if place == 0 and course.has_begun:
        words = (
            _("%(phase)s, until %(end)s", phase=name, end=moment(end, zone)) if end else _("%(phase)s, now", phase=name)
        )
        return Step(words, "live", True)
    if end:
        return Step(_("%(phase)s, planned until %(end)s", phase=name, end=day(end, zone)), "", False)
    return Step(_("%(phase)s, not open yet", phase=name), "", False)


def prompt_of(found: StageAccess, course: Course) -> str:
    """What people read first, in the page's language, else in the study's; the stage's title while there is none."""
    said = say_here(course.panel.prompt, found.study.language) or say(course.panel.prompt, found.study.language)
    return said or found.stage.title

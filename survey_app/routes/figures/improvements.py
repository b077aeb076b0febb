"""The register of improvements as a table to keep."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from survey_app.routes.figures import moves, wording
from survey_app.routes.figures.model import Figure, Row, Table
from survey_app.routes.figures.moves import MoveRow
from survey_app.routes.presentation import bracketed, sentences
from survey_app.services.improvements import Followed
from survey_app.vocabulary import ImprovementState


def figure_of(lines: Sequence[Followed], states: Mapping[ImprovementState, str], fallback: str) -> Figure:
    """Every improvement with its figure before and now, as the page has them."""
    head = (
        _("What is done"), _("Figure"), _("Who sees to it"), _("By when"), _("State"), _("Before"), _("Now"),
        _("What may be said"),
    )  # fmt: skip
    title = str(_("Improvements"))
    rows = tuple(_row(each, states, fallback) for each in lines)
    return Figure("improvements", title, title, table=Table(title, tuple(str(words) for words in head), rows))


def _row(each: Followed, states: Mapping[ImprovementState, str], fallback: str) -> Row:
    kept, was = each.improvement, each.before
    label = moves.label_of(was, fallback) if was else kept.indicator
    return Row(kept.action, (label, kept.owner, kept.due, states[kept.state], *figures(each, fallback)))


def said_of(row: MoveRow) -> str:
    """What may be said of a change, and the change with its interval."""
    change = "" if row.change == wording.NONE else bracketed(row.change, row.interval)
    return sentences((row.said, change))


def figures(each: Followed, fallback: str) -> tuple[str, str, str]:
    """The figure before and now, and what may be said of the change."""
    if each.moved:
        row = moves.row_of(each.moved, fallback)
        said = said_of(row)
        return row.before, row.now, said
    before = moves.figure_words(each.before.measure, each.before.found.value) if each.before else wording.NONE
    said = _("The later survey does not have this figure yet.") if each.is_missing else _("Not looked at again yet.")
    return before, wording.NONE, str(said)

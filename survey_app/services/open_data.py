"""The check before the answers of a survey are opened: how many people are alike in what others may know."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.exceptions import N_, BadInput
from survey_app.models import Stage
from survey_app.questions.definition import Text
from survey_app.services import filters, reports
from survey_app.services.filters import Dimension
from survey_app.services.withholding import gives_rows
from survey_app.stats.k_anonymity import KAnonymity, k_anonymity

MOST_COLUMNS = 10
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Checked:
    """What can be ticked, what is, and what it comes to; `gives_rows` says if answers are handed out at all."""

    offered: tuple[Dimension, ...]
    chosen: tuple[str, ...]
    least: int
    gives_rows: bool
    found: KAnonymity | None = None

    def label(self, key: str) -> Text | None:
        """The words of something that can be ticked; None where they belong to the interface."""
        return next(each.label for each in self.offered if each.key == key)


def check(stage: Stage, names: Sequence[str]) -> Checked:
    """How many people are alike in the columns named; only numbers of people, never a value.

    Where single answers are never handed out nothing is counted: the sizes of small groups, tick after tick, would tell
    what a suppressed table keeps back.
    """
    if not gives_rows(stage.level, ()):
        return Checked((), (), stage.min_group, gives_rows=False)
    answered = reports.readable(stage)
    offered = filters.as_given(answered)
    known = {each.key: each for each in offered}
    chosen = tuple(dict.fromkeys(names))
    for name in chosen:
        if name not in known:
            raise BadInput(N_("“%(name)s” cannot be chosen here. Choose one from the list."), name=name[:_LONGEST])
    if len(chosen) > MOST_COLUMNS:
        raise BadInput(N_("Choose up to %(most)s columns."), most=MOST_COLUMNS)
    checked = Checked(offered, chosen, stage.min_group, gives_rows=True)
    if not chosen:
        return checked
    columns = {name: known[name].places.tolist() for name in chosen}
    return Checked(offered, chosen, stage.min_group, True, k_anonymity(columns, stage.min_group))

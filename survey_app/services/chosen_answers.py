"""The answers that an address's filters and weighting leave, read once for everything that is worked out from them."""

from dataclasses import dataclass

from survey_app.models import Stage
from survey_app.questions.summarising import Columns
from survey_app.services import filters, flagged, reports, weighing, weightings
from survey_app.services.columns import Answered, Mask
from survey_app.services.filters import Asked, Condition
from survey_app.services.selections import Selection
from survey_app.services.weighting_rules import Weights
from survey_app.services.weightings import InForce
from survey_app.services.withholding import shown_columns
from survey_app.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Chosen:
    """The answers of the mask: their columns, what the filters hide of them, and what may be shown of them."""

    stage: Stage
    answered: Answered
    mask: Mask
    conditions: tuple[Condition, ...]
    least: int
    columns: Columns
    withheld: frozenset[str]
    force: InForce | None
    fewest: int = 1
    """The fewest people of a group whose answer may be told; 1 where nothing of a group is kept back."""

    @property
    def weights(self) -> Weights | None:
        """The weight of each of them; None while figures are unweighted."""
        return None if self.force is None else self.force.applied.weights[self.mask]

    @property
    def selection(self) -> Selection:
        """Which answers these are, for rules that ask it."""
        return Selection(self.answered, self.mask, self.conditions, self.least, self.fewest)

    def weighed(self) -> Columns:
        """The columns with the weights in force; refused where the filters leave a weight to few."""
        if self.force is None:
            return self.columns
        watch = weighing.guard(self.force, self.conditions, self.least)
        return weighing.weighed(self.columns, self.force, self.answered, self.mask, watch)

    def may_show(self, given: Mask) -> bool:
        """Whether figures of those of everybody who gave an answer may be shown, weighted or not."""
        inside = int((given & self.mask).sum())
        if inside < max(self.least, 1) or not filters.may_show(given, self.conditions, self.least):
            return False
        if self.force is None or self.least == 1:
            return True
        return weightings.may_weigh(self.force.applied.weights, given, self.conditions, self.least)


def read(stage: Stage, asked: Asked, role: Role | None) -> Chosen:
    """The answers an address asks for; refused where they are too few to be shown apart."""
    return of(stage, reports.readable(stage), asked, role)


def of(stage: Stage, answered: Answered, asked: Asked, role: Role | None) -> Chosen:
    """The same of answers that were read before."""
    least, fewest = reports.least_shown(stage, role), reports.fewest_told(stage, role)
    conditions = filters.read(asked, (*flagged.dimensions(stage, answered, asked), *filters.dimensions(answered)))
    mask = filters.chosen(answered, conditions, least, fewest)
    columns, withheld = shown_columns(answered, mask, conditions, least, fewest)
    force = weighing.in_force(stage, asked, answered, least)
    return Chosen(stage, answered, mask, conditions, least, columns, withheld, force, fewest)

"""Questions with several answers in the columns of a table: a person stands in each column whose answer was given."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from survey_app.questions.definition import Question, Text
from survey_app.services.columns import Answered, Mask
from survey_app.services.filters import Offer
from survey_app.stats.coding import Coded

KIND = "multiple"


@dataclass(frozen=True, slots=True, eq=False)
class Several:
    """One question with several answers: people in rows, its answers in columns.

    Its columns share people, so that filters could find single ones by comparing: it is offered to those alone who may
    see single answers.
    """

    key: str
    label: Text
    offers: tuple[Offer, ...]
    members: npt.NDArray[np.bool_]

    def coded(self, mask: Mask) -> Coded:
        """The columns of the answers of a mask."""
        codes = tuple(offer.value for offer in self.offers)
        return Coded(self.key, codes, tuple((value,) for value in codes), None, self.members[mask])


def several(answered: Answered) -> tuple[Several, ...]:
    """Every question with several answers of which at least two were given."""
    asked = (each for each in answered.questionnaire.questions() if each.kind == KIND and not each.is_identity)
    return tuple(found for question in asked if len((found := _several(question, answered)).offers) > 1)


def _several(question: Question, answered: Answered) -> Several:
    ticked = [np.asarray(answered.columns[f"{question.code}.{each.code}"]) == 1 for each in question.settings.all]
    given = [place for place, ticks in enumerate(ticked) if ticks.any()]
    offers = tuple(
        Offer(str(option.code), option.label, int(ticks.sum()))
        for option, ticks in zip(question.settings.all, ticked, strict=True)
        if ticks.any()
    )
    members = np.column_stack([ticked[place] for place in given]) if given else np.zeros((len(answered.keys), 0), bool)
    return Several(question.code, question.text or {"en": question.code}, offers, members)

"""Reading an order: which row has which place, and what is wrong with it."""

from dataclasses import dataclass

from survey_app.exceptions import N_
from survey_app.questions.base import Cleaned, Posted, form_field
from survey_app.questions.cleaning import Cleaning, code_of, sent
from survey_app.questions.definition import Item, Question
from survey_app.vocabulary import Missing

Places = dict[str, int]
"""Code of a row -> its place."""


@dataclass(frozen=True, slots=True)
class RankingSettings:
    """The rows, the number of places (None: one for each row), and whether places may stay empty."""

    items: tuple[Item, ...]
    places: int | None = None
    partial: bool = False

    @property
    def most(self) -> int:
        """The number of places there are."""
        return self.places or len(self.items)

    @property
    def is_full(self) -> bool:
        """Whether every row gets a place."""
        return self.most == len(self.items) and not self.partial


class Placing:
    """One question's places while they are read."""

    def __init__(self, question: Question, posted: Posted, language: str, fallback: str) -> None:
        self.question = question
        self.settings: RankingSettings = question.settings
        self.cleaning = Cleaning(question, posted, language, fallback)

    def read(self) -> Cleaned:
        """The answers, or the problems."""
        places = self._places()
        if self.cleaning.ticked_away(form_field(self.question)):
            self._away(places)
        elif not self.cleaning.problems and not places:
            if self.question.required:
                self._refuse(self.settings.items[0], N_("Put the rows in order for “%(name)s”"))
        elif not self.cleaning.problems and self._is_order(places):
            for item in self.settings.items:
                self.cleaning.answers[f"{self.question.code}.{item.code}"] = places.get(item.code, 0)
        return self.cleaning.done()

    def _places(self) -> Places:
        found: Places = {}
        for item in self.settings.items:
            values = [value for value in sent(self.cleaning.posted, form_field(self.question, item.code)) if value]
            if not values:
                continue
            place = code_of(values[0], range(1, self.settings.most + 1)) if len(values) == 1 else None
            if place is None:
                message = N_("Choose one of the places from 1 to %(most)s for “%(name)s”")
                field = form_field(self.question, item.code)
                self.cleaning.refuse(field, message, item.label, most=self.settings.most)
            else:
                found[item.code] = place
        return found

    def _away(self, places: Places) -> None:
        if places or self.cleaning.problems:
            message = N_("For “%(name)s” you ticked “does not apply” and also gave an answer. Keep only one.")
            given = (item for item in self.settings.items if item.code in places)
            self._refuse(next(given, self.settings.items[0]), message)
            return
        self.cleaning.answers |= {
            f"{self.question.code}.{item.code}": Missing.NOT_APPLICABLE for item in self.settings.items
        }

    def _is_order(self, places: Places) -> bool:
        """Whether no place is given twice, none before the last one is left out, and enough are given."""
        by_place: dict[int, Item] = {}
        for item in self.settings.items:
            place = places.get(item.code)
            if place is None:
                continue
            if place in by_place:
                first, second = self.cleaning.name(by_place[place].label), self.cleaning.name(item.label)
                message = N_("“%(first)s” and “%(second)s” both have place %(place)s. Give each place once.")
                self._refuse(item, message, first=first, second=second, place=place)
                return False
            by_place[place] = item
        return self._is_without_gap(by_place)

    def _is_without_gap(self, by_place: dict[int, Item]) -> bool:
        last = max(by_place) if self.settings.partial else self.settings.most
        absent = [place for place in range(1, last + 1) if place not in by_place]
        if not absent:
            return True
        if self.settings.partial:
            message = N_(
                "Place %(place)s is not given for “%(name)s”, but a later one is. Start with 1, leave none out."
            )
        else:
            message = N_("Place %(place)s is not given for “%(name)s”. Give every place from 1 to %(most)s.")
        last_given = by_place[max(by_place)]
        self._refuse(last_given, message, place=absent[0], most=self.settings.most)
        return False

    def _refuse(self, item: Item, message: str, **params: object) -> None:
        """Note a problem of the whole order at the control of a row, one with a place: so what was given is kept."""
        self.cleaning.refuse(form_field(self.question, item.code), message, None, **params)

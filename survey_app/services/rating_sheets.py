"""What one person is asked in a round of ratings, place by place, and what of it has an answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from survey_app.exceptions import NotFound
from survey_app.models import Item
from survey_app.services import askings, ratings, round_parts, sections, several
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.ratings import Answer, Own
from survey_app.vocabulary import ItemScale


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingSheet:
    """The items of a round in the order of the person, the rules they are answered by, and the answers so far."""

    rules: ProtocolRules
    items: tuple[Item, ...] = ()
    answers: Mapping[str, Answer] | None = None
    before: Mapping[str, Own] | None = None
    """What the person had answered in earlier rounds."""

    @property
    def has_own_scales(self) -> bool:
        """Whether any item of the round has a scale of its own."""
        return any(item.own_scale for item in self.items)

    @property
    def is_points(self) -> bool:
        """Whether points are shared out over all items on one page."""
        return self.rules.scale is ItemScale.POINTS

    @property
    def is_ranking(self) -> bool:
        """Whether all items are ranked on one page."""
        return self.rules.scale is ItemScale.RANKING

    @property
    def is_estimate(self) -> bool:
        """Whether each item is answered by a lowest, a best and a highest figure."""
        return self.rules.scale is ItemScale.ESTIMATE

    @property
    def is_choice(self) -> bool:
        """Whether each item is answered by one of the declared options."""
        return self.rules.scale is ItemScale.CHOICE

    @property
    def asks_more(self) -> bool:
        """Whether an answer is more than one rating and one reason: on a second scale, or with arguments."""
        return self.rules.scale is ItemScale.RATING and (self.rules.second or self.rules.arguments)

    @property
    def one_page(self) -> str:
        """The page on which all statements are answered together; empty where each has its own."""
        if not self.weighed:
            return ""
        if self.is_points:
            return "comparisons.show" if self.rules.compared else "ratings.points"
        return "rankings.show" if self.is_ranking else ""

    @property
    def weighed(self) -> list[Item]:
        """The items of the round that stand on its scale; the others are open questions."""
        return askings.weighed(self.items)

    @property
    def parts(self) -> tuple[round_parts.RoundPart, ...]:
        """The two parts of a round that has open questions beside the one page; none of any other round."""
        found = round_parts.of(self.items) if self.one_page else ()
        return found if len(found) > 1 else ()

    @property
    def has_questions(self) -> bool:
        """Whether anything is answered in words."""
        return any(item.is_open for item in self.items)

    @property
    def questions_left(self) -> int:
        """How many open questions have no answer, where the statements have one page."""
        return sum(item.is_open and not self.answer(item) for item in self.items) if self.parts else 0

    @property
    def words_left(self) -> int | None:
        """The place of the first of them."""
        places = enumerate(self.items, 1) if self.parts else ()
        return next((place for place, item in places if item.is_open and not self.answer(item)), None)

    @property
    def entries(self) -> list[Item]:
        """What has a page and a line of its own: every item, and of options that are ticked together the first."""
        return several.leads(self.items)

    def options(self, item: Item) -> list[Item]:
        """The options that are ticked on the page of an item; of any other, the item alone."""
        return several.options_of(item, self.items)

    def is_answered(self, item: Item) -> bool:
        """Whether everything on the page of an item has an answer."""
        return all(self.answer(each) is not None for each in self.options(item))

    def number(self, item: Item) -> int:
        """Which of the pages it is, counted from 1."""
        return self.entries.index(self.options(item)[0]) + 1

    def part_of(self, position: int) -> tuple[int, int, int] | None:
        """The part in which a place lies, the place there and how many it has; None of a round without parts."""
        for number, part in enumerate(self.parts, 1):
            if part.first <= position < part.first + len(part.items):
                return number, position - part.first + 1, len(part.items)
        return None

    def has_own_page(self, position: int) -> bool:
        """Whether the item at a place is answered on a page of its own: not an option, unless it is the first."""
        return (item := self.item(position)) in self.entries and (not self.one_page or item.is_open)

    def place(self, item: Item) -> int:
        """The place of an item of the round, counted from 1."""
        return self.items.index(item) + 1

    def item(self, position: int) -> Item:
        """The item at a place of the round; 404 where there is none."""
        if not 1 <= position <= len(self.items):
            raise NotFound
        return self.items[position - 1]

    def answer(self, item: Item) -> Answer | None:
        """What was answered in this round so far."""
        return (self.answers or {}).get(item.lineage)

    def own(self, item: Item) -> Own | None:
        """What the person had answered before."""
        return (self.before or {}).get(item.lineage)

    @property
    def sections(self) -> list[sections.Section]:
        """What is asked in the round below its headings."""
        return sections.grouped(self.entries)

    @property
    def has_sections(self) -> bool:
        """Whether any item stands under a heading."""
        return sections.are_used(self.items)

    @property
    def reviewed(self) -> int:
        """How many entries have an answer in this round."""
        return sum(self.is_answered(item) for item in self.entries)

    @property
    def first_open(self) -> int | None:
        """The place of the first entry without an answer."""
        return next((self.place(item) for item in self.entries if not self.is_answered(item)), None)

    def next_open(self, position: int) -> int | None:
        """The next item without an answer after a place that has one now, else the first one of all."""
        others = [at for item in self.entries if not self.is_answered(item) and (at := self.place(item)) != position]
        return next((place for place in others if place > position), others[0] if others else None)

    @property
    def points_left(self) -> int:
        """How many points are left to give; below zero when there are too many."""
        return int(ratings.points_left((self.answers or {}).values(), self.rules)) if self.weighed else 0

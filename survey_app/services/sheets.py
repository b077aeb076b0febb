"""Published questionnaires ready to be answered: read once, kept while the process lives, since they never change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import select

from survey_app.db import session
from survey_app.exceptions import NotFound
from survey_app.logic.names import Name
from survey_app.models import Version
from survey_app.questions import ordering
from survey_app.questions.base import Variable
from survey_app.questions.definition import Page, Questionnaire
from survey_app.questions.logic_names import names_of
from survey_app.questions.piping import has_places
from survey_app.questions.registry import read_questionnaire, type_of, variables_of
from survey_app.questions.showing import has_rules
from survey_app.services import durations

_VERSION: Any = Version.__table__.c


@dataclass(frozen=True, eq=False)
class Sheet:
    """One published version, with what answering it needs at hand.

    Where people see different orders, each answers a sheet of their own, `drawn` from the one as `written`.
    """

    version_id: int
    questionnaire: Questionnaire
    written: "Sheet | None" = None

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """The variables of opinions, in the order they are packed, which is that of the questionnaire as written."""
        return self.written.variables if self.written else variables_of(self.questionnaire)

    @cached_property
    def is_drawn(self) -> bool:
        """Whether people see different orders."""
        return ordering.is_drawn(self.questionnaire)

    def drawn(self, seed: str) -> "Sheet":
        """The sheet in the order of one person."""
        return _drawn(self, seed) if seed and self.written is None and self.is_drawn else self

    @cached_property
    def identity(self) -> frozenset[str]:
        """Names of the variables that say who answers."""
        return frozenset(variable.name for variable in variables_of(self.questionnaire, identity=True))

    @cached_property
    def opinions(self) -> frozenset[str]:
        """Names of all other variables."""
        return frozenset(variable.name for variable in self.variables)

    @cached_property
    def page_variables(self) -> Mapping[str, frozenset[str]]:
        """Which variables each page writes."""
        return {page.key: frozenset(_names(page)) for page in self.questionnaire.pages}

    @cached_property
    def fields(self) -> Mapping[str, tuple[str, ...]]:
        """The beginnings of the form fields each page has."""
        return {
            page.key: tuple("q" + question.code for question in page.questions) for page in self.questionnaire.pages
        }

    @cached_property
    def has_rules(self) -> bool:
        """Whether not everybody is shown everything, or answers are checked against each other."""
        return has_rules(self.questionnaire)

    @cached_property
    def takes_files(self) -> bool:
        """Whether any question asks for files."""
        return any(type_of(question).takes_files for question in self.questionnaire.questions())

    @cached_property
    def names(self) -> Mapping[str, Name]:
        """What the names in rules stand for."""
        return self.written.names if self.written else names_of(self.questionnaire)

    @cached_property
    def has_piping(self) -> bool:
        """Whether texts take in earlier answers."""
        return has_places(self.questionnaire)

    @property
    def is_ruled(self) -> bool:
        """Whether what a page shows depends on earlier answers."""
        return self.has_rules or self.has_piping

    @cached_property
    def minutes(self) -> int:
        """About how long answering takes, as the pages for publishing say it too."""
        return durations.minutes(self.questionnaire)

    def minutes_left(self, pages: Iterable[Page]) -> int:
        """About how long these pages and the look at the answers take; 0 where people are not told."""
        if not self.questionnaire.tells_time:
            return 0
        language = self.questionnaire.language
        return durations.whole(durations.seconds(question, language) for page in pages for question in page.questions)

    def page(self, number: int) -> Page:
        """The page with this number, counted from 1."""
        pages = self.questionnaire.pages
        if not 1 <= number <= len(pages):
            raise NotFound
        return pages[number - 1]

    def language(self, wanted: str | None) -> str:
        """The wanted language if the questionnaire is written in it, else its own."""
        languages = self.questionnaire.languages
        return wanted if wanted in languages else languages[0]


def sheet(version_id: int, published_at: datetime) -> Sheet:
    """The sheet of a published version. The moment of publishing tells apart versions that had the same number."""
    return _kept((version_id, published_at))


@lru_cache(maxsize=256)
def _drawn(sheet: Sheet, seed: str) -> Sheet:
    return Sheet(sheet.version_id, ordering.drawn(sheet.questionnaire, seed), sheet)


@lru_cache(maxsize=64)
def _kept(key: tuple[int, datetime]) -> Sheet:
    version_id = key[0]
    definition = session.execute(select(_VERSION.definition).where(_VERSION.id == version_id)).scalar_one()
    return Sheet(version_id, read_questionnaire(definition))


def _names(page: Page) -> list[str]:
    seen = (question for question in page.questions if type_of(question).is_seen)
    return [variable.name for question in seen for variable in type_of(question).variables(question)]

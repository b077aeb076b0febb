"""Reading the ticks of a question with several answers: limits, exclusive answers, own words."""

from dataclasses import dataclass
from typing import Literal

from survey_app.exceptions import N_
from survey_app.questions.base import form_field
from survey_app.questions.cleaning import NOT_APPLICABLE, Cleaning, code_of, sent
from survey_app.questions.definition import Option
from survey_app.questions.single import COMMENT_LENGTH, OTHER_LENGTH, SingleSettings
from survey_app.questions.wording import option_words
from survey_app.vocabulary import Missing

Chosen = set[int] | Literal[Missing.NOT_APPLICABLE] | None


@dataclass(frozen=True, slots=True)
class MultipleSettings(SingleSettings):
    """The answers offered, and how many may be chosen (None leaves it open)."""

    least: int | None = None
    most: int | None = None


class Choosing:
    """One question's ticks while they are read; problems go to the cleaning it was made with."""

    def __init__(self, cleaning: Cleaning, settings: MultipleSettings) -> None:
        self.cleaning = cleaning
        self.settings = settings
        self.field = form_field(cleaning.question)
        self.own: str | None = None

    def chosen(self) -> Chosen:
        """The chosen codes; None when nothing was chosen or when something has to be put right."""
        self.own = self._own_words()
        values = sent(self.cleaning.posted, self.field)
        if len(set(values)) < len(values):
            return self._refuse(N_("An answer for “%(name)s” was sent twice. Tick each answer once."))
        if NOT_APPLICABLE in values and self.cleaning.question.not_applicable:
            return self._away(values)
        codes = [code_of(value, self.settings.codes) for value in values]
        known = {code for code in codes if code is not None}
        if len(known) < len(codes):
            return self._refuse(N_("Choose only from the answers shown for “%(name)s”"))
        if self.settings.other and self.own is not None and not known:
            known = {self.settings.other.code}
        return self._checked(known)

    def comments(self, chosen: set[int]) -> None:
        """Read what was written beside the answers; words beside an answer that is not ticked are asked about."""
        for option in self.settings.all:
            field = f"{self.field}.{option.code}.comment"
            words = self.cleaning.text(field, COMMENT_LENGTH, lines=False)
            if words is None:
                continue
            if option.code in chosen:
                self.cleaning.answers[f"{self.cleaning.question.code}.{option.code}.comment"] = words
            elif not self.cleaning.problems:
                message = N_("You wrote a comment beside “%(option)s” for “%(name)s”. Tick it as well or delete it.")
                told = option_words(option, self.cleaning.language, self.cleaning.fallback)
                self.cleaning.refuse(field, message, option=told)

    def _own_words(self) -> str | None:
        if self.settings.other is None:
            return None
        return self.cleaning.text(f"{self.field}.other", OTHER_LENGTH, lines=False)

    def _away(self, values: list[str]) -> Chosen:
        if len(values) > 1 or self.own is not None:
            return self._refuse(
                N_("For “%(name)s” you ticked “does not apply” and also gave an answer. Keep only one.")
            )
        return Missing.NOT_APPLICABLE

    def _checked(self, known: set[int]) -> set[int] | None:
        if not known:
            return self._refuse(N_("Choose an answer for “%(name)s”")) if self.cleaning.question.required else None
        other, alone = self.settings.other, self._exclusive(known)
        if alone is not None and len(known) > 1:
            return self._refuse(
                N_("“%(alone)s” cannot stand beside another answer for “%(name)s”. Keep only one of them."),
                alone=option_words(alone, self.cleaning.language, self.cleaning.fallback),
            )
        if other and self.own is not None and other.code not in known:
            words = option_words(other, self.cleaning.language, self.cleaning.fallback)
            message = N_("You wrote an answer of your own for “%(name)s”. Tick “%(other)s” as well or delete it.")
            self.cleaning.refuse(f"{self.field}.other", message, other=words)
            return None
        return known if self._counts(len(known), exclusive=alone is not None) else None

    def _counts(self, n: int, *, exclusive: bool) -> bool:
        """Whether as many were chosen as the hint asks for; an exclusive answer is always enough."""
        if self.settings.least is not None and n < self.settings.least and not exclusive:
            one = N_("You chose %(n)s answer for “%(name)s”. Choose at least %(limit)s.")
            several = N_("You chose %(n)s answers for “%(name)s”. Choose at least %(limit)s.")
            self._refuse(one if n == 1 else several, n=n, limit=self.settings.least)
            return False
        if self.settings.most is not None and n > self.settings.most:
            message = N_("You chose %(n)s answers for “%(name)s”. Choose at most %(limit)s.")
            self._refuse(message, n=n, limit=self.settings.most)
            return False
        return True

    def _exclusive(self, known: set[int]) -> Option | None:
        return next((option for option in self.settings.all if option.exclusive and option.code in known), None)

    def _refuse(self, message: str, **params: object) -> set[int] | None:
        """Note a problem; there is no answer then."""
        self.cleaning.refuse(self.field, message, None, **params)
        return None

"""Where to go on after an answer: the conditions of what follows, read as the arrows of a paper form."""

from dataclasses import dataclass
from typing import Final

from survey_app.questions import rules
from survey_app.questions.definition import Page, Question, Questionnaire
from survey_app.questions.rules import Names

END: Final = None
"""Where a questionnaire ends."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A question in the order it is printed, with its page and that page's place."""

    question: Question
    page: Page
    place: int


class Unsure(Exception):
    """Where to go on depends on more than the one answer."""


class Skips:
    """Foretells for one answer which questions cannot come next because of it."""

    def __init__(self, questionnaire: Questionnaire, printed: list[Printed], names: Names) -> None:
        self.pages = questionnaire.pages
        self.printed = printed
        self.names = names

    def after(self, place: int, code: int) -> Printed | None:
        """What comes after the question at a place when its answer is a code; raises `Unsure`."""
        here = self.printed[place]
        current, wanted = here.place, ""
        for following in self.printed[place + 1 :]:
            while current < following.place:
                leads = "" if wanted else self._leaves(self.pages[current], here, code)
                if leads is END:
                    return END
                current, wanted = current + 1, wanted or leads
                wanted = "" if wanted == self.pages[current].key else wanted
            if not wanted and not self._is_hidden(following, here, code):
                return following
        if not wanted:
            self._leaves(self.pages[current], here, code)
        return END

    def _leaves(self, page: Page, here: Printed, code: int) -> str | None:
        """The key of the page that a page leads to with this answer: empty for the next one, `END` for none."""
        if page is not here.page and self._is_unmet(page.show_if, here, code):
            return ""
        for jump in page.jumps:
            if rules.questions_in(jump.rule) != {here.question.code}:
                raise Unsure
            if rules.met(jump.rule, {here.question.code: code}, self.names):
                return jump.page or END
        return ""

    def _is_hidden(self, following: Printed, here: Printed, code: int) -> bool:
        """Whether this answer alone keeps a question from being asked."""
        return any(self._is_unmet(rule, here, code) for rule in (following.page.show_if, following.question.show_if))

    def _is_unmet(self, rule: str, here: Printed, code: int) -> bool:
        of_this = bool(rule) and rules.questions_in(rule) == {here.question.code}
        return of_this and not rules.met(rule, {here.question.code: code}, self.names)

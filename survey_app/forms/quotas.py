"""The form of one quota: who belongs to it, how many are wanted, and what becomes of those after them."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey_app.exceptions import N_
from survey_app.forms.fields import Choice, LongText, Text, Tick, Whole
from survey_app.forms.items import WordedForm, worded
from survey_app.logic.checking import WORDED, Finding
from survey_app.questions.reading import MAX_RULE
from survey_app.services.quota_desk import (
    LARGEST_LIMIT,
    LONGEST_ADDRESS,
    LONGEST_NAME,
    LONGEST_TEXT,
    Cell,
    is_address,
)
from survey_app.vocabulary import LANGUAGES, QuotaAction

ACTIONS = {
    QuotaAction.END: _l("The interview ends with a text"),
    QuotaAction.REDIRECT: _l("The interview ends and leads to another address"),
    QuotaAction.FLAG: _l("Nothing: the answer is taken and marked"),
}


@worded(LongText, LONGEST_TEXT, "text")
class QuotaForm(WordedForm):
    """One cell."""

    name = Text(_l("Name"), most=LONGEST_NAME, needed=N_("Give the quota a name, such as “Women under 30”."))
    rule = Text(_l("Who belongs to it"), most=MAX_RULE, needed=N_("Write a rule, such as “SEX = 2 and AGE < 30”."))
    most = Whole(_l("How many are wanted"), most=LARGEST_LIMIT, needed=N_("Enter how many are wanted, such as 50."))
    action = Choice(_l("When it is full"))
    address = Text(_l("Address to lead to"), most=LONGEST_ADDRESS)
    active = Tick(_l("It counts and acts"), default=True)

    def __init__(self, language: str, check: Callable[[str], tuple[Finding, ...]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self.check = check
        self.action.choices = [(action.value, words) for action, words in ACTIONS.items()]

    def validate(self, extra_validators: Any = None) -> bool:
        """A rule that can work, and an address where one is needed."""
        super().validate(extra_validators)
        if self.rule.text and not self.rule.errors:
            self.rule.errors = [finding_words(each) for each in self.check(self.rule.text)][:3]
        if self.action.text == QuotaAction.REDIRECT and not is_address(self.address.text):
            self.address.errors = [_("Enter an address that begins with https://, such as https://example.org/panel.")]
        return not any(field.errors for field in self)

    @property
    def cell(self) -> Cell:
        """What was typed."""
        action = QuotaAction(self.action.text)
        address = self.address.text if action is QuotaAction.REDIRECT else ""
        return Cell(
            self.name.text,
            self.rule.text,
            self.most.data or 0,
            action,
            self.words("text"),
            address,
            self.active.on,
        )


def finding_words(finding: Finding) -> str:
    """What is wrong with a rule, in words."""
    params = {name: _(str(value)) if name in WORDED else value for name, value in finding.params.items()}
    return str(_(finding.message, **params))

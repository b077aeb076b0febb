"""Forms of the fieldwork: which cases to show, what became of one, and what the table is held against."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from survey_app.exceptions import N_
from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, LongText, Text, Whole
from survey_app.services.cases import BY_HAND, CaseFilter
from survey_app.services.lookups import LONGEST_REASON, SHORTEST_REASON, ReasonNeeded
from survey_app.vocabulary import Disposition

TARGET = 80
DISPOSITIONS: Mapping[Disposition, Any] = {
    Disposition.PENDING: _l("still out"),
    Disposition.COMPLETE: _l("complete"),
    Disposition.PARTIAL: _l("partly answered"),
    Disposition.REFUSAL: _l("declined"),
    Disposition.NON_CONTACT: _l("not reached"),
    Disposition.INELIGIBLE: _l("does not belong to the group"),
}


class LookForm(Form):
    """A form that only looks: it is read from the address and needs no token."""

    class Meta(Form.Meta):
        """Looking changes nothing."""

        csrf = False


class CaseFilterForm(LookForm):
    """Which cases to show."""

    search = Text(_l("Id"), most=200)
    disposition = Choice(_l("State"), default="")
    by = Choice(_l("Attribute"), default="")
    value = Text(_l("Value"), most=500)

    def __init__(self, attributes: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.disposition.choices = [("", _("any state")), *((key.value, words) for key, words in DISPOSITIONS.items())]
        self.by.choices = [("", _("any")), *attributes.items()]

    @property
    def wanted(self) -> CaseFilter:
        """The filter that was chosen."""
        disposition = Disposition(self.disposition.text) if self.disposition.text else None
        return CaseFilter(self.search.text, disposition, self.by.text, self.value.text if self.by.text else None)


class SettleForm(Form):
    """What became of a case that has not answered."""

    disposition = Choice(_l("What became of it"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.disposition.choices = [(key.value, DISPOSITIONS[key]) for key in BY_HAND]

    @property
    def chosen(self) -> Disposition:
        """The chosen disposition."""
        return Disposition(self.disposition.text)


class LookUpForm(Form):
    """Why somebody is looked up, for everybody who reads the log later."""

    reason = LongText(_l("Reason"), most=LONGEST_REASON, needed=N_("Write down why you look this person up."))

    def validate_reason(self, field: LongText) -> None:
        """A word is no reason."""
        if len(field.text) < SHORTEST_REASON:
            raise ValidationError(_(ReasonNeeded.message))


class TargetForm(LookForm):
    """By what the plan and its result are shown, and the share that should come back."""

    by = Choice(_l("Attribute"))
    target = Whole(_l("Share that should come back, in per cent"), least=1, most=100)

    def __init__(self, attributes: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.by.choices = list(attributes.items())

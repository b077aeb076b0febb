"""Forms of rounds: dates and message, a reason where one is owed, decisions about reasons and statements."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey_app.exceptions import N_
from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, LongText, Moment, Tick, Whole
from survey_app.forms.items import ItemForm
from survey_app.services.clarifications import LONGEST_QUESTION
from survey_app.services.items import LONGEST_TEXT
from survey_app.services.protocols import LONGEST_REASON, SHORTEST_REASON, ReasonTooShort
from survey_app.services.reasons import LONGEST_SHOWN
from survey_app.services.rounds import LONGEST_MESSAGE, MOST_GRACE
from survey_app.vocabulary import Fate

_WHY = N_("Write down why, for everybody who reads the log later.")


class DatesForm(Form):
    """When a round opens and closes, how long unfinished answers are still taken, and what its mail adds."""

    opens_at = Moment(_l("Opens by itself at"))
    closes_at = Moment(_l("Closes at"))
    grace_minutes = Whole(_l("Minutes after that in which begun answers may be finished"), most=MOST_GRACE)
    message = LongText(_l("Your words in the mail"), most=LONGEST_MESSAGE)
    waiver = LongText(_l("Why the round may open with fewer than five panellists"), most=LONGEST_REASON)

    def validate(self, extra_validators: Any = None) -> bool:
        """A reason that is given is long enough to be one, or the round could not be opened by it."""
        right = bool(super().validate(extra_validators))
        if 0 < len(self.waiver.text.strip()) < SHORTEST_REASON:
            self.waiver.errors = [_(ReasonTooShort.message)]
            return False
        return right


class ExtendForm(Form):
    """Another closing time, or none: somebody closes the round by hand. The one or the other is said."""

    closes_at = Moment(_l("New closing time"))
    by_hand = Tick(_l("No closing time: I close the round by hand"))
    grace_minutes = Whole(_l("Minutes after that in which begun answers may be finished"), most=MOST_GRACE)

    def require_change(self, closes_at: datetime | None, grace_minutes: int) -> bool:
        """Whether anything else is asked for than holds now (`closes_at` on the wall clock); the field says what."""
        before = None if closes_at is None else closes_at.replace(second=0, microsecond=0)
        same_grace = (self.grace_minutes.data or 0) == grace_minutes
        if self.closes_at.data is None and not self.by_hand.on:
            self.closes_at.errors = [_("Enter the new closing time, or tick that you close the round by hand.")]
        elif self.by_hand.on and self.closes_at.data not in (None, before):
            self.closes_at.errors = [_("Choose one of the two: a closing time, or closing by hand.")]
        elif same_grace and (None if self.by_hand.on else self.closes_at.data) == before:
            self.closes_at.errors = [_("This is how it stands already: enter another closing time.")]
        return not self.closes_at.errors


class WhyForm(Form):
    """An act that is written into the log with its reason."""

    reason = LongText(_l("Reason"), most=LONGEST_REASON, needed=_WHY)


class ReopenForm(WhyForm):
    """A reason that all panellists read, and a new closing time."""

    closes_at = Moment(_l("Closes again at"))


class ReasonForm(Form):
    """What the panel reads instead of a reason as it was written."""

    shown_text = LongText(_l("What the panel reads instead"), most=LONGEST_SHOWN)
    question = LongText(_l("Question to the author"), most=LONGEST_QUESTION)


class ProposalForm(Form):
    """What becomes of a proposed statement."""

    text = LongText(_l("The statement as it is asked"), most=LONGEST_TEXT)
    reason = LongText(_l("Reason"), most=LONGEST_REASON)
    shown_text = LongText(_l("Other words for it"), most=LONGEST_TEXT)
    question = LongText(_l("Question to the author"), most=LONGEST_QUESTION)


class FateForm(Form):
    """What becomes of one statement."""

    fate = Choice(_l("Decision"))
    reason = LongText(_l("Reason"), most=LONGEST_REASON)

    def __init__(self, fates: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fate.choices = fates

    @property
    def chosen(self) -> Fate:
        """The chosen fate."""
        return Fate(self.fate.text)


class RewordForm(ItemForm):
    """New words for a statement, and why."""

    reason = LongText(_l("Reason"), most=LONGEST_REASON)


class SplitForm(Form):
    """New statements in place of one, one a line, in the study's own language."""

    lines = LongText(_l("New statements, one a line"), most=10 * LONGEST_TEXT, needed=N_("Write at least two lines."))
    reason = LongText(_l("Reason"), most=LONGEST_REASON)

    @property
    def texts(self) -> list[str]:
        """The lines that hold something, each no longer than a statement."""
        return [line.strip()[:LONGEST_TEXT] for line in self.lines.text.splitlines() if line.strip()]


class MergeForm(ItemForm):
    """The words of a statement that takes the place of several, and why."""

    reason = LongText(_l("Reason"), most=LONGEST_REASON)

"""Forms of a brainstorm's moderator: cards arranged, ideas checked, themes, phases and the vote."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import ValidationError

from survey_app.exceptions import N_
from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, LongText, Moment, Text, Whole
from survey_app.models import Theme
from survey_app.services.clarifications import LONGEST_QUESTION
from survey_app.services.ideas import MOST_LETTERS
from survey_app.services.themes import LONGEST_NAME
from survey_app.vocabulary import BrainstormPhase

NEW_THEME = "new"
_MOST_CODES = 500
_LONGEST_CODE = 12
LONGEST_REASON = 1_000
_WORDS_NEEDED = N_("Write the words that stand on the card.")


class Codes(Field):
    """Ticked cards, by their codes; what is none is left out."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Each code once, in the order of the page."""
        texts = (str(each) for each in valuelist[:_MOST_CODES])
        self.data = list(
            dict.fromkeys(text for text in texts if text.isascii() and text.isalnum() and len(text) <= _LONGEST_CODE)
        )

    @property
    def codes(self) -> list[str]:
        """The ticked codes."""
        return list(self.data or ())


class ThemeChoice(Form):
    """A theme out of the list, none, or a new one."""

    theme = Choice(_l("Theme"))
    new_theme = Text(_l("Name of the new theme"), most=LONGEST_NAME)

    def __init__(self, themes: Iterable[Theme], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        listed = [(str(theme.id), theme.name) for theme in themes]
        self.theme.choices = [("", _("No theme")), *listed, (NEW_THEME, _("A new theme"))]

    def validate_new_theme(self, field: Text) -> None:
        """A new theme has a name."""
        if self.wants_new and not field.text:
            raise ValidationError(_("Give the new theme a name."))

    @property
    def wants_new(self) -> bool:
        """Whether a theme is to be added: chosen, or simply typed."""
        return self.theme.text == NEW_THEME or bool(self.new_theme.text and not self.theme.text)

    @property
    def theme_id(self) -> int | None:
        """The chosen theme; None for none and for a new one."""
        return int(self.theme.text) if self.theme.text.isdigit() else None


class MergeForm(ThemeChoice):
    """The cards that become one, its words and its theme."""

    card = Codes()
    text = LongText(_l("Words on the merged card"), most=MOST_LETTERS, needed=_WORDS_NEEDED)


class MoveForm(ThemeChoice):
    """The cards that go under another theme."""

    card = Codes()


class ChosenForm(Form):
    """Ticked cards and nothing else."""

    card = Codes()


class WordsForm(Form):
    """Other words on a card."""

    text = LongText(_l("Words on the card"), most=MOST_LETTERS, needed=_WORDS_NEEDED)


class CheckForm(Form):
    """What is done with one idea, and the words in which it is shown."""

    idea = Text(_l("Idea"), most=_LONGEST_CODE, needed=N_("Choose an idea."))
    words = LongText(_l("Shown as"), most=MOST_LETTERS)


class ThemeForm(Form):
    """A theme and its name; `theme` is empty when it is added."""

    theme = Whole(_l("Theme"), least=1)
    name = Text(_l("Name"), most=LONGEST_NAME)


class MergeNumber(Form):
    """The merge that is undone."""

    merge = Whole(_l("Merge"), least=1, needed=N_("Choose a merge."))


class EndsForm(Form):
    """When the phases end, on the clock of the study."""

    write = Moment(_l("Write ends"))
    build = Moment(_l("Build on ends"))
    group = Moment(_l("Group ends"))
    vote = Moment(_l("Vote ends"))

    @property
    def by_phase(self) -> dict[BrainstormPhase, Moment]:
        """The field of each phase."""
        return {phase: self[phase.value] for phase in BrainstormPhase if phase is not BrainstormPhase.DONE}

    def require_change(self, before: Mapping[BrainstormPhase, datetime | None]) -> bool:
        """Whether other times are asked for than hold now, on the wall clock; the first field says it where not."""
        for phase, field in self.by_phase.items():
            kept = before.get(phase)
            if field.data != (kept and kept.replace(second=0, microsecond=0)):
                return True
        self.write.errors = [_("This is how it stands already: enter another time for at least one phase.")]
        return False


class ReasonForm(Form):
    """A reason for the log, and a new end where one is asked for."""

    reason = LongText(_l("Reason, for the log"), most=LONGEST_REASON, needed=N_("Say why: it is kept in the log."))
    ends = Moment(_l("New end"))


class PassForm(Form):
    """How often ideas had been handed out when the page was made."""

    passes = Whole("", least=0, most=1_000)


class QuestionForm(Form):
    """A question to the author of an idea."""

    question = LongText(_l("Question to the author"), most=LONGEST_QUESTION, needed=N_("Write the question first."))


class DelphiForm(ChosenForm):
    """The cards that become statements, and the Delphi they go to."""

    target = Choice(_l("Delphi"))

    def __init__(self, targets: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.target.choices = [*targets, ("", _("A new Delphi stage"))]


class SurveyForm(Form):
    """The survey that statements go to."""

    target = Choice(_l("Survey"))

    def __init__(self, targets: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.target.choices = list(targets)

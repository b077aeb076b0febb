"""Forms of a panel: what a panellist says, and the roll as its moderator keeps it."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField
from wtforms.validators import ValidationError

from survey_app.exceptions import N_
from survey_app.forms.accounts import languages
from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, Email, LongText, Radio, Text
from survey_app.models import Stage
from survey_app.services.panel_visits import LONGEST_REASON
from survey_app.services.roll_lists import LONGEST_GROUP, LONGEST_NAME, LONGEST_PASTE, Entry


class DeclineForm(Form):
    """Why somebody does not take part; may stay empty."""

    reason = LongText(_l("Reason"), most=LONGEST_REASON)


class PanellistForm(Form):
    """One person on the roll."""

    name = Text(_l("Name"), most=LONGEST_NAME)
    email = Email(_l("E-mail address"))
    group = Text(_l("Group"), most=LONGEST_GROUP)
    language = Choice(_l("Language"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.language.choices = languages()

    def validate_name(self, field: Text) -> None:
        """Somebody has a name or an address."""
        if not field.text and not self.email.text:
            raise ValidationError(_("Enter a name or an e-mail address."))

    @property
    def entry(self) -> Entry:
        """The person as typed."""
        return Entry(self.name.text, self.email.text, self.group.text, self.language.text)


class RollListForm(Form):
    """Many people at once: pasted, or in a file."""

    lines = LongText(_l("One person a line: name, e-mail, group, language"), most=LONGEST_PASTE)
    file = FileField(_l("Or a file: CSV or Excel, with a first row that names the columns"))

    def validate_lines(self, field: LongText) -> None:
        """One of both."""
        if not field.text and self.content is None:
            raise ValidationError(_("Paste at least one line, or choose a file."))

    @property
    def content(self) -> tuple[bytes, str] | None:
        """The bytes of the file and its name; None when there is no file."""
        sent = self.file.data
        if not sent or not getattr(sent, "filename", ""):
            return None
        sent.stream.seek(0)
        return sent.stream.read(), sent.filename


class OtherPanelForm(Form):
    """A panel of another study whose people are asked for this one as well."""

    panel = Choice(_l("Panel"))

    def __init__(self, panels: Sequence[Stage], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.panel.choices = [(each.code, f"{each.study.title}: {each.title}") for each in panels]


class GroupForm(Form):
    """A group's name."""

    name = Text(_l("Name of the group"), most=LONGEST_GROUP, needed=N_("Give the group a name."))


class NewLinkForm(Form):
    """Why somebody gets a new link, for everybody who reads the log."""

    reason = Text(_l("Reason"), most=500, needed=N_("Write down why this person needs a new link."))


class LostForm(Form):
    """The address of somebody who lost their link."""

    email = Email(_l("Your e-mail address"), needed=N_("Enter the e-mail address your invitation went to."))


class OldLinkForm(Form):
    """An older link, to have its history back."""

    link = Text(_l("Your old link"), most=500, needed=N_("Paste the whole old link."))


class LeaveForm(Form):
    """What becomes of the answers of somebody who leaves."""

    answers = Radio(_l("What becomes of your answers"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.answers.choices = [("remove", _("They are deleted")), ("keep", _("They stay, without any link to you"))]

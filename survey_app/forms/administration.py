"""Forms of the set-up page and of the administration."""

from typing import Any

from flask_babel import lazy_gettext as _l

from survey_app.exceptions import N_
from survey_app.forms.accounts import languages, refuse_weak, zones
from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, Email, Password, Radio, Text, Tick


class AccountForm(Form):
    """Who gets an account."""

    email = Email(_l("E-mail address"), needed=N_("Enter the e-mail address of the person."))
    name = Text(_l("Name"), most=120)
    language = Choice(_l("Language"))
    timezone = Choice(_l("Time zone"))
    is_administrator = Tick(_l("May administer this installation"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.language.choices = languages()
        self.timezone.choices = zones()


class SetUpForm(Form):
    """The first administrator, and what to begin with."""

    token = Text(_l("Set-up token"), most=100)
    name = Text(_l("Your name"), most=120, needed=N_("Enter your name."))
    email = Email(_l("E-mail address"), needed=N_("Enter your e-mail address."))
    password = Password(_l("Password"))
    language = Choice(_l("Language"))
    timezone = Choice(_l("Time zone"))
    sample = Radio(_l("Start with"), choices=[("yes", ""), ("no", "")], default="yes")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.language.choices = languages()
        self.timezone.choices = zones()

    def validate_password(self, field: Password) -> None:
        """Long enough, and not among the first that are tried."""
        refuse_weak(field, (self.email.text, self.name.text))


class TestMailForm(Form):
    """Where a test mail goes."""

    email = Email(_l("E-mail address"), needed=N_("Enter an e-mail address."))

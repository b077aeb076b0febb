"""Forms of the door and of one's own account."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import ValidationError

from survey_app.exceptions import N_
from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, Email, Password, Text, Tick
from survey_app.services import passwords
from survey_app.vocabulary import LANGUAGES

_NAMES = {"en": "English", "es": "Español", "zh_Hans_CN": "简体中文"}
_CONTINENTS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@cache
def _zone_names() -> tuple[str, ...]:
    return ("UTC", *sorted(name for name in available_timezones() if name.split("/")[0] in _CONTINENTS))


def zones() -> list[tuple[str, str]]:
    """Every time zone with its distance from UTC today."""
    moment = datetime.now(UTC)
    return list(_labelled(moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)))


@lru_cache(1)
def _labelled(quarter: datetime) -> tuple[tuple[str, str], ...]:
    """All labels, looked up once in each quarter of an hour: no clock is put on or back within one."""
    return tuple((name, _zone_label(name, quarter)) for name in _zone_names())


def _zone_label(name: str, moment: datetime) -> str:
    distance = moment.astimezone(ZoneInfo(name)).utcoffset() or timedelta()
    minutes = int(distance.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    written = f"{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
    return name if name == "UTC" else f"{name.replace('_', ' ')} (UTC{written})"


def languages() -> list[tuple[str, str]]:
    """The languages of the interface, each in its own name."""
    return [(code, _NAMES[code]) for code in LANGUAGES]


class SignInForm(Form):
    """Address and password."""

    email = Text(_l("E-mail address"), most=254, needed=N_("Enter your e-mail address."))
    password = Password(_l("Password"))
    remember = Tick(_l("Stay signed in on this computer for 14 days"))
    back = HiddenField()


class ForgotForm(Form):
    """Where the link for a new password goes."""

    email = Email(_l("E-mail address"), needed=N_("Enter your e-mail address."))


class NewPasswordForm(Form):
    """A password that is being chosen."""

    password = Password(_l("New password"))

    def __init__(self, *known: str, **kwargs: Any) -> None:
        self.known = known
        super().__init__(**kwargs)

    def validate_password(self, field: Password) -> None:
        """Long enough, and not among the first that are tried."""
        refuse_weak(field, self.known)


class ChangePasswordForm(NewPasswordForm):
    """The old password and the new one."""

    current = Password(_l("Current password"))


class ConfirmForm(Form):
    """The password once more, before something that cannot be taken back."""

    password = Password(_l("Password"))
    back = HiddenField()


class ProfileForm(Form):
    """What others call the person and how pages speak to them."""

    name = Text(_l("Your name"), most=120, needed=N_("Enter your name."))
    language = Choice(_l("Language"))
    timezone = Choice(_l("Time zone"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.language.choices = languages()
        self.timezone.choices = zones()


def refuse_weak(field: Password, known: Iterable[str]) -> None:
    """Say what is wrong with a new password."""
    wrong = passwords.problem(field.text, *known)
    if field.text and wrong:
        raise ValidationError(_(wrong))

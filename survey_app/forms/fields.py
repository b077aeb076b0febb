"""Fields that refuse what cannot be stored and keep what was typed, each with its own sentence for what is wrong."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from wtforms import (  # type: ignore[attr-defined]  # the stubs are one release behind and know no SelectChoice
    BooleanField,
    DateTimeLocalField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import ValidationError
from wtforms.widgets import TextArea

from survey_app.services import passwords
from survey_app.services.addresses import normal_email

LARGEST = 2**31 - 1
_LONGEST_WRITTEN_NUMBER = 12
_FIRST_YEAR, _LAST_YEAR = 2000, 2200


def unreadable(letter: str, *, lines: bool = False) -> bool:
    """Whether a character can neither be stored nor shown: NUL, control characters, halves of characters."""
    if lines and letter in "\n\r\t":
        return False
    return unicodedata.category(letter) in {"Cc", "Cs"}


def without_unreadable(text: str, *, lines: bool = False) -> str:
    """The text with a visible mark in place of every unreadable character."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unreadable(letter, lines=lines) else letter for letter in text)


class Text(StringField):
    """One line of text: trimmed, composed, bounded, refused when it holds unreadable characters."""

    lines: ClassVar[bool] = False

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Callable[..., object]] = (),
        *,
        most: int = 200,
        needed: str | None = None,
        **kwargs: Any,
    ) -> None:
        self.most = most
        self.needed = needed
        super().__init__(label, list(validators), **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep what was typed, in a form that can be shown again whatever it holds."""
        typed = valuelist[0] if valuelist and isinstance(valuelist[0], str) else ""
        shown = without_unreadable(typed, lines=self.lines)
        self.data = unicodedata.normalize("NFC", shown).strip()
        if shown != typed:
            raise ValueError(_("%(label)s holds characters that cannot be kept: type it again.", label=self.label.text))

    def pre_validate(self, form: Any) -> None:
        """Needed and not too long."""
        text = self.data or ""
        if self.needed is not None and not text:
            raise ValidationError(_(self.needed))
        if len(text) > self.most:
            raise ValidationError(
                _(
                    "%(label)s has %(count)s characters: shorten it to %(most)s.",
                    label=self.label.text,
                    count=len(text),
                    most=self.most,
                )
            )

    @property
    def text(self) -> str:
        """What was typed; empty when nothing was."""
        return self.data or ""


class LongText(Text):
    """Several lines of text."""

    lines: ClassVar[bool] = True
    widget = TextArea()


class Email(Text):
    """An e-mail address, in its normal spelling once it is valid."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, most=254, **kwargs)

    def pre_validate(self, form: Any) -> None:
        """An address that mail could be sent to."""
        super().pre_validate(form)
        if not self.data:
            return
        address = normal_email(self.data)
        if address is None:
            raise ValidationError(_("Enter an e-mail address, such as name@example.org."))
        self.data = address


class Password(PasswordField):
    """A password: never shown again, taken as typed apart from its composed form."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep it; refuse what no keyboard types."""
        typed = valuelist[0] if valuelist and isinstance(valuelist[0], str) else ""
        self.data = unicodedata.normalize("NFKC", without_unreadable(typed))
        if any(unreadable(letter) for letter in typed):
            raise ValueError(_("The password holds characters that cannot be kept: choose another."))

    def pre_validate(self, form: Any) -> None:
        """There is one, and it is not a whole book."""
        if not self.data:
            raise ValidationError(_("Enter a password."))
        if len(self.data) > passwords.LONGEST:
            raise ValidationError(_("The password is too long: keep to 256 characters."))

    @property
    def text(self) -> str:
        """What was typed; empty when nothing was."""
        return self.data or ""


class Whole(IntegerField):
    """A whole number between two bounds; empty is None unless it is needed."""

    def __init__(
        self,
        label: Any = None,
        *,
        least: int = 0,
        most: int = LARGEST,
        needed: str | None = None,
        **kwargs: Any,
    ) -> None:
        self.least = least
        self.most = most
        self.needed = needed
        super().__init__(label, [], **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return without_unreadable(str(self.raw_data[0]))[:200]
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Digits only, so that no language's way of grouping is misread, and never more than can be kept."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        digits = typed.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()) or len(digits) > _LONGEST_WRITTEN_NUMBER:
            raise ValueError(self._wanted())
        self.data = int(typed)

    def pre_validate(self, form: Any) -> None:
        """Inside the bounds."""
        if self.data is None:
            # what was typed and is no number has been told already
            if self.needed is not None and not self.process_errors:
                raise ValidationError(_(self.needed))
            return
        if not self.least <= self.data <= self.most:
            raise ValidationError(self._wanted())

    def _wanted(self) -> str:
        if self.most == LARGEST:
            return str(_("Enter a whole number of %(least)s or more, in digits only.", least=self.least))
        return str(_("Enter a whole number from %(least)s to %(most)s.", least=self.least, most=self.most))


class Choice(SelectField):
    """One entry of a list, in a menu. Entries are pairs of value and label."""

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Callable[..., object]] = (),
        *,
        choices: Iterable[tuple[object, object]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(label, list(validators), **kwargs)
        self.choices = choices

    @property
    def choices(self) -> list[Any]:
        """What there is to choose from; set as pairs of value and label."""
        return list(self._choices or ())

    @choices.setter  # type: ignore[override]  # the stubs know no pairs without words
    def choices(self, pairs: Iterable[Any]) -> None:
        self._choices_stale = False
        self._choices = [pair if isinstance(pair, SelectChoice) else SelectChoice(*pair) for pair in pairs]

    def pre_validate(self, form: Any) -> None:
        """One of those offered."""
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError(_("%(label)s: choose one of the entries.", label=self.label.text)) from None

    @property
    def text(self) -> str:
        """The chosen value; empty when none was."""
        return str(self.data or "")


class Radio(Choice, RadioField):
    """One entry of a list, each with its own button."""


class Several(SelectMultipleField):
    """Any number of entries of a list, each with its own box."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, choices=[], **kwargs)

    @property
    def chosen(self) -> list[str]:
        """The chosen values, each once, in the order in which they were sent: that of the boxes on a page."""
        return list(dict.fromkeys(str(value) for value in self.data or ()))

    def pre_validate(self, form: Any) -> None:
        """Only those offered."""
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError(_("%(label)s: choose among the entries.", label=self.label.text)) from None


class Tick(BooleanField):
    """Yes or no."""

    @property
    def on(self) -> bool:
        """Whether it is ticked."""
        return bool(self.data)


class Moment(DateTimeLocalField):
    """A date and time on the wall clock of a zone that the form names; `in_zone` turns it into a moment in UTC."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, [], format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Empty is no moment."""
        if valuelist and not str(valuelist[0]).strip():
            self.data = None
            return
        super().process_formdata([without_unreadable(str(each))[:40] for each in valuelist])

    def pre_validate(self, form: Any) -> None:
        """A year that calendars know."""
        if self.data is not None and not _FIRST_YEAR <= self.data.year <= _LAST_YEAR:
            raise ValidationError(_("Enter the date as year-month-day and the time, such as 2026-12-04 18:00."))

    def in_zone(self, zone: str) -> datetime | None:
        """The moment in UTC."""
        return None if self.data is None else self.data.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)

    @staticmethod
    def on_wall(moment: datetime | None, zone: str) -> datetime | None:
        """A moment as the wall clock of the zone shows it, to fill the field with."""
        return None if moment is None else moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

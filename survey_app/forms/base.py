"""What all forms of the desk share: our own words for everything that is wrong, and the status of their pages."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm

from survey_app.exceptions import N_

_OURS: Mapping[str, str] = {
    "Not a valid choice.": N_("Choose one of the entries in the list."),
    "Not a valid choice": N_("Choose one of the entries in the list."),
    "Invalid Choice: could not coerce.": N_("Choose one of the entries in the list."),
    "Invalid choice(s): one or more data inputs could not be coerced.": N_("Choose entries of the list."),
    "Not a valid integer value.": N_("Enter a whole number, such as 250."),
    "Not a valid decimal value.": N_("Enter a number, such as 2.5."),
    "Not a valid float value.": N_("Enter a number, such as 2.5."),
    "Not a valid date value.": N_("Enter the date as year-month-day, such as 2026-12-04."),
    "Not a valid datetime value.": N_("Enter the date as year-month-day and the time, such as 2026-12-04 18:00."),
    "Not a valid time value.": N_("Enter a time, such as 18:00."),
    "This field is required.": N_("This is needed: fill it in."),
    "Invalid input.": N_("This cannot be read: type it again."),
    "Invalid email address.": N_("Enter an e-mail address, such as name@example.org."),
    "Field must be equal to %(other_name)s.": N_("Both entries must be the same."),
    "File does not have an approved extension.": N_("This kind of file cannot be read here."),
}


class Words:
    """WTForms asks this for its messages: it gets ours, in the language of the page."""

    def gettext(self, message: str) -> str:
        """Our sentence for a message of WTForms; one we do not know becomes the general one."""
        return str(_(_OURS.get(message, N_("This cannot be read: type it again."))))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The lengths that WTForms' own validators count."""
        return str(ngettext("Use at most %(num)s character.", "Use at most %(num)s characters.", n))


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form of the desk. `status` is what its page answers: 422 when what was sent needs mending."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF ships no types
        """Messages in our words."""

        def get_translations(self, form: object) -> Words:
            """Our words instead of the library's."""
            return Words()

    @property
    def status(self) -> int:
        """The status of the page that shows this form."""
        return 422 if self.is_submitted() else 200

"""Refusals: what the application declines to do, each with words a person can act on.

A refusal is raised by a service and turned into a page in one place, `routes/errors.py`. Its message is a lazily
translated sentence, so it can be raised outside a request; `params` fill the placeholders.
"""

import re
from collections.abc import Mapping

_BEFORE_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def N_(message: str) -> str:  # noqa: N802 - the customary name of the marker gettext extracts
    """Mark a message for the catalogues without translating it yet."""
    return message


Detail = tuple[str, str, Mapping[str, object]]
"""One place that is wrong, the message, and what fills it."""


class Refusal(Exception):
    """Something that was asked for and cannot be done, with the reason."""

    status = 409
    status_for_programs = 0
    """What programs get in its place; 0 for the same."""
    details: tuple[Detail, ...] = ()
    title = N_("That is not possible now")
    message = N_("The request could not be carried out.")

    def __init__(self, message: str | None = None, **params: object) -> None:
        self.message = message or type(self).message
        self.params: Mapping[str, object] = params
        super().__init__(self.message % params if params else self.message)

    @property
    def type_name(self) -> str:
        """What programs know this refusal by: it stays the same in every language.

        >>> NotFound().type_name
        'not-found'
        """
        return _BEFORE_CAPITAL.sub("-", type(self).__name__).lower()


class NotFound(Refusal):
    """The thing does not exist, or belongs to somebody else: nobody can tell which."""

    status = 404
    title = N_("There is nothing at this address")
    message = N_("Check the address, or go back and follow the link again.")


class NotAllowed(Refusal):
    """The person is known and the thing is theirs to see, but their role does not cover the act."""

    status = 403
    title = N_("Your role does not allow this")
    message = N_("Ask an owner of the study to do it or to change your role.")


class BadInput(Refusal):
    """What was sent cannot be read."""

    status = 400
    title = N_("What was sent cannot be read")
    message = N_("Go back, check what you typed and send it again.")


class TooMuch(Refusal):
    """More was sent than is accepted."""

    status = 413
    title = N_("That is too much at once")
    message = N_(
        "Nothing of it was stored. Go back with your browser’s own button, which most often still shows what you "
        "typed; make it shorter or smaller and send it again."
    )


class TooOften(Refusal):
    """The same act was tried too many times in a short while."""

    status = 429
    title = N_("Too many tries")
    message = N_("Wait some minutes and try again.")


class QuestionnaireLocked(Refusal):
    """A published version cannot be changed."""

    message = N_("This version is published and stays as it is. Open the next version to change it.")


class StaleRevision(Refusal):
    """Somebody else saved in the meantime."""

    message = N_("Somebody saved a change while you were writing. Look at both and save again.")


class StageNotOpen(Refusal):
    """The stage takes no answers now."""

    title = N_("This questionnaire is not open")
    message = N_("It takes no answers now.")


class AlreadySubmitted(Refusal):
    """The case has answered."""

    title = N_("You have already answered")
    message = N_("Your answers have been received. Thank you.")


class LevelFrozen(Refusal):
    """The anonymity level was promised and cannot change."""

    message = N_("The level of anonymity was promised to the respondents and cannot change after opening.")


class GroupShrinks(Refusal):
    """The smallest group that is shown apart was promised and may only grow."""

    status = 422
    message = N_("Answers were given while groups below %(least)s were hidden: this number can only grow now.")


class FileRefused(Refusal):
    """An uploaded file cannot be taken."""

    status = 422
    title = N_("The file cannot be used")
    message = N_("Check the file and upload it again.")


class SampleRefused(Refusal):
    """A sample cannot be drawn as asked."""

    status = 422
    title = N_("The sample cannot be drawn like this")

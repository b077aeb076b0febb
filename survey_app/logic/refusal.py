"""The refusal of an expression that cannot be read, written or run."""

from survey_app.exceptions import N_, Refusal


class ExpressionRefused(Refusal):
    """An expression makes no sense. The message says at which character and what was expected there.

    >>> refused = ExpressionRefused(N_("Character %(place)s: a value is missing."), place=4)
    >>> refused.place, str(refused)
    (4, 'Character 4: a value is missing.')
    """

    status = 422
    title = N_("The rule cannot be read")
    message = N_("Check the rule and try again.")

    @property
    def place(self) -> int:
        """The character where reading stopped, counted from 1; 0 where it is the rule as a whole."""
        found = self.params.get("place", 0)
        return found if isinstance(found, int) else 0

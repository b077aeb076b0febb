"""A panellist's choice among options as it comes from the page."""

from survey_app.exceptions import N_
from survey_app.forms.ratings import AnswerForm


class OptionForm(AnswerForm):
    """One item answered by one of the declared options; the words never call an option by its number."""

    new_answer = N_("Choose your new answer from the options.")
    first_answer = N_("Choose one of the options.")
    answer_or_not = N_("Choose one of the options, or say that you cannot judge.")
    kept_and_new = N_("You chose to keep your answer and also another option: choose one of the two.")

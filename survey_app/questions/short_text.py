"""An answer in own words, in one line."""

from survey_app.exceptions import N_
from survey_app.questions.written import Written


class ShortText(Written):
    """Own words in one line, up to 1,000 characters."""

    code = "short_text"
    label = N_("Short answer in own words")
    limit = 1_000
    lines_allowed = False

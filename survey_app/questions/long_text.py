"""An answer in own words, as long as it takes."""

from survey_app.exceptions import N_
from survey_app.questions.written import Written


class LongText(Written):
    """Own words over several lines, up to 20,000 characters."""

    code = "long_text"
    label = N_("Long answer in own words")
    limit = 20_000
    lines_allowed = True

"""The form that begins entering answers on somebody's behalf."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from survey_app.exceptions import N_
from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, Text
from survey_app.vocabulary import Mode

MODES: tuple[tuple[Mode, str], ...] = (
    (Mode.PAPER, N_("A paper form that I copy")),
    (Mode.INTERVIEWER, N_("I ask the person face to face")),
    (Mode.PHONE, N_("I ask the person by phone")),
    (Mode.OBSERVATION, N_("I write down what I observe; nobody is asked")),
)


class EntryForm(Form):
    """How the answers reached us, for which case, in which language."""

    mode = RadioField(_l("How do the answers reach you?"))
    unit = Text(_l("Number of the case"), most=200)
    language = Choice(_l("Language of the questions"))

    def __init__(self, modes: list[tuple[str, str]], languages: list[tuple[str, str]]) -> None:
        super().__init__()
        self.mode.choices = modes
        self.language.choices = languages

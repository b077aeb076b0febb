"""Forms of a study, its people and its stages."""

from typing import Any

from flask_babel import lazy_gettext as _l

from survey_app.exceptions import N_
from survey_app.forms.accounts import languages, zones
from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, Email, Moment, Radio, Text, Tick, Whole


class StudyForm(Form):
    """What a study is called, who stands behind it and which language and zone it lives in."""

    title = Text(_l("Title"), most=200, needed=N_("Give the study a title, such as “Customer satisfaction 2026”."))
    organiser = Text(_l("Organiser"), most=200)
    contact = Email(_l("Contact for respondents"))
    client = Text(_l("Client"), most=200)
    language = Choice(_l("Language of the study"))
    timezone = Choice(_l("Time zone"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.language.choices = languages()
        self.timezone.choices = zones()


class MemberForm(Form):
    """Whom to add and as what."""

    email = Email(_l("E-mail address"), needed=N_("Enter the e-mail address of the person."))
    role = Choice(_l("Role"))

    def __init__(self, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = roles


class StageForm(Form):
    """How a stage asks: level of anonymity, closing time, open link, population, smallest group."""

    title = Text(_l("Title of the stage"), most=200, needed=N_("Give the stage a title."))
    level = Radio(_l("Who could link a person to an answer"))
    open_link = Tick(_l("Anybody who has the open link may answer"))
    closes_at = Moment(_l("Takes answers until"))
    population = Whole(_l("People in the whole population"), least=1)
    min_group = Whole(
        _l("Smallest group that is shown apart"), least=3, most=10, needed=N_("Enter a whole number from 3 to 10.")
    )

    def __init__(self, levels: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.level.choices = levels


class ActForm(Form):
    """A button and nothing else."""


class RemoveForm(Form):
    """The title typed once more, before a study is deleted."""

    title = Text(_l("Title of the study"), most=200, needed=N_("Type the title of the study."))

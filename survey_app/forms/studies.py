"""Forms of a study, its people and its stages."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from survey_app.exceptions import N_
from survey_app.forms.accounts import languages, zones
from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, Email, LongText, Moment, Radio, Text, Tick, Whole
from survey_app.services.panels import LONGEST_PROMPT, MOST_POINTS
from survey_app.vocabulary import LANGUAGES, BrainstormPhase, StageKind, VoteKind

BEGINNINGS: dict[str, tuple[StageKind, ...]] = {
    StageKind.SURVEY.value: (StageKind.SURVEY,),
    StageKind.DELPHI.value: (StageKind.DELPHI,),
    StageKind.BRAINSTORM.value: (StageKind.BRAINSTORM,),
    "chain": (StageKind.BRAINSTORM, StageKind.DELPHI, StageKind.SURVEY),
}
"""What a study may begin with: one instrument, or the chain of all three."""


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


class NewStudyForm(StudyForm):
    """The same, and which instrument the study begins with."""

    begin_with = Radio(_l("The study begins with"), default=StageKind.SURVEY.value)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.begin_with.choices = [(key, key) for key in BEGINNINGS]

    @property
    def kinds(self) -> tuple[StageKind, ...]:
        """The stages in their order."""
        return BEGINNINGS[self.begin_with.text]


class AddStageForm(Form):
    """Another stage of a study."""

    kind = Radio(_l("What the stage is"))
    title = Text(_l("Title of the stage"), most=200, needed=N_("Give the stage a title."))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = [(kind.value, kind.value) for kind in StageKind]


class PanelForm(Form):
    """How a panel asks: level of anonymity, what people read first, smallest group, and how a brainstorm runs."""

    title = Text(_l("Title of the stage"), most=200, needed=N_("Give the stage a title."))
    level = Radio(_l("Who could link a person to an answer"))
    min_group = Whole(
        _l("Smallest group that is shown apart"), least=3, most=10, needed=N_("Enter a whole number from 3 to 10.")
    )
    prompt_en = LongText(_l("English"), most=LONGEST_PROMPT)
    prompt_es = LongText(_l("Spanish"), most=LONGEST_PROMPT)
    prompt_zh_Hans_CN = LongText(_l("Chinese"), most=LONGEST_PROMPT)  # noqa: N815 - named for its language code

    def __init__(self, levels: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.level.choices = levels

    @property
    def prompt(self) -> dict[str, str]:
        """What people read first, in the languages it was written in."""
        return {language: text for language in LANGUAGES if (text := self[f"prompt_{language}"].text)}


class BrainstormForm(PanelForm):
    """The same, and how ideas are released and voted on."""

    open_link = Tick(_l("Anybody who has the open link may take part"))
    points = Whole(_l("Points for each person"), least=1, most=MOST_POINTS, needed=N_("Enter from 1 to 100 points."))
    vote_kind = Radio(_l("How people vote"), default=VoteKind.POINTS.value)
    release_people = Whole(
        _l("People needed before ideas appear"),
        least=3,
        most=10,
        needed=N_("Enter a whole number from 3 to 10."),
    )
    check_first = Tick(_l("The moderator looks at every idea before others see it"))
    brainwriting = Tick(_l("Brainwriting: ideas are handed out, and nobody sees the whole board before"))
    ends_write = Moment(_l("Writing ends"))
    ends_build = Moment(_l("Building on ends"))
    ends_group = Moment(_l("Grouping ends"))
    ends_vote = Moment(_l("Voting ends"))

    def __init__(self, levels: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(levels, **kwargs)
        self.vote_kind.choices = [(kind.value, kind.value) for kind in VoteKind]

    def validate_ends_vote(self, _field: Moment) -> None:
        """The phases end one after the other."""
        ends = [field.data for field in self.ends.values() if field.data is not None]
        if ends != sorted(ends):
            raise ValidationError(_("The phases end one after the other: writing, building on, grouping, voting."))

    @property
    def ends(self) -> dict[BrainstormPhase, Moment]:
        """The field of each phase's end."""
        return {phase: self[f"ends_{phase.value}"] for phase in BrainstormPhase if phase is not BrainstormPhase.DONE}


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

"""Forms for answers collected elsewhere: the file with its source, and what each column means."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput

from survey_app.exceptions import N_
from survey_app.forms.accounts import zones
from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, Text, Whole
from survey_app.forms.sampling import ListFile
from survey_app.vocabulary import Mode

COLUMN = "column-"


class ModeForm(Form):
    """How answers from elsewhere were given."""

    mode = Choice(_l("How they were given"))

    def __init__(self, modes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mode.choices = modes

    @property
    def chosen_mode(self) -> Mode:
        """The mode that was chosen."""
        return Mode(self.mode.text)


class SourceForm(ModeForm):
    """Where the answers come from and how they were given."""

    source = Text(
        _l("Where the answers come from"), most=200, needed=N_("Name the source, such as “Paper forms, March”.")
    )


class AnswersFileForm(SourceForm):
    """A table of answers."""

    file = ListFile(_l("File"))


class TargetName(Text):
    """The name of what a column holds; empty leaves the column out."""

    known: AbstractSet[str] = frozenset()

    def pre_validate(self, form: object) -> None:
        """One of the names the questionnaire has."""
        super().pre_validate(form)
        if self.text and self.text not in self.known:
            raise ValidationError(_("“%(name)s” is no answer of the questionnaire.", name=self.text[:60]))


class MappingForm(SourceForm):
    """What each column means; the fields of the columns are added for each file."""

    moment = Choice(_l("When the answers were given"))
    zone = Choice(_l("Time zone of these times"))

    @property
    def columns(self) -> Mapping[str, str]:
        """Column -> target, without the columns that are left out."""
        return {str(field.label.text): field.text for field in self.column_fields if field.text}

    @property
    def column_fields(self) -> list[TargetName]:
        """The fields of the columns, in the order of the file."""
        return [field for field in self if isinstance(field, TargetName)]


def mapping_form(
    header: Sequence[str],
    known: AbstractSet[str],
    chosen: Mapping[str, str],
    modes: Sequence[tuple[str, str]],
    times: Sequence[tuple[str, str]] = (),
    **values: Any,
) -> MappingForm:
    """The form for one file. Its columns have no number limit of their own: the file's limits bound them."""
    fields = {f"{COLUMN}{place}": TargetName(name, default=chosen.get(name, "")) for place, name in enumerate(header)}
    form: MappingForm = type("FileMappingForm", (MappingForm,), fields)(modes, **values)
    for field in form.column_fields:
        field.known = known
    form.moment.choices = [("", _("no column says it")), *times]
    form.zone.choices = zones()
    return form


class CountForm(Form):
    """A button that names how many answers it is about."""

    count = Whole(widget=HiddenInput(), needed=N_("Load the page again and look at the number of answers."))

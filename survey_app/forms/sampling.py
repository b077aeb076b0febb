"""Forms of the sample: a list to upload, what its columns mean, and the rule of a draw."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import FileField
from wtforms.validators import ValidationError

from survey_app.exceptions import N_
from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, Radio, Text, Whole
from survey_app.interchange.tables import Table
from survey_app.services.draws import DrawRule
from survey_app.services.members import Columns


class ListKind(StrEnum):
    """What an uploaded list is."""

    FRAME = "frame"
    CASES = "cases"
    COUNTS = "counts"


class ListFile(FileField):
    """An uploaded table; there is one and it has a name."""

    def pre_validate(self, form: Any) -> None:
        """Refuse when no file was chosen."""
        if not isinstance(self.data, FileStorage) or not self.data.filename:
            raise ValidationError(_("Choose a file: CSV or Excel (.xlsx)."))


class UploadForm(Form):
    """A list and what it is."""

    file = ListFile(_l("File"))
    kind = Radio(
        _l("What the list is"),
        choices=[
            (ListKind.FRAME.value, _l("Everybody who could be asked: draw a sample from it")),
            (ListKind.CASES.value, _l("The people who are asked: each row is a case")),
            (ListKind.COUNTS.value, _l("Counts, such as forms sent to each place: each row stands for many cases")),
        ],
    )

    @property
    def content(self) -> tuple[bytes, str]:
        """The file's bytes and its name."""
        with self.file.data.stream as stream:
            return stream.read(), self.file.data.filename


class ColumnsForm(Form):
    """What the columns of an uploaded list mean. `good` is how many rows the pressed button promised to take."""

    unit = Choice(_l("Id"))
    email = Choice(_l("E-mail address"))
    count = Choice(_l("Number of cases"))
    good = Whole(_l("Rows that can be taken"))

    def __init__(self, table: Table, kind: ListKind, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        names = [(name, name) for name in table.header]
        self.unit.choices = names
        self.email.choices = [("", _("no column")), *names]
        self.count.choices = names
        if kind is ListKind.COUNTS:
            self.unit.label.text = _("Place or group")
            del self.email
        else:
            del self.count

    @property
    def columns(self) -> Columns:
        """The chosen columns."""
        email = self.email.text if "email" in self else ""
        return Columns(self.unit.text, email, self.count.text if "count" in self else "")


class DrawForm(Form):
    """The rule of a draw. It is read from the address, so that a plan can be passed on."""

    class Meta(Form.Meta):
        """The plan changes nothing, so it needs no token."""

        csrf = False

    rate = Text(_l("Share to draw"), most=20)
    size = Whole(_l("Number to draw"), least=1)
    by = Choice(_l("Inside each"), default="")
    tally = Choice(_l("Count the drawn by"), default="")
    seed = Text(_l("Seed"), most=60, needed=N_("Enter a seed: a number or a word that makes the draw repeatable."))

    def __init__(self, attributes: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        names = list(attributes.items())
        self.by.choices = [("", _("no strata: the whole list is one")), *names]
        self.tally.choices = [("", _("nothing")), *names]

    def validate_size(self, field: Whole) -> None:
        """Either a share or a size."""
        if bool(self.rate.text) == (field.data is not None) and not field.errors:
            raise ValidationError(_("Enter either the share or the number to draw."))

    @property
    def rule(self) -> DrawRule:
        """The rule that was entered."""
        size = None if self.rate.text else self.size.data
        return DrawRule(self.rate.text, size, self.by.text, self.tally.text, self.seed.text)


class SearchForm(Form):
    """What to look for in a list."""

    class Meta(Form.Meta):
        """Looking changes nothing, so it needs no token."""

        csrf = False

    search = Text(_l("Search by id or address"), most=200)

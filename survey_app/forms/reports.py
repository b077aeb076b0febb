"""The form that orders a workbook."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from survey_app.forms.base import Form
from survey_app.forms.fields import Choice


class WorkbookForm(Form):
    """In which language the workbook is written."""

    language = Choice(_("Language of the workbook"))

    def __init__(self, names: Mapping[str, str], language: str) -> None:
        super().__init__(data={"language": language})
        self.language.choices = list(names.items())

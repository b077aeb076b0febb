"""The forms that order a workbook or a report."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, Radio, Several, Tick
from survey_app.services.report_files import FORMS


class PanelReportForm(Form):
    """In which form and language the report of a panel is written."""

    form = Radio(_("Form"), default="xlsx")
    language = Choice(_("Language of the report"))

    def __init__(self, names: Mapping[str, str], language: str) -> None:
        super().__init__(data={"language": language})
        self.language.choices = list(names.items())
        self.form.choices = [(name, gettext(form.label)) for name, form in FORMS.items()]


class ReportForm(Form):
    """In which form and language the report is written, and whether it is kept for others."""

    form = Radio(_("Form"), default="xlsx")
    language = Choice(_("Language of the report"))
    banner = Several(_("Cross-tables by"))
    keep = Tick(_("Keep it here, so that others of the study can take it too"))

    def __init__(self, names: Mapping[str, str], language: str, breaks: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(data={"language": language})
        self.language.choices = list(names.items())
        self.form.choices = [(name, gettext(form.label)) for name, form in FORMS.items()]
        self.banner.choices = list(breaks)

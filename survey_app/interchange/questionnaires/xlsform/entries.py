"""Questions that XLSForm asks by a repeat, and those that ask for files, as rows of a form."""

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.xlsform.cells import cells_of, told_group
from survey_app.interchange.questionnaires.xlsform.leaving import Leaving
from survey_app.questions.definition import Question, say
from survey_app.questions.upload_files import GROUPS

_FIELDS = {"number": "decimal", "date": "date", "single": "select_one", "yes_no": "select_one"}


def entries(leaving: Leaving, question: Question) -> None:
    """A repeat with a row for each field."""
    settings = question.settings
    told_group(leaving, question)
    cells = cells_of(leaving, question)
    if settings.least != settings.most:
        leaving.notes.changed(question.code, "least, most", N_("XLSForm lets people add as many entries as they like."))
    if settings.entry:
        words = say(settings.entry, leaving.languages[0])
        leaving.notes.dropped(question.code, "entry", N_("XLSForm has no word for one entry."), original=words)
    count = str(settings.most) if settings.least == settings.most else ""
    name = leaving.names.foreign(question.code) or question.code
    leaving.row("begin_repeat", name, question.text, relevant=cells["relevant"], repeat_count=count)
    for column in settings.columns:
        kind = _FIELDS.get(column.kind, "text")
        if column.kind == "number" and column.settings.decimals == 0:
            kind = "integer"
        if kind == "select_one":
            answers = [(str(option.code), option.label) for option in column.settings.all]
            kind = f"select_one {leaving.choices(f'{question.code}_{column.code}', answers)}"
        leaving.row(kind, f"{question.code}_{column.code}", column.label)
    leaving.survey.append({"type": "end_repeat"})


def files(leaving: Leaving, question: Question) -> None:
    """A row that asks for one file."""
    groups = question.settings.groups
    kind = {("pictures",): "image", ("sounds",): "audio", ("films",): "video"}.get(groups, "file")
    if question.settings.most > 1:
        leaving.notes.changed(question.code, "most", N_("XLSForm asks for one file."))
    if kind == "file" and len(groups) < len(GROUPS):
        leaving.notes.changed(question.code, "groups", N_("XLSForm takes files of every kind."))
    leaving.row(kind, question.code, question.text, **cells_of(leaving, question))

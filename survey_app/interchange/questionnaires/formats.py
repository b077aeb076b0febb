"""The one table of questionnaire formats: who recognises a file, who reads it, who writes one."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.questionnaires import ddi, limesurvey, own, paper, qualtrics, surveyjs
from survey_app.interchange.questionnaires.limits import BrokenFile, UnknownFormat
from survey_app.interchange.questionnaires.losses import Imported, Notes, Written
from survey_app.interchange.questionnaires.seen import Seen, look
from survey_app.interchange.questionnaires.xlsform import reading as xlsform
from survey_app.interchange.questionnaires.xlsform import writing as xlsform_writing
from survey_app.questions.definition import Questionnaire
from survey_app.questions.row_tags import shown

AUTO = "auto"
_LOG = logging.getLogger(__name__)
_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its code, its name for people, the ending of its files, and what can be done with it.

    `recognises` is asked in the order of the table. A format without `read` is written only, one without `write` read
    only.
    """

    code: str
    label: str
    ending: str
    media_type: str
    recognises: Callable[[Seen], bool]
    read: Callable[[bytes, str], Imported] | None = None
    write: Callable[[Questionnaire, str], Written] | None = None


_JSON = "application/json"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMATS: dict[str, Format] = {
    each.code: each
    for each in (
        Format(own.CODE, N_("JSON of this program"), "json", _JSON, own.recognises, own.read, own.write),
        Format(
            xlsform.CODE,
            N_("XLSForm (.xlsx)"),
            "xlsx",
            _WORKBOOK,
            xlsform.recognises,
            xlsform.read,
            xlsform_writing.write,
        ),
        Format(
            limesurvey.STRUCTURE,
            N_("LimeSurvey questionnaire (.lss)"),
            "lss",
            "application/xml",
            limesurvey.recognises_structure,
            limesurvey.read_structure,
            limesurvey.write_structure,
        ),
        Format(
            limesurvey.TABBED,
            N_("LimeSurvey questionnaire as text (.txt)"),
            "txt",
            "text/tab-separated-values",
            limesurvey.recognises_tabbed,
            limesurvey.read_tabbed,
            limesurvey.write_tabbed,
        ),
        Format(
            limesurvey.ARCHIVE,
            N_("LimeSurvey archive (.lsa)"),
            "lsa",
            "application/zip",
            limesurvey.recognises_archive,
            limesurvey.read_archived,
        ),
        Format(
            qualtrics.CODE,
            N_("Qualtrics (.qsf)"),
            "qsf",
            _JSON,
            qualtrics.recognises,
            qualtrics.read,
        ),
        Format(
            surveyjs.CODE,
            N_("SurveyJS (.json)"),
            "json",
            _JSON,
            surveyjs.recognises,
            surveyjs.read,
            surveyjs.write,
        ),
        Format(ddi.CODE, N_("DDI codebook 2.5 (.xml)"), "xml", "application/xml", ddi.recognises, write=ddi.write),
        Format(paper.CODE, N_("Paper form (.pdf)"), "pdf", "application/pdf", paper.recognises, write=paper.write),
    )
}


def recognise(filename: str, content: bytes) -> Format:
    """The format of a file, by what stands in it and only then by its name."""
    seen = look(filename, content)
    found = next((each for each in FORMATS.values() if each.read and each.recognises(seen)), None)
    if found is None:
        raise UnknownFormat(file=filename)
    return found


def read(filename: str, content: bytes, code: str = AUTO) -> Imported:
    """Read a file in a named format, or in the one it is recognised as."""
    try:
        return _reader(filename, content, code)(content, filename)
    except _FAULTS:  # a file nobody thought of: the person learns which one, the log learns why
        _LOG.exception("a questionnaire could not be read")
        raise BrokenFile(file=filename) from None


def _reader(filename: str, content: bytes, code: str) -> Callable[[bytes, str], Imported]:
    if code == AUTO:
        reader = recognise(filename, content).read
    else:
        look(filename, content)
        reader = FORMATS[code].read if code in FORMATS else None
    if reader is None:
        raise FileRefused(N_("Questionnaires are not read in the format “%(code)s”."), code=code[:40])
    return reader


def write(code: str, questionnaire: Questionnaire, title: str) -> Written:
    """Write a questionnaire in a format."""
    chosen = FORMATS.get(code)
    if chosen is None or chosen.write is None:
        raise FileRefused(N_("Questionnaires are not written in the format “%(code)s”."), code=code[:40])
    written = chosen.write(questionnaire, title)
    return written if code in _HOLD_TAGS else _without_tags(written, questionnaire)


_HOLD_TAGS = frozenset({own.CODE, surveyjs.CODE, paper.CODE})
"""Formats that hold the tags of rows, or print what they do not show."""
_TAG_LOSSES = {
    "values": N_("This format has no place for the kinds of value of rows."),
    "aspects": N_("This format has no place for what rows are about."),
}


def _without_tags(written: Written, questionnaire: Questionnaire) -> Written:
    """What a format without a place for the tags of rows leaves out."""
    notes = Notes()
    notes.extend(written.losses)
    for question in questionnaire.questions():
        for setting, reason in _TAG_LOSSES.items():
            if tags := getattr(question.settings, setting, ()):
                notes.dropped(question.code, setting, reason, original=shown(tags))
    return Written(written.content, notes.losses)

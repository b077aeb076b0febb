"""LimeSurvey: `.lss` of both generations, `.txt` (tab-separated) and `.lsa` (archive), in; `.lss` and `.txt`, out."""

from survey_app.interchange.questionnaires.limesurvey.archive import read_archive
from survey_app.interchange.questionnaires.limesurvey.lss_reading import read_survey
from survey_app.interchange.questionnaires.limesurvey.lss_writing import write_lss
from survey_app.interchange.questionnaires.limesurvey.reading import imported
from survey_app.interchange.questionnaires.limesurvey.sections import read_sections
from survey_app.interchange.questionnaires.limesurvey.tsv_reading import looks_like_tsv, read_tsv
from survey_app.interchange.questionnaires.limesurvey.tsv_writing import write_tsv
from survey_app.interchange.questionnaires.limesurvey.writing import build_survey
from survey_app.interchange.questionnaires.losses import Imported, Notes, Written
from survey_app.interchange.questionnaires.seen import Seen
from survey_app.questions.definition import Questionnaire

STRUCTURE, TABBED, ARCHIVE = "lss", "lstxt", "lsa"

_OWN_TAG = "<LimeSurveyDocType"


def recognises_structure(seen: Seen) -> bool:
    """An XML file with LimeSurvey's root, whatever it is called; one called `.lss`, whatever is in it."""
    return _OWN_TAG in seen.head or (seen.ending in {".lss", ".lsg", ".lsq"} and "<" in seen.head)


def recognises_tabbed(seen: Seen) -> bool:
    """A text whose first line names LimeSurvey's columns."""
    return looks_like_tsv(seen.head)


def recognises_archive(seen: Seen) -> bool:
    """An archive with a `.lss` in it."""
    return any(name.lower().endswith(".lss") for name in seen.members)


def read_structure(content: bytes, filename: str) -> Imported:
    """`.lss` as a questionnaire of ours."""
    return imported(read_survey(read_sections(content, filename), filename), STRUCTURE)


def read_tabbed(content: bytes, filename: str) -> Imported:
    """`.txt` as a questionnaire of ours."""
    return imported(read_tsv(content, filename), TABBED)


def read_archived(content: bytes, filename: str) -> Imported:
    """The questionnaire out of an `.lsa`; responses and participants are counted."""
    return imported(read_archive(content, filename), ARCHIVE)


def write_structure(questionnaire: Questionnaire, title: str) -> Written:
    """A questionnaire of ours as `.lss`."""
    notes = Notes()
    return Written(write_lss(build_survey(questionnaire, title, notes)), notes.losses)


def write_tabbed(questionnaire: Questionnaire, title: str) -> Written:
    """A questionnaire of ours as `.txt`."""
    notes = Notes()
    return Written(write_tsv(build_survey(questionnaire, title, notes)), notes.losses)

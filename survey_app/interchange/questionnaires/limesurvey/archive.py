"""`.lsa`: a questionnaire with its responses and participants in one archive."""

import io
from zipfile import BadZipFile, ZipFile

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limesurvey.lss_reading import read_survey
from survey_app.interchange.questionnaires.limesurvey.sections import NotLimeSurvey, Row, read_sections
from survey_app.interchange.questionnaires.limesurvey.survey import Survey
from survey_app.interchange.questionnaires.limits import open_zip, read_member

RESPONSES, PARTICIPANTS = ("responses", ".lsr"), ("tokens", ".lst")


def read_archive(data: bytes, filename: str) -> Survey:
    """The questionnaire, with the number of responses and participants that lie beside it."""
    with open_zip(data, filename) as archive:
        names = sorted(archive.namelist())
        found = _survey_in(archive, filename)
        counted = [
            sum(
                len(read_sections(read_member(archive, name, filename), filename).rows(section))
                for name in names
                if name.lower().endswith(f"{section}{ending}")
            )
            for section, ending in (RESPONSES, PARTICIPANTS)
        ]
    found.responses, found.participants = counted
    return found


def _survey_in(archive: ZipFile, filename: str) -> Survey:
    name = next((name for name in sorted(archive.namelist()) if name.lower().endswith(".lss")), None)
    if name is None:
        raise NotLimeSurvey(N_("There is no .lss in %(file)s. Export it there as .lsa once more."), file=filename)
    return read_survey(read_sections(read_member(archive, name, filename), filename), filename)


def is_archive(data: bytes) -> bool:
    """Whether a packed file is an `.lsa` with responses."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            names = [name.lower() for name in archive.namelist()]
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    return any(name.endswith(".lss") for name in names) and any(_holds_responses(name) for name in names)


def read_responses(data: bytes, filename: str) -> tuple[Survey, list[Row]]:
    """The questionnaire with all its responses."""
    with open_zip(data, filename) as archive:
        section, _ending = RESPONSES
        rows = [
            row
            for name in sorted(archive.namelist())
            if _holds_responses(name.lower())
            for row in read_sections(read_member(archive, name, filename), filename).rows(section)
        ]
        return _survey_in(archive, filename), rows


def _holds_responses(name: str) -> bool:
    section, ending = RESPONSES
    return name.endswith(f"{section}{ending}")

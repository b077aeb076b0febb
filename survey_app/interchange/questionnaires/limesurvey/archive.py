"""`.lsa`: a questionnaire with its responses and participants in one archive."""

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limesurvey.lss_reading import read_survey
from survey_app.interchange.questionnaires.limesurvey.sections import NotLimeSurvey, read_sections
from survey_app.interchange.questionnaires.limesurvey.survey import Survey
from survey_app.interchange.questionnaires.limits import open_zip, read_member

RESPONSES, PARTICIPANTS = ("responses", ".lsr"), ("tokens", ".lst")


def read_archive(data: bytes, filename: str) -> Survey:
    """The questionnaire, with the number of responses and participants that lie beside it."""
    with open_zip(data, filename) as archive:
        names = sorted(archive.namelist())
        survey = next((name for name in names if name.lower().endswith(".lss")), None)
        if survey is None:
            raise NotLimeSurvey(N_("There is no .lss in %(file)s. Export it there as .lsa once more."), file=filename)
        found = read_survey(read_sections(read_member(archive, survey, filename), filename), filename)
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

"""SurveyJS JSON: read with a report of what is lost, and written so that everything of ours comes back."""

from survey_app.interchange.questionnaires.surveyjs.reading import CODE, read, recognises
from survey_app.interchange.questionnaires.surveyjs.writing import write

__all__ = ["CODE", "read", "recognises", "write"]

"""SurveyJS JSON: read with a report of what is lost, and written."""

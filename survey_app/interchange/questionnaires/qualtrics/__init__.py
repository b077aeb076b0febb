"""Qualtrics .qsf: read as well as it goes, with a report of what is lost."""

from survey_app.interchange.questionnaires.qualtrics.reading import CODE, read, recognises

__all__ = ["CODE", "read", "recognises"]

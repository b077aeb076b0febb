"""Questionnaires on paper: numbered, with codes beside the boxes, and a column for the office."""

from survey_app.interchange.questionnaires.paper.writing import CODE, print_form, recognises, sheet, write

__all__ = ["CODE", "print_form", "recognises", "sheet", "write"]

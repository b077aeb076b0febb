"""Writing a questionnaire as an XLSForm: one group a page, one row a question, what does not fit is told."""

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.arrangement import tell_pages
from survey_app.interchange.questionnaires.codes import plain_letters
from survey_app.interchange.questionnaires.losses import Notes, Written
from survey_app.interchange.questionnaires.xlsform.book import Cells, in_columns, language_name, to_bytes
from survey_app.interchange.questionnaires.xlsform.kinds import put
from survey_app.interchange.questionnaires.xlsform.leaving import Leaving, names_of
from survey_app.questions.definition import Page, Question, Questionnaire
from survey_app.questions.registry import type_of
from survey_app.vocabulary import Purpose

PAGE = "page_"
"""What the name of a page's group begins with, so that it is no question's name."""


def write(questionnaire: Questionnaire, title: str) -> Written:
    """The workbook, and what it cannot hold."""
    notes = Notes()
    leaving = Leaving(questionnaire.languages, notes, names_of(questionnaire))
    for page in questionnaire.pages:
        _page(leaving, page)
    tell_pages(questionnaire, notes)
    choices: list[Cells] = [{"list_name": name} | row for name, rows in leaving.lists.items() for row in rows]
    settings: Cells = {
        "form_title": title or "questionnaire",
        "form_id": plain_letters(title)[:60] or "questionnaire",
        "default_language": language_name(questionnaire.language),
    }
    content = to_bytes({"survey": leaving.survey, "choices": choices, "settings": [settings]})
    return Written(content, notes.losses)


def _page(leaving: Leaving, page: Page) -> None:
    if not page.questions:
        leaving.notes.dropped(page.key, page.key, N_("A page without questions does not come over."))
        return
    group: Cells = {"type": "begin_group", "name": PAGE + page.key, "appearance": "field-list"}
    group |= in_columns("label", leaving.piped(page.title, page.key), leaving.languages)
    rule = leaving.rule(page.show_if, page.key, f"show_if of {page.key}")
    leaving.survey.append(group | ({"relevant": rule} if rule else {}))
    for question in page.questions:
        _tell_common(leaving, question)
        put(leaving, question)
    leaving.survey.append({"type": "end_group"})
    for jump in page.jumps:
        leaving.notes.dropped(
            page.key, f"jump to {jump.page or jump.outcome}", N_("XLSForm knows no jumps."), original=jump.rule
        )


def _tell_common(leaving: Leaving, question: Question) -> None:
    """What no row of an XLSForm can say, whatever the kind of question."""
    if question.not_applicable:
        leaving.notes.dropped(question.code, "not_applicable", N_("“Does not apply” is not offered in XLSForm."))
    if question.purpose is Purpose.IDENTITY:
        leaving.notes.dropped(
            question.code, "purpose", N_("XLSForm does not keep answers about the person apart from opinions.")
        )
    elif question.purpose is not Purpose.SOLICITATION:
        leaving.notes.dropped(question.code, "purpose", N_("XLSForm has no purpose of a question."))
    if not type_of(question).collects:
        return
    for number, check in enumerate(question.checks, start=1):
        if check.soft:
            leaving.notes.changed(
                question.code, f"check {number}", N_("A rule that only warns became one that must be met.")
            )
        elif number > 1:
            leaving.notes.changed(
                question.code, f"check {number}", N_("Several rules became one, with the words of the first.")
            )

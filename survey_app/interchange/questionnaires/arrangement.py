"""Orders, places and carried answers of ours on their way out: what another program cannot hold is told."""

from collections.abc import Iterator

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.questions.definition import Item, Option, Order, Question, Questionnaire
from survey_app.questions.image_choice import as_list

_ORDER = N_("Its answers or rows stand in the order they are written there.")


def is_random(question: Question, notes: Notes, *, holds: bool = True) -> bool:
    """Whether a question is written with its answers or rows in a random order; `holds` says whether one can be."""
    if question.carry is not None:
        reason = N_("The answers that are carried over are written out, each with its condition.")
        notes.changed(question.code, "carry", reason, original=question.carry.source)
    if any(row.anchored is not None or row.together for row in _rows(question)) and question.order:
        reason = N_("That some keep their place, or move together, is not known there.")
        notes.dropped(question.code, "anchored, together", reason)
    if question.order is Order.AS_WRITTEN:
        return False
    if not holds:
        notes.dropped(question.code, "order", _ORDER, original=question.order.value)
        return False
    if question.order is not Order.RANDOM:
        reason = N_("This order became a random one.")
        notes.changed(question.code, "order", reason, original=question.order.value)
    return True


def without_pictures(question: Question, notes: Notes) -> Question:
    """A choice of pictures as a list of their words, for programs that cannot be handed the pictures."""
    if question.kind != "image_choice":
        return question
    notes.changed(question.code, question.kind, N_("Pictures do not go along; the answers are offered by their words."))
    return as_list(question)


def _rows(question: Question) -> Iterator[Option | Item]:
    for name in ("options", "items"):
        yield from (row for row in getattr(question.settings, name, ()) if isinstance(row, Option | Item))


def tell_pages(questionnaire: Questionnaire, notes: Notes, *, questions: bool = False, pages: bool = False) -> None:
    """What of the order of questions and pages is lost; `questions` and `pages` say which of them may be shuffled."""
    for page in questionnaire.pages:
        if page.order and not questions:
            notes.dropped(page.key, "order", N_("Questions stand in the order they are written there."))
        elif page.order is not Order.AS_WRITTEN and page.order is not Order.RANDOM:
            notes.changed(page.key, "order", N_("This order became a random one."), original=page.order.value)
        held = [question.code for question in page.questions if question.together or (question.anchored and not pages)]
        if page.order and held:
            reason = N_("That some keep their place, or move together, is not known there.")
            notes.dropped(page.key, "anchored, together", reason, original=", ".join(held))
    for block in questionnaire.blocks:
        lies = [page.key for page in questionnaire.pages if page.block == block.name]
        if block.order or not pages or len(lies) > 1:
            reason = N_("That the pages of this block, or the block itself, change places is not known there.")
            notes.dropped(block.name, "block", reason, original=", ".join(lies))
    if questionnaire.tells_time:
        notes.dropped("settings", "tells_time", N_("How many minutes are left is not shown there."))

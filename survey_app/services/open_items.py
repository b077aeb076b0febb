"""Open questions of a panel: answered in one's own words, a few texts a person, each kept apart from the others.

An answer is stored like a reason: under a key of its own, read by the moderator before the panel reads it.
"""

from collections.abc import Collection

from survey_app.exceptions import N_, Refusal
from survey_app.models import Item
from survey_app.privacy import sheets
from survey_app.questions.reading import UNSTORABLE, is_blank
from survey_app.services.arguments import ANSWERS, MOST_ANSWERS
from survey_app.services.own_answers import Answer

LONGEST_ANSWER = 1_000


class TextRefused(Refusal):
    """Texts that no page of ours sends."""

    status = 422
    title = N_("This answer cannot be taken")
    message = N_("Go back, write at least one answer or say that you have nothing to add, and save it again.")


def sizes(items: Collection[Item]) -> dict[str, int]:
    """The most bytes of each text, for the size that all sheets of a round have."""
    most = sheets.text_bytes(LONGEST_ANSWER)
    return {f"{name}:{item.id}": most for item in items if item.is_open for name in ANSWERS}


def checked(answer: Answer) -> Answer:
    """The answer to an open question, with nothing but its texts; refused where a page of ours cannot have sent it."""
    fits = len(answer.texts) <= MOST_ANSWERS and bool(answer.texts) is not answer.cannot
    if not fits or not all(_is_text(text) for text in answer.texts):
        raise TextRefused
    return Answer(None, cannot=answer.cannot, texts=answer.texts)


def _is_text(text: str) -> bool:
    return not is_blank(text) and len(text) <= LONGEST_ANSWER and not UNSTORABLE.search(text)

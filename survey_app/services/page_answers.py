"""What one page of a questionnaire came to, and how it is put into a draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from survey_app.exceptions import N_, Refusal
from survey_app.questions.base import Value, store
from survey_app.services.sheets import Sheet
from survey_app.services.visit_parts import DraftRow

TRIES = 20
"""How often a page is put in again when other windows save the same draft in the same moment."""


class DraftLost(Refusal):
    """The browser holds no draft for the stage and may not begin one: only the personal link can."""

    title = N_("Open your link again")
    message = N_(
        "This browser has lost the connection to your answers. What you see here has not been saved. "
        "Open the link from your invitation in another window, then come back and send this page again."
    )


class TooBusy(Refusal):
    """Other windows saved the same draft again and again in the same moment."""

    status = 503
    title = N_("Not saved yet")
    message = N_("Another window is saving at the same time. Send this page again.")


@dataclass(frozen=True, slots=True)
class PageAnswers:
    """What one page came to: the answers read, what was typed where it could not be read, whether it is finished.

    Where the sheet has rules, `names` are the variables that the page asked for (all others of the page stay as they
    were), `asked` the marks of what was before the person, and `opened` says that an answer has called up more.
    """

    key: str
    answers: Mapping[str, Value]
    typed: Mapping[str, list[str]] = field(default_factory=dict)
    finished: bool = True
    names: frozenset[str] | None = None
    asked: tuple[str, ...] = ()
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """What a browser must keep to find its draft, and later its receipt."""

    secret: str
    submit_key: str


def with_page(draft: DraftRow, sheet: Sheet, page: PageAnswers) -> dict[str, Any]:
    """The draft's content with one page put in."""
    own = sheet.page_variables[page.key] if page.names is None else page.names
    asked = {"asked": draft.asked | {page.key: list(page.asked)}} if sheet.is_ruled and page.key else {}
    typed = {key: fields for key, fields in draft.typed.items() if key != page.key}
    return {
        "given": {name: value for name, value in draft.given.items() if name not in own} | store(page.answers),
        "typed": typed | ({page.key: dict(page.typed)} if page.typed else {}),
        "done": [key for key in draft.done if key != page.key] + ([page.key] if page.finished else []),
        "saved": True,
        **asked,
        **({"course": draft.course} if draft.course else {}),
    }

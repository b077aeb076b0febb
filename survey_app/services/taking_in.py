"""Questions that were made elsewhere come into a questionnaire: under codes and page keys of their own."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from survey_app.questions.definition import Page, Questionnaire
from survey_app.questions.registry import read_questionnaire
from survey_app.services import codes
from survey_app.services.codes import Used
from survey_app.services.editing import Made, Operation, next_page_number
from survey_app.services.renaming import recoded


def pages_taken(document: object, *, verb: str, subject: str = "", in_place: bool = False) -> Operation:
    """Pages behind those that are there, or in their place; their questions get the next free codes."""
    taken = read_questionnaire(document)

    def make(questionnaire: Questionnaire, used: Used) -> Made:
        pages = fitted(taken.pages, questionnaire, used, all_new=True)
        kept = () if in_place or not any(questionnaire.questions()) else questionnaire.pages
        joined = replace(questionnaire, pages=(*kept, *pages))
        return joined, next((each.code for page in pages for each in page.questions), pages[0].key)

    return Operation(verb, make, subject)


def codes_to_be(document: object, questionnaire: Questionnaire, used: Used) -> dict[str, str]:
    """The codes that the questions of a document get when `pages_taken` takes them, by the codes they have there."""
    pages = read_questionnaire(document).pages
    taken = fitted(pages, questionnaire, used, all_new=True)
    before, after = ([each.code for page in some for each in page.questions] for some in (pages, taken))
    return dict(zip(before, after, strict=True))


def fitted(
    pages: tuple[Page, ...], questionnaire: Questionnaire, used: Collection[str], *, all_new: bool = False
) -> tuple[Page, ...]:
    """Pages that share no code and no key with a questionnaire; a code that was ever used becomes the next free one.

    What the pages say of each other follows. A jump to a page that does not come along is left out.
    """
    own = [each.code for page in pages for each in page.questions]
    fresh = _fresh([*used, *([] if all_new else own)])
    names = {code: next(fresh) for code in own if all_new or code in used}
    number = next_page_number(questionnaire)
    keys = {page.key: f"p{number + place}" for place, page in enumerate(pages)}
    return tuple(_rekeyed(page, keys) for page in recoded(pages, names))


def _fresh(taken: Collection[str]) -> Iterator[str]:
    first = int(codes.next_question(dict.fromkeys(taken, frozenset()))[1:])
    while True:
        yield f"Q{first}"
        first += 1


def _rekeyed(page: Page, keys: dict[str, str]) -> Page:
    jumps = tuple(
        replace(jump, page=keys.get(jump.page, "")) for jump in page.jumps if not jump.page or jump.page in keys
    )
    return replace(page, key=keys[page.key], jumps=jumps, block="")

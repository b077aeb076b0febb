"""The changes that can be made to a questionnaire, each as an operation on an unchangeable document."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from survey_app.exceptions import N_, Refusal
from survey_app.questions.definition import Jump, Page, Question, Questionnaire, Text
from survey_app.services import codes
from survey_app.services.blocks import BLOCKS, Build, fresh
from survey_app.services.codes import Used
from survey_app.services.renaming import renamed, renamed_within
from survey_app.services.ruled_blocks import linked

Made = tuple[Questionnaire, str]
"""The changed questionnaire, and the code or page key to show next."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One change: its verb and subject for the history, and how it is made.

    `touches` gives the part of the questionnaire that the change rests on: as long as that is the same, what somebody
    else has changed elsewhere in the meantime does not stand in its way. Without it everything has to be the same.
    """

    verb: str
    make: Callable[[Questionnaire, Used], Made]
    subject: str = ""
    typed: bool = False
    touches: Callable[[Questionnaire], object] | None = None


class Gone(Refusal):
    """What was to be changed is not in the questionnaire any more."""

    title = N_("This is no longer in the questionnaire")
    message = N_("“%(what)s” was taken out in the meantime. Load the questionnaire and look.")


class LastPage(Refusal):
    """A questionnaire keeps at least one page."""

    title = N_("The last page stays")
    message = N_("A questionnaire needs at least one page. Delete its questions instead.")


def added(kind: str, page_key: str, after: str | None = None) -> Operation:
    """A new question of a kind, behind another one or at the end of a page."""

    def make(questionnaire: Questionnaire, used: Used) -> Made:
        question = fresh(kind, codes.next_question(used), questionnaire.languages)
        return inserted(questionnaire, page_key, after, (question,)), question.code

    return Operation("add", make)


def built(build: Build, page_key: str) -> Operation:
    """A question that was made elsewhere, at the end of a page."""

    def make(questionnaire: Questionnaire, used: Used) -> Made:
        question = build(codes.next_question(used), questionnaire.languages)
        return inserted(questionnaire, page_key, None, (question,)), question.code

    return Operation("add", make)


def block_added(name: str, page_key: str, after: str | None = None) -> Operation:
    """Several ready-made questions at once, written in the questionnaire's languages."""

    def make(questionnaire: Questionnaire, used: Used) -> Made:
        block, made = BLOCKS[name], []
        for build in (*block.questions, *block.later):
            question = build(codes.next_question(used), questionnaire.languages)
            used = {**used, question.code: frozenset()}
            made.append(question)
        questions, here = linked(made), len(block.questions)
        if block.ends:
            return _at_the_front(questionnaire, questions, block.ends), questions[0].code
        changed = inserted(questionnaire, page_key, after, questions[:here])
        return _with_later(changed, page_key, questions[here:]), questions[0].code

    return Operation("block", make, name)


def edited(code: str, question: Question, *, typed: bool = False) -> Operation:
    """A question in its new wording; `typed` when the page saved by itself while somebody was writing."""

    def make(questionnaire: Questionnaire, _used: Used) -> Made:
        page, place = _place(questionnaire, code)
        questions = (*page.questions[:place], question, *page.questions[place + 1 :])
        changed = _with_page(questionnaire, replace(page, questions=questions))
        return renamed(changed, code, question.code) if code != question.code else changed, question.code

    return Operation("edit", make, question.code, typed, question_alone(code) if code == question.code else None)


def moved(code: str, by: int) -> Operation:
    """A question one place up or down; over the edge of its page it goes to the page beside."""

    def make(questionnaire: Questionnaire, _used: Used) -> Made:
        page, place = _place(questionnaire, code)
        question, rest = page.questions[place], [*page.questions[:place], *page.questions[place + 1 :]]
        if 0 <= place + by < len(page.questions):
            rest.insert(place + by, question)
            return _with_page(questionnaire, replace(page, questions=tuple(rest))), code
        number = questionnaire.pages.index(page) + by
        if not 0 <= number < len(questionnaire.pages):
            return questionnaire, code
        left = _with_page(questionnaire, replace(page, questions=tuple(rest)))
        target = questionnaire.pages[number]
        joined = (question, *target.questions) if by > 0 else (*target.questions, question)
        return _with_page(left, replace(target, questions=joined)), code

    return Operation("move", make, code)


def sent_to_page(code: str, page_key: str) -> Operation:
    """A question at the end of another page."""

    def make(questionnaire: Questionnaire, _used: Used) -> Made:
        page, place = _place(questionnaire, code)
        if page.key == page_key:
            return questionnaire, code
        rest = (*page.questions[:place], *page.questions[place + 1 :])
        left = _with_page(questionnaire, replace(page, questions=rest))
        return inserted(left, page_key, None, (page.questions[place],)), code

    return Operation("move", make, code)


def placed(code: str, page_key: str, after: str) -> Operation:
    """A question behind another one of a page; behind none it stands first there."""

    def make(questionnaire: Questionnaire, _used: Used) -> Made:
        page, place = _place(questionnaire, code)
        if after == code:
            return questionnaire, code
        rest = (*page.questions[:place], *page.questions[place + 1 :])
        left = _with_page(questionnaire, replace(page, questions=rest))
        target, question = page_named(left, page_key), (page.questions[place],)
        if not after:
            return _with_page(left, replace(target, questions=(*question, *target.questions))), code
        if all(each.code != after for each in target.questions):
            raise Gone(what=after[:20])
        return inserted(left, page_key, after, question), code

    return Operation("move", make, code)


def duplicated(code: str) -> Operation:
    """A copy behind the question, under a code of its own."""

    def make(questionnaire: Questionnaire, used: Used) -> Made:
        page, place = _place(questionnaire, code)
        copy = renamed_within(replace(page.questions[place], code=codes.next_question(used)), code)
        return inserted(questionnaire, page.key, code, (copy,)), copy.code

    return Operation("copy", make, code)


def deleted(code: str) -> Operation:
    """A question taken out; the one beside it is shown next."""

    def make(questionnaire: Questionnaire, _used: Used) -> Made:
        page, place = _place(questionnaire, code)
        rest = (*page.questions[:place], *page.questions[place + 1 :])
        beside = rest[min(place, len(rest) - 1)].code if rest else page.key
        return _with_page(questionnaire, replace(page, questions=rest)), beside

    return Operation("delete", make, code, touches=question_alone(code))


def page_added() -> Operation:
    """An empty page at the end."""

    def make(questionnaire: Questionnaire, _used: Used) -> Made:
        key = f"p{next_page_number(questionnaire)}"
        return replace(questionnaire, pages=(*questionnaire.pages, Page(key, {}))), key

    return Operation("add_page", make)


def page_titled(key: str, title: Text) -> Operation:
    """A page with another title; languages that `title` does not name keep theirs."""

    def make(questionnaire: Questionnaire, _used: Used) -> Made:
        page = page_named(questionnaire, key)
        words = {language: text for language, text in {**page.title, **title}.items() if text}
        return _with_page(questionnaire, replace(page, title=words)), key

    return Operation("edit_page", make, key)


def page_ruled(key: str, title: Text, show_if: str, jumps: tuple[Jump, ...]) -> Operation:
    """A page with another title and other rules."""

    def make(questionnaire: Questionnaire, used: Used) -> Made:
        titled, _key = page_titled(key, title).make(questionnaire, used)
        return _with_page(titled, replace(page_named(titled, key), show_if=show_if, jumps=jumps)), key

    return Operation("edit_page", make, key, touches=page_alone(key))


def then(operation: Operation, change: Callable[[Questionnaire], Questionnaire]) -> Operation:
    """One change, and another one to what came of it, in one step."""

    def make(questionnaire: Questionnaire, used: Used) -> Made:
        changed, focus = operation.make(questionnaire, used)
        return change(changed), focus

    return replace(operation, make=make)


def page_moved(key: str, by: int) -> Operation:
    """A page one place earlier or later."""

    def make(questionnaire: Questionnaire, _used: Used) -> Made:
        page = page_named(questionnaire, key)
        place = questionnaire.pages.index(page)
        pages = [each for each in questionnaire.pages if each.key != key]
        pages.insert(min(max(place + by, 0), len(pages)), page)
        return replace(questionnaire, pages=tuple(pages)), key

    return Operation("move_page", make, key)


def page_placed(key: str, number: int) -> Operation:
    """A page at this place among the pages, from 1; beyond either end it is the first or the last."""

    def make(questionnaire: Questionnaire, _used: Used) -> Made:
        page = page_named(questionnaire, key)
        pages = [each for each in questionnaire.pages if each.key != key]
        pages.insert(max(number - 1, 0), page)
        return replace(questionnaire, pages=tuple(pages)), key

    return Operation("move_page", make, key)


def page_deleted(key: str) -> Operation:
    """A page taken out with its questions."""

    def make(questionnaire: Questionnaire, _used: Used) -> Made:
        place = questionnaire.pages.index(page_named(questionnaire, key))
        if len(questionnaire.pages) == 1:
            raise LastPage
        pages = tuple(page for page in questionnaire.pages if page.key != key)
        return replace(questionnaire, pages=pages), pages[min(place, len(pages) - 1)].key

    return Operation("delete_page", make, key)


def languages_chosen(languages: tuple[str, ...]) -> Operation:
    """The languages the questionnaire is written in, its own first; texts of a language taken out are kept aside."""

    def make(questionnaire: Questionnaire, _used: Used) -> Made:
        return replace(questionnaire, languages=languages), ""

    return Operation("languages", make, " ".join(languages))


def replaced(document: Questionnaire) -> Operation:
    """A whole questionnaire in place of this one, from a file."""

    def make(_questionnaire: Questionnaire, _used: Used) -> Made:
        pages = document.pages or (Page("p1", {}),)
        return replace(document, pages=pages), ""

    return Operation("upload", make)


def question_alone(code: str) -> Callable[[Questionnaire], object]:
    """What a change of one question rests on: the question as it stands."""
    return lambda questionnaire: questionnaire.find(code)


def page_alone(key: str) -> Callable[[Questionnaire], object]:
    """What a change of a page's title and rules rests on: these, and the pages it can lead to."""

    def touched(questionnaire: Questionnaire) -> object:
        own = next((page for page in questionnaire.pages if page.key == key), None)
        return own and (replace(own, questions=()), [page.key for page in questionnaire.pages])

    return touched


def next_page_number(questionnaire: Questionnaire) -> int:
    """The number behind the highest one in a page's key."""
    numbers = [int(page.key[1:]) for page in questionnaire.pages if re.fullmatch(r"p\d{1,6}", page.key)]
    return max(numbers, default=0) + 1


def page_of(questionnaire: Questionnaire, code: str) -> Page:
    """The page a question stands on."""
    return _place(questionnaire, code)[0]


def _place(questionnaire: Questionnaire, code: str) -> tuple[Page, int]:
    for page in questionnaire.pages:
        for place, question in enumerate(page.questions):
            if question.code == code:
                return page, place
    raise Gone(what=code)


def page_named(questionnaire: Questionnaire, key: str) -> Page:
    """The page with this key."""
    found = next((page for page in questionnaire.pages if page.key == key), None)
    if found is None:
        raise Gone(what=key)
    return found


def _with_page(questionnaire: Questionnaire, changed: Page) -> Questionnaire:
    pages = tuple(changed if page.key == changed.key else page for page in questionnaire.pages)
    return replace(questionnaire, pages=pages)


def _with_later(questionnaire: Questionnaire, page_key: str, later: tuple[Question, ...]) -> Questionnaire:
    """A page of their own for questions that follow from those of a page, right behind it."""
    if not later:
        return questionnaire
    page = page_named(questionnaire, page_key)
    place = questionnaire.pages.index(page) + 1
    new = Page(f"p{next_page_number(questionnaire)}", {}, later, block=page.block)
    return replace(questionnaire, pages=(*questionnaire.pages[:place], new, *questionnaire.pages[place:]))


def _at_the_front(questionnaire: Questionnaire, questions: tuple[Question, ...], ends: str) -> Questionnaire:
    """A page of their own before all others for questions after which the form ends where the rule is met."""
    rule = ends.replace("{0}", questions[0].code)
    new = Page(f"p{next_page_number(questionnaire)}", {}, questions, jumps=(Jump(rule),))
    return replace(questionnaire, pages=(new, *questionnaire.pages))


def inserted(
    questionnaire: Questionnaire, page_key: str, after: str | None, new: tuple[Question, ...]
) -> Questionnaire:
    """The questionnaire with questions behind another one, or at the end of the page."""
    page = page_named(questionnaire, page_key)
    places = [place for place, question in enumerate(page.questions) if question.code == after]
    place = places[0] + 1 if places else len(page.questions)
    questions = (*page.questions[:place], *new, *page.questions[place:])
    return _with_page(questionnaire, replace(page, questions=questions))

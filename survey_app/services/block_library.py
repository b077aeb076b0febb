"""Questions kept under a name: saved from a questionnaire, put into another one, renamed, shared, deleted."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import defer, joinedload

from survey_app.db import session
from survey_app.exceptions import N_, BadInput, NotFound, Refusal
from survey_app.models import Account, Membership, SavedBlock, Stage, Study
from survey_app.questions.definition import Page, Question, Questionnaire
from survey_app.questions.logic_check import TEXT, VALUE, rules_of
from survey_app.questions.registry import read_questionnaire, write_questionnaire
from survey_app.questions.rules import questions_in
from survey_app.services import pictures
from survey_app.services.codes import Used
from survey_app.services.editing import Made, Operation, inserted
from survey_app.services.rights import ALLOWED, Act
from survey_app.services.ruling import Place, Wording, rule_written
from survey_app.services.taking_in import fitted
from survey_app.vocabulary import StageKind

LONGEST_NAME = 120


class NothingChosen(Refusal):
    """A block holds at least one question."""

    status = 422
    title = N_("Nothing was chosen")
    message = N_("Choose at least one question for the block.")


def visible_to(account: Account) -> ColumnElement[bool]:
    """The blocks that somebody sees: their own and the shared ones; administrators also those left behind."""
    own = or_(SavedBlock.account_id == account.id, SavedBlock.is_shared)
    return or_(own, SavedBlock.account_id.is_(None)) if account.is_administrator else own


def of_account(
    account: Account, *, words: str = "", whole: bool | None = None, page: int = 1, size: int = 25
) -> tuple[Sequence[SavedBlock], int]:
    """A page of the blocks somebody sees, by name, and how many there are; `words` are looked for in the names."""
    wanted = visible_to(account)
    if words:
        wanted = and_(wanted, SavedBlock.name.icontains(words[:LONGEST_NAME], autoescape=True))
    if whole is not None:
        wanted = and_(wanted, SavedBlock.is_whole.is_(whole))
    count = session.scalar(select(func.count()).select_from(SavedBlock).where(wanted)) or 0
    order = func.lower(SavedBlock.name), SavedBlock.id
    light = select(SavedBlock).options(defer(SavedBlock.definition), joinedload(SavedBlock.account))
    rows = session.scalars(light.where(wanted).order_by(*order).limit(size).offset((page - 1) * size))
    return rows.all(), count


def find(account: Account, code: str) -> SavedBlock:
    """A block somebody sees, by its code."""
    found = session.scalar(select(SavedBlock).where(SavedBlock.code == code, visible_to(account)))
    if found is None:
        raise NotFound
    return found


def may_change(account: Account, block: SavedBlock) -> bool:
    """Whether somebody may rename, share or delete the block: its owner, and administrators what is shared."""
    return block.account_id == account.id or account.is_administrator


def save(
    questionnaire: Questionnaire, codes: Collection[str] | None, name: str, *, shared: bool, account: Account
) -> tuple[SavedBlock, list[str]]:
    """Keep questions, or with no codes the whole questionnaire, under a name.

    Rules that ask about questions outside mean nothing elsewhere: they are left out, and the codes they stood at are
    given back.
    """
    part, left_out = (questionnaire, []) if codes is None else _alone(_chosen(questionnaire, codes))
    count = sum(1 for _question in part.questions())
    if not count:
        raise NothingChosen
    block = SavedBlock(
        account_id=account.id,
        name=name,
        is_shared=shared,
        is_whole=codes is None,
        questions=count,
        definition=write_questionnaire(part),
    )
    session.add(block)
    pictures.shelve(part)
    return block, left_out


def _chosen(questionnaire: Questionnaire, codes: Collection[str]) -> Questionnaire:
    """The chosen questions; a page keeps its title and rules only if all of it was chosen."""
    pages = []
    for page in questionnaire.pages:
        questions = tuple(_free(each, codes) for each in page.questions if each.code in codes)
        if questions and len(questions) == len(page.questions):
            pages.append(replace(page, questions=questions, block=""))
        elif questions:
            pages.append(Page(page.key, {}, questions))
    keys = {page.key for page in pages}
    kept = tuple(replace(page, jumps=tuple(j for j in page.jumps if not j.page or j.page in keys)) for page in pages)
    return replace(questionnaire, pages=kept, blocks=())


def _free(question: Question, codes: Collection[str]) -> Question:
    """A question whose answers were carried over from one outside has them as its own."""
    return replace(question, carry=None) if question.carry and question.carry.source not in codes else question


def _alone(part: Questionnaire) -> tuple[Questionnaire, list[str]]:
    inside = {question.code for question in part.questions()}
    foreign = [each for each in rules_of(part) if not questions_in(each.rule) <= inside]
    left_out = [each for each in foreign if each.kind not in {TEXT, VALUE}]
    for rule in sorted(left_out, key=lambda each: -each.number):
        part, _focus = rule_written(Place.of(rule), Wording("", gone=True)).make(part, {})
    return part, list(dict.fromkeys(each.code or f"{each.page_number}" for each in left_out))


def change(account: Account, block: SavedBlock, *, name: str, shared: bool) -> None:
    """Give a block another name, share it or take it back."""
    _require_change(account, block)
    session.execute(update(SavedBlock).where(SavedBlock.id == block.id).values(name=name, is_shared=shared))


def remove(account: Account, block: SavedBlock, *, count: int) -> None:
    """Delete a block for good; questionnaires that it was put into keep their questions."""
    _require_change(account, block)
    if count != block.questions:
        raise BadInput
    session.execute(delete(SavedBlock).where(SavedBlock.id == block.id))


def _require_change(account: Account, block: SavedBlock) -> None:
    if not may_change(account, block):
        raise NotFound


def put_in(block: SavedBlock, page_key: str, after: str | None) -> Operation:
    """The block's questions behind a question or at the end of a page; a block of several pages comes behind all."""
    taken = read_questionnaire(block.definition)

    def make(questionnaire: Questionnaire, used: Used) -> Made:
        pages = fitted(taken.pages, questionnaire, used)
        first = next(each.code for page in pages for each in page.questions)
        page = pages[0]
        if len(pages) == 1 and not (page.title or page.show_if or page.jumps):
            return inserted(questionnaire, page_key, after, page.questions), first
        kept = questionnaire.pages if any(questionnaire.questions()) else ()
        return replace(questionnaire, pages=(*kept, *pages)), first

    return Operation("library", make, block.name[:60])


def renamed_in(block: SavedBlock, used: Used) -> list[str]:
    """The codes of a block that were used before, so that its questions get other ones."""
    return [each.code for each in read_questionnaire(block.definition).questions() if each.code in used]


def begun_with(document: object, name: str) -> Operation:
    """A whole questionnaire in place of the draft, with its codes, so that what is asked again can be compared."""
    taken = read_questionnaire(document)

    def make(_questionnaire: Questionnaire, _used: Used) -> Made:
        return replace(taken, pages=taken.pages or (Page("p1", {}),)), ""

    return Operation("template", make, name[:60])


def earlier(
    account: Account, other_than: Stage, *, page: int = 1, size: int = 25
) -> tuple[Sequence[tuple[Stage, Study]], int]:
    """The questionnaires of other stages that somebody may edit, newest first, and how many there are."""
    wanted = and_(
        Membership.account_id == account.id,
        Membership.role.in_(ALLOWED[Act.EDIT]),
        Stage.kind == StageKind.SURVEY,
        Stage.id != other_than.id,
    )
    joined = select(Stage, Study).join(Study, Stage.study_id == Study.id)
    joined = joined.join(Membership, Membership.study_id == Study.id).where(wanted)
    count = session.scalar(select(func.count()).select_from(joined.subquery())) or 0
    rows = session.execute(joined.order_by(Stage.id.desc()).limit(size).offset((page - 1) * size))
    return [(stage, study) for stage, study in rows], count

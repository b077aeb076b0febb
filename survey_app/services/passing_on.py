"""From one instrument to the next: cards become the statements of a Delphi, statements the attributes of a survey.

Each step is safe to repeat: what was passed on before is not passed on twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from survey_app.db import session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Account, Card, Item, ItemOrigin, Panel, RoundItem, Stage, Study, Version
from survey_app.questions.definition import Item as Row
from survey_app.questions.definition import Question, Text, say
from survey_app.questions.reading import ITEM_CODE
from survey_app.services import (
    audit,
    blocks,
    boards,
    cards,
    editing,
    items,
    protocols,
    questionnaires,
    round_figures,
    rounds,
    studies,
    versions,
)
from survey_app.services.round_figures import ItemFigures
from survey_app.stats.consensus import Verdict
from survey_app.vocabulary import Fate, ItemScale, PanelState, RoundState, StageKind

_LEFT_OUT = frozenset({Fate.DROPPED, Fate.REWORDED, Fate.SPLIT, Fate.MERGED})


class StatementsLocked(Refusal):
    """The protocol of the Delphi covers its statements."""

    title = N_("The statements of this Delphi are locked")
    message = N_("Its protocol was locked with the statements it had. Choose another Delphi stage, or a new one.")


class NothingReleased(Refusal):
    """No round of the Delphi was released."""

    title = N_("The panel has no result yet")
    message = N_("Release a round of the Delphi first. Then its statements and weights can go to a survey.")


class OptionsStayHere(NothingReleased):
    """A choice among options weighs nothing that a survey could measure."""

    title = N_("These statements stay in the panel")
    message = N_("This panel chose among options: they are no attributes that customers can rate.")


class NothingKept(Refusal):
    """Every statement was dropped or agreed to be unimportant."""

    title = N_("There is no statement to pass on")
    message = N_("Every statement was dropped, replaced or found unimportant. There is nothing to ask about.")


@dataclass(frozen=True, slots=True)
class Passed:
    """What became of the chosen cards: where they went, how many are new there and how many were there before."""

    stage: Stage
    added: int
    there_before: int


@dataclass(frozen=True, slots=True)
class Attribute:
    """A statement on its way to a survey: how the panel judged it last, and its share of importance."""

    item: Item
    figures: ItemFigures
    round_number: int
    weight: float | None


def delphis(study: Study) -> list[Stage]:
    """The Delphi stages of a study whose statements can still be added to."""
    return list(
        session.scalars(
            select(Stage)
            .join(Panel, Panel.stage_id == Stage.id)
            .where(Stage.study_id == study.id, Stage.kind == StageKind.DELPHI, Panel.state == PanelState.DRAFT)
            .order_by(Stage.position)
        )
    )


def surveys(study: Study) -> list[Stage]:
    """The surveys of a study."""
    return list(
        session.scalars(
            select(Stage).where(Stage.study_id == study.id, Stage.kind == StageKind.SURVEY).order_by(Stage.position)
        )
    )


def passed_on(brainstorm: Stage) -> frozenset[str]:
    """Codes of the cards that are statements of some Delphi already."""
    rows = session.scalars(
        select(Card.code).join(ItemOrigin, ItemOrigin.card_id == Card.id).where(Card.stage_id == brainstorm.id)
    )
    return frozenset(rows)


def cards_to_items(
    brainstorm: Stage, codes: Sequence[str], delphi: Stage | None, title: str, account: Account | None = None
) -> Passed:
    """Make chosen cards statements of a Delphi, in the study's language; without one, of a new stage called `title`.

    A card that is a statement there already is left alone, so pressing twice adds nothing twice.
    """
    study = _hold_study(brainstorm)
    chosen = boards.chosen(brainstorm, codes)
    if not chosen:
        raise cards.NoCardsChosen
    if len(chosen) != len(set(codes)):
        raise cards.CardsMoved
    target = delphi or made_before(brainstorm) or studies.add_stage(study, StageKind.DELPHI, title)
    _hold_draft(target)
    rows = session.execute(select(Card.code, Card.id).where(Card.stage_id == brainstorm.id, Card.code.in_(codes)))
    ids = {row.code: row.id for row in rows}
    there = set(
        session.scalars(
            select(ItemOrigin.card_id).join(Item, Item.id == ItemOrigin.item_id).where(Item.stage_id == target.id)
        )
    )
    new = [card for card in chosen if ids[card.code] not in there]
    for card in sorted(new, key=lambda each: list(codes).index(each.code)):
        items.add(target, {study.language: card.text}, cards=[ids[card.code]])
    if new:
        audit.record(study.id, account, "cards_passed_on", f"{target.title}: {len(new)}")
    return Passed(target, len(new), len(chosen) - len(new))


def attributes(delphi: Stage) -> list[Attribute]:
    """The statements that a survey should measure: agreed to be important, or kept; the weights add up to one.

    A weight is the statement's mean above the lowest point, as frozen in the last released round that asked it, as a
    share of all statements passed on. Estimates have none; statements with a scale of their own stay here.
    """
    last: dict[int, tuple[int, Fate | None, ItemFigures]] = {}
    released = [round_ for round_ in rounds.of_stage(delphi.id) if round_.state is RoundState.RELEASED]
    for round_ in released:
        figures = round_figures.of_round(round_)
        fates = {
            line.item_id: line.fate
            for line in session.scalars(select(RoundItem).where(RoundItem.round_id == round_.id))
        }
        for each in figures.items if figures else ():
            last[each.item_id] = (round_.number, fates.get(each.item_id), each)
    if not last:
        raise NothingReleased
    if protocols.rules_of(delphi.id).scale is ItemScale.CHOICE:
        raise OptionsStayHere
    kept = [
        (item, *last[item.id])
        for item in items.of_stage(delphi.id)
        if item.id in last and not item.own_scale and _is_kept(*last[item.id][1:])
    ]
    shares = _shares(delphi, [figures for _item, _number, _fate, figures in kept])
    return [
        Attribute(item, figures, number, share)
        for (item, number, _fate, figures), share in zip(kept, shares, strict=True)
    ]


def items_to_battery(delphi: Stage, survey: Stage, account: Account | None = None) -> str:
    """Add a question with one row for each statement that was kept, on the last page of the survey's draft; its code.

    Each row names its statement and carries its weight. The step can be taken back in the editor. Statements that a
    question asks about already are not asked twice; when all are there, nothing is added.
    """
    rows = attributes(delphi)
    if not rows:
        raise NothingKept
    there = _asked_there(versions.latest(survey))
    fresh = [each for each in rows if each.item.lineage not in there]
    if not fresh:
        return there[rows[0].item.lineage]
    version = versions.open_next(survey)

    def build(code: str, languages: tuple[str, ...]) -> Question:
        return blocks.battery_of(code, languages, [_row(each, languages) for each in fresh])

    page = versions.document(version).pages[-1].key
    made = questionnaires.carry_out(version, editing.built(build, page), expected=version.revision, account=account)
    audit.record(survey.study_id, account, "statements_passed_on", f"{survey.title}: {len(fresh)}")
    return made


def _hold_study(stage: Stage) -> Study:
    """Hold the study until the transaction ends: of two people who press at once the second finds the first one's."""
    session.execute(
        update(Study)
        .where(Study.id == stage.study_id)
        .values(title=Study.title)
        .execution_options(synchronize_session=False)
    )
    return session.get_one(Study, stage.study_id, populate_existing=True)


def _hold_draft(delphi: Stage) -> None:
    held = session.execute(
        update(Panel)
        .where(Panel.stage_id == delphi.id, Panel.state == PanelState.DRAFT)
        .values(state=PanelState.DRAFT)
        .execution_options(synchronize_session=False)
    )
    if held.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise StatementsLocked


def made_before(brainstorm: Stage) -> Stage | None:
    """The draft of a Delphi that cards of this brainstorm went to before."""
    return session.scalar(
        select(Stage)
        .join(Panel, Panel.stage_id == Stage.id)
        .join(Item, Item.stage_id == Stage.id)
        .join(ItemOrigin, ItemOrigin.item_id == Item.id)
        .join(Card, Card.id == ItemOrigin.card_id)
        .where(Card.stage_id == brainstorm.id, Panel.state == PanelState.DRAFT)
        .order_by(Stage.position)
        .limit(1)
    )


def _is_kept(fate: Fate | None, figures: ItemFigures) -> bool:
    if fate in _LEFT_OUT or figures.verdict is Verdict.AGREED_LOW:
        return False
    return figures.verdict is Verdict.AGREED_HIGH or fate in (None, Fate.KEPT)


def _shares(delphi: Stage, figures: Sequence[ItemFigures]) -> list[float | None]:
    rules = protocols.rules_of(delphi.id)
    if rules.scale is ItemScale.ESTIMATE:
        return [None] * len(figures)
    floor = rules.scale_min if rules.scale is ItemScale.RATING else 0.0
    if rules.scale is ItemScale.RANKING:
        last = rules.on(len(figures)).ranks_given
        above = [None if each.mean is None else max(0.0, last + 1 - each.mean) for each in figures]
    else:
        above = [None if each.mean is None else max(0.0, each.mean - floor) for each in figures]
    total = sum(each for each in above if each is not None)
    return [None if each is None or total <= 0 else each / total for each in above]


def _asked_there(version: Version) -> dict[str, str]:
    """The code of the question that asks about a statement, by the statement's lineage."""
    found: dict[str, str] = {}
    for question in versions.document(version).questions():
        rows: tuple[Row, ...] = getattr(question.settings, "items", ())
        for row in rows:
            found.setdefault(row.source, question.code)
    return found


def _row(attribute: Attribute, languages: tuple[str, ...]) -> Row:
    item = attribute.item
    text: Text = {language: item.text[language] for language in languages if item.text.get(language)}
    label = text or {languages[0]: say(item.text, languages[0])}
    code = item.code if ITEM_CODE.fullmatch(item.code) else item.lineage
    return Row(code, label, item.lineage, attribute.weight)

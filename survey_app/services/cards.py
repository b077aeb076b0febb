"""Cards of a brainstorm in the moderator's hands: merged, taken apart again, moved, reworded.

Every act is one conditional change: it holds the board (nobody else changes it at the same time, and no vote is open)
and touches only cards that still stand on it. Ideas keep the words of their authors whatever happens to the cards.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update

from survey_app.db import session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Account, Card, Idea, Merge, Panel, Stage
from survey_app.services import audit, themes
from survey_app.vocabulary import BrainstormPhase

FEWEST_MERGED = 2
GROUPING = (BrainstormPhase.WRITE, BrainstormPhase.BUILD, BrainstormPhase.GROUP)
"""The phases in which cards may still change: once people vote on them they stay."""


class BoardFixed(Refusal):
    """People vote on the cards, or have voted."""

    title = N_("The cards stay as they are")
    message = N_("The vote on these cards has been opened. Nothing can be merged, moved or reworded any more.")


class CardsMoved(Refusal):
    """Somebody else changed the board in the meantime."""

    title = N_("The board has changed in the meantime")
    message = N_("Some of these cards were merged or taken off by somebody else. Load the board and look.")


class TooFewCards(Refusal):
    """One card cannot be merged."""

    status = 422
    title = N_("Choose at least two cards")
    message = N_("Tick the cards that say the same, then merge them.")


class NoCardsChosen(Refusal):
    """Nothing was ticked."""

    status = 422
    title = N_("Choose at least one card")
    message = N_("Tick the cards on the board first.")


class MergeUsed(Refusal):
    """A later merge stands on this one."""

    title = N_("This merge cannot be undone yet")
    message = N_("The card “%(card)s” was merged again afterwards. Undo the later merge first.")


class LastIdea(Refusal):
    """A card keeps at least one idea."""

    title = N_("This idea stays on its card")
    message = N_("It is the only idea on the card. There is nothing to split.")


def hold(stage: Stage) -> None:
    """Hold the board for this transaction; refuse when its cards may no longer change."""
    held = session.execute(
        update(Panel)
        .where(Panel.stage_id == stage.id, Panel.phase.in_(GROUPING))
        .values(phase=Panel.phase)
        .execution_options(synchronize_session=False)
    )
    if held.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise BoardFixed


def find(stage: Stage, code: str) -> Card:
    """A card of this brainstorm that stands on the board by itself."""
    found = session.scalar(
        select(Card).where(Card.stage_id == stage.id, Card.code == code, Card.merged_into_id.is_(None))
    )
    if found is None:
        raise NotFound
    return found


def merge(stage: Stage, codes: Sequence[str], text: str, theme_id: int | None, account: Account | None = None) -> Merge:
    """One card in place of several, with words of its own; their ideas are its sources.

    Sent twice it merges once and gives back the merge that is there.
    """
    hold(stage)
    chosen = _chosen(stage, codes)
    if len(chosen) < FEWEST_MERGED:
        raise TooFewCards
    if theme_id is not None:
        themes.find(stage, theme_id)
    ids = sorted(chosen.values())
    same = _made_before(stage, ids)
    if same is not None:
        return same
    card = Card(stage_id=stage.id, text=text, theme_id=theme_id)
    session.add(card)
    session.flush()
    _take_off(ids, card.id)
    rows = session.execute(select(Idea.code, Idea.card_id).where(Idea.card_id.in_(ids)))
    before = {row.code: row.card_id for row in rows}
    _send(list(before), card.id)
    made = Merge(stage_id=stage.id, card_id=card.id, before={"cards": ids, "ideas": before})
    session.add(made)
    session.flush()
    audit.record(stage.study_id, account, "cards_merged", stage.title)
    return made


def undo(stage: Stage, merge_id: int, account: Account | None = None) -> None:
    """Put the cards back that were merged, each with its ideas, words and theme as before.

    Undone twice it is undone once. Ideas that were split off in the meantime stay where they are.
    """
    hold(stage)
    made = session.scalar(select(Merge).where(Merge.stage_id == stage.id, Merge.id == merge_id))
    if made is None:
        raise NotFound
    card = session.get_one(Card, made.card_id)
    if made.undone:
        return
    if card.merged_into_id is not None:
        raise MergeUsed(card=card.text)
    done = session.execute(update(Merge).where(Merge.id == made.id, Merge.undone.is_(False)).values(undone=True))
    if done.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        return
    _put_back(made.before, card.id)
    audit.record(stage.study_id, account, "merge_undone", stage.title)


def split(stage: Stage, code: str, idea_code: str, account: Account | None = None) -> None:
    """Take one idea out of a merged card; it stands on its own card again, under the theme it was in."""
    hold(stage)
    card = find(stage, code)
    on_card = session.scalar(select(func.count()).where(Idea.card_id == card.id)) or 0
    idea = session.scalar(select(Idea).where(Idea.code == idea_code, Idea.card_id == card.id))
    if idea is None or idea.own_card_id is None:
        raise CardsMoved
    if on_card < FEWEST_MERGED or idea.own_card_id == card.id:
        raise LastIdea
    session.execute(update(Card).where(Card.id == idea.own_card_id).values(merged_into_id=None, theme_id=card.theme_id))
    _send([idea.code], idea.own_card_id)
    audit.record(stage.study_id, account, "idea_split", stage.title)


def move(stage: Stage, codes: Sequence[str], theme_id: int | None) -> int:
    """Put cards under a theme, or under none; how many."""
    hold(stage)
    chosen = _chosen(stage, codes)
    if not chosen:
        raise NoCardsChosen
    if theme_id is not None:
        themes.find(stage, theme_id)
    moved = session.execute(
        update(Card)
        .where(Card.id.in_(chosen.values()), Card.merged_into_id.is_(None))
        .values(theme_id=theme_id)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != len(chosen):  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise CardsMoved
    return len(chosen)


def reword(stage: Stage, code: str, text: str) -> None:
    """Other words on a card; the ideas on it keep theirs and are shown beside."""
    hold(stage)
    find(stage, code).text = text
    session.flush()


def _chosen(stage: Stage, codes: Sequence[str]) -> dict[str, int]:
    """The chosen cards by code; a code that is none of this board's is refused."""
    wanted = set(codes)
    rows = session.execute(select(Card.code, Card.id).where(Card.stage_id == stage.id, Card.code.in_(wanted)))
    found = {row.code: row.id for row in rows}
    if wanted - found.keys():
        raise CardsMoved
    return found


def _made_before(stage: Stage, ids: list[int]) -> Merge | None:
    """The merge that put exactly these cards together and still stands: the form was sent twice."""
    targets = set(session.scalars(select(Card.merged_into_id).where(Card.id.in_(ids))))
    if len(targets) != 1 or None in targets:
        return None
    made = session.scalars(
        select(Merge).where(Merge.stage_id == stage.id, Merge.card_id.in_(targets), Merge.undone.is_(False))
    ).first()
    return made if made is not None and made.before["cards"] == ids else None


def _take_off(ids: list[int], into: int) -> None:
    taken = session.execute(
        update(Card)
        .where(Card.id.in_(ids), Card.merged_into_id.is_(None))
        .values(merged_into_id=into)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != len(ids):  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise CardsMoved


def _put_back(before: dict[str, Any], card_id: int) -> None:
    session.execute(
        update(Card)
        .where(Card.id.in_(before["cards"]), Card.merged_into_id == card_id)
        .values(merged_into_id=None)
        .execution_options(synchronize_session=False)
    )
    by_card: dict[int, list[str]] = {}
    for code, home in before["ideas"].items():
        by_card.setdefault(home, []).append(code)
    for home, codes in by_card.items():
        _send(codes, home, only_from=card_id)
    # the merged card leaves the board like any card that gave its ideas away
    session.execute(update(Card).where(Card.id == card_id).values(merged_into_id=before["cards"][0]))
    session.expire_all()


def _send(codes: list[str], card_id: int, only_from: int | None = None) -> None:
    """Put ideas on a card."""
    change = update(Idea).where(Idea.code.in_(codes)).values(card_id=card_id)
    if only_from is not None:
        change = change.where(Idea.card_id == only_from)
    session.execute(change.execution_options(synchronize_session=False))

"""Typing errors in statements that were asked: put right in the open, while lineage and stability go on.

A correction is told to the panel in words and stands in every report. Whatever says more than that is a rewording,
which makes a new statement (`services/fates.py`). Figures that are frozen keep the words of then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from survey_app.db import session
from survey_app.exceptions import N_, Refusal
from survey_app.logic.typing_errors import is_typing_error, most_letters
from survey_app.models import Account, Item, ItemCorrection, Stage
from survey_app.services import audit, items, protocols
from survey_app.vocabulary import LANGUAGES

Words = Mapping[str, str]


class NotATypingError(Refusal):
    """The panel would be asked something else under the same name. `field` names the words meant."""

    status = 422
    message = N_(
        "This is more than a typing error. Letters that may differ from the words that were asked first: %(most)s. "
        "Numbers and every “not” stay. Reword the statement after a round: that makes a new one which names this one."
    )


class WordsTakenAway(Refusal):
    """Somebody may have read them."""

    status = 422
    message = N_("Words that were asked stay: correct them, but do not empty them.")


class NothingCorrected(Refusal):
    """The words are the same."""

    status = 422
    message = N_("Nothing differs yet. Correct the words first.")


class CorrectedMeanwhile(Refusal):
    """Somebody else corrected it after the form was shown: words that nobody looked at would be taken back."""

    title = N_("Somebody else corrected it in the meantime")
    message = N_("Look at what was corrected, and send your words again if they still hold.")


class NotAskedYet(Refusal):
    """Nobody has read it, so there is nothing to tell anybody."""

    message = N_("No round has asked it yet: change its words freely.")


@dataclass(frozen=True, slots=True)
class Change:
    """One text in one language, before and after; `before` is empty where a translation was added."""

    part: str
    language: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction as pages and reports tell it."""

    item_id: int
    code: str
    at: datetime
    reason: str
    who: str
    text_before: Words
    text: Words
    hint_before: Words
    hint: Words

    @property
    def changes(self) -> tuple[Change, ...]:
        """What differs, language by language."""
        return tuple(
            Change(part, language, before.get(language, ""), after.get(language, ""))
            for part, before, after in (("text", self.text_before, self.text), ("hint", self.hint_before, self.hint))
            for language in LANGUAGES
            if before.get(language, "") != after.get(language, "")
        )


def correct(
    item: Item, text: Words, hint: Words, reason: str, account: Account | None, *, seen: int | None = None
) -> Correction:
    """Put a typing error right, or add a missing translation, with a reason that everybody reads.

    `seen` is how many corrections of it whoever writes this one had seen; None where nobody looked at it before.
    """
    protocols.hold_panel(item.stage_id)
    session.refresh(item)
    items.require_running(item.stage_id)
    if seen is not None and seen != len(of_item(item)):
        raise CorrectedMeanwhile
    if not items.is_asked(item):
        raise NotAskedYet
    if len(reason.strip()) < protocols.SHORTEST_REASON:
        raise protocols.ReasonTooShort
    _check(item, {"text": text, "hint": hint})
    texts, hints = _as_stored(item.text, text), _as_stored(item.hint, hint)
    row = ItemCorrection(
        item_id=item.id,
        text_before=dict(item.text),
        text=texts,
        hint_before=dict(item.hint),
        hint=hints,
        reason=reason.strip(),
        account_id=account.id if account else None,
    )
    session.add(row)
    session.flush()  # the database lets the words change only to what it finds there
    item.text, item.hint = dict(texts), dict(hints)
    session.flush()
    stage = session.get_one(Stage, item.stage_id)
    audit.record(stage.study_id, account, "item_corrected", f"{stage.title}: {item.code}", row.reason)
    return _told(row, item.code, "")


def _as_stored(stored: Words, wanted: Words) -> dict[str, str]:
    """The wanted words. The same ones keep the order they are stored in: the database compares them as text."""
    return dict(stored if stored == wanted else wanted)


def _check(item: Item, wanted: Mapping[str, Words]) -> None:
    """Refuse a text that asks something else, measured by the words as they were asked first."""
    before: dict[str, Words] = {"text": item.text, "hint": item.hint}
    first = _first_words(item)
    changed = False
    for part, words in wanted.items():
        for language in dict.fromkeys((*before[part], *words)):
            old, new = before[part].get(language, ""), words.get(language, "")
            if old == new:
                continue
            changed, field = True, f"{part}_{language}"
            if not new:
                raise WordsTakenAway(field=field)
            is_translation = not old and any(before[part].values())
            asked = first[part].get(language, old)
            if not is_translation and not is_typing_error(asked, new):
                raise NotATypingError(field=field, most=most_letters(asked))
    if not changed:
        raise NothingCorrected


def _first_words(item: Item) -> dict[str, dict[str, str]]:
    """The words as they were asked first, in each language: many small corrections are no way to a new statement."""
    found: dict[str, dict[str, str]] = {"text": {}, "hint": {}}
    for row in session.scalars(
        select(ItemCorrection).where(ItemCorrection.item_id == item.id).order_by(ItemCorrection.id)
    ):
        for part, words in (("text", row.text_before), ("hint", row.hint_before)):
            found[part] = {language: said for language, said in words.items() if said} | found[part]
    return {"text": {**item.text, **found["text"]}, "hint": {**item.hint, **found["hint"]}}


def of_stage(stage_id: int) -> list[Correction]:
    """Every correction of a panel, newest first."""
    rows = session.execute(
        select(ItemCorrection, Item.code, func.coalesce(func.nullif(Account.name, ""), Account.email, ""))
        .join(Item, Item.id == ItemCorrection.item_id)
        .outerjoin(Account, Account.id == ItemCorrection.account_id)
        .where(Item.stage_id == stage_id)
        .order_by(ItemCorrection.id.desc())
    )
    return [_told(row, code, str(who)) for row, code, who in rows]


def of_item(item: Item) -> list[Correction]:
    """The corrections of one statement, newest first."""
    rows = session.scalars(
        select(ItemCorrection).where(ItemCorrection.item_id == item.id).order_by(ItemCorrection.id.desc())
    )
    return [_told(row, item.code, "") for row in rows]


def _told(row: ItemCorrection, code: str, who: str) -> Correction:
    words = (dict(row.text_before), dict(row.text), dict(row.hint_before), dict(row.hint))
    return Correction(row.item_id, code, row.at, row.reason, who, *words)


def texts_at(stage_id: int, moment: datetime) -> dict[int, dict[str, str]]:
    """The words that statements had at a moment, of those that were corrected since."""
    rows = session.scalars(
        select(ItemCorrection)
        .join(Item, Item.id == ItemCorrection.item_id)
        .where(Item.stage_id == stage_id, ItemCorrection.at > moment)
        .order_by(ItemCorrection.id.desc())
    )
    return {row.item_id: dict(row.text_before) for row in rows}

"""Writing a questionnaire: every change is saved as it is made, nothing is lost, the last steps can be taken back."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from survey_app.db import now, session
from survey_app.exceptions import N_, QuestionnaireLocked, Refusal, StaleRevision, TooMuch
from survey_app.models import Account, Revision, Version
from survey_app.questions.definition import Questionnaire
from survey_app.questions.registry import read_questionnaire, write_questionnaire
from survey_app.services import codes, pictures, versions
from survey_app.services.editing import Operation
from survey_app.vocabulary import VersionState

STEPS_KEPT = 300
_MOST_LETTERS = 2_000_000
_ONE_BREATH = timedelta(minutes=2)
"""Automatic saves of one question within this time are one step of undo."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one step did: a verb such as `delete`, and what it was done to."""

    verb: str
    subject: str

    def __str__(self) -> str:
        return f"{self.verb}|{self.subject}"[:200]


@dataclass(frozen=True, slots=True)
class History:
    """What Undo would take back, who had done that, and what Redo would do again."""

    undo: Change | None
    redo: Change | None
    by: Account | None = None


class NothingToUndo(Refusal):
    """The draft has no earlier or later state."""

    title = N_("There is nothing to take back")
    message = N_("The questionnaire is in its first or its newest state already.")


def used_codes(version: Version) -> dict[str, frozenset[str]]:
    """Every code of questions, options and rows that the version has or had."""
    return codes.read_used(version.definition, versions.document(version))


def carry_out(version: Version, operation: Operation, *, expected: int, account: Account | None) -> str:
    """Make one change to the state the person looked at; returns the code or page key to show next.

    Where somebody else has changed another part since, the change is made to the newest state.
    """
    questionnaire = versions.document(version)
    expected = _agreed(version, questionnaire, operation, expected)
    used = codes.read_used(version.definition, questionnaire)
    changed, focus = operation.make(questionnaire, used)
    definition = write_questionnaire(changed)
    changes = definition != write_questionnaire(questionnaire)
    if changes:
        read_questionnaire(definition)
        pictures.adopt(version.stage.study_id, changed)
    if len(json.dumps(definition)) > _MOST_LETTERS:
        raise TooMuch(N_("The questionnaire has grown too large to be answered. Shorten it or split it."))
    definition[codes.KEY] = codes.write_used(codes.joined(used, codes.present(changed)))
    change = Change("type" if operation.typed else operation.verb, operation.subject or focus)
    if changes:
        _write(version, definition, change, expected, account)
    return focus


def history(version: Version) -> History:
    """What can be taken back and done again; it stays known after a reload and for everybody."""
    done, undone = _replay(version)
    if len(done) < 2:  # noqa: PLR2004 - the first state stays
        return History(None, undone[-1][1] if undone else None)
    by = select(Account).join(Revision, Revision.account_id == Account.id)
    by = by.where(Revision.version_id == version.id, Revision.number == done[-1][0])
    return History(done[-1][1], undone[-1][1] if undone else None, session.scalar(by))


def undo(version: Version, *, expected: int, account: Account | None) -> Change:
    """Take the last step back, by writing the state before it as a new revision."""
    _refuse_unless_current(version, expected)
    done, _undone = _replay(version)
    if len(done) < 2:  # noqa: PLR2004 - the first state stays
        raise NothingToUndo
    _restore(version, done[-2][0], "undo", expected, account)
    return done[-1][1]


def redo(version: Version, *, expected: int, account: Account | None) -> Change:
    """Do the step again that was taken back last."""
    _refuse_unless_current(version, expected)
    _done, undone = _replay(version)
    if not undone:
        raise NothingToUndo
    _restore(version, undone[-1][0], "redo", expected, account)
    return undone[-1][1]


def _replay(version: Version) -> tuple[list[tuple[int, Change]], list[tuple[int, Change]]]:
    """The steps in force and those taken back, read from the revisions in their order."""
    rows = session.execute(
        select(Revision.number, Revision.change).where(Revision.version_id == version.id).order_by(Revision.number)
    )
    done: list[tuple[int, Change]] = []
    undone: list[tuple[int, Change]] = []
    for number, words in rows:
        verb, _bar, subject = words.partition("|")
        if verb == "undo" and len(done) > 1:
            undone.append(done.pop())
        elif verb == "redo" and undone:
            done.append(undone.pop())
        else:
            done.append((number, Change(verb, subject)))
            undone.clear()
    return done, undone


def _restore(version: Version, number: int, verb: str, expected: int, account: Account | None) -> None:
    """Write an earlier state again; codes used since stay used."""
    earlier = session.scalars(
        select(Revision.definition).where(Revision.version_id == version.id, Revision.number == number)
    ).one()
    used = codes.joined(codes.read_used(earlier, read_questionnaire(earlier)), used_codes(version))
    _write(version, {**earlier, codes.KEY: codes.write_used(used)}, Change(verb, str(number)), expected, account)


def _agreed(version: Version, questionnaire: Questionnaire, operation: Operation, expected: int) -> int:
    """The revision a change is made to: the one that was looked at, or the newest if its part is the same there."""
    if version.state is VersionState.PUBLISHED or version.revision == expected or operation.touches is None:
        _refuse_unless_current(version, expected)
        return expected
    looked_at = session.scalar(
        select(Revision.definition)
        .where(Revision.version_id == version.id, Revision.number <= expected)
        .order_by(Revision.number.desc())
        .limit(1)
    )
    part = operation.touches(questionnaire)
    if looked_at is None or part is None or operation.touches(read_questionnaire(looked_at)) != part:
        raise StaleRevision
    return version.revision


def _refuse_unless_current(version: Version, expected: int) -> None:
    if version.state is VersionState.PUBLISHED:
        raise QuestionnaireLocked
    if version.revision != expected:
        raise StaleRevision


def _write(
    version: Version, definition: dict[str, Any], change: Change, expected: int, account: Account | None
) -> None:
    """The one place where a draft's definition is written: on condition that nobody wrote in between."""
    before = version.definition
    written = session.execute(
        update(Version)
        .where(Version.id == version.id, Version.state == VersionState.DRAFT, Version.revision == expected)
        .values(definition=definition, revision=expected + 1, saved_at=now())
        .execution_options(synchronize_session=False)
    )
    session.refresh(version)
    if written.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        versions.refuse(version)
    last = session.scalar(select(Revision).where(Revision.version_id == version.id, Revision.number == expected))
    if last is None:
        session.add(Revision(version_id=version.id, number=expected, definition=before, change="start|"))
    elif _continues(last, change, account):
        session.execute(delete(Revision).where(Revision.id == last.id))
    who = account.id if account else None
    session.add(
        Revision(version_id=version.id, number=expected + 1, definition=definition, account_id=who, change=str(change))
    )
    session.flush()
    _forget(version)


def _forget(version: Version) -> None:
    """Let go of steps too old to be taken back: each holds the whole questionnaire."""
    kept = select(Revision.number).where(Revision.version_id == version.id).order_by(Revision.number.desc())
    oldest = session.scalar(kept.offset(STEPS_KEPT).limit(1))
    if oldest is not None:
        session.execute(delete(Revision).where(Revision.version_id == version.id, Revision.number <= oldest))


def _continues(last: Revision, change: Change, account: Account | None) -> bool:
    """Whether a save goes on with what the same person was just typing; then both are one step of undo."""
    mine = account is not None and last.account_id == account.id
    same = last.change == str(Change("type", change.subject)) and change.verb in {"type", "edit"}
    return mine and same and now() - last.at < _ONE_BREATH

"""Answers that say who answers: apart from opinions, taken out on their own, deleted on their own."""

from collections.abc import Iterator, Sequence

from sqlalchemy import delete, func, select

from survey_app.db import session
from survey_app.exceptions import N_, Refusal
from survey_app.interchange.csv_lines import csv_line
from survey_app.models import Account, Identity, Stage, Version
from survey_app.questions.base import Value, Variable, load
from survey_app.questions.registry import variables_of
from survey_app.services import audit, versions
from survey_app.services.exports import coded
from survey_app.vocabulary import Missing, VersionState


class CountChanged(Refusal):
    """Another number of answers would go than was named."""

    message = N_("%(count)s responses have such answers now. Look at the number again before you delete them.")


def count(stage: Stage) -> int:
    """How many responses of the stage have answers that say who answered."""
    return session.scalar(select(func.count()).where(Identity.stage_id == stage.id)) or 0


def variables(stage: Stage) -> tuple[Variable, ...]:
    """What is asked about the person, over all published versions, the newest first."""
    published = session.scalars(
        select(Version)
        .where(Version.stage_id == stage.id, Version.state == VersionState.PUBLISHED)
        .order_by(Version.number.desc())
    )
    found: dict[str, Variable] = {}
    for version in published:
        for variable in variables_of(versions.document(version), identity=True):
            found.setdefault(variable.name, variable)
    return tuple(found.values())


def take(stage: Stage, account: Account) -> Iterator[str]:
    """All of them as lines of CSV, in alphabetical order, without anything that leads to an opinion.

    That they were taken is written into the log.
    """
    names = [variable.name for variable in variables(stage)]
    stored = session.scalars(select(Identity.answers).where(Identity.stage_id == stage.id))
    rows: list[Sequence[object]] = [[coded(_given(load(answers), name)) for name in names] for answers in stored]
    audit.record(stage.study_id, account, "identities_taken", str(len(rows)))
    rows.sort(key=lambda row: [str(cell).casefold() for cell in row])
    return (csv_line(row) for row in [names, *rows])


def _given(answers: dict[str, Value], name: str) -> Value:
    return answers.get(name, Missing.SKIPPED)


def remove(stage: Stage, expected: int, account: Account) -> int:
    """Delete all of them, if their number is the one that was named. The opinions stay."""
    gone = session.execute(delete(Identity).where(Identity.stage_id == stage.id))
    found = int(gone.rowcount)  # type: ignore[attr-defined]  # a DELETE has a row count
    if found != expected:
        raise CountChanged(count=found)
    audit.record(stage.study_id, account, "identities_removed", str(found))
    return found

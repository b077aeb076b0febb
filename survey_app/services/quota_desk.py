"""Quotas as researchers see and change them: cells, counts, limits; every change is written into the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import select, update

from survey_app.db import session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.logic import checking
from survey_app.models import Account, Quota, Response, Stage, Version
from survey_app.questions.base import load
from survey_app.questions.logic_names import names_of
from survey_app.services import audit, quotas, versions
from survey_app.services.doors import UNLINKED
from survey_app.services.sheets import sheet
from survey_app.vocabulary import Mode, QuotaAction, VersionState

MOST_QUOTAS = 100
LARGEST_LIMIT = 1_000_000
LONGEST_NAME, LONGEST_ADDRESS, LONGEST_TEXT = 80, 500, 2_000


class NoQuotasHere(Refusal):
    """A count that grows while somebody answers would tell what they answered."""

    title = N_("There are no quotas at this level of anonymity")
    message = N_(
        "Answers lie sealed until they are mixed. A count that grows when somebody answers would tell what that person "
        "answered, so quotas are for the identified and the confidential level."
    )


class TooManyQuotas(Refusal):
    """More cells than a page can show."""

    message = N_("A stage has at most %(most)s quotas. Delete one that is not needed.")


class NameTaken(Refusal):
    """Two quotas of one name could not be told apart in the data."""

    status = 422
    message = N_("Another quota has this name already. Choose a name of its own.")


class CountedMeanwhile(Refusal):
    """Somebody answered while the answers were counted again."""

    message = N_("Somebody sent answers at this moment. Press “Count again” once more.")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a quota says: its name, rule, limit, and what becomes of people once it is full."""

    name: str
    rule: str
    most: int
    action: QuotaAction
    text: dict[str, str]
    address: str
    active: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A quota on its page: the row, what is wrong with its rule, and how many usable answers meet it now."""

    quota: Quota
    findings: tuple[checking.Finding, ...]
    stored: int

    @property
    def is_full(self) -> bool:
        """Whether as many were counted as are wanted."""
        return self.quota.counted >= self.quota.most


def is_allowed(stage: Stage) -> bool:
    """Whether quotas can act in this stage."""
    return stage.level not in UNLINKED


def lines(stage: Stage) -> list[Line]:
    """All quotas of a stage in the order they were made."""
    found = _quotas(stage)
    stored = _stored(stage, found)
    return [Line(quota, problems(stage, quota.rule), stored[quota.id]) for quota in found]


def problems(stage: Stage, rule: str) -> tuple[checking.Finding, ...]:
    """What is wrong with a rule, by the questionnaire people answer, else by the one that is written."""
    version = versions.published(stage) or versions.latest(stage)
    return tuple(checking.check(rule, names_of(versions.document(version)), condition=True))


def is_address(address: str) -> bool:
    """Whether people can be sent to an address: https, a host, no name or password; nobody's answer fills it in."""
    if len(address) > LONGEST_ADDRESS or not address.isascii() or not address.isprintable() or " " in address:
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return False


def find(stage: Stage, quota_id: int) -> Quota:
    """A quota of this stage."""
    quota = session.get(Quota, quota_id)
    if quota is None or quota.stage_id != stage.id:
        raise NotFound
    return quota


def add(stage: Stage, cell: Cell, account: Account | None) -> Quota:
    """A new quota; answers that are there already count."""
    if not is_allowed(stage):
        raise NoQuotasHere
    if len(_quotas(stage)) >= MOST_QUOTAS:
        raise TooManyQuotas(most=MOST_QUOTAS)
    _require_own_name(stage, cell.name, None)
    quota = Quota(stage_id=stage.id, **_values(cell))
    session.add(quota)
    session.flush()
    audit.record(stage.study_id, account, "quota_added", f"{cell.name}: {cell.most}", cell.rule[:1_000])
    recount(stage, quota)
    return quota


def change(stage: Stage, quota: Quota, cell: Cell, account: Account) -> None:
    """Another limit, text or rule, also while people answer; with another rule all answers are counted again."""
    _require_own_name(stage, cell.name, quota.id)
    before = (quota.rule, quota.most)
    session.execute(update(Quota).where(Quota.id == quota.id).values(**_values(cell)))
    session.refresh(quota)
    if before != (quota.rule, quota.most):
        said = f"{before[1]} → {cell.most}" if before[0] == quota.rule else f"{before[0]} → {quota.rule}"
        audit.record(stage.study_id, account, "quota_changed", f"{cell.name}: {cell.most}", said[:1_000])
    else:
        audit.record(stage.study_id, account, "quota_changed", f"{cell.name}: {cell.most}")
    if before[0] != quota.rule:
        recount(stage, quota)


def remove(stage: Stage, quota: Quota, account: Account) -> None:
    """Take a quota away; responses that it counted or ended keep its name."""
    audit.record(stage.study_id, account, "quota_removed", f"{quota.name}: {quota.counted}")
    session.delete(quota)
    session.flush()


def count_again(stage: Stage, quota: Quota, account: Account) -> int:
    """Count the usable answers that meet the rule, for when some were set aside, erased or brought in."""
    found = recount(stage, quota)
    audit.record(stage.study_id, account, "quota_recounted", f"{quota.name}: {found}")
    return found


def recount(stage: Stage, quota: Quota) -> int:
    """The number of usable answers that meet the rule becomes the count, unless somebody answered meanwhile."""
    seen = session.scalar(select(Quota.counted).where(Quota.id == quota.id))
    found = _stored(stage, [quota])[quota.id]
    one = Quota.id == quota.id, Quota.counted == seen
    changed = session.execute(update(Quota).where(*one).values(counted=found))
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise CountedMeanwhile
    session.refresh(quota)
    return found


def _require_own_name(stage: Stage, name: str, own: int | None) -> None:
    taken = session.scalars(select(Quota.id).where(Quota.stage_id == stage.id, Quota.name == name)).all()
    if any(key != own for key in taken):
        raise NameTaken


def _values(cell: Cell) -> dict[str, object]:
    return {name: getattr(cell, name) for name in Cell.__dataclass_fields__}


def _quotas(stage: Stage) -> Sequence[Quota]:
    found = select(Quota).where(Quota.stage_id == stage.id).order_by(Quota.id)
    return session.scalars(found.execution_options(populate_existing=True)).all()


def _stored(stage: Stage, found: Sequence[Quota]) -> dict[int, int]:
    """How many usable answers meet each quota's rule, each read with the version it was given to.

    An observation is nobody's answer and fills no quota.
    """
    counts = {quota.id: 0 for quota in found}
    if not found:
        return counts
    published = select(Version).where(Version.stage_id == stage.id, Version.state == VersionState.PUBLISHED)
    sheets = {
        version.id: sheet(version.id, version.published_at)
        for version in session.scalars(published)
        if version.published_at is not None
    }
    rows = select(Response.version_id, Response.answers).where(
        Response.stage_id == stage.id, Response.usable, Response.mode != Mode.OBSERVATION
    )
    for version_id, stored in session.execute(rows):
        answers = load(stored)
        for quota in found:
            if version_id in sheets and quotas.met_by(quota, sheets[version_id], answers):
                counts[quota.id] += 1
    return counts

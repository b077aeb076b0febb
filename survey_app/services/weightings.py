"""The weighting that is kept with a survey: keeping it, taking it away, and who may see figures weighted by it.

Weights are computed from the rule whenever they are read. They never stand beside an answer in the database, and a
reader who may not see small groups sees figures weighted only where every weight is shared by enough people: figures
with and without a weight that one person alone has would together tell what that person said.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select

from survey_app.db import now, session
from survey_app.exceptions import N_
from survey_app.models import Account, FrameUnit, KeptWeighting, Stage
from survey_app.services import audit, filters, frames
from survey_app.services.columns import Answered, Mask, Places
from survey_app.services.filters import ATTRIBUTE, Condition, Dimension
from survey_app.services.groups import merged
from survey_app.services.weighting_rules import Applied, CannotWeigh, Rule, Weights, apply
from survey_app.vocabulary import AnonymityLevel

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class InForce:
    """The weighting of a report: its name, and the weights of all answers."""

    name: str
    applied: Applied
    rule: Rule


class NotKept(CannotWeigh):
    """Weighted figures were asked for and no weighting is kept."""

    message = N_("No weighting is kept for this survey. Set one up first.")


class LaysOpen(CannotWeigh):
    """Weights would point to single people."""

    title = N_("These weights would point to single people")
    message = N_(
        "Some weights belong to fewer than %(least)s people. Comparing figures with and without them would tell what "
        "those people answered. Choose fewer breaks, or breaks with larger groups."
    )


def kept(stage: Stage) -> KeptWeighting | None:
    """The weighting of a stage, None where there is none."""
    return session.get(KeptWeighting, stage.id)


def keeper(row: KeptWeighting) -> str:
    """The name of whoever kept it; empty when their account is gone."""
    account = session.get(Account, row.account_id) if row.account_id is not None else None
    return account.name if account is not None else ""


def keep(stage: Stage, name: str, rule: Rule, answered: Answered, account: Account) -> Applied:
    """Keep a weighting, in place of an earlier one; refused where it gives no weights or would point to people."""
    found = apply(answered, rule)
    least = 1 if stage.level is AnonymityLevel.IDENTIFIED else stage.min_group
    refuse_fingerprints(found.weights, least)
    row = kept(stage) or KeptWeighting(stage_id=stage.id)
    row.name, row.rule = name[:LONGEST_NAME], rule.stored()
    row.account_id, row.kept_at = account.id, now()
    session.add(row)
    session.flush()
    audit.record(stage.study_id, account, "weighting_kept", f"{stage.title}: {name}")
    return found


def remove(stage: Stage, account: Account) -> bool:
    """Take the weighting away; whether there was one."""
    found = kept(stage)
    if found is None:
        return False
    name = found.name
    session.delete(found)
    session.flush()
    audit.record(stage.study_id, account, "weighting_removed", f"{stage.title}: {name}")
    return True


def in_force(stage: Stage, answered: Answered, least: int) -> InForce:
    """The kept weighting for a reader who sees no group below `least`; refused where it does not fit any more."""
    found = kept(stage)
    if found is None:
        raise NotKept
    rule = Rule.read(found.rule)
    applied = apply(answered, rule)
    refuse_fingerprints(applied.weights, least)
    return InForce(found.name, applied, rule)


def refuse_fingerprints(weights: Weights, least: int) -> None:
    """Refuse weights of which one is shared by fewer than `least` people."""
    if least > 1 and smallest_cell(weights) < least:
        raise LaysOpen(least=least)


def smallest_cell(weights: Weights) -> int:
    """How many people share the rarest weight; more than any group where there are no weights."""
    return int(np.bincount(cells(weights)).min()) if weights.size else np.iinfo(np.int64).max


def cells(weights: Weights) -> Places:
    """People of the same weight are one group; weights that differ by rounding alone are the same.

    >>> cells(np.array([1.0, 0.5, 1.0])).tolist()
    [1, 0, 1]
    """
    return np.asarray(np.unique(np.round(weights, 9), return_inverse=True)[1].reshape(-1), np.int64)


def may_weigh(weights: Weights, given: Mask, conditions: Sequence[Condition], least: int) -> bool:
    """Whether figures of those who gave an answer may be weighted: no group of one weight among them is small.

    Under filters no such group may be small in any group that a filter could show.
    """
    if least == 1 or not given.any():
        return True
    groups = [merged(condition.dimension.places[given], least) for condition in conditions]
    _cells, counts = np.unique(np.column_stack([cells(weights)[given], *groups]), axis=0, return_counts=True)
    return bool(counts.min() >= least)


def suggested(stage: Stage, dimension: Dimension) -> dict[str, float]:
    """What the sample's list holds of each category of a break: value -> people; empty where it says nothing of it.

    A break by the list itself has its column; an answer is met by the column in which most of its words occur.
    """
    frame = frames.current(stage)
    if frame is None:
        return {}
    counted: dict[str, Counter[str]] = {name: Counter() for name in frame.attributes}
    for attributes in session.scalars(select(FrameUnit.attributes).where(FrameUnit.frame_id == frame.id)):
        for name, words in attributes.items():
            counted.setdefault(name, Counter())[str(words).strip()] += 1
    if dimension.key.startswith(ATTRIBUTE):
        column = counted.get(dimension.key.removeprefix(ATTRIBUTE), Counter[str]())
        return {offer.value: float(column[offer.value]) for offer in dimension.offers if column[offer.value]}
    matched = [_matched(dimension, column) for column in counted.values()]
    return max(matched, key=len, default={})


def _matched(dimension: Dimension, column: Counter[str]) -> dict[str, float]:
    folded = Counter[str]()
    for words, count in column.items():
        folded[words.casefold()] += count
    found = {}
    for offer in dimension.offers:
        spellings = {offer.value.casefold(), *(text.strip().casefold() for text in offer.label.values())}
        if count := sum(folded[each] for each in spellings):
            found[offer.value] = float(count)
    return found if len(found) > 1 else {}


def breakable(answered: Answered, least: int) -> tuple[Dimension, ...]:
    """What a weighting can break by, for a reader who sees no group below `least`."""
    return tuple(
        dimension
        for dimension in filters.dimensions(answered)
        if least == 1 or int(np.unique(dimension.places, return_counts=True)[1].min()) >= least
    )

"""A battery beside its rivals: behind, level or ahead on each attribute, and what the decision table says to do."""

from collections.abc import Mapping, Sequence

import numpy as np

from survey_app.questions.summarising import Columns, column_of, valid
from survey_app.services.attribute_tables import Battery
from survey_app.services.priority_places import FEWEST, Placed, fitting
from survey_app.stats.answer_table import AnswerTable
from survey_app.stats.importance import ImportanceKind
from survey_app.stats.random_groups import groups_of
from survey_app.stats.rivals import Against, Comparison, decide, rivals
from survey_app.vocabulary import MISSING_CODES, Missing

_SKIPPED = MISSING_CODES[Missing.SKIPPED]


def compared(battery: Battery, columns: Columns, placed: Placed, against: str) -> Comparison | None:
    """The comparison of the attributes that have a place; None without a map, without rivals or where none is wanted.

    `against` is the best rated rival of each attribute, the mean of all, or `rival.` with the code of one. A rival that
    fewer than 30 people rated on an attribute cannot be the best there, and there is no mean with it. Nothing is
    decided where the attributes hardly explain the outcome: their importance is noise.
    """
    if placed.map is None or not battery.rivals or not against:
        return None
    codes, points = list(placed.ratings), battery.scale.points
    own = AnswerTable.coded([placed.ratings[code] for code in codes], points)
    chosen = [code for code, _ in battery.rivals if against in {f"rival.{code}", *Against}]
    others = {code: _rival(battery, columns, own, codes, code) for code in chosen}
    kept = {code: table for code, table in others.items() if table is not None}
    if not kept:
        return None
    rule = Against(against) if against in set(Against) else Against.BEST
    resamples = fitting((groups_of(len(own)) or len(own)) * (1 + len(kept)))
    weights = placed.weights
    scale = (float(battery.scale.first), float(battery.scale.last))
    if placed.map.kind is ImportanceKind.STATED and battery.importance is not None and _same_ends(battery):
        said = [each for each in battery.attributes if each.code in placed.ratings]
        table = [column_of(columns, each.importance) for each in said]
        stated = AnswerTable.coded(table, battery.importance.points)
        return rivals(stated, own, kept, codes, against=rule, scale=scale, weights=weights, resamples=resamples)
    found = _importance(placed)
    known = [found[code] for code in codes]
    decided = decide(known, own, kept, codes, against=rule, scale=scale, weights=weights, resamples=resamples)
    return decided.undecided() if placed.drivers is not None and placed.drivers.is_little else decided


def _same_ends(battery: Battery) -> bool:
    """Performance minus importance says something only where both stand on the same scale."""
    return battery.importance is not None and battery.importance.points == battery.scale.points


def _rival(
    battery: Battery, columns: Columns, own: AnswerTable, codes: Sequence[str], rival: str
) -> AnswerTable | None:
    """The ratings of one rival without attributes that too few rated beside their own; None where nothing is left."""
    names = {each.code: each.rivals[rival] for each in battery.attributes}
    found = []
    for at, code in enumerate(codes):
        column = column_of(columns, names[code])
        both = ~np.isnan(valid(column, battery.scale.points)) & ~np.isnan(own.column(at))
        found.append(column if int(both.sum()) >= FEWEST else np.full_like(column, _SKIPPED))
    table = AnswerTable.coded(found, battery.scale.points)
    return table if table.any_answer().any() else None


def _importance(placed: Placed) -> Mapping[str, float]:
    found = placed.map.attributes if placed.map is not None else ()
    return {each.name: np.nan if each.importance is None else each.importance for each in found}

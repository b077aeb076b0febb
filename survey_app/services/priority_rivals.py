"""A battery beside its rivals: behind, level or ahead on each attribute, and what the decision table says to do."""

from collections.abc import Mapping

import numpy as np

from survey_app.questions.summarising import Columns, column_of, valid
from survey_app.services.attribute_tables import Battery
from survey_app.services.priority_places import FEWEST, Placed, drawn
from survey_app.stats.answers import FloatArray
from survey_app.stats.importance import ImportanceKind
from survey_app.stats.rivals import Against, Comparison, decide, rivals


def compared(battery: Battery, columns: Columns, placed: Placed, against: str) -> Comparison | None:
    """The comparison of the attributes that have a place; None without a map, without rivals or where none is wanted.

    `against` is the best rated rival of each attribute, the mean of all, or `rival.` with the code of one. A rival that
    fewer than 30 people rated on an attribute cannot be the best there, and there is no mean with it.
    """
    if placed.map is None or not battery.rivals or not against:
        return None
    codes = list(placed.ratings)
    chosen = [code for code, _ in battery.rivals if against in {f"rival.{code}", *Against}]
    others = {code: _rival(battery, columns, placed.ratings, code) for code in chosen}
    kept = {code: table for code, table in others.items() if not np.isnan(table).all()}
    if not kept:
        return None
    own = np.column_stack([placed.ratings[code] for code in codes])
    rule = Against(against) if against in set(Against) else Against.BEST
    resamples = drawn(len(own) * (1 + len(kept)))
    weights = placed.weights
    scale = (float(battery.scale.first), float(battery.scale.last))
    if placed.map.kind is ImportanceKind.STATED and battery.importance is not None and _same_ends(battery):
        said = [each for each in battery.attributes if each.code in placed.ratings]
        table = [valid(column_of(columns, each.importance), battery.importance.points) for each in said]
        stated = np.column_stack(table)
        return rivals(stated, own, kept, codes, against=rule, scale=scale, weights=weights, resamples=resamples)
    found = _importance(placed)
    known = [found[code] for code in codes]
    return decide(known, own, kept, codes, against=rule, scale=scale, weights=weights, resamples=resamples)


def _same_ends(battery: Battery) -> bool:
    """Performance minus importance says something only where both stand on the same scale."""
    return battery.importance is not None and battery.importance.points == battery.scale.points


def _rival(battery: Battery, columns: Columns, own: Mapping[str, FloatArray], rival: str) -> FloatArray:
    """The ratings of one rival; those of an attribute that too few rated beside their own are left out."""
    names = {each.code: each.rivals[rival] for each in battery.attributes}
    found = np.column_stack([valid(column_of(columns, names[code]), battery.scale.points) for code in own])
    rated = np.column_stack(list(own.values()))
    found[:, (~np.isnan(found) & ~np.isnan(rated)).sum(axis=0) < FEWEST] = np.nan
    return found


def _importance(placed: Placed) -> Mapping[str, float]:
    found = placed.map.attributes if placed.map is not None else ()
    return {each.name: np.nan if each.importance is None else each.importance for each in found}

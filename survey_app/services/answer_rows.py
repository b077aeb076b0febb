"""Coded answers page by page, for programs: only where single answers may be given out."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from survey_app.models import Stage
from survey_app.questions.base import Variable, store
from survey_app.services import columns, exports, filters, flagged, reports
from survey_app.services.doors import UNLINKED
from survey_app.services.filters import Asked
from survey_app.services.withholding import gives_rows
from survey_app.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Rows:
    """A part of the answers: the declared columns, one mapping for each answer, how many there are in all."""

    variables: tuple[Variable, ...]
    rows: tuple[dict[str, Any], ...]
    count: int
    applied: tuple[str, ...]
    """The filters in force."""


def read(stage: Stage, asked: Asked, role: Role, *, page: int, size: int) -> Rows:
    """A page of the answers by their random keys; what was skipped is None, other missing answers name their reason."""
    if stage.level in UNLINKED:
        raise exports.RowsStayMixed
    answered = reports.readable(stage)
    offered = (*flagged.dimensions(stage, answered, asked), *filters.dimensions(answered))
    conditions = filters.read(asked, offered)
    if not gives_rows(stage.level, conditions):
        raise exports.RowsKeptBack
    mask = answered.everybody
    if conditions or mask.size:
        mask = filters.chosen(answered, conditions, reports.least_shown(stage, role))
    keys = [answered.keys[place] for place in np.flatnonzero(mask).tolist()]
    variables = (*answered.variables, *answered.course)
    wanted = keys[(page - 1) * size : page * size]
    found = (store(row) for row in columns.records(stage, wanted, answered))
    rows = tuple({variable.name: row.get(variable.name) for variable in variables} for row in found)
    return Rows(variables, rows, len(keys), tuple(condition.dimension.key for condition in conditions))

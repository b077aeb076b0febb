"""A cross-table as plain types, the way the command line, a page's JSON and a test read it."""

from typing import TYPE_CHECKING

import numpy as np

from survey_app.stats.answers import FloatArray
from survey_app.stats.lettering import Lettering
from survey_app.stats.letters import Comparisons
from survey_app.stats.results import Json

if TYPE_CHECKING:
    from survey_app.stats.crosstab import CrossTable

__all__ = ["plain_table"]


def _figures(array: FloatArray) -> list[Json]:
    """Numbers of an array, None for NaN, whatever its shape."""
    if array.ndim > 1:
        return [_figures(row) for row in array]
    return [None if np.isnan(value) else float(value) for value in array]


def plain_table(table: "CrossTable") -> dict[str, Json]:
    """Everything in the table: columns with bases, rows with cells, tests, and every comparison that was made."""
    scheme = table.scheme
    found: dict[str, Json] = {
        "question": table.question,
        "n": table.n,
        "missing": table.missing,
        "base": table.base.value,
        "method": table.method,
        "source": table.source,
        "reason": table.reason.value if table.reason else None,
        "cautions": [caution.to_json() for caution in table.cautions],
        "weighted": table.is_weighted,
        "columns": _columns(table),
        "rows": _rows(table),
        "tests": [{"question": name, "test": test.to_json() if test else None} for name, test in table.tests],
    }
    if table.letters is not None:
        found["letters"] = {
            "correction": scheme.correction.value,
            "family": "one row within one banner question (inside one outer code when nested)",
            "levels": {"capital": scheme.levels[0], "small": scheme.levels[1]},
            "least_effective_base": scheme.least,
            "comparisons": _comparisons(table, table.letters.pairs, [row.label for row in table.rows]),
            "against_total": _comparisons(table, table.letters.totals, [row.label for row in table.rows]),
        }
        if table.mean_letters is not None:
            found["letters"]["mean_comparisons"] = _comparisons(table, table.mean_letters.pairs, ["mean"])
    return found


def _columns(table: "CrossTable") -> list[Json]:
    means, spread = (None if array is None else _figures(array) for array in (table.means, table.deviations))
    bases = None if table.mean_bases is None else table.mean_bases.astype(int).tolist()
    found = []
    for place, column in enumerate(table.columns):
        plain: dict[str, Json] = {
            "letter": column.letter or None,
            "question": column.question or None,
            "labels": list(column.labels) or ["Total"],
            "n": column.n,
            "weighted_n": column.weighted_n,
            "n_eff": column.n_eff,
            "mark": column.mark,
        }
        if means is not None and spread is not None and bases is not None:
            plain |= {"mean": means[place], "sd": spread[place], "mean_n": bases[place]}
            if table.mean_letters is not None:
                plain |= _marked(table.mean_letters, 0, place, "mean_")
        found.append(plain)
    return found


def _rows(table: "CrossTable") -> list[Json]:
    counts, weighted = table.counts.astype(int).tolist(), table.weighted.tolist()
    columns, across = _figures(table.column_shares), _figures(table.row_shares)
    found: list[Json] = []
    for row, line in enumerate(table.rows):
        cells = []
        for place in range(len(table.columns)):
            cell: dict[str, Json] = {
                "count": counts[row][place],
                "weighted": weighted[row][place],
                "column_share": columns[row][place],
                "row_share": across[row][place],
            }
            cells.append(cell | (_marked(table.letters, row, place, "") if table.letters else {}))
        found.append({"label": line.label, "codes": list(line.codes), "net": line.is_net, "cells": cells})
    return found


def _marked(letters: Lettering, row: int, place: int, prefix: str) -> dict[str, Json]:
    return {
        f"{prefix}letters": letters.letters[row][place] if letters.letters else "",
        f"{prefix}against_total": int(letters.against_total[row, place]) if letters.against_total.size else 0,
    }


def _comparisons(table: "CrossTable", found: Comparisons, labels: list[str]) -> list[Json]:
    names = [column.letter or "Total" for column in table.columns]
    return [
        {
            "row": label,
            "columns": [names[first], names[second]],
            "statistic": float(found.statistic[row, place]),
            "df": None if found.df is None else float(found.df[row, place]),
            "p": float(found.p[row, place]),
            "p_adjusted": float(found.p_adjusted[row, place]),
        }
        for row, label in enumerate(labels[: found.p.shape[0]])
        for place, (first, second) in enumerate(found.pairs)
        if not np.isnan(found.p[row, place])
    ]

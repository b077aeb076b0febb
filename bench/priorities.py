"""What to improve first over many answers: map, drivers, rivals and contrast, with the highest memory above rest.

It runs in a process of its own, from columns as they are stored. The floor is what bare numpy needs for the same sums
without any interval: every column as numbers, the means, one matrix of correlations and one least squares on dummies.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from survey_app.questions.definition import Scale
from survey_app.services.attribute_tables import Attribute, Battery, Outcome
from survey_app.services.priority_contrasts import contrasts
from survey_app.services.priority_places import Lines, derived, stated
from survey_app.services.priority_rivals import compared
from survey_app.stats.importance import Cross

_SCALE = Scale(1, 5)
_HIGH, _LOW = 5, 2
Columns = dict[str, np.ndarray]


def measure(people: int, columns: int) -> dict[str, Any]:
    """Processor seconds and memory of both sides, and their ratio."""
    mine, floor = (_alone(side, people, columns) for side in ("product", "floor"))
    return {
        "people": people,
        "columns": columns,
        **mine,
        "floor_cpu_s": floor["cpu_s"],
        "floor_peak_mb_above_rest": floor["peak_mb_above_rest"],
        "ratio": round(mine["cpu_s"] / floor["cpu_s"], 2),
    }


def _alone(side: str, people: int, columns: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.priorities", side, str(people), str(columns)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - this module again
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _answers(people: int, attributes: int) -> Columns:
    """Ratings and importance of each attribute, which go together, and an outcome they drive; a few gaps."""
    chance = np.random.default_rng(5)
    common = chance.normal(size=people).astype(np.float32)
    found: Columns = {}
    for place in range(attributes):
        for side in ("own", "importance"):
            noise = chance.normal(size=people).astype(np.float32)
            found[f"{place}.{side}"] = np.clip(np.round(3.4 + 0.6 * common + noise), 1, 5).astype(np.int16)
        found[f"{place}.own"][chance.random(people) < 0.002] = -9
    pull = 3.2 + 0.8 * common + 0.3 * (found["0.own"] - 3)
    found["whole"] = np.clip(np.round(pull + chance.normal(size=people)), 1, 5).astype(np.int16)
    return found


def product(found: Columns, attributes: int) -> None:
    """Everything that the page of priorities shows; each attribute's rival is rated as the next attribute is."""
    rated = tuple(
        Attribute(f"a{place}", {}, f"{place}.own", f"{place}.importance", {"r": f"{(place + 1) % attributes}.own"})
        for place in range(attributes)
    )
    battery = Battery("B", {}, rated, _SCALE, _SCALE, (("r", {}),))
    outcome, lines = Outcome("whole", {}, _SCALE), Lines(Cross.GRAND_MEANS)
    compared(battery, found, stated(battery, found, lines, 1), "best")
    contrasts(found, derived(battery, outcome, found, lines, 1), outcome, (_HIGH, _LOW))


def floor(found: Columns, attributes: int) -> None:
    """Bare numpy, everything in memory at once."""
    own = np.column_stack([found["whole"], *(found[f"{place}.own"] for place in range(attributes))]).astype(float)
    said = np.column_stack([found[f"{place}.importance"] for place in range(attributes)]).astype(float)
    own[own < 0] = np.nan
    np.nanmean(own, axis=0), said.mean(axis=0)
    whole = own[~np.isnan(own).any(axis=1)]
    np.corrcoef(whole.T)
    design = np.column_stack([np.ones(len(whole)), whole[:, 1:] >= _HIGH, whole[:, 1:] <= _LOW])
    np.linalg.solve(design.T @ design, design.T @ whole[:, 0])


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Work one side out and print what it took."""
    side, people, attributes = sys.argv[1], int(sys.argv[2]), (int(sys.argv[3]) - 1) // 2
    work: Callable[[Columns, int], None] = product if side == "product" else floor
    found = _answers(people, attributes)
    before, begun = _peak(), time.process_time()
    work(found, attributes)
    told = {"cpu_s": round(time.process_time() - begun, 2), "peak_mb_above_rest": round(_peak() - before, 1)}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()

"""The workbook of a large survey beside its floor: openpyxl alone, write-only, with the cells of the same data sheets.

Each side runs in a process of its own, so that its highest memory is its own; the answers come from a short list that
is gone through again and again, so that neither side pays for reading them.
"""

import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from openpyxl import Workbook

from survey_app.exports.analyses import (
    Analyses,
    BannerTable,
    BannerTables,
    Break,
    ContrastRow,
    ContrastTable,
    DriverRow,
    DriverTable,
    ScaleReliability,
)
from survey_app.exports.report import Fieldwork, KeyFigures, PriorityMap, PriorityRow, Report
from survey_app.exports.satisfaction_workbook import write_workbook
from survey_app.questions.base import Value
from survey_app.questions.definition import Questionnaire
from survey_app.questions.registry import read_questionnaire, summarise, variables_of
from survey_app.services.priority_contrasts import FEWEST_IN_DUMMY
from survey_app.stats.coding import Net, single
from survey_app.stats.crosstab import cross_table
from survey_app.stats.drivers import drivers
from survey_app.stats.importance import derived_importance_performance
from survey_app.stats.omega import omega_total
from survey_app.stats.penalty_reward import penalty_reward
from survey_app.stats.reliability import cronbach_alpha
from survey_app.vocabulary import AnonymityLevel

_DISTINCT = 1_000
_TEXTS = 2
_POINTS = ("very dissatisfied", "dissatisfied", "neither", "satisfied", "very satisfied")


def measure(rows: int, columns: int = 50) -> dict[str, Any]:
    """Processor seconds and memory of both sides, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        mine, bare = (_alone(side, rows, columns, Path(folder)) for side in ("product", "bare"))
    return {
        "rows": rows,
        "columns": columns,
        "cpu_s": mine["cpu_s"],
        "peak_mb_above_rest": mine["peak_mb_above_rest"],
        "file_mb": mine["file_mb"],
        "floor_cpu_s": bare["cpu_s"],
        "floor_peak_mb_above_rest": bare["peak_mb_above_rest"],
        "ratio": round(mine["cpu_s"] / bare["cpu_s"], 2),
    }


def _alone(side: str, rows: int, columns: int, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.workbook", side, str(rows), str(columns), str(folder / f"{side}.xlsx")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - this module again
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _questionnaire(columns: int) -> Questionnaire:
    options = [{"code": code, "label": {"en": label}} for code, label in enumerate(_POINTS, 1)]
    asked: list[dict[str, Any]] = [
        {
            "code": f"Q{number}",
            "kind": "single",
            "text": {"en": f"How satisfied are you with part {number}?"},
            "settings": {"options": options},
        }
        for number in range(1, columns - _TEXTS + 1)
    ]
    asked += [
        {"code": f"T{number}", "kind": "short_text", "text": {"en": "Anything else?"}, "settings": {}}
        for number in range(1, _TEXTS + 1)
    ]
    return read_questionnaire({"languages": ["en"], "pages": [{"key": "one", "title": {}, "questions": asked}]})


def _answers(columns: int) -> list[dict[str, Value]]:
    chance = np.random.default_rng(3)
    closed = columns - _TEXTS
    codes = chance.integers(1, 6, (_DISTINCT, closed)).tolist()
    return [
        {f"Q{place}": code for place, code in enumerate(row, 1)}
        | {f"T{place}": f"Delivery {number} came late, part {place} too." for place in range(1, _TEXTS + 1)}
        for number, row in enumerate(codes)
    ]


def _analyses(questionnaire: Questionnaire, counted: Mapping[str, Any]) -> Analyses:
    """Cross-tables of every question against two others, drivers and reliability, so that their sheets are written."""
    points = tuple(range(1, len(_POINTS) + 1))
    codes = tuple((code, {"en": _POINTS[code - 1]}) for code in points)
    labels = {question.code: question.text for question in questionnaire.questions()}
    banner = [
        single([str(code) for code in counted[name].tolist()], [str(code) for code in points], name)
        for name in ("Q1", "Q2")
    ]
    breaks = tuple(
        Break(each.name, labels[each.name], tuple((str(code), words) for code, words in codes), 5) for each in banner
    )
    names = [name for name in counted if name not in {"Q1", "Q2"}]
    scores: dict[Hashable, float] = {point: float(point) for point in points}
    tables = tuple(
        BannerTable(
            name, labels[name], labels[name], codes, points,
            cross_table(single(counted[name], points, name), banner, nets=[Net("top", points[-2:])], scores=scores),
        )
        for name in names
    )  # fmt: skip
    some = names[1:11]
    matrix = np.column_stack([counted[name] for name in some]).astype(float)
    found = drivers(counted[names[0]].astype(float), matrix, some, resamples=80)
    rows = tuple(DriverRow(each.name, labels[each.name], each) for each in found.drivers)
    items = tuple((name, labels[name]) for name in some)
    scale = ScaleReliability({"en": "All parts"}, "", items, cronbach_alpha(matrix), omega_total(matrix), (1, 5))
    driven = DriverTable(labels[names[0]], rows, found)
    marked = penalty_reward(counted[names[0]].astype(float), matrix, some, 5, 2)
    told = tuple(ContrastRow(each.name, labels[each.name], each) for each in marked.attributes)
    contrast = ContrastTable(labels[names[0]], told, marked, FEWEST_IN_DUMMY)
    return Analyses(BannerTables(breaks, tables, names[0]), driven, contrast, scales=(scale,), least=5)


def _priorities(questionnaire: Questionnaire, counted: Mapping[str, Any]) -> PriorityMap:
    """The map of ten questions, their importance worked out from an eleventh."""
    labels = {question.code: question.text for question in questionnaire.questions()}
    outcome, *some = list(counted)[2:13]
    matrix = np.column_stack([counted[name] for name in some]).astype(float)
    found = derived_importance_performance(counted[outcome].astype(float), matrix, some, resamples=80)
    rows = tuple(
        PriorityRow(
            each.name, labels[each.name], each.importance, each.performance, each.quadrant, each.stability, found.n
        )
        for each in found.attributes
    )
    cuts = (found.cut_importance or 0.0, found.cut_performance or 0.0)
    return PriorityMap(rows, False, labels[outcome], *cuts, found.resamples, found.method, found.source)


def report(rows: int, columns: int) -> Report:
    """A survey of so many rows that stand nowhere: they are made while they are read."""
    questionnaire, answers = _questionnaire(columns), _answers(columns)
    counted = {name: np.array([row[name] for row in answers], np.int16) for name in answers[0] if name.startswith("Q")}
    questions = [question for question in questionnaire.questions() if question.code.startswith("Q")]
    found = tuple(summarise(question, counted, None) for question in questions)

    def records() -> Iterator[Mapping[str, Value]]:
        return itertools.islice(itertools.cycle(answers), rows)

    now = datetime(2026, 11, 26, tzinfo=UTC)
    made = Report(
        study_title="Customer satisfaction",
        stage_title="Survey",
        organiser="Research",
        client="",
        version_number=1,
        level=AnonymityLevel.CONFIDENTIAL,
        min_group=5,
        is_sample=True,
        timezone="UTC",
        made_at=now,
        questionnaire=questionnaire,
        fieldwork=Fieldwork(None, None, rows, rows, now, now, None),
        key=KeyFigures(),
        questions=found,
        variables=variables_of(questionnaire),
        analyses=_analyses(questionnaire, counted),
        priorities=_priorities(questionnaire, counted),
    )
    return replace(made, rows=records)


def product(rows: int, columns: int, path: Path) -> None:
    """The workbook with all its sheets."""
    write_workbook(report(rows, columns), "en", path)


def bare(rows: int, columns: int, path: Path) -> None:
    """The cells of its two data sheets, and nothing else."""
    answers = _answers(columns)
    coded = [list(row.values()) for row in answers]
    worded = [[_POINTS[value - 1] if isinstance(value, int) else value for value in row] for row in coded]
    book = Workbook(write_only=True)
    for lines in (coded, worded):
        sheet = book.create_sheet()
        sheet.append(["row", *answers[0]])
        for number, line in enumerate(itertools.islice(itertools.cycle(lines), rows), 1):
            sheet.append([number, *line])
    book.save(path)


def _rest() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Write one side and print what it took."""
    side, rows, columns, path = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    before, begun = _rest(), time.process_time()
    (product if side == "product" else bare)(rows, columns, path)
    told = {
        "cpu_s": round(time.process_time() - begun, 2),
        "peak_mb_above_rest": round(_rest() - before, 1),
        "file_mb": round(path.stat().st_size / 1e6, 1),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()

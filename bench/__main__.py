"""`make bench`: speed of the product beside its yardsticks, as JSON."""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import board, editor, figures, long_page, pages, panel, priorities, server, study, walk, workbook
from bench.shape import document

_ONE_PERSON_AT_ONCE = 8


def main() -> None:
    """Measure everything and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=400, help="simulated respondents (default 400)")
    parser.add_argument("--responses", type=int, default=10_000, help="responses behind the results page")
    parser.add_argument("--rated", type=int, default=1_000_000, help="people behind the figures of a dashboard")
    parser.add_argument("--crossed", type=int, default=100_000, help="people behind the cross-tables with letters")
    parser.add_argument("--exported", type=int, default=100_000, help="responses in the workbook")
    parser.add_argument("--panellists", type=int, default=500, help="panellists of the round that is closed")
    parser.add_argument("--items", type=int, default=60, help="statements of the round that is closed")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = {
            "bare_flask_sqlite_insert": bare(Path(folder), chosen.people),
            "respondents": respondents(Path(folder) / "product", chosen.people),
            "pages": pages.statements(Path(folder) / "pages"),
            "page_of_thirty_questions": long_page.measure(Path(folder) / "thirty", chosen.people),
            "editor_500": editor.measure(Path(folder) / "editor_500", 500),
            "editor_1000": editor.measure(Path(folder) / "editor_1000", 1_000),
            "results_page": pages.results(Path(folder) / "results", chosen.responses),
            "dashboard_figures": figures.dashboard(chosen.rated),
            "crosstab_letters": figures.crosstab(chosen.crossed),
            "priorities": priorities.measure(chosen.exported, 50),
            "priorities_of_many": priorities.measure(chosen.rated, 30),
            "workbook": workbook.measure(chosen.exported),
            "boards": board.measure(Path(folder) / "board", 5_000, 200),
            "panellist": panel.panellist(Path(folder) / "panellist"),
            "closing_a_round": panel.closing(Path(folder) / "closing", chosen.panellists, chosen.items),
        }
    product, yardstick = result["respondents"], result["bare_flask_sqlite_insert"]
    result["ratio_cpu_of_a_response_to_a_bare_insert"] = round(
        product["server_cpu_ms_per_response"] / yardstick["server_cpu_ms_per_insert"], 1
    )
    json.dump(result, sys.stdout, indent=2)
    sys.stdout.write("\n")


def respondents(folder: Path, people: int) -> dict[str, Any]:
    """People walking through the questionnaire, eight at once."""
    folder.mkdir(parents=True)
    with study.installation(folder):
        code = study.make().code
    with server.product(folder) as running:
        time.sleep(1)
        at_rest = running.memory()
        walkers = [walk.Respondent("127.0.0.1", running.port, seed) for seed in range(_ONE_PERSON_AT_ONCE)]

        def one(thread: int, _number: int) -> int:
            before = walkers[thread].requests
            page = walkers[thread].walk(code)
            if "<main" not in page:
                raise RuntimeError(page[:500])
            return walkers[thread].requests - before

        walk.run(one, people=2 * _ONE_PERSON_AT_ONCE, at_once=_ONE_PERSON_AT_ONCE)
        before = running.cpu()
        load = walk.run(one, people=people, at_once=_ONE_PERSON_AT_ONCE)
        cpu = running.cpu() - before
    with study.installation(folder):
        stored = pages.stored()
    expected = people + 2 * _ONE_PERSON_AT_ONCE
    if stored != expected:
        raise RuntimeError(f"{stored} responses stored, {expected} were sent")
    return {
        "people": people,
        "responses_per_second": round(load.done / load.seconds, 1),
        "server_cpu_ms_per_response": round(cpu / load.done * 1000, 2),
        "requests_per_response": load.requests / load.done,
        "server_cpu_ms_per_request": round(cpu / load.requests * 1000, 2),
        "walk_seconds_median": round(sorted(load.durations)[load.done // 2], 3),
        "memory_at_rest_mb": round(at_rest, 1),
    }


def bare(folder: Path, people: int) -> dict[str, Any]:
    """One post that stores all 44 answers, for comparison."""
    answers = [walk.filled(page, walk.random.Random(1)) for page in document()["pages"]]
    body = urlencode([field for page in answers for field in page])
    with server.yardstick(folder) as running:
        posts = [walk.Respondent("127.0.0.1", running.port, seed) for seed in range(_ONE_PERSON_AT_ONCE)]

        def one(thread: int, _number: int) -> int:
            posts[thread]._send("POST", "/answer", body)  # noqa: SLF001 - one post, no page to follow
            return 1

        walk.run(one, people=50, at_once=_ONE_PERSON_AT_ONCE)
        before = running.cpu()
        load = walk.run(one, people=10 * people, at_once=_ONE_PERSON_AT_ONCE)
        cpu = running.cpu() - before
    return {
        "inserts": load.done,
        "inserts_per_second": round(load.done / load.seconds, 1),
        "server_cpu_ms_per_insert": round(cpu / load.done * 1000, 2),
    }


if __name__ == "__main__":
    main()

"""One page of thirty questions: how often a second it is shown and saved, beside an empty template of the same size."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import server, study, walk
from bench.shape import document

_AT_ONCE = 4
_COPIES = 2
_FEWEST_FIELDSETS = 15


def thirty() -> dict[str, Any]:
    """Thirty questions of all kinds of the usual questionnaire on one page."""
    asked = [question for page in document()["pages"] for question in page["questions"]]
    copied = [{**question, "code": f"{question['code']}{copy}"} for copy in range(_COPIES) for question in asked]
    return {"languages": ["en"], "pages": [{"key": "p1", "title": {"en": "All"}, "questions": copied[:30]}]}


def measure(folder: Path, times: int) -> dict[str, Any]:
    """The page of the product and the empty one, each shown and stored as often as it goes."""
    folder.mkdir(parents=True)
    with study.installation(folder / "product"):
        code = study.make(thirty()).code
    fields = walk.filled(thirty()["pages"][0], random.Random(1))
    with server.product(folder / "product") as running:
        visits = _begun(running, code, times + 2 * _AT_ONCE)
        shown = _rate(running, times, lambda browser, number: visits[number].look(browser))
        saved = _rate(running, times, lambda browser, number: visits[number].save(browser, fields))
    size = len(visits[0].page.encode())
    with server.yardstick(folder, size) as running:
        empty = _rate(running, times, lambda browser, _number: browser.get("/page"))
        stored = _rate(running, times, lambda browser, _number: browser.send("/answer", "", fields))
    return {
        "questions": 30,
        "bytes": size,
        "shown": shown,
        "empty_template_of_the_same_size": empty,
        "saved": saved,
        "bare_insert_of_the_same_answers": stored,
        "ratio_cpu_shown": round(shown["server_cpu_ms"] / empty["server_cpu_ms"], 1),
        "ratio_cpu_saved": round(saved["server_cpu_ms"] / stored["server_cpu_ms"], 1),
    }


@dataclass(frozen=True, slots=True)
class _Visit:
    """Somebody who has begun; nobody saves twice, since a person who saves too often is held back."""

    door: str
    page: str
    cookies: dict[str, str]

    def at(self, browser: walk.Respondent) -> walk.Respondent:
        browser.cookies = dict(self.cookies)
        return browser

    def look(self, browser: walk.Respondent) -> None:
        page = self.at(browser).get(self.door)
        if page.count("<fieldset") < _FEWEST_FIELDSETS:
            raise RuntimeError(page[:500])

    def save(self, browser: walk.Respondent, fields: list[tuple[str, str]]) -> object:
        return self.at(browser).send(self.door, self.page, fields)


def _begun(running: server.Server, code: str, people: int) -> list[_Visit]:
    browser = walk.Respondent("127.0.0.1", running.port, 1)
    visits = []
    for _person in range(people):
        browser.cookies.clear()
        door, page = browser.post(f"/r/{code}", browser.get(f"/r/{code}"), [])
        visits.append(_Visit(door, page, dict(browser.cookies)))
    return visits


def _rate(running: server.Server, times: int, work: Callable[[walk.Respondent, int], object]) -> dict[str, float]:
    browsers = [walk.Respondent("127.0.0.1", running.port, seed) for seed in range(_AT_ONCE)]

    def one(thread: int, number: int) -> int:
        work(browsers[thread], number)
        return 1

    walk.run(lambda thread, number: one(thread, times + number), people=2 * _AT_ONCE, at_once=_AT_ONCE)
    before = running.cpu()
    load = walk.run(one, people=times, at_once=_AT_ONCE)
    cpu = running.cpu() - before
    return {"per_second": round(load.done / load.seconds, 1), "server_cpu_ms": round(cpu / load.done * 1000, 2)}

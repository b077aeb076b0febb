"""Simulated respondents: each walks the whole questionnaire over HTTP, as a browser without script does."""

import http.client
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from bench.shape import document

_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def filled(page: dict[str, Any], chance: random.Random) -> list[tuple[str, str]]:
    """Answers to one page."""
    fields: list[tuple[str, str]] = []
    for question in page["questions"]:
        name, settings = "q" + question["code"], question["settings"]
        if question["kind"] == "single":
            fields.append((name, str(chance.choice(settings["options"])["code"])))
        elif question["kind"] == "multiple":
            chosen = chance.sample(settings["options"], chance.randint(1, 3))
            fields += [(name, str(option["code"])) for option in chosen]
        elif question["kind"] == "grid":
            fields += [(f"{name}.{item['code']}", str(chance.randint(1, 5))) for item in settings["items"]]
        elif question["kind"] == "number":
            fields.append((name, str(chance.randint(0, 10))))
        else:
            fields.append((name, "Deliveries on the day that was agreed would help us most."))
    return fields


class Respondent:
    """One person with one browser."""

    def __init__(self, host: str, port: int, seed: int) -> None:
        self.connection = http.client.HTTPConnection(host, port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.chance = random.Random(seed)
        self.requests = 0

    def walk(self, code: str) -> str:
        """From the start page to the receipt; the last page's text."""
        self.cookies.clear()
        address, page = f"/r/{code}", self.get(f"/r/{code}")
        address, page = self.post(address, page, [])
        for part in document()["pages"]:
            address, page = self.post(address, page, filled(part, self.chance))
        _address, page = self.post(address, page, [])
        return page

    def get(self, address: str) -> str:
        """Load a page."""
        return self._send("GET", address)[1]

    def post(self, address: str, page: str, fields: list[tuple[str, str]]) -> tuple[str, str]:
        """Send the form of a page with these answers and follow where it leads."""
        where, text = self.send(address, page, fields)
        return where, self.get(where) if where != address else text

    def send(self, address: str, page: str, fields: list[tuple[str, str]]) -> tuple[str, str]:
        """Send the form of a page with these answers, and stay."""
        return self._send("POST", address, urlencode(_HIDDEN.findall(page) + fields))

    def _send(self, method: str, address: str, body: str = "") -> tuple[str, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, address, body or None, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        self.requests += 1
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if answer.status == http.client.SEE_OTHER:
            return answer.headers["Location"], text
        if answer.status != http.client.OK:
            raise RuntimeError(f"{method} {address} answered {answer.status}: {text[:600]}")
        return address, text


@dataclass
class Load:
    """What a run of many respondents came to."""

    done: int = 0
    requests: int = 0
    seconds: float = 0.0
    durations: list[float] = field(default_factory=list)


def run(work: Callable[[int, int], int], *, people: int, at_once: int) -> Load:
    """Let many people do the same, some at once; `work(thread, number)` gives back how many requests it took."""
    load, lock, numbers = Load(), threading.Lock(), iter(range(people))

    def go(thread: int) -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            begun = time.perf_counter()
            requests = work(thread, number)
            with lock:
                load.done += 1
                load.requests += requests
                load.durations.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    threads = [threading.Thread(target=go, args=(thread,)) for thread in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.perf_counter() - begun
    return load

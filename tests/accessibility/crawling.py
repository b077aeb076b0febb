"""Every page of the desk that can be reached by links, and those that a form leads to."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.exceptions import HTTPException

from tests.builders import post

_MOST_ASKED = 2
_NOT_FOLLOWED = frozenset({"static", "reports.download", "imports.report_file", "answer_files.download"})


@dataclass
class Map:
    """Pages by endpoint, found by following links from the studies."""

    app: Flask
    client: FlaskClient
    pages: list[tuple[str, str]] = field(default_factory=list)
    passed: set[str] = field(default_factory=set)
    """Endpoints that send a file, or on to another page, or a page built like one of theirs before."""
    looks: set[tuple[str, int]] = field(default_factory=set)
    """How the pages of each endpoint are built; another one that differs in words alone need not be looked at."""
    _seen: set[str] = field(default_factory=set)
    _kinds: set[tuple[str, ...]] = field(default_factory=set)

    def follow(self, *begin: str, within: str = "/") -> None:
        """Walk through all links below an address, one address of each kind in each study."""
        waiting = list(begin)
        while waiting:
            address = waiting.pop(0)
            endpoint, kind = self._kind(address)
            if address in self._seen or kind in self._kinds or not endpoint or endpoint in _NOT_FOLLOWED:
                continue
            if not address.startswith(within):
                continue
            self._seen.add(address)
            answer = self.client.get(address)
            if answer.status_code in {302, 303}:
                self.passed.add(endpoint)
                waiting.insert(0, answer.location)
                continue
            assert answer.status_code == 200, f"{address} answers {answer.status_code}"
            self._kinds.add(kind)
            if answer.mimetype != "text/html":
                self.passed.add(endpoint)
                continue
            page = html.fromstring(answer.get_data(as_text=True))
            waiting.extend(_links(page))
            if (look := (endpoint, hash(_build(page)))) in self.looks:
                self.passed.add(endpoint)
                continue
            self.looks.add(look)
            self.pages.append((endpoint, address))

    def keep(self, known: set[str], always: frozenset[str], ends: tuple[str, ...] = ()) -> None:
        """Drop the pages that are known from elsewhere and look the same here, unless their address ends so."""
        first: dict[str, str] = {}
        for endpoint, address in self.pages:
            first.setdefault(endpoint, address)
        self.pages = [
            (endpoint, address)
            for endpoint, address in self.pages
            if endpoint in always or address.endswith(ends) or (endpoint not in known and first[endpoint] == address)
        ]

    @property
    def endpoints(self) -> set[str]:
        """What was found."""
        return {endpoint for endpoint, _address in self.pages} | self.passed

    def _kind(self, address: str) -> tuple[str, tuple[str, ...]]:
        """The endpoint, and what makes an address another kind of page: its study and what its query names."""
        parts = urlsplit(address)
        try:
            endpoint, arguments = self.app.url_map.bind("127.0.0.1").match(parts.path)
        except HTTPException:
            return "", ()
        asked = [each.split("=")[0] for each in parts.query.split("&") if each and not each.endswith("=")]
        names = [each for each in sorted(asked) if each not in {"lang", "show", "version"}][:_MOST_ASKED]
        return str(endpoint), (str(endpoint), str(arguments.get("study_code", "")), str(arguments.get("kind")), *names)


def _build(element: Any) -> tuple[object, ...]:
    """Elements in one another with their classes, types and names of attributes; what repeats itself counts once."""
    inside = dict.fromkeys(_build(each) for each in element if isinstance(each.tag, str))
    own = (element.tag, element.get("class"), element.get("type"), *sorted(element.keys()))
    return (*own, tuple(inside))


def _links(page: Any) -> Iterator[str]:
    for link in page.xpath("//a/@href"):
        if link.startswith("/") and not link.startswith("/r/"):
            yield link.split("#")[0]


def import_pages(client: FlaskClient, stage_address: str) -> list[str]:
    """The two pages between a file of answers and its report; one row of the file cannot be taken."""
    content = b"CONSENT,OVERALL,YEARS\n1,4,12\n1,9,many\n"
    sent = {"file": (io.BytesIO(content), "answers.csv"), "source": "Paper forms", "mode": "paper"}
    columns = post(client, f"{stage_address}/import", sent, content_type="multipart/form-data").location
    assert columns, "the file was not taken"
    return [columns, f"{columns}/check"]


def questionnaire_page(client: FlaskClient, stage_address: str) -> str:
    """The page that tells what becomes of a questionnaire from a file, before it replaces the draft."""
    whole = {"pages": [{"name": "p1", "elements": [{"type": "text", "name": "why"}, {"type": "file", "name": "scan"}]}]}
    sent = {"document": (io.BytesIO(json.dumps(whole).encode()), "survey.json")}
    answer = post(client, f"{stage_address}/questionnaire/file", sent, content_type="multipart/form-data")
    assert answer.location, answer.get_data(as_text=True)
    return str(answer.location)


def data_page(client: FlaskClient, stage_address: str) -> str:
    """The page that tells what a survey would be that begins with a data file."""
    sent = {"file": (io.BytesIO(b"sex,rating\n1,4\n2,5\n1,3\n"), "data.csv")}
    answer = post(client, f"{stage_address}/data-start", sent, content_type="multipart/form-data")
    assert answer.location, answer.get_data(as_text=True)
    return str(answer.location)


def behind_upload(client: FlaskClient, address: str) -> str:
    """The page behind a file of statements where an address takes one; any other address as it is."""
    if not address.endswith("/item-files"):
        return address
    sent = {"file": (io.BytesIO(b"text,section\nDeliver on time,Delivery\nAnswer within a day,Service\n"), "items.csv")}
    answer = post(client, address, sent, content_type="multipart/form-data")
    assert answer.location, answer.get_data(as_text=True)
    return str(answer.location)


def list_page(client: FlaskClient, stage_address: str) -> str:
    """The page that asks what the columns of a list mean."""
    content = b"id,email,industry\n1,a@example.org,Food\n2,b@example.org,Chemistry\n"
    sent = {"file": (io.BytesIO(content), "list.csv"), "kind": "frame"}
    return str(post(client, f"{stage_address}/sample/upload", sent, content_type="multipart/form-data").location)


def store_list(client: FlaskClient, stage_address: str) -> str:
    """A list that is stored; the address of a plan to draw from it."""
    columns = list_page(client, stage_address)
    answer = post(client, columns, {"kind": "frame", "unit": "id", "email": "email", "attributes": "industry"})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return f"{stage_address}/sample/draw?rate=50+%25&by=industry&seed=7"


def workbook_job(client: FlaskClient, stage_address: str) -> str:
    """The job of a workbook that was asked for."""
    answer = post(client, f"{stage_address}/exports", {"form": "xlsx", "language": "en", "keep": "y"})
    assert answer.status_code == 303
    found = re.search(r"/jobs/[a-z0-9]+", client.get("/jobs/").get_data(as_text=True))
    assert found
    return found.group(0)

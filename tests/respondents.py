"""People who answer: a study in the field, and a browser without script that walks through its pages."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import MetaData, create_engine, select
from werkzeug.test import TestResponse

from survey_app.db import session
from survey_app.models import SampledCase, Stage
from survey_app.services import links
from survey_app.vocabulary import AnonymityLevel
from tests.builders import make_account, make_study, stage_of
from tests.planting import items, options, publish, question

LANGUAGES = ("en", "es", "zh_Hans_CN")
FIRST = {"qIND": "2", "qYEARS": "12"}
SECOND = {"qSERV.price": "4", "qSERV.quality": "5", "qNAME": "Ana"}
THIRD = {"qMISS": "Faster answers.\nA person to call."}
PAGES: tuple[Mapping[str, str], ...] = (FIRST, SECOND, THIRD)
ANSWERS = {"IND": 2, "YEARS": 12, "SERV.price": 4, "SERV.quality": 5, "MISS": "Faster answers.\nA person to call."}


def three_pages(languages: tuple[str, ...] = LANGUAGES) -> dict[str, Any]:
    """A questionnaire of three pages, one question of it asking who answers."""
    pages = [
        [
            question("IND", "single", "Which industry?", required=True, options=options("Food", "Chemistry")),
            question("YEARS", "number", "For how many years?", min=0, max=80),
        ],
        [
            question("SERV", "grid", "How good is it?", required=True, items=items("Price", "Quality"), scale={}),
            question("NAME", "short_text", "Your name?", purpose="identity"),
        ],
        [question("MISS", "long_text", "What do you miss?")],
    ]
    titled = [
        {"key": f"p{number}", "title": {"en": f"Part {number}", "es": f"Parte {number}"}, "questions": part}
        for number, part in enumerate(pages, 1)
    ]
    return {"languages": list(languages), "pages": titled}


def open_stage(definition: Mapping[str, Any] | None = None, **changes: Any) -> Stage:
    """A stage in the field."""
    study = make_study(make_account(), organiser="Institute", contact="ask@example.org")
    stage = stage_of(study)
    stage.level = changes.pop("level", AnonymityLevel.CONFIDENTIAL)
    session.commit()
    publish(stage, definition or three_pages())
    for name, value in changes.items():
        setattr(stage, name, value)
    session.commit()
    return stage


def make_case(stage: Stage, unit: str = "C-1") -> SampledCase:
    """A sampled case with its link."""
    case = SampledCase(stage_id=stage.id, unit=unit, email=f"{unit}@example.org".lower(), link_hash=f"pending {unit}")
    session.add(case)
    session.flush()
    case.link_hash = links.hash_of(case)
    session.commit()
    return case


def link_of(stage: Stage, case: SampledCase) -> str:
    """The path of a case's personal link."""
    return f"/r/{stage.code}/{links.secret_of(case)}"


class Person:
    """Somebody with a browser that runs no script."""

    def __init__(self, client: FlaskClient, code: str) -> None:
        self.client = client
        self.code = code
        self.page: TestResponse
        self.path = ""

    def get(self, path: str) -> TestResponse:
        """Open an address and follow where it leads."""
        return self._arrive(self.client.get(path))

    def send(self, fields: Mapping[str, Any] | None = None, *, without: tuple[str, ...] = ()) -> TestResponse:
        """Send the page's form with these fields, as its Continue button would."""
        hidden = {name: value for name, value in self.hidden().items() if name not in without}
        address = self.document().xpath("//main//form/@action")
        path = address[0] if address else self.path
        return self._arrive(self.client.post(path, data={**hidden, **(fields or {})}))

    def _arrive(self, page: TestResponse) -> TestResponse:
        while page.status_code == 303:
            page = self.client.get(page.location)
        self.page, self.path = page, page.request.path
        return page

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's form."""
        fields = self.document().xpath("//main//form//input[@type='hidden']")
        return {field.get("name"): field.get("value") for field in fields}

    def document(self) -> Any:
        """The page as a tree."""
        return html.fromstring(self.text)

    @property
    def text(self) -> str:
        """The page."""
        return self.page.get_data(as_text=True)

    @property
    def receipt(self) -> str:
        """The receipt code on the page."""
        found = re.search(r'class="code">([^<]+)<', self.text)
        return found.group(1) if found else ""

    def begin(self, path: str = "") -> TestResponse:
        """Open a link and press Start."""
        self.get(path or f"/r/{self.code}")
        return self.send()

    def answer(self, *pages: Mapping[str, Any]) -> TestResponse:
        """Fill in page after page."""
        for fields in pages or PAGES:
            self.send({**fields, "go": "next"})
        return self.page

    def walk(self, path: str = "") -> str:
        """From the link to the receipt; returns the receipt."""
        self.begin(path)
        self.answer()
        self.send()
        return self.receipt


def everything(address: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, to compare before and after."""
    engine = create_engine(address)
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        found = {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in tables.tables.items()
        }
    engine.dispose()
    return found


def bench_document(folder: Path) -> dict[str, Any]:
    """The benchmark's questionnaire as a document."""
    shape = json.loads((folder / "shape.json").read_text())
    pages = [
        {"key": f"p{n}", "title": {"en": page["title"]}, "questions": [_bench_question(q) for q in page["questions"]]}
        for n, page in enumerate(shape["pages"], 1)
    ]
    return {"languages": ["en"], "pages": pages}


def _bench_question(shape: Mapping[str, Any]) -> dict[str, Any]:
    kind = {"array5": "grid", "short": "short_text", "long": "long_text"}.get(shape["kind"], shape["kind"])
    settings: dict[str, Any] = {"required": shape.get("required", False)}
    if "options" in shape:
        settings["options"] = options(*shape["options"])
    if "items" in shape:
        settings |= {"items": items(*shape["items"]), "scale": {}}
    settings |= {name: shape[name] for name in ("min", "max") if name in shape}
    return question(shape["code"], kind, shape["text"], **settings)

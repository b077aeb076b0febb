"""The editor over long questionnaires: reading one from a file, its page, and saving one question."""

import gc
import io
import re
import time
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from bench import study
from bench.pages import _open, _signed_in
from survey_app.db import transaction
from survey_app.interchange.questionnaires import formats
from survey_app.questions.registry import read_questionnaire
from survey_app.services import accounts, studies

_ON_A_PAGE = 10
_FIELD = re.compile(r'name="(csrf_token|revision|count)"[^>]*value="([^"]*)"')
_SCALE = {"first": 1, "last": 5, "low": {"en": "very dissatisfied"}, "high": {"en": "very satisfied"}}
_KINDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("rating", {"scale": _SCALE}),
    ("single", {"options": [{"code": code, "label": {"en": f"Answer {code}"}} for code in range(1, 8)]}),
    ("grid", {"items": [{"code": str(row), "label": {"en": f"Part {row}"}} for row in range(1, 6)], "scale": _SCALE}),
    ("number", {"min": 0, "max": 100}),
    ("long_text", {}),
)


def long(count: int) -> dict[str, Any]:
    """A questionnaire of this many questions, ten on a page, every fourth asked under a condition."""
    asked = [_question(number) for number in range(1, count + 1)]
    return {
        "languages": ["en"],
        "pages": [
            {
                "key": f"p{page + 1}",
                "title": {"en": f"Topic {page + 1}"},
                "questions": asked[first : first + _ON_A_PAGE],
            }
            for page, first in enumerate(range(0, count, _ON_A_PAGE))
        ],
    }


def _question(number: int) -> dict[str, Any]:
    kind, settings = _KINDS[(number - 1) % len(_KINDS)]
    asked = {
        "code": f"Q{number}",
        "kind": kind,
        "text": {"en": f"How satisfied are you with part {number} of our service, taken all in all?"},
        "hint": {"en": "Think of the last twelve months."},
        "settings": settings,
    }
    return asked | ({"show_if": f"Q{(number - 2) // 5 * 5 + 1} >= 3"} if number % 4 == 0 else {})


def measure(folder: Path, count: int) -> dict[str, Any]:
    """Each step in processor time: the file looked at, agreed to, the editor's page, one question saved."""
    folder.mkdir(parents=True)
    written = formats.write("xlsform", read_questionnaire(long(count)), "Long").content
    with study.installation(folder) as app:
        with transaction():
            owner = accounts.make(study.EMAIL, "Bench", password=study.PASSWORD, is_administrator=True)
            stage = studies.create(owner, "Long").stages[0]
        base = f"/studies/{stage.study.code}/stages/{stage.code}/questionnaire"
        client = _signed_in(app)
        fields = dict(_FIELD.findall(_open(client, base + "/file").get_data(as_text=True)))
        _open(client, base)
        steps: dict[str, float] = {}
        upload = {**fields, "document": (io.BytesIO(written), "long.xlsx")}
        looked, _none = _step(client, steps, "look_at_the_file", base + "/file", upload)
        _where, page = _step(client, steps, "report_of_the_file", looked)
        _step(client, steps, "take_it", looked + "/confirm", dict(_FIELD.findall(page)))
        _where, page = _step(client, steps, "editor_page", base)
        middle = count // 10 * 5 + 1
        for code in (f"Q{middle}", f"Q{middle + 5}"):  # the second one counts: the first fills caches
            _where, page = _step(client, steps, "editor_page_at_a_question", f"{base}?q={code}")
            changed = {**dict(_FIELD.findall(page)), "code": code, "text": "Another text", "preset": "own"}
            address, _none = _step(client, steps, "save_one_question", f"{base}/questions/{code}", changed)
            _step(client, steps, "editor_page_after_it", address)
        for name in ("logic", "check", "try"):
            _step(client, steps, name, f"{base}/{name}")
    imported = ("look_at_the_file", "report_of_the_file", "take_it", "editor_page")
    return {
        "questions": count,
        "import_and_editor_cpu_s": round(sum(steps[name] for name in imported) / 1000, 2),
        "editor_page_bytes": len(page.encode()),
        "cpu_ms": steps,
    }


def _step(
    client: FlaskClient, steps: dict[str, float], name: str, address: str, fields: dict[str, Any] | None = None
) -> tuple[str, str]:
    gc.collect()  # a full collection takes 0.16 s now and then, whatever is being done
    begun = time.process_time()
    answer = _open(client, address, method="POST" if fields else "GET", data=fields)
    steps[name] = round((time.process_time() - begun) * 1000)
    wanted = 303 if fields else 200
    if answer.status_code != wanted:
        raise RuntimeError(f"{address} answered {answer.status_code}: {answer.get_data(as_text=True)[:500]}")
    return answer.headers.get("Location", address).partition("#")[0], answer.get_data(as_text=True)

"""The editor's desk as a browser without script uses it."""

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.db import session
from survey_app.models import Stage
from survey_app.services import versions
from tests.builders import csrf_of


class Desk:
    """Somebody signed in at the editor of one stage."""

    def __init__(self, client: FlaskClient, stage: Stage) -> None:
        self.client = client
        self.stage_id = stage.id
        self.base = f"/studies/{stage.study.code}/stages/{stage.code}/questionnaire"
        self.token = csrf_of(client)

    @property
    def stage(self) -> Stage:
        session.expire_all()
        found = session.get(Stage, self.stage_id)
        assert found
        return found

    @property
    def version(self) -> versions.Version:
        return versions.latest(self.stage)

    def get(self, path: str = "") -> str:
        answer = self.client.get(self.base + path)
        assert answer.status_code == 200, (answer.status_code, answer.text[:400])
        return answer.text

    def send(self, path: str, revision: int | None = None, **fields: object) -> TestResponse:
        expected = self.version.revision if revision is None else revision
        return self.client.post(self.base + path, data={"csrf_token": self.token, "revision": str(expected), **fields})

    def done(self, path: str, **fields: object) -> str:
        answer = self.send(path, **fields)
        assert answer.status_code == 303, (path, answer.status_code, answer.text[:2000])
        return str(answer.headers["Location"])

    def question(self, code: str) -> dict[str, object]:
        return next(
            question
            for page in self.version.definition["pages"]
            for question in page["questions"]
            if question["code"] == code
        )

    def codes(self) -> list[str]:
        return [question.code for question in versions.document(self.version).questions()]


def form_fields(page: str) -> dict[str, list[str]]:
    """What a browser would send from the question's form as it stands."""
    found = re.search(r"<form[^>]*data-autosave.*?</form>", page, re.DOTALL)
    assert found, page[:500]
    fields: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", found.group(0)):
        name = re.search(r'name="([^"]*)"', tag)
        ticked = "checkbox" not in tag or " checked" in tag
        if name and ticked:
            value = re.search(r'value="([^"]*)"', tag)
            fields.setdefault(name.group(1), []).append(unescape(value.group(1)) if value else "on")
    for name, words in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n(.*?)</textarea>', found.group(0), re.DOTALL):
        fields[name] = [unescape(words.lstrip("\n"))]
    for name, options in re.findall(r'<select[^>]*name="([^"]*)".*?>(.*?)</select>', found.group(0), re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = [chosen.group(1) if chosen else ""]
    return fields

"""What can be looked at of two panels: each desk page, file, mail and command, each page of a person who is asked.

What is random in each world is taken out by `Plain`; `panel_worlds` says what and why.
"""

import html
import json
import re
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from http import HTTPStatus
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, true
from werkzeug.test import TestResponse

from survey_app.db import session
from survey_app.jobs.worker import run_all
from survey_app.models import (
    Account,
    Batch,
    Card,
    Clarification,
    Idea,
    Item,
    Job,
    MailEntry,
    Panellist,
    Proposal,
    Reason,
    Stage,
    StoredFile,
)
from survey_app.routes.figures.checklists import CHECKLISTS
from survey_app.vocabulary import Role, StageKind
from tests.builders import csrf_of, sign_in
from tests.security.panel_coverage import ONLY_SURVEYS
from tests.security.panel_people import Seen, Told, Voice
from tests.security.two_worlds import World

OTHERS = (0, 7)
"""People whose pages are looked at: one of the same group, one of the other."""
STATEMENTS = 3
TURNS = 3
"""How many objects of a kind have their page looked at."""
_TOKEN = re.compile(r'(name="csrf_token"[^>]*value=")[^"]*(")|(value=")[^"]*("[^>]*name="csrf_token")')
_MADE_JUST_NOW = 600
"""Seconds."""
_BEGUN = time.time() - _MADE_JUST_NOW
"""When the run began, by the machine's own clock, which no test has set."""
_ZIP = b"PK\x03\x04"
_OF_ONE_ANSWER = frozenset({"Content-Length", "Content-Security-Policy"})
"""Headers that are drawn anew for each answer, or count random bytes: nonces, the size of what is packed."""
_COOKIE = re.compile(r"(?<==)[^;]*")
"""What a cookie holds: sessions are drawn anew as well. Its name, and how long and where it is kept, are compared."""
_DISK = re.compile(r"[0-9.,]+ [kMGT]B free")
_OWN_PAGES = frozenset(
    {"panel_door", "ideas", "ballots", "ratings", "joining", "expertise", "personal_reports", "open_answers"}
)
_OWN_ENDPOINTS = frozenset({"proposals.mine", "round_maps.show", "panel_calendar.of_panellist"})
_OF_BRAINSTORMS = frozenset({"ideas", "ballots"})
_OF_DELPHIS = frozenset({"ratings", "expertise", "proposals", "personal_reports", "open_answers", "round_maps"})
"""Own pages that the other kind of panel never has."""
_OF_OTHER_KIND = {StageKind.DELPHI: ("/board", "/vote", "/phases"), StageKind.BRAINSTORM: ("/round", "/items")}
"""Where the desk of the other kind of panel has its pages: of these, too, one refusal is enough."""
_NO_PAGE = frozenset({"static", "front.health"})


def look(world: World, told: Told, roles: Sequence[Role]) -> Seen:
    """Everything the desk can look at, by role and the owner first, with files, mails and the command line."""
    seen: Seen = {"workbook": workbook(world, told)}
    addresses = sorted(desk_addresses(world.app, told))
    for role in roles:
        client = signed_in(world, told, role)
        known = {"Authorization": f"Bearer {told.secret}"} if role is Role.OWNER else {}
        found = {each: client.get(each, headers=known if each.startswith("/api/") else {}) for each in addresses}
        seen |= {f"{role.value} {address}": answered(answer) for address, answer in found.items()}
        if role is Role.OWNER:  # nobody reaches more; what is nothing for the owner is nothing
            # in the order of the addresses: the first page with a form is the one that sets the cookie of a session
            of_studies = [address for address in addresses if address.startswith("/studies/")]
            addresses = [each for each in of_studies if found[each].status_code == HTTPStatus.OK]
    seen["mails"] = [_mail(entry) for entry in session.scalars(select(MailEntry).order_by(MailEntry.id))]
    return seen | _commands(world, told)


def signed_in(world: World, told: Told, role: Role) -> FlaskClient:
    """A browser of somebody at the desk."""
    client = world.app.test_client()
    sign_in(client, session.get_one(Account, told.desk[role]))
    return client


def answered(answer: TestResponse) -> object:
    """An answer as it is compared, with its headers: a workbook is unpacked."""
    data = answer.get_data()
    answer.close()
    kind = answer.mimetype
    headers = {name: value for name, value in answer.headers if name not in _OF_ONE_ANSWER}
    if cookies := answer.headers.getlist("Set-Cookie"):
        headers["Set-Cookie"] = " ".join(_COOKIE.sub("", each, count=1) for each in cookies)
    if answer.last_modified is not None and answer.last_modified.timestamp() >= _BEGUN:
        # a file that this run has made: both tell when, one world after the other
        headers = {name: value for name, value in headers.items() if name not in {"Last-Modified", "ETag"}}
    if str(kind).endswith("sheet") or data.startswith(_ZIP):
        return answer.status_code, headers, _unpacked(data)
    return answer.status_code, kind, headers, data.decode("utf-8", "replace")


def own_pages(world: World, told: Told, moment: str) -> Seen:
    """Every page of people who are not one of the two."""
    found: Seen = {}
    for stage_id, links in told.links.items():
        for number in OTHERS:
            if number >= len(links):
                continue
            voice = Voice(world, told, stage_id, number)
            for address in own_addresses(world.app, session.get_one(Stage, stage_id), links[number]):
                answer = voice.client.get(address)
                found[f"{moment}: {number} {address}"] = answered(answer)
    return found


def own_addresses(app: Flask, stage: Stage, secret: str) -> list[str]:
    """Every page of a panellist that a GET shows."""
    every = session.scalars(select(Card.code).where(Card.stage_id == stage.id).order_by(Card.text)).all()
    cards = [*every[1:8:2], "none"]
    found: set[str] = set()
    values = {"code": stage.code, "secret": secret}
    other = _OF_BRAINSTORMS if stage.kind is StageKind.DELPHI else _OF_DELPHIS

    def wanted(endpoint: str) -> bool:
        return _is_own(endpoint) and endpoint.partition(".")[0] not in other

    for place in range(1, STATEMENTS + 1):
        card = cards[place % len(cards)]
        found |= set(_built(app, {**values, "position": place, "number": place, "card_code": card}, wanted))
    found |= {f"/p/{stage.code}/ideas/board?seen={seen}" for seen in range(2, len(every), 4)}
    return sorted(found)


def desk_addresses(app: Flask, told: Told) -> set[str]:
    """Every desk page that a GET shows, for each object of both studies."""
    found: set[str] = set()
    mails = session.scalars(select(MailEntry.id).order_by(MailEntry.id)).all()
    for stage_id in told.links:
        stage = session.get_one(Stage, stage_id)
        root = f"/studies/{stage.study.code}/stages/{stage.code}"
        others = tuple(root + path for path in _OF_OTHER_KIND[stage.kind])
        for place in range(TURNS):
            values = _arguments(stage, place) | {"mail_id": mails[place * len(mails) // TURNS]}
            built = _built(app, values, _is_of_panels if place else _is_desk)
            found |= {each for each in built if not place or not each.startswith(others)}
        ideas = session.scalars(select(Idea.code).where(Idea.stage_id == stage.id).order_by(Idea.text)).all()
        found |= {f"{root}/board/ideas/{code}" for code in ideas[::5]}
        found |= {f"{root}/panel?page=2", f"{root}/vote?by=people", f"{root}/board?search=idea"}
        found |= {f"{root}/rounds/1/merge?item=S1&item=S2"}
    return found


def _arguments(stage: Stage, place: int) -> dict[str, Any]:
    """Some object of each kind; with the place it is another one."""

    def pick(column: Any, order: Any, *, among: Any = True) -> Any:
        rows = session.scalars(select(column).where(true() if among is True else among).order_by(order)).all()
        return rows[place * len(rows) // TURNS] if rows else "none"

    study = stage.study
    return {
        "study_code": study.code,
        "stage_code": stage.code,
        "panellist_code": pick(Panellist.code, Panellist.id, among=Panellist.stage_id == stage.id),
        "card_code": pick(Card.code, Card.text, among=Card.stage_id == stage.id),
        "item_code": pick(Item.code, Item.position, among=Item.stage_id == stage.id),
        "number": 1 + place % 2,
        "job_code": pick(Job.code, Job.id),
        "file_code": pick(StoredFile.code, StoredFile.id),
        "member_id": study.memberships[place % len(study.memberships)].id,
        "account_id": study.memberships[place % len(study.memberships)].account_id,
        "kind": "panel_invitation",
        "checklist": [*CHECKLISTS][place % len(CHECKLISTS)],
    }


def _built(app: Flask, values: Mapping[str, Any], wanted: Callable[[str], bool]) -> Iterator[str]:
    urls = app.url_map.bind("127.0.0.1")
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and wanted(rule.endpoint):
            yield urls.build(rule.endpoint, {name: values.get(name, 1) for name in rule.arguments})


def _is_own(endpoint: str) -> bool:
    return endpoint.partition(".")[0] in _OWN_PAGES or endpoint in _OWN_ENDPOINTS


def _is_desk(endpoint: str) -> bool:
    parts = ("respond", "security", "setup", *_OWN_PAGES)
    return endpoint not in _NO_PAGE | _OWN_ENDPOINTS and endpoint.partition(".")[0] not in parts


def _is_of_panels(endpoint: str) -> bool:
    """A desk page that is not of surveys alone: of those one refusal is enough."""
    return _is_desk(endpoint) and endpoint.partition(".")[0] not in ONLY_SURVEYS


def workbook(world: World, told: Told) -> object:
    """The round workbook, unpacked."""
    stage = session.get_one(Stage, told.delphi)
    client = signed_in(world, told, Role.OWNER)
    path = f"/studies/{stage.study.code}/stages/{stage.code}/round-exports"
    answer = client.post(path, data={"csrf_token": csrf_of(client), "language": "en"})
    run_all(world.app)
    stored = session.scalars(select(StoredFile).order_by(StoredFile.id.desc())).first()
    if stored is None:
        return answer.status_code
    with client.get(f"/files/{stored.code}") as file:
        return _unpacked(file.data)


def _unpacked(data: bytes) -> Mapping[str, str]:
    """The files of an archive in their order, and what it says of them beside their content: times and comments."""
    with zipfile.ZipFile(BytesIO(data)) as book:
        found = {name: book.read(name).decode("utf-8", "replace") for name in book.namelist()}
        about = [(one.filename, _told_time(one), one.comment, one.extra, one.external_attr) for one in book.infolist()]
        return found | {"about the archive": f"{book.comment!r} {about}"}


def _told_time(part: zipfile.ZipInfo) -> tuple[int, ...]:
    """The time a file of an archive bears, unless it is that of its making: one world is looked at after the other."""
    told = time.mktime((*part.date_time, 0, 0, -1))
    # what a program writes itself bears the clock of the test, what went over the disk that of the machine
    is_of_making = abs(told - time.time()) < _MADE_JUST_NOW or told >= _BEGUN
    return () if is_of_making else part.date_time


def _mail(entry: MailEntry) -> Mapping[str, object]:
    """All columns of a mail."""
    return {column.name: str(getattr(entry, column.name)) for column in MailEntry.__table__.columns}


def _commands(world: World, told: Told) -> Seen:
    """What the command line says, as words and for machines."""
    study = session.get_one(Stage, told.delphi).study.code
    found: dict[str, str] = {}
    for verb in ("status", "verify"):
        for more in ([], ["--json"]):
            answer = world.app.test_cli_runner().invoke(args=["delphi", verb, study, *more])
            assert answer.exit_code == 0, answer.output
            found[" ".join(["delphi", verb, *more])] = answer.output
    assert json.loads(found["delphi verify --json"])["sound"]
    return {**found}


def names_of_codes() -> dict[str, str]:
    """What the codes of rows that a world made stand for."""
    rows = _all(Reason.code, Reason.text, Reason.round_id)
    found = {code: f"[reason {words} in {number}]" for code, words, number in rows}
    found |= {code: f"[proposal {words}]" for code, words in _all(Proposal.code, Proposal.text)}
    found |= {code: f"[question {words}]" for code, words in _all(Clarification.code, Clarification.question)}
    found |= {code: f"[idea {words}]" for code, words in _all(Idea.code, Idea.text)}
    found |= {code: f"[card {words}]" for code, words in _all(Card.code, Card.text)}
    found |= {code: f"[job {number}]" for code, number in _all(Job.code, Job.id)}
    found |= {mark: f"[mail {number}]" for mark, number in _all(MailEntry.message_id, MailEntry.id)}
    found |= {code: f"[file {number}]" for code, number in _all(StoredFile.code, StoredFile.id)}
    for mark, key, number in _all(Batch.fingerprint, Batch.key_name, Batch.id):
        found |= {mark: f"[batch {number}]", mark[:16]: f"[batch {number}]", key: f"[batch {number}]"}
    return found


def _all(*columns: Any) -> Sequence[Any]:
    return session.execute(select(*columns)).all()


def _any_of(words: set[str]) -> str:
    """An expression for each of many words, the longest first: their letters are compared once, not once a word."""
    further: dict[str, set[str]] = {}
    for word in filter(None, words):
        further.setdefault(word[0], set()).add(word[1:])
    parts = "|".join(re.escape(letter) + _any_of(rest) for letter, rest in sorted(further.items()))
    return f"(?:{parts})" + ("?" if "" in words else "") if parts else ""


class Plain:
    """Takes out of a world's texts what is random in it."""

    def __init__(self) -> None:
        self.codes = names_of_codes()
        self.codes |= {html.escape(code): word for code, word in self.codes.items()}
        self.pattern = re.compile(_any_of({code for code in self.codes if code}) or "(?!)")

    def of(self, seen: Any) -> Any:
        """The same, each random code saying what it stands for."""
        if isinstance(seen, str):
            words = _DISK.sub("disk", _TOKEN.sub(r"\1\3token\2\4", seen))
            return self.pattern.sub(lambda found: self.codes[found[0]], words)
        if isinstance(seen, Mapping):
            return {self.of(name): self.of(value) for name, value in seen.items()}
        return [self.of(each) for each in seen] if isinstance(seen, list | tuple) else seen

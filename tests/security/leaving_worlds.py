"""What others can see of a panel that somebody leaves: pages, files, lists, mails, logs, and what a new link opens."""

import json
import re
from collections.abc import Collection, Sequence

from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import MailEntry, Panellist, Stage
from survey_app.services import archive_panels, panel_roll
from survey_app.vocabulary import MailKind, Role, StageKind
from tests.security.panel_coverage import ONLY_SURVEYS
from tests.security.panel_looks import Plain, answered, own_addresses, signed_in
from tests.security.panel_people import Seen, Told, Voice
from tests.security.two_worlds import World

_OF_OTHER_KIND = {
    StageKind.BRAINSTORM: ("/round", "/items", "/protocol", "/item-files"),
    StageKind.DELPHI: ("/board", "/vote", "/phases"),
}
"""Where the desk of the other kind of panel has its pages."""
_HASH = re.compile(r'"input_hash": "\w+"')
"""The hash of a frozen vote is over the codes of cards too, and its cards are in their order: random in each world."""
_RECEIPT = re.compile(r"\b[A-Z2-9]{3}-[A-Z2-9]{3}\b")
"""A code that follows from a link, so that only its owner knows whose it is."""
_LINK = re.compile(r"/p/\w+/[a-z2-7]{32}")


def desk(world: World, told: Told, stage_id: int, leaver: int, moment: str, *, only: Sequence[str] = ()) -> Seen:
    """What the desk has of a panel: pages and files of the stage and of whoever leaves, lists, the mail log, the log.

    `only`: of the stage's own pages those whose address goes on like this.
    """
    session.expire_all()
    stage = session.get_one(Stage, stage_id)
    root = f"/studies/{stage.study.code}/stages/{stage.code}"
    wanted = {
        each
        for each in addresses(world, stage, leaver)
        if not only or root not in each or each.partition(root)[2].startswith(tuple(only))
    }
    # named at once, for what is erased later has no name in the end
    named: Seen = Plain().of(looked_at(world, told, stage, moment, wanted))
    return named


def names(world: World, told: Told, stage_id: int, moment: str) -> Seen:
    """Less of it: where the names of people stand."""
    session.expire_all()
    stage = session.get_one(Stage, stage_id)
    study = f"/studies/{stage.study.code}"
    wanted = {f"{study}/stages/{stage.code}/panel", f"{study}/log"}
    return looked_at(world, told, stage, moment, wanted)


def looked_at(world: World, told: Told, stage: Stage, moment: str, wanted: Collection[str]) -> Seen:
    """These pages, the archive, the mails, and who can be asked by another panel."""
    client, known = signed_in(world, told, Role.OWNER), {"Authorization": f"Bearer {told.secret}"}
    found: Seen = {
        f"{moment}: {each}": answered(client.get(each, headers=known if each.startswith("/api/") else {}))
        for each in sorted(wanted)
    }
    asked = panel_roll.people_of(stage, only_asked=True)
    found[f"{moment}: people for another study"] = [each.name for each in asked]
    kept = json.dumps(archive_panels.written(stage), indent=1).splitlines()
    found[f"{moment}: archive"] = sorted(line for line in kept if not _HASH.search(line))
    columns = MailEntry.__table__.columns
    # whom a reminder went to no page shows: it says who had not finished, as does the table of those who had
    entries = session.scalars(select(MailEntry).where(MailEntry.kind != MailKind.ROUND_REMINDER).order_by(MailEntry.id))
    found[f"{moment}: mails"] = [{one.name: str(getattr(each, one.name)) for one in columns} for each in entries]
    return found


def addresses(world: World, stage: Stage, leaver: int) -> set[str]:
    """Every page of the desk that is of the panel or of the person who leaves, and where their names may stand."""
    codes = stage.study.code, stage.code, person_of(stage, leaver).code
    values = dict(zip(("study_code", "stage_code", "panellist_code"), codes, strict=True))
    is_delphi = stage.kind is StageKind.DELPHI
    values |= {"number": "1", "item_code": "S1"} if is_delphi else {}
    urls, found = world.app.url_map.bind("127.0.0.1"), {"/", f"/studies/{codes[0]}", f"/studies/{codes[0]}/log"}
    others = tuple(f"/studies/<study_code>/stages/<stage_code>{path}" for path in _OF_OTHER_KIND[stage.kind])
    for rule in world.app.url_map.iter_rules():
        is_shown = "GET" in (rule.methods or ()) and {"stage_code"} <= rule.arguments <= values.keys()
        if is_shown and rule.endpoint.partition(".")[0] not in ONLY_SURVEYS and not rule.rule.startswith(others):
            built = {name: values[name] for name in rule.arguments}
            found.add(urls.build(rule.endpoint, built))
            if "number" in built:
                found.add(urls.build(rule.endpoint, built | {"number": "2"}))
    return found | {"/administration/mails"}


def person_of(stage: Stage, number: int) -> Panellist:
    """Somebody of a panel by their place on its list."""
    people = select(Panellist).where(Panellist.stage_id == stage.id).order_by(Panellist.id)
    return session.scalars(people.offset(number).limit(1)).one()


def own_pages(world: World, told: Told, stage_id: int, number: int, moment: str = "own") -> Seen:
    """Every page of somebody who stays."""
    voice = Voice(world, told, stage_id, number)
    pages = own_addresses(world.app, session.get_one(Stage, stage_id), told.links[stage_id][number])
    found = {f"{moment}: {each}": _RECEIPT.sub("code", str(answered(voice.client.get(each)))) for each in pages}
    return dict(found)


def new_link(world: World, told: Told, stage_id: int, leaver: int) -> Seen:
    """The moderator makes a new link for whoever left, as for anybody, and takes part in the person's place."""
    stage = session.get_one(Stage, stage_id)
    client = signed_in(world, told, Role.MODERATOR)
    address = f"/studies/{stage.study.code}/stages/{stage.code}/panel/{person_of(stage, leaver).code}/link"
    sent = {"csrf_token": _token(client, address), "reason": "It was lost on the way."}
    page = client.post(address, data=sent).text
    made = _LINK.search(page)
    assert made
    return {"a new link": _LINK.sub("[link]", page)} | _entered(world, stage, made[0])


def _token(client: FlaskClient, address: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(address).text)
    assert found
    return found[1]


def _entered(world: World, stage: Stage, address: str) -> Seen:
    """What the link opens, and every page of whoever goes in by it, before the person leaves once more."""
    client = world.app.test_client()
    first = client.get(address)
    assert client.post(address, data={"csrf_token": _token(client, address)}).status_code == 303
    secret = address.rpartition("/")[2]
    pages = {each: client.get(each) for each in own_addresses(world.app, stage, secret)}
    found = {f"by the new link: {each.replace(secret, '')}": answered(page) for each, page in pages.items()}
    shown: Seen = {name: _LINK.sub("[link]", str(page)) for name, page in (found | {"opened": answered(first)}).items()}
    own = f"/p/{stage.code}/me"
    assert "Nothing is kept that came by this link" in client.get(own).text
    client.post(f"{own}/leave", data={"csrf_token": _token(client, own), "answers": "keep"})
    return shown

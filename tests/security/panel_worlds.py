"""A Delphi and a brainstorm lived through twice: in the second world two people give each other's answers.

Everybody answers through the real pages, moderators act through the real services and the worker mixes. `look` is what
can be seen afterwards: each desk page, file, mail and command, and each page of somebody who is not one of the two.

The clock stands still, so no time has to be forgiven. What is normalised, and why:

- the token of a form (`csrf_token`): random in each session;
- how much room the disk has;
- codes of rows that the worlds make anew (reasons, ideas, cards, jobs, files, mails, batches): random in each world,
  named here by what they stand for. A test proves that they neither come from a person nor lie in anybody's order.
"""

import logging
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.jobs.worker import run_all
from survey_app.models import (
    Account,
    Clarification,
    Item,
    Panellist,
    Stage,
)
from survey_app.services import (
    clarifications,
    fates,
    marks,
    own_scales,
    panel_links,
    phases,
    proposals,
    reasons,
    round_endings,
    rounds,
)
from survey_app.stats.authority import BASES
from survey_app.vocabulary import AnonymityLevel, Role, RoundState
from tests import brainstorming, delphis
from tests.api.calling import secret_of
from tests.panels import TestPanel, make_panel
from tests.security import panel_coverage
from tests.security.panel_looks import STATEMENTS, Plain, answered, look, own_pages, signed_in
from tests.security.panel_people import Seen, Told, Voice, admit, desk_of
from tests.security.two_worlds import World, copied, running

MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
FIRST, SECOND = 1, 3
"""The two who swap: both customers, since a figure of a group is a figure about its members."""
RATERS, WRITERS = 10, 6
ROLES = {
    AnonymityLevel.SEALED: (Role.OWNER, Role.MODERATOR, Role.ANALYST),
    AnonymityLevel.ANONYMOUS: (Role.OWNER, Role.MODERATOR),
}
"""Whose desk is looked at: an analyst sees a part of what an owner sees, whatever the level."""
PARTIAL = 10
"""The last panellist begins and does not finish."""
OWN_SCALES = {
    2: own_scales.choice({"en": "Build it\nBuy it\nWait"}, {"en": "Which way?"}),
    3: own_scales.estimate(0, 60, {"en": "In how many weeks?"}),
}
"""What two of the three statements are answered on at *anonymous*, where one key stands for all answers of somebody."""


def prepared(folder: Path, template: Path, level: AnonymityLevel, *, with_ideas: bool = True) -> Told:
    """An installation in which everybody is invited and the first rounds have just opened."""
    folder.mkdir()
    shutil.copy(template, folder / "rondo.sqlite")
    with running(folder) as world:
        groups = {"Customers": 5, "Suppliers": 6}
        rules = {"expertise": True, "proposals": True, "helpful": True}
        delphi = make_panel(n=11, groups=groups, level=level, timezone="UTC", **rules)
        told = Told(level, delphi.stage.id)
        if level is AnonymityLevel.ANONYMOUS:
            for place, own in OWN_SCALES.items():
                delphi.items[place - 1].own_scale = own
        delphis.before_start(delphi)
        told.links = {delphi.stage.id: links_of(delphi)}
        told.desk = desk_of(delphi.stage)
        told.secret = secret_of(session.get_one(Account, told.desk[Role.OWNER]))
        with transaction():
            round_ = rounds.plan(delphi.stage)
            rounds.set_dates(round_, closes_at=MOMENT + timedelta(days=7), grace_minutes=0)
            rounds.open_round(round_, _by(told))
        if with_ideas:
            board = brainstorming.make_brainstorm(WRITERS, level=level, points=5)
            told.brainstorm = board.stage.id
            told.links = {**told.links, board.stage.id: links_of(board)}
            admit(told, board.stage)
        run_all(world.app)
        return told


def links_of(panel: TestPanel) -> list[str]:
    """Links as the application makes them."""
    for person, _secret in panel.people:
        person.tag, person.link_issue = None, 0
    session.flush()
    made = [panel_links.issue(panel.stage, person) for person, _secret in panel.people]
    session.commit()
    return made


def _by(told: Told) -> Account:
    return session.get_one(Account, told.desk[Role.MODERATOR])


def contents(count: int, *, swapped: bool) -> list[int]:
    """Whose answers each person gives, by number."""
    found = list(range(count))
    if swapped:
        found[FIRST], found[SECOND] = SECOND, FIRST
    return found


def rate_first(world: World, told: Told, *, swapped: bool) -> None:
    """Round 1: everybody rates, some say why, one cannot judge, and the last one stops half way."""
    for number, content in enumerate(contents(RATERS, swapped=swapped)):
        voice = Voice(world, told, told.delphi, number)
        say_beside(voice, content)
        for place in range(1, STATEMENTS + 1):
            cannot = (content, place) == (SECOND, STATEMENTS)
            answer = {"cannot": "1"} if cannot else given(told, place, 1 + (2 * content + 3 * place) % 9)
            why = f"Reason of {content} on {place}." if place < STATEMENTS or content == FIRST else ""
            voice.send(f"/round/{place}", go="next", why=why, **answer)
        voice.send("/round/finish")
    Voice(world, told, told.delphi, PARTIAL).send("/round/1", go="next", value="9", why="Half of an answer.")


def given(told: Told, place: int, point: int) -> dict[str, str]:
    """An answer as the page of a statement sends it: a point from 1 to 9, or what follows from it on an own scale."""
    if told.level is not AnonymityLevel.ANONYMOUS or place not in OWN_SCALES:
        return {"value": str(point)}
    if place == 2:
        return {"value": str(1 + point % 3)}
    return {"low": str(point), "value": str(3 * point), "high": str(4 * point + point % 4)}


def say_beside(voice: Voice, content: int) -> None:
    """What somebody's judgement rests on, and a statement they miss."""
    levels = ("large", "medium", "small")
    basis = {f"basis-{base}": levels[(content + place) % 3] for place, base in enumerate(BASES)}
    voice.send("/expertise", go="save", familiarity=str(1 + content % 5), **basis)
    if content % 2:
        voice.send("/proposals", text=f"Proposal of {content}.")


def clarify(world: World, told: Told, *, swapped: bool) -> None:
    """The moderator asks whoever wrote one reason; only that person finds the question, and answers it."""
    round_ = rounds.latest(told.delphi)
    assert round_ is not None
    code = next(line.code for line in reasons.queue(round_) if f"Reason of {FIRST} on 1." in line.text)
    with transaction():
        clarifications.ask(round_, clarifications.key_of_reason(round_, code), "What do you mean?")
    asked = session.scalars(select(Clarification.code)).one()
    author = SECOND if swapped else FIRST
    Voice(world, told, told.delphi, author).send(f"/questions/{asked}", answer="Asked and answered.")
    stage = session.get_one(Stage, told.delphi)
    if clarifications.kept(stage, round_):
        with transaction():
            clarifications.show(stage, round_)


def rate_second(world: World, told: Told, *, swapped: bool) -> None:
    """Round 2: everybody keeps some answers on purpose and changes others."""
    for number, content in enumerate(contents(RATERS, swapped=swapped)):
        voice = Voice(world, told, told.delphi, number)
        if content != SECOND:
            voice.send("/round/1/reasons", mark=helpful_mark(told))
        for place in range(1, STATEMENTS + 1):
            if (content, place) == (SECOND, STATEMENTS):
                answer = given(told, place, 5)
            elif (content + place) % 3:
                answer = {"move": "keep"}
            else:
                answer = {"move": "change", **given(told, place, 1 + (content + place) % 9)}
            voice.send(f"/round/{place}", go="next", why=f"Again {content} on {place}.", **answer)
        voice.send("/round/finish")


def helpful_mark(told: Told) -> str:
    """The mark of a reason that one of the two wrote."""
    item = session.scalars(select(Item).where(Item.stage_id == told.delphi).order_by(Item.position)).first()
    assert item is not None
    return marks.mark_of(item.lineage, f"Reason of {SECOND} on 1.")


def end_round(world: World, told: Told, *, swapped: bool) -> None:
    """The moderator closes, has it analysed, decides and releases."""
    stage = session.get_one(Stage, told.delphi)
    round_ = rounds.latest(stage.id)
    assert round_ is not None
    with transaction():
        rounds.close_round(round_, _by(told))
    with transaction():
        round_endings.analyse(round_, _by(told))
    run_all(world.app)
    session.expire_all()
    assert round_.state is RoundState.ANALYSED
    if round_.number == 1:
        clarify(world, told, swapped=swapped)
    with transaction():
        for line in proposals.queue(round_):
            proposals.decline(round_, line.code, "It is asked elsewhere.", "Less telling." if "3" in line.text else "")
        lines = reasons.queue(round_)
        reasons.withhold(round_, lines[0].code)
        reasons.release(round_, lines[1].code, "In other words.")
        reasons.release_waiting(round_, [line.code for line in lines])
        for item in rounds.items_of(round_):
            fates.keep(round_, item.code)
    with transaction():
        round_endings.release(round_, _by(told))
    session.expire_all()


def next_round(world: World, told: Told) -> None:
    """Round 2 opens, and everybody gets its mail."""
    stage = session.get_one(Stage, told.delphi)
    with transaction():
        round_ = rounds.plan(stage)
        rounds.set_dates(round_, closes_at=MOMENT + timedelta(days=14), grace_minutes=0)
        rounds.open_round(round_, _by(told))
    run_all(world.app)


def board_of(told: Told) -> TestPanel:
    """The brainstorm for the helpers of tests."""
    stage = session.get_one(Stage, told.brainstorm)
    people = session.scalars(select(Panellist).where(Panellist.stage_id == stage.id).order_by(Panellist.id)).all()
    return TestPanel(stage, list(zip(people, told.links[stage.id], strict=True)))


def write_ideas(world: World, told: Told, *, swapped: bool) -> None:
    """Everybody writes two ideas, which are released together."""
    for number, content in enumerate(contents(WRITERS, swapped=swapped)):
        voice = Voice(world, told, told.brainstorm, number)
        for which in ("First", "Second"):
            only = {"only": "1"} if (content, which) == (SECOND, "Second") else {}
            voice.send("/ideas", text=f"{which} idea of {content}.", **only)
    brainstorming.release(board_of(told))
    with transaction():
        phases.to_build(board_of(told).stage, _by(told))


def answer_ideas(world: World, told: Told, *, swapped: bool) -> None:
    """Everybody adds to an idea or objects to it; then the board is grouped and voted on."""
    for number, content in enumerate(contents(WRITERS, swapped=swapped)):
        card = brainstorming.card(f"First idea of {(content + 1) % WRITERS}.").code
        act = "object" if content == FIRST else "build-on"
        Voice(world, told, told.brainstorm, number).send(f"/ideas/board/{card}/{act}", text=f"Answer of {content}.")
    brainstorming.release(board_of(told))
    with transaction():
        phases.to_group(board_of(told).stage, _by(told))
    run_all(world.app)
    with transaction():
        phases.open_vote(board_of(told).stage, _by(told))
    run_all(world.app)


def vote(world: World, told: Told, *, swapped: bool) -> None:
    """Everybody shares out points; the vote is counted and its result released."""
    for number, content in enumerate(contents(WRITERS, swapped=swapped)):
        cards = [brainstorming.card(f"First idea of {each % WRITERS}.").code for each in (content, content + 2)]
        points = {f"points.{cards[0]}": str(1 + content % 2), f"points.{cards[1]}": "2"}
        Voice(world, told, told.brainstorm, number).send("/vote", go="finish", **points)


def count_votes(world: World, told: Told) -> None:
    """The moderator closes the vote and shows its result."""
    with transaction():
        phases.close_vote(board_of(told).stage, _by(told))
    run_all(world.app)
    with transaction():
        phases.show_result(board_of(told).stage, _by(told))
    session.expire_all()


def whole_life(world: World, told: Told, *, swapped: bool) -> Seen:
    """Both panels from their first answer to their end; the pages of others are looked at on the way, too."""
    seen: Seen = {}
    rate_first(world, told, swapped=swapped)
    write_ideas(world, told, swapped=swapped)
    seen |= own_pages(world, told, "while people answer")
    end_round(world, told, swapped=swapped)
    next_round(world, told)
    answer_ideas(world, told, swapped=swapped)
    seen |= own_pages(world, told, "in the next round") | while_open(world, told)
    rate_second(world, told, swapped=swapped)
    vote(world, told, swapped=swapped)
    end_round(world, told, swapped=swapped)
    count_votes(world, told)
    seen |= own_pages(world, told, "at the end") | look(world, told, ROLES[told.level])
    return seen | panel_coverage.notes(world.app, seen)


def while_open(world: World, told: Told) -> Seen:
    """What the desk has only while a round is open."""
    stage, client = session.get_one(Stage, told.delphi), signed_in(world, told, Role.MODERATOR)
    address = f"/studies/{stage.study.code}/stages/{stage.code}/rounds/calendar"
    return {f"moderator {address}": answered(client.get(address))}


def one_round(world: World, told: Told, *, swapped: bool) -> Seen:
    """The first round of the Delphi alone and where its reasons stand, for builds that are meant to leak."""
    rate_first(world, told, swapped=swapped)
    end_round(world, told, swapped=swapped)
    next_round(world, told)
    stage = session.get_one(Stage, told.delphi)
    root, client = f"/studies/{stage.study.code}/stages/{stage.code}", signed_in(world, told, Role.MODERATOR)
    pages = {"reasons": "rounds/1/reasons", "proposals": "rounds/1/proposals", "results": "round-results"}
    desk = {f"desk {name}": answered(client.get(f"{root}/{page}")) for name, page in pages.items()}
    return own_pages(world, told, "in the next round") | desk


def worlds(origin: Path, told: Told, live: Callable[..., Seen], caplog: pytest.LogCaptureFixture) -> tuple[Seen, Seen]:
    """What can be seen in the two worlds while they are lived and at their end, with every line of the log."""
    found = []
    for name, swapped in (("one", False), ("two", True)):
        caplog.clear()
        with running(copied(origin, world_of(origin, name)), told.delphi) as world:
            seen = live(world, told, swapped=swapped)
            seen["log"] = "\n".join(_lines(caplog.records))
            found.append(Plain().of(seen))
    return found[0], found[1]


def world_of(origin: Path, name: str) -> Path:
    """Where a world lies; the last part of the path, which the check page shows, is the same for both."""
    return origin.with_name(name) / "world"


def _lines(records: Sequence[logging.LogRecord]) -> Iterator[str]:
    for record in records:
        yield f"{record.name} {record.levelname} {record.getMessage()}"


def differences(one: Seen, two: Seen) -> list[str]:
    """Where the worlds differ, with the lines that do."""
    found = []
    for name in sorted(one.keys() | two.keys()):
        mine, other = one.get(name), two.get(name)
        if mine != other:
            lines = {*str(mine).split("\\n")} ^ {*str(other).split("\\n")}
            found.append(f"{name}: {sorted(lines)[:4]}"[:1200])
    return found

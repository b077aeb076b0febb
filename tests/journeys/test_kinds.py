"""A Delphi of each kind, from its protocol to its figures: one person at a phone without scripts, others over HTTP."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from survey_app import create_app
from survey_app.db import database, session
from tests.browsing import chromium, served
from tests.client import Browser as Client
from tests.conftest import settings_for
from tests.journeys.kinds_known import EARLY, KINDS, LATE, PEOPLE, Kind, rated, sentence
from tests.journeys.kinds_told import Desk, Fields, Reader, desk, reader
from tests.kept import hasten
from tests.live_panels import let_time_pass, mix_closed

pytestmark = [pytest.mark.sqlite_only, pytest.mark.slow]


SAVE = ", ".join(f"main form.{each} button.primary" for each in ("answering", "sharing", "sets"))


@dataclass(frozen=True)
class Site:
    """One installation and one browser for all kinds."""

    app: Flask
    address: str
    browser: Browser
    glass: Page


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("kinds")
    shutil.copy(sqlite_template, folder / "rondo.sqlite")
    app = create_app(settings_for(folder))
    app.test_client_class = Client
    with app.app_context(), served(app) as address, chromium() as browser:
        hasten(app)
        yield Site(app, address, browser, browser.new_context(reduced_motion="reduce").new_page())
        session.remove()
        database.engine.dispose()


@pytest.mark.parametrize("kind", KINDS, ids=[kind.preset for kind in KINDS])
def test_a_panel_is_walked_through_two_rounds(site: Site, kind: Kind) -> None:
    with desk(site.app, f"A panel of {kind.preset}") as moderator:
        moderator.declare(kind.preset, kind.statements, **kind.changes)
        secret = moderator.seat(PEOPLE - 1)
        with reader(site.browser, site.glass, site.address, moderator.stage.code) as one:
            one.come(secret)
            moderator.open_round(1)
            answer(one, kind)
            moderator.hear(kind.others)
            moderator.release(1)
            moderator.open_round(2)
            answer_again(one, kind)
            look_at_results(moderator, kind)


def answer(one: Reader, kind: Kind) -> None:
    """A mistake that loses nothing, every statement, and the receipt."""
    (page, rest), *others = kind.own
    one.go()
    one.press("main p.actions a.primary")
    assert one.page.url.endswith(f"/round{page}")
    assert not one.page.locator("main input:checked").count(), "something is chosen beforehand"
    one.look("form")
    (one.type if kind.by_keys else one.fill)(kind.mistake)
    if not kind.by_keys:
        one.press(SAVE)
    expect(one.page.locator(".errors")).to_contain_text(kind.refused)
    assert one.holds(kind.mistake)
    if one.page.locator(".left").count():
        expect(one.page.locator(".left")).to_have_text("Not saved yet: see above.")
    one.show("refused")
    send(one, rest, by_keys=kind.by_keys)
    for address, fields in others:
        one.go(f"/round{address}")
        send(one, fields, by_keys=kind.by_keys)
    one.finish()
    one.show("receipt")


def send(one: Reader, fields: Fields, *, by_keys: bool = False) -> None:
    """Fill in and send; it is taken."""
    if by_keys:
        one.type(fields)
    else:
        one.fill(fields)
        one.press(SAVE)
    assert not one.page.locator(".errors").count(), one.words


def answer_again(one: Reader, kind: Kind) -> None:
    """The own answer and the panel's, then another answer."""
    page = kind.own[0][0]
    one.go(f"/round{page}")
    one.look("feedback")
    assert not one.page.locator("main input:checked").count(), "something is chosen beforehand"
    for words in kind.told:
        assert words in one.words, (words, one.words)
    folded = one.page.locator("details:not([open]):has(a[href$='/reasons']) summary")
    if folded.count():
        folded.first.click()
    one.press("main a[href$='/reasons']")
    assert [words for words in kind.reasons if words not in one.words] == [], one.words
    one.show("reasons")
    one.go(f"/round{page}")
    send(one, kind.again, by_keys=kind.by_keys)
    one.show("again")
    if page.strip("/").isdigit():
        one.go()
        assert kind.changed in one.page.inner_text("ol.items li >> nth=0"), one.words
    assert kind.changed in one.words


def look_at_results(moderator: Desk, kind: Kind) -> None:
    """The page of results says what the kind is for."""
    found = moderator.results()
    for words in kind.results:
        assert words in found, (words, found)


def test_a_panel_in_real_time_is_shown_moving_figures_after_an_own_answer(site: Site) -> None:
    answers = [*EARLY, *LATE]
    with desk(site.app, "A panel in real time") as moderator:
        moderator.declare("real-time", ("A reply within 48 hours",))
        secret = moderator.seat(len(answers))
        moderator.open_round(1)
        moderator.hear(rated([{"value": each} for each in answers]))
        assert let_time_pass(moderator.round_(1)) == 1
        with reader(site.browser, site.glass, site.address, moderator.stage.code) as one:
            one.come(secret)
            answer_in_real_time(one)
        assert "5 sheets after 1 release" in moderator.read("/rounds/1/live")
        moderator.send("/rounds/1/close")
        moderator.send("/rounds/1/analyse")
        mix_closed(moderator.round_(1))
        moderator.decide(1)
        found = moderator.results()
        assert "11 of 11 panellists finished" in found
        assert "What moved" in found


def answer_in_real_time(one: Reader) -> None:
    """Nothing is shown before the own answer; then the panel so far, and the answer may change at once and later."""
    one.go("/round/1")
    one.look("form")
    assert "shown to you after your own first answer" in one.words
    assert "median" not in one.words
    one.fill({"why": "It is what they ask for"})
    one.press(SAVE)
    expect(one.page.locator(".errors")).to_contain_text("Choose an answer from 1 to 9")
    assert one.holds({"why": "It is what they ask for"})
    send(one, {"value": "2"})
    assert sentence(EARLY) in one.words, one.words
    assert "do not hold this answer of yours yet" in one.words
    one.look("feedback")
    send(one, {"value": "6"})
    assert one.page.url.endswith("/round")
    one.finish()
    one.go("/round/1")
    send(one, {"value": "7"})
    one.go()
    one.show("home")
    assert "answered 7" in one.page.inner_text("ol.items li >> nth=0")

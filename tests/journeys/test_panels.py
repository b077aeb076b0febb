"""Nine people and a moderator in browsers: a brainstorm, and a Delphi panel of two rounds that weighs what it found."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import Watch, chromium
from tests.journeys.experts import Expert, Post, expert, post_office
from tests.journeys.moderator import Moderator
from tests.journeys.newcomer import fresh_installation

pytestmark = [pytest.mark.sqlite_only, pytest.mark.slow]
PROMPTS = {
    "en": "What makes you stay with a supplier?",
    "es": "¿Por qué sigue con un proveedor?",
    "zh_Hans_CN": "您为什么继续选择一家供应商？",
}
ROLL = (
    ("bea", "es", "Customers"),
    ("chen", "zh", "Customers"),
    ("dora", "en", "Customers"),
    ("ema", "es", "Customers"),
    ("fadi", "zh", "Suppliers"),
    ("gus", "en", "Suppliers"),
    ("hana", "en", "Suppliers"),
    ("ivo", "es", "Suppliers"),
    ("kim", "en", "Suppliers"),
)
IDEAS = {
    "bea": "They answer quickly",
    "chen": "A reply within two days",
    "dora": "Prices known beforehand",
    "fadi": "One person to call",
    "gus": "No price changes during the year",
    "ivo": "Spare parts for ten years",
    "kim": "Delivery on the day that was promised",
}
NOTE = "The head of sales shouts at customers"
MERGED = "A quick answer"
CARDS = (MERGED, IDEAS["dora"], IDEAS["fadi"], IDEAS["kim"])
VOTES = {
    "bea": {MERGED: 6, IDEAS["dora"]: 4},
    "chen": {MERGED: 10},
    "dora": {IDEAS["dora"]: 5, IDEAS["fadi"]: 5},
    "fadi": {IDEAS["kim"]: 7, MERGED: 3},
    "gus": {IDEAS["gus"]: 1, MERGED: 9},
    "ivo": {IDEAS["fadi"]: 4, IDEAS["kim"]: 6},
    "kim": {IDEAS["dora"]: 8},
}


@pytest.fixture
def post() -> Iterator[Post]:
    with post_office() as office:
        yield office


@pytest.fixture
def address(tmp_path: Path, post: Post) -> Iterator[str]:
    with fresh_installation(tmp_path / "instance", SURVEY_MAIL_URL=post.address) as found:
        yield found


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def moderator(browser: Browser, address: str, post: Post) -> Moderator:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en", timezone_id="UTC")
    context.set_default_timeout(30_000)
    return Moderator(context.new_page(), address)


def let_release_come(instance: Path) -> None:
    """Ideas wait half a minute to two minutes by chance before they are released: the clock of the batch is put on."""
    with closing(sqlite3.connect(instance / "rondo.sqlite", timeout=30)) as database:
        changed = database.execute(
            "UPDATE batch SET release_at = '2020-01-01 00:00:00.000000' WHERE release_at IS NOT NULL"
        ).rowcount
        database.commit()
    assert changed == 1, "enough people have written, so a moment of release is set"


def invite(moderator: Moderator, people: dict[str, Expert]) -> None:
    """Nine are asked: one declines, one never comes, seven take part."""
    moderator.list_people([each.line for each in people.values()])
    expect(moderator.page.locator("h1")).to_have_text("0 people take part")
    moderator.send_invitations(9)
    people["ema"].decline("No time this spring")
    for name in IDEAS:
        people[name].accept()


def write(moderator: Moderator, people: dict[str, Expert], instance: Path) -> None:
    """Each own idea before those of others; then what builds on them, an objection, a word for the moderator alone."""
    moderator.begin_writing(7)
    for name, text in IDEAS.items():
        people[name].open_link()
        people[name].press()
        expect(people[name].page.get_by_text(IDEAS["dora"] if name != "dora" else IDEAS["fadi"])).to_have_count(0)
        people[name].write(text)
    moderator.tab("Board")
    expect(moderator.page.locator("main")).to_contain_text("Ideas are sealed until they are released")
    let_release_come(instance)
    moderator.wait_for("7 ideas from 7 people")
    moderator.next_phase("Go on to Build on")


def build_on(moderator: Moderator, people: dict[str, Expert]) -> None:
    for name, expert_ in ((name, people[name]) for name in IDEAS):
        expert_.page.reload()
        expert_.press("a[href$='/ideas/board']")
        for text in IDEAS.values():
            expect(expert_.page.locator("li.idea .text", has_text=text)).to_be_visible()
        if name == "gus":
            expert_.answer_card(IDEAS["dora"], "object", "Raw material is too dear for that")
        elif name == "kim":
            expert_.press("p.actions a.primary")
            expert_.write(NOTE, only=True)
        else:
            expert_.answer_card(IDEAS["fadi"], "build-on", f"And a deputy, says {name}")
    moderator.next_phase("Go on to Group")
    moderator.wait_for("1 note for you alone")
    expect(moderator.page.locator("aside")).to_contain_text(NOTE)


def arrange(moderator: Moderator) -> None:
    """Merge, take it back, merge again; a theme; the vote."""
    pair = (IDEAS["bea"], IDEAS["chen"])
    moderator.merge(pair, MERGED)
    expect(moderator.page.locator(".undo")).to_contain_text("Merged 2 ideas")
    moderator.press(".undo button")
    expect(moderator.page.locator("label.idea", has_text=pair[0])).to_be_visible()
    moderator.merge(pair, MERGED)
    moderator.put_under((IDEAS["dora"], IDEAS["gus"]), "Money")
    expect(moderator.page.locator("h2", has_text="Money")).to_be_visible()


def vote(moderator: Moderator, people: dict[str, Expert]) -> None:
    moderator.open_vote()
    for name, points in VOTES.items():
        people[name].open_link()
        people[name].press()
        people[name].vote(points)
        expect(people[name].page.get_by_text(NOTE)).to_have_count(0)
    moderator.tab("Vote")
    expect(moderator.page.locator("main")).to_contain_text("7 of 7 people have voted.")
    moderator.close_vote(7)
    moderator.wait_for("All cards")
    rows = moderator.page.locator("table.list tbody tr")
    expect(rows.first).to_contain_text(MERGED)
    assert [cell.strip() for cell in rows.first.locator("td.n").all_inner_texts()][1:3] == ["28", "4"]
    moderator.go("Show the result to the panel")
    for name in IDEAS:
        people[name].come_back(moderator.stage_code)
        people[name].press("a[href$='/vote/result']")
        expect(people[name].page.locator("table.result tbody tr").first).to_contain_text(MERGED)
        expect(people[name].page.locator(".own-ideas")).to_contain_text(IDEAS[name])
    expect(people["bea"].page.locator(".own-ideas")).to_contain_text(MERGED)


def test_a_brainstorm_and_two_rounds_of_a_delphi(
    browser: Browser, moderator: Moderator, post: Post, tmp_path: Path
) -> None:
    people = {each[0]: expert(browser, post, *each) for each in ROLL}
    watch = Watch(moderator.page, moderator.address)
    moderator.set_up()
    moderator.begin_chain("Suppliers 2026")
    moderator.set_up_brainstorm(PROMPTS)
    invite(moderator, people)
    write(moderator, people, tmp_path / "instance")
    build_on(moderator, people)
    arrange(moderator)
    vote(moderator, people)
    assert watch.complaints == []

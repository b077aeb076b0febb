"""The brainstorm of the journey of a panel: what is written, built on, arranged and voted for."""

import sqlite3
from contextlib import closing
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.callers import Caller
from tests.journeys.experts import Expert
from tests.journeys.moderator import Moderator
from tests.journeys.planted import DELIVERY, PERSON, PRICES, QUICK

PROMPTS = {
    "en": "What makes you stay with a supplier?",
    "es": "¿Por qué sigue con un proveedor?",
    "zh_Hans_CN": "您为什么继续选择一家供应商？",
}
IDEAS = {
    "bea": "They answer quickly",
    "chen": "A reply within two days",
    "dora": PRICES,
    "fadi": PERSON,
    "gus": "No price changes during the year",
    "ivo": "Spare parts for ten years",
    "kim": DELIVERY,
}
NOTE = "The head of sales shouts at customers"
MERGED = QUICK
CARDS = (MERGED, IDEAS["dora"], IDEAS["fadi"], IDEAS["kim"])
People = dict[str, Expert | Caller]
VOTES = {
    "bea": {MERGED: 6, IDEAS["dora"]: 4},
    "chen": {MERGED: 10},
    "dora": {IDEAS["dora"]: 5, IDEAS["fadi"]: 5},
    "fadi": {IDEAS["kim"]: 7, MERGED: 3},
    "gus": {IDEAS["gus"]: 1, MERGED: 9},
    "ivo": {IDEAS["fadi"]: 4, IDEAS["kim"]: 6},
    "kim": {IDEAS["dora"]: 8},
}


def let_release_come(instance: Path) -> None:
    """Ideas wait half a minute to two minutes by chance before they are released: the clock of the batch is put on."""
    with closing(sqlite3.connect(instance / "rondo.sqlite", timeout=30)) as database:
        changed = database.execute(
            "UPDATE batch SET release_at = '2020-01-01 00:00:00.000000' WHERE release_at IS NOT NULL"
        ).rowcount
        database.commit()
    assert changed == 1, "enough people have written, so a moment of release is set"


def invite(moderator: Moderator, people: People) -> None:
    """Nine are asked: one declines, one never comes, seven take part."""
    moderator.list_people([each.line for each in people.values()])
    expect(moderator.page.locator("h1")).to_have_text("0 people take part")
    moderator.send_invitations(9)
    people["ema"].decline("No time this spring")
    for name in IDEAS:
        people[name].accept()


def write(moderator: Moderator, people: People, instance: Path) -> None:
    """Each own idea before those of others; then what builds on them, an objection, a word for the moderator alone."""
    moderator.begin_writing(7)
    for name, text in IDEAS.items():
        people[name].open_link()
        people[name].enter()
        assert (IDEAS["dora"] if name != "dora" else IDEAS["fadi"]) not in people[name].words
        people[name].write(text)
    moderator.tab("Board")
    expect(moderator.page.locator("main")).to_contain_text("Ideas are sealed until they are released")
    let_release_come(instance)
    moderator.wait_for("7 ideas from at least 5 people")
    moderator.next_phase("Go on to Build on")


def build_on(moderator: Moderator, people: People) -> None:
    """Everybody reads the board and says something to it."""
    for name in IDEAS:
        one = people[name]
        one.look_at_board()
        for text in IDEAS.values():
            assert text in one.words
        if name == "gus":
            one.answer_card(IDEAS["dora"], "object", "Raw material is too dear for that")
        elif isinstance(one, Expert) and name == "kim":
            one.press("p.actions a.primary")
            one.write(NOTE, only=True)
        else:
            one.answer_card(IDEAS["fadi"], "build-on", f"And a deputy, says {name}")
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


def vote(moderator: Moderator, people: People) -> None:
    """Seven votes, one result; everybody sees what became of their own idea."""
    moderator.open_vote()
    for name, points in VOTES.items():
        people[name].open_link()
        people[name].enter()
        people[name].vote(points)
        assert NOTE not in people[name].words
    moderator.tab("Vote")
    expect(moderator.page.locator("main")).to_contain_text("At least 5 of 7 have voted")
    moderator.close_vote(7)
    moderator.wait_for("All cards")
    rows = moderator.page.locator("table.list tbody tr")
    expect(rows.first).to_contain_text(MERGED)
    assert [cell.strip() for cell in rows.first.locator("td.n").all_inner_texts()][1:3] == ["–", "–"]
    moderator.go("Show the result to the panel")
    for name, text in IDEAS.items():
        people[name].come_back(moderator.stage_code)
        first, own = people[name].look_at_result()
        assert MERGED in first
        assert text in own
        assert name != "bea" or MERGED in own.replace(text, "")


def tell(moderator: Moderator, people: People, instance: Path) -> None:
    """The whole of it."""
    moderator.set_up_brainstorm(PROMPTS, points=10)
    invite(moderator, people)
    write(moderator, people, instance)
    build_on(moderator, people)
    arrange(moderator)
    vote(moderator, people)

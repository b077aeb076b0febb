"""Every page a panellist can meet, looked at by axe in every size and theme; none is wide, none is heavy."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Response

from survey_app.db import session, transaction
from survey_app.models import Panel, Panellist
from survey_app.services import installation, lost_links, rounds
from survey_app.vocabulary import BrainstormPhase, Fate, ItemScale, PanellistState, PanelState
from tests.accessibility.sample import Window, window
from tests.brainstorming import (
    count_votes,
    end_writing,
    make_brainstorm,
    open_vote,
    release,
    release_result,
    turn_to,
    vote,
    write,
)
from tests.browsing import AXE, chromium, served
from tests.delphis import analysed, closed
from tests.panels import TestPanel, answer_all, make_panel, one_round, open_round
from tests.panels import release as release_round

pytestmark = [pytest.mark.sqlite_only, pytest.mark.slow]
SIZES = (320, 390, 1280)
HEAVIEST = 60_000
OTHERS = ("One person to call", "Prices known beforehand", "Spare parts for ten years", "Delivery on the promised day")
VALUES = ((8, 3, 7), (9, 2, 7), (8, 7, 6), (7, 8, 7), (9, 9, 4), (8, 5, 8), (7, 7, None), (9, 6, 7), (8, 4, 9))
REASONS = ("Nobody waits longer", "Names change too often", "Everybody has a list")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@dataclass
class Visitor:
    """A panellist's window, and what it had to load."""

    shown: Window
    panel: TestPanel
    address: str
    weights: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shown.page.on("response", self._weigh)

    def _weigh(self, answer: Response) -> None:
        if answer.ok and not answer.url.endswith(AXE):
            self.weights[answer.url] = len(answer.body())

    def come(self, number: int) -> None:
        """Open a person's link."""
        self.shown.page.goto(f"{self.address}/p/{self.panel.code}/{self.panel.secret(number)}")

    def go(self, path: str = "", name: str = "", *, in_turn: bool = False) -> None:
        """Open a page of the panel and look at it."""
        self.shown.page.goto(f"{self.address}/p/{self.panel.code}{path}")
        self.shown.look(name or path, in_turn=in_turn)

    def press(self, name: str, selector: str = "main form button.primary", *, in_turn: bool = False) -> None:
        """Press a button and look at what comes."""
        self.shown.page.locator(selector).first.click()
        self.shown.look(name, in_turn=in_turn)

    def check(self, least: int) -> None:
        """No fault, nothing from elsewhere, and no page heavier than a phone can bear."""
        static = sum(weight for url, weight in self.weights.items() if "/static/" in url)
        assert static > 5_000
        pages = {url: weight + static for url, weight in self.weights.items() if "/static/" not in url}
        assert {url: weight for url, weight in pages.items() if weight >= HEAVIEST} == {}
        assert not self.shown.faults, "\n".join(self.shown.faults)
        assert self.shown.seen >= least


def test_the_way_through_a_brainstorm(app: Flask, browser: Browser) -> None:
    panel = make_brainstorm(6)
    session.get_one(Panellist, panel.people[5][0].id).state = PanellistState.INVITED
    session.commit()
    with served(app) as address, window(browser, address, *SIZES) as shown:
        person = Visitor(shown, panel, address)
        ask_and_decline(person)
        person.come(0)
        person.press("nothing written yet")
        person.press("an empty idea")
        shown.page.fill("[name=text]", "They answer quickly")
        person.press("an idea added")
        person.go("/ideas/own/1", "an own idea", in_turn=True)
        person.go("/ideas/board", "an empty board", in_turn=True)
        read_and_answer(person)
        count_out(person)
        person.check(least=19)


def ask_and_decline(person: Visitor) -> None:
    """The invitation, and what stands there for somebody who has declined."""
    person.come(5)
    person.shown.look("the invitation")
    person.shown.page.click("summary")
    person.press("declined", "details button", in_turn=True)


def read_and_answer(person: Visitor) -> None:
    """The board with ideas, additions and objections."""
    for number, text in enumerate(OTHERS, 1):
        write(person.panel, number, text)
    release(person.panel)
    turn_to(person.panel, BrainstormPhase.BUILD)
    person.go("/ideas/board", "the board")
    person.press("adding to an idea", "li.idea a[href*=build-on]", in_turn=True)
    person.press("an empty addition", in_turn=True)
    person.go("/ideas/board?q=zebra", "nothing found", in_turn=True)
    person.press("objecting", "p.actions a", in_turn=True)
    for number in range(5):
        write(person.panel, number, f"And a deputy, number {number}")
    end_writing(person.panel)
    person.go("/ideas", "while the moderator groups", in_turn=True)


def count_out(person: Visitor) -> None:
    """The vote with its problems, its receipt, and the result."""
    round_ = open_vote(person.panel)
    person.go("/ideas", "the vote is open", in_turn=True)
    person.go("/vote", "the vote")
    person.shown.page.fill("ul.votes li:nth-child(2) input", "many")
    person.press("not a number", "button[value=finish]", in_turn=True)
    person.shown.page.fill("ul.votes li:nth-child(2) input", "3")
    person.press("finished voting", "button[value=finish]", in_turn=True)
    for number in range(1, 5):
        vote(person.panel, round_, number, {OTHERS[0]: 2, OTHERS[number - 1]: 1})
    count_votes(round_)
    release_result(round_)
    turn_to(person.panel, BrainstormPhase.DONE)
    person.go("/vote/result", "the result")
    person.go("/ideas", "the end", in_turn=True)


def test_the_way_through_a_delphi(app: Flask, browser: Browser) -> None:
    panel = make_panel(n=9, groups={"Customers": 5, "Suppliers": 4})
    with served(app) as address, window(browser, address, *SIZES) as shown:
        person = Visitor(shown, panel, address)
        person.come(0)
        person.press("the first round is not open yet")
        first = open_round(panel, closes_in=timedelta(days=7))
        person.go("", "the round")
        person.press("a statement", "main p.actions a.primary")
        person.press("a statement without an answer")
        person.go("/round/finish", "finishing too early", in_turn=True)
        answer_all(panel, first, VALUES, reasons=REASONS)
        person.go("/round/finish", "the receipt")
        person.go("/round", "a finished round", in_turn=True)
        closed(first)
        person.go("/round", "a closed round", in_turn=True)
        analysed(first)
        person.go("/round", "the reasons are being read", in_turn=True)
        release_round(first, {panel.items[0].id: Fate.CLOSED})
        person.go("/round", "between two rounds")
        answer_again(person)
        look_after_oneself(person)
        person.check(least=20)


def answer_again(person: Visitor) -> None:
    """The second round with what the panel said, a pause, and the end."""
    panel = person.panel
    second = open_round(panel, items=panel.items[1:])
    person.go("/round", "the second round")
    person.go("/round/1", "a statement with feedback")
    person.press("neither kept nor changed")
    person.go("/round/1/reasons", "all reasons", in_turn=True)
    with transaction():
        rounds.pause(second, None)
    person.go("/round", "a paused round", in_turn=True)
    with transaction():
        rounds.resume(second, None)
    answer_all(panel, second, [row[1:] for row in VALUES])
    analysed(second)
    release_round(second)
    with transaction():
        session.get_one(Panel, panel.stage.id).state = PanelState.CONCLUDED
    person.go("/round", "what the panel found")


def look_after_oneself(person: Visitor) -> None:
    """The own page, the lists of receipts, erasing, and leaving."""
    person.go("/me", "the own page")
    person.shown.page.locator("summary").evaluate_all("all => all.forEach(each => each.parentElement.open = true)")
    person.shown.look("the own page, unfolded")
    person.press("an old link that is none", "form[action$='/old-link'] button", in_turn=True)
    person.go("/receipts/1", "a list of receipts", in_turn=True)
    person.go("/me/erase", "erasing", in_turn=True)
    person.go("/left", "gone", in_turn=True)


def test_points_and_the_doors_that_do_not_open(app: Flask, browser: Browser) -> None:
    panel = make_panel(n=9, scale=ItemScale.POINTS)
    open_round(panel)
    with served(app) as address, window(browser, address, *SIZES) as shown:
        person = Visitor(shown, panel, address)
        person.go("", "a link is needed", in_turn=True)
        person.go(f"/{'a' * 32}", "a wrong link", in_turn=True)
        person.go("/lost", "a lost link")
        person.press("a lost link without an address", in_turn=True)
        shown.page.fill("[name=email]", "nobody@example.org")
        person.press("look into your mail", in_turn=True)
        person.go("/lost/old", "a new link that was made already", in_turn=True)
        installation.use(replace(installation.settings(), mail_url="smtp://127.0.0.1:1"))
        confirming = lost_links.address_of(panel.stage, panel.people[0][0])
        person.go(f"/lost/{confirming.rpartition('/')[2]}", "whether a new link is wanted", in_turn=True)
        person.come(0)
        shown.look("an invitation that was accepted", in_turn=True)
        person.press("a round of points")
        person.go("/round/points", "sharing out points")
        shown.page.fill("main form [name]:not([type=hidden]) >> nth=0", "many")
        person.press("points that are none", in_turn=True)
        person.check(least=9)


def test_the_languages_fit_on_a_small_phone(app: Flask, browser: Browser) -> None:
    panel = make_panel(n=9, groups={"Customers": 5, "Suppliers": 4})
    one_round(panel, VALUES, reasons=REASONS)
    open_round(panel, closes_in=timedelta(days=7))
    with served(app) as address, window(browser, address, SIZES[0]) as shown:
        person = Visitor(shown, panel, address)
        person.come(0)
        person.press("the second round")
        for language in ("es", "zh_Hans_CN"):
            shown.page.click(f"button[value={language}]")
            for path in ("/round", "/round/2", "/me"):
                person.go(path, f"{path} in {language}", in_turn=True)
        person.check(least=7)

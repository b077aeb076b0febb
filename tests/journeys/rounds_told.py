"""The Delphi of the journey of a panel: two rounds with a dropout, a lost link, a "cannot judge" and a latecomer."""

from dataclasses import dataclass
from pathlib import Path

import openpyxl
from playwright.sync_api import Browser, expect

from tests.journeys.experts import Expert, Post, Rating, expert
from tests.journeys.ideas_told import CARDS, MERGED
from tests.journeys.moderator import Moderator

QUESTION = "How important is this for the next three years?"
SPANISH = "Una respuesta rápida"
TOO_FAST = "Raw material changes its price every week"
PLANNING = "Without prices nobody can plan a year"
IMPOLITE = "Mr Gray at the counter never knows the prices"
FIRST: dict[str, tuple[Rating, ...]] = {
    "bea": (8, (3, TOO_FAST), 7, 6),
    "chen": (9, 7, 8, "judge"),
    "dora": (8, (9, PLANNING), 6, 7),
    "gus": (7, (2, IMPOLITE), 7, 8),
    "ivo": (9, 8, 4, 5),
    "kim": (8, 7, 8, 7),
}
DROPOUT = (7, 2)
SECOND: dict[str, tuple[Rating, ...]] = {
    "bea": ("keep", (5, "I did not think of the planning"), "keep", "keep"),
    "chen": ("keep", "keep", 7, "judge"),
    "dora": ("keep", 8, 7, "keep"),
    "gus": (8, "keep", "keep", "keep"),
    "ivo": ("keep", "keep", 6, 6),
    "kim": (8, 7, 8, 7),
    "lou": (7, 8, 7, 3),
}


@dataclass
class Panel:
    """The panel and everybody on it."""

    moderator: Moderator
    people: dict[str, Expert]
    browser: Browser
    post: Post
    lost: str = ""
    """The link that somebody has lost."""

    def prepare(self) -> None:
        """Statements out of cards, the promise, the locked protocol, and the people of the brainstorm."""
        desk = self.moderator
        desk.to_stage("Brainstorm")
        desk.pass_on(CARDS)
        desk.to_stage("Delphi panel")
        desk.choose_level("sealed")
        desk.translate("S1", {"es": SPANISH})
        expect(desk.page.locator("tr#S1")).to_contain_text(MERGED)
        expect(desk.page.locator("tr#S1")).to_contain_text("2 ideas")
        printed = desk.lock_protocol(QUESTION, len(CARDS), min_distribution="6")
        assert len("".join(printed.split())) == 64
        desk.bring_people("Brainstorm")
        expect(desk.page.get_by_text("Ema")).to_have_count(0)
        desk.send_invitations(8)
        for name in (*FIRST, "fadi"):
            self.people[name].accept()
            expect(self.people[name].page.locator("main form[action$='/round']")).to_have_count(0)

    def first_round(self) -> None:
        """Six finish; one saves two answers and never comes back; nobody sees more than counts."""
        desk = self.moderator
        desk.open_round(1, mails=7)
        code = desk.stage_code
        for name, ratings in {**FIRST, "fadi": DROPOUT}.items():
            one = self.people[name]
            letter = self.post.letter_to(name, one.page)
            assert f"/p/{code}/" not in letter.replace(f"/p/{code}/lost", ""), "a sealed link was made again"
            one.come_back(code)
            one.press_home()
            one.rate(ratings)
            if name != "fadi":
                one.finish()
        expect(self.people["bea"].page.locator("main")).not_to_contain_text(PLANNING)
        desk.tab("Rounds")
        expect(desk.page.locator("h1")).to_contain_text("6 of 7")
        for words in (TOO_FAST, PLANNING, "Bea", "Fadi"):
            expect(desk.page.get_by_text(words)).to_have_count(0)
        self.lose_link(code)
        desk.tab("Rounds")
        expect(desk.page.locator(".kpi").first).to_contain_text("6 of 7")

    def lose_link(self, code: str) -> None:
        """A finished person without their link gets a new one by mail: it opens no second voice."""
        old = self.people["kim"]
        new = self.people["kim"] = expert(self.browser, self.post, old.name, old.language, old.group)
        new.page.goto(f"{self.moderator.address}/p/{code}/lost")
        new.page.fill("[name=email]", "kim@example.org")
        new.press()
        new.open_link()
        new.press()
        expect(new.page.locator("h1")).to_have_text("Your new link counts from the next round")
        expect(new.page.locator("main form[action*='/round']")).to_have_count(0)
        expect(new.page.locator(".receipt")).to_have_count(0)
        old.page.reload()
        expect(old.page.locator("h1")).to_contain_text("link")
        expect(old.page.locator("main form[action*='/round']")).to_have_count(0)

    def between(self) -> None:
        """The answers are opened, reasons looked at, the round released; somebody joins."""
        desk = self.moderator
        desk.close_round(1, finished=6)
        self.people["dora"].come_back(desk.stage_code)
        expect(self.people["dora"].page.locator("main")).to_contain_text("receipt")
        desk.wait_for("3 reasons wait for your decision.")
        desk.go("Read 3 reasons")
        desk.press(f"div.cond:has-text('{IMPOLITE}') button[value=withhold]")
        desk.go("Show all 2 undecided reasons as written")
        desk.decide(len(CARDS), panellists=7)
        lou = self.people["lou"] = expert(self.browser, self.post, "lou", "en", "Customers")
        desk.add_person(lou.line)
        desk.send_invitations(1)
        lou.accept()

    def second_round(self) -> None:
        """Everybody sees their own answer and the panel's; some keep, some change; the dropout stays away."""
        desk = self.moderator
        desk.open_round(2, mails=8)
        for name, ratings in SECOND.items():
            one = self.people[name]
            self.post.letter_to(name, one.page)
            one.come_back(desk.stage_code)
            one.press_home()
            self.look_at_feedback(one)
            one.rate(ratings)
            one.finish()
        self.post.letter_to("fadi", self.people["fadi"].page)

    def look_at_feedback(self, one: Expert) -> None:
        """The second statement: the own answer if there is one, the median, a reason of each side, none withheld."""
        page = one.page
        one.press("ol.items li:nth-child(2) a")
        own = FIRST[one.name][1] if one.name not in ("kim", "lou") else None
        said = page.locator(".panel-said .say")
        expect(said.locator("strong").last).to_have_text("7")
        if own is None:
            expect(said.locator("b")).to_have_count(0)
        else:
            expect(said.locator("b")).to_have_text(str(own[0] if isinstance(own, tuple) else own))
        expect(page.locator("blockquote")).to_have_text([TOO_FAST, PLANNING])
        if one.language == "en":
            expect(said).to_contain_text("of the 6 answers reaches from 4 to 7.75; the median is 7.")
        one.press("main a[href$='/round']")

    def end(self, workbook: Path) -> None:
        """Two rounds are over: results, the workbook, the end, and what everybody can read then."""
        desk = self.moderator
        desk.close_round(2, finished=7)
        desk.wait_for("1 reason waits for your decision.")
        desk.go("Read 1 reason")
        desk.go("Show the 1 undecided reason as written")
        desk.decide(len(CARDS), panellists=8)
        desk.tab("Results")
        # five people rated both times: too few to say whether opinions still move
        expect(desk.page.locator("h1")).to_have_text("2 of 4 statements are agreed")
        row = desk.page.locator("table tbody tr", has_text=MERGED).first
        expect(row).to_contain_text("8")
        desk.save_workbook(workbook)
        check_workbook(workbook)
        desk.tab("Rounds")
        desk.go("Conclude the panel…")
        desk.go("Conclude the panel")
        for name in SECOND:
            self.people[name].come_back(desk.stage_code)
            row = self.people[name].page.locator("table.summary tbody tr").first
            own = 8 if SECOND[name][0] == "keep" and name in ("bea", "dora") else SECOND[name][0]
            expect(row.locator("td.you")).to_have_text(str(9 if own == "keep" else own))
            expect(row.locator("td.n").nth(1)).to_have_text("8")
        expect(self.people["bea"].page.locator("table.summary th[scope=row]").first).to_contain_text(SPANISH)


def check_workbook(path: Path) -> None:
    """The sheets are there; the first statement's figures of both rounds stand on theirs."""
    book = openpyxl.load_workbook(path)
    assert {"Protocol", "Panel and flow", "Items and lineage", "Round 1", "Round 2", "Stability"} <= set(
        book.sheetnames
    )
    for sheet, people in (("Round 1", 6), ("Round 2", 7)):
        rows = [row for row in book[sheet].iter_rows(values_only=True) if MERGED in row]
        assert any({people, 8} <= set(row) for row in rows), (sheet, rows)
    text = "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    assert PLANNING in text
    assert IMPOLITE not in text

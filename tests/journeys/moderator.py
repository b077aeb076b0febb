"""What the moderator of a panel does at the desk, with the pages' own links and buttons."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.journeys.newcomer import Desk


@dataclass
class Moderator(Desk):
    """The moderator's window: the researcher's, with the pages of panels."""

    @property
    def stage_code(self) -> str:
        """The code of the stage that is being worked on."""
        found = re.search(r"/stages/(\w+)", self.page.url)
        assert found
        return found.group(1)

    def to_stage(self, title: str) -> None:
        """One of the study's instruments."""
        with self.page.expect_navigation():
            self.page.locator("nav .stages a", has_text=title).click()

    def wait_for(self, words: str) -> None:
        """Load the page again until it says something: the job worker has up to a minute."""
        for _second in range(60):
            if words in self.page.inner_text("main"):
                return
            self.page.wait_for_timeout(1000)
            self.page.reload()
        raise AssertionError(f"the page never said {words!r}")

    def begin_chain(self, title: str) -> None:
        """A study with all three instruments."""
        self.page.goto(f"{self.address}/studies/new")
        self.page.fill("[name=title]", title)
        self.page.fill("[name=organiser]", "Institute")
        self.page.check("[name=begin_with][value=chain]")
        self.go("Begin the study")

    def set_up_brainstorm(self, prompts: Mapping[str, str], points: int) -> None:
        """What people read first, in three languages, and how many points each of them gives."""
        self.to_stage("Brainstorm")
        self.tab("Settings")
        for language, words in prompts.items():
            self.page.fill(f"[name=prompt_{language}]", words)
        self.page.fill("[name=points]", str(points))
        self.go("Save")

    def list_people(self, lines: Sequence[str]) -> None:
        """Paste the list of the panel."""
        self.tab("Panel")
        self.go("Add a list")
        self.page.fill("[name=lines]", "\n".join(lines))
        self.go("Add")

    def send_invitations(self, count: int) -> None:
        """Look at the letter and send it to exactly so many."""
        words = "invitations" if count > 1 else "invitation"
        self.go(f"Review {count} {words}")
        self.press("main form button.primary")
        expect(self.page.locator("main, .flashes, body").first).to_contain_text("on their way")

    def begin_writing(self, count: int) -> None:
        """Let people write."""
        self.tab("Board")
        self.go("Begin…")
        expect(self.page.locator(".checks li").first).to_contain_text(str(count))
        self.press("main form button.primary")

    def next_phase(self, button: str) -> None:
        """Move the brainstorm on."""
        self.tab("Board")
        self.go("Phases and times")
        self.go(button)

    def _tick(self, cards: Sequence[str]) -> None:
        for words in cards:
            self.page.locator("label.idea", has_text=words).locator("input").check()

    def merge(self, cards: Sequence[str], words: str) -> None:
        """Put cards together under new words."""
        self._tick(cards)
        self.page.fill("#text", words)
        self.press("button[value=merge]")

    def put_under(self, cards: Sequence[str], theme: str) -> None:
        """Put cards under a new theme."""
        self._tick(cards)
        self.page.select_option("#theme", "new")
        self.page.fill("#new_theme", theme)
        self.press("button[value=move]")

    def open_vote(self) -> None:
        """Open the vote on the cards as they stand."""
        self.tab("Vote")
        self.go("Open the vote…")
        self.press("main form button.primary")

    def close_vote(self, count: int) -> None:
        """Close the vote; its result is counted by the job worker."""
        self.go("Close the vote…")
        expect(self.page.locator(".checks .num").first).to_have_text(re.compile(f"^({count}|{count // 5 * 5})$"))
        self.press("main form button.primary")

    def pass_on(self, cards: Sequence[str]) -> None:
        """Make cards the statements of the Delphi, with one button."""
        self.go("Choose ideas for the Delphi…")
        for words in cards:
            self.page.locator("label.choice", has_text=words).locator("input").check()
        self.go("Make them statements")

    def choose_level(self, level: str) -> None:
        """What the panel is promised."""
        self.tab("Settings")
        self.page.check(f"[name=level][value={level}]")
        self.go("Save")

    def add_statement(self, text: str) -> None:
        """Write one more statement."""
        self.tab("Statements")
        self.page.fill("#add [name=text]", text)
        self.press("#add button.primary")

    def describe(self, code: str, **fields: str) -> None:
        """Write a statement in another language, put it under a heading, say what is known about it."""
        self.tab("Statements")
        self.press(f"tr#{code} a[href$='/{code}']")
        for folded in self.page.locator("details.data summary").all():
            folded.click()
        for name, text in fields.items():
            self.page.fill(f"[name={name}]", text)
        self.press("main form button.primary")

    def lock_protocol(self, question: str, count: int, *, proposals: bool) -> str:
        """Declare the rules and lock them; the hash that is printed."""
        self.go("Protocol")
        self.page.fill("[name=question_en]", question)
        self.page.fill("[name=low_label_en]", "not important")
        self.page.fill("[name=high_label_en]", "critical")
        self.page.set_checked("[name=proposals]", proposals)
        self.go("Save the draft")
        self.go("Lock the protocol…")
        found = self.page.locator("p.code").inner_text()
        self.go(f"Lock the rules and {count} statements")
        return found

    def bring_people(self, title: str) -> None:
        """Bring the people of an earlier stage over."""
        self.tab("Panel")
        self.go(f"From “{title}”")

    def add_person(self, line: str) -> None:
        """Add one person to the roll."""
        self.tab("Panel")
        name, email, group, language = line.split(", ")
        for field, value in (("name", name), ("email", email), ("group", group)):
            self.page.fill(f"main form [name={field}] >> nth=0", value)
        self.page.select_option("select[name=language]", language)
        self.go("Add")

    def open_round(self, number: int, mails: int) -> None:
        """Plan the next round and open it; the page names the exact number of mails before."""
        self.tab("Rounds")
        plan = "Plan the first round" if number == 1 else "Plan the next round"
        if self.page.get_by_role("button", name=plan).count():
            self.go(plan)
        else:
            self.go("Dates, message and opening…")
        self.go("Save and go on")
        # between two rounds the mail comes first: it may be sent to oneself
        onwards = self.page.get_by_role("link", name="Go on to the opening")
        expect(onwards.or_(self.page.locator(".checks"))).to_be_visible()
        if onwards.count():
            onwards.click()
        expect(self.page.locator(".checks li").first).to_contain_text(str(mails))
        self.go(f"Open round {number}")

    def close_round(self, number: int, finished: int) -> None:
        """Close the round and have its answers opened by the job worker."""
        self.tab("Rounds")
        self.press(f"a[href$='/rounds/{number}/close']")
        expect(self.page.locator(".checks .num").first).to_have_text(re.compile(f"^({finished}|{finished // 5 * 5})$"))
        self.press(f"form[action$='/rounds/{number}/close'] button.primary")
        self.press(f"a[href$='/rounds/{number}/analyse']")
        self.press("main form button.primary")

    def hold_back(self, words: str) -> None:
        """Keep a reason from the panel."""
        self.press(f"div.cond:has-text('{words}') button[value=withhold]")

    def show_instead(self, words: str, others: str) -> None:
        """Let the panel read other words than those that were written."""
        reason = self.page.locator("div.cond", has_text=words)
        reason.locator("details summary").first.click()
        reason.locator("[name=shown_text]").fill(others)
        with self.page.expect_navigation():
            reason.locator("button[value=reword]").click()

    def take(self, text: str) -> None:
        """Make a proposal a statement."""
        with self.page.expect_navigation():
            self.page.locator("section", has_text=text).locator("button[value=take]").click()

    def decline(self, text: str, reason: str) -> None:
        """Do not take a proposal up, and say why."""
        proposal = self.page.locator("section", has_text=text)
        proposal.locator("details summary").first.click()
        proposal.locator("[name=reason]").fill(reason)
        with self.page.expect_navigation():
            proposal.locator("button[value=decline]").click()

    def _decide_about(self, text: str) -> None:
        row = self.page.locator("tbody tr").filter(has=self.page.locator("th", has_text=text))
        with self.page.expect_navigation():
            row.get_by_role("link", name="Decide…").click()

    def reword(self, text: str, words: str, reason: str) -> None:
        """Ask a statement in other words, and say why."""
        self._decide_about(text)
        self.go("Reword…")
        self.page.fill("[name=text_en]", words)
        self.page.fill("[name=reason]", reason)
        self.go("Reword it")

    def split(self, text: str, parts: Sequence[str]) -> None:
        """Ask several statements in place of one."""
        self._decide_about(text)
        self.go("Split…")
        self.page.fill("[name=lines]", "\n".join(parts))
        self.go("Split it")

    def drop(self, text: str, reason: str) -> None:
        """Ask a statement no more, against the rule."""
        self._decide_about(text)
        self.page.select_option("[name=fate]", "dropped")
        self.page.fill("[name=reason]", reason)
        self.press("main form button.primary")

    def release(self, items: int, panellists: int) -> None:
        """Decide by the rule what is undecided, look at the feedback, let the panel see the round."""
        self.go(f"Decide {items} statements by the rule")
        self.go("Go on to the feedback")
        self.go("Release the round…")
        self.go(f"Release it to {panellists} panellists")

    def amend(self, reason: str, **rules: str) -> None:
        """Change the locked rules from the next round on, and say why."""
        self.tab("Statements")
        self.go("Protocol")
        self.go("Amend it…")
        self.page.fill("[name=reason]", reason)
        for name, value in rules.items():
            self.page.fill(f"[name={name}]", value)
        self.go("Amend and lock")

    def read(self, path: str) -> bytes:
        """What stands at an address below the page that is open."""
        answer = self.page.context.request.get(re.sub(r"/stages/(\w+)/.*", rf"/stages/\1/{path}", self.page.url))
        assert answer.ok, path
        return answer.body()

    def take_report(self, form: str) -> bytes:
        """Have a report of the panel made by the job worker, and take it."""
        self.tab("Export")
        self.page.check(f"[name=form][value={form}]")
        self.go("Make the report")
        link = self.page.locator("table a", has_text=f".{form}")
        expect(link).to_be_visible(timeout=60_000)
        answer = self.page.context.request.get(f"{self.address}{link.get_attribute('href')}")
        assert answer.ok
        return answer.body()

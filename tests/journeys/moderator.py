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

    def set_up_brainstorm(self, prompts: Mapping[str, str]) -> None:
        """What people read first, in three languages."""
        self.to_stage("Brainstorm")
        self.tab("Settings")
        for language, words in prompts.items():
            self.page.fill(f"[name=prompt_{language}]", words)
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
        self.go(f"Close with {count} finished votes")

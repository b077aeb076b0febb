"""What a moderator's people do with their phones: they come by the links in their mails, write, vote and rate.

Their phones run no script. Each person has a browser of their own, so that nobody answers for somebody else.
"""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from playwright.sync_api import Browser, Page, expect

from tests.mail.test_sending import MailServer, Postbox

_WAIT = 60.0
HTML_LANGUAGES = {"en": "en", "es": "es", "zh": "zh-Hans"}
RECEIPT = re.compile(r"\w{3,4}-\w{3,4}")
Answered = tuple[int | str, str, int | None]
"""A point of the scale or "judge", a reason or nothing, and the person's answer of the round before."""


@dataclass
class Post:
    """The letters that a real mail server has taken, read by their receivers."""

    box: Postbox
    address: str
    read: set[int] = field(default_factory=set)

    def letter_to(self, name: str) -> str:
        """The next letter to somebody; the job worker has up to a minute to send it."""
        for _second in range(int(_WAIT * 4)):
            for number, letter in enumerate(self.box.letters):
                if number not in self.read and letter["To"] == f"{name}@example.org":
                    self.read.add(number)
                    assert isinstance(letter, EmailMessage)
                    body = letter.get_body(("plain",))
                    assert body
                    return str(body.get_content())
            time.sleep(0.25)
        raise AssertionError(f"no letter to {name}")

    def unread(self) -> list[str]:
        """Who has mail that nobody has looked at."""
        return sorted(str(letter["To"]) for n, letter in enumerate(self.box.letters) if n not in self.read)


@contextmanager
def post_office() -> Iterator[Post]:
    """A mail server on this computer."""
    box = Postbox()
    server = MailServer(box, hostname="127.0.0.1", port=0)
    server.start()
    yield Post(box, f"smtp://127.0.0.1:{server.port}")
    server.stop()


@dataclass
class Person:
    """Somebody on the panel, however they come."""

    name: str
    language: str
    group: str
    post: Post

    @property
    def line(self) -> str:
        """How the moderator lists the person."""
        return f"{self.name.title()}, {self.name}@example.org, {self.group}, {self.language}"

    def link_in(self, letter: str) -> str:
        """The personal link that stands in a letter."""
        found = re.search(r"http://\S+/p/\w+/(?:lost/)?[\w.-]{20,}", letter)
        assert found, letter
        return found.group(0)


@dataclass
class Expert(Person):
    """One person on the panel and their phone."""

    page: Page

    def open_link(self) -> None:
        """Open the personal link in the next letter; it is a page in the person's own language."""
        self.page.goto(self.link_in(self.post.letter_to(self.name)))
        assert self.page.get_attribute("html", "lang") == HTML_LANGUAGES[self.language]

    def press(self, selector: str = "main form button.primary") -> None:
        """Press a button or follow a link and arrive; no page of the panel is wider than the phone."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 390

    def accept(self) -> None:
        """Come by the invitation and take part."""
        self.open_link()
        expect(self.page.locator(".promise")).to_be_visible()
        self.press()
        assert re.search(r"/p/\w+/?(ideas|round)?$", self.page.url), "the secret stays in the address"

    def decline(self, reason: str) -> None:
        """Come by the invitation and say no."""
        self.open_link()
        self.page.click("details summary")
        self.page.fill("[name=reason]", reason)
        self.press("details button")

    def come_back(self, code: str) -> None:
        """The start of the panel, in the browser that holds the link."""
        self.page.goto(re.sub(r"/p/.*", f"/p/{code}", self.page.url))

    @property
    def words(self) -> str:
        """What the page says."""
        return " ".join(str(self.page.text_content("main")).split())

    @property
    def url(self) -> str:
        """Where the page is."""
        return self.page.url

    def enter(self) -> None:
        """Press the one button of the page that a link leads to."""
        self.press()

    def write(self, text: str, *, only: bool = False) -> None:
        """Write an idea into the box of the page."""
        self.page.fill("[name=text]", text)
        if only:
            self.page.check("[name=only]")
        self.press("main form[method=post] button.primary")

    def look_at_board(self) -> None:
        """Read what others wrote."""
        self.page.reload()
        self.press("a[href$='/ideas/board']")

    def answer_card(self, words: str, way: str, text: str) -> None:
        """Add to a card of the board, or object to it."""
        card = self.page.locator("li.idea").filter(has=self.page.locator(".text", has_text=words))
        with self.page.expect_navigation():
            card.locator(f"a[href*='/{way}']").last.click()
        self.write(text)

    def vote(self, points: Mapping[str, int]) -> None:
        """Give points to cards and finish."""
        self.press("a[href$='/vote']")
        for words, given in points.items():
            self.page.get_by_label(re.compile(rf"(^|: )\s*{re.escape(words)}")).fill(str(given))
        self.press("button[value=finish]")
        assert RECEIPT.fullmatch(self.page.inner_text(".code"))

    def look_at_result(self) -> tuple[str, str]:
        """The first row of the vote's result, and what became of one's own ideas."""
        self.press("a[href$='/vote/result']")
        row = self.page.locator("table.result tbody tr").first.inner_text()
        return row, self.page.locator(".own-ideas").inner_text()

    def propose(self, text: str) -> None:
        """Propose a statement."""
        self.press("a[href$='/proposals']")
        self.page.locator("[name=text]").first.fill(text)
        self.press("main form button.primary")

    def rate(self, answers: Mapping[str, Answered]) -> None:
        """Answer the statements as they come, from the first one without an answer."""
        self.press("main p.actions a.primary")
        for _each in answers:
            value, why, _before = answers[self.page.inner_text("h1").strip()]
            assert not self.page.locator("main input:checked").count(), "something is chosen beforehand"
            self._answer(value)
            if why:
                self.page.fill("[name=why]", why)
            self.press("button[value=next]")

    def _answer(self, value: int | str) -> None:
        kept = self.page.locator("label:has(input[name=move][value=keep]) strong")
        if value == "judge":
            self._tick("input[name=cannot]")
        elif kept.count() and kept.inner_text() == str(value):
            self._tick("input[name=move][value=keep]")
        else:
            if kept.count():
                self._tick("input[name=move][value=change]")
            self._tick(f"input[name=value][value='{value}']")

    def _tick(self, selector: str) -> None:
        """Choose what the finger can reach: the label around the control."""
        self.page.locator(f"label:has({selector})").click()
        expect(self.page.locator(selector)).to_be_checked()

    def finish(self) -> str:
        """Say that the round is finished; the receipt."""
        self.press("form[action$='/finish'] button")
        receipt = self.page.inner_text(".receipt .code")
        assert RECEIPT.fullmatch(receipt)
        return receipt

    def own_row(self, text: str) -> list[str]:
        """One statement of the final table: you, median, middle half, people."""
        row = self.page.locator("table.summary tbody tr", has_text=text)
        return [cell.strip() for cell in row.locator("td").all_inner_texts()]


def expert(browser: Browser, post: Post, name: str, language: str, group: str) -> Expert:
    """A person with a phone that runs no script."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800}, locale="en")
    context.set_default_timeout(30_000)
    return Expert(name, language, group, post, context.new_page())

"""What a newcomer does at the desk and on a phone, step by step, with the pages' own links and buttons."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.test_serve import free_port, start, wait_for

Words = tuple[str, ...]
"""The same words in English, Spanish and Chinese, or in English alone."""
LANGUAGES = ("en", "es", "zh_Hans_CN")
PASSWORD = "seven quiet green lanterns"
EMAIL = "ana@example.org"


@contextmanager
def fresh_installation(folder: Path, **changes: str) -> Iterator[str]:
    """A server in an empty folder, started by its one command; its address."""
    port = free_port()
    process = start(folder, port, SURVEY_SETUP="ask", **changes)
    try:
        wait_for(port, 90)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=60)
    assert not (folder / "backups").exists(), "there was nothing to copy"


@dataclass
class Desk:
    """The researcher's window."""

    page: Page
    address: str

    def go(self, name: str) -> None:
        """Follow a link or press a button by its words, and arrive."""
        with self.page.expect_navigation():
            self.page.locator("main, header nav").get_by_text(name, exact=True).first.click()

    def tab(self, name: str) -> None:
        """Open one of the stage's tabs."""
        with self.page.expect_navigation():
            self.page.locator("nav.tabs").get_by_role("link", name=name).click()

    def press(self, selector: str) -> None:
        """Press a button and arrive."""
        with self.page.expect_navigation():
            self.page.click(selector)

    def set_up(self) -> None:
        """The first visit: an administrator, no sample."""
        self.page.goto(self.address)
        expect(self.page.locator("h1")).to_have_text("Set up this desk")
        self.page.fill("[name=name]", "Ana Ruiz")
        self.page.fill("[name=email]", EMAIL)
        self.page.fill("[name=password]", PASSWORD)
        self.page.check("[name=sample][value=no]")
        self.go("Create and open the desk")

    def begin_study(self, title: str) -> None:
        """A study of one's own."""
        self.page.locator("a[href='/studies/new']").first.click()
        self.page.fill("[name=title]", title)
        self.page.fill("[name=organiser]", "Institute")
        self.go("Begin the study")
        self.go("Write the questions")

    def write_in_three_languages(self) -> None:
        """Add Spanish and Chinese to the questionnaire's English."""
        self.go("Languages")
        for language in LANGUAGES:
            self.page.check(f"main [name=language][value={language}]")
        self.go("Save the languages")

    def add(self, kind: str, texts: Words, rows: Sequence[str] = (), *, required: bool = False) -> None:
        """A question behind the last one."""
        page = self.page
        link = page.get_by_role("link", name="Add the first question")
        with page.expect_navigation():
            (link if link.count() else page.get_by_role("link", name="+ Add a question")).click()
        self.press(f"button[name=kind][value={kind}]")
        page.fill("#text", texts[0])
        for number, words in enumerate(rows, 1):
            page.fill(f"#row{number} input[aria-label]", words)
            page.press(f"#row{number} input[aria-label]", "Enter")
        if required:
            page.check("[name=required]")
        self.press("[data-save]")
        for language, words in zip(LANGUAGES[1:], texts[1:], strict=False):
            self.press(f"ul.seg.links a[href*='lang={language}']")
            page.fill("#text", words)
            self.press("[data-save]")
        if len(texts) > 1:
            self.press("ul.seg.links a[href*='lang=en']")

    def title_page(self, number: int, texts: Words) -> None:
        """The title of a page, in three languages."""
        page = self.page
        with page.expect_navigation():
            page.locator("nav.outline h3 a").nth(number - 1).click()
        begun = page.url
        for language, words in reversed(list(zip(LANGUAGES, texts, strict=True))):
            page.goto(begun.replace("lang=en", f"lang={language}"))
            page.fill("#title", words)
            self.go("Save the page")

    def publish(self) -> None:
        """Freeze the questionnaire."""
        self.press("[data-toolbar] a.primary")
        self.press("main form button.primary")

    def draw(self, content: bytes, rate: str) -> None:
        """Upload a list, look at the plan, draw."""
        page = self.page
        self.tab("Sample")
        self.go("Upload a list…")
        page.set_input_files("[name=file]", {"name": "customers.csv", "mimeType": "text/csv", "buffer": content})
        self.go("Upload")
        self.go("Take the list")
        self.go("Draw a sample…")
        page.fill("[name=rate]", rate)
        page.select_option("[name=by]", "industry")
        self.go("Show the table")

    def invite(self) -> None:
        """Send the invitations and wait until the job worker has sent them."""
        self.tab("Sample")
        self.go("Look at the invitation…")
        self.press("main form button.primary")
        expect(self.page.locator(".state.done")).to_be_visible(timeout=30_000)


@dataclass
class Phone:
    """A respondent's phone that runs no script."""

    page: Page

    def press(self, button: str = "") -> None:
        """Press a button and arrive."""
        with self.page.expect_navigation():
            self.page.click(f"button[value='{button}']" if button else "main form button.primary")

    def choose(self, answers: dict[str, str]) -> None:
        """Choose options by the names of their fields."""
        for name, value in answers.items():
            self.page.check(f"input[name='{name}'][value='{value}']")


@contextmanager
def phone(browser: Browser) -> Iterator[Phone]:
    """A browser of its own, 390 pixels wide, scripts off; closing it forgets everything."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800}, locale="en")
    context.set_default_timeout(30_000)
    yield Phone(context.new_page())
    context.close()

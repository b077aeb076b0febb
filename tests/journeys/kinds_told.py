"""A Delphi of any kind as its researcher, its panel over HTTP, and one reader with a phone without scripts walk it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Batch, PanelRound, Reason, Stage
from survey_app.services import batches, mixes
from survey_app.vocabulary import PanellistState
from tests.browsing import sideways, violations
from tests.builders import csrf_of, sign_in
from tests.delphis import make_stage
from tests.journeys.experts import RECEIPT
from tests.routes.test_page_weight import loaded
from tests.seated import seat_somebody

HEAVIEST = 60_000
Fields = Mapping[str, str]
Sheet = Sequence[tuple[str, Fields]]
"""What one person sends in a round: the page under the round, and what stands in its form."""


@dataclass
class Desk:
    """The researcher, and everybody on the panel who comes over HTTP; each form is sent as a browser sends it."""

    app: Flask
    client: FlaskClient
    stage: Stage
    others: list[tuple[FlaskClient, str]] = field(default_factory=list)
    token: str = ""

    @property
    def base(self) -> str:
        """The address of the stage at the desk."""
        return f"/studies/{self.stage.study.code}/stages/{self.stage.code}"

    def send(self, page: str, **fields: object) -> None:
        """Send a form of the desk; it is taken."""
        sent = self.client.post(f"{self.base}{page}", data={"csrf_token": self.token, **fields})
        assert sent.status_code == 303, (page, html.fromstring(sent.text).text_content())

    def declare(self, preset: str, statements: Sequence[str], **changes: str) -> None:
        """Write the statements, take the form of a kind as it stands, and lock it."""
        self.send("/items/paste", lines="\n".join(statements))
        page = html.fromstring(self.client.get(f"{self.base}/protocol?preset={preset}").text)
        form = next(each for each in page.forms if "second_min" in each.fields)
        self.send("/protocol", **{**dict(form.form_values()), **changes})
        self.send("/protocol/lock")

    def seat(self, count: int) -> str:
        """Invite so many people and one reader; all but the reader take part. The secret of the reader's link."""
        links = [seat_somebody(self.stage, f"Person {n}", PanellistState.INVITED)[1] for n in range(count + 1)]
        for secret in links[1:]:
            client = self.app.test_client()
            client.get(f"/p/{self.stage.code}/{secret}")
            token = csrf_of(client)
            taken = client.post(f"/p/{self.stage.code}/{secret}", data={"csrf_token": token, "choice": "accept"})
            assert taken.status_code == 303
            self.others.append((client, token))
        return links[0]

    def open_round(self, number: int) -> None:
        """Plan a round without an end and open it."""
        self.send("/rounds/plan")
        self.send(f"/rounds/{number}/open")

    def hear(self, sheets: Sequence[Sheet]) -> None:
        """Person after person sends a sheet and finishes."""
        for (client, token), sheet in zip(self.others, sheets, strict=False):
            for page, fields in (*sheet, ("/finish", {})):
                address = f"/p/{self.stage.code}/round{page}"
                sent = client.post(address, data={"csrf_token": token, **fields})
                assert sent.status_code == 303, (page, fields, sent.text)

    def round_(self, number: int) -> PanelRound:
        """A round as it stands."""
        session.expire_all()
        found = select(PanelRound).where(PanelRound.stage_id == self.stage.id, PanelRound.number == number)
        return session.scalars(found).one()

    def release(self, number: int) -> None:
        """Close a round, open its sheets, decide, and release it."""
        batch = batches.collecting(self.stage.id, self.round_(number).id)
        assert isinstance(batch, Batch)
        self.send(f"/rounds/{number}/close")
        self.send(f"/rounds/{number}/analyse")
        batch_id = batch.id
        session.rollback()
        mixes.run(batch_id)
        self.decide(number)

    def decide(self, number: int) -> None:
        """Show every reason, decide as the rule suggests, and release the round."""
        codes = list(session.scalars(select(Reason.code).where(Reason.round_id == self.round_(number).id)))
        if codes:
            self.send(f"/rounds/{number}/reasons", code=codes)
        self.send(f"/rounds/{number}/statements")
        self.send(f"/rounds/{number}/release")
        session.rollback()

    def results(self, page: str = "/1") -> str:
        """The results page in words, for the moderator."""
        return self.read(f"/round-results{page}")

    def read(self, page: str) -> str:
        """A page of the desk in words."""
        found = self.client.get(f"{self.base}{page}")
        assert found.status_code == 200
        return " ".join(html.fromstring(found.text).xpath("//main")[0].text_content().split())


@contextmanager
def desk(app: Flask, title: str) -> Iterator[Desk]:
    """A study of its own whose owner is signed in."""
    stage = make_stage(title)
    client = app.test_client()
    sign_in(client, stage.study.memberships[0].account)
    yield Desk(app, client, stage, token=csrf_of(client))
    session.rollback()


@dataclass
class Reader:
    """One panellist with a phone whose browser runs no script, and a glass through which others look at their pages."""

    page: Page
    glass: Page
    address: str
    code: str

    def go(self, page: str = "/round") -> None:
        """Open a page of the panel."""
        self.page.goto(f"{self.address}/p/{self.code}{page}")

    def come(self, secret: str) -> None:
        """Open the personal link and take part."""
        self.go(f"/{secret}")
        self.press()

    def press(self, button: str = "main form button.primary") -> None:
        """Press a button and arrive."""
        with self.page.expect_navigation():
            self.page.locator(button).first.click()

    def fill(self, fields: Fields) -> None:
        """Choose and type as a finger does: the label of a button, the line that unfolds a box."""
        for name, value in fields.items():
            chosen = self.page.locator(f"label:has(input[name='{name}'][value='{value}'])")
            if chosen.count():
                chosen.click()
                continue
            box = self.page.locator(f"[name='{name}']")
            if not box.is_visible():
                self.page.locator(f"details:not([open]):has([name='{name}']) summary").click()
            box.fill(value)

    def type(self, fields: Fields) -> None:
        """The same with the keyboard alone: tab to the field, then space, arrows or letters, and Enter at the end."""
        for name, value in fields.items():
            self._tab_to(f"document.activeElement.name === '{name}'")
            kind = self.page.evaluate("document.activeElement.type")
            if kind in ("radio", "checkbox"):
                self.page.keyboard.press("Space")
                while not self.page.locator(f"[name='{name}'][value='{value}']").is_checked():
                    self.page.keyboard.press("ArrowDown")
            else:
                self.page.keyboard.type(value)
        self._tab_to("document.activeElement.matches('main form button.primary')")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _tab_to(self, there: str) -> None:
        for _each in range(40):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(there):
                return
        raise AssertionError(f"the keyboard never comes to {there}")

    @property
    def words(self) -> str:
        """What the page says."""
        return " ".join(str(self.page.text_content("main")).split())

    def holds(self, fields: Fields) -> bool:
        """Whether the form holds what was chosen and typed."""
        for name, value in fields.items():
            button = self.page.locator(f"input[name='{name}'][value='{value}'][type=radio]")
            kept = (
                button.is_checked() if button.count() else self.page.locator(f"[name='{name}']").input_value() == value
            )
            if not kept:
                return False
        return True

    def finish(self) -> str:
        """Say that the round is finished; the receipt."""
        if not self.page.locator("form[action$='/finish'] button").count():
            self.go()
        self.press("form[action$='/finish'] button")
        receipt = self.page.inner_text(".receipt .code")
        assert RECEIPT.fullmatch(receipt)
        return receipt

    def show(self, name: str) -> None:
        """The page as it stands now, for whoever wants a picture of it."""

    def look(self, name: str) -> None:
        """The page as it stands for its reader, under axe in both themes, at 320 pixels, and on the scales."""
        self.glass.context.add_cookies(self.page.context.cookies())  # type: ignore[arg-type]  # what one gives the other takes
        self.glass.set_viewport_size({"width": 390, "height": 800})
        self.glass.emulate_media(color_scheme="light")
        came = self.glass.goto(self.page.url)
        assert came
        text = came.text()
        found = violations(self.glass)
        self.glass.emulate_media(color_scheme="dark")
        found += violations(self.glass, colours_only=True)
        assert not found, (name, found)
        self.glass.set_viewport_size({"width": 320, "height": 800})
        assert sideways(self.glass) == 0, name
        weight = len(text.encode()) + sum(loaded(text).values())
        assert 5_000 < weight < HEAVIEST, (name, weight)


@contextmanager
def reader(browser: Browser, glass: Page, address: str, code: str) -> Iterator[Reader]:
    """A phone of its own."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800}, locale="en")
    context.set_default_timeout(30_000)
    yield Reader(context.new_page(), glass, address, code)
    context.close()

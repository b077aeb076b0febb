"""The sample project on a running application, and one browser window that looks at its pages."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from flask import Flask
from playwright.sync_api import Browser, Page

from survey_app import create_app
from survey_app.db import database, session
from survey_app.models import Stage, Study
from survey_app.services.sample_study import loading
from tests.browsing import THEMES, Watch, served, sideways, unseen_forms, violations
from tests.builders import make_account
from tests.client import Browser as Client
from tests.conftest import settings_for

Look = Callable[[Page], None]
OWNER = "owner@example.org"


@dataclass(frozen=True)
class Site:
    """The sample project behind an address."""

    app: Flask
    address: str
    study: Study
    stage: Stage


@contextmanager
def sample_site(folder: Path, template: Path) -> Iterator[Site]:
    """An installation of its own with the sample project in it, served."""
    shutil.copy(template, folder / "rondo.sqlite")
    app = create_app(settings_for(folder))
    app.test_client_class = Client
    with app.app_context(), served(app) as address:
        study = loading.load(make_account(OWNER, "Ana Ruiz", is_administrator=True))
        session.commit()
        yield Site(app, address, study, study.stages[-1])
        session.remove()
        database.engine.dispose()


@dataclass
class Window:
    """One window that is made narrow and wide, light and dark, and keeps every fault it has seen."""

    page: Page
    watch: Watch
    widths: tuple[int, ...]
    faults: list[str] = field(default_factory=list)
    seen: int = 0

    def look(self, name: str, *, in_turn: bool = False, brief: bool = False) -> None:
        """What axe, the width and the page's own behaviour say in every size and theme.

        In turn: each size in one theme only, for pages whose parts were seen in every combination elsewhere.
        Brief: everything in the first size, of the others the width and the colours, which are what changes with them.
        """
        self.seen += 1
        self.page.wait_for_load_state("load")
        self._keep(name, self.watch.complaints)
        for place, width in enumerate(self.widths):
            self.page.set_viewport_size({"width": width, "height": 800})
            if beyond := sideways(self.page):
                self._keep(f"{name} at {width}", [f"{beyond} pixels too wide"])
            self._keep(f"{name} at {width}, cannot be seen", unseen_forms(self.page))
            for turn, theme in enumerate((THEMES[place % len(THEMES)],) if in_turn else THEMES):
                self.page.emulate_media(color_scheme=cast("Literal['light', 'dark']", theme))
                self._keep(
                    f"{name} at {width}, {theme}", violations(self.page, colours_only=turn > 0 or (brief and place > 0))
                )
        # what axe itself does to the page is none of the page's business
        self.watch.complaints.clear()

    def _keep(self, where: str, found: list[str]) -> None:
        self.faults.extend(f"{where}: {each}" for each in found)


@contextmanager
def window(browser: Browser, address: str, *widths: int) -> Iterator[Window]:
    """A window without animations: a colour half-way between two themes is no fault."""
    context = browser.new_context(viewport={"width": widths[0], "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    yield Window(page, Watch(page, address), widths)
    context.close()

"""The sample project on a running application, and one browser window that looks at its pages."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

from flask import Flask
from playwright.sync_api import Browser, Page

from survey_app import create_app
from survey_app.db import database, session
from survey_app.models import Stage, Study
from survey_app.services.sample_study import loading
from tests.browsing import COLOURS, RULES, SIZES, THEMES, Watch, asked, served
from tests.builders import make_account
from tests.client import Browser as Client
from tests.conftest import settings_for
from tests.kept import hasten

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
        hasten(app)
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
    _pairs: set[str] = field(default_factory=set)
    _changed: set[str] = field(default_factory=set)

    def look(self, name: str, *, in_turn: bool = False, brief: bool = False) -> None:
        """What axe, the width and the page's own behaviour say in every size and theme.

        Everything once, in the first size and theme. In the others, what is different there: the width of the page,
        the size of targets, what has come or gone, and colours that were not on one another on any page before.
        In turn: each size in one theme only, for pages whose parts were seen in every combination elsewhere.
        Brief: the size of targets in the first size only, and no colours at all that were on one another before.
        """
        self.seen += 1
        self.page.wait_for_load_state("load")
        self._keep(name, self.watch.complaints)
        for place, width in enumerate(self.widths):
            self.page.set_viewport_size({"width": width, "height": 800})
            for turn, theme in enumerate((THEMES[place % len(THEMES)],) if in_turn else THEMES):
                self.page.emulate_media(color_scheme=cast("Literal['light', 'dark']", theme))
                where, stands = f"{name} at {width}, {theme}", asked(self.page, "standing")
                if not turn:
                    self._keep(where, [f"{stands['beyond']} pixels too wide"] if stands["beyond"] else [])
                    self._keep(f"{where}, cannot be seen", stands["unseen"])
                known = self._pairs.issuperset(stands["pairs"])
                if not place and not turn:
                    self._keep(where, asked(self.page, "first", RULES, COLOURS if brief and known else ()))
                else:
                    self._compare(where, stands, (*(() if turn or brief else SIZES), *(() if known else COLOURS)))
                self._pairs.update(stands["pairs"])
        # what axe itself does to the page is none of the page's business
        self.watch.complaints.clear()

    def _compare(self, where: str, stands: dict[str, Any], rules: Sequence[str]) -> None:
        """A page that was looked at already, in another size or theme."""
        if not self._changed.issuperset(stands["changed"]):
            self._keep(where, asked(self.page, "turned", RULES))
            self._changed.update(stands["changed"])
        if rules:
            self._keep(where, asked(self.page, "whole", rules))

    def _keep(self, where: str, found: list[str]) -> None:
        self.faults.extend(f"{where}: {each}" for each in found)


@contextmanager
def window(browser: Browser, address: str, *widths: int) -> Iterator[Window]:
    """A window without animations: a colour half-way between two themes is no fault."""
    context = browser.new_context(viewport={"width": widths[0], "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    yield Window(page, Watch(page, address), widths)
    context.close()

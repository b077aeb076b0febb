"""What is looked at once finds what is wrong in one size or one theme alone: pages that are broken on purpose."""

import pytest
from flask import Flask

from tests.accessibility.sample import window
from tests.browsing import chromium, served

pytestmark = pytest.mark.slow
NARROW, WIDE = 320, 1280
WHOLE = """<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>A page</title>
<style>
  body {{ background: #fff; color: #222; }} a {{ color: #00409f; }} button {{ min-width: 48px; min-height: 48px; }}
  @media (prefers-color-scheme: dark) {{ body {{ background: #111; color: #eee; }} a {{ color: #9cf; }} }}
  {} {{ .a {{ {} }} }}</style><header><p>A header</p></header><main><h1>A heading</h1><p>Words</p>{}</main></html>"""
ALWAYS, AT_WIDE, AT_NARROW = "@media all", "@media (min-width: 900px)", "@media (max-width: 350px)"
DARK, DARK_AND_WIDE = "@media (prefers-color-scheme: dark)", f"{AT_WIDE} and (prefers-color-scheme: dark)"
TINY = "min-width: 9px; min-height: 9px; width: 9px; height: 9px; padding: 0;"
PARAGRAPH, BUTTONS = "<p class=a>Grey</p>", "<button class=a>+</button><button class=a>-</button>"
FLAT = "<form class=a><label>A <input class=a></label></form>"
PAGES = (
    (ALWAYS, "", "<button>Save</button><a href='/'>More</a>", ""),
    (DARK, "color: #333;", PARAGRAPH, f"{NARROW}, dark: color-contrast"),
    (DARK, "background: #ddd;", PARAGRAPH, f"{NARROW}, dark: color-contrast"),
    (AT_WIDE, "color: #bbb;", PARAGRAPH, f"{WIDE}, light: color-contrast"),
    (DARK_AND_WIDE, "color: #444;", PARAGRAPH, f"{WIDE}, dark: color-contrast"),
    (AT_WIDE, TINY, BUTTONS, f"{WIDE}, light: target-size"),
    (AT_NARROW, TINY, BUTTONS, f"{NARROW}, light: target-size"),
    (ALWAYS, "", "<input>", f"{NARROW}, light: label"),
    (AT_NARROW, "display: none;", "<input class=a>", f"{WIDE}, light: label"),
    (AT_WIDE, "display: none;", "<button><span class=a>Save</span></button>", f"{WIDE}, light: button-name"),
    (AT_NARROW, "width: 400px;", PARAGRAPH, f"{NARROW}, light: 88 pixels too wide"),
    (AT_WIDE, "width: 1400px;", PARAGRAPH, f"{WIDE}, light: 128 pixels too wide"),
    (ALWAYS, "height: 0; border: 0; padding: 0; overflow: hidden;", FLAT, f"{NARROW}, light, cannot be seen: <form"),
)
"""Where a style counts, the style, what it is laid on, and what is found first."""


def test_what_is_wrong_in_one_size_or_theme_is_found_behind_pages_where_it_is_right() -> None:
    app = Flask(__name__)

    @app.get("/<int:number>")
    def page(number: int) -> str:
        return WHOLE.format(*PAGES[number][:3])

    with served(app) as address, chromium() as browser, window(browser, address, NARROW, WIDE) as shown:
        for number, (_where, _style, _body, found) in enumerate(PAGES):
            shown.page.goto(f"{address}/{number}")
            shown.look("", in_turn=False)
            faults, shown.faults = shown.faults, []
            assert bool(faults) == bool(found), (number, faults)
            assert not found or faults[0].startswith(f" at {found}"), (number, faults)

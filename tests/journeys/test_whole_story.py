"""The whole story in a browser, from an empty folder to a printed report."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import Watch, chromium
from tests.journeys.newcomer import Desk, Phone, fresh_installation, phone

pytestmark = [pytest.mark.sqlite_only, pytest.mark.slow]
TITLES = (
    ("About you", "Sobre usted", "关于您"),
    ("Our service", "Nuestro servicio", "我们的服务"),
    ("All in all", "En conjunto", "总体评价"),
)
CUSTOMERS = "".join(
    ["id,email,industry\n", *(f"C{n},c{n}@example.org,{'Food' if n % 2 else 'Chemistry'}\n" for n in range(1, 13))]
).encode()
FIRST = {"qQ1": "1", "qQ2": "2"}
SERVICE = {"qQ3.1.expected": "5", "qQ3.1.experienced": "4", "qQ3.2.expected": "5", "qQ3.2.experienced": "3"}


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with fresh_installation(tmp_path / "instance") as found:
        yield found


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def design(desk: Desk) -> None:
    """Three pages with six kinds of questions; what respondents read first stands in three languages."""
    desk.begin_study("Service 2026")
    desk.write_in_three_languages()
    desk.add(
        "consent", ("May we use your answers?", "¿Podemos usar sus respuestas?", "可以使用您的回答吗？"), required=True
    )
    desk.add("single", ("Which industry?", "¿Qué sector?", "哪个行业？"), ("Food", "Chemistry", "Machinery"))
    desk.press("form[action$='/pages'] button")
    desk.add("battery", ("What did you expect, and what did you get?",), ("Price", "Speed"))
    desk.add("rating", ("How satisfied are you?",), required=True)
    desk.press("form[action$='/pages'] button")
    desk.add("recommend", ("How likely are you to recommend us?",))
    desk.add("long_text", ("What do you miss?",))
    for number, words in enumerate(TITLES, 1):
        desk.title_page(number, words)


def personal_link(desk: Desk) -> str:
    """The link in one of the mails that the administrator is shown."""
    desk.page.goto(f"{desk.address}/administration/mails")
    desk.press("table.list th a")
    desk.press("main form button.primary")
    found = re.search(r"http://\S+/r/\S+", desk.page.inner_text("pre.letter"))
    assert found
    return found.group(0)


def answer_in_bits(browser: Browser, link: str) -> None:
    """A personal link: an error, Back, another language, the browser closed half-way, the rest in a new one."""
    with phone(browser) as first:
        first.page.goto(link)
        first.press()
        first.press("next")
        expect(first.page.locator("#errors")).to_contain_text("problem")
        first.choose(FIRST)
        first.press("next")
        first.press("back")
        expect(first.page.locator("input[name=qQ2][value='2']")).to_be_checked()
        first.press("language:es")
        expect(first.page.locator("h1")).to_have_text("Sobre usted")
        first.press("next")
        first.choose({**SERVICE, "qQ4": "5"})
        first.press("next")
        assert first.page.evaluate("document.documentElement.scrollWidth") <= 390
    with phone(browser) as later:
        later.page.goto(link)
        later.press()
        expect(later.page.locator("h1")).to_have_text("En conjunto")
        finish(later, recommend="10")


def answer_at_once(browser: Browser, link: str, satisfaction: str, recommend: str) -> None:
    """The open link, straight through."""
    with phone(browser) as one:
        one.page.goto(link)
        one.press()
        one.choose(FIRST)
        one.press("next")
        one.choose({**SERVICE, "qQ4": satisfaction})
        one.press("next")
        finish(one, recommend)


def finish(one: Phone, recommend: str) -> None:
    one.choose({"qQ5": recommend})
    one.page.fill("[name=qQ6]", "Faster answers.")
    one.press("next")
    one.press()
    assert re.fullmatch(r"\w{3,4}-\w{3,4}", one.page.inner_text(".code"))


def download_workbook(desk: Desk, target: Path) -> None:
    """Have the workbook made by the server's worker, and take it."""
    desk.tab("Export")
    desk.page.check("[name=keep]")
    desk.go("Make the report")
    link = desk.page.locator("table a[href*='/files/']")
    expect(link).to_be_visible(timeout=60_000)
    with desk.page.expect_download() as waited:
        link.click()
    waited.value.save_as(target)


def pages_on_paper(workbook: Path) -> int:
    """How many pages a spreadsheet program prints."""
    program = shutil.which("soffice")
    assert program
    profile = f"-env:UserInstallation={(workbook.parent / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(workbook.parent), str(workbook)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    told = subprocess.run(["pdfinfo", workbook.with_suffix(".pdf")], check=True, capture_output=True, text=True)  # noqa: S607 - as it is installed
    found = re.search(r"Pages:\s+(\d+)", told.stdout)
    assert found
    return int(found.group(1))


def numbers_of(workbook: Any, name: str) -> list[float]:
    """Every number on a sheet."""
    cells = (value for row in workbook[name].iter_rows(values_only=True) for value in row)
    return [value for value in cells if isinstance(value, int | float)]


def check_results(page: Page, figures: dict[str, Any]) -> None:
    """The page and its JSON show the five answers."""
    assert (figures["fieldwork"]["issued"], figures["fieldwork"]["usable"]) == (6, 5)
    questions = {question["code"]: question["rows"][0] for question in figures["questions"] if question["rows"]}
    assert questions["Q4"]["n"] == 5
    assert figures["key"]["satisfied"]["value"] == pytest.approx(3 / 5)
    assert figures["key"]["satisfaction_mean"]["value"] == pytest.approx(16 / 5)
    expect(page.locator("h1")).to_contain_text("60%")
    expect(page.locator(".kpis")).to_contain_text("n 5")


def check_workbook(workbook: Any, figures: dict[str, Any]) -> None:
    """Every key figure of the JSON stands on its sheet, and one row of data for each answer."""
    sheets = {"satisfied": "KPI", "recommend": "KPI", "index": "KPI", "gap": "KPI", "satisfaction_mean": "Questions"}
    for name, sheet in sheets.items():
        assert figures["key"][name]["value"] in [pytest.approx(value) for value in numbers_of(workbook, sheet)], name
    for row in figures["gaps"]:
        assert row["gap"]["value"] in [pytest.approx(value) for value in numbers_of(workbook, "Gap")], row["label"]
    head, *rows = workbook["Data (codes)"].iter_rows(values_only=True)
    given = sorted((row[head.index("Q4")], row[head.index("Q5")]) for row in rows)
    assert given == [(1, 9), (2, 0), (4, 7), (4, 9), (5, 10)]


def test_from_an_empty_folder_to_a_printed_report(address: str, browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    context.set_default_timeout(30_000)
    desk = Desk(context.new_page(), address)
    watch = Watch(desk.page, address)
    desk.set_up()
    design(desk)
    desk.publish()
    desk.draw(CUSTOMERS, "50 %")
    expect(desk.page.locator("h1")).to_have_text("This draws 6 of 12")
    desk.go("Draw 6 cases")
    desk.page.goto(re.sub(r"/sample$", "/open", desk.page.url))
    desk.go("Open the stage")
    desk.go("See links and invitations")
    open_link = desk.page.input_value("#open-link")
    desk.invite()
    answer_in_bits(browser, personal_link(desk))
    answer_at_once(browser, open_link, satisfaction="4", recommend="9")
    answer_at_once(browser, open_link, satisfaction="2", recommend="0")

    desk.page.goto(f"{address}/studies")
    desk.go("Service 2026")
    desk.go("Look at the fieldwork")
    desk.tab("Results")
    expect(desk.page.locator("h1")).to_have_text("3 answers so far, too few to show")
    answer_at_once(browser, open_link, satisfaction="4", recommend="7")
    answer_at_once(browser, open_link, satisfaction="1", recommend="9")
    desk.page.reload()
    link = desk.page.get_by_role("link", name="JSON").get_attribute("href")
    answer = context.request.get(f"{address}{link}")
    assert answer.ok, (link, answer.status, answer.text()[:2000])
    figures = answer.json()
    check_results(desk.page, figures)
    target = tmp_path / "report.xlsx"
    download_workbook(desk, target)
    check_workbook(openpyxl.load_workbook(target), figures)
    assert pages_on_paper(target) > 5
    assert watch.complaints == []

"""Every page of the sample project, looked at by axe in every size and theme; none is wider than its window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from survey_app.db import now, session
from survey_app.models import Draft, Response, Stage, Study
from survey_app.services import links, text_codes
from survey_app.vocabulary import Role, StageState
from tests.accessibility import crawling, halfway
from tests.accessibility.sample import OWNER, Site, Window, sample_site, window
from tests.browsing import chromium
from tests.builders import PASSWORD, make_account, make_member, make_study, sign_in
from tests.own_objects import arguments_of
from tests.planting import document, items, options, publish, question
from tests.respondents import Person, make_case
from tests.routes.test_strangers import is_behind_the_door

pytestmark = [pytest.mark.sqlite_only, pytest.mark.slow]
PHONE, NARROW, DESK = 390, 320, 1280
HEAVIEST = 60_000
NO_PAGES = frozenset(
    {
        "jobs.progress",
        "reports.download",
        "imports.report_file",
        "reports.table",
        "front.health",
        "answer_files.download",
        "client_looks.download",
        "reports.data",
        *("vote_files.map_svg", "round_results.answers"),
        *("waves.show_json", "waves.table", "waves.workbook", "waves.drawing"),
        *("weightings.show_json", "weightings.table", "weightings.workbook"),
        *("market_files.drawing", "text_codes.drawing", "round_maps.drawing", "entry_places.code"),
        *("record_trends.show_json", "record_trends.table", "record_trends.workbook", "record_trends.drawing"),
    }
)
"""Figures and files, asked for by scripts or made by a job."""
CHANGE_WITH_STATE = frozenset(
    {"boards.show", "votes.show", "phases.show", "items.show", "protocols.show", "rounds.show", "reports.show"}
)
"""Pages of a panel that look different in each of its states."""
ANSWERS = {"input[name=qRECOM][value='9']": True, "input[name=qOVERALL][value='4']": True}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with sample_site(tmp_path_factory.mktemp("sample"), sqlite_template) as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def press(page: Page, value: str = "") -> None:
    page.click(f"button[value={value}]" if value else "main form button.primary")


def fill_first(page: Page) -> None:
    page.check("#qCONSENT")
    page.fill("#qYEARS", "12")


def fill_ratings(page: Page) -> None:
    names = page.evaluate("[...new Set([...document.querySelectorAll('input[type=radio]')].map(each => each.name))]")
    for name in names:
        page.check(f"input[name='{name}'][value='4']")


def fill_last(page: Page) -> None:
    for control in ANSWERS:
        page.check(control)
    page.fill("#qIMPROVE", "Faster answers.\nA person to call.")


FILLING = (fill_first, fill_ratings, fill_ratings, fill_ratings, fill_last)
OPTIONAL = (3, 4)
"""Pages that may be left as they are."""


def walk_with_mistakes(shown: Window, link: str) -> None:
    """From the link to the receipt over everything that can go wrong on the way."""
    page = shown.page
    page.goto(link)
    shown.look("start")
    press(page)
    for number, fill in enumerate(FILLING, 1):
        expect(page).to_have_url(f"{link}/page/{number}")
        shown.look(f"page {number}, untouched")
        if number == 1:
            page.fill("#qYEARS", "many")
        if number not in OPTIONAL:
            press(page, "next")
            expect(page.locator("#errors")).to_be_visible()
            shown.look(f"page {number}, with problems")
        fill(page)
        if number == 2:
            press(page, "stop")
            shown.look("paused")
            page.goto(link)
            shown.look("start, begun before")
            press(page)
        press(page, "next")
    expect(page.locator("h1")).to_contain_text("Check your answers")
    shown.look("check")


def test_the_way_of_a_respondent(site: Site, browser: Browser) -> None:
    link = f"{site.address}/r/{site.stage.code}"
    with window(browser, site.address, NARROW, PHONE, DESK) as shown:
        page = shown.page
        walk_with_mistakes(shown, link)
        other = page.context.new_page()
        other.goto(f"{link}/page/1")
        page.bring_to_front()  # a page behind another one is drawn, and so moves, slowly
        press(page)
        expect(page.locator(".code")).to_be_visible()
        shown.look("thanks")
        other.bring_to_front()
        other.fill("#qYEARS", "30")
        press(other, "next")
        expect(other.locator("h1")).to_contain_text("another window")
        other.close()
        page.goto(f"{link}/compare")
        shown.look("two sets of answers")
        page.goto(f"{link}/thanks")
        shown.look("thanks, with other answers")
        page.goto(link)
        shown.look("start, sent before")
        page.set_viewport_size({"width": PHONE, "height": 800})
        for language in ("es", "zh_Hans_CN"):
            page.goto(f"{link}?language={language}")
            shown.look(f"start in {language}")
    assert not shown.faults, "\n".join(shown.faults)
    assert shown.seen >= 15


def test_the_states_of_a_link(site: Site, browser: Browser) -> None:
    case, twice = make_case(site.stage, "axe-1"), make_case(site.stage, "axe-2")
    waiting = make_study(make_account(), contact="ask@example.org").stages[0]
    base = f"{site.address}/r/{site.stage.code}"
    personal, answered = (f"{base}/{links.secret_of(each)}" for each in (twice, case))
    with window(browser, site.address, NARROW, PHONE, DESK) as shown:
        page = shown.page
        page.goto(f"{base}/{'a' * 32}")
        shown.look("wrong link")
        page.goto(f"{site.address}/r/{waiting.code}")
        shown.look("not open yet")
        page.goto(personal)
        press(page)
        response = session.query(Response).filter_by(stage_id=site.stage.id).first()
        draft = session.query(Draft).where(Draft.case_id == twice.id).one()
        assert response
        draft.conflicts_with = response.id
        session.commit()
        page.goto(f"{base}/page/1")
        shown.look("answered by somebody else meanwhile")
        receipt = answer_by_hand(site, answered)
        page.goto(answered)
        expect(page.locator(".code")).to_have_text(receipt)
        shown.look("answered already")
        stage = session.get_one(Stage, site.stage.id)
        stage.state, stage.closed_at = StageState.CLOSED, now()
        session.commit()
        page.goto(base)
        shown.look("closed")
        stage.state = StageState.OPEN
        session.commit()
    assert not shown.faults, "\n".join(shown.faults)


def answer_by_hand(site: Site, link: str) -> str:
    """Somebody answers through a personal link; the receipt."""
    person = Person(site.app.test_client(), site.stage.code)
    person.begin(link.removeprefix(site.address))
    person.send({"qCONSENT": "1", "go": "next"})
    person.send({**dict.fromkeys(person.document().xpath("//input[@type='radio']/@name"), "4"), "go": "next"})
    for _page in OPTIONAL:
        person.send({"go": "next"})
    person.send({"qOVERALL": "4", "go": "next"})
    person.send()
    return person.receipt


def test_what_a_respondent_loads_is_light_and_comes_from_here_alone(site: Site, browser: Browser) -> None:
    with window(browser, site.address, PHONE) as shown:
        page, weights = shown.page, {}
        page.on("response", lambda answer: weights.update({answer.url: len(answer.body())}) if answer.ok else None)
        link = f"{site.address}/r/{site.stage.code}"
        page.goto(link)
        press(page)
        for fill in FILLING:
            fill(page)
            press(page, "next")
        press(page)
        expect(page.locator(".code")).to_be_visible()
    static = sum(weight for url, weight in weights.items() if "/static/" in url)
    pages = {url: weight for url, weight in weights.items() if "/static/" not in url}
    assert len(pages) >= 5
    assert static > 5_000
    assert {url: weight + static for url, weight in pages.items() if weight + static >= HEAVIEST} == {}
    assert shown.watch.complaints == []


@pytest.fixture(scope="module")
def desk_map(site: Site) -> crawling.Map:
    """Everything an owner who is the administrator can reach: the sample, a study just begun, forms half-way."""
    client = site.app.test_client()
    sign_in(client, OWNER)
    owner = session.get_one(Study, site.study.id).memberships[0].account
    make_member(site.study, Role.INTERVIEWER, make_account(name="Li Wei"))
    fresh = make_study(owner, "A study just begun")
    arguments_of(fresh)
    # one answer alone to choose from: something to check before publishing
    asked = question("Q1", "single", "Which industry?", options=options("Food"))
    fresh.stages[0].versions[0].definition = document(asked, languages=("en", "es"))
    text_codes.add(site.stage, "IMPROVE", "Delivery")
    session.commit()
    sample, new = (f"/studies/{each.study.code}/stages/{each.code}" for each in (site.stage, fresh.stages[0]))
    found = crawling.Map(site.app, client)
    halfway = [
        *crawling.import_pages(client, sample),
        crawling.list_page(client, new),
        crawling.questionnaire_page(client, new),
        crawling.store_list(client, new),
    ]
    halfway.append(f"{sample}/crosstab?rows=OVERALL&columns=attr.industry")
    halfway += [f"{sample}/customers/profit?profit=YEARS", f"{sample}/open-data?known=ROLE"]
    found.follow("/studies", *halfway, crawling.workbook_job(client, sample), "/methods", "/account/confirm")
    return found


@pytest.fixture(scope="module")
def halfway_map(site: Site, desk_map: crawling.Map) -> crawling.Map:
    """What the sample is past, because its panels have ended: panels in every state before that, and sealed answers."""
    owner = session.get_one(Study, site.study.id).memberships[0].account
    client = site.app.test_client()
    sign_in(client, owner)
    found = crawling.Map(site.app, client, looks=desk_map.looks)
    for address, pages in halfway.panels(owner):
        found.follow(address, *(crawling.behind_upload(client, page) for page in pages), within=address)
    blank = make_study(owner, "From a file").stages[0]
    session.commit()
    begun = f"/studies/{blank.study.code}/stages/{blank.code}"
    found.follow(crawling.data_page(client, begun), within=f"{begun}/data-start")
    needs = make_study(owner, "Needs").stages[0]
    publish(needs, document(question("KANO", "kano", "Features", items=items("Speed", "Quiet"))))
    noted = f"/studies/{needs.study.code}/stages/{needs.code}/needs/KANO"
    found.follow(noted, within=noted)
    for address in halfway.sealed_survey(site.app, owner):
        found.follow(address, within=address)
    observed = halfway.observed_survey(owner)
    for page in ("places", "records"):
        found.follow(f"{observed}/{page}", within=f"{observed}/{page}")
    found.keep(desk_map.endpoints, CHANGE_WITH_STATE, halfway.OWN_SCALES)
    return found


def test_every_page_of_the_desk_can_be_reached_by_links(
    site: Site, desk_map: crawling.Map, halfway_map: crawling.Map
) -> None:
    pages = {rule.endpoint for rule in rules_of_the_desk(site.app)}
    missing = sorted(pages - desk_map.endpoints - halfway_map.endpoints)
    assert not missing, ", ".join(missing)


def rules_of_the_desk(app: Flask) -> Iterator[object]:
    for rule in app.url_map.iter_rules():
        methods = rule.methods or set()
        is_page = rule.endpoint not in NO_PAGES and not rule.rule.startswith("/api/")
        if "GET" in methods and is_behind_the_door(rule) and is_page:
            yield rule


def enter(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("[name=email]", OWNER)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


@pytest.mark.parametrize("part", [0, 1])
def test_every_page_of_the_desk(site: Site, browser: Browser, desk_map: crawling.Map, part: int) -> None:
    """Half of the pages in each part, so that two may be looked at at once; light on a phone, dark on a desk."""
    with window(browser, site.address, PHONE, DESK) as shown:
        page = shown.page
        enter(page, site.address)
        for _endpoint, address in desk_map.pages[part::2]:
            page.goto(site.address + address)
            shown.look(address, in_turn=True, brief=True)
    assert not shown.faults, "\n".join(shown.faults)
    assert shown.seen > 45


def test_the_pages_of_panels_half_way(site: Site, browser: Browser, halfway_map: crawling.Map) -> None:
    with window(browser, site.address, PHONE, DESK, NARROW) as shown:
        enter(shown.page, site.address)
        for _endpoint, address in halfway_map.pages:
            shown.page.goto(site.address + address)
            shown.look(address, in_turn=True, brief=True)
    assert not shown.faults, "\n".join(shown.faults)
    assert shown.seen > 30


def test_the_door_and_refusals(site: Site, browser: Browser) -> None:
    with window(browser, site.address, PHONE, DESK) as shown:
        page = shown.page
        page.goto(f"{site.address}/sign-in")
        shown.look("sign in")
        page.fill("[name=email]", OWNER)
        page.fill("[name=password]", "not the right one")
        page.press("[name=password]", "Enter")
        shown.look("sign in, refused")
        for address in ("/forgot-password", "/forgot-password/sent", "/reset-password/nonsense", "/methods"):
            page.goto(site.address + address)
            shown.look(address)
        enter(page, site.address)
        page.goto(f"{site.address}/studies/new")
        press(page)
        expect(page.locator("#errors")).to_be_visible()
        shown.look("new study, without a title")
        page.goto(f"{site.address}/studies/nothing")
        shown.look("not found")
        page.goto(f"{site.address}/studies/{site.study.code}/stages/{site.stage.code}/results?industry=nothing")
        shown.look("results, a filter that is none")
    assert not shown.faults, "\n".join(shown.faults)

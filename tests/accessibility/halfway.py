"""Panels in every state between their beginning and their end, for the crawl over the desk."""

from datetime import timedelta

from flask import Flask

from survey_app.db import session, transaction
from survey_app.models import Account, Panel, Stage
from survey_app.services import entry_places, items, own_scales, panel_roll, phases, record_plans, rounds
from survey_app.services.roll_lists import Entry
from survey_app.vocabulary import (
    AnonymityLevel,
    Mode,
    PanellistState,
    PanelState,
    Rhythm,
    Role,
    RoundPurpose,
    StageKind,
    Stance,
)
from tests import boarding, brainstorming, delphis, live_panels, sealed
from tests.builders import make_account, make_member
from tests.panels import STATEMENTS, TestPanel, answer_all, close_and_mix, make_panel, one_round, open_round, release
from tests.planting import document, plant, question
from tests.respondents import open_stage
from tests.routes.test_confident_estimates import OTHERS, estimated, made
from tests.services.test_open_items import answered, mixed_panel

VALUES = ((8, 3, 7), (9, 2, 7), (8, 7, 6), (7, 8, 7), (9, 9, 4), (8, 5, 8), (7, 7, None), (9, 6, 7))
REASONS = ("Nobody waits longer", "Names change too often", "Everybody has a list")
OWN_SCALES = ("/scale", "?scale=1")
"""How the addresses end of pages about a statement with a scale of its own."""


Part = tuple[Stage, tuple[str, ...]]
"""A stage, and its pages that a form leads to instead of a link."""


def panels(owner: Account) -> list[tuple[str, list[str]]]:
    """The address of a panel in each state, with those of its pages that a form leads to."""
    states = (
        *(_not_begun, _grouping, _voting, _unwritten, _planned, _open, _paused, _closed, _analysed, _released),
        *(_estimated, _moving, _asked_openly),
    )
    found = []
    for stage, pages in (state() for state in states):
        address = _address(stage, owner)
        found.append((address, [address + page for page in pages]))
    return found


def sealed_survey(app: Flask, owner: Account) -> list[str]:
    """Pages of a survey that has closed with too few sealed answers to open them."""
    stage = sealed.sealed_stage(people=2)
    for link in sealed.links_of(stage):
        sealed.answer(app.test_client(), stage, link)
    sealed.close(app, stage)
    address = _address(session.get_one(Stage, stage.id), owner)
    return [f"{address}/{page}" for page in ("results", "throw-away")]


def observed_survey(owner: Account) -> str:
    """The address of a survey with places and their codes, and with records that are due every day."""
    asked = (
        question("PLACE", "hidden", "Place", parameter="place"),
        question("DAY", "date", "Which day?"),
        question("SERVED", "number", "How many were served?"),
    )
    stage = open_stage(document(*asked))
    today = record_plans.today_in(stage)
    days = [(today - timedelta(days=back)).isoformat() for back in (13, 12, 11, 9, 8, 7, 5, 4, 2)]
    rows = [{"DAY": day, "SERVED": 12.0} for day in days]
    plant(stage, stage.versions[0], rows, modes=(Mode.OBSERVATION,))
    with transaction():
        entry_places.keep(stage, ["Hall 2", "Gate"], owner)
        record_plans.keep(stage, record_plans.Planned(Rhythm.DAY, "DAY", "", today - timedelta(days=13)), owner)
    return _address(stage, owner)


def _address(stage: Stage, owner: Account) -> str:
    make_member(stage.study, Role.OWNER, owner)
    return f"/studies/{stage.study.code}/stages/{stage.code}"


def _not_begun() -> Part:
    stage = make_panel(StageKind.BRAINSTORM, 6, groups={"Customers": 4, "Suppliers": 2}).stage
    session.get_one(Panel, stage.id).state = PanelState.DRAFT
    session.commit()
    return stage, ()


def _grouping() -> Part:
    stage = boarding.make_board()
    boarding.answer(stage, "Spare parts for ten years", "Nobody keeps them so long", Stance.OBJECTS)
    boarding.wait(stage, "Mr Gray at the counter is rude")
    boarding.add_idea(stage, "The head of sales shouts at customers", for_moderator=True)
    session.commit()
    return stage, ()


def _voting() -> Part:
    panel = make_panel(StageKind.BRAINSTORM, 6)
    open_round(panel, purpose=RoundPurpose.WRITE, items=(), bound=10_000)
    brainstorming.released(panel, ("A quick answer", "One person to call", "Prices known", "Spare parts", "A visit"))
    with transaction():
        phases.to_group(panel.stage, None)
    with transaction():
        phases.open_vote(panel.stage, None)
    return panel.stage, ()


def _unwritten() -> Part:
    stage = delphis.make_stage()
    with transaction():
        added = items.add_many(stage, "en", STATEMENTS)
        added[0].own_scale = own_scales.rating_of(1, 5, {"en": "late"}, {"en": "soon"})
        panel_roll.add(stage, Entry("Li Wei", "li@example.org", "Customers", "en"), make_account())
        invited = panel_roll.add(stage, Entry("Ana Ruiz", "ana@example.org", "", "en"), make_account())
        invited.state = PanellistState.INVITED
    return stage, ("/item-files", f"/items/{added[0].code}/scale")


def _planned() -> Part:
    panel = make_panel(n=8, groups={"Customers": 5})
    delphis.before_start(panel)
    delphis.planned(panel, message="Thank you for your time.")
    return panel.stage, ("/rounds/1/open", "/rounds/1/test-mail")


def _rated(**changes: object) -> TestPanel:
    panel = make_panel(n=9, groups={"Customers": 5, "Suppliers": 4}, **changes)  # type: ignore[arg-type]  # handed on
    round_ = open_round(panel, closes_in=timedelta(days=7))
    answer_all(panel, round_, VALUES, reasons=REASONS)
    return panel


def _open() -> Part:
    return _rated().stage, ()


def _paused() -> Part:
    panel = _rated()
    with transaction():
        rounds.pause(rounds.find(panel.stage, 1), None)
    return panel.stage, ()


def _closed() -> Part:
    panel = _rated()
    delphis.closed(rounds.find(panel.stage, 1))
    return panel.stage, ()


def _analysed() -> Part:
    panel = _rated()
    delphis.analysed(rounds.find(panel.stage, 1))
    return panel.stage, ("/rounds/1/merge?item=S1&item=S2", "/rounds/1/proposals")


def _asked_openly() -> Part:
    panel, _question = mixed_panel()
    round_ = delphis.opened(panel)
    answered(panel, 6)
    delphis.analysed(round_)
    return panel.stage, ()


def _released() -> Part:
    panel = make_panel(n=9, rounds=1, level=AnonymityLevel.CONFIDENTIAL)
    panel.items[2].own_scale = own_scales.rating_of(1, 9, {"en": "late"}, {"en": "soon"})
    one_round(panel, VALUES, reasons=REASONS)
    return panel.stage, ("/round-results/1?scale=1",)


def _estimated() -> Part:
    """Estimates with the page on which what came out is entered."""
    panel = made()
    round_ = open_round(panel)
    estimated(panel, round_, [*OTHERS, (52, 72, 82, 72)], first=0)
    close_and_mix(round_)
    release(round_)
    return panel.stage, ("/round-results/outcomes",)


def _moving() -> Part:
    """A real-time round with one release."""
    panel, round_ = live_panels.make_live()
    live_panels.rate(panel, round_, range(11), 7)
    live_panels.let_time_pass(round_)
    return panel.stage, ("/rounds/1/live",)

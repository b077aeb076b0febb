"""Options of one question of which people tick all that apply: written, ticked, told, settled, and never joined."""

import io
import math
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from scipy.stats import binomtest
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.exports import round_document
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.interchange.archives import ArchiveReader
from survey_app.models import Item, PanelRound, Rating
from survey_app.services import (
    archive_imports,
    erasures,
    items,
    ratings,
    round_figures,
    round_reports,
    several,
    study_archives,
    verification,
)
from survey_app.services.protocol_rules import ReasonDemand
from survey_app.services.ratings import Answer
from survey_app.services.round_figures import ItemFigures
from survey_app.stats.consensus import Verdict
from survey_app.vocabulary import AnonymityLevel, Choice, Fate, Role
from tests.builders import make_account, make_member, post, sign_in
from tests.panels import TestPanel, answer_all, close_and_mix, make_panel, open_round, release, take_seat
from tests.rating_pages import answers_of, chosen, get, send, tree, words

pytestmark = pytest.mark.sqlite_only
WHICH = {"en": "Which of these should the region pay for?"}
SCALE = several.scale(WHICH)
STATEMENTS = ("A register", "Free buses", "Night trains", "Road tolls", "One office")
"""A rating, three options, a rating."""
Rows = list[list[float | None]]
FIRST: Rows = [[7, 1, 2, 2, 5], [8, 1, 1, 2, 5], [9, 1, 2, 2, 4], [7, 1, 1, 2, 5], [8, 1, 2, 2, 5], [7, 1, 1, 2, 4],
         [6, 1, 2, 2, 5], [5, None, None, None, 3]]  # fmt: skip
SECOND: Rows = [[7, 1, 1, 2, 5], *FIRST[1:]]


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def a_panel(**more: object) -> TestPanel:
    panel = make_panel(**{"n": 9, "statements": STATEMENTS, **more})  # type: ignore[arg-type]  # rules by name
    for item in panel.items[1:4]:
        item.own_scale = dict(SCALE)
    session.commit()
    return panel


def lived(panel: TestPanel, *rounds: Sequence[Sequence[float | None]], **more: object) -> PanelRound:
    for values in rounds:
        round_ = open_round(panel)
        answer_all(panel, round_, values, **more)
        close_and_mix(round_)
        release(round_)
    return round_


def test_every_option_is_in_out_or_not_settled_by_itself(app: Flask) -> None:
    panel = a_panel(level=AnonymityLevel.SEALED)
    trains = require_settled(lived(panel, FIRST, SECOND))
    assert trains.movement is not None
    assert (trains.movement.unchanged, trains.choice and trains.choice.bowker_p) == (None, None)
    assert verification.verify(panel.stage.study).is_sound


def require_settled(round_: PanelRound) -> ItemFigures:
    """What the second round comes to at every level; the option that is not settled."""
    found = round_figures.of_round(round_)
    assert found is not None
    options_ = found.items[1:4]
    assert [item.counts for item in options_] == [((1, 7), (2, 0)), ((1, 4), (2, 3)), ((1, 0), (2, 7))]
    assert [(item.n, item.cannot_judge) for item in options_] == [(7, 1)] * 3
    agreed, not_agreed = Verdict.AGREED_HIGH, Verdict.NO_AGREEMENT
    assert [item.verdict for item in options_] == [agreed, not_agreed, agreed]
    assert [item.choice.leading for item in options_ if item.choice] == [(1,), (1,), (2,)]
    assert options_[1].movement is not None
    assert options_[1].movement.net_change == pytest.approx(1 / 7)
    assert found.concordance.raters + found.concordance.incomplete == 8, "a person is one ballot, whatever they ticked"
    return options_[1]


def test_no_key_joins_two_options_of_one_person_even_by_name(app: Flask) -> None:
    panel = a_panel(level=AnonymityLevel.IDENTIFIED)
    lived(panel, FIRST)
    apart = {item.id for item in panel.items[1:4]}
    rows = session.execute(select(Rating.key, Rating.item_id)).all()
    keys = [key for key, item in rows if item in apart]
    assert len(keys) == len(set(keys)) == 3 * len(FIRST)
    assert not set(keys) & {key for key, item in rows if item not in apart}
    with transaction():
        assert erasures.erase(panel.seat(0)) == len(STATEMENTS), "only the link finds them all again"
    assert session.query(Rating).count() == len(rows) - len(STATEMENTS)


def test_options_are_ticked_on_one_page(app: Flask, client: FlaskClient) -> None:
    panel = a_panel(reasons=ReasonDemand.ALWAYS)
    first = open_round(panel)
    take_seat(client, panel, 0)
    listed = words(get(client, panel))
    assert "0 of 3 answered" in listed
    assert "Which of these should the region pay for?to answer" in listed.replace("? to", "?to")
    assert "Free buses" not in listed
    assert "/round/5" in get(client, panel).text
    page = get(client, panel, "/2")
    assert "Statement 2 of 3" in words(page)
    assert chosen(page) == []
    assert get(client, panel, "/3").location.endswith("/round/2")
    assert send(client, panel, "/3", tick="1", why="x").status_code == 404
    for fields, said in (
        ({"why": "So."}, "Tick all that apply, or “None of these”, or say that you cannot judge."),
        ({"tick": "1", "none": "1", "why": "So."}, "You ticked options and also “None of these”"),
        ({"tick": "1", "cannot": "1"}, "also said that you cannot judge"),
        ({"tick": "4", "why": "So."}, "Choose one of the answers shown."),
        ({"move": "keep", "why": "So."}, "There is no earlier answer of yours to keep"),
        ({"tick": "1"}, "Say in a few words why"),
        ({"tick": ["1", "3"], "why": "x" * 501}, "Shorten it to at most 500."),
    ):
        refused = send(client, panel, "/2", **fields)
        assert refused.status_code == 422, fields
        assert said in words(refused), fields
    assert {"tick", "tick-3"} <= set(chosen(refused)), "what was ticked stays ticked"
    assert send(client, panel, "/2", tick=["1", "3"], why="It pays off.").location.endswith("/round/5")
    assert "2 ticked" in words(get(client, panel))
    assert {"tick", "tick-3", "It pays off."} == set(chosen(get(client, panel, "/2")))
    given = answers_of(panel, first)
    assert [given[item.lineage].value for item in panel.items[1:4]] == [1, 2, 1]
    assert [given[item.lineage].reason for item in panel.items[1:4]] == ["It pays off.", "", ""]
    assert send(client, panel, "/2", none="1", why="Nothing.").status_code == 303
    assert "none ticked" in words(get(client, panel))
    assert send(client, panel, "/2", go="clear").status_code == 303
    assert panel.items[2].lineage not in answers_of(panel, first)
    assert "Which of these" in words(client.get(f"/p/{panel.code}/round/finish"))


def test_what_was_ticked_is_kept_or_changed_on_purpose(app: Flask, client: FlaskClient) -> None:
    panel = a_panel(reasons=ReasonDemand.ALWAYS)
    lived(panel, FIRST, reasons=["So.", "So.", "", "", "So."])
    second = open_round(panel)
    take_seat(client, panel, 0)
    told = words(get(client, panel, "/2"))
    assert "You ticked Free buses." in told
    assert "Free buses you ticked it7100%7" in told.replace(" 7 100% 7", "7100%7")
    assert "Keep my answer, Free buses" in told
    assert chosen(get(client, panel, "/2")) == [], "nothing is carried over silently"
    assert tree(get(client, panel, "/2")).xpath("//input[@name='round']/@value") == ["2"]
    for path, fields in (("/2", {"tick": "1", "why": "Of then."}), ("/1", {"value": "5"}), ("/9", {"value": "5"})):
        old = send(client, panel, path, round="1", **fields)
        assert old.status_code == 409, "what stood at these places then may be another option by now"
        assert "This round is closed" in words(old)
        assert fields.get("why", "") in words(old)
    assert not answers_of(panel, second)
    assert send(client, panel, "/2", why="So.").status_code == 422
    assert send(client, panel, "/2", move="keep", tick="2", why="So.").status_code == 422
    assert send(client, panel, "/2", move="change", why="So.").status_code == 422
    assert send(client, panel, "/2", move="keep", why="So.").status_code == 303
    assert "kept 1 ticked" in words(get(client, panel))
    assert send(client, panel, "/2", move="change", tick=["1", "2"], why="So.").status_code == 303
    given = answers_of(panel, second)
    assert [given[item.lineage].choice for item in panel.items[1:4]] == [Choice.KEPT, Choice.CHANGED, Choice.KEPT]
    with transaction():
        second.state = second.state.CLOSED
    rescued = words(send(client, panel, "/2", move="change", tick=["1", "3"], why="Mine."))
    assert "It has not been saved." in rescued
    assert "Free buses; Road tolls" in rescued
    assert "Mine." in rescued


def test_who_cannot_judge_and_who_comes_later_keep_nothing(app: Flask, client: FlaskClient) -> None:
    panel = a_panel()
    lived(panel, FIRST)
    with transaction():
        new = items.add(panel.stage, {"en": "Ferries"}, own_scale=SCALE)
    open_round(panel, items=[*panel.items, new])
    take_seat(client, panel, 0)
    assert send(client, panel, "/2", tick="1").status_code == 303
    assert "1 ticked" in words(get(client, panel))
    assert "changed 1 ticked" not in words(get(client, panel)), "one of the options is new"
    take_seat(client, panel, 7)
    told = words(get(client, panel, "/2"))
    assert "You said that you could not judge." in told
    assert "Keep my answer" not in told
    assert send(client, panel, "/2", cannot="1").status_code == 303
    assert "cannot judge" in words(get(client, panel))
    take_seat(client, panel, 8)
    assert "You ticked" not in words(get(client, panel, "/2"))


def test_below_the_minimum_nothing_is_told_of_any_option(app: Flask, client: FlaskClient) -> None:
    panel = a_panel(min_distribution=7)
    lived(panel, FIRST[:6])
    open_round(panel)
    take_seat(client, panel, 0)
    told = words(get(client, panel, "/2"))
    assert "Only 6 people answered this: from 7 answers on there is something to show." in told
    assert "%" not in told
    sign_in(client, make_member(panel.stage.study, Role.VIEWER))
    shown = client.get(f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results?scale=1").text
    assert "Options that are in: 0; out: 0; not settled: 3" in text(shown)
    assert "At this level of anonymity choices are shown from 7 answers." in text(shown)


def test_an_option_that_is_settled_leaves_and_its_reasons_stay(app: Flask, client: FlaskClient) -> None:
    panel = a_panel(level=AnonymityLevel.CONFIDENTIAL, helpful=True)
    round_ = open_round(panel)
    answer_all(panel, round_, FIRST, reasons=["", "Buses carry most."])
    close_and_mix(round_)
    sign_in(client, panel.stage.study.memberships[0].account)
    here = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}"
    queue = text(client.get(f"{here}/rounds/1/reasons").text)
    assert "S2 Which of these should the region pay for?" in queue
    decided = text(client.get(f"{here}/rounds/1/statements").text)
    assert "Night trains Which of these should the region pay for?" in decided
    preview = text(client.get(f"{here}/rounds/1/feedback/S3").text)
    assert "You ticked Free buses; Night trains; Road tolls." in preview
    release(round_, {panel.items[1].id: Fate.CLOSED})
    open_round(panel, items=[*panel.items[2:4], panel.items[0]])
    take_seat(client, panel, 1)
    page = words(get(client, panel, "/1"))
    assert "Buses carry most." in page
    assert "Keep my answer, Night trains" in page
    assert "Free buses" not in page
    every = get(client, panel, "/1/reasons")
    mark = re.search(r'name="mark" value="([0-9a-f]+)"', every.text)
    assert mark is not None
    assert send(client, panel, "/1/reasons", mark=mark[1]).status_code == 303
    assert "checked" in get(client, panel, "/1/reasons").text
    assert "Free buses Which of these should the region pay for?" in words(get(client, panel))
    report = words(client.get(f"/p/{panel.code}/report"))
    assert "Free busesWhich of these should the region pay for?" in report.replace("s W", "sW")
    with transaction():
        new = items.add(panel.stage, {"en": "Ferries"}, own_scale=SCALE)
    other = post(client, f"{here}/items/{new.code}/scale", {"scale": "several", "question_en": "Other words?"})
    assert other.status_code == 422
    assert "The panel was asked this statement" in text(other.text)


def test_results_files_and_archive_tell_options_and_no_set(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    panel = a_panel(n=9, level=AnonymityLevel.CONFIDENTIAL)
    trains = require_settled(lived(panel, FIRST, SECOND))
    assert trains.movement is not None
    assert trains.movement.unchanged == 6
    assert trains.choice is not None
    assert trains.choice.bowker_p == pytest.approx(math.erfc(math.sqrt(1 / 2))), "McNemar's, of one person who moved"
    assert verification.verify(panel.stage.study).is_sound
    sign_in(client, make_member(panel.stage.study, Role.VIEWER))
    here = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results"
    page = text(client.get(f"{here}?scale=1").text)
    assert "Options that are in: 1; out: 1; not settled: 1" in page
    assert "in: enough ticked it" in page
    assert "out: enough left it unticked" in page
    assert "Night trains 3 4 57%" in page
    assert "Scale: Which of these should the region pay for? tick all that apply." in page
    found = client.get(f"{here}.json").json
    assert found is not None
    [own] = found["own_scales"]
    assert (own["scale"]["several"], len(own["rounds"][1]["items"])) == (True, 3)
    settled_out = own["rounds"][1]["items"][2]["choice"]
    assert {name: settled_out[name] for name in settled_out if "share" in name or name.endswith("_n")} == {
        "ticked_n": 0,
        "ticked_share": 0,
        "ticked_share_limits": [0, pytest.approx(binomtest(0, 7).proportion_ci(method="wilson").high)],
        "ticked_share_of_all": 0,
    }, "an option that is out is told by the share that ticked it"
    assert "Not ticked 0 of 7, 0%" in page
    assert "Ticked: 4; Not ticked: 3" in client.get(f"{here}.csv").text
    take_seat(client, panel, 0)
    own_page = words(get(client, panel))
    assert "StatementYouTickeditSharePeople" in own_page.replace(" ", "")
    assert "NighttrainsWhichoftheseshouldtheregionpayfor?Ticked457%7" in own_page.replace(" ", "")
    built = round_reports.build(panel.stage)
    target = io.BytesIO()
    write_round_workbook(built, "en", target, translate=str)
    book = load_workbook(target)
    own_sheets = [sheet for sheet in book.worksheets if "own scale" in sheet.title]
    assert len(own_sheets) == 2
    cells = {str(cell.value) for sheet in own_sheets for row in sheet.iter_rows() for cell in row}
    assert {
        "Free buses",
        "Ticked it",
        "Share that ticked it",
        "in: enough ticked it",
        "out: enough left it unticked",
    } <= cells
    out = next(row for row in own_sheets[1].iter_rows(values_only=True) if row[2] == "Road tolls")
    assert out[6:9] == ("Not ticked", 0, 0)
    written = repr(round_document.build(built, "en").parts)
    assert "Which of these should the region pay for? tick all that apply" in written
    assert "'S4', 'Road tolls', '7', 'Not ticked', '0%'" in written
    assert "Round 2: of 3 options to tick, 1 are in and 1 out" in written
    path = tmp_path / "study.zip"
    study_archives.write(panel.stage.study, path)
    restored = archive_imports.restore(ArchiveReader(path, path.stat().st_size, path.name), make_account())
    session.commit()
    assert [(part.rounds, part.same_results) for part in restored.stages] == [(0, True), (2, True)]
    again = session.scalars(select(Item).where(Item.stage_id != panel.stage.id).order_by(Item.position)).all()
    assert [several.is_several(item.own_scale) for item in again] == [False, True, True, True, False]


def test_a_reason_is_asked_for_once(app: Flask) -> None:
    panel = a_panel(reasons=ReasonDemand.ALWAYS)
    round_ = open_round(panel, items=panel.items[1:4])
    with pytest.raises(ratings.AnswerRefused, match="asks for a reason"), transaction():
        ratings.save_all(panel.seat(0), round_, dict.fromkeys(panel.items[1:4], Answer(1)))
    session.rollback()
    with transaction():
        given = {panel.items[1]: Answer(2, reason="So."), panel.items[2]: Answer(1), panel.items[3]: Answer(2)}
        ratings.save_all(panel.seat(0), round_, given)
        ratings.finish(panel.seat(0), round_)

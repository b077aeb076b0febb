"""Two panellists of a panel that chooses among options, and rates one statement on its own scale, swap what they say.

Nobody else can tell.

A broken build, which must be told apart: one whose choice hangs on who gives it.
"""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from survey_app.db import session
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.models import PanelRound, Snapshot
from survey_app.services import own_scales, ratings, round_reports
from survey_app.services.ballots import Ballot
from survey_app.services.seats import Seat
from survey_app.vocabulary import AnonymityLevel, ItemScale
from tests.panels import answer, close_and_mix, make_panel, open_round, release, take_seat
from tests.rating_pages import get, tree

pytestmark = pytest.mark.sqlite_only
SAID = [1, 2, 1, 3, 1, 2, 1, 3]
FIRST, SECOND, OTHER = 1, 4, 6
"""The two who swap, and one who looks on."""


def world(client: FlaskClient, level: AnonymityLevel, *, swapped: bool, said: Sequence[int] = SAID) -> list[object]:
    """Everything that others than the two can see after a round."""
    rules: dict[str, Any] = {"scale": ItemScale.CHOICE, "scale_min": 1, "scale_max": 3}
    rules["options"] = {"en": "Build it\nBuy it\nWait"}
    panel = make_panel(n=len(said), level=level, statements=("The register", "Its price"), **rules)
    panel.items[1].own_scale = own_scales.rating_of(1, 5, {"en": "late"}, {"en": "soon"})
    session.commit()
    round_ = open_round(panel)
    contents = list(range(len(said)))
    if swapped:
        contents[FIRST], contents[SECOND] = SECOND, FIRST
    for number, content in enumerate(contents):
        given = [said[content], 1 + (2 * said[content] + content // 4) % 5]
        answer(panel.seat(number), round_, given, reasons=[f"Reason {content}.", f"Why {content}."])
    close_and_mix(round_)
    release(round_)
    return seen(client, panel, round_)


def seen(client: FlaskClient, panel: Any, round_: PanelRound) -> list[object]:
    report = round_reports.build(panel.stage)
    target = io.BytesIO()
    write_round_workbook(report, "en", target)
    book = load_workbook(target)
    names = [name for name in book.sheetnames if name in {"Round 1", "Reasons"} or "own scale" in name]
    cells = [str(cell.value) for name in names for row in book[name].iter_rows() for cell in row]
    open_round(panel)
    take_seat(client, panel, OTHER)
    pages = [tree(get(client, panel, path)) for path in ("/1", "/2")]
    said = [part.text_content() for page in pages for part in page.xpath("//section[contains(@class,'panel-said')]")]
    reasons = [sorted(tree(get(client, panel, f"/{each}/reasons")).xpath("//blockquote/text()")) for each in (1, 2)]
    frozen = [{**item, "item_id": 0} for item in session.get_one(Snapshot, round_.id).document["items"]]
    cells = [cell for cell in cells if "Fingerprint" not in cell and ":" not in cell]
    told = round_reports.plain(report)
    figures = [part["rounds"][0]["items"] for part in (told, *told["own_scales"])]
    assert len(figures) == len(said) == len(names) - 1 == 2
    return [figures, frozen, cells, said, reasons]


def test_swapped_choices_change_nothing_that_others_see(app: Flask, client: FlaskClient) -> None:
    plain, swapped = (world(client, AnonymityLevel.SEALED, swapped=each) for each in (False, True))
    assert plain == swapped


def test_other_choices_do_change_it_or_equal_worlds_would_prove_nothing(app: Flask, client: FlaskClient) -> None:
    plain = world(client, AnonymityLevel.ANONYMOUS, swapped=False)
    other = world(client, AnonymityLevel.ANONYMOUS, swapped=False, said=[3, *SAID[1:]])
    for one, two in zip(plain[:4], other[:4], strict=True):
        assert one != two


def test_a_build_whose_choice_hangs_on_the_person_is_told_apart(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, places = ratings.ballot, dict[int, int]()

    def by_person(seat: Seat, *more: Any, **named: Any) -> Ballot:
        place = places.setdefault(seat.panellist_id, len(places)) % len(SAID)
        found = made(seat, *more, **named)
        if place != FIRST:
            return found
        rows = tuple(
            (key, name, {**value, "v": 3} if isinstance(value, dict) else value) for key, name, value in found.rows
        )
        return replace(found, rows=rows)

    monkeypatch.setattr(ratings, "ballot", by_person)
    plain, swapped = (world(client, AnonymityLevel.SEALED, swapped=each) for each in (False, True))
    for one, two in zip(plain[:4], swapped[:4], strict=True):
        assert one != two

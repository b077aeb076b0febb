"""Two panellists swap their comparisons: no figure, page, file or frozen document of anybody else can tell.

Broken build, which must be told apart: one that seals who said what beside the ratio and freezes it with the figures.
"""

import io
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from survey_app.db import session, transaction
from survey_app.exports.round_report import ConsistencyFigures
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.models import PanelRound, Snapshot
from survey_app.privacy.keys import KEY_LETTERS
from survey_app.services import compared, comparisons, ratings, round_figures, round_reports, round_rows
from survey_app.services.ballots import Row
from survey_app.services.compared import Said
from survey_app.services.seats import Seat
from survey_app.vocabulary import AnonymityLevel, ItemScale
from tests.panels import TestPanel, close_and_mix, make_panel, open_round, release, take_seat
from tests.rating_pages import get, words

pytestmark = pytest.mark.sqlite_only
UNLINKED = (AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED)
SAID = [(7, 11, 7), (5, 3, 7), (9, 9, 9), (15, 13, 9), (1, 17, 1), (9, 7, 5), (3, 3, 3)]
OTHER = 6
"""Who looks on: neither of the two who swap."""


def world(client: FlaskClient, level: AnonymityLevel, *, swapped: bool, told: list[Any] | None = None) -> list[object]:
    """Everything that others than the two can see after a round."""
    panel = make_panel(n=len(SAID), level=level, scale=ItemScale.POINTS, compared=True)
    round_ = open_round(panel)
    said = list(told or SAID)
    if swapped:
        said[1], said[4] = said[4], said[1]
    for number, codes in enumerate(said):
        with transaction():
            comparisons.save(panel.seat(number), round_, Said(codes), (f"Reason of {codes}.", "", ""))
            ratings.finish(panel.seat(number), round_)
    close_and_mix(round_)
    release(round_)
    report = round_reports.build(panel.stage)
    target = io.BytesIO()
    write_round_workbook(report, "en", target)
    cells = [str(cell.value) for row in load_workbook(target)["Round 1"].iter_rows() for cell in row]
    plain = round_reports.plain(report)["rounds"][0]
    items = [{**item, "item_id": 0} for item in plain["items"]]
    document = session.get_one(Snapshot, round_.id).document
    open_round(panel)
    take_seat(client, panel, OTHER)
    page = words(get(client, panel, "/comparing"))
    return [items, plain["consistency"], document["consistency"], cells, page, sorted(document)]


@pytest.mark.parametrize("level", UNLINKED)
def test_swapped_comparisons_change_nothing_that_others_see(
    app: Flask, client: FlaskClient, level: AnonymityLevel
) -> None:
    assert world(client, level, swapped=False) == world(client, level, swapped=True)


def test_other_comparisons_do_change_it_or_equal_worlds_would_prove_nothing(app: Flask, client: FlaskClient) -> None:
    plain = world(client, AnonymityLevel.ANONYMOUS, swapped=False)
    other = world(client, AnonymityLevel.ANONYMOUS, swapped=False, told=[*SAID[:3], *SAID[:4]])
    for one, two in zip(plain[:5], other[:5], strict=True):
        assert one != two


def test_a_build_that_seals_whose_ratio_it_is_is_told_apart(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, figures = compared.rows, compared.figures

    def by_person(seat: Seat, round_: PanelRound, content: object) -> list[Row]:
        made = rows(seat, round_, content)
        return [(key, name, {**value, "by": seat.panellist_id}) for key, name, value in made if isinstance(value, dict)]

    def in_order(held: Iterable[Mapping[str, Any]], least: int) -> dict[str, Any]:
        every = sorted(held, key=lambda each: each["by"])
        return figures(every, least) | {"source": str([each["r"] for each in every])}

    monkeypatch.setattr(compared, "rows", by_person)
    monkeypatch.setattr(compared, "figures", in_order)
    monkeypatch.setattr(compared, "most_bytes", lambda: 1_000)
    plain, swapped = (world(client, AnonymityLevel.SEALED, swapped=each) for each in (False, True))
    assert plain[2] != swapped[2]


def test_no_row_after_the_mix_holds_a_comparison_or_a_ratio(app: Flask) -> None:
    panel = make_panel(n=7, level=AnonymityLevel.SEALED, scale=ItemScale.POINTS, compared=True)
    round_ = open_round(panel)
    for number, codes in enumerate(SAID):
        with transaction():
            comparisons.save(panel.seat(number), round_, Said(codes), ("", "", ""))
            ratings.finish(panel.seat(number), round_)
    close_and_mix(round_)
    stored = round_rows.stored(round_.id)
    assert len({each.key for each in stored}) == 21, "at this level every row has a key of its own"
    assert {len(each.key) for each in stored} == {KEY_LETTERS}
    assert all(float(each.value or 0).is_integer() and each.second is None for each in stored)
    assert ratings.read(panel.seat(0), round_) == {}


def after_keeping(keeps: int) -> TestPanel:
    """A second round in which so many keep their points by one press, and the others say the same once more."""
    panel = make_panel(n=len(SAID), level=AnonymityLevel.SEALED, scale=ItemScale.POINTS, compared=True)
    for kept in (0, keeps):
        round_ = open_round(panel)
        for number in range(len(SAID)):
            with transaction():
                if number < kept:
                    comparisons.keep(panel.seat(number), round_, ("", "", ""))
                else:
                    comparisons.save(panel.seat(number), round_, Said((5, 3, 7)), ("", "", ""))
                ratings.finish(panel.seat(number), round_)
        close_and_mix(round_)
        release(round_)
    return panel


def told_of(panel: TestPanel) -> list[object]:
    found = round_reports.plain(round_reports.build(panel.stage))["rounds"][1]
    return [[{**item, "item_id": 0} for item in found["items"]], found["consistency"]]


def test_how_many_kept_their_points_by_one_press_is_told_to_nobody(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    panels = [after_keeping(keeps) for keeps in (0, 2)]
    one, two = map(told_of, panels)
    assert one == two
    monkeypatch.setattr(
        round_figures, "_consistency", lambda document, _rules: ConsistencyFigures(**document["consistency"])
    )
    one, two = map(told_of, panels)
    assert one != two, "a build that counts who compared anew is told apart"

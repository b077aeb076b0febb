"""Points, rankings and estimates with outcomes: two people swap what they gave, and nobody else can tell."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.models import PanelRound
from survey_app.services import ratings, round_reports
from survey_app.services.ballots import Ballot
from survey_app.services.seats import Seat
from survey_app.vocabulary import AnonymityLevel, ItemScale, Role
from tests.builders import make_member, post, sign_in
from tests.panels import TestPanel, answer_all, close_and_mix, make_panel, open_round, release, take_seat
from tests.rating_pages import get, words
from tests.routes.test_confident_estimates import OTHERS, estimated, made
from tests.routes.test_outcomes import TRUE

pytestmark = pytest.mark.sqlite_only
FIRST, SECOND, OTHER = 1, 4, 6
_CLOCK = re.compile(r"\d\d:\d\d")
"""When the round closes: the second world is a moment later."""
GIVEN: dict[ItemScale, Sequence[Sequence[float]]] = {
    ItemScale.POINTS: [[20, 30, 50], [10, 70, 20], [40, 45, 15], [35, 5, 60], [60, 15, 25], [25, 65, 10], [5, 55, 40]],
    ItemScale.RANKING: [[1, 2, 3], [3, 1, 2], [1, 3, 2], [2, 1, 3], [2, 3, 1], [1, 2, 3], [1, 2, 3]],
}
PAGES = {ItemScale.POINTS: "/points", ItemScale.RANKING: "/ranking"}


def swapped(rows: Sequence[Sequence[float]]) -> list[Sequence[float]]:
    found = list(rows)
    found[FIRST], found[SECOND] = found[SECOND], found[FIRST]
    return found


def seen(client: FlaskClient, panel: TestPanel, round_: PanelRound, page: str) -> list[object]:
    """What the desk and somebody else see after a round, without codes of rows."""
    release(round_)
    figures = round_reports.plain(round_reports.build(panel.stage))["rounds"][0]
    open_round(panel)
    take_seat(client, panel, OTHER)
    own = _CLOCK.sub("", words(get(client, panel, page)).partition("Round 2")[2])
    return [[{**item, "item_id": 0} for item in figures["items"]], figures["concordance"], own]


def world(
    client: FlaskClient, scale: ItemScale, rows: Sequence[Sequence[float]], level: AnonymityLevel
) -> list[object]:
    panel = make_panel(n=len(rows), scale=scale, level=level)
    round_ = open_round(panel)
    answer_all(panel, round_, rows)
    close_and_mix(round_)
    return seen(client, panel, round_, PAGES[scale])


@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])
@pytest.mark.parametrize("scale", list(GIVEN))
def test_swapped_points_and_ranks_change_nothing_that_others_see(
    app: Flask, client: FlaskClient, scale: ItemScale, level: AnonymityLevel
) -> None:
    plain = world(client, scale, GIVEN[scale], level)
    assert plain == world(client, scale, swapped(GIVEN[scale]), level)
    other = world(client, scale, [*GIVEN[scale][:-1], GIVEN[scale][1]], level)
    assert plain[0] != other[0], "else equal worlds would prove nothing"


def outcomes(app: Flask, rows: Sequence[Sequence[float]]) -> list[object]:
    """The pages of what came out, with an outcome that is changed once: no change may single anybody out."""
    panel = made()
    round_ = open_round(panel)
    estimated(panel, round_, rows, first=0)  # type: ignore[arg-type]  # four figures each
    close_and_mix(round_)
    release(round_)
    client = app.test_client()
    sign_in(client, make_member(panel.stage.study, Role.OWNER))
    here = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results/outcomes"
    found: list[object] = []
    for value in ("62", "20"):
        assert post(client, here, {**TRUE, "value-1": value}).status_code == 303
        shown = [client.get(here + end) for end in ("", ".json", ".csv")]
        assert [each.status_code for each in shown] == [200] * 3
        items = [{**item, "item_id": 0} for part in shown[1].get_json()["rounds"] for item in part.pop("items")]
        found += [words(shown[0]).partition("Outcomes")[2], items, shown[2].text]
    return found


def test_swapped_estimates_change_nothing_on_the_pages_of_outcomes(app: Flask) -> None:
    rows = [*OTHERS, (52, 72, 82, 72)]
    plain = outcomes(app, rows)
    assert plain == outcomes(app, swapped(rows))
    assert plain != outcomes(app, [*rows[:-1], (2, 3, 4, 72)])


def test_a_build_whose_answers_hang_on_the_person_is_told_apart(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ballot, places = ratings.ballot, dict[int, int]()

    def by_person(seat: Seat, *more: Any, **named: Any) -> Ballot:
        """Whoever comes second has their ranking turned round, whatever it is."""
        place = places.setdefault(seat.panellist_id, len(places)) % len(GIVEN[ItemScale.RANKING])
        found = ballot(seat, *more, **named)
        if place != FIRST:
            return found
        rows = tuple(
            (key, name, {**value, "v": 4 - value["v"]} if isinstance(value, dict) and "v" in value else value)  # type: ignore[operator]  # a rank
            for key, name, value in found.rows
        )
        return replace(found, rows=rows)

    rows = GIVEN[ItemScale.RANKING]
    monkeypatch.setattr(ratings, "ballot", by_person)
    plain = world(client, ItemScale.RANKING, rows, AnonymityLevel.CONFIDENTIAL)
    assert plain[0] != world(client, ItemScale.RANKING, swapped(rows), AnonymityLevel.CONFIDENTIAL)[0]

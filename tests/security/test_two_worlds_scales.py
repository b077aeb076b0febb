"""Two panellists of a policy panel swap both answers and both arguments: nobody else can tell, and nothing is joined.

Broken builds, which must be told apart: one whose second answer hangs on who gives it, one that keeps both arguments of
a person under one key, and one that keeps the author with an argument.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.models import PanelRound, Rating, Reason, Snapshot
from survey_app.services import arguments, protocol_presets, ratings, reasons, round_reports
from survey_app.services.ballots import Ballot
from survey_app.services.protocol_presets import Preset
from survey_app.services.ratings import Answer
from survey_app.services.seats import Seat
from survey_app.vocabulary import AnonymityLevel
from tests.panels import TestPanel, close_and_mix, make_panel, open_round, release, take_seat
from tests.rating_pages import get, tree, words

pytestmark = pytest.mark.sqlite_only
UNLINKED = (AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED)
SAID = [(1, 2), (4, 1), (3, 3), (2, 4), (1, 4), (4, 3), (4, 2), (2, 2)]
FIRST, SECOND, OTHER = 1, 4, 6
"""The two who swap, and one who looks on."""


def lived(level: AnonymityLevel, said: Sequence[tuple[int, int]], *, swapped: bool) -> tuple[TestPanel, PanelRound]:
    """A policy panel after its first round, analysed."""
    rules = protocol_presets.rules_of(Preset.POLICY, lambda message, _language: message)
    declared = {name: getattr(rules, name) for name in asdict(rules)}
    panel = make_panel(n=len(said), level=level, statements=("Free buses", "Road tolls"), **declared)
    round_ = open_round(panel)
    contents = list(range(len(said)))
    if swapped:
        contents[FIRST], contents[SECOND] = SECOND, FIRST
    for number, content in enumerate(contents):
        given: dict[object, Answer | None] = {}
        for place, item in enumerate(panel.items):
            value, second = said[(content + place) % len(said)]
            texts = {"pro": f"For {place}, says {content}.", "contra": f"Against {place}, says {content}."}
            given[item] = Answer(value, second=second, **texts)  # type: ignore[arg-type]  # texts only
        with transaction():
            ratings.save_all(panel.seat(number), round_, given)  # type: ignore[arg-type]  # items are the keys
            ratings.finish(panel.seat(number), round_)
    close_and_mix(round_)
    return panel, round_


def world(
    client: FlaskClient, level: AnonymityLevel, *, swapped: bool, said: Sequence[tuple[int, int]] = SAID
) -> list[object]:
    """Everything that others than the two can see after a round."""
    panel, round_ = lived(level, said, swapped=swapped)
    queue = [(line.item.code, line.side, line.text) for line in reasons.queue(round_)]
    release(round_)
    report = round_reports.build(panel.stage)
    target = io.BytesIO()
    write_round_workbook(report, "en", target)
    book = load_workbook(target)
    cells = [str(cell.value) for name in ("Both scales", "Reasons") for row in book[name].iter_rows() for cell in row]
    figures = round_reports.plain(report)["rounds"][0]
    open_round(panel)
    take_seat(client, panel, OTHER)
    page = tree(get(client, panel, "/1/reasons"))
    texts = [sorted(part.xpath("blockquote/text()")) for part in page.xpath("//section[contains(@class,'args')]")]
    document = session.get_one(Snapshot, round_.id).document
    frozen = [{**item["second"], "item_id": 0} for item in document["items"]]
    return [figures["items"], frozen, cells, words(client.get(f"/p/{panel.code}/map")), queue, texts]


@pytest.mark.parametrize("level", UNLINKED)
def test_swapped_answers_and_arguments_change_nothing_that_others_see(
    app: Flask, client: FlaskClient, level: AnonymityLevel
) -> None:
    assert world(client, level, swapped=False) == world(client, level, swapped=True)


def test_other_answers_do_change_it_or_equal_worlds_would_prove_nothing(app: Flask, client: FlaskClient) -> None:
    plain = world(client, AnonymityLevel.ANONYMOUS, swapped=False)
    other = world(client, AnonymityLevel.ANONYMOUS, swapped=False, said=[(4, 4), *SAID[1:7], (4, 4)])
    for one, two in zip(plain[:4], other[:4], strict=True):
        assert one != two


@pytest.mark.parametrize("level", UNLINKED)
def test_no_key_joins_two_texts_or_a_text_and_a_rating(app: Flask, level: AnonymityLevel) -> None:
    lived(level, SAID, swapped=False)
    keys = session.scalars(select(Reason.key)).all()
    assert len(keys) == len(set(keys)) == 2 * 2 * len(SAID)
    assert not set(keys) & set(session.scalars(select(Rating.key)))


def with_rows(monkeypatch: pytest.MonkeyPatch, change: Any) -> None:
    """A build that seals something else than was said."""
    ballot = ratings.ballot

    def changed(seat: Seat, *more: Any, **named: Any) -> Ballot:
        made = ballot(seat, *more, **named)
        return replace(made, rows=tuple((key, name, change(seat, name, value)) for key, name, value in made.rows))

    monkeypatch.setattr(ratings, "ballot", changed)


def test_a_build_whose_second_answer_hangs_on_the_person_is_told_apart(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: dict[int, int] = {}

    def by_person(seat: Seat, name: str, value: object) -> object:
        place = places.setdefault(seat.panellist_id, len(places)) % len(SAID)
        is_one = place == FIRST and isinstance(value, Mapping)
        return {**value, "s": 4} if is_one and isinstance(value, Mapping) else value

    with_rows(monkeypatch, by_person)
    plain, swapped = (world(client, AnonymityLevel.SEALED, swapped=each) for each in (False, True))
    for one, two in zip(plain[:3], swapped[:3], strict=True):
        assert one != two


def test_a_build_that_keeps_the_author_with_an_argument_is_told_apart(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: dict[int, int] = {}

    def signed(seat: Seat, name: str, value: object) -> object:
        place = places.setdefault(seat.panellist_id, len(places)) % len(SAID)
        return f"{value} {place}" if name.startswith("contra") else value

    with_rows(monkeypatch, signed)
    plain, swapped = (world(client, AnonymityLevel.SEALED, swapped=each) for each in (False, True))
    for place in (2, 4, 5):
        assert plain[place] != swapped[place]


def test_a_build_that_keeps_both_arguments_under_one_key_is_told_apart(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = arguments.key
    monkeypatch.setattr(arguments, "key", lambda seat, _name, lineage, number: key(seat, "both", lineage, number))
    lived(AnonymityLevel.SEALED, SAID, swapped=False)
    keys = session.scalars(select(Reason.key)).all()
    assert len(keys) < 2 * 2 * len(SAID)

"""Two panellists of a policy panel swap both answers and both arguments: nobody else can tell, and nothing is joined.

The same of two who swap everything they ticked of the options of a question, over two rounds.

Broken builds, which must be told apart: one whose second answer hangs on who gives it, one that keeps both arguments of
a person under one key, one that keeps the author with an argument, one whose ticks hang on who gives them, and one that
keeps the options of a person under one key.
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
from survey_app.services import arguments, protocol_presets, ratings, reasons, round_reports, several
from survey_app.services.ballots import Ballot
from survey_app.services.protocol_presets import Preset
from survey_app.services.ratings import Answer
from survey_app.services.seats import Seat
from survey_app.vocabulary import AnonymityLevel
from tests.panels import TestPanel, answer_all, close_and_mix, make_panel, open_round, release, take_seat
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


TICKS = ("123", "1", "13", "2", "", "1", "12", "3")
"""Which of three options each ticks in the first round; in the second, everybody those of the next."""


def ticked(level: AnonymityLevel, *, swapped: bool, rounds: int) -> tuple[TestPanel, PanelRound]:
    """A panel that ticked options."""
    panel = make_panel(n=len(TICKS), level=level, statements=("Wanted", "Buses", "Trains", "Tolls"))
    for item in panel.items[1:]:
        item.own_scale = several.scale({"en": "Which of these?"})
    session.commit()
    contents = list(range(len(TICKS)))
    if swapped:
        contents[FIRST], contents[SECOND] = SECOND, FIRST
    for later in range(rounds):
        round_ = open_round(panel)
        said = [(number, TICKS[(number + later) % len(TICKS)]) for number in contents]
        rows = [[1 + number % 9, *(1 if place in ticks else 2 for place in "123")] for number, ticks in said]
        reasons_ = [["", f"Says {number} in {later}."] for number in contents]
        for number, (row, why) in enumerate(zip(rows, reasons_, strict=True)):
            answer_all(TestPanel(panel.stage, panel.people[number:]), round_, [row], reasons=why)
        close_and_mix(round_)
        release(round_)
    return panel, round_


def ticked_world(client: FlaskClient, level: AnonymityLevel, *, swapped: bool, rounds: int) -> list[object]:
    """Everything that others than the two can see of it, and the rows without their keys."""
    panel, round_ = ticked(level, swapped=swapped, rounds=rounds)
    [own] = round_reports.plain(round_reports.build(panel.stage))["own_scales"]
    frozen = [{**item, "item_id": 0} for item in session.get_one(Snapshot, round_.id).document["items"]]
    places = {item.id: place for place, item in enumerate(panel.items)}
    columns = (Rating.item_id, Rating.value, Rating.choice, Rating.cannot_judge, Rating.partial, Rating.group_id)
    stored = session.execute(select(*columns).where(Rating.item_id.in_(places)))
    rows = sorted((places[row[0]], *map(str, row[1:])) for row in stored)
    open_round(panel)
    take_seat(client, panel, OTHER)
    [said] = tree(get(client, panel, "/2")).xpath("//section[@aria-labelledby='panel-said']")
    pages = [said.text_content(), words(client.get(f"/p/{panel.code}/round"))]
    texts = sorted(tree(get(client, panel, "/2/reasons")).xpath("//blockquote/text()"))
    return [[each["items"] for each in own["rounds"]], frozen, rows, pages, texts, joined_keys(panel)]


@pytest.mark.parametrize("level", UNLINKED)
def test_swapped_ticks_change_nothing_that_others_see(app: Flask, client: FlaskClient, level: AnonymityLevel) -> None:
    rounds = 2 if level is AnonymityLevel.ANONYMOUS else 1
    plain, swapped = (ticked_world(client, level, swapped=each, rounds=rounds) for each in (False, True))
    assert plain == swapped
    assert plain[-1] == 0


def test_a_build_whose_ticks_hang_on_the_person_is_told_apart(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: dict[int, int] = {}

    def by_person(seat: Seat, name: str, value: object) -> object:
        place = places.setdefault(seat.panellist_id, len(places)) % len(TICKS)
        is_one = place == FIRST and isinstance(value, Mapping)
        return {**value, "v": 1} if is_one and isinstance(value, Mapping) else value

    with_rows(monkeypatch, by_person)
    plain, swapped = (ticked_world(client, UNLINKED[0], swapped=each, rounds=1) for each in (False, True))
    for one, two in zip(plain[:4], swapped[:4], strict=True):
        assert one != two


def joined_keys(panel: TestPanel) -> int:
    """How many rows of options lie under a key that another row of the same round has, too."""
    rows = session.execute(select(Rating.key, Rating.round_id, Rating.item_id)).all()
    apart = {item.id for item in panel.items[1:]}
    seen = [(key, number) for key, number, _item in rows]
    return sum(item in apart and seen.count((key, number)) > 1 for key, number, item in rows)


def test_a_build_that_keeps_all_options_of_a_person_under_one_key_is_told_apart(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = Seat.rating_key
    monkeypatch.setattr(Seat, "rating_key", lambda seat, lineage, **_apart: key(seat, lineage))
    panel, _round = ticked(UNLINKED[0], swapped=False, rounds=1)
    assert joined_keys(panel) == 3 * len(TICKS)

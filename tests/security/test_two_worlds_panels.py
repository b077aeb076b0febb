"""Two panellists swap everything they say, in every round: nobody else can tell the worlds apart.

Broken builds, which must be told apart: one whose list of reasons lies in the order of keys and whose pages tell the
keys in a header, one that keeps its author's number with each reason, and one that lists proposals, and answers on the
own scales of statements, in the order of keys.
"""

import logging
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask, Response
from scipy.stats import spearmanr
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import PanelRound, Reason
from survey_app.services import beside, chosen, elicited, proposals, ratings, reasons
from survey_app.services.ballots import Ballot, Row
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.reasons import ReasonLine
from survey_app.services.round_seals import Answer
from survey_app.services.seats import Seat
from survey_app.stats.estimates import StandardRange
from survey_app.vocabulary import AnonymityLevel
from tests.security import panel_coverage
from tests.security.panel_looks import Plain
from tests.security.panel_worlds import MOMENT, differences, one_round, prepared, whole_life, world_of, worlds

UNLINKED = (AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED)
REACHED = (
    "/round-results/2",
    "/round-results.json",
    "/rounds/1/reasons",
    "/rounds/1/proposals",
    "/rounds/2/test-mail",
    "/expertise",
    "/report",
    "/rounds/2/statements",
    "/rounds/1/feedback/S1",
    "/panel",
    "/board/check",
    "/board/board.xlsx",
    "/vote?by=people",
    "/log",
)
"""The end of addresses that must have been looked at, so that an empty crawl proves nothing."""
pytestmark = pytest.mark.sqlite_only


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    """The clock stands still."""
    with time_machine.travel(MOMENT, tick=False):
        yield


@pytest.mark.slow
@pytest.mark.parametrize("level", UNLINKED)
def test_swapped_answers_change_nothing_that_anybody_else_can_see(
    tmp_path: Path, sqlite_template: Path, level: AnonymityLevel, caplog: pytest.LogCaptureFixture
) -> None:
    origin = tmp_path / "origin"
    told = prepared(origin, sqlite_template, level)
    with caplog.at_level(logging.DEBUG, logger="survey_app"):
        one, two = worlds(origin, told, whole_life, caplog)
    assert differences(one, two) == []
    for end in REACHED:
        assert [name for name, found in one.items() if name.endswith(end) and shown(found)], end
    for words in (
        "Reason of 3 on 1.",
        "In other words.",
        "Less telling.",
        "Asked and answered.",
        "Authority of the",
        "First idea of 3.",
        "Answer of 1.",
        *(["In how many weeks?", "Buy it"] if level is AnonymityLevel.ANONYMOUS else []),
    ):
        told_to = {name.partition(" ")[0] for name, found in one.items() if words in str(found)}
        assert {"owner", "moderator"} <= told_to, words
    assert "Again 1 on 2." in str(one["workbook"])
    assert len([name for name, found in one.items() if shown(found)]) > 250
    require_all_looked_at(one)
    require_random_codes(world_of(origin, "one"), world_of(origin, "two"))


def require_all_looked_at(seen: Mapping[str, Any]) -> None:
    """Every page of a panel was there, or has its own test or a reason; a table with a gap is found to have one."""
    there, found = seen[panel_coverage.THERE], seen[panel_coverage.SHOWN]
    only_here = panel_coverage.OF_ESTIMATES & set(found)
    elsewhere = {each: why for each, why in panel_coverage.ELSEWHERE.items() if each not in only_here}
    assert panel_coverage.uncovered(there, found, elsewhere) == ([], [])
    of_surveys = {each for each in found if each.partition(".")[0] in panel_coverage.ONLY_SURVEYS}
    assert of_surveys <= panel_coverage.OF_STUDIES, "what a panel shows is no page of surveys alone"
    for gone in ("round_results.show_json", "panels.show"):
        assert panel_coverage.uncovered(there, [each for each in found if each != gone], elsewhere) == ([gone], [])
    for gone in elsewhere:
        table = {each: why for each, why in elsewhere.items() if each != gone}
        assert panel_coverage.uncovered(there, found, table) == ([gone], [])


def test_each_test_that_the_table_names_is_there() -> None:
    named = {why for why in panel_coverage.ELSEWHERE.values() if why.startswith("test_") and " " not in why}
    assert len(named) > 4
    assert [each for each in named if not Path(__file__).with_name(f"{each}.py").is_file()] == []


def test_a_world_that_has_made_no_codes_yet_is_compared_as_it_is(app: Flask) -> None:
    assert Plain().of({"page": ["", "words"]}) == {"page": ["", "words"]}


def shown(found: object) -> bool:
    """Whether a page was there."""
    return isinstance(found, list) and found[0] == 200


def require_random_codes(*folders: Path) -> None:
    """The codes that were normalised are made anew in each world, and lie in no order of keys, rows or words."""
    for table, orders in (("reason", ("key", "text")), ("idea", ("key", "text")), ("card", ("id", "text"))):
        found = []
        for folder in folders:
            with closing(sqlite3.connect(folder / "rondo.sqlite")) as database:
                rows = database.execute(f"SELECT code, {', '.join(orders)} FROM {table}").fetchall()
            found.append(rows)
        for one, two in combinations(found, 2):
            assert not {row[0] for row in one} & {row[0] for row in two}
        for place, order in enumerate(orders, 1):
            ranks = [ranked(rows, place) for rows in found]
            rho = spearmanr([a for pairs in ranks for a, _b in pairs], [b for pairs in ranks for _a, b in pairs])
            assert abs(rho.statistic) < 0.75, (table, order, rho)


def ranked(rows: list[tuple[object, ...]], place: int) -> list[tuple[int, int]]:
    """The rank of each row by its code, and by something else."""
    codes, others = (sorted(rows, key=lambda row, at=at: (row[at], row[0])) for at in (0, place))  # type: ignore[misc]
    return [(codes.index(row), others.index(row)) for row in rows]


def test_a_build_that_lists_reasons_by_key_or_tells_their_keys_in_a_header_is_told_apart(
    tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue, whole = reasons.queue, Flask.process_response

    def by_key(round_: PanelRound) -> list[ReasonLine]:
        keys = {code: key for code, key in session.execute(select(Reason.code, Reason.key))}  # noqa: C416 - rows
        return sorted(queue(round_), key=lambda line: keys[line.code])

    def tagged(app: Flask, response: Response) -> Response:
        """A page with a mark of its state, as programs that keep pages like it: nothing of it stands on the page."""
        response.set_etag(
            sha256("".join(session.scalars(select(Reason.key).order_by(Reason.text))).encode()).hexdigest()
        )
        return whole(app, response)

    monkeypatch.setattr(reasons, "queue", by_key)
    monkeypatch.setattr(Flask, "process_response", tagged)
    found = leaks(tmp_path, sqlite_template, caplog)
    assert [line for line in found if line.startswith("desk reasons")]
    (report,) = [line for line in found if line.startswith("in the next round: 7") and "/report: " in line]
    assert report.count("ETag") == 2, "the report of somebody else differs in its header"


def test_a_build_that_keeps_the_author_with_a_reason_is_told_apart(
    tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    ballot = ratings.ballot

    def with_author(seat: Seat, *more: Any, **named: Any) -> Ballot:
        made = ballot(seat, *more, **named)
        by = f" {seat.panellist_id}"
        rows = [(key, name, f"{value}{by}" if "reason" in name else value) for key, name, value in made.rows]
        return replace(made, rows=tuple(rows))

    monkeypatch.setattr(ratings, "ballot", with_author)
    found = leaks(tmp_path, sqlite_template, caplog)
    assert [line for line in found if line.startswith("desk reasons")]
    assert [line for line in found if line.startswith("in the next round: 7")]


def test_a_build_that_lists_proposals_or_answers_on_own_scales_by_key_is_told_apart(
    tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = proposals.queue
    monkeypatch.setattr(proposals, "queue", lambda round_: sorted(queue(round_), key=lambda line: line.key))
    rows = beside.rows

    def told_by_person(seat: Seat, round_: PanelRound, parts: Mapping[str, Any]) -> list[Row]:
        """Somebody's familiarity follows who they are and not what they said."""
        is_odd = seat.panellist_id % 4 == 0
        return [
            (key, name, {**value, "f": "1"} if name == "expertise" and is_odd else value)  # type: ignore[dict-item]  # a mapping there
            for key, name, value in rows(seat, round_, parts)
        ]

    monkeypatch.setattr(beside, "rows", told_by_person)
    answers_by_key(monkeypatch)
    found = leaks(tmp_path, sqlite_template, caplog, AnonymityLevel.ANONYMOUS)
    assert [line for line in found if line.startswith("desk proposals")]
    assert [line for line in found if line.startswith("desk results")]
    for place in (2, 3):
        assert [line for line in found if line.startswith("in the next round: 7") and f"/round/{place}: " in line]


def answers_by_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures of the own scales that follow the order of the keys: estimates in that order, places that are counted."""
    figures_of = chosen.figures_of

    def in_their_order(rows: Sequence[Answer], rules: ProtocolRules) -> list[StandardRange]:
        # one of the two cannot judge: with nobody between them the order alone would be the same in both worlds
        told = [elicited.range_of(row.low, row.value, row.high, row.confidence, rules) for row in rows]
        return [replace(each, high=each.high + place) for place, each in enumerate(told) if each is not None]

    def by_place(rows: Sequence[Answer], rules: ProtocolRules, **more: Any) -> dict[str, Any]:
        found = figures_of(rows, rules, **more)
        told = found["choice"]["figures"]
        told["count"] = sum(place for place, row in enumerate(rows) if row.value in told["leading"])
        return found

    monkeypatch.setattr(elicited, "ranges", in_their_order)
    monkeypatch.setattr(chosen, "figures_of", by_place)


def leaks(
    folder: Path, template: Path, caplog: pytest.LogCaptureFixture, level: AnonymityLevel = AnonymityLevel.SEALED
) -> list[str]:
    """What tells the worlds of one round apart."""
    told = prepared(folder / "origin", template, level, with_ideas=False)
    one, two = worlds(folder / "origin", told, one_round, caplog)
    return differences(one, two)

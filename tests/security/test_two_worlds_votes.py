"""Two people swap what they vote by stances or pairs at the sealed level: nobody else can tell the worlds apart.

A broken build, which must be told apart: one that lists single votes in the order of their keys.
"""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import time_machine
from lxml import html
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.models import PanelRound, Stage
from survey_app.routes import vote_files
from survey_app.services import phases, vote_freezing, vote_results
from survey_app.services.vote_results import Result
from survey_app.vocabulary import AnonymityLevel, Role, RoundPurpose, VoteKind
from tests import brainstorming
from tests.security.panel_looks import answered, own_pages, signed_in
from tests.security.panel_people import Seen, Told, Voice, desk_of
from tests.security.panel_worlds import (
    MOMENT,
    WRITERS,
    board_of,
    contents,
    count_votes,
    differences,
    links_of,
    worlds,
)
from tests.security.two_worlds import World, running

IDEAS = tuple(f"Idea {number}." for number in range(5))
pytestmark = pytest.mark.sqlite_only


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    """The clock stands still."""
    with time_machine.travel(MOMENT, tick=False):
        yield


def prepared(folder: Path, template: Path, kind: VoteKind) -> Told:
    """A brainstorm of six whose five cards are voted on: small enough that everybody meets every pair."""
    folder.mkdir()
    shutil.copy(template, folder / "rondo.sqlite")
    with running(folder):
        board = brainstorming.make_brainstorm(WRITERS, level=AnonymityLevel.SEALED)
        told = Told(AnonymityLevel.SEALED, board.stage.id, brainstorm=board.stage.id)
        told.links = {board.stage.id: links_of(board)}
        told.desk = desk_of(board.stage)
        board = board_of(told)
        brainstorming.released(board, IDEAS)
        with transaction():
            phases.to_group(board.stage, None)
        with transaction():
            vote_results.choose_kind(board.stage, kind)
        with transaction():
            phases.open_vote(board.stage, None)
        return told


def vote_and_count(world: World, told: Told, *, swapped: bool) -> Seen:
    """Everybody votes on the real pages, each by their own taste; then what anybody else can see."""
    stage = session.get_one(Stage, told.brainstorm)
    kind = vote_results.kind_of(stage.id)
    codes = [brainstorming.card(text).code for text in IDEAS]
    for number, content in enumerate(contents(WRITERS, swapped=swapped)):
        voice = Voice(world, told, told.brainstorm, number)
        liked = {code: (place * (content + 2) + content) % len(IDEAS) for place, code in enumerate(codes)}
        if kind is VoteKind.STANCE:
            said = {f"stance.{code}": ("agree", "pass", "disagree")[like % 3] for code, like in liked.items()}
            voice.send("/vote", go="finish", **said)
            continue
        for page in (1, 2):
            shown = html.fromstring(voice.client.get(f"{voice.root}/vote?page={page}").text)
            names = sorted({box.get("name") for box in shown.xpath("//input[@type='radio']")})
            chosen = {name: best(shown.xpath(f"//input[@name='{name}']/@value"), liked) for name in names}
            voice.send("/vote", go="finish", **chosen)
    count_votes(world, told)
    root = f"/studies/{stage.study.code}/stages/{stage.code}"
    pages = ("vote", "vote/result.csv", "vote/result.json", "board/board.xlsx", "to-delphi", "board", "panel")
    client = signed_in(world, told, Role.MODERATOR)
    seen: Seen = {f"desk {page}": answered(client.get(f"{root}/{page}")) for page in pages}
    return seen | own_pages(world, told, "at the end")


def best(values: list[str], liked: Mapping[str, int]) -> str:
    """The card somebody likes more; neither of two they like alike."""
    one, two = values[:2]
    if liked[one] == liked[two]:
        return values[2]
    return one if liked[one] > liked[two] else two


@pytest.mark.slow
@pytest.mark.parametrize("kind", [VoteKind.STANCE, VoteKind.PAIRS])
def test_swapped_votes_change_nothing_that_anybody_else_can_see(
    tmp_path: Path, sqlite_template: Path, kind: VoteKind, caplog: pytest.LogCaptureFixture
) -> None:
    told = prepared(tmp_path / "origin", sqlite_template, kind)
    one, two = worlds(tmp_path / "origin", told, vote_and_count, caplog)
    assert differences(one, two) == []
    assert "Idea 1." in str(one["desk vote/result.json"])
    assert [name for name in one if name.startswith("at the end") and "What became" in str(one[name])]


@pytest.mark.slow
def test_a_build_that_lists_single_votes_in_the_order_of_their_keys_is_told_apart(
    tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures_of = vote_files.figures_of

    def with_rows(result: Result) -> dict[str, object]:
        round_ = session.scalars(select(PanelRound).where(PanelRound.purpose == RoundPurpose.VOTE)).one()
        return {**figures_of(result), "said": [row.points for row in vote_freezing.stored(round_)]}

    monkeypatch.setattr(vote_files, "figures_of", with_rows)
    told = prepared(tmp_path / "origin", sqlite_template, VoteKind.STANCE)
    one, two = worlds(tmp_path / "origin", told, vote_and_count, caplog)
    assert [line for line in differences(one, two) if line.startswith("desk vote/result.json")]

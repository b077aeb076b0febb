"""Ratings collected elsewhere become a panel with the same figures; a file that cannot be read says where."""

import csv
import io
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.exceptions import FileRefused
from survey_app.interchange.ratings import Ratings, read_ratings, with_reasons
from survey_app.interchange.tables import Table, read_table
from survey_app.models import Panellist, PanelRound, Rating, Reason, Stage
from survey_app.services import rating_imports, round_figures, verification
from survey_app.services.rating_imports import Imported
from survey_app.stats.consensus import Verdict
from survey_app.vocabulary import ReasonState, RoundState
from tests.builders import make_account

DATA = Path(__file__).parent.parent / "data" / "aggrecat"


def table(text: str) -> Table:
    return read_table(io.BytesIO(text.encode()), "ratings.csv")


def bring_in(ratings: Ratings) -> Imported:
    with transaction():
        return rating_imports.bring_in(make_account(), ratings, "Brought in")


def figures(made: Imported) -> list[round_figures.RoundFigures]:
    rounds = session.scalars(
        select(PanelRound).where(PanelRound.stage_id == made.stage.id).order_by(PanelRound.number)
    ).all()
    found = [round_figures.of_round(round_) for round_ in rounds]
    assert all(round_.state is RoundState.RELEASED for round_ in rounds)
    return [each for each in found if each is not None]


def published() -> dict[tuple[str, str], float]:
    rows = csv.DictReader((DATA / "published.csv").read_text(encoding="utf-8").splitlines())
    return {(row["method"], row["paper_id"]): float(row["cs"]) for row in rows}


def test_the_published_aggregates_of_25_claims_come_out(app: Flask) -> None:
    """aggreCAT, `data_confidence_scores`: ArMean, Median and LOArMean of the second round, to 1e-9."""
    with (DATA / "three_points.csv").open("rb") as stream:
        ratings = read_ratings(read_table(stream, "three_points.csv"))
    assert (ratings.people, len(ratings.items), ratings.rounds) == (25, 25, ("round_1", "round_2"))
    made = bring_in(ratings)
    second = figures(made)[1]
    expected = published()
    assert len(second.items) == 25
    for item in second.items:
        assert item.n == 25
        assert item.estimate is not None
        assert item.estimate.mean == pytest.approx(expected["ArMean", item.code], abs=1e-9)
        assert item.estimate.median == pytest.approx(expected["Median", item.code], abs=1e-9)
        assert item.estimate.log_odds == pytest.approx(expected["LOArMean", item.code], abs=1e-9)
        assert item.movement is not None
        assert item.movement.pairs == 25
    range_of_100 = second.items[0].estimate
    assert range_of_100 is not None
    assert (range_of_100.low, range_of_100.median, range_of_100.high) == pytest.approx((0.60, 0.75, 0.90))
    assert verification.verify(made.study).findings == []


def test_one_row_for_each_part_of_an_estimate_can_be_read(app: Flask) -> None:
    head = "round,paper_id,user_name,question,element,value\n"
    rows = "".join(
        f"round_1,100,expert{person},direct_replication,three_point_{part},{value}\n"
        for person in range(6)
        for part, value in (("lower", 20 + person), ("best", 50 + person), ("upper", 80))
    )
    other = "round_1,100,expert0,comprehension,likert_binary,7\n"
    ratings = read_ratings(table(head + rows + other))
    assert ratings.left_out == 1
    assert ratings.is_estimate
    reasons = table(
        "round,paper_id,user_name,question,justification\n"
        "round_1,100,expert0,direct_replication,The sample is large\n"
        "round_1,100,expert0,comprehension,I understood it\n"
        "round_1,100,nobody,direct_replication,Not in the panel\n"
    )
    made = bring_in(with_reasons(ratings, reasons))
    stored = session.scalars(select(Reason)).all()
    assert [(each.text, each.state) for each in stored] == [("The sample is large", ReasonState.RELEASED)]
    estimate = figures(made)[0].items[0].estimate
    assert estimate is not None
    assert estimate.mean == pytest.approx(0.525)
    assert estimate.low == pytest.approx(0.225)


def test_ratings_with_groups_and_cannot_judge_give_agreement(app: Flask) -> None:
    rows = "".join(
        f"p{person},{item},{turn},{value},{'users' if person < 6 else 'makers'}\n"
        for person in range(12)
        for turn in (1, 2)
        for item, value in (("Speed of answers", 7 + person % 3), ("Price", "?" if person == 0 else 1 + turn % 2))
    )
    made = bring_in(read_ratings(table("panellist,item,round,value,group\n" + rows)))
    first, second = figures(made)
    speed, price = second.items
    assert (speed.code, speed.text) == ("S1", {"en": "Speed of answers"})
    assert speed.verdict is Verdict.AGREED_HIGH
    assert (price.n, price.seen, price.cannot_judge, price.verdict) == (11, 12, 1, Verdict.AGREED_LOW)
    assert [(group.name, group.n) for group in speed.groups] == [("makers", 6), ("users", 6)]
    assert price.movement is not None
    assert (price.movement.down, price.movement.stable) == (11, False)
    assert first.flow["finished"] == second.flow["finished"] == 12


def test_nobodys_name_is_stored(app: Flask) -> None:
    rows = "".join(f"Ana Secretary {person},a,1,{person + 1}\n" for person in range(8))
    made = bring_in(read_ratings(table("panellist,item,round,value\n" + rows)))
    assert session.query(Panellist).count() == 0
    kept = " ".join(str(value) for row in session.execute(select(Rating.__table__)) for value in row)
    assert "Ana" not in kept
    assert session.get_one(Stage, made.stage.id).title == "Brought in"


def test_rounds_come_in_the_order_of_their_numbers() -> None:
    ratings = read_ratings(table("panellist,item,round,value\na,x,10,5\na,x,9,4\na,x,2,3\n"))
    assert ratings.rounds == ("2", "9", "10")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b,c\n1,2,3\n", "must name the columns panellist, item, round"),
        ("panellist,item,round\na,x,1\n", "must name the columns panellist, item, round"),
        ("panellist,item,round,value\na,x,1,seven\n", "Row 2, column value: “seven” is not a number"),
        ("panellist,item,round,value\na,x,1,7\nb,x,1,12\n", "Row 3, column value: 12 is not on the scale from 1 to 9"),
        ("panellist,item,round,value\na,x,1,7\na,x,1,8\n", "Row 3: panellist, item and round stood together in row 2"),
        ("panellist,item,round,value\na,,1,7\n", "Row 2: the column item is empty"),
        ("panellist,item,round,value\na,x,1,\n", "holds no rating"),
        ("panellist,item,round,low,best,high\na,x,1,50,40,60\n", "Row 2, column low: low is above best"),
        ("panellist,item,round,low,best,high\na,x,1,30,40,35\n", "Row 2, column high: high is below best"),
        ("panellist,item,round,low,best,high\na,x,1,30,,35\n", "Row 2, column best: it is empty"),
        ("panellist,item,round,low,best,high\na,x,1,30,40,\n", "Row 2: low and high are given together"),
        ("panellist,item,round,value,best,low,high\na,x,1,3,4,4,4\n", "names value and best"),
        ("panellist,item,round,value\na,x,1,1e400\n", "is not a number"),
        ("panellist,item,round,value\na,x,1,NaN\n", "is not a number"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(text: str, expected: str) -> None:
    with pytest.raises(FileRefused, match=expected.replace("(", r"\(")):
        read_ratings(table(text))


@pytest.mark.parametrize(("what", "most"), [("items", 2_000), ("rounds", 20), ("groups", 50)])
def test_a_file_that_names_too_much_says_what(what: str, most: int) -> None:
    columns = {"items": "p,i{n},1,5,g", "rounds": "p,i,{n},5,g", "groups": "p{n},i,1,5,g{n}"}
    rows = "".join(columns[what].format(n=n) + "\n" for n in range(most + 1))
    with pytest.raises(FileRefused, match=f"names {most + 1} {what}, at most {most} are accepted"):
        read_ratings(table("panellist,item,round,value,group\n" + rows))


@pytest.mark.parametrize(
    ("scale", "thirds"), [((1, 9), (3, 7)), ((1, 5), (1, 5)), ((0, 10), (2, 8)), ((1, 7), (2, 6)), ((0, 100), (32, 68))]
)
def test_another_scale_has_its_own_ranges(scale: tuple[float, float], thirds: tuple[float, float]) -> None:
    ratings = read_ratings(table(f"panellist,item,round,value\na,x,1,{scale[0]}\n"), scale)
    rules = rating_imports.rules_for(ratings)
    rules.rule.check()
    assert (rules.low_to, rules.high_from) == thirds


@pytest.mark.parametrize("words", ["nine", "9-1", "5-5", "1-", "1e9-2"])
def test_a_scale_that_is_none_is_refused(words: str) -> None:
    with pytest.raises(rating_imports.ScaleUnreadable):
        rating_imports.read_scale(words)

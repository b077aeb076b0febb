"""Random orders: the same for the same seed, with anchors, pairs and blocks; and what is written down of them."""

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from survey_app.questions import ordering
from survey_app.questions.definition import Item, Order, Questionnaire
from survey_app.questions.registry import read_questionnaire, type_of, write_questionnaire
from tests.planting import items, options, question
from tests.questions import specimens

SEEDS = [f"seed {number}" for number in range(400)]


def codes(questionnaire: Questionnaire, seed: str) -> str:
    drawn = ordering.drawn(questionnaire, seed)
    return " ".join(each.code for each in drawn.questions())


def of(*pages: dict[str, Any], **more: Any) -> Questionnaire:
    return read_questionnaire({"languages": ["en"], "pages": list(pages), **more})


def page(key: str, *questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"key": key, "title": {}, "questions": list(questions), **more}


def rows_of(questionnaire: Questionnaire, seed: str, name: str = "options") -> tuple[Any, ...]:
    drawn = next(ordering.drawn(questionnaire, seed).questions())
    return tuple(row.code for row in getattr(drawn.settings, name))


def test_options_stand_in_every_order_equally_often_and_none_of_these_stays_last() -> None:
    choices = [*options("a", "b", "c"), {"code": 4, "label": {"en": "None"}, "exclusive": True}]
    whole = of(page("p", {**question("Q", "multiple", options=choices, other=True), "order": "random"}))
    found = Counter(rows_of(whole, seed) for seed in SEEDS)
    assert len(found) == 6
    assert {row[-1] for row in found} == {4}
    assert all(35 < count < 105 for count in found.values())


def test_a_rotated_list_keeps_its_sequence_and_a_flipped_one_is_there_in_two_ways() -> None:
    asked = question("Q", "single", options=options("a", "b", "c"))
    assert {rows_of(of(page("p", {**asked, "order": "rotated"})), seed) for seed in SEEDS} == {
        (1, 2, 3), (2, 3, 1), (3, 1, 2)
    }  # fmt: skip
    assert {rows_of(of(page("p", {**asked, "order": "flipped"})), seed) for seed in SEEDS} == {(1, 2, 3), (3, 2, 1)}


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["", "", "x", "y"])), max_size=9), st.text(max_size=8))
def test_anchors_stay_pairs_stay_together_and_nothing_is_lost(marks: list[tuple[bool, str]], seed: str) -> None:
    things = [Item(f"i{n}", {}, anchored=stays, together=key) for n, (stays, key) in enumerate(marks)]
    for order in Order:
        found = ordering.arranged(things, order, seed, lambda row: row.stays, lambda row: row.together)
        assert sorted(row.code for row in found) == sorted(row.code for row in things)
        assert all(found[place] is row for place, row in enumerate(things) if row.stays)
        if found != tuple(things):
            for key in ("x", "y"):
                places = [place for place, row in enumerate(found) if row.together == key and not row.stays]
                assert places == list(range(places[0], places[0] + len(places))) if places else True
        assert found == ordering.arranged(things, order, seed, lambda row: row.stays, lambda row: row.together)


def test_questions_pages_and_blocks_change_places_and_what_stands_alone_stays() -> None:
    one = [question(code, "short_text") for code in "ABCDEFG"]
    whole = of(
        page("first", one[0]),
        page("p1", one[1], one[2], order="random", block="x"),
        page("p2", one[3], block="x"),
        page("between", one[4]),
        page("p3", one[5], block="y"),
        page("last", one[6]),
        blocks=[{"name": "x", "order": "random", "moves": True}, {"name": "y", "moves": True}],
    )
    found = Counter(codes(whole, seed) for seed in SEEDS)
    runs = ["B C D", "C B D", "D B C", "D C B"]
    assert set(found) == {f"A {run} E F G" for run in runs} | {f"A F E {run} G" for run in runs}
    assert min(found.values()) > 20


def test_the_order_is_read_and_written_and_a_document_without_it_is_written_as_before() -> None:
    rows = [{**row, "together": "pair"} for row in items("a", "b")] + [{"code": "z", "label": {}, "anchored": True}]
    asked = {**question("Q", "grid", items=rows), "order": "random", "anchored": True, "together": "k"}
    document = {"languages": ["en"], "pages": [page("p", asked, order="flipped", block="b", anchored=True)]}
    document |= {"blocks": [{"name": "b", "order": "rotated", "moves": True}, {"name": "gone"}], "tells_time": True}
    whole = read_questionnaire(document)
    written = write_questionnaire(whole)
    assert read_questionnaire(written) == whole
    assert written["blocks"] == [{"name": "b", "order": "rotated", "moves": True}]
    assert ordering.columns(whole) == ("pages", "page.p", "Q")
    plain = write_questionnaire(of(page("p", question("Q", "single", options=options("a", "b")))))
    assert set(plain) == {"languages", "pages"}
    assert set(plain["pages"][0]) == {"key", "title", "questions"}
    assert set(plain["pages"][0]["questions"][0]["settings"]["options"][0]) == {"code", "label"}


def test_an_order_changes_no_column_and_no_answer_of_any_kind_that_can_have_one() -> None:
    assert {"single", "grid", "ranking", "kano", "battery"} <= ordering.MOVING
    for kind in sorted(ordering.MOVING):
        asked = specimens.question(kind, order="random")
        drawn = [ordering.question_drawn(asked, seed) for seed in SEEDS[:8]]
        names = [{each.name for each in type_of(one).variables(one)} for one in (asked, *drawn)]
        assert all(each == names[0] for each in names), kind
        assert len({str(each.settings) for each in drawn}) > 1, kind
    for kind in sorted(set(specimens.SETTINGS) - ordering.MOVING):
        found = ordering.question_drawn(specimens.question(kind, order="random"), "x")
        assert found.settings == specimens.question(kind).settings, kind


def test_what_was_seen_is_written_down_with_sets_and_rivals() -> None:
    rivals = items("a", "b", "c")
    whole = of(
        page(
            "p",
            question("MD", "maxdiff", options=options("a", "b", "c", "d"), per_set=3, sets=2),
            question("IP", "importance_performance", items=items("price"), rivals=rivals),
            question("Q", "single", options=options("x", "y")),
        )
    )
    found = ordering.realised(ordering.drawn(whole, "s"), ordering.drawn(whole, "s").pages, "s")
    assert sorted(found) == ["IP", "MD"] == sorted(ordering.columns(whole))
    first, *rest = found["MD"].split()
    assert (len(rest), len(first.split(",")), first[:2] in {"1:", "2:"}) == (1, 3, True)
    assert found["IP"].split(" | ")[1] in {"a b c", "b c a", "c a b"}
    assert {rows_of(of(page("p", question("IP", "importance_performance", items=items("price"), rivals=rivals))),
                    seed, "rivals")[0] for seed in SEEDS} == {"a", "b", "c"}  # fmt: skip

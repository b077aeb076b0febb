"""Choices as they are frozen and shown: by the minimum numbers, groups only where nothing can be had by subtraction."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from survey_app.exports.round_report import ConcordanceFigures, ItemFigures, RoundFigures
from survey_app.services import chosen, protocols, round_computing, round_figures
from survey_app.services.protocol_rules import Denominator, ProtocolRules, ReasonDemand
from survey_app.services.protocols import RulesContradict
from survey_app.services.round_computing import AskedItem, Question
from survey_app.services.round_seals import Answer
from survey_app.vocabulary import Choice, ItemScale

RULES = ProtocolRules(scale=ItemScale.CHOICE, scale_min=1, scale_max=3, options={"en": "Build\nBuy\nWait"})
NO_ORDER = ConcordanceFigures(None, 0, 0, 0, None, "", None)
GROUPS = {1: "Practice", 2: "Research"}


def given(values: Sequence[float | None], groups: Sequence[int | None] = ()) -> list[Answer]:
    every = [*groups, *[None] * len(values)]
    return [
        Answer(f"{place:032x}", 1, every[place], value, None, None, value is None, Choice.FIRST, partial=False)
        for place, value in enumerate(values)
    ]


def computed(
    now: Sequence[Answer], before: Sequence[Answer] | None = None, rules: ProtocolRules = RULES, least: int = 5
) -> dict[str, Any]:
    question = Question(1, 1, rules, (AskedItem(1, "S1", {"en": "The register"}),), GROUPS, least)
    [found] = round_computing.compute(question, now, before, len(now))
    return found


def shown(document: dict[str, Any], rules: ProtocolRules | None = RULES) -> ItemFigures:
    return round_figures.of_items([document], rules)[0]


def test_a_choice_has_counts_and_no_figure_that_needs_an_order() -> None:
    item = shown(computed(given([1, 1, 1, 1, 1, 1, 2, None])))
    assert item.choice is not None
    assert (item.n, item.cannot_judge, item.seen, item.counts) == (7, 1, 8, ((1, 6), (2, 1), (3, 0)))
    assert (item.median, item.lower, item.mean, item.sd, item.weight, item.high) == (None,) * 6
    assert (item.choice.leading, item.choice.share, item.choice.share_of_all) == ((1,), 6 / 7, 0.75)
    assert item.is_agreed


def test_the_declared_denominator_decides_and_no_verdict_is_given_where_none_is_sought() -> None:
    answers = given([1, 1, 1, 1, 1, 1, 2, None, None])
    assert shown(computed(answers)).is_agreed
    assert not shown(computed(answers, rules=replace(RULES, denominator=Denominator.SEEN))).is_agreed
    assert not shown(computed(answers, rules=replace(RULES, seeks_agreement=False))).is_agreed


def test_below_the_minimum_numbers_nothing_is_shown() -> None:
    few = computed(given([1, 1, 1, 1, 2, 2]))
    assert few["verdict"] == "too_few"
    hidden = shown(few)
    assert (hidden.choice, hidden.counts, hidden.withheld) == (None, (), True)
    assert shown(few, None).choice is not None, "at the linked levels the moderator sees them all"
    assert shown(computed(given([1] * 7))).choice is not None
    nobody = shown(computed([]), None)
    assert (nobody.n, nobody.choice and nobody.choice.leading) == (0, ())


def test_nothing_of_an_item_hangs_on_the_order_of_the_answers() -> None:
    answers = given([1, 2, 3, 1, 2, 1, 1, 3], [1, 1, 1, 1, 2, 2, 2, 2])
    before = given([2, 2, 3, 1, 1, 1, 3, 3])
    assert computed(answers, before) == computed(answers[::-1], before[::-1])


@pytest.mark.parametrize(
    ("sizes", "names"), [((7, 7), ["Practice", "Research"]), ((8, 6), []), ((14, 0), ["Practice"])]
)
def test_groups_are_shown_only_where_the_rest_is_large_enough_too(sizes: tuple[int, int], names: list[str]) -> None:
    groups = [1] * sizes[0] + [2] * sizes[1]
    frozen = computed(given([1, 2] * 7, groups))
    nameless, item = shown(frozen).choice, shown(frozen, rules=None)
    assert nameless is not None
    assert nameless.groups == (), "where all of a group chose the same, its counts say what each chose"
    assert item.choice is not None
    assert [name for name, _n, _counts in item.choice.groups] == names
    assert all(sum(counts) == n for _name, n, counts in item.choice.groups)


def test_movement_counts_pairs_and_has_no_up_or_down() -> None:
    before, now = given([1, 1, 1, 1, 2, 2, 2, 3]), given([1, 1, 1, 1, 1, 1, 2, 3])
    item = shown(computed(now, before), None)
    assert item.movement is not None
    assert item.choice is not None
    moved = item.movement
    assert (moved.pairs, moved.unchanged, moved.net_change, moved.stable) == (8, 6, 0.25, False)
    assert (moved.up, moved.down, moved.wilcoxon_p, moved.kappa) == (0, 0, None, None)
    assert item.choice.bowker_p == item.choice.bowker_adjusted == pytest.approx(0.1573, abs=1e-4)
    same = shown(computed(now, now), None)
    assert same.is_stable
    few = shown(computed(given([1] * 8), given([1, 1, 2])))
    assert few.movement is not None
    assert few.choice is not None
    assert (few.movement.net_change, few.choice.bowker_p) == (None, None)


def test_rules_that_no_form_can_send_are_refused_too() -> None:
    protocols.check(RULES)
    for wrong in (
        replace(RULES, scale_max=4),
        replace(RULES, options={}),
        replace(RULES, options={"en": "Build\nBuy\nWait", "es": "Uno"}),
        replace(RULES, percent=0),
        replace(RULES, reasons=ReasonDemand.OUTSIDE),
        replace(RULES, real_time=True, rounds=1),
    ):
        with pytest.raises(RulesContradict):
            protocols.check(wrong)
    assert not chosen.reasons_misfit(replace(RULES, reasons=ReasonDemand.ALWAYS))
    assert ProtocolRules.from_json(RULES.to_json()) == RULES


def test_choices_from_elsewhere_must_fit_their_options() -> None:
    document = computed(given([1, 1, 1, 1, 2, 2, 3]))
    item = shown(document, None)
    assert item.choice is not None
    figures = RoundFigures(1, 1, (item,), NO_ORDER, {}, (), "", {}, ItemScale.CHOICE)
    assert chosen.are_sound(figures, RULES)
    assert not chosen.are_sound(figures, ProtocolRules())
    assert not chosen.are_sound(replace(figures, scale=ItemScale.RATING), ProtocolRules())
    assert not chosen.are_sound(figures, replace(RULES, scale_max=4, options={"en": "A\nB\nC\nD"}))
    wrong = (
        replace(item, counts=()),
        replace(item, choice=None),
        replace(item, choice=replace(item.choice, leading=(4,))),
        replace(item, choice=replace(item.choice, groups=(("Practice", 7, (7, 0)),))),
    )
    for each in wrong:
        assert not chosen.are_sound(replace(figures, items=(each,)), RULES)

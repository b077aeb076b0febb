"""Customers by loyalty, means to buy, roles, needs, channels and reasons of loss."""

import pytest

from survey_app.stats.channels import StageAnswers, channels
from survey_app.stats.customer_cells import buying_outcome, losses, need_offer_use, payers_and_users
from survey_app.stats.loyalty import LoyaltyRule, loyalty, loyalty_classes
from survey_app.stats.need_register import Awareness, Need, need_register
from survey_app.stats.results import CautionCode, StatisticsRefused


def test_each_loyalty_class_has_its_rule_and_who_fits_none_is_unclassified() -> None:
    customers = [  # purchases, months, share here, trust
        (0, None, None, None, "potential"), (1, 11, 0.1, 1, "new"), (3, 12, 0.5, 1, "regular"),
        (10, 36, 0.79, 5, "old"), (9, 36, 0.79, 5, "regular"), (2, 12, 0.8, 4, "loyal"),
        (20, 60, 0.9, 3, "old"), (20, 60, 0.4, 5, "unclassified"), (20, 60, 0.9, None, "unclassified"),
        (5, None, 0.9, 5, "unclassified"), (None, 20, 0.9, 5, "unclassified"),
    ]  # fmt: skip
    orders, months, share, trust, wanted = (list(column) for column in zip(*customers, strict=True))
    assert [each.value for each in loyalty_classes(orders, months, share, trust)] == wanted
    found = loyalty(orders, months, share, trust)
    assert sum(each.count for each in found.classes) == found.n == 11
    assert found.without_figures == 3
    assert found.warns(CautionCode.UNCLASSIFIED_CASES)
    with pytest.raises(StatisticsRefused):
        loyalty_classes([1], [1], [80], [1])
    with pytest.raises(StatisticsRefused):
        loyalty_classes([1], [1], [0.5], [1], LoyaltyRule(new_below_months=40))


def test_only_money_authority_and_need_together_qualify() -> None:
    found = buying_outcome([1, 1, 1, 0, None], [1, 0, 1, 0, 1], [1, 1, 1, 1, 1], weights=[1, 1, 2, 1, 1])
    by_code = {each.code: (each.count, each.share.value) for each in found.cells}
    assert by_code["MAN"] == (2, 0.6)
    assert by_code["M-N"] == (1, 0.2)
    assert by_code["--N"] == (1, 0.2)
    assert (found.n, found.missing, found.incomplete) == (4, 1, (("?AN", 1),))
    with pytest.raises(StatisticsRefused):
        buying_outcome([2], [1], [1])


def test_payers_and_users_fall_into_four_cells() -> None:
    found = payers_and_users([1, 1, 0, 0], [1, 0, 1, 0])
    assert [each.count for each in found.cells] == [1, 1, 1, 1]


def test_needs_without_an_offer_and_offers_without_use_are_found_with_their_causes() -> None:
    need, offered, used = [1, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 1, 1, 0, 0]
    found = need_offer_use(need, offered, used, [None, None, None, "price", "unknown"])
    assert (found.need_without_offer.value, found.use_of_offer.value, found.unused_need.value) == (0.5, 1 / 3, 0.5)
    assert found.causes is not None
    assert {each.code: each.count for each in found.causes.categories} == {"price": 1, "unknown": 1}


def test_losses_are_counted_by_kind_with_their_reasons() -> None:
    found = losses(["active", "active", "passive", None], ["price", "service", "moved", "price"], [2, 1, 1, 1])
    assert (found.active.value, found.passive.value, found.unknown) == (0.75, 0.25, 1)
    assert [(each.code, each.count) for each in found.reasons[0][1].categories] == [("price", 1), ("service", 1)]
    with pytest.raises(StatisticsRefused):
        losses(["angry"], ["x"])


def test_a_channel_has_its_use_its_preference_and_the_satisfaction_of_its_users() -> None:
    before = StageAnswers(
        used=[("shop",), ("shop", "web"), ("web",), None],
        preferred=[("web",), ("web",), ("web",), ("shop",)],
        satisfaction=[2, 4, 5, 1],
    )
    found = channels({"before": before}).stages[0]
    shop, web = found.channels
    assert (shop.use.value, web.use.value, shop.preferred.value) == (2 / 3, 2 / 3, 0.25)
    assert (shop.satisfaction.value if shop.satisfaction else None) == 3
    # of three who named both, one uses none of the channels preferred
    assert (found.mismatch.value, found.mismatch.n) == (1 / 3, 3)


def test_the_register_puts_basic_needs_first_and_tells_where_segments_differ() -> None:
    needs = [
        Need("smile", [1, 1, 1, 1], [3, 3, 3, 3], Awareness.LATENT, "interview 4"),
        Need("safety", [3, 3, 1, 1], [5, 5, 5, 3]),
        Need("colour", [3, 3, 3, 3], [3, 3, 3, 3], Awareness.STATED),
    ]
    found = need_register(needs, ["a", "a", "b", "b"])
    assert [(each.name, each.tier) for each in found.needs] == [
        ("safety", "basic"), ("smile", "attractive"), ("colour", None),
    ]  # fmt: skip
    safety = found.needs[0]
    assert {each.segment: each.tier for each in safety.segments} == {"a": "basic", "b": "satisfying"}
    assert (safety.same_in_all, found.needs[1].same_in_all) == (False, True)
    assert dict(found.tiers) == {"basic": 1, "satisfying": 0, "attractive": 1, "none": 1}
    assert (found.needs[1].awareness, found.needs[1].source) == ("latent", "interview 4")

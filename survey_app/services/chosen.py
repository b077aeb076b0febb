"""A choice among declared options: which protocols can ask for one, and what is computed of the answers."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from survey_app.exceptions import N_
from survey_app.exports.chosen_figures import options_in
from survey_app.exports.round_report import ItemFigures, RoundFigures
from survey_app.services.groups import showable
from survey_app.services.protocol_rules import Denominator, ProtocolRules, ReasonDemand
from survey_app.services.round_seals import Answer
from survey_app.stats.chosen import ChosenOptions, OptionMoves, chosen_options, option_moves
from survey_app.stats.consensus import Verdict
from survey_app.stats.proportion import Proportion
from survey_app.stats.significance import holm
from survey_app.vocabulary import ItemScale

Json = dict[str, Any]
FEWEST_OPTIONS, MOST_OPTIONS = 2, 9
LONGEST_OPTION = 80
_NO_FIGURES = ("median", "lower_quartile", "upper_quartile", "iqr", "mean", "sd")
"""What options have not: they stand in no order."""
_WHOLE = 100
_TOLERANCE = 1e-9


def misfit(rules: ProtocolRules) -> str:
    r"""Why these options cannot be asked, in words; empty where they can, or where none is chosen.

    >>> misfit(ProtocolRules()), misfit(ProtocolRules(scale=ItemScale.CHOICE, scale_max=2, options={"en": "Yes\nNo"}))
    ('', '')
    >>> misfit(ProtocolRules(scale=ItemScale.CHOICE, options={"en": "Yes"}))[:23]
    'Write 2 to 9 options, o'
    """
    if rules.scale is not ItemScale.CHOICE:
        return ""
    every = [options_in(words) for words in rules.options.values()]
    count = len(every[0]) if every else 0
    faults = (
        (not FEWEST_OPTIONS <= count <= MOST_OPTIONS, N_("Write 2 to 9 options, one a line.")),
        (
            any(len(words) != count for words in every),
            N_("Write the same number of options in every language, in the same order."),
        ),
        (
            any(len({word.casefold() for word in words}) < len(words) for words in every),
            N_("Two options have the same words: nobody could tell them apart."),
        ),
        (
            any(len(word) > LONGEST_OPTION for words in every for word in words),
            N_("Shorten every option to at most 80 characters."),
        ),
        (
            (rules.scale_min, rules.scale_max) != (1, count),
            N_("Options are counted from 1 on, as many as there are."),
        ),
        (not 0 < rules.percent <= _WHOLE, N_("The share that must agree lies between 1 and 100 per cent.")),
    )
    return next((message for is_wrong, message in faults if is_wrong), "")


def reasons_misfit(rules: ProtocolRules) -> str:
    """Why a reason cannot be asked for like this, in words: options have no middle half; empty where it can."""
    if rules.scale is not ItemScale.CHOICE or rules.reasons is not ReasonDemand.OUTSIDE:
        return ""
    return N_("Options have no middle half: ask for a reason always, or leave it free.")


def are_sound(figures: RoundFigures, rules: ProtocolRules) -> bool:
    """Whether frozen choices that come from elsewhere fit the options of their round, and stand in no other round."""
    if figures.scale is not rules.scale and ItemScale.CHOICE in (figures.scale, rules.scale):
        return False
    declared = [(item, rules.of(item.own_scale)) for item in figures.items]
    return all(
        _is_sound(item, int(own.scale_max)) if own.scale is ItemScale.CHOICE else item.choice is None
        for item, own in declared
    )


def _is_sound(item: ItemFigures, options: int) -> bool:
    found = item.choice
    if found is None:
        return not item.counts
    return (
        [point for point, _count in item.counts] == list(range(1, options + 1))
        and all(isinstance(place, int) and 1 <= place <= options for place in found.leading)
        and all(isinstance(name, str) and len(counts) == options for name, _n, counts in found.groups)
    )


def figures_of(
    rows: Sequence[Answer], rules: ProtocolRules, *, seen: int, groups: Mapping[int, str], least: int
) -> Json:
    """The figures of one item as they are frozen, from answers in any order."""
    values = sorted(each.value for each in rows if each.value is not None)
    found = chosen_options(
        values, int(rules.scale_max), percent=Fraction(str(rules.percent)), minimum=rules.min_verdict, seen=seen
    )
    judged, of_all = (_verdict(each, rules).value for each in (found.agreed, found.agreed_of_all))
    points = [{"point": float(each.point), "count": each.count, "share": each.share} for each in found.points]
    return {
        "verdict": of_all if rules.denominator is Denominator.SEEN else judged,
        "verdict_of_all": of_all,
        "verdict_of_judged": judged,
        "high": None,
        "low": None,
        "groups": [],
        "consensus": {"n": found.n, "points": points, **dict.fromkeys(_NO_FIGURES)},
        "choice": {"figures": _figures(found, _groups(rows, rules, groups, least)), "result": found.to_json()},
    }


def _verdict(agreed: bool | None, rules: ProtocolRules) -> Verdict:  # noqa: FBT001 - as the statistics say it
    if agreed is None:
        return Verdict.TOO_FEW
    return Verdict.AGREED_HIGH if agreed and rules.seeks_agreement else Verdict.NO_AGREEMENT


def _figures(found: ChosenOptions, groups: list[list[object]]) -> Json:
    low, high = _limits(found.share)
    return {
        "leading": list(found.leading),
        "count": round(found.share.k),
        "share": found.share.value,
        "low": low,
        "high": high,
        "share_of_all": found.share_of_all.value,
        "variation": found.variation,
        "bowker_p": None,
        "bowker_adjusted": None,
        "groups": groups,
    }


def _limits(share: Proportion) -> tuple[float | None, float | None]:
    return (share.interval.low, share.interval.high) if share.interval else (None, None)


def _groups(rows: Sequence[Answer], rules: ProtocolRules, groups: Mapping[int, str], least: int) -> list[list[object]]:
    """Groups with their counts: each of them, and what is left beside them, is large enough for a distribution."""
    values: dict[int | None, list[float]] = {}
    for each in rows:
        if each.value is not None:
            values.setdefault(each.group_id if each.group_id in groups else None, []).append(each.value)
    shown = showable({group: len(found) for group, found in values.items()}, max(least, rules.min_distribution))
    options = range(1, int(rules.scale_max) + 1)
    return [
        [name, len(values[group]), [values[group].count(place) for place in options]]
        for group, name in groups.items()
        if group in shown
    ]


def moved(pairs: Sequence[tuple[float | None, float | None]], rules: ProtocolRules) -> Json:
    """How the choices of an item moved since the round before; there is no up or down."""
    found = option_moves([one for one, _two in pairs], [two for _one, two in pairs], int(rules.scale_max))
    return {"figures": _movement(found, rules), "result": found.to_json()}


def _movement(found: OptionMoves, rules: ProtocolRules) -> Json:
    stable = None
    if found.shortfall is None and found.net_change is not None:
        stable = found.net_change < rules.stable_below / _WHOLE - _TOLERANCE
    short = found.bowker.shortfall or found.shortfall
    return {
        "pairs": found.n,
        "only_before": found.only_first,
        "only_now": found.only_second,
        "unchanged": found.unchanged,
        "up": 0,
        "down": 0,
        "net_change": found.net_change,
        "changed_share": (found.n - found.unchanged) / found.n if found.n else None,
        "stable": stable,
        "wilcoxon_p": None,
        "wilcoxon_adjusted": None,
        "shortfall": short.value if short else None,
        "kappa": None,
        "cv_change": None,
    }


def adjust(items: Sequence[Json]) -> None:
    """Bowker's p of every item beside its figures, adjusted by Holm for the number of items that were tested."""
    tested = [each for each in items if each["movement"]]
    found = [each["movement"]["result"]["bowker"]["p"] for each in tested]
    for each, p, adjusted in zip(tested, found, holm(found), strict=True):
        each["choice"]["figures"] |= {"bowker_p": p, "bowker_adjusted": adjusted}

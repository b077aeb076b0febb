"""What is computed of a round of ratings: from rows to the document that is frozen. The same again when it is verified.

Everything here is a function of the answers alone, in whatever order they lie, so that nothing frozen follows keys.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from survey_app.services import chosen, compared, elicited, second_scale, several
from survey_app.services.groups import showable
from survey_app.services.protocol_rules import Denominator, Partials, ProtocolRules
from survey_app.services.round_seals import Answer
from survey_app.stats.concordance import Concordance, concordance
from survey_app.stats.consensus import AgreementRule, ItemConsensus, Verdict, consensus
from survey_app.stats.distribution import distribution
from survey_app.stats.estimates import MACHINE_EPSILON, pool, pool_ranges
from survey_app.stats.significance import SignificanceTest, holm
from survey_app.stats.stability import Stability, stability
from survey_app.vocabulary import ItemScale

Json = dict[str, Any]
Ballot = Sequence[float | None]
"""One person's ratings in the order of the items; None where there is none."""

SCHEMA = 5
"""What is frozen now. From 2 on the estimates of an item stand there as one distribution, too; from 3 on the shares of
every group in both ranges of the rule, and points from comparisons that a rounding alone told apart are ties in W; from
4 on the hash of the answers is salted; from 5 on what unfinished sheets said (`services/partial_sheets.py`)."""
WITH_SALT = 4
_WITH_DISTRIBUTION = 2
_WITH_SHARES = 3
_WITH_TIES = 3
_WHOLE = 100
_CLASSES = 10
_FEW_POINTS = 21
_TOLERANCE = 1e-9
_BY_POINT = (ItemScale.RATING, ItemScale.RANKING)
_UNORDERED = (ItemScale.ESTIMATE, ItemScale.CHOICE)
"""Where statements are in no order: nothing weighs, and nobody can agree on one."""


@dataclass(frozen=True, slots=True)
class AskedItem:
    """An item as it was asked in the round."""

    item_id: int
    code: str
    text: Mapping[str, str]
    own_scale: Mapping[str, Any] = field(default_factory=dict)
    """Its own scale; empty where the protocol's holds."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the figures of a round depend on beside the answers."""

    number: int
    protocol_version: int
    rules: ProtocolRules
    items: tuple[AskedItem, ...]
    groups: Mapping[int, str]
    least: int
    """The smallest group that is shown apart."""
    schema: int = SCHEMA
    """Which figures there are: those that a round was frozen with."""
    open_items: tuple[AskedItem, ...] = ()
    """What is answered in words: it is counted, and enters no figure."""


def own_rules(question: Question) -> dict[int, ProtocolRules]:
    """The rules of the items that have a scale of their own."""
    return {item.item_id: question.rules.of(item.own_scale) for item in question.items if item.own_scale}


def included(answers: Sequence[Answer], rules: ProtocolRules) -> list[Answer]:
    """The answers that enter the figures: those of unfinished sheets only where the protocol says so.

    An unfinished ranking never enters: its ranks have no base.
    """
    takes_partial = rules.partials is Partials.INCLUDE and rules.scale is not ItemScale.RANKING
    return [each for each in answers if not each.partial or takes_partial]


def ballots_of(answers: Sequence[Answer], items: Sequence[AskedItem]) -> list[Ballot]:
    """Whole ballots put together by key: only where one key stands for one person, so without what was ticked."""
    places = {item.item_id: place for place, item in enumerate(items)}
    apart = {item.item_id for item in items if several.is_several(item.own_scale)}
    found: dict[str, list[float | None]] = {}
    for each in (answer for answer in answers if answer.item_id not in apart):
        ballot = found.setdefault(each.key, [None] * len(items))
        if each.item_id in places:
            ballot[places[each.item_id]] = each.value
    return list(found.values())


def compute(question: Question, answers: Sequence[Answer], before: Sequence[Answer] | None, sheets: int) -> list[Json]:
    """The items of the document. `before` are the answers of the round before, None for none.

    `sheets` are the finished ballots: everybody who finished has seen every item. Statements on one scale are computed
    together, by their own rules; only those on the protocol's scale weigh something.
    """
    by_item: dict[int, Json] = {}
    for own in _scales(question.items):
        part = replace(question, rules=question.rules.of(own), items=_on(own, question.items))
        told = {"own_scale": dict(own), "weight": None} if own else {}
        by_item |= {each["item_id"]: each | told for each in _on_one_scale(part, answers, before, sheets)}
    found = [by_item[item.item_id] for item in question.items]
    _adjust(found)
    chosen.adjust([each for each in found if "choice" in each])
    return found


def _scales(items: Sequence[AskedItem]) -> list[Mapping[str, Any]]:
    """The scales that statements are asked on, each once: an empty one is the protocol's."""
    found: list[Mapping[str, Any]] = []
    for item in items:
        if item.own_scale not in found:
            found.append(item.own_scale)
    return found


def _on(own: Mapping[str, Any], items: Sequence[AskedItem]) -> tuple[AskedItem, ...]:
    return tuple(item for item in items if item.own_scale == own)


def _on_one_scale(
    question: Question, answers: Sequence[Answer], before: Sequence[Answer] | None, sheets: int
) -> list[Json]:
    """The items of one scale, whose rules are those of the question."""
    rules = question.rules
    now = _by_item(included(answers, rules))
    earlier = _by_item(included(before, rules)) if before is not None else {}
    # ranks among other statements are other figures
    comparable = rules.scale is not ItemScale.RANKING or set(earlier) == set(now)
    found = []
    means: list[float | None] = []
    for item in question.items:
        rows = now.get(item.item_id, [])
        figures, mean = _item(question, item, rows, sheets)
        moved = _moved(earlier[item.item_id], rows, rules) if item.item_id in earlier and comparable else None
        means.append(mean)
        found.append(figures | {"movement": moved})
    for figures, weight in zip(found, weights(means, rules), strict=True):
        figures["weight"] = weight
    if rules.second:
        again = replace(question, rules=second_scale.rules_of(rules))
        earlier_second = None if before is None else second_scale.as_first(before)
        for figures, second in zip(
            found, compute(again, second_scale.as_first(answers), earlier_second, sheets), strict=True
        ):
            figures["second"] = second
    return found


def weights(means: Sequence[float | None], rules: ProtocolRules) -> list[float | None]:
    """Share of each item in the panel's importance.

    Ratings: mean above the lowest point of the scale, divided by the sum of these over all items rated. Points: mean of
    the points divided by the sum of the means. Ranks: Borda points in their place, as many as statements stand behind
    the last rank that counts. Estimates and choices weigh nothing. Source: Bottomley, Doyle and Green 2000,
    Journal of Marketing Research 37:508 (direct rating, point allocation).
    """
    if rules.scale in _UNORDERED:
        return [None] * len(means)
    if rules.scale is ItemScale.RANKING:
        means = [None if mean is None else rules.ranks_given + 1 - mean for mean in means]
    floor = rules.scale_min if rules.scale is ItemScale.RATING else 0.0
    total = sum(mean - floor for mean in means if mean is not None)
    return [None if mean is None or total <= 0 else (mean - floor) / total for mean in means]


def agreement_together(ballots: Sequence[Ballot], question: Question) -> Json:
    """Kendall's W over whole ballots, with the counts of those left out and never with their names.

    Over the statements on the protocol's scale: answers on different scales are in no order.
    """
    places = [place for place, item in enumerate(question.items) if not item.own_scale]
    if len(places) < len(question.items):
        ballots = [[each[place] for place in places] for each in ballots]
    rules, items = question.rules, len(places)
    if rules.compared and question.schema >= _WITH_TIES:
        ballots = [compared.with_ties(each) for each in ballots]
    ordered = sorted((list(each) for each in ballots), key=lambda row: [(each is None, each or 0.0) for each in row])
    usable = items and ordered and rules.scale not in _UNORDERED
    found = concordance(ordered if usable else [[None] * max(items, 1)])
    whole = found.to_json() | {name: len(getattr(found, name)) for name in ("raters", "incomplete", "constant")}
    if not usable:
        whole |= {"missing": 0, "raters": 0, "incomplete": 0, "constant": 0}
    return {"figures": _concordance(found, whole), "result": whole}


def _concordance(found: Concordance, counts: Json) -> Json:
    tests: tuple[SignificanceTest, ...] = (found.permutation, found.chi_square)
    test = next((each for each in tests if each.method == found.preferred), found.chi_square)
    return {
        "w": found.value,
        "raters": counts["raters"],
        "incomplete": counts["incomplete"],
        "constant": counts["constant"],
        "p": test.p,
        "test": test.method,
        "shortfall": found.shortfall.value if found.shortfall else None,
    }


def _by_item(answers: Sequence[Answer]) -> dict[int, list[Answer]]:
    found: dict[int, list[Answer]] = {}
    for each in answers:
        found.setdefault(each.item_id, []).append(each)
    return found


def _item(question: Question, item: AskedItem, rows: Sequence[Answer], sheets: int) -> tuple[Json, float | None]:
    rules = question.rules
    values = sorted(each.value for each in rows if each.value is not None)
    cannot = sum(each.cannot_judge for each in rows)
    seen = max(sheets + sum(each.partial for each in rows), len(values) + cannot)
    figures: Json = {
        "item_id": item.item_id,
        "code": item.code,
        "text": dict(item.text),
        "seen": seen,
        "cannot_judge": cannot,
        "groups": _groups(question, rows),
        "estimate": _estimate(rows, rules, question.schema) if rules.scale is ItemScale.ESTIMATE else None,
    }
    if rules.scale is ItemScale.CHOICE:
        told = chosen.figures_of(rows, rules, seen=seen, groups=question.groups, least=question.least)
        return figures | told, None
    if rules.scale is not ItemScale.RATING:
        spread = distribution(values, *ends(rules))
        verdict = "too_few" if spread.n < rules.min_verdict else "no_agreement"
        figures |= {"verdict": verdict, "verdict_of_all": verdict, "high": None, "low": None}
        return figures | {"consensus": spread.to_json()}, spread.mean
    found = consensus(values, rules.rule, cannot_judge=cannot, seen=seen)
    return figures | _agreement(found, rules), found.mean


def _agreement(found: ItemConsensus, rules: ProtocolRules) -> Json:
    """The verdict by the declared denominator; both are kept. Two camps are named also where none is due."""
    judged, of_all = (_due(each, rules, found.iqr) for each in (found.verdict, found.verdict_of_all))
    return {
        "verdict": of_all if rules.denominator is Denominator.SEEN else judged,
        "verdict_of_all": of_all,
        "verdict_of_judged": judged,
        "high": {"judged": found.high.to_json(), "all": found.high_of_all.to_json()},
        "low": {"judged": found.low.to_json(), "all": found.low_of_all.to_json()},
        "consensus": found.to_json(),
    }


def _due(verdict: Verdict, rules: ProtocolRules, iqr: float | None) -> str:
    """The verdict, as far as one is due: where no agreement is sought, only two camps that stand well apart.

    The two ranges may touch there, so the middle half has to reach over half of the scale as well.
    """
    if rules.seeks_agreement or verdict is Verdict.TOO_FEW:
        return verdict.value
    far = iqr is not None and 2 * iqr >= rules.scale_max - rules.scale_min
    return (Verdict.SPLIT if verdict is Verdict.SPLIT and far else Verdict.NO_AGREEMENT).value


def _groups(question: Question, rows: Sequence[Answer]) -> list[Json]:
    """Groups with enough ratings, none whose rest would be too small."""
    values: dict[int | None, list[float]] = {}
    for each in rows:
        if each.value is not None:
            values.setdefault(each.group_id if each.group_id in question.groups else None, []).append(each.value)
    shown = showable({group: len(found) for group, found in values.items()}, question.least)
    listed = []
    for group, name in question.groups.items():
        if group in shown:
            spread = distribution(sorted(values[group]), *ends(question.rules))
            limits = {"median": spread.median, "lower": spread.lower_quartile, "upper": spread.upper_quartile}
            shares = _shares(values[group], question.rules) if question.schema >= _WITH_SHARES else {}
            listed.append({"name": name, "n": spread.n, **limits, **shares})
    return listed


def _shares(values: Sequence[float], rules: ProtocolRules) -> Json:
    """The shares of a group in the high and the low range, where the rule speaks of ranges."""
    if rules.scale is not ItemScale.RATING:
        return {}
    ranges = {"high": rules.rule.high, "low": rules.rule.low}
    return {side: sum(low <= each <= high for each in values) / len(values) for side, (low, high) in ranges.items()}


def ends(rules: ProtocolRules) -> tuple[float, float]:
    """The ends of what one answer can be: those of the scale, or nothing and all the points."""
    if rules.scale is ItemScale.POINTS:
        return 0.0, float(rules.points_total)
    return float(rules.scale_min), float(rules.scale_max)


def _moved(before: Sequence[Answer], now: Sequence[Answer], rules: ProtocolRules) -> Json:
    first = {each.key: each.value for each in before}
    second = {each.key: each.value for each in now}
    pairs = sorted(
        ((first.get(key), second.get(key)) for key in {*first, *second}),
        key=lambda pair: [(each is None, each or 0.0) for each in pair],
    )
    if rules.scale is ItemScale.CHOICE:
        return chosen.moved(pairs, rules)
    low, high = ends(rules)
    plain = AgreementRule(low, high, (high, high), (low, low))
    rule = rules.rule if rules.scale is ItemScale.RATING else plain
    found = stability([one for one, _two in pairs], [two for _one, two in pairs], rule, cuts=cuts_of(rules))
    return {"figures": _movement(found, rules), "result": found.to_json()}


def cuts_of(rules: ProtocolRules) -> tuple[float, ...]:
    """On a long scale, ten classes of equal width; on a short one every point is a class, and every option is one."""
    if rules.scale is ItemScale.CHOICE:
        return ()
    low, high = ends(rules)
    if high - low < _FEW_POINTS and low.is_integer() and high.is_integer() and rules.scale in _BY_POINT:
        return ()
    return tuple(low + (high - low) * place / _CLASSES for place in range(1, _CLASSES))


def is_stable(net_change: float, rules: ProtocolRules) -> bool:
    """Whether a distribution moved less than the protocol asks for."""
    return net_change < rules.stable_below / _WHOLE - _TOLERANCE


def _movement(found: Stability, rules: ProtocolRules) -> Json:
    short = found.wilcoxon.test.shortfall or found.shortfall
    stable = None
    if found.stable is not None and found.net_change is not None:
        stable = is_stable(found.net_change, rules)
    return {
        "pairs": found.n,
        "only_before": found.only_first,
        "only_now": found.only_second,
        "unchanged": found.movement.unchanged,
        "up": found.movement.up,
        "down": found.movement.down,
        "net_change": found.net_change,
        "changed_share": None if not found.n else (found.n - found.movement.unchanged) / found.n,
        "stable": stable,
        "wilcoxon_p": found.wilcoxon.test.p,
        "wilcoxon_adjusted": None,
        "shortfall": short.value if short else None,
        "kappa": found.kappa,
        "cv_change": found.cv_change,
    }


def _adjust(items: Sequence[Json]) -> None:
    """Wilcoxon's p of every item, adjusted by Holm for the number of items that moved enough to be tested."""
    moved = [each["movement"]["figures"] for each in items if each["movement"]]
    for figures, p in zip(moved, holm([each["wilcoxon_p"] for each in moved]), strict=True):
        figures["wilcoxon_adjusted"] = p


def _estimate(rows: Sequence[Answer], rules: ProtocolRules, schema: int) -> Json:
    """The estimates as one. On a scale that begins at 0 they are shares of its end, and the log-odds exist."""
    unit = rules.scale_max if rules.scale_min == 0 and rules.scale_max > 0 else 1.0
    best = sorted(each.value / unit for each in rows if each.value is not None)
    exact, clipped = pool(best, MACHINE_EPSILON), pool(best)
    whole = elicited.ranges(rows, rules)
    ranges = pool_ranges([r.low for r in whole], [r.best for r in whole], [r.high for r in whole])
    figures = {
        "mean": exact.mean,
        "median": exact.median,
        "log_odds": exact.log_odds_mean,
        "log_odds_clipped": clipped.log_odds_mean,
        "low": ranges.median.low / unit if ranges.median else None,
        "high": ranges.median.high / unit if ranges.median else None,
    }
    found = {"figures": figures, "unit": unit, "pooled": exact.to_json(), "ranges": ranges.to_json()}
    return found | ({"distribution": elicited.distribution(rows, rules)} if schema >= _WITH_DISTRIBUTION else {})

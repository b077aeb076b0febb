"""The frozen figures of a round, read for pages: never recomputed, always as they were when the round was analysed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from survey_app.db import session
from survey_app.exports import chosen_figures
from survey_app.exports.chosen_figures import ChosenFigures
from survey_app.exports.elicited import POOLS, ElicitedFigures
from survey_app.exports.moved_figures import MovedFigures, MovedItem
from survey_app.exports.round_report import (
    AuthorityFigures,
    ConcordanceFigures,
    ConsistencyFigures,
    EstimateFigures,
    GroupFigures,
    ItemFigures,
    MovementFigures,
    OpenFigures,
    PartialFigures,
    RoundFigures,
)
from survey_app.models import PanelRound, Protocol, Snapshot, Stage
from survey_app.services import bound_figures, moves_told, second_scale
from survey_app.services.protocol_rules import Partials, ProtocolRules
from survey_app.services.round_computing import WITH_SALT
from survey_app.stats.consensus import Verdict
from survey_app.vocabulary import AnonymityLevel, ItemScale

__all__ = [
    "ConcordanceFigures",
    "EstimateFigures",
    "GroupFigures",
    "ItemFigures",
    "MovementFigures",
    "OpenFigures",
    "RoundFigures",
    "of_items",
    "of_round",
    "of_snapshot",
    "rules_in",
    "rules_of",
]

Json = Mapping[str, Any]


def of_round(round_: PanelRound) -> RoundFigures | None:
    """The frozen figures of a round; None before it was analysed.

    At the anonymous levels what too few answered is kept back: from 5 answers a median, from 7 a distribution, or what
    the protocol says.
    """
    found = session.execute(
        select(Snapshot, Protocol, Stage.level)
        .outerjoin(Protocol, Protocol.id == Snapshot.protocol_id)
        .join(Stage, Stage.id == round_.stage_id)
        .where(Snapshot.round_id == round_.id)
    ).first()
    if found is None:
        return None
    snapshot, protocol, level = found
    shows_all = level in (AnonymityLevel.IDENTIFIED, AnonymityLevel.CONFIDENTIAL)
    return of_snapshot(snapshot, None if shows_all else _rules(snapshot, protocol))


def rules_in(round_: PanelRound) -> ProtocolRules | None:
    """The rules by which a round was computed; None before it was."""
    found = session.get(Snapshot, round_.id)
    return rules_of(found) if found else None


def rules_of(snapshot: Snapshot) -> ProtocolRules:
    """The rules by which a snapshot was computed."""
    return _rules(snapshot, session.get(Protocol, snapshot.protocol_id) if snapshot.protocol_id else None)


def _rules(snapshot: Snapshot, protocol: Protocol | None) -> ProtocolRules:
    document = snapshot.document.get("rules") or (protocol.document if protocol else {})
    return ProtocolRules.from_json(document)


def of_snapshot(snapshot: Snapshot, rules: ProtocolRules | None) -> RoundFigures:
    """A snapshot as figures; with `rules`, what too few answered is kept back."""
    document = snapshot.document
    scale = ItemScale(document["scale"])
    items = of_items(document["items"], rules, _before(snapshot) if rules else ())
    return RoundFigures(
        number=document["number"],
        protocol_version=document["protocol_version"],
        items=items,
        concordance=_together(document["concordance"]["figures"], rules, items),
        flow=dict(document["flow"]),
        groups=tuple((name, members, finished) for name, members, finished in document["groups"]),
        input_hash=_fingerprint(snapshot, items, rules),
        libraries=dict(snapshot.libraries),
        scale=scale,
        ballots=document["ballots"],
        set_aside=document["set_aside"],
        authority=AuthorityFigures(**document["authority"]) if "authority" in document else None,
        consistency=_consistency(document, rules),
        moved=moved_of(document["live"]) if "live" in document else None,
        seeks_agreement=document["rules"].get("seeks_agreement", True) if "rules" in document else True,
        open_items=tuple(OpenFigures(**each) for each in document.get("open", ())),
    )


def _consistency(document: Json, rules: ProtocolRules | None) -> ConsistencyFigures | None:
    """How well comparisons hold together.

    From the second round on people may keep their points instead. How many compared anew would say how many did, so
    where nobody may be singled out it is told in steps of the smallest group.
    """
    if "consistency" not in document:
        return None
    found = ConsistencyFigures(**document["consistency"])
    if rules is None or document["number"] == 1:
        return found
    return replace(found, n=found.n - found.n % found.least, within=None, is_floor=True)


def _fingerprint(snapshot: Snapshot, items: Sequence[ItemFigures], rules: ProtocolRules | None) -> str:
    """The hash of the answers; none of few, nor one without salt where nobody may try what fits it."""
    is_bare = rules is not None and snapshot.document["schema"] < WITH_SALT
    return "" if is_bare or any(item.withheld for item in items) else snapshot.input_hash


def _together(figures: Json, rules: ProtocolRules | None, items: Sequence[ItemFigures]) -> ConcordanceFigures:
    found = ConcordanceFigures(**figures)
    if rules is None:
        return found
    return bound_figures.told_together(found, rules, [item for item in items if not item.own_scale])


def _before(snapshot: Snapshot) -> Sequence[Json]:
    """The frozen items of the round that movement is counted from; nothing where no item has moved from one."""
    if not any(each["movement"] for each in snapshot.document["items"]):
        return ()
    here = aliased(PanelRound)
    found = session.scalar(
        select(Snapshot.document)
        .join(PanelRound, PanelRound.id == Snapshot.round_id)
        .join(here, here.stage_id == PanelRound.stage_id)
        .where(here.id == snapshot.round_id, PanelRound.purpose == here.purpose, PanelRound.number < here.number)
        .order_by(PanelRound.number.desc())
        .limit(1)
    )
    items: Sequence[Json] = found["items"] if found else ()
    return items


def of_items(
    documents: Sequence[Json], rules: ProtocolRules | None, before: Sequence[Json] = ()
) -> tuple[ItemFigures, ...]:
    """The items of a document as figures; with `rules`, what too few answered is kept back.

    `before` are the frozen items of the round that movement is counted from.
    """
    earlier = {each["item_id"]: each for each in before}
    found = tuple(_item(each, rules, earlier.get(each["item_id"])) for each in documents)
    if rules is not None:
        found = bound_figures.told_of_all(found, rules)
    return _weighed(found)


def moved_of(document: Json) -> MovedFigures:
    """What moved in a real-time round, as it was frozen."""
    return MovedFigures(document["releases"], tuple(_moved_item(each) for each in document["items"]))


def _moved_item(found: Json) -> MovedItem:
    second = found.get("second")
    return MovedItem(**{**found, "second": _moved_item(second) if second else None})


def _weighed(items: tuple[ItemFigures, ...]) -> tuple[ItemFigures, ...]:
    """Where an item is kept back the weights are shares of the others alone, or its mean would follow from them."""
    total = sum(item.weight for item in items if item.weight is not None)
    if not total or all(item.weight is not None or not item.n or item.own_scale for item in items):
        return items
    return tuple(item if item.weight is None else replace(item, weight=item.weight / total) for item in items)


def _item(found: Json, rules: ProtocolRules | None, before: Json | None = None) -> ItemFigures:
    own: Json = found.get("own_scale", {})
    rules = rules and rules.of(own)
    spread: Json = found["consensus"]
    n = spread["n"]
    hides = bool(rules and n < rules.min_median)
    shows_counts = not (rules and n < max(rules.min_distribution, rules.min_median))

    def figure(value: Any) -> Any:  # noqa: ANN401 - any figure of the document
        return None if hides else value

    movement = _movement(found, rules, before)
    shares = {side: _share(found.get(side), hides=hides) for side in ("high", "low")}
    return ItemFigures(
        item_id=found["item_id"],
        code=found["code"],
        text=found["text"],
        n=n,
        seen=found["seen"],
        cannot_judge=found["cannot_judge"],
        counts=tuple((each["point"], each["count"]) for each in spread["points"]) if shows_counts else (),
        median=figure(spread["median"]),
        lower=figure(spread["lower_quartile"]),
        upper=figure(spread["upper_quartile"]),
        iqr=figure(spread["iqr"]),
        mean=figure(spread["mean"]),
        sd=figure(spread["sd"]),
        high=shares["high"]["value"],
        high_limits=shares["high"]["limits"],
        high_of_all=shares["high"]["of_all"],
        low=shares["low"]["value"],
        low_limits=shares["low"]["limits"],
        low_of_all=shares["low"]["of_all"],
        verdict=Verdict(found["verdict"]),
        verdict_of_all=Verdict(found["verdict_of_all"]),
        groups=_groups(found["groups"], rules) if not hides else (),
        movement=movement,
        weight=figure(found["weight"]),
        high_count=shares["high"]["count"],
        low_count=shares["low"]["count"],
        estimate=EstimateFigures(**found["estimate"]["figures"]) if found.get("estimate") and not hides else None,
        elicited=_elicited(found.get("estimate"), shows_counts=shows_counts) if not hides else None,
        withheld=hides or not shows_counts,
        second=_second(found, rules, before),
        choice=_choice(found, rules, movement) if "choice" in found and shows_counts else None,
        own_scale=own,
        place=found.get("place"),
        partial=_partial(found, rules) if not hides else None,
    )


def _partial(found: Json, rules: ProtocolRules | None) -> PartialFigures | None:
    """What unfinished sheets said, from as many ratings on as a median needs; and as many beside them.

    "Cannot judge" hides nobody: beside four of them, the counts of one rating are what one person said.
    """
    told = PartialFigures(**found["partial"]) if "partial" in found else None
    if told is None or rules is None:
        return told
    judged = found["consensus"]["n"]
    others = judged - told.judged if rules.partials is Partials.INCLUDE else judged
    return told if min(told.judged, others) >= rules.min_median else None


def _groups(found: Sequence[Json], rules: ProtocolRules | None) -> tuple[GroupFigures, ...]:
    told = tuple(GroupFigures(**each) for each in found)
    return told if rules is None else bound_figures.told_groups(told)


def _second(found: Json, rules: ProtocolRules | None, before: Json | None) -> ItemFigures | None:
    """The same of the second scale, whose ends are its own."""
    if "second" not in found:
        return None
    return _item(found["second"], rules and second_scale.rules_of(rules), before.get("second") if before else None)


def _choice(found: Json, rules: ProtocolRules | None, movement: MovementFigures | None) -> ChosenFigures:
    """The choices of an item; no test where too few chose twice or nobody may tell which choice became which.

    No groups where nobody may be singled out: where all of one chose the same, its counts say what each person chose.
    """
    told = chosen_figures.read(found["choice"]["figures"])
    if rules:
        told = replace(told, groups=())
    return told.without_test() if rules or movement is None or movement.net_change is None else told


def _elicited(estimate: Json | None, *, shows_counts: bool) -> ElicitedFigures | None:
    """The estimates as one distribution; single ranges only where a distribution may be shown."""
    told = estimate.get("distribution") if estimate else None
    if told is None:
        return None
    plain = ("n", "confidence", "clipped", "narrow", "one_sided", "capped")
    parts: dict[str, Any] = {name: told[name] for name in plain if name in told}
    parts |= {name: tuple(told[name]) if told[name] is not None else None for name in POOLS}
    parts |= {name: tuple(tuple(each) for each in told[name]) for name in ("curve", "ranges")}
    found = ElicitedFigures(**parts)
    return found if shows_counts else found.joined_only()


def _share(found: Json | None, *, hides: bool) -> dict[str, Any]:
    if found is None or hides:
        return {"value": None, "limits": None, "of_all": None, "count": None}
    interval = found["judged"]["interval"]
    return {
        "value": found["judged"]["value"],
        "limits": (interval["low"], interval["high"]) if interval else None,
        "of_all": found["all"]["value"],
        "count": round(found["judged"]["k"]),
    }


def _movement(found: Json, rules: ProtocolRules | None, before: Json | None) -> MovementFigures | None:
    """Movement over fewer pairs than a median needs would show single people; of more what joins nobody's two."""
    if found["movement"] is None:
        return None
    figures = dict(found["movement"]["figures"])
    figures["changed"] = tuple(figures["changed"]) if figures.get("changed") else None
    moved = MovementFigures(**figures)
    if rules is None:
        return moved
    if moved.pairs < rules.min_median:
        return replace(moves_told.without_pairs(moved), stable=None)
    return moves_told.told(moved, before, found, rules)

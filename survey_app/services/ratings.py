"""What a panellist answers in a round: one answer an item, saved one by one into the sealed sheet, then finished.

Nothing is carried forward silently: an earlier answer counts in a new round only when the person keeps it on purpose.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from survey_app.db import session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Item, PanelRound, RoundItem
from survey_app.privacy import sheets
from survey_app.questions.reading import UNSTORABLE
from survey_app.services import (
    arguments,
    askings,
    ballots,
    beside,
    compared,
    live_figures,
    open_items,
    protocols,
    round_figures,
    round_roll,
    second_scale,
    several,
)
from survey_app.services.ballots import Ballot, Row
from survey_app.services.estimated import CONFIDENCE_SIZE, RANGE_SIZE, has_confidence, is_range
from survey_app.services.own_answers import Answer, Own, choice_of, own_before
from survey_app.services.protocol_rules import ProtocolRules, ReasonDemand
from survey_app.services.rankings import is_ranking
from survey_app.services.round_figures import ItemFigures
from survey_app.services.seats import Seat
from survey_app.vocabulary import Choice, ItemScale, RoundState

__all__ = [
    "Answer",
    "AnswerRefused",
    "NotAsked",
    "NotFinished",
    "Own",
    "bound",
    "choice_of",
    "demands_reason",
    "earlier_round",
    "finish",
    "is_outside",
    "items_of",
    "middle_half",
    "own_before",
    "points_left",
    "points_of",
    "read",
    "require_open",
    "save",
    "save_all",
]

LONGEST_REASON = 500
_COPIED = {arguments.REASON: "r", arguments.PRO: "p", arguments.CONTRA: "n"}
"""What the texts are called in the person's own copy."""


class AnswerRefused(Refusal):
    """An answer that the protocol does not know."""

    status = 422
    title = N_("This answer cannot be taken")
    message = N_("Go back, choose one of the answers shown and save it again.")


class NotAsked(Refusal):
    """The protocol asks only those who answered before, and the person did not."""

    title = N_("You are not asked in this round")
    message = N_("The rules of this panel ask only people who answered the round before.")


class NotFinished(Refusal):
    """The round cannot be finished yet: something has no answer. `missing` names the items by their place."""

    status = 422
    title = N_("Something has no answer yet")
    message = N_("The round is finished when every statement has an answer.")

    def __init__(self, missing: Sequence[int] = (), message: str | None = None, **params: object) -> None:
        super().__init__(message, **params)
        self.missing = tuple(missing)


def bound(items: Collection[Item], rules: ProtocolRules) -> int:
    """The most bytes a sheet of the round can have, whatever is answered."""
    weighed = askings.weighed(items)
    rules = rules.on(len(weighed))
    rated = {f"item:{item.id}": _most_bytes(rules.of(item.own_scale)) for item in weighed}
    text = sheets.text_bytes(LONGEST_REASON)
    why = {f"{name}:{item.id}": text for item in weighed for name in arguments.names(rules)}
    return sheets.bound(rated | why | open_items.sizes(items) | beside.sizes(rules))


def _most_bytes(rules: ProtocolRules) -> int:
    """What one answer takes at most."""
    ends = (rules.points_total,) if rules.scale is ItemScale.POINTS else (rules.scale_min, rules.scale_max)
    value = len('{"c":false,"h":"changed","v":null}') + max(len(str(end)) for end in ends)
    value += RANGE_SIZE if rules.scale is ItemScale.ESTIMATE else 0
    return value + second_scale.most_bytes(rules) + (CONFIDENCE_SIZE if rules.confidence else 0)


def read(seat: Seat, round_: PanelRound) -> dict[str, Answer]:
    """What the person has answered in this round so far, by the item's lineage; empty after the mix."""
    return answers_in(ballots.read(seat, round_))


def answers_in(copy: Mapping[str, Any]) -> dict[str, Answer]:
    """The answers in the person's own copy, by the item's lineage."""
    content = copy.get("answers", {})
    return {
        lineage: Answer(
            each.get("v"),
            bool(each.get("c")),
            Choice(each.get("h", Choice.FIRST)),
            each.get("r", ""),
            each.get("l"),
            each.get("u"),
            each.get("s"),
            each.get("f"),
            each.get("p", ""),
            each.get("n", ""),
            tuple(each.get("t", ())),
        )
        for lineage, each in content.items()
    }


def points_of(rules: ProtocolRules) -> tuple[float, ...]:
    """The points of a rating scale.

    >>> points_of(ProtocolRules(scale_min=1, scale_max=5))
    (1, 2, 3, 4, 5)
    """
    return tuple(range(int(rules.scale_min), int(rules.scale_max) + 1))


def demands_reason(rules: ProtocolRules, value: float | None, middle: tuple[float, float] | None) -> bool:
    """Whether the protocol demands a reason for this answer; `middle` is the middle half the person was shown."""
    if value is None or rules.reasons is ReasonDemand.OPTIONAL:
        return False
    return rules.reasons is ReasonDemand.ALWAYS or is_outside(value, middle)


def is_outside(value: float, middle: tuple[float, float] | None) -> bool:
    """Whether an answer lies outside the middle half of the panel."""
    return middle is not None and not middle[0] <= value <= middle[1]


def earlier_round(stage_id: int, number: int) -> PanelRound | None:
    """The last round before this one whose feedback the panel may see."""
    return session.scalars(
        select(PanelRound)
        .where(PanelRound.stage_id == stage_id, PanelRound.number < number, PanelRound.state == RoundState.RELEASED)
        .order_by(PanelRound.number.desc())
        .limit(1)
    ).first()


def middle_half(found: ItemFigures | None, rules: ProtocolRules) -> tuple[float, float] | None:
    """The middle half of an item in a round, as far as the panel may see it."""
    if found is None or found.n < rules.min_median or found.lower is None or found.upper is None:
        return None
    return found.lower, found.upper


def _middle_before(round_: PanelRound, item: Item, rules: ProtocolRules) -> tuple[float, float] | None:
    """The middle half that the person was shown: of the round before, or of the newest release in real time."""
    if round_.live:
        figures = live_figures.of_round(round_, rules)
    else:
        before = earlier_round(round_.stage_id, round_.number)
        figures = round_figures.of_round(before) if before else None
    return middle_half(figures.item(item.id), rules) if figures else None


def save(seat: Seat, round_: PanelRound, item: Item, answer: Answer) -> str:
    """Put one answer into the person's sheet and seal it anew; the receipt. Call inside one `transaction()`."""
    return save_all(seat, round_, {item: answer})


def save_all(
    seat: Seat, round_: PanelRound, answers: Mapping[Item, Answer | None], parts: Mapping[str, Any] | None = None
) -> str:
    """Put several answers into the sheet at once; None takes an answer out. `parts` lie beside them.

    The round is held before the sheet is read, so that two windows of one person lose nothing of each other.
    """
    ballots.hold(round_.id)
    rules = protocols.rules_of(seat.door.stage_id)
    require_open(seat, round_, rules)
    asked = items_of(round_)
    weighed = askings.weighed(asked)
    rules = rules.on(len(weighed))
    before = own_before(seat, round_, rules)
    copy = ballots.read(seat, round_)
    given, more = answers_in(copy), {**beside.parts_in(copy), **(parts or {})}
    for item, answer in answers.items():
        if item.id not in {each.id for each in asked}:
            raise AnswerRefused
        if answer is None:
            given.pop(item.lineage, None)
        elif item.is_open:
            given[item.lineage] = open_items.checked(answer)
        else:
            asked_by = _rules_of(item, asked, rules)
            has_seen = rules.reasons is ReasonDemand.OUTSIDE and (not round_.live or item.lineage in given)
            middle = _middle_before(round_, item, rules) if has_seen else None
            _check(answer, asked_by, before.get(item.lineage), middle)
            given[item.lineage] = answer
    values = [given[item.lineage].value for item in weighed if item.lineage in given]
    if rules.scale is ItemScale.RANKING and not is_ranking(values, rules):
        raise AnswerRefused
    had = [before[item.lineage].value if item.lineage in before else None for item in weighed]
    if (
        rules.compared
        and values
        and not compared.are_points_of(more.get(compared.NAME), values, rules.points_total, had)
    ):
        raise AnswerRefused
    finished = ballots.has_finished(seat, round_)
    if finished:
        _require_whole(asked, given, rules)
    return ballots.save(seat, round_, ballot(seat, round_, asked, given, more, finished=finished))


def _rules_of(item: Item, asked: Sequence[Item], rules: ProtocolRules) -> ProtocolRules:
    """The rules of an item. For options that are ticked together there is one reason, beside the first."""
    own = rules.of(item.own_scale)
    return own if several.lead(item, asked) is item else replace(own, reasons=ReasonDemand.OPTIONAL)


def save_beside(seat: Seat, round_: PanelRound, name: str, content: object) -> str:
    """Put something that is no answer into the sheet; None takes it out. Call inside one `transaction()`."""
    ballots.hold(round_.id)
    require_open(seat, round_)
    copy = ballots.read(seat, round_)
    more = {each: kept for each, kept in beside.parts_in(copy).items() if each != name}
    more |= {} if content is None else {name: content}
    finished = ballots.has_finished(seat, round_)
    whole = ballot(seat, round_, items_of(round_), answers_in(copy), more, finished=finished)
    return ballots.save(seat, round_, whole)


def finish(seat: Seat, round_: PanelRound) -> str:
    """Say that the round is finished; the receipt. Refuses while something has no answer."""
    ballots.hold(round_.id)
    rules = protocols.rules_of(seat.door.stage_id)
    require_open(seat, round_, rules)
    copy = ballots.read(seat, round_)
    asked, given = items_of(round_), answers_in(copy)
    _require_whole(asked, given, rules.on(len(askings.weighed(asked))))
    whole = ballot(seat, round_, asked, given, beside.parts_in(copy), finished=True)
    return ballots.save(seat, round_, whole)


def require_open(seat: Seat, round_: PanelRound, rules: ProtocolRules | None = None) -> None:
    """Refuse, with words, when the round takes no answers from this person now."""
    ballots.require_open(seat, round_)
    if not round_roll.may_answer(seat, round_, rules):
        raise NotAsked


def items_of(round_: PanelRound) -> Sequence[Item]:
    """The items of a round in their order there."""
    return session.scalars(
        select(Item).join(RoundItem).where(RoundItem.round_id == round_.id).order_by(RoundItem.position)
    ).all()


def points_left(answers: Iterable[Answer | None], rules: ProtocolRules) -> float:
    """How many points are left to give; below zero when too many were given.

    >>> points_left([Answer(40), Answer(70), None], ProtocolRules(points_total=100))
    -10
    """
    return rules.points_total - sum(answer.value or 0 for answer in answers if answer is not None)


def ballot(
    seat: Seat,
    round_: PanelRound,
    asked: Sequence[Item],
    given: Mapping[str, Answer],
    more: Mapping[str, Any],
    *,
    finished: bool,
) -> Ballot:
    """The sheet as the mix will take it apart, and the person's own copy of it."""
    rows: list[Row] = []
    content: dict[str, dict[str, Any]] = {}
    for item in asked:
        answer = given.get(item.lineage)
        if answer is None:
            continue
        value = {"v": answer.value, "c": answer.cannot, "h": answer.choice.value}
        value |= {"l": answer.low, "u": answer.high} if answer.low is not None else {}
        value |= {name: each for name, each in (("s", answer.second), ("f", answer.confidence)) if each is not None}
        key = seat.rating_key(item.lineage, apart=several.is_several(item.own_scale))
        rows += [] if item.is_open else [(key, f"item:{item.id}", value)]
        written = arguments.written(answer)
        for name, text in written.items():
            rows.append((arguments.key(seat, name, item.lineage, round_.number), f"{name}:{item.id}", text))
        copied = {"t": list(answer.texts)} if item.is_open else {_COPIED[name]: text for name, text in written.items()}
        content[item.lineage] = value | copied
    rows += _taken_back(seat, round_, asked, given) if round_.live else ()
    return Ballot({"answers": content, **more}, (*rows, *beside.rows(seat, round_, more)), finished)


def _taken_back(seat: Seat, round_: PanelRound, asked: Sequence[Item], given: Mapping[str, Answer]) -> Iterable[Row]:
    """What the person does not say, or no longer: it may stand in an earlier release, found by its own key alone."""
    names = arguments.names(protocols.rules_of(round_.stage_id))
    for item in (each for each in asked if each.lineage in given):
        for name in (each for each in names if each not in arguments.written(given[item.lineage])):
            yield arguments.key(seat, name, item.lineage, round_.number), f"{name}:{item.id}", ""


def _require_whole(asked: Sequence[Item], given: Mapping[str, Answer], rules: ProtocolRules) -> None:
    """Every item has an answer, and points come to their sum."""
    missing = [place for place, item in enumerate(asked, 1) if item.lineage not in given]
    weighed = askings.weighed(asked)
    if rules.compared and any(item.lineage not in given for item in weighed):
        raise NotFinished((), N_("The round is finished when every pair is compared."))
    if missing:
        message = N_("The round is finished when every statement and every question has an answer.")
        raise NotFinished(missing, message if len(weighed) < len(asked) else None)
    if not weighed:
        return
    values = [given[item.lineage].value for item in weighed]
    if rules.scale is ItemScale.RANKING and not is_ranking(values, rules, items=len(weighed)):
        raise NotFinished((), N_("Give every rank from 1 to %(last)s once."), last=rules.ranks_given)
    left = points_left(given.values(), rules) if rules.scale is ItemScale.POINTS else 0
    if left > 0:
        raise NotFinished((), N_("%(left)s of %(total)s points are left: give them all."), **_sum(left, rules))
    if left < 0:
        message = N_("That is %(left)s points too many: the sum must be %(total)s.")
        raise NotFinished((), message, **_sum(-left, rules))


def _sum(left: float, rules: ProtocolRules) -> dict[str, object]:
    return {"left": int(left), "total": rules.points_total}


def _check(answer: Answer, rules: ProtocolRules, before: Own | None, middle: tuple[float, float] | None) -> None:
    """The form has said so in words already; here nothing gets past it. `middle` is the middle half that was shown."""
    if answer.cannot:
        fits = rules.cannot_judge and answer.value is None and rules.scale is not ItemScale.RANKING
    elif rules.scale in (ItemScale.RATING, ItemScale.CHOICE):
        fits = answer.value in points_of(rules)
    elif rules.scale is ItemScale.POINTS:
        fits = isinstance(answer.value, int) and 0 <= answer.value <= rules.points_total
    elif rules.scale is ItemScale.RANKING:
        fits = isinstance(answer.value, int) and 1 <= answer.value <= rules.scale_max
    else:
        fits = is_range(answer, rules)
    texts = arguments.written(answer)
    fits = (
        fits
        and second_scale.fits(answer.second, rules, cannot=answer.cannot)
        and has_confidence(answer, rules)
        and set(texts) <= set(arguments.names(rules))
        and all(len(text) <= LONGEST_REASON and not UNSTORABLE.search(text) for text in texts.values())
        and answer.choice is choice_of(before, answer.value, answer.second)
    )
    if not fits:
        raise AnswerRefused
    asks = rules.reasons is not ReasonDemand.OPTIONAL and not any(text.strip() for text in texts.values())
    if asks and demands_reason(rules, answer.value, middle):
        raise AnswerRefused(N_("The protocol asks for a reason here. Say in a few words why, and save again."))

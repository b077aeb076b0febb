"""A panellist compares the statements of a round two by two; the points that follow are sealed, the comparisons not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey_app.exceptions import N_, Refusal
from survey_app.models import Item, PanelRound
from survey_app.services import askings, compared, protocols, ratings
from survey_app.services.compared import Said
from survey_app.services.ratings import Answer
from survey_app.services.seats import Seat
from survey_app.services.sittings import Sitting
from survey_app.stats.contradictions import Contradictions, contradictions
from survey_app.stats.pairwise_weights import TOLERATED

__all__ = ["Check", "NothingToKeep", "can_keep", "check", "clear", "keep", "reasons_of", "said", "save"]


class NothingToKeep(Refusal):
    """There is no whole sheet of an earlier round, or not of these statements."""

    status = 422
    title = N_("There is nothing to keep")
    message = N_("No points of yours from an earlier round fit these statements: compare the pairs.")


@dataclass(frozen=True, slots=True)
class Check:
    """How well the comparisons of one person fit together, for that person alone."""

    ratio: float
    found: Contradictions

    @property
    def is_consistent(self) -> bool:
        """Whether the ratio is within what is tolerated."""
        return self.ratio <= TOLERATED


def said(sitting: Sitting) -> Said:
    """What the person has said of every pair so far."""
    return compared.read((sitting.beside or {}).get(compared.NAME), len(sitting.weighed))


def check(told: Said) -> Check | None:
    """The consistency of comparisons that are whole; None before."""
    ratio = compared.ratio_of(told.codes)
    return None if ratio is None else Check(ratio, contradictions(*compared.compared_in(told.codes)))


def save(seat: Seat, round_: PanelRound, told: Said, reasons: Sequence[str]) -> str:
    """Keep the comparisons in the own copy, and seal the points they come to once every pair is compared.

    Reasons go with the points; until there are any they wait in the own copy. Call inside one `transaction()`.
    """
    rules = protocols.rules_of(seat.door.stage_id)
    asked = askings.weighed(ratings.items_of(round_))
    before = ratings.own_before(seat, round_, rules)
    found = compared.points(told.codes, rules.points_total)
    answers: dict[Item, Answer | None] = dict.fromkeys(asked)
    for item, value, reason in zip(asked, found, reasons, strict=False):
        answers[item] = Answer(value, choice=ratings.choice_of(before.get(item.lineage), value), reason=reason)
    waiting = {} if found else {place: text for place, text in enumerate(reasons) if text}
    kept = Said(told.codes, waiting)
    return ratings.save_all(seat, round_, answers, {compared.NAME: kept.to_json()})


def can_keep(sitting: Sitting) -> bool:
    """Whether the points of the round before can be kept with one press: nothing is compared yet, and they fit."""
    told = said(sitting)
    had = [own.value if (own := sitting.own(item)) else None for item in sitting.weighed]
    return not (told.is_kept or told.given) and compared.can_be_kept(had, sitting.rules.points_total)


def keep(seat: Seat, round_: PanelRound, reasons: Sequence[str]) -> str:
    """Keep the points of the round before, without comparing anew. Call inside one `transaction()`."""
    rules = protocols.rules_of(seat.door.stage_id)
    asked = askings.weighed(ratings.items_of(round_))
    before = ratings.own_before(seat, round_, rules)
    had = [before[item.lineage].value if item.lineage in before else None for item in asked]
    if not compared.can_be_kept(had, rules.points_total):
        raise NothingToKeep
    answers: dict[Item, Answer | None] = {
        item: Answer(int(value), choice=ratings.choice_of(before[item.lineage], value), reason=reason)
        for item, value, reason in zip(asked, had, reasons, strict=True)
        if value is not None
    }
    return ratings.save_all(seat, round_, answers, {compared.NAME: Said(is_kept=True).to_json()})


def clear(seat: Seat, round_: PanelRound) -> str:
    """Take every comparison out, with the points that came of them."""
    asked = askings.weighed(ratings.items_of(round_))
    nothing = Said((None,) * len(compared.pairs_of(len(asked))))
    return save(seat, round_, nothing, ())


def reasons_of(told: Said, answers: Mapping[str, Answer], items: Sequence[Item]) -> list[str]:
    """The reasons written so far, statement by statement."""
    waiting = told.why or {}
    kept = (answers.get(item.lineage) for item in items)
    return [answer.reason if answer else waiting.get(place, "") for place, answer in enumerate(kept)]

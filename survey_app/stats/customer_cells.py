"""People by yes/no questions put together: who can buy, who pays and who uses, what is needed, offered and used."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.stats.answers import FloatArray, Values, as_numbers, as_weights, base_cautions
from survey_app.stats.coding import in_order
from survey_app.stats.counting import Frequencies, frequencies
from survey_app.stats.proportion import Flags, Proportion, share_of
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = [
    "Cell",
    "Cells",
    "Losses",
    "NeedOfferUse",
    "buying_outcome",
    "losses",
    "need_offer_use",
    "payers_and_users",
]

_OWN = "a customer study of 2006"


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination: its code, its name, how many people, and their share of the base."""

    code: str
    name: str
    count: int
    share: Proportion


@dataclass(frozen=True, kw_only=True)
class Cells(Result):
    """Every combination that can occur, and those with a missing answer apart (`incomplete`, by code)."""

    cells: tuple[Cell, ...]
    incomplete: tuple[tuple[str, int], ...] = ()
    n_eff: float | None = None


@dataclass(frozen=True, kw_only=True)
class NeedOfferUse(Cells):
    """The eight cells, the two shares that call for action, and why offers are not used."""

    need_without_offer: Proportion
    use_of_offer: Proportion
    unused_need: Proportion
    causes: Frequencies | None = None


@dataclass(frozen=True, kw_only=True)
class Losses(Result):
    """Lost customers: left by their own decision or drifted away, and their reasons by kind."""

    active: Proportion
    passive: Proportion
    reasons: tuple[tuple[str, Frequencies], ...]
    unknown: int


def _flags(columns: Sequence[Values], weights: Values | None) -> tuple[FloatArray, FloatArray | None]:
    arrays = [as_numbers(each) for each in columns]
    if len({each.size for each in arrays}) != 1:
        raise StatisticsRefused("columns_differ_in_length", columns=len(arrays))
    table = np.column_stack(arrays)
    known = table[~np.isnan(table)]
    if np.any((known != 0) & (known != 1)):
        raise StatisticsRefused("answer_off_scale", scale_min=0, scale_max=1)
    return table, as_weights(weights, len(table))


def _codes(table: FloatArray, letters: str) -> list[str]:
    return [
        "".join("?" if np.isnan(each) else letter if each else "-" for letter, each in zip(letters, row, strict=True))
        for row in table
    ]


@dataclass(frozen=True, slots=True)
class _Counted:
    table: FloatArray
    codes: Sequence[str]
    used: FloatArray | None
    cells: tuple[Cell, ...]
    incomplete: tuple[tuple[str, int], ...]
    missing: int

    def share(self, hits: Flags, among: Flags | None = None) -> Proportion:
        """The share of hits in the base, or among a part of it."""
        part = np.ones(hits.size, dtype=bool) if among is None else among
        return share_of(hits[part], None if self.used is None else self.used[part])


def _counted(table: FloatArray, mass: FloatArray | None, letters: str, names: dict[str, str]) -> _Counted:
    counted = np.ones(len(table), dtype=bool) if mass is None else mass > 0
    whole = ~np.isnan(table).any(axis=1) & counted
    codes = _codes(table, letters)
    gaps = [
        code for code, is_whole, is_counted in zip(codes, whole, counted, strict=True) if is_counted and not is_whole
    ]
    kept = [code for code, is_whole in zip(codes, whole, strict=True) if is_whole]
    used = None if mass is None else mass[whole]
    cells = []
    for code, name in names.items():
        hits = np.array([each == code for each in kept], dtype=bool)
        cells.append(Cell(code, name, int(hits.sum()), share_of(hits, used)))
    incomplete = tuple((code, gaps.count(code)) for code in sorted(set(gaps)))
    return _Counted(table[whole], kept, used, tuple(cells), incomplete, len(table) - len(kept))


def _frame(found: _Counted, method: str, source: str) -> dict[str, object]:
    n = len(found.codes)
    n_eff = found.cells[0].share.n_eff
    return {
        "cells": found.cells,
        "incomplete": found.incomplete,
        "n_eff": n_eff,
        "n": n,
        "missing": found.missing,
        "base": Base.COMPLETE_CASES,
        "method": method,
        "source": source,
        "cautions": base_cautions(n if n_eff is None else n_eff),
        "reason": None if n else Reason.NO_ANSWERS,
    }


_MAN = {
    "MAN": "qualified",
    "MA-": "money_and_authority",
    "M-N": "money_and_need",
    "-AN": "authority_and_need",
    "M--": "money_only",
    "-A-": "authority_only",
    "--N": "need_only",
    "---": "none",
}


def buying_outcome(money: Values, authority: Values, need: Values, weights: Values | None = None) -> Cells:
    """Who qualifies as a buyer: money, authority and need, all three; partial codes are counted.

    Parameters: money, authority and need, 1 or 0 a person, None and NaN missing; weights, one per person, or None.
    Returns: Cells of those who answered all three; codes with a ? for the others stand in `incomplete`.
    Raises: StatisticsRefused for an answer other than 0 and 1, or columns that differ in length.
    Formula: qualified = money and authority and need; shares with the interval of `wilson`.
    Do not trust it where the three were asked of different people.
    Source: the MAN rule as the source texts state it (docs/source-texts.md, A8).

    >>> found = buying_outcome([1, 1, 0, 1], [1, 0, 0, 1], [1, 1, 0, None])
    >>> [(each.code, each.count) for each in found.cells if each.count], found.incomplete
    ([('MAN', 1), ('M-N', 1), ('---', 1)], (('MA?', 1),))
    """
    found = _counted(*_flags((money, authority, need), weights), "MAN", _MAN)
    return Cells(**_frame(found, "money_authority_need", f"MAN rule, {_OWN}"))  # type: ignore[arg-type]  # a mixed mapping


_ROLES = {"PU": "payer_and_user", "P-": "payer_only", "-U": "user_only", "--": "neither"}


def payers_and_users(pays: Values, uses: Values, weights: Values | None = None) -> Cells:
    """Customers by who pays and who uses: four cells.

    Parameters: pays and uses, 1 or 0 a person, None and NaN missing; weights, one per person, or None.
    Returns: Cells. Raises and Formula: as `buying_outcome`.
    Do not trust it for households or firms unless one person answers for all.
    Source: the source texts (docs/source-texts.md): the customer pays, the user uses.

    >>> [(each.name, each.count) for each in payers_and_users([1, 1, 0], [1, 0, 1]).cells]
    [('payer_and_user', 1), ('payer_only', 1), ('user_only', 1), ('neither', 0)]
    """
    found = _counted(*_flags((pays, uses), weights), "PU", _ROLES)
    return Cells(**_frame(found, "payer_and_user", f"Payer and user, {_OWN}"))  # type: ignore[arg-type]  # a mixed mapping


_NEEDS = {
    "NOU": "need_met",
    "NO-": "need_offered_unused",
    "N-U": "need_met_elsewhere",
    "N--": "need_without_offer",
    "-OU": "used_without_need",
    "-O-": "offer_without_need",
    "--U": "used_elsewhere_without_need",
    "---": "none",
}


def need_offer_use(
    need: Values,
    offered: Values,
    used: Values,
    causes: Sequence[Hashable | None] | None = None,
    weights: Values | None = None,
) -> NeedOfferUse:
    """Who needs it, to whom it is offered, who uses it: needs without an offer, and offers with little use.

    Parameters: need, offered and used, 1 or 0 a person, None and NaN missing; causes, why it is not used, a code a
    person, or None; weights, one per person, or None.
    Returns: NeedOfferUse. `need_without_offer`: share of those in need without an offer. `use_of_offer`: share of those
    offered who use it. `unused_need`: share of those in need and offered who do not use it. Causes: of those offered
    who do not use it.
    Raises: StatisticsRefused for an answer other than 0 and 1, or columns that differ in length.
    Formula: shares with the interval of `wilson`.
    Do not trust use that was asked of people who cannot know whether it was offered to them.
    Source: the source texts (docs/source-texts.md, D11): needs without a product, products of low use and their causes.

    >>> found = need_offer_use([1, 1, 1, 0], [1, 0, 1, 1], [1, 0, 0, 0], ["", "", "price", "price"])
    >>> found.need_without_offer.value, found.use_of_offer.value, found.causes.categories[0].count
    (0.3333333333333333, 0.3333333333333333, 2)
    """
    table, mass = _flags((need, offered, used), weights)
    found = _counted(table, mass, "NOU", _NEEDS)
    needs, offers, uses = (found.table[:, place] == 1 for place in range(3))
    return NeedOfferUse(
        **_frame(found, "need_offer_use", f"Need, offer and use, {_OWN}"),  # type: ignore[arg-type]  # a mixed mapping
        need_without_offer=found.share(~offers, needs),
        use_of_offer=found.share(uses, offers),
        unused_need=found.share(~uses, needs & offers),
        causes=None if causes is None else _causes(table, mass, causes),
    )


def _causes(table: FloatArray, mass: FloatArray | None, causes: Sequence[Hashable | None]) -> Frequencies:
    if len(causes) != len(table):
        raise StatisticsRefused("columns_differ_in_length", answers=len(table), causes=len(causes))
    here = (table[:, 1] == 1) & (table[:, 2] == 0)
    given = [cause if cause != "" else None for cause, is_here in zip(causes, here, strict=True) if is_here]
    return _by_frequency(given, None if mass is None else mass[here])


def _by_frequency(given: Sequence[Hashable | None], mass: FloatArray | None) -> Frequencies:
    counts = Counter(each for each in given if each is not None)
    # equally frequent ones in the order of their names: that of the people would say something of them
    places = {name: place for place, name in enumerate(in_order([str(each) for each in counts]))}
    kinds = sorted(counts, key=lambda kind: (-counts[kind], places[str(kind)]))
    return frequencies(given, kinds, mass)


def losses(kinds: Sequence[str | None], reasons: Sequence[Hashable | None], weights: Values | None = None) -> Losses:
    """Lost customers by kind, active (left by their own decision) or passive (drifted away), with their reasons.

    Parameters: kinds, "active" or "passive" a customer, None missing; reasons, a code a customer, None missing;
    weights, one per customer, or None.
    Returns: Losses; reasons by kind, the most frequent first.
    Raises: StatisticsRefused for another kind, or columns that differ in length.
    Formula: shares of those whose kind is known, with the interval of `wilson`.
    Do not trust the reasons of those who drifted away: many never had one they could name.
    Source: the source texts (docs/source-texts.md): active and passive loss.

    >>> found = losses(["active", "passive", "active", None], ["price", "moved", "price", None])
    >>> found.active.k, found.reasons[0][1].categories[0].code
    (2, 'price')
    """
    if len(kinds) != len(reasons):
        raise StatisticsRefused("columns_differ_in_length", kinds=len(kinds), reasons=len(reasons))
    for kind in kinds:
        if kind not in (None, "active", "passive"):
            raise StatisticsRefused("unknown_kind_of_loss", kind=str(kind)[:80])
    mass = as_weights(weights, len(kinds))
    known = np.array([kind is not None for kind in kinds], dtype=bool)
    if mass is not None:
        known &= mass > 0
    active = np.array([kind == "active" for kind in kinds], dtype=bool)
    used = None if mass is None else mass[known]
    n = int(known.sum())
    parts = []
    for name, here in (("active", active & known), ("passive", ~active & known)):
        given = [reason for reason, is_here in zip(reasons, here, strict=True) if is_here]
        parts.append((name, _by_frequency(given, None if mass is None else mass[here])))
    share = share_of(active[known], used)
    return Losses(
        active=share,
        passive=share_of(~active[known], used),
        reasons=tuple(parts),
        unknown=len(kinds) - n,
        n=n,
        missing=len(kinds) - n,
        base=Base.VALID_ANSWERS,
        method="losses_by_kind",
        source=f"Active and passive loss, {_OWN}",
        cautions=share.cautions,
        reason=None if n else Reason.NO_ANSWERS,
    )

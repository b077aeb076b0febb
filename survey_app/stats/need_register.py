"""The register of needs: stated or latent, where from, and the tier each stands in for each segment."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from survey_app.stats.answers import Values
from survey_app.stats.coding import in_order
from survey_app.stats.kano import ClassRule, Kano, Table, kano, kano_by_segment
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = [
    "Awareness",
    "Need",
    "NeedEntry",
    "NeedRegister",
    "NeedSegment",
    "need_register",
    "of_needs",
    "only_segments",
]

_SOURCE = (
    "Three tiers of needs by Kano et al. 1984, Journal of the Japanese Society for Quality Control 14:39; stated and "
    "latent needs as a customer study of 2006 has them"
)
_TIERS = ("basic", "satisfying", "attractive")


class Awareness(StrEnum):
    """Whether customers say it, or it was found otherwise."""

    STATED = "stated"
    LATENT = "latent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Need:
    """One need with its pair of answers, and what the register says of it."""

    name: str
    functional: Values
    dysfunctional: Values
    awareness: Awareness = Awareness.UNKNOWN
    source: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class NeedSegment:
    """A need in one segment."""

    segment: str
    tier: str | None
    kano: Kano


@dataclass(frozen=True, slots=True)
class NeedEntry:
    """One line of the register: the tier (None for indifferent, reverse and doubtful), and whether segments agree."""

    name: str
    awareness: Awareness
    source: str
    evidence: str
    tier: str | None
    kano: Kano
    segments: tuple[NeedSegment, ...]
    same_in_all: bool | None


@dataclass(frozen=True, kw_only=True)
class NeedRegister(Result):
    """The needs, basic ones first, within a tier by how much lacking or having them counts."""

    needs: tuple[NeedEntry, ...]
    tiers: tuple[tuple[str, int], ...]


def need_register(
    needs: Sequence[Need],
    segments: Sequence[Hashable | None] | None = None,
    *,
    table: Table = Table.BERGER,
    rule: ClassRule = ClassRule.PLURALITY,
    weights: Values | None = None,
) -> NeedRegister:
    """Put every need into its tier, for all and for each segment.

    Parameters: needs, each with its answers of the same people; segments, a code a person, or None; table, rule and
    weights as in `kano`.
    Returns: NeedRegister; basic before satisfying before attractive before none; within the first by `worse`, within
    the others by `better`.
    Raises: StatisticsRefused for a repeated name, and as `kano`.
    Formula: must-be: basic; one-dimensional: satisfying (performance); attractive: attractive.
    Do not trust a tier whose first two categories are close (`Kano.binomial_p`), nor segments of few people.
    Source: Kano et al. 1984.

    >>> found = need_register([Need("speed", [1, 1], [5, 5]), Need("safety", [3, 2], [5, 5], Awareness.STATED)])
    >>> [(each.name, each.tier) for each in found.needs], found.tiers[0]
    ([('safety', 'basic'), ('speed', 'satisfying')], ('basic', 1))
    """
    if len({each.name for each in needs}) != len(needs) or not needs:
        raise StatisticsRefused("repeated_name" if needs else "no_items", names=len(needs))
    entries = sorted((_entry(each, segments, table, rule, weights) for each in needs), key=_place)
    counts = [(tier, sum(each.tier == tier for each in entries)) for tier in _TIERS]
    counts.append(("none", sum(each.tier is None for each in entries)))
    n = max(each.kano.n for each in entries)
    least = min(entries, key=lambda each: each.kano.n).kano
    return NeedRegister(
        needs=tuple(entries),
        tiers=tuple(counts),
        n=n,
        missing=max(each.kano.missing for each in entries),
        base=Base.BOTH_SIDES,
        method=f"kano_{rule.value}",
        source=_SOURCE,
        cautions=least.cautions,
        reason=None if n else least.reason,
    )


def _entry(
    need: Need,
    segments: Sequence[Hashable | None] | None,
    table: Table,
    rule: ClassRule,
    weights: Values | None,
) -> NeedEntry:
    whole = kano(need.functional, need.dysfunctional, table=table, rule=rule, weights=weights)
    parts: tuple[NeedSegment, ...] = ()
    if segments is not None:
        found = kano_by_segment(need.functional, need.dysfunctional, segments, table=table, rule=rule, weights=weights)
        # in the order of their names: that of the people who first belong to one would say something of them
        named = {str(name): each for name, each in found.items()}
        parts = tuple(NeedSegment(name, named[name].tier, named[name]) for name in in_order(list(named)))
    same = len({each.tier for each in parts}) == 1 if parts else None
    return NeedEntry(need.name, need.awareness, need.source, need.evidence, whole.tier, whole, parts, same)


def only_segments(entry: NeedEntry, names: Collection[str]) -> NeedEntry:
    """A line of the register with some of its segments; whether they agree is judged by these."""
    kept = tuple(each for each in entry.segments if each.segment in names)
    return replace(entry, segments=kept, same_in_all=len({each.tier for each in kept}) == 1 if kept else None)


def of_needs(register: NeedRegister, entries: Sequence[NeedEntry]) -> NeedRegister:
    """A register with some of its lines: tiers and people are counted over them."""
    counts = [(tier, sum(each.tier == tier for each in entries)) for tier in _TIERS]
    counts.append(("none", sum(each.tier is None for each in entries)))
    n = max((each.kano.n for each in entries), default=0)
    reason = register.reason if n else Reason.NO_ANSWERS
    return replace(register, needs=tuple(entries), tiers=tuple(counts), n=n, reason=reason)


def _place(entry: NeedEntry) -> tuple[int, float]:
    at = _TIERS.index(entry.tier) if entry.tier in _TIERS else len(_TIERS)
    if at == 0:
        return at, entry.kano.worse or 0.0
    return at, -(entry.kano.better or 0.0)

"""Market potential of a study: estimates with their assumptions, kept, changed, worked out anew when looked at."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete, func, select, update

from survey_app.db import now, session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import MarketEstimate, Study
from survey_app.stats.market_potential import Factor, FactorKind, Potential, as_exact, potential
from survey_app.stats.potential_range import FactorRange, PotentialRange, RangeShape, simulate_potential

LONGEST_NAME, LONGEST_NOTE, LONGEST_FIGURE = 120, 4000, 40
MOST_FACTORS, MOST_ESTIMATES = 12, 50
LARGEST_FACTOR = 10**15


@dataclass(frozen=True, slots=True)
class Assumption:
    """One factor as it was typed; low and high stay empty where it is certain."""

    name: str
    kind: FactorKind
    middle: str
    low: str = ""
    high: str = ""

    @property
    def is_range(self) -> bool:
        """Whether it is known only as low, middle and high."""
        return bool(self.low or self.high)


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What an estimate rests on."""

    name: str
    note: str
    shape: RangeShape
    factors: tuple[Assumption, ...]


@dataclass(frozen=True, slots=True)
class Sized:
    """What the assumptions come to: the exact product of the middles, and the range where a factor has one."""

    potential: Potential
    range: PotentialRange | None


class TooManyEstimates(Refusal):
    """A study keeps a number of estimates that a person can still read."""

    status = 422
    title = N_("There are enough estimates")
    message = N_("A study keeps up to 50 estimates. Delete one that you no longer need.")


def sized(assumptions: Assumptions) -> Sized:
    """Work out an estimate; raises StatisticsRefused where a figure or a range is none."""
    factors = [Factor(each.name, as_exact(each.middle), each.kind) for each in assumptions.factors]
    found = potential(factors)
    if not any(each.is_range for each in assumptions.factors):
        return Sized(found, None)
    ranges = [
        FactorRange(
            each.name,
            float(as_exact(each.low or each.middle)),
            float(as_exact(each.middle)),
            float(as_exact(each.high or each.middle)),
            each.kind,
        )
        for each in assumptions.factors
    ]
    return Sized(found, simulate_potential(ranges, assumptions.shape))


def of_study(study: Study) -> Sequence[MarketEstimate]:
    """The estimates of a study, the latest first."""
    wanted = select(MarketEstimate).where(MarketEstimate.study_id == study.id)
    return session.scalars(wanted.order_by(MarketEstimate.saved_at.desc(), MarketEstimate.id.desc())).all()


def find(study: Study, code: str) -> MarketEstimate:
    """An estimate of this study."""
    wanted = select(MarketEstimate).where(MarketEstimate.study_id == study.id, MarketEstimate.code == code)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def read(estimate: MarketEstimate) -> Assumptions:
    """The assumptions of a kept estimate."""
    factors = tuple(Assumption(**{**each, "kind": FactorKind(each["kind"])}) for each in estimate.factors)
    return Assumptions(estimate.name, estimate.note, RangeShape(estimate.shape), factors)


def add(study: Study, assumptions: Assumptions) -> MarketEstimate:
    """Keep another estimate."""
    wanted = select(func.count()).select_from(MarketEstimate).where(MarketEstimate.study_id == study.id)
    if (session.scalar(wanted) or 0) >= MOST_ESTIMATES:
        raise TooManyEstimates
    estimate = MarketEstimate(study_id=study.id, **_columns(assumptions))
    session.add(estimate)
    session.flush()
    return estimate


def change(estimate: MarketEstimate, assumptions: Assumptions) -> None:
    """Other assumptions for a kept estimate."""
    values = {**_columns(assumptions), "saved_at": now()}
    done = session.execute(update(MarketEstimate).where(MarketEstimate.id == estimate.id).values(**values))
    if done.rowcount != 1:  # type: ignore[attr-defined]  # the stubs know no count of rows
        raise NotFound


def remove(estimate: MarketEstimate) -> None:
    """Delete an estimate."""
    session.execute(delete(MarketEstimate).where(MarketEstimate.id == estimate.id))


def _columns(assumptions: Assumptions) -> dict[str, object]:
    return {
        "name": assumptions.name,
        "note": assumptions.note,
        "shape": assumptions.shape.value,
        "factors": [{**asdict(each), "kind": each.kind.value} for each in assumptions.factors],
    }

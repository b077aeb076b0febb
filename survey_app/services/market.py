"""Market potential of a study: estimates with their assumptions, kept, changed, worked out anew when looked at."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete, func, select, update

from survey_app.db import now, session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.exports.round_report import RoundPart
from survey_app.models import MarketEstimate, Stage, Study
from survey_app.questions.definition import say
from survey_app.services import market_regions, round_reports
from survey_app.services.market_regions import RegionAssumption
from survey_app.stats.market_potential import (
    Factor,
    FactorKind,
    Potential,
    Region,
    as_exact,
    potential,
    potential_by_region,
)
from survey_app.stats.potential_range import FactorRange, PotentialRange, RangeShape, simulate_potential
from survey_app.vocabulary import StageKind

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
    regions: tuple[RegionAssumption, ...] = ()
    """Where there are any, they give the first factor: the sum of the regions that fit."""


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
    found = _by_region(factors, assumptions.regions) if assumptions.regions else potential(factors)
    if not any(each.is_range for each in assumptions.factors) or not found.exact:
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


def _by_region(factors: Sequence[Factor], regions: Sequence[RegionAssumption]) -> Potential:
    first, *shared = factors
    parts = [Region(each.name, {first.name: as_exact(each.figure)}, each.fits) for each in regions]
    return potential_by_region(shared, parts, {first.name: first.kind})


def of_study(study: Study) -> Sequence[MarketEstimate]:
    """The estimates of a study, the latest first."""
    wanted = select(MarketEstimate).where(MarketEstimate.study_id == study.id)
    return session.scalars(wanted.order_by(MarketEstimate.saved_at.desc(), MarketEstimate.id.desc())).all()


@dataclass(frozen=True, slots=True)
class PanelEstimates:
    """What a panel estimated as numbers in its last analysed round: each statement as a factor with its range."""

    code: str
    title: str
    assumptions: Assumptions


def from_panels(study: Study) -> list[PanelEstimates]:
    """The panels of a study whose estimates can become factors: the median, and the medians of both limits."""
    wanted = select(Stage).where(Stage.study_id == study.id, Stage.kind == StageKind.DELPHI).order_by(Stage.position)
    found = []
    for stage in session.scalars(wanted):
        rounds = round_reports.build(stage).rounds
        factors = _factors(rounds[-1], study.language) if rounds else ()
        if factors:
            assumptions = Assumptions(stage.title[:LONGEST_NAME], "", RangeShape.PERT, factors)
            found.append(PanelEstimates(stage.code, stage.title, assumptions))
    return found


def _factors(part: RoundPart, language: str) -> tuple[Assumption, ...]:
    start, reach = part.rules.scale_min, part.rules.scale_max - part.rules.scale_min
    listed = []
    for item in part.figures.items[:MOST_FACTORS]:
        found = item.estimate
        if found is None or item.median is None or item.withheld:
            continue
        # the limits are kept as shares of the scale, the median stands on it
        low, high = (_written(None if each is None else start + each * reach) for each in (found.low, found.high))
        name = say(dict(item.text), language)[:LONGEST_NAME] or item.code
        listed.append(Assumption(name, FactorKind.AMOUNT, _written(item.median), low, high))
    return tuple(listed)


def _written(value: float | None) -> str:
    """A figure as it is typed: without needless decimals, empty where there is none."""
    return "" if value is None else f"{value:.6f}".rstrip("0").rstrip(".")


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
    regions = tuple(market_regions.read(each) for each in estimate.regions)
    return Assumptions(estimate.name, estimate.note, RangeShape(estimate.shape), factors, regions)


def add(study: Study, assumptions: Assumptions) -> MarketEstimate:
    """Keep another estimate."""
    wanted = select(func.count()).select_from(MarketEstimate).where(MarketEstimate.study_id == study.id)
    if (session.scalar(wanted) or 0) >= MOST_ESTIMATES:
        raise TooManyEstimates
    estimate = MarketEstimate(study_id=study.id, **columns_of(assumptions))
    session.add(estimate)
    session.flush()
    return estimate


def change(estimate: MarketEstimate, assumptions: Assumptions) -> None:
    """Other assumptions for a kept estimate."""
    values = {**columns_of(assumptions), "saved_at": now()}
    done = session.execute(update(MarketEstimate).where(MarketEstimate.id == estimate.id).values(**values))
    if done.rowcount != 1:  # type: ignore[attr-defined]  # the stubs know no count of rows
        raise NotFound


def remove(estimate: MarketEstimate) -> None:
    """Delete an estimate."""
    session.execute(delete(MarketEstimate).where(MarketEstimate.id == estimate.id))


def columns_of(assumptions: Assumptions) -> dict[str, object]:
    """The assumptions as a row keeps them."""
    return {
        "name": assumptions.name,
        "note": assumptions.note,
        "shape": assumptions.shape.value,
        "factors": [{**asdict(each), "kind": each.kind.value} for each in assumptions.factors],
        "regions": [asdict(each) for each in assumptions.regions],
    }

"""What the desk reads of a real-time round, open or ended: its releases, its figures now, and what moved in it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from survey_app.db import session
from survey_app.exceptions import NotFound
from survey_app.exports.moved_figures import MovedItem
from survey_app.exports.round_report import ItemFigures
from survey_app.models import PanelRound, Snapshot, Stage
from survey_app.services import live_batches, live_changes, live_figures, protocols, reasons, round_figures, round_roll
from survey_app.vocabulary import AnonymityLevel, RoundState

_APART = (AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED)
_RUNNING = (RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING)


@dataclass(frozen=True, slots=True)
class LiveLine:
    """One statement: its figures as the newest release left them, and what moved over all releases."""

    figures: ItemFigures
    moved: MovedItem


@dataclass(frozen=True, slots=True)
class LiveReport:
    """A real-time round. `people` holds how many stand in the figures after each release."""

    round: PanelRound
    people: tuple[int, ...]
    lines: tuple[LiveLine, ...]
    waiting_reasons: int
    least: int
    figures_from: int
    """How many must have finished before the panel sees figures."""
    panellists: int

    @property
    def is_open(self) -> bool:
        """Whether the figures may still move."""
        return self.round.state in _RUNNING

    def to_json(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "round": self.round.number,
            "state": self.round.state.value,
            "people_after_each_release": list(self.people),
            "items": [
                {"code": line.figures.code, "text": dict(line.figures.text)} | _plain(line.figures, line.moved)
                for line in self.lines
            ],
        }


def _plain(figures: ItemFigures, moved: MovedItem | None) -> dict[str, Any]:
    """One scale of one statement for machines, and the second one in it."""
    names = ("n", "seen", "cannot_judge", "median", "lower", "upper", "mean", "counts")
    told = {name: value for name, value in asdict(moved).items() if name not in ("code", "second")} if moved else {}
    found = {name: getattr(figures, name) for name in names} | told
    if figures.second is not None:
        found["second"] = _plain(figures.second, moved.second if moved else None)
    return found


def build(round_: PanelRound) -> LiveReport:
    """The report of a real-time round; 404 for any other."""
    if not round_.live:
        raise NotFound
    stage = session.get_one(Stage, round_.stage_id)
    kept = _frozen(round_)
    if kept is None:
        documents = [each.document for each in live_figures.releases(round_.id)]
        least = stage.min_group if stage.level in _APART else 1
        told = round_figures.moved_of(live_changes.summary(documents, least=least, side=stage.min_group))
        figures = live_figures.of_round(round_)
    else:
        told, figures = round_figures.moved_of(kept), round_figures.of_round(round_)
    pairs = [(item, told.item(item.code)) for item in figures.items] if figures else []
    return LiveReport(
        round=round_,
        people=people(round_),
        lines=tuple(LiveLine(item, moved) for item, moved in pairs if moved is not None),
        waiting_reasons=reasons.waiting(round_),
        least=stage.min_group,
        figures_from=live_batches.figures_from(stage, protocols.rules_of(stage.id)),
        panellists=round_roll.accepted(stage.id),
    )


def people(round_: PanelRound) -> tuple[int, ...]:
    """How many people stood in the figures after each release; of a restored round, as its archive told."""
    found = tuple(each.document["people"] for each in live_figures.releases(round_.id))
    return found or tuple((_frozen(round_) or {}).get("people", ()))


def _frozen(round_: PanelRound) -> Mapping[str, Any] | None:
    """What moved, as it was frozen with the figures; None before the end."""
    snapshot = session.get(Snapshot, round_.id)
    return snapshot.document.get("live") if snapshot else None


def newest(stage_id: int, number: int | None = None) -> PanelRound | None:
    """The real-time round of a stage that has opened, or the one of this number if it is such a round."""
    chosen = select(PanelRound).where(
        PanelRound.stage_id == stage_id, PanelRound.live, PanelRound.state != RoundState.CANCELLED
    )
    if number is not None:
        chosen = chosen.where(PanelRound.number == number)
    return session.scalar(chosen.order_by(PanelRound.number.desc()).limit(1))

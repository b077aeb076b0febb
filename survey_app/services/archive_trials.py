"""The trial of a protocol as an archive brings it: taken in where every page that tells of it can be drawn.

A kept trial is read back by `exports.trial_report`, which believes it. Here every entry that it reads is looked at: its
kind, shares between 0 and 1, and that no world is missing that a sentence names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from survey_app.exports import trial_report
from survey_app.exports.movement_report import MovementReport
from survey_app.exports.own_scale_trials import OwnScaleLine
from survey_app.exports.pair_report import PAIR_WORLDS, PairReport
from survey_app.exports.trial_report import AnyTrial, TrialReport
from survey_app.interchange.archives import unexpected
from survey_app.services import archive_parts, own_scales
from survey_app.services.archive_parts import Part
from survey_app.stats.movement_trial import MovingWorld
from survey_app.stats.trial_worlds import World

_BROKEN = (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError)
_NO_SHARES = frozenset({"stable_below", "rounds_to_stop", "finished_with", "tolerated", "mean", "median"})
"""Figures that may lie above 1."""
_LARGEST, _WHOLE = 1e9, 100
_Named = World | MovingWorld
_NAMED_IN_WORDS: Mapping[type, frozenset[_Named]] = {
    TrialReport: frozenset({World.DROPOUT, World.DRIFTING}),
    MovementReport: frozenset({MovingWorld.ANEW, MovingWorld.RANDOM, MovingWorld.MAJORITY, MovingWorld.POLARISED}),
    PairReport: frozenset(PAIR_WORLDS),
}


def read(part: Part) -> dict[str, Any] | None:
    """What simulated panels came to, if it can be shown; refused by the name of the part where it cannot."""
    if part.content.get("trial") is None:
        return None
    kept = Part(part.content["trial"], part.where)
    try:
        is_sound = kept.moment("made_at") is not None and _is_sound(kept.content)
    except _BROKEN:
        is_sound = False
    if not is_sound:
        raise unexpected(part.where)
    return dict(kept.content)


def _is_sound(kept: Mapping[str, Any]) -> bool:
    if not archive_parts.is_plain(kept):
        return False
    report = trial_report.from_json(kept)
    has_share = not isinstance(report, TrialReport) or 0 <= _number(report.percent) <= _WHOLE
    return has_share and _fits(report, type(report), "") and _has_worlds(report) and _has_scales(report.own_scales)


def _number(written: str) -> float:
    """A number as it is kept, perhaps as a fraction."""
    above, _slash, below = written.partition("/")
    return float(above) / float(below or 1)


def _has_worlds(report: AnyTrial) -> bool:
    """Whether each world that the words name is there once, and none that has no name."""
    pairs = None if isinstance(report, TrialReport) else report.pairs
    worlds = [each.world for each in report.worlds] if isinstance(report, TrialReport | MovementReport) else []
    compared = [each.world for each in pairs.lines] if pairs else []
    return (
        len(set(worlds)) == len(worlds)
        and _NAMED_IN_WORDS.get(type(report), frozenset()) <= set(worlds)
        and (pairs is None or sorted(compared) == sorted(PAIR_WORLDS))
    )


def _has_scales(lines: Sequence[OwnScaleLine]) -> bool:
    return all(line.scale and own_scales.is_sound(dict(line.scale)) for line in lines)


def _fits(value: object, declared: Any, name: str) -> bool:  # noqa: ANN401 - what a field is declared as
    """Whether a value is of the kind that its field is declared as; a number neither below 0 nor beyond reason."""
    if is_dataclass(declared):
        hints = get_type_hints(declared)
        return all(_fits(getattr(value, each.name), hints[each.name], each.name) for each in fields(declared))
    kind, parts = get_origin(declared), get_args(declared)
    if kind is UnionType:
        return any(_fits(value, each, name) for each in parts)
    if kind is tuple:
        entries = value if isinstance(value, tuple) else ()
        kinds = parts[:1] * len(entries) if parts[-1] is ... else parts
        return all(_fits(*pair, name) for pair in zip(entries, kinds, strict=True))
    if declared in (int, float):
        most = 1 if declared is float and name not in _NO_SHARES else _LARGEST
        return isinstance(value, int | declared) and not isinstance(value, bool) and 0 <= value <= most
    return isinstance(value, kind or declared)

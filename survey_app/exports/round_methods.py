"""How the figures of a round were computed, with their sources: what its kind of answers has, and nothing else."""

from collections.abc import Sequence

from survey_app.exports import chosen, comparing, elicited, own_scale_words, own_scales, rankings, round_words
from survey_app.exports.round_report import RoundPart
from survey_app.vocabulary import ItemScale

__all__ = ["Method", "of_part", "of_parts"]

Method = tuple[str, str]
"""A marked sentence, and where the method was published."""

_MEDIAN, _AGREED, _CAMPS, _ORDER, _CHANGE, _MOVED, _WEIGHT = round_words.METHODS


def of_part(part: RoundPart) -> tuple[Method, ...]:
    """The methods of one round, the first one first; none of a test that is not told."""
    moved = [item.movement for item in part.figures.items if item.movement]
    is_told = not moved or any(each.unchanged is not None for each in moved)
    found = tuple(each for each in _of_kind(part) if is_told or each is not _MOVED)
    if not own_scales.is_own(part):
        return found
    return (*(each for each in found if each not in (_ORDER, _WEIGHT)), own_scale_words.METHOD)


def _of_kind(part: RoundPart) -> tuple[Method, ...]:
    scale = part.figures.scale
    if scale is ItemScale.CHOICE:
        return (*chosen.METHODS, _CHANGE)
    if scale is ItemScale.ESTIMATE:
        joined = elicited.methods_of(item.elicited for item in part.figures.items)
        return (*round_words.ESTIMATE_METHODS, *joined, _MEDIAN, _CHANGE, _MOVED)
    if scale is ItemScale.RANKING:
        return (rankings.METHOD, _MEDIAN, _ORDER, _CHANGE, _MOVED)
    if scale is ItemScale.POINTS:
        return (*comparing.methods_of(part), _MEDIAN, _ORDER, _CHANGE, _MOVED, _WEIGHT)
    return round_words.METHODS if part.figures.has_rule else (_MEDIAN, _ORDER, _CHANGE, _MOVED, _WEIGHT)


def of_parts(parts: Sequence[RoundPart]) -> tuple[Method, ...]:
    """The methods of several rounds, each once; none of a round that asked in words alone."""
    return tuple(dict.fromkeys(each for part in parts if not part.figures.is_in_words for each in of_part(part)))

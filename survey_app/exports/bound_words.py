"""What a report says where answers bind each other: what is not told of them, why, and what to do about it."""

from survey_app.exceptions import N_
from survey_app.exports.round_report import ConcordanceFigures, RoundPart
from survey_app.exports.words import Words
from survey_app.vocabulary import AnonymityLevel, ItemScale

_UNLINKED = (AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED)
_POINTS = N_(
    "The points of one person bind each other. At this level of anonymity means come rounded, without distribution or "
    "standard deviation, and Kendall's W as the level it reaches: more would let whole answers be put together again. "
    "Who needs exact figures chooses “confidential” for the next study."
)
_TOLD = N_(
    "The ranks of one person bind each other. At this level of anonymity mean ranks, weights and Kendall's W are told, "
    "and no distribution, group or shift: these would let whole rankings be put together again."
)
_KEPT = N_(
    "The ranks of one person bind each other. This panel is too small or too much of one mind for mean ranks, weights "
    "and an exact Kendall's W at this level of anonymity: whole rankings could be put together again. Ask more people "
    "or for more statements, or choose “confidential” for the next study."
)
_MOVES = N_(
    "At this level of anonymity it is told how far both distributions lie apart, and between which numbers those lie "
    "who changed their answer: exact numbers and tests would tell which answer became which."
)
_LEAST_LEVEL = 0.1
_SAME = 9
_ROUGH = N_(
    "Kendall's W has one decimal and no p here: at this level of anonymity more is told from 20 panellists or 6 "
    "statements on."
)


def of_round(part: RoundPart, level: AnonymityLevel) -> str:
    """The sentence for a round as a message to translate; empty where everything is told."""
    figures, together = part.figures, part.figures.concordance
    if level not in _UNLINKED or figures.is_in_words:
        return ""
    if figures.scale is ItemScale.POINTS:
        return _POINTS
    if figures.scale is ItemScale.RANKING and part.rules.rank_top != 1:
        return _TOLD if any(item.mean is not None for item in figures.items) else _KEPT
    is_rough = figures.scale is ItemScale.RATING and together.w is not None and together.p is None
    return _ROUGH if is_rough else ""


def moved(part: RoundPart, level: AnonymityLevel) -> str:
    """What is told of how answers moved since the round before, as a message to translate; empty where all is."""
    is_cut = level in _UNLINKED and any(item.movement for item in part.figures.items)
    return _MOVES if is_cut and not of_whole(part) else ""


def of_whole(part: RoundPart) -> bool:
    """Whether the answers of one person bind each other, so that nobody is told how many changed theirs."""
    is_ranked = part.figures.scale is ItemScale.RANKING and part.rules.rank_top != 1
    return is_ranked or part.figures.scale is ItemScale.POINTS


def concordance(found: ConcordanceFigures, words: Words) -> str:
    """Kendall's W with as many decimals as are told, three at most; or the level it reaches."""
    value = found.w or 0.0
    if not found.is_floor:
        return words.figure(value, decimals_of(found, 3))
    if not value:
        return words.say(N_("below %(w)s"), w=words.figure(_LEAST_LEVEL, 1))
    return words.say(N_("at least %(w)s"), w=words.figure(value, 1))


def decimals_of(found: ConcordanceFigures, most: int) -> int:
    """How many decimals of Kendall's W are told: one where there is no p, two where it was rounded to them."""
    value = found.w or 0.0
    if found.is_floor or found.p is None:
        return 1
    return min(most, 2) if round(value, 2) == round(value, _SAME) else most

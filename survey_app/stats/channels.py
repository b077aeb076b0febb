"""Channels at each stage of a purchase: which are used, which are preferred, how satisfied their users are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.stats.answers import FloatArray, Values, as_numbers, as_weights
from survey_app.stats.coding import in_order
from survey_app.stats.descriptive import Mean, mean
from survey_app.stats.proportion import Proportion, share_of
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = ["Channel", "ChannelStage", "Channels", "StageAnswers", "channels"]

_SOURCE = "Channels before, during and after the purchase, a customer study of 2006"


@dataclass(frozen=True, slots=True)
class StageAnswers:
    """One stage: the channels each person used and preferred (several may be), and their satisfaction, or None."""

    used: Sequence[tuple[str, ...] | None]
    preferred: Sequence[tuple[str, ...] | None]
    satisfaction: Values | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel at one stage: share who use it, share who prefer it, satisfaction of its users."""

    name: str
    use: Proportion
    preferred: Proportion
    satisfaction: Mean | None


@dataclass(frozen=True, slots=True)
class ChannelStage:
    """One stage: its channels, and the share of people none of whose preferred channels is one they use."""

    name: str
    channels: tuple[Channel, ...]
    mismatch: Proportion


@dataclass(frozen=True, kw_only=True)
class Channels(Result):
    """The stages in the order given; n is the largest base of a mismatch."""

    stages: tuple[ChannelStage, ...]


def channels(stages: Mapping[str, StageAnswers], weights: Values | None = None) -> Channels:
    """Use, preference, satisfaction and mismatch of channels, stage by stage.

    Parameters: stages, the answers of the same people by stage, None missing; weights, one per person, or None.
    Returns: Channels. Use and preference: of all who named one; mismatch: of all who named both. A person's
    satisfaction counts for every channel they used.
    Raises: StatisticsRefused when columns differ in length or there is no stage.
    Formula: shares with the interval of `wilson`, means as `mean`.
    Do not trust the satisfaction of a channel where people used several: it was asked of the stage.
    Source: a customer study of 2006: quantify each channel and its preference.

    >>> answers = StageAnswers([("shop",), ("web", "shop"), None], [("web",), ("web",), ("shop",)], [2, 5, 4])
    >>> stage = channels({"before": answers}).stages[0]
    >>> [(each.name, each.use.value, each.preferred.k) for each in stage.channels], stage.mismatch.value
    ([('shop', 1.0, 1), ('web', 0.5, 2)], 0.5)
    """
    if not stages:
        raise StatisticsRefused("no_stage")
    rows = len(next(iter(stages.values())).used)
    mass = as_weights(weights, rows)
    found = tuple(_stage(name, answers, mass, rows) for name, answers in stages.items())
    n = max(stage.mismatch.n for stage in found)
    return Channels(
        stages=found,
        n=n,
        missing=rows - n,
        base=Base.BOTH_SIDES,
        method="channels_by_stage",
        source=_SOURCE,
        cautions=max(found, key=lambda stage: stage.mismatch.n).mismatch.cautions,
        reason=None if n else Reason.NO_ANSWERS,
    )


def _stage(name: str, answers: StageAnswers, mass: FloatArray | None, rows: int) -> ChannelStage:
    rating = None if answers.satisfaction is None else as_numbers(answers.satisfaction)
    if len(answers.used) != rows or len(answers.preferred) != rows or (rating is not None and rating.size != rows):
        raise StatisticsRefused("columns_differ_in_length", used=len(answers.used), preferred=len(answers.preferred))
    # in the order of their names: that of the people who first named one would say something of them
    named = in_order(
        list({channel for side in (answers.used, answers.preferred) for cell in side if cell for channel in cell})
    )
    counted = np.ones(rows, dtype=bool) if mass is None else mass > 0

    def share(hits: list[bool], base: list[bool]) -> Proportion:
        kept = np.array(base, dtype=bool) & counted
        used = None if mass is None else mass[kept]
        return share_of(np.array(hits, dtype=bool)[kept], used, missing=rows - int(kept.sum()))

    def one(channel: str) -> Channel:
        uses, likes = (
            [bool(cell) and channel in (cell or ()) for cell in side] for side in (answers.used, answers.preferred)
        )
        score = None
        if rating is not None:
            score = mean(np.where(uses, rating, np.nan), weights=mass)
        use = share(uses, [cell is not None for cell in answers.used])
        return Channel(channel, use, share(likes, [cell is not None for cell in answers.preferred]), score)

    both = [bool(a) and bool(b) for a, b in zip(answers.used, answers.preferred, strict=True)]
    apart = [not set(a or ()) & set(b or ()) for a, b in zip(answers.used, answers.preferred, strict=True)]
    return ChannelStage(name, tuple(one(channel) for channel in named), share(apart, both))

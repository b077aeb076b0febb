"""What each question says, as a sentence made by rule; a direction is claimed only where the margins allow it."""

from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.exports import titles
from survey_app.exports.cells import display_width
from survey_app.exports.words import Words, shortened
from survey_app.questions.summary import RowSummary
from survey_app.stats.recommend import NetPromoter
from survey_app.stats.results import Estimate, Reason

NOBODY = N_("Nobody has answered this yet")
_LABEL = 60


def clearly_above(more: Estimate, less: Estimate) -> bool:
    """Whether the intervals of two figures do not touch; without intervals (everybody answered) the values decide."""
    if more.value is None or less.value is None:
        return False
    if more.interval is None or less.interval is None:
        return more.reason is less.reason is Reason.CENSUS and more.value > less.value
    return more.interval.low > less.interval.high


def places_of(row: RowSummary) -> int:
    """Decimals of a mean on a row's scale: two on short scales, one on long ones."""
    span = row.ends[1] - row.ends[0] if row.codes else 0
    return 2 if span <= 6 else 1


def leading(answers: Sequence[tuple[str, Estimate]], words: Words) -> str:
    """What can be said of the answer given most often: that it leads only when the margin allows it."""
    ranked = sorted((each for each in answers if each[1].value is not None), key=lambda each: -(each[1].value or 0.0))
    if not ranked or not ranked[0][1].n:
        return words.say(NOBODY)
    (name, first), *more = ranked
    top = {"first": shortened(name, _LABEL), "share": words.share(first.value or 0.0)}
    if not more:
        return words.say(N_("“%(first)s” was chosen by %(share)s"), **top)
    other, second = more[0]
    if clearly_above(first, second):
        return words.say(N_("“%(first)s” leads with %(share)s"), **top)
    said = N_("“%(first)s” and “%(second)s” come first, %(share)s and %(other)s: within the margin of each other")
    return words.say(said, second=shortened(other, _LABEL), other=words.share(second.value or 0.0), **top)


def rated(row: RowSummary, words: Words) -> str:
    """How many chose the points that count as satisfied, and the mean where it is told."""
    if row.top is None or row.top.value is None or row.mean is None:
        return words.say(NOBODY)
    told = {"share": words.share(row.top.value), "low": f"{row.top.top[0]:g}", "high": f"{row.top.top[-1]:g}"}
    if row.mean.value is None:
        one, two = N_("%(share)s answer %(high)s"), N_("%(share)s answer %(low)s or %(high)s")
        return words.say(one if row.top.is_single else two, **told)
    first, last = row.ends
    one = N_("%(share)s answer %(high)s; the mean is %(mean)s on %(first)s to %(last)s")
    two = N_("%(share)s answer %(low)s or %(high)s; the mean is %(mean)s on %(first)s to %(last)s")
    return words.say(
        one if row.top.is_single else two,
        mean=words.figure(row.mean.value, places_of(row)),
        first=first,
        last=last,
        **told,
    )


def of_list(row: RowSummary, answers: Sequence[tuple[str, Estimate]], words: Words) -> str:
    """What can be said of a list: of answers told as one nobody knows which of them was given most often."""
    several = [len(part) > 1 for part in row.parts] or [False] * len(answers)
    together = [each for each, many in zip(answers, several, strict=True) if many]
    alone = [each[1].value or 0.0 for each, many in zip(answers, several, strict=True) if not many]
    if any((each[1].value or 0.0) > max(alone, default=0.0) for each in together):
        return foremost(together, words)
    ranked = sorted(answers, key=lambda each: -(each[1].value or 0.0))
    if len(ranked) > 1 and ranked[1] in together and not clearly_above(ranked[0][1], ranked[1][1]):
        return foremost(ranked[:1], words)
    return leading(answers, words)


def foremost(answers: Sequence[tuple[str, Estimate]], words: Words) -> str:
    """The answer chosen most often of those that are told: one that is not told may have been chosen more often."""
    first = max(answers, key=lambda each: each[1].value or 0.0, default=None)
    return leading([first] if first is not None else [], words)


def between(rows: Sequence[RowSummary], words: Words) -> str:
    """From which to which share the rows reach: none is called the best where others are not told."""
    shares = sorted(value for row in rows if (value := titles.top_value(row)) is not None)
    if not shares:
        return words.say(NOBODY)
    low, high, is_single = words.share(shares[0]), words.share(shares[-1]), titles.is_single(rows)
    if low == high:
        alike = N_("%(share)s choose the highest") if is_single else N_("%(share)s choose the two highest")
        return words.say(alike, share=low)
    one, two = N_("Between %(low)s and %(high)s choose the highest"), N_("Between %(low)s and %(high)s choose the two highest")  # fmt: skip  # noqa: E501 - two sentences
    return words.say(one if is_single else two, low=low, high=high)


def best_and_least(rows: Sequence[RowSummary], words: Words, width: int = 0) -> str:
    """Which is rated best and which least, of several things on one scale.

    Without their shares where several share a place, or where the sentence would be wider than `width`; 0 for as wide
    as it is.
    """
    ranked = titles.sorted_by_top([row for row in rows if titles.top_value(row) is not None])
    if not ranked:
        return words.say(NOBODY)
    best, least = ranked[0], ranked[-1]
    if len(ranked) == 1 or best.top is None or least.top is None:
        return rated(best, words)
    most, fewest = words.share(best.top.value or 0.0), words.share(least.top.value or 0.0)
    if not clearly_above(best.top, least.top):
        said = N_("No clear difference: between %(low)s and %(high)s choose the two highest")
        if best.top.is_single:
            said = N_("No clear difference: between %(low)s and %(high)s choose the highest")
        return words.say(said, low=fewest, high=most)
    said = N_("“%(best)s” is rated highest with %(most)s in the two highest, “%(least)s” lowest with %(fewest)s")
    if best.top.is_single:
        said = N_("“%(best)s” is rated best with %(most)s at the highest, “%(least)s” worst with %(fewest)s")
    comma = words.say(N_(", "))
    names = {"best": titles.alike(ranked, words), "least": titles.alike(ranked[::-1], words)}
    short = {key: shortened(comma.join(each), _LABEL) for key, each in names.items()}
    told = words.say(said, most=most, fewest=fewest, **short)
    # several names do not stand in one pair of quotes
    if all(len(each) == 1 for each in names.values()) and (not width or display_width(told) <= width):
        return told
    return words.say(N_("Rated best: %(best)s; rated worst: %(worst)s"), best=short["best"], worst=short["least"])


def score(found: NetPromoter, words: Words) -> str:
    """Whether promoters or detractors prevail beyond the margin."""
    if found.value is None:
        return words.say(NOBODY)
    figure = words.signed(found.value, 0)
    if found.interval is None or not found.interval.leaves_out(0):
        return words.say(N_("Promoters and detractors balance within the margin: %(score)s"), score=figure)
    more = N_("More promoters than detractors: %(score)s")
    return words.say(more if found.value > 0 else N_("More detractors than promoters: %(score)s"), score=figure)


def average(row: RowSummary, words: Words) -> str:
    """The mean of numbers with its interval."""
    if row.mean is None or row.mean.value is None:
        return words.say(NOBODY)
    return words.say(N_("%(mean)s on average"), mean=words.figure(row.mean.value, 2))

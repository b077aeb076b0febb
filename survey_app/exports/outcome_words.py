"""Outcomes and scores in the words of a report: the lines of its table and what a round comes to."""

from collections.abc import Iterator
from datetime import datetime, time

from survey_app.exceptions import N_
from survey_app.exports import own_scales
from survey_app.exports.elicited import POOLS
from survey_app.exports.outcome_scores import AGGREGATES, ItemScore, RoundScore, score
from survey_app.exports.round_report import PanelReport
from survey_app.exports.words import Words

NAMES = {"mean": N_("mean"), "median": N_("median"), "log_odds": N_("log-odds mean")}
"""The ways to join best estimates, as they are called in a sentence."""
TITLE = N_("Estimates against what came out")
METHOD = (
    N_(
        "Off by: distance of the joined estimate from the outcome. Brier score: mean of the squared distances between "
        "share and event, 0 is perfect. Ranges that held it: lowest ≤ outcome ≤ highest."
    ),
    "Brier 1950, Monthly Weather Review 78:1",
)
_DECIMALS, _EXACT = 2, 4


def scores_of(report: PanelReport) -> tuple[RoundScore, ...]:
    """The scores of every round that has one, on the protocol's scale and then on each own one."""
    return tuple(told for part in own_scales.parts(report) if (told := score(part, report.outcomes)) is not None)


def title(told: RoundScore, words: Words) -> str:
    """What a score is of: its round, and the statements where they have a scale of their own."""
    if not told.codes:
        return words.say(N_("Round %(n)s"), n=told.number)
    codes = ", ".join(told.codes)
    return words.say(N_("Round %(n)s, own scale of %(codes)s"), n=told.number, codes=codes)


def inside(each: ItemScore, name: str, words: Words) -> str:
    """Whether a joined range holds the outcome; empty where there is none."""
    found = each.inside[name]
    return "" if found is None else words.say(N_("yes")) if found else words.say(N_("no"))


def heads(words: Words) -> list[str]:
    """The heads of the table of scores, after round, code and statement."""
    say = words.say
    return [
        say(N_("Outcome")),
        *(say(N_("Off by: %(name)s"), name=say(NAMES[name])) for name in AGGREGATES),
        *(say(N_("Inside: %(name)s"), name=say(pool)) for pool in POOLS.values()),
    ]


def known_on(each: ItemScore, words: Words) -> str:
    """The day on which an outcome became known: a day of the calendar, the same in every zone."""
    return words.day(datetime.combine(each.outcome.known_on, time(12), words.zone))


def findings(told: RoundScore, words: Words) -> Iterator[str]:
    """What a round comes to over all its outcomes."""
    say = words.say
    off = [
        f"{say(NAMES[name])} {words.figure(value, _DECIMALS)}"
        for name, value in told.mean_errors.items()
        if value is not None
    ]
    if off:
        yield say(N_("Mean distance from the outcome: %(errors)s."), errors=say(N_(", ")).join(off))
    if told.held is not None and told.held.value is not None:
        counts = {"k": words.count(told.held.k), "n": words.count(told.held.n), "share": words.share(told.held.value)}
        if told.meant is None:
            yield say(N_("%(k)s of %(n)s ranges held the outcome: %(share)s."), **counts)
        else:
            meant = words.share(told.meant)
            yield say(N_("%(k)s of %(n)s ranges held the outcome: %(share)s; %(meant)s should."), meant=meant, **counts)
    scores = [
        f"{say(NAMES[name])} {words.figure(value, _EXACT)}" for name, value in told.brier.items() if value is not None
    ]
    if scores:
        n = words.count(told.events)
        listed = say(N_(", ")).join(scores)
        yield say(
            N_("Brier score over outcomes that are events (%(n)s): %(scores)s. 0 is perfect."), n=n, scores=listed
        )

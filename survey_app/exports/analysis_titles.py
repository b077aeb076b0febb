"""The titles of the sheets of analyses: sentences made by rule, no direction without a test or an interval."""

from collections.abc import Iterator, Sequence

from survey_app.exceptions import N_
from survey_app.exports import titles
from survey_app.exports.analyses import (
    BannerTables,
    ContrastTable,
    DriverTable,
    EarlierWave,
    RivalTable,
    ScaleReliability,
    WaveFigure,
)
from survey_app.exports.report import Report
from survey_app.exports.sheets import break_words
from survey_app.exports.styles import TINY_BASE
from survey_app.exports.words import Words, fitting
from survey_app.questions.summary import RowSummary
from survey_app.stats.penalty_reward import ContrastClass
from survey_app.stats.proportion import Proportion
from survey_app.stats.rivals import Decision

_SURE = 0.05
_GOOD = 0.7
"""From which alpha on a scale is usually called reliable: Nunnally 1978, Psychometric Theory."""


def crosstabs(found: BannerTables, words: Words) -> str:
    """The group whose overall satisfaction differs most from that of all, where the test of its break says so."""
    names = words.say(N_(", ")).join(break_words.break_name(each, words) for each in found.breaks)
    plain = words.say(N_("Every closed question by: %(names)s"), names=names)
    apart = _apart(found)
    if apart is None:
        if found.headline is None:
            return fitting(plain, words.say(N_("Every closed question by group")))
        return words.say(N_("No group differs for certain from all in overall satisfaction"))
    key, value, share, whole = apart
    group = break_words.value_name(next(each for each in found.breaks if each.key == key), value, words)
    told = {"group": group, "share": words.share(share), "whole": words.share(whole)}
    less = N_("%(group)s: less satisfied than all, %(share)s against %(whole)s")
    more = N_("%(group)s: more satisfied than all, %(share)s against %(whole)s")
    short = words.say(N_("One group differs from all: %(share)s against %(whole)s are satisfied"), **told)
    return fitting(words.say(less if share < whole else more, **told), short)


def _apart(found: BannerTables) -> tuple[str, str, float, float] | None:
    """The group that stands furthest from all: its break, its value, its share and that of all."""
    told = found.headline
    place = next((at for at, line in enumerate(told.table.rows) if line.is_net), None) if told else None
    if told is None or place is None or told.table.letters is None or not told.table.letters.totals.pairs:
        return None
    shares, marks = told.table.column_shares[place].tolist(), told.table.letters.against_total[place].tolist()
    tests = {each.key: told.test(each.key) for each in found.breaks}
    sure = {key for key, test in tests.items() if test is not None and test.p is not None and test.p < _SURE}
    apart = [
        (abs(shares[at] - shares[0]), column.question, column.labels[0], shares[at])
        for at, column in enumerate(told.table.columns)
        if at and column.question in sure and abs(marks[at]) > 1 and column.n >= TINY_BASE
    ]
    if not apart:
        return None
    _, key, value, share = max(apart)
    return key, value, share, shares[0]


def kano_rows(report: Report) -> list[RowSummary]:
    """The features of a report that may be shown, in the order they were asked."""
    least = max(report.analyses.least, 1)
    return [
        row for each in report.questions for row in each.rows
        if row.kano is not None and row.kano.category is not None and row.kano.n >= least
        and row.variable not in report.withheld
    ]  # fmt: skip


def kano(rows: Sequence[RowSummary], words: Words) -> str:
    """What must be there and what delights, where the first class is surely ahead of the second."""
    comma = words.say(N_(", "))
    ranked = sorted((row for row in rows if row.kano and row.kano.fong), key=_leading_share, reverse=True)
    sure = [(words.of(row.label) or row.variable, row.kano.category) for row in ranked if row.kano]
    must, delights = ([name for name, category in sure if category == letter] for letter in "MA")
    if must and delights:
        both = N_("Must be there: %(must)s; delights: %(delights)s")
        tries = [words.say(both, must=comma.join(must[:n]), delights=comma.join(delights[:n])) for n in (4, 3, 2, 1)]
        return fitting(*tries)
    for names, message in ((must, N_("Must be there: %(names)s")), (delights, N_("Delights: %(names)s"))):
        if names:
            return fitting(*(words.say(message, names=comma.join(names[:n])) for n in (5, 4, 3, 2, 1)))
    return words.say(N_("No feature is surely a must or a delight"))


def _leading_share(row: RowSummary) -> float:
    """How many put a feature into its class."""
    return (row.kano.shares.get(row.kano.category or "") or 0.0) if row.kano else 0.0


def drivers(found: DriverTable, words: Words) -> str:
    """What the first attributes carry together, where they are surely ahead of the others."""
    if found.result.is_little:
        return titles.nothing_explained(words)
    comma = words.say(N_(", "))
    ahead = [most for most in (3, 2, 1) if found.result.are_ahead(most)]
    if not ahead:
        return words.say(N_("Which attribute explains most cannot be told: no share is surely ahead of the others"))
    tries = []
    for most in ahead:
        rows = found.rows[:most]
        share = words.share(sum(row.driver.percent or 0.0 for row in rows) / 100)
        names = comma.join(words.of(row.label) or row.variable for row in rows)
        tries.append(words.say(N_("%(names)s: %(share)s of what the attributes explain"), names=names, share=share))
    return fitting(*tries)


def contrast(found: ContrastTable, words: Words) -> str:
    """What only annoys when it is bad, as the page of priorities says it."""
    steady = [row for row in found.rows if found.is_steady(row)]
    if steady and found.result.is_undecided:
        return titles.nothing_explained(words)
    if not any(row.contrast.category for row in steady):
        return words.say(N_("Too few high and low ratings to say which attributes please and which annoy"))
    basic = [row for row in steady if row.contrast.category is ContrastClass.BASIC]
    names = [words.of(row.label) or row.variable for row in basic if not row.is_marked]
    aside = N_("%(name)s (not to be acted on)")
    names += [words.say(aside, name=words.of(row.label) or row.variable) for row in basic if row.is_marked]
    if not names:
        return words.say(N_("No attribute only annoys"))
    comma, message = words.say(N_(", ")), N_("Only annoys when it is bad: %(names)s")
    return fitting(*(words.say(message, names=comma.join(names[:n])) for n in range(min(len(names), 5), 0, -1)))


def rivals(found: RivalTable, words: Words) -> str:
    """What to improve first because a rival does it better, or that no rival is ahead on what counts."""
    if found.is_little:
        return titles.nothing_explained(words)
    comma = words.say(N_(", "))
    rows = [row for row in found.rows if row.decision is Decision.IMPROVE_FIRST and not row.is_marked]
    names = [words.of(row.label) or row.variable for row in rows]
    if names:
        message = N_("Important, and a rival does better: %(names)s")
        return fitting(*(words.say(message, names=comma.join(names[:n])) for n in (4, 3, 2, 1)))
    return words.say(N_("On nothing important is a rival surely ahead"))


def reliability(found: Sequence[ScaleReliability], words: Words) -> str:
    """Whether the items of the first battery hang together, by the interval of alpha."""
    if len(found) > 1:
        return _several(found, words)
    alpha = found[0].alpha
    told = {"alpha": words.figure(alpha.value or 0.0, 2), "items": alpha.k}
    if alpha.interval is not None and alpha.interval.low >= _GOOD:
        return words.say(N_("The %(items)s items of the battery hang together: alpha %(alpha)s"), **told)
    if alpha.interval is not None and alpha.interval.high < _GOOD:
        return words.say(N_("The %(items)s items of the battery hang together loosely: alpha %(alpha)s"), **told)
    return words.say(N_("Alpha of the %(items)s items of the battery is %(alpha)s"), **told)


def _several(found: Sequence[ScaleReliability], words: Words) -> str:
    """How many batteries surely hang together, and between which alphas all of them lie."""
    values = sorted(each.alpha.value for each in found if each.alpha.value is not None)
    good = sum(1 for each in found if each.alpha.interval is not None and each.alpha.interval.low >= _GOOD)
    told = {"good": words.count(good), "total": words.count(len(found))}
    if not values:
        return words.say(N_("Batteries that hang together: %(good)s of %(total)s"), **told)
    ends = {"low": words.figure(values[0], 2), "high": words.figure(values[-1], 2)}
    return words.say(
        N_("Batteries that hang together: %(good)s of %(total)s; alpha from %(low)s to %(high)s"), **told, **ends
    )


def text_codes(shown: Sequence[tuple[str, Proportion]], words: Words) -> str:
    """The code that most answers stand under, where one is ahead of the next."""
    ranked = sorted(shown, key=lambda each: -(each[1].value or 0.0))
    plain = words.say(N_("What open answers are about: number of codes %(count)s"), count=len(ranked))
    if not ranked or (len(ranked) > 1 and ranked[0][1].value == ranked[1][1].value):
        return plain
    told = {"code": ranked[0][0], "share": words.share(ranked[0][1].value or 0.0)}
    return fitting(words.say(N_("Named most often in open answers: %(code)s (%(share)s)"), **told), plain)


def waves(found: Sequence[EarlierWave], words: Words) -> str:
    """How satisfaction moved since the last survey, beyond the margin or not."""
    last = found[-1]
    if last.is_unlike:
        return words.say(N_("Key figures cannot be compared with the last survey: the filters do not fit it"))
    for each in _headline(last.figures):
        change = each.change
        if change.value is None or change.interval is None or change.before is None or change.now is None:
            continue
        then, now = (_figure(each, value, words) for value in (change.before, change.now))
        told = {"before": then, "now": now, "wave": last.title}
        if change.interval.low > 0:
            message = N_("Satisfaction rose since “%(wave)s”: %(now)s after %(before)s")
        elif change.interval.high < 0:
            message = N_("Satisfaction fell since “%(wave)s”: %(now)s after %(before)s")
        else:
            message = N_("Satisfaction since “%(wave)s”: %(now)s after %(before)s, within the margin")
        return fitting(words.say(message, **told), words.say(message, **(told | {"wave": "…"})))
    return words.say(N_("Key figures cannot be compared with the last survey: the way of asking changed"))


def _headline(figures: Sequence[WaveFigure]) -> Iterator[WaveFigure]:
    for wanted in ("satisfied", "mean"):
        yield from (each for each in figures if each.measure == wanted)


def _figure(figure: WaveFigure, value: float, words: Words) -> str:
    return words.share(value) if figure.measure == "satisfied" else words.figure(value, 2)

"""The sheets' titles: sentences that state a finding, made by rule from the results and never typed.

A direction is claimed only where an interval supports it; what is too long gives way to its short form.
"""

from collections import Counter
from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.exports.cells import display_width
from survey_app.exports.naming import attribute_name, group_name
from survey_app.exports.report import Breakdown, Chain, GapRow, Group, PriorityMap, Report
from survey_app.exports.styles import TINY_BASE
from survey_app.exports.words import Words, fitting, shortened
from survey_app.questions.summary import RowSummary
from survey_app.stats.drivers import LITTLE
from survey_app.stats.sample_size import margin_of_error

_PLAIN = N_("How each question was answered")
_MOST_ALIKE, _COUNTED = 2, 48
"""So many attributes of one share are named as the best or the worst; more are none of both."""


def kpi(report: Report, words: Words) -> str:
    """The level of satisfaction, and the group that clearly stays below it."""
    key, plain = report.key, words.say(N_("Key figures"))
    share = key.satisfied
    if share is not None and share.value is not None:
        level = words.share(share.value)
        low = lagging(report.breakdowns, report)
        if low is not None:
            return _but_lower(low, all_lagging(report.breakdowns, report), level, words)
        if share.interval is None:
            return words.say(N_("%(share)s are satisfied"), share=level)
        limits = {"low": words.share(share.interval.low, 1), "high": words.share(share.interval.high, 1)}
        surety = words.share(share.interval.level)
        return words.say(
            N_("%(share)s are satisfied; the %(level)s interval runs from %(low)s to %(high)s"),
            share=level,
            level=surety,
            **limits,
        )
    if key.recommend is not None and key.recommend.value is not None:
        return words.say(N_("The recommendation score is %(score)s"), score=words.signed(key.recommend.value, 0))
    if key.satisfaction_mean is not None and key.satisfaction_mean.value is not None:
        return words.say(N_("Satisfaction is %(mean)s on average"), mean=words.figure(key.satisfaction_mean.value, 2))
    return plain


def _but_lower(low: Group, lagging: Sequence[Group], level: str, words: Words) -> str:
    """The level of all, and the group or groups that stay below it."""
    told = {
        "share": level,
        "low": words.share(low.satisfied.value or 0.0),
        "group": group_name(low.label, words, low.words),
        "count": len(lagging),
    }
    if len(lagging) == 1:
        tries = (
            N_("%(share)s are satisfied, but only %(low)s in the group %(group)s"),
            N_("%(share)s are satisfied; one group stays clearly below"),
        )
    else:
        tries = (
            N_("%(share)s are satisfied, but %(count)s groups stay clearly below, lowest: %(group)s (%(low)s)"),
            N_("%(share)s are satisfied, but %(count)s groups stay clearly below, down to %(low)s"),
        )
    return fitting(*(words.say(message, **told) for message in tries))


def lagging(breakdowns: Sequence[Breakdown], report: Report) -> Group | None:
    """The lowest group of the first breakdown, if its whole interval lies below that of all and its base holds 30."""
    groups = breakdowns[0].groups if breakdowns else ()
    known = [group for group in groups if group.n >= TINY_BASE and group.satisfied.value is not None]
    lowest = min(known, key=lambda group: group.satisfied.value or 0.0, default=None)
    return lowest if lowest is not None and against_all(lowest, report) < 0 else None


def of_breakdown(breakdown: Breakdown, report: Report, words: Words, width: int = 0) -> str:
    """Which groups of a breakdown stay clearly below all; empty where none does.

    Only how many they are where the sentence would be wider than `width`; 0 for as wide as it is.
    """
    low = lagging((breakdown,), report)
    if low is None or low.satisfied.value is None:
        return ""
    count = len(all_lagging((breakdown,), report))
    one = N_("%(attribute)s: “%(group)s” stays below the rest with %(share)s")
    more = N_("%(attribute)s: %(count)s groups stay clearly below all, lowest “%(group)s” with %(share)s")
    attribute = attribute_name(breakdown.attribute, words, breakdown.title)
    group, share = group_name(low.label, words, low.words), words.share(low.satisfied.value)
    told = words.say(one if count == 1 else more, attribute=attribute, count=count, group=group, share=share)
    if not width or display_width(told) <= width:
        return told
    one = N_("%(attribute)s: one group stays clearly below all (%(share)s)")
    more = N_("%(attribute)s: %(count)s groups stay clearly below all, down to %(share)s")
    attribute = shortened(attribute, max(12, width - _COUNTED))
    return words.say(one if count == 1 else more, attribute=attribute, count=count, share=share)


def all_lagging(breakdowns: Sequence[Breakdown], report: Report) -> list[Group]:
    """The groups of the first breakdown that stay clearly below all."""
    groups = breakdowns[0].groups if breakdowns else ()
    return [group for group in groups if against_all(group, report) < 0]


def against_all(group: Group, report: Report) -> int:
    """1 where the whole interval of a group lies above that of all, -1 below; 0 else and for bases under 30."""
    total, own = report.key.satisfied, group.satisfied
    if total is None or total.interval is None or own.interval is None or group.n < TINY_BASE:
        return 0
    return (own.interval.low > total.interval.high) - (own.interval.high < total.interval.low)


def questions(report: Report, words: Words) -> str:
    """What is rated best and worst, and how much satisfies fewer than half."""
    rows = sorted_by_top(_compared(report))
    if len(rows) < 2:
        return words.say(_PLAIN)
    total, under = len(rows), sum(1 for row in rows if (top_value(row) or 0.0) < 0.5)
    if under:
        one = N_("%(count)s of %(total)s attributes satisfies fewer than half")
        several = N_("%(count)s of %(total)s attributes satisfy fewer than half")
        count = words.say(one if under == 1 else several, count=words.count(under), total=words.count(total))
    else:
        count = words.say(N_("all %(total)s attributes satisfy at least half"), total=words.count(total))
    alone = count[:1].upper() + count[1:]
    best, worst = alike(rows, words), alike(rows[::-1], words)
    if max(len(best), len(worst)) > _MOST_ALIKE or set(best) & set(worst):
        return alone
    comma = words.say(N_(", "))
    ends = {"best": comma.join(best), "worst": comma.join(worst)}
    return fitting(
        words.say(N_("Rated best: %(best)s; rated worst: %(worst)s; %(count)s"), count=count, **ends),
        words.say(N_("Rated best: %(best)s; rated worst: %(worst)s"), **ends),
        alone,
    )


def _compared(report: Report) -> list[RowSummary]:
    """The attributes that can be compared: all of them on one scale, else those of the experience; none without."""
    several = [each for each in report.questions if len(each.rows) + len(each.untold) > 1]
    rows = [row for summary in several for row in summary.rows]
    rated = [row for row in rows if top_value(row) is not None]
    if any(each.untold for each in several if any(top_value(row) is not None for row in each.rows)):
        return []  # which is best or worst nobody can say who does not see all of them
    # answers on different scales have no best and worst in common
    if all(row.codes == rated[0].codes for row in rated):
        return rated
    experienced = [row for row in rated if row.gap is not None]
    return experienced if all(row.codes == experienced[0].codes for row in experienced) else []


def alike(rows: Sequence[RowSummary], words: Words) -> list[str]:
    """The names of the first row and of those that are written with the same share as it."""
    shares = [words.share(top_value(row) or 0.0) for row in rows]
    return [words.of(row.label) or row.variable for row, share in zip(rows, shares, strict=True) if share == shares[0]]


def top_value(row: RowSummary) -> float | None:
    """The share of a row in the answers that count as satisfied, where it has one."""
    return row.top.value if row.top is not None else None


def is_single(rows: Sequence[RowSummary]) -> bool:
    """Whether of the scale of these rows the highest point alone counts as satisfied."""
    return any(row.top is not None and row.top.is_single for row in rows)


def sorted_by_top(rows: Sequence[RowSummary]) -> list[RowSummary]:
    """Rating rows with a share of the satisfied, highest first."""
    rated = [row for row in rows if top_value(row) is not None]
    return sorted(rated, key=lambda row: -(top_value(row) or 0.0))


def falls_short(row: GapRow) -> bool:
    """Whether experience lies below expectation beyond the margin."""
    if row.gap.value is None:
        return False
    return row.gap.interval.high < 0 if row.gap.interval else row.gap.value < 0


def exceeds(row: GapRow) -> bool:
    """Whether experience lies above expectation beyond the margin."""
    if row.gap.value is None:
        return False
    return row.gap.interval.low > 0 if row.gap.interval else row.gap.value > 0


def sorted_by_gap(rows: Sequence[GapRow]) -> list[GapRow]:
    """The attributes of a battery, the largest shortfall first; those without a figure last."""
    return sorted(rows, key=lambda row: (row.gap.value is None, row.gap.value or 0.0))


def gap(report: Report, words: Words) -> str:
    """On how many attributes experience falls short, and where most."""
    rows = [row for row in sorted_by_gap(report.gaps) if row.gap.value is not None]
    total, short = len(rows), [row for row in rows if falls_short(row)]
    if not short:
        return words.say(
            N_("Experience falls short of expectation on none of %(total)s attributes beyond the margin"), total=total
        )
    counts = {"count": len(short), "total": total}
    alone = words.say(N_("Experience falls short on %(count)s of %(total)s attributes"), **counts)
    names = [words.of(row.label) for row in short]
    sizes = [words.signed(row.gap.value or 0.0, 2) for row in short]
    one = words.say(
        N_("Experience falls short on %(count)s of %(total)s attributes, most on: %(name)s (%(size)s)"),
        name=names[0],
        size=sizes[0],
        **counts,
    )
    if len(short) == 1:
        return fitting(one, alone)
    two = words.say(
        N_(
            "Experience falls short on %(count)s of %(total)s attributes, most on: %(name)s (%(size)s), "
            "%(next)s (%(then)s)"
        ),
        name=names[0],
        size=sizes[0],
        next=names[1],
        then=sizes[1],
        **counts,
    )
    return fitting(two, one, alone)


def nothing_explained(words: Words) -> str:
    """That no advice follows, because the attributes hardly explain the outcome."""
    message = N_("The attributes explain less than %(share)s of the outcome: no priorities follow")
    return words.say(message, share=words.share(LITTLE))


def priorities(found: PriorityMap, words: Words) -> str:
    """What to improve first, surely or perhaps, what is set aside, or why nothing is."""
    if found.is_little:
        return nothing_explained(words)
    comma = words.say(N_(", "))
    for rows, message in (
        (found.act_on, N_("Improve first: %(names)s")),
        (found.perhaps, N_("What to improve first is not sure; perhaps: %(names)s")),
        (found.set_aside, N_("Nothing to improve first; not to be acted on: %(names)s")),
    ):
        names = [words.of(row.label) or row.variable for row in rows]
        if names:
            told = [words.say(message, names=comma.join(names[:most])) for most in range(min(len(names), 4), 0, -1)]
            return fitting(*told)
    return words.say(N_("Nothing that is important is rated below the line"))


def chain(found: Chain, words: Words) -> str:
    """From how many ideas how many factors came, and how many of them were measured."""
    counts = {
        "ideas": words.count(found.ideas),
        "factors": words.count(len(found.factors)),
        "measured": words.count(found.measured),
        "panellists": words.count(found.panellists),
    }
    return fitting(
        words.say(
            N_(
                "%(ideas)s ideas became %(factors)s factors; %(panellists)s panellists weighed them "
                "and %(measured)s were measured"
            ),
            **counts,
        ),
        words.say(N_("%(ideas)s ideas, %(factors)s factors, %(measured)s measured"), **counts),
    )


def sample(report: Report, words: Words) -> str:
    """How many questionnaires came back, and the largest margin; under filters other figures have a larger one."""
    work = report.fieldwork
    if not work.issued:
        return words.say(N_("%(returned)s questionnaires came back"), returned=words.count(work.own))
    counts = {
        "returned": words.count(work.from_sample),
        "issued": words.count(work.issued),
        "rate": words.share(work.from_sample / work.issued),
    }
    margin = margin_of_error(work.usable, work.finite_population).value if work.usable else None
    plain = words.say(N_("%(returned)s of %(issued)s questionnaires came back (%(rate)s)"), **counts)
    if margin is None or report.filters:
        return plain
    return fitting(
        words.say(
            N_(
                "%(returned)s of %(issued)s questionnaires came back (%(rate)s); "
                "the largest margin is ±%(margin)s points"
            ),
            margin=words.figure(100 * margin),
            **counts,
        ),
        plain,
    )


def verbatims(report: Report, words: Words) -> str:
    """How many open answers there are, and which question drew most."""
    total = len(report.verbatims)
    counts = Counter(verbatim.variable for verbatim in report.verbatims).most_common(2)
    count = words.count(total)
    plain = words.say(N_("Open answers as written: %(count)s"), count=count)
    if len(counts) < 2 or counts[0][1] == counts[1][1]:
        return plain
    labels = {variable.name: words.of(variable.label) for variable in report.variables}
    most = {"share": words.share(counts[0][1] / total), "question": labels.get(counts[0][0], counts[0][0])}
    told = words.say(N_("%(count)s open answers, %(share)s of them to “%(question)s”"), count=count, **most)
    return fitting(told, plain)


def _without_satisfaction(report: Report, words: Words) -> str:
    """What is rated best and worst; where nothing is, how much was asked and answered."""
    told = questions(report, words)
    if told != words.say(_PLAIN):
        return told
    asked = sum(not each.question.is_identity for each in report.questions)
    people = report.fieldwork.usable if report.left is None else report.left
    counts = {"people": words.count(people), "count": words.count(asked)}
    return words.say(N_("Usable answers: %(people)s; questions: %(count)s"), **counts)


def cover(report: Report, words: Words) -> str:
    """The main finding: how many are satisfied, and on how much experience falls short."""
    share = report.key.satisfied
    gaps = [row for row in report.gaps if row.gap.value is not None]
    if share is None or share.value is None or not gaps:
        told = kpi(report, words)
        return _without_satisfaction(report, words) if told == words.say(N_("Key figures")) else told
    short = sum(1 for row in gaps if falls_short(row))
    return words.say(
        N_("%(share)s are satisfied; experience falls short of expectation on %(count)s of %(total)s attributes"),
        share=words.share(share.value),
        count=short,
        total=len(gaps),
    )

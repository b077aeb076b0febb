"""Every question: what it says, its chart, its table."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from survey_app.exceptions import N_
from survey_app.exports import findings, titles, told_in_parts
from survey_app.exports.documents import drawing
from survey_app.exports.documents.model import Emphasis, Figure, Heading, Paragraph, Part, Table
from survey_app.exports.report import Report
from survey_app.exports.report_sections.figures import NONE, Telling
from survey_app.exports.sheets import choice_blocks
from survey_app.exports.sheets.question_grid import answer_words
from survey_app.exports.sheets.questions import is_rated
from survey_app.exports.styles import TINY_BASE
from survey_app.questions.dividing import divided
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.stats.counting import CategoryCount
from survey_app.stats.results import Estimate

_MOST_POINTS = 7
_SECOND = 2
"""The place of what stands below the heading of the section and its finding."""
_MOST_BARS = 30


def build(telling: Telling) -> list[Part]:
    """The section; open answers have one of their own."""
    title, finding = telling.say(N_("How each question was answered")), titles.questions(_told(telling), telling.words)
    parts: list[Part] = [Heading(1, title), *([Paragraph(finding, Emphasis.LEAD)] if finding != title else [])]
    for summary in divided(telling.book.report.questions):
        if not summary.question.is_identity:
            parts += _question(telling, summary)
    # what the first question says is what all of them say: it stands there once
    return [part for at, part in enumerate(parts) if at != _SECOND or part != Heading(2, finding)]


def _told(telling: Telling) -> Report:
    """The report with the rows that a sentence may speak of."""
    report = telling.book.report
    told = (replace(each, rows=tuple(row for row in each.rows if not telling.hides(row))) for each in report.questions)
    return replace(report, questions=tuple(told))


def _question(telling: Telling, summary: QuestionSummary) -> Iterator[Part]:
    rows = [row for row in summary.rows if row.frequencies is not None or row.mean is not None]
    if not rows:
        return
    text = " ".join(telling.words.of(summary.question.text).split()) or summary.question.code
    shown = [row for row in rows if not telling.hides(row)]
    if len(shown) < len(rows):
        yield Heading(2, telling.untold() if summary.is_partial else telling.too_few())
        yield Paragraph(text, Emphasis.QUIET)
        return
    if choice_blocks.is_multiple(summary):
        answers = [each for row in rows for each in _ticked(telling, row)]
        finding = findings.foremost(answers, telling.words) if summary.untold else ""
        yield from _choices(telling, text, answers, rows[0].n, finding)
    elif len(rows) > 1 and all(is_rated(row) for row in rows):
        yield from _grid(telling, text, summary, rows)
    else:
        for row in rows:
            label = telling.label(row)
            alone = len(rows) + len(summary.untold) == 1 or label == text
            yield from _row(
                telling,
                row,
                text if alone else f"{text} · {label}",
                _agreed(telling, row) if summary.question.kind == "consent" else "",
            )
    if note := told_in_parts.note(summary, telling.book.report, telling.words):
        yield Paragraph(note, Emphasis.QUIET)


def _agreed(telling: Telling, row: RowSummary) -> str:
    """What a consent says: how many agreed."""
    found = row.frequencies.categories if row.frequencies else ()
    agreed = next((each.value for each in found if each.code == 1), None)
    return "" if agreed is None else telling.say(N_("%(share)s agree"), share=telling.words.share(agreed))


def _row(telling: Telling, row: RowSummary, text: str, finding: str) -> Iterator[Part]:
    if row.recommend is not None:
        yield from _recommend(telling, row, text)
    elif is_rated(row):
        yield from _rating(telling, row, text)
    elif row.frequencies is not None:
        answers = [(_answer(telling, row, each), each) for each in row.frequencies.categories]
        yield from _choices(telling, text, answers, row.n, finding or findings.of_list(row, answers, telling.words))
    else:
        yield from _numbers(telling, row, text)


def _heads(telling: Telling, finding: str, text: str, measure: str = "") -> list[Part]:
    told = telling.say(N_("%(question)s · %(measure)s"), question=text, measure=measure) if measure else text
    return [Heading(2, finding), Paragraph(told, Emphasis.QUIET, keeps=True)]


def _answer(telling: Telling, row: RowSummary, category: CategoryCount) -> str:
    texts = dict(row.codes)
    return " ".join(telling.words.of(texts.get(category.code, {})).split()) or str(category.code)


def _ticked(telling: Telling, row: RowSummary) -> Iterator[tuple[str, CategoryCount]]:
    found = row.frequencies.categories if row.frequencies else ()
    yield from ((telling.label(row), each) for each in found if each.code == 1)


def _choices(
    telling: Telling, text: str, answers: Sequence[tuple[str, CategoryCount]], n: int, finding: str = ""
) -> Iterator[Part]:
    finding = finding or findings.leading(answers, telling.words)
    yield from _heads(telling, finding, text, telling.say(N_("share of those who answered")))
    if not n:
        return
    bars = [_bar(telling, name, each) for name, each in answers]
    if len(bars) <= _MOST_BARS:
        yield Figure(drawing.bars(bars, telling.look, high=_end(each for _name, each in answers)), f"{finding}. {text}")
    say = telling.say
    head = (say(N_("Answer")), say(N_("Count")), say(N_("Share")), telling.interval_head())
    rows = tuple(
        (name, telling.words.count(each.count), telling.share(each.value, each.n), telling.limits(each, "share"))
        for name, each in answers
    )
    yield Table(head, rows, (80, 20, 20, 40), note=_base(telling, n))


def _bar(telling: Telling, name: str, found: Estimate) -> drawing.Bar:
    interval = found.interval
    low, high = (interval.low, interval.high) if interval else (None, None)
    return drawing.Bar(name, found.value, telling.share(found.value), low, high, few=found.n < TINY_BASE)


def _end(found: Iterator[CategoryCount]) -> float:
    """Where the axis ends: past the longest whisker, in steps of a tenth."""
    longest = max((each.interval.high if each.interval else each.value or 0.0 for each in found), default=1.0)
    return min(1.0, int(longest * 10 + 1) / 10)


def _rating(telling: Telling, row: RowSummary, text: str) -> Iterator[Part]:
    finding = findings.rated(row, telling.words)
    yield from _heads(telling, finding, text, telling.say(N_("share of those who answered")))
    if row.frequencies is None or not row.n:
        return
    categories = row.frequencies.categories
    names = answer_words(telling.book, row)
    bars = [_bar(telling, name, each) for name, each in zip(names, categories, strict=False)]
    yield Figure(drawing.bars(bars, telling.look, high=_end(iter(categories))), f"{finding}. {text}")
    yield _points(telling, row, names)


def _points(telling: Telling, row: RowSummary, names: Sequence[str]) -> Table:
    say, places = telling.say, findings.places_of(row)
    kind = "mean" if places > 1 else "points"
    categories = row.frequencies.categories if row.frequencies else ()
    rows = [
        (name, telling.words.count(each.count), telling.share(each.value, each.n), telling.limits(each, "share"))
        for name, each in zip(names, categories, strict=False)
    ]
    strong = len(rows)
    if row.top is not None and row.top.value is not None and row.recommend is None:
        told = telling.share(row.top.value, row.top.n), telling.limits(row.top, "share")
        name = N_("The highest") if row.top.is_single else N_("The two highest")
        rows.append((say(name), telling.words.count(row.top.count), *told))
    if row.mean is not None and row.mean.value is not None:
        rows.append((say(N_("Mean")), "", telling.mean(row.mean.value, places), telling.limits(row.mean, kind)))
    head = (say(N_("Answer")), say(N_("Count")), say(N_("Share")), telling.interval_head())
    last = frozenset(range(strong, len(rows)))
    return Table(head, tuple(rows), (80, 20, 20, 40), strong=last, note=_base(telling, row.n))


def _base(telling: Telling, n: int) -> str:
    told = telling.say(N_("Base: %(n)s valid answers."), n=telling.words.count(n))
    return telling.words.sentences(told, telling.marks(n))


def _recommend(telling: Telling, row: RowSummary, text: str) -> Iterator[Part]:
    found = row.recommend
    if found is None:
        return
    finding = findings.score(found, telling.words)
    yield from _heads(telling, finding, text, telling.say(N_("0 to 10, share of those who answered")))
    if not found.n:
        return
    cuts = found.cuts
    names = [
        telling.say(N_("detractors, %(low)s to %(high)s"), low=cuts.scale_min, high=cuts.detractors_to),
        telling.say(N_("passives, %(low)s to %(high)s"), low=cuts.detractors_to + 1, high=cuts.promoters_from - 1),
        telling.say(N_("promoters, %(low)s to %(high)s"), low=cuts.promoters_from, high=cuts.scale_max),
    ]
    shares = (found.detractor_share or 0.0, found.passive_share or 0.0, found.promoter_share or 0.0)
    score = telling.words.signed(found.value or 0.0, 0)
    stack = drawing.Stack(telling.say(N_("Net promoter score")), shares, score)
    paints = drawing.likert_paints(3, telling.look)
    yield Figure(drawing.stacks([stack], paints, names, telling.look, telling.share), f"{finding}. {text}")
    told = [telling.words.of(words) if row.parts else str(code) for code, words in row.codes]
    yield _points(telling, row, told)


def _grid(telling: Telling, text: str, summary: QuestionSummary, rows: Sequence[RowSummary]) -> Iterator[Part]:
    """Several things on one scale, the best rated first."""
    ranked = [*titles.sorted_by_top([row for row in rows if row.n]), *(row for row in rows if not row.n)]
    is_whole = not summary.untold
    finding = (findings.best_and_least if is_whole else findings.between)(rows, telling.words)
    is_single = titles.is_single(rows)
    one, two = N_("share of valid answers, most at the highest first"), N_("share of valid answers, most in the two highest first")  # fmt: skip  # noqa: E501 - two sentences
    measure = telling.say(one if is_single else two)
    yield from _heads(telling, finding, text, measure)
    codes = rows[0].codes
    names = answer_words(telling.book, rows[0])
    if any(row.parts for row in rows):
        # ranges have no colours of their own: the two highest points are what all rows are told by
        bars = [_bar(telling, telling.label(row), row.top) for row in ranked if row.top is not None and row.n]
        yield Figure(drawing.bars(bars, telling.look), f"{finding}. {text}")
    elif len(codes) <= _MOST_POINTS:
        stacks = [
            drawing.Stack(
                telling.label(row), tuple(each.value or 0.0 for each in row.frequencies.categories), _top(telling, row)
            )
            for row in ranked
            if row.frequencies is not None and row.n
        ]
        paints = drawing.likert_paints(len(codes), telling.look)
        yield Figure(drawing.stacks(stacks, paints, names, telling.look, telling.share), f"{finding}. {text}")
    yield _grid_table(telling, ranked)


def _top(telling: Telling, row: RowSummary) -> str:
    return telling.share(row.top.value) if row.top is not None else ""


def _grid_table(telling: Telling, rows: Sequence[RowSummary]) -> Table:
    say = telling.say
    head = (
        say(N_("Rated")),
        say(N_("Highest") if titles.is_single(rows) else N_("Two highest")),
        telling.interval_head(),
        say(N_("Mean")),
        say(N_("SD")),
        say(N_("Base")),
    )
    lines = tuple(
        (
            telling.label(row),
            telling.share(row.top.value if row.top else None, row.n),
            telling.limits(row.top, "share") if row.top else NONE,
            telling.mean(row.mean.value if row.mean else None, findings.places_of(row)),
            telling.mean(row.mean.sd if row.mean else None, 2),
            telling.base(row.n),
        )
        for row in rows
    )
    note = telling.marks(*(row.n for row in rows))
    return Table(head, lines, (62, 20, 34, 16, 14, 18), note=note)


def _numbers(telling: Telling, row: RowSummary, text: str) -> Iterator[Part]:
    say, found = telling.say, row.mean
    yield from _heads(telling, findings.average(row, telling.words), text)
    if found is None or found.value is None:
        return
    named = (
        (N_("Lowest"), found.minimum), (N_("Lower quartile"), found.lower_quartile), (N_("Median"), found.median),
        (N_("Upper quartile"), found.upper_quartile), (N_("Highest"), found.maximum), (N_("Mean"), found.value),
    )  # fmt: skip
    shown = named[-1:] if told_in_parts.is_without_middle(row) else named
    head = (*(say(name) for name, _figure in shown), telling.interval_head(), say(N_("SD")))
    # the ends and quartiles of whole numbers are whole, too
    is_whole = all(each is None or each % 1 == 0 for _name, each in shown[:-1])
    spread = [telling.mean(each, 0 if is_whole else 1) for _name, each in shown[:-1]]
    cells = (*spread, telling.mean(found.value, 1), telling.limits(found, "mean"), telling.mean(found.sd, 1))
    yield Table(head, (cells,), (*(1.0 for _ in shown), 1.7, 1), left=(), note=_base(telling, row.n))

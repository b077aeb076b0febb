"""The other sections: method, gaps, the chain from an idea to a figure, open answers, sample, ways of computing."""

from collections.abc import Iterator
from itertools import groupby

from survey_app.exceptions import N_
from survey_app.exports import titles
from survey_app.exports.documents import drawing
from survey_app.exports.documents.model import Bullets, Emphasis, Figure, Heading, Paragraph, Part, Table
from survey_app.exports.methods import methods_of
from survey_app.exports.naming import attribute_name, group_name, whole_label
from survey_app.exports.report import Chain, GapRow, SampleTable, Verbatim
from survey_app.exports.report_sections.figures import NONE, Telling
from survey_app.exports.sheets import chain as chain_sheet
from survey_app.exports.sheets import method as method_sheet
from survey_app.exports.words import shortened
from survey_app.stats.results import Result

_MOST_TEXTS, _LONGEST_TEXT = 25, 500
_NAMED = 2


def method(telling: Telling) -> list[Part]:
    """Who was asked, what, and how it was counted."""
    parts: list[Part] = [Heading(1, telling.say(N_("Method")))]
    for title, lines in method_sheet.blocks(telling.book, ()):
        parts += [Heading(2, title), Table((), tuple(lines), (40, 130), left=(0, 1))]
    return parts


def gaps(telling: Telling) -> list[Part]:
    """Experience against expectation, the widest shortfall first."""
    report, say = telling.book.report, telling.say
    rows = [row for row in titles.sorted_by_gap(report.gaps) if row.gap.value is not None]
    if not rows:
        return []
    title = titles.gap(report, telling.words)
    parts: list[Part] = [
        Heading(1, say(N_("Experience against expectation"))),
        Paragraph(title, Emphasis.LEAD, keeps=True),
    ]
    measure = [say(N_("S = experience − expectation, per respondent."))]
    if telling.book.recalled():
        measure.append(say(N_("Expectation was asked together with experience: it is recalled.")))
    parts.append(Paragraph(telling.words.sentences(*measure), Emphasis.QUIET, keeps=True))
    short = [row for row in rows if titles.falls_short(row)][:_NAMED]
    pairs = [_pair(telling, row, named=row in short) for row in rows]
    names = (say(N_("expected")), say(N_("experienced, with %(interval)s"), interval=telling.interval_head()))
    parts.append(Figure(drawing.pairs(pairs, names, telling.look, lambda value: _tick(telling, value)), f"{title}"))
    parts.append(_gap_table(telling, rows))
    return parts


def _tick(telling: Telling, value: float) -> str:
    """A value at an axis with the decimals it has, and the comma of the language."""
    return telling.words.figure(value, len(f"{value:g}".partition(".")[2]))


def _pair(telling: Telling, row: GapRow, *, named: bool) -> drawing.Pair:
    gap, interval = row.gap, row.experienced.interval
    return drawing.Pair(
        telling.words.of(row.label) or row.variable,
        gap.expected_mean or 0.0,
        gap.experienced_mean or 0.0,
        interval.low if interval else None,
        interval.high if interval else None,
        telling.signed(gap.value),
        named=named,
    )


def _gap_table(telling: Telling, rows: list[GapRow]) -> Table:
    say = telling.say
    names = (N_("Attribute"), N_("Expectation"), N_("Experience"), N_("S"))
    head = (*(say(name) for name in names), telling.interval_head(), say(N_("Below")), say(N_("Base")))
    lines = tuple(
        (
            telling.words.of(row.label) or row.variable,
            telling.mean(row.gap.expected_mean),
            telling.mean(row.gap.experienced_mean),
            telling.signed(row.gap.value),
            telling.limits(row.gap, "gap"),
            telling.share(row.gap.below.value),
            telling.base(row.gap.n),
        )
        for row in rows
    )
    note = telling.words.sentences(
        say(N_("Below: the share whose experience stayed below their expectation.")),
        telling.marks(*(row.gap.n for row in rows)),
    )
    return Table(head, lines, (48, 21, 20, 15, 34, 15, 17), note=note)


def chain(telling: Telling) -> list[Part]:
    """Each factor on its way from an idea to a figure."""
    found = telling.book.report.chain
    if found is None:
        return []
    say = telling.say
    title = titles.chain(found, telling.words)
    head = (
        say(N_("Factor")),
        say(N_("Ideas")),
        say(N_("Weight")),
        say(N_("Experience")),
        say(N_("S")),
        say(N_("What became of it")),
    )
    return [
        Heading(1, say(N_("From idea to figure"))),
        Paragraph(title, Emphasis.LEAD, keeps=True),
        Table(head, tuple(_factors(telling, found)), (50, 14, 16, 20, 14, 56), left=(0, 5)),
    ]


def _factors(telling: Telling, found: Chain) -> Iterator[tuple[str, ...]]:
    for factor in sorted(found.factors, key=lambda each: (each.gap is None, -(each.weight or 0.0), each.item)):
        gap = factor.gap.gap if factor.gap else None
        verdict = [telling.say(chain_sheet.VERDICTS[factor.verdict])] if factor.verdict is not None else []
        fate = [*verdict, telling.say(N_("measured") if gap else N_("not measured")), factor.why]
        shown = gap is not None and gap.n >= telling.least
        yield (
            telling.words.of(factor.text) or factor.item,
            telling.words.count(len(factor.ideas)),
            NONE if factor.weight is None else telling.words.share(factor.weight),
            telling.mean(gap.experienced_mean if gap and shown else None),
            telling.signed(gap.value if gap and shown else None),
            telling.say(N_("; ")).join(filter(None, fate)),
        )


def verbatims(telling: Telling) -> list[Part]:
    """Open answers, the first of every question in the order of their words; all of them stand in the workbook."""
    report, say = telling.book.report, telling.say
    if not report.verbatims:
        return []
    labels = {each.name: telling.words.of(whole_label(report.questionnaire, each)) for each in report.variables}
    parts: list[Part] = [
        Heading(1, say(N_("Open answers"))),
        Paragraph(titles.verbatims(report, telling.words), Emphasis.LEAD, keeps=True),
    ]
    order = {name: place for place, name in enumerate(labels)}
    found = sorted(report.verbatims, key=lambda each: (order.get(each.variable, len(order)), each.words))
    for variable, answers in groupby(found, key=lambda each: each.variable):
        parts += _answers(telling, labels.get(variable) or variable, list(answers))
    return parts


def _answers(telling: Telling, question: str, answers: list[Verbatim]) -> Iterator[Part]:
    """A few answers, spread over all of them, so that no letter of the alphabet is preferred."""
    distinct = list(dict.fromkeys(shortened(each.words, _LONGEST_TEXT) for each in answers))
    step = max(1, len(distinct) // _MOST_TEXTS)
    shown = distinct[::step][:_MOST_TEXTS]
    yield Heading(2, question)
    told = N_("%(shown)s of %(count)s answers, as written; all of them stand in the workbook.")
    counts = {"shown": telling.words.count(len(shown)), "count": telling.words.count(len(answers))}
    yield Paragraph(telling.say(told, **counts), Emphasis.QUIET, keeps=True)
    yield from (Paragraph(words, Emphasis.QUOTE) for words in shown)


def sample(telling: Telling) -> list[Part]:
    """Issued against returned."""
    report = telling.book.report
    if not report.sample:
        return []
    parts: list[Part] = [
        Heading(1, telling.say(N_("Sample"))),
        Paragraph(titles.sample(report, telling.words), Emphasis.LEAD),
    ]
    for table in report.sample:
        parts += [Heading(2, attribute_name(table.attribute, telling.words, table.title)), _strata(telling, table)]
    return parts


def _strata(telling: Telling, table: SampleTable) -> Table:
    say, count = telling.say, telling.words.count
    framed = any(row.frame is not None for row in table.rows)
    head = (
        attribute_name(table.attribute, telling.words, table.title),
        *([say(N_("Frame"))] if framed else []),
        say(N_("Issued")),
        say(N_("Returned")),
        say(N_("Rate")),
    )
    lines = []
    for row in (*table.rows, table.total):
        name = say(N_("All")) if row is table.total else group_name(row.label, telling.words, row.words)
        frame = [NONE if row.frame is None else count(row.frame)] if framed else []
        rate = telling.words.share(row.returned / row.issued) if row.issued else NONE
        lines.append((name, *frame, count(row.issued), count(row.returned), rate))
    told = say(N_("Counted afterwards, not drawn by it.")) if table.is_tally else ""
    return Table(head, tuple(lines), (70, *[25] * (len(head) - 1)), strong=frozenset({len(lines) - 1}), note=told)


def sources(telling: Telling) -> list[Part]:
    """How the figures are computed, each way once, with where it was published."""
    found = methods_of(_results(telling), telling.words)
    if not found:
        return []
    lines = tuple(telling.say(N_("%(rule)s. Source: %(source)s"), rule=each.rule, source=each.source) for each in found)
    return [Heading(1, telling.say(N_("How is this computed?"))), Bullets(lines)]


def _results(telling: Telling) -> Iterator[Result | None]:
    report = telling.book.report
    key = report.key
    yield from (key.satisfied, key.satisfaction_mean, key.recommend, key.gap, key.index, key.weighted)
    for summary in report.questions:
        for row in summary.rows:
            yield from (row.top, row.mean, row.recommend, row.gap)
            yield from row.frequencies.categories if row.frequencies else ()
            yield row.kano
    made = report.analyses
    yield from (each.table for each in (made.banner.tables if made.banner else ()) if each.points)
    yield made.drivers.result if made.drivers else None
    for scale in made.scales:
        yield from (scale.alpha, scale.omega)

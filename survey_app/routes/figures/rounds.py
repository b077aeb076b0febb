"""The results of a panel in words: one finding, key figures, how opinions moved, every statement in numbers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.charts.rounds import spark
from survey_app.exports import rankings, round_methods, round_words
from survey_app.exports.round_report import ItemFigures, PanelReport, RoundPart
from survey_app.routes import chosen_words
from survey_app.routes.figures import round_chart, round_choices, round_notes, round_open, round_wording
from survey_app.routes.figures.model import Entry, Method
from survey_app.routes.figures.wording import NONE
from survey_app.routes.presentation import filled, number, percent, say_here
from survey_app.stats.consensus import Verdict
from survey_app.vocabulary import Fate, ItemScale


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table: words, or a small drawing."""

    words: str
    drawing: Markup = field(default_factory=Markup)
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One statement: its code, its words and its cells."""

    code: str
    label: str
    cells: tuple[Cell, ...]
    section: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Statements under one heading."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column."""

    words: str
    is_number: bool = True
    below: str = ""
    """A second line."""
    is_optional: bool = False
    """Whether the column goes where it says nothing; of other numbers a dash says that they are kept back."""


@dataclass(frozen=True, slots=True)
class RoundPage:
    """Everything the page of one round shows."""

    number: int
    heading: str
    lede: str
    kpis: tuple[round_wording.Kpi, ...]
    chart_heading: str
    measure: str
    chart: Markup
    key: tuple[Entry, ...]
    heads: tuple[Head, ...]
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    methods: tuple[Method, ...]


def page_of(report: PanelReport, number_: int, shown: Collection[str] | None = None) -> RoundPage:
    """The page of one analysed round, seen against the round before; with the statements of these codes, or all."""
    place = next(n for n, part in enumerate(report.rounds) if part.figures.number == number_)
    part, before = report.rounds[place], report.rounds[place - 1] if place else None
    before = None if before is None or before.figures.is_in_words else before
    groups = [
        (heading, [item for item in items if shown is None or item.code in shown])
        for heading, items in round_wording.grouped(part)
    ]
    heads = _heads(part, before)
    blocks = tuple(
        Block(heading, tuple(_line(part, before, item, report) for item in items)) for heading, items in groups if items
    )
    told = _told(blocks, heads)
    return RoundPage(
        number=number_,
        heading=round_open.heading(part.figures) if part.figures.is_in_words else round_wording.heading(part),
        lede=round_wording.lede(report, part),
        kpis=round_wording.kpis(report, part, before),
        chart_heading=round_wording.chart_heading(
            part, [item for _h, items in groups for item in items], report.language
        ),
        measure=round_wording.measure(part, before, report.language),
        chart=round_chart.draw(part, before, groups, report.language),
        key=round_wording.key(part, before),
        heads=tuple(head for place, head in enumerate(heads) if place in told),
        blocks=tuple(
            Block(block.heading, tuple(replace(line, cells=_of(line.cells, told)) for line in block.lines))
            for block in blocks
        ),
        notes=round_notes.notes(report, part),
        methods=_methods(part),
    )


def _told(blocks: Sequence[Block], heads: Sequence[Head]) -> frozenset[int]:
    """The columns that say something: drawings, findings and what is optional go where every row has none."""
    rows = [line.cells for block in blocks for line in block.lines]
    return frozenset(
        place
        for place, head in enumerate(heads)
        if (head.is_number and not head.is_optional)
        or any(row[place].drawing or row[place].words not in ("", NONE) for row in rows)
    )


def _of(cells: Sequence[Cell], told: frozenset[int]) -> tuple[Cell, ...]:
    return tuple(cell for place, cell in enumerate(cells) if place in told)


def _methods(part: RoundPart) -> tuple[Method, ...]:
    return tuple(Method(filled(words, {}).rstrip(".。"), source) for words, source in round_methods.of_part(part))


def _heads(part: RoundPart, before: RoundPart | None) -> tuple[Head, ...]:
    moved = _moved_heads(part) if before else []
    counted = _("Ratings") if part.figures.scale is ItemScale.RATING else _("Answers")
    spread = [Head(counted), Head(_("Median")), Head(_("Middle half"))]
    drawn = Head(
        _("Round %(n)s,", n=number(part.figures.number)),
        is_number=False,
        below=_("%(low)s to %(high)s", **round_wording.scale_ends(part)),
    )
    unsure = [Head(_("Cannot"), below=_("judge"))] if _has_unsure(part) else []
    if part.figures.scale is ItemScale.CHOICE:
        heads = [
            Head(_("Answers")),
            *(Head(words, is_number=is_number) for words, is_number in round_choices.heads(part)),
            *unsure,
            *moved,
        ]
    elif part.figures.scale is ItemScale.POINTS:
        heads = [*spread, drawn, Head(_("Mean points")), Head(_("Weight")), *unsure, *moved]
    elif part.figures.scale is ItemScale.RANKING:
        top = Head(_("Among the first"), below=number(rankings.top_of(part)))
        ranks = [Head(_("Rank")), Head(_("Borda points")), Head(_("Mean rank"))]
        heads = [spread[0], *ranks, *spread[1:], drawn, top, *moved]
        # what is told of ranks hangs on how many there are: columns of dashes say nothing
        heads = [replace(head, is_optional=True) for head in heads]
    elif part.figures.scale is ItemScale.ESTIMATE:
        pooled = [Head(_("Mean")), Head(_("Log-odds mean"))]
        heads = [spread[0], Head(_("Median")), Head(_("Range, median of the limits")), drawn, *pooled, *unsure, *moved]
    else:
        ends = round_wording.range_words(part)
        shares = [Head(_("Rated %(range)s", range=ends[0])), Head(_("Share")), Head(_("Of all"))]
        heads = [*spread, drawn, *shares, *unsure, *moved, Head(_("Weight"))]
    return (*heads, Head(_("What is found"), is_number=False))


def _moved_heads(part: RoundPart) -> list[Head]:
    """What is told of movement; one number of people for all rows stands in the head."""
    pairs = _pairs(part)
    of = _("of %(n)s", n=number(pairs)) if pairs else ""
    return [Head(_("Net"), below=_("change")), Head(_("Changed"), below=of, is_optional=True)]


def _pairs(part: RoundPart) -> int:
    """Of how many people it is told who changed their answer, where it is one number for all statements; else 0."""
    found = {item.movement.pairs for item in part.figures.items if item.movement and item.movement.changed is not None}
    return found.pop() if len(found) == 1 else 0


def _moved(part: RoundPart, item: ItemFigures) -> list[Cell]:
    net = percent(item.movement.net_change) if item.movement else NONE
    words = chosen_words.changed(item.movement)
    if words and item.movement and not _pairs(part):
        words = _("%(k)s of %(n)s", k=words, n=number(item.movement.pairs))
    return [Cell(net), Cell(words or NONE)]


def _has_unsure(part: RoundPart) -> bool:
    """Whether anybody could say "cannot judge"; in estimates, whether anybody did."""
    if part.figures.scale in (ItemScale.RATING, ItemScale.CHOICE):
        return part.rules.cannot_judge
    return any(item.cannot_judge for item in part.figures.items)


def _line(part: RoundPart, before: RoundPart | None, item: ItemFigures, report: PanelReport) -> Line:
    earlier = before.figures.item(item.item_id) if before else None
    cells = [Cell(_arrow(number(earlier.n) if earlier else None, number(item.n)))]
    drawing = Cell("" if item.counts else NONE, spark(item.counts, round_wording.plain), is_number=False)
    unsure = [Cell(number(item.cannot_judge))] if _has_unsure(part) else []
    moved = _moved(part, item) if before else []
    if part.figures.scale is ItemScale.ESTIMATE:
        cells += [*_estimates(part, item, earlier, drawing), *unsure, *moved]
    elif part.figures.scale is ItemScale.CHOICE:
        told = round_choices.cells(part, before, item, report.language)
        cells += [*(Cell(words, is_number=is_number) for words, is_number in told), *unsure, *moved]
    elif part.figures.scale is ItemScale.RANKING:
        cells += [*_ranks(part, before, item, drawing), *moved]
    else:
        medians = [round_wording.figure(each.median) if each else "" for each in (earlier, item)]
        middles = [round_wording.middle(each) if each else "" for each in (earlier, item)]
        cells += [Cell(_arrow(medians[0], medians[1])), Cell(_arrow(middles[0], middles[1])), drawing]
        if part.figures.scale is ItemScale.POINTS:
            cells += [Cell(number(item.mean, 1)), Cell(percent(item.weight, 1)), *unsure, *moved]
        else:
            cells += [*_shares(part, item), *unsure, *moved, Cell(percent(item.weight, 1))]
    label = round_wording.label(item, report.language)
    section = next((each.section for each in report.items if each.item_id == item.item_id), {})
    return Line(item.code, label, (*cells, _found(part, item)), say_here(dict(section), report.language))


def _arrow(before: str | None, now: str) -> str:
    return f"{before} → {now}" if before else now


def _estimates(part: RoundPart, item: ItemFigures, earlier: ItemFigures | None, drawing: Cell) -> Sequence[Cell]:
    now, then = item.estimate, earlier.estimate if earlier else None
    if now is None:
        return [Cell(NONE), Cell(NONE), drawing, Cell(NONE), Cell(NONE)]
    told = partial(round_wording.pooled, part)
    limits = NONE if now.low is None else f"{told(now.low)}–{told(now.high)}"
    return [
        Cell(_arrow(told(then.median) if then else None, told(now.median))),
        Cell(limits),
        drawing,
        Cell(_arrow(told(then.mean) if then else None, told(now.mean))),
        Cell(told(now.log_odds)),
    ]


def _ranks(part: RoundPart, before: RoundPart | None, item: ItemFigures, drawing: Cell) -> Sequence[Cell]:
    """Place and points, the middle of the ranks, and how many put it among the first."""
    earlier = rankings.places(before.figures.items).get(item.item_id) if before else None
    found = rankings.of_item(part, item)
    counts = found.counts
    return [
        Cell(_arrow(number(earlier) if earlier else None, number(found.place))),
        Cell(number(counts.borda) if counts else NONE),
        Cell(number(counts.mean_rank, 2) if counts else NONE),
        Cell(round_wording.figure(item.median)),
        Cell(round_wording.middle(item)),
        drawing,
        Cell(percent(counts.top_share) if counts else NONE),
    ]


def _shares(part: RoundPart, item: ItemFigures) -> Sequence[Cell]:
    """The larger of the two ends, with both denominators."""
    is_low = (item.low or 0.0) > (item.high or 0.0)
    count, share = (item.low_count, item.low) if is_low else (item.high_count, item.high)
    of_all = item.low_of_all if is_low else item.high_of_all
    if count is None:
        return [Cell(NONE), Cell(NONE), Cell(NONE)]
    words = _("%(k)s of %(n)s", k=number(count), n=number(item.n))
    if is_low:
        words = _(
            "%(k)s of %(n)s in %(range)s", k=number(count), n=number(item.n), range=round_wording.range_words(part)[1]
        )
    return [Cell(words), Cell(percent(share)), Cell(percent(of_all))]


def _found(part: RoundPart, item: ItemFigures) -> Cell:
    """What the heading of the group does not say: the verdict of what is not agreed, and what was decided."""
    words = [] if item.is_agreed and part.figures.has_rule else [round_wording.found_words(part, item, brief=True)]
    if item.verdict is Verdict.AGREED_LOW and part.figures.has_rule:
        words.append(filled(round_words.VERDICTS[Verdict.AGREED_LOW], {}))
    fate = part.fates.get(item.item_id)
    if fate is not None and fate != Fate.KEPT:
        words.append(filled(round_words.FATES[Fate(fate)], {}))
    return Cell(_("; ").join(each for each in words if each), is_number=False)

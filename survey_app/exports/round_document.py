"""The report of a panel as a document, for Word and PDF: the same figures as its pages and its workbook."""

from survey_app.exceptions import N_
from survey_app.exports import (
    both_scales_parts,
    chosen,
    chosen_parts,
    elicited_parts,
    group_parts,
    middle_parts,
    open_answers,
    outcome_parts,
    own_scales,
    reading_parts,
    round_methods,
    round_titles,
    round_words,
)
from survey_app.exports.cells import zone_of
from survey_app.exports.comparing import consistency_words
from survey_app.exports.documents.flow import FlowBox, flow_chart
from survey_app.exports.documents.model import (
    Document,
    Emphasis,
    Figure,
    Heading,
    Look,
    PageBreak,
    Paragraph,
    Part,
    Table,
)
from survey_app.exports.rankings import of_item
from survey_app.exports.round_book import RoundBook
from survey_app.exports.round_report import ItemFigures, ItemLine, PanelReport, RoundPart
from survey_app.exports.round_sheets.one_round import order_words
from survey_app.exports.round_sheets.protocol import corrected_words, rule_lines
from survey_app.exports.words import Translate, Words
from survey_app.vocabulary import Fate, ItemScale

NONE = "\N{EN DASH}"
_LEFT_ON_THE_WAY = ("part", "none", "withdrawn")


def build(report: PanelReport, language: str, *, translate: Translate = str, look: Look | None = None) -> Document:
    """The report in one language."""
    words = Words(language, translate, zone_of(report.timezone), report.language)
    book = RoundBook(report, words, {}, {})
    parts: list[Part] = [*_rounds(book, look or Look()), PageBreak(), *_flow(book, look or Look())]
    parts += outcome_parts.parts_of(book)
    parts += [*group_parts.parts_of(book), *_items(book), *open_answers.parts_of(book), *_reasons(book)]
    parts += [PageBreak(), *_protocol(book), *_methods(book)]
    simulated = words.say(N_("Simulated sample data.")) if report.is_sample else ""
    return Document(
        title=report.study_title,
        subtitle=report.stage_title if report.stage_title != report.study_title else "",
        finding=round_titles.cover(report, words),
        language=language,
        organiser=report.organiser,
        date=words.day(report.made_at),
        parts=tuple(parts),
        facts=tuple(_facts(book)),
        footer=" · ".join(filter(None, (report.organiser, simulated))),
        page=words.say(N_("Page %(page)s of %(pages)s"), page="{page}", pages="{pages}"),
        subject=words.say(N_("Report of a Delphi panel")),
        contents=words.say(N_("What each part says")),
        look=look or Look(),
    )


def _facts(book: RoundBook) -> list[tuple[str, str]]:
    say, report = book.words.say, book.report
    facts = [(say(N_("Anonymity")), say(round_words.LEVELS[report.level]))]
    if report.rounds:
        facts.append((say(N_("Panel")), round_titles.flow(report, book.words)))
        first, last = report.rounds[0], report.rounds[-1]
        facts.append(
            (
                say(N_("Rounds")),
                say(N_("%(done)s of %(planned)s"), done=len(report.rounds), planned=report.rules.rounds),
            )
        )
        facts.append((say(N_("Time")), book.words.period(first.opened_at, last.closed_at)))
    return [(name, told) for name, told in facts if told]


def _rounds(book: RoundBook, look: Look) -> list[Part]:
    """Every round, the last one first: that is what a reader wants to know."""
    found: list[Part] = []
    for part in reversed(own_scales.parts(book.report)):
        title = own_scales.title(part, book.words)
        found += [
            Heading(1, title),
            Paragraph(round_titles.of_round(part, book.words), Emphasis.LEAD, keeps=True),
            Paragraph(_about(book, part), Emphasis.QUIET, keeps=not part.figures.is_in_words),
        ]
        if part.figures.is_in_words:
            continue
        found += [_table(book, part), *middle_parts.parts_of(book, part, look)]
        told = (consistency_words(part, book.words), order_words(book, part))
        found += [Paragraph(each, Emphasis.QUIET) for each in told if each]
        found += chosen_parts.parts_of(book, part)
        found += reading_parts.parts_of(book, part)
        found += both_scales_parts.parts_of(book, part, look)
        found += elicited_parts.parts_of(book, part, look)
    return found


def _about(book: RoundBook, part: RoundPart) -> str:
    if part.figures.is_in_words:
        return book.about(part)
    scale = book.words.say(N_("Scale: %(scale)s."), scale=book.scale(part))
    return book.words.sentences(book.about(part), scale)


def _table(book: RoundBook, part: RoundPart) -> Table:
    say = book.words.say
    if chosen.is_chosen(part):
        names = tuple(say(name) for name in chosen_parts.head(part))
        return Table(names, chosen_parts.lines(book, part), (7, 34, 6, 19, 12, 22), left=(0, 1, 3, 5))
    head = [say(N_("Code")), say(N_("Statement")), say(N_("n")), say(N_("Median")), say(N_("Middle half"))]
    if part.figures.scale is ItemScale.RATING:
        head += [say(N_("Rated %(range)s"), range=book.ranges(part)[0]), say(N_("Verdict"))]
        return Table(tuple(head), _lines(book, part), (7, 44, 6, 9, 12, 11, 22), left=(0, 1, 6))
    lasts = {ItemScale.ESTIMATE: N_("Mean"), ItemScale.RANKING: N_("Rank")}
    last = say(lasts.get(part.figures.scale, N_("Weight")))
    if part.figures.scale is ItemScale.RANKING:
        return Table((*head, say(N_("Mean rank")), last), _lines(book, part), (7, 44, 6, 10, 12, 10, 9), left=(0, 1))
    return Table((*head, last), _lines(book, part), (7, 52, 7, 11, 13, 12), left=(0, 1))


def _lines(book: RoundBook, part: RoundPart) -> tuple[tuple[str, ...], ...]:
    return tuple((*_common(book, item), *_rest(book, part, item)) for item in part.figures.items)


def _common(book: RoundBook, item: ItemFigures) -> tuple[str, ...]:
    words = book.words
    middle = NONE
    if item.lower is not None and item.upper is not None:
        middle = words.say(N_("%(low)s–%(high)s"), low=_figure(words, item.lower), high=_figure(words, item.upper))
    return (item.code, book.text(item.text), words.count(item.n), _figure(words, item.median), middle)


def _rest(book: RoundBook, part: RoundPart, item: ItemFigures) -> tuple[str, ...]:
    words = book.words
    if part.figures.scale is ItemScale.RATING:
        told = words.say(N_(", ")).join(filter(None, (book.verdict(part, item), book.movement(item))))
        return (NONE if item.high is None else words.share(item.high), told or NONE)
    if part.figures.scale is ItemScale.ESTIMATE:
        return (_figure(words, item.mean),)
    if part.figures.scale is ItemScale.RANKING:
        found = of_item(part, item)
        mean = found.counts.mean_rank if found.counts else None
        return (
            NONE if mean is None else words.figure(mean, 2),
            NONE if found.place is None else words.count(found.place),
        )
    return (NONE if item.weight is None else words.share(item.weight, 1),)


def _figure(words: Words, value: float | None) -> str:
    """A figure of the scale without needless decimals."""
    if value is None:
        return NONE
    return words.figure(value, 0 if value == round(value) else 1)


def _flow(book: RoundBook, look: Look) -> list[Part]:
    """The way of the people through the rounds."""
    report, say = book.report, book.words.say
    if not report.rounds:
        return []
    boxes = [_invited(book, report.rounds[0])]
    boxes += [_box(book, part) for part in report.rounds]
    told = say(N_("; ")).join(book.words.labelled(box.title, box.words) for box in boxes)
    return [
        Heading(1, say(N_("Panel and flow"))),
        Paragraph(round_titles.flow(report, book.words), Emphasis.LEAD, keeps=True),
        Figure(flow_chart(boxes, look), told),
        Paragraph(say(N_("Exact counts of the roll; small groups are left out.")), Emphasis.QUIET),
    ]


def _invited(book: RoundBook, part: RoundPart) -> FlowBox:
    flow, say, count = part.figures.flow, book.words.say, book.words.count
    declined = flow.get("declined", 0)
    return FlowBox(
        say(round_words.FLOW["invited"]),
        count(flow.get("invited", 0)),
        say(N_("%(words)s: %(count)s"), words=say(round_words.FLOW["declined"]), count=count(declined))
        if declined
        else "",
    )


def _box(book: RoundBook, part: RoundPart) -> FlowBox:
    flow, say, count = part.figures.flow, book.words.say, book.words.count
    told = say(
        N_("%(finished)s of %(accepted)s panellists finished"),
        finished=count(flow.get("finished", 0)),
        accepted=count(flow.get("asked", flow.get("accepted", 0))),
    )
    leaves = [
        say(N_("%(words)s: %(count)s"), words=say(round_words.FLOW[name]), count=count(flow[name]))
        for name in _LEFT_ON_THE_WAY
        if flow.get(name)
    ]
    return FlowBox(say(N_("Round %(n)s"), n=part.figures.number), told, say(N_("; ")).join(leaves))


def _items(book: RoundBook) -> list[Part]:
    """Statements that came from others or went into others."""
    report, say = book.report, book.words.say
    rows = [_item(book, each) for each in report.items if each.from_items or each.from_cards]
    fates = [
        (
            str(part.figures.number),
            item.code,
            book.text(item.text),
            say(round_words.FATES[Fate(part.fates[item.item_id])]),
        )
        for part in own_scales.parts(report)
        for item in part.figures.items
        if part.fates.get(item.item_id) in {Fate.REWORDED, Fate.SPLIT, Fate.MERGED, Fate.DROPPED}
    ]
    if not rows and not fates:
        return []
    found: list[Part] = [Heading(1, say(N_("Statements and where they come from")))]
    if rows:
        head = (say(N_("Code")), say(N_("Statement")), say(N_("Comes from")))
        found.append(Table(head, tuple(rows), (8, 46, 46), left=(0, 1, 2)))
    if fates:
        head4 = (say(N_("After round")), say(N_("Code")), say(N_("Statement")), say(N_("What became of it")))
        found.append(Table(head4, tuple(fates), (10, 9, 56, 25), left=(0, 1, 2, 3)))
    return found


def _item(book: RoundBook, line: ItemLine) -> tuple[str, str, str]:
    sources = (*line.from_items, *line.from_cards)
    return (line.code, book.text(line.text), book.words.say(N_("; ")).join(sources))


def _reasons(book: RoundBook) -> list[Part]:
    """What panellists gave as reasons, both sides: dissent is a result too."""
    report, say = book.report, book.words.say
    title = N_("Arguments of the panel") if report.rules.arguments else N_("Reasons of the panel")
    found: list[Part] = [Heading(1, say(title))]
    if not report.reasons:
        return [*found, Paragraph(say(N_("No reason was released.")))]
    head = (say(N_("Round")), say(N_("Code")), say(N_("Side")), say(N_("Reason, as it was released")))
    if all(each.is_sideless for each in report.reasons):
        plain = tuple((str(each.number), each.code, each.text) for each in report.reasons)
        return [*found, Table((head[0], head[1], head[3]), plain, (8, 9, 83), left=(0, 1, 2))]
    rows = tuple((str(each.number), each.code, say(round_words.side(each)), each.text) for each in report.reasons)
    table = Table(
        head,
        rows,
        (8, 9, 20, 63),
        left=(0, 1, 2, 3),
        note=say(note) if (note := round_words.side_note(report.rules)) else "",
    )
    return [*found, table]


def _protocol(book: RoundBook) -> list[Part]:
    """The rules in force and every version with its reason."""
    report, words = book.report, book.words
    say = words.say
    versions = tuple(
        (
            str(each.version),
            words.moment(each.locked_at) if each.locked_at else NONE,
            each.hash[:16],
            each.reason or NONE,
        )
        for each in report.protocols
    )
    head = (say(N_("Version")), say(N_("Fixed")), say(N_("Hash")), say(N_("Reason of the amendment")))
    corrected = tuple(
        (each.code, words.moment(each.at), corrected_words(book, each), each.reason) for each in report.corrections
    )
    head4 = (say(N_("Code")), say(N_("When")), say(N_("Words before and after")), say(N_("What was wrong")))
    return [
        Heading(1, say(N_("Protocol"))),
        Table((), tuple(rule_lines(book, report.rules)), (30, 70), left=(0, 1)),
        Heading(2, say(N_("Versions"))),
        Table(head, versions, (10, 30, 22, 38), left=(0, 1, 2, 3)),
        *([Heading(2, say(N_("Corrections of words")))] if corrected else []),
        *([Table(head4, corrected, (8, 20, 46, 26), left=(0, 1, 2, 3))] if corrected else []),
    ]


def _methods(book: RoundBook) -> list[Part]:
    say = book.words.say
    further = (each for part in book.report.rounds for each in reading_parts.methods_of(part))
    listed = tuple(dict.fromkeys((*round_methods.of_parts(own_scales.parts(book.report)), *further)))
    if not listed:
        return []
    rows = tuple((say(words), source) for words, source in listed)
    head = (say(N_("How it is computed")), say(N_("Source")))
    return [Heading(1, say(N_("How figures are computed"))), Table(head, rows, (55, 45), left=(0, 1))]

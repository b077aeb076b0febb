"""Earlier waves, rivals and the codes of open answers in the report: the same figures as the sheets, in tables."""

from survey_app.exceptions import N_
from survey_app.exports import analysis_titles
from survey_app.exports.analyses import EarlierWave, RivalRow, RivalTable, WaveFigure
from survey_app.exports.coded_texts import CodedTexts
from survey_app.exports.documents import drawing
from survey_app.exports.documents.model import Emphasis, Figure, Heading, Paragraph, Part, Table
from survey_app.exports.naming import whole_label
from survey_app.exports.report_sections.figures import NONE, Telling
from survey_app.exports.sheets import rivals as rival_sheet
from survey_app.exports.sheets import text_codes as code_sheet
from survey_app.exports.sheets import waves as wave_sheet

_MOST_CODES = 14
_SATISFIED = "satisfied"
_PLACES = {"recommend": 0, "index": 1}
_UNSIGNED = frozenset({"mean", "index"})


def waves(telling: Telling) -> list[Part]:
    """Each key figure then and now, the newest wave first; nothing without an earlier one."""
    found, say = telling.book.report.analyses.waves, telling.say
    if not found:
        return []
    parts: list[Part] = [
        Heading(1, say(N_("Earlier waves"))),
        Paragraph(analysis_titles.waves(found, telling.words), Emphasis.LEAD, keeps=True),
    ]
    for wave in reversed(found):
        told = say(N_("%(wave)s, n = %(n)s"), wave=wave.title, n=telling.words.count(wave.n))
        said = "" if wave.is_unlike else wave_sheet.moved_words(wave, telling.words)
        parts += [Heading(2, told), *([Paragraph(said, keeps=True)] if said else []), _wave(telling, wave)]
    return parts


def _wave(telling: Telling, wave: EarlierWave) -> Part:
    say = telling.say
    if wave.is_unlike:
        return Paragraph(say(N_("Not compared: what the filters ask is missing in that survey, or worded otherwise.")))
    names = (N_("Figure"), N_("Before"), N_("Now"), N_("Difference"))
    head = (*(say(name) for name in names), telling.interval_head(), say(N_("What may be said")))
    note = say(wave_sheet.NOTE)
    rows = tuple(_moved(telling, each) for each in wave.figures)
    return Table(head, rows, (62, 18, 18, 20, 34, 36), left=(0, 5), note=note)


def _moved(telling: Telling, figure: WaveFigure) -> tuple[str, ...]:
    words, change = telling.words, figure.change
    ends = (change.interval.low, change.interval.high) if change.interval else (None, None)
    if figure.measure == _SATISFIED:
        levels = [telling.share(value, change.n_now) for value in (change.before, change.now)]
        moved = [telling.signed(None if value is None else 100 * value, 1) for value in (change.value, *ends)]
    else:
        places = _PLACES.get(figure.measure, 2)
        plain = telling.mean if figure.measure in _UNSIGNED else telling.signed
        levels = [plain(value, places) for value in (change.before, change.now)]
        moved = [telling.signed(value, places) for value in (change.value, *ends)]
    between = NONE if ends[0] is None else telling.say(N_("%(low)s to %(high)s"), low=moved[1], high=moved[2])
    return (wave_sheet.figure_name(figure, words), *levels, moved[0], between, wave_sheet.said_of(change, words))


def rivals(telling: Telling) -> list[Part]:
    """Each attribute beside those of the rivals, and what to do; nothing where no rival was rated."""
    found, say, book = telling.book.report.analyses.rivals, telling.say, telling.book
    if found is None:
        return []
    title = analysis_titles.rivals(found, telling.words)
    names = (say(N_("Attribute")), say(N_("Importance")), say(N_("Own")))
    others = tuple(telling.words.of(name) for name in found.names)
    head = (*names, *others, say(N_("Difference")), telling.interval_head(), say(N_("Base")), say(N_("Decision")))
    rows = tuple(_beside(telling, found, row) for row in found.rows)
    widths = (32, 26, 18, *(22,) * len(others), 24, 30, 14, 30)
    return [
        Heading(1, say(N_("Rivals"))),
        Paragraph(title, Emphasis.LEAD, keeps=True),
        Paragraph(rival_sheet.about(book, found), Emphasis.QUIET, keeps=True),
        Table(head, rows, widths, left=(0, len(head) - 1), note=_interval_note(telling, found)),
    ]


def _interval_note(telling: Telling, found: RivalTable) -> str:
    resamples = found.result.resamples
    told = N_("Interval from %(count)s resamples; equal where it holds 0.")
    return telling.say(told, count=telling.words.count(resamples)) if resamples else ""


def _beside(telling: Telling, found: RivalTable, row: RivalRow) -> tuple[str, ...]:
    weight = telling.mean(row.importance) if found.is_stated else telling.share(row.importance, row.n)
    ends = row.interval and {"low": telling.signed(row.interval.low), "high": telling.signed(row.interval.high)}
    return (
        telling.words.of(row.label) or row.variable,
        weight,
        telling.mean(row.own),
        *(telling.mean(rival.mean) for rival in row.rivals),
        telling.signed(row.difference),
        telling.say(N_("%(low)s to %(high)s"), **ends) if ends else NONE,
        telling.base(row.n),
        rival_sheet.decision_words(telling.book, row),
    )


def text_codes(telling: Telling) -> list[Part]:
    """What open answers are about: the codes of each question with their themes; nothing where none was coded."""
    report, say = telling.book.report, telling.say
    found = code_sheet.shown(report, telling.words.language)
    if not found:
        return []
    labels = {each.name: telling.words.of(whole_label(report.questionnaire, each)) for each in report.variables}
    countable = code_sheet.countable(report, telling.words.language)
    parts: list[Part] = [
        Heading(1, say(N_("Codes of open answers"))),
        Paragraph(analysis_titles.text_codes(countable, telling.words), Emphasis.LEAD, keeps=True),
    ]
    for place, (name, coded) in enumerate(found.items()):
        parts.append(Heading(2, labels.get(name) or name))
        parts += [*([_bars(telling)] if place == 0 else []), _codes(telling, coded)]
    return parts


def _bars(telling: Telling) -> Part:
    countable = code_sheet.countable(telling.book.report, telling.words.language)
    ranked = sorted(countable, key=lambda each: -(each[1].value or 0.0))[:_MOST_CODES]
    bars = [
        drawing.Bar(
            name,
            share.value,
            telling.share(share.value),
            share.interval.low if share.interval else None,
            share.interval.high if share.interval else None,
        )
        for name, share in ranked
    ]
    measure = telling.say(N_("Share of those who wrote something"))
    return Figure(drawing.bars(bars, telling.look, high=max([0.1, *(bar.high or 0.0 for bar in bars)])), measure)


def _codes(telling: Telling, coded: CodedTexts) -> Table:
    say, least = telling.say, max(1, telling.book.report.analyses.least, telling.least)
    head = (say(N_("Theme")), say(N_("Code")), say(N_("Answers")), say(N_("Share")), telling.interval_head())
    few = say(N_("fewer than %(least)s"), least=least)
    rows: list[tuple[str, ...]] = []
    strong: set[int] = set()
    for line in code_sheet.lines(coded, least):
        if not line.code:
            strong.add(len(rows))
        theme, share = line.theme if not line.code else "", line.share
        figures = (
            (few, NONE, NONE)
            if share is None
            else (telling.words.count(round(share.k)), telling.share(share.value), telling.limits(share, "share"))
        )
        rows.append((theme, line.code, *figures))
    return Table(head, tuple(rows), (44, 62, 26, 20, 38), left=(0, 1), strong=frozenset(strong))

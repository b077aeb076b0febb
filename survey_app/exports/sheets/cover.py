"""The cover: what this is, its main finding, and one line for what each sheet says."""

from survey_app.exceptions import N_
from survey_app.exports import left_out as missing
from survey_app.exports import styles, titles
from survey_app.exports.book import LEVELS, MODES, Book
from survey_app.exports.cells import display_width, row_height
from survey_app.exports.naming import attribute_name, group_name
from survey_app.exports.sheet import Sheet
from survey_app.exports.sheets.logo import Logo
from survey_app.exports.words import shortened
from survey_app.vocabulary import AnonymityLevel, Mode

_LOGO_ROW, _LONGEST_FILTER = 4, 60
_ATTRIBUTE = "attr."
"""What filters by a column of the list of people begin with."""
_NAME = styles.Look(colour=styles.QUIET)
_WORDS = styles.Look(wrap=True)


def build(book: Book, left_out: tuple[str, ...]) -> Sheet:
    """The first sheet. `left_out` names the sheets for which the study has nothing."""
    sheet, words = book.sheet("cover", styles.INK), book.words
    sheet.columns((2, 24, 112))
    sheet.one_page, sheet.repeated = True, ""
    sheet.line(1, styles.Look(fill=styles.RESULT))
    study = book.report.study_title
    size = 28 if display_width(study) <= 66 else 20
    sheet.put(2, 2, shortened(study, 92), styles.Look(size=size, bold=True))
    sheet.put(3, 2, titles.cover(book.report, words), styles.Look(size=12))
    sheet.heights |= {1: 8.0, 2: 48.0, 3: 30.0}
    if book.look.logo:
        logo = Logo(book.look, sheet, _LOGO_ROW)
        sheet.pictures.append(logo)
        sheet.put(_LOGO_ROW, 2, None)
        sheet.heights[_LOGO_ROW] = logo.height * 0.75 + 10
    row = _facts(sheet, book, left_out, 5)
    row = _contents(sheet, book, row + 1)
    source = words.say(N_("Every figure equals the one on screen: both come from the same calculation."))
    sheet.foot(row + 1, source)
    return sheet


def _facts(sheet: Sheet, book: Book, left_out: tuple[str, ...], row: int) -> int:
    for name, told in facts(book, left_out):
        sheet.put(row, 2, name, _NAME)
        sheet.put(row, 3, told, _WORDS)
        sheet.heights[row] = max(18.0, row_height(told, sheet.width(3)))
        row += 1
    return row


def facts(book: Book, left_out: tuple[str, ...]) -> list[tuple[str, str]]:
    """What a reader needs to know about this file, as name and sentence."""
    report, words = book.report, book.words
    made = words.moment(report.made_at)
    version = words.say(N_("Questionnaire %(number)s; made %(made)s"), number=report.version_number, made=made)
    lines = [
        (words.say(N_("Client")), report.client),
        (words.say(N_("Organiser")), report.organiser),
        (words.say(N_("Survey")), report.stage_title),
        (words.say(N_("Fieldwork")), fieldwork(book)),
        (words.say(N_("Usable")), usable(book) if report.fieldwork.usable_answers != report.fieldwork.answers else ""),
        (words.say(N_("Margin")), margin(book)),
        (words.say(N_("Version")), version),
        (words.say(N_("Anonymity")), words.say(LEVELS[report.level])),
    ]
    lines += only(book)
    if report.is_sample:
        lines.append((words.say(N_("Data")), words.say(N_("Simulated, for trial and test"))))
    if not report.gives_rows:
        told = N_("Single answers are left out: picked by the list of people they could be joined to a name")
        if report.level in (AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED):
            told = N_("Single answers are left out: a whole row of answers may be enough to know somebody by")
        lines.append((words.say(N_("Data")), words.say(told)))
    lines += [(words.say(N_("Left out")), each) for each in missing.whole_parts(book)]
    if left_out:
        names = words.say(N_(", ")).join(left_out)
        lines.append((words.say(N_("Left out")), words.say(N_("%(sheets)s: nothing to show"), sheets=names)))
    return [(name, told) for name, told in lines if told.strip()]


def only(book: Book) -> list[tuple[str, str]]:
    """The filters in force, one line each."""
    say = book.words.say
    return [
        (say(N_("Only")), say(N_("%(label)s: %(words)s"), label=what, words=value))
        for what, value in (_filter_words(book, *each) for each in book.report.filters)
    ]


def _filter_words(book: Book, name: str, value: str) -> tuple[str, str]:
    """A filter by its question and answer in words; one that is no question stays as it stands in the address."""
    words = book.words
    if name == "mode" and value in set(Mode):
        return words.say(N_("Mode")), words.say(MODES[Mode(value)])
    if name.startswith(_ATTRIBUTE):
        return _attribute_words(book, name.removeprefix(_ATTRIBUTE), value)
    asked = next((each for each in book.report.variables if each.name == name), None)
    if asked is None:
        return name, value
    answer = next((book.words.of(label) for code, label in asked.codes if str(code) == value), "")
    return shortened(book.words.of(asked.label) or name, _LONGEST_FILTER).rstrip(" :："), answer or value


def _attribute_words(book: Book, name: str, value: str) -> tuple[str, str]:
    """A column of the list of people and one of its values, as they are called."""
    found = next((each for each in book.report.sample if each.attribute == name), None)
    row = next((each for each in found.rows if each.label == value), None) if found is not None else None
    told = group_name(value, book.words, row.words) if row is not None else value
    return attribute_name(name, book.words, found.title if found is not None else None), told


def fieldwork(book: Book) -> str:
    """Issued, returned and the days between."""
    work, words = book.report.fieldwork, book.words
    returned = words.count(work.from_sample if work.issued else work.own)
    if work.issued:
        rate, issued = words.share(work.from_sample / work.issued), words.count(work.issued)
        told = words.say(
            N_("%(issued)s questionnaires issued, %(returned)s returned (%(rate)s)"),
            issued=issued,
            returned=returned,
            rate=rate,
        )
    else:
        told = words.say(N_("%(returned)s questionnaires returned"), returned=returned)
    elsewhere = work.imported or work.observed
    parts = ["" if elsewhere and not work.own and not work.issued else told, words.period(work.first, work.last)]
    if work.imported:
        parts.insert(1, words.say(N_("%(count)s brought in from elsewhere"), count=words.count(work.imported)))
    if work.observed:
        parts.insert(1, words.say(N_("%(count)s observed on the spot, nobody asked"), count=words.count(work.observed)))
    if work.population:
        parts.insert(1, words.say(N_("sampling frame: %(population)s"), population=words.count(work.population)))
    return words.say(N_("; ")).join(filter(None, parts))


def usable(book: Book) -> str:
    """How many of the questionnaires that came back could be used: the base of every figure."""
    work, words = book.report.fieldwork, book.words
    told = N_("%(usable)s of %(returned)s returned questionnaires could be used")
    return words.say(told, usable=words.count(work.usable_answers), returned=words.count(work.answers))


def margin(book: Book) -> str:
    """The largest margin of a share, or why there is none."""
    found, words = book.margin(), book.words
    if found is None or found.value is None:
        return words.say(N_("none: everybody answered")) if found else words.say(N_("no answers yet"))
    level = {"margin": words.figure(100 * found.value), "level": words.share(found.level)}
    if found.population is not None:
        return words.say(N_("at most ±%(margin)s points at %(level)s, with finite population correction"), **level)
    return words.say(N_("at most ±%(margin)s points at %(level)s"), **level)


def _contents(sheet: Sheet, book: Book, row: int) -> int:
    words = book.words
    sheet.put(row, 2, words.say(N_("What each sheet says")), styles.SECTION)
    sheet.heights[row] = 28.0
    sheet.header(row + 1, {2: words.say(N_("Sheet")), 3: words.say(N_("Finding"))}, left=(2, 3))
    row += 2
    for key, title in book.names.items():
        if key == "cover":
            continue
        sheet.link(row, 2, title, title, styles.Look(colour=styles.RESULT, underline=True, edge="thin"))
        sheet.put(row, 3, book.findings[key], styles.BODY)
        sheet.heights[row] = 19.0
        row += 1
    return row

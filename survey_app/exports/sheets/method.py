"""The method: who was asked, what was asked, and how it was counted."""

from survey_app.exceptions import N_
from survey_app.exports import left_out as missing
from survey_app.exports import styles, told_in_parts
from survey_app.exports.book import LEVELS, MODES, Book
from survey_app.exports.cells import row_height
from survey_app.exports.naming import attribute_name
from survey_app.exports.sheet import Sheet
from survey_app.exports.sheets import cover, method_analyses
from survey_app.questions.words import MISSING
from survey_app.stats.satisfaction import TopShare
from survey_app.vocabulary import MISSING_CODES

Lines = list[tuple[str, str]]


def build(book: Book, left_out: tuple[str, ...]) -> Sheet:
    """The method sheet."""
    sheet = book.sheet("method", styles.INK)
    sheet.columns((2, 30, 106))
    sheet.one_page = True
    book.head(sheet, "method", book.about())
    row = 5
    for title, lines in blocks(book, left_out):
        sheet.put(row, 2, title, styles.SECTION)
        sheet.heights[row] = 26.0
        row += 1
        for name, told in lines:
            sheet.put(row, 2, name, styles.BODY.having(colour=styles.QUIET))
            sheet.put(row, 3, told, styles.BODY_WRAP)
            sheet.heights[row] = max(18.0, row_height(told, sheet.width(3)))
            row += 1
    return sheet


def blocks(book: Book, left_out: tuple[str, ...]) -> tuple[tuple[str, Lines], ...]:
    """What the method says, block by block: a title, and lines of name and words."""
    say = book.words.say
    return (
        (say(N_("Who was asked")), _asked(book)),
        (say(N_("What was asked")), _questions(book)),
        (say(N_("How it was counted")), _counted(book, left_out)),
        (say(N_("Words")), _words(book)),
    )


def _asked(book: Book) -> Lines:
    report, words = book.report, book.words
    lines = [(words.say(N_("Fieldwork")), cover.fieldwork(book))]
    if report.fieldwork.modes:
        shown = [f"{words.say(MODES[mode])} {words.count(count)}" for mode, count in report.fieldwork.modes]
        lines.append((words.say(N_("Mode")), words.say(N_(", ")).join(shown)))
    drawn = [attribute_name(table.attribute, words, table.title) for table in report.sample if not table.is_tally]
    tallied = [attribute_name(table.attribute, words, table.title) for table in report.sample if table.is_tally]
    if drawn:
        comma = words.say(N_(", "))
        rule = [words.say(N_("drawn at random inside each value of: %(names)s"), names=comma.join(drawn))]
        if tallied:
            rule.append(words.say(N_("counted afterwards by: %(names)s"), names=comma.join(tallied)))
        lines.append((words.say(N_("Sample rule")), words.say(N_("; ")).join(rule)))
    lines.append((words.say(N_("Usable")), cover.usable(book)))
    lines += cover.only(book)
    lines.append((words.say(N_("Anonymity")), words.say(LEVELS[report.level])))
    return lines


def _questions(book: Book) -> Lines:
    report, words = book.report, book.words
    plain = N_("version %(number)s; number of questions: %(count)s")
    with_codes = N_("version %(number)s; number of questions: %(count)s; every text and code stands in the Codebook")
    told = words.say(
        with_codes if book.names else plain,  # a document has no sheets
        number=report.version_number,
        count=sum(1 for _ in report.questionnaire.questions()),
    )
    lines = [(words.say(N_("Questionnaire")), told)]
    if book.recalled():
        told = words.say(
            N_("asked in the same questionnaire as experience: recalled expectation, coloured by what came after")
        )
        lines.append((words.say(N_("Expectation")), told))
    identity = [question for question in report.questionnaire.questions() if question.is_identity]
    if identity:
        told = words.say(
            N_("stored apart and not part of this file; number of such questions: %(count)s"), count=len(identity)
        )
        lines.append((words.say(N_("Identity")), told))
    return lines


def _counted(book: Book, left_out: tuple[str, ...]) -> Lines:
    words, report = book.words, book.report
    margin = cover.margin(book)
    cells = N_("only what is shown is rounded, cells keep the exact figure; sums may differ")
    lines = [
        (words.say(N_("Weights")), book.weights()),
        (
            words.say(N_("Base")),
            words.say(N_("valid answers; those who could not judge stand beside the base, not in it")),
        ),
        (words.say(N_("Intervals")), _intervals(book)),
        (words.say(N_("Largest margin")), margin),
        (words.say(N_("Missing")), missing_words(book)),
        (words.say(N_("Small bases")), _small(book)),
        *_kept_back(book),
        *missing.lines(book),
        (
            words.say(N_("Rounding")),
            words.say(cells if book.names else N_("only what is shown is rounded; sums may differ")),
        ),
        (words.say(N_("Times")), words.say(N_("on the clock of %(zone)s"), zone=report.timezone)),
    ]
    lines += method_analyses.lines(book)
    if not report.gives_rows:
        told = N_("none: single answers are not in this file, so no formula can count the figures again")
        lines.append((words.say(N_("Check")), words.say(told)))
    if left_out:
        names = words.say(N_(", ")).join(left_out)
        lines.append((words.say(N_("Left out")), words.say(N_("%(sheets)s: nothing to show"), sheets=names)))
    return lines


def missing_words(book: Book) -> str:
    """What the negative codes mean."""
    words = book.words
    named = (f"{_minus(code)} {words.of(MISSING[why])}" for why, code in MISSING_CODES.items())
    reasons = words.say(N_("; ")).join(named)
    return words.say(N_("%(reasons)s; never in a base, always counted"), reasons=reasons)


def _intervals(book: Book) -> str:
    words, work = book.words, book.report.fieldwork
    population = work.finite_population
    if population is not None:
        return words.say(
            N_(
                "level %(level)s; shares: Wilson with n* = n(N − 1)/(N − n), exact limits where few; means: t with "
                "finite population correction; N = %(population)s"
            ),
            level=words.share(0.95),
            population=words.count(population),
        )
    return words.say(N_("level %(level)s; shares: Wilson; means: t"), level=words.share(0.95))


def _small(book: Book) -> str:
    return book.words.say(
        N_("* base under 100, ** base under 30; groups of fewer than %(k)s are not shown apart"),
        k=book.report.min_group,
    )


def _kept_back(book: Book) -> Lines:
    """The questions that are in no sheet, by name: who looks for one learns why it is not there."""
    words, report = book.words, book.report
    gone = [each.question for each in report.questions if told_in_parts.is_untold(each, report.withheld)]
    partly = [each.question for each in report.questions if each.is_partial and each.question not in gone]
    of_a_group, lines = N_("fewer than %(least)s people of a group gave some answers: %(names)s"), []
    for name, asked, message in (
        (N_("Kept back"), report.kept_back, N_("fewer than %(least)s answers: %(names)s")),
        (N_("Kept back"), (*report.untold, *gone), of_a_group),
        (N_("Told in parts"), partly, of_a_group),
    ):
        if asked:
            names = words.say(N_("; ")).join(f"{each.code} {words.of(each.text)}".strip() for each in asked)
            lines.append((words.say(name), words.say(message, least=report.min_group, names=names)))
    return lines


def _words(book: Book) -> Lines:
    words, key = book.words, book.report.key
    lines = []
    if key.satisfied is not None:
        one, two = N_("share of the highest answer to overall satisfaction"), N_("share of the two highest answers to overall satisfaction")  # fmt: skip  # noqa: E501 - two sentences
        is_single = isinstance(key.satisfied, TopShare) and key.satisfied.is_single
        lines.append((words.say(N_("Satisfied")), words.say(one if is_single else two)))
    if key.recommend is not None:
        lines.append(
            (
                words.say(N_("NPS")),
                words.say(N_("recommendation score: share of promoters minus share of detractors, in points")),
            )
        )
    if book.report.gaps:
        lines.append(
            (words.say(N_("S")), words.say(N_("experience minus expectation, for each respondent with both answers")))
        )
    lines.append(
        (words.say(N_("Interval")), words.say(N_("the range that holds the true figure in 95 of 100 such samples")))
    )
    return lines


def _minus(code: int) -> str:
    return f"−{abs(code)}" if code < 0 else str(code)

"""The first sheet: what this file is, its main finding, and what each sheet says."""

from survey_app.exceptions import N_
from survey_app.exports import open_check, round_words, styles
from survey_app.exports.cells import row_height
from survey_app.exports.round_book import RoundBook
from survey_app.exports.sheet import Sheet


def build(book: RoundBook) -> Sheet:
    """The sheet that opens first."""
    say, report = book.words.say, book.report
    subtitle = " · ".join(filter(None, (report.study_title, report.stage_title, report.organiser)))
    sheet = book.sheet("read_me", (28, 117), subtitle, styles.INK)
    sheet.one_page, sheet.repeated = True, ""
    row = 4
    for name, told in _facts(book):
        sheet.put(row, 2, name, styles.Look(colour=styles.QUIET))
        sheet.put(row, 3, told, styles.Look(wrap=True))
        sheet.heights[row] = max(18.0, row_height(told, sheet.width(3)))
        row += 1
    row = book.section(sheet, row + 1, say(N_("What each sheet says")))
    sheet.header(row, {2: say(N_("Sheet")), 3: say(N_("Finding"))}, left=(2, 3))
    for key, title in book.names.items():
        if key == "read_me":
            continue
        row += 1
        sheet.link(row, 2, title, title, styles.Look(colour=styles.RESULT, underline=True, edge="thin"))
        sheet.put(row, 3, book.findings[key], styles.BODY)
        sheet.heights[row] = 19.0
    sheet.foot(row + 2, say(N_("Every figure equals the one on screen: it was frozen when its round was analysed.")))
    return sheet


def _facts(book: RoundBook) -> list[tuple[str, str]]:
    report, words, say = book.report, book.words, book.words.say
    lines = [
        (say(N_("Made")), words.moment(report.made_at)),
        (
            say(N_("Rounds")),
            say(N_("%(n)s analysed of %(all)s planned"), n=len(report.rounds), all=report.rules.rounds),
        ),
        (say(N_("Anonymity")), say(round_words.LEVELS[report.level])),
        (
            say(N_("Small groups")),
            say(N_("a group of fewer than %(k)s, or whose rest is smaller, is never shown apart"), k=report.min_group),
        ),
        (say(N_("Single ratings")), say(N_("stand in lists, each sorted by itself: a row is not a person"))),
    ]
    if to_mend := len(open_check.check(report).to_mend):
        told = say(N_("%(n)s things should be mended first: see “Before data are opened” at the exports"), n=to_mend)
        lines.append((say(N_("Before it is opened")), told))
    if report.is_sample:
        lines.append((say(N_("Data")), say(N_("Simulated, for trial and test"))))
    return lines

"""Who was invited, who finished which round, by group where a group is large enough."""

from survey_app.exceptions import N_
from survey_app.exports import round_words, styles
from survey_app.exports.round_book import COUNT, FIGURE, LEFT, SHARE, WRAPPED, Column, RoundBook
from survey_app.exports.sheet import Sheet

_ORDER = ("invited", "declined", "withdrawn", "accepted", "asked", "finished", "part", "none", "destroyed")


def build(book: RoundBook) -> Sheet:
    """The flow sheet: exact counts of the roll, which is not what anonymity hides."""
    say, report = book.words.say, book.report
    rounds = report.rounds
    widths = (44, *[20.0] * max(1, len(rounds)), *[18.0] * max(0, 5 - len(rounds)))
    sheet = book.sheet("flow", widths, say(N_("Exact counts of the roll; small groups are left out.")), styles.INK)
    heads = [say(N_("Round %(n)s"), n=part.figures.number) for part in rounds]
    columns = [Column(say(N_("People")), 44, LEFT), *(Column(head, 20, COUNT) for head in heads)]
    known = [name for name in _ORDER if any(name in part.figures.flow for part in rounds)]
    lines = [[say(round_words.FLOW[name]), *(part.figures.flow.get(name) for part in rounds)] for name in known]
    lines.append([say(N_("Ballots the figures rest on")), *(part.figures.ballots for part in rounds)])
    lines.append([say(N_("Answers set aside as forged")), *(part.figures.set_aside for part in rounds)])
    row = book.table(sheet, 5, columns, lines)
    if any(part.waiver for part in rounds):
        waivers = [Column(say(N_("Opened with fewer than usual, because")), 44, LEFT)]
        waivers += [Column(head, 20, WRAPPED) for head in heads]
        row = book.table(sheet, row + 1, waivers, [[say(N_("Reason")), *(part.waiver for part in rounds)]])
    rates = [Column(say(N_("Shares")), 44, LEFT), *(Column(head, 20, SHARE) for head in heads)]
    row = book.table(
        sheet,
        row + 1,
        rates,
        [[say(N_("Finished of those who accepted")), *(_share(part.figures.flow) for part in rounds)]],
    )
    groups = list(dict.fromkeys(name for part in rounds for name, _members, _finished in part.figures.groups))
    if groups:
        row = book.section(sheet, row + 1, say(N_("By group: finished of members")))
        table = [Column(say(N_("Group")), 44, LEFT), *(Column(head, 20, styles.NUMBER) for head in heads)]
        found = [{name: (members, done) for name, members, done in part.figures.groups} for part in rounds]
        cells = [[name, *(_of(book, each.get(name)) for each in found)] for name in groups]
        row = book.table(sheet, row, table, cells)
    row = _authority(book, sheet, row)
    sheet.foot(row + 1, say(N_("Source: the panel's roll, frozen when each round was analysed.")))
    return sheet


def _authority(book: RoundBook, sheet: Sheet, row: int) -> int:
    """What the experts said of themselves, with the weights; nothing where the protocol does not ask."""
    say = book.words.say
    found = next((part.figures.authority for part in book.report.rounds if part.figures.authority), None)
    if found is None:
        return row
    row = book.section(sheet, row + 1, say(N_("Authority of the experts, by what they say of themselves")))
    columns = (Column(say(N_("Figure")), 44, LEFT), Column(say(N_("Mean")), 20, FIGURE))
    lines: list[tuple[str, float | None]] = [
        (say(N_("Judgement, Ca")), found.ca),
        (say(N_("Familiarity, Cs")), found.cs),
        (say(N_("Authority, Cr = (Ca + Cs) / 2")), found.cr),
    ]
    row = book.table(sheet, row, columns, lines)
    counts = (Column(say(N_("Experts")), 44, LEFT), Column(say(N_("People")), 20, COUNT))
    people: list[tuple[str, int | None]] = [
        (say(N_("Answered everything")), found.n),
        (say(N_("Left something out: no authority, not 0")), found.missing),
        (say(N_("Authority of %(least)s or more"), least=f"{found.threshold:g}"), found.at_threshold),
    ]
    row = book.table(sheet, row + 1, counts, people)
    weights = (Column(say(N_("Weight of an answer, in hundredths")), 44, LEFT), Column(say(N_("Weight")), 20, COUNT))
    return book.table(sheet, row + 1, weights, list(found.weights.items()))


def _share(flow: object) -> float | None:
    counts = dict(flow) if isinstance(flow, dict) else {}
    people = counts.get("accepted", 0)
    return counts.get("finished", 0) / people if people else None


def _of(book: RoundBook, pair: tuple[int, int] | None) -> str:
    return book.words.say(N_("%(k)s of %(n)s"), k=pair[1], n=pair[0]) if pair else ""

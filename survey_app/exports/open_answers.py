"""Answers to open questions in the files of a panel: how many there are, and the words that were released."""

from survey_app.exceptions import N_
from survey_app.exports.documents.model import Heading, Paragraph, Part, Table
from survey_app.exports.round_book import RoundBook
from survey_app.exports.round_report import OpenFigures, PanelReport, RoundFigures
from survey_app.exports.words import Words

TITLE = N_("Open questions")
FEW = N_("People are counted from the smallest group on: of fewer, texts of one person would be joined by the number.")
TERMS: tuple[tuple[str, str], ...] = (
    (N_("Answers"), N_("texts that answer an open question; one person may write several, kept apart")),
    (N_("People"), N_("how many wrote them, from the smallest group on")),
)


def are_in(report: PanelReport) -> bool:
    """Whether any round asked an open question."""
    return any(part.figures.open_items for part in report.rounds)


def title(figures: RoundFigures, words: Words) -> str:
    """How much was written in a round that asked nothing else."""
    return words.say(
        N_("Round %(n)s asked open questions; answers: %(answers)s"),
        n=figures.number,
        answers=words.count(sum(each.answers for each in figures.open_items)),
    )


def finding(report: PanelReport, words: Words) -> str:
    """How many answers were released."""
    return words.say(N_("Answers that were released: %(count)s"), count=words.count(len(report.answers)))


def counted(words: Words, item: OpenFigures) -> str:
    """How many answers a question has, and by how many people where that may be told."""
    if item.people is None:
        return words.say(N_("Answers: %(answers)s."), answers=words.count(item.answers))
    told = N_("Answers: %(answers)s, by %(people)s people.")
    return words.say(told, answers=words.count(item.answers), people=words.count(item.people))


def parts_of(book: RoundBook) -> list[Part]:
    """The chapter of a report: each question with its counts and its released answers."""
    say, report = book.words.say, book.report
    if not are_in(report):
        return []
    found: list[Part] = [Heading(1, say(TITLE))]
    for part in report.rounds:
        for item in part.figures.open_items:
            mine = [each for each in report.answers if (each.number, each.code) == (part.figures.number, item.code)]
            found.append(Heading(2, f"{item.code} {book.text(item.text)}"))
            found.append(Paragraph(counted(book.words, item)))
            if mine:
                head = (say(N_("Round")), say(N_("Answer, as it was released")))
                found.append(Table(head, tuple((str(each.number), each.text) for each in mine), (8, 92), left=(0, 1)))
            else:
                found.append(Paragraph(say(N_("No answer was released."))))
    return found

"""How the analyses were made, one line each for the method of workbook and report."""

from survey_app.exceptions import N_
from survey_app.exports import analysis_titles
from survey_app.exports.book import Book
from survey_app.exports.report import MOST_CROSSED


def lines(book: Book) -> list[tuple[str, str]]:
    """A name and how it was worked out, for each analysis the report has."""
    words, report, found = book.words, book.report, book.report.analyses
    told = []
    if report.fieldwork.usable > MOST_CROSSED:
        says = N_("not in a file with more than %(most)s answers; the page of cross-tables shows them")
        most = words.count(MOST_CROSSED)
        told.append((words.say(N_("Cross-tables")), words.say(says, most=most)))
        says = N_("not in a file with more than %(most)s answers")
        told.append((words.say(N_("Reliability")), words.say(says, most=most)))
    if found.banner is not None:
        says = N_(
            "columns of one group compared by z of shares and t of means on effective bases, not corrected for many "
            "comparisons; chi-square with Cramér’s V, exact or by drawing where few are expected"
        )
        told.append((words.say(N_("Cross-tables")), words.say(says)))
    if analysis_titles.kano_rows(report):
        says = N_("each pair of answers by the evaluation table of Berger et al. 1993; the class by three rules")
        told.append((words.say(N_("Kano")), words.say(says)))
    if found.drivers is not None:
        says = N_("shares of R² over all orders (Shapley), intervals by resampling people; no proof of cause")
        if found.drivers.result.method != "shapley":
            says = N_("shares of R² by relative weights (Johnson), intervals by resampling people; no proof of cause")
        if (groups := found.drivers.result.groups) > 0:
            dealt = N_("%(says)s; people dealt at random into %(groups)s groups, which are drawn anew (Wolter 2007)")
            says = words.say(dealt, says=words.say(says), groups=words.count(groups))
        told.append((words.say(N_("Drivers")), words.say(says)))
    if found.contrast is not None:
        says = N_(
            "the outcome by least squares on two marks an attribute, high and low; a verdict needs %(least)s of each "
            "(Brandt 1987)"
        )
        told.append((words.say(N_("Penalty and reward")), words.say(says, least=words.count(found.contrast.least))))
    if found.scales:
        says = N_("alpha with Feldt’s interval, omega of one common factor; people who answered every item")
        told.append((words.say(N_("Reliability")), words.say(says)))
    if found.waves:
        says = N_("figures of two surveys are compared only where words, answers and ways of answering are the same")
        is_none = all(each.is_unlike for each in found.waves)
        told.append(
            (words.say(N_("Earlier waves")), analysis_titles.waves(found.waves, words) if is_none else words.say(says))
        )
    return told

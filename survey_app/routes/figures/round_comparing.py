"""How well the comparisons of a panel hold together, in one sentence of the page's language."""

from survey_app.exports.comparing import message
from survey_app.exports.round_report import PanelReport
from survey_app.routes.presentation import filled, number

_PLACES = 2


def words_of(report: PanelReport, number_: int) -> str:
    """The sentence of a round; empty where nothing was compared."""
    found = next(part.figures.consistency for part in report.rounds if part.figures.number == number_)
    if found is None:
        return ""
    median, tolerated = (number(each, _PLACES) for each in (found.median or 0.0, found.tolerated))
    figures = {"n": found.n, "median": median, "within": found.within or 0, "tolerated": tolerated}
    return filled(message(found), figures | {"least": found.least})

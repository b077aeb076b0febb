"""A report for a file whose reader gets no single answers: without figures of few people, without single people."""

from dataclasses import replace

from survey_app.exports.report import Chain, Report
from survey_app.exports.report_sections.figures import shown
from survey_app.questions.summary import QuestionSummary, RowSummary


def without_few(report: Report) -> Report:
    """The report as it is where single answers are handed out, else without what could point to somebody.

    A question goes as a whole, as on the page: its rows are read side by side. The method names it.
    """
    if report.gives_rows:
        return report
    least = report.min_group
    few = [any(row.is_few(least) or row.variable in report.withheld for row in each.rows) for each in report.questions]
    questions = tuple(_without_ends(each) for each, hidden in zip(report.questions, few, strict=True) if not hidden)
    left_out = [each for each, hidden in zip(report.questions, few, strict=True) if hidden]
    kept_back = tuple(each.question for each in left_out if not each.is_partial)
    untold = tuple(each.question for each in left_out if each.is_partial)
    chain = _measured(report.chain, least)
    return replace(shown(report, least), questions=questions, kept_back=kept_back, untold=untold, chain=chain)


def _measured(chain: Chain | None, least: int) -> Chain | None:
    """The chain without the gaps of few people."""
    if chain is None:
        return None
    few = (each.gap is not None and 0 < each.gap.gap.n < least for each in chain.factors)
    factors = (replace(each, gap=None) if hidden else each for each, hidden in zip(chain.factors, few, strict=True))
    return replace(chain, factors=tuple(factors))


def _without_ends(summary: QuestionSummary) -> QuestionSummary:
    return replace(summary, rows=tuple(_no_ends(row) for row in summary.rows))


def _no_ends(row: RowSummary) -> RowSummary:
    """The ends of a row of numbers are single people; those of a scale are its own."""
    if row.mean is None or row.codes:
        return row
    return replace(row, mean=replace(row.mean, minimum=None, maximum=None))

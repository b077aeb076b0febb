"""The codebook of a survey with its frequencies, made from the figures that the results page shows."""

from survey_app.exports.report import Report
from survey_app.interchange.questionnaires import ddi
from survey_app.interchange.questionnaires.ddi_counts import Counted
from survey_app.questions.registry import variables_of
from survey_app.questions.summary import RowSummary
from survey_app.services import report_json
from survey_app.vocabulary import MISSING_CODES

MEDIA_TYPE = "application/xml"


def written(report: Report, least: int) -> bytes:
    """A DDI-Codebook; a row that fewer than `least` people answered has no figures, as on the page."""
    asked = {variable.name for variable in variables_of(report.questionnaire)}
    beside = [variable for variable in report.variables if variable.name not in asked]
    return ddi.write(report.questionnaire, report.study_title, counts(report, least), beside).content


def counts(report: Report, least: int) -> dict[str, Counted]:
    """The figures of every variable that the page shows a row of."""
    return {
        row.variable: _counted(row, least)
        for summary in report.questions
        for row in summary.rows
        if row.variable not in report.withheld and not report_json.withheld(row, least)
    }


def _counted(row: RowSummary, least: int) -> Counted:
    known = {code for code, _label in row.codes}
    is_whole = row.kano is None and not row.parts  # answers told as one have no count of their own
    listed = row.frequencies.categories if row.frequencies is not None and is_whole else ()
    given = {each.code: each.count for each in listed if isinstance(each.code, int) and each.code in known}
    missing = {MISSING_CODES[reason]: count for reason, count in row.missing.items()}
    mean = row.mean
    # the ends of a row of numbers are single people
    shows_ends = mean is not None and (least == 1 or bool(row.codes))
    return Counted(
        valid=row.n,
        invalid=sum(missing.values()),
        codes=given | dict.fromkeys(MISSING_CODES.values(), 0) | missing if given else missing,
        mean=mean.value if mean else None,
        deviation=mean.sd if mean else None,
        least=mean.minimum if mean and shows_ends else None,
        most=mean.maximum if mean and shows_ends else None,
    )

"""The expression language of SurveyJS: read into our tree and written from it."""

from collections.abc import Mapping

from survey_app.logic.dialects.surveyjs_names import Foreign, Holds, Known
from survey_app.logic.dialects.surveyjs_parsing import parse
from survey_app.logic.dialects.surveyjs_reading import Reading
from survey_app.logic.dialects.surveyjs_writing import Writing
from survey_app.logic.tree import Expression

__all__ = ["Foreign", "Holds", "Known", "read", "read_value", "write", "write_value"]


def read(text: str, names: Mapping[str, Known]) -> Expression:
    """A condition of SurveyJS as ours; raises `ExpressionRefused` where it cannot be said or makes no sense."""
    return Reading(names).condition(parse(text))


def read_value(text: str, names: Mapping[str, Known]) -> Expression:
    """A calculated value of SurveyJS as ours."""
    return Reading(names).value(parse(text))


def write(expression: Expression, names: Mapping[str, Foreign]) -> str:
    """Our condition in the language of SurveyJS; raises `ExpressionRefused` where it has no words for it."""
    return Writing(names).condition(expression)[0]


def write_value(expression: Expression, names: Mapping[str, Foreign]) -> str:
    """Our calculated value in the language of SurveyJS."""
    return Writing(names).value(expression)[0]

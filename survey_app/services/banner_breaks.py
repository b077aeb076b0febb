"""What the cross-tables of a report may be broken by: told by the questionnaire and the list, without the answers."""

from dataclasses import dataclass

from survey_app.models import Stage
from survey_app.questions.definition import Text
from survey_app.services import column_values, versions
from survey_app.services.filters import ATTRIBUTE, CHOSEN, MODE, Asked
from survey_app.services.number_groups import NUMBER

BANNER = "banner"
"""In an order: what the cross-tables are broken by. It is no filter and goes along with them."""


@dataclass(frozen=True, slots=True)
class Breakable:
    """One thing that tells people apart. `label` is None where the words belong to the interface: the mode."""

    key: str
    label: Text | None


def offered(stage: Stage) -> tuple[Breakable, ...]:
    """Everything there is to choose from, in the order in which it is printed."""
    version = versions.published(stage)
    questions = versions.document(version).questions() if version is not None else ()
    listed = (
        Breakable(ATTRIBUTE + name, column_values.title_of(stage, name) or {"en": name})
        for name in column_values.columns_of(stage)
    )
    asked = (
        Breakable(question.code, question.text or {"en": question.code})
        for question in questions
        if not question.is_identity and (question.kind in CHOSEN or question.kind == NUMBER)
    )
    return (*listed, *asked, Breakable(MODE, None))


def wanted(asked: Asked) -> tuple[str, ...]:
    """The breaks an order names, each once; none where they are left to the report.

    >>> wanted({"banner": ["REG", "mode", "REG", ""]}), wanted({})
    (('REG', 'mode'), ())
    """
    return tuple(dict.fromkeys(key for key in asked.get(BANNER, ()) if key))

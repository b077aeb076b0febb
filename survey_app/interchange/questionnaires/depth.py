"""How deep the parts of a JSON file may lie inside of each other."""

from collections.abc import Mapping
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limits import FileTooDeep

DEEPEST = 100


def refuse_deep(whole: Any, filename: str) -> None:  # noqa: ANN401 - JSON is anything
    """Refuse what is nested deeper than any questionnaire, so that it can be walked through without care.

    >>> refuse_deep([[1]], "a.json")
    """
    level = [whole]
    for _depth in range(DEEPEST):
        below: list[Any] = []
        for part in level:
            below += part.values() if isinstance(part, Mapping) else part
        level = [part for part in below if isinstance(part, Mapping | list)]
        if not level:
            return
    raise FileTooDeep(
        N_("%(file)s holds parts nested deeper than in any questionnaire. Export it again."), file=filename
    )

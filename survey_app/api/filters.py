"""Filters in the address of a call: the same names and values as on the results page."""

from collections.abc import Iterable

from flask import request

from survey_app.exceptions import N_
from survey_app.services.filters import FLAGGED, WEIGHT, Asked, UnknownFilter, is_filter

DESCRIPTION = N_(
    "Filters stand in the address as on the results page: mode, source, the code of a question with its answer, "
    "“attr.” with the name of a column of the list of people. Each name at most once. “weight=on” weights the "
    "figures by the kept weighting; “flagged=out” leaves out answers that are flagged."
)
ROWS_DESCRIPTION = N_(
    "Filters stand in the address as on the results page: mode, source, the code of a question with its answer, "
    "“attr.” with the name of a column of the list of people. Each name at most once. “flagged=out” leaves out "
    "answers that are flagged."
)


def asked(*own: str, weighs: bool = True) -> Asked:
    """The filters in the address; anything that is neither a filter nor one of the call's own parameters is refused.

    So is the weighting where `weighs` says that there is nothing to weight.
    """
    for name in request.args:
        if name not in own and not (is_filter(name) and (weighs or name != WEIGHT)):
            raise UnknownFilter(name=name)
    return {name: values for name, values in request.args.lists() if name not in own}


def nothing_asked() -> None:
    """Refuse every parameter of a call that takes none."""
    for name in request.args:
        raise UnknownFilter(name=name)


def require_applied(wanted: Asked, applied: Iterable[str]) -> None:
    """Refuse filters that these answers cannot be filtered by."""
    known = {*applied, WEIGHT, FLAGGED}
    for name, values in wanted.items():
        if any(values) and name not in known:
            raise UnknownFilter(name=name)

"""The job that writes a workbook in the language it was asked for."""

from collections.abc import Callable
from typing import Any

from flask_babel import force_locale, gettext

from survey_app.services import exports


def make(payload: dict[str, Any], progress: Callable[[int, int], None]) -> dict[str, Any]:
    """Write and keep the workbook."""
    with force_locale(payload["language"]):
        return exports.build_workbook(payload, progress, gettext)

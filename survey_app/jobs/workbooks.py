"""The job that writes a workbook in the language it was asked for."""

from collections.abc import Callable
from typing import Any

from flask_babel import force_locale, gettext

from survey_app.services import exports, round_exports


def make(payload: dict[str, Any], progress: Callable[[int, int], None]) -> dict[str, Any]:
    """Write and keep the workbook."""
    with force_locale(payload["language"]):
        build = round_exports.build_workbook if round_exports.is_for(payload) else exports.build_workbook
        return build(payload, progress, gettext)

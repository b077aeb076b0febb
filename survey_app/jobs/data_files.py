"""The job that writes a file for programs of statistics in the language it was asked for."""

from collections.abc import Callable
from typing import Any

from flask_babel import force_locale, gettext

from survey_app.services import data_files


def make(payload: dict[str, Any], progress: Callable[[int, int], None]) -> dict[str, Any]:
    """Write and keep the file."""
    with force_locale(payload["language"]):
        return data_files.build(payload, progress, gettext)

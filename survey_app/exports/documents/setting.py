"""Setting documents and drawings in a process of its own, which gives the memory of fonts and pages back."""

import base64
import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from survey_app.exceptions import N_, Refusal
from survey_app.exports.documents.model import MOST_LETTERS

_LOG = logging.getLogger(__name__)
_PROGRAM = Path(__file__).parent / "typesetting.py"
_SECONDS = 60


class TooLong(Refusal):
    """More than a document can reasonably hold."""

    status = 413
    title = N_("The report is too long for a document")
    message = N_("Order the workbook: it holds everything. Or leave parts out of the report by its template.")


class Unset(Refusal):
    """The document could not be set."""

    status = 500
    title = N_("The document cannot be made")
    message = N_("The program that sets the pages gave up. The workbook holds the same figures.")


def pdf(template: str, values: dict[str, Any], moment: int) -> bytes:
    """A template filled with values, as PDF."""
    return _ordered({"template": template, "values": values, "format": "pdf", "moment": moment})


def pictures(drawings: Sequence[str]) -> list[bytes]:
    """SVG drawings as PNG, in the same order."""
    if not drawings:
        return []
    values = {"drawings": list(drawings)}
    made = _ordered({"template": "pictures.typ", "values": values, "format": "png"})
    return [base64.b64decode(each) for each in json.loads(made)]


def _ordered(order: dict[str, Any]) -> bytes:
    plain = json.dumps(order, ensure_ascii=False).encode("utf-8", "replace")
    if len(plain) > MOST_LETTERS:
        raise TooLong
    try:
        command = [sys.executable, "-I", str(_PROGRAM)]
        done = subprocess.run(command, input=plain, capture_output=True, timeout=_SECONDS, check=True)  # noqa: S603 - our own program with our own template
    except subprocess.TimeoutExpired:
        raise TooLong from None
    except (OSError, subprocess.CalledProcessError) as error:
        _LOG.error("a document could not be set: %s", getattr(error, "stderr", error))
        raise Unset from None
    if done.stderr:
        _LOG.warning("setting a document: %s", done.stderr.decode("utf-8", "replace")[:500])
    return done.stdout

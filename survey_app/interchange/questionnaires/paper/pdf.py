"""Drawing a form: the template beside this module, which gets everything as values and never as commands.

It is drawn in a process of its own: the memory that fonts and pages take is given back, and a form that takes too long
is broken off.
"""

import json
import logging
import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.questionnaires.paper.sheet import Sheet

_LOG = logging.getLogger(__name__)
_HERE = Path(__file__).parent
_UNBROKEN = re.compile(r"[^\s\u2e80-\uffff]{30}(?=[^\s\u2e80-\uffff])")
"""So many letters without a blank that the line may have to end among them."""
_UNDRAWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
MOST_PLACES = 12_000
"""So many boxes and lines one form may have: they take about two seconds."""
_MOST_LETTERS = 3_000_000
_SECONDS = 40


class TooLong(FileRefused):
    """More than a paper form can reasonably hold."""

    message = N_("The questionnaire is too long for a paper form.")


def draw(sheet: Sheet) -> bytes:
    """The form as a PDF, the same for the same form at any time."""
    plain = json.dumps(_drawable(asdict(sheet)), ensure_ascii=False)
    if sheet.places > MOST_PLACES or len(plain) > _MOST_LETTERS:
        raise TooLong
    command = [sys.executable, "-I", str(_HERE / "drawing.py"), str(_HERE / "form.typ")]
    try:
        done = subprocess.run(command, input=plain.encode(), capture_output=True, timeout=_SECONDS, check=True)  # noqa: S603 - our own program with our own template
    except subprocess.TimeoutExpired:
        raise TooLong from None
    except (OSError, subprocess.CalledProcessError) as error:
        _LOG.error("a paper form could not be drawn: %s", getattr(error, "stderr", error))
        raise FileRefused(N_("The paper form cannot be drawn.")) from None
    return done.stdout


def _drawable(value: Any) -> Any:  # noqa: ANN401 - a tree of plain values
    """All texts without characters that nothing draws, and with places where long words may break."""
    if isinstance(value, str):
        return _UNBROKEN.sub("\\g<0>\u200b", _UNDRAWN.sub("\N{REPLACEMENT CHARACTER}", value))
    if isinstance(value, dict):
        return {name: _drawable(each) for name, each in value.items()}
    return [_drawable(each) for each in value] if isinstance(value, list | tuple) else value

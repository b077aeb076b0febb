"""The program that draws one form: `drawing.py TEMPLATE` reads the values from its input and writes the PDF."""

import sys
from pathlib import Path

import typst

_NEW_YEAR_2026 = 1_767_225_600
"""One moment for all forms, so that the same questionnaire gives the same file."""


def main() -> None:
    """Draw what comes in."""
    template = Path(sys.argv[1]).read_bytes()
    values = {"sheet": sys.stdin.buffer.read().decode()}
    found = typst.compile(template, format="pdf", sys_inputs=values, timestamp=_NEW_YEAR_2026)
    if isinstance(found, bytes):
        sys.stdout.buffer.write(found)


if __name__ == "__main__":
    main()

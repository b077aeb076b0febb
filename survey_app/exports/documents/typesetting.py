"""The program that sets one document: it reads an order from its input and writes what it made.

The order is JSON: `template` (a file beside this one), `values`, `format` (`pdf` or `png`) and `moment`. The program
stands in a process of its own: it may import nothing of the package.
"""

import base64
import json
import sys
from pathlib import Path

import typst

_PPI = 220.0


def main() -> None:
    """Set what comes in; pictures go out as a JSON list, a document as it is."""
    order = json.load(sys.stdin.buffer)
    template = (Path(__file__).parent / order["template"]).read_bytes()
    inputs = {"values": json.dumps(order["values"], ensure_ascii=False)}
    if order["format"] == "png":
        made = typst.compile(template, format="png", ppi=_PPI, sys_inputs=inputs)
        pages = made if isinstance(made, list) else [made]
        sys.stdout.write(json.dumps([base64.b64encode(page).decode() for page in pages]))
        return
    sys.stdout.buffer.write(_document(template, inputs, order["moment"]))


def _document(template: bytes, inputs: dict[str, str], moment: int) -> bytes:
    """A PDF that keeps to the rules of PDF/UA-1, or a tagged one where something in it cannot."""
    try:
        return typst.compile(template, format="pdf", sys_inputs=inputs, timestamp=moment, pdf_standards=["ua-1"])
    except typst.TypstError as error:
        sys.stderr.write(f"not PDF/UA-1: {error}\n")
        return typst.compile(template, format="pdf", sys_inputs=inputs, timestamp=moment)


if __name__ == "__main__":
    main()

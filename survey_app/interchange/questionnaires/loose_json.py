"""JSON as people write it by hand in programs: names without quotes, single quotes, remarks, a comma too many."""

import json
import re

_LONGEST = 2_000_000
_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"\\]++|\\.)*+")|(?P<single>'(?:[^'\\\n]++|\\.)*+')|(?P<remark>//[^\n]*+|/\*(?s:.*?)\*/)|"""
    r"""(?P<name>[A-Za-z_$][\w$]*+)(?=\s*+:)|(?P<comma>,)(?=(?:\s++|//[^\n]*+|/\*(?s:.*?)\*/)*+[}\]])"""
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def tightened(text: str) -> str:
    """The same text as JSON proper, as far as it can be made that; what is JSON already stays as it is.

    >>> tightened("{ type: 'text', /* one */ 'name': 'a', choices: [1, 2,], } // end").split()
    ['{', '"type":', '"text",', '"name":', '"a",', '"choices":', '[1,', '2]', '}']
    """
    return text if len(text) > _LONGEST else _TOKEN.sub(_tight, text)


def _tight(found: re.Match[str]) -> str:
    if found["single"]:
        inner = _ESCAPED.sub(lambda each: "'" if each[1] == "'" else each[0], found["single"][1:-1])
        return '"' + inner.replace('"', '\\"') + '"'
    if found["name"]:
        return json.dumps(found["name"])
    return found["text"] or ""

"""A drawing of a page as a file of its own: the wide drawing with the colours that the page's style sheet gives it."""

import re

from markupsafe import Markup

_FIRST = re.compile(r"<svg .*?</svg>", re.DOTALL)
_TITLE_END = "</title>"
_LOOKS = (
    "text{font:13px system-ui,'Noto Sans',sans-serif;fill:#18212b}"
    ".t2{fill:#4a5563}.ts{font-size:12px}.tb{font-weight:650}.end{text-anchor:end}.mid{text-anchor:middle}"
    ".num{font-variant-numeric:tabular-nums}.you-t{fill:#a8410a}.acc-t{fill:#0a5a8c}"
    ".grid-l{stroke:#d5dbe1}.axis-l{stroke:#6f7b88}.mark-l{stroke:#4a5563;stroke-dasharray:4 3}"
    ".own{fill:#0a5a8c;stroke:#fff;stroke-width:1.5}.own-f,.fill{fill:#0a5a8c}.fill.few{fill:#b4bcc6}"
    ".ring{fill:#fff;stroke:#6f7b88;stroke-width:2}.you-f{fill:#a8410a;stroke:#fff;stroke-width:1.5}"
    ".ci{stroke:#0a5a8c;stroke-width:3}.ci.you{stroke:#a8410a}"
    ".own-l{stroke:#0a5a8c;fill:none;stroke-width:2.5;stroke-linejoin:round}.own-soft{fill:#e4f0f8}"
    ".link{stroke:#6f7b88;stroke-width:1.5}.link.you{stroke:#a8410a}.moved{stroke:#4a5563;stroke-width:1.5}"
    ".before{stroke:#6f7b88;stroke-width:2}.after{stroke:#0a5a8c;stroke-width:7;opacity:.38}.after.you{stroke:#a8410a}"
    ".track{fill:#f0f2f5;stroke:#d7dce2;stroke-width:.5}.goal{fill:#18212b}.zero{stroke:#18212b}"
    ".f-neg2{fill:#a8410a}.f-neg1{fill:#cf7f49}.f-mid{fill:#87919d}.f-pos1{fill:#4f93c2}.f-pos2{fill:#0a5a8c}"
)


def standalone(chart: Markup) -> str:
    """The file; empty where there is no drawing.

    >>> drawn = standalone(Markup('<svg class="wide" viewBox="0 0 9 9"><title>T</title></svg><svg>narrow</svg>'))
    >>> drawn.startswith("<?xml"), drawn.count("<svg"), "narrow" in drawn
    (True, 1, False)
    """
    found = _FIRST.search(chart)
    if found is None:
        return ""
    head, end, shapes = found[0].partition(_TITLE_END)
    ground = '<rect width="100%" height="100%" fill="#fff"/>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{end}<style>{_LOOKS}</style>{ground}{shapes}'

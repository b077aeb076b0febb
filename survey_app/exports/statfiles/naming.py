"""Names of columns that SPSS, Stata and R all take: one name for all three.

Stata: at most 32 letters, figures and underlines, no dot. SPSS: unique whatever the case, no underline at the end.
None of them takes its own words. Sources: IBM SPSS Statistics Command Syntax Reference, "Variable names"; Stata
User's Guide, 11.3 "Naming conventions"; R Language Definition, "Reserved words".
"""

import re
from collections.abc import Iterable

LONGEST = 32
_OTHERS = re.compile(r"[^A-Za-z0-9_]")
_STRING_TYPE = re.compile(r"str\d+")
_SPSS = "all and by eq ge gt le lt ne not or to with"
_STATA = (
    "_all _b _coef _cons _n _pi _pred _rc _skip alias byte double float if in int long strl using with e r c pi "
    "aggregate array boolean break class colvector complex const continue default delegate delete do else eltypedef "
    "end enum explicit export external for friend function global goto local mata matrix namespace new null numeric "
    "operator orgtypedef pointer polymorphic pragma private protected public quad real return rowvector scalar short "
    "signed static string struct super switch template this throw transmorphic try typedef typename union unsigned "
    "vector version virtual void volatile while"
)
_R = "if else repeat while function for next break true false null inf nan na in"
RESERVED = frozenset(f"{_SPSS} {_STATA} {_R}".split())


def names(originals: Iterable[str]) -> tuple[str, ...]:
    """A name for each column, in order: its own as far as all programs take it.

    >>> names(["SERV.price.expected", "ALL", "A.1", "A_1", "a_1", "9", "Q" * 40])
    ('SERV_price_expected', 'ALL_v', 'A_1', 'A_1_2', 'a_1_3', 'v9', 'QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ')
    """
    taken: set[str] = set()
    found = []
    for original in originals:
        plain = _plain(original)
        name, number = plain, 1
        while name.casefold() in taken:
            number += 1
            ending = f"_{number}"
            name = plain[: LONGEST - len(ending)] + ending
        taken.add(name.casefold())
        found.append(name)
    return tuple(found)


def _plain(original: str) -> str:
    name = _OTHERS.sub("_", original).rstrip("_") or "v"
    if not name[0].isalpha():
        name = f"v{name}"
    name = name[:LONGEST].rstrip("_")
    is_reserved = name.casefold() in RESERVED or _STRING_TYPE.fullmatch(name.casefold()) is not None
    return f"{name}_v" if is_reserved else name

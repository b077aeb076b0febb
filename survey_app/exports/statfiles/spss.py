"""The syntax that reads the data file into SPSS: labels, missing codes, measures, multiple-response sets.

Source: IBM SPSS Statistics Command Syntax Reference: GET DATA, VARIABLE LABELS, VALUE LABELS, MISSING VALUES,
VARIABLE LEVEL, MRSETS. A variable has room for three single missing values or for one range; codes are never negative,
so the range hides none of them.
"""

from collections.abc import Iterator, Mapping, Sequence

from survey_app.exports.statfiles.columns import HIGHEST_REASON, LOWEST_REASON, AnswerSet, Column, Layout, cut

VARIABLE_LABEL, VALUE_LABEL, LONGEST_TEXT = 256, 120, 32_767
"""What SPSS has room for, in bytes."""
_PIECE, _AT_ONCE = 100, 20
_SHORTEST_TEXT = 1


def syntax(layout: Layout, widths: Mapping[str, int]) -> str:
    """The whole syntax file; `widths` are the bytes that the longest text of each text column takes."""
    parts = [
        "* Encoding: UTF-8.",
        "* Set the folder of the files first: CD 'C:\\folder'.",
        "SET DECIMAL=DOT.",
        *_reading(layout.columns, widths),
        *_labels(layout),
        *_missing(layout.columns),
        *_levels(layout.columns),
        *(line for each in layout.sets for line in _set(each)),
        "EXECUTE.",
    ]
    return "\n".join(parts) + "\n"


def literal(text: str) -> str:
    """Words between apostrophes; long ones in pieces, because lines have an end.

    >>> literal("it's")
    "'it''s'"
    """
    pieces: list[str] = []
    rest = text
    while True:
        piece = cut(rest, _PIECE)
        pieces.append("'" + piece.replace("'", "''") + "'")
        rest = rest[len(piece) :]
        if not rest:
            return " +\n    ".join(pieces)


def _reading(columns: Sequence[Column], widths: Mapping[str, int]) -> Iterator[str]:
    yield "GET DATA\n  /TYPE=TXT\n  /FILE='data.txt'\n  /ENCODING='UTF8'\n  /DELCASE=LINE"
    yield '  /DELIMITERS="\\t"\n  /ARRANGEMENT=DELIMITED\n  /FIRSTCASE=2\n  /VARIABLES='
    for place, column in enumerate(columns, 1):
        yield f"    {column.name} {_format(column, widths)}{'.' if place == len(columns) else ''}"


def _format(column: Column, widths: Mapping[str, int]) -> str:
    if column.is_text:
        return f"A{min(max(widths.get(column.name, 0), _SHORTEST_TEXT), LONGEST_TEXT)}"
    return "F8.0" if column.codes else "F16.4"


def _labels(layout: Layout) -> Iterator[str]:
    for column in layout.columns:
        yield f"VARIABLE LABELS {column.name}\n    {literal(cut(column.label, VARIABLE_LABEL))}."
    for column in layout.columns:
        pairs = [*column.codes, *(layout.reasons if column.holds_reasons else ())]
        if pairs and not column.is_text:
            lines = [f"    {code} {literal(cut(words, VALUE_LABEL))}" for code, words in pairs]
            yield f"VALUE LABELS {column.name}\n" + "\n".join(lines) + "."


def _missing(columns: Sequence[Column]) -> Iterator[str]:
    coded = [column.name for column in columns if column.holds_reasons]
    for some in _lines(coded):
        yield f"MISSING VALUES {some}\n    ({LOWEST_REASON} THRU {HIGHEST_REASON})."


def _levels(columns: Sequence[Column]) -> Iterator[str]:
    for measure in dict.fromkeys(column.measure for column in columns):
        for some in _lines([column.name for column in columns if column.measure == measure]):
            yield f"VARIABLE LEVEL {some}\n    ({measure.upper()})."


def _set(found: AnswerSet) -> Iterator[str]:
    names = [column.name for column in found.columns]
    members = "\n    ".join(" ".join(names[start : start + 5]) for start in range(0, len(names), 5))
    yield f"MRSETS\n  /MDGROUP NAME=${found.name}\n    LABEL={literal(cut(found.label, _PIECE))}"
    yield f"    CATEGORYLABELS=VARLABELS\n    VARIABLES={members}\n    VALUE=1\n  /DISPLAY NAME=[${found.name}]."


def _lines(names: Sequence[str]) -> Iterator[str]:
    """Names by the handful: a command holds many, a line few."""
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        yield "\n    ".join(" ".join(some[place : place + 5]) for place in range(0, len(some), 5))

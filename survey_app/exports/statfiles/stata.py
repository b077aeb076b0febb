"""The do-file that reads the data file into Stata: labels, missing codes .a to .e, sets as characteristics.

Sources: Stata Data Management Reference Manual: import delimited, label, mvdecode; Programming Reference Manual: char,
macro. Stata knows no measures and no sets: both are kept as characteristics and notes.
"""

from collections.abc import Iterator, Mapping, Sequence

from survey_app.exports.statfiles.columns import AnswerSet, Column, Layout

VARIABLE_LABEL = 80
"""What Stata has room for, in letters; the whole label stands in the characteristic `label`."""
_AT_ONCE = 20
_BACKSLASH = "\\"
_UNSAFE = str.maketrans({"`": "'", '"': "'", "$": "\\$"})
"""Signs that would begin or end something inside quotation marks."""


def tag(code: int) -> str:
    """The letter of a reason: −5 is .a, −9 is .e.

    >>> tag(-5), tag(-9)
    ('a', 'e')
    """
    return chr(ord("a") - 5 - code)


def syntax(layout: Layout) -> str:
    """The whole do-file."""
    labels = _label_names(layout)
    parts = [
        "* UTF-8; set the folder of the files first: cd",
        "version 14",
        *_reading(layout.columns),
        *_definitions(layout, labels),
        *(line for column in layout.columns for line in _column(column, labels)),
        *_missing(layout),
        *(line for each in layout.sets for line in _set(each)),
    ]
    return "\n".join(parts) + "\n"


def literal(text: str) -> str:
    r"""Words between Stata's compound quotation marks, nothing in them read as a macro.

    >>> print(literal('a "$5" bargain'))
    `"a '\$5' bargain"'
    """
    return f'`"{text.replace(_BACKSLASH, "/").translate(_UNSAFE)}"\''


def _reading(columns: Sequence[Column]) -> Iterator[str]:
    texts = " ".join(str(place) for place, column in enumerate(columns, 1) if column.is_text)
    figures = " ".join(str(place) for place, column in enumerate(columns, 1) if not column.is_text)
    kinds = (f" stringcols({texts})" if texts else "") + (f" numericcols({figures})" if figures else "")
    yield (
        'import delimited using "data.txt", delimiters("\\t") varnames(1) case(preserve) encoding("UTF-8") '
        f"bindquotes(nobind) stripquotes(no){kinds} clear"
    )


def _label_names(layout: Layout) -> Mapping[tuple[tuple[int, str], ...], str]:
    """A name for each list of codes; columns with the same list share it."""
    wanted = dict.fromkeys(column.codes for column in layout.columns if column.holds_reasons)
    return {codes: f"codes{place}" for place, codes in enumerate(wanted, 1)}


def _definitions(layout: Layout, labels: Mapping[tuple[tuple[int, str], ...], str]) -> Iterator[str]:
    for codes, name in labels.items():
        for code, words in codes:
            yield f"label define {name} {code} {literal(words)}, add"
        for code, words in layout.reasons:
            yield f"label define {name} .{tag(code)} {literal(words)}, add"


def _column(column: Column, labels: Mapping[tuple[tuple[int, str], ...], str]) -> Iterator[str]:
    yield f"label variable {column.name} {literal(column.label[:VARIABLE_LABEL])}"
    if len(column.label) > VARIABLE_LABEL:
        yield f"char {column.name}[label] {literal(column.label)}"
    yield f"char {column.name}[measure] {column.measure}"
    if column.holds_reasons:
        yield f"label values {column.name} {labels[column.codes]}"


def _missing(layout: Layout) -> Iterator[str]:
    codes = " \\ ".join(f"{code}=.{tag(code)}" for code, _words in layout.reasons)
    coded = [column.name for column in layout.columns if column.holds_reasons]
    for start in range(0, len(coded), _AT_ONCE):
        yield f"mvdecode {' '.join(coded[start : start + _AT_ONCE])}, mv({codes})"


def _set(found: AnswerSet) -> Iterator[str]:
    names = " ".join(column.name for column in found.columns)
    yield f"char _dta[set_{found.name[:20]}] {literal(names)}"
    yield f"notes: several answers each, 1 is chosen, {found.name}: {names}"

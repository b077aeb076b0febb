"""The script that reads the data file into R without any package: labels, reasons as an attribute, sets as a list."""

from collections.abc import Iterator, Sequence

from survey_app.exports.statfiles.columns import Column, Layout

_HEAD = """# UTF-8; set the folder of the files first: setwd("folder")
answers <- read.delim("data.txt", quote = "", comment.char = "", na.strings = "", strip.white = FALSE,
  check.names = FALSE, blank.lines.skip = FALSE, fileEncoding = "UTF-8", stringsAsFactors = FALSE,
  colClasses = kinds)
stopifnot(identical(names(answers), names(kinds)))
# a code below zero is no answer: NA, and the reason stands in the attribute "missing"
without_reasons <- function(column) {
  place <- match(column, reasons)
  if (any(!is.na(place))) {
    column[!is.na(place)] <- NA
    attr(column, "missing") <- names(reasons)[place]
  }
  column
}"""


def script(layout: Layout) -> str:
    """The whole script; it leaves `answers`, `sets` and `measures` behind."""
    codes = ", ".join(str(code) for code, _words in layout.reasons)
    words = ", ".join(literal(words) for _code, words in layout.reasons)
    parts = [
        _named("kinds", [("character" if column.is_text else "numeric", column.name) for column in layout.columns]),
        f"reasons <- setNames(c({codes}), c({words}))",
        _HEAD,
        *(line for column in layout.columns for line in _column(column)),
        _named("measures", [(column.measure, column.name) for column in layout.columns]),
        "sets <- list()",
        *_sets(layout),
    ]
    return "\n".join(parts) + "\n"


def literal(text: str) -> str:
    r"""Words between quotation marks.

    >>> print(literal('a "b" \\ c'))
    "a \"b\" \\ c"
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _named(name: str, pairs: Sequence[tuple[str, str]]) -> str:
    values = ", ".join(f"{key} = {literal(value)}" for value, key in pairs)
    return f"{name} <- c({values})"


def _column(column: Column) -> Iterator[str]:
    place = f'answers[["{column.name}"]]'
    if column.holds_reasons:
        yield f"{place} <- without_reasons({place})"
    yield f'attr({place}, "label") <- {literal(column.label)}'
    if column.codes and not column.is_text:
        codes = ", ".join(str(code) for code, _words in column.codes)
        words = ", ".join(literal(words) for _code, words in column.codes)
        yield f'attr({place}, "labels") <- setNames(c({codes}), c({words}))'


def _sets(layout: Layout) -> Iterator[str]:
    for found in layout.sets:
        names = ", ".join(literal(column.name) for column in found.columns)
        yield f"sets[[{literal(found.name)}]] <- c({names})"
        yield f'attr(sets[[{literal(found.name)}]], "label") <- {literal(found.label)}'

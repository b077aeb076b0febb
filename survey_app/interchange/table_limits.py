"""How much a table file may hold, and the refusals when it holds more or cannot be read."""

from dataclasses import dataclass

from survey_app.exceptions import N_, FileRefused

__all__ = [
    "LIMITS",
    "EmptyTable",
    "FileTooLarge",
    "HeaderRefused",
    "Limits",
    "NotATable",
    "RaggedRow",
    "UnreadableText",
]
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file. `ratio` is how far a workbook may grow when it is unpacked.

    `unnamed` lets a column without a name pass, as programs write for their row numbers: it is called by its place.
    `repeated` lets a name return: the second one is called “name (2)”.
    `feet` leaves rows out that sum up those above; whoever asks for it says so of each (`Table.passed`).
    `sheet` is the name or the number of the sheet of a workbook that is read; the first where it is empty.
    """

    packed: int = 10 * _MEGABYTE
    unpacked: int = 100 * _MEGABYTE
    ratio: int = 100
    entries: int = 200
    rows: int = 100_000
    columns: int = 500
    cell: int = 20_000
    unnamed: bool = False
    repeated: bool = False
    feet: bool = False
    sheet: str = ""


LIMITS = Limits()


class FileTooLarge(FileRefused):
    """The file is larger, or would unpack to more, than is accepted."""

    status = 413
    message = N_("%(file)s is larger than is accepted: at most %(most)s MB. Split it and upload the parts.")


class NotATable(FileRefused):
    """The file is neither delimited text nor an Excel workbook."""

    message = N_("%(file)s is not a CSV file or an Excel workbook (.xlsx). Save it as one of them and upload it again.")


class UnreadableText(FileRefused):
    """A character that stands for no text: NUL, another control character, or broken encoding."""

    message = N_(
        "Row %(row)s, column %(column)s holds a character that cannot be read. Save the file as CSV in UTF-8 and "
        "upload it again."
    )


class HeaderRefused(FileRefused):
    """The first row does not name every column once."""

    message = N_("The first row must name every column once: “%(name)s” stands there twice.")


class RaggedRow(FileRefused):
    """A row has more or fewer cells than the header."""

    message = N_(
        "Row %(row)s has %(cells)s cells, the first row has %(columns)s. Check the separators and "
        "quotation marks in it."
    )


class EmptyTable(FileRefused):
    """There is nothing below the header, or no header."""

    message = N_("%(file)s has no rows below its first row. The first row names the columns, the others are the list.")

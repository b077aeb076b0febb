"""Columns that are probably no questions: times, running numbers, identifiers, addresses, notes of the program.

Each stands aside with its reason until whoever brings the file in wants to keep it.
"""

import re
from collections.abc import Mapping, Sequence

from survey_app.exceptions import N_
from survey_app.interchange.tables import Table

__all__ = ["asides"]

_DAY = r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
_ZONE = r"(?: ?(?:Z|UTC|GMT|[A-Z]{2,4})? ?(?:[+-]\d{1,2}:?(?:\d{2})?)?)?"
_MOMENT = re.compile(rf"{_DAY}(?:[T,]? ?){_CLOCK} ?(?:[AaPp]\.?[Mm]\.?)?{_ZONE}")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+")
_ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|(?=.*:.*:)[0-9A-Fa-f:.]{3,39}")
_TOKEN = re.compile(r"(?=.*\d)[A-Za-z0-9_.:-]{8,80}")
_PLAIN = re.compile(rf"[-+]?[\d.,]+(?:[eE][-+]?\d+)?|{_DAY}|{_CLOCK}")
"""A number, a day or a time of day: they are answers though all of them are different."""
_HUMPS = re.compile(r"([a-z])([A-Z])")
_WHOLE = re.compile(r"\d{1,18}(?:\.0)?")
_PLACE = re.compile(r"-?\d{1,3}(?:\.\d+)?")
_PLACES = re.compile(r"lat|latitude|lon|lng|long|longitude|latitud|longitud|locationlatitude|locationlongitude")
_IDENTIFIER = re.compile(r"#|id|ids|uuid|guid|serial|token|seed")
_NUMBERED = re.compile(r"no|nr|index|case|record|row|respondent|response|participant|number|key|code")
_PROGRAM = frozenset(
    [
        "lastpage",
        "last page",
        "startlanguage",
        "start language",
        "seed",
        "refurl",
        "referrer url",
        "status",
        "progress",
        "finished",
        "distributionchannel",
        "userlanguage",
        "responseid",
        "response id",
        "recipientlastname",
        "recipientfirstname",
        "recipientemail",
        "externalreference",
        "collector id",
        "collectorid",
        "respondent id",
        "custom data 1",
        "deviceid",
        "device id",
        "_id",
        "_uuid",
        "_index",
        "_submission_time",
        "_validation_status",
        "_notes",
        "_status",
        "_submitted_by",
        "__version__",
        "_tags",
        "formhub/uuid",
        "meta/instanceid",
        "response type",
        "network id",
        "tags",
        "submitdate",
        "startdate",
        "datestamp",
        "enddate",
        "recordeddate",
        "ipaddr",
        "ipaddress",
        "ip address",
        "id",
        "#",
        "start",
        "end",
        "start date",
        "end date",
    ]
)
_FEWEST_NOTES, _FEWEST_ROWS, _FEWEST_PARTS = 3, 10, 2
_FIRST = 2
"""What numbers rows without saying so begins at 0 or 1; ages that rise one by one do not."""


def asides(table: Table) -> dict[str, str]:
    """Why columns are probably no questions, by their names; marked messages."""
    notes = [name for name in table.header if name.casefold() in _PROGRAM]
    noted = {*notes} if len(notes) >= _FEWEST_NOTES else set()
    found: dict[str, str] = {}
    for name in table.header:
        cells = [cell for cell in table.column(name) if cell]
        why = _why(name, cells) if cells else ""
        if cells and not why and name in noted:
            why = N_("The program that collected the answers noted it.")
        if cells and not why and _is_repeated(name, table):
            why = N_("The columns after it say the same, one for each answer.")
        if why:
            found[name] = why
    return found


_SHAPES: Mapping[str, re.Pattern[str]] = {
    N_("It holds points in time."): _MOMENT,
    N_("It holds e-mail addresses."): _MAIL,
    N_("It holds internet addresses."): _ADDRESS,
}


def _why(name: str, cells: Sequence[str]) -> str:
    distinct = set(cells)
    for why, shape in _SHAPES.items():
        if shape.fullmatch(cells[0]) and all(map(shape.fullmatch, distinct)):
            return why
    words = {*re.split(r"[\W_]+", _HUMPS.sub(r"\1 \2", name).casefold()), name.casefold()}
    if any(map(_PLACES.fullmatch, words)) and all(map(_PLACE.fullmatch, distinct)):
        return N_("It holds places on the map.")
    return "" if len(cells) < _FEWEST_ROWS or len(distinct) < len(cells) else _why_apart(words, cells)


def _why_apart(words: set[str], cells: Sequence[str]) -> str:
    """Why cells that are all different are probably no answers."""
    tells_apart = N_("It tells every row apart.")
    if not all(map(_WHOLE.fullmatch, cells)):
        is_token = all(map(_TOKEN.fullmatch, cells)) and not all(map(_PLAIN.fullmatch, cells))
        return tells_apart if is_token else ""
    figures = [int(cell.removesuffix(".0")) for cell in cells]
    if figures == sorted(figures):
        return N_("It numbers the rows.") if _numbers(words, figures) else ""
    return tells_apart if any(map(_IDENTIFIER.fullmatch, words)) else ""


def _numbers(words: set[str], figures: Sequence[int]) -> bool:
    """Whether figures that rise number the rows: by the name of their column, or from 0 or 1 one by one."""
    is_running = figures[0] < _FIRST and figures[-1] - figures[0] == len(figures) - 1
    return is_running or any(_IDENTIFIER.fullmatch(word) or _NUMBERED.fullmatch(word) for word in words)


def _is_repeated(name: str, table: Table) -> bool:
    """Whether Kobo wrote the answers once more, as a column of 1 and 0 for each: channels, channels/web."""
    parts = [each for each in table.header if each.startswith(f"{name}/")]
    return len(parts) >= _FEWEST_PARTS and all({*table.column(each)} <= {"", "0", "1"} for each in parts)

"""Columns that say when the answers were given: which there are, how they are written, and which is the likely one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.data_files.clocks import (
    Order,
    has_clock,
    has_zone,
    is_written,
    order_of,
    order_of_file,
    read_moment,
    settled,
)
from survey_app.interchange.tables import Table

__all__ = ["Clock", "Moment", "clock_of", "is_field_day", "likely_moment", "moments"]

_BETWEEN = re.compile(r"[\W_]+")
_HUMPS = re.compile(r"([a-z])([A-Z])")
_START = re.compile(
    r"\b(?:start|started|startdate|begin|began|begun|inicio|beginn|d[eé]but|last|modified|letzte|stage)\b|开始|修改"
)
_SUBMITTED = re.compile(
    r"\b(?:submit|submitted|submitdate|submission|completion|completed|env[ií]o|enviad[ao]|abgeschickt|abgesendet|envoi)\b"
    r"|提交"
)
_ENDED = re.compile(r"\b(?:end|ended|enddate|fin|finish|finished|finalizaci[oó]n|ende|abschluss)\b|结束|完成")
_STAMPED = re.compile(
    r"\b(?:timestamp|datestamp|recorded|recordeddate|marca temporal|marca de tiempo|zeitstempel|horodateur"
    r"|response time)\b"
    r"|时间戳|答题时间|填写时间|时间标记"
)
_FIELD_DAY = re.compile(
    r"\b(?:today|interview ?date|(?:interview|survey|response|fieldwork|submission|completion) (?:date|day)"
    r"|date of (?:the )?(?:interview|survey|response)|fecha de (?:la )?(?:entrevista|encuesta|respuesta)"
    r"|interviewdatum|befragungsdatum|datum (?:der befragung|des interviews)|date de l (?:enqu[eê]te|entretien))\b"
    r"|(?:调查|填写|答题|提交|填表)日期"
)
_BARE_DAY = re.compile(r"date|day|fecha|d[ií]a|datum|tag|日期")
_ALWAYS_UTC = frozenset({"_submission_time"})
"""Kobo writes the time of its server so, without saying that it is UTC."""
_UTC = re.compile(r"\b(?:utc|gmt)\b")
_MOST, _LOOKED_AT = 0.8, 20
_LONGEST_NAME = 5
"""In words: “When did your shift end, and who came after you?” is a question."""
_RANKS = ((_SUBMITTED, 3), (_ENDED, 2), (_STAMPED, 1))


@dataclass(frozen=True, slots=True)
class Moment:
    """A column that may say when somebody answered, and how it is written.

    `rank` is above 0 where its name says so, below 0 where it says when somebody began; `is_utc` and `is_zoned` tell
    that no zone has to be assumed: its heading names UTC, or every cell its own.
    """

    name: str
    order: Order
    rank: int
    has_clock: bool
    is_utc: bool = False
    is_zoned: bool = False

    def read(self, cell: str, zone: str) -> datetime | None:
        """The moment of a cell, its clock standing in this zone where neither it nor the heading says another."""
        return read_moment(cell, self.order, self.zone(zone))

    def zone(self, zone: str) -> tzinfo:
        """Where the clock stands."""
        return UTC if self.is_utc else ZoneInfo(zone)


@dataclass(frozen=True, slots=True)
class Clock:
    """The column that was taken for the moment of the answers, and the zone its clock stood in.

    `instead` are the columns that say it where its cell is blank: who did not finish has no moment of sending.
    """

    moment: Moment
    zone: str
    instead: tuple[Moment, ...] = ()

    @property
    def column(self) -> str:
        """The name of the column."""
        return self.moment.name

    def read(self, cell: str) -> datetime | None:
        """The moment of a cell in UTC, or None where it is none."""
        return self.moment.read(cell, self.zone)

    def of(self, table: Table) -> list[tuple[str, datetime | None]]:
        """The cell of each row, and its moment: that of another column where the cell is blank."""
        cells = table.column(self.column)
        known = {cell: self.read(cell) for cell in {*cells} if cell}
        others = [(each, table.column(each.name)) for each in self.instead]
        return [
            (cell, known[cell] if cell else self._other([(each, column[row]) for each, column in others]))
            for row, cell in enumerate(cells)
        ]

    def _other(self, cells: Sequence[tuple[Moment, str]]) -> datetime | None:
        read = (each.read(cell, self.zone) for each, cell in cells if cell)
        return next((at for at in read if at is not None), None)


def clock_of(table: Table, column: str, zone: str) -> Clock | None:
    """The clock that a column of the table is; None where no column is named. One that holds no times is refused."""
    if not column:
        return None
    offered = moments(table)
    found = next((each for each in offered if each.name == column), None)
    if found is None:
        raise FileRefused(N_("“%(column)s” holds no times of answers. Choose another column."), column=column[:80])
    others = (each for each in offered if each.rank and each.has_clock and found.rank > 0 and each != found)
    return Clock(found, zone, tuple(sorted(others, key=lambda each: -each.rank)))


def moments(table: Table) -> tuple[Moment, ...]:
    """The columns that may say when the answers were given, in the order of the file.

    One cell in five may be something else: the rows of these are refused by name if the column is taken.
    """
    columns = {name: table.filled(name) for name in table.header}
    of_file = order_of_file(columns.values())
    found = (_moment(name, cells, of_file) for name, cells in columns.items())
    return tuple(each for each in found if each is not None)


def _moment(name: str, cells: Sequence[str], of_file: str) -> Moment | None:
    if not any(map(is_written, cells[:_LOOKED_AT])):
        return None
    written = {cell for cell in {*cells} if is_written(cell)}
    known = [cell for cell in cells if cell in written]
    if not known or len(known) < _MOST * len(cells):
        return None
    order = order_of(known)
    if order is None:
        return None
    plain, clock = _plain(name), has_clock(known)
    rank = _rank(plain)
    if not clock and rank <= 0 and not _FIELD_DAY.search(plain) and not _BARE_DAY.fullmatch(plain):
        return None
    is_utc = name.casefold() in _ALWAYS_UTC or _UTC.search(plain) is not None
    return Moment(name, settled(order, of_file), rank, clock, is_utc, has_zone(known))


def _plain(name: str) -> str:
    return _BETWEEN.sub(" ", _HUMPS.sub(r"\1 \2", name).casefold()).strip()


def _rank(plain: str) -> int:
    if _START.search(plain):
        return -1
    if len(plain.split()) > _LONGEST_NAME:
        return 0
    return next((rank for pattern, rank in _RANKS if pattern.search(plain)), 0)


def likely_moment(found: Sequence[Moment]) -> str:
    """The one column that is clearly the time of sending, by its name; nothing where several or none could be it.

    >>> order = Order("ymd")
    >>> likely_moment([Moment("start", order, -1, True), Moment("end", order, 2, True)])
    'end'
    >>> likely_moment([Moment("a_timestamp", order, 1, True), Moment("b_timestamp", order, 1, True)])
    ''
    """
    top = max((each.rank for each in found), default=0)
    best = [each.name for each in found if each.rank == top]
    if top <= 0:
        best = [each.name for each in found if not each.has_clock and _FIELD_DAY.search(_plain(each.name))]
    return best[0] if len(best) == 1 else ""


def is_field_day(name: str) -> bool:
    """Whether a column of days is called by the day of the interview.

    >>> is_field_day("Fecha de la entrevista"), is_field_day("Date of birth"), is_field_day("Date of last visit")
    (True, False, False)
    """
    plain = _plain(name)
    return _FIELD_DAY.search(plain) is not None or (_rank(plain) > 0 and not _ENDED.search(plain))

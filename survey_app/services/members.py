"""From an uploaded table to members of a list: which column means what, and which rows cannot be taken and why.

Nothing here touches the database; the command line reads lists with it too.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.tables import LIMITS, Limits, Table
from survey_app.services.addresses import normal_email

LIST_LIMITS = Limits(columns=60, cell=2_000)
"""A list of people has some columns, not hundreds."""
LONGEST_UNIT = 200
LONGEST_VALUE = 500
LONGEST_NAME = 100
MOST_CASES = LIMITS.rows
NOT_STATED_WORDS = frozenset({"not stated", "no indicado", "no especificado", "未署名", "未说明", "未注明"})
"""What lists write where they know nothing; it becomes the one stratum "not stated"."""
_LONGEST_COUNT = 6
_ID_NAMES = ("id", "code", "customer", "number", "key", "código", "codigo", "cliente", "编号", "客户编号", "号码")
_EMAIL_NAMES = ("email", "e-mail", "mail", "correo", "邮箱", "电子邮件", "电子邮箱")
_COUNT_NAMES = ("issued", "count", "cases", "enviados", "casos", "发放", "发放数")


class Problem(StrEnum):
    """Why a row cannot be taken."""

    NO_ID = "no_id"
    REPEATED_ID = "repeated_id"
    LONG_ID = "long_id"
    BAD_EMAIL = "bad_email"
    LONG_VALUE = "long_value"
    BAD_COUNT = "bad_count"


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a list mean. The rest are attributes. `count`: each row stands for that many cases."""

    unit: str
    email: str = ""
    count: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a list; an attribute that is not stated is left out."""

    unit: str
    email: str
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be taken, by its number in the file."""

    number: int
    problem: Problem
    value: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a list holds: its members, the names of their attributes, and the rows left out."""

    members: tuple[Member, ...]
    attributes: tuple[str, ...]
    refused: tuple[RefusedRow, ...]

    @property
    def reasons(self) -> tuple[tuple[Problem, int], ...]:
        """How many rows were left out for each reason, the most frequent first."""
        return tuple(Counter(row.problem for row in self.refused).most_common())


def guess_columns(header: tuple[str, ...], *, counts: bool = False) -> Columns:
    """What the columns probably mean, by their names: a suggestion for a person to check."""

    def named(names: tuple[str, ...], fallback: str) -> str:
        return next((name for wanted in names for name in header if name.casefold() == wanted), fallback)

    email = "" if counts else named(_EMAIL_NAMES, "")
    others = [name for name in header if name != email] or list(header)
    return Columns(named(_ID_NAMES, others[0]), email, named(_COUNT_NAMES, header[-1]) if counts else "")


def read_members(table: Table, columns: Columns) -> Reading:
    """The members of a list, one row each or, with a column of counts, that many for each row."""
    _check(table, columns)
    used = {columns.unit, columns.email, columns.count}
    rest = (*((columns.unit,) if columns.count else ()), *(name for name in table.header if name not in used))
    members: list[Member] = []
    refused: list[RefusedRow] = []
    seen: set[str] = set()
    for number, cells in zip(table.numbers, table.rows, strict=True):
        row = dict(zip(table.header, cells, strict=True))
        found = _read_row(row, columns, rest, seen)
        if isinstance(found, Problem):
            refused.append(RefusedRow(number, found, row[columns.unit][:80]))
            continue
        seen.update(member.unit for member in found)
        members += found
        if len(members) > MOST_CASES:
            message = N_("The list adds up to more than %(most)s cases. Divide it among stages.")
            raise FileRefused(message, most=MOST_CASES)
    return Reading(tuple(members), rest, tuple(refused))


def _read_row(
    row: Mapping[str, str], columns: Columns, rest: tuple[str, ...], seen: set[str]
) -> list[Member] | Problem:
    """The members one row gives, or why it gives none."""
    units = _units(row[columns.unit], row[columns.count] if columns.count else "", columns)
    if isinstance(units, Problem):
        return units
    if seen.intersection(units):
        return Problem.REPEATED_ID
    address = row[columns.email] if columns.email else ""
    email = normal_email(address) if address else ""
    if email is None:
        return Problem.BAD_EMAIL
    attributes = {name: value for name in rest if (value := stated(row[name]))}
    if any(len(value) > LONGEST_VALUE for value in attributes.values()):
        return Problem.LONG_VALUE
    return [Member(unit, email, attributes) for unit in units]


def stated(value: str) -> str:
    """The value, or nothing where the list says that it is not stated.

    >>> stated("Jinan"), stated("not stated"), stated("未署名")
    ('Jinan', '', '')
    """
    return "" if value.casefold() in NOT_STATED_WORDS else value


def _check(table: Table, columns: Columns) -> None:
    for name in (columns.unit, columns.email, columns.count):
        if name and name not in table.header:
            raise FileRefused(
                N_("There is no column “%(column)s”. The first row names: %(names)s."),
                column=name[:80],
                names=", ".join(table.header)[:500],
            )
    chosen = [name for name in (columns.unit, columns.email, columns.count) if name]
    if not columns.unit or len(set(chosen)) < len(chosen):
        raise FileRefused(
            N_("Choose no column twice: the id, the e-mail address and the number of cases need one each.")
        )
    long = next((name for name in table.header if len(name) > LONGEST_NAME), "")
    if long:
        raise FileRefused(
            N_("The column name “%(name)s…” is longer than %(most)s characters. Shorten it in the file."),
            name=long[:40],
            most=LONGEST_NAME,
        )


def _units(unit: str, count: str, columns: Columns) -> list[str] | Problem:
    """The ids one row gives, or why it gives none."""
    if len(unit) > LONGEST_UNIT - _LONGEST_COUNT - 1:
        return Problem.LONG_ID
    if columns.count:
        if not (count.isascii() and count.isdigit()) or len(count) > _LONGEST_COUNT:
            return Problem.BAD_COUNT
        return [f"{unit or 'not stated'} {number:03d}" for number in range(1, int(count) + 1)]
    return [unit] if unit else Problem.NO_ID

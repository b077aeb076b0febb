"""A data file as it would be brought in: what each column is taken for, what is only offered, which rows can be taken.

Nothing is made here; `data_studies` makes the study.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from zoneinfo import available_timezones

from survey_app.exceptions import N_, BadInput, Refusal
from survey_app.interchange.answers import Reading, read_answers
from survey_app.interchange.data_files.building import Built, build, chosen, prepared
from survey_app.interchange.data_files.cleaning import Absent, cleaned, emptied, marks_beside_numbers, marks_of
from survey_app.interchange.data_files.described import Column, Kind
from survey_app.interchange.data_files.guessing import as_numbers, could_be_numbers, guessed, without_numbers
from survey_app.interchange.data_files.joins import Joint, joined, joints
from survey_app.interchange.data_files.labelled import is_labelled, read_labelled
from survey_app.interchange.data_files.moments import Moment, clock_of, likely_moment, moments
from survey_app.interchange.data_files.quantipy import read_description
from survey_app.interchange.data_files.reasons import are_likely, reasons_of, without_reasons
from survey_app.interchange.data_files.scales import rating_of
from survey_app.interchange.data_files.shapes import is_long
from survey_app.interchange.tables import Table
from survey_app.questions.definition import Text
from survey_app.services import imports, uploads
from survey_app.vocabulary import Mode

_SHORT = 12
"""So many letters of a name are as short as its sign."""
_WEIGHT = re.compile(r"weight|wgt|(?:^|[\W_])wt|^w$|peso|ponder|gewicht|poids|权", re.IGNORECASE)


_DEVICES = frozenset({"deviceid", "_submitted_by", "simserial", "subscriberid", "enumerator", "interviewer"})
"""Columns that programs for interviewers write."""


_CHINA_TIME = frozenset({"提交答卷时间", "开始答题时间", "结束答题时间"})
"""Columns of wjx and Tencent, whose clocks stand in China."""


class NothingToAsk(Refusal):
    """No column holds anything that could be a question."""

    status = 422
    title = N_("There is nothing to bring in")
    message = N_("No column of the file holds anything. Choose another file.")


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody chose of what is only offered, by its names.

    `join` are joints, `listed` columns that list several answers, `keep` columns that are probably no questions,
    `rated` columns whose codes are the points of a scale, `numbers` columns whose numbers below 0 are no codes,
    `reasons` columns with words such as “don't know”, or numbers such as -999, that count as no answer.
    """

    join: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()
    keep: frozenset[str] = frozenset()
    rated: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Given:
    """When and how the answers were given: the column that says when, the zone its clock stood in, and the mode.

    `column` is None where nothing was chosen yet: then the one that is clearly it is taken, if there is one. Without a
    chosen `zone` it is the one that the file names, else `usual`.
    """

    column: str | None = None
    zone: str = ""
    usual: str = "UTC"
    mode: Mode = Mode.WEB


@dataclass(frozen=True, slots=True)
class Offered:
    """What was only offered: joints, lists of answers, columns put aside, ratings, numbers below 0, times, no answers.

    `reasons` are the words of a column that say why there is no answer; `worded` what the file says of its codes.
    """

    joints: tuple[Joint, ...] = ()
    listed: tuple[Column, ...] = ()
    asides: tuple[Column, ...] = ()
    rated: tuple[Column, ...] = ()
    numbers: tuple[Column, ...] = ()
    moments: tuple[Moment, ...] = ()
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    worded: Mapping[str, Mapping[int, Text]] = field(default_factory=dict)


@dataclass(frozen=True)
class Looked:
    """A data file as it would be brought in: the table, what became of its columns, and the rows that can be taken.

    `missing` are the cells that count as no answer: those that were named and the marks that the file itself shows.
    """

    filename: str
    source: Table
    table: Table
    """The source as the questionnaire reads it: words as codes, codes for no answer gone."""
    built: Built
    fingerprint: str
    missing: tuple[Absent, ...] = ()
    offered: Offered = field(default_factory=Offered)
    chosen: Choices = field(default_factory=Choices)
    moment: str = ""
    """The column that says when the answers were given; nothing where none does."""
    zone: str = "UTC"

    @cached_property
    def signs(self) -> Mapping[str, str]:
        """The short sign of each long name that may be chosen: three hundred headings are too much for an address."""
        signs = reversed(_signs(self.source.header, self.offered.joints).items())
        return {name: sign for sign, name in signs if len(name) > _SHORT}

    @property
    def is_long(self) -> bool:
        """Whether it seems to have a row for each answer: its people would be counted several times."""
        return is_long(self.source)

    @cached_property
    def reading(self) -> Reading:
        """The rows that can be taken, read when somebody asks."""
        clock = clock_of(self.table, self.moment, self.zone)
        return read_answers(self.table, self.built.mapped, self.built.questionnaire, clock)

    @property
    def timed(self) -> Moment | None:
        """The chosen column of moments."""
        return next((each for each in self.offered.moments if each.name == self.moment), None)


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as it was read: its table, what it says of its columns itself, and which cells count as no answer."""

    filename: str
    table: Table
    known: Mapping[str, Column]
    missing: tuple[Absent, ...]
    fingerprint: str


def opened(
    content: bytes,
    filename: str,
    description: bytes = b"",
    described_by: str = "",
    *,
    missing: Sequence[Absent] = (),
    sheet: str = "",
) -> Opened:
    """A CSV file, a sheet of a workbook, or a file of SPSS or Stata, with a description of its columns or without."""
    name, mark = uploads.safe_name(filename), imports.fingerprint(content)
    limits = replace(uploads.of_answers(), unnamed=True, repeated=True, sheet=sheet.replace("\0", ""))
    if is_labelled(content):
        if description:
            raise BadInput(N_("%(file)s describes its columns itself: leave the description out."), file=name)
        labelled = read_labelled(content, name, limits)
        absent = (*missing, *labelled.absent)
        return Opened(name, cleaned(labelled.table, absent), labelled.columns, absent, mark)
    table = uploads.read_bytes(content, name, limits)
    known = read_description(description, uploads.safe_name(described_by)) if description else {}
    marks = marks_of(table)
    absent = (*missing, *([Absent(marks)] if marks else []), *marks_beside_numbers(table))
    return Opened(name, cleaned(table, absent), known, absent, mark)


def looked(found: Opened, choices: Choices | None = None, given: Given | None = None) -> Looked:
    """What a file would become. Without choices everything is as it most probably is."""
    given = given or Given()
    times = moments(found.table)
    columns, offered, taken = _told(chosen(found.known, guessed(found.table)), found.table, times, choices)
    unsaid = [Absent(offered.reasons[name], name) for name in sorted(taken.reasons)]
    source = emptied(found.table, unsaid) if unsaid else found.table
    below, signs = tuple(filter(could_be_numbers, columns)), _signs(source.header)
    numbers = _picked("numbers", choices, dict.fromkeys((each.name for each in below), False), signs)
    columns = [as_numbers(each) if each.name in numbers else each for each in columns]
    together = joints(columns, source)
    keys = _picked("join", choices, {each.key: each.is_likely for each in together}, _signs(source.header, together))
    wanted = [each for each in together if each.key in keys]
    worded = {each.name: {code: words for code, words in each.codes if words} for each in columns}
    columns = joined(columns, wanted)
    ratings = tuple(each for each in map(rating_of, columns) if each is not None)
    rated = _picked("rated", choices, {each.name: each.is_rating for each in ratings}, signs)
    scales = {each.name: replace(each, is_rating=True) for each in ratings if each.name in rated}
    columns = [scales.get(each.name, each) for each in columns]
    built = build(columns)
    if not built.mapped:
        raise NothingToAsk
    return Looked(
        found.filename,
        found.table,
        prepared(emptied(source, _beside(wanted, scales.values())), columns),
        built,
        found.fingerprint,
        found.missing,
        replace(offered, joints=together, rated=ratings, numbers=below, worded=worded),
        replace(taken, join=keys, rated=rated, numbers=numbers),
        _moment(times, given),
        given.zone or _zone_of(found.table) or given.usual,
    )


def _told(
    columns: Sequence[Column], table: Table, times: tuple[Moment, ...], choices: Choices | None
) -> tuple[list[Column], Offered, Choices]:
    """The columns as their cells are read one by one: put aside, as lists of answers, without words for no answer."""
    asides = tuple(each for each in columns if each.aside and each.kind is not Kind.LEFT_OUT)
    listed = tuple(each for each in columns if each.listed is not None and not each.aside)
    signs = _signs(table.header)
    keep = _picked("keep", choices, {each.name: False for each in asides}, signs)
    lists = _picked("listed", choices, {each.name: each.is_listed for each in listed}, signs)
    stamps = {each.name for each in times if each.has_clock}
    found = [_taken(_plain(each) if each.name in stamps else each, keep, lists) for each in columns]
    reasons = {each.name: said for each in found if (said := reasons_of(each))}
    likely = {each.name: are_likely(each, reasons[each.name]) for each in found if each.name in reasons}
    unsaid = _picked("reasons", choices, likely, signs)
    found = [_without(each, reasons[each.name], table) if each.name in unsaid else each for each in found]
    offered = Offered(listed=listed, asides=asides, moments=times, reasons=reasons)
    return found, offered, Choices(listed=lists, keep=keep, reasons=unsaid)


def _without(column: Column, reasons: Sequence[str], table: Table) -> Column:
    """The column without the cells that stand for no answer."""
    return without_numbers(table, column) if column.unsaid else without_reasons(column, reasons)


def _beside(joints_taken: Iterable[Joint], ratings: Iterable[Column]) -> list[Absent]:
    """The codes beside the scales of batteries and ratings that count as no answer there."""
    found = [
        Absent(tuple(map(str, each.absent)), name) for each in joints_taken if each.absent for name in each.columns
    ]
    return found + [Absent(tuple(map(str, each.absent)), each.name) for each in ratings if each.absent]


def _zone_of(table: Table) -> str:
    """The zone that a file names, or that of the program which wrote it, if there is such a one."""
    if _CHINA_TIME & {*table.header}:
        return "Asia/Shanghai"
    return table.zone if table.zone in available_timezones() else ""


def _moment(offered: Sequence[Moment], given: Given) -> str:
    if given.column is None:
        return likely_moment(offered)
    if given.column and given.column not in {each.name for each in offered}:
        raise BadInput(N_("“%(name)s” cannot be chosen here. Choose one from the list."), name=given.column[:80])
    return given.column


def _signs(header: Sequence[str], together: Iterable[Joint] = ()) -> dict[str, str]:
    """What may stand for a column, or for columns joined under a name of their own: the place of the first of them."""
    signs = {f"~{place}": name for place, name in enumerate(header)}
    places = {name: sign for sign, name in signs.items()}
    return signs | {f"~j{places[each.columns[0]][1:]}": each.key for each in together}


def _picked(
    what: str, choices: Choices | None, offered: Mapping[str, bool], signs: Mapping[str, str]
) -> frozenset[str]:
    """What was chosen of what is offered, by its names or their signs; without a choice what is likely."""
    if choices is None:
        return frozenset(name for name, is_likely in offered.items() if is_likely)
    named: frozenset[str] = getattr(choices, what)
    picked = frozenset(each if each in offered else signs.get(each, each) for each in named)
    unknown = sorted(picked - offered.keys())
    if unknown:
        raise BadInput(N_("“%(name)s” cannot be chosen here. Choose one from the list."), name=unknown[0][:80])
    return picked


def _plain(column: Column) -> Column:
    """A column of times as the text it is: a few of them that return are no answers of a list."""
    return column if column.kind is Kind.LEFT_OUT else replace(column, kind=Kind.TEXT, codes=(), words={}, cells={})


def _taken(column: Column, keep: Iterable[str], listed: Iterable[str]) -> Column:
    """The column as it was chosen: put aside, or as one whose cells list several answers."""
    if column.aside and column.kind is not Kind.LEFT_OUT and column.name not in keep:
        return replace(column, kind=Kind.LEFT_OUT, why=column.aside)
    return column.listed if column.listed is not None and column.name in listed else column


def likely_mode(found: Looked) -> Mode:
    """How the answers were probably given: by an interviewer where a collecting device says who sent them, else online.

    Nothing in a file says it for sure: whoever brings it in is asked.
    """
    names = {name.casefold() for name in found.source.header}
    return Mode.INTERVIEWER if names & _DEVICES else Mode.WEB


def weight_of(found: Looked) -> str:
    """The first column of numbers that is called a weight, or nothing."""
    called = (each.column for each in found.built.lines if each.kind is Kind.NUMBER and _WEIGHT.search(each.column))
    return next(called, "")

"""What the columns of a table hold, guessed from their cells alone; whoever brings it in sees every guess first."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from survey_app.exceptions import N_
from survey_app.interchange.data_files.amounts import is_change
from survey_app.interchange.data_files.asides import asides
from survey_app.interchange.data_files.clocks import (
    DAY_FIRST,
    MONTH_FIRST,
    YEAR_FIRST,
    has_clock,
    order_of,
    order_of_file,
    read_day,
    read_time,
    settled,
)
from survey_app.interchange.data_files.comma_lists import parted_by_commas
from survey_app.interchange.data_files.described import Column, Kind
from survey_app.interchange.data_files.heading_scales import HeadedScale, evokes_rating, headed_scale
from survey_app.interchange.data_files.lengths import read_lengths
from survey_app.interchange.data_files.listings import listing_of
from survey_app.interchange.data_files.scales import NO_ANSWERS
from survey_app.interchange.data_files.unsaid_numbers import are_sure, unsaid_numbers
from survey_app.interchange.data_files.word_scales import alphabetical, coded_words
from survey_app.interchange.data_files.write_ins import with_write_ins
from survey_app.interchange.tables import Table
from survey_app.questions.definition import Text
from survey_app.questions.figures import from_cell
from survey_app.vocabulary import MISSING_CODES

__all__ = ["as_numbers", "could_be_numbers", "guessed", "separator_of", "stem_of", "without_numbers"]

_SEVERAL = re.compile(r"\d{1,4}(?:;\d{1,4})*;?")
_NUMBER = re.compile(r"[\W_]*\d+[a-z]?$", re.IGNORECASE)
_GROUPED = re.compile(r"-?[1-9]\d{0,2}(?:,\d{3})+|\d{1,3}")
_MOST_CODES, _LARGEST_CODE = 12, 9_999
_MOST_WORDS, _TIMES_EACH = 25, 3
_MISSING = {Decimal(code) for code in MISSING_CODES.values()}
_BARE, _NEAR_ZERO = 2, 5
_LASTS = re.compile(
    r"durati|durac|dauer|durée|length|elapsed|took|time (?:taken|spent|needed|to)|how long|minut|时长|用时|多久|耗时"
)
"""Headings of how long something took."""
_FIGURES, _FEWEST_FIGURES = re.compile(r"\d{3,}"), 4
_POSTCODE = re.compile(
    r"\b(?:plz|postleitzahl|post ?code|zip(?: ?code)?|postal(?: ?code)?|c[oó]digo postal|cp)\b|邮编|邮政编码"
)
_OWN_WORDS = re.compile(r"〖[^〖〗]*〗")
_REASONS = N_("Its codes from -9 to -5 are read as reasons for no answer.")
_SIGNS = (";", "┋", "|", "；", "\n")  # noqa: RUF001 - the wide semicolon is meant
_READ: Mapping[tuple[str, bool], str] = {
    (YEAR_FIRST, True): "",
    (DAY_FIRST, True): N_("Its dates are read day first."),
    (MONTH_FIRST, True): N_("Its dates are read month first."),
    (DAY_FIRST, False): N_("Its dates are read day first; no cell shows whether that is right."),
    (MONTH_FIRST, False): N_("Its dates are read month first; no cell shows whether that is right."),
}
_FEWEST_POINTS, _MOST_POINTS, _HIGHEST_FIRST = 3, 11, 10


def guessed(table: Table) -> list[Column]:
    """A guess for each column, in the order of the file."""
    aside = asides(table)
    words = dict(zip(table.header, table.wordings, strict=False))
    of_file = order_of_file(map(table.filled, table.header))
    found = []
    for name in table.header:
        heading = words.get(name, "")
        column = _column(name, table.filled(name), f"{name} {heading}" if heading else name, of_file)
        note = table.notes.get(name, "") or column.note
        found.append(_worded(replace(column, aside=aside.get(name, ""), note=note), heading))
    return with_write_ins(found, [*map(table.distinct, table.header)])


def without_numbers(table: Table, column: Column) -> Column:
    """A column as it is read without the numbers that stand for no answer; what the file says of it stays."""
    words = dict(zip(table.header, table.wordings, strict=False)).get(column.name, "")
    cells = [cell for cell in table.filled(column.name) if cell not in column.unsaid]
    found = _worded(_column(column.name, cells, f"{column.name} {words}".strip(), ""), words)
    note = table.notes.get(column.name, "") or found.note
    return replace(found, text=column.text, group=column.group, item=column.item, aside=column.aside, note=note)


def _worded(column: Column, words: str) -> Column:
    """The column with what it asks: of “Rate us - Speed” the end names the item of a battery."""
    if not words:
        return column
    _question, _sign, item = words.rpartition(" - ")
    found = replace(column, text={"": words}, item={"": item or words})
    return replace(found, listed=replace(column.listed, text={"": words})) if column.listed else found


def _column(name: str, values: Sequence[str], heading: str, of_file: str) -> Column:
    distinct = set(values)
    if not distinct:
        return Column(name, Kind.LEFT_OUT, why=N_("It holds nothing."))
    if all(_SEVERAL.fullmatch(value) for value in distinct) and any(";" in value for value in distinct):
        codes = sorted({int(part) for value in distinct for part in value.split(";") if part})
        return Column(name, Kind.SEVERAL, codes=tuple((code, {}) for code in codes))
    numbers = _numbers_of(distinct)
    if numbers:
        if _is_label(heading, values):
            return Column(name, Kind.TEXT, note=N_("Kept as text: its figures are no amounts."))
        often: Counter[Decimal] = Counter()
        for value, count in Counter(values).items():
            often[numbers[value]] += count
        found = _of_scale(name, [*often], headed_scale(heading)) or _of_numbers(name, often, heading)
        unsaid = unsaid_numbers(often) if not is_change(heading) else frozenset()
        cells_ = tuple(sorted(value for value, number in numbers.items() if number in unsaid))
        again = are_sure(often, unsaid)
        return _listed(replace(found, unsaid=cells_, is_unsaid=again) if found.scale is None else found, values)
    return (
        _of_days(name, values, of_file)
        or _of_lengths(name, heading, distinct)
        or _of_times(name, heading, distinct)
        or _of_words(name, values, distinct)
    )


def _numbers_of(distinct: set[str]) -> dict[str, Decimal]:
    """The number of each cell; nothing where one of them is none."""
    found: dict[str, Decimal] = {}
    for value in distinct:
        number = from_cell(value)
        if number is None:
            return {}
        found[value] = number
    return found


def _is_label(heading: str, values: Sequence[str]) -> bool:
    """Whether figures only name something: postcodes, by the heading or by a zero in front."""
    if not all(map(_FIGURES.fullmatch, values)):
        return False
    is_led = any(value[0] == "0" and len(value) >= _FEWEST_FIGURES for value in values)
    return is_led or _POSTCODE.search(heading.casefold()) is not None


def _of_days(name: str, values: Sequence[str], of_file: str) -> Column | None:
    """A column of days without a time of day."""
    order = order_of(values)
    if order is None or has_clock(values):
        return None
    order = settled(order, of_file)
    days = {value: read_day(value, order) or value for value in set(values)}
    cells = {value: day for value, day in days.items() if day != value}
    return Column(name, Kind.DATE, cells=cells, note=_READ[order.parts, order.is_sure])


def _of_lengths(name: str, heading: str, distinct: set[str]) -> Column | None:
    """A column of how long something took, as a number of seconds."""
    cells = read_lengths(distinct, is_length=_LASTS.search(heading.casefold()) is not None)
    if not cells:
        return None
    least = min(map(float, cells.values()))
    note = N_("Its lengths of time are read as seconds.")
    return Column(name, Kind.NUMBER, least=least if least < 0 else None, cells=cells, note=note)


def _of_times(name: str, heading: str, distinct: set[str]) -> Column | None:
    """A column of times of day, such as 8:30 and 8:30 PM; how long something took is none."""
    if _LASTS.search(heading.casefold()):
        return None
    times = {value: read_time(value) for value in distinct}
    if not all(times.values()):
        return None
    return Column(name, Kind.TIME, cells={value: time for value, time in times.items() if time and time != value})


def _of_scale(name: str, known: Sequence[Decimal], scale: HeadedScale | None) -> Column | None:
    """A column whose heading names a scale that its numbers keep to; codes for no answer may stand beside it."""
    if scale is None:
        return None
    left = {*known} - _MISSING
    beside = left - {Decimal(point) for point in scale.points}
    if not left - beside or not beside <= {Decimal(code) for code in NO_ANSWERS}:
        return None
    absent = tuple(sorted(int(code) for code in beside))
    labels = {point: {"": words} if words else {} for point, words in scale.labels.items()}
    codes = tuple((point, labels.get(point, {})) for point in (*scale.points, *absent))
    return Column(name, Kind.ONE, codes=codes, scale=scale, absent=absent, note=_noted(known))


def _of_numbers(name: str, often: Mapping[Decimal, int], heading: str) -> Column:
    """A column of numbers, or of codes that return; `often` says how often each number stands there."""
    least = _least(often, heading)
    whole = _codes([*often]) if least is None else []
    note = _noted([*often]) if least is None else ""
    if whole and sum(often.values()) >= _TIMES_EACH * len(whole):
        return Column(name, Kind.ONE, codes=tuple((code, {}) for code in whole), note=note)
    return Column(name, Kind.NUMBER, least=least, note=note)


def _of_words(name: str, values: Sequence[str], distinct: set[str]) -> Column:
    """A column of words: several answers a cell, one answer of a list, or texts."""
    several = _several_words(values)
    if several:
        codes = tuple((code, {"": word}) for word, code in several.items())
        found = Column(name, Kind.SEVERAL, codes=codes, words=several, separator=separator_of(values))
        return _with_own_words(found, distinct)
    commas = parted_by_commas(values)
    bare = {_OWN_WORDS.sub("", cell).strip() or cell for cell in distinct}
    if len(bare) <= _MOST_WORDS and len(values) >= _TIMES_EACH * len(bare):
        words = coded_words(bare)
        found = Column(name, Kind.ONE, codes=tuple((code, {"": word}) for word, code in words.items()), words=words)
        if bare != distinct:
            return _with_own_words(found, distinct)
    elif all(map(_GROUPED.fullmatch, distinct)):
        return Column(name, Kind.TEXT, why=N_("Its commas could part thousands or decimals: write them without."))
    else:
        found = Column(name, Kind.TEXT)
    return _comma_listed(found, commas) if commas else _listed(found, values)


def _with_own_words(column: Column, distinct: set[str]) -> Column:
    """The column where wjx puts own words behind an option: 其他〖传真〗 is the option 其他 and its text 传真.

    A question has room for the own words of one option; those of several are left out.
    """
    if not any(_OWN_WORDS.search(cell) for cell in distinct):
        return column
    split = {cell: cell.split(column.separator) if column.separator else [cell] for cell in distinct}
    parts = {cell: [_OWN_WORDS.sub("", part).strip() for part in each] for cell, each in split.items()}
    cells = {cell: ";".join(str(column.words[part]) for part in each if part) for cell, each in parts.items()}
    owners = {
        bare
        for cell, each in split.items()
        for bare, part in zip(parts[cell], each, strict=True)
        if bare and _OWN_WORDS.search(part)
    }
    if len(owners) != 1 or len(column.codes) == 1:
        return replace(column, cells=cells, note=N_("Own words in brackets behind an answer are left out."))
    own = {cell: "; ".join(word[1:-1].strip() for word in _OWN_WORDS.findall(cell)) for cell in distinct}
    other = column.words[owners.pop()]
    return replace(column, cells=cells, own={cell: words for cell, words in own.items() if words}, other=other)


def _comma_listed(column: Column, parted: Mapping[str, Sequence[str]]) -> Column:
    """The column with what it is if the commas of its cells part several answers."""
    options = alphabetical({part for parts in parted.values() for part in parts})
    words = {option: code for code, option in enumerate(options, 1)}
    cells = {cell: ";".join(str(words[part]) for part in parts) for cell, parts in parted.items()}
    codes = tuple((code, {"": option}) for option, code in words.items())
    several = Column(column.name, Kind.SEVERAL, codes=codes, words=words, cells=cells)
    return replace(column, listed=several, is_listed=True)


def _listed(column: Column, values: Sequence[str]) -> Column:
    """The column with what it would be if its cells list several answers, where they could."""
    found = listing_of(values)
    if found is None:
        return column
    if found.parts[0].isdecimal():
        codes: tuple[tuple[int, Text], ...] = tuple((int(part), {}) for part in found.parts)
        words = {part: int(part) for part in found.parts}
    else:
        codes = tuple((code, {"": part}) for code, part in enumerate(found.parts, 1))
        words = {part: code for code, part in enumerate(found.parts, 1)}
    several = Column(column.name, Kind.SEVERAL, codes=codes, words=words, separator=found.separator)
    return replace(column, listed=several, is_listed=found.is_likely)


def _several_words(values: Sequence[str]) -> dict[str, int]:
    """A code for each word of cells such as TV;Web, where few words return; nothing where they do not."""
    separator = separator_of(values)
    if not separator:
        return {}
    bare = [_OWN_WORDS.sub("", part).strip() for value in values for part in value.split(separator)]
    parts = [part for part in bare if part]
    distinct = alphabetical(set(parts))
    if not 1 < len(distinct) <= _MOST_WORDS or len(parts) < _TIMES_EACH * len(distinct):
        return {}
    return {word: code for code, word in enumerate(distinct, 1)}


def separator_of(values: Sequence[str]) -> str:
    """The sign between several answers of a cell that stands in no answer: a semicolon, or what Chinese programs write.

    >>> separator_of(["Web", "Shop;Web"]), separator_of(["网络┋门店", "网络"]), separator_of(["Web, Shop"])
    (';', '┋', '')
    """
    cells = {value for value in values if value}
    return next((sign for sign in _SIGNS if any(sign in value for value in cells)), "")


def _codes(numbers: Sequence[Decimal]) -> list[int]:
    """The numbers as codes, those for missing answers left out; nothing where they are no codes."""
    left = {*numbers} - _MISSING
    whole = sorted(int(number) for number in left if number == int(number))
    is_coded = 0 < len(whole) == len(left) <= _MOST_CODES
    return whole if is_coded and whole[0] >= 0 and whole[-1] <= _LARGEST_CODE else []


def _least(often: Mapping[Decimal, int], heading: str) -> float | None:
    """The least of numbers below zero where they are numbers: there are others than our codes, or a change is asked."""
    below = {number for number in often if number < 0}
    is_change_asked = is_change(heading) and not evokes_rating(heading)
    if not below or (below <= _MISSING and not is_change_asked and not _is_spread(often, below)):
        return None
    return float(min(below))


def _is_spread(often: Mapping[Decimal, int], below: set[Decimal]) -> bool:
    """Whether numbers below zero are some of many: from near zero on, and none of them returns more than the others.

    Reasons for no answer return, or stand far from the answers: -9 beside ages from 18 on.
    """
    above = often.keys() - below
    is_near = bool(above) and min(above) <= _NEAR_ZERO
    return (
        len(often) > _MOST_CODES
        and is_near
        and max(often[each] for each in below) <= max(map(often.__getitem__, above))
    )


def _noted(numbers: Sequence[Decimal]) -> str:
    """What is said of numbers below zero that stand for no answer."""
    return _REASONS if {*numbers} & _MISSING else ""


def could_be_numbers(column: Column) -> bool:
    """Whether numbers below zero were taken as reasons for no answer, which nothing but the numbers says."""
    return column.note == _REASONS and column.kind in {Kind.ONE, Kind.NUMBER}


def as_numbers(column: Column) -> Column:
    """The same column with its numbers below zero as numbers."""
    least = float(min(_MISSING))
    return replace(column, kind=Kind.NUMBER, codes=(), scale=None, absent=(), least=least, note="")


def stem_of(column: Column) -> str:
    """The name without its last number; a bare letter or two, as in q1 and q2, makes no battery."""
    stem = _NUMBER.sub("", column.name) if column.kind is Kind.ONE else column.name
    tail = column.name[len(stem) :]
    is_bare = len(stem) <= _BARE and stem.isalpha() and tail[:1].isdigit()
    return "" if not tail or is_bare else stem

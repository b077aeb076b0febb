"""The options that several commands share, and what they read: ranges, shares, and the file itself."""

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce, wraps
from pathlib import Path

import click

from survey_app.cli.stats.files import read
from survey_app.cli.stats.group import Command
from survey_app.cli.stats.ratings import narrowed
from survey_app.cli.stats.reading import Cells, Shape
from survey_app.stats.consensus import AgreementRule
from survey_app.stats.results import StatisticsRefused

__all__ = [
    "DECIMAL_COMMA",
    "HIGH",
    "JSON",
    "LABELS",
    "LOW",
    "MINIMUM",
    "MISSING",
    "NO_HEADER",
    "PERCENT",
    "SCALE",
    "SHEET",
    "Share",
    "Span",
    "Triangle",
    "Weighing",
    "as_one",
    "rated_file",
    "rule_of",
    "table_file",
]

_RANGE = re.compile(r"(-?[0-9]{1,9}(?:\.[0-9]{1,6})?)(?:-|\.\.)(-?[0-9]{1,9}(?:\.[0-9]{1,6})?)", re.ASCII)
_TRIANGLE = re.compile(
    r"(-?[0-9]{1,3})=([01](?:\.[0-9]{1,6})?),([01](?:\.[0-9]{1,6})?),([01](?:\.[0-9]{1,6})?)", re.ASCII
)
_WEIGHING = re.compile(r"([a-z]{1,40})\.([a-z0-9]{1,40})=([01](?:\.[0-9]{1,6})?)", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,6})?", re.ASCII)
_LABEL = re.compile(rf".*\S\s*=\s*{_NUMBER.pattern}", re.ASCII | re.DOTALL)
_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?", re.ASCII)


class Span(click.ParamType[tuple[float, float]]):
    """Two numbers with a dash: 7-9."""

    name = "FROM-TO"

    def convert(
        self, value: str | tuple[float, float], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float]:
        """Read the two numbers, or say that these are none."""
        if not isinstance(value, str):
            return value
        found = _RANGE.fullmatch(value.strip())
        if not found:
            self.fail(f"“{value[:40]}” is no range such as 7-9.", param, ctx)
        return float(found[1]), float(found[2])


class Share(click.ParamType[Fraction]):
    """A number of per cent, kept exactly."""

    name = "PERCENT"

    def convert(self, value: str | Fraction, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        """Read the share, or say that this is none."""
        if not isinstance(value, str):
            return value
        if not _PERCENT.fullmatch(value.strip()):
            self.fail(f"“{value[:40]}” is no number of per cent such as 75.", param, ctx)
        return Fraction(value.strip())


class Triangle(click.ParamType[tuple[float, tuple[float, float, float]]]):
    """A point of a scale with its three numbers: 1=0,0,0.2."""

    name = "POINT=LOW,MIDDLE,HIGH"

    def convert(
        self,
        value: str | tuple[float, tuple[float, float, float]],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[float, tuple[float, float, float]]:
        """Read the point and its triangle, or say that this is none."""
        if not isinstance(value, str):
            return value
        found = _TRIANGLE.fullmatch(value.replace(" ", ""))
        if not found:
            self.fail(f"“{value[:40]}” is no point such as 1=0,0,0.2.", param, ctx)
        point, low, middle, high = (float(part) for part in found.groups())
        if not low <= middle <= high <= 1:
            self.fail(f"The numbers of “{value[:40]}” must rise from 0 to 1.", param, ctx)
        return point, (low, middle, high)


class Calling(click.ParamType[tuple[str, str]]):
    """What a command calls a column, and what the file does: panellist=user_name."""

    name = "NAME=COLUMN"

    def convert(
        self, value: str | tuple[str, str], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Read the two names, or say that these are none."""
        if not isinstance(value, str):
            return value
        name, sign, column = value.partition("=")
        if not (sign and name.strip() and column.strip()):
            self.fail(f"“{value[:40]}” is no pair such as panellist=user_name.", param, ctx)
        return name.strip(), column.strip()


class Labels(click.ParamType[dict[str, float]]):
    """Words and their numbers: Disagree=1|Neutral=2|Agree=3, or the words alone, counted from 1."""

    name = "WORD=NUMBER|..."

    def convert(
        self, value: str | dict[str, float], param: click.Parameter | None, ctx: click.Context | None
    ) -> dict[str, float]:
        """Read the words and their numbers, or say that these are none."""
        if not isinstance(value, str):
            return value
        words = [word.strip() for word in value.split("|")]
        pairs = [(word, str(place)) for place, word in enumerate(words, 1)]
        if any(_LABEL.fullmatch(word) for word in words):
            pairs = [(word.rpartition("=")[0].strip(), word.rpartition("=")[2].strip()) for word in words]
        found = {word.casefold(): float(number) for word, number in pairs if word and _NUMBER.fullmatch(number)}
        if len(found) != len(words):
            self.fail(f"“{value[:40]}” are no labels such as Disagree=1|Neutral=2|Agree=3.", param, ctx)
        return found


class Weighing(click.ParamType[tuple[str, str, float]]):
    """What a level is worth: practice.large=0.5, familiarity.1=1."""

    name = "BASE.LEVEL=WEIGHT"

    def convert(
        self, value: str | tuple[str, str, float], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str, float]:
        """Read base, level and weight, or say that these are none."""
        if not isinstance(value, str):
            return value
        found = _WEIGHING.fullmatch(value.strip().casefold())
        if not found:
            self.fail(f"“{value[:40]}” is no weight such as practice.large=0.5.", param, ctx)
        return found[1], found[2], float(found[3])


JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
SCALE = click.option("--scale", type=Span(), default="1-9", show_default=True, help="The ends of the scale.")
HIGH = click.option("--high", type=Span(), default="7-9", show_default=True, help="The range that counts as high.")
LOW = click.option("--low", type=Span(), default="1-3", show_default=True, help="The range that counts as low.")
PERCENT = click.option(
    "--percent", type=Share(), default="75", show_default=True, help="The share that agrees, in per cent."
)
MINIMUM = click.option(
    "--minimum", type=click.IntRange(1), default=7, show_default=True, help="Fewest answers for a verdict."
)
MISSING = click.option(
    "--missing", multiple=True, help="What a cell holds that stands for no answer: NA, or 98,99; several by commas."
)
DECIMAL_COMMA = click.option("--decimal-comma", is_flag=True, help="Numbers of this file are written 3,5.")
LABELS = click.option(
    "--labels", type=Labels(), multiple=True,
    help="Numbers of words in cells: “Disagree=1|Neutral=2|Agree=3”, or the words alone, from 1 upwards.",
)  # fmt: skip
SHEET = click.option("--sheet", "page", help="The sheet of a workbook, by name or number. Default: the first.")
NO_HEADER = click.option(
    "--no-header", "headless", is_flag=True,
    help="The first row holds answers, not names: the columns are called q1, q2 and so on.",
)  # fmt: skip
_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_TABLE = (
    MISSING,
    DECIMAL_COMMA,
    LABELS,
    SHEET,
    NO_HEADER,
    click.option(
        "--called", type=Calling(), multiple=True, help="What a column is called in this file: panellist=user_name."
    ),
)
_RATED = (
    *_TABLE,
    click.option(
        "--cannot-judge", "cannot", default="?", show_default=True, help="What a cell holds that says “cannot judge”."
    ),
    click.option("--transposed", is_flag=True, help="Each row is a panellist, each column after the first an item."),
    click.option(
        "--columns", "kept", multiple=True, help="The columns of ratings, where there are others too: q1..q9, or names."
    ),
    click.option("--round", "turn", help="The round to read, where the file has a column “round” with several."),
    click.option("--no-names", "unnamed", is_flag=True, help="The file has no column of names: rows are numbered."),
)


def table_file(function: Command) -> Command:
    """The argument FILE with how its cells are read; the function gets the `Sheet` as its first argument."""

    @wraps(function)
    def reading(
        file: Path,
        missing: tuple[str, ...],
        called: tuple[tuple[str, str], ...],
        *,
        decimal_comma: bool,
        labels: tuple[dict[str, float], ...],
        page: str | None,
        headless: bool,
        **options: object,
    ) -> None:
        cells = Cells.told(missing, decimal_comma=decimal_comma, labels=as_one(labels))
        function(read(file, cells, Shape(headless=headless), called, page), **options)

    return with_parameters(reading, (_FILE, *_TABLE))


def rated_file(function: Command) -> Command:
    """FILE of ratings, with how its cells and its shape are read; the function gets the `Sheet` first."""

    @wraps(function)
    def reading(
        file: Path,
        missing: tuple[str, ...],
        called: tuple[tuple[str, str], ...],
        cannot: str,
        turn: str | None,
        *,
        decimal_comma: bool,
        labels: tuple[dict[str, float], ...],
        page: str | None,
        kept: tuple[str, ...],
        transposed: bool,
        unnamed: bool,
        headless: bool,
        **options: object,
    ) -> None:
        cells = Cells.told(missing, cannot, decimal_comma=decimal_comma, labels=as_one(labels))
        sheet = read(file, cells, Shape(transposed, turn, unnamed, headless), called, page)
        function(narrowed(sheet, kept) if kept else sheet, **options)

    return with_parameters(reading, (_FILE, *_RATED))


def with_parameters(function: Command, parameters: tuple[Callable[[Command], Command], ...]) -> Command:
    """The function with several options, shown in --help in this order."""
    return reduce(lambda wrapped, add: add(wrapped), reversed(parameters), function)


def as_one(labels: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The words of all options --labels with their numbers."""
    return {word: number for part in labels for word, number in part.items()}


def rule_of(rule: AgreementRule) -> AgreementRule:
    """The rule that the options make, or wrong usage where it contradicts itself."""
    try:
        rule.check()
    except StatisticsRefused:
        raise click.UsageError(
            "The ranges must lie on the scale, the low one below the high one, and the share above 0 up to 100."
        ) from None
    return rule

"""The group `stats`, how a command enters it, and `stats --list`: every command with its columns and its fields."""

import inspect
import json
import math
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any, ClassVar

import click
from flask.cli import AppGroup

from survey_app.cli.stats.printing import remarks_of
from survey_app.cli.stats.wording import in_words
from survey_app.exceptions import Refusal
from survey_app.stats.results import StatisticsRefused

__all__ = ["Command", "commands", "statistic"]

Command = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Description:
    """What `--list` and `--help` say of a command."""

    name: str
    about: str
    columns: str
    fields: tuple[str, ...]
    per: str
    formula: str
    source: str


_DESCRIPTIONS: dict[str, Description] = {}


class OneLine(click.ClickException):
    """What is wrong, in one line on the error stream; exit code 2."""

    exit_code: ClassVar[int] = 2


class Statistic(click.Command):
    """A command whose wrong usage is told in one line that names its help."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            done = super().invoke(ctx)
        except click.UsageError as wrong:
            raise OneLine(_usage(wrong, self.name)) from wrong
        remarks_of(ctx)
        return done

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: object
    ) -> click.Context:
        try:
            found = super().make_context(info_name, args, parent, **extra)
            _refuse_unreadable(found)
        except click.UsageError as wrong:
            raise OneLine(_usage(wrong, self.name)) from wrong
        except UnicodeError as wrong:
            raise OneLine("A name holds letters that cannot be read.") from wrong
        return found


def _refuse_unreadable(context: click.Context) -> None:
    """Refuse options that are no number although they read as one, and words that cannot be written."""
    for parameter in context.command.params:
        given = context.params.get(parameter.name or "")
        for value in given if isinstance(given, tuple) else (given,):
            if isinstance(value, float) and not math.isfinite(value):
                raise click.BadParameter(f"“{value}” is no number.", context, parameter)
            str(value).encode()


def _usage(wrong: click.UsageError, name: str | None) -> str:
    return f"{' '.join(wrong.format_message().split())} (stats {name} --help tells more.)"


class Statistics(AppGroup):
    """The group, which answers an unknown name with one line too."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as wrong:
            raise OneLine(f"{wrong.format_message()} stats --list shows every name.") from wrong


@click.group(
    "stats", cls=Statistics, invoke_without_command=True, help="Statistics of a file. --list shows every command."
)
@click.option("--list", "is_listed", is_flag=True, help="Print every command with its columns and fields.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.pass_context
def commands(context: click.Context, *, is_listed: bool, as_json: bool) -> None:
    """Statistics of a file."""
    if context.invoked_subcommand is not None:
        return
    if not is_listed:
        raise click.UsageError("Name a command; --list shows them.", context)
    found = sorted(_DESCRIPTIONS.values(), key=lambda each: each.name)
    click.echo(
        json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2) if as_json else _listed(found)
    )


def statistic(
    name: str,
    *,
    of: Callable[..., Any],
    columns: str,
    answer: type | tuple[str, ...],
    also: tuple[str, ...] = (),
    per: str = "",
) -> Callable[[Command], click.Command]:
    """Put a command into the group.

    Parameters: of, the pure function it calls: its lines "Formula:" and "Source:" stand in --help; columns, what the
    file must hold; answer, the dataclass whose fields the JSON holds, or their names, and `also` more of them; per,
    the key of the list where there is one object per item. Whatever is wrong with the call, the file or the figures
    becomes one line on the error stream and exit code 2.
    """
    told = inspect.getdoc(of) or ""
    formula, source = _part(told, "Formula"), _part(told, "Source")
    named = (*_names(answer), *also)

    def enter(function: Command) -> click.Command:
        about = " ".join((inspect.getdoc(function) or "").split())
        description = Description(name, about, " ".join(columns.split()), named, per, formula, source)
        _DESCRIPTIONS[name] = description

        def answering(*args: object, **options: object) -> None:
            try:
                function(*args, **options)
            except StatisticsRefused as refused:
                raise OneLine(in_words(refused)) from refused
            except Refusal as refusal:
                raise OneLine(" ".join(str(refusal).split())) from refusal
            except OSError as wrong:
                raise OneLine(f"{str(wrong.filename)[:80]}: {wrong.strerror}.") from wrong

        answering.__doc__ = _help(description)
        answering.__dict__.update(function.__dict__)  # the options that click's decorators have left there
        return commands.command(name, cls=Statistic, short_help=about.split(". ")[0].rstrip("."))(answering)

    return enter


def _names(answer: type | tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(answer, tuple):
        return answer
    return tuple(field.name for field in fields(answer)) if is_dataclass(answer) else ()


def _part(told: str, title: str) -> str:
    """One paragraph of a docstring of `stats`: from its title to the next title, the example or an empty line."""
    titles = "Parameters|Returns|Raises|Formula|Do not trust|Source"
    found = re.search(rf"^{title}: (.*?)(?=^(?:{titles})|^>>>|^$|\Z)", told, re.MULTILINE | re.DOTALL)
    return " ".join(found[1].split()) if found else ""


def _help(each: Description) -> str:
    parts = [each.about, f"Columns: {each.columns}", f"Fields of the JSON{_where(each)}: {', '.join(each.fields)}."]
    parts += [f"Formula: {each.formula}"] if each.formula else []
    parts += [f"Source: {each.source}"] if each.source else []
    return "\n\n".join(parts)


def _where(each: Description) -> str:
    return f", one object each in the list “{each.per}”" if each.per else ""


def _listed(found: list[Description]) -> str:
    return "\n\n".join(
        f"{each.name}\n  {each.about}\n  columns: {each.columns}\n  fields{_where(each)}: {', '.join(each.fields)}"
        for each in found
    )

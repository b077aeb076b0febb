"""`flask --app wsgi sample ...`: drawing a sample from a file, without a database."""

import csv
import json
import secrets
from pathlib import Path

import click
from flask.cli import AppGroup

from survey_app.cli.refusing import refusing
from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.tables import read_table
from survey_app.services.draws import DrawRule, Plan, PlanRow, plan, rule_sentence
from survey_app.services.members import LIST_LIMITS, Columns, Member, Problem, Reading, read_members

commands = AppGroup("sample", help="Draw a sample from a list.")
_NOT_STATED = "not stated"
_SHOWN = 10
_PROBLEMS = {
    Problem.NO_ID: "no id",
    Problem.REPEATED_ID: "the id stands there twice",
    Problem.LONG_ID: "the id is too long",
    Problem.LONG_VALUE: "a value is too long",
}


@commands.command("draw")
@click.argument("frame", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rate", default="", help='Share to draw: "0.8", "80%" or "4/5", rounded half up in each stratum.')
@click.option(
    "--size", type=click.IntRange(min=1), help="Members to draw in all, shared over the strata in proportion."
)
@click.option("--by", default="", help="Column of the strata. Without it the whole list is one.")
@click.option("--tally", default="", help="Column to count the drawn by; the draw does not look at it.")
@click.option(
    "--seed", default="", help="Number or word that makes the draw repeatable. Default: a random one, printed."
)
@click.option("--id", "id_column", default="id", show_default=True, help="Column of the ids.")
@click.option(
    "--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="CSV file for the drawn ids."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def draw(
    frame: Path,
    *,
    rate: str,
    size: int | None,
    by: str,
    tally: str,
    seed: str,
    id_column: str,
    out: Path | None,
    as_json: bool,
) -> None:
    """Draw a sample from FRAME, a CSV file or an Excel workbook whose first row names the columns."""
    if bool(rate) == (size is not None):
        raise click.UsageError("Give either --rate or --size.")
    with refusing():
        reading = read_list(frame, id_column, (by, tally))
        found = plan(reading.members, DrawRule(rate, size, by, tally, seed or str(secrets.randbelow(10**9))))
        if out:
            write_drawn(out, found, reading.members, id_column)
    click.echo(json.dumps(as_plain(found), ensure_ascii=False, indent=2) if as_json else as_table(found))


def read_list(path: Path, id_column: str, wanted: tuple[str, ...]) -> Reading:
    """The whole list, or a refusal: a sample of a part would pass for one of the whole."""
    with path.open("rb") as stream:
        table = read_table(stream, path.name, LIST_LIMITS)
    missing = next((name for name in wanted if name and name not in table.header), "")
    if missing:
        message = N_("There is no column “%(column)s”. The first row names: %(names)s.")
        raise FileRefused(message, column=missing, names=", ".join(table.header))
    reading = read_members(table, Columns(id_column))
    if reading.refused:
        lines = [f"row {row.number}: {_PROBLEMS[row.problem]}" for row in reading.refused[:_SHOWN]]
        one = N_("%(count)s row cannot be taken, so nothing is drawn: %(rows)s. Correct the list and draw again.")
        several = N_("%(count)s rows cannot be taken, so nothing is drawn: %(rows)s. Correct the list and draw again.")
        raise FileRefused(
            one if len(reading.refused) == 1 else several,
            count=len(reading.refused),
            rows="; ".join(lines) + ("; …" if len(reading.refused) > _SHOWN else ""),
        )
    return reading


def as_plain(found: Plan) -> dict[str, object]:
    """The draw for machines."""
    seed = found.rule.seed
    return {
        "frame": found.frame,
        "drawn": found.drawn,
        "by": [{"stratum": _label(row), "frame": row.frame, "drawn": row.drawn} for row in found.by],
        "tally": [{"stratum": _label(row), "drawn": row.drawn} for row in found.tally],
        "rule": _sentence(found),
        "seed": int(seed) if seed.isdecimal() and seed == str(int(seed)) else seed,
    }


def as_table(found: Plan) -> str:
    """The draw for people."""
    lines = [f"{_sentence(found)}; seed {found.rule.seed}"]
    for name, rows in ((found.rule.by, found.by), (found.rule.tally, found.tally)):
        if rows:
            total = PlanRow("Total", found.frame, found.drawn)
            width = max(len(name), *(len(_label(row)) for row in (*rows, total)))
            lines += ["", f"{name:<{width}}  {'in the list':>11}  {'drawn':>7}"]
            lines += [f"{_label(row):<{width}}  {row.frame:>11}  {row.drawn:>7}" for row in (*rows, total)]
    return "\n".join([*lines, "", f"Drawn: {found.drawn} of {found.frame}"])


def write_drawn(path: Path, found: Plan, members: tuple[Member, ...], id_column: str) -> None:
    """The drawn ids and their attributes, in the order of the ids."""
    attributes = {member.unit: member.attributes for member in members}
    names = [name for name in (found.rule.by, found.rule.tally) if name and name != id_column]
    try:
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([id_column, *names])
            for unit in sorted(found.units):
                writer.writerow([unit, *(attributes[unit].get(name, "") for name in names)])
    except OSError as error:
        raise FileRefused(N_("%(file)s cannot be written: %(why)s"), file=path.name, why=error.strerror or "") from None


def _sentence(found: Plan) -> str:
    message, words = rule_sentence(found.rule)
    return message % words


def _label(row: PlanRow) -> str:
    return _NOT_STATED if row.stratum is None else row.stratum

"""`stats crowd`: agree, pass or disagree of many people, and what every opinion group shares."""

from collections.abc import Sequence
from dataclasses import replace

import click

from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import JSON, table_file
from survey_app.cli.stats.printing import emit, figure, grid, percent, tell
from survey_app.cli.stats.questions import columns_of, plain_code
from survey_app.cli.stats.reading import Sheet
from survey_app.exceptions import N_, FileRefused
from survey_app.stats.crowd import Crowd, crowd

_VOTES = (
    "participant, statement and vote (or voter-id, comment-id and vote, and the like), a row per vote: 1 agrees, -1 "
    "disagrees, 0 passes (--agree, --disagree and --pass name other codes). Of several votes of a person on one "
    "statement the last row counts. Or a participant in each row and the statements in the columns of --statements."
)
_ALIKE = {
    "participant": ("participant", "voter-id", "voter_id", "voter", "panellist", "respondent", "person", "user"),
    "statement": ("statement", "comment-id", "comment_id", "comment", "item", "idea"),
    "vote": ("vote", "value", "answer"),
}
_AGREES, _DISAGREES = 1.0, -1.0


@statistic("crowd", of=crowd, columns=_VOTES, answer=Crowd, also=("names", "people", "events"))
@table_file
@click.option("--agree", default="1", show_default=True, help="What a cell holds that agrees.")
@click.option("--disagree", default="-1", show_default=True, help="What a cell holds that disagrees.")
@click.option("--pass", "passes", default="0", show_default=True, help="What a cell holds that passes.")
@click.option("--statements", multiple=True, metavar="NAMES", help="Columns of votes, of a file with a row a person.")
@click.option("--seed", type=click.IntRange(0), default=2021, show_default=True, help="Seed of the groups.")
@JSON
def crowd_command(
    sheet: Sheet,
    *,
    agree: str,
    disagree: str,
    passes: str,
    statements: tuple[str, ...],
    seed: int,
    as_json: bool,
) -> None:
    """Agreement at crowd size: smoothed shares, opinion groups, and what all of them agree on."""
    codes = {agree: _AGREES, disagree: _DISAGREES, passes: 0.0}
    if statements:
        sheet = _long(sheet, columns_of(sheet, statements))
    elif not sheet.has(_column(sheet, "statement")):
        raise click.UsageError("Name the columns of votes with --statements, or one with --called statement=NAME.")
    people, asked, votes = _votes(sheet, codes)
    rows: list[list[float | None]] = [[None] * len(asked) for _person in people]
    for (person, statement), vote in votes.items():
        rows[person][statement] = vote
    found = crowd(rows, seed)
    if as_json:
        events = len(sheet.table.rows)
        emit({**found.to_json(), "names": list(asked), "people": list(people), "events": events})
        return
    sizes = ", ".join(str(size) for size in found.groups.sizes) or "none"
    head = ("statement", "agree", "disagree", "pass", "agreement %", "all groups", "against")
    lines = [
        (
            name,
            *(str(count) for count in (each.agree, each.disagree, each.passed)),
            percent(each.agreement),
            figure(each.consensus, ".3f"),
            figure(each.against, ".3f"),
        )
        for name, each in zip(asked, found.statements, strict=True)
    ]
    counts = f"{found.n} people, {found.votes} votes of {len(sheet.table.rows)} events, groups: {sizes}"
    tell(f"{counts}\n\n{grid(head, lines)}", found)


def _column(sheet: Sheet, name: str) -> str:
    """What the file calls a column of ours."""
    return next((each for each in _ALIKE[name] if sheet.has(each)), name)


def _long(sheet: Sheet, statements: Sequence[str]) -> Sheet:
    """A file with a row a person turned into one with a row a vote; without a column of people they are numbered."""
    places = [sheet.place(name) for name in statements]
    who = _column(sheet, "participant")
    at = sheet.place(who) if sheet.has(who) else None
    lines = [
        (number, (str(number) if at is None else row[at], sheet.names[place], row[place]))
        for row, number in zip(sheet.table.rows, sheet.table.numbers, strict=True)
        for place in places
    ]
    rows, numbers = tuple(row for _number, row in lines), tuple(number for number, _row in lines)
    table = replace(sheet.table, header=("participant", "statement", "vote"), rows=rows, numbers=numbers)
    return replace(sheet, table=table)


def _votes(
    sheet: Sheet, codes: dict[str, float]
) -> tuple[dict[str, int], dict[str, int], dict[tuple[int, int], float]]:
    """The people and statements with their places, and each person's last vote on each statement."""
    people: dict[str, int] = {}
    statements: dict[str, int] = {}
    votes: dict[tuple[int, int], float] = {}
    columns = tuple(sheet.texts(_column(sheet, name)) for name in ("participant", "statement", "vote"))
    for number, person, statement, vote in zip(sheet.table.numbers, *columns, strict=True):
        if person is None or statement is None:
            raise FileRefused(N_("Row %(row)s: participant and statement must be there."), row=number)
        place = (people.setdefault(person, len(people)), statements.setdefault(statement, len(statements)))
        if vote is None:
            continue
        if plain_code(vote) not in codes:
            message = N_("Row %(row)s: “%(value)s” is no vote. A vote is one of: %(known)s.")
            raise FileRefused(message, row=number, value=vote[:80], known=", ".join(codes))
        votes[place] = codes[plain_code(vote)]
    return people, statements, votes

"""Before data are opened: `k-anonymity`; and texts that say nearly the same: `alike`."""

import click

from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import JSON
from survey_app.cli.stats.printing import emit, figure, grid, tell
from survey_app.cli.stats.respondents import Respondents, respondents_file
from survey_app.stats.k_anonymity import KAnonymity, k_anonymity
from survey_app.stats.likeness import Alike, alike


@statistic(
    "k-anonymity",
    of=k_anonymity,
    columns="A person in each row; the columns named hold what others may know.",
    answer=KAnonymity,
)
@respondents_file
@click.option("--known", multiple=True, required=True, help="Columns that others may know: names, q1..q5.")
@click.option("--least", type=click.IntRange(2), default=5, show_default=True, help="Smallest group that is enough.")
@JSON
def k_anonymity_command(people: Respondents, *, known: tuple[str, ...], least: int, as_json: bool) -> None:
    """How many people are alike in what others may know, and what leaving a column out would do."""
    found = k_anonymity({name: people.sheet.texts(name) for name in people.columns(known, "--known")}, least)
    if as_json:
        emit(found.to_json())
        return
    head = f"k {found.k}; groups {found.groups}; alone {found.alone}; in groups below {found.least}: {found.below}"
    lines = [(each.column, str(each.k), str(each.below)) for each in found.without]
    tell(f"{head}\n\n{grid(('without', 'k', 'below'), lines)}" if lines else head, found)


@statistic("alike", of=alike, columns="A text in each row of the column named.", answer=Alike, per="pairs")
@respondents_file
@click.option("--text", required=True, help="Column of the texts.")
@click.option("--from", "least", type=click.FloatRange(0, 1, min_open=True), default=0.5, show_default=True,
              help="Likeness from which a pair is listed.")  # fmt: skip
@click.option("--most", type=click.IntRange(1, 10_000), default=100, show_default=True, help="Most pairs listed.")
@JSON
def alike_command(people: Respondents, *, text: str, least: float, most: int, as_json: bool) -> None:
    """Pairs of texts that share many groups of letters, the most alike first; somebody has to read them."""
    texts = [cell or "" for cell in people.sheet.texts(text)]
    pairs = alike(texts, least, most)
    rows = people.sheet.table.numbers
    if as_json:
        listed = [{"one": rows[pair.one], "other": rows[pair.other], "score": pair.score} for pair in pairs]
        emit({"n": len(texts), "pairs": listed})
        return
    lines = [
        (str(rows[pair.one]), str(rows[pair.other]), figure(pair.score), texts[pair.one][:40], texts[pair.other][:40])
        for pair in pairs
    ]
    tell(grid(("row", "row", "likeness", "text", "text"), lines))

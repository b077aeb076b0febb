"""The panel itself: agreement beyond chance, a balanced plan, authority, and those who left."""

from collections.abc import Sequence
from dataclasses import replace

import click

from survey_app.cli.stats.group import statistic
from survey_app.cli.stats.options import JSON, Weighing, rated_file, table_file
from survey_app.cli.stats.panel_words import meaning
from survey_app.cli.stats.printing import emit, figure, grid, named, percent, tell
from survey_app.cli.stats.ratings import (
    RATINGS,
    ROUNDS,
    Rounds,
    ratings,
    rounds_in,
    rounds_of,
    two_rounds,
    with_codes,
    writers,
)
from survey_app.cli.stats.reading import Sheet
from survey_app.exceptions import N_, FileRefused
from survey_app.stats.attrition import Attrition, attrition
from survey_app.stats.authority import (
    BASES,
    FAMILIARITY,
    Authority,
    Positive,
    authority,
    authority_of_levels,
    positive,
)
from survey_app.stats.guards import Guard
from survey_app.stats.incomplete_blocks import BalancedConcordance, balanced_concordance
from survey_app.stats.rater_alpha import RaterAlpha, rater_alpha
from survey_app.stats.significance import holm

_AUTHORITY = (
    "Either ca and cs, from 0 to 1, or what the experts ticked: practice, theory, literature and intuition (large, "
    "medium or small) and familiarity (1 very to 5 not at all; where 5 is very: --weight familiarity.5=1 and so on). "
    "One row per expert; a column expert names them. The usual Chinese names and levels are known too. Blank is "
    "missing."
)
_COLUMNS = {
    "判断依据": "ca", "判断系数": "ca", "判断依据系数": "ca", "熟悉系数": "cs", "熟悉程度系数": "cs",
    "实践经验": "practice", "工作经验": "practice", "理论分析": "theory", "理论知识": "theory",
    "国内外文献": "literature", "参考文献": "literature", "参考国内外文献": "literature",
    "直觉": "intuition", "直观感觉": "intuition", "直观判断": "intuition", "熟悉程度": "familiarity",
}  # fmt: skip
_INFLUENCES = {"大": "large", "中": "medium", "小": "small"}
_FAMILIAR = (
    ("很熟悉", "非常熟悉"),
    ("熟悉", "较熟悉", "比较熟悉"),
    ("一般",),
    ("较不熟悉", "不太熟悉"),
    ("不熟悉", "很不熟悉"),
)


@statistic("alpha-panel", of=rater_alpha, columns=RATINGS, answer=RaterAlpha)
@rated_file
@click.option("--categories", is_flag=True, help="The cells are names of categories, not numbers.")
@JSON
def alpha_command(sheet: Sheet, *, categories: bool, as_json: bool) -> None:
    """Agreement of the panellists beyond chance: Krippendorff's alpha with four metrics, and Fleiss' kappa."""
    given = ratings(with_codes(sheet) if categories else sheet, is_real=True)
    found = rater_alpha(given.columns, ordered=not categories)
    if as_json:
        emit(found.to_json())
        return
    figures = {
        "nominal": found.nominal, "ordinal": found.ordinal, "interval": found.interval, "ratio": found.ratio,
        "fleiss": found.fleiss,
    }  # fmt: skip
    counts = f"{found.m} raters, {found.k} items, {found.n} ratings paired, {found.complete} items rated by everybody"
    lines = [(name, figure(each.value, ".4f")) for name, each in figures.items()]
    tell(f"{counts}\n\n{grid(('alpha', 'value'), lines)}", found)


@statistic("concordance-incomplete", of=balanced_concordance, columns=RATINGS, answer=BalancedConcordance)
@rated_file
@JSON
def incomplete_command(sheet: Sheet, *, as_json: bool) -> None:
    """Kendall's W where every panellist rates only some of the items, by a balanced plan."""
    given = ratings(sheet)
    found = balanced_concordance(given.columns)
    if as_json:
        emit({**found.to_json(), "items": list(given.items)})
        return
    test = found.chi_square
    line = f"W {figure(found.value, '.4f')}; n {found.n}; k {found.k}"
    tested = f"durbin: {figure(test.statistic, '.3f')}, p {figure(test.p, '.4f')}" if test else "durbin: -"
    ranks = [(name, figure(rank)) for name, rank in zip(given.items, found.mean_ranks, strict=True)]
    tell("\n".join([line, tested, "", grid(("item", "mean rank"), ranks)]), found)


@statistic("authority", of=authority_of_levels, columns=_AUTHORITY, answer=Authority, also=("names",))
@table_file
@click.option("--weight", "weights", type=Weighing(), multiple=True, help="Your own weight: practice.large=0.5.")
@click.option("--threshold", type=click.FloatRange(0, 1), default=0.7, show_default=True, help="From which Cr counts.")
@JSON
def authority_command(
    sheet: Sheet, *, weights: tuple[tuple[str, str, float], ...], threshold: float, as_json: bool
) -> None:
    """Authority of the experts: judgement, familiarity, and their mean."""
    sheet = _in_our_words(sheet)
    names = [name or "" for name in sheet.texts("expert")] if sheet.has("expert") else []
    if sheet.has("ca", "cs"):
        found = authority(sheet.numbers("ca", (0, 1)), sheet.numbers("cs", (0, 1)), threshold)
    else:
        bases, levels = _weights(weights)
        judged = {
            base: [_INFLUENCES.get(text, text.casefold()) if text else None for text in sheet.texts(base)]
            for base in bases
        }
        rows = [{base: cells[row] for base, cells in judged.items()} for row in range(len(sheet.table.rows))]
        familiar = _familiarity(sheet.texts("familiarity"))
        found = authority_of_levels(rows, familiar, bases=bases, levels=levels, threshold=threshold)
    names = names or [str(place) for place in range(1, len(found.experts) + 1)]
    if as_json:
        emit({**found.to_json(), "names": names})
        return
    rows_of = [
        (name, figure(each.ca, ".3f"), figure(each.cs, ".3f"), figure(each.cr, ".3f"))
        for name, each in zip(names, found.experts, strict=True)
    ]
    total = ("panel", *(figure(each.value, ".3f") for each in (found.ca, found.cs, found.cr)))
    experts = [
        {"expert": name, "guard": Guard.PART_MISSING.value if each.cr is None else None}
        for name, each in zip(names, found.experts, strict=True)
    ]
    tell(grid(("expert", "Ca", "Cs", "Cr"), [*rows_of, total]), found.to_json() | {"experts": experts})


def _in_our_words(sheet: Sheet) -> Sheet:
    """The sheet with the usual Chinese names of its columns in our words, and a refusal that names both forms."""
    header = [_COLUMNS.get(name, name) for name in sheet.names]
    if "ca" in header and "cs" not in header:
        header = ["cs" if name == "familiarity" else name for name in header]
    first = meaning(sheet.names[0])
    if first and first[0] == "panellist":
        header[0] = "expert"
    if len(set(header)) == len(header):
        sheet = replace(sheet, table=replace(sheet.table, header=tuple(header)))
    if not (sheet.has("ca", "cs") or sheet.has(*BASES, "familiarity")):
        raise FileRefused(
            N_(
                "The file needs the columns ca and cs, or practice, theory, literature, intuition and familiarity; "
                "--called ca=COLUMN says which is which. It names: %(columns)s."
            ),
            columns=sheet.told_names,
        )
    return sheet


def _familiarity(cells: Sequence[str | None]) -> list[str | None]:
    """The usual Chinese words of five steps as 1 to 5; as they stand where two of them would share a step."""
    given = {cell for cell in cells if cell}
    if any(len(given & set(step)) > 1 for step in _FAMILIAR):
        return list(cells)
    known = {word: str(place) for place, step in enumerate(_FAMILIAR, start=1) for word in step}
    return [cell if cell is None else known.get(cell, cell) for cell in cells]


def _weights(given: Sequence[tuple[str, str, float]]) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """The printed weights with those of one's own put in their place."""
    bases = {base: dict(levels) for base, levels in BASES.items()}
    familiarity = dict(FAMILIARITY)
    for base, level, weight in given:
        (familiarity if base == "familiarity" else bases.setdefault(base, {}))[level] = weight
    return bases, familiarity


@statistic("attrition", of=attrition, columns=ROUNDS, answer=Attrition, also=("item", "p_holm"), per="items")
@rated_file
@click.option("--from", "first", help="The round whose ratings are compared. Default: the first of two.")
@click.option("--to", "second", help="The round that those who left did not answer. Default: the second of two.")
@click.option("--minimum", type=click.IntRange(1), default=5, show_default=True, help="Smallest side that is shown.")
@JSON
def attrition_command(sheet: Sheet, *, first: str | None, second: str | None, minimum: int, as_json: bool) -> None:
    """Whether those who left had rated otherwise in the first round than those who stayed, per item."""
    answers = rounds_of(sheet)
    one, two = two_rounds(answers, first, second)
    there = _who_answered(answers, two)
    found = []
    for turns in answers.values():
        given = turns.get(one, {})
        sides = [[value for person, value in given.items() if (person in there) is stays] for stays in (True, False)]
        found.append(attrition(*sides, minimum=minimum))
    adjusted = holm([each.test.p if each.test else None for each in found])
    if as_json:
        emit({"from": one, "to": two, **named(list(answers), found, [{"p_holm": p} for p in adjusted])})
        return
    rows = [
        (
            name,
            str(each.stayed),
            str(each.left),
            *(figure(value) for value in (each.median_stayed, each.median_left, each.rank_biserial)),
            *(figure(end) for end in ((each.interval.low, each.interval.high) if each.interval else (None, None))),
            figure(p, ".4f"),
        )
        for name, each, p in zip(answers, found, adjusted, strict=True)
    ]
    head = ("item", "stayed", "left", "median stayed", "median left", "rank-biserial", "from", "to", "p (Holm)")
    tell(f"{one} → {two}\n\n{grid(head, rows)}", named(list(answers), found))


@statistic("positive", of=positive, columns=ROUNDS, answer=Positive, also=("round",), per="rounds")
@rated_file
@click.option(
    "--sent", type=click.IntRange(1), help="How many were asked in each round. Default: everybody in the file."
)
@click.option("--suggestions", metavar="COLUMN", help="Column of what they wrote: who of those who answered wrote any.")
@JSON
def positive_command(sheet: Sheet, *, sent: int | None, suggestions: str | None, as_json: bool) -> None:
    """The positive coefficient of every round: how many of those asked gave at least one rating."""
    answers = rounds_of(sheet)
    everybody = {person for turns in answers.values() for given in turns.values() for person in given}
    there = rounds_in(answers)
    wrote = None if suggestions is None else writers(sheet, suggestions)
    found = []
    for turn in there:
        answered = _who_answered(answers, turn)
        suggesting = None if wrote is None else len(answered & wrote.get(turn, set()))
        found.append(positive(sent or len(everybody), len(answered), suggesting))
    if as_json:
        emit({"rounds": [{"round": turn, **each.to_json()} for turn, each in zip(there, found, strict=True)]})
        return
    rows = [
        (
            turn,
            str(each.returned.n),
            figure(each.returned.k, "g"),
            percent(each.returned.value),
            percent(each.suggesting.value),
        )
        for turn, each in zip(there, found, strict=True)
    ]
    told = [{"round": turn, **each.to_json()} for turn, each in zip(there, found, strict=True)]
    tell(grid(("round", "asked", "answered", "share %", "suggested %"), rows), told)


def _who_answered(answers: Rounds, turn: str) -> set[str]:
    """Everybody with at least one rating in the round."""
    return {person for turns in answers.values() for person, value in turns.get(turn, {}).items() if value is not None}

"""The words of what people are told apart by: breaks, their columns, the points that are joined, tests."""

from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.exports.analyses import BannerTable, BannerTables, Break
from survey_app.exports.book import MODES
from survey_app.exports.naming import attribute_name
from survey_app.exports.words import Words
from survey_app.stats.association import Association
from survey_app.stats.crosstab import TableLine
from survey_app.stats.promoter_score import STANDARD
from survey_app.vocabulary import Mode

_OWN = "own"
_SMALL_P = 0.001
SHORT = N_("On scales of three points or fewer only the highest counts.")
_SHORT_SCALE = 3


def break_name(found: Break, words: Words) -> str:
    """What a break is called."""
    if found.label is not None:
        return attribute_name(words.of(found.label) or found.key, words)
    return words.say(N_("Mode")) if found.key == "mode" else words.say(N_("Where answers come from"))


def value_name(found: Break, value: str, words: Words) -> str:
    """What one column of a break is called."""
    if found.key == "mode" and value in set(Mode):
        return words.say(MODES[Mode(value)])
    if found.label is None and value == _OWN:
        return words.say(N_("this study"))
    return words.of(dict(found.values).get(value, {})) or value


def fewer(found: Break, tables: BannerTables, words: Words) -> str:
    """Which groups of a break stand in the table where not all of them do."""
    told = N_("%(name)s: the %(count)s largest of %(total)s groups.")
    if tables.headline is not None:
        told = N_("%(name)s: %(count)s of %(total)s groups, the largest and the least satisfied.")
    return words.say(told, name=break_name(found, words), count=len(found.values), total=found.total)


def top_name(table: BannerTable, line: TableLine, words: Words) -> str:
    """The points that a line joins: those that count as satisfied, such as `4 or 5`, promoters, or detractors."""
    if table.is_score:
        ends = {"low": STANDARD.promoters_from, "high": STANDARD.scale_max}
        if line.label != "promoters":
            ends = {"low": STANDARD.scale_min, "high": STANDARD.detractors_to}
            return words.say(N_("detractors, %(low)s to %(high)s"), **ends)
        return words.say(N_("promoters, %(low)s to %(high)s"), **ends)
    if len(table.best) == 1:
        code = table.best[0]
        return words.of(dict(table.codes).get(code, {})) or str(code)
    low, high = table.best
    return words.say(N_("%(low)s or %(high)s"), low=low, high=high)


def has_short(tables: Sequence[BannerTable]) -> bool:
    """Whether of one of the scales the highest point alone counts as satisfied."""
    return any(0 < len(each.points) <= _SHORT_SCALE for each in tables)


def p_words(p: float, words: Words) -> str:
    """A p as papers print it."""
    if p < _SMALL_P:
        return words.say(N_("p < %(value)s"), value=words.figure(_SMALL_P, 3))
    return words.say(N_("p = %(value)s"), value=words.figure(p, 3))


def test_words(found: Association | None, words: Words) -> str:
    """A chi-square with its degrees of freedom and p; empty where none was made."""
    if found is None or found.p is None or found.statistic is None:
        return ""
    told = {"chi": words.figure(found.statistic, 1), "df": found.df, "p": p_words(found.p, words)}
    return words.say(N_("χ² %(chi)s (%(df)s), %(p)s"), **told)


def question_name(table: BannerTable, words: Words) -> str:
    """The question in the rows; of a battery its item."""
    asked, own = words.of(table.question), words.of(table.label)
    return own if table.is_item and own else asked if not own or own == asked else f"{asked} · {own}"

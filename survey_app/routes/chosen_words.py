"""Choices on pages: options by their words, sentences about what was chosen, and the bars of an item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.charts.bars import Bar, bar_chart
from survey_app.exports.chosen_figures import NONE, ChosenFigures, options_in
from survey_app.exports.declared_rules import DeclaredRules
from survey_app.exports.round_report import MovementFigures
from survey_app.exports.ticked import TICKED
from survey_app.routes.presentation import number, percent, say_here
from survey_app.services.feedback import Feedback


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One option in a table: its words, how many chose it, in each group too, and whether it is the own answer."""

    words: str
    count: str
    share: str
    is_own: bool
    groups: tuple[str, ...] = ()


def options(rules: DeclaredRules, fallback: str = "en") -> tuple[str, ...]:
    """The declared options in the language of the page."""
    return options_in(say_here(dict(rules.options), fallback))


def option(words: Sequence[str], value: float | None) -> str:
    """One option by its words; a dash where there is none."""
    return words[int(value) - 1] if value is not None and 1 <= value <= len(words) else NONE


def option_words(value: float | None, rules: DeclaredRules, fallback: str = "en") -> str:
    """One declared option by its words, for templates."""
    return option(options(rules, fallback), value)


def named(words: Sequence[str], places: Sequence[int]) -> str:
    """Several options by their words."""
    return str(_(", ")).join(option(words, place) for place in places) or NONE


def panel_options(found: Feedback) -> tuple[str, ...]:
    """The options of an item in the language of a panellist's page."""
    return options_in(say_here(dict(found.options)))


def most_words(words: Sequence[str], found: ChosenFigures, n: int) -> str:
    """What most people chose, in a sentence; or which options tie."""
    counts = {"k": number(found.count), "n": number(n), "share": percent(found.share)}
    if not found.leading:
        return ""
    if found.is_tie:
        told = _("No option stands first: %(count)s of %(n)s people each chose %(options)s.", **_tied(words, found, n))
        return str(told)
    return str(_("%(k)s of %(n)s people (%(share)s) chose %(option)s.", option=named(words, found.leading), **counts))


def _tied(words: Sequence[str], found: ChosenFigures, n: int) -> Mapping[str, str]:
    return {"count": number(found.count), "n": number(n), "options": named(words, found.leading)}


def said_most(found: Feedback) -> str:
    """The same of what a panellist is shown."""
    return most_words(panel_options(found), found.choice, found.n) if found.choice else ""


def moved_words(found: Feedback) -> str:
    """How many gave another answer than in the round before; nothing where that is not shown or says nothing."""
    moved = found.movement
    if moved is None:
        return ""
    counts = {"pairs": number(moved.pairs)}
    low, high = moved.changed or (0, moved.pairs)
    if moved.unchanged is not None or low == high:
        counts["changed"] = number(high if moved.unchanged is None else moved.pairs - moved.unchanged)
        if found.options:
            return str(_("%(changed)s of %(pairs)s people who answered in both rounds chose another option.", **counts))
        return str(_("%(changed)s of %(pairs)s people who answered in both rounds changed their answer.", **counts))
    if (low, high) == (0, moved.pairs):
        return ""
    counts |= {"low": number(low), "high": number(high)}
    if found.options:
        return str(
            _("%(low)s to %(high)s of %(pairs)s people who answered in both rounds chose another option.", **counts)
        )
    return str(_("%(low)s to %(high)s of %(pairs)s people who answered in both rounds changed their answer.", **counts))


def changed(moved: MovementFigures | None) -> str:
    """Between which numbers those lie who changed their answer; empty where that is not told or says nothing."""
    if moved is None or moved.changed is None or moved.changed == (0, moved.pairs):
        return ""
    low, high = (number(each) for each in moved.changed)
    return low if low == high else f"{low}–{high}"


def bars(title: str, words: Sequence[str], counts: Sequence[int], own: int | None = None) -> Markup:
    """One bar an option, in the order of the protocol; the own answer says so."""
    people = sum(counts)
    drawn = [
        Bar(
            _("%(option)s (your answer)", option=word) if place == own else word,
            count / people if people else 0.0,
            percent(count / people if people else None),
            number(count),
            few=own is not None and place != own,
        )
        for place, (word, count) in enumerate(zip(words, counts, strict=True), 1)
    ]
    return bar_chart(title, drawn)


def ticked_bars(title: str, options: Sequence[tuple[str, int, int]]) -> Markup:
    """One bar an option: the share that ticked it. Each has its words, how many ticked it, and of how many."""
    return bar_chart(
        title,
        [
            Bar(word, count / n if n else 0.0, percent(count / n if n else None), number(count))
            for word, count, n in options
        ],
    )


def drawing(found: Feedback) -> Markup:
    """The bars that a panellist sees; nothing where too few people answered."""
    if not found.choice or not found.counts:
        return Markup()
    title = _("Round %(round)s, how many chose each option", round=number(found.round_number))
    return bars(str(title), panel_options(found), [count for _point, count in found.counts], _own(found))


def lines(found: Feedback) -> list[OptionLine]:
    """The same as a table, with the groups that are shown."""
    if not found.counts:
        return []
    counts = [count for _point, count in found.counts]
    people = sum(counts)
    groups = found.choice.groups if found.choice else ()
    return [
        OptionLine(
            word,
            number(count),
            percent(count / people if people else None),
            place == _own(found),
            tuple(number(chosen[place - 1]) for _name, _n, chosen in groups),
        )
        for place, (word, count) in enumerate(zip(panel_options(found), counts, strict=True), 1)
    ]


def _own(found: Feedback) -> int | None:
    return int(found.own.value) if found.own and found.own.value is not None else None


def most_of(found: Feedback) -> str:
    """The option chosen most, or those that tie, for the cell of a table; of an option, how many ticked it."""
    if found.is_ticked:
        return number(ticks_of(found))
    return named(panel_options(found), found.choice.leading) if found.choice else NONE


def share_of(found: Feedback) -> str:
    """Its share, for the cell of a table."""
    if found.is_ticked and found.choice:
        return percent((ticks_of(found) or 0) / found.n if found.n else None)
    return percent(found.choice.share) if found.choice else NONE


def ticks_of(found: Feedback) -> int | None:
    """How many ticked an option; None where that may not be shown."""
    return dict(found.counts).get(TICKED, 0) if found.counts else None


def most_head(found: Feedback) -> str:
    """What stands above `most_of`."""
    return str(_("Ticked it") if found.is_ticked else _("Most chosen"))

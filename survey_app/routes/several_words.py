"""Options that people tick, on a panellist's pages: what was ticked in words, and bars and table of a question."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.exports.chosen_figures import NONE
from survey_app.forms.several import SeveralForm
from survey_app.models import Item
from survey_app.routes import chosen_words
from survey_app.routes.presentation import bracketed, ngettext, number, percent, say_here
from survey_app.services import several
from survey_app.services.feedback import Feedback
from survey_app.services.own_answers import Answer, Own
from survey_app.services.several import TICKED
from survey_app.services.sittings import Sitting
from survey_app.vocabulary import Choice


@dataclass(frozen=True, slots=True)
class TickedLine:
    """One option in a table: how many ticked it, of how many, whether the person did, and how many changed."""

    words: str
    count: str
    share: str
    n: str
    is_own: bool
    moved: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TickedQuestion:
    """What the panel said to the options of a question before, as far as a panellist may see it."""

    round_number: int
    n: int
    needed: int
    own: str
    """What the person had ticked, as a sentence."""
    drawing: Markup
    lines: tuple[TickedLine, ...]
    groups: tuple[str, ...]

    @property
    def tells_moves(self) -> bool:
        """Whether of any option it is told how many changed."""
        return any(line.moved != NONE for line in self.lines)


def question(item: Item) -> str:
    """The question that an option stands under, in the language of the page; empty for any other statement."""
    return say_here(dict(item.own_scale.get("question", {}))) if several.is_several(item.own_scale) else ""


def texts(items: Sequence[Item]) -> list[str]:
    """Options by their words."""
    return [say_here(dict(item.text)) for item in items]


def state(sitting: Sitting, item: Item) -> str:
    """What became of a question in this round, in a few words."""
    options = sitting.options(item)
    answers = [sitting.answer(each) for each in options]
    given = [each for each in answers if each is not None]
    if len(given) < len(options):
        return str(_("to review") if any(sitting.own(each) for each in options) else _("to answer"))
    if given[0].cannot:
        return str(_("cannot judge"))
    told_, own = _count(given), [each for each in map(sitting.own, options) if each and each.value is not None]
    if all(each.choice is Choice.KEPT for each in given):
        return str(_("kept %(value)s", value=told_))
    return str(_("changed %(before)s → %(now)s", before=_count(own), now=told_)) if len(own) == len(options) else told_


def _count(said_: Sequence[Own | Answer]) -> str:
    count = sum(each.value == TICKED for each in said_)
    return ngettext("%(num)s ticked", "%(num)s ticked", count) if count else str(_("none ticked"))


def said(names: Sequence[str], own: Sequence[Own | Answer | None]) -> str:
    """What somebody ticked, as a sentence; empty where nothing is known."""
    given = [(name, each) for name, each in zip(names, own, strict=True) if each is not None]
    if not given:
        return ""
    if all(each.value is None for _name, each in given):
        return str(_("You said that you could not judge."))
    ticked = [name for name, each in given if each.value == TICKED]
    if not ticked:
        return str(_("You ticked none of these."))
    return str(_("You ticked %(options)s.", options=_("; ").join(ticked)))


def told(items: Sequence[Item], found: Sequence[Feedback | None]) -> TickedQuestion | None:
    """What the panel said before to the options of a question; None where it was asked none of them."""
    known = [(name, each) for name, each in zip(texts(items), found, strict=True) if each is not None]
    if not known:
        return None
    names, told_ = [name for name, _each in known], [each for _name, each in known]
    first = told_[0]
    groups = next((each.choice.groups for each in told_ if each.choice and each.choice.groups), ())
    return TickedQuestion(
        first.round_number,
        max(each.n for each in told_),
        first.needed,
        said(names, [each.own for each in told_]),
        _drawing(names, told_),
        tuple(_line(name, each, len(groups)) for name, each in known),
        tuple(bracketed(name, number(n)) for name, n, _counts in groups),
    )


def _is_own(found: Feedback) -> bool:
    return found.own is not None and found.own.value == TICKED


def _drawing(names: Sequence[str], found: Sequence[Feedback]) -> Markup:
    """One bar an option: the share of those who judged that ticked it."""
    told_ = [
        (str(_("%(option)s (you ticked it)", option=name)) if _is_own(each) else name, count, each.n)
        for name, each in zip(names, found, strict=True)
        if (count := chosen_words.ticks_of(each)) is not None
    ]
    title = _("Round %(round)s, how many ticked each option", round=number(found[0].round_number))
    return chosen_words.ticked_bars(str(title), told_) if told_ else Markup()


def _line(name: str, found: Feedback, groups: int) -> TickedLine:
    count = chosen_words.ticks_of(found)
    told_groups = found.choice.groups if found.choice else ()
    cells = tuple(number(chosen[TICKED - 1]) for _name, _n, chosen in told_groups)
    return TickedLine(
        name,
        number(count),
        percent(count / found.n if count is not None and found.n else None),
        number(found.n),
        _is_own(found),
        _moved(found),
        cells or (NONE,) * groups,
    )


def _moved(found: Feedback) -> str:
    """How many of those who answered twice changed, as far as that is told; a dash where it is not."""
    moved = found.movement
    if moved is None:
        return NONE
    low, high = moved.changed or (0, moved.pairs)
    if moved.unchanged is not None:
        low = high = moved.pairs - moved.unchanged
    elif (low, high) == (0, moved.pairs):
        return NONE
    counted = number(low) if low == high else f"{number(low)}–{number(high)}"
    return str(_("%(changed)s of %(pairs)s", changed=counted, pairs=number(moved.pairs)))


def kept(form: SeveralForm, items: Sequence[Item]) -> str:
    """The earlier answer that can be kept: the options that were ticked."""
    names = [name for place, name in enumerate(texts(items), 1) if place in (form.own or ())]
    return str(_("; ")).join(names) or str(_("None of these"))


def typed(form: SeveralForm, items: Sequence[Item]) -> list[tuple[str, str]]:
    """What somebody ticked and wrote, line by line: so that it can be copied when it was not saved."""
    names = texts(items)
    ticked = [names[place - 1] for place in sorted(form.ticked)]
    parts = [*ticked, *((_("None of these"),) if form.shown.get("none") else ())]
    parts += [_("Keep my answer")] if form.shown.get("move") == "keep" else []
    parts += [_("cannot judge")] if form.shown.get("cannot") else []
    lines = [(question(items[0]), str(_("; ")).join(str(part) for part in parts)), (str(_("Why?")), form.shown["why"])]
    return [(name, text) for name, text in lines if text]

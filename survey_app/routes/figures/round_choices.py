"""A round of choices on the results page: cells of the table, the finding, and the bars of every statement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.exports import chosen, chosen_figures, ticked, ticked_words
from survey_app.exports.round_report import ItemFigures, PanelReport, RoundPart
from survey_app.routes import chosen_words
from survey_app.routes.figures.wording import NONE, short, words_of
from survey_app.routes.presentation import bracketed, filled, ngettext, number, percent, say_here
from survey_app.stats.consensus import Verdict

Words = tuple[str, bool]
"""What a cell or a head says, and whether it is a number."""


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """One option: how many chose it, before too, its share, and how many of each group."""

    words: str
    before: str
    count: str
    share: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChoiceItem:
    """One statement with its options."""

    code: str
    label: str
    told: str
    drawing: Markup
    has_before: bool
    groups: tuple[str, ...]
    lines: tuple[ChoiceLine, ...]


def heads(part: RoundPart) -> tuple[Words, ...]:
    """The heads of the columns that `cells` fill."""
    share = filled(ticked_words.TICKED_IT, {}) if ticked.is_ticked(part) else _("Share")
    numbers = (share, _("95% limits"), _("Of all"), _("Variation"), _("Bowker's test, p"))
    return ((str(_("Most chosen")), False), *((str(words), True) for words in numbers))


def cells(part: RoundPart, before: RoundPart | None, item: ItemFigures, fallback: str) -> tuple[Words, ...]:
    """Most chosen with its share on both bases, how far the answers spread, and whether they moved."""
    earlier = before.figures.item(item.item_id) if before else None
    now, found = _most(part, item, fallback), ticked.figures(item)
    then = _most(before, earlier, fallback) if before and earlier else ""
    words = f"{then} → {now}" if then and then != now else now
    if found is None:
        return ((words, False), *((NONE, True) for _head in range(5)))
    limits = NONE if found.low is None else f"{percent(found.low)}–{percent(found.high)}"
    counted = _("%(k)s of %(n)s, %(share)s", k=number(found.count), n=number(item.n), share=percent(found.share))
    told = (str(counted), limits, percent(found.share_of_all), number(found.variation, 2), _p(found.bowker_adjusted))
    return ((words, False), *((each, True) for each in told))


def _p(value: float | None) -> str:
    return NONE if value is None else number(value, 3)


def _most(part: RoundPart, item: ItemFigures, fallback: str) -> str:
    words = chosen_words.options(part.rules, fallback)
    return chosen_words.named(words, item.choice.leading) if item.choice else NONE


def heading(part: RoundPart, fallback: str) -> str:
    """The finding as one sentence: on how many statements the panel agrees, and on what where it is one."""
    agreed, total = chosen.agreed(part), number(len(part.figures.items))
    if not part.figures.seeks_agreement:
        return str(_("What the panel chose for each of %(all)s statements", all=total))
    if ticked.is_ticked(part):
        stand = ticked.settled(part)
        counts = {"ins": number(stand.ins), "outs": number(stand.outs), "left": number(stand.left)}
        return str(_("Options that are in: %(ins)s; out: %(outs)s; not settled: %(left)s", **counts))
    if len(agreed) == 1:
        name = short(words_of(agreed[0].text, fallback, agreed[0].code), 50)
        return str(_("Agreed: %(option)s (%(name)s)", option=_most(part, agreed[0], fallback), name=name))
    if not agreed:
        return str(_("The panel agrees on an option for none of %(all)s statements", all=total))
    return ngettext(
        "The panel agrees on an option for %(num)s of %(all)s statements",
        "The panel agrees on an option for %(num)s of %(all)s statements",
        len(agreed),
        all=total,
    )


def verdict(part: RoundPart, item: ItemFigures, fallback: str) -> str:
    """What the rule says, naming the option; nothing where no verdict is due."""
    if not part.figures.seeks_agreement:
        return ""
    if (is_in := ticked.is_in(item)) is not None and ticked.is_ticked(part):
        return filled(ticked_words.IN if is_in else ticked_words.OUT, {})
    if item.is_agreed:
        return str(_("agreed on %(option)s", option=_most(part, item, fallback)))
    if item.choice is not None and item.choice.is_tie:
        return str(_("no agreement: a tie"))
    return str(_("too few answers for a verdict") if item.verdict is Verdict.TOO_FEW else _("no agreement"))


def rule(part: RoundPart) -> str:
    """When a statement counts as agreed, and what is not shown."""
    base = _("all who saw the statement") if part.rules.denominator == "seen" else _("those who chose")
    words = {"percent": percent(part.rules.percent / 100), "base": base}
    if ticked.is_ticked(part):
        return filled(ticked_words.RULE, words)
    return str(_("Agreed when at least %(percent)s of %(base)s chose the same option; a tie is no agreement.", **words))


def items_of(report: PanelReport, number_: int, shown: Collection[str]) -> tuple[ChoiceItem, ...]:
    """Those of these codes whose choices may be shown, with bars and a table; nothing in another kind of round."""
    place = next(n for n, part in enumerate(report.rounds) if part.figures.number == number_)
    part, before = report.rounds[place], report.rounds[place - 1] if place else None
    if not chosen.is_chosen(part):
        return ()
    if ticked.is_ticked(part):
        return _question(part, before, [item for item in part.figures.items if item.code in shown], report.language)
    return tuple(
        _item(part, before, item, report.language) for item in part.figures.items if item.choice and item.code in shown
    )


def _item(part: RoundPart, before: RoundPart | None, item: ItemFigures, fallback: str) -> ChoiceItem:
    words = chosen_words.options(part.rules, fallback)
    counts = [count for _point, count in item.counts]
    earlier = before.figures.item(item.item_id) if before else None
    then = [count for _point, count in earlier.counts] if earlier and earlier.choice else []
    groups = item.choice.groups if item.choice else ()
    label = say_here(dict(item.text), fallback)
    return ChoiceItem(
        code=item.code,
        label=label,
        told=chosen_words.most_words(words, item.choice, item.n) if item.choice else "",
        drawing=chosen_words.bars(label or item.code, words, counts),
        has_before=bool(then),
        groups=tuple(bracketed(name, number(n)) for name, n, _counts in groups),
        lines=tuple(
            ChoiceLine(
                word,
                number(then[at]) if then else "",
                number(counts[at]),
                percent(counts[at] / item.n if item.n else None),
                tuple(number(each[at]) for _name, _n, each in groups),
            )
            for at, word in enumerate(words)
        ),
    )


def _groups_of(item: ItemFigures) -> tuple[chosen_figures.Group, ...]:
    return item.choice.groups if item.choice else ()


def _question(
    part: RoundPart, before: RoundPart | None, items: Sequence[ItemFigures], fallback: str
) -> tuple[ChoiceItem, ...]:
    """All options of a question as one: how many ticked each of them, now and before."""
    told = [item for item in items if item.choice]
    if not told:
        return ()
    names = [say_here(dict(item.text), fallback) for item in told]
    earlier = [before.figures.item(item.item_id) if before else None for item in told]
    then = [ticked.ticks(each) if each else None for each in earlier]
    counts = [ticked.ticks(item) or 0 for item in told]
    groups = max(map(_groups_of, told), key=len)
    asked = say_here(dict(part.rules.question), fallback)
    shares = [(name, count, item.n) for name, count, item in zip(names, counts, told, strict=True)]
    lines = tuple(
        ChoiceLine(
            name,
            number(earlier_count),
            number(count),
            percent(count / item.n if item.n else None),
            tuple(number(each[0]) for _name, _n, each in _groups_of(item)) or (NONE,) * len(groups),
        )
        for name, earlier_count, count, item in zip(names, then, counts, told, strict=True)
    )
    return (
        ChoiceItem(
            code="",
            label=asked,
            told=heading(part, fallback),
            drawing=chosen_words.ticked_bars(asked, shares),
            has_before=any(each is not None for each in then),
            groups=tuple(bracketed(name, number(n)) for name, n, _counts in groups),
            lines=lines,
        ),
    )

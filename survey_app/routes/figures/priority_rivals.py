"""A battery beside its rivals in words: behind, level or ahead, and what the decision table says to do."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from survey_app.charts.intervals import IntervalMark, interval_chart
from survey_app.routes.figures import priority_words, wording
from survey_app.routes.figures.model import Entry, Figure, Method, Row, Table
from survey_app.routes.figures.priority_words import listed, name_of
from survey_app.routes.presentation import between, number, signed
from survey_app.services.attribute_tables import Attribute
from survey_app.services.priorities import RIVAL, Priorities
from survey_app.services.priority_places import FEWEST
from survey_app.stats.results import Interval
from survey_app.stats.rivals import Against, Comparison, Decision, RivalAttribute


def rivals_figure(found: Priorities, fallback: str) -> Figure | None:
    """Own minus rival performance with intervals, the furthest behind first; None where nothing is compared."""
    result, battery = found.comparison, found.battery
    if result is None or battery is None:
        return None
    names = {each.code: name_of(each, fallback) for each in battery.attributes}
    rivals = {code: wording.words_of(label, fallback, code) for code, label in battery.rivals}
    shown = sorted(result.attributes, key=lambda each: (each.standing is None, each.difference or 0.0))
    decimals = wording.places_of(battery.scale.last - battery.scale.first)
    title = str(_("Our performance minus that of %(rival)s", rival=_against(found, result, rivals)))
    marks = [
        IntervalMark(
            names[each.name],
            each.difference or 0.0,
            each.interval.low if each.interval is not None else None,
            each.interval.high if each.interval is not None else None,
            signed(each.difference, decimals),
            rivals.get(each.rival or "", ""),
            named=each.decision is Decision.IMPROVE_FIRST and each.name not in found.marked,
        )
        for each in shown
        if each.standing is not None
    ]
    chart = interval_chart(title, marks, 0.0, lambda value: signed(value, 1))
    rows = tuple(_row(found, each, names, rivals, decimals) for each in shown)
    return Figure(
        "rivals",
        _heading(found, fallback),
        title,
        chart,
        (Entry("named", str(_("important and behind"))), Entry("disc", str(_("other attributes")))),
        Table(title, _head(result), rows),
        _notes(result, is_decided=not found.is_little()),
        (_method(result, is_decided=not found.is_little()),),
        _decisions(found, fallback),
    )


def _heading(found: Priorities, fallback: str) -> str:
    if found.is_little():
        return priority_words.little()
    only, behind = found.improve_only(), found.behind()
    if only:
        return str(_("Important, rated low and behind the rival: %(names)s", names=listed(only, fallback)))
    if behind:
        return str(_("Important, and behind the rival: %(names)s", names=listed(behind, fallback)))
    return str(_("Nowhere clearly behind where it matters"))


def _decisions(found: Priorities, fallback: str) -> tuple[str, ...]:
    """The decision table as lines: what to do, and with which attributes; what is marked stands apart."""
    known = {each.code: each for each in found.battery.attributes} if found.battery is not None else {}
    compared = found.comparison.attributes if found.comparison is not None else ()
    lines = []
    for decision, words in priority_words.decisions().items():
        mine = [known[each.name] for each in compared if each.decision is decision and each.name not in found.marked]
        if mine:
            lines.append(str(_("%(label)s: %(words)s", label=words, words=_all(mine, fallback))))
    aside = [known[each.name] for each in compared if each.name in found.marked]
    if aside:
        lines.append(str(_("Not to be acted on: %(names)s", names=_all(aside, fallback))))
    return tuple(lines)


def _all(attributes: Sequence[Attribute], fallback: str) -> str:
    return str(_(", ")).join(name_of(each, fallback) for each in attributes)


def _against(found: Priorities, result: Comparison, rivals: Mapping[str, str]) -> str:
    chosen = found.wish.against.removeprefix(RIVAL)
    if found.wish.against.startswith(RIVAL) and chosen in rivals:
        return rivals[chosen]
    return str(_("the mean of the rivals") if result.against is Against.MEAN else _("the strongest rival"))


def _head(result: Comparison) -> tuple[str, ...]:
    fits = (_("Performance minus importance"),) if _has_gap(result) else ()
    head = (
        _("Attribute"),
        _("We"),
        _("Rival"),
        _("Which rival"),
        _("Difference"),
        wording.interval_head(),
        *fits,
        _("We are"),
        _("What to do"),
        _("Answers"),
    )
    return tuple(str(words) for words in head)


def _has_gap(result: Comparison) -> bool:
    return any(each.performance_minus_importance is not None for each in result.attributes)


def _row(
    found: Priorities, each: RivalAttribute, names: Mapping[str, str], rivals: Mapping[str, str], decimals: int
) -> Row:
    result = found.comparison
    gap = (signed(each.performance_minus_importance, decimals),) if result is not None and _has_gap(result) else ()
    what = priority_words.decisions()[each.decision] if each.decision is not None else wording.NONE
    if each.standing is None:
        what = str(_("not compared: fewer than %(least)s answers", least=number(FEWEST)))
    if each.name in found.marked:
        what = priority_words.aside()
    cells = (
        number(each.own, decimals),
        number(each.rival_mean, decimals),
        rivals.get(each.rival or "", wording.NONE),
        signed(each.difference, decimals),
        _interval(each.interval, decimals),
        *gap,
        priority_words.standings().get(each.standing or "", wording.NONE),
        what,
        wording.base(each.n),
    )
    return Row(names[each.name], cells, wording.look(each.n))


def _interval(interval: Interval | None, decimals: int) -> str:
    if interval is None:
        return wording.NONE
    return between(signed(interval.low, decimals), signed(interval.high, decimals))


def _notes(result: Comparison, *, is_decided: bool) -> tuple[str, ...]:
    told = (
        _(
            "Behind or ahead: the whole interval lies on one side of zero; else level. Important: from importance "
            "%(cut)s on.",
            cut=number(result.cut, 2),
        )
        if is_decided
        else _("Behind or ahead: the whole interval lies on one side of zero; else level.")
    )
    notes = [
        str(told),
        str(_("A rival that fewer than %(least)s people rated on an attribute does not count there.",
              least=number(FEWEST))),
    ]  # fmt: skip
    if _has_gap(result):
        notes.append(str(_("People rate importance high; read performance minus importance between attributes only.")))
    return (*notes, *wording.marks_note([each.n for each in result.attributes]))


def _method(result: Comparison, *, is_decided: bool) -> Method:
    drawn = {"count": number(result.resamples), "seed": result.seed}
    if not is_decided:
        words = _("No decisions are made. Interval: %(count)s resamples of the people, seed %(seed)s", **drawn)
        return Method(priority_words.drawn_words(str(words), result.groups), result.source)
    words = _(
        "Important and behind: improve first. Important and level: invest to win orders. Important and ahead: protect "
        "it and tell people. Less important and behind: watch. Else: leave as it is. Interval: %(count)s resamples of "
        "the people, seed %(seed)s",
        **drawn,
    )
    return Method(priority_words.drawn_words(str(words), result.groups), result.source)

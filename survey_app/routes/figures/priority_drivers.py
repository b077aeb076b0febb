"""What drives an outcome, in words: each attribute's share of what is explained, and penalty against reward."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from survey_app.charts.bars import Bar, bar_chart
from survey_app.routes.figures import priority_words, wording
from survey_app.routes.figures.model import Figure, Method, Row, Table
from survey_app.routes.figures.priority_words import name_of
from survey_app.routes.presentation import number, percent, signed
from survey_app.services.attribute_tables import Attribute
from survey_app.services.priorities import Priorities
from survey_app.services.priority_contrasts import FEWEST_IN_DUMMY, is_steady
from survey_app.stats.drivers import Driver, Drivers, Shares
from survey_app.stats.penalty_reward import Contrast, ContrastClass, PenaltyReward
from survey_app.stats.results import CautionCode

_SMALL_P = 0.001
_LONGEST = 60
_LITTLE = 0.05


def drivers_figure(found: Priorities, fallback: str) -> Figure | None:
    """Shares of R² as bars, the largest first; None without derived importance."""
    result = found.placed.drivers if found.placed is not None else None
    if result is None or result.r2 is None or found.battery is None:
        return None
    names = _names(found.battery.attributes, found, fallback)
    shown = result.ranked()
    title = str(_("Share of what varies in “%(outcome)s” that each attribute explains", outcome=outcome_words(found, fallback)))  # fmt: skip  # noqa: E501 - one sentence
    bars = [
        Bar(names[each.name], each.value or 0.0, percent(each.value), _interval(each, is_short=True)) for each in shown
    ]
    return Figure(
        "drivers",
        _heading(result, names),
        title,
        # shares of nearly nothing would look like much on a scale of their own
        bar_chart(title, bars, least=_LITTLE if result.is_little else 0.0),
        table=_driver_table(shown, names, title),
        notes=_driver_notes(result, names),
        methods=(_driver_method(found, result),),
    )


def _heading(result: Drivers, names: Mapping[str, str]) -> str:
    """What explains most, where its interval lies above all others; else that it cannot be told."""
    if result.is_little:
        return priority_words.little()
    if not result.are_ahead(1):
        return str(_("Which attribute explains most cannot be told: no share is surely ahead of the others"))
    first = result.ranked()[0]
    return str(
        _(
            "%(name)s explains more than any other attribute: %(share)s of %(whole)s",
            name=names[first.name],
            share=percent(first.value),
            whole=percent(result.r2),
        )
    )


def outcome_words(found: Priorities, fallback: str) -> str:
    """The outcome that importance is worked out from."""
    outcome = found.outcome
    if outcome is None:
        return ""
    return wording.short(wording.words_of(outcome.label, fallback, outcome.code), _LONGEST)


def _names(attributes: Sequence[Attribute], found: Priorities, fallback: str) -> dict[str, str]:
    names = {}
    for each in attributes:
        name = name_of(each, fallback)
        is_aside = each.code in found.marked
        names[each.code] = str(_("%(name)s (not to be acted on)", name=name)) if is_aside else name
    return names


def _interval(driver: Driver, *, is_short: bool = False) -> str:
    if driver.interval is None:
        return "" if is_short else wording.NONE
    low, high = driver.interval.low, driver.interval.high
    if is_short:
        return str(_("%(low)s to %(high)s", low=number(100 * low), high=percent(high)))
    return str(_("%(low)s to %(high)s", low=percent(low, 1), high=percent(high, 1)))


def _driver_table(shown: Sequence[Driver], names: Mapping[str, str], title: str) -> Table:
    head = (
        _("Attribute"),
        _("Share of R²"),
        wording.interval_head(),
        _("Part of what is explained"),
        _("Share after Johnson"),
        _("Correlation"),
        _("Rank correlation"),
        _("Standardised weight"),
    )
    rows = tuple(
        Row(
            names[each.name],
            (
                percent(each.value, 1),
                _interval(each),
                percent(None if each.percent is None else each.percent / 100),
                percent(each.johnson, 1),
                signed(each.pearson, 2),
                signed(each.spearman, 2),
                signed(each.beta, 2),
            ),
        )
        for each in shown
    )
    return Table(title, tuple(str(words) for words in head), rows)


def _driver_notes(result: Drivers, names: Mapping[str, str]) -> tuple[str, ...]:
    words = _("Base: %(n)s people who rated the outcome and every attribute with a place.", n=number(result.n))
    notes = [str(words)]
    if result.r2_interval is not None:
        low, high = percent(result.r2_interval.low), percent(result.r2_interval.high)
        said = _("R² = %(r2)s (%(low)s to %(high)s), adjusted %(adjusted)s.", r2=percent(result.r2),
                 low=low, high=high, adjusted=percent(result.r2_adjusted))  # fmt: skip
        notes.append(str(said))
    surely = 2 / max(result.n, 1) ** 0.5
    against = [names[each.name] for each in result.drivers if each.pearson is not None and each.pearson < -surely]
    if against:
        notes.append(str(_("Goes with a lower outcome: %(names)s.", names=str(_(", ")).join(against))))
    if any(each.code is CautionCode.FEW_CASES_PER_DRIVER for each in result.cautions):
        notes.append(str(_("Fewer than five people for each attribute: the shares are not sure.")))
    notes.append(
        str(
            _(
                "The outcome has %(steps)s different answers and is taken as a measure. A share shows what goes "
                "together, not what causes what.",
                steps=number(result.outcome_steps),
            )
        )
    )
    return tuple(notes)


def _driver_method(found: Priorities, result: Drivers) -> Method:
    if result.method == Shares.SHAPLEY.value:
        rule = _("Share of attribute j: Σ over the subsets S without j of |S|!(p − |S| − 1)!/p! · (R²(S + j) − R²(S))")
    else:
        rule = _("More than 14 attributes, so Johnson’s weights: R = VDVᵀ, L = V√D Vᵀ, b = L⁻¹r, share j = Σ Ljk² bk²")
    outcome = found.outcome.code if found.outcome is not None else ""
    battery = found.battery.code if found.battery is not None else ""
    went_in = _(
        "Taken from the columns %(outcome)s and %(battery)s, %(count)s attributes, %(n)s people; intervals from "
        "%(resamples)s resamples of the people, seed %(seed)s",
        outcome=outcome,
        battery=battery,
        count=number(sum(each.value is not None for each in result.drivers)),
        n=number(result.n),
        resamples=number(result.resamples),
        seed=result.seed,
    )
    formula = priority_words.drawn_words(f"{rule}. {went_in}", result.groups)
    return Method(formula, f"{result.source}; Efron 1979")


def contrast_figure(found: Priorities, fallback: str) -> Figure | None:
    """Penalty and reward of each attribute; None without derived importance."""
    result = found.contrast
    if result is None or result.r2 is None or found.battery is None:
        return None
    names = _names(found.battery.attributes, found, fallback)
    title = str(_("What high and low ratings do to “%(outcome)s”", outcome=outcome_words(found, fallback)))
    head = (
        _("Attribute"),
        _("Reward of a high rating"),
        _("p"),
        _("Penalty of a low rating"),
        _("p"),
        _("High ratings"),
        _("Low ratings"),
        _("What it is"),
    )
    rows = tuple(_contrast_row(each, names) for each in result.attributes)
    table = Table(title, tuple(str(words) for words in head), rows)
    few = any(not is_steady(each) for each in result.attributes)
    return Figure(
        "contrast",
        _contrast_heading(result, names),
        title,
        table=table,
        notes=_contrast_notes(result, few=few),
        methods=(_contrast_method(result),),
        texts=_contrast_lines(result, names),
    )


def _contrast_lines(result: PenaltyReward, names: Mapping[str, str]) -> tuple[str, ...]:
    """Each kind with its attributes."""
    lines = []
    for kind, words in priority_words.kinds().items():
        mine = [names[each.name] for each in result.attributes if each.category is kind]
        if mine:
            lines.append(str(_("%(label)s: %(words)s", label=words, words=str(_(", ")).join(mine))))
    return tuple(lines)


def _too_few() -> str:
    return str(_("Too few high and low ratings to say which attributes please and which annoy"))


def _contrast_heading(result: PenaltyReward, names: Mapping[str, str]) -> str:
    if not any(is_steady(each) for each in result.attributes):
        return _too_few()
    if result.is_undecided:
        return priority_words.little()
    if not any(each.category for each in result.attributes):
        return _too_few()
    basic = [names[each.name] for each in result.attributes if each.category is ContrastClass.BASIC]
    if basic:
        return str(_("Only annoys when it is bad: %(names)s", names=str(_(", ")).join(basic)))
    return str(_("No attribute only annoys"))


def _contrast_row(each: Contrast, names: Mapping[str, str]) -> Row:
    counts = tuple(_count(count) for count in (each.high, each.low))
    if not is_steady(each):
        few = str(_("too few for a verdict"))
        return Row(names[each.name], (*[wording.NONE] * 4, *counts, few), "few")
    kind = priority_words.kinds()[each.category] if each.category is not None else wording.NONE
    figures = (signed(each.reward, 2), _p(each.reward_p), signed(each.penalty, 2), _p(each.penalty_p))
    return Row(names[each.name], (*figures, *counts, kind))


def _count(count: int) -> str:
    if count >= FEWEST_IN_DUMMY:
        return number(count)
    return str(_("fewer than %(least)s", least=number(FEWEST_IN_DUMMY)))


def _p(value: float | None) -> str:
    if value is not None and value < _SMALL_P:
        return str(_("below %(value)s", value=number(_SMALL_P, 3)))
    return number(value, 3)


def _contrast_notes(result: PenaltyReward, *, few: bool) -> tuple[str, ...]:
    notes = [
        str(
            _(
                "High: %(high)s or more; low: %(low)s or less. Base: %(n)s people who rated everything; R² %(r2)s.",
                high=number(result.reward_from),
                low=number(result.penalty_to),
                n=number(result.n),
                r2=percent(result.r2),
            )
        )
    ]
    if few:
        said = _("A verdict needs %(least)s high and %(least)s low ratings.", least=number(FEWEST_IN_DUMMY))
        notes.append(str(said))
    if not result.is_undecided:
        notes.append(str(_("Other points for high and low can give other verdicts.")))
    return tuple(notes)


def _contrast_method(result: PenaltyReward) -> Method:
    words = _(
        "The outcome regressed on two marks an attribute, high and low: y = c + Σ (r·high + q·low), least squares. A "
        "reward counts when it is positive, a penalty when it is negative, with p below %(p)s",
        p=number(result.significance, 2),
    )
    return Method(str(words), result.source)

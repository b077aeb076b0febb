"""The map of importance and performance in words: its finding, the drawing, the numbers, how it was computed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.charts.axis import places_of
from survey_app.charts.priority_map import PriorityMark, PriorityPlane, PriorityWords, Span, priority_map, ticks_of
from survey_app.questions.definition import Scale
from survey_app.routes.figures import priority_words, wording
from survey_app.routes.figures.model import Entry, Figure, Method, Row, Table
from survey_app.routes.figures.priority_words import listed, name_of
from survey_app.routes.presentation import between, ngettext, number, percent, sentences
from survey_app.services.priorities import Priorities
from survey_app.services.priority_places import FEWEST, Placed, Standing
from survey_app.stats import importance as maps
from survey_app.stats.importance import Cross, ImportancePerformance, Quadrant
from survey_app.stats.importance_results import SURE
from survey_app.stats.results import CautionCode, Interval

_ORDER = (Quadrant.IMPROVE_FIRST, Quadrant.KEEP_UP, Quadrant.LOW_PRIORITY, Quadrant.POSSIBLE_OVERKILL)
Write = Callable[[float | None], str]


def finding(found: Priorities, fallback: str) -> str:
    """What the page says in a sentence; nothing while there is no map."""
    if found.placed is None or found.placed.map is None:
        return ""
    if found.is_little():
        return priority_words.little()
    chosen, aside = found.act_on(), found.set_aside()
    if chosen:
        return str(_("Improve first: %(names)s", names=listed(chosen, fallback)))
    if perhaps := found.perhaps():
        return str(_("What to improve first is not sure; perhaps: %(names)s", names=listed(perhaps, fallback)))
    if aside:
        return str(_("Nothing to improve first; not to be acted on: %(names)s", names=listed(aside, fallback)))
    return str(_("Nothing that is important is rated below the line"))


def importance_words(found: Priorities, fallback: str) -> str:
    """Where importance comes from."""
    if found.outcome is None:
        return str(_("Importance: as people stated it."))
    asked = wording.short(wording.words_of(found.outcome.label, fallback, found.outcome.code))
    return str(_("Importance: worked out from “%(outcome)s”.", outcome=asked))


def map_figure(found: Priorities, fallback: str) -> Figure | None:
    """The map; None where no attribute has a place."""
    placed, battery = found.placed, found.battery
    if placed is None or battery is None or placed.map is None:
        return None
    write = _writers(found)
    title = wording.short(wording.words_of(battery.label, fallback, battery.code), 120)
    places = sorted(placed.map.attributes, key=_rank)
    by_code = {each.attribute.code: each for each in placed.standings}
    marks = [_mark(found, by_code[each.name], each, fallback, write) for each in places]
    lines = (placed.map.cut_importance or 0.0, placed.map.cut_performance or 0.0)
    names = priority_words.quarters()
    words = PriorityWords(
        str(_("Importance, upwards")),
        str(_("Performance, to the right")),
        names[Quadrant.IMPROVE_FIRST],
        names[Quadrant.KEEP_UP],
        names[Quadrant.POSSIBLE_OVERKILL],
        names[Quadrant.LOW_PRIORITY],
    )
    plane = PriorityPlane(title, lines, words, write, _ends(found))
    ticks = ticks_of(marks, plane)
    # where importance was worked out from next to nothing a place on the map means nothing
    is_drawn = not found.is_little()
    chart = priority_map(replace(plane, ticks=ticks, figures=_tick_writers(found, *ticks)), marks)
    return Figure(
        "map",
        _heading(found),
        title,
        chart if is_drawn else Markup(""),
        _key(marks) if is_drawn else (),
        _table(found, [by_code[each.name] for each in places], title, fallback),
        _notes(found, placed, placed.map, write),
        (_method(placed.map),),
    )


def _heading(found: Priorities) -> str:
    if found.is_little():
        return priority_words.little()
    lacking = len(found.act_on()) + len(found.set_aside())
    if found.perhaps():
        return _sure_heading(lacking)
    if not lacking:
        return str(_("No attribute is important and rated below the line"))
    return ngettext(
        "%(num)s attribute is important and rated below the line",
        "%(num)s attributes are important and rated below the line",
        lacking,
    )


def _sure_heading(lacking: int) -> str:
    """The heading where some stand so near a line that they may as well stand elsewhere."""
    if not lacking:
        return str(_("No attribute is surely important and rated below the line"))
    return ngettext(
        "%(num)s attribute is surely important and rated below the line",
        "%(num)s attributes are surely important and rated below the line",
        lacking,
    )


def _rank(place: maps.Attribute) -> tuple[int, float]:
    return _ORDER.index(place.quadrant) if place.quadrant else len(_ORDER), -(place.importance or 0.0)


def _writers(found: Priorities) -> tuple[Write, Write]:
    """How importance and performance are written: means with decimals, shares of what is explained in per cent."""
    battery = found.battery
    assert battery is not None  # noqa: S101 - the caller looked
    performance = partial(number, decimals=_decimals(battery.scale))
    if found.outcome is not None:
        return partial(percent, decimals=1), performance
    return partial(number, decimals=_decimals(battery.importance or battery.scale)), performance


def _tick_writers(found: Priorities, up: Sequence[float], across: Sequence[float]) -> tuple[Write, Write]:
    """How the ticks of the two axes are written: with as many decimals as tell them apart."""
    performance = partial(number, decimals=places_of(across, 1))
    if found.outcome is not None:
        return partial(percent, decimals=places_of([100 * tick for tick in up])), performance
    return partial(number, decimals=places_of(up, 1)), performance


def _ends(found: Priorities) -> tuple[tuple[float, float], tuple[float, float]]:
    """How far importance and performance can reach."""
    battery = found.battery
    assert battery is not None  # noqa: S101 - the caller looked
    scale = battery.importance or battery.scale
    up = (0.0, 1.0) if found.outcome is not None else (float(scale.first), float(scale.last))
    return up, (float(battery.scale.first), float(battery.scale.last))


def _decimals(scale: Scale) -> int:
    return wording.places_of(scale.last - scale.first)


def _mark(
    found: Priorities, standing: Standing, place: maps.Attribute, fallback: str, write: tuple[Write, Write]
) -> PriorityMark:
    is_aside = place.name in found.marked
    name = name_of(standing.attribute, fallback)
    if is_aside:
        name = str(_("%(name)s (not to be acted on)", name=name))
    said = _(
        "importance %(importance)s, performance %(performance)s",
        importance=write[0](place.importance),
        performance=write[1](place.performance),
    )
    if place.stability is not None:
        said = _("%(figures)s; same quarter in %(share)s", figures=said, share=percent(place.stability))
    compared = found.comparison.attributes if found.comparison is not None else ()
    rival = next((each.rival_mean for each in compared if each.name == place.name), None)
    return PriorityMark(
        name,
        place.importance or 0.0,
        place.performance or 0.0,
        str(said),
        _span(_importance_interval(found, standing)),
        _span(standing.performance.interval if standing.performance is not None else None),
        rival,
        named=standing.attribute in found.act_on(),
        aside=is_aside,
    )


def _span(interval: Interval | None) -> Span:
    return None if interval is None else (interval.low, interval.high)


def _importance_interval(found: Priorities, standing: Standing) -> Interval | None:
    if standing.importance is not None:
        return standing.importance.interval
    drivers = found.placed.drivers.drivers if found.placed is not None and found.placed.drivers is not None else ()
    return next((each.interval for each in drivers if each.name == standing.attribute.code), None)


def _key(marks: Sequence[PriorityMark]) -> tuple[Entry, ...]:
    entries = []
    if any(mark.named for mark in marks):
        entries.append(Entry("named", str(_("concentrate here"))))
    if any(not mark.named and not mark.aside for mark in marks):
        entries.append(Entry("disc", str(_("other attributes"))))
    if any(mark.aside for mark in marks):
        entries.append(Entry("own-f", priority_words.aside()))
    if any(mark.rival is not None for mark in marks):
        entries.append(Entry("ring", str(_("the rival it is compared with"))))
    return tuple(entries)


def _table(found: Priorities, placed: Sequence[Standing], title: str, fallback: str) -> Table:
    """Those with a place in the order of the map, then the others with the reason."""
    write = _writers(found)
    standings = found.placed.standings if found.placed is not None else ()
    rest = [each for each in standings if each not in placed]
    places = {each.name: each for each in found.placed.map.attributes} if found.placed and found.placed.map else {}
    head = (
        _("Attribute"),
        _("Importance"),
        wording.interval_head(),
        _("Performance"),
        wording.interval_head(),
        _("Quarter"),
        _("Same quarter again"),
        _("Answers"),
        _("Mark"),
    )
    rows = tuple(_row(found, each, places, fallback, write) for each in [*placed, *rest])
    return Table(title, tuple(str(words) for words in head), rows)


def _row(
    found: Priorities,
    standing: Standing,
    places: Mapping[str, maps.Attribute],
    fallback: str,
    write: tuple[Write, Write],
) -> Row:
    code = standing.attribute.code
    place = places.get(code)
    said = standing.importance.value if standing.importance is not None else place.importance if place else None
    interval = _importance_interval(found, standing)
    own = standing.performance
    quarter = priority_words.missed(standing.missed) if standing.missed else wording.NONE
    if found.is_little() and not standing.missed:
        place = None
    if place is not None and place.quadrant is not None:
        quarter = priority_words.quarters()[place.quadrant]
    cells = (
        write[0](said),
        _interval_words(interval, write[0]),
        write[1](own.value if own is not None else None),
        _interval_words(own.interval if own is not None else None, write[1]),
        quarter,
        percent(place.stability) if place is not None and place.stability is not None else wording.NONE,
        wording.base(standing.n) if own is not None else wording.NONE,
        priority_words.aside() if code in found.marked else "",
    )
    return Row(name_of(standing.attribute, fallback), cells, wording.look(standing.n) if own is not None else "")


def _interval_words(interval: Interval | None, write: Write) -> str:
    if interval is None:
        return wording.NONE
    return between(write(interval.low), write(interval.high))


def _notes(
    found: Priorities, placed: Placed, result: ImportancePerformance, write: tuple[Write, Write]
) -> tuple[str, ...]:
    lines = _("Lines at importance %(importance)s and performance %(performance)s: %(rule)s.",
              importance=write[0](result.cut_importance), performance=write[1](result.cut_performance),
              rule=_rule(result.cross))  # fmt: skip
    notes = [_base(found, placed), str(lines)]
    if result.resamples:
        notes.append(
            str(
                _(
                    "“Same quarter again”: the share of %(count)s resamples of the people, lines drawn anew, in which "
                    "the attribute falls into the same quarter. Below %(sure)s the place is not sure.",
                    count=number(result.resamples),
                    sure=percent(SURE),
                )
            )
        )
    if any(each.missed is not None for each in placed.standings):
        notes.append(str(_("Attributes without a place do not move the lines; the table says why they have none.")))
    if any(each.code is CautionCode.IMPORTANCE_UNCHANGING for each in result.cautions):
        notes.append(str(_("Everything is equally important, so that the upper half says nothing.")))
    counts = [each.n for each in placed.standings if each.performance is not None]
    return (*notes, *wording.marks_note(counts))


def _base(found: Priorities, placed: Placed) -> str:
    if found.outcome is None:
        return sentences((str(_("Each mean is that of the people who rated it.")), weights_words(found)))
    words = _("Base: %(n)s people who rated the outcome and every attribute with a place.", n=number(placed.complete))
    return sentences((str(words), weights_words(found)))


def weights_words(found: Priorities) -> str:
    """Whether the figures are weighted."""
    if not found.weighting:
        return str(_("Unweighted."))
    return str(_("Weighted by “%(name)s”; answers are people.", name=found.weighting))


def _rule(cross: Cross) -> str:
    words = {
        Cross.GRAND_MEANS: _("the means of the attributes"),
        Cross.MIDDLE: _("the middles of the scales"),
        Cross.TARGET: _("the values chosen"),
        Cross.MEDIANS: _("the medians of the attributes"),
    }
    return str(words[cross])


def _method(result: ImportancePerformance) -> Method:
    words = _(
        "Place: mean performance across, importance upwards. On the line counts as high. An attribute needs %(least)s "
        "answers on each side. Stability: bootstrap of the people, seed %(seed)s",
        least=number(FEWEST),
        seed=result.seed,
    )
    return Method(priority_words.drawn_words(str(words), result.groups), result.source)


def no_map_words(found: Priorities) -> tuple[str, str]:
    """Why there is no map: a heading and what can be done."""
    placed = found.placed
    if placed is not None and placed.complete >= FEWEST:
        return (
            str(_("Importance cannot be worked out from these answers")),
            str(_("All gave the same answer to the outcome, or the attributes cannot be told apart.")),
        )
    if found.outcome is not None and placed is not None and placed.complete:
        said = _("Fewer than %(least)s people rated every attribute and the outcome.", least=number(FEWEST))
        return str(_("Too few answers for a place on the map")), str(said)
    return (
        str(_("Too few answers for a place on the map")),
        str(
            _(
                "An attribute needs %(least)s answers on each side; with fewer its place is chance.",
                least=number(FEWEST),
            )
        ),
    )

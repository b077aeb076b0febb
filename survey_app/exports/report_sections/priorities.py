"""What to improve first: the map of importance and performance, and its table."""

from survey_app.exceptions import N_
from survey_app.exports import titles
from survey_app.exports.documents import map_drawing
from survey_app.exports.documents.model import Emphasis, Figure, Heading, Paragraph, Part, Table
from survey_app.exports.report import PriorityMap
from survey_app.exports.report_sections.figures import NONE, Telling
from survey_app.exports.sheets import priorities as sheet
from survey_app.exports.words import shortened
from survey_app.stats.importance import Quadrant

_MOST_POINTS = 25


def build(telling: Telling) -> list[Part]:
    """Heading, finding, map, table; nothing where there is no map, and no map where no priorities follow."""
    found = telling.book.report.priorities
    if found is None:
        return []
    title = titles.priorities(found, telling.words)
    is_drawn = len(found.placed) <= _MOST_POINTS and not found.is_little
    axes = telling.say(N_("Importance upwards, performance to the right; the lines are the means")) + telling.say(
        N_(".")
    )
    words = telling.words.sentences(*([axes] if is_drawn else []), sheet.importance_words(telling.book, found))
    parts: list[Part] = [
        Heading(1, telling.say(N_("Priorities"))),
        Paragraph(title, Emphasis.LEAD, keeps=True),
        Paragraph(words, Emphasis.QUIET, keeps=True),
    ]
    if is_drawn:
        parts.append(Figure(_map(telling, found), f"{title}. {words}"))
    parts.append(_table(telling, found))
    return parts


def _map(telling: Telling, found: PriorityMap) -> str:
    marks = [
        map_drawing.Mark(
            shortened(telling.words.of(row.label) or row.variable, 36),
            row.performance or 0.0,
            row.importance or 0.0,
            is_named=row in found.act_on,
            is_aside=row.is_marked,
        )
        for row in found.placed
    ]
    quarters = (Quadrant.IMPROVE_FIRST, Quadrant.KEEP_UP, Quadrant.LOW_PRIORITY, Quadrant.POSSIBLE_OVERKILL)
    first, second, third, fourth = (telling.say(sheet.QUADRANTS[each]) for each in quarters)
    up = 0.25 if found.is_stated else 0.02
    frame = map_drawing.Frame(
        across=sheet.ends([found.cut_performance, *(mark.across for mark in marks)], 0.25),
        up=sheet.ends([found.cut_importance, *(mark.up for mark in marks)], up),
        cross=(found.cut_performance, found.cut_importance),
        names=(telling.say(N_("Performance")), telling.say(N_("Importance"))),
        quarters=(first, second, third, fourth),
        figures=(telling.mean, telling.mean if found.is_stated else telling.share),
    )
    return map_drawing.mark_map(marks, frame, telling.look)


def _table(telling: Telling, found: PriorityMap) -> Table:
    say = telling.say
    has_rivals = any(row.decision is not None for row in found.rows)
    names = (N_("Attribute"), N_("Importance"), N_("Performance"), N_("Quarter"), N_("Same quarter again"), N_("Base"))
    rows = []
    for row in [*found.placed, *(each for each in found.rows if each.quadrant is None)]:
        name = telling.words.of(row.label) or row.variable
        quarter = sheet.quarter(telling.book, row, found)
        importance = telling.mean(row.importance) if found.is_stated else telling.share(row.importance, 200)
        rival = [sheet.decision(telling.book, row) or NONE] if has_rivals else []
        stability = NONE if found.is_little else telling.share(row.stability)
        base = telling.base(row.n)
        rows.append((name, importance, telling.mean(row.performance), quarter, stability, base, *rival))
    head = (*(say(name) for name in names), *([say(N_("Decision"))] if has_rivals else []))
    widths = (48, 21, 22, 38, 20, 16, *([30] if has_rivals else []))
    strong = frozenset(place for place, row in enumerate(found.placed) if row in found.act_on)
    note = sheet.note(telling.book, found)
    return Table(head, tuple(rows), widths, left=(0, 3, 6), strong=strong, note=note)

"""The key figures of the survey before: what they were, how far they moved, and what may be said of it."""

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.analyses import EarlierWave
from survey_app.exports.book import Book
from survey_app.exports.cells import display_width
from survey_app.exports.sheet import Sheet
from survey_app.exports.sheets import waves
from survey_app.exports.words import shortened
from survey_app.stats.waves import WaveChange

_FOLLOWED = {"share": "satisfied", "mean": "mean", "score": "recommend", "points": "index", "gap": "pooled"}
"""What earlier surveys are looked up for, by the kind of a figure."""
_OF_BATTERY = frozenset({"points", "gap"})
_SAID = N_("%(wave)s: %(figure)s, %(said)s")
_BEFORE, _CHANGE, _VERDICT = 9, 10, 11
"""The columns of the table."""
_SHORTEST, _HEADER = 6, 24
"""How much of a survey's name stays in any case, and in a header."""


def said(book: Book, kind: str, room: int) -> str:
    """What a figure was in the latest survey that has it, and what may be said of the change; empty where none has."""
    words = book.words
    for wave in reversed(book.report.analyses.waves):
        change = change_of(book, wave, kind)
        if change is not None and change.before is not None:
            told = {"figure": book.value(change.before, kind), "said": waves.said_of(change, words)}
            left = room - display_width(words.say(_SAID, wave="", **told))
            return words.say(_SAID, wave=shortened(_named(book, wave), max(left, _SHORTEST)), **told)
    return ""


def shown(book: Book) -> EarlierWave | None:
    """The latest earlier survey that has one of the key figures; None where none has."""
    for wave in reversed(book.report.analyses.waves):
        found = (change_of(book, wave, kind) for kind in _FOLLOWED)
        if any(each is not None and each.before is not None for each in found):
            return wave
    return None


def change_of(book: Book, wave: EarlierWave, kind: str) -> WaveChange | None:
    """How a key figure moved since an earlier survey; None where it is not followed."""
    key, measure = book.report.key, _FOLLOWED.get(kind, "")
    if kind in _OF_BATTERY:
        return next((each.change for each in wave.figures if each.measure == measure), None)
    variable = key.recommend_of if measure == "recommend" else key.overall.variable if key.overall else ""
    return next((each.change for each in wave.figures if each.key == f"{measure}:{variable}"), None)


def head(sheet: Sheet, book: Book, wave: EarlierWave, row: int) -> None:
    """The headers over the columns of an earlier survey."""
    right = styles.HEADER_RIGHT.having(wrap=True)
    sheet.put(row, _BEFORE, shortened(_named(book, wave), _HEADER), right)
    sheet.put(row, _CHANGE, book.words.say(N_("Difference")), right)
    sheet.put(row, _VERDICT, book.words.say(N_("What may be said")), styles.HEADER.having(wrap=False, indent=1))
    if display_width(_named(book, wave)) > sheet.width(_BEFORE):
        sheet.heights[row] = 32.0


def line(sheet: Sheet, book: Book, row: int, figure: tuple[EarlierWave, str, str]) -> None:
    """A key figure then, its change and the verdict; `figure` is the survey, the kind, and how it is written."""
    wave, kind, written = figure
    change = change_of(book, wave, kind)
    if change is None:
        return
    sheet.put(row, _BEFORE, change.before, styles.number(written))
    if change.value is not None:
        moved = (100 * change.value, styles.SIGNED_POINTS) if kind == "share" else (change.value, _signed(kind))
        sheet.put(row, _CHANGE, moved[0], styles.number(moved[1]))
    sheet.put(row, _VERDICT, waves.said_of(change, book.words), styles.BODY.having(indent=1))


def _signed(kind: str) -> str:
    return styles.SIGNED_POINTS if kind in {"score", "points"} else styles.SIGNED


def _named(book: Book, wave: EarlierWave) -> str:
    """A survey's name without the words that this one's begins with, too."""
    return apart(wave.title, book.report.stage_title)


def apart(title: str, other: str) -> str:
    """A title from the first word on that another one has not; whole where nothing or all of it is shared.

    >>> apart("Customer satisfaction 2025", "Customer satisfaction 2026"), apart("Spring", "Autumn")
    ('2025', 'Spring')
    """
    own, others = title.split(), other.split()
    shared = next((at for at, (one, two) in enumerate(zip(own, others, strict=False)) if one != two), 0)
    return " ".join(own[shared:])

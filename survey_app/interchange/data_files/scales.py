"""Codes as the points of one rating scale: whether they can be, whether they hardly are anything else."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from survey_app.interchange.data_files.described import Column, Kind
from survey_app.interchange.data_files.heading_scales import asks_rating, counts, evokes_rating
from survey_app.interchange.data_files.word_scales import lettered_codes, ordered_words
from survey_app.questions.definition import Text

__all__ = ["NO_ANSWERS", "absent_of_scale", "is_scale", "is_worded_scale", "labels_of", "rating_of"]

NO_ANSWERS = frozenset({88, 89, 97, 98, 99, 888, 889, 997, 998, 999, 8_888, 8_889, 9_997, 9_998, 9_999})
"""Codes that stand for no answer in most files."""
_WORDED = frozenset({*range(88, 100), *range(988, 1_000), *range(9_988, 10_000)}) | NO_ANSWERS
"""Codes that stand for no answer where they have words of their own; without words 90 is a number."""
_ZERO_TO_TEN = [*range(11)]
_USUAL = frozenset({(0, 10), (1, 10), (1, 7), (1, 6), (1, 5), (1, 4)})
"""The ends of usual rating scales."""
_FEWEST_POINTS, _MOST_POINTS, _HIGHEST_FIRST = 3, 11, 10
_NUMBER = re.compile(r"\d{1,4}(?:\s*[-–—=.:)]\s*|\s+\(|$)")


def rating_of(column: Column) -> Column | None:
    """The column as a rating, where its codes can be the points of one scale; points that nobody gave are among them.

    It can hardly be anything else (`is_rating`) where its words are a usual scale that rises, only the ends have words,
    its heading names a scale, its codes are 0 to 10, or those of a usual scale below a heading that asks how good
    something is. “1 - Madrid” and “2 - Bilbao” are no scale. Codes such as 99 beside the scale stand for no answer
    (`absent`); without words of their own they could be numbers, unless the heading names the scale.
    """
    if column.kind is not Kind.ONE or column.group is not None:
        return None
    ordered = ordered_words(column.words)
    known = ordered or lettered_codes(column.words)
    said: dict[int, Text] = dict(column.codes)
    absent = () if known else absent_of_scale(column.codes)
    points = list(range(min(1, *known.values()), max(known.values()) + 1)) if known else sorted({*said} - {*absent})
    points = list(column.scale.points) if column.scale is not None else points
    if (column.words and not known) or not is_scale(points):
        return None
    labels = labels_of((point, said.get(point, {})) for point in points)
    is_sure = column.scale is not None or all(said[code] for code in absent)
    is_likely = is_sure and (_is_worded(column, labels, points) if labels else _is_bare(column, points))
    codes = tuple((point, said.get(point, {})) for point in points)
    return replace(column, codes=codes, absent=absent or column.absent, is_rating=is_likely)


def absent_of_scale(codes: Iterable[tuple[int, Text]]) -> tuple[int, ...]:
    """The codes that stand for no answer beside a scale.

    >>> absent_of_scale([(5, {}), (90, {}), (96, {"": "Not used"}), (99, {})])
    (96, 99)
    """
    return tuple(sorted(code for code, words in codes if code in (_WORDED if words else NO_ANSWERS)))


def labels_of(codes: Iterable[tuple[int, Text]]) -> dict[int, str]:
    """The words of the points that have some, without a number in front of them.

    >>> labels_of([(1, {"": "1 - bad"}), (2, {"": "2"}), (3, {"": "good"})])
    {1: 'bad', 3: 'good'}
    """
    bare = {point: _NUMBER.sub("", next(iter(said.values()), ""), count=1).rstrip(")") for point, said in codes}
    return {point: words for point, words in bare.items() if words}


def is_worded_scale(labels: Mapping[int, str], points: Sequence[int]) -> bool:
    """Whether words tell that their points rise: a usual scale, or words at its two ends alone.

    >>> is_worded_scale({1: "Low", 2: "Medium", 3: "High"}, [1, 2, 3]), is_worded_scale({1: "a", 3: "b"}, [1, 2, 3])
    (True, True)
    >>> is_worded_scale({1: "North", 2: "South", 3: "East"}, [1, 2, 3])
    False
    """
    if {*labels} == {points[0], points[-1]}:
        return True
    of = {words: point for point, words in labels.items()}
    ordered = ordered_words(of.keys())
    return bool(ordered) and len(of) == len(labels) and [of[word] for word in ordered] == sorted(labels)


def _is_worded(column: Column, labels: Mapping[int, str], points: Sequence[int]) -> bool:
    """Whether points with words are hardly anything but a rating, by the words or by what the heading asks."""
    if is_worded_scale(labels, points):
        return True
    is_told = column.scale is not None or (bool(column.words) and not lettered_codes(column.words))
    return is_told and asks_rating(_heading(column))


def _is_bare(column: Column, points: Sequence[int]) -> bool:
    """Whether points without words are a rating: 0 to 10, a usual scale, or one that the heading names.

    A usual scale that it does not name needs a heading that asks how good something is.
    """
    heading = _heading(column)
    is_usual = (points[0], points[-1]) in _USUAL
    if evokes_rating(heading):
        return is_usual or column.scale is not None
    return not counts(heading) and (list(points) == _ZERO_TO_TEN or (is_usual and column.scale is not None))


def _heading(column: Column) -> str:
    return " ".join((column.name, *column.text.values()))


def is_scale(codes: Sequence[int]) -> bool:
    """Whether these codes are the points of a rating scale, one after the other.

    >>> is_scale([1, 2, 3, 4, 5]), is_scale([1, 2, 3, 97])
    (True, False)
    """
    if not _FEWEST_POINTS <= len(codes) <= _MOST_POINTS or not 0 <= codes[0] <= _HIGHEST_FIRST:
        return False
    return list(codes) == list(range(codes[0], codes[0] + len(codes)))

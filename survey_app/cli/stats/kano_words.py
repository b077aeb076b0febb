"""The usual words of Kano files in the three languages: their columns, and the five answers to a pair."""

from collections.abc import Collection
from dataclasses import replace

from survey_app.cli.stats.reading import Sheet
from survey_app.questions.words import KANO_ANSWERS

__all__ = ["LETTERS", "LONG", "usual_place", "with_usual_columns"]

LONG = ("feature", "functional", "dysfunctional")
LETTERS = ("A", "O", "M", "I", "R", "Q")
_COLUMNS = {
    "feature": "requirement, attribute, característica, atributo, requisito, 功能, 需求, 特性, 属性",
    "functional": "positive, funcional, positiva, 正向, 正向问题, 具备",
    "dysfunctional": "negative, disfuncional, negativa, 反向, 反向问题, 负向, 不具备",
    "A": "attractive, delighter, excitement, atractivo, 魅力, 魅力型, 魅力属性",
    "O": "one-dimensional, one dimensional, performance, unidimensional, 期望, 期望型, 期望属性, 一维",
    "M": "must-be, must be, basic, obligatorio, 必备, 必备型, 必备属性, 基本",
    "I": "indifferent, indiferente, 无差异, 无差异型, 无差异属性",
    "R": "reverse, reversal, inverso, 反向型, 反向属性, 逆向",
    "Q": "questionable, dudoso, 可疑, 可疑结果",
}
_CALLED = {word: name for name, words in _COLUMNS.items() for word in words.split(", ")}

_LIKE = "like, i like it, i like, i enjoy it, i like it that way, me gusta, 喜欢, 我喜欢, 很喜欢, 我很喜欢"
_MUST = (
    "must be, must-be, must have, expect, expect it, i expect it, it must be that way, basic, lo espero, debe ser así, "
    "es básico, tiene que ser así, 理应如此, 它理应如此, 理所当然, 必须如此, 必须有"
)
_NEUTRAL = (
    "neutral, i am neutral, i'm neutral, indifferent, i don't care, i do not care, me da igual, me es indiferente, "
    "indiferente, 无所谓, 中立"
)
_LIVE = (
    "live with, live with it, can live with it, i can live with it, tolerate, i can tolerate it, can tolerate, "
    "puedo tolerarlo, puedo vivir con ello, puedo aceptarlo, lo tolero, 能忍受, 可以忍受, 勉强接受, 可以接受"
)
_DISLIKE = (
    "dislike, i dislike it, i dislike, i dislike it that way, i don't like it, no me gusta, me disgusta, "
    "no me gusta así, 不喜欢, 我不喜欢, 很不喜欢, 我很不喜欢"
)
_USUAL = (_LIKE, _MUST, _NEUTRAL, _LIVE, _DISLIKE)
_PLACES = {word: float(place) for place, words in enumerate(_USUAL, 1) for word in words.split(", ")} | {
    word.casefold(): float(place) for place, labels in enumerate(KANO_ANSWERS, 1) for word in labels.values()
}


def usual_place(word: str) -> float | None:
    """The place of an answer from like (1) to dislike (5); None for words that are not known.

    >>> usual_place("I expect it"), usual_place("能忍受。"), usual_place("No me gusta"), usual_place("maybe")
    (2.0, 4.0, 5.0, None)
    """
    return _PLACES.get(" ".join(word.casefold().replace("’", "'").split()).strip(" .。!"))


def with_usual_columns(sheet: Sheet, kept: Collection[str] = ()) -> Sheet:
    """A long file, or one of counts by letter, whose columns have other usual names, under ours; not those `kept`."""
    low = {name.strip().casefold() for name in kept}
    header = tuple(name if name.casefold() in low else _CALLED.get(name.casefold(), name) for name in sheet.names)
    is_ours = {*LONG} <= {*header} or {*LETTERS[:4]} <= {*header}
    if len(set(header)) < len(header) or not is_ours:
        return sheet
    return replace(sheet, table=replace(sheet.table, header=header))

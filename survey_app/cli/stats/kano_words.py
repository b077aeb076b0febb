"""The usual words of Kano files in the three languages: their columns, and the five answers to a pair."""

import re
from collections.abc import Collection
from dataclasses import replace

from survey_app.cli.stats.reading import Sheet
from survey_app.questions.words import KANO_ANSWERS

__all__ = ["LETTERS", "LONG", "usual_place", "with_usual_columns"]

LONG = ("feature", "functional", "dysfunctional")
LETTERS = ("A", "O", "M", "I", "R", "Q")
_COLUMNS = {
    "feature": (
        "requirement, attribute, item, quality attribute, product feature, function, need, característica, atributo, "
        "requisito, funcionalidad, merkmal, eigenschaft, anforderung, 功能, 需求, 特性, 属性, 指标, 需求项, 功能点"
    ),
    "functional": (
        "positive, with, present, presence, func, pos, funcional, positiva, positivo, con, presencia, funktional, "
        "positiv, vorhanden, 正向, 正向问题, 正向题, 具备, 提供, 有"
    ),
    "dysfunctional": (
        "negative, without, absent, absence, dysfunc, dys, neg, disfuncional, negativa, negativo, sin, ausencia, "
        "dysfunktional, negativ, nicht vorhanden, 反向, 反向问题, 反向题, 负向, 负向问题, 不具备, 不提供, 无, 没有"
    ),
    "A": "attractive, delighter, delighters, excitement, atractivo, begeisterung, 魅力, 魅力型, 魅力属性, 魅力型需求",
    "O": (
        "one-dimensional, one dimensional, onedimensional, performance, linear, p, unidimensional, leistung, "
        "期望, 期望型, 期望属性, 一维, 期望型需求"
    ),
    "M": (
        "must-be, must be, must-have, must have, mustbe, basic, obligatorio, basis, "
        "必备, 必备型, 必备属性, 基本, 必备型需求"
    ),
    "I": "indifferent, indifference, neutral, indiferente, unerheblich, 无差异, 无差异型, 无差异属性, 无差异型需求",
    "R": "reverse, reversal, inverso, rückweisung, 反向型, 反向属性, 逆向, 反向型需求",
    "Q": "questionable, skeptical, dudoso, fragwürdig, 可疑, 可疑结果, 可疑型",
}
_CALLED = {word: name for name, words in _COLUMNS.items() for word in (name.casefold(), *words.split(", "))}
_TAILS = re.compile(r"[\s_.-]*(?:answers?|responses?|questions?|respuestas?|preguntas?|antwort|frage|回答|答案|型)$")
_LETTER = re.compile(r"(?P<word>.*?)[\s_]*[(\uff08](?P<letter>[aomirq])[)\uff09]")
_COUNTED = re.compile(r"[\s_]*(?:[(\uff08]?%[)\uff09]?|[(\uff08]n[)\uff09]|counts?|percent|share)$")

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
    """A long file, or one of counts by letter, whose columns have other usual names, under ours; not those `kept`.

    Of several columns that could be one of ours it is the one that is called so itself, else the first.
    """
    low = {name.strip().casefold() for name in kept}
    ours = [name if name.casefold() in low else _called(name) for name in sheet.names]
    chosen: dict[str, int] = {}
    for place, (name, theirs) in enumerate(zip(ours, sheet.names, strict=True)):
        if name not in chosen or name.casefold() == theirs.casefold():
            chosen[name] = place
    header = tuple(
        name if chosen[name] == place else theirs
        for place, (name, theirs) in enumerate(zip(ours, sheet.names, strict=True))
    )
    is_ours = {*LONG} <= {*header} or {*LETTERS[:4]} <= {*header}
    if len(set(header)) < len(header) or not is_ours:
        return sheet
    return replace(sheet, table=replace(sheet.table, header=header))


def _called(name: str) -> str:
    """What a column is called here; as it stands where its name says nothing known.

    >>> _called("Feature"), _called("Functional answer"), _called("Attractive (A)"), _called("M %"), _called("sex")
    ('feature', 'functional', 'A', 'M', 'sex')
    """
    bare = _COUNTED.sub("", " ".join(name.casefold().split()))
    if (lettered := _LETTER.fullmatch(bare)) and _CALLED.get(lettered["word"]) == lettered["letter"].upper():
        bare = lettered["word"]
    return _CALLED.get(bare) or _CALLED.get(_TAILS.sub("", bare), name)

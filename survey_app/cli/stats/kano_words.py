"""The usual words of the five answers to a Kano pair, in the three languages, so that few files need --answers."""

from survey_app.questions.words import KANO_ANSWERS

__all__ = ["usual_place"]

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

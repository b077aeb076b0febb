"""Answers in words whose order everybody knows, so that their codes rise with them and not with the alphabet.

Only usual scales in English, Spanish, Chinese, German and French stand here; other words are coded by the alphabet.
"""

import re
from collections.abc import Collection, Iterable, Mapping

__all__ = ["alphabetical", "coded_words", "lettered_codes", "ordered_words"]

_SCALES = (
    (
        "very dissatisfied",
        "dissatisfied,somewhat dissatisfied",
        "neutral,neither satisfied nor dissatisfied,neither dissatisfied nor satisfied",
        "satisfied,somewhat satisfied",
        "very satisfied",
    ),
    (
        "strongly disagree,completely disagree",
        "disagree,somewhat disagree",
        "neutral,neither agree nor disagree,neither disagree nor agree,undecided",
        "agree,somewhat agree",
        "strongly agree,completely agree",
    ),
    (
        "strongly disagree",
        "disagree",
        "somewhat disagree",
        "neither agree nor disagree,neutral",
        "somewhat agree",
        "agree",
        "strongly agree",
    ),
    (
        "never",
        "rarely,seldom",
        "sometimes,occasionally",
        "often,frequently,usually",
        "always",
    ),
    (
        "very poor,very bad",
        "poor,bad",
        "fair,average,neutral",
        "good",
        "very good",
    ),
    (
        "poor",
        "fair",
        "good",
        "very good",
        "excellent",
    ),
    (
        "very unlikely",
        "unlikely,somewhat unlikely",
        "neutral,neither likely nor unlikely",
        "likely,somewhat likely",
        "very likely",
    ),
    (
        "not at all important",
        "slightly important",
        "moderately important",
        "very important",
        "extremely important",
    ),
    (
        "very unimportant",
        "unimportant",
        "neutral",
        "important",
        "very important",
    ),
    (
        "not at all satisfied",
        "slightly satisfied",
        "moderately satisfied",
        "very satisfied",
        "extremely satisfied",
    ),
    (
        "very difficult",
        "difficult",
        "neutral",
        "easy",
        "very easy",
    ),
    (
        "very low",
        "low",
        "medium,moderate",
        "high",
        "very high",
    ),
    (
        "low",
        "medium,mid,moderate",
        "high",
    ),
    (
        "muy insatisfecho",
        "insatisfecho",
        "neutral,ni satisfecho ni insatisfecho",
        "satisfecho",
        "muy satisfecho",
    ),
    (
        "totalmente en desacuerdo,muy en desacuerdo",
        "en desacuerdo",
        "neutral,ni de acuerdo ni en desacuerdo,indiferente",
        "de acuerdo",
        "totalmente de acuerdo,muy de acuerdo",
    ),
    (
        "nunca",
        "rara vez,casi nunca",
        "a veces,algunas veces",
        "a menudo,frecuentemente,casi siempre",
        "siempre",
    ),
    (
        "muy malo,muy mala",
        "malo,mala",
        "regular",
        "bueno,buena",
        "muy bueno,muy buena",
    ),
    (
        "bajo",
        "medio",
        "alto",
    ),
    (
        "非常不满意,很不满意",
        "不满意",
        "一般,中立",
        "满意",
        "非常满意,很满意",
    ),
    (
        "非常不同意,完全不同意",
        "不同意",
        "一般,中立",
        "同意",
        "非常同意,完全同意",
    ),
    (
        "从不,从来不",
        "很少",
        "有时",
        "经常",
        "总是",
    ),
    (
        "很差,非常差",
        "差",
        "一般",
        "好",
        "很好,非常好",
    ),
    (
        "低",
        "中",
        "高",
    ),
    (
        "sehr unzufrieden",
        "unzufrieden,eher unzufrieden",
        "neutral,teils/teils,weder noch",
        "zufrieden,eher zufrieden",
        "sehr zufrieden",
    ),
    (
        "stimme überhaupt nicht zu",
        "stimme nicht zu,stimme eher nicht zu",
        "neutral,teils/teils,weder noch",
        "stimme zu,stimme eher zu",
        "stimme voll zu,stimme voll und ganz zu",
    ),
    (
        "nie",
        "selten",
        "manchmal",
        "oft,häufig",
        "immer",
    ),
    (
        "très insatisfait",
        "insatisfait,plutôt insatisfait",
        "neutre,ni satisfait ni insatisfait",
        "satisfait,plutôt satisfait",
        "très satisfait",
    ),
    (
        "pas du tout d'accord",
        "pas d'accord,plutôt pas d'accord",
        "neutre,ni d'accord ni pas d'accord",
        "d'accord,plutôt d'accord",
        "tout à fait d'accord",
    ),
    (
        "jamais",
        "rarement",
        "parfois",
        "souvent",
        "toujours",
    ),
)
_RANKS: tuple[Mapping[str, int], ...] = tuple(
    {word: rank for rank, level in enumerate(scale, 1) for word in level.split(",")} for scale in _SCALES
)
_NUMBERED = re.compile(r"(\d{1,4})(?:\s*[-–—=.:)]\s*(\D.*)|\s+\((\D.*)\))?")
_FEWEST = 3
_LETTERED = re.compile(r"([A-Za-z]{1,3})0*(\d{1,2})")


def ordered_words(words: Collection[str]) -> dict[str, int]:
    """The point of each word on a usual scale that holds them all, or the number before it; nothing without either.

    >>> ordered_words(["Satisfied", "Very satisfied", "Dissatisfied"])
    {'Dissatisfied': 2, 'Satisfied': 4, 'Very satisfied': 5}
    >>> ordered_words(["5 - good", "1 - bad", "2"])
    {'1 - bad': 1, '2': 2, '5 - good': 5}
    >>> ordered_words(["very_good", "good", "fair"])
    {'fair': 3, 'good': 4, 'very_good': 5}
    >>> ordered_words(["Red", "Green"])
    {}
    """
    matches = [(word, _NUMBERED.fullmatch(word)) for word in words]
    codes = {word: int(each[1]) for word, each in matches if each is not None}
    is_worded = any(each is not None and (each[2] or each[3]) for _word, each in matches)
    if is_worded and len(set(codes.values())) == len(words) >= _FEWEST:
        return dict(sorted(codes.items(), key=lambda each: each[1]))
    plain = {word: word.casefold().replace("_", " ") for word in words}
    for ranks in _RANKS:
        found = {word: ranks[said] for word, said in plain.items() if said in ranks}
        if len(found) == len(words) >= _FEWEST and len(set(found.values())) == len(found):
            return dict(sorted(found.items(), key=lambda each: each[1]))
    return {}


def alphabetical(words: Iterable[str]) -> list[str]:
    """Words by the alphabet, whatever order they come in; those that differ in capitals alone have an order as well.

    Without it two programs that read one file could give two such words each other's codes.

    >>> alphabetical(["TV", "radio", "tv"]) == alphabetical(["tv", "TV", "radio"]) == ["radio", "TV", "tv"]
    True
    """
    return sorted(words, key=lambda word: (word.casefold(), word))


def coded_words(words: Collection[str]) -> dict[str, int]:
    """A code for each word: its point on a usual scale, the number it has itself, else its place in the alphabet.

    >>> coded_words(["good", "poor", "fair"]), coded_words(["Red", "Green"])
    ({'poor': 2, 'fair': 3, 'good': 4}, {'Green': 1, 'Red': 2})
    """
    by_letter = {word: code for code, word in enumerate(alphabetical(words), 1)}
    return ordered_words(words) or lettered_codes(words) or by_letter


def lettered_codes(words: Collection[str]) -> dict[str, int]:
    """The number of each code as LimeSurvey writes them, with the same letters in front; nothing where they differ.

    >>> lettered_codes(["AO05", "AO01"]), lettered_codes(["A1", "B2"]), lettered_codes(["Y"])
    ({'AO01': 1, 'AO05': 5}, {}, {})
    """
    matches = {word: _LETTERED.fullmatch(word) for word in words}
    found = {word: int(each[2]) for word, each in matches.items() if each is not None}
    letters = {each[1] for each in matches.values() if each is not None}
    if len(found) < len(words) or len(letters) > 1 or len(set(found.values())) < len(found):
        return {}
    return dict(sorted(found.items(), key=lambda each: each[1]))

"""How hard a text is to read, by the measures that are usual in its language.

English: Flesch, A new readability yardstick, Journal of Applied Psychology 32(3), 1948, 221-233. Spanish: Szigriszt
Pazos, Sistemas predictivos de legibilidad, Madrid 1993, with the grades of Barrio-Cantalejo and others, Anales del
Sistema Sanitario de Navarra 31(2), 2008, 135-152 (INFLESZ). For Chinese there is no formula as widely agreed on, so
only the length of its sentences is looked at.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Reading", "longest_sentence", "reading_of", "syllables"]

FEWEST_WORDS = 60
"""Below that a score says nothing."""
_SENTENCES = re.compile(r"[.!?…:;。！？；：]+(?:\s|$|(?<=[。！？；：]))|\n+")  # noqa: RUF001 - full width marks
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENGLISH = re.compile(r"[aeiouy]+")
_SPANISH = re.compile(r"[aeiouáéíóúü]+")
_HIATUS = re.compile(r"[aeoáéó](?=[aeoáéó])|[íú](?=[aeoáéó])|[aeoáéó](?=[íú])")
_SILENT_U = re.compile(r"(?<=[gq])u(?=[eiéí])")
_HANZI = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Reading:
    """The score of a text, 0 very hard to 100 very easy, whether that is hard, and how many words it rests on."""

    score: float
    is_hard: bool
    words: int


_HARD = {"en": 50.0, "es": 55.0}
"""Flesch calls texts below 50 difficult; INFLESZ calls those up to 55 rather difficult."""


@lru_cache(maxsize=8192)
def syllables(word: str, language: str) -> int:
    """How many syllables a word has, as far as its letters tell.

    >>> [syllables(word, "en") for word in ("rate", "delivery", "satisfied")]
    [1, 4, 3]
    >>> [syllables(word, "es") for word in ("guerra", "país", "satisfacción", "cuatro")]
    [2, 2, 4, 2]
    """
    letters = word.lower()
    if language == "es":
        letters = _SILENT_U.sub("", letters)
        return max(1, sum(1 + len(_HIATUS.findall(group)) for group in _SPANISH.findall(letters)))
    count = len(_ENGLISH.findall(letters))
    silent = letters.endswith("e") and not letters.endswith(("le", "ee")) and count > 1
    return max(1, count - silent)


def reading_of(texts: Iterable[str], language: str) -> Reading | None:
    """The score of some texts together; None where the language has no formula here, or there are too few words."""
    if language not in _HARD:
        return None
    words, sentences, spoken = 0, 0, 0
    for text in texts:
        for sentence in _SENTENCES.split(text):
            found = _WORDS.findall(sentence)
            if found:
                sentences += 1
                words += len(found)
                spoken += sum(syllables(word, language) for word in found)
    if words < FEWEST_WORDS:
        return None
    long, heavy = words / sentences, spoken / words
    score = 206.835 - 62.3 * heavy - long if language == "es" else 206.835 - 1.015 * long - 84.6 * heavy
    return Reading(score, score < _HARD[language], words)


def longest_sentence(text: str, language: str) -> int:
    """The words of the longest sentence of a text; for Chinese its characters.

    >>> longest_sentence("How was it? Please tell us.", "en"), longest_sentence("请说明。", "zh_Hans_CN")
    (3, 3)
    """
    counted = _HANZI if language.startswith("zh") else _WORDS
    return max((len(counted.findall(sentence)) for sentence in _SENTENCES.split(text)), default=0)

"""How far two wordings lie apart, and whether a change of words puts right no more than a typing error."""

import re
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from unicodedata import combining, normalize

__all__ = ["distance", "is_typing_error", "most_letters"]


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_FEWEST, _FEWEST_SIGNS, _SHARE = 3, 1, Fraction(1, 20)
_NUMBERS = re.compile(r"(?<!\w)[-−]\d+|\d+|[<>≤≥%‰]")
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_IDEOGRAPHS = re.compile("[\u3400-\u9fff]")
_NEGATIONS = _words(
    "no not cannot never without nor neither none nothing nobody except",
    "nunca sin ni jamás tampoco ningún ninguna ninguno nada nadie excepto salvo",
)
_NEGATING_SIGNS = frozenset("不没沒未无無非勿别")
_NEGATING_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "des", "non")
_SHORTEST_STEM = 3
_NUMBER_WORDS = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen",
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million half once twice",
    "thrice dozen dozens hundreds thousands millions billion billions trillion quarter quarters second third fourth",
    "thirds fourths fifth fifths sixth seventh eighth ninth tenth tenths",
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince veinte treinta cuarenta",
    "cincuenta sesenta setenta ochenta noventa cien ciento mil millón millones medio media",
    "dieciséis diecisiete dieciocho diecinueve veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis",
    "veintisiete veintiocho veintinueve docena docenas cientos miles billón billones tercio tercios cuarto",
)
_NO_NUMBER_WORDS = _words(
    "hero zeros on ones ore owe done gone none bone cone lone tone zone too to there tree threw thee for fours foul",
    "your hour pour tour sour our flour fur fine fire file give live dive hive fives sex sit sin sir fix mix sip",
    "even sever seen sevens right might light sight night fight tight weight height nice line mine wine pine vine",
    "dine then tend tent men pen hen den tan tin ton tea teen thirsty forte fort forth nifty mighty weighty nicety",
    "minion halt hall calf hale halo ounce twine doze quartet teeth filth now no own won pero cerro acero cera un",
    "una unos los nos das des dios do os tras eres tren res cuadro circo cinto seas sois siente ocio echo mueve",
    "nuevo nueva nieve dies dice dose roce goce crece mal mi mis mill miel bien sien cine medios medir medias",
    "medida medico médico uso cuanto cuánto cuarta cierto viento siento cuentos vientos males",
)
"""Words that stand beside number words in ordinary sentences: "for years" is no "four years" with a letter missing."""
_LONG_WORD = 8
_CLEAR_STEPS, _MOST_STEPS = 1, 2
"""How many letters of a number word may be mistyped: one, of a word of eight letters and more two. Two that changed
places count as one."""
_NUMBER_SIGNS = frozenset("零一二两三四五六七八九十百千万亿半")
_TURNING = (
    *("least", "most", "more", "less", "fewer", "before", "after", "always", "all", "some", "every", "any"),
    *("high higher highest", "low lower lowest", "above", "below", "over", "under", "up", "down", "better", "worse"),
    *("increase increases increased increasing", "decrease decreases decreased decreasing", "rise rises", "fall falls"),
    *("minimum", "maximum", "best", "worst", "first", "last", "and", "or", "must", "may", "should", "could", "can"),
    *("más", "menos", "mínimo mínima mínimos mínimas", "máximo máxima máximos máximas", "antes", "después", "y e"),
    *("o u", "mayor mayores", "menor menores", "alto alta altos altas", "bajo baja bajos bajas", "mejor mejores"),
    *("peor peores", "sube suben", "debe deben", "puede pueden", "siempre", "todo toda todos todas"),
)
_TURNING_WORDS = {word: place for place, words in enumerate(_TURNING) for word in words.split()}
_TURNING_SIGNS = frozenset("上下多少高低增减升降涨跌前后大小内外早晚快慢好坏和与或")


def distance(one: str, other: str) -> int:
    """How many letters must be put in, taken out or replaced to make one wording of the other.

    Meaning: 0 for the same words. Parameters: two texts. Returns: a count of letters. Raises: nothing.
    Formula: the edit distance, by dynamic programming over both texts. Do not trust it to say whether two texts mean
    the same. Source: Levenshtein 1966, Soviet Physics Doklady 10:707.

    >>> distance("kitten", "sitting"), distance("", "abc"), distance("same", "same")
    (3, 3, 0)
    """
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        diagonal, row[0] = row[0], place
        for at, wanted in enumerate(other, 1):
            diagonal, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, diagonal + (letter != wanted))
    return row[-1]


def most_letters(text: str) -> int:
    """How many letters of a text may change as a typing error: three, or 5 % of a longer text.

    Of a text mostly in ideographs one sign, which is a word already, or 5 %.

    >>> most_letters("A reply within 48 hours"), most_letters("a" * 300), most_letters("三天内答复")
    (3, 15, 1)
    """
    is_in_signs = 2 * len(_IDEOGRAPHS.findall(text)) > sum(letter.isalpha() for letter in text)
    return max(_FEWEST_SIGNS if is_in_signs else _FEWEST, int(len(text) * _SHARE))


def is_typing_error(before: str, after: str) -> bool:
    """Whether the second text puts right a typing error of the first one and asks the same.

    Meaning: few letters differ, and neither a number, nor how often something is denied, nor a word that turns the
    meaning round. A number word may be put right that was none as it stood ("tow years"), as long as no other number is
    as near. Parameters: the words as they were asked first and as they are to be. Returns: yes or no. Raises:
    nothing. Formula: `distance` at most `most_letters`; the same numbers in digits and in words; as many negations, and
    no word that another one denies by its prefix; of the words that turn a meaning, such as "least" and "most", none in
    the place of another. All in English, Spanish and Chinese. Do not trust it to know every word that says something
    else with few letters ("public", "published"). Source: the limit and the words are this project's own.

    >>> is_typing_error("A replly within 48 hours", "A reply within 48 hours")
    True
    >>> is_typing_error("A reply within 48 hours", "A reply within 24 hours")
    False
    >>> is_typing_error("El plazo es realista", "El plazo no es realista"), is_typing_error("Short", "A long one")
    (False, False)
    >>> is_typing_error("Within tow years", "Within two years"), is_typing_error("Within tow years", "Within ten years")
    (True, False)
    >>> is_typing_error("At least once", "At most once"), is_typing_error("It is realistic", "It is unrealistic")
    (False, False)
    """
    if not after.strip() or distance(before, after) > most_letters(before):
        return False
    old, new = ([word.casefold() for word in _WORDS.findall(text)] for text in (before, after))
    return (
        _are_numbers_kept(before, after, old, new)
        and _denied(before, old) == _denied(after, new)
        and not _is_denied_by_prefix(old, new)
        and not _is_turned(_turning(before, old), _turning(after, new))
    )


def _numbers(text: str, words: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """The numbers of a text in digits, in words and in ideographs."""
    digits = [found.replace("−", "-") for found in _NUMBERS.findall(text)]
    return digits, [word for word in words if word in _NUMBER_WORDS], [sign for sign in text if sign in _NUMBER_SIGNS]


def _are_numbers_kept(before: str, after: str, old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether the same numbers are said; number words that were mistyped count as what they are now."""
    if len(old) == len(new):
        old = [now if _is_mistyped_number(then, now) else then for then, now in zip(old, new, strict=True)]
    return _numbers(before, old) == _numbers(after, new)


def _is_mistyped_number(then: str, now: str) -> bool:
    """Whether a word is no word for a number, nor one that stands in any sentence, and one number is nearest to it."""
    if now not in _NUMBER_WORDS or then in _NUMBER_WORDS | _NO_NUMBER_WORDS:
        return False
    if _bare(then) == _bare(now):
        return True
    steps = _steps(then, now)
    most = _MOST_STEPS if len(now) >= _LONG_WORD else _CLEAR_STEPS
    return steps <= most and all(_steps(then, other) > steps for other in _NUMBER_WORDS - {now})


def _bare(word: str) -> str:
    """A word without its accents."""
    return "".join(letter for letter in normalize("NFD", word) if not combining(letter))


def _steps(one: str, other: str) -> int:
    """The distance of two words, in which two neighbours that changed places count as one step."""
    places = [place for place, (first, second) in enumerate(zip(one, other, strict=False)) if first != second]
    swapped = len(one) == len(other) and len(places) == 2 and places[1] == places[0] + 1  # noqa: PLR2004 - two letters
    if swapped and one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]]:
        return 1
    return distance(one, other)


def _denied(text: str, words: Sequence[str]) -> int:
    said = sum(word in _NEGATIONS or word.endswith(("n't", "n’t")) for word in words)
    return said + sum(letter in _NEGATING_SIGNS for letter in text)


def _is_denied_by_prefix(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether a word that went and one that came are the same but for a prefix that denies it."""
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    return any(
        len(stem) >= _SHORTEST_STEM and denied == prefix + stem
        for one, other in product(gone, come)
        for stem, denied in ((one, other), (other, one))
        for prefix in _NEGATING_PREFIXES
    )


def _turning(text: str, words: Sequence[str]) -> tuple[list[int], list[str]]:
    """The words and signs of a text that turn its meaning when others of them stand in their place."""
    places = [_TURNING_WORDS[word] for word in words if word in _TURNING_WORDS]
    return places, [sign for sign in text if sign in _TURNING_SIGNS]


def _is_turned(old: tuple[Sequence[object], ...], new: tuple[Sequence[object], ...]) -> bool:
    """Whether one stands in the place of another; one that is only put in, or out, was mistyped before."""
    return not all(_is_within(one, other) or _is_within(other, one) for one, other in zip(old, new, strict=True))


def _is_within(few: Sequence[object], many: Sequence[object]) -> bool:
    """Whether all of the few stand among the many in the same order."""
    rest = iter(many)
    return all(each in rest for each in few)

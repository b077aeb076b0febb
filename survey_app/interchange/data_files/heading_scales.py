"""Scales that a heading names: “(1-5)”, “(0–10)”, “[1 = very bad … 5 = very good]”, “on a scale from 1 to 7”.

Nobody may have given every point of them; the heading says which there are, and often what the ends mean.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["HeadedScale", "asks_rating", "counts", "evokes_rating", "headed_scale"]

_TO = r"\s*(?:-|–|—|~|～|〜|\.\.|\.\.\.|…|to|through|al?|bis|à|至|到)\s*"  # noqa: RUF001 - the signs that people write
_SCALE = r"(?:scale|skala|escala|[ée]chelle|rating|rate|score|note|nota|puntuaci[oó]n|points|评分|打分|量表)"
_RANGE = rf"(\d{{1,2}})\s*分?{_TO}(\d{{1,2}})\s*(?:分|points?|puntos?|punkte?|stars?|estrellas|星)?"
_BRACKETED = re.compile(r"[(（\[【]([^()（）\[\]【】]{3,200})[)）\]】]")  # noqa: RUF001 - wide brackets are meant
_WHOLE = re.compile(rf"(?:[^\d]{{0,30}}\b{_SCALE}\b[^\d]{{0,20}}|from |von |del? |de |从)?{_RANGE}", re.IGNORECASE)
_SPOKEN = re.compile(
    rf"{_SCALE}\s*(?:of|from|von|del?|de|:|：|从)?\s*{_RANGE}|从\s*(\d{{1,2}})\s*分?\s*(?:至|到)\s*(\d{{1,2}})\s*分",  # noqa: RUF001 - a wide colon is meant
    re.IGNORECASE,
)
_NESTED = re.compile(
    rf"(\d{{1,2}})\s*[(（]([^()（）\d]{{1,60}})[)）]{_TO}(\d{{1,2}})\s*[(（]([^()（）\d]{{1,60}})[)）]",  # noqa: RUF001 - wide brackets are meant
    re.IGNORECASE,
)
_MEANS = r"\s*分?\s*(?:=|＝|:|：|为|表示|代表|\s[-–]\s|[-–](?=[^\d\s]))\s*"  # noqa: RUF001 - the signs that people write
_LABELLED = re.compile(
    rf"(?<!\d)(\d{{1,2}}){_MEANS}(.+?)"
    rf"(?=(?:[\s,，;；/、…]|\.\.\.)+(?:to |bis |a |y |and |und |至|到)?\s*\d{{1,2}}{_MEANS}|$)"  # noqa: RUF001 - the signs that people write
)
_EDGES = " \t,，;；/、….·"  # noqa: RUF001 - the signs that people write
_FEWEST, _MOST, _HIGHEST_FIRST = 2, 10, 1
_ASKS = re.compile(
    r"\b(?:sat|satisf\w*|dissatisf\w*|rate|rated|rating|importan\w*|agree\w*|likel\w*|recommend\w*|qualit\w*|score"
    r"|easy|ease|useful\w*|zufried\w*|bewert\w*|wichtig\w*|zustimm\w*|weiterempf\w*|qualit[äa]t\w*"
    r"|valor\w*|calific\w*|punt[uú]\w*|acuerdo|recomen\w*|recomiend\w*|probab\w*|calidad"
    r"|note[rz]?|accord|confian\w*|trust\w*)\b|满意|评分|打分|评价|重要|同意|推荐|可能|质量|认可|喜欢|信任"
)
_EVOKES = re.compile(
    r"\b(?:how (?!many|old|long|often|much|do|does|did|have|has|would|tall|far|big|large)\w+"
    r"|qu[eé] tan(?! seguido| a menudo| frecuente)|cu[aá]n|experience|speed|service|expect\w*)\b"
)
_COUNTS = re.compile(
    r"\b(?:how (?:many|old|long|often|much)|number of|count|nights?|days|weeks|months|years|hours|minutes|visits?|times"
    r"|trips?|children|kids|employees|cu[aá]nt[oa]s?|n[uú]mero de|noches|d[ií]as|visitas|veces|hijos"
    r"|wie ?(?:viele?|lange|oft|alt)|anzahl|n[äa]chte|tage|besuche|kinder|combien|nombre de|nuits|jours|fois)\b"
    r"|多少|几|次数|数量|天数|人数"
)
_CHOOSES = re.compile(
    r"\b(?:which|who|whom|what|where|why|when|reasons?|most|cu[aá]l(?:es)?|qui[eé]n|d[oó]nde|motivo|raz[oó]n|welche[rsmn]?"
    r"|wer|wen|wo|warum|grund|quel(?:le)?s?|qui|o[uù]|pourquoi)\b|哪|什么|谁|原因"
)


@dataclass(frozen=True, slots=True)
class HeadedScale:
    """The ends of a scale, and what its points mean where the heading says so."""

    first: int
    last: int
    labels: Mapping[int, str] = field(default_factory=dict)

    @property
    def points(self) -> tuple[int, ...]:
        """Every point of it."""
        return tuple(range(self.first, self.last + 1))


def headed_scale(heading: str) -> HeadedScale | None:
    """The scale that a heading names, or None.

    >>> headed_scale("How satisfied are you? (1-5)")
    HeadedScale(first=1, last=5, labels={})
    >>> headed_scale("Rate us [1 = very bad … 5 = very good]")
    HeadedScale(first=1, last=5, labels={1: 'very bad', 5: 'very good'})
    >>> headed_scale("您的满意度(0-10分)").points[-1], headed_scale("On a scale of 1 to 7, how easy?").last
    (10, 7)
    >>> headed_scale("Age (18-99)"), headed_scale("Visits (2019-2026)"), headed_scale("Q1-5")
    (None, None, None)
    """
    nested = _NESTED.search(heading)
    if nested:
        return _scale(int(nested[1]), int(nested[3]), {int(nested[1]): nested[2], int(nested[3]): nested[4]})
    for found in _BRACKETED.finditer(heading):
        scale = _labelled(found[1])
        whole = _WHOLE.fullmatch(found[1].strip())
        if scale is None and whole is not None:
            scale = _scale(int(whole[1]), int(whole[2]), {})
        if scale is not None:
            return scale
    spoken = _SPOKEN.search(heading)
    if spoken is None:
        return None
    first, last = (int(each) for each in spoken.groups() if each)
    return _scale(first, last, {})


def _labelled(text: str) -> HeadedScale | None:
    labels = {int(each[1]): each[2].strip(_EDGES) for each in _LABELLED.finditer(text)}
    return _scale(min(labels), max(labels), labels) if len(labels) >= _FEWEST else None


def _scale(first: int, last: int, labels: Mapping[int, str]) -> HeadedScale | None:
    if first > last:
        first, last = last, first
    if not 0 <= first <= _HIGHEST_FIRST or not _FEWEST <= last - first <= _MOST:
        return None
    return HeadedScale(first, last, {point: words.strip(_EDGES) for point, words in sorted(labels.items())})


def evokes_rating(heading: str) -> bool:
    """Whether a heading asks how good, how important or how likely something is, and not how many.

    >>> evokes_rating("How satisfied are you?"), evokes_rating("总体满意度"), evokes_rating("Region")
    (True, True, False)
    >>> evokes_rating("Service visits"), evokes_rating("How long did you wait?"), evokes_rating("Speed of service")
    (False, False, True)
    """
    plain = _plain(heading)
    return _ASKS.search(plain) is not None or (_EVOKES.search(plain) is not None and not _COUNTS.search(plain))


def asks_rating(heading: str) -> bool:
    """Whether a heading asks so clearly for a rating that words beside the codes do not speak against it.

    >>> asks_rating("Satisfaction with us"), asks_rating("Service used"), asks_rating("Who recommended us?")
    (True, False, False)
    """
    plain = _plain(heading)
    return _ASKS.search(plain) is not None and not _CHOOSES.search(plain)


def counts(heading: str) -> bool:
    """Whether a heading asks for a number of something.

    >>> counts("How many nights did you stay?"), counts("How good?")
    (True, False)
    """
    return _COUNTS.search(_plain(heading)) is not None and not _ASKS.search(_plain(heading))


def _plain(heading: str) -> str:
    return heading.casefold().replace("_", " ")

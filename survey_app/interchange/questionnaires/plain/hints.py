# ruff: noqa: RUF001 - full width marks are what Chinese texts use
"""What words say about how a question is answered, in English, Spanish and Chinese: scales, several answers, blanks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_I = re.IGNORECASE
SEVERAL = re.compile(
    r"\ball (?:that|which) apply|(?:choose|select|check|mark|tick|pick) all\b|multiple (?:answers|responses)|"
    r"more than one|several answers|(?:marque|seleccione|elija|señale|indique) tod[ao]s|tod[ao]s l[ao]s que|"
    r"respuesta múltiple|varias (?:respuestas|opciones)|más de una|多选|复选|所有适用|选择所有|不定项",
    _I,
)
ONE = re.compile(
    r"(?:choose|select|mark|tick|pick|check) (?:only |just )?one\b|one answer|single choice|"
    r"(?:marque|elija|seleccione|señale) (?:solo |sólo |solamente )?una?\b|una sola|respuesta única|单选",
    _I,
)
UP_TO = re.compile(
    r"(?:up to|at most|no more than|max(?:imum)?\.?(?: of)?|hasta|máx(?:imo)?\.?(?: de)?|最多(?:可?选择?)?|至多|限选)"
    r"\s*(?P<most>\d{1,2}|two|three|four|five|dos|tres|cuatro|cinco|[两二三四五])",
    _I,
)
ORDER = re.compile(
    r"\brank\b|in order of|put .{0,40} in order|order the following|\bordene\b|por orden|en orden de|排序|排列", _I
)
NEEDED = re.compile(r"required|mandatory|obligatori[ao]|必答|必填", _I)
KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("long_text", re.compile(r"open(?:[- ]ended)?(?: question)?|comments?|(?:respuesta|pregunta)? ?abierta|"
                             r"comentarios?|开放题?|简答题?|问答题?", _I)),
    ("short_text", re.compile(r"(?:free |short )?text|texto(?: libre| corto)?|填空题?|文字|文本", _I)),
    ("number", re.compile(r"(?:a |enter a )?number|numeric|(?:un )?número|numérico|数字", _I)),
    ("yes_no", re.compile(r"yes\s*/\s*no|y\s*/\s*n|s[ií]\s*/\s*no|是\s*/\s*否|是否题?|判断题?", _I)),
    ("date", re.compile(r"(?:a )?date|(?:una )?fecha|日期|dd[/.-]mm[/.-]yyyy|mm/dd/yyyy|yyyy-mm-dd", _I)),
    ("time", re.compile(r"time of day|hh:mm|hora|时间", _I)),
    ("email", re.compile(r"e-?mail(?: address)?|correo(?: electrónico)?|邮箱|电子邮件", _I)),
    ("phone", re.compile(r"(?:tele)?phone(?: number)?|teléfono|电话|手机", _I)),
)  # fmt: skip
LEADS = re.compile(
    r"→|⇒|->|=>|\b(?:go|skip|jump|proceed|continue)s? (?:to|with)\b|\b(?:pase|vaya|salte|pasar|ir|siga|continúe) "
    r"(?:a|con)\b|跳至|跳到|跳转|请转|转到|转至|结束问卷|\bend of (?:the )?survey|\bfin de la encuesta",
    _I,
)
CONDITION = re.compile(r"(?:if|only if|ask if|si|solo si|sólo si)\b.+|(?:如果?|若|仅当).+", _I)
OTHER = re.compile(
    r"(?:other|otr[ao]s?|其他|其它)\b.{0,80}(?:_{2,}|…|\.{3,}|＿{2,}|specify|which|what|especifi\w+|cuál|indique|注明|说明|"
    r"填写)|(?:其他|其它).{0,40}(?:_{2,}|＿{2,}|注明|说明|填写)|(?:other|otr[ao]s?|其他|其它)\s*[:：]\s*",
    _I,
)
APART = re.compile(
    r"(?:does not apply|not applicable|n\s?/\s?a|no aplica|no procede|不适用)[.)]?|"
    r"(?:does not apply|no aplica|不适用)\b.*",
    _I,
)
WHY = re.compile(
    r"\bwhy\b|describe|comment|explain|suggest|in your own words|por qué|describa|coment|expli|suger|为什么|为何|描述|"
    r"建议|意见|谈谈",
    _I,
)
HOW_MANY = re.compile(r"how many|how old|what year|cuánt[ao]s|qué edad|en qué año|多少|几(?:个|次|年|岁)|年龄", _I)
RECOMMEND = re.compile(r"recommend|recomend|推荐", _I)
ASKS = re.compile(r"[?？]\s*[)\]）]?\s*$|^¿")
_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
          "两": 2, "二": 2, "三": 3, "四": 4, "五": 5}  # fmt: skip
_BRACKETS = re.compile(r"[(\[（【]([^()\[\]（）【】]{1,200})[)\]）】]")
_JOIN = r"\s*(?:-|–|—|~|～|to|through|al?|hasta|至|到)\s*"
_SPAN = re.compile(rf"(?<![\d.,/-])(?P<first>[01]){_JOIN}(?P<last>\d{{1,2}})(?![\d.,/%-])", _I)
_CUE = re.compile(
    r"scale|from 1|from 0|rate\b|points|escala|del? [01] al?\b|puntos|valore|califique|puntúe|评分|打分|分", _I
)
_ENDS = re.compile(
    r"(?<!\d)(?P<first>[01])\s*[=:：(（]\s*(?P<low>[^\d=]{1,80}?)[)）]?\s*(?:[,;，；、]|-|–|to|a|al|至|到|…|\.{3}|\s)\s*"
    r"(?P<last>\d{1,2})\s*[=:：(（]\s*(?P<high>[^\d=]{1,80}?)\s*[)）.。]?\s*$",
    _I,
)
_ROW_OF_FIGURES = re.compile(
    r"(?P<low>\D{0,80}?)\s*(?P<figures>[01](?:[\s|,/]{1,6}\d{1,2}){2,10})\s*(?P<high>\D{0,80})"
)
_FEWEST, _MOST = 3, 11


@dataclass(frozen=True, slots=True)
class Span:
    """A scale that was found: its points and the words at its ends."""

    first: int
    last: int
    low: str = ""
    high: str = ""


def most_of(words: str) -> int:
    """How many answers may be chosen; 0 where nothing is said."""
    found = UP_TO.search(words)
    if not found:
        return 0
    said = found["most"].lower()
    return int(said) if said.isdigit() else _WORDS[said]


def span_of(words: str, *, alone: bool) -> Span | None:
    """The scale a text speaks of. Inside a sentence it needs a word such as “scale”; `alone` it does not.

    >>> span_of("1 = poor, 5 = good", alone=True)
    Span(first=1, last=5, low='poor', high='good')
    >>> span_of("From 9 to 5", alone=False) is None
    True
    """
    if ends := _ENDS.search(words):
        return _sound(Span(int(ends["first"]), int(ends["last"]), ends["low"].strip(" -"), ends["high"].strip(" -:：")))
    if alone and (row := _ROW_OF_FIGURES.fullmatch(words)):
        figures = [int(figure) for figure in re.findall(r"\d+", row["figures"])]
        if figures == list(range(figures[0], figures[0] + len(figures))):
            return _sound(Span(figures[0], figures[-1], row["low"].strip(" |-:"), row["high"].strip(" |-:")))
    found = _SPAN.search(words)
    if not found or (alone and len(words) > found.end() - found.start() + 40) or (not alone and not _CUE.search(words)):
        return None
    return _sound(Span(int(found["first"]), int(found["last"])))


def _sound(span: Span) -> Span | None:
    return span if _FEWEST <= span.last - span.first + 1 <= _MOST else None


def brackets_of(words: str) -> Iterator[tuple[str, str]]:
    """Every pair of brackets in a text: as it stands there, and what is inside."""
    yield from ((found[0], found[1].strip()) for found in _BRACKETS.finditer(words))


def without(words: str, part: str) -> str:
    """A text without a part in brackets, and without the blank that would be left before the mark behind it.

    >>> without("How likely (0-10)?", "(0-10)"), without("Which (one) is it", "(one)")
    ('How likely? ', 'Which is it')
    """
    return re.sub(rf"\s*{re.escape(part)}\s*(?P<mark>[?!.:;,？！。：；，])?", r"\g<mark> ", words, count=1)

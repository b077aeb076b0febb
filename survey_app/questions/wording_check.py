"""What the wording of a question does to its answers: two things in one, a nudge, a scale that leans, no way out.

Each check looks at the words of one language and keeps still where it does not know the language. They are hints of
what textbooks warn of (Schuman and Presser, Questions and Answers in Attitude Surveys, 1981; Payne, The Art of Asking
Questions, 1951), so none of them blocks anything.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from survey_app.exceptions import N_
from survey_app.questions.definition import Item, Option, Question, Scale, Text
from survey_app.questions.readability import longest_sentence

__all__ = ["RATED", "Remark", "double_barrelled", "halves", "leading", "leans", "look"]

RATED = frozenset({"rating", "slider", "grid", "battery", "dual_scale", "importance_performance", "use_and_rating"})
"""Kinds whose answer is one rating, so that two things in one cannot be told apart."""
CHINESE = "zh_Hans_CN"
_I = re.IGNORECASE
_JOINED = {
    "en": re.compile(r"\w\s+(?:and|&|as well as)\s+\w", _I),
    "es": re.compile(r"\w\s+(?:y|e|así como)\s+\w", _I),
    CHINESE: re.compile(r"\w(?:和|与|及|以及|并且)\w"),
}
_JOINER = {
    "en": re.compile(r"\s+(?:and|&|as well as)\s+", _I),
    "es": re.compile(r"\s+(?:y|e|así como)\s+", _I),
    CHINESE: re.compile(r"以及|并且|和|与|及"),
}
_ONE_THING = {
    "en": re.compile(
        r"\b(?:terms and conditions|research and development|friends and family|health and safety|more and more|"
        r"now and then|pros and cons|products? and services?|food and drinks?|time and again|you and your|"
        r"yes and no|between\b.{1,60}\band|from\b.{1,60}\band|(?:\d+|one) and (?:\d+|ten|five|seven))\b", _I),
    "es": re.compile(
        r"\b(?:términos y condiciones|investigación y desarrollo|familiares y amigos|amigos y familiares|"
        r"más y más|de vez en cuando|pros y contras|productos y servicios|usted y su|entre\b.{1,60}\by)\b", _I),
    CHINESE: re.compile(r"条款和条件|研究与开发|亲戚和朋友|亲朋|产品和服务|产品与服务|越来越|介于|之间"),
}  # fmt: skip
_LEADING = {
    "en": re.compile(
        r"\b(?:(?:don['’]t|wouldn['’]t|isn['’]t|aren['’]t|shouldn['’]t) (?:you|it|we|they)\b.*\?|do you not\b|"
        r"would you not\b|obviously|clearly|of course|as (?:everyone|everybody|we all) knows?|surely|naturally|"
        r"most people (?:think|agree|believe)|experts (?:agree|say)|how much do you (?:love|enjoy|like|hate)\b|"
        r"our (?:excellent|great|outstanding|wonderful|award-winning))", _I),
    "es": re.compile(
        r"(?:¿\s*no (?:cree|le parece|piensa|opina|considera)|¿\s*verdad\s*\?|¿\s*no es cierto|\bobviamente\b|"
        r"\bpor supuesto\b|\bclaro que\b|\bcomo (?:todos|todo el mundo) (?:sabemos|saben?)|\bsin duda\b|"
        r"\bnaturalmente\b|\bla mayoría (?:piensa|cree|opina)|\blos expertos\b|"
        r"\bnuestr[oa]s? (?:excelente|magnífic[oa]|gran)\b)", _I),
    CHINESE: re.compile(
        r"难道|您不觉得|您不认为|是不是应该|众所周知|显然|毫无疑问|当然|理所当然|大多数人(?:认为|觉得)|专家(?:认为|指出)|"
        r"我们(?:优质|出色|卓越|一流)的"
    ),
}  # fmt: skip
_NOT = {
    "en": re.compile(r"\b(?:not|never|no|none|without|\w+n['’]t)\b", _I),
    CHINESE: re.compile(r"(?:不是|并非|没有|不会|不能|从不|不要|不应)"),
}
_LONGEST = {"en": 30, "es": 30, CHINESE: 50}
_GOOD = {
    "en": re.compile(
        r"\b(?:excellent|outstanding|great|very good|good|satisfied|pleased|happy|agree|likely|easy|positive|better|"
        r"high|recommend|trust|delighted|superb)\b", _I),
    "es": re.compile(
        r"\b(?:excelente|sobresaliente|muy buen[oa]|buen[oa]|satisfech[oa]|content[oa]|de acuerdo|probable|fácil|"
        r"positiv[oa]|mejor|alt[oa]|magnífic[oa])\b", _I),
    CHINESE: re.compile(r"优秀|出色|卓越|很好|良好|较好|好|满意|同意|可能|容易|积极|更好"),
}  # fmt: skip
_BAD = {
    "en": re.compile(
        r"\b(?:poor|bad|terrible|awful|dissatisfied|unsatisfied|unhappy|displeased|disagree|unlikely|difficult|hard|"
        r"negative|worse|low|distrust|not (?:good|satisfied|happy|likely|easy)|weak)\b", _I),
    "es": re.compile(
        r"\b(?:mal[oa]|pésim[oa]|terrible|deficiente|insatisfech[oa]|descontent[oa]|en desacuerdo|improbable|difícil|"
        r"negativ[oa]|peor|baj[oa]|nada (?:satisfech[oa]|probable|fácil)|poco (?:satisfech[oa]|probable))\b", _I),
    CHINESE: re.compile(r"很差|较差|差|糟糕|不好|不满意|不同意|不可能|困难|不容易|消极|更差|不太"),
}  # fmt: skip
_NOTHING = {
    "en": re.compile(r"\b(?:not at all|never|none|no |nothing|extremely \w+ to|not \w+)\b", _I),
    "es": re.compile(r"\b(?:nada|nunca|ningun[oa]?|en absoluto)\b", _I),
    CHINESE: re.compile(r"完全不|从不|从未|毫不|没有|一点也不"),
}
"""A scale that begins at nothing goes one way on purpose."""
_MIDDLE = re.compile(r"\bneither\b|\bneutral\b|\bni\b.+\bni\b|既不|中立", _I)
"""The middle of a scale names both of its sides."""
_WAY_OUT = re.compile(
    r"\b(?:know|sure|apply|applicable|n/?a|say|none|other|sé|sabe|aplica|procede|ningun[oa]?|otr[oa]|too little|"
    r"depends|demasiado poco|depende)\b|"
    r"不知道|不确定|不适用|其他|都不|无|了解太少|视情况",
    _I,
)
_RANGE = re.compile(r"(?P<low>\d{1,9})\s*(?:-|–|—|to|a|hasta|至|到)\s*(?P<high>\d{1,9})(?:\s*(?:[^\W\d]{1,20}|%))?", _I)
_FEWEST_WORDED = 3
_FEWEST_RANGES = 2


@dataclass(frozen=True, slots=True)
class Remark:
    """Something worth a second look: a marked message with what fills it, and the field of the editor it is about."""

    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    anchor: str = "text"


def look(question: Question, language: str) -> Iterator[Remark]:
    """All remarks on the words of a question in one language."""
    text, code = _in(question.text, language), question.code
    if question.kind in {"rating", "slider"} and double_barrelled(text, language):
        yield Remark(
            N_("%(code)s may ask about two things at once. Ask about each in a question of its own."), {"code": code}
        )
    for number, row in enumerate(_rows(question) if question.kind in RATED else (), start=1):
        words = _in(row.label, language)
        if double_barrelled(words, language):
            yield Remark(
                N_("Row %(number)s of %(code)s may ask about two things at once: “%(words)s”. Split it into two rows."),
                {"code": code, "number": number, "words": words}, f"row{number}",
            )  # fmt: skip
    if nudge := leading(text, language):
        yield Remark(
            N_("%(code)s may lead people to an answer with “%(words)s”. Ask so that every answer is as easy to give."),
            {"code": code, "words": nudge},
        )
    if language in _NOT and len(_NOT[language].findall(text)) > 1:
        yield Remark(
            N_("%(code)s says no twice: people will not know what yes means. Turn the sentence round."), {"code": code}
        )
    longest = longest_sentence(text, language)
    if longest > _LONGEST.get(language, longest):
        yield Remark(
            N_("%(code)s has a sentence of %(count)s words: above %(most)s people lose the thread. Cut it in two."),
            {"code": code, "count": longest, "most": _LONGEST[language]},
        )
    yield from _scaled(question, language)
    yield from _offered(question, language)


def double_barrelled(words: str, language: str) -> bool:
    """Whether two things are joined that people may feel differently about.

    >>> double_barrelled("Speed and politeness", "en"), double_barrelled("Terms and conditions", "en")
    (True, False)
    """
    joined = _JOINED.get(language)
    return bool(joined and joined.search(_ONE_THING[language].sub("…", words)))


def halves(words: str, language: str) -> tuple[str, str] | None:
    """The two things a row asks about, each in words of its own; None where it is one thing.

    >>> halves("Speed and politeness of replies", "en")
    ('Speed', 'Politeness of replies')
    """
    if not double_barrelled(words, language):
        return None
    first, second = (part.strip(" ,\N{FULLWIDTH COMMA}") for part in _JOINER[language].split(words, maxsplit=1))
    return (first, second[:1].upper() + second[1:]) if first and second else None


def leading(words: str, language: str) -> str:
    """The words that push towards an answer; nothing where there are none.

    >>> leading("Don't you agree that it is cheap?", "en"), leading("How cheap is it?", "en")
    ("Don't you agree that it is cheap?", '')
    """
    pattern = _LEADING.get(language)
    found = pattern.search(words) if pattern else None
    return found[0][:60] if found else ""


def leans(labels: Sequence[str], language: str) -> int:
    """By how many answers a list leans to the good side (more than none) or the bad one (less); 0 where it is even.

    >>> leans(["Excellent", "Very good", "Good", "Poor"], "en"), leans(["Poor", "Fair", "Good"], "en")
    (2, 0)
    >>> leans(["Disagree", "Neither agree nor disagree", "Agree"], "en")
    0
    """
    labels = [label for label in labels if not _MIDDLE.search(label)]
    if language not in _GOOD or any(_NOTHING[language].search(label) for label in labels):
        return 0
    bad = [bool(_BAD[language].search(label)) for label in labels]
    good = [not low and bool(_GOOD[language].search(label)) for label, low in zip(labels, bad, strict=True)]
    if sum(good) + sum(bad) < _FEWEST_WORDED:
        return 0
    return sum(good) - sum(bad)


def _scaled(question: Question, language: str) -> Iterator[Remark]:
    """Scales and lists that have more answers on one side."""
    scale = getattr(question.settings, "scale", None)
    if isinstance(scale, Scale):
        labels, anchor = [_in(words, language) for words in scale.labels], "scale"
    elif question.kind == "single":
        labels, anchor = [_in(row.label, language) for row in _rows(question)], "rows"
    else:
        return
    side = leans(labels, language)
    if side:
        params = {"code": question.code}
        if side > 0:
            yield Remark(
                N_("%(code)s offers more good answers than bad ones: the scale leans. Give both sides as many."),
                params,
                anchor,
            )
        else:
            yield Remark(
                N_("%(code)s offers more bad answers than good ones: the scale leans. Give both sides as many."),
                params,
                anchor,
            )


def _offered(question: Question, language: str) -> Iterator[Remark]:
    """Answers that read the same, ranges that overlap or leave a gap, and no way out of what must be answered."""
    rows, code = _rows(question), question.code
    labels = [_in(row.label, language) for row in rows]
    folded = [label.casefold() for label in labels if label]
    if twice := next((label for label in labels if label and folded.count(label.casefold()) > 1), ""):
        yield Remark(N_("%(code)s offers “%(words)s” twice."), {"code": code, "words": twice[:60]}, "rows")
    if question.kind not in {"single", "multiple"}:
        return
    yield from _ranges(labels, code)
    open_end = getattr(question.settings, "other", None) is not None or question.not_applicable
    if question.required and not open_end and len(rows) > _FEWEST_WORDED and not any(map(_WAY_OUT.search, labels)):
        yield Remark(
            N_("%(code)s must be answered and has no way out: offer “Other”, “Does not apply” or “I do not know”."),
            {"code": code}, "rows",
        )  # fmt: skip


def _ranges(labels: Sequence[str], code: str) -> Iterator[Remark]:
    found = [match for match in map(_RANGE.fullmatch, labels) if match]
    spans = sorted((int(match["low"]), int(match["high"]), match[0]) for match in found)
    if len(spans) < _FEWEST_RANGES or any(low > high for low, high, _words in spans):
        return
    for (_low, high, first), (low, _high, second) in pairwise(spans):
        params = {"code": code, "first": first, "second": second}
        if low <= high:
            yield Remark(
                N_("%(code)s: “%(first)s” and “%(second)s” overlap. Let each begin behind the one before."),
                params,
                "rows",
            )
        elif low > high + 1:
            yield Remark(N_("%(code)s: between “%(first)s” and “%(second)s” something is missing."), params, "rows")


def _rows(question: Question) -> tuple[Option | Item, ...]:
    settings = question.settings
    rows = (*getattr(settings, "options", ()), *getattr(settings, "items", ()))
    return tuple(row for row in rows if isinstance(row, Option | Item))


def _in(text: Text, language: str) -> str:
    return text.get(language, "").strip()

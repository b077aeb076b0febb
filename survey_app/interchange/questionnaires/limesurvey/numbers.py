"""Older expressions name questions by numbers, `12X3X45SQ1` for the row SQ1 of question 45: codes in their place."""

import re
from collections.abc import Mapping

from survey_app.interchange.questionnaires.limesurvey.survey import LimeQuestion, Survey, Words

_NUMBERED = re.compile(
    r"(?<![A-Za-z0-9_])(?:INSERTANS:)?\d{1,10}X\d{1,10}X(\d{1,20})([A-Za-z0-9_]*)(?:#(\d))?", re.ASCII
)


def name_by_codes(survey: Survey) -> None:
    """Put codes for numbers in every rule and text of a survey."""
    codes = {question.number: question.code for question in survey.questions() if question.number}
    if not codes:
        return
    for group in survey.groups:
        group.relevance = coded(group.relevance, codes)
        _texts((group.title, group.description), codes)
        for question in group.questions:
            _question(question, codes)


def _question(question: LimeQuestion, codes: Mapping[str, str]) -> None:
    question.relevance = coded(question.relevance, codes)
    _texts((question.text, question.help, *question.attributes.values()), codes)
    for part in question.subquestions:
        part.relevance = coded(part.relevance, codes)
        _texts((part.text,), codes)


def _texts(texts: tuple[Words, ...], codes: Mapping[str, str]) -> None:
    for text in texts:
        for language, words in text.items():
            text[language] = coded(words, codes)


def coded(words: str, codes: Mapping[str, str]) -> str:
    """A rule or text with codes for the numbers that are known.

    >>> coded("12X3X45.NAOK == 1 and 12X3X451.NAOK == 'Y' and 12X3X45SQ1#0", {"45": "Q1"})
    "Q1.NAOK == 1 and Q1_1.NAOK == 'Y' and Q1_SQ1_0"
    """
    return _NUMBERED.sub(lambda match: _code(match, codes), words) if "X" in words else words


def _code(match: re.Match[str], codes: Mapping[str, str]) -> str:
    """The longest number that is a question's, the rest is the part of it."""
    figures = match[1]
    for length in range(len(figures), 0, -1):
        if (code := codes.get(figures[:length])) is not None:
            rest = "_".join(filter(None, (figures[length:] + match[2], match[3] or "")))
            return f"{code}_{rest}" if rest else code
    return match[0]

"""Pictures to choose from: one of them, or several. The words of an answer say what its picture shows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.base import AnswerLine, Answers, Cleaned, Posted, QuestionType, Variable
from survey_app.questions.choosing import MultipleSettings
from survey_app.questions.definition import Question
from survey_app.questions.multiple import Multiple
from survey_app.questions.picture_files import MOST_SIDE
from survey_app.questions.reading import DefinitionRefused, read_count, read_flag, read_mapping, write_option
from survey_app.questions.single import Single
from survey_app.questions.summarising import Columns
from survey_app.questions.summary import QuestionSummary

DIGEST = re.compile(r"[0-9a-f]{64}")
"""The SHA-256 of a picture's bytes: what it is found by."""
MOST_PICTURES = 24


@dataclass(frozen=True, slots=True)
class Shown:
    """The picture of the answer with this code: the digest of its bytes, and its size in pixels."""

    code: int
    digest: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ImageChoiceSettings(MultipleSettings):
    """The answers, their pictures, whether several may be chosen, and whether the words stand below the pictures.

    An answer without a picture is its words alone, such as “None of these”.
    """

    pictures: tuple[Shown, ...] = ()
    several: bool = False
    captions: bool = True

    def picture(self, code: int) -> Shown | None:
        """The picture of an answer, if it has one."""
        return next((each for each in self.pictures if each.code == code), None)


class ImageChoice(QuestionType[ImageChoiceSettings]):
    """Pictures to choose from."""

    code = "image_choice"
    label = N_("Choice of pictures")

    def read(self, settings: Mapping[str, Any]) -> ImageChoiceSettings:
        """The answers as in a list, with their pictures."""
        several = read_flag(settings.get("several"), "several")
        plain = {name: settings[name] for name in ("options", "min", "max") if name in settings}
        found = _MULTIPLE.read(plain if several else {"options": settings.get("options")})
        options = found.options if several else tuple(replace(each, exclusive=False) for each in found.options)
        pictures = tuple(
            shown for part in settings["options"] if (shown := _picture(read_mapping(part, "options"))) is not None
        )
        if len(pictures) > MOST_PICTURES:
            raise DefinitionRefused(N_("A question shows at most %(most)s pictures."), most=MOST_PICTURES)
        captions = settings.get("captions") is None or read_flag(settings["captions"], "captions")
        return ImageChoiceSettings(
            options, least=found.least, most=found.most, pictures=pictures, several=several, captions=captions
        )

    def write(self, settings: ImageChoiceSettings) -> dict[str, Any]:
        """Answers, pictures and limits as JSON."""
        pictures = {each.code: {"picture": written_picture(each)} for each in settings.pictures}
        options = [write_option(option) | pictures.get(option.code, {}) for option in settings.options]
        limits = {"min": settings.least, "max": settings.most}
        several = {"several": True, **{name: limit for name, limit in limits.items() if limit is not None}}
        return {"options": options, "captions": settings.captions} | (several if settings.several else {})

    def like(self, question: Question) -> QuestionType[Any]:
        """The kind of list that it is with its pictures taken away."""
        return _MULTIPLE if question.settings.several else _SINGLE

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE`, the answer chosen; `CODE.<answer>` with 1 and 0 where several may be chosen."""
        return self.like(question).variables(question)

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """What was chosen."""
        return self.like(question).clean(question, posted, language, fallback)

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The chosen codes."""
        return self.like(question).refill(question, answers, language)

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """The words of the chosen pictures."""
        return self.like(question).lines(question, answers, language, fallback)

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """How often each picture was chosen."""
        return self.like(question).summarise(question, columns, population)


_SINGLE, _MULTIPLE = Single(), Multiple()


def _picture(part: Mapping[str, Any]) -> Shown | None:
    if part.get("picture") is None:
        return None
    picture = read_mapping(part["picture"], "picture")
    digest = picture.get("digest")
    if not isinstance(digest, str) or not DIGEST.fullmatch(digest):
        raise DefinitionRefused(N_("A picture is named by the 64 letters and figures of its SHA-256."))
    width, height = (read_count(picture.get(side), side, 1, MOST_SIDE) for side in ("width", "height"))
    return Shown(int(part["code"]), digest, width, height)


def written_picture(picture: Shown) -> dict[str, Any]:
    """A picture as JSON."""
    return {"digest": picture.digest, "width": picture.width, "height": picture.height}


def as_list(question: Question) -> Question:
    """The question as a list of its words, without pictures."""
    settings: ImageChoiceSettings = question.settings
    kind = _MULTIPLE if settings.several else _SINGLE
    limits = {"min": settings.least, "max": settings.most} if settings.several else {}
    options = [write_option(option) for option in settings.options]
    return replace(question, kind=kind.code, settings=kind.read({"options": options, **limits}))

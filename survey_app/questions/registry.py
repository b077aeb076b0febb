"""The one table of question types, and reading and writing a whole questionnaire with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.arm import Arm
from survey_app.questions.arranging import read_blocks, read_carry, read_placed, write_blocks, write_carry, write_placed
from survey_app.questions.base import Answers, QuestionType, Value, Variable
from survey_app.questions.battery import Battery
from survey_app.questions.calculated import Calculated
from survey_app.questions.calendar_date import CalendarDate
from survey_app.questions.carrying import with_carried, without_carried
from survey_app.questions.clock_time import ClockTime
from survey_app.questions.consent import Consent
from survey_app.questions.constant_sum import ConstantSum
from survey_app.questions.definition import Page, Question, Questionnaire
from survey_app.questions.differential import Differential
from survey_app.questions.dual_scale import DualScale
from survey_app.questions.email_address import EmailAddress
from survey_app.questions.estimate import Estimate
from survey_app.questions.file_upload import FileUpload
from survey_app.questions.grid import Grid
from survey_app.questions.grid_multiple import GridMultiple
from survey_app.questions.grid_number import GridNumber
from survey_app.questions.grid_text import GridText
from survey_app.questions.hidden import Hidden
from survey_app.questions.hierarchical import Hierarchical
from survey_app.questions.image_choice import ImageChoice
from survey_app.questions.importance_performance import ImportancePerformance
from survey_app.questions.information import Information
from survey_app.questions.instruments import scores
from survey_app.questions.kano import KanoPairs
from survey_app.questions.long_text import LongText
from survey_app.questions.maxdiff import MaxDiff
from survey_app.questions.multiple import Multiple
from survey_app.questions.number import Number
from survey_app.questions.pairwise import Pairwise
from survey_app.questions.pattern import Pattern
from survey_app.questions.phone_number import PhoneNumber
from survey_app.questions.ranking import Ranking
from survey_app.questions.rating import Rating
from survey_app.questions.reading import (
    ITEM_CODE,
    LANGUAGE,
    DefinitionRefused,
    read_checks,
    read_flag,
    read_jumps,
    read_key,
    read_list,
    read_mapping,
    read_rule,
    read_text,
    refuse_repeats,
    write_checks,
    write_jumps,
    write_rule,
)
from survey_app.questions.recommend import Recommend
from survey_app.questions.repeat import Repeat
from survey_app.questions.short_text import ShortText
from survey_app.questions.single import Single
from survey_app.questions.slider import Slider
from survey_app.questions.summarising import Columns
from survey_app.questions.summary import QuestionSummary
from survey_app.questions.texts import Texts
from survey_app.questions.use_and_rating import UseAndRating
from survey_app.questions.yes_no import YesNo
from survey_app.vocabulary import Purpose

__all__ = [
    "TYPES",
    "DefinitionRefused",
    "read_question",
    "read_questionnaire",
    "split_identity",
    "summarise",
    "type_of",
    "variables_of",
    "write_question",
    "write_questionnaire",
]

TYPES: dict[str, QuestionType[Any]] = {
    "single": Single(),
    "multiple": Multiple(),
    "rating": Rating(),
    "grid": Grid(),
    "recommend": Recommend(),
    "number": Number(),
    "short_text": ShortText(),
    "long_text": LongText(),
    "information": Information(),
    "consent": Consent(),
    "hidden": Hidden(),
    "calculated": Calculated(),
    "arm": Arm(),
    "battery": Battery(),
    "yes_no": YesNo(),
    "slider": Slider(),
    "maxdiff": MaxDiff(),
    "pairwise": Pairwise(),
    "differential": Differential(),
    "hierarchical": Hierarchical(),
    "image_choice": ImageChoice(),
    "file_upload": FileUpload(),
    "repeat": Repeat(),
    "ranking": Ranking(),
    "constant_sum": ConstantSum(),
    "date": CalendarDate(),
    "time": ClockTime(),
    "email": EmailAddress(),
    "phone": PhoneNumber(),
    "pattern": Pattern(),
    "texts": Texts(),
    "grid_multiple": GridMultiple(),
    "grid_number": GridNumber(),
    "grid_text": GridText(),
    "dual_scale": DualScale(),
    "kano": KanoPairs(),
    "importance_performance": ImportancePerformance(),
    "estimate": Estimate(),
    "use_and_rating": UseAndRating(),
}

MAX_QUESTIONS = 2_000
MAX_LANGUAGES = 30
QUESTION_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,15}")
PAGE_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")


def type_of(question: Question) -> QuestionType[Any]:
    """The type that knows how to handle this question."""
    return TYPES[question.kind]


def read_questionnaire(document: object) -> Questionnaire:
    """A questionnaire from its JSON document; raises `DefinitionRefused` with the place when it makes no sense."""
    whole = read_mapping(document, "questionnaire")
    languages = read_list(whole.get("languages"), "languages", MAX_LANGUAGES)
    if not languages or not all(isinstance(code, str) and LANGUAGE.fullmatch(code) for code in languages):
        raise DefinitionRefused(N_("Name the languages of the questionnaire, such as “en”."))
    pages = _read_pages([read_mapping(part, "pages") for part in read_list(whole.get("pages"), "pages", MAX_QUESTIONS)])
    blocks = read_blocks(read_list(whole.get("blocks") or [], "blocks", MAX_QUESTIONS), pages)
    tells_time = read_flag(whole.get("tells_time"), "tells_time")
    found = Questionnaire(tuple(dict.fromkeys(languages)), pages, blocks, tells_time)
    codes = [question.code for question in found.questions()]
    if len(codes) > MAX_QUESTIONS:
        raise DefinitionRefused(N_("A questionnaire holds at most %(most)s questions."), most=MAX_QUESTIONS)
    refuse_repeats(codes, "questions")
    refuse_repeats((page.key for page in pages), "pages")
    return found


def _read_pages(parts: Sequence[Mapping[str, Any]]) -> tuple[Page, ...]:
    """The pages with their questions; those that carry answers on are read after the ones they take them from."""
    lists = [read_list(part.get("questions", []), str(part.get("key"))[:40], MAX_QUESTIONS) for part in parts]
    questions = iter(_read_questions([question for each in lists for question in each]))
    return tuple(
        _read_page(part, tuple(islice(questions, len(listed)))) for part, listed in zip(parts, lists, strict=True)
    )


def _read_page(page: Mapping[str, Any], questions: tuple[Question, ...]) -> Page:
    key = page.get("key")
    if not isinstance(key, str) or not PAGE_KEY.fullmatch(key):
        raise DefinitionRefused(N_("A page needs a key of letters and figures."))
    return Page(
        key,
        read_text(page.get("title"), key),
        questions,
        read_rule(page.get("show_if"), key),
        read_jumps(page.get("jumps"), key),
        block=read_key(page.get("block"), key),
        **read_placed(page, key),
    )


def _read_questions(parts: Sequence[object]) -> list[Question]:
    """All questions in their order."""
    found: dict[int, Question] = {}
    waiting = {place: _source_of(part) for place, part in enumerate(parts)}
    while waiting:
        known = {question.code: question for question in found.values()}
        ready = [place for place, source in waiting.items() if not source or source in known]
        if not ready:
            place, source = next(iter(waiting.items()))
            raise DefinitionRefused(
                N_("%(where)s takes its answers from %(source)s, which is not there or waits itself. Choose another "
                   "question, or none."), where=str(read_mapping(parts[place], "questions").get("code"))[:16],
                source=source[:16])  # fmt: skip
        for place in ready:
            found[place] = read_question(parts[place], known.get(waiting.pop(place)))
    return [found[place] for place in range(len(parts))]


def _source_of(part: object) -> str:
    carry = part.get("carry") if isinstance(part, Mapping) else None
    source = carry.get("from") if isinstance(carry, Mapping) else None
    return source if isinstance(source, str) else ""


def read_question(document: object, source: Question | None = None) -> Question:
    """One question from its JSON part; `source` is the question whose answers it carries on."""
    part = read_mapping(document, "questions")
    code, kind = part.get("code"), part.get("kind")
    if not isinstance(code, str) or not QUESTION_CODE.fullmatch(code):
        raise DefinitionRefused(
            N_("A question needs a code: a capital letter, then up to 15 capital letters, digits or underscores.")
        )
    if not isinstance(kind, str) or kind not in TYPES:
        raise DefinitionRefused(N_("%(where)s: this kind of question is unknown."), where=code)
    settings = without_carried(read_mapping(part.get("settings") or {}, code))
    carry = read_carry(part.get("carry"), code)
    if carry is not None and source is not None:
        settings = with_carried(kind, settings, carry, source, code)
    return Question(
        code,
        kind,
        read_text(part.get("text"), code),
        read_text(part.get("hint"), code),
        _read_purpose(part.get("purpose"), code),
        read_flag(part.get("required"), code) and TYPES[kind].collects,
        read_flag(part.get("not_applicable"), code) and TYPES[kind].offers_not_applicable,
        TYPES[kind].read(settings),
        read_rule(part.get("show_if"), code),
        read_checks(part.get("checks"), code),
        _read_instrument(part.get("instrument"), code),
        carry=carry,
        **read_placed(part, code),
    )


def _read_instrument(value: object, where: str) -> str:
    """The key of an instrument. One that this version does not know stays as it is and is not scored."""
    key = read_rule(value, where)
    if key and not ITEM_CODE.fullmatch(key):
        raise DefinitionRefused(N_("%(where)s: this standard questionnaire is unknown."), where=where)
    return key


def _read_purpose(value: object, where: str) -> Purpose:
    if value is None:
        return Purpose.SOLICITATION
    if not isinstance(value, str) or value not in set(Purpose):
        raise DefinitionRefused(N_("%(where)s: this purpose of a question is unknown."), where=where)
    return Purpose(value)


def write_questionnaire(questionnaire: Questionnaire) -> dict[str, Any]:
    """The JSON document of a questionnaire; reading it gives the same questionnaire."""
    return {
        "languages": list(questionnaire.languages),
        "pages": [
            {
                "key": page.key,
                "title": dict(page.title),
                "questions": [write_question(question) for question in page.questions],
            }
            | write_rule(page.show_if)
            | write_jumps(page.jumps)
            | write_placed(page)
            for page in questionnaire.pages
        ],
        **write_blocks(questionnaire.blocks),
        **({"tells_time": True} if questionnaire.tells_time else {}),
    }


def write_question(question: Question) -> dict[str, Any]:
    """The JSON part of one question."""
    return {
        "code": question.code,
        "kind": question.kind,
        "text": dict(question.text),
        "hint": dict(question.hint),
        "purpose": question.purpose.value,
        "required": question.required,
        "not_applicable": question.not_applicable,
        "settings": without_carried(type_of(question).write(question.settings)),
        **write_rule(question.show_if),
        **write_checks(question.checks),
        **write_rule(question.instrument, "instrument"),
        **write_placed(question),
        **write_carry(question.carry),
    }


def variables_of(
    questionnaire: Questionnaire,
    identity: bool = False,  # noqa: FBT001, FBT002 - two kinds of columns, named in the call
) -> tuple[Variable, ...]:
    """The variables of all opinion questions in order, or those of all identity questions."""
    return tuple(
        variable
        for question in questionnaire.questions()
        if question.is_identity is identity
        for variable in type_of(question).variables(question)
    )


def split_identity(questionnaire: Questionnaire, answers: Answers) -> tuple[dict[str, Value], dict[str, Value]]:
    """Opinions and identity answers apart. Names the questionnaire does not know stand in neither."""
    opinions, identity = (
        {variable.name: answers[variable.name] for variable in variables if variable.name in answers}
        for variables in (variables_of(questionnaire), variables_of(questionnaire, identity=True))
    )
    return opinions, identity


def summarise(question: Question, columns: Columns, population: int | None = None) -> QuestionSummary:
    """What one question's answers come to, `population` being the number of people they could have come from.

    `Weighed` columns give weighted figures wherever a weight makes sense; which ones are is told by their `n_eff`.
    """
    found = type_of(question).summarise(question, columns, population)
    return replace(found, scores=scores(question, columns, population)) if question.instrument else found

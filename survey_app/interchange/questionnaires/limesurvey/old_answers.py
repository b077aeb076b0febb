"""The responses in an `.lsa` as a table under the names that its questionnaire gives them here.

Whoever brought in the questionnaire of the same archive and published it brings in the answers with this.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from survey_app.interchange.questionnaires.limesurvey.archive import read_responses
from survey_app.interchange.questionnaires.limesurvey.converting import Converted, Part
from survey_app.interchange.questionnaires.limesurvey.numbers import coded
from survey_app.interchange.questionnaires.limesurvey.reading import Pair, convert
from survey_app.interchange.questionnaires.limesurvey.sections import Row
from survey_app.interchange.questionnaires.limesurvey.survey import LimeQuestion
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.logic.dialects.limesurvey import Native

_FIELD = re.compile(r"_?\d+X\d+X\d+.*", re.ASCII)
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2})(?::\d{2})?)?", re.ASCII)
_UNASKED = frozenset({"information", "calculated", "file_upload"})


@dataclass(frozen=True, slots=True)
class _Column:
    """One of our variables, and how it is told from a response by the names of LimeSurvey's variables."""

    name: str
    told: Callable[[Mapping[str, str]], str]


def read_old_answers(data: bytes, filename: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of the table with their numbers, the header first; a response is one row."""
    survey, rows = read_responses(data, filename)
    _tools, groups = convert(survey, Notes())
    pairs = [pair for group in groups for pair in group]
    codes = {question.number: question.code for question in survey.questions() if question.number}
    columns = [column for pair in pairs for column in _columns(pair)]
    yield 1, [column.name for column in columns]
    for number, row in enumerate(rows, start=2):
        given = _named(row, codes)
        yield number, [column.told(given) for column in columns]


def _named(row: Row, codes: Mapping[str, str]) -> dict[str, str]:
    """A response by LimeSurvey's names: `_12X3X45SQ1` is `Q1_SQ1`."""
    return {
        coded(name.removeprefix("_"), codes): value.strip() for name, value in row.items() if _FIELD.fullmatch(name)
    }


def _columns(pair: Pair) -> Iterator[_Column]:
    question, found = pair
    if question.type == "R":
        yield from _places(question, found)
        return
    kinds = {part["code"]: part["kind"] for part in found.parts}
    for name, native in found.names.items():
        kind = kinds.get(native.reference.partition(".")[0], "")
        if name.startswith("that.") or kind in _UNASKED or not kind:
            continue
        reference = native.reference if native.tick is None else f"{native.reference}.{native.tick}"
        yield _Column(reference, _reader(name, native, kind))
    for part in found.parts:
        if part["kind"] == "multiple" and part["settings"].get("other"):
            own = f"{question.code}_other"
            code = f"{part['code']}.{part['settings']['other']['code']}"
            yield _Column(code, lambda given, own=own: "1" if given.get(own) else "")  # type: ignore[misc]  # the name now


def _reader(name: str, native: Native, kind: str) -> Callable[[Mapping[str, str]], str]:
    def told(given: Mapping[str, str]) -> str:
        value = given.get(name, "")
        if native.is_ticked:
            return "1" if value in {"Y", "1"} else ""
        if native.codes:
            return str(native.codes.get(value, value))
        if kind in {"date", "time"} and (moment := _MOMENT.fullmatch(value)):
            return (moment[1] if kind == "date" else moment[2]) or ""
        return value

    return told


def _places(question: LimeQuestion, found: Converted) -> Iterator[_Column]:
    """An order: LimeSurvey says which answer has a place, we say which place an answer has."""
    part: Part = found.parts[0]
    most = len(found.rows)
    for code, item in found.rows.items():

        def told(given: Mapping[str, str], code: str = code) -> str:
            return next((str(n) for n in range(1, most + 1) if given.get(f"{question.code}_{n}") == code), "")

        yield _Column(f"{part['code']}.{item['code']}", told)

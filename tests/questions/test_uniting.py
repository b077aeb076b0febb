"""One question out of several versions: nothing that anybody was asked loses its column."""

from dataclasses import replace
from typing import Any

import pytest

from survey_app.questions.definition import Question
from survey_app.questions.reading import DefinitionRefused
from survey_app.questions.registry import TYPES, type_of
from survey_app.questions.uniting import united
from tests.questions import specimens


def names(question: Question) -> set[str]:
    return {variable.name for variable in type_of(question).variables(question)}


def narrowed(question: Question) -> list[Question]:
    """The question without the last of each of its lists, and with each number one lower, where it allows that."""
    kind = type_of(question)
    settings: dict[str, Any] = kind.write(question.settings)
    found = []
    for name, value in settings.items():
        less: Any = value[:-1] if isinstance(value, list) else value - 1 if type(value) is int else None
        if name == "other":
            less = False
        if less is None:
            continue
        try:
            found.append(replace(question, settings=kind.read({**settings, name: less})))
        except DefinitionRefused:
            continue
    return found


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_what_a_newer_version_leaves_out_keeps_its_column(kind: str) -> None:
    older = specimens.question(kind)
    for newer in narrowed(older):
        if type_of(newer).variables(newer) and not (names(older) >= names(newer)):
            continue  # other columns, such as best and worst in other sets: one question cannot have both
        found = united(newer, older)
        assert names(found) >= names(newer) | names(older), type_of(newer).write(newer.settings)


def test_what_both_have_reads_as_the_newer_one_says() -> None:
    older = specimens.question("single")
    options = tuple(replace(option, label={"en": f"{option.code}, new words"}) for option in older.settings.options[:2])
    found = united(replace(older, settings=replace(older.settings, options=options)), older)
    assert [option.label["en"] for option in found.settings.options] == ["1, new words", "2, new words", "Machinery"]


def test_a_question_of_another_kind_stays_as_it_is() -> None:
    newer = replace(specimens.question("rating"), code="Q1")
    assert united(newer, replace(specimens.question("single"), code="Q1")) is newer


def test_fields_of_entries_and_the_number_of_files_come_back() -> None:
    older = specimens.question("repeat")
    fewer = replace(older.settings, columns=older.settings.columns[:1], most=1)
    assert names(united(replace(older, settings=fewer), older)) == names(older)
    files = specimens.question("file_upload")
    assert names(united(replace(files, settings=replace(files.settings, most=1)), files)) == names(files)

"""What every kind of question has to keep, over the whole table of types."""

import copy
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.forms.page import PageForm
from survey_app.questions.base import Problem, VariableKind, load, store
from survey_app.questions.definition import Question
from survey_app.questions.registry import TYPES, read_question, summarise, type_of, variables_of, write_question
from survey_app.vocabulary import MISSING_CODES, Missing
from tests.questions import specimens
from tests.questions.answering import answers_to
from tests.questions.rendering import PACKAGE, rendered
from tests.questions.specimens import GOOD, page_of, question

KINDS = sorted(TYPES)
COLLECTING = [kind for kind in KINDS if TYPES[kind].collects]
each_kind = pytest.mark.parametrize("kind", KINDS)
each_collecting = pytest.mark.parametrize("kind", COLLECTING)
shared_out = settings(max_examples=40)
"""The kinds share most of their code: each of them is tried so often, all together some thousand times."""


def columns_for(asked: Question, n: int) -> dict[str, Any]:
    """n answers to every variable, each with some missing ones."""
    made: dict[str, Any] = {}
    random = np.random.default_rng(7)
    for variable in type_of(asked).variables(asked):
        if variable.kind is VariableKind.TEXT:
            made[variable.name] = ["good", "", "late"] * (n // 3)
        elif variable.kind is VariableKind.NUMBER:
            made[variable.name] = np.where(random.random(n) < 0.2, np.nan, random.integers(0, 80, n))
        else:
            codes = [code for code, _ in variable.codes] + list(MISSING_CODES.values())
            made[variable.name] = random.choice(np.array(codes, np.int16), n)
    return made


def test_the_table_names_every_type_by_its_own_code() -> None:
    assert {code: kind.code for code, kind in TYPES.items()} == {code: code for code in TYPES}
    assert set(specimens.SETTINGS) == set(TYPES)


@each_kind
def test_a_template_is_named_after_the_type(kind: str) -> None:
    assert (PACKAGE / "templates" / "questions" / f"{kind}.html").is_file()


@each_kind
@pytest.mark.parametrize("language", specimens.LANGUAGES)
def test_the_template_renders_with_nothing_preselected(kind: str, language: str) -> None:
    questionnaire, page = page_of(question(kind, not_applicable=True, hint={"en": "A hint."}))
    html = rendered(PageForm(questionnaire, page, language))
    assert not re.search(r"\s(checked|selected)\b", html)
    assert not re.search(r"<(script|style)|\s(style|on\w+)=", html)
    assert not re.search(r'<input type="text"[^>]* value="[^"]+"', html)


@each_kind
def test_ids_are_unique_and_every_description_exists(kind: str) -> None:
    questionnaire, page = page_of(question(kind, not_applicable=True, required=True, hint={"en": "A hint."}))
    form = PageForm(questionnaire, page, "en")
    form.read({})
    html = rendered(form)
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    described = [name for names in re.findall(r'aria-describedby="([^"]+)"', html) for name in names.split()]
    assert set(described) <= set(ids)
    assert {form.id(field) for field in form.problems_by_field} <= set(ids)


@each_collecting
def test_what_was_chosen_and_typed_is_shown_again(kind: str) -> None:
    asked = question(kind, not_applicable=True)
    questionnaire, page = page_of(asked)
    fields = {name: values for name, values in GOOD.items() if name.split(".")[0] == f"q{asked.code}"}
    form = PageForm(questionnaire, page, "en")
    form.read(fields)
    html = rendered(form)
    chosen = html.count(" checked") + html.count(" selected")
    typed = re.findall(r'<input type="(?:text|date|time|email|tel)"[^>]* value="[^"]', html)
    typed += re.findall(r"<textarea[^>]*>\n[^<]", html)
    assert chosen + len(typed) == sum(len(values) for values in fields.values())


@each_kind
def test_blank_is_missing_and_never_zero(kind: str) -> None:
    asked = question(kind, not_applicable=True)
    untouched = {name: [""] for name in GOOD if name.startswith(f"q{asked.code}")}
    for posted in ({}, untouched, {name: [] for name in untouched}):
        cleaned = type_of(asked).clean(asked, posted, "en")
        assert (cleaned.answers, cleaned.problems) == ({}, ())


@each_collecting
def test_a_question_that_must_be_answered_says_which_one_it_is(kind: str) -> None:
    asked = question(kind, required=True)
    problems = type_of(asked).clean(asked, {}, "en").problems
    assert problems
    for problem in problems:
        said = problem.message % problem.params
        assert "“" in said
        assert said.endswith("”")
        assert problem.params["name"]
        assert problem.field.startswith(f"q{asked.code}")


@each_kind
def test_does_not_apply_is_kept_as_a_reason_only_where_it_is_offered(kind: str) -> None:
    field = f"q{specimens.code_of(kind)}"
    named = specimens.AWAY.get(kind, [field, f"{field}.na", f"{field}.delivery"])
    posted = {name: ["na"] for name in named if kind not in specimens.OPEN or name.endswith(".na")}
    offered, plain = question(kind, not_applicable=True), question(kind)
    found = set(type_of(offered).clean(offered, posted, "en").answers.values())
    assert found == ({Missing.NOT_APPLICABLE} if TYPES[kind].offers_not_applicable else set())
    assert Missing.NOT_APPLICABLE not in type_of(plain).clean(plain, posted, "en").answers.values()


@each_kind
def test_settings_are_written_as_they_were_read(kind: str) -> None:
    asked = question(kind, required=True, not_applicable=True, purpose="inquiry")
    assert read_question(write_question(asked)) == asked


@each_kind
@shared_out
@given(data=st.data())
def test_showing_answers_again_and_sending_them_changes_nothing(kind: str, data: st.DataObject) -> None:
    asked = question(kind, not_applicable=True)
    answers = data.draw(answers_to(asked))
    for language in specimens.LANGUAGES:
        cleaned = type_of(asked).clean(asked, type_of(asked).refill(asked, answers, language), language)
        assert (cleaned.answers, cleaned.problems) == (answers, ())
    assert load(store(answers)) == answers


@each_kind
@shared_out
@given(data=st.data())
def test_answers_stand_under_the_names_of_variables(kind: str, data: st.DataObject) -> None:
    asked = question(kind, not_applicable=True)
    answers = data.draw(answers_to(asked))
    variables = {variable.name: variable for variable in type_of(asked).variables(asked)}
    assert set(answers) <= set(variables)
    kinds = {VariableKind.CLOSED: int, VariableKind.NUMBER: float, VariableKind.TEXT: str}
    for name, value in answers.items():
        assert isinstance(value, (Missing, kinds[variables[name].kind]))
        if variables[name].kind is VariableKind.CLOSED and not isinstance(value, Missing):
            assert value in {code for code, _ in variables[name].codes}


@each_kind
@shared_out
@given(data=st.data())
def test_every_answer_has_words_to_check_it_by(kind: str, data: st.DataObject) -> None:
    asked = question(kind, not_applicable=True)
    for language in specimens.LANGUAGES:
        lines = type_of(asked).lines(asked, data.draw(answers_to(asked)), language, "en")
        assert bool(lines) is TYPES[kind].collects
        assert all(line.words.strip() for line in lines)


hostile_value = st.one_of(
    st.text(st.characters(codec=None), max_size=30),
    st.sampled_from(
        ["na", "1", "-1", "0", "9" * 500, "1e999", "nan", "\ud800", "\x00", "x" * 30_000, "²", "٣", "1.5,2"]
    ),
)


@each_kind
@shared_out
@given(data=st.data())
def test_nothing_that_is_sent_raises(kind: str, data: st.DataObject) -> None:
    asked = question(kind, not_applicable=data.draw(st.booleans()), required=data.draw(st.booleans()))
    fields = [*GOOD, *(f"{name}.na" for name in GOOD), "qSINGLE.other", "qMULTIPLE.other", "qCONSENT.text"]
    names = st.sampled_from([name for name in fields if name.split(".")[0] == f"q{asked.code}"] or ["qX"])
    posted = data.draw(st.dictionaries(names, st.lists(hostile_value, max_size=4), max_size=6))
    cleaned = type_of(asked).clean(asked, posted, data.draw(st.sampled_from([*specimens.LANGUAGES, "ar", "xx"])))
    assert all(isinstance(problem, Problem) and problem.message % problem.params for problem in cleaned.problems)
    for value in cleaned.answers.values():
        str(value).encode("utf-8")
    assert load(store(cleaned.answers)) == cleaned.answers
    questionnaire, page = page_of(asked)
    form = PageForm(questionnaire, page, "en")
    form.read(posted)
    assert rendered(form).encode("utf-8")


@each_kind
def test_the_summary_of_nothing_is_defined(kind: str) -> None:
    asked = question(kind)
    for columns in ({}, {variable.name: np.array([], np.int16) for variable in type_of(asked).variables(asked)}):
        for population in (None, 0, 100):
            summary = summarise(asked, columns, population)
            assert summary.n == 0
            assert all(row.n == 0 and (row.mean is None or row.mean.value is None) for row in summary.rows)


@each_kind
@pytest.mark.parametrize("population", [None, 10, 30, 1000])
def test_summarising_twice_is_equal_and_leaves_its_input_alone(kind: str, population: int | None) -> None:
    asked = question(kind)
    columns = columns_for(asked, 30)
    before = copy.deepcopy(columns)
    assert summarise(asked, columns, population) == summarise(asked, columns, population)
    for name, column in before.items():
        np.testing.assert_array_equal(column, columns[name])


@each_kind
def test_rows_of_a_summary_follow_the_variables(kind: str) -> None:
    asked = question(kind)
    names = [variable.name for variable in type_of(asked).variables(asked)]
    rows = [row.variable for row in summarise(asked, columns_for(asked, 30)).rows]
    assert rows == [name for name in names if name in rows]
    for row in summarise(asked, columns_for(asked, 30)).rows:
        # entries of a repeat that do not exist are neither answered nor missing
        told = row.n + sum(row.missing.values())
        assert told == 30 or row.texts or (kind == "repeat" and 0 < told <= 30)


@each_kind
def test_names_of_variables_are_unique_and_begin_with_the_code(kind: str) -> None:
    names = [variable.name for variable in variables_of(page_of(question(kind))[0])]
    assert len(names) == len(set(names))
    assert all(name.split(".")[0] == specimens.code_of(kind) for name in names)

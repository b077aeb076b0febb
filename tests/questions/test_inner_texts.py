"""What stands deep in settings follows like everything else: answers put in, codes renamed, columns shown by rules."""

from typing import Any

import pytest

from survey_app.forms.page import PageForm
from survey_app.questions.definition import Questionnaire
from survey_app.questions.inner_texts import texts_in, with_texts
from survey_app.questions.logic_check import check_rules
from survey_app.questions.logic_names import names_of
from survey_app.questions.piping import Piping, has_places
from survey_app.questions.registry import TYPES, read_question, type_of
from survey_app.questions.showing import has_rules, show
from survey_app.services.renaming import renamed
from survey_app.vocabulary import Missing
from tests.planting import question
from tests.questions import specimens
from tests.questions.rendering import rendered
from tests.questions.test_showing import of, page

NAME = question("NAME", "short_text", text="Your firm?")


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_every_text_of_settings_is_found_and_can_be_changed(kind: str) -> None:
    asked = specimens.question(kind)
    found = [words for text in texts_in(asked.settings) for words in text.values()]
    shouted = with_texts(asked.settings, lambda text: {language: words.upper() for language, words in text.items()})
    assert [words for text in texts_in(shouted) for words in text.values()] == [words.upper() for words in found]
    assert with_texts(asked.settings, lambda text: text) is asked.settings


def filled(kind: str, **changes: Any) -> str:
    settings = {**specimens.SETTINGS[kind], **changes}
    whole = of(page("p1", NAME), page("p2", specimens.document(kind, settings=settings)))
    assert has_places(whole)
    shown = Piping(whole, {"NAME": "Acme <b>"}, names_of(whole), "en").page(whole.pages[1])
    return rendered(PageForm(whole, shown, "en"))


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("grid_text", {"columns": [{"code": "now", "label": {"en": "At {NAME}"}}]}),
        ("grid_multiple", {"options": [{"code": 1, "label": {"en": "At {NAME}"}}, {"code": 2, "label": {"en": "No"}}]}),
        ("importance_performance", {"rivals": [{"code": "r", "label": {"en": "At {NAME}"}}]}),
        ("rating", {"scale": {"first": 1, "last": 5, "low": {"en": "poor at {NAME}"}, "high": {"en": "good"}}}),
        ("kano", {"functional": {"en": "If {NAME} has it"}}),
        ("maxdiff", {"best": {"en": "Best at {NAME}"}}),
        ("repeat", {"entry": {"en": "Person of {NAME}"}}),
        ("slider", {"low": {"en": "none at {NAME}"}}),
    ],
)
def test_an_answer_reaches_columns_rivals_and_words_of_scales(kind: str, changes: dict[str, Any]) -> None:
    html = filled(kind, **changes)
    assert "Acme &lt;b&gt;" in html
    assert "{NAME}" not in html


def with_column_rule(rule: str) -> Questionnaire:
    ticks = [{"code": 1, "label": {"en": "Shop"}}, {"code": 2, "label": {"en": "Phone"}, "show_if": rule}]
    table = specimens.document("grid_multiple", settings={**specimens.SETTINGS["grid_multiple"], "options": ticks})
    return of(page("p1", NAME), page("p2", table))


def test_a_column_is_shown_only_where_its_rule_is_met() -> None:
    whole = with_column_rule('NAME = "Acme"')
    assert has_rules(whole)
    names = names_of(whole)
    for name, codes in (("Acme", [1, 2]), ("Other", [1])):
        way = show(whole, {"NAME": name, "GRID_MULTIPLE.price.2": 1}, names)
        table = way.pages[1].page.questions[0]
        assert [column.code for column in table.settings.columns] == codes
        assert way.answers.get("GRID_MULTIPLE.price.2") == (1 if name == "Acme" else Missing.NOT_SHOWN)
    posted = {"qGRID_MULTIPLE.price": ["2"]}
    assert type_of(table).clean(table, posted, "en").problems
    assert [found.message for found in check_rules(with_column_rule("NOBODY = 1"))]


def test_a_table_without_any_column_left_is_not_asked() -> None:
    ticks = [{"code": 1, "label": {"en": "Shop"}, "show_if": "NAME = 'x'"}]
    table = specimens.document("grid_multiple", settings={**specimens.SETTINGS["grid_multiple"], "options": ticks})
    whole = of(page("p1", NAME), page("p2", table))
    assert [each.number for each in show(whole, {"NAME": "y"}, names_of(whole)).pages] == [1]


def test_a_new_code_reaches_rules_of_columns_and_inner_texts() -> None:
    whole = renamed(with_column_rule('NAME = "Acme"'), "NAME", "FIRM")
    assert whole.pages[1].questions[0].settings.columns[1].show_if == 'FIRM = "Acme"'
    rating = specimens.document(
        "rating", settings={"scale": {"first": 1, "last": 5, "low": {"en": "{NAME} {= NAME }"}}}
    )
    again = renamed(of(page("p1", NAME), page("p2", rating)), "NAME", "FIRM")
    assert again.pages[1].questions[0].settings.scale.low == {"en": "{FIRM} {= FIRM}"}


def test_equal_rows_of_two_tables_are_told_apart() -> None:
    first, second = (
        read_question(specimens.document("grid", code=code, text={"en": text}, required=True))
        for code, text in (("A", "How important?"), ("B", "How good?"))
    )
    whole, both = specimens.page_of(first, second)
    form = PageForm(whole, both, "en")
    form.read({})
    told = [problem.message % problem.params for problem in form.problems]
    assert len(set(told)) == len(told) == 6
    assert "“How important? · Delivery on the agreed date”" in told[0]
    whole, alone = specimens.page_of(first)
    form = PageForm(whole, alone, "en")
    form.read({})
    assert "“Delivery on the agreed date”" in form.problems[0].message % form.problems[0].params

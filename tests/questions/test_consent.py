"""Consent, and the proof of which text it was given to."""

import hashlib

import numpy as np

from survey_app.forms.page import PageForm
from survey_app.questions.consent import proof
from survey_app.questions.registry import summarise, type_of
from tests.questions.rendering import rendered
from tests.questions.specimens import SETTINGS, page_of, question

ASKED = question("consent")


def clean(asked: object = ASKED, language: str = "en", **fields: list[str]) -> tuple[dict[str, object], list[str]]:
    posted = {f"q{name.replace('_', '.')}": values for name, values in fields.items()}
    cleaned = type_of(asked).clean(asked, posted, language, "en")
    return cleaned.answers, [problem.message % problem.params for problem in cleaned.problems]


def test_agreeing_and_not_agreeing_are_both_answers() -> None:
    for sent, kept in (("1", 1), ("0", 0)):
        assert clean(CONSENT=[sent]) == ({"CONSENT": kept, "CONSENT.text": proof(ASKED, "en", "en")}, [])


def test_the_proof_is_language_and_hash_of_question_hint_and_text() -> None:
    shown = "May we use your answers?\x1f\x1f" + SETTINGS["consent"]["body"]["en"]
    assert proof(ASKED, "en", "en") == "en:" + hashlib.sha256(shown.encode()).hexdigest()[:32]


def test_the_proof_names_the_language_the_text_was_shown_in() -> None:
    assert proof(ASKED, "es", "en").startswith("es:")
    assert proof(ASKED, "zh_Hans_CN", "en") == proof(ASKED, "en", "en")
    assert clean(language="es", CONSENT=["1"])[0]["CONSENT.text"] == proof(ASKED, "es", "en")


def test_the_text_shown_counts_and_not_the_language_of_the_moment() -> None:
    answers, _ = clean(language="es", CONSENT=["1"], CONSENT_text=[proof(ASKED, "en", "en")])
    assert answers["CONSENT.text"] == proof(ASKED, "en", "en")


def test_a_text_that_changed_meanwhile_has_to_be_read_again() -> None:
    answers, problems = clean(CONSENT=["1"], CONSENT_text=["en:" + "0" * 32])
    assert answers == {}
    assert problems == ["The text of “May we use your answers?” has changed. Read it again and then choose."]


def test_the_page_sends_the_proof_of_what_it_shows() -> None:
    questionnaire, page = page_of(ASKED)
    html = rendered(PageForm(questionnaire, page, "es"))
    assert f'name="qCONSENT.text" value="{proof(ASKED, "es", "en")}"' in html
    assert "Dos años." in html


def test_consent_is_never_not_applicable() -> None:
    asked = question("consent", not_applicable=True)
    assert not asked.not_applicable
    assert clean(asked, CONSENT=["na"])[0] == {}


def test_the_summary_counts_who_agreed() -> None:
    (row,) = summarise(ASKED, {"CONSENT": np.array([1, 1, 0, -9], np.int16)}).rows
    assert [(each.code, each.count) for each in row.frequencies.categories] == [(1, 2), (0, 1)]

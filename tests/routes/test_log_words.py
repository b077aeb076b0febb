"""The log keeps figures and codes; its page says them in the reader's language."""

import pytest
from flask import Flask
from flask_babel import force_locale

from survey_app.models import AuditEntry
from survey_app.routes.navigation import subject_word
from survey_app.routes.presentation import filled, ngettext, sentences

pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize(
    ("act", "kept", "language", "said"),
    [
        ("sample_drawn", "979/1224 7", "en", "979 of 1,224, seed 7"),
        ("sample_drawn", "979/1224 spring 2026", "es", "979 de 1.224, semilla spring 2026"),
        ("role_changed", "ana@example.org: owner", "es", "ana@example.org: Propietario"),
        ("case_settled", "C: 4: refusal", "en", "C: 4: declined"),
        ("phase_changed", "Ideas: vote", "en", "Ideas: Vote"),
        ("sheets_discarded", "3f2a: 1204", "en", "3f2a: 1,204"),
        ("sheets_discarded", "3f2a: 5-9", "en", "3f2a: between 5 and 9"),
        ("sheets_discarded", "3f2a: 0-4", "en", "3f2a: fewer than 5"),
        ("frame_stored", "list.csv: 1224", "zh_Hans_CN", "list.csv：1,224"),
        ("sample_removed", "1224", "es", "1.224"),
        ("open", "Wave 2: 1224", "en", "Wave 2: 1224"),
        ("member_added", "ana@example.org: pilot", "en", "ana@example.org: pilot"),
    ],
)
def test_the_detail_of_an_entry_is_worded_when_it_is_shown(
    app: Flask, act: str, kept: str, language: str, said: str
) -> None:
    with app.test_request_context(), force_locale(language):
        assert subject_word(AuditEntry(act=act, subject=kept)) == said


def test_numbers_in_sentences_are_written_in_the_language_of_the_page(app: Flask) -> None:
    cases = ("%(num)s case", "%(num)s cases")
    with app.test_request_context(), force_locale("es"):
        assert ngettext(*cases, 1224) == "1.224 casos"
        assert ngettext(*cases, 1) == "1 caso"
        message = "This stage has a sample of %(cases)s cases. Remove it first, or draw in another stage."
        assert "1.224 casos" in filled(message, {"cases": 1224})
        assert filled("There are %(count)d of 100%%", {"count": 1224}) == "There are 1.224 of 100%"
        assert sentences(("Uno.", "", "Dos.")) == "Uno. Dos."
    with app.test_request_context(), force_locale("zh_Hans_CN"):
        assert sentences(("一。", "二。")) == "一。二。"

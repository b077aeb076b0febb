"""The languages of a questionnaire: its own first, any other by its code."""

import pytest
from werkzeug.datastructures import MultiDict

from survey_app.forms.languages import read_languages
from survey_app.routes.presentation import LANGUAGE_NAMES, direction


def test_languages_begin_with_the_own_one() -> None:
    assert read_languages(MultiDict([("own", "es"), ("language", "en")]), ("en",)) == ("es", "en")
    assert read_languages(MultiDict([("own", "xx")]), ("en",)) == ()
    assert read_languages(MultiDict([("own", "en"), ("language", "ar")]), ("en", "ar")) == ("en", "ar")


@pytest.mark.parametrize(("typed", "kept"), [("ar", "ar"), ("pt-BR", "pt_BR"), (" fr ", "fr"), ("en", None)])
def test_any_known_language_can_be_added_by_its_code(typed: str, kept: str | None) -> None:
    found = read_languages(MultiDict([("own", "en"), ("another", typed)]), ("en",))
    assert found == (("en", kept) if kept else ("en",))


@pytest.mark.parametrize("typed", ["xx", "english", "q" * 30, "e\0", "../en", "zz_ZZ"])
def test_a_code_that_names_no_language_is_refused(typed: str) -> None:
    assert read_languages(MultiDict([("own", "en"), ("another", typed)]), ("en",)) == ()


def test_languages_are_called_by_their_own_name_and_written_their_way() -> None:
    assert [LANGUAGE_NAMES.get(code) for code in ("en", "ar", "pt_BR", "fr")] == [
        "English",
        "العربية",
        "Português (Brasil)",
        "Français",
    ]
    assert LANGUAGE_NAMES.get("xx") == "Xx"
    assert [direction(code) for code in ("ar", "he", "es", "zh_Hans_CN", "xx")] == ["rtl", "rtl", "ltr", "ltr", "ltr"]

"""Settings that would make an unsafe installation are refused at the start, with words that mend them."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from survey_app.config import Settings, SettingsRefused, keep_secret, read_settings

STRONG = "correct-horse-battery-staple-1234567890"
Read = Callable[..., Settings]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Settings of an environment that holds nothing else."""
    return lambda **names: read_settings({"SURVEY_INSTANCE": str(tmp_path), **names})


def test_nothing_set_is_safe(read: Read) -> None:
    settings = read()
    assert settings.is_local
    assert (settings.debug, settings.testing, settings.mail_url, settings.setup) == (False, False, "", "ask")
    assert len(settings.secret_key) >= 32
    assert settings.secret_key == read().secret_key


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = keep_secret(tmp_path / "key")
    assert keep_secret(tmp_path / "key") == first
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["SURVEY_DEBUG", "SURVEY_TESTING"])
@pytest.mark.parametrize("reach", [{"SURVEY_BASE_URL": "https://desk.example.org"}, {"SURVEY_HOST": "0.0.0.0"}])
def test_debug_and_testing_are_refused_on_a_network(read: Read, name: str, reach: dict[str, str]) -> None:
    assert getattr(read(**{name: "yes"}), name.removeprefix("SURVEY_").lower())
    with pytest.raises(SettingsRefused, match="switch them off"):
        read(**{name: "yes", "SURVEY_SECRET_KEY": STRONG, **reach})


@pytest.mark.parametrize("key", ["short", "changeme", "a" * 64, "abcabcabc" * 8])
def test_a_weak_key_is_refused_on_a_network(read: Read, key: str) -> None:
    assert read(SURVEY_SECRET_KEY=key).secret_key == key
    with pytest.raises(SettingsRefused, match="too weak"):
        read(SURVEY_SECRET_KEY=key, SURVEY_BASE_URL="https://desk.example.org")
    assert read(SURVEY_SECRET_KEY=STRONG, SURVEY_BASE_URL="https://desk.example.org").is_https


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SURVEY_MIN_GROUP", "2", "choose 3 to 10"),
        ("SURVEY_MIN_GROUP", "eleven", "whole number"),
        ("SURVEY_SETUP", "maybe", "one of ask, demo, none"),
        ("SURVEY_PORT", "80a", "whole number"),
    ],
)
def test_what_makes_no_sense_is_named(read: Read, name: str, value: str, words: str) -> None:
    with pytest.raises(SettingsRefused, match=words):
        read(**{name: value})


def test_both_spellings_of_a_postgresql_address_lead_to_the_installed_driver(read: Read) -> None:
    for url in ("postgres://u@h/d", "postgresql://u@h/d"):
        assert read(SURVEY_DATABASE_URL=url).database_url == "postgresql+psycopg://u@h/d"


def test_the_host_of_the_base_address_is_answered_to(read: Read) -> None:
    settings = read(
        SURVEY_BASE_URL="https://desk.example.org/",
        SURVEY_SECRET_KEY=STRONG,
        SURVEY_TRUSTED_HOSTS="a.example, b.example",
    )
    assert settings.base_url == "https://desk.example.org"
    assert {"desk.example.org", "a.example", "b.example", "localhost"} <= set(settings.hosts)

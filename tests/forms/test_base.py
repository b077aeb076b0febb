"""Fields refuse what cannot be kept, in our own words, and show again what was typed."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from wtforms.validators import InputRequired, Length

from survey_app.exceptions import N_
from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, Email, LongText, Moment, Text, Whole
from survey_app.services.addresses import normal_email

pytestmark = pytest.mark.sqlite_only


class Sample(Form):
    title = Text("Title", most=20, needed=N_("Give it a title."))
    notes = LongText("Notes", most=100)
    email = Email("E-mail address")
    count = Whole("Count", least=3, most=10)
    choice = Choice("Colour", choices=[("r", "red"), ("g", "green")], default="r")
    when = Moment("When")
    stock = Text("Stock", validators=[Length(max=3)])


Fill = Callable[..., Sample]


@pytest.fixture
def fill(app: Flask) -> Fill:
    def filled(**typed: Any) -> Sample:
        with app.test_request_context("/", method="POST", data={"title": "T", "choice": "r", **typed}):
            form = Sample(meta={"csrf": False})
            form.validate()
            return form

    return filled


@pytest.mark.parametrize("text", ["a\x00b", "a\x07b", "a\x1bb", "a\x7fb", "a\x85b"])
def test_control_characters_are_refused_and_what_was_typed_is_shown_again(fill: Fill, text: str) -> None:
    form = fill(title=text)
    assert form.title.errors == ["Title holds characters that cannot be kept: type it again."]
    assert form.title.text == "a\N{REPLACEMENT CHARACTER}b"


def test_half_a_character_is_refused(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        form = Sample(meta={"csrf": False})
        form.title.process_formdata(["a"])
        with pytest.raises(ValueError, match="cannot be kept"):
            form.title.process_formdata(["a\ud800b"])
        assert form.title.text.encode() == "a\N{REPLACEMENT CHARACTER}b".encode()


def test_line_breaks_belong_into_long_texts_only(fill: Fill) -> None:
    assert fill(notes="one\ntwo\tthree").notes.errors == []
    assert fill(title="one\ntwo").title.errors != []


def test_text_is_trimmed_composed_and_bounded(fill: Fill) -> None:
    assert fill(title="  Cafe\u0301 ").title.text == "Café"
    assert fill(title="x" * 21).title.errors == ["Title has 21 characters: shorten it to 20."]
    assert fill(title="   ").title.errors == ["Give it a title."]


@pytest.mark.parametrize("number", ["9" * 5_000, "1e3", "３", "1,000", "four", "--3", "2", "11", "\x00"])
def test_a_number_that_is_none_or_out_of_bounds_is_refused_and_shown_again(fill: Fill, number: str) -> None:
    form = fill(count=number)
    assert form.count.errors == ["Enter a whole number from 3 to 10."]
    assert number.replace("\x00", "\N{REPLACEMENT CHARACTER}")[:200] in form.count()


def test_a_number_inside_the_bounds_is_taken_and_empty_is_none(fill: Fill) -> None:
    assert (fill(count=" 7 ").count.data, fill(count="").count.data) == (7, None)


def test_a_choice_that_is_not_offered_is_refused(fill: Fill) -> None:
    assert fill(choice="blue").choice.errors == ["Colour: choose one of the entries."]


@pytest.mark.parametrize("text", ["31.12.2026", "9999-99-99T00:00", "0001-01-01T00:00", "x" * 1_000])
def test_a_moment_that_no_calendar_knows_is_refused(fill: Fill, text: str) -> None:
    assert fill(when=text).when.errors == ["Enter the date as year-month-day and the time, such as 2026-12-04 18:00."]


def test_a_moment_is_read_on_the_wall_clock_of_its_zone(fill: Fill) -> None:
    moment = fill(when="2026-12-04T18:00").when.in_zone("Asia/Shanghai")
    assert moment is not None
    assert moment.isoformat() == "2026-12-04T10:00:00+00:00"
    assert str(Moment.on_wall(moment, "Asia/Shanghai")) == "2026-12-04 18:00:00"


def test_messages_of_the_library_are_in_our_words(fill: Fill) -> None:
    assert fill(stock="abcdef").stock.errors == ["Use at most 3 characters."]
    assert str(Sample.Meta().get_translations(None).gettext(InputRequired().message or "This field is required.")) == (
        "This is needed: fill it in."
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ana.Ruiz@Example.ORG ", "ana.ruiz@example.org"),
        ("desk@intranet", "desk@intranet"),
        ("ana@@example.org", None),
        ("a" * 250 + "@example.org", None),
        ("ana@exa\nmple.org", None),
        ("Ana <ana@example.org>", None),
    ],
)
def test_an_address_has_one_spelling(typed: str, kept: str | None) -> None:
    assert normal_email(typed) == kept

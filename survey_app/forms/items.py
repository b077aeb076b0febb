"""Forms of statements: words in every language of the installation, the study's own first and needed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey_app.exceptions import N_, Refusal
from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, LongText, Text, Tick
from survey_app.forms.sampling import ListFile
from survey_app.models import Item
from survey_app.questions.definition import say
from survey_app.services import evidence
from survey_app.services.evidence import LONGEST_EVIDENCE, LONGEST_LABEL, LONGEST_LINK, MOST_LINKS, Evidence
from survey_app.services.items import LONGEST_HINT, LONGEST_SECTION, LONGEST_TEXT, MOST_ITEMS
from survey_app.vocabulary import LANGUAGES

NAMES = {"en": "English", "es": "Español", "zh_Hans_CN": "简体中文"}
_LONGEST_PASTE = 60_000
FIRST = "first"
_LONGEST_NAME = 60
_NEEDED = N_("Write the statement, such as “A reply within 48 hours”.")
_OPEN = _l("An open question: people answer it in their own words")
Worded = TypeVar("Worded", bound="WordedForm")


def short(words: str) -> str:
    """The words of a statement as far as a menu shows them."""
    return words if len(words) <= _LONGEST_NAME else words[: _LONGEST_NAME - 1].rstrip() + "…"


class WordedForm(Form):
    """A form with texts in several languages: each is a group of fields named `<group>_<language>`."""

    language: str

    def in_order(self) -> list[str]:
        """The languages, the study's own first."""
        return sorted(LANGUAGES, key=lambda each: each != self.language)

    def words(self, group: str) -> dict[str, str]:
        """What was typed, by language; languages left empty are not there."""
        return {each: self[f"{group}_{each}"].text for each in self.in_order() if self[f"{group}_{each}"].text}

    def fill(self, group: str, text: dict[str, str]) -> None:
        """Show stored words, unless something was sent."""
        if not self.is_submitted():
            for each in LANGUAGES:
                self[f"{group}_{each}"].data = text.get(each, "")

    def need(self, group: str, message: str) -> bool:
        """Whether the words in the study's own language are there; else say so at their field."""
        field = self[f"{group}_{self.language}"]
        if field.text:
            return True
        field.errors = [*field.errors, _(message)]
        return False


def worded(kind: Callable[..., Any], most: int, *groups: str) -> Callable[[type[Worded]], type[Worded]]:
    """Give a form one field a language for each group of words."""

    def add(form: type[Worded]) -> type[Worded]:
        for group in groups:
            for language in LANGUAGES:
                setattr(form, f"{group}_{language}", kind(NAMES[language], most=most))
        return form

    return add


@worded(LongText, LONGEST_TEXT, "text")
@worded(LongText, LONGEST_HINT, "hint")
@worded(Text, LONGEST_SECTION, "section")
@worded(LongText, LONGEST_EVIDENCE, "evidence")
class ItemForm(WordedForm):
    """One statement, what explains it, the section it stands in, and what people may read before they answer."""

    links = LongText(_l("Links to read"), most=MOST_LINKS * (LONGEST_LINK + LONGEST_LABEL))
    is_open = Tick(_OPEN)

    def __init__(self, language: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.language = language if language in LANGUAGES else LANGUAGES[0]

    def validate(self, extra_validators: Any = None) -> bool:
        """The statement itself is needed in the study's own language."""
        right = bool(super().validate(extra_validators))
        return self._check_links() and self.need("text", _NEEDED) and right

    def fill_evidence(self, kept: Mapping[str, Any]) -> None:
        """Show stored evidence, unless something was sent."""
        found = evidence.of(kept)
        self.fill("evidence", dict(found.text))
        if not self.is_submitted():
            self.links.data = evidence.write_links(found.links)

    @property
    def evidence(self) -> dict[str, Any]:
        """The evidence as a statement keeps it."""
        return Evidence(self.words("evidence"), evidence.read_links(self.links.text)).to_json()

    def _check_links(self) -> bool:
        try:
            evidence.read_links(self.links.text)
        except Refusal as refusal:
            self.links.errors = [*self.links.errors, _(refusal.message, **refusal.params)]
            return False
        return True


class PlaceForm(Form):
    """Where a statement stands: first of its section, or right after another one."""

    after = Choice(_l("Where it stands"))

    def __init__(self, item: Item, others: Sequence[Item], language: str, **kwargs: Any) -> None:
        before = [other.code for other in others if other.position < item.position]
        super().__init__(data={"after": before[-1] if before else FIRST}, **kwargs)
        named = [(other.code, f"{other.code} {short(say(other.text, language))}") for other in others]
        self.after.choices = [
            (FIRST, _("First")),
            *((code, _("After %(statement)s", statement=words)) for code, words in named),
        ]

    @property
    def code(self) -> str:
        """The statement it is to stand after; empty for the first place."""
        return "" if self.after.text == FIRST else self.after.text


class AddItemForm(Form):
    """One more statement, in the study's own language."""

    text = Text(_l("Statement"), most=LONGEST_TEXT, needed=_NEEDED)
    is_open = Tick(_OPEN)


@worded(LongText, LONGEST_TEXT, "text")
class StatementForm(WordedForm):
    """The words of one statement in every language."""

    def __init__(self, language: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.language = language if language in LANGUAGES else LANGUAGES[0]

    def validate(self, extra_validators: Any = None) -> bool:
        """The words are needed in the study's own language."""
        right = bool(super().validate(extra_validators))
        return self.need("text", _NEEDED) and right


class ItemFileForm(Form):
    """A table of statements."""

    file = ListFile(_l("File"))

    @property
    def content(self) -> tuple[bytes, str]:
        """The file's bytes and its name."""
        with self.file.data.stream as stream:
            return stream.read(), self.file.data.filename


class RowsForm(Form):
    """Rows of a questionnaire that become statements; the rows themselves are ticked in the page."""

    as_sections = Tick(_l("Put the rows of each question into a section with the question as its heading"))
    with_scales = Tick(_l("Keep the scale of each question: the points of a rating, the options of a choice"))


class PasteForm(Form):
    """Many statements at once."""

    lines = LongText(_l("Statements, one a line"), most=_LONGEST_PASTE, needed=N_("Paste at least one line."))
    is_open = Tick(_l("Each line is an open question: people answer it in their own words"))

    @property
    def texts(self) -> list[str]:
        """The lines that hold something."""
        return [line.strip() for line in self.lines.text.splitlines() if line.strip()]

    def validate(self, extra_validators: Any = None) -> bool:
        """Each line is a statement of its own."""
        if not super().validate(extra_validators):
            return False
        for number, text in enumerate(self.texts, 1):
            if len(text) > LONGEST_TEXT:
                message = _("Line %(number)s is longer than %(most)s characters.", number=number, most=LONGEST_TEXT)
                self.lines.errors = [*self.lines.errors, message]
        if len(self.texts) > MOST_ITEMS:
            self.lines.errors = [*self.lines.errors, _("Paste at most %(most)s lines.", most=MOST_ITEMS)]
        return not self.lines.errors

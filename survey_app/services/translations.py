"""Translating a questionnaire: what is missing, what is outdated, and words that come back from a translator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from survey_app.exceptions import N_, Refusal
from survey_app.interchange.csv_lines import bare_cell
from survey_app.interchange.tables import Table
from survey_app.models import Version
from survey_app.questions.definition import Questionnaire
from survey_app.questions.reading import MAX_TEXT, UNSTORABLE, straight
from survey_app.questions.registry import read_questionnaire, write_questionnaire
from survey_app.questions.wordings import Wording, placeholders, translated, wordings
from survey_app.services import versions
from survey_app.services.codes import Used
from survey_app.services.editing import Made, Operation

PLACE = "place"
"""The heading of the column that says where a text stands."""


class Standing(StrEnum):
    """How a translation stands. Outdated: the words it was made from have changed since the published version."""

    MISSING = "missing"
    OUTDATED = "outdated"
    DONE = "done"


class NoPlaces(Refusal):
    """A file without the column that says where its words belong."""

    status = 422
    title = N_("The file does not say where its words belong")
    message = N_("The first row needs a column named “place”, and one named after each language, such as “es”.")


@dataclass(frozen=True, slots=True)
class Line:
    """One text and its translation."""

    place: str
    base: str
    words: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Refused:
    """A line of a file that is not taken: its number there, its place, and why in marked words."""

    number: int
    place: str
    reason: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Returned:
    """What a translator's file brings: words that change something, lines that change nothing, and lines refused."""

    words: Mapping[str, Mapping[str, str]]
    changed: int
    same: int
    refused: tuple[Refused, ...]
    languages: tuple[str, ...]


def lines(version: Version, language: str) -> list[Line]:
    """Every text with its translation: missing ones first, then outdated ones, else in the order they are read."""
    questionnaire = versions.document(version)
    known = {each.place: each for each in _earlier(version)}
    found = [_line(each, known.get(each.place), questionnaire.language, language) for each in _all(questionnaire)]
    rank = list(Standing)
    return sorted(found, key=lambda line: rank.index(line.standing))


def _line(now: Wording, before: Wording | None, base: str, language: str) -> Line:
    words = now.text.get(language, "")
    if not words.strip():
        return Line(now.place, now.text[base], "", Standing.MISSING)
    is_old = (
        before is not None
        and before.text.get(base, "") != now.text[base]
        and before.text.get(language, "") == words
        and bool(before.text.get(base, ""))
    )
    return Line(now.place, now.text[base], words, Standing.OUTDATED if is_old else Standing.DONE)


def _all(questionnaire: Questionnaire) -> tuple[Wording, ...]:
    return wordings(write_questionnaire(questionnaire))


def _earlier(version: Version) -> tuple[Wording, ...]:
    earlier = versions.before(version)
    return _all(versions.document(earlier)) if earlier else ()


def table(version: Version) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a translator's sheet: where, the words in the own language, and in each other one."""
    questionnaire = versions.document(version)
    languages = questionnaire.languages
    rows = [[each.place, *(each.text.get(language, "") for language in languages)] for each in _all(questionnaire)]
    return [PLACE, *languages], rows


def read(version: Version, sent: Table) -> Returned:
    """Hold a translator's file against the questionnaire; nothing is changed yet.

    A blank cell changes nothing. Words in the own language are not taken: they are what was translated. A translation
    that repeats other answers than the original is refused, since a respondent would read a gap.
    """
    questionnaire = versions.document(version)
    targets = [language for language in questionnaire.languages[1:] if language in sent.header]
    if PLACE not in sent.header or not targets:
        raise NoPlaces
    known = {each.place: each for each in _all(questionnaire)}
    words: dict[str, dict[str, str]] = {}
    refused: list[Refused] = []
    changed = same = 0
    for number, row in zip(sent.numbers, sent.rows, strict=True):
        cells = dict(zip(sent.header, row, strict=True))
        there = known.get(cells[PLACE])
        if there is None:
            refused.append(Refused(number, cells[PLACE][:60], N_("There is no text at this place any more."), {}))
            continue
        for language in targets:
            said = straight(bare_cell(cells[language]))
            if not said or said == there.text.get(language, ""):
                same += 1
            elif (reason := _why_not(there.text[questionnaire.language], said)) is not None:
                refused.append(Refused(number, there.place, *reason))
            else:
                words.setdefault(there.place, {})[language] = said
                changed += 1
    return Returned(words, changed, same, tuple(refused), tuple(targets))


def _why_not(base: str, said: str) -> tuple[str, dict[str, object]] | None:
    if placeholders(base) != placeholders(said):
        wanted = ", ".join(sorted(placeholders(base).elements()))
        if wanted:
            return N_("It has to repeat exactly these answers: %(wanted)s."), {"wanted": wanted}
        return N_("It repeats an answer in braces { } that the original does not repeat."), {}
    if len(said) > MAX_TEXT:
        return N_("It is longer than %(most)s characters."), {"most": MAX_TEXT}
    if UNSTORABLE.search(said):
        return N_("It holds a character that cannot be stored."), {}
    return None


def unfit(version: Version, words: Mapping[str, Mapping[str, str]]) -> dict[str, Refused]:
    """Which of these translations cannot be taken, by their place. Empty words take a translation out."""
    questionnaire = versions.document(version)
    known = {each.place: each.text[questionnaire.language] for each in _all(questionnaire)}
    found = {}
    for place, said in words.items():
        for translation in said.values():
            if translation and (reason := _why_not(known[place], translation)) is not None:
                found[place] = Refused(0, place, *reason)
    return found


def take_in(words: Mapping[str, Mapping[str, str]], languages: Sequence[str]) -> Operation:
    """Put translations in, as one step that can be taken back."""

    def make(questionnaire: Questionnaire, _used: Used) -> Made:
        return read_questionnaire(translated(write_questionnaire(questionnaire), words)), ""

    return Operation("translate", make, " ".join(languages))

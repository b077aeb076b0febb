"""The question check: what has to be put right before publishing, and what is worth a second look."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from survey_app.exceptions import N_
from survey_app.questions.branches import walk
from survey_app.questions.definition import Question, Questionnaire, Scale, Text
from survey_app.questions.differential import pair_of
from survey_app.questions.hidden import Hidden
from survey_app.questions.image_choice import ImageChoiceSettings
from survey_app.questions.instruments import is_as_published
from survey_app.questions.logic_check import CARRY, CHECK, COLUMN, ROW, SHOW, TEXT, VALUE, RuleFinding, check_rules
from survey_app.questions.readability import Reading, reading_of
from survey_app.questions.registry import TYPES, type_of
from survey_app.questions.wording_check import look
from survey_app.services import durations
from survey_app.services.doors import UNLINKED
from survey_app.services.durations import rows_of, texts_of
from survey_app.vocabulary import AnonymityLevel

LONGEST_GRID = 7
LONGEST_BATTERY = 15
"""Each row of a battery is rated twice, and above thirty ratings on a page people stop reading."""
FEWEST_OPTIONS = 2
MOST_MINUTES = 20
SHORT_TEXT = 12
"""Texts as short as “And why?” may come again."""
MOST_ON_A_PAGE = 40
"""Answers on one page, each row of a table counted."""
_TABLES = (
    "grid", "battery", "grid_multiple", "grid_number", "dual_scale", "importance_performance", "use_and_rating",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to check: where it is, a marked message, what fills it, and whether it blocks publishing.

    `where` is a marked message that goes before, filled by the same params; `words` are params that are marked
    messages themselves.
    """

    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    code: str = ""
    anchor: str = ""
    language: str = ""
    blocks: bool = False
    where: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


def check(
    questionnaire: Questionnaire, earlier: Questionnaire | None = None, level: AnonymityLevel | None = None
) -> tuple[Finding, ...]:
    """All findings, errors first; `earlier` is the published version that this one will be compared with.

    `level` is what the stage promises: where answers are sealed, some questions stay empty.
    """
    found = [*_whole(questionnaire), *(_never_filled(questionnaire) if level in UNLINKED else ())]
    for question in questionnaire.questions():
        found += _question(questionnaire, question)
    found += _rules(questionnaire)
    for language in questionnaire.languages[1:]:
        found += _translations(questionnaire, language)
    if earlier is not None:
        found += _compared(questionnaire, earlier)
    return tuple(sorted(found, key=lambda finding: not finding.blocks))


def blocking(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Those that stand in the way of publishing."""
    return tuple(finding for finding in findings if finding.blocks)


def _never_filled(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Values from the address, which could tell who somebody is."""
    for question in questionnaire.questions():
        if question.kind == Hidden.code:
            message = N_(
                "%(code)s stays empty: at this level of anonymity nothing is taken from an address. Take it out, with "
                "the rules that ask for it, or choose the level confidential or identified."
            )
            yield Finding(message, {"code": question.code}, question.code, "text")


def missing_texts(questionnaire: Questionnaire, language: str) -> dict[str, int]:
    """How many texts of each question exist in the questionnaire's own language but not in another one."""
    base = questionnaire.language
    return {
        question.code: count
        for question in questionnaire.questions()
        if (count := sum(bool(_in(text, base)) and not _in(text, language) for text in texts_of(question)))
    }


def _in(text: Text, language: str) -> str:
    return text.get(language, "").strip()


def _whole(questionnaire: Questionnaire) -> Iterator[Finding]:
    if not any(TYPES[question.kind].collects for question in questionnaire.questions()):
        yield Finding(N_("There is no question yet. Add one."), blocks=True)
    for number, page in enumerate(questionnaire.pages, start=1):
        if not page.questions and any(questionnaire.questions()):
            yield Finding(N_("Page %(number)s is empty: it will not be shown."), {"number": number}, anchor=page.key)
        asked = sum(
            max(1, len(getattr(each.settings, "items", ()))) for each in page.questions if type_of(each).is_seen
        )
        if asked > MOST_ON_A_PAGE:
            yield Finding(
                N_("Page %(number)s asks for %(count)s answers. Above %(most)s people stop: split it."),
                {"number": number, "count": asked, "most": MOST_ON_A_PAGE}, anchor=page.key,
            )  # fmt: skip
    yield from _weight(questionnaire)


def _weight(questionnaire: Questionnaire) -> Iterator[Finding]:
    """How long the whole takes, how hard it reads, and what is asked twice."""
    takes = durations.minutes(questionnaire)
    if takes > MOST_MINUTES:
        yield Finding(
            N_("Answering takes about %(count)s minutes. Above %(most)s many people break off: leave out what you "
               "would not act on."), {"count": takes, "most": MOST_MINUTES},
        )  # fmt: skip
    for language, found in readings(questionnaire).items():
        if found.is_hard:
            yield Finding(
                N_("The texts are hard to read (%(score)s of 100): use shorter sentences and everyday words."),
                {"score": round(found.score), "language": language},
                language=language if language != questionnaire.language else "",
            )
    first: dict[str, str] = {}
    for question in questionnaire.questions():
        words = _in(question.text, questionnaire.language).casefold()
        if len(words) < SHORT_TEXT or not TYPES[question.kind].collects:
            continue
        if first.setdefault(words, question.code) != question.code:
            yield Finding(
                N_("%(code)s asks in the same words as %(first)s. Say what is different."),
                {"code": question.code, "first": first[words]}, question.code, "text",
            )  # fmt: skip


def readings(questionnaire: Questionnaire) -> dict[str, Reading]:
    """How hard the texts are to read, in each language that has a measure and enough words."""
    found = {
        language: reading_of(
            (_in(text, language) for each in questionnaire.questions() for text in (each.text, each.hint)), language
        )
        for language in questionnaire.languages
    }
    return {language: reading for language, reading in found.items() if reading is not None}


def _question(questionnaire: Questionnaire, question: Question) -> Iterator[Finding]:
    code, base = question.code, questionnaire.language
    if not _in(question.text, base):
        yield Finding(N_("%(code)s has no text."), {"code": code}, code, "text", blocks=True)
    rows = rows_of(question)
    if question.kind in {"single", "multiple", "image_choice"} and len(question.settings.all) < FEWEST_OPTIONS:
        yield Finding(
            N_("%(code)s offers fewer than two answers to choose from."), {"code": code}, code, "rows", blocks=True
        )
    for number, row in enumerate(rows, start=1):
        yield from _row(question, number, row.label, base)
    if TYPES[question.kind].takes_files and question.is_identity:
        yield Finding(
            N_("%(code)s: files are kept with the opinions. Choose another purpose."), {"code": code}, code, "purpose",
            blocks=True,
        )  # fmt: skip
    if isinstance(question.settings, ImageChoiceSettings) and not question.settings.pictures:
        yield Finding(
            N_("%(code)s has no picture yet. Add pictures."), {"code": code}, code, "pictures-head", blocks=True
        )
    yield from _answers(question, base)
    if not is_as_published(question):  # a standard questionnaire is not to be changed
        yield from _wording(questionnaire, question)
        yield from _table(question, len(rows))


def _wording(questionnaire: Questionnaire, question: Question) -> Iterator[Finding]:
    """What the words of each language do to the answers."""
    for language in questionnaire.languages:
        for remark in look(question, language):
            other = language if language != questionnaire.language else ""
            yield Finding(remark.message, remark.params, question.code, remark.anchor, other)


def _table(question: Question, rows: int) -> Iterator[Finding]:
    """A table that is too long, or has no way out."""
    if question.kind not in _TABLES:
        return
    code, most = question.code, LONGEST_BATTERY if question.kind == "battery" else LONGEST_GRID
    if rows > most:
        yield Finding(
            N_(
                "%(code)s has %(count)s rows. Above %(most)s, people tire and tick the same column all the way "
                "down: split it."
            ),
            {"code": code, "count": rows, "most": most}, code, "rows",
        )  # fmt: skip
    if not question.not_applicable and TYPES[question.kind].offers_not_applicable:
        yield Finding(
            N_("%(code)s has no “does not apply”: people without experience would have to guess."),
            {"code": code}, code, "not_applicable",
        )  # fmt: skip


def _answers(question: Question, base: str) -> Iterator[Finding]:
    """What is particular to pairs of words and to answers in groups."""
    for number, row in enumerate(rows_of(question) if question.kind == "differential" else (), start=1):
        if _in(row.label, base) and not all(pair_of(_in(row.label, base))):
            yield Finding(
                N_("Row %(number)s of %(code)s needs two words with a bar between them, such as “slow | fast”."),
                {"code": question.code, "number": number}, question.code, f"row{number}", blocks=True,
            )  # fmt: skip
    for number, column in enumerate(question.settings.columns if question.kind == "repeat" else (), start=1):
        answers = (option.label for option in getattr(column.settings, "options", ()))
        if not all(_in(text, base) for text in (column.label, *answers)):
            yield Finding(
                N_("Field %(number)s of %(code)s lacks words."), {"code": question.code, "number": number},
                question.code, "x_columns", blocks=True,
            )  # fmt: skip
    for branch in walk(getattr(question.settings, "branches", ())):
        if not _in(branch.label, base):
            yield Finding(
                N_("The answer with code %(answer)s of %(code)s has no text."),
                {"code": question.code, "answer": branch.code}, question.code, "x_options", blocks=True,
            )  # fmt: skip


def _row(question: Question, number: int, label: Text, base: str) -> Iterator[Finding]:
    words, params = _in(label, base), {"code": question.code, "number": number}
    if not words:
        yield Finding(N_("Row %(number)s of %(code)s has no text."), params, question.code, f"row{number}", blocks=True)


def _rules(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Conditions, checks, jumps and piped answers that cannot work as they stand."""
    for rule in check_rules(questionnaire):
        yield Finding(
            rule.message, rule.params, rule.code, _anchor(rule), blocks=rule.blocks, where=rule.where, words=rule.words
        )


def _anchor(rule: RuleFinding) -> str:
    """The field of the editor that a rule stands in; the page for a page's own rule."""
    if not rule.code:
        return rule.page
    fields = {CHECK: f"check-{rule.number - 1}-rule", ROW: f"rule-c{rule.params.get('row')}", TEXT: "text"}
    fields |= {VALUE: "x_expression", CARRY: "carry_from", COLUMN: f"rule-k{rule.params.get('row')}"}
    return fields.get(rule.kind, SHOW)


def _translations(questionnaire: Questionnaire, language: str) -> Iterator[Finding]:
    for code, count in missing_texts(questionnaire, language).items():
        one = N_("%(code)s: %(count)s text is not translated into %(language)s yet.")
        several = N_("%(code)s: %(count)s texts are not translated into %(language)s yet.")
        yield Finding(
            one if count == 1 else several,
            {"code": code, "count": count, "language": language}, code, "text", language,
        )  # fmt: skip


def _compared(questionnaire: Questionnaire, earlier: Questionnaire) -> Iterator[Finding]:
    """What keeps the answers of two versions from being compared."""
    for before in earlier.questions():
        now = questionnaire.find(before.code)
        if now is None:
            yield Finding(
                N_("%(code)s of the version before is no longer here under this code: the two do not join."),
                {"code": before.code},
            )
        elif now.kind != before.kind or _scale(now) != _scale(before):
            yield Finding(
                N_("%(code)s was asked in another way in the version before: give the new question another code."),
                {"code": now.code}, now.code, "code",
            )  # fmt: skip
        else:
            yield from _reworded(questionnaire, now, before)


def _scale(question: Question) -> tuple[int, int] | None:
    scale = getattr(question.settings, "scale", None)
    return (scale.first, scale.last) if isinstance(scale, Scale) else None


def _reworded(questionnaire: Questionnaire, now: Question, before: Question) -> Iterator[Finding]:
    known = {row.code: row.label for row in rows_of(before)}
    for number, row in enumerate(rows_of(now), start=1):
        old = _in(known.get(row.code, {}), questionnaire.language)
        if old and old != _in(row.label, questionnaire.language):
            yield Finding(
                N_("Row %(number)s of %(code)s read “%(words)s” in the version before. If it now means something "
                   "else, take it out and add a new row."),
                {"code": now.code, "number": number, "words": old}, now.code, f"row{number}",
            )  # fmt: skip

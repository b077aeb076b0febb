"""Coding open answers: a frame of codes with themes, wordings put under them, and how many answers each one covers."""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, func, select, update

from survey_app.db import Base, session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.exports.coded_texts import CodedTexts, names_in
from survey_app.models import Stage, TextCode, TextMark
from survey_app.questions.summary import RowSummary
from survey_app.services.inserts import insert_all_new
from survey_app.stats.proportion import Proportion, wilson

LONGEST_LABEL, MOST_CODES = 80, 200
_PARTS = ("label", "theme")
_DIGEST = 16
_AT_ONCE = 400
TABLE = Base.metadata.tables[TextMark.__tablename__]


class CodeRefused(Refusal):
    """A code that cannot be kept."""

    status = 422
    title = N_("The code was not kept")
    message = N_("Give the code a name of up to 80 letters.")


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording: how it is named in a form, the words, how many wrote it, and the codes it stands under."""

    digest: str
    words: str
    count: int
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Counted:
    """A code or a theme with the answers under it, and their share of all that wrote something."""

    code: str
    label: str
    theme: str
    count: int
    share: Proportion
    words: Mapping[str, str] = field(default_factory=dict)
    """What a code is called in other languages than the study's own."""


@dataclass(frozen=True, slots=True)
class Coding:
    """An open question's answers as they are coded."""

    wordings: tuple[Wording, ...]
    codes: tuple[Counted, ...]
    themes: tuple[Counted, ...]
    answers: int
    coded: int


def digest_of(words: str) -> str:
    """What names a wording: the same for the same words, whatever their case, blanks and width.

    >>> digest_of("Too  slow") == digest_of(" too slow ")
    True
    """
    plain = " ".join(unicodedata.normalize("NFKC", words).casefold().split())
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()[: 2 * _DIGEST]


def read(stage: Stage, variable: str, texts: Sequence[str], language: str = "") -> Coding:
    """The coding of these answers of an open question; names are in this language where they have one in it."""
    frame = _frame(stage, variable)
    labels = names_in([each.label for each in frame], _words_of(frame, "label"), language)
    themes = names_in([each.theme for each in frame], _words_of(frame, "theme"), language)
    marks = _marks(frame)
    digests = [digest_of(words) for words in texts]
    counts = Counter(digests)
    said = dict(zip(reversed(digests), reversed(texts), strict=True))
    public = {each.id: each.code for each in frame}
    wordings = tuple(
        Wording(digest, words, counts[digest], frozenset(public[key] for key in marks.get(digest, ())))
        for digest, words in sorted(said.items(), key=lambda each: each[1].casefold())
    )
    return Coding(
        wordings,
        tuple(_counted(each, labels[each.label], themes[each.theme], wordings) for each in frame),
        tuple(_themes(frame, themes, wordings)),
        len(texts),
        sum(each.count for each in wordings if each.codes),
    )


def of_rows(stage: Stage, rows: Iterable[RowSummary]) -> dict[str, CodedTexts]:
    """The codes of every open question of a survey that has any, counted over these answers."""
    coded = set(session.scalars(select(TextCode.variable).where(TextCode.stage_id == stage.id).distinct()))
    found = {}
    for row in rows:
        if row.variable in coded and row.texts:
            coding = read(stage, row.variable, row.texts)
            codes, themes = (
                tuple((each.label, each.share) for each in part if each.count) for part in (coding.codes, coding.themes)
            )
            under = tuple(each.theme for each in coding.codes if each.count)
            frame = _frame(stage, row.variable)
            words = _words_of(frame, "label"), _words_of(frame, "theme")
            found[row.variable] = CodedTexts(codes, themes, under, coding.answers, *words)
    return found


def _frame(stage: Stage, variable: str) -> Sequence[TextCode]:
    wanted = select(TextCode).where(TextCode.stage_id == stage.id, TextCode.variable == variable)
    return sorted(session.scalars(wanted), key=lambda each: (each.theme.casefold(), each.label.casefold()))


def _marks(frame: Sequence[TextCode]) -> Mapping[str, set[int]]:
    found: dict[str, set[int]] = {}
    rows = session.execute(
        select(TextMark.text_code_id, TextMark.wording).where(TextMark.text_code_id.in_([each.id for each in frame]))
    )
    for key, wording in rows:
        found.setdefault(wording, set()).add(key)
    return found


def _words_of(frame: Sequence[TextCode], part: str) -> dict[str, dict[str, str]]:
    """What the codes or their themes are called in other languages, by their names."""
    found: dict[str, dict[str, str]] = {}
    for each in frame:
        found.setdefault(getattr(each, part), {}).update(each.words.get(part, {}))
    return found


def _themes(frame: Sequence[TextCode], names: Mapping[str, str], wordings: Sequence[Wording]) -> list[Counted]:
    themes: dict[str, set[str]] = {}
    for each in frame:
        if each.theme:
            themes.setdefault(each.theme, set()).add(each.code)
    return [Counted("", names[name], names[name], *_under(wordings, codes)) for name, codes in themes.items()]


def _counted(code: TextCode, label: str, theme: str, wordings: Sequence[Wording]) -> Counted:
    return Counted(code.code, label, theme, *_under(wordings, {code.code}), code.words.get("label", {}))


def _under(wordings: Sequence[Wording], codes: Collection[str]) -> tuple[int, Proportion]:
    """How many answers stand under these codes, and their share."""
    count = sum(each.count for each in wordings if not each.codes.isdisjoint(codes))
    return count, wilson(count, sum(each.count for each in wordings))


def searched(coding: Coding, words: str, *, under: str = "", uncoded: bool = False) -> tuple[Wording, ...]:
    """The wordings that hold some words, stand under a code, or under none yet."""
    sought = unicodedata.normalize("NFKC", words).casefold().strip()
    return tuple(
        each
        for each in coding.wordings
        if (not sought or sought in unicodedata.normalize("NFKC", each.words).casefold())
        and (not under or under in each.codes)
        and not (uncoded and each.codes)
    )


def add(stage: Stage, variable: str, label: str, theme: str = "") -> TextCode:
    """Another code of the frame; refused when one has that name already."""
    name, group = _name(label), _name(theme) if theme.strip() else ""
    frame = _frame(stage, variable)
    if len(frame) >= MOST_CODES:
        raise CodeRefused(N_("A question keeps up to %(most)s codes. Delete one that is not needed."), most=MOST_CODES)
    if any(each.label.casefold() == name.casefold() for each in frame):
        raise CodeRefused(N_("There is a code “%(name)s” already. Choose another name."), name=name)
    words = {"theme": _words_of(frame, "theme").get(group, {})} if group else {}
    code = TextCode(stage_id=stage.id, variable=variable, label=name, theme=group, words=words)
    session.add(code)
    session.flush()
    return code


def rename(code: TextCode, label: str, theme: str, words: Mapping[str, Mapping[str, str]] | None = None) -> None:
    """Another name or theme; what stands under the code stays.

    `words` are what both are called in other languages; those of the theme hold for every code of it.
    """
    name, group = _name(label), _name(theme) if theme.strip() else ""
    mine = TextCode.stage_id == code.stage_id, TextCode.variable == code.variable
    others = select(func.count()).where(*mine, func.lower(TextCode.label) == name.lower(), TextCode.id != code.id)
    if session.scalar(others):
        raise CodeRefused(N_("There is a code “%(name)s” already. Choose another name."), name=name)
    told = {part: {tongue: _name(said) for tongue, said in (words or {}).get(part, {}).items()} for part in _PARTS}
    of_theme = told["theme"] if group else {}
    if group != code.theme and of_theme == code.words.get("theme", {}):
        # under another theme its own names hold, not those of the one before
        mates = session.scalars(select(TextCode).where(*mine, TextCode.theme == group, TextCode.id != code.id)).all()
        of_theme = _words_of(mates, "theme").get(group, of_theme) if group else {}
    session.execute(
        update(TextCode)
        .where(TextCode.id == code.id)
        .values(label=name, theme=group, words={"label": told["label"], "theme": of_theme})
    )
    beside = select(TextCode).where(*mine, TextCode.theme == group, TextCode.theme != "", TextCode.id != code.id)
    for each in session.scalars(beside):
        each.words = {**each.words, "theme": of_theme}
    session.flush()


def _name(label: str) -> str:
    plain = " ".join(label.replace("\0", "").split())
    if not plain or len(plain) > LONGEST_LABEL or not plain.isprintable():
        raise CodeRefused
    return plain


def find(stage: Stage, variable: str, code: str) -> TextCode:
    """A code of this question."""
    wanted = select(TextCode).where(TextCode.stage_id == stage.id, TextCode.variable == variable, TextCode.code == code)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def remove(code: TextCode) -> None:
    """Delete a code; the answers stay, without it."""
    session.execute(delete(TextMark).where(TextMark.text_code_id == code.id))
    session.execute(delete(TextCode).where(TextCode.id == code.id))


def put(code: TextCode, coding: Coding, digests: Collection[str]) -> int:
    """Put wordings under a code; how many answers came under it. Wordings nobody wrote are left alone."""
    wanted = [each for each in coding.wordings if each.digest in digests and code.code not in each.codes]
    # a colleague may put the same wording under the code at the same moment
    insert_all_new(TABLE, [{"text_code_id": code.id, "wording": each.digest} for each in wanted])
    return sum(each.count for each in wanted)


def take(code: TextCode, coding: Coding, digests: Collection[str]) -> int:
    """Take wordings out from under a code; how many answers left it."""
    wanted = [each for each in coding.wordings if each.digest in digests and code.code in each.codes]
    named = [each.digest for each in wanted]
    for start in range(0, len(named), _AT_ONCE):
        some = named[start : start + _AT_ONCE]
        session.execute(delete(TextMark).where(TextMark.text_code_id == code.id, TextMark.wording.in_(some)))
    return sum(each.count for each in wanted)

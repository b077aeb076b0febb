"""Files that people send in as answers: kept encrypted under random names, named by the answers, gone with them.

A file belongs to a draft from the page it came with; sending hands it to the response. Only what an answer names is
kept. What belongs to nothing any more is swept, first its record with the key, then its bytes.
"""

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update

from survey_app.db import after_commit, new_code, now, session
from survey_app.exceptions import NotFound
from survey_app.models import AnswerFile, Stage
from survey_app.privacy import files
from survey_app.privacy.refusals import SealBroken
from survey_app.questions import upload_files
from survey_app.questions.definition import Question
from survey_app.questions.file_upload import MOST_FILES, MOST_OF_A_RESPONSE, OVER, NamedFile
from survey_app.questions.upload_files import LARGEST
from survey_app.services import installation
from survey_app.services.visit_parts import DraftRow, Visit

_FILE: Any = AnswerFile.__table__
_FOLDER = "answers"
_CODE = re.compile(r" \| ([a-z0-9]{26})(?![a-z0-9])", re.ASCII)
_ALONE = timedelta(hours=1)
"""How long a file may belong to nothing: sending takes a moment."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that came with a page and is taken: the answer names it already, its bytes are stored with the answer."""

    named: NamedFile
    question: str
    media_type: str
    content: bytes
    days: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came with one question: the files that are taken, and `why:name` of those that are not."""

    files: tuple[Incoming, ...] = ()
    refused: tuple[str, ...] = ()


def known(visit: Visit) -> frozenset[str]:
    """The names, as answers write them, of all files that this person has sent so far."""
    owners = []
    if visit.draft is not None and visit.draft.id:
        owners.append(_FILE.c.draft_id == visit.draft.id)
    if visit.sent is not None and visit.sent.id:
        owners.append(_FILE.c.response_id == visit.sent.id)
    if not owners:
        return frozenset()
    rows = session.execute(select(_FILE.c.filename, _FILE.c.size, _FILE.c.code).where(or_(*owners)))
    return frozenset(str(NamedFile(row.filename, row.size, row.code)) for row in rows)


def arrived(question: Question, given: Iterable[tuple[str, bytes]], held: int, room: int = MOST_FILES) -> Arrived:
    """Look at files, each with its name; `held` is how many files the whole response has already.

    `room` is how many more the question takes: the first that are sound are taken, the others are named as left out.
    """
    taken: list[Incoming] = []
    refused: list[str] = []
    for name, content in given:
        told = upload_files.clean_name(name)
        if len(content) > LARGEST:
            refused.append(f"large:{told}")
        elif (found := upload_files.take(content, question.settings.groups)) is None:
            refused.append(f"kind:{told}")
        elif len(taken) >= room:
            refused.append(f"{OVER}:{told}")
        elif held + len(taken) >= MOST_OF_A_RESPONSE:
            refused.append(f"many:{told}")
        else:
            named = NamedFile(told, len(found.content), new_code(26))
            taken.append(Incoming(named, question.code, found.media_type, found.content, question.settings.days))
    return Arrived(tuple(taken), tuple(refused))


def settle(visit: Visit, incoming: Sequence[Incoming]) -> None:
    """Keep the files that the saved draft names, and let go of those it does not name any more."""
    draft = visit.draft
    if draft is None or not draft.id:
        return
    named = _codes_in(draft)
    new = [each for each in incoming if each.named.code in named]
    _drop(_FILE.c.draft_id == draft.id, _FILE.c.code.not_in(named))
    if new:
        session.execute(insert(_FILE), [_row(each, visit.door.stage_id, draft.id) for each in new])


def _row(each: Incoming, stage_id: int, draft_id: int) -> dict[str, Any]:
    key = files.new_key()
    target = _path(each.named.code)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.write_bytes(files.lock(key, each.content))
    return {
        "code": each.named.code,
        "stage_id": stage_id,
        "draft_id": draft_id,
        "question": each.question,
        "filename": each.named.name,
        "media_type": each.media_type,
        "size": each.named.size,
        "key": key,
        "created_at": now(),
        "expires_at": now() + timedelta(days=each.days),
    }


def _codes_in(draft: DraftRow) -> set[str]:
    """The codes of files that a draft names, in answers and in what could not be read as it stands."""
    return codes_in([draft.given, draft.typed])


def codes_in(value: object) -> set[str]:
    """The codes of files that stored answers name.

    >>> sorted(codes_in({"DOC.1": "offer.pdf | 20480 | " + "a" * 26, "OVER": 4})) == ["a" * 26]
    True
    """
    if isinstance(value, str):
        return set(_CODE.findall(value))
    if isinstance(value, Mapping):
        return codes_in(list(value.values()))
    if isinstance(value, list | tuple):
        return {code for each in value for code in codes_in(each)}
    return set()


def attach(stage_id: int, response_id: str, given: Mapping[str, Any]) -> None:
    """Hand the files that stored answers name to their response; files that they name no more are let go."""
    if codes := codes_in(given):
        mine = _FILE.c.stage_id == stage_id, _FILE.c.code.in_(codes), _FILE.c.response_id.is_(None)
        session.execute(update(_FILE).where(*mine).values(response_id=response_id, draft_id=None))
    _drop(_FILE.c.response_id == response_id, _FILE.c.code.not_in(codes))


def of_stage(stage: Stage, *, page: int = 1, size: int = 50) -> tuple[Sequence[AnswerFile], int]:
    """One page of the files that belong to responses, by question and random code, and how many there are."""
    wanted = select(AnswerFile).where(*_sent(stage))
    count = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    rows = wanted.order_by(AnswerFile.question, AnswerFile.code).limit(size).offset((page - 1) * size)
    return session.scalars(rows).all(), count


def every(stage: Stage) -> Iterator[tuple[str, bytes]]:
    """All files of a stage: the name of each in an archive, and its bytes; one that is damaged is left out."""
    for row in session.scalars(select(AnswerFile).where(*_sent(stage)).order_by(AnswerFile.question, AnswerFile.code)):
        with contextlib.suppress(NotFound):
            yield f"{row.question}/{row.code}-{row.filename}", content_of(row)


def find(stage: Stage, code: str) -> AnswerFile:
    """A file of a response by its code."""
    row = session.scalar(select(AnswerFile).where(*_sent(stage), AnswerFile.code == code))
    if row is None:
        raise NotFound
    return row


def content_of(row: AnswerFile) -> bytes:
    """The bytes of a file."""
    try:
        return files.unlock(row.key, _path(row.code).read_bytes())
    except (OSError, SealBroken):
        raise NotFound from None


def _sent(stage: Stage) -> tuple[Any, ...]:
    return AnswerFile.stage_id == stage.id, AnswerFile.response_id.is_not(None), AnswerFile.expires_at > now()


def sweep() -> int:
    """Let go of what has expired or belongs to nothing, and of bytes without a record; how many bytes' files went."""
    alone = _FILE.c.draft_id.is_(None) & _FILE.c.response_id.is_(None) & (_FILE.c.created_at < now() - _ALONE)
    session.execute(delete(_FILE).where(or_(_FILE.c.expires_at <= now(), alone)))
    held = set(session.scalars(select(_FILE.c.code)))
    gone = [path for path in _paths() if path.stem not in held]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _drop(*conditions: Any) -> None:  # noqa: ANN401 - parts of SQL
    gone = session.scalars(select(_FILE.c.code).where(*conditions)).all()
    if gone:
        session.execute(delete(_FILE).where(_FILE.c.code.in_(gone)))
        after_commit(lambda: _unlink(gone))


def _unlink(codes: Iterable[str]) -> None:
    for code in codes:
        _path(code).unlink(missing_ok=True)


def _paths() -> list[Path]:
    """The files in the folder that are old enough to have a record if they will ever have one."""
    folder = installation.settings().files / _FOLDER
    latest = (now() - _ALONE).timestamp()
    found = []
    for path in folder.iterdir() if folder.exists() else ():
        with contextlib.suppress(OSError):
            if path.is_file() and path.stat().st_mtime < latest:
                found.append(path)
    return found


def _path(code: str) -> Path:
    return installation.settings().files / _FOLDER / f"{code}.enc"

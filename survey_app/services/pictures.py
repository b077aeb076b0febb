"""Pictures of a study's questionnaires: kept under the SHA-256 of their bytes, as long as any version shows them."""

import contextlib
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Text, cast, delete, exists, func, select

from survey_app.db import now, session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import LibraryPicture, Picture, Revision, SavedBlock, Stage, Version
from survey_app.questions import picture_files
from survey_app.questions.definition import Option, Question, Questionnaire
from survey_app.questions.image_choice import MOST_PICTURES, ImageChoiceSettings, Shown
from survey_app.questions.registry import read_question, write_question
from survey_app.services import codes, editing
from survey_app.services.codes import Used
from survey_app.services.editing import Gone, Made, Operation

LARGEST = 1_000_000
MOST_OF_A_QUESTIONNAIRE = 6_000_000
"""Bytes of all pictures of one questionnaire: a download that holds them can be read again."""
MOST_OF_A_STUDY = 30_000_000
_KEPT = timedelta(days=1)
_MEGABYTE = 1_000_000


class PictureRefused(Refusal):
    """A file that is not shown as a picture."""

    status = 422
    title = N_("This picture cannot be used")
    message = N_(
        "“%(file)s” is no picture in PNG, JPEG or WebP of at most %(side)s pixels a side. Save it as one of them."
    )
    large = N_("“%(file)s” has more than %(most)s MB. Make the picture smaller and choose it again.")
    many = N_("The pictures of this questionnaire have more than %(most)s MB together. Make some of them smaller.")
    full = N_("The pictures of this study have more than %(most)s MB together. Take out pictures you no longer need.")
    none = N_("Choose a picture first.")
    crowd = N_("A question shows at most %(most)s pictures.")


@dataclass(frozen=True, slots=True)
class Found:
    """A picture as it is sent out."""

    media_type: str
    content: bytes


def keep(study_id: int, content: bytes, filename: str) -> Shown:
    """Keep a picture without what it says of its maker; the same one is kept once. Its code is still to be given."""
    name = filename[-80:] or "?"
    if len(content) > LARGEST:
        raise PictureRefused(PictureRefused.large, file=name, most=LARGEST // _MEGABYTE)
    found = picture_files.read_picture(content)
    if found is None:
        raise PictureRefused(file=name, side=picture_files.MOST_SIDE)
    digest = hashlib.sha256(found.content).hexdigest()
    if not session.scalar(select(exists().where(Picture.study_id == study_id, Picture.digest == digest))):
        held = session.scalar(select(func.sum(Picture.size)).where(Picture.study_id == study_id)) or 0
        if held + len(found.content) > MOST_OF_A_STUDY:
            raise PictureRefused(PictureRefused.full, most=MOST_OF_A_STUDY // _MEGABYTE)
        session.add(
            Picture(
                study_id=study_id, digest=digest, media_type=found.media_type, width=found.width, height=found.height,
                size=len(found.content), content=found.content,
            )
        )  # fmt: skip
        session.flush()
    return Shown(0, digest, found.width, found.height)


def find(digest: str) -> Found:
    """A picture by its digest, whoever asks: people who answer have no account."""
    for kept in (Picture, LibraryPicture):
        row = session.execute(select(kept.media_type, kept.content).where(kept.digest == digest).limit(1)).first()
        if row is not None:
            return Found(row.media_type, row.content)
    raise NotFound


def used_by(questionnaire: Questionnaire) -> frozenset[str]:
    """The digests of all pictures a questionnaire shows."""
    return frozenset(
        shown.digest
        for question in questionnaire.questions()
        if isinstance(question.settings, ImageChoiceSettings)
        for shown in question.settings.pictures
    )


def contents(study_id: int, digests: Iterable[str]) -> dict[str, bytes]:
    """The bytes of pictures of a study, by digest."""
    wanted = select(Picture.digest, Picture.content).where(
        Picture.study_id == study_id, Picture.digest.in_(sorted(digests))
    )
    return {row.digest: row.content for row in session.execute(wanted)}


def take_in(study_id: int, given: Mapping[str, bytes]) -> None:
    """Keep pictures that came with a questionnaire from a file."""
    for digest, content in given.items():
        keep(study_id, content, digest[:8])


def adopt(study_id: int, questionnaire: Questionnaire) -> None:
    """Give a study its own copy of pictures that came with questions from another one or from the library."""
    wanted = used_by(questionnaire)
    if not wanted:
        return
    missing = wanted - set(known(study_id, wanted))
    for digest in sorted(missing):
        with contextlib.suppress(NotFound):
            keep(study_id, find(digest).content, digest[:8])


def shelve(questionnaire: Questionnaire) -> None:
    """Give the library its own copy of the pictures of a block: they stay when the study goes."""
    held = select(LibraryPicture.digest).where(LibraryPicture.digest.in_(sorted(used_by(questionnaire))))
    for digest in sorted(used_by(questionnaire) - set(session.scalars(held))):
        with contextlib.suppress(NotFound):
            found = find(digest)
            session.add(LibraryPicture(digest=digest, media_type=found.media_type, content=found.content))
    session.flush()


def known(study_id: int, digests: Iterable[str]) -> Sequence[str]:
    """Which of these pictures the study has."""
    wanted = select(Picture.digest).where(Picture.study_id == study_id, Picture.digest.in_(sorted(digests)))
    return session.scalars(wanted).all()


def placed(study_id: int, code: str, files: Sequence[tuple[bytes, str]], target: int | None = None) -> Operation:
    """Pictures put into a question, each as a new answer, or the first in place of the picture of answer `target`."""

    def make(questionnaire: Questionnaire, used: Used) -> Made:
        question = questionnaire.find(code)
        if question is None or not isinstance(question.settings, ImageChoiceSettings):
            raise Gone(what=code)
        given = [keep(study_id, content, name) for content, name in files]
        changed = _with(question, given, target, used)
        made, focus = editing.edited(code, changed).make(questionnaire, used)
        _refuse_too_many(made)
        return made, focus

    return Operation("edit", make, code)


def _with(question: Question, given: Sequence[Shown], target: int | None, used: Used) -> Question:
    settings: ImageChoiceSettings = question.settings
    options, shown = list(settings.options), {each.code: each for each in settings.pictures}
    taken = set(used.get(question.code, ()))
    for place, each in enumerate(given):
        free = target if place == 0 and target in settings.codes else None
        if free is None:
            free = codes.next_inner(taken)
            options = [*(each for each in options if _is_filled(each, shown)), Option(free, {})]
        taken.add(str(free))
        shown[free] = replace(each, code=free)
    if len(shown) > MOST_PICTURES:
        raise PictureRefused(PictureRefused.crowd, most=MOST_PICTURES)
    changed = replace(settings, options=tuple(options), pictures=tuple(shown.values()))
    return read_question(write_question(replace(question, settings=changed)))


def _is_filled(option: Option, shown: Mapping[int, Shown]) -> bool:
    """Whether an answer says or shows something; the empty ones of a new question give way to pictures."""
    return bool(option.label) or option.code in shown


def _refuse_too_many(questionnaire: Questionnaire) -> None:
    wanted = select(func.sum(Picture.size)).where(
        Picture.id.in_(
            select(func.min(Picture.id))
            .where(Picture.digest.in_(sorted(used_by(questionnaire))))
            .group_by(Picture.digest)
        )
    )
    if (session.scalar(wanted) or 0) > MOST_OF_A_QUESTIONNAIRE:
        raise PictureRefused(PictureRefused.many, most=MOST_OF_A_QUESTIONNAIRE // _MEGABYTE)


def sweep() -> int:
    """Delete pictures that no version and no earlier state of one shows; how many went.

    What was put in within the last day stays: somebody may be writing. The library's own pictures go with its blocks.
    """
    block = exists().where(cast(SavedBlock.definition, Text).like("%" + LibraryPicture.digest + "%"))
    session.execute(delete(LibraryPicture).where(~block).execution_options(synchronize_session=False))
    pattern = "%" + Picture.digest + "%"
    own = select(Stage.id).where(Stage.study_id == Picture.study_id)
    shown = exists().where(Version.stage_id.in_(own), cast(Version.definition, Text).like(pattern))
    earlier = exists().where(
        Revision.version_id == Version.id,
        Version.stage_id.in_(own),
        cast(Revision.definition, Text).like(pattern),
    )
    old = select(Picture.id).where(Picture.created_at < now() - _KEPT, ~shown, ~earlier)
    gone = session.scalars(old).all()
    session.execute(delete(Picture).where(Picture.id.in_(gone)))
    return len(gone)

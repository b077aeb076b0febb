"""A questionnaire from a file in place of a draft: looked at first, counted, and taken back by Undo."""

import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.interchange.questionnaires import formats, own, paper
from survey_app.interchange.questionnaires.embedding import with_pictures, without_absent
from survey_app.interchange.questionnaires.losses import Imported, QuotaFound, Written
from survey_app.models import Account, Stage, StoredFile, Version
from survey_app.questions.registry import read_questionnaire
from survey_app.services import editing, files, imports, pictures, questionnaires, quota_desk, uploads, versions
from survey_app.services.quota_desk import Cell
from survey_app.vocabulary import FileKind, StageKind


class OtherDraft(Refusal):
    """The draft that would be replaced is not the one that was looked at."""

    message = N_("The draft holds another number of questions than when you looked. Look at it again.")


class HoldsAllLanguages(Refusal):
    """A language was chosen for a file that holds all of them."""

    message = N_("A language can be chosen for a paper form only: files of the other formats hold all of them.")


class NotItsLanguage(Refusal):
    """A language that the questionnaire does not have."""

    message = N_("The questionnaire is not written in “%(language)s”. It has: %(languages)s.")


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that lies ready: its address, its name, and what it comes to."""

    code: str
    filename: str
    found: Imported


def stage_named(code: str) -> Stage:
    """A stage with a questionnaire, by its own code or that of its study; for the operator's command line."""
    return imports.stage_named(code)


def draft_of(stage: Stage) -> Version:
    """The draft to replace; behind a published version the next one opens."""
    return versions.open_next(stage)


def count_questions(version: Version) -> int:
    """How many questions a version holds: what a replacement takes away."""
    return sum(1 for _question in versions.document(version).questions())


def replace_draft(
    version: Version,
    found: Imported,
    *,
    account: Account | None = None,
    count: int | None = None,
    revision: int | None = None,
) -> int:
    """Put the questionnaire in place of the draft and say how many questions that had; Undo brings them back.

    `count` and `revision` are what a person looked at and agreed to replace.
    """
    held = count_questions(version)
    if count is not None and held != count:
        raise OtherDraft
    found = _settled(version.stage, found)
    pictures.take_in(version.stage.study_id, found.pictures)
    operation = editing.replaced(read_questionnaire(found.document))
    expected = version.revision if revision is None else revision
    questionnaires.carry_out(version, operation, expected=expected, account=account)
    _set_up_quotas(version.stage, found.cells, account)
    return held


def _set_up_quotas(stage: Stage, cells: Sequence[QuotaFound], account: Account | None) -> None:
    """The quotas of the file, where the level of the stage has some; one whose name is there stays as it is."""
    if not cells or not quota_desk.is_allowed(stage):
        return
    for cell in cells:
        with contextlib.suppress(quota_desk.NameTaken, quota_desk.TooManyQuotas):
            made = Cell(cell.name, cell.rule, cell.most, cell.action, dict(cell.text), cell.address, cell.active)
            quota_desk.add(stage, made, account)


def written(version: Version, format_code: str, language: str = "") -> Written:
    """A version in a format; our own holds its pictures as well, and only a paper form is in one `language`."""
    questionnaire = versions.document(version)
    if language:
        if format_code != paper.CODE:
            raise HoldsAllLanguages
        if language not in questionnaire.languages:
            raise NotItsLanguage(language=language, languages=", ".join(questionnaire.languages))
        return paper.print_form(questionnaire, version.stage.title, language=language)
    made = formats.write(format_code, questionnaire, version.stage.title)
    if format_code != own.CODE:
        return made
    return with_pictures(made, pictures.contents(version.stage.study_id, pictures.used_by(questionnaire)))


def look_at(stage: Stage, content: bytes, filename: str, *, format_code: str, account: Account) -> str:
    """Keep a file that can be read for a day; the code it is found by. One that cannot be read is refused."""
    _refuse_other_stage(stage)
    name = uploads.safe_name(filename)
    formats.read(name, content, format_code)
    kept = files.keep(
        content,
        kind=FileKind.UPLOAD,
        filename=name,
        media_type="application/octet-stream",
        study_id=stage.study_id,
        account_id=account.id,
        lasts=uploads.KEPT,
    )
    plan = json.dumps({"stage": stage.id, "file": kept.code, "format": format_code}).encode()
    return files.keep(
        plan,
        kind=FileKind.IMPORT,
        filename="questionnaire.json",
        media_type="application/json",
        study_id=stage.study_id,
        account_id=account.id,
        lasts=uploads.KEPT,
    ).code


def looked_at(stage: Stage, code: str) -> Looked:
    """What a kept file comes to, read again."""
    _refuse_other_stage(stage)
    plan = _plan(files.in_study(stage.study_id, code, FileKind.IMPORT))
    if plan.get("stage") != stage.id or not isinstance(plan.get("file"), str):
        raise NotFound
    kept = uploads.find(stage.study, plan["file"])
    found = formats.read(kept.filename, uploads.content_of(kept), str(plan.get("format")))
    return Looked(code, kept.filename, _settled(stage, found))


def _settled(stage: Stage, found: Imported) -> Imported:
    """The file as it can be taken in here: with no picture that nobody has."""
    named = pictures.used_by(read_questionnaire(found.document))
    return without_absent(found, pictures.contents(stage.study_id, named)) if named else found


def _plan(kept: StoredFile) -> dict[str, Any]:
    try:
        plan = json.loads(files.path_of(kept).read_bytes())
    except (OSError, ValueError):
        raise NotFound from None
    return plan if isinstance(plan, dict) else {}


def _refuse_other_stage(stage: Stage) -> None:
    if stage.kind is not StageKind.SURVEY:
        raise NotFound

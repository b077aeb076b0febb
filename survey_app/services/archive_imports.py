"""A study brought back from its archive: what can be restored is, and what cannot is named with the reason.

A restored study is a new one with codes and links of its own. Nothing in the archive is believed: checksums first, then
every part. Figures of a panel come back frozen and without the ratings behind them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from survey_app.db import now, session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.interchange.archives import MANIFEST, ArchiveReader, unexpected
from survey_app.interchange.questionnaires import own
from survey_app.models import Account, ImportBatch, Membership, Stage, Study, Version
from survey_app.questions.base import Variable
from survey_app.questions.registry import variables_of
from survey_app.services import (
    archive_parts,
    archive_settings_back,
    audit,
    pictures,
    report_json,
    reports,
    responses,
    versions,
)
from survey_app.services.archive_parts import Part
from survey_app.services.archive_rounds import restore_panel
from survey_app.services.doors import UNLINKED
from survey_app.services.responses import ImportedRow
from survey_app.services.sheets import sheet
from survey_app.services.study_archives import FORMAT, FORMAT_VERSION, SETTINGS
from survey_app.vocabulary import LANGUAGES, AnonymityLevel, Mode, Role, StageKind, StageState, VersionState

_MOST_STAGES, _MOST_VERSIONS, _CHUNK = 50, 500, 1_000
_FIGURES = ("key", "gaps", "questions")


class NewerArchive(Refusal):
    """An archive of a later version of the program."""

    status = 422
    title = N_("The archive cannot be brought in")
    message = N_("The archive was written by a newer version of this program. Bring the installation up to date first.")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that was not restored: of which stage, what, and why."""

    stage: str
    what: str
    why: str


@dataclass(slots=True)
class RestoredStage:
    """What came back of one stage; `same_results` is None where there is nothing to compare."""

    title: str
    kind: StageKind
    versions: int = 0
    answers: int = 0
    rounds: int = 0
    same_results: bool | None = None


@dataclass(slots=True)
class Restored:
    """What came of an archive."""

    study: Study
    stages: list[RestoredStage] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "title": self.study.title,
            "stages": [
                {
                    "title": each.title,
                    "kind": each.kind.value,
                    "versions": each.versions,
                    "answers": each.answers,
                    "rounds": each.rounds,
                    "same_results": each.same_results,
                }
                for each in self.stages
            ],
            "left_out": [{"stage": each.stage, "what": each.what, "why": each.why} for each in self.left_out],
        }


def restore(archive: ArchiveReader, account: Account) -> Restored:
    """Make the study of an archive anew, owned by this person; whoever calls commits it or takes it back."""
    try:
        return _restore(archive, account)
    except IntegrityError:  # the same number or code twice where each stands once
        raise unexpected(MANIFEST) from None


def _restore(archive: ArchiveReader, account: Account) -> Restored:
    manifest = Part(archive.json(MANIFEST), MANIFEST)
    if manifest.content.get("format") != FORMAT:
        raise unexpected(MANIFEST)
    if manifest.whole("format_version", 1) > FORMAT_VERSION:
        raise NewerArchive
    found = Restored(_study(Part(manifest.content.get("study"), MANIFEST), account))
    places: set[int] = set()
    for part in manifest.parts("stages", _MOST_STAGES):
        place = part.whole("place", 1, 1_000)
        if place in places:
            raise unexpected(MANIFEST)
        places.add(place)
        _stage(archive, found, part, account)
    if SETTINGS in archive.names:
        session.expire(found.study, ["stages"])
        archive_settings_back.restore_study(found.study, Part(archive.json(SETTINGS), SETTINGS), account)
    found.left_out.append(
        LeftOut("", N_("People, links and the log"), N_("They are no part of an archive. Invite people anew."))
    )
    audit.record(found.study.id, account, "archive_brought_in", archive.filename[:200])
    return found


def owner_named(email: str = "") -> Account:
    """Whom a restored study belongs to: the person with this address, or the first administrator."""
    wanted = select(Account).where(Account.active)
    wanted = wanted.where(Account.email == email) if email else wanted.where(Account.is_administrator)
    found = session.scalar(wanted.order_by(Account.id).limit(1))
    if found is None:
        raise NotFound
    return found


def _study(part: Part, account: Account) -> Study:
    language = part.words("language", 12)
    study = Study(
        title=part.words("title", 200) or "…",
        organiser=part.words("organiser", 200),
        contact=part.words("contact", 254),
        client=part.words("client", 200),
        language=language if language in LANGUAGES else LANGUAGES[0],
        timezone=known_zone(part.words("timezone", 64)),
        is_sample=part.flag("is_sample"),
    )
    session.add(study)
    session.add(Membership(study=study, account=account, role=Role.OWNER))
    session.flush()
    return study


def known_zone(name: str) -> str:
    """A time zone's name, or UTC where there is no such zone."""
    return name if name in _zones() else "UTC"


@cache
def _zones() -> frozenset[str]:
    """They lie in hundreds of files, which are looked for once."""
    return frozenset(available_timezones())


def _stage(archive: ArchiveReader, found: Restored, part: Part, account: Account) -> None:
    kind, place = part.choice("kind", StageKind), part.whole("place", 1)
    stage = Stage(
        study=found.study,
        position=place,
        kind=kind,
        title=part.words("title", 200) or "…",
        level=part.choice("level", AnonymityLevel),
        min_group=part.whole("min_group", 3, 10),
        population=part.whole_or_none("population"),
        open_link=False,
    )
    session.add(stage)
    session.flush()
    restored = RestoredStage(stage.title, kind)
    found.stages.append(restored)
    folder = f"stages/{place}"
    if kind is StageKind.SURVEY:
        _Survey(archive, found, stage, restored, folder, account).restore(part)
        return
    panel = Part(archive.json(f"{folder}/panel.json"), f"{folder}/panel.json")
    results = archive.json(f"{folder}/results.json") if f"{folder}/results.json" in archive.names else None
    came = restore_panel(stage, panel, results)
    restored.rounds, restored.same_results = came.rounds, came.same_results
    found.left_out += [LeftOut(stage.title, what, why) for what, why in came.left_out]


class _Survey:
    """One survey on its way back."""

    def __init__(  # noqa: PLR0917 - what one stage is restored from and into
        self,
        archive: ArchiveReader,
        found: Restored,
        stage: Stage,
        restored: RestoredStage,
        folder: str,
        account: Account,
    ) -> None:
        self.archive, self.found, self.stage, self.restored = archive, found, stage, restored
        self.folder, self.account = folder, account
        self.variables: dict[int, dict[str, Variable]] = {}

    def lost(self, what: str, why: str) -> None:
        """Write down what does not come back."""
        self.found.left_out.append(LeftOut(self.stage.title, what, why))

    def restore(self, part: Part) -> None:
        """Its versions, its state, its answers, and whether the results are the same."""
        kept = [self._version(each) for each in part.parts("versions", _MOST_VERSIONS)]
        if not kept:
            raise unexpected(MANIFEST)
        session.flush()
        self.restored.versions = len(kept)
        if "sample" in part.content:
            self.lost(N_("The sample"), N_("The list stays in the archive: its links were made for another stage."))
        name = f"{self.folder}/{SETTINGS}"
        if name in self.archive.names:
            decided = Part(self.archive.json(name), name)
            archive_settings_back.restore_survey(self.stage, decided, self.account, self.lost)
        if part.content.get("rows") is None or self.stage.level in UNLINKED:
            self.lost(
                N_("Single answers"),
                N_("They are not handed out at this level of anonymity, or too few people have answered."),
            )
            return
        published = {each.number: each for each in kept if each.state is VersionState.PUBLISHED}
        self._answers(published, part)
        self._open(part)
        self._compare()

    def _version(self, part: Part) -> Version:
        number = part.whole("number", 1, _MOST_VERSIONS * 10)
        name = f"{self.folder}/questionnaire-{number}.json"
        read = own.read(self.archive.read(name), name)
        pictures.take_in(self.found.study.id, read.pictures)
        state = part.choice("state", VersionState)
        is_published = state is VersionState.PUBLISHED
        moment = part.moment("published_at")
        version = Version(
            stage=self.stage,
            number=number,
            definition=read.document,
            state=state,
            # the moment tells published versions apart, see `sheets.sheet`: two restored ones never share it
            published_at=(moment or now()).replace(microsecond=now().microsecond) if is_published else None,
        )
        session.add(version)
        return version

    def _answers(self, published: Mapping[int, Version], part: Part) -> None:
        name = f"{self.folder}/data.jsonl"
        if not part.whole_or_none("rows"):
            return
        batch = ImportBatch(
            stage_id=self.stage.id,
            account_id=self.account.id,
            source=self.archive.filename[:200],
            filename=self.archive.filename[:200],
        )
        session.add(batch)
        session.flush()
        by_group: dict[tuple[int, Mode], list[ImportedRow]] = {}
        taken = 0
        for number, line in enumerate(self.archive.lines(name), 1):
            row = Part(line, name)
            key = (row.whole("version", 1), row.choice("mode", Mode) if "mode" in row.content else Mode.WEB)
            waiting = by_group.setdefault(key, [])
            waiting.append(self._row(number, row, published))
            taken = number
            if len(waiting) >= _CHUNK:
                self._store(batch, published[key[0]], key[1], waiting)
        for (version, mode), waiting in by_group.items():
            self._store(batch, published[version], mode, waiting)
        batch.taken = taken
        batch.report = _report_of(taken)
        session.flush()
        self.restored.answers = taken

    def _row(self, number: int, row: Part, published: Mapping[int, Version]) -> ImportedRow:
        version = published.get(row.whole("version", 1))
        if version is None:
            raise unexpected(row.where)
        variables = self.variables.get(version.number)
        if variables is None:
            variables = {each.name: each for each in variables_of(versions.document(version))}
            self.variables[version.number] = variables
        return ImportedRow(number, archive_parts.answers(row.content.get("answers"), variables, row.where))

    def _store(self, batch: ImportBatch, version: Version, mode: Mode, waiting: list[ImportedRow]) -> None:
        moment = version.published_at or now()
        responses.store_imported(
            self.stage.id, sheet(version.id, moment), batch.id, waiting, mode=mode, account_id=self.account.id
        )
        waiting.clear()

    def _open(self, part: Part) -> None:
        """A stage that had been open comes back closed; it may be opened again."""
        opened = part.moment("opened_at")
        if opened is None:
            return
        self.stage.opened_at, self.stage.closed_at = opened, part.moment("closed_at") or now()
        self.stage.state = StageState.CLOSED
        session.flush()

    def _compare(self) -> None:
        name = f"{self.folder}/results.json"
        if name not in self.archive.names:
            return
        before = Part(self.archive.json(name), name)
        report = reports.build(self.stage, role=Role.OWNER)
        after = report_json.plain(report, reports.least_shown(self.stage, Role.OWNER))
        self.restored.same_results = all(archive_parts.same(after[each], before.content.get(each)) for each in _FIGURES)


def _report_of(taken: int) -> dict[str, Any]:
    """The report of the batch as pages show it."""
    nothing: dict[str, Any] = {"columns": {}, "blank": {}, "bad": [], "bad_count": 0, "is_done": True}
    return {**nothing, "rows": taken, "expected": taken, "mode": Mode.WEB.value}

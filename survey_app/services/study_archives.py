"""A whole study as one archive: questionnaires, answers where they may be given, codebooks, protocols, boards, results.

Single answers are in it only where pages hand them out too, and ideas as the board shows them. Identity answers, links,
addresses, the roll of a panel, ratings, single votes and the log stay where they are.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select

from survey_app.db import now, session
from survey_app.exceptions import NotFound, Refusal
from survey_app.exports.report import Report
from survey_app.exports.statfiles import bundle
from survey_app.exports.statfiles.columns import layout
from survey_app.interchange.archives import MANIFEST, ArchiveWriter
from survey_app.interchange.csv_lines import csv_line
from survey_app.interchange.questionnaires import own
from survey_app.models import Response, SampledCase, Stage, Study, Version
from survey_app.questions.base import Variable
from survey_app.questions.registry import variables_of
from survey_app.services import (
    archive_panels,
    archive_settings,
    counted_codebooks,
    questionnaire_files,
    report_json,
    reports,
    round_reports,
    versions,
    withholding,
)
from survey_app.vocabulary import AnonymityLevel, Mode, Role, StageKind

FORMAT, FORMAT_VERSION = "rondo-study-archive", 1
SETTINGS = "settings.json"
Json = dict[str, Any]
_AT_ONCE = 500


def named(code: str) -> Study:
    """A study by its code, for the command line."""
    found = session.scalar(select(Study).where(Study.code == code))
    if found is None:
        raise NotFound
    return found


def write(study: Study, path: Path, *, role: Role = Role.OWNER, samples: bool = False) -> Json:
    """Write the archive; what it holds, stage by stage. It appears under its name when it is whole."""
    temporary = path.with_name(f"{path.name}.part")
    try:
        with ArchiveWriter(temporary) as archive:
            stages = [_stage(archive, stage, role, samples=samples) for stage in study.stages]
            archive.add_json(SETTINGS, archive_settings.of_study(study))
            manifest = {
                "format": FORMAT,
                "format_version": FORMAT_VERSION,
                "made_at": now().isoformat(),
                "study": _study(study),
                "stages": stages,
            }
            archive.add_json(MANIFEST, manifest)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return manifest


def _study(study: Study) -> Json:
    names = ("title", "organiser", "contact", "client", "language", "timezone", "is_sample")
    return {name: getattr(study, name) for name in names}


def _stage(archive: ArchiveWriter, stage: Stage, role: Role, *, samples: bool) -> Json:
    found: Json = {
        "place": stage.position,
        "kind": stage.kind.value,
        "title": stage.title,
        "state": stage.state.value,
        "level": stage.level.value,
        "min_group": stage.min_group,
        "population": stage.population,
        "opened_at": stage.opened_at.isoformat() if stage.opened_at else None,
        "closed_at": stage.closed_at.isoformat() if stage.closed_at else None,
    }
    folder = f"stages/{stage.position}"
    if stage.kind is StageKind.SURVEY:
        found |= _survey(archive, folder, stage, role)
        decided = archive_settings.of_survey(stage, with_marks=found["rows"] is not None)
        archive.add_json(f"{folder}/{SETTINGS}", decided)
        if samples and stage.level is AnonymityLevel.IDENTIFIED:
            found["sample"] = archive.add_lines(f"{folder}/sample.jsonl", _cases(stage))
        return found
    archive.add_json(f"{folder}/panel.json", archive_panels.written(stage))
    if stage.kind is StageKind.DELPHI:
        archive.add_json(f"{folder}/results.json", round_reports.plain(round_reports.build(stage)))
    return found


def _survey(archive: ArchiveWriter, folder: str, stage: Stage, role: Role) -> Json:
    kept = session.scalars(select(Version).where(Version.stage_id == stage.id).order_by(Version.number)).all()
    for version in kept:
        document = questionnaire_files.written(version, own.CODE)
        archive.add(f"{folder}/questionnaire-{version.number}.json", document.content)
    found: Json = {"versions": [_version(each) for each in kept], "rows": None, "results": False}
    report = _report(stage, role)
    if report is None:
        return found
    archive.add_json(f"{folder}/results.json", report_json.plain(report, reports.least_shown(stage, role)))
    archive.add(f"{folder}/codebook.xml", counted_codebooks.written(report, reports.least_shown(stage, role)))
    archive.add_json(f"{folder}/columns.json", [_column(each) for each in report.variables])
    lines = "".join(csv_line(cells) for cells in bundle.codebook(layout(report)))
    archive.add(f"{folder}/codebook.csv", lines.encode())
    found["results"] = True
    if withholding.gives_rows(stage.level, ()):
        found["rows"] = archive.add_lines(f"{folder}/data.jsonl", _rows(stage, kept, report))
    return found


def _version(found: Version) -> Json:
    published = found.published_at.isoformat() if found.published_at else None
    return {"number": found.number, "state": found.state.value, "published_at": published}


def _report(stage: Stage, role: Role) -> Report | None:
    """The report of a stage; None where too few have answered to show figures, or they are being mixed."""
    try:
        return reports.build(stage, role=role)
    except Refusal:
        return None


def _column(variable: Variable) -> Json:
    codes = [{"code": code, "label": dict(label)} for code, label in variable.codes]
    return {"name": variable.name, "kind": variable.kind.value, "label": dict(variable.label), "codes": codes}


def _rows(stage: Stage, kept: Any, report: Report) -> Iterator[bytes]:  # noqa: ANN401 - rows of versions
    """The usable answers by random key, each with the version it answers: what was given, and nothing about whom."""
    asked = {each.id: {variable.name for variable in variables_of(versions.document(each))} for each in kept}
    numbers = {each.id: each.number for each in kept}
    shows_modes = _shows_modes(stage, report)
    found = session.execute(
        select(Response.version_id, Response.mode, Response.answers)
        .where(Response.stage_id == stage.id, Response.usable)
        .order_by(Response.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for version_id, mode, answers in found:
        known = {name: value for name, value in answers.items() if name in asked[version_id]}
        row: Json = {"version": numbers[version_id], "answers": known}
        if shows_modes:
            row["mode"] = mode.value
        yield (json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8", "replace")


def _shows_modes(stage: Stage, report: Report) -> bool:
    """How an answer came is told where nobody can be picked out by it."""
    counts: Counter[Mode] = Counter(dict(report.fieldwork.modes))
    return stage.level is AnonymityLevel.IDENTIFIED or all(count >= stage.min_group for count in counts.values())


def _cases(stage: Stage) -> Iterator[bytes]:
    mine = select(SampledCase.unit, SampledCase.attributes).where(SampledCase.stage_id == stage.id)
    for unit, attributes in session.execute(mine.order_by(SampledCase.id)):
        case = {"unit": unit, "attributes": dict(attributes)}
        yield (json.dumps(case, ensure_ascii=False) + "\n").encode("utf-8", "replace")

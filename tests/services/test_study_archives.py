"""A study as an archive and back: the same results, nothing that was promised to stay, and no archive is believed."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from survey_app.db import session
from survey_app.exceptions import Refusal
from survey_app.interchange import archives
from survey_app.interchange.archives import ArchiveChanged, ArchiveReader, ArchiveRefused, ArchiveTooLarge
from survey_app.models import Account, ImportBatch, PanelRound, Rating, Response, Stage, Study
from survey_app.services import (
    archive_imports,
    archive_parts,
    report_json,
    reports,
    round_reports,
    studies,
    study_archives,
    verification,
)
from survey_app.vocabulary import AnonymityLevel, Missing, Mode, Role, StageState
from tests.builders import make_account, make_study, stage_of
from tests.delphis import analysed, answered, before_start, opened
from tests.panels import make_panel, release
from tests.planting import document, items, options, plant, publish, question

pytestmark = pytest.mark.sqlite_only
SCALE = {"first": 1, "last": 5}
Parts = dict[str, bytes]


@pytest.fixture
def stage(app: Flask) -> Stage:
    found = stage_of(make_study(make_account(), "Wave 1"))
    asked = [
        question("REG", "single", options=options("North", "South")),
        question("OVER", "rating", scale=SCALE, not_applicable=True),
        question("SERV", "battery", items=items("Price", "Speed"), scale=SCALE),
        question("WHY", "long_text"),
        question("NAME", "short_text", purpose="identity"),
    ]
    first = publish(found, document(*asked))
    plant(found, first, [_answer(place) for place in range(20)])
    second = publish(found, document(*asked, question("COST", "number")))
    more = [{**_answer(place), "COST": -place / 3} for place in range(20)]
    plant(found, second, more, modes=(Mode.WEB, Mode.PAPER))
    plant(found, second, [{"OVER": 1}], usable=False)
    return found


def _answer(place: int) -> dict[str, Any]:
    over = Missing.NOT_APPLICABLE if place == 3 else 1 + place % 5
    ratings = {
        f"SERV.{row}.{side}": 1 + place % 4 for row in ("price", "speed") for side in ("expected", "experienced")
    }
    return {"REG": 1 + place % 2, "OVER": over, **ratings, "WHY": f"=1+1 \n “{place}”"}


def _taken(study: Study, folder: Path, **wishes: bool) -> Path:
    path = folder / "study.zip"
    study_archives.write(study, path, **wishes)
    return path


def _restored(path: Path, account: Account | None = None) -> archive_imports.Restored:
    found = archive_imports.restore(ArchiveReader(path, path.stat().st_size, path.name), account or make_account())
    session.commit()
    return found


def _parts(path: Path) -> Parts:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _sealed(parts: Parts, path: Path) -> Path:
    """An archive of these parts with a list of checksums that fits them."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in parts.items())
        archive.writestr(archives.CHECKSUMS, sums)
    return path


def _figures(stage: Stage) -> dict[str, Any]:
    plain = report_json.plain(reports.build(stage, role=Role.OWNER), stage.min_group)
    return {name: plain[name] for name in ("key", "gaps", "questions", "level", "version", "min_group")}


def test_fewer_points_that_count_as_satisfied_are_no_other_results() -> None:
    was = {"mean": 2.5, "top": {"top": [2, 3], "value": 0.9}}
    assert archive_parts.same({"mean": 2.5, "top": {"top": [3], "value": 0.4}}, was)
    assert not archive_parts.same({"mean": 2.4, "top": {"top": [3], "value": 0.4}}, was)
    assert not archive_parts.same({"mean": 2.5, "top": {"top": [2, 3], "value": 0.8}}, was)


def test_a_survey_comes_back_with_the_same_results(app: Flask, stage: Stage, tmp_path: Path) -> None:
    path = _taken(stage.study, tmp_path)
    names = set(_parts(path))
    assert {"stages/1/questionnaire-2.json", "stages/1/data.jsonl", "stages/1/codebook.xml", "manifest.json"} <= names
    found = _restored(path)
    (part,) = found.stages
    assert (part.versions, part.answers, part.same_results) == (2, 40, True)
    again = found.study.stages[0]
    assert again.code != stage.code
    assert (again.state, again.open_link) == (StageState.CLOSED, False)
    assert archive_parts.same(_figures(again), _figures(stage))
    batch = session.query(ImportBatch).filter_by(stage_id=again.id).one()
    assert (batch.source, batch.taken) == ("study.zip", 40)
    assert dict(reports.build(again).fieldwork.modes) == {Mode.WEB: 30, Mode.PAPER: 10}
    assert [left.what for left in found.left_out] == ["People, links and the log"]


def test_identity_answers_and_answers_set_aside_are_not_in_it(stage: Stage, tmp_path: Path) -> None:
    parts = _parts(_taken(stage.study, tmp_path))
    rows = [json.loads(line) for line in parts["stages/1/data.jsonl"].splitlines()]
    assert len(rows) == 40
    assert all(row.keys() == {"version", "mode", "answers"} and "NAME" not in row["answers"] for row in rows)
    columns = json.loads(parts["stages/1/columns.json"])
    assert [column["name"] for column in columns][-1] == "COST"


def test_a_mode_that_few_answers_came_by_is_not_told(stage: Stage, tmp_path: Path) -> None:
    plant(stage, stage.versions[1], [{"OVER": 2}] * 2, modes=(Mode.PHONE,))
    rows = _parts(_taken(stage.study, tmp_path))["stages/1/data.jsonl"].splitlines()
    assert all("mode" not in json.loads(row) for row in rows)


def test_where_answers_are_mixed_no_row_is_in_it_and_the_report_says_so(app: Flask, tmp_path: Path) -> None:
    stage = stage_of(make_study(make_account()))
    studies.choose_level(stage, AnonymityLevel.ANONYMOUS)
    plant(stage, publish(stage, document(question("OVER", "rating", scale=SCALE))), [{"OVER": 4}] * 12)
    path = _taken(stage.study, tmp_path)
    parts = _parts(path)
    assert "stages/1/data.jsonl" not in parts
    assert json.loads(parts["stages/1/results.json"])["questions"][0]["rows"][0]["n"] == 12
    found = _restored(path)
    again = found.study.stages[0]
    assert (again.state, again.level) == (StageState.DRAFT, AnonymityLevel.ANONYMOUS)
    assert session.query(Response).filter_by(stage_id=again.id).count() == 0
    assert [left.what for left in found.left_out if left.stage] == ["Single answers"]
    forged = {name: content for name, content in parts.items() if name != archives.CHECKSUMS}
    forged["stages/1/data.jsonl"] = b'{"version": 1, "answers": {"OVER": 4}}\n'
    claimed = _with(forged, "manifest.json", lambda whole: whole["stages"][0].update(rows=1))
    assert _restored(_sealed(claimed, tmp_path / "forged.zip")).stages[0].answers == 0


def test_rounds_of_a_panel_come_back_frozen_without_a_rating(app: Flask, tmp_path: Path) -> None:
    panel = make_panel(n=9, groups={"Customers": 5})
    before_start(panel)
    for values in ([[7.0, 8.0, float(1 + place)] for place in range(9)], [[7.0, 9.0, 2.0]] * 9):
        round_ = opened(panel)
        answered(panel, round_, values)
        release(analysed(round_))
    study = panel.stage.study
    path = _taken(study, tmp_path)
    found = _restored(path)
    part = next(each for each in found.stages if each.rounds)
    assert (part.rounds, part.same_results) == (2, True)
    again = next(each for each in found.study.stages if each.title == panel.stage.title)
    before, after = (round_reports.plain(round_reports.build(each)) for each in (panel.stage, again))
    for name in ("rounds", "items", "protocols", "level"):
        assert json.loads(json.dumps(after[name], default=str)) == json.loads(json.dumps(before[name], default=str)), (
            name
        )
    rounds = [each.id for each in session.query(PanelRound).filter_by(stage_id=again.id)]
    assert session.query(Rating).filter(Rating.round_id.in_(rounds)).count() == 0
    assert verification.verify(found.study).is_sound


def test_figures_that_pages_keep_back_are_not_in_it(app: Flask, tmp_path: Path) -> None:
    panel = make_panel(n=9)
    before_start(panel)
    round_ = opened(panel)
    answered(panel, round_, [[7.0, None, 3.0] if place > 2 else [7.0, 8.0, 3.0] for place in range(9)])
    analysed(round_)
    path = _taken(panel.stage.study, tmp_path)
    name = next(each for each in _parts(path) if each.endswith("panel.json"))
    (figures,) = json.loads(_parts(path)[name])["rounds"]
    few = figures["figures"]["items"][1]
    assert few["consensus"]["n"] == 3
    assert (few["consensus"]["median"], few["consensus"]["points"], few["high"], few["weight"]) == (
        None,
        [],
        None,
        None,
    )
    assert next(each for each in _restored(path).stages if each.rounds).same_results


def test_lists_of_people_are_in_it_only_where_people_are_identified_and_the_owner_says_so(
    app: Flask, tmp_path: Path
) -> None:
    for level, wishes, there in (
        (AnonymityLevel.IDENTIFIED, True, True),
        (AnonymityLevel.IDENTIFIED, False, False),
        (AnonymityLevel.CONFIDENTIAL, True, False),
    ):
        stage = stage_of(make_study(make_account()))
        studies.choose_level(stage, level)
        version = publish(stage, document(question("OVER", "rating", scale=SCALE)))
        plant(stage, version, [{"OVER": 4}] * 12, attributes=[{"industry": "Steel"}])
        assert ("stages/1/sample.jsonl" in _parts(_taken(stage.study, tmp_path, samples=wishes))) is there


def _with(parts: Parts, name: str, change: Callable[[Any], Any]) -> Parts:
    content = json.loads(parts[name])
    changed = change(content)
    return {**parts, name: json.dumps(content if changed is None else changed).encode()}


def _row(**answers: Any) -> bytes:
    return json.dumps({"version": 1, "mode": "web", "answers": answers}).encode() + b"\n"


WRONG_STAGES: tuple[dict[str, Any], ...] = (
    {"kind": "poll"},
    {"level": 4},
    {"min_group": 2},
    {"place": 10**30},
    {"versions": []},
    {"versions": [{}]},
    {"opened_at": "yesterday"},
    {"opened_at": 5},
    {"title": "\ud800"},
    {"kind": "delphi"},
    {"rows": True},
)
WRONG_ROWS = (
    b"[]\n",
    b"{\n",
    _row(GONE=1),
    _row(REG="x"),
    _row(REG=-5),
    _row(REG=True),
    _row(REG=[1]),
    _row(COST=1),
    _row(REG=10**40),
    _row(WHY="\x00"),
    _row(WHY="\ud800"),
    _row(REG={"missing": "lost"}),
    _row(REG={"missing": []}),
    json.dumps({"version": 9, "answers": {}}).encode(),
    json.dumps({"version": 1, "answers": []}).encode(),
    b'{"version": 1, "answers": {"REG": NaN}}',
)


def test_whatever_an_archive_holds_instead_is_refused_and_nothing_is_stored(
    app: Flask, stage: Stage, tmp_path: Path
) -> None:
    account = make_account()
    session.commit()
    kept = {
        name: content for name, content in _parts(_taken(stage.study, tmp_path)).items() if name != archives.CHECKSUMS
    }
    manifest, data = "manifest.json", "stages/1/data.jsonl"
    first = kept[data].splitlines()[0]

    def stages(**changes: Any) -> Callable[[Any], Any]:
        return lambda whole: whole["stages"][0].update(changes)

    wrong: list[Parts] = [
        _with(kept, manifest, lambda _whole: []),
        _with(kept, manifest, lambda whole: whole.update(format="x")),
        _with(kept, manifest, lambda whole: whole.update(format_version=2)),
        _with(kept, manifest, lambda whole: whole.update(stages=whole["stages"] * 2)),
        _with(kept, manifest, lambda whole: whole["study"].update(title="\x00")),
        _with(kept, manifest, lambda whole: whole["study"].update(title=["x"])),
        *(_with(kept, manifest, stages(**change)) for change in WRONG_STAGES),
        _with(kept, manifest, lambda whole: whole["stages"][0].update(versions=whole["stages"][0]["versions"] * 2)),
        {**kept, manifest: b'{"format": ' + b"[" * 100_000},
        {**kept, "stages/1/questionnaire-1.json": b"{}"},
        {name: content for name, content in kept.items() if name != data},
        *({**kept, data: first + b"\n" + line} for line in WRONG_ROWS),
    ]
    for place, parts in enumerate(wrong):
        path = _sealed(parts, tmp_path / f"{place}.zip")
        with pytest.raises(Refusal):
            archive_imports.restore(ArchiveReader(path, path.stat().st_size, path.name), account)
        session.rollback()
    assert session.query(Study).count() == 1


def _zip(parts: dict[str, bytes], **entry: int) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            about = zipfile.ZipInfo(name)
            about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, entry.get("attributes", 0)
            archive.writestr(about, content)
    return stream


def _listed(**parts: bytes) -> dict[str, bytes]:
    named = {name.replace("__", "/").replace("_json", ".json"): content for name, content in parts.items()}
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in named.items())
    return {**named, archives.CHECKSUMS: sums.encode()}


@pytest.mark.parametrize(
    ("stream", "refusal"),
    [
        (io.BytesIO(b""), ArchiveRefused),
        (io.BytesIO(b"PK\x03\x04 no zip"), ArchiveRefused),
        (_zip({"manifest.json": b"{}"}), ArchiveRefused),
        (_zip({**_listed(manifest_json=b"{}"), "manifest.json": b"[]"}), ArchiveChanged),
        (_zip({**_listed(manifest_json=b"{}"), "other.json": b"[]"}), ArchiveChanged),
        (_zip({archives.CHECKSUMS: f"{'0' * 64}  manifest.json\n".encode()}), ArchiveChanged),
        (_zip({**_listed(manifest_json=b"{}"), "../manifest.json": b"[]"}), ArchiveRefused),
        (_zip({**_listed(manifest_json=b"{}"), "/etc/x.json": b"[]"}), ArchiveRefused),
        (_zip({**_listed(manifest_json=b"{}"), "a\\b.json": b"[]"}), ArchiveRefused),
        (_zip(_listed(manifest_json=b"{}"), attributes=0o120777 << 16), ArchiveRefused),
        (_zip(_listed(manifest_json=b" " * 40_000_000)), ArchiveTooLarge),
        (_zip({f"a{place}.json": b"" for place in range(2_001)}), ArchiveTooLarge),
    ],
)
def test_a_file_that_is_no_sound_archive_is_refused(stream: io.BytesIO, refusal: type[Refusal]) -> None:
    stream.seek(0)
    with pytest.raises(refusal):
        ArchiveReader(stream, len(stream.getvalue()), "x.zip")


def test_the_commands_write_look_and_bring_in(app: Flask, stage: Stage, tmp_path: Path) -> None:
    runner, path = app.test_cli_runner(), tmp_path / "a.zip"
    email = stage.study.memberships[0].account.email
    made = runner.invoke(args=["study", "export", stage.study.code, "-o", str(path)])
    assert (made.exit_code, "40 answers" in made.output) == (0, True), made.output
    order = ["study", "import", str(path), "--owner", email, "--json"]
    looked = runner.invoke(args=[*order, "--dry-run"])
    assert looked.exit_code == 0, looked.output
    assert json.loads(looked.output)["stages"][0]["same_results"] is True
    assert session.query(Study).count() == 1
    brought = json.loads(runner.invoke(args=order).output)
    assert brought["stored"]
    assert session.query(Study).filter_by(code=brought["study"]).count() == 1
    content = bytearray(path.read_bytes())
    content[200] ^= 255
    path.write_bytes(bytes(content))
    for arguments in (["import", str(path), "--owner", email], ["import", "no.zip"], ["export", "no", "-o", "x.zip"]):
        assert runner.invoke(args=["study", *arguments]).exit_code == 1

"""What was decided about a study goes into its archive and comes back: export, import, export again says the same."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from survey_app.db import session, transaction
from survey_app.exceptions import Refusal
from survey_app.exports.client_look import ClientLook
from survey_app.exports.own_scale_trials import OwnScaleLine
from survey_app.interchange import archives
from survey_app.interchange.archives import ArchiveReader
from survey_app.models import (
    Account,
    AttributeFlag,
    Card,
    ColumnValues,
    EntryPlaces,
    Frame,
    FrameUnit,
    Idea,
    Improvement,
    Item,
    ItemOrigin,
    KeptWeighting,
    KeyTarget,
    Panel,
    Protocol,
    Quota,
    RecordPlan,
    Stage,
    Study,
    TextCode,
    TextMark,
)
from survey_app.services import (
    archive_imports,
    boards,
    cards,
    client_looks,
    column_values,
    market,
    own_scales,
    protocol_trials,
    redaction,
    round_reports,
    studies,
    study_archives,
    themes,
    vote_results,
)
from survey_app.services.market import Assumption, Assumptions
from survey_app.services.market_regions import RegionAssumption
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.value_meanings import Meaning
from survey_app.stats.market_potential import FactorKind
from survey_app.stats.potential_range import RangeShape
from survey_app.vocabulary import BrainstormPhase, ImprovementState, KeyMeasure, QuotaAction, Rhythm, StageKind, Stance
from tests.brainstorming import (
    answer,
    card,
    count_votes,
    end_writing,
    idea,
    make_brainstorm,
    open_vote,
    release_result,
    released,
    turn_to,
    vote,
    write,
)
from tests.builders import make_account, make_study, stage_of
from tests.delphis import analysed, answered, before_start, opened
from tests.panels import TestPanel, make_panel, release
from tests.planting import document, items, options, plant, publish, question

pytestmark = pytest.mark.sqlite_only
SCALE = {"first": 1, "last": 5}
Json = dict[str, Any]
CHANGING = {"made_at", "code", "locked_at", "input_hash", "opened_at", "closed_at"}
NASTY: tuple[Any, ...] = (
    None,
    -1,
    10**30,
    1e300,
    True,
    "\x00",
    "\ud800",
    "x" * 70_000,
    [],
    [[]],
    {},
    {"a": {}},
    [1, None],
)


@pytest.fixture
def stage(app: Flask) -> Stage:
    owner = make_account()
    found = stage_of(make_study(owner, "Wave 1"))
    asked = [
        question("REG", "single", options=options("North", "South")),
        question("OVER", "rating", scale=SCALE),
        question("SERV", "battery", items=items("Price", "Speed"), scale=SCALE),
        question("WHY", "long_text"),
    ]
    plant(found, publish(found, document(*asked)), [_answer(place) for place in range(20)])
    found.population = 900
    _decide(found, owner)
    session.commit()
    return found


def _answer(place: int) -> Json:
    sides = {f"SERV.{row}.{side}": 1 + place % 4 for row in ("price", "speed") for side in ("expected", "experienced")}
    return {"REG": 1 + place % 2, "OVER": 1 + place % 5, **sides, "WHY": f"too slow {place % 3}"}


def _decide(stage: Stage, owner: Account) -> None:
    rule = {"breaks": [{"key": "REG", "targets": {"1": 60, "2": 40}}], "least": None, "most": 3.5}
    session.add(KeptWeighting(stage_id=stage.id, name="By region", rule=rule, account_id=owner.id))
    words = {"label": {"es": "Lento"}, "theme": {"es": "Rapidez"}}
    code = TextCode(stage_id=stage.id, variable="WHY", label="Slow", theme="Speed", words=words)
    session.add_all([code, TextCode(stage_id=stage.id, variable="WHY", label="Dear", theme="")])
    session.flush()
    session.add(TextMark(text_code_id=code.id, wording="0" * 32))
    session.add(AttributeFlag(stage_id=stage.id, attribute="SERV.price"))
    session.add(KeyTarget(stage_id=stage.id, measure=KeyMeasure.SATISFIED.value, value=0.8))
    session.add(
        Quota(
            stage_id=stage.id, name="North", rule="REG = 1", most=12, counted=10, turned_away=2,
            action=QuotaAction.END, text={"en": "Enough from there."}, address="https://example.org/thanks",
        )
    )  # fmt: skip
    session.add(EntryPlaces(stage_id=stage.id, names=["Hall 2", "服务中心"]))
    planned = {"day_question": "DAY", "place_question": "REG", "starts_on": date(2026, 11, 2)}
    session.add(RecordPlan(stage_id=stage.id, rhythm=Rhythm.WEEK, **planned))
    called = {"written": "", "words": {"en": "Region"}}
    places = [Meaning("Hezi", "Heze", "Shandong"), Meaning("济南", "", "Shandong", {"en": "Jinan"}), Meaning("Anhui")]
    kept = [called, *(asdict(each) for each in places)]
    session.add(ColumnValues(stage_id=stage.id, attribute='the "region"', meanings=kept))
    session.add(ColumnValues(stage_id=stage.id, attribute="who", meanings=[asdict(Meaning("Ana Ruiz", "", "Jinan"))]))
    listed = Frame(stage_id=stage.id, name="customers", attributes=['the "region"', "who"], size=20)
    session.add(listed)
    session.flush()
    for place in range(20):
        people = {'the "region"': ("Hezi", "济南", "Anhui")[place % 3], "who": "Ana Ruiz" if not place else f"P{place}"}
        session.add(FrameUnit(frame_id=listed.id, unit=f"p{place}", attributes=people))
    client_looks.keep(stage.study, ClientLook(font="Arial", footer="For the client"), owner)
    factors = (
        Assumption("n", FactorKind.AMOUNT, "1000000"),
        Assumption("v", FactorKind.RATIO, "1%", "0.5%", "2%"),
    )
    regions = (RegionAssumption("North", "600000"), RegionAssumption("Islands", "9", habits=False))
    market.add(stage.study, Assumptions("Base", "A note", RangeShape.PERT, factors, regions))
    session.add(
        Improvement(
            study_id=stage.study_id, action="Answer in a day", owner="Desk", due="Wave 2", indicator="satisfied",
            before_id=stage.id, state=ImprovementState.PLANNED,
        )
    )  # fmt: skip


def _brainstorm() -> TestPanel:
    panel = make_brainstorm(points=3)
    released(panel, ("Deliver on the day", "Answer the phone", "Fair prices", "Deliver on Saturdays", "No queues"))
    turn_to(panel, BrainstormPhase.BUILD)
    answer(panel, 1, "Fair prices", "And say them beforehand")
    answer(panel, 2, "No queues", "Queues are fine", Stance.OBJECTS)
    write(panel, 3, "Fire Mr Smith")
    write(panel, 4, "For you alone", for_moderator=True)
    end_writing(panel)
    stage = panel.stage
    with transaction():
        theme = themes.add(stage, "Service")
        redaction.withhold(stage, idea("Fire Mr Smith").code)
        redaction.show(stage, idea("No queues").code, "Shorter queues")
        codes = [card("Deliver on the day").code, card("Deliver on Saturdays").code]
        cards.merge(stage, codes, "Deliver when it suits", theme.id)
        cards.move(stage, [card("Answer the phone").code], theme.id)
    round_ = open_vote(panel)
    for number in range(5):
        vote(panel, round_, number, {"Deliver when it suits": 2, "Fair prices": 1})
    count_votes(round_)
    release_result(round_)
    session.expire_all()
    return panel


def _taken(study: Study, path: Path) -> Json:
    """The parts of a study's archive."""
    study_archives.write(study, path)
    with zipfile.ZipFile(path) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}


def _brought_in(path: Path) -> archive_imports.Restored:
    found = archive_imports.restore(ArchiveReader(path, path.stat().st_size, path.name), make_account())
    session.commit()
    return found


def _lasting(value: Any) -> Any:
    """A part without codes, hashes and moments."""
    if isinstance(value, dict):
        return {name: _lasting(each) for name, each in value.items() if name not in CHANGING}
    return [_lasting(each) for each in value] if isinstance(value, list) else value


def test_a_survey_with_all_that_was_decided_comes_back_and_goes_out_the_same(
    app: Flask, stage: Stage, tmp_path: Path
) -> None:
    before = _taken(stage.study, tmp_path / "one.zip")
    settings, decided = before["settings.json"], before["stages/1/settings.json"]
    assert (settings["look"]["footer"], settings["estimates"][0]["factors"][1]["low"]) == ("For the client", "0.5%")
    assert (settings["improvements"][0]["before"], settings["improvements"][0]["after"]) == (1, None)
    assert [code["wordings"] for code in decided["codes"]] == [[], ["0" * 32]]
    assert (decided["quotas"][0]["counted"], decided["weighting"]["rule"]["most"]) == (10, 3.5)
    assert (decided["not_to_act_on"], decided["targets"]) == (["SERV.price"], [{"measure": "satisfied", "value": 0.8}])
    assert (decided["places"], decided["records"]["starts_on"]) == (["Hall 2", "服务中心"], "2026-11-02")
    said = [("Hezi", "Heze", "Shandong", {}), ("济南", "", "Shandong", {"en": "Jinan"})]
    kept = {each["column"]: [tuple(one.values()) for one in each["meanings"]] for each in decided["values"]}
    assert kept == {'the "region"': said}  # names of people stay with the list, and so does what says nothing
    found = _brought_in(tmp_path / "one.zip")
    assert column_values.meanings_of(found.study.stages[0], 'the "region"') == tuple(Meaning(*each) for each in said)
    assert column_values.title_of(found.study.stages[0], 'the "region"') == {"en": "Region"}
    assert [part.same_results for part in found.stages] == [True]
    assert [left.what for left in found.left_out] == ["People, links and the log"]
    after = _taken(found.study, tmp_path / "two.zip")
    for name in ("settings.json", "stages/1/settings.json", "stages/1/columns.json", "stages/1/questionnaire-1.json"):
        assert _lasting(after[name]) == _lasting(before[name]), name
    assert sorted(_lines(tmp_path / "one.zip")) == sorted(_lines(tmp_path / "two.zip"))


def _lines(path: Path) -> list[bytes]:
    with zipfile.ZipFile(path) as archive:
        return archive.read("stages/1/data.jsonl").splitlines()


def test_a_board_with_its_merges_and_its_vote_comes_back_and_goes_out_the_same(app: Flask, tmp_path: Path) -> None:
    panel = _brainstorm()
    name = f"stages/{panel.stage.position}/panel.json"
    before = _taken(panel.stage.study, tmp_path / "one.zip")
    whole = json.dumps(before[name])
    assert not [words for words in ("Mr Smith", "For you alone", "No queues", panel.stage.code) if words in whole]
    assert not [each.code for each in session.query(Idea) if each.code in whole or each.key in whole]
    board = before[name]["board"]
    merged = [each for each in board["cards"] if each["merged_into"]]
    assert {each["text"] for each in merged} == {"Deliver on the day", "Deliver on Saturdays"}
    assert [len(each["cards"]) for each in board["merges"]] == [2]
    found = _brought_in(tmp_path / "one.zip")
    part = next(each for each in found.stages if each.rounds)
    assert (part.rounds, part.same_results) == (2, True)
    assert [left.what for left in found.left_out if left.stage] == ["Single votes", "The roll of the panel"]
    again = next(each for each in found.study.stages if each.title == panel.stage.title)
    assert _lasting(_taken(found.study, tmp_path / "two.zip")[name]) == _lasting(before[name])
    one, two = (vote_results.of_stage(each) for each in (panel.stage.id, again.id))
    assert one is not None
    assert two is not None
    assert [(line.text, line.rank) for line in two.cards] == [(line.text, line.rank) for line in one.cards]
    assert {(line.card.text, line.sources) for line in boards.whole(again)} == {
        (line.card.text, line.sources) for line in boards.whole(panel.stage)
    }
    assert boards.writers(again) == boards.writers(panel.stage)
    keys = {each.key for each in session.query(Idea).filter_by(stage_id=again.id)}
    assert not keys & {each.key for each in session.query(Idea).filter_by(stage_id=panel.stage.id)}


def _delphi() -> TestPanel:
    panel = make_panel(n=9)
    board = studies.add_stage(panel.stage.study, StageKind.BRAINSTORM, "Ideas")
    panel.stage.position = board.position + 1
    session.flush()
    card = Card(stage_id=board.id, text="Fair prices")
    session.add(card)
    session.flush()
    session.add(Idea(key="k" * 64, stage_id=board.id, text="Fair prices", own_card_id=card.id, card_id=card.id))
    first, second, *_rest = session.query(Item).filter_by(stage_id=panel.stage.id).order_by(Item.position)
    first.evidence = {"text": {"en": "Read this"}, "links": [{"label": "A", "address": "https://example.org/a"}]}
    session.add(ItemOrigin(item_id=second.id, earlier_id=first.id))
    session.add(ItemOrigin(item_id=first.id, card_id=card.id))
    session.commit()
    own = (OwnScaleLine(own_scales.rating_of(1, 7, {}, {}), ("S2",), 0.25, 0.5, 0.75),)
    trial = protocol_trials.document_of(protocol_trials.run(ProtocolRules(), 9, 7), ProtocolRules(), own)
    locked = session.query(Protocol).filter_by(stage_id=panel.stage.id).one()
    document = {**locked.document, "before": "of another shape"}
    amended = {"version": locked.version + 1, "document": document, "reason": "Too coarse"}
    session.add(Protocol(stage_id=panel.stage.id, trial=trial, **amended))
    session.commit()
    before_start(panel)
    round_ = opened(panel)
    answered(panel, round_, [[7.0, 8.0, float(1 + place)] for place in range(9)])
    release(analysed(round_))
    return panel


def test_a_delphi_with_its_trial_its_evidence_and_its_lineage_comes_back(app: Flask, tmp_path: Path) -> None:
    panel = _delphi()
    name = f"stages/{panel.stage.position}/panel.json"
    before = _taken(panel.stage.study, tmp_path / "one.zip")[name]
    assert [each["trial"] and each["trial"]["seed"] for each in before["protocols"]] == [None, 7]
    assert [bool(each["replaces"]) for each in before["items"]] == [False, True, False]
    assert [len(each["cards"]) for each in before["items"]] == [1, 0, 0]
    found = _brought_in(tmp_path / "one.zip")
    assert next(each for each in found.stages if each.rounds).same_results
    after = _taken(found.study, tmp_path / "two.zip")[name]
    del before["protocols"][1]["document"]["before"]
    assert _lasting({**after, "rounds": []}) == _lasting({**before, "rounds": []})
    again = next(each for each in found.study.stages if each.title == panel.stage.title)
    assert round_reports.build(again).items
    wrong = {**before["items"][2], "code": "S9", "asked": "open", "own_scale": own_scales.rating_of(1, 7, {}, {})}
    tried = json.loads(json.dumps(before["protocols"]))
    tried[1]["trial"]["own_scales"][0]["scale"] = {"scale": "rating", "scale_max": "many"}
    for crafted in ({"items": [*before["items"], wrong]}, {"protocols": tried}):
        with pytest.raises(Refusal):
            archive_imports.restore(_reader(tmp_path / "one.zip", name, {**before, **crafted}), make_account())
        session.rollback()


def _places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every entry of a document, of a list to its first two."""
    entries = value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    for name, each in entries:
        yield (*way, name)
        yield from _places(each, (*way, name))


def _changed(document: Any, way: tuple[Any, ...], value: object) -> Any:
    found = json.loads(json.dumps(document))
    at = found
    for step in way[:-1]:
        at = at[step]
    at[way[-1]] = value
    return found


def _reader(path: Path, name: str, document: object) -> ArchiveReader:
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist() if each != archives.CHECKSUMS}
    parts[name] = json.dumps(document).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
        sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {each}\n" for each, content in parts.items())
        archive.writestr(archives.CHECKSUMS, sums)
    return ArchiveReader(stream, len(stream.getvalue()), "x.zip")


@pytest.mark.parametrize("kind", ["settings", "board"])
def test_whatever_stands_there_instead_is_refused_in_words_or_does_no_harm(
    app: Flask, stage: Stage, tmp_path: Path, kind: str
) -> None:
    study = stage.study if kind == "settings" else _brainstorm().stage.study
    path = tmp_path / "one.zip"
    parts = _taken(study, path)
    account = make_account()
    session.commit()
    names = [name for name in parts if name.endswith("settings.json" if kind == "settings" else "panel.json")]
    tries = [(name, way) for name in names for way in _places(parts[name])][:: 1 if kind == "settings" else 4]
    refused, studies = 0, session.query(Study).count()
    for place, (name, way) in enumerate(tries):
        value = NASTY[place % len(NASTY)]
        try:
            archive_imports.restore(_reader(path, name, _changed(parts[name], way, value)), account)
        except Refusal:
            refused += 1
        finally:
            session.rollback()
    assert refused > len(tries) / 2
    assert session.query(Study).count() == studies


def test_a_weighting_by_the_list_of_people_is_left_out_and_said_so(app: Flask, stage: Stage, tmp_path: Path) -> None:
    session.execute(delete(KeptWeighting))
    rule = {"breaks": [{"key": "attr.size", "targets": {"big": 1}}], "least": None, "most": None}
    session.add(KeptWeighting(stage_id=stage.id, name="By size", rule=rule))
    session.commit()
    _taken(stage.study, tmp_path / "one.zip")
    found = _brought_in(tmp_path / "one.zip")
    assert "The weighting" in [left.what for left in found.left_out]
    assert session.get(KeptWeighting, found.study.stages[0].id) is None
    assert session.get(Panel, found.study.stages[0].id) is None

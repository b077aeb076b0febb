"""What fills the arguments of a route, for the crawl over all routes: things that belong to one study."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from werkzeug.routing import Rule

from survey_app.db import new_code, now, session
from survey_app.models import (
    AnswerFile,
    ApiToken,
    Card,
    Idea,
    ImportBatch,
    Improvement,
    Item,
    Job,
    MarketEstimate,
    Panel,
    PanelGroup,
    Panellist,
    PanelRound,
    Quota,
    Response,
    RoundItem,
    SampledCase,
    SavedBlock,
    SharedResults,
    Stage,
    StoredFile,
    Study,
    TextCode,
)
from survey_app.services import jobs, mails, studies
from survey_app.vocabulary import (
    FileKind,
    MailKind,
    Mode,
    PanellistState,
    PanelState,
    RoundPurpose,
    RoundState,
    StageKind,
    StageState,
)
from tests.planting import question

OF_BRAINSTORMS = frozenset(
    {
        "ballots",
        "boards",
        "clarifications.show_of_board",
        "idea_questions",
        "ideas",
        "joining",
        "passing_on.to_delphi",
        "phases",
        "vote_files",
        "votes",
    }
)
OF_DELPHIS = frozenset(
    {
        "clarifications.show",
        "corrections",
        "expertise",
        "item_imports",
        "item_scales",
        "items",
        "open_answers",
        "open_statements",
        "proposals",
        "protocol_copies",
        "protocols",
        "rounds",
        "round_results",
        "panels",
        "personal_reports",
        "panel_lookups",
        "panel_door",
        "ratings",
        "passing_on.to_survey",
    }
)
"""Blueprints, or single endpoints, whose stage is not a survey."""


def filled(rule: Rule, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What fills the address of a route: the stage is of the kind that the route is about."""
    stage = arguments["stage_code"]
    for names, kind in ((OF_BRAINSTORMS, "brainstorm"), (OF_DELPHIS, "delphi")):
        if names & {rule.endpoint, rule.endpoint.partition(".")[0]}:
            stage = arguments.get(kind, stage)
    of_idea = rule.endpoint in {"boards.redact", "idea_questions.ask"}
    values = {**arguments, "stage_code": stage, "item_code": arguments["idea_code" if of_idea else "item_code"]}
    if rule.rule.startswith("/p/"):
        values["code"] = stage
    return {name: values[name] for name in rule.arguments}


_FIXED = {
    "number": 1,
    "position": 1,
    "question_code": "Q1",
    "anchor": "Q1",
    "code": "Q1",
    "variable": "Q1",
    "digest": "0" * 64,
    "format_code": "json",
    "key": "p1",
    "kind": "invitation",
    "checklist": "accord",
    "view_name": "roles",
}
"""Arguments that are the same in every study."""


def arguments_of(study: Study) -> dict[str, Any]:
    """A value for every argument that a route may take; rooms with new arguments add them here."""
    stage = study.stages[0]
    owner = study.memberships[0].account
    definition = {
        "languages": ["en"],
        "pages": [{"key": "p1", "title": {}, "questions": [question("Q1", "long_text", "What do you miss?")]}],
    }
    stage.versions[0].definition = definition
    case = SampledCase(stage_id=stage.id, unit="1", email="case@example.org", link_hash=new_code(26))
    report = {"rows": 0, "expected": 0, "bad_count": 0, "bad": [], "blank": {}, "columns": {}, "mode": "web"}
    batch = ImportBatch(
        stage_id=stage.id,
        account_id=owner.id,
        source="csv",
        filename="a.csv",
        report={**report, "is_done": True},
    )
    quota = Quota(stage_id=stage.id, name="Q", rule="Q1 = 1", most=1)
    session.add(quota)
    file = StoredFile(
        study_id=study.id,
        account_id=owner.id,
        kind=FileKind.EXPORT,
        filename="a.csv",
        media_type="text/csv",
        expires_at=now(),
    )
    kept = _kept_apart(study, owner.id, definition)
    token = ApiToken(account_id=owner.id, name="T", scopes=[], secret_hash=new_code(26), expires_at=now())
    session.add_all([case, batch, file, token])
    job_id = jobs.enqueue("nothing", {}, study_id=study.id, account_id=owner.id)
    mail = mails.queue(MailKind.TEST, owner.email, unique_key=f"crawl:{study.id}", language="en", study=study)
    panels = {**_brainstorm(study), **_delphi(study), "answer_file_code": _answer_file(stage), **kept}
    session.commit()
    assert mail is not None
    return {**panels, **_FIXED} | {
        "earlier_code": stage.code,
        "quota_id": quota.id,
        "account_id": owner.id,
        "batch_id": batch.id,
        "case_id": case.id,
        "file_code": file.code,
        "job_code": session.get_one(Job, job_id).code,
        "mail_id": mail.id,
        "member_id": study.memberships[0].id,
        "stage_code": stage.code,
        "study_code": study.code,
        "upload_code": file.code,
        "token_code": token.code,
    }


def _kept_apart(study: Study, account_id: int, definition: dict[str, Any]) -> dict[str, Any]:
    """What a researcher keeps beside a questionnaire: a block, an estimate, a code, an improvement, a shared page."""
    stage_id = study.stages[0].id
    block = SavedBlock(account_id=account_id, name="Kept", questions=1, definition=definition)
    factor = {"name": "n", "kind": "amount", "low": "", "middle": "10", "high": ""}
    estimate = MarketEstimate(study_id=study.id, name="Market", shape="pert", factors=[factor])
    code = TextCode(stage_id=stage_id, variable="Q1", label="Kept")
    improvement = Improvement(study_id=study.id, action="Kept", indicator="mean:Q1", before_id=stage_id)
    shared = SharedResults(stage_id=stage_id, tag=new_code(64), name="Kept", parts=["Q1"], expires_at=now())
    session.add_all([block, estimate, code, improvement, shared])
    session.flush()
    return {
        "block_code": block.code,
        "estimate_code": estimate.code,
        "text_code": code.code,
        "improvement_code": improvement.code,
        "shared_code": shared.code,
    }


def _answer_file(stage: Stage) -> str:
    """A file that somebody sent in with a response; it is set aside, so that no figure reads it."""
    response = Response(
        id=new_code(26), stage_id=stage.id, version_id=stage.versions[0].id, submit_key=new_code(26), content_hash="",
        receipt="", mode=Mode.WEB, language="en", answers={}, closed=b"", numbers=b"", usable=False,
        set_aside="planted",
    )  # fmt: skip
    session.add(response)
    session.flush()
    file = AnswerFile(
        stage_id=stage.id, response_id=response.id, question="Q1", filename="a.pdf", media_type="application/pdf",
        size=1, key=bytes(32), expires_at=now() + timedelta(days=1),
    )  # fmt: skip
    session.add(file)
    session.flush()
    return file.code


def _brainstorm(study: Study) -> dict[str, Any]:
    """A brainstorm in which one idea stands on the board."""
    stage = _running(study, StageKind.BRAINSTORM, RoundPurpose.WRITE)
    card = Card(stage_id=stage.id, text="An idea on the board")
    session.add(card)
    session.flush()
    idea = Idea(key=new_code(26), stage_id=stage.id, text=card.text, own_card_id=card.id, card_id=card.id)
    session.add(idea)
    session.flush()
    return {"brainstorm": stage.code, "card_code": card.code, "idea_code": idea.code}


def _delphi(study: Study) -> dict[str, Any]:
    """A Delphi whose first round is open, with one statement, one group and one panellist."""
    stage = _running(study, StageKind.DELPHI, RoundPurpose.RATE)
    group = PanelGroup(stage_id=stage.id, name="Customers")
    session.add(group)
    session.flush()
    person = Panellist(
        stage_id=stage.id, name="Ana", email="ana@example.org", group_id=group.id, state=PanellistState.ACCEPTED
    )
    session.add(person)
    session.flush()
    return {
        "delphi": stage.code,
        "group_id": group.id,
        "panellist_code": person.code,
        "item_code": "S1",
        "made_code": "S2",
        "source_code": stage.code,
    }


def _running(study: Study, kind: StageKind, purpose: RoundPurpose) -> Stage:
    stage = studies.add_stage(study, kind, kind.value.title())
    stage.state, stage.opened_at = StageState.OPEN, now()
    session.get_one(Panel, stage.id).state = PanelState.RUNNING
    round_ = PanelRound(stage_id=stage.id, number=1, purpose=purpose)
    session.add(round_)
    session.flush()
    if purpose is RoundPurpose.RATE:
        item = Item(stage_id=stage.id, code="S1", position=1, text={"en": "A reply within 48 hours"})
        session.add(item)
        session.flush()
        session.add(RoundItem(round_id=round_.id, item_id=item.id, position=1))
        session.flush()
    round_.state, round_.opened_at = RoundState.OPEN, now()
    session.flush()
    return stage

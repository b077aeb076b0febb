"""What a team does with the sample: codes for what was written, targets, what to leave alone, improvements."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert

from survey_app.db import session
from survey_app.models import Account, AttributeFlag, Improvement, KeyTarget, Stage, TextCode, TextMark
from survey_app.services.sample_study.own_words import told, words
from survey_app.services.sample_study.spoken import spoken
from survey_app.services.sample_study.words import THEMES
from survey_app.services.text_codes import digest_of
from survey_app.services.waves import Measure
from survey_app.vocabulary import ImprovementState, KeyMeasure

_TARGETS = {KeyMeasure.SATISFIED: 0.7, KeyMeasure.RECOMMEND: 10.0, KeyMeasure.GAP: -0.2}
_LEFT_ALONE = ("SERV.price", "BESIDE.price")


def follow(stage: Stage, before: Stage, account: Account, language: str) -> None:
    """All of it: for the survey at hand, and for what was done since the survey before it."""
    _code(stage, language)
    _aim(stage, account)
    session.add_all(_improvement(each, stage, before, language) for each in words()["improvements"])
    session.flush()


def _code(stage: Stage, language: str) -> None:
    """A code for each thing to improve, with every wording that asks for it."""
    made = {}
    for key, (theme, label) in words()["codes"].items():
        heading = words()["themes"][theme]
        names = {"label": label, "theme": heading}
        made[key] = TextCode(
            stage_id=stage.id,
            variable="IMPROVE",
            **{part: told(text, language) for part, text in names.items()},
            words={
                part: {each: said for each, said in text.items() if each != language} for part, text in names.items()
            },
        )
    session.add_all(made.values())
    session.flush()
    marks = [
        {"text_code_id": made[key].id, "wording": digest_of(spoken(said, language))}
        for key, texts in THEMES.items()
        for said in texts
    ]
    session.execute(insert(TextMark), marks)


def _aim(stage: Stage, account: Account) -> None:
    """What the key figures should reach, and the price, which nobody is to act on."""
    session.add_all(
        KeyTarget(stage_id=stage.id, measure=measure.value, value=value, account_id=account.id)
        for measure, value in _TARGETS.items()
    )
    session.add_all(AttributeFlag(stage_id=stage.id, attribute=name, account_id=account.id) for name in _LEFT_ALONE)


def _improvement(said: Mapping[str, Any], stage: Stage, before: Stage, language: str) -> Improvement:
    texts = {name: told(said[name], language) for name in ("action", "owner", "due")}
    return Improvement(
        study_id=stage.study_id,
        indicator=f"{Measure.GAP.value}:SERV.{said['indicator']}.experienced",
        before_id=before.id if said["since"] == "earlier" else stage.id,
        after_id=stage.id if said["seen"] else None,
        state=ImprovementState(said["state"]),
        **texts,
    )

"""The open question of the sample's first round: what the panel answers in its own words, and what is made of it."""

import secrets
from typing import Any

from survey_app.models import Item, PanelRound, Stage
from survey_app.services import items, open_statements, reasons
from survey_app.services.ballots import Row
from survey_app.services.sample_study import opinions
from survey_app.vocabulary import Asking

KEY = "missing"
"""What the question is called among the statements."""
MADE = ("spares", "changes")
"""What the statements are called that are made of its answers."""


def _content(language: str) -> dict[str, Any]:
    content: dict[str, Any] = opinions.words(language)[KEY]
    return content


def ask(stage: Stage) -> Item:
    """The question, behind the statements."""
    return items.add(stage, _content(stage.study.language)["text"], asked=Asking.OPEN)


def rows(question: Item, person: int, language: str) -> list[Row]:
    """What one panellist writes: nothing, or one or two texts, each kept apart from everything else."""
    written = _content(language)["answers"]
    texts = written[person // 2] if person % 2 == 0 and person // 2 < len(written) else []
    return [(secrets.token_hex(32), f"answer{slot}:{question.id}", text) for slot, text in enumerate(texts, 1)]


def make(round_: PanelRound, question: Item, language: str) -> dict[str, Item]:
    """Read the answers as a moderator would: other words for what tells a name, statements of what was said often."""
    content = _content(language)
    codes = {line.text: line.code for line in reasons.queue(round_) if line.item.id == question.id}
    for text, words in content["other_words"].items():
        reasons.release(round_, codes[text], words)
    return {
        each["key"]: open_statements.make(round_, question, [codes[text] for text in each["of"]], each["text"])
        for each in content["made"]
    }

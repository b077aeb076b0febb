"""Answers taken into texts: `{Q1.shown}` there is `{Q1}` here, an expression in braces is `{= expression}`."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limesurvey.wording import html_of
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.logic.dialects import limesurvey
from survey_app.logic.dialects.limesurvey import Foreign, Native
from survey_app.logic.dialects.limesurvey_reading import MOST_STEPS
from survey_app.logic.parsing import parse
from survey_app.logic.refusal import ExpressionRefused
from survey_app.logic.writing import write

_THEIRS = re.compile(r"\{(?=\S)([^{}]{1,2000}?)(?<=\S)\}")
_BARE = re.compile(r"([A-Za-z][A-Za-z0-9_]*)(?:\.(?:shown|NAOK|value|code))?", re.ASCII)
_OURS = re.compile(r"\{(?:=([^{}]{1,2000})|([A-Z][A-Z0-9_]{0,15}(?:\.[A-Za-z0-9_]{1,32}){0,2}))\}")
_MOST_PLACES = MOST_STEPS
STAYS = N_("What stands in braces is kept as it was written: %(why)s")


class Places:
    """The places in the texts of one survey, read when the names of all its questions are known."""

    def __init__(self, names: Mapping[str, Native], notes: Notes) -> None:
        self.names = names
        self.notes = notes
        self.read = 0

    def fill(self, part: dict[str, Any], place: str) -> None:
        """Translate the places in every text of a question or page."""
        settings = part.get("settings") or {}
        holders = [part, settings, *settings.get("options", ()), *settings.get("items", ())]
        for holder in holders:
            for name in ("text", "hint", "title", "label", "body"):
                if isinstance(holder.get(name), Mapping):
                    holder[name] = self.text(holder[name], place, name)

    def text(self, text: Mapping[str, str], place: str, subject: str) -> dict[str, str]:
        """A text with its places in our way of writing."""
        put = self._into(place, subject)
        return {language: _THEIRS.sub(put, words) if "{" in words else words for language, words in text.items()}

    def _into(self, place: str, subject: str) -> Callable[[re.Match[str]], str]:
        def put(match: re.Match[str]) -> str:
            self.read += 1
            if self.read > _MOST_PLACES:
                return match[0]
            try:
                return self._translated(match[1])
            except ExpressionRefused as refusal:
                self.notes.changed(place, subject, STAYS, why=str(refusal), original=match[0])
                return match[0]

        return put

    def _translated(self, words: str) -> str:
        bare = _BARE.fullmatch(words)
        native = self.names.get(bare[1]) if bare else None
        if native is not None:
            return f"{{{native.reference}{'' if native.tick is None else f'.{native.tick}'}}}"
        rule = write(limesurvey.read_value(words, self.names))
        parse(rule)
        if "{" in rule or "}" in rule:
            raise ExpressionRefused(N_("A rule with braces in it cannot stand in a text."))
        return f"{{= {rule}}}"


def html_with_places(words: str, names: Mapping[str, Foreign], place: str, notes: Notes) -> str:
    """A text of ours as HTML, its places in LimeSurvey's way of writing."""
    found, at = "", 0
    for match in _OURS.finditer(words):
        found += html_of(words[at : match.start()])
        at = match.end()
        try:
            found += f"{{{_theirs(match, names)}}}"
        except ExpressionRefused as refusal:
            notes.changed(place, "text", STAYS, why=str(refusal), original=match[0])
            found += html_of(match[0])
    return found + html_of(words[at:])


def _theirs(match: re.Match[str], names: Mapping[str, Foreign]) -> str:
    if match[1] is not None:
        return limesurvey.write_value(parse(match[1]), names)
    foreign = names.get(match[2])
    if foreign is None or foreign.ticks or foreign.rows:
        raise ExpressionRefused(N_("“%(name)s” is no single answer of an earlier question."), name=match[2])
    return f"{foreign.name}.shown"

"""What lies in a panellist's sealed sheet beside the answers: expertise, proposals, marks, how well pairs fit.

It is saved with the answers and under the same seal, so that nothing outside the sheet tells who said it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from survey_app.models import PanelRound
from survey_app.privacy import sheets
from survey_app.services import ballots, compared, expertise, marks, proposals
from survey_app.services.ballots import OpenedSheet, Row
from survey_app.services.items import LONGEST_TEXT
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.seats import Seat

NAMES = (expertise.QUESTION, proposals.NAME, marks.NAME, compared.NAME)
"""What the own copy may hold beside the answers."""


def read(seat: Seat, round_: PanelRound) -> dict[str, Any]:
    """The parts of the person's own copy that are no answers."""
    return parts_in(ballots.read(seat, round_))


def parts_in(copy: Mapping[str, Any]) -> dict[str, Any]:
    """The same from the own copy, where it was read already."""
    return {name: copy[name] for name in NAMES if name in copy}


def sizes(rules: ProtocolRules) -> dict[str, int]:
    """The most bytes of each part, for the size that all sheets of a round have."""
    found = {expertise.QUESTION: expertise.most_bytes()} if rules.expertise else {}
    if rules.proposals:
        found |= {f"{proposals.NAME}:{slot}": sheets.text_bytes(LONGEST_TEXT) for slot in range(proposals.MOST)}
    if rules.helpful:
        found[marks.NAME] = marks.most_bytes()
    if rules.compared:
        found[compared.NAME] = compared.most_bytes()
    return found


def rows(seat: Seat, round_: PanelRound, parts: Mapping[str, Any]) -> list[Row]:
    """The parts as rows of the sheet, each under a key of its own."""
    found: list[Row] = []
    if expertise.QUESTION in parts:
        found.append((seat.question_key(expertise.QUESTION), expertise.QUESTION, parts[expertise.QUESTION]))
    proposed = proposals.rows(seat, round_, parts.get(proposals.NAME, ()))
    found += compared.rows(seat, round_, parts.get(compared.NAME))
    return [*found, *proposed, *marks.rows(seat, round_, parts.get(marks.NAME, ()))]


def is_beside(row: Row) -> bool:
    """Whether a row of an opened sheet belongs here and is no answer."""
    question = row[1]
    return isinstance(question, str) and question.partition(":")[0] in NAMES


def values(opened: Iterable[OpenedSheet], name: str) -> list[object]:
    """What all finished sheets hold under a name, at most once each, in no order that means anything."""
    return [
        next(value for _key, question, value in sheet.rows if question == name)
        for sheet in opened
        if sheet.finished and any(question == name for _key, question, _value in sheet.rows)
    ]


def authority(opened: Sequence[OpenedSheet], rules: ProtocolRules, least: int) -> dict[str, Any] | None:
    """The authority of those who finished the first round; None where the protocol does not ask."""
    if not rules.expertise:
        return None
    said = [expertise.read(value) for value in values(opened, expertise.QUESTION)]
    return expertise.figures([each for each in said if each is not None], rules.authority, least)


def consistency(opened: Sequence[OpenedSheet], rules: ProtocolRules, least: int) -> dict[str, Any] | None:
    """How well the comparisons of those who finished hold together; None where none were asked for."""
    return compared.figures(values(opened, compared.NAME), least) if rules.compared else None

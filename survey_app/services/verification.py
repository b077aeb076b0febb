"""`verify`: compute a study's frozen rounds again from what is stored, and name what does not fit.

It finds an alteration of a row, of the frozen figures or of a protocol by somebody who wrote into the database. Not one
by somebody who also made every seal anew: for that the fingerprint of a round, which the results page and the workbook
print, has to be kept somewhere else.
"""

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select

from survey_app.db import session
from survey_app.models import Erasure, Item, PanelRound, RoundItem, Snapshot, Stage, Study
from survey_app.services import partial_sheets, protocols, round_rows, round_seals, second_scale
from survey_app.services.arguments import MOST_ANSWERS
from survey_app.services.doors import UNLINKED
from survey_app.services.erasures import SOME
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.round_computing import (
    WITH_SALT,
    agreement_together,
    ballots_of,
    compute,
    ends,
    included,
    own_rules,
)
from survey_app.services.round_figures import rules_of
from survey_app.services.round_seals import Answer
from survey_app.vocabulary import AnonymityLevel, Choice, StageKind

_ALMOST = 1e-9
_MOST_POINTS = 1_001
_MOST_DIFFERENCES = 20


class Problem(StrEnum):
    """What does not fit."""

    RATING_ALTERED = "rating_altered"
    ROWS_MISSING = "rows_missing"
    ROWS_ADDED = "rows_added"
    ROWS_ALTERED = "rows_altered"
    ANSWERS_DIFFER = "answers_differ"
    FIGURES_ALTERED = "figures_altered"
    FIGURE_DIFFERS = "figure_differs"
    FIGURES_MISSING = "figures_missing"
    PROTOCOL_ALTERED = "protocol_altered"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit: where, what stands there now, and what stood there when the round was analysed."""

    problem: Problem
    stage: str
    round_number: int | None = None
    item: str = ""
    name: str = ""
    now: object = None
    then: object = None


@dataclass(slots=True)
class Verification:
    """What was looked at and what was found."""

    rounds: int = 0
    ratings: int = 0
    """Of each round: as frozen where answers have no name, else the rows that are stored."""
    figures: int = 0
    erased: int = 0
    incomplete: list[str] = field(default_factory=list)
    """The rounds whose rows were erased in part on request: their figures cannot be computed again. Stage and round."""
    protocols: int = 0
    findings: list[Finding] = field(default_factory=list)
    fingerprints: dict[str, str] = field(default_factory=dict)
    """The hash of each round's answers, to be kept outside: stage and round."""

    @property
    def is_sound(self) -> bool:
        """Whether everything fits."""
        return not self.findings


def verify(study: Study) -> Verification:
    """Compute every frozen round of a study again and compare."""
    found = Verification()
    stages = select(Stage).where(Stage.study_id == study.id, Stage.kind == StageKind.DELPHI).order_by(Stage.position)
    for stage in session.scalars(stages):
        _protocols(stage, found)
        chains: dict[int, list[Answer]] = {}
        intact = True
        for round_ in round_rows.analysed(stage.id):
            chains[round_.number] = round_rows.stored(round_.id)
            intact = _Round(study, stage, round_, found).check(chains, intact=intact) and intact
    return found


def _protocols(stage: Stage, found: Verification) -> None:
    for protocol in reversed(protocols.locked_versions(stage.id)):
        found.protocols += 1
        if protocols.digest(protocol.document) != protocol.hash:
            finding = Finding(Problem.PROTOCOL_ALTERED, stage.code, name=str(protocol.version), then=protocol.hash)
            found.findings.append(finding)


class _Round:
    """One round under examination."""

    def __init__(self, study: Study, stage: Stage, round_: PanelRound, found: Verification) -> None:
        self.salt, self.stage, self.round_, self.found = bytes(study.salt), stage, round_, found
        items = session.execute(select(Item.id, Item.code).where(Item.stage_id == stage.id))
        self.codes: dict[int, str] = {item: code for item, code in items}  # noqa: C416 - a row is no pair to mypy

    def note(self, problem: Problem, **more: Any) -> None:  # noqa: ANN401 - the finding's own fields
        """Write down what does not fit."""
        self.found.findings.append(Finding(problem, self.stage.code, self.round_.number, **more))

    def check(self, chains: Mapping[int, Sequence[Answer]], *, intact: bool) -> bool:
        """Examine the round; whether all its rows are there. `intact`: those of the rounds before are."""
        self.found.rounds += 1
        snapshot = session.get(Snapshot, self.round_.id)
        if snapshot is None:
            self.note(Problem.FIGURES_MISSING)
            return False
        answers = chains[self.round_.number]
        document: dict[str, Any] = snapshot.document
        if round_seals.of_document(self.salt, document) != snapshot.seal:
            self.note(Problem.FIGURES_ALTERED)
        rules = rules_of(snapshot)
        # where answers have no name, how many rows are gone would be how many one person erased
        self.found.ratings += document["rows"]["ratings"] if self.stage.level in UNLINKED else len(answers)
        self._seals(answers, rules)
        whole = self._rows(answers, document)
        if not whole:
            return False
        if intact:
            salt = self.salt if document["schema"] >= WITH_SALT else b""
            now = round_seals.of_answers(chains, round_rows.lineages(self.stage.id), salt)
            if now != snapshot.input_hash:
                self.note(Problem.ANSWERS_DIFFER, now=now, then=snapshot.input_hash)
            if salt or self.stage.level not in UNLINKED:
                self.found.fingerprints[f"{self.stage.code}/{self.round_.number}"] = snapshot.input_hash
        self._figures(chains, snapshot, rules, intact=intact)
        return True

    def _seals(self, answers: Sequence[Answer], rules: ProtocolRules) -> None:
        """Each row against the seal it carries."""
        seals = round_rows.seals(self.round_.id)
        own = own_rules(round_rows.question_of(self.stage, self.round_, rules, 0))
        for answer in answers:
            seal = seals.get((answer.key, answer.item_id), "")
            if round_seals.of_rating(self.salt, self.round_.id, answer) == seal:
                continue
            before = next(
                (
                    each
                    for each in _could_have_been(answer, own.get(answer.item_id, rules), self._groups())
                    if self._fits(each, seal)
                ),
                None,
            )
            self.note(
                Problem.RATING_ALTERED,
                item=self.codes.get(answer.item_id, ""),
                now=_said(answer),
                then=_said(before) if before else None,
            )

    def _groups(self) -> list[int | None]:
        question = round_rows.question_of(self.stage, self.round_, ProtocolRules(), 0)
        return [None, *question.groups]

    def _fits(self, answer: Answer, seal: str) -> bool:
        return round_seals.of_rating(self.salt, self.round_.id, answer) == seal

    def _rows(self, answers: Sequence[Answer], document: Mapping[str, Any]) -> bool:
        """How many rows there are, and their seal; whether none is missing."""
        reasons = round_rows.reasons(self.round_.id)
        then = document["rows"]["ratings"] + document["rows"]["reasons"]
        now = len(answers) + len(reasons)
        least, most = self._erased()
        if most:
            self.found.erased += max(least, min(then - now, most))
            self.found.incomplete.append(f"{self.stage.code}/{self.round_.number}")
        if now > then - least:
            self.note(Problem.ROWS_ADDED, now=now, then=then - least)
        elif now < then - most:
            self.note(Problem.ROWS_MISSING, now=now, then=then - most)
        if now != then:
            return False
        seals = round_rows.seals(self.round_.id).values()
        if round_seals.of_rows(self.salt, seals, reasons) != document["rows_seal"]:
            self.note(Problem.ROWS_ALTERED)
        return True

    def _erased(self) -> tuple[int, int]:
        """How many rows were erased on request, at least and at most.

        Where answers have no name nothing is kept of how many one person had: up to all that one person can have.
        """
        numbers = session.scalars(select(Erasure.rows).where(Erasure.round_id == self.round_.id)).all()
        if self.stage.level not in UNLINKED:
            return sum(numbers), sum(numbers)
        asked = session.scalar(select(func.count()).where(RoundItem.round_id == self.round_.id)) or 0
        one_person = asked * (1 + MOST_ANSWERS)
        return sum(numbers), sum(one_person if number == SOME else number for number in numbers)

    def _figures(
        self, chains: Mapping[int, Sequence[Answer]], snapshot: Snapshot, rules: ProtocolRules, *, intact: bool
    ) -> None:
        """Every figure against the same one computed now."""
        document: dict[str, Any] = snapshot.document
        version = document["protocol_version"]
        question = round_rows.question_of(self.stage, self.round_, rules, version, snapshot.made_at)
        question = replace(question, schema=document["schema"])
        earlier = [number for number in chains if number < self.round_.number]
        answers = chains[self.round_.number]
        now: dict[str, Any] = {}
        then: dict[str, Any] = {}
        items = compute(question, answers, chains[max(earlier)] if earlier else None, document["sheets"])
        partial_sheets.put_in(items, question, answers)
        pairs: Iterable[tuple[dict[str, Any], dict[str, Any]]] = itertools.zip_longest(
            items, document["items"], fillvalue={}
        )
        for computed, frozen in pairs:
            code = str((frozen or computed).get("code", ""))
            now[code], then[code] = dict(computed), dict(frozen)
            if not intact:
                now[code].pop("movement", None)
                then[code].pop("movement", None)
        if self.stage.level is not AnonymityLevel.SEALED:
            ballots = ballots_of(included(answers, rules), question.items)
            now["concordance"] = agreement_together(ballots, question)
            then["concordance"] = document["concordance"]
        self._compare(now, then)

    def _compare(self, now: object, then: object) -> None:
        seen = 0
        for path, computed, frozen in _leaves(now, then):
            self.found.figures += 1
            if _same(computed, frozen):
                continue
            seen += 1
            if seen <= _MOST_DIFFERENCES:
                item, _dot, name = path.partition(".")
                self.note(Problem.FIGURE_DIFFERS, item=item, name=name, now=computed, then=frozen)


def _could_have_been(answer: Answer, rules: ProtocolRules, groups: Iterable[int | None]) -> Iterator[Answer]:
    """Everything a row could have said before it was altered: first another value, then another of its other parts."""
    low, high = ends(rules)
    points = [low + place for place in range(min(int(high - low) + 1, _MOST_POINTS))]
    values: list[tuple[float | None, bool]] = [*((point, False) for point in points), (None, True)]
    for value, cannot in values:
        yield answer._replace(value=value, cannot_judge=cannot)
    for second in second_scale.points(rules):
        yield answer._replace(second=float(second))
    others = itertools.product(groups, Choice, (False, True), [(answer.value, answer.cannot_judge), *values])
    for group, choice, partial, (value, cannot) in others:
        yield answer._replace(value=value, cannot_judge=cannot, group_id=group, choice=choice, partial=partial)


def _said(answer: Answer) -> dict[str, Any]:
    """What a row says, without whose it is."""
    said: dict[str, Any] = {"value": answer.value, "cannot_judge": answer.cannot_judge}
    if answer.low is not None or answer.high is not None:
        said |= {"low": answer.low, "high": answer.high}
    said |= {name: each for name in ("second", "confidence") if (each := getattr(answer, name)) is not None}
    return said | {"choice": str(answer.choice), "partial": answer.partial, "group": answer.group_id}


def _leaves(now: object, then: object, path: str = "") -> Iterator[tuple[str, object, object]]:
    """Both trees walked together, figure by figure."""
    if isinstance(now, Mapping) and isinstance(then, Mapping):
        for name in sorted({*now, *then}, key=str):
            yield from _leaves(now.get(name), then.get(name), f"{path}.{name}" if path else str(name))
    elif isinstance(now, list | tuple) and isinstance(then, list | tuple) and len(now) == len(then):
        for place, (one, two) in enumerate(zip(now, then, strict=True)):
            yield from _leaves(one, two, f"{path}.{place}")
    else:
        yield path, now, then


def _same(now: object, then: object) -> bool:
    """Equal, or as near as another version of a library may come."""
    if isinstance(now, int | float) and isinstance(then, int | float) and not isinstance(now, bool):
        return math.isclose(now, then, rel_tol=_ALMOST, abs_tol=_ALMOST)
    return now == then

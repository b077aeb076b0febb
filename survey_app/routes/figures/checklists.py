"""Reporting checklists of consensus studies, filled in from the study: what it says, where, and what is left to write.

The topics are told in words of our own; the numbers are those of the published lists.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from survey_app.exceptions import N_
from survey_app.routes.figures.checklist import Checklist, Topic
from survey_app.routes.figures.delphistar import DELPHISTAR
from survey_app.routes.figures.study_facts import SOURCES, Facts
from survey_app.routes.presentation import filled

__all__ = ["ACCORD", "CHECKLISTS", "CREDES", "DELPHISTAR", "Checklist", "Entry", "Filled", "Topic", "entries"]


class Filled(StrEnum):
    """How far an entry is filled in."""

    WHOLE = "whole"
    PART = "part"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry in words: what the study says, and how far that goes."""

    code: str
    about: str
    said: tuple[str, ...]
    filled: Filled
    sources: tuple[str, ...] = ()
    """The pages of the study that say it."""


ACCORD = Checklist(
    "accord",
    "ACCORD",
    "Gattrell et al. 2024, PLoS Medicine 21(1):e1004326",
    (
        Topic("T1", N_("The title says that it is a consensus study, and by which method"), ("method",)),
        Topic("I1", N_("Why a consensus was sought")),
        Topic("I2", N_("Aim, whom it is for, which region")),
        Topic("I3", N_("For an update: what it updates and why")),
        Topic("M1", N_("Registration or protocol beforehand"), ("protocol",)),
        Topic("M2", N_("Who directed it, with which experience"), ("organiser",)),
        Topic("M3", N_("Whom the panel was chosen from, how many and why"), ("flow",)),
        Topic("M4", N_("How panellists were found and invited")),
        Topic("M5", N_("Part of patients, customers or the public")),
        Topic("M6", N_("Where the statements come from"), ("origin",)),
        Topic("M7", N_("How literature was searched")),
        Topic("M8", N_("Which evidence the panel was given")),
        Topic("M9", N_("Method and steps of collecting answers"), ("method", "collected"), is_whole=True),
        Topic(
            "M10",
            N_("How statements and answers were put, whether reasons were asked"),
            ("question", "reasons"),
            is_whole=True,
        ),
        Topic("M11", N_("Aim of each round")),
        Topic("M12", N_("What counts as consensus, and why"), ("consensus", "stability")),
        Topic("M13", N_("Whether settled statements were asked again"), ("repeated",), is_whole=True),
        Topic("M14", N_("Answered alone or in a group"), ("collected",), is_whole=True),
        Topic("M15", N_("How answers were worked on"), ("processed", "missed"), is_whole=True),
        Topic("M16", N_("Whether it was tried beforehand"), ("trial",)),
        Topic("M17", N_("What the panel was shown between rounds"), ("shown",), is_whole=True),
        Topic("M18", N_("Anonymity: for whom and how"), ("anonymity",), is_whole=True),
        Topic("M19", N_("Part of the organisers in decisions")),
        Topic("M20", N_("Rewards for taking part")),
        Topic("M21", N_("What made it easier to take part")),
        Topic("R1", N_("When each round took place"), ("dates",), is_whole=True),
        Topic("R2", N_("Deviations from the protocol and why"), ("changes",), is_whole=True),
        Topic("R3", N_("Panellists and answers in each round"), ("flow",), is_whole=True),
        Topic("R4", N_("What came out"), ("outcome", "dissent")),
        Topic("R5", N_("Statements changed or removed, when and why"), ("fates",)),
        Topic("D1", N_("Strengths and limits of the method")),
        Topic("D2", N_("How it fits what is known")),
        Topic("O1", N_("Organisations that endorse it")),
        Topic("O2", N_("Interests of those who took part")),
        Topic("O3", N_("Who paid for it")),
    ),
)
CREDES = Checklist(
    "credes",
    "CREDES",
    "Jünger et al. 2017, Palliative Medicine 31:684",
    (
        Topic("1", N_("Why a Delphi is the right method")),
        Topic("2", N_("Planning, and every change of it"), ("protocol", "changes"), is_whole=True),
        Topic(
            "3",
            N_("What counts as consensus, laid down beforehand"),
            ("protocol", "consensus", "stability"),
            is_whole=True,
        ),
        Topic("4", N_("Material given to the panel, tried beforehand"), ("trial",)),
        Topic("5", N_("How leading the panel was avoided"), ("anonymity", "shown")),
        Topic("6", N_("Agreement and dissent read with care"), ("outcome", "dissent")),
        Topic("7", N_("Looked at by others before it is published")),
        Topic("8", N_("Purpose and reason")),
        Topic("9", N_("Panel: how chosen, who, how many answered"), ("flow",)),
        Topic("10", N_("Method in detail: preparation, rounds, questions"), ("method", "question", "reasons")),
        Topic("11", N_("Way through the rounds"), ("flow", "dates", "fates"), is_whole=True),
        Topic("12", N_("How consensus was decided and reached"), ("consensus", "outcome"), is_whole=True),
        Topic("13", N_("Result of every round"), ("outcome", "processed")),
        Topic("14", N_("Limits of the study")),
        Topic("15", N_("Conclusions that the results carry")),
        Topic("16", N_("Publication and use")),
    ),
)
CHECKLISTS = {each.key: each for each in (ACCORD, CREDES, DELPHISTAR)}


def entries(checklist: Checklist, facts: Facts) -> Sequence[Entry]:
    """Every entry of a list as the study fills it."""
    return [_entry(topic, facts) for topic in checklist.topics]


def _entry(topic: Topic, facts: Facts) -> Entry:
    found = [facts.said(name) for name in topic.facts]
    said = tuple(each for each in found if each)
    named = dict.fromkeys(SOURCES[name] for name, each in zip(topic.facts, found, strict=True) if each)
    state = Filled.OPEN
    if said:
        state = Filled.WHOLE if topic.is_whole and len(said) == len(found) else Filled.PART
    return Entry(topic.code, filled(topic.about, {}), said, state, tuple(filled(each, {}) for each in named))

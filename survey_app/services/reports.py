"""The report of a survey stage: built once, shown by the page, the JSON, the command line and the workbook."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy import select

from survey_app.db import now, session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.exports.report import Fieldwork, Report, Verbatim
from survey_app.models import Stage, Study
from survey_app.questions.base import Variable
from survey_app.questions.definition import Question
from survey_app.questions.summarising import Columns
from survey_app.questions.summary import QuestionSummary
from survey_app.services import (
    chains,
    filters,
    flagged,
    key_targets,
    sealed_batches,
    sealed_surveys,
    text_codes,
    weighing,
)
from survey_app.services import columns as answers
from survey_app.services.answers_in_parts import key_figures_in_parts, summaries_in_parts, without_single_values
from survey_app.services.columns import Answered, Mask
from survey_app.services.doors import UNLINKED
from survey_app.services.fieldwork import fieldwork_of, sample_tables
from survey_app.services.filters import Asked, Condition, Dimension, GroupTooSmall
from survey_app.services.keyfigures import gap_rows, overall_question
from survey_app.services.lent_columns import arrays_of
from survey_app.services.satisfied_by import breakdowns
from survey_app.services.selections import Selection
from survey_app.services.tied_figures import untied, untied_key
from survey_app.services.withholding import gives_rows, looked_through
from survey_app.vocabulary import AnonymityLevel, Role, StageKind

RAW_ROLES = frozenset({Role.OWNER, Role.ANALYST})
"""Who may see small groups of an identified stage."""


@dataclass(frozen=True, slots=True)
class Results:
    """What a results page shows: the report, or why there is none, and what can be filtered by."""

    fieldwork: Fieldwork
    offered: tuple[Dimension, ...]
    conditions: tuple[Condition, ...]
    least: int
    answered: int
    report: Report | None
    numbers: Columns
    """The columns the report was made from, for drawing how numbers are spread."""
    refused: GroupTooSmall | None = None
    """Why there is no report."""


class SeveralSurveys(Refusal):
    """A study with several surveys, and none was named."""

    status = 422
    message = N_("The study has several surveys: name one of them by its code: %(codes)s.")


class BeingMixed(Refusal):
    """Sealed answers are being opened."""

    status = 503
    title = N_("The answers are being mixed at this moment")
    message = N_(
        "Figures are shown again when all of them are done. Load the page again in a minute; if this lasts, the page "
        "“Check” of the administration says why."
    )


def find_stage(study_code: str, stage_code: str = "") -> Stage:
    """The survey of a study for the command line: by its code, or the only one there is."""
    found = list(
        session.scalars(
            select(Stage)
            .join(Study)
            .where(Study.code == study_code, Stage.kind == StageKind.SURVEY)
            .order_by(Stage.position)
        )
    )
    named = [stage for stage in found if stage.code == stage_code] if stage_code else found
    if not named:
        raise NotFound
    if len(named) > 1:
        raise SeveralSurveys(codes=", ".join(stage.code for stage in named))
    return named[0]


def build(stage: Stage, asked: Asked | None = None, *, role: Role | None = None) -> Report:
    """The report of a stage, or of the answers an address's filters leave; refused when those are too few.

    `role` is the reader's: owner and analyst see small groups where people are identified by design. Without a role
    the report is made for sharing.
    """
    results = read(stage, asked or {}, role=role)
    if results.report is None:
        raise results.refused or GroupTooSmall(least=results.least)
    found = results.report
    return replace(found, sample=sample_tables(stage), verbatims=_verbatims(found.questions))


def read(stage: Stage, asked: Asked, *, role: Role | None = None, about: str = "") -> Results:
    """The same with everything a page needs around it; too small a group gives results without a report.

    `about` is the code of one question: then its answers alone are summarised, and those that tell how satisfied
    people are. Any other word asks for all questions.
    """
    answered = readable(stage)
    offered = (*flagged.dimensions(stage, answered, asked), *filters.dimensions(answered))
    conditions = filters.read(asked, offered)
    least, fewest = least_shown(stage, role), fewest_told(stage, role)
    work = fieldwork_of(stage)
    weights = weighing.in_force(stage, asked, answered, least)
    report, refused, mask = None, None, answered.everybody
    if work.usable == 0 and not conditions:
        report = _report(stage, Selection(answered, mask, (), least, fewest), work)
    else:
        try:
            mask = filters.chosen(answered, conditions, least, fewest)
            report = _report(stage, Selection(answered, mask, conditions, least, fewest, weights, about), work)
        except GroupTooSmall as why:
            refused = why.with_traceback(None)
    # how numbers are spread in a group is what single people said
    hides = report is None or (conditions and fewest > 1)
    numbers = {} if report is None or hides else _number_columns(answered, mask, report.withheld)
    return Results(work, offered, conditions, least, int(mask.sum()), report, numbers, refused)


def readable(stage: Stage) -> Answered:
    """All answers that can be read; none of a batch before all batches that go together are mixed.

    A mix that ends between looking at the batches and reading the answers would show a part of them by itself.
    """
    if not sealed_surveys.covers(stage):
        return answers.read(stage)
    before = sealed_batches.phases(stage.id)
    if sealed_surveys.is_mixing(stage):
        raise BeingMixed
    found = answers.read(stage)
    if sealed_batches.phases(stage.id) != before:
        raise BeingMixed
    return found


def least_shown(stage: Stage, role: Role | None) -> int:
    """The smallest group this reader may see apart."""
    raw = stage.level is AnonymityLevel.IDENTIFIED and role in RAW_ROLES
    return 1 if raw else stage.min_group


def fewest_told(stage: Stage, role: Role | None) -> int:
    """The fewest people of a group whose answer this reader may be told; 1 where nothing of a group is kept back.

    What is shared, and what is told at the two anonymous levels, tells of no group an answer that fewer gave.
    """
    raw = stage.level not in UNLINKED and role in RAW_ROLES
    return 1 if raw else stage.min_group


def _number_columns(answered: Answered, mask: Mask, withheld: frozenset[str]) -> Columns:
    return {
        name: column[mask]
        for name, column in arrays_of(answered.columns).items()
        if column.dtype == np.float64 and name not in withheld
    }


def _report(stage: Stage, selection: Selection, work: Fieldwork) -> Report:
    answered, mask, conditions = selection.answered, selection.mask, selection.conditions
    seen = looked_through(answered, mask, conditions, selection.least, selection.fewest)
    columns, whole = (_weighed(selection, each) for each in (seen.columns, answered.of(mask)))
    # a finite population is known for everybody, not for the part that a filter leaves
    known = None if conditions else work.finite_population
    asked = tuple(
        question
        for question in answered.questionnaire.questions()
        if not question.is_identity and question.kind != "information"
    )
    summaries = summaries_in_parts(_looked_at(asked, selection.about), seen.tellings, whole, columns, known)
    if conditions and selection.fewest > 1:
        summaries = tuple(without_single_values(each) for each in summaries)
    summaries = untied(summaries, selection)
    key = key_figures_in_parts(summaries, seen.tellings, whole, columns, known)
    study = stage.study
    gaps, groups = gap_rows(summaries), breakdowns(selection, overall_question(asked))
    keys = [answered.keys[place] for place in np.flatnonzero(mask).tolist()]
    return Report(
        study_title=study.title,
        stage_title=stage.title,
        organiser=study.organiser,
        client=study.client,
        version_number=answered.version_number,
        level=stage.level,
        min_group=stage.min_group,
        is_sample=study.is_sample,
        timezone=study.timezone,
        made_at=now(),
        questionnaire=answered.questionnaire,
        fieldwork=work,
        key=untied_key(key, selection),
        questions=summaries,
        gaps=gaps,
        chain=chains.of_survey(study, asked, gaps),
        breakdowns=tuple(each for each in groups if each.groups),
        unrated=tuple(each for each in groups if not each.groups),
        coded=text_codes.of_rows(stage, (row for each in summaries for row in each.rows)),
        variables=_variables(stage, selection),
        consents=answered.consents,
        weighting=weighing.used(selection.weights, mask, answered, stage.level) if selection.weights else None,
        targets=key_targets.of_stage(stage),
        filters=tuple((condition.dimension.key, condition.offer.value) for condition in conditions),
        left=int(mask.sum()) if conditions else None,
        withheld=(seen.withheld - seen.in_parts).union(row.variable for each in summaries for row in each.untold),
        in_parts=seen.in_parts,
        gives_rows=gives_rows(stage.level, conditions),
        rows=lambda: answers.records(stage, keys, answered, weighing.by_key(selection.weights, answered, stage.level)),
    )


def _weighed(selection: Selection, columns: Columns) -> Columns:
    if selection.weights is None:
        return columns
    watch = weighing.guard(selection.weights, selection.conditions, selection.least)
    return weighing.weighed(columns, selection.weights, selection.answered, selection.mask, watch)


def _variables(stage: Stage, selection: Selection) -> tuple[Variable, ...]:
    """The columns of the data: what was asked, how interviews went, and the weights."""
    answered = selection.answered
    return (*answered.variables, *answered.course, *weighing.variables(selection.weights, answered, stage.level))


def _looked_at(asked: tuple[Question, ...], about: str) -> tuple[Question, ...]:
    """The one question asked about, and the one that says how satisfied people are: its figure stands apart."""
    if all(question.code != about for question in asked):
        return asked
    return tuple(question for question in asked if question.code == about or question is overall_question(asked))


def _verbatims(summaries: Sequence[QuestionSummary]) -> tuple[Verbatim, ...]:
    return tuple(Verbatim(row.variable, words) for summary in summaries for row in summary.rows for words in row.texts)

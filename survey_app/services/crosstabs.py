"""Cross-tables of a survey: any closed question against what tells its people apart, with letters, nothing small shown.

A column is a group like the one a filter makes, so the same rule holds: it stands in the table only if a filter could
show it, counted over those who answered the question in the rows.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from survey_app.exceptions import N_, BadInput
from survey_app.models import Stage
from survey_app.questions.base import VariableKind
from survey_app.questions.definition import Question, Text, best_of
from survey_app.questions.registry import type_of
from survey_app.questions.summarising import Columns
from survey_app.services import answers_by_group, filters, flagged, reports, weighing, weightings
from survey_app.services.answer_tables import Look, Parts
from survey_app.services.answers_in_parts import coded, told_as_parts
from survey_app.services.columns import Answered, Mask, Places
from survey_app.services.filters import Asked, Condition, Dimension, GroupTooSmall
from survey_app.services.groups import crossable, merged, rests_alone, showable, sizes_of
from survey_app.services.several_columns import KIND, Several, several
from survey_app.services.weightings import InForce, LaysOpen
from survey_app.services.withholding import shown_columns
from survey_app.stats.answers import Values
from survey_app.stats.coding import Coded, Net, nested, single
from survey_app.stats.crosstab import CrossTable, cross_table
from survey_app.stats.letters import PLAIN, Correction, Scheme
from survey_app.stats.promoter_score import STANDARD
from survey_app.stats.tabulating import Masses
from survey_app.vocabulary import Role

KEPT = "kept"
"""Stands in the address for the weighting that is kept with the survey; the code of a question has capitals."""
PROMOTERS, DETRACTORS = "promoters", "detractors"
"""The lines that join points of the question whether one would recommend."""
_LONGEST = 80
_TWO = 2
_MOST_COLUMNS, _MOST_CELLS = 60, 60_000


class AnswersOfFew(GroupTooSmall):
    """A table of which too few people of a group gave an answer, whatever is told as one."""

    title = N_("Some answers are of too few people")
    message = N_("Fewer than %(least)s people of a group gave one of these answers. Choose larger groups, or fewer.")


@dataclass(frozen=True, slots=True)
class RowChoice:
    """A question, or one item of it, that can stand in the rows: its code, its words, and those of its codes."""

    key: str
    label: Text
    codes: tuple[tuple[int, Text], ...]
    points: tuple[int, ...] = ()
    """The points of its scale: they have a mean where none of them are told as one."""
    is_several: bool = False
    within: Text | None = None
    """The question whose item it is; None where the question itself stands in the rows."""
    parts: Parts = ()
    """The answers that are told as one, by the code of the first; nothing where all stand by themselves."""
    unsaid: tuple[int, ...] = ()
    """Of several answers those that are not told: who gave them answered all the same."""
    left_out: frozenset[int] = frozenset()
    """The groups in the columns that it is not told of."""
    is_score: bool = False
    """Whether it asks who would recommend: promoters minus detractors stand in place of a mean."""
    has_best: bool = True
    """Whether the high end of its scale is the better one; of two opposite words neither is."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the address asks for: the rows, the columns, what stands inside them, weight and correction; "" is none."""

    rows: str = ""
    columns: str = ""
    inside: str = ""
    weight: str = ""
    correction: str = Correction.NONE.value


@dataclass(frozen=True, slots=True)
class Built:
    """What can be chosen, what is, the table of it, and how many columns are too small to be shown."""

    rows: tuple[RowChoice, ...]
    banners: tuple[Dimension | Several, ...]
    weights: tuple[RowChoice, ...]
    chosen: RowChoice | None
    across: tuple[Dimension | Several, ...]
    wish: Wish
    least: int
    offered: tuple[Dimension, ...] = ()
    conditions: tuple[Condition, ...] = ()
    fewest: int = 1
    table: CrossTable | None = None
    hidden: int = 0

    @property
    def left_out(self) -> int:
        """How many of the columns that are not shown are large enough: few of them gave some of the answers."""
        without = self.chosen.left_out if self.chosen is not None else frozenset()
        return sum(code in without for each in self.across if isinstance(each, Dimension) for code in each.codes)


def build(stage: Stage, wish: Wish, asked_for: Asked | None = None, *, role: Role | None = None) -> Built:
    """The table an address asks for, or what can be asked for; refused for names that are not offered.

    `asked_for` are the filters: the table is then of the answers that meet them.
    """
    answered = reports.readable(stage)
    least = reports.least_shown(stage, role)
    rows = tuple(choice for question in asked(answered) for choice in choices(question))
    told_apart = filters.dimensions(answered)
    banners: tuple[Dimension | Several, ...] = (*told_apart, *(several(answered) if least == 1 else ()))
    row = weightings.kept(stage)
    kept = (RowChoice(KEPT, {"en": row.name}, ()),) if row is not None else ()
    weights = (*kept, *(_weights(answered) if least == 1 else ()))
    chosen = _named(rows, wish.rows)
    across = tuple(found for key in (wish.columns, wish.inside) if (found := _dimension(banners, key)) is not None)
    _named(weights, wish.weight)
    if wish.correction not in set(Correction):
        raise BadInput(N_("There is no such correction. Choose one from the list."))
    offered = (*flagged.dimensions(stage, answered, asked_for or {}), *told_apart)
    conditions = filters.read(asked_for or {}, offered)
    fewest = reports.fewest_told(stage, role)
    built = Built(rows, banners, weights, chosen, across, wish, least, offered, conditions, fewest)
    if chosen is None:
        return built
    force = weightings.in_force(stage, answered, least) if wish.weight == KEPT else None
    return _counted(built, chosen, answered, force)


def asked(answered: Answered) -> list[Question]:
    """The questions that can stand in a table."""
    return [each for each in answered.questionnaire.questions() if not each.is_identity]


def choices(question: Question) -> list[RowChoice]:
    """A question with one answer, each item of a battery, or a question with several answers as one."""
    label = question.text or {"en": question.code}
    if question.kind == KIND:
        codes = tuple((option.code, option.label) for option in question.settings.all)
        return [RowChoice(question.code, label, codes, is_several=True)]
    scale = getattr(question.settings, "scale", None)
    found = []
    for variable in type_of(question).variables(question):
        if variable.kind is VariableKind.CLOSED and len(variable.codes) > 1:
            listed = tuple(code for code, _ in variable.codes)
            points = tuple(scale.points) if scale is not None else ()
            own = label if variable.name == question.code else variable.label
            fitting = points if set(points) <= set(listed) else ()
            within = None if variable.name == question.code else label
            found.append(
                RowChoice(
                    variable.name, own, variable.codes, fitting, within=within,
                    is_score=question.kind == "recommend", has_best=question.kind != "differential",
                )
            )  # fmt: skip
    return found


def _weights(answered: Answered) -> tuple[RowChoice, ...]:
    """Numbers of which none is below 0: what could be a weight. Only for those who may see single answers."""
    found = []
    for question in asked(answered):
        column = answered.columns.get(question.code)
        if isinstance(column, np.ndarray) and column.dtype == np.float64:
            numbers = np.nan_to_num(column.astype(np.float64))
            if numbers.size and numbers.min() >= 0 and numbers.max() > 0:
                found.append(RowChoice(question.code, question.text or {"en": question.code}, ()))
    return tuple(found)


def _named(offered: Sequence[RowChoice], key: str) -> RowChoice | None:
    found = next((each for each in offered if each.key == key), None)
    if key and found is None:
        raise BadInput(N_("“%(name)s” cannot be chosen here. Choose one from the list."), name=key[:_LONGEST])
    return found


def _dimension(offered: Sequence[Dimension | Several], key: str) -> Dimension | Several | None:
    found = next((each for each in offered if each.key == key), None)
    if key and found is None:
        raise BadInput(N_("“%(name)s” cannot be chosen here. Choose one from the list."), name=key[:_LONGEST])
    return found


def _counted(built: Built, chosen: RowChoice, answered: Answered, kept: InForce | None) -> Built:
    given: Mask = rows_of(chosen, answered.columns).answered
    mask = answered.everybody
    if built.conditions:
        mask = filters.chosen(answered, built.conditions, built.least, built.fewest)
    if built.least > 1 and not _may_show(built, chosen, answered, mask, given):
        raise GroupTooSmall(least=built.least)
    chosen = told_in(chosen, answered, Look({each.key: each.places for each in _told_apart(built)}, built.fewest))
    if any(each.code in chosen.left_out for each in built.conditions):
        raise AnswersOfFew(least=built.fewest)
    built, question = replace(built, chosen=chosen), rows_of(chosen, answered.columns)
    banner, hidden = _banner(built, given, mask)
    if kept is not None:
        _refuse_few(built, kept, given)
        mass: object = kept.applied.weights
    else:
        mass = answered.columns[built.wish.weight] if built.wish.weight else None
    table = table_of(
        chosen,
        _within(question, mask),
        [banner] if banner is not None else [],
        np.nan_to_num(mass[mask]) if isinstance(mass, np.ndarray) else None,
        Scheme(Correction(built.wish.correction)),
    )
    return replace(built, table=table, hidden=hidden)


def told_in(chosen: RowChoice, answered: Answered, look: Look) -> RowChoice:
    """The rows as they may be told of these groups; refused where fewer than may be told gave an answer of each."""
    if look.is_free:
        return chosen
    question = next(each for each in asked(answered) if chosen.key in {choice.key for choice in choices(each)})
    telling = answers_by_group.telling_of(question, answered, look)
    if telling.whole:
        return chosen
    chosen = replace(chosen, left_out=telling.left_out)
    if chosen.is_several:
        codes = tuple(each for each in chosen.codes if f"{chosen.key}.{each[0]}" in telling.parts)
        if not codes:
            raise AnswersOfFew(least=look.fewest)
        return replace(chosen, codes=codes, unsaid=tuple(each[0] for each in chosen.codes if each not in codes))
    if chosen.key not in telling.parts:
        raise AnswersOfFew(least=look.fewest)
    parts = telling.parts[chosen.key]
    if all(len(part) == 1 for part in parts):
        return chosen
    return replace(chosen, codes=coded(chosen.codes, telling, chosen.key), parts=parts)


def _may_show(built: Built, chosen: RowChoice, answered: Answered, mask: Mask, given: Mask) -> bool:
    """Whether those who answered the rows may be shown under the filters, and nobody is found by comparing."""
    _columns, withheld = shown_columns(answered, mask, built.conditions, built.least)
    names = {f"{chosen.key}.{code}" for code, _ in chosen.codes} if chosen.is_several else {chosen.key}
    return not names & withheld and filters.may_show(given, built.conditions, built.least)


def _within(coded: Coded, mask: Mask) -> Coded:
    """The answers of a mask alone."""
    return replace(
        coded,
        places=None if coded.places is None else coded.places[mask],
        members=None if coded.members is None else coded.members[mask],
    )


def table_of(
    chosen: RowChoice,
    rows: Coded,
    banner: Sequence[Coded],
    mass: Values | Masses | None,
    scheme: Scheme = PLAIN,
    *,
    tests: bool = True,
) -> CrossTable:
    """A question against columns, with the points of a scale that count as satisfied as one line, and its mean.

    Of who would recommend promoters and detractors have a line each, and the score stands in place of the mean.
    """
    return cross_table(rows, banner, mass, nets=_nets(chosen), scores=_scores(chosen), scheme=scheme, tests=tests)


def _nets(chosen: RowChoice) -> list[Net]:
    """The lines that join points, of those that are told."""
    joined = {"top": best_of(chosen.points) if chosen.has_best else ()}
    if chosen.is_score:
        joined = {
            PROMOTERS: tuple(point for point in chosen.points if point >= STANDARD.promoters_from),
            DETRACTORS: tuple(point for point in chosen.points if point <= STANDARD.detractors_to),
        }
    listed = {code for code, _words in chosen.codes}
    told = {name: tuple(point for point in points if point in listed) for name, points in joined.items()}
    return [Net(name, points) for name, points in told.items() if points]


def _scores(chosen: RowChoice) -> dict[Hashable, float] | None:
    """What the mean is made of; points that are told as one have none, but lie in one class of the score."""
    if chosen.is_score:
        return {
            point: 100.0 * ((point >= STANDARD.promoters_from) - (point <= STANDARD.detractors_to))
            for point in chosen.points
        }
    return None if chosen.parts else {point: float(point) for point in chosen.points} or None


def _refuse_few(built: Built, kept: InForce, given: Mask) -> None:
    """A weight that few people of a column have would lay them open to whoever compares with the plain table."""
    columns = [merged(each.places, built.least) for each in _told_apart(built)]
    groups = weighing.together([weightings.cells(kept.applied.weights), *columns])
    if built.least > 1 and not weighing.large(groups, given, built.least):
        raise LaysOpen(least=built.least)


def _told_apart(built: Built) -> list[Dimension]:
    """Everything that people are told apart by: the filters and the columns; several answers only where none hide."""
    across = [each for each in built.across if isinstance(each, Dimension)]
    return [*(each.dimension for each in built.conditions), *across]


def rows_of(chosen: RowChoice, columns: Columns) -> Coded:
    """The answers to a question as the rows of a table."""
    codes = [code for code, _ in chosen.codes]
    if not chosen.is_several:
        column = told_as_parts(np.asarray(columns[chosen.key], np.int64), chosen.parts)
        return replace(single(column, codes, chosen.key), unlisted=0)
    ticks = [np.asarray(columns[f"{chosen.key}.{code}"]) == 1 for code in (*codes, *chosen.unsaid)]
    return Coded(chosen.key, tuple(codes), tuple((str(code),) for code in codes), None, np.column_stack(ticks))


def _banner(built: Built, given: Mask, mask: Mask) -> tuple[Coded | None, int]:
    """The columns that may be shown of the answers of the mask, and how many may not."""
    if not built.across:
        return None, 0
    if len(built.across) == _TWO and built.across[0] is built.across[1]:
        raise BadInput(N_("The same is chosen twice. Choose something else for inside the columns."))
    apart = [each.places[given] for each in _told_apart(built)]
    if built.least > 1 and not crossable(apart, built.least):
        raise GroupTooSmall(least=built.least)
    if built.fewest > 1 and rests_alone(apart, built.fewest):
        raise GroupTooSmall(least=built.least)
    left_out = built.chosen.left_out if built.chosen else frozenset()
    parts = [_columns(each, given, mask, built.least, left_out) for each in built.across]
    hidden = sum(len(each.offers) - len(part.codes) for each, part in zip(built.across, parts, strict=True))
    both = parts[0] if len(parts) == 1 else nested(parts[0], parts[1])
    cells = len(both.codes) * (len(built.chosen.codes) if built.chosen else 0)
    if len(both.codes) > _MOST_COLUMNS or cells > _MOST_CELLS:
        raise BadInput(N_("The table would have too many columns or rows. Choose questions with fewer answers."))
    return both, hidden


def _columns(across: Dimension | Several, given: Mask, mask: Mask, least: int, left_out: frozenset[int]) -> Coded:
    """The columns of one question, of the answers of the mask."""
    if isinstance(across, Several):
        return across.coded(mask)
    return columns_of(across, given, mask, least, left_out)


def columns_of(
    dimension: Dimension, given: Mask, mask: Mask, least: int, left_out: frozenset[int] = frozenset()
) -> Coded:
    """The columns of the answers of a mask that a filter could show among those who answered the rows.

    What could not be shown of everybody is not shown of the mask either: that nobody of a small group is in it would
    be told by it.
    """
    places = dimension.places[mask]
    inside, everywhere = sizes_of(places[given[mask]]), sizes_of(dimension.places[given])
    here, there = showable(inside, least), showable(everywhere, least)
    kept = [
        (code, offer.value)
        for code, offer in zip(dimension.codes, dimension.offers, strict=True)
        if (least == 1 or code in here & there) and code not in left_out
    ]
    found: Places = np.full(places.shape, -1, np.int64)
    for place, (code, _) in enumerate(kept):
        found[places == code] = place
    codes = tuple(value for _, value in kept)
    return Coded(dimension.key, codes, tuple((value,) for value in codes), found, None)

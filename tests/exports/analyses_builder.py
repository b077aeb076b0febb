"""Every analysis of a simulated survey, made by the statistics themselves: what the sheets have to show."""

from collections.abc import Hashable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from survey_app.exports.analyses import (
    Analyses,
    BannerTable,
    BannerTables,
    Break,
    Complete,
    ContrastRow,
    ContrastTable,
    DriverRow,
    DriverTable,
    EarlierWave,
    RivalMean,
    RivalRow,
    RivalTable,
    ScaleReliability,
    WaveFigure,
)
from survey_app.exports.coded_texts import CodedTexts
from survey_app.exports.report import Report
from survey_app.questions.base import Variable, VariableKind
from survey_app.questions.registry import summarise, type_of
from survey_app.stats.coding import Coded, Net, single
from survey_app.stats.crosstab import cross_table
from survey_app.stats.drivers import drivers
from survey_app.stats.omega import omega_total
from survey_app.stats.penalty_reward import penalty_reward
from survey_app.stats.proportion import Proportion, wilson
from survey_app.stats.reliability import cronbach_alpha
from survey_app.stats.rivals import Against, decide
from survey_app.stats.waves import Barrier, change_of_recommendation, change_of_shares
from tests.exports.builder import ATTRIBUTES, INDUSTRIES, N, make_report, rows_of, simulate
from tests.questions.specimens import question

LEAST = 5
RIVALS = ("a", "b")
RIVALLED = ("delivery", "repair", "price", "courtesy")


def analysed(**changes: Any) -> Report:
    """The report of 783 people with everything that can be analysed; `changes` replace parts of the analyses."""
    report, (columns, industry) = make_report(), simulate()
    asked = question("kano")
    columns |= _features() | _rated(columns)
    summary = summarise(asked, columns)
    extra = (*type_of(asked).variables(asked), *(variable for variable in _rival_variables()))
    variables = (*report.variables, *extra)
    rows = rows_of(tuple(variable.name for variable in variables), columns, N)
    report = replace(report, variables=variables, rows=rows)
    texts = CodedTexts(
        (("Delivery", wilson(30, 66)), ("Prices", wilson(12, 66)), ("Thanks", wilson(3, 66))),
        (("Service", wilson(40, 66)), ("Praise", wilson(3, 66))),
        ("Service", "Service", "Praise"),
        66,
    )
    analyses = Analyses(
        banner=_banner(columns, industry),
        drivers=_drivers(columns),
        contrast=_contrast(columns),
        rivals=_rivals(columns),
        scales=(_scale(columns),),
        waves=_waves(report),
        least=LEAST,
    )
    questions = (*report.questions, summary)
    return replace(report, questions=questions, coded={"WISH": texts}, analyses=replace(analyses, **changes))


def _features() -> dict[str, Any]:
    random = np.random.default_rng(7)
    names = ("KANO.delivery", "KANO.price")
    found = {}
    for name, having, lacking in zip(names, ((0.2, 1), (0.6, 1)), ((0.8, 5), (0.1, 5)), strict=True):
        for side, (share, answer) in (("functional", having), ("dysfunctional", lacking)):
            chosen = np.where(random.random(N) < share, answer, 3)
            found[f"{name}.{side}"] = chosen.astype(np.int16)
    return found


def _rated(columns: dict[str, Any]) -> dict[str, Any]:
    """What the same people say of two rivals: the first is better at delivery and price, the second nowhere."""
    found = {}
    for code, step in zip(RIVALLED, (1, -1, 1, -1), strict=True):
        own = columns[f"SERV.{code}.experienced"]
        for rival, by in (("a", step), ("b", -1)):
            found[f"SERV.{code}.rival_{rival}"] = np.where(own > 0, np.clip(own + by, 1, 5), own).astype(np.int16)
    return found


def _rival_variables() -> list[Variable]:
    codes = tuple((code, {"en": str(code)}) for code in range(1, 6))
    return [
        Variable(f"SERV.{code}.rival_{rival}", VariableKind.CLOSED, {"en": f"{code} of {rival}"}, codes)
        for code in RIVALLED
        for rival in RIVALS
    ]


def _numbers(column: Any) -> Any:
    return np.where(np.asarray(column) > 0, column, np.nan).astype(float)


def _battery(columns: dict[str, Any]) -> Any:
    return np.column_stack([_numbers(columns[f"SERV.{code}.experienced"]) for code in ATTRIBUTES])


def banner_coded(columns: dict[str, Any], industry: Any) -> tuple[Coded, list[Coded]]:
    """Overall satisfaction and the two breaks as the statistics read them."""
    names = [name for name, _, _ in INDUSTRIES]
    by_industry = Coded("attr.Industry", tuple(names), tuple((name,) for name in names), np.asarray(industry), None)
    answers = np.where(columns["HOW"] > 0, columns["HOW"], -1)
    by_answer = Coded("HOW", ("1", "2", "3"), (("1",), ("2",), ("3",)), np.where(answers > 0, answers - 1, -1), None)
    rows = single(np.where(columns["OVER"] > 0, columns["OVER"], -1).astype(np.int64), [1, 2, 3, 4, 5], "OVER")
    return rows, [by_industry, by_answer]


def _banner(columns: dict[str, Any], industry: Any) -> BannerTables:
    rows, parts = banner_coded(columns, industry)
    points = (1, 2, 3, 4, 5)
    scores: dict[Hashable, float] = {point: float(point) for point in points}
    table = cross_table(replace(rows, unlisted=0), parts, nets=[Net("top", (4, 5))], scores=scores)
    breaks = (
        Break("attr.Industry", {"en": "Industry"}, tuple((name, {"en": name}) for name, _, _ in INDUSTRIES), 9),
        Break("HOW", {"en": "How did you hear?"}, tuple((str(code), {"en": f"Way {code}"}) for code in (1, 2, 3)), 3),
    )
    label = {"en": "Overall, how satisfied are you?"}
    codes = tuple((code, {"en": f"{code}"}) for code in points)
    whole = BannerTable("OVER", label, label, codes, points, table)
    item = replace(whole, variable="SERV.price.experienced", label={"en": "Price"}, is_item=True)
    return BannerTables(breaks, (whole, item), "OVER", 2)


def _drivers(columns: dict[str, Any]) -> DriverTable:
    names = list(ATTRIBUTES)
    outcome = 0.4 * columns["SERV.delivery.experienced"] + 0.2 * columns["SERV.repair.experienced"]
    found = drivers(outcome, _battery(columns), names, resamples=80)
    ranked = sorted(found.drivers, key=lambda each: each.rank or 0)
    rows = tuple(
        DriverRow(f"SERV.{each.name}.experienced", ATTRIBUTES[each.name][0], each, each.name == "price", 0.1)
        for each in ranked
    )
    return DriverTable({"en": "Overall, how satisfied are you?"}, rows, found)


def driven_by_overall() -> DriverTable:
    """What drives overall satisfaction, as the data sheet holds it."""
    columns, _industry = simulate()
    names = list(ATTRIBUTES)
    found = drivers(_numbers(columns["OVER"]), _battery(columns), names, resamples=20)
    rows = tuple(DriverRow(f"SERV.{each.name}.experienced", ATTRIBUTES[each.name][0], each) for each in found.drivers)
    complete = Complete(("OVER", *(row.variable for row in rows)), (1, 5), (1, 5))
    return DriverTable({"en": "Overall, how satisfied are you?"}, rows, found, complete)


def _contrast(columns: dict[str, Any]) -> ContrastTable:
    """What ratings do to overall satisfaction; so few rated one attribute low that nothing may be said of it."""
    names = list(ATTRIBUTES)
    found = penalty_reward(_numbers(columns["OVER"]), _battery(columns), names, 5.0, 2.0)
    rows = tuple(
        ContrastRow(f"SERV.{each.name}.experienced", ATTRIBUTES[each.name][0], each, each.name == "price")
        for each in found.attributes
    )
    complete = Complete(("OVER", *(f"SERV.{name}.experienced" for name in names)), (1, 5), (1, 5))
    return ContrastTable({"en": "Overall, how satisfied are you?"}, rows, found, 20, complete)


def _rivals(columns: dict[str, Any]) -> RivalTable:
    own = np.column_stack([_numbers(columns[f"SERV.{code}.experienced"]) for code in RIVALLED])
    others = {
        rival: np.column_stack([_numbers(columns[f"SERV.{code}.rival_{rival}"]) for code in RIVALLED])
        for rival in RIVALS
    }
    weights = [0.4, 0.3, 0.2, 0.1]
    found = decide(weights, own, others, list(RIVALLED), against=Against.BEST, scale=(1.0, 5.0), resamples=80)
    rows = tuple(
        RivalRow(
            f"SERV.{each.name}.experienced",
            ATTRIBUTES[each.name][0],
            each.importance,
            each.important,
            each.own,
            tuple(RivalMean(rival.mean, rival.n) for rival in each.rivals),
            RIVALS.index(each.rival) if each.rival else None,
            each.difference,
            each.interval,
            each.decision,
            each.n,
            each.name == "price",
            tuple(f"SERV.{each.name}.rival_{rival}" for rival in RIVALS),
        )
        for each in found.attributes
    )
    return RivalTable(({"en": "Acme"}, {"en": "Bestware"}), rows, Against.BEST, is_stated=False, result=found)


def _scale(columns: dict[str, Any]) -> ScaleReliability:
    matrix = _battery(columns)
    items = tuple((f"SERV.{code}.experienced", label) for code, (label, _, _) in ATTRIBUTES.items())
    label = {"en": "What did you expect, and how did you experience it?"}
    return ScaleReliability(label, "experienced", items, cronbach_alpha(matrix), omega_total(matrix), (1, 5))


def _waves(report: Report) -> tuple[EarlierWave, ...]:
    now = report.key.satisfied
    assert isinstance(now, Proportion)
    label = {"en": "Overall, how satisfied are you?"}
    earlier = wilson(300, 600)
    moved = WaveFigure("satisfied:OVER", "satisfied", label, change_of_shares(earlier, now))
    blocked = change_of_shares(earlier, now, barriers=(Barrier.WORDING, Barrier.MODE))
    found = (moved, WaveFigure("satisfied:NPS", "satisfied", {"en": "Recommend"}, blocked))
    first = WaveFigure("satisfied:OVER", "satisfied", label, change_of_shares(wilson(200, 500), now))
    score = report.key.recommend
    assert score is not None
    other = WaveFigure("recommend:OTHER", "recommend", {"en": "Others"}, change_of_recommendation(score, score))
    days = [datetime(2024, 6, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC)]
    return (EarlierWave("Wave 2024", days[0], 500, (first, other)), EarlierWave("Wave 2025", days[1], 600, found))

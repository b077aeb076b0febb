"""The check before a panel's files are opened: what it finds, and what it lets pass."""

import time
from dataclasses import replace

import pytest

from survey_app.exports.open_check import File, Kind, Names, OpenCheck, check, has_clue
from survey_app.exports.round_report import GroupFigures, PanelReport, ReleasedReason
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import AnonymityLevel
from tests.exports.round_builder import answers, report_of

RULES = ProtocolRules()
TEAM = (1,) * 8 + (2,) * 7


def report(level: AnonymityLevel = AnonymityLevel.ANONYMOUS, people: tuple[int, ...] = TEAM) -> PanelReport:
    """One round in which nobody is alone."""
    return report_of(RULES, [answers(RULES, people, none=0)], level)


def kinds(found: OpenCheck) -> list[tuple[File, Kind]]:
    return [(each.file, each.kind) for each in found.findings]


def with_item(built: PanelReport, **changes: object) -> PanelReport:
    """The same report with another first statement."""
    part = built.rounds[0]
    items = (replace(part.figures.items[0], **changes), *part.figures.items[1:])  # type: ignore[arg-type]  # by name
    return replace(built, rounds=(replace(part, figures=replace(part.figures, items=items)),))


def test_a_panel_in_which_nobody_is_alone_passes() -> None:
    found = check(report(), ("Ana Ruiz",))
    assert found.findings == ()
    assert (found.rounds, found.lists, found.texts) == (1, 3, 0)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Ask me: ana@example.org", 1),
        ("My number is +34 600 12 34 56", 1),
        ("See https://example.org/me", 1),
        ("As ANA RUIZ said", 1),
        ("Ruiz will not like it", 1),
        ("Between 2015 and 2020 costs rose from 1,250,000 to 1,400,000.", 0),
        ("48 hours, 75%, 7-9, 12.5 of 100", 0),
        ("ruizen and anatomy", 0),
        ("我们应当问王小明。", 1),
    ],
)
def test_a_text_is_found_by_addresses_numbers_links_and_names(text: str, times: int) -> None:
    told = ReleasedReason(1, "S1", "lower", text)
    found = check(replace(report(), reasons=(told,)), ("Ana Ruiz", "王小明", "Li"))
    assert [each.kind for each in found.findings] == [Kind.CLUE] * times
    assert [each.text for each in found.to_mend] == [text] * times


def test_many_names_and_long_texts_take_no_time() -> None:
    names = Names.of([f"Person{chr(97 + n % 26)} Family{chr(97 + n // 26 % 26)}x{n}" for n in range(5_000)])
    began = time.process_time()
    assert not has_clue("x" * 100_000 + "1" * 100_000 + "a@" * 50_000, names)
    assert not has_clue("我们应当先做这件事" * 5_000, names)
    assert not has_clue("word " * 20_000, names)
    assert time.process_time() - began < 3


def test_few_people_are_found_wherever_they_stand() -> None:
    few = report(AnonymityLevel.IDENTIFIED, (1, 1, 1))
    assert (File.TABLES, Kind.FEW) in kinds(check(few))
    assert all(each.must_mend for each in check(few).of(File.TABLES))
    assert not check(report(AnonymityLevel.ANONYMOUS, (1, 1, 1))).of(File.TABLES), "kept back there anyway"
    small = GroupFigures("Customers", 4, 7, 6, 8)
    assert (File.GROUPS, Kind.FEW_IN_GROUP) in kinds(check(with_item(report(), groups=(small,))))
    beside = replace(small, n=12)
    assert (File.GROUPS, Kind.FEW_BESIDE_GROUP) in kinds(check(with_item(report(), groups=(beside,))))
    assert not check(with_item(report(), groups=(replace(small, n=10),))).findings


def test_unanimous_answers_and_exact_counts_are_to_be_weighed() -> None:
    alike = with_item(report(), counts=((7.0, 15), (8.0, 0)))
    [found] = check(alike).findings
    assert (found.file, found.kind, found.about, found.must_mend) == (File.LISTS, Kind.ALIKE, ("S1",), False)
    part = report().rounds[0]
    figures = replace(part.figures, flow={**part.figures.flow, "withdrawn": 1}, groups=(("Customers", 8, 7),))
    found_way = check(replace(report(), rounds=(replace(part, figures=figures),)))
    assert kinds(found_way) == [(File.FLOW, Kind.FEW_ON_THE_WAY), (File.FLOW, Kind.FEW_UNFINISHED)]
    assert found_way.to_mend == ()


def test_who_came_left_or_moved_alone_is_told_by_statement() -> None:
    first, second = (answers(RULES, TEAM, none=0, seed=seed) for seed in (1, 1))
    moved = [row._replace(value=9.0 if row.value != 9 else 8.0) if row.key == "00" else row for row in second]
    left = [row for row in moved if row.key != "01"]
    anonymous = check(report_of(RULES, [first, left]))
    assert kinds(anonymous) == [(File.STABILITY, Kind.FEW_CAME_OR_LEFT)]
    found = check(report_of(RULES, [first, left], AnonymityLevel.CONFIDENTIAL))
    assert kinds(found) == [(File.STABILITY, Kind.FEW_CAME_OR_LEFT), (File.STABILITY, Kind.FEW_MOVED)]
    assert [each.number for each in found.findings] == [2, 2]

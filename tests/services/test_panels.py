"""The roll of a panel: lists that are read, groups that are fixed, people who are counted exactly."""

import pytest
from flask import Flask
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.models import AuditEntry, Panellist, PanelRound
from survey_app.services import panel_roll, roll_lists, studies
from survey_app.services.roll_lists import Entry, Problem
from survey_app.vocabulary import PanellistState, RoundPurpose, RoundState, StageKind
from tests.builders import make_account
from tests.seated import make_panel, seat_somebody


def test_pasted_lines_are_read_with_any_separator() -> None:
    pasted = (
        "Name; E-mail; Group\n"
        "Ana Ruiz;ana@example.org;Customers;es\n"
        "Li Na, li@example.org\n"
        "Tom <tom@example.org>\tSuppliers\n"
        "only@example.org\n"
        "Paper person\n"
    )
    found = roll_lists.read_lines(pasted, "en")
    assert found.refused == ()
    assert found.entries == (
        Entry("Ana Ruiz", "ana@example.org", "Customers", "es"),
        Entry("Li Na", "li@example.org", "", "en"),
        Entry("Tom", "tom@example.org", "Suppliers", "en"),
        Entry("", "only@example.org", "", "en"),
        Entry("Paper person", "", "", "en"),
    )


def test_lines_that_cannot_be_taken_say_which_and_why() -> None:
    found = roll_lists.read_lines(
        "Ana, ana at example\nLi, li@example.org, , xx\nTom, tom@example.org\nTim, TOM@example.org\n" + "x" * 300, "en"
    )
    assert [(line.number, line.problem) for line in found.refused] == [
        (1, Problem.BAD_EMAIL),
        (2, Problem.BAD_LANGUAGE),
        (4, Problem.REPEATED),
        (5, Problem.LONG_VALUE),
    ]


def test_nobody_is_added_twice_and_new_groups_are_made(app: Flask) -> None:
    stage, owner = make_panel(), make_account()
    people = [Entry("Ana", "ana@example.org", "Customers", "en"), Entry("Li", "li@example.org", "customers", "es")]
    with transaction():
        assert panel_roll.add_list(stage, people, owner) == (2, 0)
    with transaction():
        assert panel_roll.add_list(stage, [*people, Entry("Tom", "tom@example.org", "", "en")], owner) == (1, 2)
    assert [(each.group.name, each.listed, each.is_small) for each in panel_roll.groups(stage)] == [
        ("Customers", 2, True)
    ]
    with transaction(), pytest.raises(panel_roll.AlreadyOnPanel):
        panel_roll.add(stage, people[0], owner)


def test_counts_are_exact_and_people_of_the_open_link_are_only_counted(app: Flask) -> None:
    stage = make_panel()
    seat_somebody(stage, "Ana", PanellistState.ACCEPTED)
    seat_somebody(stage, "Li", PanellistState.DECLINED)
    seat_somebody(stage, "", PanellistState.ACCEPTED, email="")
    roll = panel_roll.roll(stage)
    assert roll.states == {PanellistState.ACCEPTED: 2, PanellistState.DECLINED: 1}
    assert ([person.name for person in roll.people], roll.nameless, roll.total) == (["Ana", "Li"], 1, 3)


def test_groups_are_fixed_once_the_first_round_has_opened(app: Flask) -> None:
    stage, owner = make_panel(), make_account()
    with transaction():
        person = panel_roll.add(stage, Entry("Ana", "ana@example.org", "Customers", "en"), owner)
        panel_roll.change(stage, person, Entry("Ana", "ana@example.org", "Suppliers", "en"), owner)
    assert person.group
    assert person.group.name == "Suppliers"
    session.add(PanelRound(stage_id=stage.id, number=1, purpose=RoundPurpose.RATE, state=RoundState.OPEN))
    session.commit()
    with transaction(), pytest.raises(panel_roll.RollFixed):
        panel_roll.change(stage, person, Entry("Ana", "ana@example.org", "Customers", "en"), owner)
    with transaction():
        panel_roll.change(stage, person, Entry("Ana R.", "ana@example.org", "Suppliers", "es"), owner)
    assert (person.name, person.language) == ("Ana R.", "es")


def test_a_group_goes_only_while_nobody_is_in_it(app: Flask) -> None:
    stage, owner = make_panel(), make_account()
    with transaction():
        panel_roll.add(stage, Entry("Ana", "", "Customers", "en"), owner)
        empty = panel_roll.add_group(stage, "Suppliers")
        panel_roll.rename_group(empty, "Regulators")
    with transaction(), pytest.raises(panel_roll.GroupRefused):
        panel_roll.add_group(stage, "regulators")
    groups = {each.group.name: each.group for each in panel_roll.groups(stage)}
    with transaction(), pytest.raises(panel_roll.GroupRefused):
        panel_roll.remove_group(groups["Customers"])
    with transaction():
        panel_roll.remove_group(groups["Regulators"])
    assert [each.group.name for each in panel_roll.groups(stage)] == ["Customers"]


def test_the_address_of_somebody_who_replied_stays(app: Flask) -> None:
    stage, owner = make_panel(), make_account()
    person, _secret = seat_somebody(stage, "Ana", PanellistState.ACCEPTED)
    with transaction(), pytest.raises(panel_roll.RollFixed):
        panel_roll.change(stage, person, Entry("Ana", "somebody.else@example.org", "", "en"), owner)
    with transaction(), pytest.raises(panel_roll.RollFixed):
        panel_roll.remove(stage, person, owner)


def test_a_person_is_withdrawn_once_and_stays_in_the_counts(app: Flask) -> None:
    stage, owner = make_panel(), make_account()
    person, _secret = seat_somebody(stage, "Ana", PanellistState.ACCEPTED)
    with transaction():
        panel_roll.withdraw(stage, person, owner)
    with transaction(), pytest.raises(panel_roll.RollFixed):
        panel_roll.withdraw(stage, person, owner)
    assert panel_roll.roll(stage).states == {PanellistState.WITHDRAWN: 1}
    assert session.scalars(select(AuditEntry.act)).all().count("panellist_withdrawn") == 1


def test_somebody_never_invited_can_be_taken_off(app: Flask) -> None:
    stage, owner = make_panel(), make_account()
    with transaction():
        person = panel_roll.add(stage, Entry("Ana", "", "", "en"), owner)
    with transaction():
        panel_roll.remove(stage, person, owner)
    assert session.scalars(select(Panellist)).all() == []


def test_the_people_of_an_earlier_stage_come_over_with_group_and_language(app: Flask) -> None:
    first, owner = make_panel(StageKind.BRAINSTORM), make_account()
    with transaction():
        panel_roll.add(first, Entry("Ana", "ana@example.org", "Customers", "es"), owner)
        panel_roll.add(first, Entry("Li", "li@example.org", "", "en"), owner)
    gone = session.scalars(select(Panellist).where(Panellist.name == "Li")).one()
    gone.state = PanellistState.DECLINED
    with transaction():
        second = studies.add_stage(first.study, StageKind.DELPHI, "Panel")
    session.expire_all()
    assert [each.title for each in panel_roll.earlier_stages(second)][-1] == first.title
    assert panel_roll.people_of(first) == [Entry("Ana", "ana@example.org", "Customers", "es")]


def test_a_newcomer_counts_from_the_round_that_takes_answers_or_the_next(app: Flask) -> None:
    stage, owner = make_panel(), make_account()
    for state, first in ((RoundState.OPEN, 2), (RoundState.CLOSED, 3)):
        session.query(PanelRound).delete()
        session.add(PanelRound(stage_id=stage.id, number=2, purpose=RoundPurpose.RATE, state=state))
        session.commit()
        with transaction():
            assert panel_roll.add(stage, Entry(state.value, "", "", "en"), owner).first_round == first


def test_a_group_is_found_however_its_name_is_written(app: Flask) -> None:
    account, stage = make_account(), make_panel()
    with transaction():
        group = panel_roll.add_group(stage, "Clients")
        person = panel_roll.add(stage, Entry("Ana", "ana@example.org", "", "en"), account)
        panel_roll.change(stage, person, Entry("Ana", "ana@example.org", "clients", "en"), account)
    assert person.group_id == group.id

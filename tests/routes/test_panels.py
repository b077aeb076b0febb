"""The page of the panel: who may see the roll, what it says, lists, groups, links, and what it never says."""

import io
import re
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from survey_app.db import now, session, transaction
from survey_app.interchange.tables import read_table
from survey_app.jobs import worker
from survey_app.models import AuditEntry, MailEntry, Panel, PanelGroup, Panellist, Stage
from survey_app.services import asking_again, erasures, panel_links, roll_lists, studies
from survey_app.vocabulary import AnonymityLevel, MailState, PanellistState, PanelState, Role, StageKind
from tests.builders import csrf_of, make_account, make_member, make_study, post, sign_in
from tests.panels import answer, make_panel, open_round
from tests.seated import make_panel as make_stage
from tests.seated import seat_somebody

pytestmark = pytest.mark.sqlite_only


def base_of(stage: Stage) -> str:
    return f"/studies/{stage.study.code}/stages/{stage.code}/panel"


def signed_in(client: FlaskClient, stage: Stage, role: Role = Role.OWNER) -> str:
    """Somebody of the study at the desk; where the panel's page is."""
    sign_in(client, make_member(stage.study, role))
    return base_of(stage)


def person_called(name: str) -> Panellist:
    session.expire_all()
    return session.scalars(select(Panellist).where(Panellist.name == name)).one()


def test_only_owner_and_moderator_see_the_roll(app: Flask) -> None:
    stage = make_stage()
    seat_somebody(stage)
    for role in Role:
        client = app.test_client()
        page = client.get(signed_in(client, stage, role))
        assert page.status_code == (200 if role in (Role.OWNER, Role.MODERATOR) else 403), role
        assert ("ana@example.org" in page.text) is (page.status_code == 200)


def test_a_survey_has_no_panel(client: FlaskClient) -> None:
    owner = make_account()
    study = make_study(owner)
    sign_in(client, owner)
    assert client.get(base_of(study.stages[0])).status_code == 404


def test_somebody_is_added_with_a_group_and_nobody_twice(client: FlaskClient) -> None:
    stage = make_stage()
    base = signed_in(client, stage)
    fields = {"name": "Ana", "email": "Ana@Example.org", "group": "Customers", "language": "es"}
    assert post(client, base, fields).status_code == 303
    person = person_called("Ana")
    assert (person.email, person.language, person.state) == ("ana@example.org", "es", PanellistState.LISTED)
    again = post(client, base, fields)
    assert again.status_code == 422
    assert "ana@example.org is on this panel already." in again.text
    assert post(client, base, {"name": "", "email": "", "language": "en"}).status_code == 422


def test_a_pasted_list_is_taken_whole_or_not_at_all(client: FlaskClient) -> None:
    stage = make_stage()
    base = signed_in(client, stage)
    refused = post(client, f"{base}/list", {"lines": "Ana, ana@example.org\nLi, li at example"})
    assert refused.status_code == 422
    assert "Line 2: mail cannot be sent to this address" in refused.text
    assert "Ana, ana@example.org" in refused.text
    assert session.scalars(select(Panellist)).all() == []
    assert (
        post(client, f"{base}/list", {"lines": "Ana, ana@example.org, Customers\nLi, li@example.org"}).status_code
        == 303
    )
    assert len(session.scalars(select(Panellist)).all()) == 2


def test_an_uploaded_list_is_taken(client: FlaskClient) -> None:
    stage = make_stage()
    base = signed_in(client, stage)
    content = b"email,name,group\nana@example.org,Ana,Customers\nli@example.org,Li,\n"
    fields: dict[str, Any] = {"csrf_token": csrf_of(client), "lines": "", "file": (io.BytesIO(content), "list.csv")}
    answered = client.post(f"{base}/list", data=fields, content_type="multipart/form-data")
    assert answered.status_code == 303
    assert person_called("Ana").group is not None
    for bad in (b"", b"\x00\x01", b"one\ntwo\n", b"a,b\n1,2\n"):
        fields = {"csrf_token": csrf_of(client), "lines": "", "file": (io.BytesIO(bad), "list.csv")}
        assert 400 <= client.post(f"{base}/list", data=fields, content_type="multipart/form-data").status_code < 500


def test_groups_are_added_renamed_and_removed(client: FlaskClient) -> None:
    stage = make_stage()
    base = signed_in(client, stage)
    assert post(client, f"{base}/groups", {"name": "Customers"}).status_code == 303
    group_id = session.scalars(select(PanelGroup.id)).one()
    assert post(client, f"{base}/groups/{group_id}", {"name": "Buyers"}).status_code == 303
    assert "Buyers" in client.get(base).text
    assert "not shown apart" in client.get(base).text
    assert post(client, f"{base}/groups", {"name": "buyers"}).status_code == 422
    assert post(client, f"{base}/groups", {"name": ""}).status_code == 303
    assert post(client, f"{base}/groups/{group_id}/remove").status_code == 303
    assert session.scalars(select(PanelGroup)).all() == []
    assert post(client, f"{base}/groups/{group_id}/remove").status_code == 404


def test_a_person_of_another_panel_does_not_exist(client: FlaskClient) -> None:
    stage, other = make_stage(), make_stage()
    stranger, _secret = seat_somebody(other, "Stranger")
    base = signed_in(client, stage)
    for path in ("", "/link", "/withdraw", "/ratings"):
        assert client.get(f"{base}/{stranger.code}{path}").status_code == 404


def test_what_became_of_somebody_is_written_down(client: FlaskClient) -> None:
    stage = make_stage()
    base = signed_in(client, stage)
    person, _secret = seat_somebody(stage)
    for path, state in (
        ("bounced", PanellistState.BOUNCED),
        ("again", PanellistState.LISTED),
        ("withdraw", PanellistState.WITHDRAWN),
    ):
        assert post(client, f"{base}/{person.code}/{path}").status_code == 303
        assert person_called("Ana").state is state
    assert post(client, f"{base}/{person.code}/bounced").status_code == 409


def test_somebody_who_left_is_invited_again(client: FlaskClient) -> None:
    panel = make_panel(n=9)
    base = signed_in(client, panel.stage, Role.MODERATOR)
    person, secret = panel.people[0]
    with transaction():
        erasures.leave(panel.seat(0), remove=False)
    later = "stands here as taking part until a round opens"
    assert later not in client.get(base).text, "before the first round it is told at once"
    assert "a link can end when its owner leaves the panel" in client.get(f"/p/{panel.code}/{secret}").text
    assert "they get a new link" in client.get(f"{base}/{person.code}").text
    assert post(client, f"{base}/{person.code}/again").status_code == 303
    session.refresh(person)
    assert person.state is PanellistState.LISTED
    assert session.scalars(select(AuditEntry.act)).all().count("panellist_asked_back") == 1
    other = panel.people[1][0]
    with transaction():
        erasures.leave(panel.seat(1), remove=True)
    page = client.get(f"{base}/{other.code}").text
    assert "They cannot be invited again" in page, "the one new link of so few people is used"
    assert f"{other.code}/again" not in page
    refused = post(client, f"{base}/{other.code}/again")
    assert refused.status_code == 409
    assert "Whoever comes back needs a new link" in refused.text
    with pytest.MonkeyPatch.context() as larger:
        larger.setattr(panel_links, "SHARE_OF_PANEL", 50)
        assert f"{other.code}/again" in client.get(f"{base}/{other.code}").text
    open_round(panel)
    assert later in client.get(base).text
    session.get_one(Panel, panel.stage.id).state = PanelState.CONCLUDED
    person.state = PanellistState.WITHDRAWN
    session.commit()
    assert "they get a new link" not in client.get(f"{base}/{person.code}").text
    assert post(client, f"{base}/{person.code}/again").status_code == 409


def test_the_roll_looks_the_same_whoever_has_finished(client: FlaskClient) -> None:
    panel = make_panel(n=5)
    round_ = open_round(panel)
    base = signed_in(client, panel.stage, Role.MODERATOR)
    paths = [base, *(f"{base}/{person.code}" for person, _secret in panel.people)]

    def pages() -> list[str]:
        return [re.sub(r'name="csrf_token"[^>]*>', "", client.get(path).text) for path in paths]

    before = pages()
    answer(panel.seat(0), round_, (7, 8, 9))
    answer(panel.seat(1), round_, (7,), finish=False)
    assert pages() == before


def test_a_link_is_shown_after_a_press_and_written_down(client: FlaskClient) -> None:
    stage = make_stage()
    base = signed_in(client, stage, Role.MODERATOR)
    post(client, base, {"name": "Paper", "language": "en"})
    person = person_called("Paper")
    path = f"{base}/{person.code}/link"
    assert f"/p/{stage.code}/" not in client.get(path).text
    shown = post(client, path)
    assert f"/p/{stage.code}/" in shown.text
    assert session.scalars(select(AuditEntry.act)).all().count("link_shown") == 1
    person = person_called("Paper")
    person.state = PanellistState.ACCEPTED
    session.commit()
    page = post(client, path)
    assert page.status_code == 422, "a new link needs a reason"
    assert f"/p/{stage.code}/" not in page.text


def test_the_link_of_somebody_who_takes_part_is_never_shown_only_replaced(client: FlaskClient) -> None:
    panel = make_panel(n=9, level=AnonymityLevel.SEALED)
    base = signed_in(client, panel.stage, Role.MODERATOR)
    person, secret = panel.people[0]
    page = post(client, f"{base}/{person.code}/link", {"reason": "Lost the phone."})
    assert page.status_code == 200
    assert f"/p/{panel.code}/" in page.text
    assert secret not in page.text
    assert client.get(f"/p/{panel.code}/{secret}").status_code == 404


def test_the_people_of_an_earlier_stage_are_brought_over(client: FlaskClient) -> None:
    stage = make_stage(StageKind.BRAINSTORM)
    seat_somebody(stage, "Ana", PanellistState.ACCEPTED)
    later = studies.add_stage(stage.study, StageKind.DELPHI, "Panel")
    session.commit()
    signed_in(client, stage)
    base = base_of(later)
    assert f"From “{stage.title}”" in client.get(base).text
    assert post(client, f"{base}/bring/{stage.code}").status_code == 303
    assert session.scalars(select(Panellist.stage_id).where(Panellist.name == "Ana")).all() == [stage.id, later.id]
    assert post(client, f"{base}/bring/{later.code}").status_code == 404


def test_the_invitation_is_shown_before_it_is_sent_and_its_mail_is_followed(app: Flask, client: FlaskClient) -> None:
    stage = make_stage()
    base = signed_in(client, stage)
    post(client, base, {"name": "Ana", "email": "ana@example.org", "language": "en"})
    page = client.get(f"{base}/invite").text
    assert "Sends 1 mail now." in page
    assert "[personal link]" in page
    assert post(client, f"{base}/invite").status_code == 303
    assert post(client, f"{base}/invite").status_code == 303, "they are on their way already"
    assert session.scalars(select(AuditEntry.act)).all().count("panel_invited") == 1
    shown = client.get(base).text
    for words in ("1 invitation is on its way.", "waits to be sent", "1 waiting, 0 failed"):
        assert words in shown
    assert "no invitation yet" not in shown
    worker.run_all(app)
    assert "0 waiting, 0 failed" in client.get(base).text
    with transaction():
        session.execute(update(MailEntry).values(state=MailState.FAILED, error="550 no such user"))
        session.execute(update(Panellist).values(state=PanellistState.LISTED))
    failed = client.get(base).text
    for words in (
        "1 invitation could not be sent.",
        "550 no such user",
        "could not be sent</span>",
        "0 waiting, 1 failed",
    ):
        assert words in failed
    assert "no invitation yet" not in failed


@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])
def test_whoever_has_not_replied_is_invited_again_spaced_and_not_too_often(
    app: Flask, client: FlaskClient, level: AnonymityLevel
) -> None:
    stage = make_stage(level=level)
    base = signed_in(client, stage)
    post(client, f"{base}/list", {"lines": "Ana, ana@example.org\nLi, li@example.org\nEva, eva@example.org"})
    post(client, f"{base}/invite")
    worker.run_all(app)
    with transaction():
        session.execute(update(Panellist).where(Panellist.name == "Eva").values(state=PanellistState.DECLINED))
    assert "2 invited people have not replied" in client.get(base).text
    assert "Nobody can be invited again now." in client.get(f"{base}/invite-again").text
    assert post(client, f"{base}/invite-again").status_code == 409, "the first letter has only just left"
    with transaction():
        session.execute(update(MailEntry).values(created_at=now() - asking_again.INVITATION_GAP))
    page = client.get(f"{base}/invite-again").text
    assert "Sends 2 mails now." in page
    assert "we wrote to you before" in page
    assert ("The link in the earlier mail does not work any more" in page) is (level is AnonymityLevel.SEALED)
    assert post(client, f"{base}/invite-again").status_code == 303
    assert post(client, f"{base}/invite-again").status_code == 303, "they are on their way already"
    worker.run_all(app)
    letters = session.scalars(select(MailEntry.recipient).order_by(MailEntry.recipient)).all()
    assert letters == ["ana@example.org", "ana@example.org", "eva@example.org", "li@example.org", "li@example.org"]
    path = f"{base}/{person_called('Ana').code}"
    lately = client.get(path).text
    assert "The last invitation to this person left less than a day ago." in lately
    assert "Send the invitation again" not in lately
    assert "Wait a day before you write again" in post(client, f"{path}/invitation").text
    with transaction():
        session.execute(update(MailEntry).values(created_at=now() - asking_again.ONE_PERSON_GAP))
    assert "Send the invitation again" in client.get(path).text
    assert post(client, f"{path}/invitation").status_code == 303, "who asks for it need not wait for days"
    assert post(client, f"{path}/invitation").status_code == 409, "one waits to be sent"
    worker.run_all(app)
    assert "Send the invitation again" not in client.get(path).text
    with transaction():
        session.execute(update(MailEntry).values(created_at=now() - asking_again.INVITATION_GAP))
    assert post(client, f"{path}/invitation").status_code == 409, "three are the most"
    assert post(client, f"{base}/{person_called('Eva').code}/invitation").status_code == 409


def test_the_list_goes_out_as_a_file_and_people_come_over_from_another_study(client: FlaskClient) -> None:
    stage, other, strange = make_stage(title="Now"), make_stage(title="Before"), make_stage(title="Of others")
    base = signed_in(client, stage)
    member = stage.study.memberships[-1].account
    make_member(other.study, Role.MODERATOR, member)
    make_member(strange.study, Role.VIEWER, member)
    post(client, f"{base_of(other)}/list", {"lines": "Ana, ana@example.org, Customers, es\n=Li, li@example.org"})
    seat_somebody(other, "Gone", PanellistState.DECLINED)
    content = client.get(f"{base_of(other)}/people.csv").get_data()
    assert content.decode("utf-8-sig").splitlines() == [
        "name,email,group,language,state",
        '\'=Li,li@example.org,,en,"listed, not invited"',
        'Ana,ana@example.org,Customers,es,"listed, not invited"',
        "Gone,gone@example.org,,en,declined",
    ]
    post(client, f"{base_of(other)}/list", {"lines": "Eva, eva@example.org"})
    with transaction():
        named = Panellist.name.in_(("Ana", "=Li"))
        session.execute(update(Panellist).where(named).values(state=PanellistState.INVITED))
    back = roll_lists.read_roll(read_table(io.BytesIO(content), "people.csv", roll_lists.ROLL_LIMITS), "en")
    assert [each.name for each in back.entries] == ["=Li", "Ana", "Gone"], "the mark against formulas is taken off"
    page = client.get(f"{base}/list").text
    assert "Before" in page
    assert "Of others" not in page
    assert post(client, f"{base}/bring", {"panel": other.code}).status_code == 303
    brought = session.scalars(select(Panellist).where(Panellist.stage_id == stage.id).order_by(Panellist.email)).all()
    assert [(each.email, each.group and each.group.name, each.language) for each in brought] == [
        ("ana@example.org", "Customers", "es"),
        ("li@example.org", None, "en"),
    ], "whoever was only listed was not asked"
    told = session.execute(select(AuditEntry.study_id, AuditEntry.subject).where(AuditEntry.act == "export")).all()
    assert [tuple(each) for each in told] == [(other.study_id, "Before: 2")]
    for code in (strange.code, stage.code, "x", ""):
        assert post(client, f"{base}/bring", {"panel": code}).status_code == 400


@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])
def test_where_answers_have_no_name_the_look_up_does_not_exist(client: FlaskClient, level: AnonymityLevel) -> None:
    stage = make_stage(level=level)
    person, _secret = seat_somebody(stage)
    base = signed_in(client, stage)
    path = f"{base}/{person.code}/ratings"
    assert client.get(path).status_code == 404
    assert post(client, path, {"reason": "I would like to know it."}).status_code == 404
    assert path not in client.get(f"{base}/{person.code}").text


def test_a_confidential_look_up_needs_an_owner_and_a_reason(client: FlaskClient) -> None:
    stage = make_stage(level=AnonymityLevel.CONFIDENTIAL)
    person, _secret = seat_somebody(stage)
    path = f"{signed_in(client, stage)}/{person.code}/ratings"
    assert post(client, path, {"reason": "short"}).status_code == 422
    assert post(client, path, {"reason": "The person asked for it."}).status_code == 200
    assert session.scalars(select(AuditEntry.reason).where(AuditEntry.act == "look_up")).all() == [
        "The person asked for it."
    ]


def test_nothing_typed_here_breaks_the_page(client: FlaskClient) -> None:
    stage = make_stage()
    base = signed_in(client, stage)
    typed = ("\x00", "\ud800", "x" * 5_000, "9" * 400, "<script>alert(1)</script>")
    for text, (path, name) in product(typed, (("", "name"), ("", "email"), ("/list", "lines"), ("/groups", "name"))):
        body = {"language": "en", name: text.encode("utf-8", "surrogatepass")}
        assert post(client, base + path, body).status_code < 500
    assert "<script>alert(1)" not in client.get(base).text

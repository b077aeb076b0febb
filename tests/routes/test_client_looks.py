"""The page of the client's look: kept, downloaded, taken in again, refused, taken away."""

import io
import json

import pytest
from flask.testing import FlaskClient

from survey_app.exports.client_look import ClientLook
from survey_app.services import client_looks
from survey_app.vocabulary import Role
from tests.builders import make_account, make_member, make_study, post, sign_in
from tests.exports.test_client_look import png

pytestmark = pytest.mark.sqlite_only


def filled(**changes: str) -> dict[str, object]:
    """What the page sends when nothing was changed, with changes."""
    look = ClientLook()
    sent: dict[str, object] = {
        "main": "#0A5A8C",
        "light": "#86B6D6",
        "warning": "#A8410A",
        "font": "Calibri",
        "footer": "",
    }
    sent |= {f"sheet_{part}": str(place) for place, part in enumerate(look.sheets, 1)}
    sent |= {f"section_{part}": str(place) for place, part in enumerate(look.sections, 1)}
    return sent | changes


def test_a_look_is_kept_downloaded_taken_in_and_taken_away(client: FlaskClient) -> None:
    owner = make_account()
    study = make_study(owner)
    sign_in(client, owner)
    path = f"/studies/{study.code}/look"
    assert client.get(path).status_code == 200
    assert client.get(f"{path}.json").status_code == 404
    changes = filled(main="#7a1f5c", footer=" Ours ", sheet_kpi="-", sheet_gap="1", section_sources="1")
    assert post(client, path, changes | {"logo": (io.BytesIO(png(30, 10)), "logo.png")}).status_code == 303
    look = client_looks.look_of(study.id)
    assert (look.main, look.footer, look.logo_size) == ("7A1F5C", "Ours", (30, 10))
    assert look.sheets[:3] == ("method", "gap", "waves")
    assert "kpi" not in look.sheets
    assert look.sections[:2] == ("kpi", "sources")
    assert "A logo is kept." in client.get(path).get_data(as_text=True)
    kept = client.get(f"{path}.json")
    assert json.loads(kept.data)["colours"]["main"] == "#7A1F5C"
    assert post(client, path, filled(drop_logo="y")).status_code == 303
    assert client_looks.look_of(study.id) == ClientLook()
    file = {"file": (io.BytesIO(kept.data), "look.json")}
    assert post(client, f"{path}/file", file).status_code == 303
    assert client_looks.look_of(study.id) == look
    assert post(client, f"{path}/remove", {}).status_code == 303
    assert client_looks.kept(study.id) is None


def test_what_cannot_be_used_is_said_and_what_was_typed_stays(client: FlaskClient) -> None:
    owner = make_account()
    study = make_study(owner)
    sign_in(client, owner)
    path = f"/studies/{study.code}/look"
    answer = post(client, path, filled(main="#FFD500", footer="Kept words"))
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "too pale" in page
    assert "Kept words" in page
    for wrong in (filled(main="\x00"), filled(font="x"), filled(sheet_kpi="999999999999")):
        assert post(client, path, wrong).status_code == 422
    for content in (b"", b"{}", b"x" * 400_001):
        sent = {"file": (io.BytesIO(content), "look.json")}
        assert post(client, f"{path}/file", sent).status_code == 422
    assert post(client, f"{path}/file", {"file": "words"}).status_code == 422
    assert client_looks.kept(study.id) is None


def test_who_may_not_export_may_not_change_the_look(client: FlaskClient) -> None:
    study = make_study(make_account())
    sign_in(client, make_member(study, Role.VIEWER))
    assert client.get(f"/studies/{study.code}/look").status_code == 403
    assert post(client, f"/studies/{study.code}/look/remove", {}).status_code == 403

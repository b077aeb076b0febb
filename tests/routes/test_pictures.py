"""Choosing among pictures: put in by the author, seen by everybody who answers, carried along in our own file."""

import io
import json
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from survey_app.db import now, session, transaction
from survey_app.interchange.questionnaires import own
from survey_app.interchange.questionnaires.embedding import without_absent
from survey_app.models import Account, LibraryPicture, Picture, SavedBlock
from survey_app.services import block_library, editing, pictures, questionnaire_files, questionnaires, studies, versions
from tests.builders import make_account, make_study, stage_of
from tests.desk import Desk

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.sqlite_only]


def png(colour: str, size: tuple[int, int] = (8, 6)) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", size, colour).save(held, "PNG")
    return held.getvalue()


def add(desk: Desk, *files: tuple[bytes, str], target: str = "", revision: int | None = None) -> int:
    answer = desk.client.post(
        f"{desk.base}/questions/Q1/pictures",
        data={
            "csrf_token": desk.token,
            "revision": str(desk.version.revision if revision is None else revision),
            "target": target,
            "picture": [(io.BytesIO(content), name) for content, name in files],
        },
        content_type="multipart/form-data",
    )
    return int(answer.status_code)


def settings(desk: Desk) -> dict[str, object]:
    session.expire_all()
    return dict(desk.question("Q1")["settings"])


def with_two(desk: Desk) -> tuple[str, str]:
    desk.done("/questions", kind="image_choice", page="p1")
    assert add(desk, (png("red"), "red.png"), (png("blue"), "blue.png")) == 303
    first, second = settings(desk)["options"]  # type: ignore[misc]  # the document is plain JSON
    return first["picture"]["digest"], second["picture"]["digest"]


def test_pictures_become_answers_are_written_about_and_published(desk: Desk) -> None:
    red, blue = with_two(desk)
    assert "Row 1 of Q1 has no text." in desk.get("?q=Q1")
    desk.done("/questions/Q1", text="Which?", row=["c3", "c4"], **{"row.c3": "A red box", "row.c4": "A blue bag",
              "x_several": "no", "x_captions": "no", "least": "", "most": ""})  # fmt: skip
    page = desk.get("?q=Q1")
    assert page.count(f"/pictures/{red}") >= 2
    assert 'alt="A red box"' in page
    assert add(desk, (png("green"), "green.png"), target="3") == 303
    found = settings(desk)["options"]
    assert [(each["code"], each["label"]["en"]) for each in found] == [(3, "A red box"), (4, "A blue bag")]  # type: ignore[attr-defined]
    assert red not in str(found)
    assert blue in str(found)
    desk.done("/questions/Q1", text="Which?", row=["c4", "c3"], do="drop:c4", **{"row.c3": "Red", "row.c4": "Blue"})
    assert [each["code"] for each in settings(desk)["options"]] == [3]  # type: ignore[attr-defined]


def test_what_is_no_picture_or_too_much_is_refused_in_words(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with_two(desk)
    before = settings(desk)
    large, wide = png("red")[:-12] + b"\0" * 2_000, png("red", (5_000, 2))
    monkeypatch.setattr(pictures, "LARGEST", 1_500)
    many = [(png("red"), f"{number}.png") for number in range(25)]
    for files in ([(b"<svg/>", "a.svg")], [(b"GIF89a", "a.png")], [(large, "b.png")], [(wide, "c.png")], many, []):
        assert add(desk, *files) == 422
    assert add(desk, (png("red"), "a.png"), revision=1) == 409
    assert settings(desk) == before
    assert session.query(Picture).count() == 2


def test_a_picture_goes_to_anybody_is_kept_for_ever_and_says_nothing_else(desk: Desk) -> None:
    red, _blue = with_two(desk)
    stranger = desk.client.application.test_client()
    answer = stranger.get(f"/pictures/{red}")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert Image.open(io.BytesIO(answer.data)).getpixel((0, 0)) == (255, 0, 0)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Set-Cookie" not in answer.headers
    assert "red" not in str(answer.headers)
    assert stranger.get(f"/pictures/{red}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    for digest in ("0" * 64, red[:-1], red.upper(), "..%2f" + red):
        gone = stranger.get(f"/pictures/{digest}")
        assert (gone.status_code, gone.headers["Cache-Control"]) == (404, "no-store")


def test_our_own_file_holds_the_pictures_and_another_study_gets_them(desk: Desk) -> None:
    red, blue = with_two(desk)
    content = desk.client.get(desk.base + "/download/json/file").data
    found = own.read(content, "q.json")
    assert set(found.pictures) == {red, blue}
    assert found.losses == ()
    whole = json.loads(content)
    with transaction():
        session.query(Picture).delete()
    with transaction():
        questionnaire_files.replace_draft(desk.version, found)
    session.expire_all()
    assert set(session.scalars(select(Picture.digest))) == {red, blue}
    again = json.loads(questionnaire_files.written(desk.version, "json").content)
    assert again == whole


def test_a_file_whose_pictures_are_damaged_or_lacking_says_so_and_keeps_the_words(desk: Desk) -> None:
    red, blue = with_two(desk)
    whole = json.loads(desk.client.get(desk.base + "/download/json/file").data)
    whole["pictures"][red] = "AAAA"
    del whole["pictures"][blue]
    with transaction():
        session.query(Picture).delete()
    found = own.read(json.dumps(whole).encode(), "q.json")
    assert [loss.subject for loss in found.losses] == [red]
    assert found.pictures == {}
    settled = without_absent(found, ())
    assert [loss.subject for loss in settled.losses] == [red, "picture of 3", "picture of 4"]
    with transaction():
        questionnaire_files.replace_draft(desk.version, found)
    assert "picture" not in str(settings(desk))


def test_only_what_no_version_and_no_earlier_state_shows_is_swept(desk: Desk) -> None:
    red, blue = with_two(desk)
    with transaction():
        pictures.keep(desk.version.stage.study_id, png("black"), "unused.png")
        session.query(Picture).update({"created_at": now() - timedelta(days=2)})
    desk.done("/questions/Q1/delete")
    with transaction():
        assert pictures.sweep() == 1
    assert set(session.scalars(select(Picture.digest))) == {red, blue}
    desk.done("/undo")
    assert pictures.used_by(versions.document(desk.version)) == {red, blue}


def test_a_question_that_comes_from_another_study_brings_its_pictures(desk: Desk) -> None:
    red, blue = with_two(desk)
    there = stage_of(make_study(make_account(), "Another study"))
    question = versions.document(desk.version).find("Q1")
    assert question is not None
    with transaction():
        latest = versions.latest(there)
        page = versions.document(latest).pages[0].key
        questionnaires.carry_out(
            latest, editing.built(lambda _code, _languages: question, page), expected=1, account=None
        )
    own = session.scalars(select(Picture.digest).where(Picture.study_id == there.study_id))
    assert set(own) == {red, blue}


def test_a_block_keeps_its_pictures_when_the_study_it_came_from_is_deleted(desk: Desk, owner: Account) -> None:
    red, blue = with_two(desk)
    desk.done("/keep", name="Pictures", code="Q1", what="chosen")
    [block] = session.scalars(select(SavedBlock))
    with transaction():
        studies.remove(desk.stage.study)
    session.expire_all()
    with transaction():
        pictures.sweep()
    assert session.scalars(select(Picture)).all() == []
    other = Desk(desk.client, stage_of(make_study(owner, "Next wave")))
    assert other.client.get(f"/pictures/{red}").status_code == 200
    other.done(f"/library/{block.code}", page=other.version.definition["pages"][0]["key"])
    own = select(Picture.digest).where(Picture.study_id == other.stage.study_id)
    assert set(session.scalars(own)) == {red, blue}
    block_library.remove(owner, block, count=1)
    pictures.sweep()
    assert session.scalars(select(LibraryPicture)).all() == []

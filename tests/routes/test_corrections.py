"""A typing error in a statement that was asked: put right in the open, told to the panel and in every report."""

import io
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import Engine, event

from survey_app.db import session, transaction
from survey_app.exports.round_document import build as build_document
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.interchange.archives import ArchiveReader
from survey_app.logic.typing_errors import is_typing_error
from survey_app.services import archive_imports, corrections, items, round_reports, study_archives, verification
from survey_app.services.corrections import NotAskedYet, NotATypingError, NothingCorrected, WordsTakenAway
from tests.builders import make_account, post, sign_in
from tests.panels import answer, close_and_mix, make_panel, one_round, open_round, take_seat
from tests.rating_pages import get, tree, words

pytestmark = pytest.mark.sqlite_only

STATEMENT = {"en": "Prices are public", "es": "Los precios son públicos", "zh_Hans_CN": ""}
WRONG, RIGHT, WHY = "A replly within 48 hours", "A reply within 48 hours", "A letter stood twice"


def test_a_typing_error_is_put_right_and_everybody_reads_what_it_was(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    panel = make_panel(n=7, statements=(WRONG, "Fair prices", "One contact"))
    [item, *_others] = panel.items
    one_round(panel, [[number + 1, 6, 7] for number in range(7)])
    open_round(panel)
    lineage = item.lineage
    sign_in(client, panel.stage.study.memberships[0].account)
    base = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}"
    assert f"{base}/items/S1/correct" in client.get(f"{base}/items").text
    refused = post(client, f"{base}/items/S1/correct", {"text_en": "A reply within 24 hours", "reason": WHY})
    assert refused.status_code == 422
    assert "more than a typing error" in words(refused)
    assert tree(refused).xpath("string(//textarea[@name='text_en'])").strip() == "A reply within 24 hours"
    odd = post(client, f"{base}/items/S1/correct", {"text_en": RIGHT, "reason": WHY, "seen": "3"})
    assert odd.status_code == 409, "as many corrections as there are not, none there are"
    done = post(client, f"{base}/items/S1/correct", {"text_en": RIGHT, "text_es": "Una respuesta", "reason": WHY})
    assert done.status_code == 303
    assert_a_stale_form_takes_nothing_back(client, f"{base}/items/S1/correct")
    for page in (done.location, f"{base}/items/S1/correct", f"{base}/protocol"):
        shown = words(client.get(page))
        assert all(each in shown for each in (WRONG, RIGHT, WHY, "Una respuesta")), page
    assert "Words of a statement corrected" in client.get(f"/studies/{panel.stage.study.code}/log").text
    assert WRONG in words(client.get(f"{base}/round-results")), "figures of an ended round keep the words of then"

    session.expire_all()
    assert (item.text["en"], item.lineage) == (RIGHT, lineage)
    take_seat(client, panel, 0)
    for path in ("", "/1"):
        shown = words(get(client, panel, path))
        assert f"It was: “{WRONG}” It is now: “{RIGHT}” {WHY}" in " ".join(shown.split()), path
    assert WRONG not in words(get(client, panel, "/2"))

    assert verification.verify(panel.stage.study).is_sound
    report = round_reports.build(panel.stage)
    assert [each["changes"][0][2:] for each in round_reports.plain(report)["corrections"]] == [(WRONG, RIGHT)]
    assert any(WHY in str(part) for part in build_document(report, "en").parts)
    target = io.BytesIO()
    write_round_workbook(report, "en", target)
    told = [
        sheet.title
        for sheet in load_workbook(target)
        for row in sheet.values
        if WRONG in str(row) and RIGHT in str(row)
    ]
    assert {"Protocol", "Items and lineage"} <= set(told)

    file = tmp_path / "study.zip"
    study_archives.write(panel.stage.study, file)
    with transaction():
        again = archive_imports.restore(ArchiveReader(file, file.stat().st_size, file.name), make_account())
    stage = next(each for each in again.study.stages if each.title == panel.stage.title)
    [kept] = corrections.of_stage(stage.id)
    assert (kept.reason, kept.text_before["en"], kept.text["en"]) == (WHY, WRONG, RIGHT)
    assert items.find(stage, "S1").text["en"] == RIGHT
    assert json.dumps(round_reports.plain(round_reports.build(stage))["rounds"], default=str) == json.dumps(
        round_reports.plain(report)["rounds"], default=str
    )


def assert_a_stale_form_takes_nothing_back(client: FlaskClient, address: str) -> None:
    """The form of somebody who had not seen the correction that was just made."""
    stale = {"text_en": f"{WRONG}.", "text_es": "", "reason": "A full stop", "seen": "0"}
    refused = post(client, address, stale)
    assert refused.status_code == 409
    told = words(refused)
    assert "Somebody else corrected it in the meantime" in told
    assert all(each in told for each in (RIGHT, WHY)), "what the first one wrote"
    page = tree(refused)
    kept = {name: page.xpath(f"string(//textarea[@name='{name}'])").strip() for name in ("text_en", "text_es")}
    assert kept == {"text_en": f"{WRONG}.", "text_es": "Una respuesta"}, "typed words stay, others are those of now"
    assert page.xpath("//input[@name='seen']/@value") == ["1"]
    assert tree(client.get(address)).xpath("//input[@name='seen']/@value") == ["1"]


def test_no_statement_is_corrected_while_its_figures_are_frozen(app: Flask) -> None:
    panel = make_panel(n=5)
    round_ = open_round(panel)
    for number in range(5):
        answer(panel.seat(number), round_, [5, 6, 7])
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        written.extend(re.findall(r"^(?:UPDATE|INSERT INTO) (panel|panel_round|rating|snapshot)\b", statement))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        close_and_mix(round_)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    held = written.index("panel")
    assert written[held + 1] == "panel_round", "in this order, or two would wait for each other"
    assert held < written.index("rating") < written.index("snapshot")


@pytest.mark.parametrize(
    ("asked", "turned"),
    [
        ("It can be met", "It cannot be met"),
        ("It can be met", "It can't be met"),
        ("The plan is realistic", "The plan is unrealistic"),
        ("Es posible hacerlo", "Es imposible hacerlo"),
        ("At least once a year", "At most once a year"),
        ("Prices and quality", "Prices or quality"),
        ("A change of -5 percent", "A change of 5 percent"),
        ("Costs > 5 euros", "Costs < 5 euros"),
        ("Two weeks", "Ten weeks"),
        ("Dos semanas", "Tres semanas"),
        ("Un plazo mínimo", "Un plazo máximo"),
        ("三天内答复", "两天内答复"),
        ("价格应当上涨", "价格应当下跌"),
        ("价格应当上涨", "价格应当下涨"),
        ("For years", "Four years"),
        ("Los años que vienen", "Dos años que vienen"),
        ("En cierto porcentaje y en uso", "En ciento porcentaje y en uso"),
        ("Cuanto antes se paga", "Cuarto antes se paga"),
        ("Within tow years", "Within ten years"),
        ("After sixt people", "After six people"),
        ("A billion people", "A million people"),
        ("Within t2o years", "Within two years"),
    ],
)
def test_few_letters_that_turn_the_meaning_round_are_no_typing_error(asked: str, turned: str) -> None:
    assert not is_typing_error(asked, turned)
    assert not is_typing_error(turned, asked)


@pytest.mark.parametrize(
    ("asked", "right"),
    [
        ("Mroe service in 2024-2026", "More service in 2024–2026"),
        ("You can not see it", "You cannot see it"),
        ("Un mínmo de 3 días", "Un mínimo de 3 días"),
        ("三天内答覆", "三天内答复"),
        ("Within tow years", "Within two years"),
        ("Within Tow years and 3 days", "Within two years and 3 days"),
        ("After forteen days", "After fourteen days"),
        ("En dso semanas", "En dos semanas"),
        ("En dieciseis meses", "En dieciséis meses"),
    ],
)
def test_what_was_mistyped_is_put_right(asked: str, right: str) -> None:
    assert is_typing_error(asked, right)


def test_what_says_something_else_is_no_correction_however_small_the_steps(app: Flask) -> None:
    panel = make_panel(n=5, statements=(STATEMENT, "Two", "Three"))
    [item, *_others] = panel.items

    def correct(hint: dict[str, str] | None = None, **text: str) -> None:
        with transaction():
            corrections.correct(item, {**item.text, **text}, hint or {}, WHY, None)

    with pytest.raises(NotAskedYet):
        correct(en="Prices are publik")
    open_round(panel)
    for refusal, text in (
        (NotATypingError, {"en": "Prices are not public"}),
        (NotATypingError, {"es": "Los precios no son públicos"}),
        (WordsTakenAway, {"es": ""}),
        (NothingCorrected, {}),
    ):
        with pytest.raises(refusal):
            correct(None, **text)
    with pytest.raises(NotATypingError):
        correct({"en": "Those on the website"})
    correct(en="Prices are publix", zh_Hans_CN="価格公开")
    correct(en="Prices are publxx")
    correct(zh_Hans_CN="价格公开")
    with pytest.raises(NotATypingError):
        correct(en="Prices arx puxlxx")
    assert [each.text["en"][-6:] for each in corrections.of_item(item)] == ["publxx", "publxx", "publix"]

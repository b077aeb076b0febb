"""Estimates with how sure everybody is, over two rounds: ranges at one confidence, joined three ways, drawn sorted."""

import csv
import io
import json
from collections.abc import Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from survey_app.db import transaction
from survey_app.exports import round_document
from survey_app.exports.documents.model import Figure, Table
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.models import PanelRound
from survey_app.services import ratings, round_reports, verification
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.protocols import RulesContradict, check
from survey_app.services.ratings import Answer, AnswerRefused
from survey_app.vocabulary import ItemScale, Role
from tests.builders import make_member, sign_in
from tests.panels import TestPanel, close_and_mix, make_panel, open_round, release, take_seat
from tests.rating_pages import answers_of, chosen, get, send, tree, words

pytestmark = pytest.mark.sqlite_only
Four = tuple[float, float, float, float]
OWN = {"low": "52", "value": "72", "high": "82", "sure": "72"}
"""The example of delphi.md 3.5: .52 .72 .82 at 72 % becomes .4978 to .8311 at 80 %."""
OTHERS: list[Four] = [
    (10, 20, 30, 80),
    (0, 5, 20, 60),
    (40, 50, 90, 90),
    (60, 70, 80, 100),
    (55, 60, 65, 51),
    (30, 40, 50, 80),
]


def made(**more: object) -> TestPanel:
    return make_panel(
        n=8,
        statements=("Share of late replies",),
        scale=ItemScale.ESTIMATE,
        **{"scale_min": 0, "scale_max": 100, "confidence": True, **more},  # type: ignore[arg-type]  # rules as they come
    )


def estimated(panel: TestPanel, round_: PanelRound, values: Sequence[Four], first: int = 1) -> None:
    """One estimate a person, from the person `first` on."""
    for number, (low, best, high, sure) in enumerate(values, first):
        seat = panel.seat(number)
        before = ratings.own_before(seat, round_).get(panel.items[0].lineage)
        said = Answer(best, choice=ratings.choice_of(before, best), low=low, high=high, confidence=sure)
        with transaction():
            ratings.save(seat, round_, panel.items[0], said)
            ratings.finish(seat, round_)


def test_how_sure_somebody_is_belongs_to_estimates_only() -> None:
    with pytest.raises(RulesContradict):
        check(ProtocolRules(confidence=True))
    check(ProtocolRules(confidence=True, scale=ItemScale.ESTIMATE, scale_min=0, scale_max=100))


def test_a_confidence_is_asked_and_fifty_is_refused_with_words(app: Flask, client: FlaskClient) -> None:
    panel = made()
    round_ = open_round(panel)
    take_seat(client, panel, 0)
    assert chosen(get(client, panel, "/1")) == []
    for sure in ("", "50", "0", "101", "80.5", "-60", "9" * 5000, "\0", "nan", "1e2"):
        page = send(client, panel, "/1", **{**OWN, "sure": sure})
        assert page.status_code == 422, sure
        assert "52" in chosen(page), "nothing that was typed is lost"
    assert "At 50 per cent or less a range says nothing" in words(send(client, panel, "/1", **{**OWN, "sure": "50"}))
    assert send(client, panel, "/1", sure="80").status_code == 422
    both = words(send(client, panel, "/1", low="90", value="50", high="20", sure="50"))
    assert "must rise from lowest over best to highest" in both
    assert "At 50 per cent or less a range says nothing" in both, "both are said at once"
    assert send(client, panel, "/1", **OWN, cannot="1").status_code == 422
    assert send(client, panel, "/1", **{**OWN, "sure": "72 %"}).status_code == 303
    [said] = answers_of(panel, round_).values()
    assert (said.low, said.value, said.high, said.confidence) == (52, 72, 82, 72)
    assert chosen(get(client, panel, "/1")) == ["52", "72", "82", "72"]
    for unsure in (None, 50, 80.5):
        with pytest.raises(AnswerRefused), transaction():
            ratings.save(panel.seat(1), round_, panel.items[0], Answer(2, low=1, high=3, confidence=unsure))


def walked(client: FlaskClient) -> TestPanel:
    """A round of seven, shown in the second one, where the last person keeps the estimate."""
    panel = made()
    round_ = open_round(panel)
    take_seat(client, panel, 0)
    assert send(client, panel, "/1", **OWN).status_code == 303
    assert send(client, panel, "/finish").status_code == 303
    estimated(panel, round_, OTHERS)
    close_and_mix(round_)
    release(round_)
    second = open_round(panel)
    page = get(client, panel, "/1")
    told = words(page)
    assert "You were 72 per cent sure." in told
    assert "All ranges are brought to 80%: as wide as if everybody were 80% sure. 1 of them was cut" in told
    rows = [row.xpath("./td/text()") for row in tree(page).xpath("//details//table[.//th='Best estimate']//tbody/tr")]
    assert rows[-1] == ["49.78", "72", "83.11"]
    assert [row[1] for row in rows] == ["5", "20", "40", "50", "60", "70", "72"]
    drawn = tree(page).xpath("//*[local-name()='svg' and @class='wide']")[0]
    assert len(drawn.xpath(".//*[@class='reach']")) == 7
    assert len(drawn.xpath(".//*[@class='reach you']")) == 1
    assert chosen(page) == []
    assert send(client, panel, "/1", move="keep").status_code == 303
    [said] = answers_of(panel, second).values()
    assert (said.choice, said.confidence) == ("kept", 72)
    assert send(client, panel, "/finish").status_code == 303
    estimated(panel, second, OTHERS[:5])
    close_and_mix(second)
    return panel


def narrow(ranges: Sequence[Sequence[float]]) -> float:
    weights = [1 / (high - low) for low, _best, high in ranges]
    return sum(weight * best for weight, (_low, best, _high) in zip(weights, ranges, strict=True)) / sum(weights)


def test_two_rounds_of_estimates_with_confidence_are_shown_everywhere(app: Flask, client: FlaskClient) -> None:
    panel = walked(client)
    sign_in(client, make_member(panel.stage.study, Role.VIEWER))
    here = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results"
    page = client.get(f"{here}/1")
    assert "Quantile average" in words(page)
    assert "Low end, 10%" in words(page)
    found = json.loads(client.get(f"{here}.json").text)["rounds"]
    joined = found[0]["items"][0]["elicited"]
    assert joined["n"] == 7
    assert joined["ranges"][-1] == pytest.approx([72 - 20 * 80 / 72, 72, 72 + 10 * 80 / 72])
    pools = [joined[name] for name in ("median_of_quantiles", "quantile_average", "linear_pool")]
    assert all(low < median < high for low, median, high in pools)
    assert joined["narrow"] == pytest.approx(narrow(joined["ranges"]))
    assert "Best estimates with narrow ranges counting more" in words(page)
    assert pools[2][2] - pools[2][0] > pools[1][2] - pools[1][0], "the pool of people who differ is wider"
    held_back = found[1]["items"][0]["elicited"]
    assert held_back["ranges"] == [], "six ranges are fewer than a distribution needs"
    assert (held_back["clipped"], held_back["capped"]) == (None, None), "and one cut range would be one person's"
    assert "was cut to the limits" in words(page)
    assert "was cut to the limits" not in words(client.get(f"{here}/2"))
    assert found[1]["items"][0]["elicited"]["linear_pool"] is not None
    [first, second] = csv.DictReader(io.StringIO(client.get(f"{here}.csv").text.lstrip("\ufeff")))
    assert float(first["median_of_quantiles_median"]) == 50
    assert float(second["linear_pool_low"]) == pytest.approx(found[1]["items"][0]["elicited"]["linear_pool"][0])
    target = io.BytesIO()
    report = round_reports.build(panel.stage)
    write_round_workbook(report, "en", target)
    cells = [cell.value for row in load_workbook(target)["Round 1"].iter_rows() for cell in row if cell.value]
    assert "Every range, sorted by its best estimate" in cells
    document = round_document.build(report, "en")
    assert any(isinstance(part, Figure) and "S1: ranges, sorted" in part.caption for part in document.parts)
    assert any(isinstance(part, Table) and "Linear pool" in part.head for part in document.parts)
    assert verification.verify(panel.stage.study).is_sound


def seen_by_another(client: FlaskClient, values: Sequence[Four]) -> tuple[str, str]:
    panel = made()
    round_ = open_round(panel)
    estimated(panel, round_, values, first=0)
    close_and_mix(round_)
    release(round_)
    open_round(panel)
    take_seat(client, panel, 6)
    found = json.dumps(round_reports.plain(round_reports.build(panel.stage))["rounds"][0]["items"][0]["elicited"])
    page = tree(get(client, panel, "/1"))
    section = page.xpath("//section[@aria-labelledby='panel-said']")[0]
    return found, str([each.attrib for each in section.iter()]) + section.text_content()


def test_whose_range_is_whose_cannot_be_seen_by_another(app: Flask, client: FlaskClient) -> None:
    seven: list[Four] = [*OTHERS, (1, 2, 3, 90)]
    swapped = [seven[3], *seven[1:3], seven[0], *seven[4:]]
    plain = seen_by_another(client, seven)
    assert plain == seen_by_another(client, swapped)
    other = seen_by_another(client, [(0, 1, 99, 55), *seven[1:]])
    assert plain[0] != other[0]
    assert plain[1] != other[1]

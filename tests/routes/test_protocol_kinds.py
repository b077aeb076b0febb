"""Every kind of Delphi that the protocol can begin with: one link fills the form, and the form keeps what it shows."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale, gettext
from lxml import html

from survey_app.db import session
from survey_app.models import Item
from survey_app.services import protocol_presets, protocols
from survey_app.services.protocol_presets import KINDS, Preset
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import ItemScale
from tests.builders import post, sign_in
from tests.delphis import make_stage

pytestmark = pytest.mark.sqlite_only


def said(message: str, language: str) -> str:
    with force_locale(language):
        return str(gettext(message))


def test_one_link_fills_the_form_for_each_kind_and_the_form_keeps_it(app: Flask, client: FlaskClient) -> None:
    stage = make_stage()
    session.add_all(Item(stage_id=stage.id, code=f"S{n}", position=n, text={"en": f"Idea {n}"}) for n in (1, 2))
    session.commit()
    sign_in(client, stage.study.memberships[0].account)
    base = f"/studies/{stage.study.code}/stages/{stage.code}/protocol"
    plain = html.fromstring(client.get(base).text)
    listed = plain.xpath("//details[@open]/dl")[0]
    assert listed.xpath("./dt/a/@href") == [f"{base}?preset={each.value}" for each in Preset]
    for kind in KINDS.values():
        assert kind.purpose in listed.text_content()
        assert kind.source in listed.text_content()
    for preset in Preset:
        page = html.fromstring(client.get(f"{base}?preset={preset.value}").text)
        form = next(each for each in page.forms if "second_min" in each.fields)
        assert protocols.rules_of(stage.id) != protocol_presets.rules_of(preset, said), "looking keeps nothing"
        sent = post(client, base, dict(form.form_values()))
        assert sent.status_code == 303, preset
        assert protocols.rules_of(stage.id) == protocol_presets.rules_of(preset, said)
        assert client.get(f"{base}/lock").status_code == 200


def test_words_of_a_kind_that_no_longer_say_the_same_are_named(app: Flask, client: FlaskClient) -> None:
    stage = make_stage()
    session.add(Item(stage_id=stage.id, code="S1", position=1, text={"en": "Idea"}))
    session.commit()
    sign_in(client, stage.study.memberships[0].account)
    base = f"/studies/{stage.study.code}/stages/{stage.code}/protocol"
    page = html.fromstring(client.get(f"{base}?preset={Preset.RANKING.value}").text)
    ready = dict(next(each for each in page.forms if "second_min" in each.fields).form_values())
    (own,) = (name for name, value in ready.items() if value == "Put these in order, the most important first.")
    (spanish,) = (name for name in ready if name.startswith("question") and name.endswith("es"))
    told = "Words of a ready kind still stand in: "
    assert told not in client.get(base).text

    post(client, base, {**ready, own: "Order these by how soon they should be done."})
    assert f"{told}Español, 简体中文" in client.get(base).text
    assert f"{told}Español, 简体中文" in client.get(f"{base}/lock").text

    post(client, base, {**ready, own: "Order these by how soon they should be done.", spanish: "Por urgencia."})
    assert f"{told}简体中文" in client.get(base).text


def test_kinds_differ_and_carry_what_makes_them() -> None:
    found = {each: protocol_presets.rules_of(each, lambda message, _language: message) for each in Preset}
    assert len({str(rules.to_json()) for rules in found.values()}) == len(Preset)
    assert set(KINDS) == set(Preset)
    assert {rules.scale for rules in found.values()} == set(ItemScale)
    four = found[Preset.ESTIMATES]
    assert (four.scale, four.confidence, four.rounds) == (ItemScale.ESTIMATE, True, 2)
    assert (found[Preset.PAIRS].compared, found[Preset.POINTS].compared) == (True, False)
    assert found[Preset.CHOICE].options == {"en": "do it now\ndo it later\ndo not do it"}
    assert ProtocolRules.from_json(found[Preset.REAL_TIME].to_json()) == found[Preset.REAL_TIME]


def test_what_is_wrong_in_the_long_form_is_listed_by_name_with_a_link_to_each_field(
    app: Flask, client: FlaskClient
) -> None:
    stage = make_stage()
    sign_in(client, stage.study.memberships[0].account)
    base = f"/studies/{stage.study.code}/stages/{stage.code}/protocol"
    form = next(each for each in html.fromstring(client.get(base).text).forms if "second_min" in each.fields)
    wrong = {"scale_max": "", "basis_theory_large": "500", "question_en": "q" * 301, "second_low_label_es": "z" * 81}
    sent = post(client, base, {**dict(form.form_values()), **wrong})
    page = html.fromstring(sent.text)
    told = {link.get("href"): link.text_content() for link in page.xpath("//*[@id='errors']//a")}
    assert told == {
        "#scale_max": "Scale to: Enter a whole number.",
        "#basis_theory_large": "Theory and analysis, large: Enter a whole number from 0 to 100.",
        "#question_en": "Question above every statement has 301 characters: shorten it to 300.",
        "#second_low_label_es": "Second scale, words at the low end (Español) has 81 characters: shorten it to 80.",
    }
    for link in told:
        assert not page.get_element_by_id(link[1:]).xpath("ancestor::details[not(@open)]"), "each can be seen"
    sent = post(client, base, {**dict(form.form_values()), "question_en": "Why?", "scale_max": "30"})
    [told_] = html.fromstring(sent.text).xpath("//*[@id='errors']//a[@href='#scale_max']")
    assert told_.text_content() == "Scale to: The scale needs 2 to 11 points, from low to high.", (
        "labelled “to” as well"
    )

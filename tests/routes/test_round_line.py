"""The steps from the close of a round to the opening of the next: what is done, the way back, the way on."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session, transaction
from survey_app.services import rounds
from survey_app.vocabulary import RoundState
from tests.builders import post, sign_in
from tests.delphis import analysed, answered, closed, opened
from tests.panels import make_panel
from tests.rating_pages import tree

pytestmark = pytest.mark.sqlite_only


def line(client: FlaskClient, address: str) -> tuple[list[str], str, str]:
    """Which steps are done, the step one is at, and where Next leads."""
    page = client.get(address)
    assert page.status_code == 200, address
    found = tree(page)
    done = found.xpath('//ol[@class="phases"]/li[span[contains(@class, "vh")]]')
    here = found.xpath('//ol[@class="phases"]/li[@aria-current="step"]')
    onward = found.xpath('//a[@rel="next"]/@href')
    return (
        [re.sub(r"\W+", " ", each.text_content()).split()[0] for each in done],
        here[0].text_content().split()[0] if here else "",
        onward[0] if onward else "",
    )


def test_the_moderator_is_led_from_one_page_to_the_next(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(n=9)
    round_ = opened(panel)
    answered(panel, round_, [[n % 9 + 1, 6, 7] for n in range(9)], reasons=["because of this"])
    sign_in(client, panel.stage.study.memberships[0].account)
    base = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/rounds"

    assert line(client, f"{base}/1/close") == ([], "1", "")
    closed(round_)
    page = client.get(f"{base}/1/reasons").text
    assert f'<a href="{base}/1/analyse" rel="prev">Back: Analyse the round</a>' in page, "closed is not yet done"
    assert "You see the side a reason comes from" in page, "a rating has sides, before there is any reason too"
    analysed(round_)
    done, here, onward = line(client, f"{base}/1/reasons")
    assert (done, here, onward) == (["1"], "2", f"{base}/1/statements")
    codes = re.findall(r'name="code" value="([^"]+)"', client.get(f"{base}/1/reasons").text)
    assert post(client, f"{base}/1/reasons", {"code": codes}).status_code == 303
    done, here, onward = line(client, onward)
    assert (done, here, onward) == (["1", "2"], "3", f"{base}/1/feedback")
    assert post(client, f"{base}/1/statements").status_code == 303
    assert line(client, onward) == (["1", "2", "3"], "4", "")
    preview = client.get(f"{base}/1/feedback/{panel.items[0].code}").text
    assert "as a made-up panellist sees it, who answered 1" in preview
    assert post(client, f"{base}/1/release").status_code == 303
    assert line(client, f"{base}/1/feedback") == (["1", "2", "3"], "4", base)

    assert post(client, f"{base}/plan").status_code == 303
    done, here, onward = line(client, f"{base}/2/dates")
    assert (done, here, onward) == (["1", "2", "3", "4"], "5", f"{base}/2/test-mail")
    typed = {"closes_at": "2099-01-01T12:00", "grace_minutes": "0", "message": "", "opens_at": ""}
    assert post(client, f"{base}/2/dates", typed).location.endswith("/2/test-mail")
    done, here, onward = line(client, f"{base}/2/test-mail")
    assert (done, here, onward) == (["1", "2", "3", "4", "5"], "6", f"{base}/2/open")
    assert post(client, f"{base}/2/test-mail").location.endswith("/2/test-mail")
    assert line(client, onward)[1:] == ("7", "")
    assert post(client, f"{base}/2/open").status_code == 303
    session.expire_all()
    last = rounds.of_stage(panel.stage.id)[-1]
    assert last.state is RoundState.OPEN
    answered(panel, last, [[n % 9 + 1, 6, 7] for n in range(9)])
    analysed(last)
    page = tree(client.get(f"{base}/2/statements"))
    assert len(page.xpath('//ol[@class="phases"]/li')) == 4, "after the last round there is no next one to open"
    told = page.xpath("string(//main)")
    assert "kept as it stands" in told
    assert not re.search("(?<!not )asked again|next round|Merge", told)


def test_the_first_round_follows_no_other(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(n=9)
    with transaction():
        rounds.plan(panel.stage)
    sign_in(client, panel.stage.study.memberships[0].account)
    base = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/rounds"
    for page in ("dates", "test-mail", "open"):
        assert line(client, f"{base}/1/{page}") == ([], "", "")

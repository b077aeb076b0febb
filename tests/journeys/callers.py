"""People on the panel who come over HTTP: they read pages and send the forms that stand on them, without a browser."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, build_opener

import pytest
from lxml import html

from tests.journeys.experts import HTML_LANGUAGES, RECEIPT, Answered, Person


class _StaysThere(HTTPRedirectHandler):
    """Goes nowhere when a page leads on."""

    def redirect_request(self, *_said: Any) -> None:
        """The answer itself is looked at."""


def _typed(value: int | str, before: int | None) -> dict[str, str]:
    """An answer as the form sends it: an earlier one is kept or changed."""
    if value == "judge":
        return {"cannot": "1"}
    if before is None:
        return {"value": str(value)}
    return {"move": "keep"} if before == value else {"move": "change", "value": str(value)}


@dataclass
class Caller(Person):
    """One person, a jar for cookies, and the page they look at."""

    jar: CookieJar = field(default_factory=CookieJar)
    url: str = ""
    page: Any = None

    def __post_init__(self) -> None:
        self.opener = build_opener(HTTPCookieProcessor(self.jar))
        self.blind = build_opener(HTTPCookieProcessor(self.jar), _StaysThere)

    def get(self, address: str) -> None:
        """Open an address."""
        self._read(urljoin(self.url, address), None)

    def _read(self, address: str, content: bytes | None) -> None:
        with self.opener.open(address, content, timeout=30) as answer:
            self.url, self.page = answer.url, html.fromstring(answer.read().decode())

    def follow(self, ends: str) -> None:
        """Follow the first link whose address ends like this."""
        links = self.page.xpath("//main//a/@href")
        self.get(next(link for link in links if link.split("?")[0].endswith(ends)))

    def send(self, ends: str, **fields: str) -> None:
        """Send the form whose address ends like this, with what stands in it and what is typed."""
        forms = [form for form in self.page.forms if (form.action or self.url).split("?")[0].endswith(ends)]
        typed = {**dict(forms[0].form_values()), **fields}
        self._read(urljoin(self.url, forms[0].action or self.url), urlencode(typed).encode())

    @property
    def words(self) -> str:
        """What the page says."""
        return " ".join(self.page.xpath("//main")[0].text_content().split())

    def open_link(self) -> None:
        """Open the personal link in the next letter; it is a page in the person's own language."""
        self.get(self.link_in(self.post.letter_to(self.name)))
        assert self.page.get("lang") == HTML_LANGUAGES[self.language]

    def accept(self) -> None:
        """Come by the invitation and take part."""
        self.open_link()
        assert self.page.xpath("//*[contains(@class, 'promise')]")
        self.send("")
        assert re.search(r"/p/\w+/?(ideas|round)?$", self.url), "the secret stays in the address"

    def decline(self, reason: str) -> None:
        """Come by the invitation and say no."""
        self.open_link()
        [form] = [each for each in self.page.forms if "reason" in each.fields]
        typed = dict(form.form_values()) | {"reason": reason}
        self._read(self.url, urlencode(typed).encode())

    def come_back(self, code: str) -> None:
        """The start of the panel, with the cookie that holds the link."""
        self.get(re.sub(r"/p/.*", f"/p/{code}", self.url))

    def enter(self) -> None:
        """Press the one button of the page that a link leads to."""
        self.send("")

    def write(self, text: str, *, only: bool = False) -> None:
        """Write an idea into the box of the page."""
        [form] = [each for each in self.page.forms if "text" in each.fields]
        typed = dict(form.form_values()) | {"text": text} | ({"only": "1"} if only else {})
        self._read(urljoin(self.url, form.action), urlencode(typed).encode())

    def look_at_board(self) -> None:
        """Read what others wrote."""
        self.get(self.url)
        self.follow("/ideas/board")

    def answer_card(self, words: str, way: str, text: str) -> None:
        """Add to a card of the board, or object to it."""
        [card] = [each for each in self.page.xpath("//li[@class='idea']") if words in each.xpath("p")[0].text_content()]
        self.get(card.xpath(f".//a[contains(@href, '/{way}')]/@href")[-1])
        self.write(text)

    def vote(self, points: Mapping[str, int]) -> None:
        """Give points to cards and finish."""
        self.follow("/vote")
        typed = {}
        for words, given in points.items():
            [label] = [each for each in self.page.xpath("//main//label") if each.text_content().strip().endswith(words)]
            typed[self.page.get_element_by_id(label.get("for")).name] = str(given)
        self.send("/vote", go="finish", **typed)
        assert RECEIPT.fullmatch(self.page.xpath("//*[@class='code']")[0].text_content())

    def look_at_result(self) -> tuple[str, str]:
        """The first row of the vote's result, and what became of one's own ideas."""
        self.follow("/vote/result")
        row = self.page.xpath("//table[contains(@class, 'result')]/tbody/tr")[0]
        return row.text_content(), self.page.xpath("//*[contains(@class, 'own-ideas')]")[0].text_content()

    def to_round(self, code: str) -> None:
        """The start of the round, with the cookie that holds the link."""
        self.get(f"/p/{code}/round")

    def propose(self, text: str) -> None:
        """Propose a statement."""
        self.get(f"{self.url.partition('/round')[0]}/proposals")
        self.send("/proposals", text=text)

    def rate(self, answers: Mapping[str, Answered], only: int | None = None) -> None:
        """Answer the statements in the order of the list, `only` so many of them.

        The page of the first one is looked at; its form is sent for every statement, as it stands on all their pages.
        """
        listed = [(link.text_content().strip(), link.get("href")) for link in self.page.xpath("//ol//li/a")]
        self.get(self.page.xpath("//main//p[@class='actions']/a[contains(@class, 'primary')]/@href")[0])
        assert self.page.xpath("//h1")[0].text_content().strip() == listed[0][0]
        assert not self.page.xpath("//main//input[@checked]"), "something is chosen beforehand"
        [token] = {str(each) for each in self.page.xpath("//input[@name='csrf_token']/@value")}
        for text, address in listed[:only]:
            value, why, before = answers[text]
            self._post(address, {"csrf_token": token, "go": "next", "why": why, **_typed(value, before)})

    def _post(self, address: str, typed: Mapping[str, str]) -> None:
        """Send a form; the page it leads to is not looked at."""
        with pytest.raises(HTTPError) as led:
            self.blind.open(urljoin(self.url, address), urlencode(typed).encode(), timeout=30)
        with led.value as answer:
            assert answer.code == HTTPStatus.SEE_OTHER, answer.read().decode()

    def finish(self) -> None:
        """Say that the round is finished."""
        [token] = {str(each) for each in self.page.xpath("//input[@name='csrf_token']/@value")}
        self._post(f"{self.url.partition('/round')[0]}/round/finish", {"csrf_token": token})

    def leave(self, code: str) -> None:
        """Leave the panel; the answers stay."""
        self.get(f"/p/{code}/me")
        self.send("/leave", answers="keep")
        assert "/left" in self.url, self.words

    def own_row(self, text: str) -> list[str]:
        """One statement of the final table: you, median, middle half, people."""
        rows = self.page.xpath("//table[contains(@class, 'summary')]/tbody/tr")
        [row] = [each for each in rows if text in each.xpath("th")[0].text_content()]
        return [cell.text_content().strip() for cell in row.xpath("td")]

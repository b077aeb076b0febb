"""What a panellist may read before answering: a text and a few links, fixed with the statement's words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from survey_app.exceptions import N_, Refusal

LONGEST_EVIDENCE = 2_000
LONGEST_LINK = 500
LONGEST_LABEL = 120
MOST_LINKS = 6
_BLANK = re.compile(r"[\s\x00-\x1f\x7f]")


class LinkRefused(Refusal):
    """A line that is no web address."""

    status = 422
    message = N_("“%(line)s” is no web address. Write one a line, such as: Report 2025 | https://example.org/report")


class TooManyLinks(Refusal):
    """More than anybody reads."""

    status = 422
    message = N_("Give at most %(most)s links.")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The text by language, and links with what they are called."""

    text: Mapping[str, str]
    links: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As a statement keeps it; nothing when there is none."""
        document: dict[str, Any] = {}
        if self.text:
            document["text"] = dict(self.text)
        if self.links:
            document["links"] = [{"label": label, "address": address} for label, address in self.links]
        return document


def of(document: Mapping[str, Any]) -> Evidence:
    """What a statement keeps, read back."""
    links = tuple((each["label"], each["address"]) for each in document.get("links", ()))
    return Evidence(dict(document.get("text", {})), links)


def read_links(lines: str) -> tuple[tuple[str, str], ...]:
    """One link a line: `what it is called | https://...`, or the address alone.

    >>> read_links("Report | https://example.org/a")
    (('Report', 'https://example.org/a'),)
    >>> read_links("https://example.org/a")
    (('example.org', 'https://example.org/a'),)
    """
    found = [_link(line.strip()) for line in lines.splitlines() if line.strip()]
    if len(found) > MOST_LINKS:
        raise TooManyLinks(most=MOST_LINKS)
    return tuple(found)


def write_links(links: tuple[tuple[str, str], ...]) -> str:
    """The same lines again, for the form."""
    return "\n".join(f"{label} | {address}" for label, address in links)


def _link(line: str) -> tuple[str, str]:
    label, bar, address = (part.strip() for part in line.rpartition("|"))
    host = _host(address)
    if not host or len(address) > LONGEST_LINK or len(label) > LONGEST_LABEL or (bar and not label):
        raise LinkRefused(line=line[:80])
    return label or host, address


def _host(address: str) -> str:
    """The host of a web address; empty for anything else."""
    if _BLANK.search(address):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in ("http", "https") else ""

"""The look of a client: colours, font, logo, parts and foot of the workbook and the report, kept as one JSON file.

    {"kind": "rondo-look", "version": 1, "colours": {"main": "#0A5A8C", "light": "#86B6D6", "warning": "#A8410A"},
     "font": "Calibri", "sheets": ["method", "kpi", ...], "sections": ["kpi", ...], "footer": "...", "logo": "base64",
     "known": {"sheets": ["method", "kpi", ...], "sections": ["kpi", ...]}}

Whatever is left out is as usual. Sheets and sections that came later than the look, not among the `known`, join in.
A file that would give an unreadable workbook is refused with the reason.
"""

import base64
import binascii
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from survey_app.exceptions import N_, Refusal
from survey_app.exports import styles
from survey_app.exports.documents.model import Look
from survey_app.questions.picture_files import read_picture

KIND, VERSION = "rondo-look", 1
LARGEST_LOGO = 150_000
MOST_LOGO_SIDE = 2_000
LARGEST_FILE = 400_000
LONGEST_FOOTER = 120
FONTS = ("Calibri", "Arial", "Verdana", "Georgia", "Times New Roman", "Noto Sans")
"""Fonts that the usual programs have, or replace by one that is as wide."""
SHEETS = (
    "method", "kpi", "waves", "questions", "crosstabs", "gap", "priorities", "rivals", "kano", "drivers", "contrast",
    "reliability", "chain", "sample", "text_codes", "verbatims", "codes", "labels", "codebook", "check",
)  # fmt: skip
"""The sheets behind the cover, in the usual order."""
SECTIONS = (
    "kpi", "waves", "gap", "priorities", "rivals", "kano", "drivers", "crosstabs", "questions", "chain", "text_codes",
    "verbatims", "sample", "method", "sources",
)  # fmt: skip
"""The sections of the report behind its cover, in the usual order."""
KNOWN_BEFORE = tuple(part for part in SHEETS if part != "contrast") + tuple(
    part for part in SECTIONS if part not in SHEETS
)
"""What a look knew that was kept before looks said so."""
_SECTIONS_LATER = frozenset({"waves", "rivals", "text_codes"})
"""Sections that came while looks named what they knew in one list, where sheets of these names stood already."""
_READABLE, _SEEN = 4.5, 1.3
_APART = 60.0
"""Colours nearer to each other than this, of 441, are taken for one on paper."""
_HEX = 6
_KINDS = {"image/png": "png", "image/jpeg": "jpg"}
_NAMES = ("main", "light", "warning")


class LookRefused(Refusal):
    """A look that would not be readable, or a file that is none."""

    status = 422
    title = N_("This look cannot be used")
    message = N_("The file is no look: it is made on this page and downloaded as JSON.")
    colour = N_("“%(colour)s” is no colour. Write it as # and six digits or letters from A to F, such as #0A5A8C.")
    pale = N_("The main colour %(colour)s is too pale: white words on it have a contrast of %(found)s, 4.5 is needed.")
    warning = N_("The colour of warnings %(colour)s is too pale: its contrast with white is %(found)s, 4.5 is needed.")
    faint = N_("The light colour %(colour)s is hardly seen on white: its contrast is %(found)s, 1.3 is needed.")
    alike = N_(
        "The main colour %(colour)s and the colour of warnings %(other)s are too alike: what to improve would not "
        "stand out. Choose another colour of warnings."
    )
    dark = N_("The light colour %(colour)s is too dark: dark words on it have a contrast of %(found)s, 4.5 is needed.")
    font = N_("The font “%(font)s” is not offered. Choose one of: %(fonts)s.")
    logo = N_("The logo is no picture in PNG or JPEG of at most %(side)s pixels a side.")
    large = N_("The logo has more than %(most)s kB. Save it smaller, 600 pixels wide are plenty.")
    part = N_("There is no sheet or section “%(part)s”. Known are: %(parts)s.")
    twice = N_("“%(part)s” is named twice.")
    none = N_("Keep at least one sheet and one section.")
    data = N_("The codebook and the check need the sheet “Data (codes)”.")
    footer = N_("The foot has more than %(most)s characters.")


@dataclass(frozen=True, slots=True)
class ClientLook:
    """A look that was read and found usable."""

    main: str = styles.RESULT
    light: str = styles.COMPARED
    warning: str = styles.IMPROVE
    font: str = ""
    sheets: tuple[str, ...] = SHEETS
    sections: tuple[str, ...] = SECTIONS
    footer: str = ""
    logo: bytes = b""
    logo_kind: str = ""
    logo_size: tuple[int, int] = field(default=(0, 0))

    @property
    def palette(self) -> styles.Palette:
        """What the workbook's own colours become."""
        changed = {styles.RESULT: self.main, styles.COMPARED: self.light, styles.IMPROVE: self.warning}
        return styles.Palette({old: new for old, new in changed.items() if old != new}, self.font or styles.LATIN_FONT)

    @property
    def of_documents(self) -> Look:
        """The look of documents."""
        return Look(self.main, self.light, self.warning, self.font, self.logo, self.logo_kind)

    def stored(self) -> dict[str, Any]:
        """The look as it is kept and downloaded."""
        return {
            "kind": KIND,
            "version": VERSION,
            "colours": {name: f"#{getattr(self, name)}" for name in _NAMES},
            "font": self.font or styles.LATIN_FONT,
            "sheets": list(self.sheets),
            "sections": list(self.sections),
            "known": {"sheets": list(SHEETS), "sections": list(SECTIONS)},
            "footer": self.footer,
            "logo": base64.b64encode(self.logo).decode(),
        }


def load(content: bytes) -> ClientLook:
    """A look from the bytes of a file."""
    if len(content) > LARGEST_FILE:
        raise LookRefused(LookRefused.large, most=LARGEST_LOGO // 1000)
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise LookRefused from None
    return read(found)


def read(found: object) -> ClientLook:
    """A look from what a file or a form says; refused in words where it cannot be used."""
    return _told_apart(read_kept(found))


def read_kept(found: object) -> ClientLook:
    """A look as it was kept: one from before colours had to be told apart stays as it is."""
    if not isinstance(found, Mapping) or found.get("kind") != KIND or found.get("version") != VERSION:
        raise LookRefused
    colours = found.get("colours") or {}
    if not isinstance(colours, Mapping):
        raise LookRefused
    main, light, warning = _colours(colours)
    logo, kind, size = _logo(found.get("logo") or "")
    sheets, sections = (
        _with_later(_parts(found.get(name), usual), usual, _known(found.get("known"), name))
        for name, usual in (("sheets", SHEETS), ("sections", SECTIONS))
    )
    if "codes" not in sheets and {"codebook", "check"} & set(sheets):
        raise LookRefused(LookRefused.data)
    return ClientLook(
        main,
        light,
        warning,
        _font(found.get("font") or ""),
        sheets,
        sections,
        _footer(found.get("footer") or ""),
        logo,
        kind,
        size,
    )


def _colours(found: Mapping[str, Any]) -> tuple[str, str, str]:
    usual = (styles.RESULT, styles.COMPARED, styles.IMPROVE)
    main, light, warning = (_colour(found.get(name) or f"#{each}") for name, each in zip(_NAMES, usual, strict=True))
    for colour, other, words in (
        (main, styles.WHITE, LookRefused.pale),
        (warning, styles.WHITE, LookRefused.warning),
        (light, styles.INK, LookRefused.dark),
    ):
        if contrast(colour, other) < _READABLE:
            raise LookRefused(words, colour=f"#{colour}", found=f"{int(contrast(colour, other) * 10) / 10}")
    return main, light, warning


def _told_apart(look: "ClientLook") -> "ClientLook":
    """The look, unless one of its colours would not be seen or two of them not be told apart."""
    seen = contrast(look.light, styles.WHITE)
    if seen < _SEEN:
        raise LookRefused(LookRefused.faint, colour=f"#{look.light}", found=f"{int(seen * 10) / 10}")
    if _distance(look.main, look.warning) < _APART:
        raise LookRefused(LookRefused.alike, colour=f"#{look.main}", other=f"#{look.warning}")
    return look


def _distance(one: str, other: str) -> float:
    """How far two colours lie apart, by their parts of red, green and blue, 0 to 441."""
    pairs = ((int(one[place : place + 2], 16), int(other[place : place + 2], 16)) for place in (0, 2, 4))
    return math.sqrt(sum((first - second) ** 2 for first, second in pairs))


def _colour(found: object) -> str:
    plain = str(found).strip().removeprefix("#").upper() if isinstance(found, str) else ""
    if len(plain) != _HEX or not set(plain) <= set("0123456789ABCDEF"):
        raise LookRefused(LookRefused.colour, colour=str(found)[:20])
    return plain


def contrast(one: str, other: str) -> float:
    """How well two colours stand off from each other, 1 to 21.

    Source: Web Content Accessibility Guidelines 2.2, relative luminance and contrast ratio.

    >>> contrast("FFFFFF", "000000"), round(contrast("0A5A8C", "FFFFFF"), 1)
    (21.0, 7.3)
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _font(found: object) -> str:
    if found and found not in FONTS:
        raise LookRefused(LookRefused.font, font=str(found)[:40], fonts=", ".join(FONTS))
    return "" if found == styles.LATIN_FONT else str(found)


def _logo(found: object) -> tuple[bytes, str, tuple[int, int]]:
    if not found:
        return b"", "", (0, 0)
    try:
        content = base64.b64decode(str(found).encode("ascii"), validate=True)
    except (ValueError, binascii.Error):
        raise LookRefused(LookRefused.logo, side=MOST_LOGO_SIDE) from None
    return logo(content)


def logo(content: bytes) -> tuple[bytes, str, tuple[int, int]]:
    """A logo without what its file tells of its maker, its kind and its size."""
    if len(content) > LARGEST_LOGO:
        raise LookRefused(LookRefused.large, most=LARGEST_LOGO // 1000)
    picture = read_picture(content)
    kind = _KINDS.get(picture.media_type) if picture is not None else None
    if picture is None or kind is None or max(picture.width, picture.height) > MOST_LOGO_SIDE:
        raise LookRefused(LookRefused.logo, side=MOST_LOGO_SIDE)
    return picture.content, kind, (picture.width, picture.height)


def _parts(found: object, known: Sequence[str]) -> tuple[str, ...]:
    if found is None:
        return tuple(known)
    if not isinstance(found, list):
        raise LookRefused
    for place, each in enumerate(found):
        if each not in known:
            raise LookRefused(LookRefused.part, part=str(each)[:40], parts=", ".join(known))
        if each in found[:place]:
            raise LookRefused(LookRefused.twice, part=each)
    if not found:
        raise LookRefused(LookRefused.none)
    return tuple(found)


def _known(found: object, name: str) -> list[Any] | None:
    """The sheets or sections that there were when a look was kept; None where it does not say."""
    if isinstance(found, Mapping):
        found = found.get(name)
        return found if isinstance(found, list) else None
    if isinstance(found, list) and name == "sections":
        return [each for each in found if not isinstance(each, str) or each not in _SECTIONS_LATER]
    return found if isinstance(found, list) else None


def _with_later(chosen: tuple[str, ...], usual: Sequence[str], known: list[Any] | None) -> tuple[str, ...]:
    """The chosen parts and, behind the part they usually follow, those that came later than the look."""
    if known is None:
        return chosen
    parts = list(chosen)
    for place, part in enumerate(usual):
        if part in known or part in parts:
            continue
        before = next((each for each in reversed(usual[:place]) if each in parts), None)
        parts.insert(parts.index(before) + 1 if before is not None else 0, part)
    return tuple(parts)


def _footer(found: object) -> str:
    plain = " ".join(str(found).split()) if isinstance(found, str) else ""
    if len(plain) > LONGEST_FOOTER:
        raise LookRefused(LookRefused.footer, most=LONGEST_FOOTER)
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in plain)

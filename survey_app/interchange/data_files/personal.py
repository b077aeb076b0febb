"""Columns that say who a person is: telephone numbers, addresses, names, numbers of papers, places on the map.

What the heading says counts where the cells look like it, however often a cell returns; a few forms, such as
+34 600 123 456, say it alone. Days, years and postcodes have none of these forms, “Do you own a phone?” with yes and
no is a question, and so is what asks for an amount: “Monthly phone spend”.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from survey_app.exceptions import N_
from survey_app.interchange.data_files.amounts import is_amount

__all__ = ["personal"]

_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+")
_FOUR = r"(?:\d{1,3}\.){3}\d{1,3}"
_EIGHT = r"(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}|(?=.*::)[0-9A-Fa-f:.]{3,39}"
"""Seven colons or two together: 00:20:41 is a time."""
_ADDRESS = re.compile(rf"(?:{_FOUR}|{_EIGHT})(?:\s*[(（].*[)）])?")  # noqa: RUF001 - wjx writes wide brackets
_VERSION = re.compile(r"\b(?:versions?|versi[oó]n|build|firmware|release)\b|版本")
_DAY = re.compile(r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:[T ].*)?")
_DIALLED = re.compile(r"'?(?:\+|00)?\(?\d[\d\s().\-/\u00a0]{5,22}")
_ABROAD = re.compile(r"'?\+\d[\d\s().\-/\u00a0]{7,22}")
_CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}")
_CHINESE_PAPER = re.compile(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
_PAPER = re.compile(r"(?=(?:.*\d){5})[A-Za-z]{0,3}[\d.\-\s/]{5,20}[A-Za-z]{0,2}\d?")
_WORDS = re.compile(r"(?!\d+$)\S.{0,80}")
_POINT = re.compile(r"-?\d{1,2}\.\d{3,}[\s,;]+-?\d{1,3}\.\d{3,}(?:[\s,;]+-?\d+(?:\.\d+)?){0,2}")
_DEGREES = re.compile(r"-?\d{1,3}\.\d{2,}")
_DEGREE = r"(?: (?:deg|degrees|decimal|gps|wgs ?84))?"
_CALLED: Mapping[str, re.Pattern[str]] = {
    "phone": re.compile(
        r"\b(?:(?:tele|cell|mobile ?)?phone(?: ?(?:no|nr|number|num)\b)?|telephone|mobile(?: (?:no|number))?|cell|tel"
        r"|m[oó]vil|celular|tel[eé]fono|telefon(?:nummer)?|handy(?:nummer)?|mobilnummer|t[eé]l[eé]phone|whats ?app"
        r"|phonenumber|simserial|subscriberid)\b|手机|电话|联系方式"
    ),
    "mail": re.compile(r"\be ?mail|\bmail\b|\bcorreo\b|\bcourriel\b|邮箱|电子邮件"),
    "net": re.compile(r"\bip\b|ipaddr|来自ip"),
    "paper": re.compile(
        r"\b(?:dni|nif|nie|cuit|cuil|rut|cpf|curp|ssn|passport|pasaporte|c[eé]dula|national id|id card|id number"
        r"|social security|identity (?:card|number)|personalausweis|ausweisnummer|tax id|steuer ?id)\b"
        r"|身份证|证件号|护照"
    ),
    "north": re.compile(rf"(?:^|.* |location)(?:lat|latitude|latitud){_DEGREE}$"),
    "east": re.compile(rf"(?:^|.* |location)(?:lon|lng|(?<!how )long|longitude|longitud){_DEGREE}$"),
    "home": re.compile(
        r"\b(?:(?:home|street|postal|mailing) address|address|direcci[oó]n|domicilio|anschrift|adresse|street)\b"
        r"|地址|住址"
    ),
}
_NAMES = re.compile(
    r"(?:(?:your|full|first|last|family|given|sur|respondent|recipient ?(?:first|last)|participant|customer|client"
    r"|user)? ?name"
    r"|surname|forename|(?:su )?nombre(?: completo| y apellidos?|s)?|apellidos?|(?:ihr )?name|vorname|nachname"
    r"|familienname|(?:votre )?nom|pr[eé]nom|(?:您的|你的)?姓名|称呼|联系人)"
)
_DIALLED_NAME = re.compile(
    r"(?:\b(?:phone|mobile|cell) ?(?:no|nr|number|num)|telefonnummer|handynummer|mobilnummer|phonenumber)\b"
    r"|(?:手机|电话)号"
)
"""A heading that asks for a telephone number and for nothing else."""
_ENDS_DIALLED = re.compile(rf"(?:{_CALLED['phone'].pattern})$")
_ROUND, _MOSTLY = "000", 0.5
_HUMPS = re.compile(r"([a-z])([A-Z])")
_BETWEEN = re.compile(r"[\W_]+")
_NUMBERED = re.compile(r"^(?:q ?)?\d+ ")
_MOST = 0.8
"""The share of the cells that must look like it where the heading says it: some write “none”."""
_APART = 0.7
"""The share of names that must be different: a brand's name returns more often than a person's."""
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15
_HOMES = 8

_NORTH, _EAST = 90, 180

_PHONES = N_("It holds telephone numbers.")
_MAILS = N_("It holds e-mail addresses.")
_NETS = N_("It holds internet addresses.")
_PLACES = N_("It holds places on the map.")
_PEOPLE = N_("It holds names of people.")
_PAPERS = N_("It holds numbers of identity papers.")
_HOMED = N_("It holds addresses of people.")


def personal(name: str, cells: Sequence[str]) -> str:
    """Why a column says who somebody is, or nothing; a marked message.

    >>> personal("Teléfono móvil", ["600 123 456", "600123456", "600 123 456"])
    'It holds telephone numbers.'
    >>> personal("手机号", ["13812345678"]), personal("Do you own a phone?", ["yes", "no"])
    ('It holds telephone numbers.', '')
    >>> personal("Last call by phone", ["2026-03-01", "2026-03-02"]), personal("PLZ", ["10115", "20095"])
    ('', '')
    """
    called = _plain(name)
    for why, pattern, looks in _BY_NAME:
        if pattern.search(called) and _share(cells, looks) >= _MOST and _is_meant(why, called, cells):
            return why
    distinct = {*cells}
    for why, shape in _BY_FORM:
        if all(map(shape.fullmatch, distinct)) and _is_formed(shape, called, cells):
            return why
    is_apart = len(distinct) >= _APART * len(cells)
    if is_apart and _NAMES.fullmatch(_NUMBERED.sub("", called)) and _share(cells, _is(_WORDS)) >= _MOST:
        return _PEOPLE
    if is_apart and _CALLED["home"].search(called) and _share(cells, _is_home) >= _MOST:
        return _HOMED
    return ""


def _is_meant(why: str, called: str, cells: Sequence[str]) -> bool:
    """Whether a heading that names telephones or papers asks for their numbers, and not for what they cost."""
    if why not in {_PHONES, _PAPERS} or _DIALLED_NAME.search(called):
        return True
    if is_amount(called):
        return False
    if why == _PAPERS:
        return True
    is_apart = len(set(cells)) >= _MOSTLY * len(cells)
    return not _is_rounded(cells) and (is_apart or _ENDS_DIALLED.search(called) is not None)


def _is_formed(shape: re.Pattern[str], called: str, cells: Sequence[str]) -> bool:
    """Whether cells of a form are what the form says: 10.20.30.40 may be a version, 13800000000 an amount."""
    if shape is _ADDRESS:
        return _VERSION.search(called) is None
    if shape is _CHINESE_MOBILE:
        is_apart = len(set(cells)) >= _MOSTLY * len(cells)
        return is_apart and not is_amount(called) and not _is_rounded(cells)
    return shape is not _ABROAD or not _is_rounded(cells)


def _is_rounded(cells: Sequence[str]) -> bool:
    return sum(cell.endswith(_ROUND) for cell in cells) > _MOSTLY * len(cells)


def _plain(name: str) -> str:
    """The heading in small letters with one blank between its words."""
    return _BETWEEN.sub(" ", _HUMPS.sub(r"\1 \2", name).casefold()).strip()


def _share(cells: Sequence[str], looks: Callable[[str], bool]) -> float:
    known = {cell: looks(cell) for cell in set(cells)}
    return sum(known[cell] for cell in cells) / len(cells)


def _is(shape: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda cell: shape.fullmatch(cell) is not None


def _is_dialled(cell: str) -> bool:
    digits = sum(letter.isdecimal() for letter in cell)
    is_number = _FEWEST_DIGITS <= digits <= _MOST_DIGITS and _DIALLED.fullmatch(cell) is not None
    return is_number and not _DAY.fullmatch(cell)


def _is_paper(cell: str) -> bool:
    return _PAPER.fullmatch(cell) is not None and not _DAY.fullmatch(cell)


def _is_eastern(cell: str) -> bool:
    return _DEGREES.fullmatch(cell) is not None and abs(float(cell)) <= _EAST


def _is_northern(cell: str) -> bool:
    return _DEGREES.fullmatch(cell) is not None and abs(float(cell)) <= _NORTH


def _is_home(cell: str) -> bool:
    return len(cell) >= _HOMES and any(letter.isalpha() for letter in cell)


_BY_NAME: Sequence[tuple[str, re.Pattern[str], Callable[[str], bool]]] = (
    (_MAILS, _CALLED["mail"], _is(_MAIL)),
    (_NETS, _CALLED["net"], _is(_ADDRESS)),
    (_PAPERS, _CALLED["paper"], _is_paper),
    (_PHONES, _CALLED["phone"], _is_dialled),
    (_PLACES, _CALLED["north"], _is_northern),
    (_PLACES, _CALLED["east"], _is_eastern),
)
_BY_FORM: Sequence[tuple[str, re.Pattern[str]]] = (
    (_MAILS, _MAIL),
    (_NETS, _ADDRESS),
    (_PHONES, _ABROAD),
    (_PHONES, _CHINESE_MOBILE),
    (_PAPERS, _CHINESE_PAPER),
    (_PLACES, _POINT),
)

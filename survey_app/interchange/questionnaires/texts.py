"""Texts of other programs as plain words: what HTML says stays, what it looks like goes, and both are told."""

import html
import re
from collections.abc import Mapping
from functools import cache

from babel import Locale

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.questions.definition import Text
from survey_app.questions.reading import LANGUAGE, MAX_TEXT, UNSTORABLE, straight

_MOST_LETTERS = 200_000
_TAG = re.compile(
    r"<(?:!--.{0,20000}?-->|(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*+)"
    r"(?P<rest>(?:[^<>\"']++|\"[^\"<>]{0,2000}+\"|'[^'<>]{0,2000}+')*+)>)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""(src|href|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_BLOCKS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "section", "article"}
    | {"blockquote", "pre", "dd", "dt"}
)
_SILENT = frozenset({"script", "style"})
_MEDIA = frozenset({"img", "audio", "video", "iframe", "object", "embed", "source", "svg"})
_PLAIN = frozenset({"p", "div", "br", "span", "html", "body"})
_BLANKS = re.compile(r"[ \t\u00a0]+")
_LINES = re.compile(r" ?\n ?(?:\n ?)+")
_LANGUAGE_CODE = re.compile(r"\(\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3})\s*\)\s*$")
_WORDS_FOR = {
    "english": "en",
    "spanish": "es",
    "español": "es",
    "espanol": "es",
    "castellano": "es",
    "french": "fr",
    "français": "fr",
    "francais": "fr",
    "german": "de",
    "deutsch": "de",
    "portuguese": "pt",
    "português": "pt",
    "italian": "it",
    "italiano": "it",
    "dutch": "nl",
    "russian": "ru",
    "arabic": "ar",
    "العربية": "ar",
    "chinese": "zh_Hans_CN",
    "中文": "zh_Hans_CN",
    "hindi": "hi",
    "swahili": "sw",
    "nepali": "ne",
    "bengali": "bn",
    "bangla": "bn",
    "urdu": "ur",
    "persian": "fa",
    "dari": "prs",
    "pashto": "ps",
    "turkish": "tr",
    "ukrainian": "uk",
    "polish": "pl",
    "indonesian": "id",
    "vietnamese": "vi",
    "amharic": "am",
    "somali": "so",
    "kurdish": "ku",
    "burmese": "my",
    "khmer": "km",
    "japanese": "ja",
    "korean": "ko",
}


def plain(markup: str) -> tuple[str, tuple[str, ...]]:
    r"""The words of a text with HTML in it, and what was in it beside words, such as `<img src=a.png>`.

    >>> plain("<p>How <b>old</b> are you?</p><p>&lt; 100</p>")
    ('How old are you?\n\n< 100', ('<b>',))
    >>> plain("3 < 4 and a > b"), plain("<img src='a.png' alt='A map'>Where?")[0]
    (('3 < 4 and a > b', ()), 'A map Where?')
    """
    text = straight(markup[:_MOST_LETTERS])
    if "<" not in text and "&" not in text:
        return _tidy(text), ()
    parts: list[str] = []
    lost: dict[str, None] = {}
    silent, at = "", 0
    for found in _TAG.finditer(text):
        if not silent:
            parts.append(html.unescape(text[at : found.start()]))
        at = found.end()
        name = (found["name"] or "").lower()
        if silent:
            silent = "" if found["end"] and name == silent else silent
            continue
        silent = name if name in _SILENT and not found["end"] else ""
        parts.append(_instead(name, found["end"] or "", found["rest"] or "", lost))
    if not silent:
        parts.append(html.unescape(text[at:]))
    return _tidy("".join(parts)), tuple(lost)


def _instead(name: str, end: str, rest: str, lost: dict[str, None]) -> str:
    """What stands in place of a tag; anything that says more than a new line is noted."""
    if not name:
        return ""
    attributes = {key.lower(): a or b or c for key, a, b, c in _ATTRIBUTE.findall(rest)}
    if name not in _PLAIN and not end:
        source = attributes.get("src") or attributes.get("href") or ""
        lost[f"<{name} {source}>" if source else f"<{name}>"] = None
    if name in _MEDIA:
        return f" {html.unescape(attributes.get('alt') or '')} "
    if name == "li" and not end:
        return "\n– "
    if name in {"td", "th"}:
        return " "
    return ("\n\n" if name == "p" else "\n") if name in _BLOCKS else ""


def _tidy(text: str) -> str:
    """Blanks and empty lines as a person would write them, and no character that cannot be stored."""
    return _LINES.sub("\n\n", _BLANKS.sub(" ", UNSTORABLE.sub("", text))).strip()


def carried(words: str, notes: Notes, place: str, subject: str, *, markup: bool = True) -> str:
    """A text in plain words; what it lost is told in the report."""
    found, lost = plain(words) if markup else (_tidy(straight(words[:_MOST_LETTERS])), ())
    if lost:
        notes.changed(
            place,
            subject,
            N_("Formatting and pictures do not come over, only the words do: %(lost)s"),
            lost=", ".join(lost),
            original=words,
        )
    if len(found) > MAX_TEXT:
        notes.changed(
            place, subject, N_("The text was cut to %(most)s characters."), most=MAX_TEXT, original=found[MAX_TEXT:]
        )
        found = found[:MAX_TEXT]
    return found


def carried_text(texts: Mapping[str, str], notes: Notes, place: str, subject: str, *, markup: bool = True) -> Text:
    """A text in several languages in plain words; empty ones are left out."""
    found = {code: carried(words, notes, place, subject, markup=markup) for code, words in texts.items()}
    return {code: words for code, words in found.items() if words}


@cache
def _english_names() -> Mapping[str, str]:
    """The languages of the world by their English names, as far as each is two or three letters here."""
    return {words.casefold(): code for code, words in Locale("en").languages.items() if LANGUAGE.fullmatch(code)}


def _code_named(name: str) -> str | None:
    folded = name.strip().casefold()
    return _WORDS_FOR.get(folded) or _english_names().get(folded)


def language_of(name: str) -> str | None:
    """The code of a language as other programs name it, or None where nothing is recognised.

    >>> language_of("English (en)"), language_of("Español"), language_of("zh-Hans"), language_of("pt-BR")
    ('en', 'es', 'zh_Hans_CN', 'pt_BR')
    >>> language_of("default"), language_of("es-MX"), language_of("de-informal"), language_of("Dothraki")
    (None, 'es_MX', 'de_informal', None)
    >>> language_of("Macedonian"), language_of("Haitian Creole"), language_of("Kiswahili (sw)")
    ('mk', 'ht', 'sw')
    """
    text = name.strip()
    bracketed = _LANGUAGE_CODE.search(text)
    code = (bracketed[1] if bracketed else text).replace("-", "_")
    known = _code_named(code) or _code_named(text.split("(")[0])
    if bracketed is None and known:
        return known
    head, bar, tail = code.partition("_")
    code = head.lower() + bar + tail
    if code.casefold() in {"zh", "zh_hans", "zh_cn", "zh_hans_cn"}:
        return "zh_Hans_CN"
    if code == "default" or not LANGUAGE.fullmatch(code):
        return known
    return code

"""The workbook's words in one language: translated sentences, and figures as that language writes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from survey_app.exceptions import N_
from survey_app.exports.cells import display_width
from survey_app.questions.definition import Text, say

Translate = Callable[[str], str]

MINUS = "−"
_FIRST_YEAR, _LAST_YEAR = 1_900, 2_100
_TITLE_LENGTH = 105


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences and figures in one language; `fallback` is the study's own language."""

    language: str
    translate: Translate
    zone: ZoneInfo
    fallback: str = "en"

    def say(self, message: str, /, **params: object) -> str:
        """A marked message in the workbook's language, its named places filled."""
        words = self.translate(message)
        if not params:
            return words
        try:
            return words % params
        except (KeyError, ValueError, TypeError):
            return message % params

    def of(self, text: Text) -> str:
        """A text of the questionnaire in the workbook's language, else in the study's."""
        return say(text, self.language, self.fallback)

    @property
    def is_chinese(self) -> bool:
        """Whether the workbook is written in Chinese."""
        return self.language.startswith("zh")

    @property
    def blank_before_percent(self) -> bool:
        """Whether the language puts a blank before the sign."""
        return self.language.startswith("es")

    @property
    def _locale(self) -> Locale:
        try:
            return Locale.parse(self.language)
        except (UnknownLocaleError, ValueError):
            return Locale("en")

    def count(self, value: float) -> str:
        """A whole number with the language's grouping."""
        return format_decimal(round(value), format="#,##0", locale=self._locale)

    def figure(self, value: float, decimals: int = 1) -> str:
        """A figure with a true minus sign, the language's decimal sign and, unless it may be a year, its grouping."""
        whole = "0" if _FIRST_YEAR <= abs(value) < _LAST_YEAR else "#,##0"
        pattern = f"{whole}." + "0" * decimals if decimals else whole
        return format_decimal(round_half_up(value, decimals), format=pattern, locale=self._locale).replace("-", MINUS)

    def signed(self, value: float, decimals: int = 1) -> str:
        """A difference with its sign; what rounds to zero has none."""
        rounded = round_half_up(value, decimals)
        return ("+" if rounded > 0 else "") + self.figure(rounded, decimals)

    def share(self, value: float, decimals: int = 0) -> str:
        """A share in per cent, closed up or with a blank as the language wants it."""
        return self.figure(100 * value, decimals) + ("\u00a0%" if self.blank_before_percent else "%")

    def day(self, moment: datetime) -> str:
        """The day of a moment on the study's clock."""
        locale = Locale("en", "GB") if self.language == "en" else self._locale
        return format_date(self._local(moment).date(), format="long", locale=locale)

    def moment(self, moment: datetime) -> str:
        """Day, time and zone of a moment on the study's clock."""
        clock = format_time(self._local(moment).time(), format="HH:mm", locale=self._locale)
        day = self.day(moment)
        return self.say(N_("%(day)s, %(clock)s (%(zone)s)"), day=day, clock=clock, zone=self.zone.key)

    def period(self, first: datetime | None, last: datetime | None) -> str:
        """From the first to the last day, one day once; empty when nothing is known."""
        days = [self.day(moment) for moment in (first, last) if moment is not None]
        if len(days) == 2 and days[0] != days[1]:
            return self.say(N_("%(first)s to %(last)s"), first=days[0], last=days[1])
        return days[0] if days else ""

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone) if moment.tzinfo else moment

    def listed(self, parts: Mapping[str, str]) -> str:
        """Name and value pairs in one line."""
        return self.say(N_("; ")).join(f"{name} {value}".strip() for name, value in parts.items())

    def labelled(self, label: str, words: str) -> str:
        """Words behind what they are about, with the colon of the language."""
        return self.say(N_("%(label)s: %(words)s"), label=label, words=words)

    def noted(self, words: str, note: object) -> str:
        """Words with a note behind them, in the brackets of the language."""
        return self.say(N_("%(words)s (%(note)s)"), words=words, note=note)

    def stated(self, *parts: str) -> str:
        """Titles one after the other as sentences, each but the last ended by the language's full stop."""
        stop = self.say(N_("."))
        return self.sentences(*(part + stop for part in parts[:-1]), parts[-1])

    def told(self, count: int, step: int) -> str:
        """A number that is told in steps: exact where the step is 1, else the fewest that it can be."""
        if step == 1:
            return self.count(count)
        if count:
            return self.say(N_("at least %(count)s"), count=self.count(count))
        return self.say(N_("fewer than %(count)s"), count=self.count(step))

    def sentences(self, *parts: str) -> str:
        """Sentences one after the other, with a blank between them where the language has one."""
        told = ""
        for part in filter(None, parts):
            told = self.say(N_("%(first)s %(next)s"), first=told, next=part) if told else part
        return told


def round_half_up(value: float, decimals: int = 0) -> float:
    """Round as the cells do: halves away from zero.

    >>> round_half_up(0.5), round_half_up(-2.5), round_half_up(66.65, 1)
    (1.0, -3.0, 66.7)
    """
    factor = 10.0**decimals
    rounded = int(abs(value) * factor + 0.5 + 1e-9) / factor
    return -rounded if value < 0 and rounded else rounded


def fitting(*candidates: str) -> str:
    """The first of several wordings, longest first, that fits a sheet's title; the last one is cut if it must be.

    >>> fitting("x" * 200, "short")
    'short'
    """
    for words in candidates:
        if display_width(words) <= _TITLE_LENGTH:
            return words
    return shortened(candidates[-1], _TITLE_LENGTH)


def capital(words: str) -> str:
    """Words as they begin a line or a heading."""
    return words[:1].upper() + words[1:]


def shortened(words: str, width: int) -> str:
    """Words on one line, cut to a width with a visible mark."""
    line = " ".join(words.split())
    if display_width(line) <= width:
        return line
    line = line[:width]  # no letter is narrower than one
    while line and display_width(line) > width - 1:
        line = line[:-1]
    return line.rstrip() + "…"


def cut_short(words: str, width: int) -> str:
    """Words on one line as `shortened`, but cut between two words where that leaves most of the line.

    >>> cut_short("What do you decide about purchases?", 30), cut_short("Straßenverkehrsordnung", 10)
    ('What do you decide about…', 'Straßenve…')
    """
    cut = shortened(words, width)
    head, blank, _torn = cut.removesuffix("…").rpartition(" ")
    whole = cut == " ".join(words.split()) or not blank
    return cut if whole or display_width(head) < width / 2 else head.rstrip(" ,;:·-–") + "…"

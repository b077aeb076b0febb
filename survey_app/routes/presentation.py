"""What all templates share: language, time, numbers and small formatting filters."""

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from babel.support import NullTranslations, Translations
from flask import Flask, g, request, session
from flask_babel import Babel, get_domain, get_locale, get_translations
from flask_babel import gettext as _
from flask_login import current_user
from jinja2 import pass_context
from jinja2.runtime import Context

from survey_app.config import Settings
from survey_app.exports.words import round_half_up
from survey_app.questions.definition import say
from survey_app.vocabulary import LANGUAGES

babel = Babel()


class LanguageNames(dict[str, str]):
    """What each language calls itself. Questionnaires may have any language, so `get` knows all that Babel knows."""

    def get(self, code: str, default: str = "") -> str:  # type: ignore[override]  # every language has some name
        """The language's own name; one that nobody knows by its code."""
        name = super().get(code) or _own_name(code) or default or code
        return name[:1].upper() + name[1:]


def _own_name(code: str) -> str:
    try:
        return Locale.parse(code.replace("-", "_")).get_display_name() or ""
    except (ValueError, UnknownLocaleError):
        return ""


def direction(code: str) -> str:
    """`rtl` for a language that is written from right to left, such as Arabic, else `ltr`."""
    try:
        return str(Locale.parse(code.replace("-", "_")).text_direction)
    except (ValueError, UnknownLocaleError):
        return "ltr"


LANGUAGE_NAMES = LanguageNames({"en": "English", "es": "Español", "zh_Hans_CN": "简体中文"})
HTML_LANGUAGES = {"en": "en", "es": "es", "zh_Hans_CN": "zh-Hans"}


def interface_language() -> str:
    """The language of this page: set by the route, chosen by the person, or asked for by the browser."""
    if g.get("language") in LANGUAGES:
        return str(g.language)
    for wanted in (session.get("language"), getattr(current_user, "language", None)):
        if wanted in LANGUAGES:
            return str(wanted)
    best = request.accept_languages.best_match(["en", "es", "zh", "zh-CN", "zh-Hans"])
    return "zh_Hans_CN" if best and best.startswith("zh") else best or LANGUAGES[0]


def add_presentation(app: Flask, settings: Settings) -> None:
    """Teach the templates languages, times and numbers."""
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "extensions": ["jinja2.ext.i18n"]}
    babel.init_app(app, locale_selector=interface_language, default_locale=settings.languages[0])
    _add_catalogues(app)
    app.jinja_env.filters.update(
        moment=moment,
        day=day,
        calendar_day=calendar_day,
        number=number,
        signed=signed,
        percent=percent,
        say=say_here,
        job_word=job_word,
        sentences=sentences,
        quoted=quoted,
    )

    plural = cast("Callable[..., object]", app.jinja_env.globals["ngettext"])

    @pass_context
    def counted(context: Context, one: str, several: str, num: int, /, **words: object) -> object:
        """The plural form for a number, the number written as everywhere else on the page."""
        return plural(context, one, several, num, **{"num": number(num), **words})

    app.jinja_env.globals["ngettext"] = counted
    app.jinja_env.globals.update(labelled=labelled, bracketed=bracketed)

    @app.context_processor
    def shared() -> dict[str, object]:
        locale = str(get_locale())
        return {
            "language": locale,
            "html_language": HTML_LANGUAGES.get(locale, "en"),
            "language_names": LANGUAGE_NAMES,
            "html_languages": HTML_LANGUAGES,
            "direction": direction,
            "settings": settings,
        }


def _add_catalogues(app: Flask) -> None:
    """Templates find the catalogue of their page's language at once: each page asks for dozens of sentences."""
    known: dict[Locale | None, Translations | NullTranslations] = {}

    def here() -> Translations | NullTranslations:
        locale = get_locale()
        found: Translations | NullTranslations = known.get(locale) or get_translations()
        known[locale] = found
        return found

    environment = cast("Any", app.jinja_env)
    environment.install_gettext_callables(
        gettext=lambda one: here().ugettext(one),
        ngettext=lambda one, several, number: here().ungettext(one, several, number),
        newstyle=True,
    )


def ngettext(one: str, several: str, num: int, /, **words: object) -> str:
    """The plural form for a number in code: like in the templates, the number is written in the page's language."""
    form = get_domain().get_translations().ungettext(one, several, num)
    return str(form % {"num": number(num), **words})


def filled(message: str, params: Mapping[str, object]) -> str:
    """A marked sentence in the page's language, its whole numbers written as everywhere else on the page."""
    places = {name: number(value) if isinstance(value, int) else value for name, value in params.items()}
    # the written number is a text: a place that asks for a figure takes it as it stands
    return str(_(message)).replace(")d", ")s") % places if places else str(_(message))


def sentences(parts: Iterable[str]) -> str:
    """Sentences one after the other, with a blank between them where the page's language has one."""
    return ("" if get_locale().language == "zh" else " ").join(str(part) for part in parts if part)


def labelled(label: str, words: str) -> str:
    """Words behind what they are about, with the colon of the page's language."""
    return str(_("%(label)s: %(words)s", label=label, words=words))


def bracketed(words: str, note: str) -> str:
    """Words with a note behind them, in the brackets of the page's language."""
    return str(_("%(words)s (%(note)s)", words=words, note=note))


def listed(parts: Iterable[str]) -> str:
    """Short things one after the other, with the comma of the page's language."""
    return str(_(", ")).join(parts)


def quoted(text: str) -> str:
    """Somebody's words in the quotation marks of the page's language."""
    return str(_("“%(words)s”", words=text))


def job_word(kind: str) -> str:
    """What a kind of job is called."""
    words = {
        "mail": _("Mail"),
        "invite": _("Invitations"),
        "panel_letters": _("Mails to a panel"),
        "workbook": _("Workbook"),
        "figures": _("Figures over many answers"),
        "answer_archive": _("Archive of files people sent in"),
        "import": _("Import of answers"),
        "mix": _("Opening sealed answers"),
    }
    return str(words.get(kind, kind))


def say_here(text: dict[str, str], fallback: str = "en") -> str:
    """The words of a study's text in the page's language."""
    return say(text, str(get_locale()), fallback)


def zone_of_viewer() -> ZoneInfo:
    """The time zone times are shown in: the account's own, else the installation's."""
    name = g.get("timezone") or getattr(current_user, "timezone", None) or "UTC"
    return ZoneInfo(name)


def moment(value: datetime | None, zone: str | None = None) -> str:
    """A moment with its zone, short: `4 Dec 2026, 18:00 CET`."""
    if value is None:
        return "–"
    local = (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(
        ZoneInfo(zone) if zone else zone_of_viewer()
    )
    text = format_datetime(local, _pattern("d MMM y, HH:mm", "y年M月d日 HH:mm"), locale=get_locale())
    return f"{text} {local.tzname()}"


def day(value: datetime | None, zone: str | None = None) -> str:
    """The day of a moment."""
    if value is None:
        return "–"
    local = value.astimezone(ZoneInfo(zone) if zone else zone_of_viewer())
    return format_datetime(local, _pattern("d MMM y", "y年M月d日"), locale=get_locale())


def calendar_day(value: date) -> str:
    """A day of the calendar, as `day` writes the day of a moment."""
    return format_date(value, _pattern("d MMM y", "y年M月d日"), locale=get_locale())


def day_of_the_week(value: date) -> str:
    """A day of the calendar with the name of its day of the week; the day before the month in English too."""
    pattern = "EEEE, d MMMM y" if get_locale().language == "en" else "full"
    return format_date(value, pattern, locale=get_locale())


def _pattern(usual: str, chinese: str) -> str:
    """The order of day, month and year in the page's language; always a clock of 24 hours."""
    return chinese if get_locale().language == "zh" else usual


def _rounded(value: float, decimals: int) -> float:
    """Halves away from zero, as the cells of a workbook show them; a page and its file must not differ."""
    return round_half_up(value, decimals) if isinstance(value, float) and math.isfinite(value) else value


class Shown(str):
    """A figure as a page shows it, which knows its whole value: files hold that, and show it alike."""

    __slots__ = ("decimals", "is_share", "is_signed", "is_year", "value")

    value: float
    decimals: int
    is_share: bool
    is_signed: bool
    is_year: bool


class Between(str):
    """An interval as a page shows it, which knows its two ends: files give each a column of its own."""

    __slots__ = ("high", "low")

    low: str
    high: str


def between(low: str, high: str) -> Between:
    """An interval in words, from its two ends as they are shown."""
    found = Between(_("%(low)s to %(high)s", low=low, high=high))
    found.low, found.high = low, high
    return found


class Spanned(str):
    """A figure with its interval in brackets, which knows both: files give the figure and the ends columns."""

    __slots__ = ("figure", "interval")

    figure: str
    interval: Between


def spanned(figure: str, interval: str) -> str:
    """A figure and behind it its interval, in the brackets of the page's language; the figure alone without one."""
    if not isinstance(interval, Between):
        return bracketed(figure, interval) if interval else figure
    found = Spanned(bracketed(figure, interval))
    found.figure, found.interval = figure, interval
    return found


def _shown(text: str, value: float, decimals: int, *, is_share: bool = False, is_signed: bool = False) -> Shown:
    found = Shown(text)
    found.value, found.decimals, found.is_share, found.is_signed = float(value), decimals, is_share, is_signed
    found.is_year = False
    return found


def number(value: float | None, decimals: int = 0) -> str:
    """A number in the page's language, halves rounded up as in every file; a dash where there is none."""
    if value is None:
        return "–"
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(_rounded(value, decimals), pattern, locale=get_locale()).replace("-", "−")
    return _shown(text, value, decimals)


def year(value: float | None, decimals: int = 0) -> str:
    """A year of the calendar, or a mean of some: as a number, without a sign between thousands."""
    if value is None:
        return "–"
    pattern = "0" + ("." + "0" * decimals if decimals else "")
    found = _shown(format_decimal(_rounded(value, decimals), pattern, locale=get_locale()), value, decimals)
    found.is_year = True
    return found


def signed(value: float | None, decimals: int = 1) -> str:
    """A difference with its sign, a true minus, and no sign on a rounded zero."""
    if value is None:
        return "–"
    text = number(abs(value), decimals)
    is_zero = float(round(abs(value), decimals)) == 0
    told = text if is_zero else ("+" if value > 0 else "−") + text
    return _shown(told, value, decimals, is_signed=True)


def percent(value: float | None, decimals: int = 0) -> str:
    """A share as a percentage, halves rounded up as in every file."""
    if value is None:
        return "–"
    rounded = _rounded(value, decimals + 2)
    pattern = get_locale().percent_formats[None].pattern
    if decimals:
        pattern = pattern.replace("#,##0", "#,##0." + "0" * decimals)
    text = format_percent(rounded, pattern, locale=get_locale()).replace("-", "−")
    return _shown(text, value, decimals, is_share=True)

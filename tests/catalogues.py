"""The catalogues of the interface: collected, merged, compiled, and checked to be complete.

`python -m tests.catalogues` says what is missing; with `--update` it collects new sentences into the .po files and
compiles them.
"""

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parent.parent / "survey_app"
TRANSLATIONS = PACKAGE / "translations"
LOCALES = ("es", "zh_Hans_CN")
_PLAIN = ("_", "_l", "N_", "gettext", "lazy_gettext")
_KEYWORDS = {**dict.fromkeys(_PLAIN), "ngettext": (1, 2), "lazy_ngettext": (1, 2)}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
_BARE = re.compile(r"%(?![%(])")


def collect() -> Catalog:
    """Every sentence of the interface, from code and templates."""
    found = Catalog(project="Rondo", charset="utf-8")
    methods = [("templates/**", "jinja2"), ("**.py", "python")]
    options = {"templates/**": {"trimmed": "true", "silent": "false"}}
    rows = extract_from_dir(PACKAGE, methods, options, keywords=_KEYWORDS, comment_tags=("i18n:",))
    for name, _line, message, comments, context in rows:
        found.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return found


def read(locale: str) -> Catalog:
    """The catalogue of one language as it is kept."""
    path = _po(locale)
    if not path.exists():
        return Catalog(locale=locale, project="Rondo", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def update() -> None:
    """Collect, merge and compile."""
    template = collect()
    for locale in LOCALES:
        catalogue = read(locale)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        _po(locale).parent.mkdir(parents=True, exist_ok=True)
        with _po(locale).open("wb") as file:
            write_po(file, catalogue, sort_output=True, no_location=True, omit_header=False, width=120)
        _mo(locale).write_bytes(compiled(read(locale)))


def problems() -> list[str]:
    """What keeps the catalogues from being complete, one line each."""
    template = collect()
    found: list[str] = []
    for locale in LOCALES:
        catalogue = read(locale)
        for message in template:
            if message.id:
                found += [f"{locale}: {fault}" for fault in faults(message, catalogue.get(message.id, message.context))]
        if not _mo(locale).exists() or _mo(locale).read_bytes() != compiled(catalogue):
            found.append(f"{locale}: the compiled catalogue is out of date, run make catalogues")
    return found


def faults(message: Message, translated: Message | None) -> list[str]:
    """What is wrong with one sentence's translation."""
    name = message.id if isinstance(message.id, str) else message.id[0]
    if translated is None or translated.fuzzy:
        return [f"missing: {name}"]
    strings = [translated.string] if isinstance(translated.string, str) else list(translated.string)
    if not strings or not all(strings):
        return [f"empty: {name}"]
    wanted = set(_PLACEHOLDER.findall(name if isinstance(message.id, str) else " ".join(message.id)))
    got = [set(_PLACEHOLDER.findall(text)) for text in strings]
    # a plural form may leave the number out, a plain sentence may leave nothing out
    wrong = any(found - wanted for found in got) or (isinstance(message.id, str) and got[0] != wanted)
    if wrong:
        return [f"placeholders differ: {name}"]
    # templates format every sentence: a single percent sign is a fault of the page
    bare = any(_BARE.search(text.replace("%%", "")) for text in strings) and not _BARE.search(name.replace("%%", ""))
    return [f"percent sign to be doubled: {name}"] if bare else []


def compiled(catalogue: Catalog) -> bytes:
    """The binary form that is shipped."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def _po(locale: str) -> Path:
    return TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po"


def _mo(locale: str) -> Path:
    return _po(locale).with_suffix(".mo")


if __name__ == "__main__":
    if "--update" in sys.argv:
        update()
    lines = problems()
    sys.exit("\n".join([*lines[:40], f"{len(lines)} problems"]) if lines else 0)

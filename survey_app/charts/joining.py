"""How the words of a chart are put together: with the colon, comma and brackets of the page's language."""

from collections.abc import Iterable

from flask_babel import gettext as _


def labelled(label: str, words: str) -> str:
    """Words behind what they are about."""
    return str(_("%(label)s: %(words)s", label=label, words=words))


def listed(parts: Iterable[str]) -> str:
    """Short things one after the other."""
    return str(_(", ")).join(parts)


def bracketed(words: str, note: object) -> str:
    """Words with a note behind them."""
    return str(_("%(words)s (%(note)s)", words=words, note=note))


def told(title: str, parts: Iterable[str]) -> str:
    """What a chart says to those who do not see it: its title, then every value."""
    return labelled(title, str(_("; ")).join(parts))

"""Kinds of files that people may send in: our groups by the endings and media types other programs name, and back."""

import re
from collections.abc import Iterable

from survey_app.questions.file_upload import MOST_FILES
from survey_app.questions.upload_files import ENDINGS, GROUPS

__all__ = ["MOST_FILES", "endings_of", "groups_of"]

_TYPES = {"image": "pictures", "audio": "sounds", "video": "films", "text": "texts", "application": "documents"}
_OLDER = {"doc": "documents", "xls": "documents", "ppt": "documents", "gif": "pictures", "rtf": "documents"}
_NAMES = {ending: group for group, endings in ENDINGS.items() for ending in endings} | _OLDER


def groups_of(text: str) -> list[str]:
    """Our groups for a list of endings or media types; all of them where nothing is said.

    >>> groups_of("png, .JPG; pdf"), groups_of("image/*,video/mp4"), groups_of("zip") == list(GROUPS)
    (['pictures', 'documents'], ['pictures', 'films'], True)
    """
    named = (part.strip(" .").lower() for part in re.split(r"[,;\s]+", text[:2_000]))
    found = (_NAMES.get(name) or (_TYPES.get(name.partition("/")[0]) if "/" in name else None) for name in named)
    return list(dict.fromkeys(group for group in found if group)) or list(GROUPS)


def endings_of(groups: Iterable[str]) -> list[str]:
    """The endings of some groups.

    >>> endings_of(["texts"])
    ['txt', 'csv']
    """
    return [ending for group in groups for ending in ENDINGS[group]]

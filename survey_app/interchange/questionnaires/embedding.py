"""Pictures inside our own format: their bytes beside the document, under the digest by which questions name them."""

import base64
import binascii
import hashlib
import json
from collections.abc import Collection, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.losses import Imported, Notes, Written

NAME = "pictures"
_MOST = 500


def with_pictures(written: Written, pictures: Mapping[str, bytes]) -> Written:
    """The written document with the pictures it shows; as it was where it shows none."""
    if not pictures:
        return written
    whole = json.loads(written.content)
    whole[NAME] = {digest: base64.b64encode(content).decode() for digest, content in sorted(pictures.items())}
    return Written((json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode(), written.losses)


def read_pictures(whole: Mapping[str, Any], notes: Notes) -> dict[str, bytes]:
    """The pictures in a file; one whose bytes do not make its name is told and left out."""
    found: dict[str, bytes] = {}
    given = whole.get(NAME)
    for digest, text in list(given.items())[:_MOST] if isinstance(given, Mapping) else ():
        content = _bytes(text)
        if content is not None and hashlib.sha256(content).hexdigest() == digest:
            found[digest] = content
        else:
            notes.dropped(NAME, str(digest), N_("The bytes of this picture are damaged."))
    return found


def without_absent(found: Imported, known: Collection[str]) -> Imported:
    """The file without pictures that neither came along nor are `known`: their answers keep their words."""
    there, notes = {*found.pictures, *known}, Notes()
    notes.extend(found.losses)
    document = deepcopy(dict(found.document))
    for page in document["pages"]:
        for question in page["questions"]:
            for option in question["settings"].get("options", ()):
                if (picture := option.get("picture")) is not None and picture["digest"] not in there:
                    del option["picture"]
                    subject = f"picture of {option['code']}"
                    notes.dropped(question["code"], subject, N_("The file names a picture and does not hold it."))
    return replace(found, document=document, losses=notes.losses)


def _bytes(text: object) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else None
    except (binascii.Error, ValueError):
        return None

"""What stands in the type column: the kind of a row, the list it chooses from, whether own words may be added."""

import re
from dataclasses import dataclass

_CHOICE = re.compile(
    r"(?P<kind>select[ _]one(?:[ _]from[ _]file|[ _]external)?|select1|select[ _]multiple(?:[ _]from[ _]file)?|"
    r"select[ _]all[ _]that[ _]apply|rank)(?:\s+from)?\s+(?P<list>\S+)(?P<other>\s+or[ _](?:specify[ _])?other)?",
    re.IGNORECASE,
)
_ALIASES = {
    "select1": "select_one",
    "select_all_that_apply": "select_multiple",
    "int": "integer",
    "string": "text",
    "date_time": "datetime",
    "photo": "image",
    "location": "geopoint",
    "gps": "geopoint",
    "trigger": "acknowledge",
    "uri:deviceid": "deviceid",
    "device_id": "deviceid",
    "imei": "deviceid",
    "start_time": "start",
    "end_time": "end",
    "sim_id": "simserial",
    "sim_serial": "simserial",
    "subscriber_id": "subscriberid",
    "get_phone_number": "phonenumber",
    "phone_number": "phone",
    "percentage": "integer",
    "picture": "image",
    "begin_lgroup": "begin_group",
    "end_lgroup": "end_group",
    "begin_loop": "begin_repeat",
    "end_loop": "end_repeat",
}
_OLD_WORDS = re.compile(
    r"get_(?=start|end|today|device|subscriber|sim|phone)|add_(?=.*_prompt)|_prompt$|^q_(?=string|int)"
)
"""What the first versions of the format wrote around a type: `get start time`, `add text prompt`."""
SETTINGS = {"set_form_title": "form_title", "set_form_id": "form_id"}
"""Rows of the first versions that are settings: their names are the value."""
QUIET = frozenset(
    {"start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "email", "audit"}
    | {
        "start-geopoint",
        "background-audio",
        "background-geopoint",
        "last-saved",
        "csv-external",
        "xml-external",
        "instanceid",
    }
)
"""Rows that ask nobody anything: the device fills them in."""
ELSEWHERE = frozenset({"select_one_from_file", "select_multiple_from_file", "select_one_external"})
"""Choices whose answers stand in another file."""
ASKED = ELSEWHERE | {
    *(
        "select_one",
        "select_multiple",
        "rank",
        "table",
        "repeat",
        "text",
        "integer",
        "decimal",
        "range",
        "note",
        *("acknowledge", "phone"),
    ),
    *("date", "time", "datetime", "barcode", "calculate", "hidden", "image", "audio", "video", "file"),
}
"""Rows that become a question here."""
MAPS = frozenset({"geopoint", "geotrace", "geoshape"})
MEDIA = {"image": ("pictures",), "audio": ("sounds",), "video": ("films",), "file": ()}
"""Rows that ask for a file, with the group of files it is."""


@dataclass(frozen=True, slots=True)
class RowType:
    """The kind of a row in one spelling, its list, and whether own words may be added."""

    kind: str
    list_name: str = ""
    other: bool = False


def parse_type(text: str) -> RowType:
    """The type of a row, however it is spelled.

    >>> parse_type("Select_One fruit or_other"), parse_type("begin_group").kind, parse_type("select one from list_1")
    (RowType(kind='select_one', list_name='fruit', other=True), 'begin_group', RowType(kind='select_one', \
list_name='list_1', other=False))
    """
    words = text.strip()[:500]
    choice = _CHOICE.fullmatch(words)
    if choice:
        kind = re.sub(r"[ _]+", "_", choice["kind"].lower())
        return RowType(_ALIASES.get(kind, kind), choice["list"], bool(choice["other"]))
    kind = re.sub(r"[\s_]+", "_", words.lower())
    kind = kind if kind in _ALIASES else _OLD_WORDS.sub("", kind)
    if kind.startswith("begin_loop"):
        kind = "begin_loop"
    return RowType(_ALIASES.get(kind, kind))

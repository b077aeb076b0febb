"""Columns that are probably no questions: times, running numbers, identifiers, addresses, notes of the program.

Each stands aside with its reason until whoever brings the file in wants to keep it.
"""

import re
from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.interchange.data_files.amounts import is_amount
from survey_app.interchange.data_files.clocks import has_clock, order_of
from survey_app.interchange.data_files.moments import is_field_day
from survey_app.interchange.data_files.personal import personal
from survey_app.interchange.tables import Table

__all__ = ["asides"]

_TOKEN = re.compile(r"(?=.*\d)[A-Za-z0-9_.:-]{8,80}")
_PLAIN = re.compile(
    r"[-+]?[\d.,]+(?:[eE][-+]?\d+)?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
    r"|P(?:\d+D)?T[\dHMS.]+"
)
"""A number, a day, a time of day or a length: they are answers though all of them are different."""
_HUMPS = re.compile(r"([a-z])([A-Z])")
_BETWEEN = re.compile(r"[\W_]+")
_WHOLE = re.compile(r"\d{1,18}(?:\.0)?")
_LONG = re.compile(r"\d{9,18}")
_ROUND = "000"
_IDENTIFIER = re.compile(r"#|id|ids|uuid|guid|serial|token|seed|(?:resp|case|rec|user|panel|person|interview|hh)id")
_NUMBERED = re.compile(
    r"(?:.* )?(?:no|nr|index|case|record|row|respondent|response|participant|number|key|code)(?: (?:id|no|nr|number))?"
)
"""A heading that ends so: “Case no” numbers the rows, “Number of staff” and “Response time” do not."""
_ROW_NAMES = re.compile(r"column 1|unnamed 0|row ?names?")
"""What R and pandas write in front: the first column, without a name of its own."""
_PROGRAM = frozenset(
    [
        "lastpage",
        "last page",
        "startlanguage",
        "start language",
        "seed",
        "refurl",
        "referrer url",
        "status",
        "progress",
        "finished",
        "distributionchannel",
        "userlanguage",
        "user agent",
        "sessionid",
        "referer",
        "contact id",
        "legacy comments",
        "responseid",
        "response id",
        "recipientlastname",
        "recipientfirstname",
        "recipientemail",
        "externalreference",
        "collector id",
        "collectorid",
        "respondent id",
        "custom data 1",
        "deviceid",
        "device id",
        "_id",
        "_uuid",
        "_index",
        "_submission_time",
        "_validation_status",
        "_notes",
        "_status",
        "_submitted_by",
        "__version__",
        "_tags",
        "formhub/uuid",
        "meta/instanceid",
        "response type",
        "network id",
        "tags",
        "submitdate",
        "startdate",
        "datestamp",
        "enddate",
        "recordeddate",
        "ipaddr",
        "ipaddress",
        "ip address",
        "id",
        "#",
        "start",
        "end",
        "start date",
        "end date",
        "response status",
        "duration (in seconds)",
        "interviewtime",
        "date submitted",
        "date started",
        "date last action",
        "last action",
        "ending",
        "language",
        "email",
        "name",
        "start time",
        "completion time",
        "last modified time",
        "first name",
        "last name",
        "email address",
        "username",
        "phonenumber",
        "simserial",
        "subscriberid",
        "audit",
        "record_id",
        "redcap_survey_identifier",
        "redcap_event_name",
        "redcap_repeat_instrument",
        "redcap_repeat_instance",
        "redcap_data_access_group",
        "序号",
        "提交答卷时间",
        "所用时间",
        "来源",
        "来源详情",
        "来自ip",
        "总分",
        "编号",
        "开始答题时间",
        "结束答题时间",
        "答题时长",
        "自定义字段",
        "清洗数据结果",
        "智能清洗数据无效概率",
        "浏览器",
        "ip",
        "ua",
        "referrer",
        "地理位置国家和地区",
        "地理位置省",
        "地理位置市",
        "用户类型",
        "外部编号",
    ]
)
_FEWEST_NOTES, _FEWEST_ROWS, _FEWEST_PARTS = 3, 10, 2
_NEARLY_APART = 0.9
_NOTES = re.compile(r"\w+_complete")
_TIMINGS = re.compile(r"(?:group|question)time\d+")
"""LimeSurvey says how long each page and each question took."""
_MARKS = frozenset({"0", "1", "2"})
"""REDCap says of each form whether it is complete."""
_MEASURED = re.compile(r"_[\w/]+_(?:altitude|precision)")
"""Kobo writes them beside a place on the map."""
_FIRST = 2
"""What numbers rows without saying so begins at 0 or 1; ages that rise one by one do not."""


def asides(table: Table) -> dict[str, str]:
    """Why columns are probably no questions, by their names; marked messages."""
    notes = [name for name in table.header if name.casefold() in _PROGRAM]
    noted = {*notes} if len(notes) >= _FEWEST_NOTES else set()
    found: dict[str, str] = {}
    for name in table.header:
        cells = table.filled(name)
        why = _why(name, cells) if cells else ""
        if cells and not why and (name in noted or (noted and _NOTES.fullmatch(name) and {*cells} <= _MARKS)):
            why = N_("The program that collected the answers noted it.")
        if cells and not why and noted and _TIMINGS.fullmatch(name.casefold()):
            why = N_("The program that collected the answers noted it.")
        if cells and not why and _is_repeated(name, table):
            why = N_("The columns after it say the same, one for each answer.")
        if why:
            found[name] = why
    return found


def _why(name: str, cells: Sequence[str]) -> str:
    if _MEASURED.fullmatch(name):
        return N_("It holds places on the map.")
    order = order_of(cells)
    if order is not None and has_clock(cells):
        return N_("It holds points in time.")
    if order is not None:
        return N_("It holds the days of the answers.") if is_field_day(name) else ""
    why = personal(name, cells)
    if why or len(cells) < _FEWEST_ROWS:
        return why
    called = _BETWEEN.sub(" ", _HUMPS.sub(r"\1 \2", name).casefold()).strip() or name
    distinct = set(cells)
    if len(distinct) < len(cells):
        return N_("It tells nearly every row apart.") if _is_long_number(called, cells, distinct) else ""
    return _why_apart(called, cells)


def _is_identifier(called: str) -> bool:
    return any(map(_IDENTIFIER.fullmatch, called.split()))


def _is_long_number(called: str, cells: Sequence[str], distinct: set[str]) -> bool:
    """Whether nearly all cells are different numbers of nine digits or more, of one length, not rounded, no amounts."""
    if len(distinct) < _NEARLY_APART * len(cells) or not all(map(_LONG.fullmatch, distinct)):
        return False
    if is_amount(called) and not _is_identifier(called):
        return False
    rounded = sum(cell.endswith(_ROUND) for cell in cells)
    return len({len(cell) for cell in distinct}) == 1 and rounded <= (1 - _NEARLY_APART) * len(cells)


def _why_apart(called: str, cells: Sequence[str]) -> str:
    """Why cells that are all different are probably no answers."""
    tells_apart = N_("It tells every row apart.")
    is_first = _ROW_NAMES.fullmatch(called) is not None
    if not all(map(_WHOLE.fullmatch, cells)):
        is_token = all(map(_TOKEN.fullmatch, cells)) and not all(map(_PLAIN.fullmatch, cells))
        return tells_apart if is_first or is_token else ""
    if _is_long_number(called, cells, set(cells)):
        return tells_apart
    figures = [int(cell.removesuffix(".0")) for cell in cells]
    if figures == sorted(figures):
        return N_("It numbers the rows.") if _numbers(called, figures) else ""
    return tells_apart if is_first or _is_identifier(called) else ""


def _numbers(called: str, figures: Sequence[int]) -> bool:
    """Whether figures that rise number the rows: by the name of their column, or from 0 or 1 one by one."""
    is_running = figures[0] < _FIRST and figures[-1] - figures[0] == len(figures) - 1
    is_named = _NUMBERED.fullmatch(called) is not None and not is_amount(called)
    return is_running or is_named or _is_identifier(called)


def _is_repeated(name: str, table: Table) -> bool:
    """Whether Kobo wrote the answers once more, as a column of 1 and 0 for each: channels, channels/web."""
    parts = [each for each in table.header if each.startswith(f"{name}/")]
    return len(parts) >= _FEWEST_PARTS and all({*table.column(each)} <= {"", "0", "1"} for each in parts)

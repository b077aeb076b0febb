"""Single answers: read where they may be given out, and brought in from other programs."""

from typing import Any

import marshmallow
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, validate

from survey_app.api import access, filters
from survey_app.api.blueprints import STAGE, ApiBlueprint
from survey_app.api.fields import Flag, Whole, length, one_of, told
from survey_app.api.paging import LINK, Answer, PageFields, PageQuery, paged
from survey_app.db import transaction
from survey_app.exceptions import N_, Refusal
from survey_app.questions.base import Value
from survey_app.services import answer_batches, answer_rows
from survey_app.services.answer_batches import Sent
from survey_app.services.rights import Act
from survey_app.vocabulary import Missing, Mode, Scope, StageKind

blueprint = ApiBlueprint("responses", N_("Single answers"))
MOST_ROWS = 5_000
_MOST_A_PAGE = 1_000
_LONGEST_TEXT, _LONGEST_NAME, _LARGEST = 20_000, 80, 1e15
_MOST_TOLD = 100
_REASON = {"type": "object", "required": ["missing"], "additionalProperties": False,
           "properties": {"missing": {"type": "string", "enum": [each.value for each in Missing]}}}  # fmt: skip
_VALUE = [{"type": "number", "minimum": -_LARGEST, "maximum": _LARGEST}, {"type": "string", "maxLength": _LONGEST_TEXT},
          {"type": "null"}, _REASON]  # fmt: skip


_VALUES = "A skipped question is null; any other missing answer names its reason, as {“missing”: “not_applicable”}"
_ROWS = f"One object for each person, by the names of the columns. {_VALUES}"
_LEFT_OUT = "Columns that tell how an interview went and are no answers: they can be read and not brought in"
_ROW = {"OVERALL": 4, "RECOM": 9, "WHY": None, "ROLE": {"missing": "not_applicable"}}
_SENT = {"source": "Paper forms of June", "mode": "paper", "rows": [{"OVERALL": 4, "RECOM": 9}]}


class KeyNeeded(Refusal):
    """Answers are only stored under a key that recognises a request that comes twice."""

    status = 422
    title = N_("An Idempotency-Key is needed")
    message = N_("Send the header Idempotency-Key with a value of your own, and the same one when you try again.")


class Rows(fields.List[Any]):
    """Rows of answers, looked at one by one: after some faults nobody reads further, however long the list is."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_settings: Any) -> list[Any]:  # noqa: ANN401, ARG002 - the library's own signature
        if not isinstance(value, list):
            raise self.make_error("invalid")
        if not 1 <= len(value) <= MOST_ROWS:
            raise marshmallow.ValidationError(str(_("Send 1 to %(most)s rows at once.", most=MOST_ROWS)))
        wrong: dict[str, list[str]] = {}
        found = [_row(row, place, wrong) for place, row in enumerate(value) if len(wrong) < _MOST_TOLD]
        if wrong:
            raise marshmallow.ValidationError(wrong)
        return found


def _row(row: object, place: int, wrong: dict[str, list[str]]) -> dict[str, Value | None]:
    """A row's answers by their columns; what is none is written down."""
    if not isinstance(row, dict):
        wrong[f"{place}"] = ["Not a valid mapping type."]
        return {}
    found: dict[str, Value | None] = {}
    for name, value in row.items():
        if len(wrong) >= _MOST_TOLD:
            break
        if not 1 <= len(name) <= _LONGEST_NAME or not _is_value(value):
            wrong[f"{place}.{name[:_LONGEST_NAME]}"] = ["Not a valid answer."]
        else:
            found[name] = Missing(value["missing"]) if isinstance(value, dict) else value
    return found


def _is_value(value: object) -> bool:
    """A number, a text, null, or an object that names why the answer is missing."""
    if isinstance(value, dict):
        return value.keys() == {"missing"} and isinstance(value["missing"], str) and value["missing"] in set(Missing)
    if isinstance(value, str):
        return len(value) <= _LONGEST_TEXT
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value is None or (is_number and abs(value) <= _LARGEST)  # type: ignore[arg-type]  # a number by now


class ColumnSchema(Schema):
    """One declared column of the answers."""

    name = fields.String(required=True, metadata=told("What it is called in the rows; stays the same", "OVERALL"))
    kind = fields.String(
        required=True, metadata=told("“closed” holds codes of the questionnaire", enum=["closed", "number", "text"])
    )
    label = fields.Dict(
        keys=fields.String(), values=fields.String(), required=True, metadata=told("Its words by language")
    )


class RowsSchema(PageFields):
    """A page of answers."""

    columns = fields.List(fields.Nested(ColumnSchema), required=True, metadata=told("The columns of every row"))
    rows = fields.List(fields.Dict(), required=True, metadata=told(_ROWS, [_ROW]))


class RowsQuery(PageQuery):
    """Which page of the answers."""

    size = Whole(load_default=200, most=_MOST_A_PAGE, metadata={"description": "How many on a page"})


class BatchBody(Schema):
    """Answers that were collected elsewhere."""

    source = fields.String(required=True, validate=length(1, 200), metadata=told("Where they come from"))
    mode = fields.String(
        required=True, validate=one_of(mode.value for mode in Mode), metadata=told("How they were collected")
    )
    rows = Rows(
        fields.Dict(keys=fields.String(), values=fields.Raw(metadata={"anyOf": _VALUE})),
        required=True,
        metadata={
            "minItems": 1,
            "maxItems": MOST_ROWS,
            "description": f"One object for each person: columns of the questionnaire and coded answers. {_VALUES}",
        },
    )


class TryQuery(Schema):
    """Whether to store."""

    dry_run = Flag(load_default=True, metadata={"description": "Try only; “false” stores it"})


class KeyHeader(Schema):
    """What a request is recognised by when it comes again."""

    key = fields.String(
        data_key="Idempotency-Key",
        validate=validate.Regexp(r"^[!-~]{1,200}\Z", error=_l("1 to 200 letters, digits and signs, no blanks.")),
        metadata={"description": "Needed to store; the same key again brings nothing twice"},
    )


class BatchSchema(Schema):
    """What became, or would become, of the answers."""

    dry_run = fields.Boolean(required=True, metadata=told("Whether it was only tried"))
    batch = fields.Integer(required=True, allow_none=True, metadata={"description": "Its number on the import page"})
    taken = fields.Integer(required=True, metadata=told("How many rows", 1))
    left_out = fields.List(fields.String(), required=True, metadata=told(_LEFT_OUT, ["order.BESIDE"]))
    repeated = fields.Boolean(required=True, metadata={"description": "The same request came before"})


@blueprint.route(f"{STAGE}/responses")
@access.scoped(Scope.RESPONSES_READ, N_("Coded answers. At the two anonymous levels single answers are not given out."))
@blueprint.doc(description=filters.ROWS_DESCRIPTION)
@blueprint.arguments(RowsQuery, location="query", unknown=marshmallow.EXCLUDE)
@blueprint.response(200, RowsSchema, headers=LINK)
def list_responses(asked: dict[str, int], study_code: str, stage_code: str) -> Answer:
    """Coded answers. At the two anonymous levels single answers are not given out."""
    found = access.stage(study_code, stage_code, Act.EXPORT, kind=StageKind.SURVEY)
    wanted = filters.asked("page", "size", weighs=False)
    part = answer_rows.read(found.stage, wanted, found.role, page=asked["page"], size=asked["size"])
    filters.require_applied(wanted, part.applied)
    columns = [{"name": each.name, "kind": each.kind.value, "label": dict(each.label)} for each in part.variables]
    return paged("rows", part.rows, asked, part.count, columns=columns)


@blueprint.route(f"{STAGE}/responses", methods=["POST"])
@access.takes_files
@access.scoped(
    Scope.RESPONSES_WRITE,
    N_("Bring in answers that were collected elsewhere: all rows or none. The import page takes them out again."),
)
@blueprint.arguments(TryQuery, location="query")
@blueprint.arguments(KeyHeader, location="headers")
@blueprint.arguments(BatchBody, example=_SENT)
@blueprint.response(200, BatchSchema)
def bring_in(
    asked: dict[str, bool], header: dict[str, str], body: dict[str, Any], study_code: str, stage_code: str
) -> dict[str, Any]:
    """Bring in answers that were collected elsewhere: all rows or none. The import page takes them out again."""
    found = access.stage(study_code, stage_code, Act.IMPORT, kind=StageKind.SURVEY)
    rows, left_out = answer_batches.answers_only(found.stage, body["rows"])
    sent = Sent(rows, " ".join(body["source"].split()) or "-", Mode(body["mode"]))
    if asked["dry_run"]:
        _sheet, reading = answer_batches.check(found.stage, sent)
        batch, taken, is_new = None, len(reading.taken), True
    elif "key" not in header:
        raise KeyNeeded
    else:
        with transaction():
            kept, is_new = answer_batches.take(found.stage, sent, header["key"], access.account())
            batch, taken = kept.id, kept.taken
    told_of = {"batch": batch, "taken": taken, "left_out": left_out, "repeated": not is_new}
    return {"dry_run": asked["dry_run"], **told_of}

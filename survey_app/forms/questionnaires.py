"""Reading the editor's form of one question: what was typed stays, what cannot be taken is said at its field."""

import re
from dataclasses import replace
from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from survey_app.forms import part_fields
from survey_app.forms.order_fields import QuestionOrder
from survey_app.forms.part_fields import Extra
from survey_app.forms.question_fields import (
    LIMITS,
    TABLES,
    Fields,
    PointField,
    RowField,
    fields_of,
    merged,
    origin_of,
    parts_of,
    point_text,
    rows_of,
    scale_of,
    typed_text,
    with_pictures,
)
from survey_app.forms.rule_fields import QuestionRules
from survey_app.interchange.questionnaires.plain.marks import row_words
from survey_app.questions import image_choice
from survey_app.questions.definition import Item, Question, Questionnaire, Scale, Text
from survey_app.questions.reading import MAX_OPTIONS, DefinitionRefused, write_items, write_origin, write_scale
from survey_app.questions.registry import QUESTION_CODE, TYPES
from survey_app.questions.wording_check import RATED, halves
from survey_app.services import codes, presets
from survey_app.services.codes import Used
from survey_app.vocabulary import Purpose

Posted = MultiDict[str, str]
_ROW_ID = re.compile(r"[cn][A-Za-z0-9_]{1,40}")
_FIGURE = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?", re.ASCII)
_LARGEST_POINT = 20


class QuestionForm:
    """The form of one question in one language. Shows the draft at first, and what was typed after `read`."""

    def __init__(self, questionnaire: Questionnaire, question: Question, language: str) -> None:
        self.questionnaire = questionnaire
        self.original = question
        self.language = language
        self.base = questionnaire.language
        self.fields = fields_of(question, language, self.base)
        self.fields.extra = part_fields.shown(question, language)
        self.rules = QuestionRules(question, language, self.base)
        self.order = QuestionOrder(questionnaire, question)
        self.parts = parts_of(question)
        self.errors: dict[str, str] = {}
        self.wants_needs = False

    @property
    def kind(self) -> str:
        """The kind of the question."""
        return self.original.kind

    @property
    def label(self) -> str:
        """What the kind is called: a marked message."""
        return TYPES[self.kind].label

    @property
    def collects(self) -> bool:
        """Whether the question asks anything."""
        return TYPES[self.kind].collects

    @property
    def offers_not_applicable(self) -> bool:
        """Whether 'does not apply' can be offered."""
        return TYPES[self.kind].offers_not_applicable

    @property
    def is_table(self) -> bool:
        """Whether its rows are things to rate, order or share among, and not answers to choose from."""
        return self.kind in TABLES

    @property
    def translates(self) -> bool:
        """Whether another language than the questionnaire's own is being written."""
        return self.language != self.base

    def asks_two(self, row: RowField) -> bool:
        """Whether a row to rate holds two things, so that it can be made two rows."""
        return self.kind in RATED and not self.translates and halves(row.words, self.language) is not None

    def beside(self, text: Text) -> str:
        """The words in the questionnaire's own language, to be shown beside a translation."""
        return text.get(self.base, "") if self.translates else ""

    @property
    def extras(self) -> tuple[Extra, ...]:
        """The fields of the part `extra`."""
        return part_fields.EXTRAS.get(self.kind, ())

    def extra_beside(self, extra: Extra) -> str:
        """The words of such a field in the questionnaire's own language."""
        return str((extra.of(self.original) or {}).get(self.base, ""))

    def more_lines(self) -> dict[str, str]:
        """Rules and order as named lines, to compare two states of the question."""
        return dict(self.rules.lines()) | dict(self.order.lines())

    def read(self, posted: Posted, used: Used) -> Question | None:
        """The question as typed, or None when something has to be put right; then `errors` says what and where."""
        self.wants_needs = posted.get("do") == "needs"
        self.fields = self._typed(posted)
        self.rules.read(posted, self.errors)
        self.order.read(posted, self.errors)
        question = self.order.applied(self.rules.applied(self._question(used)))
        self.order.check(question, self.errors)
        return None if self.errors else question

    def _typed(self, posted: Posted) -> Fields:
        return Fields(
            code=posted.get("code", self.original.code).strip().upper()[:40],
            text=self._words(posted, "text", LIMITS["text"]),
            hint=self._words(posted, "hint", LIMITS["hint"]),
            purpose=posted.get("purpose", self.original.purpose.value),
            required="required" in posted,
            not_applicable="not_applicable" in posted,
            rows=self._rows(posted) if "rows" in self.parts else [],
            other="other" in posted,
            other_words=self._words(posted, "other_words", LIMITS["row"]),
            least=posted.get("least", "").strip()[:40],
            most=posted.get("most", "").strip()[:40],
            preset=posted.get("preset", "own"),
            first=posted.get("first", "1").strip()[:4],
            last=posted.get("last", "5").strip()[:4],
            points=self._points(posted),
            unit=self._words(posted, "unit", LIMITS["unit"]),
            decimals=posted.get("decimals", "2").strip()[:4],
            body=self._words(posted, "body", LIMITS["body"]),
            extra={each.name: self._extra(posted, each.name) for each in self.extras},
        )

    def _words(self, posted: Posted, name: str, most: int) -> str:
        words, changed = typed_text(posted.get(name, ""))
        if changed:
            self.errors[name] = _("This holds a character that cannot be kept: type it again.")
        elif len(words) > most:
            self.errors[name] = ngettext(
                "This has %(count)s character: shorten it to %(most)s.",
                "This has %(count)s characters: shorten it to %(most)s.",
                len(words),
                count=format_decimal(len(words)),
                most=format_decimal(most),
            )
        return words

    def _extra(self, posted: Posted, name: str) -> str:
        """One field of the part `extra`; one that was not sent keeps what stands in the draft."""
        if f"x_{name}" not in posted:
            return self.fields.extra.get(name, "")
        if len(sent := posted.getlist(f"x_{name}")) > 1:
            return ",".join(each for each in sent if each)[: part_fields.LONGEST]
        return self._words(posted, f"x_{name}", part_fields.LONGEST)

    def _rows(self, posted: Posted) -> list[RowField]:
        known = {f"c{row.code}": row for row in rows_of(self.original)}
        rows = []
        for key in dict.fromkeys(posted.getlist("row")[: 2 * MAX_OPTIONS]):
            if not _ROW_ID.fullmatch(key):
                continue
            words = self._words(posted, f"row.{key}", LIMITS["row"])
            if words or key.startswith("c"):
                base = known[key].label.get(self.base, "") if key in known else ""
                row = RowField(key, key[1:] if key.startswith("c") else "", words, base)
                row.exclusive = f"exclusive.{key}" in posted
                row.source, row.weight = origin_of(known.get(key))
                rows.append(row)
        lines = typed_text(posted.get("more_rows", ""))[0].splitlines()
        rows += [RowField(f"nm{number}", "", row_words(line)) for number, line in enumerate(lines) if line.strip()]
        rows = with_pictures(_rearranged(rows, posted.get("do", ""), self.language), self.original)
        if len(rows) > MAX_OPTIONS:
            self.errors["rows"] = ngettext(
                "There is %(count)s row: keep to %(most)s at most.",
                "There are %(count)s rows: keep to %(most)s at most.",
                len(rows),
                count=format_decimal(len(rows)),
                most=format_decimal(MAX_OPTIONS),
            )
        return rows[: MAX_OPTIONS + 1]

    def _points(self, posted: Posted) -> list[PointField]:
        scale = scale_of(self.original)
        names = [name for name in posted if re.fullmatch(r"point\.\d{1,2}", name, re.ASCII)]
        points = []
        for point in sorted(int(name[6:]) for name in names):
            inside = scale is not None and scale.first <= point <= scale.last
            base = point_text(scale, point).get(self.base, "") if scale is not None and inside else ""
            points.append(PointField(point, self._words(posted, f"point.{point}", LIMITS["word"]), base))
        return points

    def _question(self, used: Used) -> Question:
        fields, original = self.fields, self.original
        self._check_code()
        if fields.purpose not in set(Purpose):
            self.errors["purpose"] = _("Choose one of the purposes.")
            return original
        try:
            settings = TYPES[self.kind].read(self.order.with_carried(self._settings(used), self.errors))
        except DefinitionRefused as refusal:
            self.errors.setdefault(self.parts[0] if self.parts else "text", _(refusal.message, **refusal.params))
            return original
        return replace(
            original,
            code=fields.code if "code" not in self.errors else original.code,
            text=merged(original.text, self.language, fields.text),
            hint=merged(original.hint, self.language, fields.hint),
            purpose=Purpose(fields.purpose),
            required=fields.required and self.collects,
            not_applicable=fields.not_applicable and self.offers_not_applicable,
            settings=settings,
        )

    def _check_code(self) -> None:
        code = self.fields.code
        if not QUESTION_CODE.fullmatch(code):
            self.errors["code"] = _("Use a letter first, then up to 15 letters, digits or underscores, such as Q7.")
        elif code != self.original.code and self.questionnaire.find(code):
            self.errors["code"] = _("%(code)s is the code of another question: choose a code of its own.", code=code)

    def _settings(self, used: Used) -> dict[str, Any]:
        settings: dict[str, Any] = {}
        for part in self.parts:
            settings |= getattr(self, f"_part_{part}")(used)
        return settings

    def _part_rows(self, used: Used) -> dict[str, Any]:
        known = {str(row.code): row for row in rows_of(self.original)}
        table = self.kind in TABLES
        taken = set(used.get(self.original.code, ()))
        written = []
        for row in self.fields.rows:
            if not row.code or row.code not in taken:
                row.code = str(codes.next_inner(taken))
                taken.add(row.code)
            before = known.get(row.code)
            part = {"code": row.code, "label": merged(before.label if before else {}, self.language, row.words)}
            if isinstance(before, Item):
                part |= write_origin(before)
            if row.picture is not None:
                part["picture"] = image_choice.written_picture(row.picture)
            written.append(part if table else {**part, "code": int(row.code), "exclusive": self._alone(row)})
        if table and self.wants_needs:
            written += [
                item
                for item in write_items(presets.needs_in(self.questionnaire.languages))
                if item["code"] not in taken
            ]
        if not written and self.order.carry is None:
            self.errors["rows"] = _("Write at least one row.")
        return {"items" if table else "options": written}

    def _alone(self, row: RowField) -> bool:
        return self.kind in {"multiple", "image_choice"} and row.exclusive

    def _part_other(self, _used: Used) -> dict[str, Any]:
        if not self.fields.other:
            return {}
        before = getattr(self.original.settings, "other", None)
        if before is None:
            return {"other": {"label": {self.language: self.fields.other_words}} if self.fields.other_words else True}
        return {"other": {"code": before.code, "label": merged(before.label, self.language, self.fields.other_words)}}

    def _part_limits(self, _used: Used) -> dict[str, Any]:
        return {"min": self._whole("least", 1, MAX_OPTIONS), "max": self._whole("most", 1, MAX_OPTIONS)}

    def _part_figure(self, _used: Used) -> dict[str, Any]:
        return {
            "unit": merged(getattr(self.original.settings, "unit", {}), self.language, self.fields.unit),
            "min": self._number("least"),
            "max": self._number("most"),
            "decimals": self._whole("decimals", 0, 6) or 0,
        }

    def _part_body(self, _used: Used) -> dict[str, Any]:
        return {"body": merged(self.original.settings.body, self.language, self.fields.body)}

    def _part_extra(self, used: Used) -> dict[str, Any]:
        taken = used.get(self.original.code, frozenset())
        return part_fields.settings(self.original, self.fields.extra, self.language, self.errors, taken)

    def _part_ends(self, _used: Used) -> dict[str, Any]:
        scale = scale_of(self.original) or Scale(0, 10)
        words = {point.point: point.words for point in self.fields.points}
        return {
            name: merged(point_text(scale, point), self.language, words.get(point, ""))
            for name, point in (("low", 0), ("high", 10))
        }

    def _part_scale(self, _used: Used) -> dict[str, Any]:
        before = scale_of(self.original) or Scale()
        was = fields_of(self.original, self.language, self.base).preset
        if self.fields.preset in presets.SCALES and self.fields.preset != was:
            return {"scale": write_scale(presets.scale_in(self.fields.preset, self.questionnaire.languages))}
        first, last = self._whole("first", 0, 1), self._whole("last", 2, _LARGEST_POINT)
        if first is None or last is None:
            return {"scale": write_scale(before)}
        return {"scale": {"first": first, "last": last, **self._point_words(before, first, last)}}

    def _point_words(self, before: Scale, first: int, last: int) -> dict[str, Any]:
        """Words at the ends alone, or at every point once one in the middle has any.

        The ends keep their words when points are added or taken away.
        """
        typed = {point.point: point.words for point in self.fields.points}
        ends = {first: before.first, last: before.last}
        words: list[dict[str, str]] = []
        for point in range(first, last + 1):
            source = ends.get(point, point)
            inside = point in ends or before.first < source < before.last
            known = point_text(before, source) if inside else {}
            words.append(merged(known, self.language, typed.get(source, "") if inside else ""))
        return {"low": words[0], "high": words[-1], "labels": words if any(words[1:-1]) else []}

    def _whole(self, name: str, least: int, most: int) -> int | None:
        typed = getattr(self.fields, name)
        if not typed:
            return None
        if not re.fullmatch(r"\d{1,4}", typed, re.ASCII) or not least <= int(typed) <= most:
            self.errors[name] = _("Enter a whole number from %(least)s to %(most)s.", least=least, most=most)
            return None
        return int(typed)

    def _number(self, name: str) -> float | None:
        typed = getattr(self.fields, name).replace("\N{MINUS SIGN}", "-").replace(",", ".")
        if not typed:
            return None
        if not _FIGURE.fullmatch(typed):
            self.errors[name] = _("Enter a number, such as 250 or 2.5.")
            return None
        return float(typed)


def _rearranged(rows: list[RowField], act: str, language: str) -> list[RowField]:
    """The rows after one of the buttons beside them: up, down, take out, two instead of one."""
    verb, _colon, key = act.partition(":")
    place = next((place for place, row in enumerate(rows) if row.id == key), None)
    if place is None:
        return rows
    if verb == "drop":
        return rows[:place] + rows[place + 1 :]
    if verb == "split":
        parts = halves(rows[place].words, language)
        rows[place].words, second = parts or (rows[place].words, "")
        return [*rows[: place + 1], *([RowField("nsplit", "", second)] if second else []), *rows[place + 1 :]]
    target = place + {"up": -1, "down": 1}.get(verb, 0)
    if 0 <= target < len(rows):
        rows[place], rows[target] = rows[target], rows[place]
    return rows

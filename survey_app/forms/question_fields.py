"""What the editor's form of one question shows: plain texts, whether they come from the draft or were just typed."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from survey_app.questions.definition import Item, Option, Question, Scale, Text
from survey_app.questions.image_choice import ImageChoiceSettings, Shown
from survey_app.questions.reading import UNSTORABLE, straight
from survey_app.services.presets import SCALES

PARTS: Mapping[str, tuple[str, ...]] = {
    "single": ("rows", "other", "extra"),
    "multiple": ("rows", "other", "limits", "extra"),
    "yes_no": ("extra",),
    "slider": ("extra",),
    "maxdiff": ("rows", "extra"),
    "pairwise": ("rows", "extra"),
    "image_choice": ("rows", "limits", "extra"),
    "file_upload": ("extra",),
    "repeat": ("extra",),
    "differential": ("rows", "extra"),
    "hierarchical": ("extra",),
    "ranking": ("rows", "extra"),
    "constant_sum": ("rows", "extra"),
    "rating": ("scale",),
    "grid": ("rows", "scale", "extra"),
    "battery": ("rows", "scale", "extra"),
    "recommend": ("ends",),
    "number": ("figure",),
    "consent": ("body",),
    "texts": ("rows",),
    "grid_text": ("rows", "extra"),
    "grid_number": ("rows", "figure", "extra"),
    "grid_multiple": ("rows", "extra"),
    "dual_scale": ("rows", "scale", "extra"),
    "kano": ("rows", "extra"),
    "importance_performance": ("rows", "scale", "extra"),
    "estimate": ("figure", "extra"),
    "use_and_rating": ("rows", "scale", "extra"),
    "date": ("extra",),
    "time": ("extra",),
    "pattern": ("extra",),
    "hidden": ("extra",),
    "calculated": ("extra",),
    "arm": ("rows", "extra"),
}
"""Which parts of the form a kind of question has besides text and hint."""
TABLES = frozenset({
    "grid", "battery", "ranking", "constant_sum", "differential", "texts", "grid_text", "grid_number", "grid_multiple",
    "dual_scale", "kano", "importance_performance", "use_and_rating", "pairwise",
})  # fmt: skip
"""Kinds whose rows are things with codes of letters, not answers with codes of figures."""
LIMITS = {"text": 4_000, "hint": 4_000, "body": 10_000, "row": 500, "word": 200, "unit": 60, "title": 200}


@dataclass(slots=True)
class RowField:
    """One option or row: `id` names its fields, `code` is empty as long as it is new.

    `source` and `weight` say where a row came from; they are shown and never typed.
    """

    id: str
    code: str = ""
    words: str = ""
    base: str = ""
    exclusive: bool = False
    error: str = ""
    source: str = ""
    weight: float | None = None
    picture: Shown | None = None


@dataclass(slots=True)
class PointField:
    """The words of one point of a scale."""

    point: int
    words: str = ""
    base: str = ""


@dataclass(slots=True)
class Fields:
    """All fields of the form with what they show."""

    code: str
    text: str = ""
    hint: str = ""
    purpose: str = ""
    required: bool = False
    not_applicable: bool = False
    rows: list[RowField] = field(default_factory=list)
    other: bool = False
    other_words: str = ""
    least: str = ""
    most: str = ""
    preset: str = "own"
    first: str = ""
    last: str = ""
    points: list[PointField] = field(default_factory=list)
    unit: str = ""
    decimals: str = ""
    body: str = ""
    extra: dict[str, str] = field(default_factory=dict)


def fields_of(question: Question, language: str, base: str) -> Fields:
    """The form of a question as it stands in the draft, its texts in one language beside the base one."""
    settings = question.settings
    scale = scale_of(question)
    other = getattr(settings, "other", None)
    return Fields(
        code=question.code,
        text=question.text.get(language, ""),
        hint=question.hint.get(language, ""),
        purpose=question.purpose.value,
        required=question.required,
        not_applicable=question.not_applicable,
        rows=with_pictures([_row(row, language, base) for row in _own_rows(question)], question),
        other=other is not None,
        other_words=other.label.get(language, "") if other else "",
        least=_figure(getattr(settings, "least", None)),
        most=_figure(getattr(settings, "most", None)),
        preset=preset_of(scale) if scale else "own",
        first=str(scale.first) if scale else "",
        last=str(scale.last) if scale else "",
        points=[_point(scale, point, language, base) for point in scale.points] if scale else [],
        unit=getattr(settings, "unit", {}).get(language, ""),
        decimals=str(getattr(settings, "decimals", "")),
        body=getattr(settings, "body", {}).get(language, ""),
    )


def parts_of(question: Question) -> tuple[str, ...]:
    """The parts of the form of a question; how many may be chosen is asked only where several may."""
    parts = PARTS.get(question.kind, ())
    settings = question.settings
    if isinstance(settings, ImageChoiceSettings) and not settings.several:
        return tuple(part for part in parts if part != "limits")
    return parts


def rows_of(question: Question) -> tuple[Option | Item, ...]:
    """The options or rows of a question, without the open answer."""
    return tuple(getattr(question.settings, "options", ())) or tuple(getattr(question.settings, "items", ()))


def _own_rows(question: Question) -> list[Option | Item]:
    """The rows less those that are taken over from an earlier question: these are not written here."""
    return [row for row in rows_of(question) if not getattr(row, "carried", False)]


def origin_of(row: Option | Item | None) -> tuple[str, float | None]:
    """The item of a Delphi that a row came from, and its weight; nothing for rows that were typed."""
    return (row.source, row.weight) if isinstance(row, Item) else ("", None)


def scale_of(question: Question) -> Scale | None:
    """The scale of a question, if it has one."""
    if question.kind == "recommend":
        return Scale(0, 10, question.settings.low, question.settings.high)
    found = getattr(question.settings, "scale", None)
    return found if isinstance(found, Scale) else None


def point_text(scale: Scale, point: int) -> Text:
    """The words of one point in all languages."""
    if scale.labels:
        return scale.labels[point - scale.first]
    return {scale.first: scale.low, scale.last: scale.high}.get(point, {})


def preset_of(scale: Scale) -> str:
    """The ready scale this one is, read by its points and words; `own` when it is none of them."""
    for name, preset in SCALES.items():
        ready = preset.scale
        if (ready.first, ready.last, bool(ready.labels)) == (scale.first, scale.last, bool(scale.labels)) and all(
            _within(point_text(scale, point), point_text(ready, point)) for point in scale.points
        ):
            return name
    return "own"


def _within(words: Text, ready: Text) -> bool:
    return bool(words) == bool(ready) and all(ready.get(language) == text for language, text in words.items())


def _row(row: Option | Item, language: str, base: str) -> RowField:
    found = RowField(f"c{row.code}", str(row.code), row.label.get(language, ""), row.label.get(base, ""))
    found.exclusive = isinstance(row, Option) and row.exclusive
    found.source, found.weight = origin_of(row)
    return found


def with_pictures(rows: list[RowField], question: Question) -> list[RowField]:
    """The rows with the pictures they show."""
    if isinstance(question.settings, ImageChoiceSettings):
        shown = {str(each.code): each for each in question.settings.pictures}
        for row in rows:
            row.picture = shown.get(row.code)
    return rows


def _point(scale: Scale, point: int, language: str, base: str) -> PointField:
    words = point_text(scale, point)
    return PointField(point, words.get(language, ""), words.get(base, ""))


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def typed_text(value: str) -> tuple[str, bool]:
    """A text as it was typed and can be shown again, and whether it held characters that cannot be kept."""
    words = unicodedata.normalize("NFC", straight(value))
    shown = UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", words)
    return shown.strip(), shown != words


def merged(text: Text, language: str, words: str) -> dict[str, str]:
    """A text with its words in one language replaced; an emptied one is taken out.

    >>> merged({"en": "Price", "es": "Precio"}, "es", ""), merged({}, "en", "Price")
    ({'en': 'Price'}, {'en': 'Price'})
    """
    return {code: kept for code, kept in {**text, language: words}.items() if kept}


def lines_of(fields: Fields) -> Iterator[tuple[str, str]]:
    """The fields as named lines, to compare two states of a question: a name the page words, and the text."""
    yield from (("code", fields.code), ("text", fields.text), ("hint", fields.hint), ("purpose", fields.purpose))
    yield from (("required", "✓" if fields.required else ""), ("not_applicable", "✓" if fields.not_applicable else ""))
    for row in fields.rows:
        yield f"row {row.code}", row.words + (" (✓)" if row.exclusive else "")
    yield from (("other", fields.other_words if fields.other else ""), ("unit", fields.unit), ("body", fields.body))
    yield "limits", f"{fields.least} / {fields.most}" if fields.least or fields.most else ""
    for point in fields.points:
        yield f"point {point.point}", point.words
    yield from ((f"setting {name}", words) for name, words in fields.extra.items())

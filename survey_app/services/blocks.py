"""New questions: what each kind begins with, and ready-made blocks of several."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.definition import Item, Question, Text
from survey_app.questions.instruments import INSTRUMENTS
from survey_app.questions.reading import write_items, write_scale
from survey_app.questions.registry import TYPES
from survey_app.services import begun, presets
from survey_app.services.field_blocks import FIELD_BLOCKS
from survey_app.services.ready_blocks import READY, Asked
from survey_app.services.ruled_blocks import RULED, Ruled
from survey_app.vocabulary import Purpose

Languages = tuple[str, ...]
Build = Callable[[str, Languages], Question]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question as the editor offers it: its name and when to use it."""

    code: str
    label: str
    use: str


@dataclass(frozen=True, slots=True)
class Block:
    """Several questions that belong together, added with one button."""

    label: str
    use: str
    questions: tuple[Build, ...]
    source: str = ""
    """Who published it, for a standard questionnaire."""
    later: tuple[Build, ...] = ()
    """Questions that depend on the others, on a page of their own behind them."""
    ends: str = ""
    """When the form ends with this block, as in `ruled_blocks.RuledBlock`."""


_USES = {
    "single": N_("One answer out of a list: yes or no, an industry, how long a customer."),
    "multiple": N_("Several answers out of a list, if you like with a least and a most number."),
    "rating": N_("One rating on a scale with words, such as satisfied overall."),
    "grid": N_("Several rows rated on one scale, such as satisfaction with ten features."),
    "battery": N_("Each row rated twice, expected before and experienced: the gap is satisfaction."),
    "recommend": N_("From 0 to 10, for the recommendation score."),
    "number": N_("A figure with its unit, such as orders a year."),
    "short_text": N_("One line in own words, such as a name or a place."),
    "long_text": N_("Several lines in own words, such as what to improve."),
    "information": N_("A text between questions: explain a rule, introduce a topic. Nothing is asked."),
    "consent": N_("Agree or do not agree to a text; which text it was is kept as proof."),
    **begun.USES,
}
KINDS: tuple[Kind, ...] = tuple(Kind(code, TYPES[code].label, use) for code, use in _USES.items())


def fresh(kind: str, code: str, languages: Languages) -> Question:
    """A new question of a kind, with the settings it most often has and without words of its own."""
    if kind in begun.USES:
        identity = Purpose.IDENTITY if kind in begun.OF_A_PERSON else None
        lacking = kind in begun.MAY_LACK
        return _question(kind, code, {}, begun.settings(kind, languages), purpose=identity, not_applicable=lacking)
    return _question(kind, code, {}, _begin(kind, languages), not_applicable=kind in {"rating", "grid", "battery"})


def _question(
    kind: str,
    code: str,
    text: Text,
    settings: dict[str, Any],
    *,
    hint: Text | None = None,
    purpose: Purpose | None = None,
    not_applicable: bool = False,
) -> Question:
    usual = Purpose.CLARIFYING if kind == "information" else Purpose.SOLICITATION
    offered = not_applicable and TYPES[kind].offers_not_applicable
    read = TYPES[kind].read(settings)
    return Question(code, kind, text, hint or {}, purpose or usual, not_applicable=offered, settings=read)


def _begin(kind: str, languages: Languages) -> dict[str, Any]:
    satisfaction = write_scale(presets.scale_in("satisfaction", languages))
    if kind in {"single", "multiple"}:
        return {"options": [{"code": 1, "label": {}}, {"code": 2, "label": {}}]}
    if kind in {"grid", "battery"}:
        return {"items": [{"code": "1", "label": {}}, {"code": "2", "label": {}}], "scale": satisfaction}
    return {"scale": satisfaction} if kind == "rating" else {}


def _overall(code: str, languages: Languages) -> Question:
    settings = {"scale": write_scale(presets.scale_in("satisfaction", languages))}
    return _question("rating", code, presets.written_in(presets.OVERALL, languages), settings, not_applicable=True)


def _open(text: Text) -> Build:
    def build(code: str, languages: Languages) -> Question:
        return _question("long_text", code, presets.written_in(text, languages), {}, purpose=Purpose.SOLICITATION)

    return build


def battery_of(code: str, languages: Languages, rows: Sequence[Item]) -> Question:
    """Expectation and experience of rows that are given, on the scale of quality."""
    settings = {
        "items": write_items(rows),
        "scale": write_scale(presets.scale_in("quality", languages)),
    }
    text = presets.written_in(presets.EXPECTED_EXPERIENCED, languages)
    hint = presets.written_in(presets.EXPECTED_HINT, languages)
    return _question("battery", code, text, settings, hint=hint, not_applicable=True)


def _needs(code: str, languages: Languages) -> Question:
    return battery_of(code, languages, presets.needs_in(languages))


def _recommend(code: str, languages: Languages) -> Question:
    return _question("recommend", code, presets.written_in(presets.RECOMMEND, languages), {})


BLOCKS: dict[str, Block] = {
    "satisfied": Block(
        N_("Satisfied? What to improve? How?"),
        N_("A rating of the whole and two open questions: three questions."),
        (_overall, _open(presets.IMPROVE), _open(presets.HOW)),
    ),
    "needs": Block(
        N_("Expectation and experience, twelve needs"),
        N_("Twelve needs of customers, from safety to trust, each expected and experienced: one question."),
        (_needs,),
    ),
    "recommend": Block(
        N_("Recommend, and why"),
        N_("The figure from 0 to 10 and the reason in own words: two questions."),
        (_recommend, _open(presets.WHY)),
    ),
}


def _standard(key: str) -> Build:
    """A standard questionnaire in those of its languages that the study has."""
    made = INSTRUMENTS[key]

    def build(code: str, languages: Languages) -> Question:
        text, hint = (presets.written_in(words, languages) for words in (made.text, made.hint))
        question = _question(made.kind, code, text, _in_languages(made.settings(), languages), hint=hint)
        return replace(question, instrument=key)

    return build


def _in_languages(part: Any, languages: Languages) -> Any:  # noqa: ANN401 - any part of a JSON document
    """Settings with their texts in these languages only."""
    if isinstance(part, list):
        return [_in_languages(each, languages) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        name: presets.written_in(each, languages) if name in _TEXTS else _in_languages(each, languages)
        for name, each in part.items()
    }


_TEXTS = ("label", "low", "high")
_PARTNERS = {each.partner: key for key, each in INSTRUMENTS.items() if each.partner == "service_quality"}
"""Questions that are always added together; other partners are added when they are wanted."""
BLOCKS |= {
    key: Block(each.label, each.use, tuple(map(_standard, filter(None, (key, _PARTNERS.get(key))))), each.source)
    for key, each in INSTRUMENTS.items()
    if key not in _PARTNERS.values()
}


def _asked(made: Asked) -> Build:
    """A question of a ready block in those of its languages that the study has."""

    def build(code: str, languages: Languages) -> Question:
        text = presets.written_in(made.text, languages)
        if not made.answers:
            return _question("long_text", code, text, {}, purpose=made.purpose)
        options = [{"code": each, "label": presets.written_in(words, languages)} for each, words in made.answers]
        settings: dict[str, Any] = {"options": options} | ({"other": True} if made.other else {})
        return _question("multiple" if made.several else "single", code, text, settings, purpose=made.purpose)

    return build


BLOCKS |= {key: Block(each.label, each.use, tuple(map(_asked, each.questions))) for key, each in READY.items()}


def _ruled(made: Ruled) -> Build:
    """A question of a block with rules in those of its languages that the study has."""

    def build(code: str, languages: Languages) -> Question:
        text, hint = (presets.written_in(words, languages) for words in (made.text, made.hint))
        settings = _in_languages(dict(made.settings), languages)
        question = _question(
            made.kind, code, text, settings, hint=hint, purpose=made.purpose, not_applicable=made.not_applicable
        )
        return replace(question, show_if=made.show_if, required=made.required)

    return build


BLOCKS |= {
    key: Block(each.label, each.use, tuple(map(_ruled, each.first)), "", tuple(map(_ruled, each.later)), each.ends)
    for key, each in (RULED | FIELD_BLOCKS).items()
}
